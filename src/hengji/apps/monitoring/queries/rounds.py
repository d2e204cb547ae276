"""A round on one screen, always fresh: one scan of its forms and a few sums by the database, however many objects there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import Appeal, FormFinding, FundResult, IndicatorResult, MonitoringForm, Round
from hengji.apps.monitoring.objects import OBJECTS, PAPERS, REPORTED, placed, program_rows
from hengji.apps.monitoring.queries.chasing import Waiting, chase_lines
from hengji.apps.monitoring.queries.facts import (
    ChaseLine,
    Coverage,
    Dot,
    KeyLine,
    LeftOut,
    LightCount,
    Preview,
    ProblemCount,
    Quadrant,
    RoundFacts,
    RoundLine,
    RoundPage,
    Slice,
    Stage,
    TakeBack,
)
from hengji.apps.organisations.scope import fetch, scoped
from hengji.rules.access import Action, Actor, Role
from hengji.rules.circular import CLASS_TITLES, OTHER_TITLE
from hengji.rules.lifecycles.monitoring import (
    ACCEPTED,
    DEPARTMENT_REVIEWED,
    DIVISION_REVIEWED,
    DRAFT,
    EXEMPT,
    RETURNED,
    FindingState,
    FormState,
    RoundState,
)
from hengji.rules.lights import Light
from hengji.rules.money import half_up
from hengji.rules.periods import time_progress
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.refusals import NotFound
from hengji.rules.verdict import QUADRANTS

_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
_STEPS = {
    "unit": ("单位报送", frozenset(REPORTED)),
    "department": ("部门审核", frozenset({DEPARTMENT_REVIEWED, DIVISION_REVIEWED, ACCEPTED})),
    "division": ("财政审核", frozenset({DIVISION_REVIEWED, ACCEPTED})),
}
"""Steps of the route with the states that have them behind them."""
_COUNTED = [FindingState.FOUND, FindingState.ANSWERED, FindingState.CONFIRMED, FindingState.NAMED, FindingState.RECTIFIED]
"""Findings the screen counts: not those dismissed or gone."""
_DECIDED = [FindingState.CONFIRMED, FindingState.NAMED, FindingState.RECTIFIED]
NOBODY = UUID(int=0)


class Scanned(NamedTuple):
    """A form as the screen counts it; ``began``: somebody has saved something."""

    pk: UUID
    kind: str
    state: str
    key: bool
    late: bool
    due: datetime | None
    saved_at: datetime | None
    budget: Decimal | None
    executed: Decimal | None
    forecast: Decimal | None
    self_reported: bool
    execution_pace: Decimal | None
    achievement_pace: Decimal | None
    light: str
    revision: UUID | None
    name: str
    unit: UUID
    unit_name: str
    department: UUID
    department_name: str
    competent: UUID | None
    competent_name: str | None

    @property
    def object(self) -> str:
        return OBJECTS[self.kind]

    @property
    def reported(self) -> bool:
        return self.state in REPORTED

    @property
    def desk(self) -> bool:
        """On the unit's desk."""
        return self.state in (DRAFT, RETURNED)


_COLUMNS = (
    "pk", "kind", "state", "key", "late", "due", "saved_at", "budget", "executed", "forecast", "self_reported", "execution_pace",
    "achievement_pace", "light", "revision_id", "program__name", "program__unit__lineage", "program__unit__name",
    "program__unit__department__lineage", "program__unit__department__name", "program__competent__lineage", "program__competent__name",
)  # fmt: skip


# ---- rounds


def rounds(actor: Actor, year: int, now: datetime) -> tuple[RoundLine, ...]:
    """The rounds of a year, the latest first; drafts only for who organises rounds.  Two queries."""
    rows = list(visible(actor).filter(year=year).select_related("fund").order_by("-as_of", "-pk"))
    mine = scoped(MonitoringForm.objects.filter(round__in=rows), actor, Action.FORM_VIEW).order_by()
    columns = ("round_id", "kind", "state", "key", "late", "due", "saved_at", "light")
    found: dict[UUID, list[Scanned]] = defaultdict(list)
    for key, kind, state, marked, late, due, saved, light in mine.values_list(*columns):
        found[key].append(_BLANK._replace(kind=kind, state=state, key=marked, late=late, due=due, saved_at=saved, light=light))
    return tuple(_line(row, found[row.pk], now) for row in rows)


_BLANK = Scanned(
    NOBODY, "", "", False, False, None, None, None, None, None, False, None, None, "", None, "", NOBODY, "", NOBODY, "", None, None
)


def _line(row: Round, forms: Sequence[Scanned], now: datetime) -> RoundLine:
    red = sum(one.light == Light.RED and one.reported for one in forms)
    return RoundLine(
        row.pk, row.version, row.year, row.name, row.document, row.as_of, row.emphasis, row.state, row.due_unit,
        row.fund.name if row.fund else "", row.proxy, cover("all", row.name, forms, row, now), red,
    )  # fmt: skip


def visible(actor: Actor) -> QuerySet[Round]:
    """Rounds the actor sees: published ones, and drafts of those who organise them."""
    rows = scoped(Round.objects.all(), actor, Action.ROUND_VIEW)
    drafts = scoped(Round.objects.filter(state=RoundState.DRAFT), actor, Action.ROUND_EDIT)
    return rows.filter(~Q(state=RoundState.DRAFT) | Q(pk__in=drafts.order_by().values("pk")))


def round_of(actor: Actor, round_id: UUID) -> Round:
    """One round with its fund.  Raises ``NotFound``."""
    row = fetch(Round.objects.select_related("fund"), actor, Action.ROUND_VIEW, round_id)
    if row.state == RoundState.DRAFT and not _edits(actor, row):
        raise NotFound
    return row


def _edits(actor: Actor, row: Round) -> bool:
    return any(duty.role is Role.OFFICE and duty.region == row.region_id for duty in actor.duties)


def round_facts(actor: Actor, round_id: UUID) -> RoundFacts:
    """A round as it was set up.  Raises ``NotFound``."""
    return facts_of(actor, round_of(actor, round_id))


def facts_of(actor: Actor, row: Round) -> RoundFacts:
    """The row as plain data."""
    here = {duty.role for duty in actor.duties if duty.region == row.region_id}
    return RoundFacts(
        id=row.pk, version=row.version, region=row.region_id, year=row.year, name=row.name, document=row.document, as_of=row.as_of,
        progress=half_up(time_progress(row.as_of), 4), emphasis=row.emphasis, state=row.state, kinds=tuple(row.kinds),
        budget_kinds=tuple(row.budget_kinds), units=_lineages(row.units), fund=row.fund_id, fund_name=row.fund.name if row.fund else "",
        key_units=_lineages(row.key_units), rules=row.rules, changes=dict(row.changes), stamp=row.stamp, demoted=tuple(row.demoted),
        required=tuple(row.required), ladder=tuple(row.ladder), due_unit=row.due_unit, due_department=row.due_department,
        due_division=row.due_division, report_by=row.report_by, report_due=row.report_due, answer_days=row.answer_days,
        two_hands=row.two_hands, proxy=row.proxy, template=row.template_id, published_at=row.published_at, published_by=row.published_by,
        closed_at=row.closed_at, closed_by=row.closed_by, refreshed_at=row.refreshed_at, may_edit=Role.OFFICE in here,
        may_chase=bool(here & {Role.DEPARTMENT, Role.DIVISION, Role.OFFICE}) and row.state != RoundState.DRAFT,
    )  # fmt: skip


def _lineages(kept: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(UUID(key) for key in kept)


def preview(actor: Actor, round_id: UUID) -> Preview:
    """Whom publishing would ask now; of a published round, who would join.  Raises ``NotFound``, ``NotAllowed``."""
    row = fetch(Round.objects.select_related("fund"), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    there = set(row.forms.values_list("program_id", flat=True))
    every = placed(row)
    chosen = [one for one in every if not one.why_not and one.id not in there]
    left = tuple(LeftOut(one.name, one.unit_name, one.kind, one.why_not) for one in every if one.why_not and not one.secret)
    bare = tuple(f"{one.unit_name} {one.name}" for one in chosen if one.revision is None)
    counts = Counter(one.kind for one in chosen)
    by_kind = {kind: counts[kind] for kind in KINDS if counts[kind]}
    return Preview(facts_of(actor, row), by_kind, bare, sum(one.secret for one in every), left)


# ---- the screen


def scan(actor: Actor, row: Round) -> list[Scanned]:
    """The forms of a round as far as the actor sees them, in the order of units.  One query."""
    mine = scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW)
    return [Scanned._make(one) for one in mine.order_by().values_list(*_COLUMNS)]


def round_page(actor: Actor, round_id: UUID, now: datetime) -> RoundPage:
    """Everything the finance side sees of a round; a unit or department sees the same of its own.  Raises ``NotFound``."""
    row = round_of(actor, round_id)
    forms = scan(actor, row)
    asked = [one for one in forms if one.state != EXEMPT]
    reported = [one for one in asked if one.reported]
    facts, cut = facts_of(actor, row), rules_of(row).quadrant_cut
    kinds, funds, backs = _fund_slices(actor, row, asked)
    problems, troubled = _problems(actor, row, asked, now)
    quarters, unplaced = quadrants(reported, cut)
    return RoundPage(
        round=facts, coverage=cover("all", "全部", forms, row, now), by_kind=_by_kind(forms, row, now), by_step=_by_step(asked, row, now),
        stages=stages_of(forms), without_target=sum(one.revision is None for one in asked), secret=_secret(actor, row),
        lights=lights_of(reported), indicator_lights=_indicator_lights(actor, row),
        dots=tuple(_dot(one) for one in reported), cut=cut, quadrants=quarters, unplaced=unplaced,
        totals=slices(asked, whole_kind), departments=slices(asked, department), budget_kinds=kinds, funds=funds,
        problems=problems, problem_objects=troubled, chases=_chases(actor, row, asked, facts, now),
        take_back=backs[0] if backs else TakeBack(), take_backs=backs, key_units=_key_lines(forms, row, now),
        self_reported=sum(one.self_reported for one in reported), appeals=_open_appeals(actor, row),
    )  # fmt: skip


def cover(key: str, label: str, forms: Iterable[Scanned], row: Round, now: datetime) -> Coverage:
    """How far forms have come."""
    should = has = accepted = late = returned = filling = overdue = exempt = 0
    ended = row.due_unit < now
    for one in forms:
        state = one.state
        if state == EXEMPT:
            exempt += 1
            continue
        should += 1
        if state in REPORTED:
            has, accepted, late = has + 1, accepted + (state == ACCEPTED), late + one.late
            continue
        returned += state == RETURNED
        filling += state == DRAFT and one.saved_at is not None
        overdue += ended if one.due is None else one.due < now
    return Coverage(key, label, should, has, accepted, late, returned, filling, overdue, exempt)


def _by_kind(forms: Sequence[Scanned], row: Round, now: datetime) -> tuple[Coverage, ...]:
    held = _grouped(forms, lambda one: one.kind)
    return tuple(cover(kind, KINDS[kind], held[paper.value], row, now) for kind, paper in PAPERS.items() if paper.value in held)


def _by_step(asked: Sequence[Scanned], row: Round, now: datetime) -> tuple[Coverage, ...]:
    """Of every step of the route: how many have it behind them, and how many do not though its day has passed.  The last step of what is
    not 重点监控 is the division's."""
    days = {"unit": row.due_unit, "department": row.due_department, "division": row.due_division}
    found = []
    for step, (label, behind) in _STEPS.items():
        has = sum(one.state in behind for one in asked)
        day = days[step]
        overdue = cover(step, label, asked, row, now).overdue if step == "unit" else len(asked) - has if day and day < now else 0
        accepted, late = sum(one.state == ACCEPTED for one in asked), sum(one.late and one.state in behind for one in asked)
        found.append(Coverage(step, label, len(asked), has, accepted, late, overdue=overdue))
    return tuple(found)


def stages_of(forms: Iterable[Scanned]) -> tuple[Stage, ...]:
    counts = Counter(one.state for one in forms)
    return tuple(Stage(state.value, state.chinese, counts[state.value]) for state in FormState if counts[state.value])


def _secret(actor: Actor, row: Round) -> int:
    """Secret objects of the round's kinds: they count and are never asked here."""
    rows = scoped(program_rows(row.region_id, row.year).filter(secret=True), actor, Action.FORM_VIEW)
    return (rows.filter(kind__in=row.kinds) if row.kinds else rows).count()


def lights_of(reported: Iterable[Scanned]) -> tuple[LightCount, ...]:
    """How many forms have each light, and their budget."""
    counts: Counter[str] = Counter()
    money: dict[str, Decimal] = defaultdict(Decimal)
    for one in reported:
        counts[one.light or Light.GREY] += 1
        money[one.light or Light.GREY] += one.budget or 0
    return tuple(LightCount(light.value, light.chinese, counts[light], money[light] if counts[light] else None) for light in _LIGHTS)


def _indicator_lights(actor: Actor, row: Round) -> tuple[LightCount, ...]:
    rows = scoped(IndicatorResult.objects.filter(form__round=row, form__state__in=REPORTED), actor, Action.FORM_VIEW).order_by()
    counts: Counter[str] = Counter()
    for light, many in rows.values_list("light").annotate(many=Count("pk")):
        counts[light or Light.GREY] += many
    return tuple(LightCount(light.value, light.chinese, counts[light]) for light in _LIGHTS)


def _dot(one: Scanned) -> Dot:
    return Dot(
        one.pk, one.unit_name, one.name, one.object, one.execution_pace, one.achievement_pace, one.budget, one.light or Light.GREY.value,
        one.key,
    )  # fmt: skip


def quadrants(reported: Iterable[Scanned], cut: Decimal) -> tuple[tuple[Quadrant, ...], int]:
    """The four quarters, and how many forms stand in none because one of the two cannot be judged."""
    counts: Counter[tuple[bool, bool]] = Counter()
    money: dict[tuple[bool, bool], Decimal] = defaultdict(Decimal)
    unplaced = 0
    for one in reported:
        if one.execution_pace is None or one.achievement_pace is None:
            unplaced += 1
            continue
        place = one.execution_pace >= cut, one.achievement_pace >= cut
        counts[place] += 1
        money[place] += one.budget or 0
    return tuple(Quadrant(*place, label, counts[place], money.get(place)) for place, label in QUADRANTS.items()), unplaced


# ---- slices


class _Sums:
    """A slice being added up."""

    __slots__ = ("budget", "executed", "forecast", "known", "missing", "objects", "red")

    def __init__(self) -> None:
        self.objects = self.red = self.missing = 0
        self.budget: Decimal | None = None
        self.executed: Decimal | None = None
        self.forecast: Decimal | None = None
        self.known: Decimal | None = None

    def add(self, one: Scanned) -> None:
        self.objects += 1
        self.red += one.light == Light.RED and one.reported
        self.missing += not one.reported
        self.budget = _plus(self.budget, one.budget)
        self.forecast = _plus(self.forecast, one.forecast)
        if one.executed is not None:
            self.executed = _plus(self.executed, one.executed)
            self.known = _plus(self.known, one.budget)


def _plus(total: Decimal | None, amount: Decimal | None) -> Decimal | None:
    return total if amount is None else amount if total is None else total + amount


def slices(asked: Iterable[Scanned], group: Callable[[Scanned], tuple[str, str]]) -> tuple[Slice, ...]:
    """Sums by kind and group, the kinds in their order, within a kind by rate, the slowest first, unknown last."""
    sums: dict[tuple[str, str, str], _Sums] = {}
    for one in asked:
        place = (one.object, *group(one))
        if place not in sums:
            sums[place] = _Sums()
        sums[place].add(one)
    found = [
        Slice(key, label or KINDS[kind], kind, held.objects, held.budget, held.executed, held.forecast, held.red, held.missing, held.known)
        for (kind, key, label), held in sums.items()
    ]
    return slowest_first(found)


def slowest_first(slices: Iterable[Slice]) -> tuple[Slice, ...]:
    """Kinds in their order, within a kind the slowest first, those without a rate last."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    keyed = [(order[one.kind], one.rate is None, one.rate or 0, one.label, one) for one in slices]
    return tuple(one[-1] for one in sorted(keyed, key=lambda one: one[:-1]))


def whole_kind(one: Scanned) -> tuple[str, str]:
    """All of a kind together."""
    return "", ""


def department(one: Scanned) -> tuple[str, str]:
    """The department in charge: the competent one, else the unit's own."""
    return (str(one.competent), one.competent_name or "") if one.competent else (str(one.department), one.department_name)


def _fund_slices(actor: Actor, row: Round, asked: Sequence[Scanned]) -> tuple[tuple[Slice, ...], tuple[Slice, ...], tuple[TakeBack, ...]]:
    """By budget kind, by special fund (its slice beside the whole of its objects), and what is likely left, by kind.  One query; a row a
    (form, budget kind, fund)."""
    rows = scoped(FundResult.objects.filter(form__round=row).exclude(form__state=EXEMPT), actor, Action.FORM_VIEW).order_by()
    known = Sum("budget", filter=Q(executed__isnull=False))
    sums = rows.values_list("form_id", "budget_kind", "fund_id", "fund__name").annotate(
        a=Sum("budget"), b=Sum("executed"), c=Sum("forecast"), d=known, e=Sum("available"), f=Sum("carried"), g=Sum("bound")
    )
    forms = {one.pk: one for one in asked}
    kinds: dict[tuple[str, str, str], _Lines] = defaultdict(_Lines)
    funds: dict[tuple[str, str, str], _Lines] = defaultdict(_Lines)
    backs: dict[str, _Lines] = defaultdict(_Lines)
    for pk, budget_kind, fund, fund_name, *amounts in sums:
        one = forms.get(pk)
        if one is None:
            continue
        kinds[one.object, budget_kind, BUDGET_KINDS.get(budget_kind, "其他资金")].add(one, amounts)
        backs[one.object].add(one, amounts)
        if fund is not None:
            funds[one.object, str(fund), fund_name].add(one, amounts)
    taken = tuple(backs[kind].take_back(kind) for kind in ("project", "transfer", "overall") if backs[kind].left)
    return _fund_lines(kinds, whole=False), _fund_lines(funds, whole=True), taken


class _Lines:
    """Fund lines being added up: the seven sums of ``_fund_slices``, and the forms they stand on."""

    __slots__ = ("forms", "left", "sums")

    def __init__(self) -> None:
        self.sums: list[Decimal | None] = [None] * 7
        self.forms: dict[UUID, Scanned] = {}
        self.left: set[UUID] = set()

    def add(self, one: Scanned, amounts: Sequence[Decimal | None]) -> None:
        self.sums = [_plus(total, amount) for total, amount in zip(self.sums, amounts, strict=True)]
        self.forms[one.pk] = one
        if any(amount is not None for amount in amounts[4:]):
            self.left.add(one.pk)

    def take_back(self, kind: str) -> TakeBack:
        return TakeBack(kind, *self.sums[4:], len(self.left))


def _fund_lines(found: Mapping[tuple[str, str, str], _Lines], *, whole: bool) -> tuple[Slice, ...]:
    made = []
    for (kind, key, label), held in found.items():
        budget, executed, forecast, known = held.sums[:4]
        forms = held.forms.values()
        red, missing = sum(one.light == Light.RED and one.reported for one in forms), sum(not one.reported for one in forms)
        all_of_them = sum((one.budget or Decimal(0) for one in forms), Decimal(0)) if whole else None
        made.append(Slice(key, label, kind, len(forms), budget, executed, forecast, red, missing, known, all_of_them))
    return slowest_first(made)


# ---- problems, reminders, key departments


def _problems(actor: Actor, row: Round, asked: Sequence[Scanned], now: datetime) -> tuple[tuple[ProblemCount, ...], int]:
    """Findings by class of the circular, and on how many objects there are any.  Late and missing forms make up class 3 with the
    findings that say so: of a form that is not there no finding can be."""
    rows = scoped(FormFinding.objects.filter(form__round=row, state__in=_COUNTED), actor, Action.FORM_VIEW)
    rows = rows.exclude(severity="notice").exclude(form__state=EXEMPT).order_by()
    of_forms = rows.filter(form__state__in=REPORTED).values_list("problem_class", "form_id")
    sums = of_forms.annotate(many=Count("pk"), sure=Count("pk", filter=Q(state__in=_DECIDED)))
    counts: dict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0])
    troubled: set[UUID] = set()
    for number, form, many, sure in sums:
        held = counts[number]
        held[0], held[1], held[2] = held[0] + many, held[1] + 1, held[2] + sure
        troubled.add(form)
    missing = [one.pk for one in asked if one.desk and (one.due or row.due_unit) < now]
    if missing:
        held = counts[3]
        held[0], held[1], held[2] = held[0] + len(missing), held[1] + len(missing), held[2] + len(missing)
    titles: Mapping[int | None, str] = {**CLASS_TITLES, None: OTHER_TITLE}
    listed = tuple(ProblemCount(number, title, *counts[number]) for number, title in titles.items() if number or counts[number][0])
    return listed, len(troubled.union(missing))


def _chases(actor: Actor, row: Round, asked: Sequence[Scanned], facts: RoundFacts, now: datetime) -> tuple[ChaseLine, ...]:
    if not facts.may_chase or row.state == RoundState.DRAFT:
        return ()
    return chase_lines(actor, row, waiting_of(row, asked), now)


def waiting_of(row: Round, asked: Iterable[Scanned]) -> list[Waiting]:
    """The forms on units' desks, as reminders count them."""
    return [
        Waiting(one.unit, one.unit_name, one.department, one.department_name, one.name, one.due or row.due_unit, one.state == RETURNED,
                one.state == DRAFT and one.saved_at is not None, one.budget)
        for one in asked if one.desk
    ]  # fmt: skip


def _key_lines(forms: Sequence[Scanned], row: Round, now: datetime) -> tuple[KeyLine, ...]:
    """The departments on the key list that have forms here."""
    listed = set(row.key_units)
    held = _grouped([one for one in forms if one.key], lambda one: next(filter(listed.__contains__, _above(one)), str(one.department)))
    found = []
    for key, own in held.items():
        label = next(one.department_name if str(one.department) == key else one.competent_name or "" for one in own)
        asked = [one for one in own if one.state != EXEMPT]
        budget = [one.budget for one in asked if one.budget is not None and one.object != "overall"]
        red = sum(one.light == Light.RED and one.reported for one in asked)
        found.append(KeyLine(UUID(key), label, cover(key, label, own, row, now), sum(budget, Decimal(0)) if budget else None, red))
    return tuple(sorted(found, key=lambda one: one.unit_name))


def _above(one: Scanned) -> tuple[str, str]:
    """The departments a form counts for."""
    return department(one)[0], str(one.department)


def _grouped(forms: Iterable[Scanned], key: Callable[[Scanned], str]) -> dict[str, list[Scanned]]:
    found: dict[str, list[Scanned]] = {}
    for one in forms:
        found.setdefault(key(one), []).append(one)
    return found


def _open_appeals(actor: Actor, row: Round) -> int:
    if not actor.can(Action.QUALITY_DECIDE):
        return 0
    return scoped(Appeal.objects.filter(round=row, upheld__isnull=True), actor, Action.QUALITY_DECIDE).count()


# ---- what is kept at closing


def figures(actor: Actor, row: Round, now: datetime) -> dict[str, Any]:
    """The round's figures as the circular states them, plain for a JSON column: amounts as text, by kind."""
    forms = scan(actor, row)
    asked = [one for one in forms if one.state != EXEMPT]
    reported = [one for one in asked if one.reported]
    cut = rules_of(row).quadrant_cut
    problems, objects = _problems(actor, row, asked, now)
    done = cover("all", "全部", forms, row, now)
    return {
        "coverage": _covered(done),
        "by_kind": {one.key: _covered(one) for one in _by_kind(forms, row, now)},
        "totals": {one.kind: _summed(one) for one in slices(asked, whole_kind)},
        "lights": {one.light: one.count for one in lights_of(reported)},
        "quadrants": {one.label: one.count for one in quadrants(reported, cut)[0]},
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
