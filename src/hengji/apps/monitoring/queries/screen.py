"""A round on one screen, always fresh: one look at its forms, its fund lines and its findings, however many objects there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import Appeal, Round
from hengji.apps.monitoring.objects import OBJECTS, PAPERS, REPORTED, fund_names, program_rows
from hengji.apps.monitoring.queries.chasing import Waiting, chase_lines
from hengji.apps.monitoring.queries.facts import (
    ChaseLine,
    Coverage,
    KeyLine,
    LightCount,
    ProblemCount,
    RoundFacts,
    RoundPage,
    Slice,
    TakeBack,
)
from hengji.apps.monitoring.queries.rounds import facts_of, round_of
from hengji.apps.monitoring.queries.scanning import (
    Crowd,
    Forms,
    Left,
    Scanned,
    Standing,
    Sums,
    cover,
    cover_kinds,
    departments_of,
    dots_of,
    light_counts,
    lights_of,
    lot,
    of_forms,
    quadrants,
    scan,
    slowest_first,
    stages_of,
    standings,
    together,
)
from hengji.apps.organisations.scope import scoped, whole
from hengji.apps.records.bare import Key, text_of, yuan
from hengji.apps.records.written import written_bare
from hengji.rules.access import Action, Actor
from hengji.rules.circular import CLASS_TITLES, OTHER_TITLE
from hengji.rules.lifecycles.monitoring import (
    ACCEPTED,
    DEPARTMENT_REVIEWED,
    DIVISION_REVIEWED,
    DRAFT,
    EXEMPT,
    RETURNED,
    FindingState,
    RoundState,
)
from hengji.rules.lights import Light
from hengji.rules.programs import BUDGET_KINDS

_STEPS = {
    "unit": ("单位报送", frozenset(REPORTED)),
    "department": ("部门审核", frozenset({DEPARTMENT_REVIEWED, DIVISION_REVIEWED, ACCEPTED})),
    "division": ("财政审核", frozenset({DIVISION_REVIEWED, ACCEPTED})),
}
"""Steps of the route with the states that have them behind them."""
_COUNTED = [FindingState.FOUND, FindingState.ANSWERED, FindingState.CONFIRMED, FindingState.NAMED, FindingState.RECTIFIED]
"""Findings the screen counts: not those dismissed or gone."""
CHASED = 10
"""Units of the chase list on the screen."""
_DECIDED = frozenset({FindingState.CONFIRMED, FindingState.NAMED, FindingState.RECTIFIED})


def round_page(actor: Actor, round_id: UUID, now: datetime) -> RoundPage:
    """Everything the finance side sees of a round; a unit or department sees the same of its own.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    forms = scan(actor, row, now)
    asked = [one for one in forms if one.state != EXEMPT]
    reported = [one for one in asked if one.state in REPORTED]
    facts, cut, held = facts_of(actor, row), rules_of(row).quadrant_cut, standings(forms)
    kinds, funds, backs = _fund_slices(actor, row, asked)
    departments = departments_of(asked)
    problems, troubled = _problems(actor, row, asked)
    chases, desks = _chases(actor, row, asked, facts, now)
    quarters, unplaced = quadrants(reported, cut)
    return RoundPage(
        round=facts, coverage=cover("all", "全部", held), by_kind=cover_kinds(held), by_step=_by_step(held, row, now),
        stages=stages_of(held), without_target=sum(not one.targeted for one in asked), secret=_secret(actor, row),
        lights=lights_of(reported), indicator_lights=_indicator_lights(actor, row),
        dots=dots_of(reported), cut=cut, quadrants=quarters, unplaced=unplaced,
        totals=together(departments), departments=departments, budget_kinds=kinds, funds=funds,
        problems=problems, problem_objects=troubled, chases=chases, chase_units=desks,
        take_back=backs[0] if backs else TakeBack(), take_backs=backs, key_units=_key_lines(forms, row),
        self_reported=sum(one.self_reported for one in reported), appeals=_open_appeals(actor, row),
    )  # fmt: skip


def _by_step(held: Mapping[Standing, int], row: Round, now: datetime) -> tuple[Coverage, ...]:
    """Of every step of the route: how many have it behind them, and how many do not though its day has passed.  The last step of what is
    not 重点监控 is the division's."""
    days = {"unit": row.due_unit, "department": row.due_department, "division": row.due_division}
    whole = cover("all", "", held)
    found = []
    for step, (label, behind) in _STEPS.items():
        has = sum(many for one, many in held.items() if one.state in behind)
        late = sum(many for one, many in held.items() if one.late and one.state in behind)
        day = days[step]
        overdue = whole.overdue if step == "unit" else whole.should - has if day and day < now else 0
        found.append(Coverage(step, label, whole.should, has, whole.accepted, late, overdue=overdue))
    return tuple(found)


def _secret(actor: Actor, row: Round) -> int:
    """Secret objects of the round's kinds: they count and are never asked here."""
    if whole(actor, Action.FORM_VIEW, row.region_id):
        return len(_secrets(row.region_id, row.year, tuple(row.kinds)))
    return scoped(_secret_rows(row.region_id, row.year, tuple(row.kinds)), actor, Action.FORM_VIEW).count()


def _secret_rows(region: UUID, year: int, kinds: tuple[str, ...]) -> QuerySet[Any]:
    rows = program_rows(region, year).filter(secret=True).order_by()
    return rows.filter(kind__in=kinds) if kinds else rows


@written_bare
def _secrets(region: UUID, year: int, kinds: tuple[str, ...]) -> QuerySet[Any]:
    return _secret_rows(region, year, kinds).values_list("pk")


_LIT = [light.value for light in Light if light is not Light.GREY]


@of_forms
def _indicators(forms: Forms) -> QuerySet[Any]:
    """From the forms to their indicators: the other way round the database would look at every indicator of the county.  A count a light
    and no groups: ten thousand rows need not be sorted for five numbers."""
    name = "indicators__light"
    counts = {light: Count(name, filter=Q(indicators__light=light)) for light in _LIT}
    return forms.filter(state__in=REPORTED).values_list(Value(1)).annotate(every=Count(name), **counts)


def _indicator_lights(actor: Actor, row: Round) -> tuple[LightCount, ...]:
    """How many indicators of the forms handed in have each light."""
    for _, every, *lit in _indicators(actor, row):
        return light_counts({**dict(zip(_LIT, lit, strict=True)), Light.GREY.value: every - sum(lit)})
    return light_counts(Counter())


# ---- money by line


def _fund_slices(actor: Actor, row: Round, asked: Sequence[Scanned]) -> tuple[tuple[Slice, ...], tuple[Slice, ...], tuple[TakeBack, ...]]:
    """By budget kind, by special fund (its slice beside the whole of its objects), and what is likely left, by kind.  Two queries: the
    lines as they stand, a form's own figures from the scan."""
    forms = {one.pk: one for one in asked}
    kinds: dict[tuple[str, str], Sums] = defaultdict(Sums)
    funds: dict[tuple[str, Key], Sums] = defaultdict(Sums)
    left: dict[str, Left] = defaultdict(Left)
    for pk, nature, fund, budget, executed, forecast, available, carried, bound in _lines(actor, row):
        if pk not in forms:  # handed out since the scan
            continue
        kind = forms[pk].kind
        kinds[kind, nature].add(pk, budget, executed, forecast)
        if fund is not None:
            funds[kind, fund].add(pk, budget, executed, forecast)
        if available is not None:
            left[kind].add(pk, available, carried, bound)
    names, crowd = fund_names(key for _, key in funds), Crowd(forms)
    return (
        slowest_first(sums.slice(key, BUDGET_KINDS.get(key, "其他资金"), paper, crowd) for (paper, key), sums in kinds.items()),
        slowest_first(sums.slice(text_of(key), names[key], paper, crowd, crowd.budget(sums.forms)) for (paper, key), sums in funds.items()),
        tuple(left[paper].facts(OBJECTS[paper]) for paper in _TAKEN_BACK if paper in left),
    )


_TAKEN_BACK = tuple(PAPERS[kind].value for kind in ("project", "transfer", "overall"))


@of_forms
def _lines(forms: Forms) -> QuerySet[Any]:
    """The fund lines of the forms asked."""
    columns = ("budget_kind", "fund_id", "budget", "executed", "forecast", "available", "carried", "bound")
    return forms.exclude(state=EXEMPT).filter(funds__isnull=False).values_list("pk", *(f"funds__{name}" for name in columns))


# ---- problems, reminders, key departments


@of_forms
def _findings(forms: Forms) -> QuerySet[Any]:
    """The errors and doubts that count, of the forms handed in."""
    rows = forms.filter(state__in=REPORTED, findings__state__in=_COUNTED, findings__severity__in=["error", "warning"])
    return rows.values_list("pk", "findings__problem_class", "findings__state")


def _problems(actor: Actor, row: Round, asked: Sequence[Scanned]) -> tuple[tuple[ProblemCount, ...], int]:
    """Findings by class of the circular, and on how many objects there are any.  Late and missing forms make up class 3 with the
    findings that say so: of a form that is not there no finding can be.  One that came and is back on the desk is being mended, as in
    the circular; the coverage says how many."""
    rows = _findings(actor, row)
    objects: dict[int | None, set[Key]] = defaultdict(set)
    for pk, number, _ in rows:
        objects[number].add(pk)
    many: Counter[int | None] = Counter()
    sure: Counter[int | None] = Counter()
    for (number, state), count in Counter(one[1:] for one in rows).items():
        many[number] += count
        sure[number] += count if state in _DECIDED else 0
    missing = sum(one.standing.overdue and one.state == DRAFT for one in asked)
    counts = {number: [many[number], len(objects[number]), sure[number]] for number in (*CLASS_TITLES, None)}
    counts[3] = [count + missing for count in counts[3]]
    titles: list[tuple[int | None, str]] = [*CLASS_TITLES.items(), (None, OTHER_TITLE)]
    listed = tuple(ProblemCount(number, title, *counts[number]) for number, title in titles if number or counts[number][0])
    return listed, len(set().union(*objects.values())) + missing


def _chases(actor: Actor, row: Round, asked: Sequence[Scanned], facts: RoundFacts, now: datetime) -> tuple[tuple[ChaseLine, ...], int]:
    """The first of the units to remind, and how many there are."""
    if not facts.may_chase or row.state == RoundState.DRAFT:
        return (), 0
    return chase_lines(actor, row, waiting_of(asked), now, CHASED)


def waiting_of(asked: Iterable[Scanned]) -> list[Waiting]:
    """The forms on units' desks, as reminders count them."""
    return [
        Waiting(*one.unit, one.name, one.due, one.state == RETURNED, one.state == DRAFT and one.standing.began, yuan(one.budget), one.kind)
        for one in asked if one.desk
    ]  # fmt: skip


def _key_lines(forms: Sequence[Scanned], row: Round) -> tuple[KeyLine, ...]:
    """The departments on the key list that have forms here."""
    listed = {UUID(key) for key in row.key_units}
    held: dict[UUID, list[Scanned]] = defaultdict(list)
    names: dict[UUID, str] = {}
    for one in forms:
        if one.key:
            above = _above(one)
            key, name = next((place for place in above if place[0] in listed), above[0])
            names[key] = name
            held[key].append(one)
    found = []
    for key, own in held.items():
        asked = [one for one in own if one.state != EXEMPT]
        red = sum(one.light == Light.RED and one.reported for one in asked)
        total = lot(one for one in asked if one.object != "overall").budget
        found.append(KeyLine(key, names[key], cover(str(key), names[key], standings(own)), total, red))
    return tuple(sorted(found, key=lambda one: one.unit_name))


def _above(one: Scanned) -> tuple[tuple[UUID, str], ...]:
    """The departments a form counts for: the one in charge, the unit's own."""
    return one.department, (one.unit.department, one.unit.department_name)


def _open_appeals(actor: Actor, row: Round) -> int:
    if whole(actor, Action.QUALITY_DECIDE, row.region_id):
        return len(_appeals(row.pk))
    return scoped(Appeal.objects.filter(round=row, upheld__isnull=True), actor, Action.QUALITY_DECIDE).count()


@written_bare
def _appeals(round_id: UUID) -> QuerySet[Any, Any]:
    return Appeal.objects.filter(round=round_id, upheld__isnull=True).order_by().values_list("pk")


# ---- what is kept at closing


def figures(actor: Actor, row: Round, now: datetime) -> dict[str, Any]:
    """The round's figures as the circular states them, plain for a JSON column: amounts as text, by kind."""
    forms = scan(actor, row, now)
    held, asked = standings(forms), [one for one in forms if one.state != EXEMPT]
    reported = [one for one in asked if one.reported]
    problems, objects = _problems(actor, row, asked)
    return {
        "coverage": _covered(cover("all", "全部", held)),
        "by_kind": {one.key: _covered(one) for one in cover_kinds(held)},
        "totals": {one.kind: _summed(one) for one in together(departments_of(asked))},
        "lights": {one.light: one.count for one in lights_of(reported)},
        "quadrants": {one.label: one.count for one in quadrants(reported, rules_of(row).quadrant_cut)[0]},
        "problems": {str(one.number or ""): one.findings for one in problems},
        "problem_objects": objects,
        "at": now.isoformat(),
    }


def _covered(one: Coverage) -> dict[str, int]:
    return {
        "应报": one.should, "已报": one.has, "已通过": one.accepted, "逾期报送": one.late, "退回未报": one.returned, "未报": one.missing,
        "免报": one.exempt,
    }  # fmt: skip


def _summed(one: Slice) -> dict[str, Any]:
    amounts = {"budget": one.budget, "executed": one.executed, "rate": one.rate}
    return {"objects": one.objects, **{name: None if amount is None else str(amount) for name, amount in amounts.items()}}
