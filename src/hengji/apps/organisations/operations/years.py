"""A new year's units, copied from an earlier year's."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations.models import Region, Unit
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.operations.units import of_year
from hengji.apps.organisations.scope import require
from hengji.apps.records.keys import uuid7
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused


@operation
def roll_over_units(actor: Actor, from_year: int, to_year: int, *, at: datetime) -> int:
    """Copy the open units of a year into another one that lacks them; lineage stays, so posts, access and history follow.

    Units the new year has already (by lineage) are left as they are.  Returns how many were copied."""
    require(actor, Action.YEAR_ROLL)
    alone(actor.region)
    old = [row for row in of_year(actor.region, from_year) if row.closed_on is None]
    if not old or to_year <= from_year:
        raise Refused("year-nothing-to-roll", from_year=from_year, to_year=to_year)
    there = {row.lineage: row.pk for row in of_year(actor.region, to_year)}
    keys = {row.pk: there.get(row.lineage) or uuid7() for row in old}
    fresh = [_copy(row, to_year, keys) for row in old if row.lineage not in there]
    taken = {row.code for row in of_year(actor.region, to_year)} & {row.code for row in fresh}
    if taken:
        raise Refused("year-codes-taken", year=to_year, codes="、".join(sorted(taken)[:5]))
    Unit.objects.bulk_create(fresh)
    region = Region.objects.get(pk=actor.region)
    record(actor, "已结转单位", region, under=Action.YEAR_ROLL, from_year=from_year, to_year=to_year, count=len(fresh))
    return len(fresh)


def _copy(row: Unit, year: int, keys: dict[UUID, UUID]) -> Unit:
    """The same unit in another year; neighbours become those of that year."""
    return Unit(
        id=keys[row.pk], region_id=row.region_id, year=year, lineage=row.lineage, code=row.code, name=row.name, kind=row.kind,
        path=row.path, parent_id=_of(keys, row.parent_id), department_id=_of(keys, row.department_id),
        division_id=_of(keys, row.division_id), former_names=row.former_names, credit_code=row.credit_code, remark=row.remark,
    )  # fmt: skip


def _of(keys: dict[UUID, UUID], key: UUID | None) -> UUID | None:
    return keys.get(key) if key else None
