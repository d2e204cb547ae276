"""What is known beside a form: its money and sealed indicators, last round's figures, what was decided on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from hengji.apps.monitoring.contents import Remark
from hengji.apps.monitoring.models import ConfirmedMeasure, FormFinding, MonitoringForm, Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.apps.monitoring.returned import from_json
from hengji.apps.programs.queries import Executed
from hengji.apps.programs.queries.money import treasury_tells
from hengji.apps.records.written import written
from hengji.apps.targets.objects import department_of
from hengji.rules.filling import Sheet, SheetFund, SheetIndicator, overlay, source_of, to_form
from hengji.rules.findings import Severity
from hengji.rules.findings.case import Previous
from hengji.rules.forms import Form, FundSource, Kind
from hengji.rules.lifecycles.monitoring import FindingState
from hengji.rules.measures import MeasureSource
from hengji.rules.money import parse_amount
from hengji.rules.programs import BUDGET_KINDS, LEVELS
from hengji.rules.round import previous_object

Typed = Mapping[str, Mapping[str, Any]]

ACROSS = frozenset({"boilerplate", "report-mismatch", "report-missing", "report-late"})
"""Rules that need more than one form: found over the whole round or by reports, left alone when one form is judged."""

JOINED = ("round", "revision", "program__unit__department", "program__competent")
"""What a form is fetched with."""

_COLUMNS_OF = {
    "": "region version round program revision kind state key due typed returned answers signatures origin saved_by first_submitted_at"
    " submissions returns late budget",
    "round__": "region name as_of emphasis state rules changes stamp demoted required due_unit two_hands proxy",
    "program__": "region kind code name year secret unit competent",
    "program__unit__": "lineage name path department division",
    "program__unit__department__": "lineage name division",
    "program__competent__": "lineage name",
    "revision__": "goal",
}
NARROW = tuple(f"{path}{name}" for path, names in _COLUMNS_OF.items() for name in names.split())
"""The columns a save needs: half the time of a wide row is the making of its statement."""

OUTSIDE = (FundSource.OTHER, FundSource.CARRY_OVER)
"""Money the treasury does not pay out."""

_PROGRAMS: Any = MonitoringForm._meta.get_field("program").related_model
_LINES: Any = _PROGRAMS._meta.get_field("lines").related_model
_INDICATORS: Any = MonitoringForm._meta.get_field("revision").related_model._meta.get_field("indicators").related_model


@dataclass(frozen=True, slots=True)
class Money:
    """A fund line as it stands at the round's date, amounts in yuan."""

    id: UUID
    budget_kind: str
    level: str
    fund: UUID | None
    fund_name: str
    label: str
    document: str
    issued_on: date | None
    ends_on: date | None
    initial: Decimal | None
    adjusted: Decimal | None
    allocated: Decimal | None
    executed: Executed

    @property
    def source(self) -> str:
        """Where the money comes from, in words."""
        return "　".join(filter(None, (BUDGET_KINDS[self.budget_kind], LEVELS.get(self.level, ""), self.fund_name or self.label)))


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
    lines: tuple[Money, ...] = ()
    last: Last | None = None
    dismissed: Mapping[str, str] = field(default_factory=dict)
    across: tuple[Remark, ...] = ()


def known_of(rows: Sequence[MonitoringForm]) -> dict[UUID, Known]:
    """What is known beside each form; the forms are of one round and joined with ``JOINED``.  Four queries however many, five
    where a measure was left open."""
    if not rows:
        return {}
    keys = [row.program_id for row in rows]
    lines = _lines(keys, rows[0].round.as_of)
    sealed = _measured(rows, _sealed({row.revision_id for row in rows if row.revision_id}))
    last = _last(rows[0].round, keys)
    dismissed, across = _decided(rows)
    return {
        row.pk: Known(
            _sheet(row, lines[row.program_id], sealed[row.pk]),
            lines[row.program_id], last.get(row.program_id), dismissed.get(row.program_id, {}), tuple(across.get(row.pk, ())),
        )
        for row in rows
    }  # fmt: skip


def sheet_of(row: MonitoringForm) -> Sheet:
    """What stands on a form before anybody types: head, money by line, sealed indicators.  Two queries."""
    lines = _lines([row.program_id], row.round.as_of)[row.program_id]
    return _sheet(row, lines, _sealed([row.revision_id])[row.revision_id] if row.revision_id else ())


_COLUMNS = (
    "program_id", "pk", "budget_kind", "level", "fund_id", "fund__name", "label", "document", "issued_on", "ends_on", "initial", "adjusted",
    "allocated", "reported_executed", "reported_on", "total", "many", "told",
)  # fmt: skip


def _lines(keys: Collection[UUID], as_of: date) -> dict[UUID, tuple[Money, ...]]:
    """The fund lines of objects with what was paid up to a day, in the order they were entered; one narrow query, for a form is saved
    with every keystroke's pause."""
    found: dict[UUID, list[Money]] = {key: [] for key in keys}
    for program, pk, kind, level, fund, name, label, document, issued, ends, *amounts in _paid(tuple(keys), as_of):
        initial, adjusted, allocated, reported, reported_on, total, many, told = amounts
        executed = Executed(Decimal("0.00") if total is None and told else total, many, reported, reported_on)
        money = Money(pk, kind, level, fund, name or "", label, document, issued, ends, initial, adjusted, allocated, executed)
        found[program].append(money)
    return {key: tuple(held) for key, held in found.items()}


@written
def _paid(programs: tuple[UUID, ...], as_of: date) -> QuerySet[Any, Any]:
    counts = Q(payments__state="matched", payments__paid_on__lte=as_of)
    rows: QuerySet[Any, Any] = _LINES._default_manager.filter(program__in=programs).order_by("pk")
    paid: QuerySet[Any, Any] = rows.annotate(
        total=Sum("payments__amount", filter=counts), many=Count("payments", filter=counts), told=treasury_tells("program__")
    ).values_list(*_COLUMNS)
    return paid


def _sheet(row: MonitoringForm, lines: Sequence[Money], indicators: tuple[SheetIndicator, ...]) -> Sheet:
    program: Any = row.program
    return Sheet(
        kind=Kind(row.kind), program=str(program), code=program.code, department=department_of(program).name, unit=program.unit.name,
        year=program.year, as_of=row.round.as_of, goal=row.revision.goal if row.revision else "",
        funds=tuple(_fund(one) for one in lines), indicators=indicators, required=frozenset(row.round.required),
    )  # fmt: skip


def _fund(line: Money) -> SheetFund:
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
    """The indicators of revisions.  A revision is sealed, so what was read once is kept (and given up as a whole: other threads read)."""
    known = {key: held for key in revisions if (held := _KNOWN_INDICATORS.get(key)) is not None}
    wanted = [key for key in revisions if key not in known]
    if wanted:
        found: dict[UUID, list[SheetIndicator]] = {key: [] for key in wanted}
        rows = _INDICATORS._default_manager.filter(revision__in=wanted).order_by("revision", "position")
        for row in rows.values_list("revision_id", *_INDICATOR):
            found[row[0]].append(_indicator(*row[1:]))
        read = {key: tuple(held) for key, held in found.items()}
        if len(_KNOWN_INDICATORS) > _MOST_KNOWN:
            _KNOWN_INDICATORS.clear()
        _KNOWN_INDICATORS.update(read)
        known |= read
    return known


def _measured(rows: Sequence[MonitoringForm], sealed: Mapping[UUID, tuple[SheetIndicator, ...]]) -> dict[UUID, tuple[SheetIndicator, ...]]:
    """The indicators of each form, with the measures confirmed since where the approval left them open."""
    found = {row.pk: sealed.get(row.revision_id, ()) if row.revision_id else () for row in rows}
    wanted = tuple(row.program_id for row in rows if any(map(unsaid, found[row.pk])))
    if not wanted:
        return found
    said = {(program, key, about): measure for program, key, about, measure in _confirmed(wanted, rows[0].round.as_of)}
    if not said:
        return found
    return {row.pk: tuple(_as_said(one, said.get((row.program_id, one.key, about_of(one)))) for one in found[row.pk]) for row in rows}


@written
def _confirmed(programs: tuple[UUID, ...], as_of: date) -> QuerySet[ConfirmedMeasure, Any]:
    rows = ConfirmedMeasure.objects.filter(program__in=programs, since__lte=as_of)
    return rows.order_by("pk").values_list("program_id", "key", "about", "measure")


def unsaid(one: SheetIndicator) -> bool:
    """Whether the approval does not say how an indicator is measured."""
    return not one.measure or one.measure_source == MeasureSource.GUESSED


def about_of(one: SheetIndicator) -> str:
    """What a confirmed measure is about: another name or target is another question."""
    return f"{one.name}|{one.sign}{one.value}{one.unit}"


def _as_said(one: SheetIndicator, measure: str | None) -> SheetIndicator:
    return replace(one, measure=measure, measure_source=MeasureSource.APPROVED) if measure and unsaid(one) else one


_INDICATOR = (
    "weight", "months", "key", "level1", "level2", "name", "sign", "value", "unit", "measure", "measure_source", "core", "evidence",
)  # fmt: skip


def _indicator(weight: str, months: Sequence[str], *kept: Any) -> SheetIndicator:
    points = parse_amount(weight.removesuffix("分"), Decimal(1))
    key, level1, level2, name, sign, value, unit, measure, source, core, evidence = kept
    return SheetIndicator(
        key=key, level1=level1, level2=level2, name=name, sign=sign, value=value, unit=unit, weight=points.yuan if points else None,
        measure=measure, measure_source=source, core=core, months=tuple(months), evidence=evidence,
    )  # fmt: skip


def _last(round_row: Round, keys: Sequence[UUID]) -> dict[UUID, Last]:
    """The latest form of each object in a round before this one."""
    found = {row[0]: row[1:] for row in _before_them(tuple(keys), round_row.as_of)}
    sealed = _sealed({row[5] for row in found.values() if row[5]})
    return {
        program: Last(pk, name, as_of, typed, _before(pk, version, Kind(kind), typed, executed, sealed.get(revision, ()), as_of))
        for program, (pk, version, kind, typed, executed, revision, name, as_of) in found.items()
    }


@written
def _before_them(programs: tuple[UUID, ...], as_of: date) -> QuerySet[MonitoringForm, Any]:
    rows = MonitoringForm.objects.filter(program__in=programs, round__as_of__lt=as_of, state__in=REPORTED)
    columns = ("program_id", "pk", "version", "kind", "typed", "executed", "revision_id", "round__name", "round__as_of")
    return rows.order_by("round__as_of", "pk").values_list(*columns)


_KNOWN_LAST: dict[tuple[UUID, int], Previous] = {}


def _before(
    pk: UUID, version: int, kind: Kind, typed: Typed, executed: Decimal | None, indicators: tuple[SheetIndicator, ...], as_of: date
) -> Previous:
    """Last round's figures; those of a form that did not change since are kept."""
    said = _KNOWN_LAST.get((pk, version))
    if said is None:
        bare = Sheet(kind, "", "", "", "", as_of.year, as_of, "", (), indicators)
        said = previous_object(to_form(bare, typed)).previous
        if len(_KNOWN_LAST) > _MOST_KNOWN:
            _KNOWN_LAST.clear()
        _KNOWN_LAST[pk, version] = said
    return Previous(executed, said.actuals)


def _decided(rows: Sequence[MonitoringForm]) -> tuple[dict[UUID, dict[str, str]], dict[UUID, list[Remark]]]:
    """Dismissals remembered, by program; what only the whole round shows, by form."""
    keys = tuple(row.pk for row in rows)
    dismissed: dict[UUID, dict[str, str]] = defaultdict(dict)
    across: dict[UUID, list[Remark]] = defaultdict(list)
    for program, memory, reason, state, form, code, *kept in _decisions(tuple(row.program_id for row in rows), keys):
        if state == FindingState.DISMISSED:
            dismissed[program][memory] = reason
        if form in keys and code in ACROSS and state != FindingState.GONE:
            across[form].append(_across(code, memory, reason if state == FindingState.DISMISSED else "", *kept))
    return dismissed, across


@written
def _decisions(programs: tuple[UUID, ...], forms: tuple[UUID, ...]) -> QuerySet[FormFinding, Any]:
    wanted = Q(form__program__in=programs, state=FindingState.DISMISSED) | Q(form__in=forms, code__in=ACROSS)
    return FormFinding.objects.filter(wanted).order_by("pk").values_list(*_FINDING)


_FINDING = (
    "form__program_id", "memory", "reason", "state", "form_id", "code", "key", "severity", "part", "row", "column", "cell", "subject",
    "sentence", "remedy", "answer", "problem_class", "addressee",
)  # fmt: skip


def _across(code: str, memory: str, dismissed: str, key: str, severity: str, *said: Any) -> Remark:
    """A finding of the whole round, kept as a row, as a remark."""
    part, row, column, cell, subject, sentence, remedy, answer, problem_class, addressee = said
    return Remark(
        key, code, Severity(severity), part, row, column, cell, cell or "整表", subject, sentence, remedy, answer, memory, dismissed,
        problem_class, addressee,
    )  # fmt: skip


def form_of(row: MonitoringForm, sheet: Sheet, typed: Typed) -> Form:
    """The form the rules look at: as typed here, or an Excel form with what was typed since."""
    return overlay(from_json(row.returned), sheet, typed) if row.returned else to_form(sheet, typed)
