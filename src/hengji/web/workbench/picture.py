"""The round that is running, in one picture: where its forms stand, its deadlines with today among them, its lights with money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse

from hengji.apps.monitoring import queries
from hengji.apps.monitoring.queries.facts import Coverage, FormLine, LightCount, RoundFacts, Stage
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import FormState
from hengji.rules.rounds import day_of
from hengji.web.rounds.addresses import FORM, forms_url
from hengji.web.rounds.showing import Links

REDS = 3
NEAREST = Decimal(11)
"""Per cent of the axis under which two days would be written over each other."""
_FULL = Decimal(100)
_BARS = (
    (FormState.DRAFT, "单位填报", "未报", "is-red", Action.FORM_FILL),
    (FormState.SUBMITTED, "部门审核", "待审", "", Action.FORM_DEPARTMENT),
    (FormState.DEPARTMENT_REVIEWED, "股室审核", "待审", "", Action.FORM_FINANCE),
    (FormState.DIVISION_REVIEWED, "绩效股", "待审", "", Action.FORM_OFFICE),
    (FormState.ACCEPTED, "已通过", "", "is-done", None),
    (FormState.RETURNED, "被退回", "待重报", "is-yellow", None),
)
"""State, the stage it means, what is said of it, the tone of its bar, whose turn it is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage of the route with how many forms stand there; ``wide`` in per cent of the longest."""

    label: str
    count: int
    words: str
    tone: str
    wide: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the axis: ``at`` in per cent of it; ``low``: written a line deeper because another is near."""

    label: str
    day: datetime
    at: str
    past: bool
    low: bool
    edge: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the workbench shows of a round."""

    round: RoundFacts
    coverage: Coverage
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    now: str
    lights: tuple[LightCount, ...]
    total: LightCount
    reds: tuple[tuple[FormLine, str], ...]
    links: Links


def picture(actor: Actor, year: int, at: datetime) -> Picture | None:
    """The latest round that is running; None where none is, or the person has nothing to do with rounds."""
    if not actor.can(Action.ROUND_VIEW) or not actor.can(Action.FORM_VIEW):
        return None
    running = next((one for one in queries.rounds(actor, year, at) if one.state == "published" and one.coverage.should), None)
    found = queries.leader_page(actor, at, running.id) if running else None
    if found is None:
        return None
    facts, lights = found.round, tuple(one for one in found.lights if one.count)
    money = [one.budget for one in lights if one.budget is not None] if len(found.totals) == 1 else []  # kinds are never added
    total = LightCount("", "合计", sum(one.count for one in lights), sum(money, Decimal(0)) if money else None)
    marks, here = axis(facts, at)
    reds = tuple((one, reverse(FORM, args=[one.id])) for one in found.reds[:REDS])
    return Picture(facts, found.coverage, bars(actor, facts, found.stages), marks, here, lights, total, reds, Links(facts.id))


def bars(actor: Actor, facts: RoundFacts, stages: Iterable[Stage]) -> tuple[Bar, ...]:
    """The stages of the route; one nobody stands at is left out, but for the first and the last."""
    counts = {one.state: one.count for one in stages}
    longest = max((counts.get(state, 0) for state, *_ in _BARS), default=0) or 1
    made = []
    for state, label, said, tone, turn in _BARS:
        count = counts.get(state, 0)
        if not count and state not in (FormState.DRAFT, FormState.ACCEPTED):
            continue
        mine = turn is not None and turn is not Action.FORM_FILL and actor.can(turn)
        words, look = ("待我审", "is-mine") if mine and not tone else (said, tone)
        url = forms_url(facts.id, "mine") if words == "待我审" else forms_url(facts.id, state=state.value)
        made.append(Bar(label, count, words, look, f"{_FULL * count / longest:.1f}", url))
    return tuple(made)


def axis(facts: RoundFacts, at: datetime) -> tuple[tuple[Mark, ...], str]:
    """The days of a round from its publication to its last deadline, and where today lies, in per cent."""
    named = (
        ("下发", facts.published_at), ("单位", facts.due_unit), ("部门", facts.due_department), ("盖章报告", facts.report_due),
        ("财政", facts.due_division),
    )  # fmt: skip
    days = sorted(((day, label) for label, day in named if day), key=lambda one: one[0])
    first, last = days[0][0], max(days[-1][0], at)
    whole = Decimal((last - first).total_seconds()) or Decimal(1)

    def place(day: datetime) -> Decimal:
        return max(Decimal(0), min(_FULL, _FULL * Decimal((day - first).total_seconds()) / whole))

    marks: list[Mark] = []
    before, low = -_FULL, False
    for day, label in days:
        here = place(day)
        low = here - before < NEAREST and not low
        edge = "is-first" if here < 4 else "is-last" if here > 96 else ""
        marks.append(Mark(label, day, f"{here:.2f}", day_of(day) < day_of(at), low, edge))
        before = here
    return tuple(marks), f"{place(at):.2f}"
