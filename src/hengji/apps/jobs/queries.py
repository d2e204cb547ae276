"""Reads of jobs: everybody sees his own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.jobs.models import Job, JobState
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as its person sees it.  ``ahead``: how many wait before it."""

    id: UUID
    title: str
    state: JobState
    done: int
    total: int
    note: str
    failure: str
    result: dict[str, Any]
    result_file: UUID | None
    cancel_asked: bool
    enqueued_at: datetime
    finished_at: datetime | None

    @property
    def finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def cancellable(self) -> bool:
        return not self.finished and not self.cancel_asked


@dataclass(frozen=True, slots=True)
class JobsFound:
    """A window of jobs, and how many there are."""

    rows: tuple[JobStatus, ...]
    count: int


_COLUMNS = tuple(JobStatus.__dataclass_fields__)


def status(actor: Actor, job: UUID) -> JobStatus:
    """One's own job.  Raises ``NotFound``."""
    row = Job.objects.filter(pk=job, person=actor.id).only(*_COLUMNS).first()
    if row is None:
        raise NotFound
    return _status(row)


def jobs(actor: Actor, states: tuple[str, ...] = (), window: slice = slice(50)) -> JobsFound:
    """One's own jobs, the latest first."""
    rows = Job.objects.filter(region_id=actor.region, person=actor.id).order_by("-enqueued_at", "-id").only(*_COLUMNS)
    found = rows.filter(state__in=states) if states else rows
    return JobsFound(tuple(_status(row) for row in found[window]), found.count())


def _status(row: Job) -> JobStatus:
    return JobStatus(
        row.pk, row.title, JobState(row.state), row.done, row.total, row.note, row.failure, row.result, row.result_file_id,
        row.cancel_asked, row.enqueued_at, row.finished_at,
    )  # fmt: skip
