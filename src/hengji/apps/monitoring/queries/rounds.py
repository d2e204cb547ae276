"""A round on one screen, always fresh: one scan of its forms and a few sums by the database, however many objects there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import BigIntegerField, CharField, Count, Exists, F, FloatField, IntegerField, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast

from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.models import Appeal, FundResult, MonitoringForm, Round
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

A = TypeVar("A", int, Decimal)
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


def _text(path: str) -> Cast:
    """A key as the database writes it, not made a UUID."""
    return Cast(F(path), CharField())


def _flag(what: Any) -> Cast:
    """A path or a condition as 0 or 1."""
    return Cast(F(what) if isinstance(what, str) else what, IntegerField())


def _fen(path: str) -> Cast:
    """An amount as it is stored."""
    return Cast(F(path), BigIntegerField())


def _number(path: str) -> Cast:
    return Cast(F(path), FloatField())


def _yuan(fen: int | None) -> Decimal | None:
    """Whole fen as an amount."""
    return None if fen is None else Decimal(fen).scaleb(-2)


class Scanned(NamedTuple):
    """A form as the screen counts it; ``began``: somebody has saved something.  Lineages are text as the database writes them: there are
    many, and most are only compared.  Amounts are whole fen, paces plain numbers: they are added and compared before they are shown."""

    pk: UUID
    kind: str
    state: str
    key: bool
    late: bool
    due: datetime | None
    began: bool
    budget: int | None
    executed: int | None
    forecast: int | None
    self_reported: bool
    execution_pace: float | None
    achievement_pace: float | None
    light: str
    targeted: bool
    name: str
    unit: str
    unit_name: str
    department: str | None
    department_name: str | None
    competent: str | None
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
    "pk", "kind", "state", _flag("key"), _flag("late"), "due", _flag(Q(saved_at__isnull=False)), _fen("budget"), _fen("executed"),
    _fen("forecast"), _flag("self_reported"), _number("execution_pace"), _number("achievement_pace"), "light",
    _flag(Q(revision__isnull=False)), "program__name", _text("program__unit__lineage"), "program__unit__name",
    _text("program__unit__department__lineage"), "program__unit__department__name", _text("program__competent__lineage"),
    "program__competent__name",
)  # fmt: skip


# ---- rounds


def rounds(actor: Actor, year: int, now: datetime) -> tuple[RoundLine, ...]:
    """The rounds of a year, the latest first; drafts only for who organises rounds.  Two queries."""
    rows = list(visible(actor).filter(year=year).select_related("fund").order_by("-as_of", "-pk"))
    mine = scoped(MonitoringForm.objects.filter(round__in=rows), actor, Action.FORM_VIEW).order_by()
    columns = ("round_id", "kind", "state", "key", "late", "due", _flag(Q(saved_at__isnull=False)), "light")
    found: dict[UUID, list[Scanned]] = defaultdict(list)
    for key, kind, state, marked, late, due, began, light in mine.values_list(*columns):
        found[key].append(_BLANK._replace(kind=kind, state=state, key=marked, late=late, due=due, began=bool(began), light=light))
    return tuple(_line(row, found[row.pk], now) for row in rows)


_BLANK = Scanned(
    UUID(int=0), "", "", False, False, None, False, None, None, None, False, None, None, "", False, "", "", "", None, None, None, None
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
    kinds, funds, backs = _fund_slices(actor, row)
    departments = departments_of(asked)
    problems, troubled = _problems(actor, row, asked, now)
    quarters, unplaced = quadrants(reported, cut)
    return RoundPage(
        round=facts, coverage=cover("all", "全部", forms, row, now), by_kind=_by_kind(forms, row, now), by_step=_by_step(asked, row, now),
        stages=stages_of(forms), without_target=sum(not one.targeted for one in asked), secret=_secret(actor, row),
        lights=lights_of(reported), indicator_lights=_indicator_lights(actor, row),
        dots=tuple(_dot(one) for one in reported), cut=cut, quadrants=quarters, unplaced=unplaced,
        totals=together(departments), departments=departments, budget_kinds=kinds, funds=funds,
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
        filling += state == DRAFT and bool(one.began)
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
    held = _grouped(reported, lambda one: one.light or Light.GREY.value)
    counted = ((light, held.get(light.value, [])) for light in _LIGHTS)
    return tuple(LightCount(light.value, light.chinese, len(own), _of_one_kind(own)) for light, own in counted)


def _indicator_lights(actor: Actor, row: Round) -> tuple[LightCount, ...]:
    """From the forms to their indicators: the other way round the database would look at every indicator of the county."""
    rows = scoped(MonitoringForm.objects.filter(round=row, state__in=REPORTED), actor, Action.FORM_VIEW).order_by()
    counts: Counter[str] = Counter()
    for light, many in rows.values_list("indicators__light").annotate(many=Count("indicators")):
        counts[light or Light.GREY] += many
    return tuple(LightCount(light.value, light.chinese, counts[light]) for light in _LIGHTS)


def _dot(one: Scanned) -> Dot:
    money, work = one.execution_pace, one.achievement_pace
    return Dot(
        one.pk, one.unit_name, one.name, one.object, None if money is None else Decimal(str(money)),
        None if work is None else Decimal(str(work)), _yuan(one.budget), one.light or Light.GREY.value, bool(one.key),
    )  # fmt: skip


def quadrants(reported: Iterable[Scanned], cut: Decimal) -> tuple[tuple[Quadrant, ...], int]:
    """The four quarters, and how many forms stand in none because one of the two cannot be judged."""
    held: dict[tuple[bool, bool], list[Scanned]] = defaultdict(list)
    unplaced, edge = 0, float(cut)
    for one in reported:
        if one.execution_pace is None or one.achievement_pace is None:
            unplaced += 1
            continue
        held[one.execution_pace >= edge, one.achievement_pace >= edge].append(one)
    counted = ((place, label, held[place]) for place, label in QUADRANTS.items())
    return tuple(Quadrant(*place, label, len(own), _of_one_kind(own)) for place, label, own in counted), unplaced


def _of_one_kind(forms: Iterable[Scanned]) -> Decimal | None:
    """Their budget where all are of one kind; amounts of several kinds are no figure, and what nobody knows is no zero."""
    known = [(one.kind, one.budget) for one in forms if one.budget is not None]
    return _yuan(sum(amount for _, amount in known)) if len({kind for kind, _ in known}) == 1 else None


# ---- slices


class _Sums:
    """A slice being added up, in fen."""

    __slots__ = ("budget", "executed", "forecast", "known", "missing", "objects", "red")

    def __init__(self) -> None:
        self.objects = self.red = self.missing = 0
        self.budget: int | None = None
        self.executed: int | None = None
        self.forecast: int | None = None
        self.known: int | None = None

    def add(self, one: Scanned) -> None:
        self.objects += 1
        if one.state not in REPORTED:
            self.missing += 1
        elif one.light == Light.RED:
            self.red += 1
        self.budget = _plus(self.budget, one.budget)
        self.forecast = _plus(self.forecast, one.forecast)
        if one.executed is not None:
            self.executed = _plus(self.executed, one.executed)
            self.known = _plus(self.known, one.budget)

    def slice(self, key: str, label: str, kind: str) -> Slice:
        money = (_yuan(self.budget), _yuan(self.executed), _yuan(self.forecast))
        return Slice(key, label, kind, self.objects, *money, self.red, self.missing, _yuan(self.known))


def _plus(total: A | None, amount: A | None) -> A | None:
    return total if amount is None else amount if total is None else total + amount


def departments_of(asked: Iterable[Scanned]) -> tuple[Slice, ...]:
    """Sums by kind and department, the kinds in their order, within a kind by rate, the slowest first, unknown last."""
    sums: dict[tuple[str, tuple[str, str]], _Sums] = {}
    for one in asked:
        place = one.kind, department(one)
        held = sums.get(place)
        if held is None:
            held = sums[place] = _Sums()
        held.add(one)
    return slowest_first(held.slice(str(UUID(key)), label, OBJECTS[kind]) for (kind, (key, label)), held in sums.items())


def together(parts: Iterable[Slice]) -> tuple[Slice, ...]:
    """Slices of one kind added up; kinds are never added together."""
    found: dict[str, Slice] = {}
    for one in parts:
        held = found.get(one.kind, Slice("", KINDS[one.kind], one.kind))
        found[one.kind] = Slice(
            "", held.label, one.kind, held.objects + one.objects, _plus(held.budget, one.budget), _plus(held.executed, one.executed),
            _plus(held.forecast, one.forecast), held.red + one.red, held.missing + one.missing, _plus(held.known, one.known),
        )  # fmt: skip
    return tuple(found[kind] for kind in KINDS if kind in found)


def slowest_first(slices: Iterable[Slice]) -> tuple[Slice, ...]:
    """Kinds in their order, within a kind the slowest first, those without a rate last."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    keyed = [(order[one.kind], one.rate is None, one.rate or 0, one.label, one) for one in slices]
    return tuple(one[-1] for one in sorted(keyed, key=lambda one: one[:-1]))


def department(one: Scanned) -> tuple[str, str]:
    """The department in charge: the competent one, else the unit's own."""
    if one.competent:
        return one.competent, one.competent_name or ""
    return one.department or one.unit, one.department_name or one.unit_name


def _fund_slices(actor: Actor, row: Round) -> tuple[tuple[Slice, ...], tuple[Slice, ...], tuple[TakeBack, ...]]:
    """By budget kind, by special fund (its slice beside the whole of its objects), and what is likely left, by kind.  Two queries."""
    asked = scoped(MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT), actor, Action.FORM_VIEW).order_by()
    before = FundResult.objects.filter(form=OuterRef("pk"), position__lt=OuterRef("funds__position"))
    looked_ahead: Any = Q(funds__available__isnull=False) & ~Exists(before.filter(available__isnull=False))  # a form counts once
    left = {"a": Sum("funds__available"), "b": Sum("funds__carried"), "c": Sum("funds__bound"), "d": Count("pk", filter=looked_ahead)}
    of_kinds = list(asked.filter(funds__isnull=False).values_list("kind", "funds__budget_kind").annotate(**_SUMS, **left))
    kinds = [_fund_slice(paper, key, BUDGET_KINDS.get(key, "其他资金"), sums) for paper, key, *sums in of_kinds]
    whole = Sum("budget", filter=~Exists(before.filter(fund=OuterRef("funds__fund"))))  # with two lines of a fund it counts once
    of_funds = asked.filter(funds__fund__isnull=False).values_list("kind", "funds__fund_id", "funds__fund__name")
    funds = [_fund_slice(paper, str(key), name, sums) for paper, key, name, *sums in of_funds.annotate(**_SUMS, whole=whole)]
    return slowest_first(kinds), slowest_first(funds), _take_backs((paper, sums[-4:]) for paper, _, *sums in of_kinds)


_SUMS = {
    "objects": Count("pk", distinct=True), "all": Sum("funds__budget"), "spent": Sum("funds__executed"), "ahead": Sum("funds__forecast"),
    "red": Count("pk", distinct=True, filter=Q(light=Light.RED, state__in=REPORTED)),
    "missing": Count("pk", distinct=True, filter=~Q(state__in=REPORTED)),
    "known": Sum("funds__budget", filter=Q(funds__executed__isnull=False)),
}  # fmt: skip


def _fund_slice(paper: str, key: str, label: str, sums: Sequence[Any]) -> Slice:
    objects, budget, executed, forecast, red, missing, known, *more = sums
    return Slice(key, label, OBJECTS[paper], objects, budget, executed, forecast, red, missing, known, more[0] if len(more) == 1 else None)


def _take_backs(parts: Iterable[tuple[str, Sequence[Any]]]) -> tuple[TakeBack, ...]:
    """What is likely left, by kind; kinds where nothing is known are left out."""
    found: dict[str, TakeBack] = {}
    for paper, (available, carried, bound, forms) in parts:
        kind = OBJECTS[paper]
        held = found.get(kind, TakeBack(kind))
        found[kind] = TakeBack(
            kind, _plus(held.available, available), _plus(held.carried, carried), _plus(held.bound, bound), held.forms + forms
        )
    return tuple(found[kind] for kind in ("project", "transfer", "overall") if kind in found and found[kind].forms)


# ---- problems, reminders, key departments


def _problems(actor: Actor, row: Round, asked: Sequence[Scanned], now: datetime) -> tuple[tuple[ProblemCount, ...], int]:
    """Findings by class of the circular, and on how many objects there are any.  Late and missing forms make up class 3 with the
    findings that say so: of a form that is not there no finding can be."""
    forms = scoped(MonitoringForm.objects.filter(round=row, state__in=REPORTED), actor, Action.FORM_VIEW).order_by()
    rows = forms.filter(findings__state__in=_COUNTED, findings__severity__in=["error", "warning"])
    sums = rows.values_list("findings__problem_class").annotate(
        many=Count("findings"), forms=Count("pk", distinct=True), sure=Count("findings", filter=Q(findings__state__in=_DECIDED))
    )
    counts = defaultdict(lambda: (0, 0, 0), {number: tuple(held) for number, *held in sums})
    missing = sum(one.desk and (one.due or row.due_unit) < now for one in asked)
    counts[3] = (counts[3][0] + missing, counts[3][1] + missing, counts[3][2] + missing)
    titles: list[tuple[int | None, str]] = [*CLASS_TITLES.items(), (None, OTHER_TITLE)]
    listed = tuple(ProblemCount(number, title, *counts[number]) for number, title in titles if number or counts[number][0])
    troubled: int = rows.aggregate(many=Count("pk", distinct=True))["many"]
    return listed, troubled + missing


def _chases(actor: Actor, row: Round, asked: Sequence[Scanned], facts: RoundFacts, now: datetime) -> tuple[ChaseLine, ...]:
    if not facts.may_chase or row.state == RoundState.DRAFT:
        return ()
    return chase_lines(actor, row, waiting_of(row, asked), now)


def waiting_of(row: Round, asked: Iterable[Scanned]) -> list[Waiting]:
    """The forms on units' desks, as reminders count them."""
    return [
        Waiting(UUID(one.unit), one.unit_name, UUID(one.department or one.unit), one.department_name or one.unit_name, one.name,
                one.due or row.due_unit, one.state == RETURNED, one.state == DRAFT and bool(one.began), _yuan(one.budget), one.kind)
        for one in asked if one.desk
    ]  # fmt: skip


def _key_lines(forms: Sequence[Scanned], row: Round, now: datetime) -> tuple[KeyLine, ...]:
    """The departments on the key list that have forms here."""
    listed = {UUID(key).hex for key in row.key_units}
    held = _grouped((one for one in forms if one.key), lambda one: next(filter(listed.__contains__, _above(one)), _above(one)[0]))
    found = []
    for key, own in held.items():
        label = next(name for one in own for above, name in zip(_above(one), (department(one)[1], one.department_name), strict=True)
                     if above == key)  # fmt: skip
        asked = [one for one in own if one.state != EXEMPT]
        red = sum(one.light == Light.RED and one.reported for one in asked)
        total = _of_one_kind(one for one in asked if one.object != "overall")
        found.append(KeyLine(UUID(key), label or "", cover(key, label or "", own, row, now), total, red))
    return tuple(sorted(found, key=lambda one: one.unit_name))


def _above(one: Scanned) -> tuple[str, str]:
    """The departments a form counts for, in hex: the one in charge, the unit's own."""
    return UUID(department(one)[0]).hex, UUID(one.department or one.unit).hex


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
        "totals": {one.kind: _summed(one) for one in together(departments_of(asked))},
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
