"""One look at a round's forms, and everything one pass over them adds up: coverage, lights, quadrants, departments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.monitoring.objects import OBJECTS, PAPERS, REPORTED, unit_rows
from hengji.apps.monitoring.queries.facts import Coverage, Dot, LightCount, Quadrant, Slice, Stage, TakeBack
from hengji.apps.organisations.scope import scoped, whole
from hengji.apps.records.bare import Key, bare, flag, key_of, moment_of, yuan
from hengji.apps.records.written import written_bare
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import DRAFT, EXEMPT, RETURNED, FormState
from hengji.rules.lights import Light
from hengji.rules.programs import KINDS
from hengji.rules.rounds import counted_as
from hengji.rules.verdict import QUADRANTS

A = TypeVar("A", int, Decimal)
_LIGHTS = (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY)
_DESK = (DRAFT, RETURNED)


class Seat(NamedTuple):
    """A unit with the department it belongs to (itself, where it is one)."""

    lineage: UUID
    name: str
    department: UUID
    department_name: str


class Standing(NamedTuple):
    """All that coverage asks of a form.  ``began``: somebody has saved something; ``sent``: it was handed in once, wherever it is now;
    ``back``: it was returned at least once."""

    kind: str
    state: str
    late: bool
    began: bool
    sent: bool
    back: bool
    overdue: bool


class Scanned(NamedTuple):
    """A form as the screen counts it.  Amounts are whole fen, paces plain numbers: they are added and compared before they are shown."""

    pk: Key
    kind: str
    state: str
    key: bool
    due: datetime
    budget: int | None
    executed: int | None
    forecast: int | None
    self_reported: bool
    execution_pace: float | None
    achievement_pace: float | None
    light: str
    targeted: bool
    name: str
    unit: Seat
    competent: Seat | None
    standing: Standing

    @property
    def object(self) -> str:
        return OBJECTS[self.kind]

    @property
    def reported(self) -> bool:
        return self.state in REPORTED

    @property
    def desk(self) -> bool:
        """On the unit's desk."""
        return self.state in _DESK

    @property
    def department(self) -> tuple[UUID, str]:
        """The department in charge: the competent one, else the unit's own."""
        above, unit = self.competent, self.unit
        return (above.lineage, above.name) if above else (unit.department, unit.department_name)


_COLUMNS = (
    "pk", "kind", "state", flag(key=True), flag(late=True), "due", flag(saved_at__isnull=False), flag(first_submitted_at__isnull=False),
    "returns", "budget", "executed", "forecast", flag(self_reported=True), "execution_pace", "achievement_pace", "light",
    flag(revision__isnull=False), "program__name", "program__unit_id", "program__competent_id",
)  # fmt: skip


Forms = QuerySet[MonitoringForm]
Rows = list[tuple[Any, ...]]


def of_forms(build: Callable[[Forms], QuerySet[Any, Any]]) -> Callable[[Actor, Round], Rows]:
    """Bare rows that ``build`` makes of forms, asked of a round as far as an actor sees it.  For whom sees all of it the statement is put
    together once."""
    every = written_bare(lambda key: build(MonitoringForm.objects.filter(round=key).order_by()))

    @wraps(build)
    def ask(actor: Actor, row: Round) -> Rows:
        if whole(actor, Action.FORM_VIEW, row.region_id):
            return every(row.pk)
        return bare(build(scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_VIEW).order_by()))

    return ask


@of_forms
def _forms(forms: Forms) -> QuerySet[Any, Any]:
    return forms.values_list(*_COLUMNS)


@written_bare
def _units(region: UUID, year: int) -> QuerySet[Any]:
    return unit_rows(region, year).order_by("code").values_list("pk", "lineage", "name", "department_id")


def scan(actor: Actor, row: Round, now: datetime) -> list[Scanned]:
    """The forms of a round as far as the actor sees them.  Two queries: units are joined here, a few hundred names to some thousand
    forms."""
    rows = _forms(actor, row)
    seats, ended = seats_of(row), row.due_unit < now
    found = []
    for (
        pk, kind, state, key, late, due, began, first, returns, budget, executed, forecast, told, money, work, light, targeted, name,
        unit, competent,
    ) in rows:  # fmt: skip
        until = row.due_unit if due is None else moment_of(due)
        overdue = state in _DESK and (ended if due is None else until < now)
        found.append(Scanned(
            pk, kind, state, bool(key), until, budget, executed, forecast, bool(told), None if money is None else float(money),
            None if work is None else float(work), light, bool(targeted), name, seats[unit], seats.get(competent),
            Standing(kind, state, bool(late), bool(began), bool(first) or state in REPORTED, returns > 0, overdue),
        ))  # fmt: skip
    return found


def seats_of(row: Round) -> dict[Key, Seat]:
    """The units of the round's year by their key, in the order of codes."""
    rows = {key: (key_of(lineage), name, above) for key, lineage, name, above in _units(row.region_id, row.year)}
    return {key: Seat(lineage, name, *rows.get(above, (lineage, name))[:2]) for key, (lineage, name, above) in rows.items()}


# ---- coverage


def standings(forms: Iterable[Scanned]) -> Counter[Standing]:
    """How many forms stand alike."""
    return Counter(one.standing for one in forms)


def cover(key: str, label: str, held: Mapping[Standing, int]) -> Coverage:
    """How far forms have come."""
    counts: Counter[str] = Counter()
    for one, many in held.items():
        for name in _counted(one):
            counts[name] += many
    return Coverage(key, label, **counts)


def _counted(one: Standing) -> tuple[str, ...]:
    """The figures of a coverage that a form standing so adds one to."""
    names = tuple(_NAMES.get(name, name) for name in counted_as(FormState(one.state), late=one.late, past=one.overdue))
    if one.state == EXEMPT:
        return names
    said = {
        "filling": one.state == DRAFT and one.began, "sent": one.sent,
        "owed": one.sent or one.overdue, "tardy": one.late if one.sent else one.overdue, "back": one.sent and one.back,
    }  # fmt: skip
    return names + tuple(name for name, counts in said.items() if counts)


_NAMES = {"due": "should", "reported": "has"}
"""What the pages call the figures of the rule."""


def cover_kinds(held: Mapping[Standing, int]) -> tuple[Coverage, ...]:
    """Coverage of each kind of object there is, in their order."""
    there = {one.kind for one in held}
    return tuple(
        cover(kind, KINDS[kind], {one: many for one, many in held.items() if one.kind == paper.value})
        for kind, paper in PAPERS.items()
        if paper.value in there
    )


def stages_of(held: Mapping[Standing, int]) -> tuple[Stage, ...]:
    """How many forms stand at each place of the route."""
    counts: Counter[str] = Counter()
    for one, many in held.items():
        counts[one.state] += many
    return tuple(Stage(state.value, state.chinese, counts[state.value]) for state in FormState if counts[state.value])


# ---- lights, quadrants, dots


class Lot:
    """Forms that share something: how many, and their budget by kind."""

    __slots__ = ("budgets", "count")

    def __init__(self) -> None:
        self.count = 0
        self.budgets: dict[str, int] = {}

    def add(self, one: Scanned) -> None:
        self.count += 1
        if one.budget is not None:
            self.budgets[one.kind] = self.budgets.get(one.kind, 0) + one.budget

    @property
    def budget(self) -> Decimal | None:
        """Their budget where all are of one kind; amounts of several kinds are no figure, and what nobody knows is no zero."""
        return yuan(next(iter(self.budgets.values()))) if len(self.budgets) == 1 else None


def lot(forms: Iterable[Scanned]) -> Lot:
    """Forms taken together."""
    held = Lot()
    for one in forms:
        held.add(one)
    return held


def lights_of(reported: Iterable[Scanned]) -> tuple[LightCount, ...]:
    """How many forms have each light, and their budget."""
    held: dict[str, Lot] = defaultdict(Lot)
    for one in reported:
        held[one.light or Light.GREY.value].add(one)
    return tuple(LightCount(light.value, light.chinese, held[light.value].count, held[light.value].budget) for light in _LIGHTS)


def light_counts(counts: Mapping[str, int]) -> tuple[LightCount, ...]:
    """Counts of lights in their order."""
    return tuple(LightCount(light.value, light.chinese, counts[light.value]) for light in _LIGHTS)


def quadrants(reported: Iterable[Scanned], cut: Decimal) -> tuple[tuple[Quadrant, ...], int]:
    """The four quarters, and how many forms stand in none because one of the two cannot be judged."""
    held: dict[tuple[bool, bool], Lot] = defaultdict(Lot)
    unplaced, edge = 0, float(cut)
    for one in reported:
        if one.execution_pace is None or one.achievement_pace is None:
            unplaced += 1
        else:
            held[one.execution_pace >= edge, one.achievement_pace >= edge].add(one)
    return tuple(Quadrant(*place, label, held[place].count, held[place].budget) for place, label in QUADRANTS.items()), unplaced


def dots_of(reported: Iterable[Scanned]) -> tuple[Dot, ...]:
    """What the quadrant plot draws."""
    return tuple(
        Dot(one.pk, one.unit.name, one.name, one.kind, one.execution_pace, one.achievement_pace, one.budget, one.light or "grey", one.key)
        for one in reported
    )


# ---- slices


class Crowd:
    """The forms of a round as sets: how many of some are red or missing is a cut of sets, not a walk."""

    def __init__(self, forms: Mapping[Key, Scanned]) -> None:
        self._forms = forms
        self._missing = {key for key, one in forms.items() if one.state not in REPORTED}
        self._red = {key for key, one in forms.items() if one.light == Light.RED} - self._missing

    def counts(self, some: set[Key]) -> tuple[int, int]:
        """Of these forms: how many are red, how many not handed in."""
        return len(self._red & some), len(self._missing & some)

    def budget(self, some: set[Key]) -> Decimal | None:
        """Their whole budget, each once."""
        known = [fen for key in some if (fen := self._forms[key].budget) is not None]
        return yuan(sum(known)) if known else None


class Sums:
    """A slice being added up, in fen, with the forms it is of.  What nobody knows is no zero, and what the rate is measured by is the
    budget of what is known to be executed."""

    __slots__ = ("budget", "executed", "forecast", "forms", "known")

    def __init__(self) -> None:
        self.forms: set[Key] = set()
        self.budget: int | None = None
        self.executed: int | None = None
        self.forecast: int | None = None
        self.known: int | None = None

    def add(self, form: Key, budget: int | None, executed: int | None, forecast: int | None) -> None:
        self.forms.add(form)
        if budget is not None:
            self.budget = budget + (self.budget or 0)
        if forecast is not None:
            self.forecast = forecast + (self.forecast or 0)
        if executed is not None:
            self.executed = executed + (self.executed or 0)
            if budget is not None:
                self.known = budget + (self.known or 0)

    def slice(self, key: str, label: str, paper: str, crowd: Crowd, around: Decimal | None = None) -> Slice:
        money = (yuan(self.budget), yuan(self.executed), yuan(self.forecast))
        return Slice(key, label, OBJECTS[paper], len(self.forms), *money, *crowd.counts(self.forms), yuan(self.known), around)


class Left:
    """What is likely left, being added up, in fen; a form counts once."""

    __slots__ = ("available", "bound", "carried", "forms")

    def __init__(self) -> None:
        self.forms: set[Key] = set()
        self.available: int | None = None
        self.carried: int | None = None
        self.bound: int | None = None

    def add(self, form: Key, available: int | None, carried: int | None, bound: int | None) -> None:
        self.forms.add(form)
        self.available = plus(self.available, available)
        self.carried = plus(self.carried, carried)
        self.bound = plus(self.bound, bound)

    def facts(self, kind: str) -> TakeBack:
        return TakeBack(kind, yuan(self.available), yuan(self.carried), yuan(self.bound), len(self.forms))


def plus(total: A | None, amount: A | None) -> A | None:
    """A sum in which what nobody knows is no zero."""
    return total if amount is None else amount if total is None else total + amount


def departments_of(asked: Sequence[Scanned]) -> tuple[Slice, ...]:
    """Sums by kind and department, the kinds in their order, within a kind by rate, the slowest first, unknown last."""
    held: dict[tuple[str, tuple[UUID, str]], Sums] = defaultdict(Sums)
    for one in asked:
        held[one.kind, one.department].add(one.pk, one.budget, one.executed, one.forecast)
    crowd = Crowd({one.pk: one for one in asked})
    return slowest_first(sums.slice(str(key), label, paper, crowd) for (paper, (key, label)), sums in held.items())


def together(parts: Iterable[Slice]) -> tuple[Slice, ...]:
    """Slices of one kind added up; kinds are never added together."""
    found: dict[str, Slice] = {}
    for one in parts:
        held = found.get(one.kind, Slice("", KINDS[one.kind], one.kind))
        found[one.kind] = Slice(
            "", held.label, one.kind, held.objects + one.objects, plus(held.budget, one.budget), plus(held.executed, one.executed),
            plus(held.forecast, one.forecast), held.red + one.red, held.missing + one.missing, plus(held.known, one.known),
        )  # fmt: skip
    return tuple(found[kind] for kind in KINDS if kind in found)


def slowest_first(slices: Iterable[Slice]) -> tuple[Slice, ...]:
    """Kinds in their order, within a kind the slowest first, those without a rate last."""
    order = {kind: place for place, kind in enumerate(KINDS)}
    keyed = [(order[one.kind], one.rate is None, one.rate or 0, one.label, one) for one in slices]
    return tuple(one[-1] for one in sorted(keyed, key=lambda one: one[:-1]))
