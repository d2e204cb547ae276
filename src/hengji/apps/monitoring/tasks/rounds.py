"""A round kept up to date: by a job somebody asked for, and by the worker of itself every few minutes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError

from hengji.apps.jobs.progress import Progress
from hengji.apps.monitoring.models import Round
from hengji.apps.monitoring.operations.chasing import chase_by_ladder
from hengji.apps.monitoring.operations.refreshing import compare, judge_again, note_refreshed
from hengji.apps.monitoring.operations.rounds import bind_targets, demote, join_late
from hengji.apps.monitoring.queries.fresh import moved_since, stale
from hengji.apps.monitoring.queries.quality import to_demote
from hengji.apps.monitoring.queries.rounds import round_of
from hengji.rules.access import Actor
from hengji.rules.lifecycles.monitoring import RoundState

A_BLOCK = 10
"""Forms written in one transaction, having been judged before it: a page that saves waits no longer than a glance."""

_log = logging.getLogger(__name__)


def clockwork(region: UUID) -> Actor:
    """Who acts where the worker acts of itself."""
    return Actor(UUID(int=0), "系统", region)


def refresh_round(actor: Actor, progress: Progress, *, at: datetime, round_id: str) -> dict[str, object]:
    """The job: judge what is stale, then compare all forms with each other.  Begun again after a crash it goes on with what is left."""
    row = round_of(actor, UUID(round_id))
    judged = refresh(row, at, lambda done, total: progress(done, total, "正在判定"))
    progress(judged, judged, "正在比对各表")
    shared = compare(clockwork(row.region_id), row.pk, at=at)
    said = f"，{shared}处说明雷同" if shared else ""
    return {"sentence": f"{row.name}：重新判定{judged}张表{said}。", "url": f"/rounds/{row.pk}/"}


def refresh(row: Round, at: datetime, progress: Callable[[int, int], None] | None = None) -> int:
    """Targets in force bound, noisy rules demoted, stale forms judged, some at a time; returns how many."""
    actor = clockwork(row.region_id)
    bind_targets(actor, row.pk, at=at)
    demote(actor, row.pk, to_demote(row.region_id), at=at)
    keys = stale(row)
    for start in range(0, len(keys), A_BLOCK):
        judge_again(actor, keys[start : start + A_BLOCK], at=at)
        if progress is not None:
            progress(min(start + A_BLOCK, len(keys)), len(keys))
    note_refreshed(actor, row.pk, at=at)
    return len(keys)


def tend(at: datetime) -> int:
    """What the worker does of itself for every round that runs: new objects join, stale forms are judged, the ladder is climbed.
    Returns how many forms were judged.  Each step is a short transaction of its own and finds out by itself what is left to do."""
    judged = 0
    for row in Round.objects.filter(state=RoundState.PUBLISHED).order_by("as_of", "pk"):
        try:
            judged += _tend(row, at)
        except DatabaseError:
            raise
        except Exception:  # a fault in one round keeps neither the others nor the jobs from being done
            _log.exception("round %s", row.pk)
    return judged


def _tend(row: Round, at: datetime) -> int:
    actor, moved = clockwork(row.region_id), moved_since(row)
    join_late(actor, row.pk, at=at)
    judged = refresh(row, at)
    if judged or moved:
        compare(actor, row.pk, at=at)
    if not row.proxy:
        chase_by_ladder(actor, row.pk, at=at)
    return judged
