"""Filling quality by unit, the ledger of false alarms: worked out when asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from hengji.apps.monitoring.judged import REMEMBERED
from hengji.apps.monitoring.models import Appeal, FormFinding, MonitoringForm, Round
from hengji.apps.monitoring.objects import REPORTED
from hengji.apps.monitoring.queries.facts import RuleRate, UnitScore
from hengji.apps.monitoring.queries.rounds import round_of
from hengji.apps.organisations.scope import require_region, scoped
from hengji.rules.access import Action, Actor, Role
from hengji.rules.falsealarms import demoted, ledger
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.lifecycles.monitoring import EXEMPT, FindingState, ReportState
from hengji.rules.quality import Filling, score

_SURE = [FindingState.CONFIRMED, FindingState.NAMED, FindingState.RECTIFIED]
_OPEN = [FindingState.FOUND, FindingState.ANSWERED]
_OF_EXECUTION = 5


# ---- scores


@dataclass(slots=True)
class _Unit:
    """What a unit did in a round, being counted."""

    name: str = ""
    department: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    report: str = ""

    def filling(self) -> Filling:
        return Filling(**{name: self.counts[name] for name in _COUNTED}, report=self.report)


_COUNTED = ("reported", "late", "missing", "returned", "errors", "warnings", "boilerplate", "asked", "unanswered")


def scores(actor: Actor, round_id: UUID, now: datetime) -> tuple[UnitScore, ...]:
    """The score of every unit within reach that owes something by now, the lowest first.  Five queries.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    held = _units(actor, row, now)
    appeals = {one.unit.lineage: one for one in _appeals(actor, row)}
    found = (_score(actor, row, key, one, appeals.get(key)) for key, one in held.items())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.final, one.unit_name)))


def score_of(row: Round, unit: UUID, now: datetime) -> Decimal | None:
    """One unit's score without any appeal; None where nothing was due yet.  Not restricted."""
    held = _units(None, row, now).get(unit)
    quality = score(held.filling()) if held else None
    return quality.points if quality else None


def _units(actor: Actor | None, row: Round, now: datetime) -> dict[UUID, _Unit]:
    held: dict[UUID, _Unit] = defaultdict(_Unit)
    of_form = _count_forms(actor, row, now, held)
    _count_findings(row, of_form, held)
    _count_reports(row, now, held)
    return dict(held)


def _count_forms(actor: Actor | None, row: Round, now: datetime, held: dict[UUID, _Unit]) -> dict[UUID, UUID]:
    """Forms into the counts of their units; returns the unit of every reported form."""
    rows = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT)
    mine = rows if actor is None else scoped(rows, actor, Action.FORM_VIEW)
    columns = (
        "pk", "state", "late", "returns", "due", "first_submitted_at", "program__unit__lineage", "program__unit__name",
        "program__unit__department__name",
    )  # fmt: skip
    of_form: dict[UUID, UUID] = {}
    for pk, state, late, returns, due, first, unit, name, department in mine.order_by().values_list(*columns):
        one = held[unit]
        one.name, one.department = name, department or name
        if state in REPORTED or first is not None:
            of_form[pk] = unit
            one.counts.update(reported=1, late=int(late), returned=int(returns > 0))
        elif (due or row.due_unit) < now:
            one.counts.update(missing=1)
    return of_form


def _count_findings(row: Round, of_form: Mapping[UUID, UUID], held: dict[UUID, _Unit]) -> None:
    """Confirmed errors and doubts, boilerplate, and what was asked of the unit and not answered; lateness is counted by the forms, and
    slow spending told truly (class 5) is no fault of the filling."""
    rows = FormFinding.objects.filter(form__round=row).exclude(state__in=[FindingState.DISMISSED, FindingState.GONE]).order_by()
    columns = ("form_id", "code", "severity", "addressee", "state", "answer", "problem_class")
    boilerplate: set[UUID] = set()
    for form, code, severity, addressee, state, answer, number in rows.values_list(*columns):
        if form not in of_form or number == 3:
            continue
        counts = held[of_form[form]].counts
        if code == "boilerplate" and state in _SURE and form not in boilerplate:  # itself a notice
            boilerplate.add(form)
            counts["boilerplate"] += 1
        if severity == Severity.NOTICE:
            continue
        if state in _SURE and number != _OF_EXECUTION:
            counts["errors" if severity == Severity.ERROR else "warnings"] += 1
        if addressee == Addressee.UNIT and (answer or state in _SURE):
            counts.update(asked=1, unanswered=int(not answer))


def _count_reports(row: Round, now: datetime, held: dict[UUID, _Unit]) -> None:
    """The unit's own report: on time, late, or missing past its day."""
    if not row.report_by or row.report_due is None:
        return
    for unit, state, late in row.reports.filter(program__isnull=True).values_list("unit__lineage", "state", "late"):
        if unit not in held:
            continue
        handed = state in (ReportState.SUBMITTED, ReportState.ACCEPTED)
        held[unit].report = ("late" if late else "on-time") if handed else "missing" if row.report_due < now else ""


def _appeals(actor: Actor, row: Round) -> Iterable[Appeal]:
    """The latest appeal of each unit last."""
    rows = Appeal.objects.filter(round=row).select_related("unit")
    return scoped(rows, actor, Action.FORM_VIEW).order_by("at", "pk")


def _score(actor: Actor, row: Round, key: UUID, one: _Unit, appeal: Appeal | None) -> UnitScore | None:
    upheld = appeal is not None and appeal.upheld is True
    restored = appeal.points or Decimal(0) if appeal and upheld else Decimal(0)
    plain, quality = score(one.filling()), score(one.filling(), restored)
    if plain is None or quality is None:
        return None
    office = any(duty.role is Role.OFFICE and duty.region == row.region_id for duty in actor.duties)
    own = any(duty.role is Role.REPORTER and duty.unit == key for duty in actor.duties)
    waiting = appeal is not None and appeal.upheld is None
    return UnitScore(
        key, one.name, one.department, one.counts["reported"] + one.counts["missing"], plain.points,
        tuple((deduction.sentence, deduction.points) for deduction in quality.deductions), quality.points if upheld else None,
        appeal.pk if appeal else None, appeal.version if appeal else 0, appeal.text if appeal else "", appeal.by if appeal else "",
        appeal.upheld if appeal else None, appeal.reply if appeal else "", own and not waiting and bool(quality.deductions),
        office and waiting and not own,
    )  # fmt: skip


# ---- false alarms


def rule_rates(actor: Actor, round_id: UUID) -> tuple[RuleRate, ...]:
    """The county's ledger of false alarms, with what is only a notice in this round.  Two queries.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    require_region(actor, Action.QUALITY_DECIDE, row.region_id)
    return tuple(
        RuleRate(one.code, one.title, one.confirmed, one.dismissed, one.open, one.rate, one.sentence, one.demoted, one.code in row.demoted)
        for one in ledger(decisions(row.region_id))
    )


def decisions(region: UUID) -> dict[str, tuple[int, int, int]]:
    """Findings confirmed, dismissed and open, by code, in a county; a dismissal that was only remembered counts no second time.  One
    query."""
    rows = FormFinding.objects.filter(region=region).exclude(Q(state=FindingState.GONE) | Q(decided_by=REMEMBERED))
    counted = rows.order_by().values_list("code").annotate(
        sure=Count("pk", filter=Q(state__in=_SURE)), no=Count("pk", filter=Q(state=FindingState.DISMISSED)),
        left=Count("pk", filter=Q(state__in=_OPEN)),
    )  # fmt: skip
    return {code: (sure, no, left) for code, sure, no, left in counted}


def to_demote(region: UUID) -> tuple[str, ...]:
    """The codes that are only notices in a county from now on."""
    return demoted(decisions(region))
