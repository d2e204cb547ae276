"""Programs: entered, changed, closed, carried into a new year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.queries import UnitLine, unit, units
from hengji.apps.organisations.scope import fetch
from hengji.apps.programs.drafts import WORDS, ProgramDraft, identity, program_tokens, settled, told
from hengji.apps.programs.models import FundLine, Program, ProgramState, SpecialFund
from hengji.apps.records.columns import whole
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.programs import KINDS
from hengji.rules.refusals import NotFound, Refused, fitting

EDIT = Action.PROGRAM_EDIT


@operation
def create_program(actor: Actor, draft: ProgramDraft, *, at: datetime) -> UUID:
    """Enter a program; returns its id.  Refused: code not possible or taken, no name, a second overall object of a unit."""
    place = _unit(actor, draft.unit, draft.year)
    clean = settled(draft, place)
    _free(clean, place, None)
    row = Program(region_id=place.region, year=clean.year, **_fields(actor, clean, place))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody entered the same in the meantime
        _free(clean, place, None)
        raise
    record(actor, "已新增", row, under=EDIT, **_told(clean, place.name))
    return row.pk


@operation
def edit_program(actor: Actor, key: UUID, version: int, draft: ProgramDraft, *, at: datetime) -> int:
    """Change a program; its year stays.  Returns the new version.  Raises ``StaleVersion`` where somebody else was first."""
    row = _open(actor, key)
    place = _unit(actor, draft.unit, row.year)
    clean = settled(replace(draft, year=row.year, pending=row.pending), place)
    if clean.secret and row.lines.exists():
        raise Refused("program-secret-has-money", name=str(row))
    _free(clean, place, row.pk)
    fields = _fields(actor, clean, place)
    changes = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changes:
        unchanged()
        return version
    new = compare_and_set(Program, row.pk, version, **changes)
    before = {} if clean.secret else told({name: getattr(row, name) for name in changes} | {"unit": row.unit.name})
    after = told(changes | {"unit": place.name})
    record(actor, "已修改", Program.objects.get(pk=row.pk), under=EDIT, before=before, after=after)
    return new


@operation
def confirm_program(actor: Actor, key: UUID, version: int, *, at: datetime) -> int:
    """Confirm what was taken from returned forms (以本次报送为初始批复，待确认)."""
    row = _open(actor, key)
    if not row.pending:
        raise Refused("program-not-pending", name=str(row))
    new = compare_and_set(Program, row.pk, version, pending=False)
    record(actor, "已确认", row, under=EDIT)
    return new


@operation
def confirm_programs(actor: Actor, keys: Collection[UUID], *, at: datetime) -> int:
    """Confirm many that were taken from returned forms, all or none; those confirmed already are passed over.  Returns how many."""
    waiting = [row for key in dict.fromkeys(keys) if (row := _open(actor, key)).pending]
    for row in waiting:
        compare_and_set(Program, row.pk, row.version, pending=False)
        record(actor, "已确认", row, under=EDIT)
    if not waiting:
        unchanged()
    return len(waiting)


@operation
def close_program(actor: Actor, key: UUID, version: int, reason: str, *, at: datetime) -> int:
    """Take a program out of management, with the reason; nothing is deleted."""
    row = _open(actor, key)
    new = compare_and_set(Program, row.pk, version, state=ProgramState.CLOSED, closed_why=_reason(reason))
    record(actor, "已关闭", row, under=EDIT, reason=reason.strip())
    return new


@operation
def reopen_program(actor: Actor, key: UUID, version: int, reason: str, *, at: datetime) -> int:
    """Take a closed program back into management."""
    row = fetch(Program.objects.select_related("unit"), actor, EDIT, key, seen_by=Action.PROGRAM_VIEW)
    if row.state != ProgramState.CLOSED:
        raise Refused("program-not-closed", name=str(row))
    if row.kind == "overall" and _overall(row.unit_id, row.pk):
        raise Refused("program-overall-taken", unit=row.unit.name, year=row.year)
    new = compare_and_set(Program, row.pk, version, state=ProgramState.ACTIVE, closed_why="")
    record(actor, "已恢复", row, under=EDIT, reason=_reason(reason))
    return new


@operation
def carry_over_programs(actor: Actor, from_year: int, to_year: int, program_ids: Collection[UUID], *, at: datetime) -> tuple[UUID, ...]:
    """Copy programs into a new year: same kind, code, name and unit, fund lines without any amount; targets are copied by their own
    app.  A program already carried is left as it is.  Returns the ids in the new year, in the order asked for.

    Refused where a unit has not been carried over first."""
    if from_year == to_year:
        raise Refused("program-year-same", year=to_year)
    rows = [fetch(Program.objects.select_related("unit", "competent"), actor, EDIT, key) for key in program_ids]
    rows = [row for row in rows if row.year == from_year and row.state == ProgramState.ACTIVE]
    known = dict(Program.objects.filter(carried_from__in=rows).values_list("carried_from_id", "pk"))
    units = _successors(actor, to_year)
    lost = sorted({row.unit.name for row in rows if row.pk not in known and row.unit.lineage not in units})
    if lost:
        raise Refused("program-carry-unit-missing", units="、".join(lost), year=to_year)
    made = {row.pk: _carried(actor, row, to_year, units) for row in rows if row.pk not in known}
    if not made:
        unchanged()
    return tuple((known | made)[row.pk] for row in rows)


# ---- one program into a new year


def _successors(actor: Actor, year: int) -> dict[UUID, UnitLine]:
    """The unit of a year by lineage."""
    return {one.lineage: one for one in units(actor, year, action=EDIT) if one.open}


def _carried(actor: Actor, row: Program, year: int, units: dict[UUID, UnitLine]) -> UUID:
    unit = units[row.unit.lineage]
    competent = units.get(row.competent.lineage) if row.competent else None
    there = Program.objects.filter(region=row.region_id, year=year, code=row.code).exclude(code="").first()
    if there is not None and there.carried_from_id is None:
        compare_and_set(Program, there.pk, there.version, carried_from=row)
        record(actor, "已结转", there, under=EDIT, since=row.year)
        return there.pk
    fresh = Program(
        region_id=row.region_id, year=year, kind=row.kind, code="" if there else row.code, name=row.name, unit_id=unit.id,
        competent_id=competent.id if competent else (unit.department or unit.id), field=row.field, summary=row.summary, secret=row.secret,
        carried_from=row, tokens=row.tokens,
    )  # fmt: skip
    fresh.save(force_insert=True)
    bare = {line.identity: line for one in row.lines.select_related("fund") for line in (_line_without_values(one, fresh),)}
    FundLine.objects.bulk_create(bare.values())
    record(actor, "已结转", fresh, under=EDIT, since=row.year)
    return fresh.pk


def _line_without_values(line: FundLine, program: Program) -> FundLine:
    fund = SpecialFund.objects.filter(region=line.region_id, year=program.year, name=line.fund.name).first() if line.fund else None
    label = line.label or (line.fund.name[:100] if line.fund and fund is None else "")
    return FundLine(
        region_id=line.region_id, program=program, fund=fund, budget_kind=line.budget_kind, level=line.level, label=label,
        identity=identity(line.budget_kind, line.level, fund.pk if fund else None, "", label),
    )  # fmt: skip


# ---- what every change of a program passes through


def _free(draft: ProgramDraft, unit: UnitLine, own: UUID | None) -> None:
    """Refused where code, name or the one overall object of a unit is taken."""
    others = _others_than(own).filter(region=unit.region, year=draft.year)
    holder = others.filter(code=draft.code).first() if draft.code else None
    if holder is not None:
        raise Refused("program-code-taken", year=draft.year, number=draft.code, holder=str(holder))
    if draft.kind == "overall" and _overall(unit.id, own):
        raise Refused("program-overall-taken", unit=unit.name, year=draft.year)
    if not draft.code and others.filter(unit=unit.id, kind=draft.kind, name=draft.name, code="").exists():
        raise Refused("program-name-taken", unit=unit.name, kind=KINDS[draft.kind], name=draft.name)


def _others_than(own: UUID | None) -> QuerySet[Program]:
    """All programs but one's own."""
    return Program.objects.all() if own is None else Program.objects.exclude(pk=own)


def _overall(unit: UUID, own: UUID | None) -> bool:
    return _others_than(own).filter(unit=unit, kind="overall", state=ProgramState.ACTIVE).exists()


def _fields(actor: Actor, draft: ProgramDraft, unit: UnitLine) -> dict[str, object]:
    competent = _unit(actor, draft.competent, draft.year).id if draft.competent else (unit.department or unit.id)
    fields = {
        "kind": draft.kind, "code": draft.code, "name": draft.name, "unit_id": unit.id, "competent_id": competent, "field": draft.field,
        "summary": draft.summary, "secret": draft.secret, "pending": draft.pending,
        "tokens": program_tokens(draft.name, draft.code, unit.name),
    }  # fmt: skip
    return whole(Program, fields, WORDS)


def _told(draft: ProgramDraft, unit: str) -> dict[str, object]:
    """What the trail says of a program."""
    return told({"kind": draft.kind, "code": draft.code, "name": draft.name, "unit": unit, "field": draft.field, "summary": draft.summary,
                 "secret": draft.secret, "pending": draft.pending})  # fmt: skip


def _unit(actor: Actor, key: UUID, year: int) -> UnitLine:
    """A unit of the year the actor may enter programs for.  Raises ``NotFound``."""
    found = unit(actor, key, action=EDIT)
    if found.year != year:
        raise NotFound
    return found


def _open(actor: Actor, key: UUID) -> Program:
    row = fetch(Program.objects.select_related("unit"), actor, EDIT, key, seen_by=Action.PROGRAM_VIEW)
    if row.state == ProgramState.CLOSED:
        raise Refused("program-closed", name=str(row))
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("program-reason-missing")
    return fitting("原因", text, 300)
