"""The forms of a round as a list: tabs by whose turn it is and how far, filters, totals by kind; three queries however many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import FormFinding, FormStep, FundResult, IndicatorResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import OBJECTS, PAPERS, REPORTED, program_rows
from hengji.apps.monitoring.queries.facts import LARGE, Choices, FormFilter, FormLine, FormsFound, FormTotals
from hengji.apps.monitoring.queries.rounds import facts_of, round_of
from hengji.apps.monitoring.queries.scanning import Forms, of_forms, plus, seats_of
from hengji.apps.organisations.scope import scoped, whole
from hengji.apps.records.bare import Key, bare, flag, key_of, moment_of, yuan
from hengji.apps.records.written import written_bare
from hengji.apps.targets.objects import left_to
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import (
    ACCEPTED,
    DEPARTMENT_REVIEWED,
    DIVISION_REVIEWED,
    DRAFT,
    EXEMPT,
    RETURNED,
    SUBMITTED,
    FindingState,
    FormState,
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

_DESK = (DRAFT, RETURNED)
_IN_TAB: Mapping[str, tuple[str, ...]] = {
    "missing": _DESK,
    "reviewing": (SUBMITTED, DEPARTMENT_REVIEWED, DIVISION_REVIEWED),
    "returned": (RETURNED,),
    "accepted": (ACCEPTED,),
    "exempt": (EXEMPT,),
    "all": tuple(FormState),
}
"""States of the tabs that are of states alone."""
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
    "program__unit__department__name", "program__competent__name", "state", flag(key=True), flag(late=True), flag(saved_at__isnull=False),
    "submitted_at", "due", "budget", "executed", flag(self_reported=True), "execution_light", "achievement_light", "light", "verdict",
    "errors", "warnings", "returns", flag(revision__isnull=False), "exempt_why",
)  # fmt: skip


def forms(
    actor: Actor, round_id: UUID, where: FormFilter = EVERYTHING, *, tab: str = "all", sort: str = "unit", descending: bool = False,
    window: slice = slice(50),
) -> FormsFound:  # fmt: skip
    """A page of a round's forms as far as the actor sees them.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    tab = tab if tab in FORM_TABS else "all"
    order = _Order(SORTS.index(sort) if sort in SORTS else 0, descending, window.start, window.stop, row.due_unit)
    turns = _plain_turn(actor, row) if where == EVERYTHING and whole(actor, Action.FORM_VIEW, row.region_id) else None
    if turns is not None and tab != "handled":
        groups = [_Group._make(one) for one in _all_groups(row.pk, actor.id, turns)]
        page = _all_page(row.pk, turns if tab == "mine" else _IN_TAB[tab], order)
    else:
        seen = filtered(scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW), where, row).order_by()
        mine = turn(actor, row)
        groups = [_Group._make(one) for one in bare(_grouped(seen, mine, actor.id))]
        page = bare(_paged(seen.filter(_chosen(tab, mine, actor.id)), order))
    counts = {key: sum(one.many for one in groups if _under(key, one)) for key in FORM_TABS}
    lines = _with_reasons([_line(one, row) for one in page])
    return FormsFound(facts_of(actor, row), lines, counts[tab], counts, _totals(one for one in groups if _under(tab, one)))


class _Order(NamedTuple):
    """What is shown of a list: its place in ``SORTS``, which way, which rows; ``due`` stands for forms without a day of their own."""

    sort: int
    descending: bool
    start: int | None
    stop: int | None
    due: datetime


class _Group(NamedTuple):
    """Forms alike in what tabs and totals ask; amounts in fen."""

    kind: str
    state: str
    turn: int
    was_mine: int
    many: int
    budget: int | None
    executed: int | None


def _under(tab: str, one: _Group) -> bool:
    """Whether forms of this sort stand under a tab."""
    return bool(one.turn if tab == "mine" else one.was_mine if tab == "handled" else one.state in _IN_TAB[tab])


def _chosen(tab: str, mine: Q, person: UUID) -> Q:
    """The same as a condition."""
    return mine if tab == "mine" else Q(_handled(person)) if tab == "handled" else Q(state__in=_IN_TAB[tab])


def _handled(person: UUID) -> Exists:
    return Exists(FormStep.objects.filter(form=OuterRef("pk"), actor_id=person))


def _grouped(forms: QuerySet[MonitoringForm], mine: Q, person: UUID) -> QuerySet[Any, Any]:
    """Counts and sums for every tab at once."""
    kept = forms.order_by().values_list("kind", "state", _flag(mine), _flag(_handled(person)))
    return kept.annotate(many=Count("pk"), all_budget=Sum("budget"), all_executed=Sum("executed"))


def _paged(forms: QuerySet[MonitoringForm], order: _Order) -> QuerySet[Any, Any]:
    """A window of the forms in an order."""
    path = _SORTS[SORTS[order.sort]]
    first = F(path).desc(nulls_last=True) if order.descending else F(path).asc(nulls_last=True)
    return _sortable(forms, path, order.due).order_by(first, *_UNIT).values_list(*_COLUMNS)[slice(order.start, order.stop)]


@written_bare
def _all_groups(round_id: UUID, person: UUID, turns: tuple[str, ...]) -> QuerySet[Any, Any]:
    return _grouped(MonitoringForm.objects.filter(round=round_id), Q(state__in=turns), person)


@written_bare
def _all_page(round_id: UUID, states: tuple[str, ...], order: _Order) -> QuerySet[Any, Any]:
    return _paged(MonitoringForm.objects.filter(round=round_id, state__in=states), order)


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
    funds = sorted(((key_of(key), name) for key, name in _funds(actor, row)), key=lambda one: one[1])
    return Choices(
        tuple(sorted(units.items(), key=lambda one: order[one[0]])), tuple(sorted(above, key=lambda one: order[one[0]])),
        tuple(funds),
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
    rows = _by_finding(rows, where, row)
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


def _by_finding(rows: QuerySet[MonitoringForm], where: FormFilter, row: Round) -> QuerySet[MonitoringForm]:
    """By what was found on forms handed in, as the round's page counts it: what has not come is 未按时报送 (class 3) as well."""
    counted = FormFinding.objects.filter(form=OuterRef("pk")).exclude(state__in=[FindingState.DISMISSED, FindingState.GONE])
    if where.problem_classes:
        wanted = Q(problem_class__in=[number for number in where.problem_classes if number])
        wanted |= Q(problem_class__isnull=True) if 0 in where.problem_classes else Q()
        found = Q(Exists(counted.filter(wanted).exclude(severity="notice")), state__in=REPORTED)
        gone = Q(due__lt=where.at) | (Q(due__isnull=True) if where.at and row.due_unit < where.at else Q(pk__in=[]))
        rows = rows.filter(found | (Q(state=DRAFT) & gone if 3 in where.problem_classes and where.at else Q(pk__in=[])))
    return rows.filter(Exists(counted.filter(code__in=where.codes))) if where.codes else rows


def _in_quadrant(rows: QuerySet[MonitoringForm], quadrant: str, row: Round) -> QuerySet[MonitoringForm]:
    cut = rules_of(row).quadrant_cut
    placed = rows.filter(state__in=REPORTED, execution_pace__isnull=False, achievement_pace__isnull=False)
    money, work = "gte" if quadrant[:1] == "m" else "lt", "gte" if quadrant[1:2] == "w" else "lt"
    return placed.filter(**{f"execution_pace__{money}": cut, f"achievement_pace__{work}": cut})


def _flag(condition: Q | Exists) -> Case:
    """1 where it holds, else 0: a number, because a boolean annotation is lost when it is counted over."""
    return Case(When(condition, then=Value(1)), default=Value(0))


def turn(actor: Actor, row: Round) -> Q:
    """Forms of a round on which it is the actor's turn."""
    wanted = Q(pk__in=[])
    for action, states, more in _turns(actor, row):
        wanted |= _within(actor, action, row) & Q(state__in=states) & more
    return wanted


def _turns(actor: Actor, row: Round) -> list[tuple[Action, tuple[str, ...], Q]]:
    """By action of this actor: the states in which it is his turn, and what else must hold."""
    desk = Action.FORM_PROXY if row.proxy and actor.can(Action.FORM_PROXY) else Action.FORM_FILL
    steps: list[tuple[Action, tuple[str, ...], Q]] = [
        (desk, _DESK, Q()), (Action.FORM_DEPARTMENT, (SUBMITTED,), ~Q(submitted_by=actor.id)),
        (Action.FORM_OFFICE, (DIVISION_REVIEWED,), Q()),
    ]  # fmt: skip
    if Role.DIVISION in actor.roles:
        mine = program_rows(row.region_id, row.year).filter(left_to(actor)).order_by().values("pk")
        steps.append((Action.FORM_FINANCE, (DEPARTMENT_REVIEWED,), Q(program__in=mine)))
    return [(action, states, more) for action, states, more in steps if actor.can(action)]


def _plain_turn(actor: Actor, row: Round) -> tuple[str, ...] | None:
    """The states in which it is the actor's turn, where nothing but the state decides it."""
    steps = _turns(actor, row)
    if any(more or not whole(actor, action, row.region_id) for action, _, more in steps):
        return None
    return tuple(state for _, states, _ in steps for state in states)


def _within(actor: Actor, action: Action, row: Round) -> Q:
    """What of the round is within reach: without a look at the rows where all of it is."""
    if whole(actor, action, row.region_id):
        return Q(round=row)
    return Q(pk__in=scoped(MonitoringForm.objects.filter(round=row), actor, action).order_by().values("pk"))


def _with_reasons(lines: list[FormLine]) -> tuple[FormLine, ...]:
    """The exempt with who decided it."""
    said = _exempted([one.id for one in lines if one.state == EXEMPT])
    return tuple(replace(one, exempt_by=said[one.id]) if one.id in said else one for one in lines)


def _exempted(keys: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Who decided that these need not report, and when."""
    if not keys:
        return {}
    steps = FormStep.objects.filter(form__in=keys, after=EXEMPT).order_by("at", "pk").values_list("form_id", "actor_name", "at")
    return {form: (name, at) for form, name, at in steps}


def _sortable(rows: QuerySet[MonitoringForm], path: str, due: datetime) -> QuerySet[Any]:
    """The rows with what they are sorted by, where that is no column."""
    if path == "rate":
        return rows.annotate(rate=Cast(F("executed"), FloatField()) / NullIf(Cast(F("budget"), FloatField()), Value(0.0)))
    if path == "badness":
        known = [When(light=light.value, then=Value(place)) for place, light in enumerate(_BADNESS)]
        return rows.annotate(badness=Case(*known, default=Value(len(_BADNESS))))
    return rows.annotate(until=Coalesce(F("due"), Value(due))) if path == "until" else rows


def _line(one: tuple[Any, ...], row: Round) -> FormLine:
    (
        pk, version, program, code, name, kind, unit, unit_name, department, competent, state, key, late, saved, submitted, due, budget,
        executed, typed, execution, achievement, light, verdict, errors, warnings, returns, target, why,
    ) = one  # fmt: skip
    return FormLine(
        key_of(pk), version, key_of(program), code, name, OBJECTS[kind], key_of(unit), unit_name, competent or department or unit_name,
        state, bool(key), bool(late), bool(saved), moment_of(submitted) if submitted else None, moment_of(due) if due else row.due_unit,
        yuan(budget), yuan(executed), bool(typed), execution, achievement, light, verdict, errors, warnings, returns, bool(target), why,
    )  # fmt: skip


def _totals(groups: Iterable[_Group]) -> tuple[FormTotals, ...]:
    """Sums by kind; kinds are never added together."""
    found: dict[str, tuple[int, int | None, int | None]] = {}
    for one in groups:
        many, budget, executed = found.get(one.kind, (0, None, None))
        found[one.kind] = (many + one.many, plus(budget, one.budget), plus(executed, one.executed))
    held = {OBJECTS[paper]: FormTotals(OBJECTS[paper], many, yuan(a), yuan(b)) for paper, (many, a, b) in found.items()}
    return tuple(held[kind] for kind in KINDS if kind in held)


def largest_reds(actor: Actor, row: Round, most: int = 5) -> tuple[FormLine, ...]:
    """The largest objects with a red light, by budget; overall spending contains the others and is left out."""
    rows = scoped(MonitoringForm.objects.filter(round=row, light=Light.RED, state__in=REPORTED), actor, Action.FORM_VIEW)
    order = _Order(SORTS.index("budget"), True, None, most, row.due_unit)
    return tuple(_line(one, row) for one in bare(_paged(rows.exclude(kind=PAPERS["overall"].value), order)))


def slowest_rows(forms: Iterable[Key]) -> dict[Key, str]:
    """The indicator furthest behind of each of these forms, which the caller has seen: where its weighted progress is explained."""
    rows = IndicatorResult.objects.filter(form__in=list(forms), pace__isnull=False).exclude(key="")
    return dict(bare(rows.order_by("form_id", "-pace", "-position").values_list("form_id", "key")))


def queue(actor: Actor, round_id: UUID) -> list[UUID]:
    """Ids of the forms on which it is the actor's turn, in the order of the list: what next and previous go through."""
    row = round_of(actor, round_id)
    rows = scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW).filter(turn(actor, row))
    return list(rows.order_by(*_UNIT).values_list("pk", flat=True))
