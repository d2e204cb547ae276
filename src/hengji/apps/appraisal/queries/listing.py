"""Appraisals as lists, and the year's summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.appraisal.rows import cycle, reached, rules_of, stands, tasks
from hengji.apps.organisations.scope import require, scoped
from hengji.apps.programs.queries import budget_of, program_rows
from hengji.rules.access import Action, Actor
from hengji.rules.appraisal import AppraisalSummary, Appraised, Result, requirement, summary
from hengji.rules.lifecycle import Side
from hengji.rules.lifecycles.appraisal import (
    CLOSED,
    DECIDED,
    DEPARTMENT_APPRAISED,
    DRAFT,
    FINANCE_APPRAISAL,
    RETURNED,
    SUBMITTED,
    WITHDRAWN,
)
from hengji.rules.tokens import tokens

WAITING, UNIT, DEPARTMENT, FINANCE, DONE, ALL = "waiting", "unit", "department", "finance", "done", "all"
TABS: Mapping[str, str] = {WAITING: "待我办", UNIT: "单位编报", DEPARTMENT: "部门评估", FINANCE: "财政评估", DONE: "已出结论", ALL: "全部"}
STATES: Mapping[str, tuple[str, ...]] = {
    UNIT: (DRAFT, RETURNED),
    DEPARTMENT: (SUBMITTED,),
    FINANCE: (DEPARTMENT_APPRAISED, FINANCE_APPRAISAL),
    DONE: (DECIDED, CLOSED),
}
_SORTS = {"name": "name", "unit": "unit__code", "requested": "requested", "supported": "supported", "state_at": "state_at"}


@dataclass(frozen=True, slots=True)
class AppraisalLine:
    """One row; ``requested`` and ``supported`` in yuan, None before they are known."""

    id: UUID
    name: str
    kind_name: str
    unit_name: str
    department_name: str
    requested: Decimal | None
    supported: Decimal | None
    state: str
    state_name: str
    state_at: datetime
    result_name: str
    document: str

    @property
    def cut(self) -> Decimal | None:
        return None if self.supported is None or self.requested is None else self.requested - self.supported


@dataclass(frozen=True, slots=True)
class AppraisalFilter:
    """Conditions; empty: all.  Departments by lineage."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppraisalList:
    """A window, how many match, counts by tab, and sums of what matches (cut: of what is decided)."""

    rows: tuple[AppraisalLine, ...]
    count: int
    tabs: Mapping[str, int]
    requested: Decimal | None
    supported: Decimal | None
    cut: Decimal | None


@dataclass(frozen=True, slots=True)
class Missing:
    """An object that is new and large enough, without an appraisal that supports it; ``why`` is the rule's sentence."""

    program: UUID
    name: str
    unit_name: str
    budget: Decimal
    why: str
    appraisal: UUID | None
    state_name: str


def listing(
    actor: Actor,
    year: int,
    tab: str,
    wanted: AppraisalFilter,
    on: date,
    sort: str = "",
    descending: bool = False,
    window: slice = slice(50),
) -> AppraisalList:
    """The appraisals of a year within reach.  A constant number of queries."""
    require(actor, Action.APPRAISAL_VIEW)
    found = _filtered(reached(actor, Action.APPRAISAL_VIEW, on).filter(year=year), wanted)
    conditions = {key: _of_tab(actor, key, on) for key in TABS}
    tabs = {key: found.filter(condition).count() for key, condition in conditions.items()}
    shown = found.filter(conditions.get(tab, Q()))
    key = _SORTS.get(sort, "state_at")
    ordered = shown.order_by(f"-{key}" if descending or key == "state_at" and sort == "" else key, "pk").select_related("unit", "competent")
    sums = shown.aggregate(asked=Sum("requested"), given=Sum("supported"), decided=Sum("requested", filter=~Q(result="")))
    cut = None if sums["decided"] is None else sums["decided"] - sums["given"]
    return AppraisalList(tuple(line(row) for row in ordered[window]), tabs.get(tab, 0), tabs, sums["asked"], sums["given"], cut)


def yearly(actor: Actor, year: int, on: date) -> tuple[AppraisalSummary, tuple[AppraisalLine, ...]]:
    """The year's statement over what was submitted within reach, and the appraisals it counts, by department."""
    require(actor, Action.APPRAISAL_VIEW)
    rows = reached(actor, Action.APPRAISAL_VIEW, on).filter(year=year, requested__isnull=False).exclude(state=WITHDRAWN)
    lines = tuple(line(row) for row in rows.select_related("unit", "competent").order_by("competent__code", "unit__code", "name"))
    by_name = {result.chinese: result for result in Result}
    counted = (Appraised(one.department_name, one.requested or Decimal(0), by_name.get(one.result_name), one.supported) for one in lines)
    return summary(counted, year), lines


def missing(actor: Actor, year: int, on: date) -> tuple[Missing, ...]:
    """Objects of a year that are new (not carried over) and reach the threshold, and have no appraisal that supports them (应评未评)."""
    require(actor, Action.APPRAISAL_VIEW)
    fresh = program_rows(actor, year).filter(carried_from__isnull=True, state="active", secret=False).exclude(kind="overall")
    rows = tuple(fresh.select_related("unit").order_by("unit__code", "code", "name"))
    known = {row.program_id: row for row in Appraisal.objects.filter(program__in=[one.pk for one in rows])}
    rules, budgets = rules_of(actor.region), budget_of([one.pk for one in rows])
    found = []
    for row in rows:
        budget = budgets[row.pk].amount
        needed = requirement(budget, new=True, rules=rules)
        held = known.get(row.pk)
        if needed.required and budget is not None and (held is None or held.result in ("", Result.REJECT.value)):
            found.append(Missing(row.pk, row.name, row.unit.name, budget, needed.reason, held.pk if held else None, _state(held)))
    return tuple(found)


def line(row: Appraisal) -> AppraisalLine:
    """A row as shown."""
    department = row.competent or row.unit
    return AppraisalLine(
        row.pk, row.name, row.get_kind_display(), row.unit.name, department.name, row.requested, row.supported, row.state,
        row.get_state_display(), row.state_at, row.get_result_display() if row.result else "", row.document,
    )  # fmt: skip


def turn(actor: Actor, on: date) -> Q:
    """The condition under which an appraisal waits for this actor."""
    parts = (
        (Action.APPRAISAL_DRAFT, STATES[UNIT]),
        (Action.APPRAISAL_DEPARTMENT, (SUBMITTED,)),
        (Action.APPRAISAL_SCORE, (FINANCE_APPRAISAL,)),
        (Action.APPRAISAL_FINANCE, (DEPARTMENT_APPRAISED, DECIDED)),
        (Action.APPRAISAL_DECIDE, (FINANCE_APPRAISAL,)),
    )
    condition = Q(pk__in=[])
    for action, states in parts:
        if actor.can(action):
            condition |= Q(state__in=states, pk__in=reached(actor, action, on).order_by().values("pk"))
    return condition


def turns(actor: Actor, on: date) -> list[Appraisal]:
    """The appraisals in which the next step is this actor's; who judged one before does not judge it again.  Scores are ``to_score``."""
    business = (Action.APPRAISAL_DRAFT, Action.APPRAISAL_DEPARTMENT, Action.APPRAISAL_FINANCE, Action.APPRAISAL_DECIDE)
    if not any(actor.can(action) for action in business):
        return []
    rows = Appraisal.objects.filter(turn(actor, on)).exclude(pk__in=_only_scored(actor, on)).select_related("unit", "competent")
    return [row for row in rows.order_by("state_at") if _stands(actor, row)]


def _stands(actor: Actor, row: Appraisal) -> bool:
    if str(actor.id) in row.judged and row.state != DECIDED:
        return False
    return row.state != SUBMITTED or stands(actor, row, cycle(row).state(SUBMITTED).waits or Side.UNIT)


def _only_scored(actor: Actor, on: date) -> list[UUID]:
    """Appraisals an actor without a say in the decision reaches as expert only."""
    if actor.can(Action.APPRAISAL_DECIDE) or not actor.can(Action.APPRAISAL_SCORE):
        return []
    return list(scoped(tasks(on), actor, Action.APPRAISAL_SCORE).values_list("appraisal", flat=True))


def to_score(actor: Actor, on: date) -> QuerySet[ExpertScore]:
    """What an expert has still to score."""
    return scoped(tasks(on).filter(submitted_at__isnull=True), actor, Action.APPRAISAL_SCORE)


def _waiting(actor: Actor, on: date) -> Q:
    """What waits for this actor: exactly what the workbench tells."""
    return Q(pk__in=[row.pk for row in turns(actor, on)]) | Q(pk__in=to_score(actor, on).order_by().values("appraisal"))


def _of_tab(actor: Actor, tab: str, on: date) -> Q:
    if tab == WAITING:
        return _waiting(actor, on)
    return Q(state__in=STATES[tab]) if tab in STATES else Q()


def _filtered(rows: QuerySet[Appraisal], wanted: AppraisalFilter) -> QuerySet[Appraisal]:
    conditions = {"kind__in": wanted.kinds, "competent__lineage__in": wanted.departments, "result__in": wanted.results}
    rows = rows.filter(**{key: values for key, values in conditions.items() if values})
    for word in tokens(wanted.text):
        rows = rows.filter(Q(name__icontains=word) | Q(unit__name__icontains=word))
    return rows


def _state(row: Appraisal | None) -> str:
    if row is None:
        return "没有评估"
    return row.get_result_display() if row.result else row.get_state_display()
