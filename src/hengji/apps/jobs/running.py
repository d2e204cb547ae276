"""Doing the work: a job is claimed by compare-and-set, held by a lease, and taken up again when its worker died.

Of a worker killed at any moment nothing remains but the lease; when that has run out the next claim begins the job anew.
Tasks are idempotent and work in short transactions, so what a dead run had finished stays finished."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import OperationalError, connections
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from hengji.apps.audit.chain import plain
from hengji.apps.jobs.models import Job, JobState
from hengji.apps.jobs.progress import Stopped, Task
from hengji.apps.records.keys import uuid7
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say

LEASE = timedelta(seconds=60)
HEARTBEAT = 10.0
"""Seconds between two signs of life; a sixth of the lease, so that a locked database does not cost a live worker its job."""
ATTEMPTS = 3
SHOWN_EVERY = 0.3
"""Seconds between two writes of progress."""

_log = logging.getLogger(__name__)
ActorOf = Callable[[UUID], Actor]
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Workshop:
    """What a run needs from above: who a person is today, what time the site has, and whether the worker is told to stop."""

    actor_of: ActorOf
    clock: Clock
    lease: timedelta = LEASE
    heartbeat: float | None = HEARTBEAT
    stopping: threading.Event = field(default_factory=threading.Event)


def run_due(shop: Workshop, limit: int | None = None) -> int:
    """Do what is due, one job after the other, until nothing is or ``limit`` are done; returns how many."""
    done = 0
    while (limit is None or done < limit) and not shop.stopping.is_set() and (job := claim(shop)) is not None:
        run(job, shop)
        done += 1
    return done


def claim(shop: Workshop) -> Job | None:
    """The oldest job that is due, now held by a lease; None where nothing is due."""
    reap(shop)
    now = timezone.now()
    due = Job.objects.filter(Q(not_before__isnull=True) | Q(not_before__lte=now), state=JobState.QUEUED)
    while (key := due.order_by("id").values_list("pk", flat=True).first()) is not None:
        lease = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid7().hex[-12:]}"
        taken = Job.objects.filter(pk=key, state=JobState.QUEUED).update(
            state=JobState.RUNNING, lease=lease, lease_until=now + shop.lease, attempts=F("attempts") + 1, started_at=shop.clock()
        )
        if taken:
            return Job.objects.get(pk=key)
    return None


def reap(shop: Workshop) -> int:
    """Take back jobs whose worker gives no sign of life; returns how many.  One that died ``ATTEMPTS`` times is not begun again."""
    dead = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=timezone.now())
    free: dict[str, Any] = {"lease": "", "lease_until": None}
    ended = dead.filter(cancel_asked=True).update(state=JobState.CANCELLED, finished_at=shop.clock(), **free)
    failure = say(Refused("job-died", times=ATTEMPTS))
    ended += dead.filter(attempts__gte=ATTEMPTS).update(state=JobState.FAILED, finished_at=shop.clock(), failure=failure, **free)
    return ended + dead.update(state=JobState.QUEUED, **free)


def run(job: Job, shop: Workshop) -> None:
    """Do a claimed job and write down how it ended."""
    with _heart(job, shop):
        outcome = _outcome(job, shop)
    held = Job.objects.filter(pk=job.pk, lease=job.lease)
    held.update(lease="", lease_until=None, **outcome)


def _outcome(job: Job, shop: Workshop) -> dict[str, Any]:
    """The columns that say how the run ended."""
    try:
        task = cast(Task, import_string(job.task))
        result = task(shop.actor_of(job.person), _Progress(job, shop), at=shop.clock(), **job.arguments)
    except Stopped:
        return _stopped(job, shop)
    except Refused as refusal:
        return _failed(refusal, shop)
    except NotFound:
        return _failed(Refused("job-nothing"), shop)
    except Exception:
        _log.exception("job %s (%s), run %s", job.pk, job.task, job.attempts)
        return _crashed(job, shop)
    return _done(result, shop)


def _done(result: Mapping[str, object], shop: Workshop) -> dict[str, Any]:
    kept = plain(result)
    file = kept.pop("file", None)
    return {"state": JobState.DONE, "finished_at": shop.clock(), "result": kept, "result_file_id": file, "failure": ""}


def _failed(refusal: Refused, shop: Workshop) -> dict[str, Any]:
    return {"state": JobState.FAILED, "finished_at": shop.clock(), "failure": say(refusal)[:500]}


def _crashed(job: Job, shop: Workshop) -> dict[str, Any]:
    """A fault of the program or of the machine: again in a while, or given up."""
    if job.attempts >= ATTEMPTS:
        return _failed(Refused("job-crashed", times=ATTEMPTS), shop)
    return {"state": JobState.QUEUED, "not_before": timezone.now() + timedelta(seconds=5 * 4 ** (job.attempts - 1))}


def _stopped(job: Job, shop: Workshop) -> dict[str, Any]:
    """Cancelled by the person; or the worker is told to end and hands the job back as if it had not been begun."""
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        return {"state": JobState.CANCELLED, "finished_at": shop.clock()}
    return {"state": JobState.QUEUED, "attempts": F("attempts") - 1}


class _Progress:
    """Writes how far the run is, and finds out whether it should end."""

    def __init__(self, job: Job, shop: Workshop) -> None:
        self.job, self.shop, self.next = job, shop, 0.0

    def __call__(self, done: int, total: int, note: str = "") -> None:
        if self.shop.stopping.is_set():
            raise Stopped
        if time.monotonic() < self.next and done < total:
            return
        self.next = time.monotonic() + SHOWN_EVERY
        mine = Job.objects.filter(pk=self.job.pk, lease=self.job.lease, cancel_asked=False)
        if not mine.update(done=done, total=total, note=note[:300], lease_until=timezone.now() + self.shop.lease):
            raise Stopped


@contextmanager
def _heart(job: Job, shop: Workshop) -> Iterator[None]:
    """Moves the lease on while the block lasts, from a thread of its own: a long step without progress keeps its job."""
    if shop.heartbeat is None:
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, shop, ended, shop.heartbeat), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(job: Job, shop: Workshop, ended: threading.Event, every: float) -> None:
    try:
        while not ended.wait(every):
            try:
                Job.objects.filter(pk=job.pk, lease=job.lease).update(lease_until=timezone.now() + shop.lease)
            except OperationalError:
                _log.warning("job %s: no sign of life, the database is busy", job.pk)
    finally:
        connections.close_all()
