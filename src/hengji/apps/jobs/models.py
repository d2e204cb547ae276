"""The one table of long work.  A person is an id and a name here, not a foreign key (``apps.audit`` holds it the same way)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hengji.apps.records.models import Row
from hengji.apps.records.scope import Scope


class JobState(models.TextChoices):
    """How a job stands; the last three are ends."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "办理中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有办成"
    CANCELLED = "cancelled", "已取消"


class Job(Row):
    """A task with its arguments, until somebody has done it.

    ``lease`` names the run that holds the job (empty: nobody) and ``lease_until`` is when others may take it away;
    a worker that lives moves it on.  ``attempts`` counts runs begun.  ``not_before`` holds a job back after a run that failed.
    Leases and ``not_before`` are instants of the machine's clock; all other times are the site's (the demo has a day of its own)."""

    person = models.UUIDField()
    person_name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    task = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    failure = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    lease = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope(person="person")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="running") | (~Q(lease="") & Q(lease_until__isnull=False)), name="job_running_is_leased"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "not_before"], name="job_due"),
            models.Index(fields=["region", "person", "enqueued_at"], name="job_mine"),
        ]

    def __str__(self) -> str:
        return self.title
