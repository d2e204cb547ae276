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
