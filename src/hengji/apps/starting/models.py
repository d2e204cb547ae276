"""What a county could start with, as proposed and as changed by a person, until it is applied as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hengji.apps.records.fields import YuanField
from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope


class StartState(models.TextChoices):
    """How a start stands; the last two are ends."""

    READING = "reading", "正在读取"
    PROPOSED = "proposed", "待确认"
    APPLIED = "applied", "已建库"
    DROPPED = "dropped", "已放弃"


class Start(Versioned):
    """One attempt to start a year from a pile of files."""

    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StartState.choices, default=StartState.READING)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=60)
    job = models.UUIDField(null=True)
    trouble = models.TextField(blank=True)
    outcome = models.JSONField(default=dict)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year"], condition=models.Q(state__in=["reading", "proposed"]), name="start_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.year}年度建库"


class StartFile(Row):
    """A file that was handed in and what it was taken for; ``inside``: it stood in an archive, whose bytes ``file`` is.  An empty one
    has no ``file``."""

    start = models.ForeignKey(Start, models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300)
    inside = models.BooleanField(default=False)
    what = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    errors = models.JSONField(default=list)
    refused = models.TextField(blank=True)

    scope: ClassVar[Scope] = Scope()


class StartItem(Versioned):
    """Common to what is proposed: why, how sure, from where, and whether a person keeps it."""

    start = models.ForeignKey(Start, models.PROTECT, related_name="%(class)ss")
    key = models.CharField(max_length=400)
    name = models.CharField(max_length=300)
    code = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12)
    why = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=10)
    sources = models.JSONField(default=list)
    keep = models.BooleanField(default=True)
    changed = models.BooleanField(default=False)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        abstract = True
        constraints: ClassVar = [models.UniqueConstraint(fields=["start", "key"], name="%(class)s_key")]

    def __str__(self) -> str:
        return self.name


class StartUnit(StartItem):
    """A proposed unit; ``parent`` and ``division`` are keys of other proposed units."""

    parent = models.CharField(max_length=400, blank=True)
    division = models.CharField(max_length=400, blank=True)
    also = models.JSONField(default=list)


class StartObject(StartItem):
    """A proposed object with its money and target; ``unit`` and ``department`` are keys of proposed units.

    ``lines`` and ``target`` are plain data as ``starting.proposal`` writes and reads them (amounts as text)."""

    unit = models.CharField(max_length=400, blank=True)
    department = models.CharField(max_length=400, blank=True)
    secret = models.BooleanField(default=False)
    lines = models.JSONField(default=list)
    target = models.JSONField(null=True)
    budget = YuanField(null=True)
    paid = YuanField(null=True)


class StartDoubt(Row):
    """Something a person has to look at before applying."""

    start = models.ForeignKey(Start, models.PROTECT, related_name="doubts")
    code = models.CharField(max_length=60)
    sentence = models.TextField()
    keys = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    settled = models.BooleanField(default=False)

    scope: ClassVar[Scope] = Scope()
