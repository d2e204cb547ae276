"""The forms of a round as a list: tabs by whose turn it is and how far, filters, totals by kind; four queries however many rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import FormFinding, FormStep, FundResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import OBJECTS, PAPERS, REPORTED, program_rows
from hengji.apps.monitoring.queries.facts import LARGE, Choices, FormFilter, FormLine, FormsFound, FormTotals
from hengji.apps.monitoring.queries.rounds import facts_of, round_of
from hengji.apps.monitoring.queries.scanning import Forms, of_forms, seats_of
from hengji.apps.organisations.scope import scoped
from hengji.apps.records.bare import key_of
from hengji.apps.targets.objects import left_to
from hengji.rules.access import Action, Actor, Relation, Role, reach
from hengji.rules.lifecycles.monitoring import (
    ACCEPTED,
    DEPARTMENT_REVIEWED,
    DIVISION_REVIEWED,
    DRAFT,
    EXEMPT,
    RETURNED,
    SUBMITTED,
    FindingState,
)
from hengji.rules.lights import Light
from hengji.rules.programs import KINDS
from hengji.rules.tokens import tokens

EVERYTHING = FormFilter()
"""No condition."""

FORM_TABS = {
    "mine": "待我办理", "missing": "未报", "reviewing": "在审", "returned": "退回", "accepted": "已通过", "exempt": "免报",
    "handled": "曾经办", "all": "全部",
}  # fmt: skip
"""Tabs of the list with their words; the first is the default where it has anything."""

_DESK = Q(state__in=[DRAFT, RETURNED])
_TABS = {
    "mine": Q(turn=1),
    "missing": _DESK,
    "reviewing": Q(state__in=[SUBMITTED, DEPARTMENT_REVIEWED, DIVISION_REVIEWED]),
    "returned": Q(state=RETURNED),
    "accepted": Q(state=ACCEPTED),
    "exempt": Q(state=EXEMPT),
    "handled": Q(was_mine=1),
    "all": Q(pk__isnull=False),
}
_BADNESS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
_UNIT = ("program__unit__code", "program__name", "pk")
_SORTS: Mapping[str, str] = {
    "unit": "program__unit__code", "name": "program__name", "budget": "budget", "executed": "executed", "rate": "rate", "light": "badness",
    "state": "state", "submitted": "submitted_at", "errors": "errors", "due": "until", "pace": "execution_pace",
    "achievement": "achievement_pace",
}  # fmt: skip
SORTS = tuple(_SORTS)
_COLUMNS = (
    "pk", "version", "program_id", "program__code", "program__name", "kind", "program__unit__lineage", "program__unit__name",
    "program__unit__department__name", "program__competent__name", "state", "key", "late", "saved_at", "submitted_at", "due", "budget",
    "executed", "self_reported", "execution_light", "achievement_light", "light", "verdict", "errors", "warnings", "returns",
    "revision_id", "exempt_why",
)  # fmt: skip


def forms(
    actor: Actor, round_id: UUID, where: FormFilter = EVERYTHING, *, tab: str = "all", sort: str = "unit", descending: bool = False,
    window: slice = slice(50),
) -> FormsFound:  # fmt: skip
    """A page of a round's forms as far as the actor sees them.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    seen = filtered(scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW), where, row).order_by()
    marked = _marked(seen, actor, row)
    counts = marked.aggregate(**{key: Count("pk", filter=condition) for key, condition in _TABS.items()})
    needs = tab in ("mine", "handled")
    chosen = (marked if needs else seen).filter(_TABS.get(tab, _TABS["all"]))
    lines = _page(chosen, row, sort, descending, window)
    return FormsFound(facts_of(actor, row), lines, counts.get(tab, counts["all"]), counts, _totals(chosen))


@of_forms
def _places(forms: Forms) -> QuerySet[Any, Any]:
    return forms.values_list("program__unit_id", "program__competent_id").distinct()


@of_forms
def _funds(forms: Forms) -> QuerySet[Any, Any]:
    return forms.filter(funds__fund__isnull=False).values_list("funds__fund_id", "funds__fund__name").distinct()


def choices(actor: Actor, round_id: UUID) -> Choices:
    """What the forms of a round the actor sees can be told apart by: units, departments in charge, special funds; only those that have a
    form here.  Four queries.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    seats = seats_of(row)
    pairs = [(seats[unit], seats.get(competent)) for unit, competent in _places(actor, row)]
    order = {seat.lineage: place for place, seat in enumerate(seats.values())}
    units = {unit.lineage: unit.name for unit, _ in pairs}
    above = {(one.lineage, one.name) if one else (unit.department, unit.department_name) for unit, one in pairs}
    return Choices(
        tuple(sorted(units.items(), key=lambda one: order[one[0]])), tuple(sorted(above, key=lambda one: order[one[0]])),
        tuple(sorted(((key_of(key), name) for key, name in _funds(actor, row)), key=lambda one: one[1])),
    )  # fmt: skip


def filtered(rows: QuerySet[MonitoringForm], where: FormFilter, row: Round) -> QuerySet[MonitoringForm]:
    """The rows a filter leaves."""
    for token in tokens(where.text):
        rows = rows.filter(Q(program__tokens__contains=token) | Q(program__unit__name__icontains=token))
    plain: Mapping[str, Collection[Any]] = {
        "kind__in": [PAPERS[kind].value for kind in where.kinds if kind in PAPERS], "state__in": where.states, "light__in": where.lights,
        "program__unit__lineage__in": where.units,
    }  # fmt: skip
    rows = rows.filter(**{path: values for path, values in plain.items() if values})
    if where.departments:
        own = Q(program__competent__isnull=True, program__unit__department__lineage__in=where.departments)
        rows = rows.filter(own | Q(program__competent__lineage__in=where.departments))
    if where.large:
        rows = rows.filter(budget__gte=LARGE).exclude(kind=PAPERS["overall"].value)
    rows = _by_money(rows, where)
    rows = _by_finding(rows, where)
    marks = {"key": where.key, "late": where.late, "revision__isnull": where.without_target}
    rows = rows.filter(**{path: wanted for path, wanted in marks.items() if wanted is not None})
    return _in_quadrant(rows, where.quadrant, row) if where.quadrant else rows


def _by_money(rows: QuerySet[MonitoringForm], where: FormFilter) -> QuerySet[MonitoringForm]:
    held = FundResult.objects.filter(form=OuterRef("pk"))
    if where.funds:
        rows = rows.filter(Exists(held.filter(fund__in=where.funds)))
    if where.budget_kinds:
        rows = rows.filter(Exists(held.filter(budget_kind__in=where.budget_kinds)))
    if where.take in ("available", "carried", "bound"):
        rows = rows.filter(Exists(held.filter(**{f"{where.take}__gt": 0})))
    return rows


def _by_finding(rows: QuerySet[MonitoringForm], where: FormFilter) -> QuerySet[MonitoringForm]:
    counted = FormFinding.objects.filter(form=OuterRef("pk")).exclude(state__in=[FindingState.DISMISSED, FindingState.GONE])
    if where.problem_classes:
        wanted = Q(problem_class__in=[number for number in where.problem_classes if number])
        wanted |= Q(problem_class__isnull=True) if 0 in where.problem_classes else Q()
        rows = rows.filter(Exists(counted.filter(wanted).exclude(severity="notice")))
    return rows.filter(Exists(counted.filter(code__in=where.codes))) if where.codes else rows


def _in_quadrant(rows: QuerySet[MonitoringForm], quadrant: str, row: Round) -> QuerySet[MonitoringForm]:
    cut = rules_of(row).quadrant_cut
    placed = rows.filter(state__in=REPORTED, execution_pace__isnull=False, achievement_pace__isnull=False)
    money, work = "gte" if quadrant[:1] == "m" else "lt", "gte" if quadrant[1:2] == "w" else "lt"
    return placed.filter(**{f"execution_pace__{money}": cut, f"achievement_pace__{work}": cut})


def _marked(rows: QuerySet[MonitoringForm], actor: Actor, row: Round) -> QuerySet[Any]:
    """With what two tabs ask: whether it is the actor's turn, and whether he has taken a step."""
    handled = FormStep.objects.filter(form=OuterRef("pk"), actor_id=actor.id)
    marked: QuerySet[Any] = rows.annotate(turn=_flag(turn(actor, row)), was_mine=_flag(Exists(handled)))
    return marked


def _flag(condition: Q | Exists) -> Case:
    """1 where it holds, else 0: a number, because a boolean annotation is lost when it is counted over."""
    return Case(When(condition, then=Value(1)), default=Value(0))


def turn(actor: Actor, row: Round) -> Q:
    """Forms of a round on which it is the actor's turn."""
    desk = Action.FORM_PROXY if row.proxy and actor.can(Action.FORM_PROXY) else Action.FORM_FILL
    steps = [
        (desk, _DESK),
        (Action.FORM_DEPARTMENT, Q(state=SUBMITTED) & ~Q(submitted_by=actor.id)),
        (Action.FORM_OFFICE, Q(state=DIVISION_REVIEWED)),
    ]
    if Role.DIVISION in actor.roles:
        mine = program_rows(row.region_id, row.year).filter(left_to(actor)).order_by().values("pk")
        steps.append((Action.FORM_FINANCE, Q(state=DEPARTMENT_REVIEWED, program__in=mine)))
    wanted = Q(pk__in=[])
    for action, condition in steps:
        if actor.can(action):
            wanted |= _within(actor, action, row) & condition
    return wanted


def _within(actor: Actor, action: Action, row: Round) -> Q:
    """What of the round is within reach: without a look at the rows where all of it is."""
    if any(grant.relation is Relation.REGION and grant.anchor == row.region_id for grant in reach(actor, action)):
        return Q(round=row)
    return Q(pk__in=scoped(MonitoringForm.objects.filter(round=row), actor, action).order_by().values("pk"))


def _page(rows: QuerySet[MonitoringForm], row: Round, sort: str, descending: bool, window: slice) -> tuple[FormLine, ...]:
    path = _SORTS.get(sort, _SORTS["unit"])
    order = F(path).desc(nulls_last=True) if descending else F(path).asc(nulls_last=True)
    page = _sortable(rows, path, row).order_by(order, *_UNIT)[window]
    lines = [_line(one, row) for one in page.values_list(*_COLUMNS)]
    said = _exempted([one.id for one in lines if one.state == EXEMPT])
    return tuple(replace(one, exempt_by=said[one.id]) if one.id in said else one for one in lines)


def _exempted(keys: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Who decided that these need not report, and when."""
    if not keys:
        return {}
    steps = FormStep.objects.filter(form__in=keys, after=EXEMPT).order_by("at", "pk").values_list("form_id", "actor_name", "at")
    return {form: (name, at) for form, name, at in steps}


def _sortable(rows: QuerySet[MonitoringForm], path: str, row: Round) -> QuerySet[Any]:
    """The rows with what they are sorted by, where that is no column."""
    if path == "rate":
        return rows.annotate(rate=Cast(F("executed"), FloatField()) / NullIf(Cast(F("budget"), FloatField()), Value(0.0)))
    if path == "badness":
        known = [When(light=light.value, then=Value(place)) for place, light in enumerate(_BADNESS)]
        return rows.annotate(badness=Case(*known, default=Value(len(_BADNESS))))
    return rows.annotate(until=Coalesce(F("due"), Value(row.due_unit))) if path == "until" else rows


def _line(one: tuple[Any, ...], row: Round) -> FormLine:
    (
        pk, version, program, code, name, kind, unit, unit_name, department, competent, state, key, late, saved, submitted, due, budget,
        executed, typed, execution, achievement, light, verdict, errors, warnings, returns, revision, why,
    ) = one  # fmt: skip
    return FormLine(
        pk, version, program, code, name, OBJECTS[kind], unit, unit_name, competent or department or unit_name, state, key, late,
        saved is not None, submitted, due or row.due_unit, budget, executed, typed, execution, achievement, light, verdict, errors,
        warnings, returns, revision is not None, why,
    )  # fmt: skip


def _totals(rows: QuerySet[Any]) -> tuple[FormTotals, ...]:
    """Sums by kind; kinds are never added together."""
    sums: dict[str, tuple[int, Decimal | None, Decimal | None]] = {}
    for kind, many, budget, executed in rows.values_list("kind").annotate(many=Count("pk"), a=Sum("budget"), b=Sum("executed")):
        sums[OBJECTS[kind]] = (many, budget, executed)
    return tuple(FormTotals(kind, *sums[kind]) for kind in KINDS if kind in sums)


def largest_reds(actor: Actor, row: Round, most: int = 5) -> tuple[FormLine, ...]:
    """The largest objects with a red light, by budget; overall spending contains the others and is left out."""
    rows = scoped(MonitoringForm.objects.filter(round=row, light=Light.RED, state__in=REPORTED), actor, Action.FORM_VIEW)
    return _page(rows.exclude(kind=PAPERS["overall"].value), row, "budget", True, slice(most))


def queue(actor: Actor, round_id: UUID) -> list[UUID]:
    """Ids of the forms on which it is the actor's turn, in the order of the list: what next and previous go through."""
    row = round_of(actor, round_id)
    rows = scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW).filter(turn(actor, row))
    return list(rows.order_by(*_UNIT).values_list("pk", flat=True))
