"""What is known beside a form: its money and sealed indicators, last round's figures, what was decided on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q

from hengji.apps.monitoring.contents import Remark
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, Round
from hengji.apps.monitoring.returned import from_json
from hengji.apps.programs import queries as programs
from hengji.apps.targets.objects import department_of
from hengji.rules.filling import Sheet, SheetFund, SheetIndicator, overlay, source_of, to_form
from hengji.rules.findings import Severity
from hengji.rules.findings.case import Previous
from hengji.rules.forms import Form, FundSource, Kind
from hengji.rules.lifecycles.monitoring import FindingState, FormState
from hengji.rules.money import parse_amount
from hengji.rules.round import previous_object

Typed = Mapping[str, Mapping[str, Any]]

ACROSS = frozenset({"boilerplate", "report-mismatch", "report-missing", "report-late"})
"""Rules that need more than one form: found over the whole round or by reports, left alone when one form is judged."""

JOINED = ("round", "revision", "program__unit__department__division", "program__competent")
"""What a form is fetched with."""

REPORTED = tuple(state.value for state in FormState if state.reported)
"""States of a form that is handed in and not back on the unit's desk."""

OUTSIDE = (FundSource.OTHER, FundSource.CARRY_OVER)
"""Money the treasury does not pay out."""

_INDICATORS: Any = MonitoringForm._meta.get_field("revision").related_model._meta.get_field("indicators").related_model


@dataclass(frozen=True, slots=True)
class Last:
    """What the same object reported in the round before."""

    form: UUID
    round_name: str
    as_of: date
    typed: Typed
    previous: Previous


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a form is judged with.  ``dismissed``: reasons by memory; ``across``: what only the whole round shows."""

    sheet: Sheet
    lines: tuple[programs.LineFacts, ...] = ()
    last: Last | None = None
    dismissed: Mapping[str, str] = field(default_factory=dict)
    across: tuple[Remark, ...] = ()


def known_of(rows: Sequence[MonitoringForm]) -> dict[UUID, Known]:
    """What is known beside each form; the forms are of one round and joined with ``JOINED``.  Eight queries however many."""
    if not rows:
        return {}
    keys = [row.program_id for row in rows]
    lines = programs.lines_of(keys, rows[0].round.as_of)
    sealed = _sealed({row.revision_id for row in rows if row.revision_id})
    last = _last(rows[0].round, keys)
    dismissed, across = _decided(rows)
    return {
        row.pk: Known(
            _sheet(row, lines[row.program_id], sealed.get(row.revision_id, ()) if row.revision_id else ()),
            lines[row.program_id], last.get(row.program_id), dismissed.get(row.program_id, {}), tuple(across.get(row.pk, ())),
        )
        for row in rows
    }  # fmt: skip


def sheet_of(row: MonitoringForm) -> Sheet:
    """What stands on a form before anybody types: head, money by line, sealed indicators."""
    return sheets_of([row])[row.pk]


def sheets_of(rows: Sequence[MonitoringForm]) -> dict[UUID, Sheet]:
    """``sheet_of`` for many forms of one round; six queries."""
    if not rows:
        return {}
    lines = programs.lines_of([row.program_id for row in rows], rows[0].round.as_of)
    sealed = _sealed({row.revision_id for row in rows if row.revision_id})
    return {row.pk: _sheet(row, lines[row.program_id], sealed.get(row.revision_id, ()) if row.revision_id else ()) for row in rows}


def _sheet(row: MonitoringForm, lines: Sequence[programs.LineFacts], indicators: tuple[SheetIndicator, ...]) -> Sheet:
    program: Any = row.program
    return Sheet(
        kind=Kind(row.kind), program=str(program), code=program.code, department=department_of(program).name, unit=program.unit.name,
        year=program.year, as_of=row.round.as_of, goal=row.revision.goal if row.revision else "",
        funds=tuple(_fund(one) for one in lines), indicators=indicators, required=frozenset(row.round.required),
    )  # fmt: skip


def _fund(line: programs.LineFacts) -> SheetFund:
    source = FundSource.CARRY_OVER if "结转" in line.label else source_of(line.budget_kind, line.level)
    told = line.executed.paid is not None and (line.executed.count > 0 or source not in OUTSIDE)  # own money is paid by nobody else
    return SheetFund(
        id=str(line.id), source=source, label=line.source, initial=line.initial, adjusted=line.adjusted, received=line.allocated,
        executed=line.executed.paid if told else line.executed.reported, told=told, issued=line.issued_on, ends=line.ends_on,
        budget_kind=line.budget_kind, level=line.level, fund_name=line.fund_name,
    )  # fmt: skip


_KNOWN_INDICATORS: dict[UUID, tuple[SheetIndicator, ...]] = {}
_MOST_KNOWN = 4000


def _sealed(revisions: Collection[UUID]) -> Mapping[UUID, tuple[SheetIndicator, ...]]:
    """The indicators of revisions.  A revision is sealed, so what was read once is kept."""
    wanted = [key for key in revisions if key not in _KNOWN_INDICATORS]
    if wanted:
        if len(_KNOWN_INDICATORS) > _MOST_KNOWN:
            _KNOWN_INDICATORS.clear()
            wanted = list(revisions)
        found: dict[UUID, list[SheetIndicator]] = {key: [] for key in wanted}
        for row in _INDICATORS._default_manager.filter(revision__in=wanted).order_by("revision", "position"):
            found[row.revision_id].append(_indicator(row))
        _KNOWN_INDICATORS.update({key: tuple(held) for key, held in found.items()})
    return _KNOWN_INDICATORS


def _indicator(row: Any) -> SheetIndicator:
    points = parse_amount(row.weight.removesuffix("分"), Decimal(1))
    return SheetIndicator(
        key=row.key, level1=row.level1, level2=row.level2, name=row.name, sign=row.sign, value=row.value, unit=row.unit,
        weight=points.yuan if points else None, measure=row.measure, measure_source=row.measure_source, core=row.core,
        months=tuple(row.months), evidence=row.evidence,
    )  # fmt: skip


def _last(round_row: Round, keys: Sequence[UUID]) -> dict[UUID, Last]:
    """The latest form of each object in a round before this one."""
    rows = MonitoringForm.objects.filter(program__in=keys, round__as_of__lt=round_row.as_of, state__in=REPORTED)
    found = {row.program_id: row for row in rows.select_related(*JOINED).order_by("round__as_of", "pk")}
    sealed = _sealed({row.revision_id for row in found.values() if row.revision_id})
    return {key: _last_of(row, sealed.get(row.revision_id, ()) if row.revision_id else ()) for key, row in found.items()}


_KNOWN_LAST: dict[tuple[UUID, int], Previous] = {}


def _last_of(row: MonitoringForm, indicators: tuple[SheetIndicator, ...]) -> Last:
    place = (row.pk, row.version)
    if place not in _KNOWN_LAST:
        if len(_KNOWN_LAST) > _MOST_KNOWN:
            _KNOWN_LAST.clear()
        sheet = _sheet(row, (), indicators)
        said = previous_object(form_of(row, sheet, row.typed)).previous
        _KNOWN_LAST[place] = Previous(row.executed, said.actuals)
    return Last(row.pk, row.round.name, row.round.as_of, row.typed, _KNOWN_LAST[place])


def _decided(rows: Sequence[MonitoringForm]) -> tuple[dict[UUID, dict[str, str]], dict[UUID, list[Remark]]]:
    """Dismissals remembered, by program; what only the whole round shows, by form."""
    keys = {row.pk: row for row in rows}
    wanted = Q(form__program__in=[row.program_id for row in rows], state=FindingState.DISMISSED) | Q(form__in=list(keys), code__in=ACROSS)
    dismissed: dict[UUID, dict[str, str]] = defaultdict(dict)
    across: dict[UUID, list[Remark]] = defaultdict(list)
    for one in FormFinding.objects.filter(wanted).select_related("form").order_by("pk"):
        if one.state == FindingState.DISMISSED:
            dismissed[one.form.program_id][one.memory] = one.reason
        if one.form_id in keys and one.code in ACROSS and one.state != FindingState.GONE:
            across[one.form_id].append(remark_of(one))
    return dismissed, across


def remark_of(row: FormFinding, place: str = "") -> Remark:
    """A finding kept as a row, as a remark."""
    return Remark(
        row.key, row.code, Severity(row.severity), row.part, row.row, row.column, row.cell, place or row.cell or "整表", row.subject,
        row.sentence, row.remedy, row.answer, row.memory, row.reason if row.state == FindingState.DISMISSED else "", row.problem_class,
        row.addressee,
    )  # fmt: skip


def form_of(row: MonitoringForm, sheet: Sheet, typed: Typed) -> Form:
    """The form the rules look at: as typed here, or an Excel form with what was typed since."""
    return overlay(from_json(row.returned), sheet, typed) if row.returned else to_form(sheet, typed)
