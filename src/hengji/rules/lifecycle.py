"""Life cycles as tables: who may take a thing from which state to which, with what said.

A life cycle is data (``rules.lifecycles``); this module is the one engine that reads it.  A return always needs an opinion, nobody
decides on what he himself handed in, and taking a thing back (撤回) is not a return (退回).  Whether the actor stands on the
right side at all is asked of ``rules.access``; here only the table speaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

from hengji.rules.access import Action
from hengji.rules.refusals import Refused


class Side(StrEnum):
    """Which side of the table takes a step: the duty asked of the actor, by the object it is about."""

    UNIT = "unit"
    SECOND_PERSON = "second-person"
    DEPARTMENT = "department"
    DIVISION = "division"
    OFFICE = "office"

    @property
    def chinese(self) -> str:
        return _SIDES[self]


_SIDES = {
    Side.UNIT: "填报单位",
    Side.SECOND_PERSON: "本单位复核人",
    Side.DEPARTMENT: "主管部门",
    Side.DIVISION: "财政业务股室",
    Side.OFFICE: "预算绩效管理股室",
}


class Effect(StrEnum):
    """What a step means for the thing, whatever it is called in its own table."""

    FORWARD = "forward"
    TAKE_BACK = "take-back"
    RETURN = "return"
    DECIDE = "decide"
    DROP = "drop"


class State(NamedTuple):
    """``label`` is what people read; ``waits`` says whose turn it is (None in a final state)."""

    name: str
    label: str
    waits: Side | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table.  ``asks`` is what ``rules.access.may`` is asked about the actor; ``judges``: the actor must be another
    person than those whose work is judged.  ``label`` is the button's word, ``note`` says what happens."""

    state: str
    action: str
    next: str
    side: Side
    asks: Action
    label: str
    note: str
    effect: Effect = Effect.FORWARD
    needs_opinion: bool = False
    judges: bool = False


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """``name`` is permanent (it stands in the trail), ``title`` Chinese; ``states`` in the order of a usual life."""

    name: str
    title: str
    states: tuple[State, ...]
    initial: str
    final: frozenset[str]
    steps: tuple[Step, ...]

    def state(self, name: str) -> State:
        """The state of that name; KeyError when the table has none."""
        found = next((state for state in self.states if state.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def label(self, state: str) -> str:
        """A state's Chinese word."""
        return self.state(state).label

    def is_final(self, state: str) -> bool:
        return state in self.final


def actions(cycle: LifeCycle, state: str, sides: Collection[Side] | None = None) -> tuple[Step, ...]:
    """The steps that lead on from a state, in the table's order; with ``sides`` only those these sides may take."""
    return tuple(step for step in cycle.steps if step.state == state and (sides is None or step.side in sides))


def step_of(cycle: LifeCycle, state: str, action: str) -> Step:
    """The row of the table for this action in this state.

    Raises ``Refused``: ``lifecycle-final`` (the thing is finished), ``lifecycle-no-step`` (not possible now).
    """
    found = next((step for step in cycle.steps if step.state == state and step.action == action), None)
    if found is not None:
        return found
    if cycle.is_final(state):
        raise Refused("lifecycle-final", cycle=cycle.title, state=cycle.label(state))
    raise Refused(
        "lifecycle-no-step", cycle=cycle.title, state=cycle.label(state), action=_word(cycle, action), possible=_possible(cycle, state)
    )


def advance(
    cycle: LifeCycle, state: str, action: str, *, opinion: str | None = None, actor_id: object, last_actor_ids: Collection[object]
) -> str:
    """The name of the next state, where the table allows the step.

    ``last_actor_ids`` are the persons whose work is now judged: who submitted this version and who passed it on since.  A step that
    judges is closed to them (nobody approves his own).  Raises ``Refused``: ``lifecycle-final``, ``lifecycle-no-step``,
    ``lifecycle-opinion-missing``, ``lifecycle-own-work``.
    """
    step = step_of(cycle, state, action)
    if step.judges and actor_id in last_actor_ids:
        raise Refused("lifecycle-own-work", cycle=cycle.title, action=step.label, side=step.side.chinese)
    if step.needs_opinion and not (opinion or "").strip():
        raise Refused("lifecycle-opinion-missing", cycle=cycle.title, action=step.label)
    return step.next


Who = TypeVar("Who")


def whose_work(steps: Iterable[tuple[str, Who]]) -> frozenset[Who]:
    """Whose work is judged now, by the steps so far (action, who): who submitted this version, and who passed it on since and did not take
    that back."""
    held: list[Who] = []
    for action, who in steps:
        if action == "submit":
            held = [who]
        elif action == "accept":
            held.append(who)
        elif action == "recall":
            held = held[:-1]
    return frozenset(held)


def _word(cycle: LifeCycle, action: str) -> str:
    return next((step.label for step in cycle.steps if step.action == action), action)


def _possible(cycle: LifeCycle, state: str) -> str:
    return "、".join(f"“{step.label}”（{step.side.chinese}）" for step in actions(cycle, state))
