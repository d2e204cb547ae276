"""Life cycles: properties of every table in the package, and the ways domain.md asks for."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules import lifecycles
from hengji.rules.access import TABLE
from hengji.rules.lifecycle import Effect, LifeCycle, Side, Step, actions, advance, step_of, whose_work
from hengji.rules.lifecycles import appraisal, monitoring, targets
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.refusals import Refused
from hengji.rules.wording import say

CYCLES: tuple[LifeCycle, ...] = tuple(
    cycle
    for module in pkgutil.iter_modules(lifecycles.__path__)
    for cycle in importlib.import_module(f"{lifecycles.__name__}.{module.name}").CYCLES
)
STEPS = [(cycle, step) for cycle in CYCLES for step in cycle.steps]
SETTLED = frozenset({monitoring.ACCEPTED, monitoring.EXEMPT})
"""A form comes to rest here and can be woken: the office returns an accepted one, asks for an exempt one after all."""
every_cycle = pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.name)


def settled(cycle: LifeCycle) -> frozenset[str]:
    """Where a thing may stay."""
    return cycle.final or SETTLED


def test_there_are_the_cycles_of_targets_appraisal_and_monitoring() -> None:
    names = [cycle.name for cycle in CYCLES]
    assert len(names) == len(set(names)) == 13


def test_only_forms_have_no_last_word() -> None:
    forms = {monitoring.form_cycle(first_level=first, key=key).name for first in (False, True) for key in (False, True)}
    assert {cycle.name for cycle in CYCLES if not cycle.final} == forms


@every_cycle
def test_the_table_is_whole(cycle: LifeCycle) -> None:
    """Every state is known and labelled, no action means two things in one state, and whoever's turn it is can do something."""
    names = {state.name for state in cycle.states}
    assert {cycle.initial} | cycle.final | {step.state for step in cycle.steps} | {step.next for step in cycle.steps} <= names
    assert len({state.label for state in cycle.states}) == len(names)
    assert len({(step.state, step.action) for step in cycle.steps}) == len(cycle.steps)
    for state in cycle.states:
        assert (state.waits is None) == cycle.is_final(state.name)
        assert state.waits is None or actions(cycle, state.name, {state.waits})


@every_cycle
def test_every_state_is_reached_and_every_unfinished_one_left(cycle: LifeCycle) -> None:
    reached, grown = {cycle.initial}, True
    while grown:
        new = {step.next for step in cycle.steps if step.state in reached} - reached
        reached, grown = reached | new, bool(new)
    assert reached == {state.name for state in cycle.states}
    assert {step.state for step in cycle.steps} == reached - cycle.final


@every_cycle
def test_from_everywhere_an_end_can_be_reached(cycle: LifeCycle) -> None:
    ending, grown = set(settled(cycle)), True
    while grown:
        new = {step.state for step in cycle.steps if step.next in ending} - ending
        ending, grown = ending | new, bool(new)
    assert ending == {state.name for state in cycle.states}


@pytest.mark.parametrize(("cycle", "step"), STEPS, ids=lambda one: one.action if isinstance(one, Step) else one.name)
def test_what_each_step_asks(cycle: LifeCycle, step: Step) -> None:
    """A return asks for an opinion, a judgement for another person (to reopen what was settled judges nothing); taking back and
    returning are never the same step."""
    if step.effect is Effect.RETURN:
        assert step.needs_opinion and step.judges == (step.state not in settled(cycle)) and step.side is not Side.UNIT
        assert cycle.state(step.next).waits is Side.UNIT
    if step.effect is Effect.TAKE_BACK:
        assert not step.judges and step.action != "return" and step.next != step.state
    if step.effect is Effect.DECIDE or (step.effect is Effect.FORWARD and step.side in (Side.SECOND_PERSON, Side.DEPARTMENT)):
        assert step.judges
    assert step.asks in TABLE and step.label and step.note


@settings(deadline=None)
@given(
    st.sampled_from(STEPS),
    st.sampled_from(["甲", "乙", "丙"]),
    st.sets(st.sampled_from(["甲", "乙", "丙"])),
    st.sampled_from(["", " ", "请补充"]),
)
def test_nobody_judges_his_own_and_no_return_is_silent(pair: tuple[LifeCycle, Step], actor: str, earlier: set[str], opinion: str) -> None:
    cycle, step = pair
    own, silent = step.judges and actor in earlier, step.needs_opinion and not opinion.strip()
    try:
        reached = advance(cycle, step.state, step.action, opinion=opinion, actor_id=actor, last_actor_ids=earlier)
    except Refused as refusal:
        assert refusal.code == ("lifecycle-own-work" if own else "lifecycle-opinion-missing")
        assert own or silent
        assert step.label in say(refusal) and "{" not in say(refusal)
    else:
        assert reached == step.next and not own and not silent


@settings(deadline=None)
@given(st.sampled_from(CYCLES), st.data())
def test_a_step_that_is_not_in_the_table_is_refused(cycle: LifeCycle, data: st.DataObject) -> None:
    state = data.draw(st.sampled_from(cycle.states)).name
    action = data.draw(st.sampled_from(sorted({step.action for step in cycle.steps} | {"nothing"})))
    if any(step.state == state and step.action == action for step in cycle.steps):
        assert step_of(cycle, state, action).next
        return
    with pytest.raises(Refused) as refused:
        step_of(cycle, state, action)
    assert refused.value.code == ("lifecycle-final" if cycle.is_final(state) else "lifecycle-no-step")
    assert cycle.label(state) in say(refused.value)


@settings(deadline=None)
@given(
    st.sampled_from(targets.CYCLES),
    st.lists(st.sampled_from(["submit", "accept", "call-session", "pass-session", "approve", "return"]), max_size=14),
)
def test_nothing_is_approved_unseen(cycle: LifeCycle, wanted: list[str]) -> None:
    """Whatever is tried, an approved target was reviewed by its own side and by finance since it was last submitted."""
    state, seen = cycle.initial, set[Side]()
    for action in wanted:
        step = next((one for one in actions(cycle, state) if one.action == action), None)
        if step is None:
            continue
        seen = set() if action in ("submit", "return") else seen | {step.side}
        state = advance(cycle, state, action, opinion="意见", actor_id=action, last_actor_ids=())
    if state == targets.APPROVED:
        assert Side.DIVISION in seen and seen & {Side.DEPARTMENT, Side.SECOND_PERSON}


def _walk(cycle: LifeCycle, *wanted: str) -> list[str]:
    states = [cycle.initial]
    for actor, action in enumerate(wanted):
        states.append(advance(cycle, states[-1], action, opinion="已阅", actor_id=actor, last_actor_ids=range(actor)))
    return [cycle.label(state) for state in states]


def test_a_subordinate_units_target_goes_by_its_department() -> None:
    cycle = targets.cycle_for(TargetKind.INITIAL, first_level=False)
    assert _walk(cycle, "submit", "accept", "accept", "approve") == ["草稿", "待部门审核", "待财政审核", "待批复", "已批复"]
    returned = _walk(cycle, "submit", "return", "submit", "accept", "accept", "call-session", "pass-session", "approve")
    assert returned[2:4] == ["已退回", "待部门审核"] and returned[-3:] == ["会审中", "会审通过待批复", "已批复"]


def test_a_first_level_unit_has_a_second_person() -> None:
    first = targets.cycle_for(TargetKind.ADJUSTMENT, first_level=True)
    assert {step.side for step in actions(first, targets.SUBMITTED)} == {Side.UNIT, Side.SECOND_PERSON}
    with pytest.raises(Refused, match="own-work"):
        advance(first, targets.SUBMITTED, "accept", actor_id="甲", last_actor_ids=["甲"])


def test_withdraw_is_the_units_and_silent_return_is_the_reviewers_and_says_why() -> None:
    cycle = targets.cycle_for(TargetKind.SUPPLEMENT, first_level=False)
    assert advance(cycle, targets.SUBMITTED, "withdraw", actor_id="甲", last_actor_ids=["甲"]) == targets.DRAFT
    with pytest.raises(Refused, match="opinion-missing"):
        advance(cycle, targets.SUBMITTED, "return", actor_id="乙", last_actor_ids=["甲"])
    assert advance(cycle, targets.SUBMITTED, "return", opinion="请细化", actor_id="乙", last_actor_ids=["甲"]) == targets.RETURNED
    with pytest.raises(Refused, match="no-step"):
        advance(cycle, targets.DEPARTMENT_REVIEWED, "withdraw", actor_id="甲", last_actor_ids=["甲"])


def test_an_appraisal_from_dossier_to_decision() -> None:
    cycle = appraisal.cycle_for(first_level=False)
    labels = ["草稿", "待部门评估", "待财政受理", "财政评估中", "已出评估结论", "已办结"]
    for decision in (appraisal.SUPPORT, appraisal.SUPPORT_ADJUSTED, appraisal.REJECT):
        assert _walk(cycle, "submit", "accept", "take-up", decision, "close") == labels
    assert _walk(cycle, "drop")[-1] == "已撤销申报"
    with pytest.raises(Refused, match="opinion-missing"):
        advance(cycle, appraisal.FINANCE_APPRAISAL, appraisal.REJECT, actor_id=2, last_actor_ids=[1])


@pytest.mark.parametrize("key", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_a_form_passes_its_own_side_and_finance_before_it_is_accepted(first: bool, key: bool) -> None:
    cycle = monitoring.form_cycle(first_level=first, key=key)
    labels = ["待填报", "待复核" if first else "待部门审核", "待财政审核", *(["待绩效股审核"] if key else []), "已通过"]
    assert _walk(cycle, "submit", *["accept"] * (len(labels) - 2)) == labels
    assert _walk(cycle, "submit", *["accept"] * (len(labels) - 2), "return", "submit")[-2:] == ["已退回", labels[1]]
    assert _walk(cycle, "exempt", "include") == ["待填报", "免报", "待填报"]
    assert not [step for step in actions(cycle, monitoring.ACCEPTED) if step.side is not Side.OFFICE]


@settings(deadline=None)
@given(
    st.sampled_from([cycle for cycle in monitoring.CYCLES if not cycle.final]),
    st.lists(st.sampled_from(["submit", "accept", "recall", "withdraw", "return", "exempt", "include"]), max_size=16),
)
def test_no_form_is_accepted_unseen(cycle: LifeCycle, wanted: list[str]) -> None:
    """Whatever is tried, an accepted form was reviewed by its own side and by finance since it was last handed in."""
    state, seen = cycle.initial, set[Side]()
    for action in wanted:
        step = next((one for one in actions(cycle, state) if one.action == action), None)
        if step is None:
            continue
        seen = set() if action in ("submit", "return", "withdraw", "recall") else seen | {step.side}
        state = advance(cycle, state, action, opinion="意见", actor_id=action, last_actor_ids=())
    if state == monitoring.ACCEPTED:
        assert Side.DIVISION in seen and seen & {Side.DEPARTMENT, Side.SECOND_PERSON}


@pytest.mark.parametrize(
    ("steps", "whose"),
    [
        ([], ""),
        ([("submit", "甲")], "甲"),
        ([("submit", "甲"), ("accept", "乙")], "甲乙"),
        ([("submit", "甲"), ("accept", "乙"), ("recall", "乙")], "甲"),
        ([("submit", "甲"), ("accept", "乙"), ("return", "丙"), ("submit", "丁")], "丁"),
        ([("submit", "甲"), ("withdraw", "甲"), ("submit", "乙"), ("accept", "丙"), ("accept", "丁")], "乙丙丁"),
    ],
)
def test_whose_work_is_judged(steps: list[tuple[str, str]], whose: str) -> None:
    assert whose_work(steps) == set(whose)
