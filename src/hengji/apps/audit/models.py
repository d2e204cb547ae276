"""Rows of the trail.  Triggers refuse their update and deletion (``records.triggers``)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hengji.apps.records.models import Row
from hengji.apps.records.scope import Scope


class Entry(Row):
    """One thing done.  The actor and the subject are ids and names, not foreign keys: the trail outlives both.

    ``hash`` covers every other column and the previous row's hash (``audit.chain``)."""

    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60)
    hat = models.CharField(max_length=60, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField(null=True)
    subject_name = models.CharField(max_length=300)
    payload = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "seq"], name="audit_entry_seq")]
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "seq"], name="audit_entry_subject"),
            models.Index(fields=["region", "at"], name="audit_entry_at"),
            models.Index(fields=["region", "actor_id"], name="audit_entry_actor"),
        ]


class Anchor(Row):
    """The head of a region's chain at the end of a day, also written outside the database: what a rewritten chain is held against."""

    day = models.DateField()
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="audit_anchor_day")]
