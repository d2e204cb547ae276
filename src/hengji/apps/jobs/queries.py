"""Reads of jobs: everybody sees his own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.jobs.models import Job, JobState
from hengji.apps.records.keys import made_at
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job as its person sees it."""

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
    def sentence(self) -> str:
        """How it stands, in words."""
        if self.state is JobState.RUNNING:
            far = f"{self.done} / {self.total}　{self.note}".rstrip() if self.total else self.note or self.state.label
            return "正在停下，做完手上这一步就停" if self.cancel_asked else far
        ended = {JobState.DONE: self.result.get("sentence"), JobState.FAILED: self.failure, JobState.CANCELLED: "已取消，做完的步骤都在"}
        return str(ended.get(self.state) or self.state.label)

    @property
    def finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)

    @property
    def failed(self) -> bool:
        return self.state is JobState.FAILED

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


def oldest_waiting() -> datetime | None:
    """Since when the job that waits longest has been waiting, by the machine's clock; None where none waits."""
    key = Job.objects.filter(state=JobState.QUEUED, not_before__isnull=True).order_by("id").values_list("pk", flat=True).first()
    return made_at(key) if key is not None else None
