"""Roll-over: last year's targets as this year's drafts, without values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.scope import require_region
from hengji.apps.targets import draft as drafts
from hengji.apps.targets.contents import of_revision
from hengji.apps.targets.models import Declaration, Origin, Target, TargetRevision
from hengji.apps.targets.objects import programs_with
from hengji.apps.targets.operations.drafting import counted
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.targets import TargetKind


@operation
def copy_targets(actor: Actor, from_year: int, to_year: int, pairs: Sequence[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Begin a draft for each new program (old id, new id) from the old one's target in force, without values; returns how many.

    Objects without a target last year, or with one begun this year, are passed over: run again, it does nothing twice."""
    require_region(actor, Action.YEAR_ROLL, actor.region)
    programs = programs_with(actor, Action.TARGET_VIEW, [new for _old, new in pairs])
    last = Target.objects.filter(region=actor.region, program__year=from_year, current__isnull=False).select_related("current")
    held = {
        row.program_id: row.current for row in last.filter(program__in=[old for old, _new in pairs]).prefetch_related("current__indicators")
    }
    begun = set(Declaration.objects.filter(target__program__in=list(programs)).values_list("target__program", flat=True))
    count = 0
    for old, new in pairs:
        revision, program = held.get(old), programs.get(new)
        if revision is None or program is None or new in begun or program.year != to_year or program.secret:
            continue
        _copy(actor, revision, program, at)
        begun.add(new)
        count += 1
    if not count:
        unchanged()
    return count


def _copy(actor: Actor, revision: TargetRevision, program: Any, at: datetime) -> None:
    found = of_revision(revision, sorted(revision.indicators.all(), key=lambda row: row.position))
    target, _new = Target.objects.get_or_create(program=program, defaults={"region_id": revision.region_id})
    target.program = program
    declaration = Declaration(
        region_id=revision.region_id, target=target, kind=TargetKind.INITIAL, origin=Origin.LAST_YEAR, goal=found.goal,
        medium_goal=found.medium_goal, rows=list(drafts.without_values(found.rows)), begun_at=at, saved_at=at, saved_by=actor.name,
    )  # fmt: skip
    counted(declaration).save(force_insert=True)
    record(actor, "已结转目标", declaration, under=Action.YEAR_ROLL, source=revision.pk, rows=len(declaration.rows))
