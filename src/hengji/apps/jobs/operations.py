"""Asking for long work, and calling it off."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateTimeField, F, Value, When

from hengji.apps.audit.chain import plain
from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.jobs.models import Job, JobState
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

_TASK = re.compile(r"hengji\.apps\.\w+\.tasks(\.\w+)*\.\w+")


@operation
def enqueue(actor: Actor, title: str, task: str, arguments: Mapping[str, object], *, at: datetime) -> UUID:
    """Ask for long work; a worker sees it once the transaction is committed.  Returns the job's id.

    ``task`` is the dotted path of a ``jobs.progress.Task``; ids and dates among the arguments arrive as text."""
    if not _TASK.fullmatch(task):
        raise ValueError(f"not a task: {task}")
    job = Job.objects.create(
        region_id=actor.region,
        person=actor.id,
        person_name=actor.name,
        title=title,
        task=task,
        arguments=plain(arguments),
        enqueued_at=at,
    )
    record(actor, "已发起", job, under=Action.JOB_VIEW)
    return job.pk


@operation
def cancel(actor: Actor, job: UUID, *, at: datetime) -> None:
    """Call a job off: one that waits ends now, one that runs stops after its present step.

    Raises ``NotFound`` for other people's, ``Refused`` where it has ended already."""
    mine = Job.objects.filter(pk=job, person=actor.id)
    found = mine.first()
    if found is None:
        raise NotFound
    if found.cancel_asked:
        return unchanged()
    waiting = {"state": JobState.QUEUED}
    changed = mine.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).update(
        cancel_asked=True,
        finished_at=Case(When(**waiting, then=Value(at)), default=F("finished_at"), output_field=DateTimeField()),
        state=Case(When(**waiting, then=Value(JobState.CANCELLED.value)), default=F("state")),
    )
    if not changed:
        raise Refused("job-ended", title=found.title)
    record(actor, "已取消", found, under=Action.JOB_VIEW)
    return None
