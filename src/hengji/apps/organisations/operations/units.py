"""Units of one year: made, changed, moved, closed, given to divisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.models import Unit, UnitKind
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.scope import fetch, require
from hengji.apps.organisations.tree import place
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused

EDIT, VIEW = Action.ORGANISATION_EDIT, Action.ORGANISATION_VIEW


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What a person fills in about a unit.  ``parent`` and ``division`` are units of the same year."""

    code: str
    name: str
    kind: str
    parent: UUID | None = None
    division: UUID | None = None
    credit_code: str = ""
    remark: str = ""


@operation
def create_unit(actor: Actor, year: int, facts: UnitFacts, *, at: datetime) -> UUID:
    """A new unit in a year."""
    require(actor, EDIT)
    alone(actor.region)
    _check(actor.region, year, facts)
    unit = Unit(region_id=actor.region, year=year, code=facts.code, name=facts.name, kind=facts.kind, parent_id=facts.parent,
                credit_code=facts.credit_code, remark=facts.remark)  # fmt: skip
    unit.division = _division(actor, year, facts)
    place([*of_year(actor.region, year), unit])
    unit.save(force_insert=True)
    record(actor, "已新增", unit, under=EDIT, year=year, **_facts(unit))
    return unit.pk


@operation
def edit_unit(actor: Actor, key: UUID, version: int, facts: UnitFacts, *, at: datetime) -> int:
    """Change what is known of a unit; a new name keeps the old one as a former name.  A different ``parent`` moves it."""
    alone(actor.region)
    unit = fetch(Unit.objects.all(), actor, EDIT, key, seen_by=VIEW)
    _check(unit.region_id, unit.year, facts, but=key)
    before = _facts(unit)
    changes = _changes(actor, unit, facts, timezone.localdate(at))
    if not changes and facts.parent == unit.parent_id:
        unchanged()
        return version
    new = compare_and_set(Unit, key, version, **changes)
    _move(unit, facts)
    unit.refresh_from_db()
    verb = "已改名" if before["name"] != unit.name else "已修改"
    record(actor, verb, unit, under=EDIT, before=before, after=_facts(unit))
    return new


@operation
def move_unit(actor: Actor, key: UUID, version: int, parent: UUID | None, *, at: datetime) -> int:
    """Put a unit with everything below it under another one (None: on the first level)."""
    alone(actor.region)
    unit = fetch(Unit.objects.select_related("parent"), actor, EDIT, key, seen_by=VIEW)
    before = str(unit.parent or "")
    new = compare_and_set(Unit, key, version)
    _move(unit, UnitFacts(unit.code, unit.name, unit.kind, parent))
    unit.refresh_from_db()
    record(actor, "已调整隶属", unit, under=EDIT, before=before, after=str(unit.parent or ""))
    return new


@operation
def close_unit(actor: Actor, key: UUID, version: int, on: date, successor: UUID | None = None, *, at: datetime) -> int:
    """Close a unit from a day on; ``successor`` is the unit it was merged into.  Refused while units below it are open."""
    alone(actor.region)
    unit = fetch(Unit.objects.all(), actor, EDIT, key, seen_by=VIEW)
    heir = _same_year(actor, unit, successor) if successor else None
    below = Unit.objects.filter(parent=unit, closed_on__isnull=True).count()
    if unit.closed_on:
        raise Refused("unit-closed-already", name=unit.name, on=unit.closed_on)
    if below:
        raise Refused("unit-has-below", name=unit.name, count=below)
    if heir is not None and (heir.pk == unit.pk or heir.closed_on):
        raise Refused("unit-bad-successor", name=unit.name, successor=heir.name)
    new = compare_and_set(Unit, key, version, closed_on=on, successor=heir)
    record(actor, "已并入" if heir else "已撤销", unit, under=EDIT, on=on, successor=str(heir or ""))
    return new


@operation
def set_division(actor: Actor, keys: Collection[UUID], division: UUID | None, *, at: datetime) -> int:
    """Make a division responsible for departments (with everything below them); returns how many changed."""
    require(actor, EDIT)
    rows = [fetch(Unit.objects.select_related("department__division"), actor, EDIT, key) for key in keys]
    heads = {row.department_id: row.department for row in rows if row.department is not None}
    changed = [head for head in heads.values() if head.division_id != division and head.kind != UnitKind.FINANCE.value]
    for head in changed:
        office = _checked_division(actor, head.year, division)
        before = str(head.division or "")
        compare_and_set(Unit, head.pk, head.version, division=office)
        record(actor, "已调整对口股室", head, under=EDIT, before=before, after=str(office or ""))
    if not changed:
        unchanged()
    return len(changed)


def of_year(region: UUID, year: int) -> list[Unit]:
    """All units of a year, for working out the tree."""
    return list(Unit.objects.filter(region=region, year=year))


def _move(unit: Unit, facts: UnitFacts) -> None:
    """Write the tree as it stands with the unit under its new parent and of its new kind."""
    rows = of_year(unit.region_id, unit.year)
    own = next(row for row in rows if row.pk == unit.pk)
    if facts.parent is not None and all(row.pk != facts.parent for row in rows):
        raise Refused("unit-other-year", name=unit.name)
    own.parent_id, own.kind = facts.parent, facts.kind
    changed = place(rows)
    if own.parent_id is not None:
        own.division = None
    Unit.objects.bulk_update({row.pk: row for row in [*changed, own]}.values(), ["path", "department", "parent", "division"])


def _changes(actor: Actor, unit: Unit, facts: UnitFacts, on: date) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "code": facts.code, "name": facts.name, "kind": facts.kind, "credit_code": facts.credit_code, "remark": facts.remark,
        "division": _division(actor, unit.year, facts),
    }  # fmt: skip
    changes = {key: value for key, value in wanted.items() if getattr(unit, key) != value}
    if "name" in changes:
        changes["former_names"] = [*unit.former_names, {"name": unit.name, "until": on.isoformat()}]
    return changes


def _check(region: UUID, year: int, facts: UnitFacts, but: UUID | None = None) -> None:
    if not facts.name.strip() or not facts.code.strip() or facts.kind not in UnitKind.values:
        raise Refused("unit-incomplete")
    same = Unit.objects.filter(region=region, year=year, code=facts.code)
    taken = (same.exclude(pk=but) if but else same).first()
    if taken is not None:
        raise Refused("unit-code-taken", code=facts.code, name=taken.name)


def _division(actor: Actor, year: int, facts: UnitFacts) -> Unit | None:
    """The division responsible; a unit below another one follows its department."""
    return None if facts.parent else _checked_division(actor, year, facts.division)


def _checked_division(actor: Actor, year: int, key: UUID | None) -> Unit | None:
    if key is None:
        return None
    division = fetch(Unit.objects.all(), actor, VIEW, key)
    if division.kind != UnitKind.DIVISION.value or division.year != year or division.closed_on:
        raise Refused("unit-not-division", name=division.name)
    return division


def _same_year(actor: Actor, unit: Unit, key: UUID) -> Unit:
    other = fetch(Unit.objects.all(), actor, VIEW, key)
    if other.year != unit.year or other.region_id != unit.region_id:
        raise Refused("unit-other-year", name=other.name)
    return other


def _facts(unit: Unit) -> dict[str, str]:
    return {
        "code": unit.code, "name": unit.name, "kind": unit.get_kind_display(), "parent": str(unit.parent or ""),
        "division": str(unit.division or ""), "credit_code": unit.credit_code, "remark": unit.remark,
    }  # fmt: skip
