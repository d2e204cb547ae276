"""What people are told, and who has read it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hengji.apps.records.models import Row
from hengji.apps.records.scope import Scope
from hengji.rules.access import ROLE_NAMES


class Notice(Row):
    """Told to exactly one of: a person, whoever holds a post, whoever holds a role at a unit (by lineage)."""

    person = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    unit = models.UUIDField(null=True)
    role = models.CharField(max_length=12, blank=True, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    subject = models.CharField(max_length=200)
    text = models.CharField(max_length=1000, blank=True)
    url = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=60)
    sent_at = models.DateTimeField()

    scope: ClassVar[Scope] = Scope(person="person")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, post__isnull=True, unit__isnull=True, role="")
                | Q(person__isnull=True, post__isnull=False, unit__isnull=True, role="")
                | (Q(person__isnull=True, post__isnull=True, unit__isnull=False) & ~Q(role="")),
                name="notice_one_recipient",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "sent_at"], name="notice_person"),
            models.Index(fields=["post", "sent_at"], name="notice_post"),
            models.Index(fields=["unit", "role", "sent_at"], name="notice_unit"),
            models.Index(fields=["sent_at"], name="notice_sent"),
        ]

    def __str__(self) -> str:
        return self.subject


class Reading(Row):
    """A person has read a notice; the holders of one post read for themselves."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")
    person = models.UUIDField()
    read_at = models.DateTimeField()

    scope: ClassVar[Scope] = Scope(person="person")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "person"], name="notice_read_once")]
        indexes: ClassVar = [models.Index(fields=["person"], name="notice_reading_person")]


class DeliveryState(models.TextChoices):
    """How a delivery stands; the last three are ends."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "没有发出"
    UNSURE = "unsure", "是否送达不明"


class Delivery(Row):
    """A message in the outbox (``notices.outbox``).  ``at`` is the site's time; ``next_at``, ``claimed_at`` and ``sent_at`` are instants of
    the machine's clock, like the leases of jobs.  ``about``: what it belongs to, a round for one; ``name``: who is meant, for people."""

    channel = models.CharField(max_length=8, choices=[("email", "邮件"), ("webhook", "群消息")])
    address = models.CharField(max_length=254, blank=True)
    about = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    sender = models.CharField(max_length=60)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "next_at"], name="delivery_due"),
            models.Index(fields=["at"], name="delivery_at"),
            models.Index(fields=["about", "at"], name="delivery_about"),
        ]

    def __str__(self) -> str:
        return self.subject
