"""Lists applied whole or not at all, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.models import Person, ProposedPost, Unit, UnitKind
from hengji.apps.organisations.operations.accounts import NewAccount, PersonFacts, new_account
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.operations.units import of_year
from hengji.apps.organisations.scope import require
from hengji.apps.organisations.sheets import (
    Fate,
    PersonRow,
    Plan,
    PlanLine,
    UnitRow,
    lineages_by_code,
    persons_by_login,
    plan_people,
    plan_units,
    wanted,
)
from hengji.apps.organisations.tree import place
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused

_FIELDS = ["name", "kind", "parent", "department", "division", "path", "credit_code", "remark", "former_names", "version"]


@operation
def import_units(actor: Actor, year: int, rows: Sequence[UnitRow], *, at: datetime) -> Plan:
    """Bring the units of a year to what a list says, matched by code; returns what was done.  Refused as a whole when any row is faulty."""
    require(actor, Action.ORGANISATION_EDIT)
    alone(actor.region)
    plan = plan_units(actor, year, rows)
    _whole(plan)
    touched = {line.code: line for line in plan.lines if line.fate is not Fate.SAME}
    if not touched:
        unchanged()
        return plan
    known = {unit.code: unit for unit in of_year(actor.region, year)}
    for row in rows:
        if row.code in touched:
            known[row.code] = _filled(known.get(row.code) or Unit(region_id=actor.region, year=year, code=row.code), row, at)
    _link(known, [row for row in rows if row.code in touched])
    moved = place(known.values())
    _write(known, touched, moved)
    for code, line in touched.items():
        record(actor, f"已导入{line.fate.value}", known[code], under=Action.ORGANISATION_EDIT, changes=_said(line))
    return plan


@operation
def import_people(actor: Actor, year: int, rows: Sequence[PersonRow], *, at: datetime) -> tuple[NewAccount, ...]:
    """Make accounts for everyone on a list who has none, and propose their posts to the security administrator; all or nothing.

    Returns the new accounts with their one-time passwords."""
    require(actor, Action.PERSON_EDIT)
    plan = plan_people(actor, year, rows, timezone.localdate(at))
    _whole(plan)
    lineages = lineages_by_code(actor.region, year)
    persons = {login: person.pk for login, person in persons_by_login(rows).items()}
    made: list[NewAccount] = []
    for row, line in zip(rows, plan.lines, strict=True):
        if row.login.lower() not in persons:
            made.append(new_account(actor, actor.region, PersonFacts(row.login, row.name, row.phone or ""), at))
            persons[row.login.lower()] = made[-1].person
        if line.fate is not Fate.SAME:
            _adopt(actor, persons[row.login.lower()], row, line, lineages[row.unit_code], at)
    if not made and all(line.fate is Fate.SAME for line in plan.lines):
        unchanged()
    return tuple(made)


def _adopt(actor: Actor, person: UUID, row: PersonRow, line: PlanLine, unit: UUID, at: datetime) -> None:
    """Propose the row's post and take over its telephone number."""
    labels = {change.label for change in line.changes}
    if "手机" in labels:
        Person.objects.filter(pk=person).update(phone=row.phone or "")
        record(actor, "已修改", Person.objects.get(pk=person), under=Action.PERSON_EDIT, changes=_said(line))
    if "岗位" in labels:
        proposed, fresh = ProposedPost.objects.get_or_create(  # unique in the database: of two lists one proposes
            person_id=person, unit=unit, role=row.role, granted=None,
            defaults={"region_id": actor.region, "starts": row.starts or timezone.localdate(at), "ends": row.ends,
                      "proposed_by": actor.name, "proposed_at": at},
        )  # fmt: skip
        if fresh:
            record(actor, "已提请授予岗位", proposed, under=Action.PERSON_EDIT)


def _whole(plan: Plan) -> None:
    if plan.errors:
        first = plan.errors[0]
        raise Refused("list-faulty", count=len(plan.errors), row=first.row, first=first.sentence)
    if not plan.lines:
        raise Refused("list-empty")


def _filled(unit: Unit, row: UnitRow, at: datetime) -> Unit:
    if unit.name and unit.name != row.name:
        unit.former_names = [*unit.former_names, {"name": unit.name, "until": timezone.localdate(at).isoformat()}]
    for key, value in wanted(row).items():
        setattr(unit, key, value)
    return unit


def _link(known: dict[str, Unit], rows: Sequence[UnitRow]) -> None:
    """Parents by code and divisions by name, now that every unit of the list is there."""
    offices = {unit.name: unit for unit in known.values() if unit.kind == UnitKind.DIVISION.value and not unit.closed_on}
    for row in rows:
        unit = known[row.code]
        if row.parent_code is not None:
            unit.parent = known[row.parent_code] if row.parent_code else None
        if unit.parent_id is not None:
            unit.division = None
        elif row.division_name is not None:
            unit.division = offices[row.division_name] if row.division_name else None


def _write(known: dict[str, Unit], touched: dict[str, PlanLine], moved: list[Unit]) -> None:
    fresh = [known[code] for code, line in touched.items() if line.key is None]
    old = {unit.pk: unit for unit in moved if unit not in fresh} | {
        known[code].pk: known[code] for code, line in touched.items() if line.key is not None
    }  # fmt: skip
    for unit in old.values():
        unit.version += 1
    Unit.objects.bulk_create(fresh)
    Unit.objects.bulk_update(old.values(), _FIELDS, batch_size=200)


def _said(line: PlanLine) -> list[list[str]]:
    return [[change.label, change.before, change.after] for change in line.changes]
