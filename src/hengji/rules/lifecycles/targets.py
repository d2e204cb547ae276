"""Life cycles of performance targets: declared, reviewed by the department, by finance, in joint session where one is called, approved.

An object's way depends on who stands above its unit: a subordinate unit's target is reviewed by its department; a first-level unit
has none above it, so a second person of the same unit reviews; overall spending goes the way of its unit.  An adjustment runs the
same way and makes the next revision; money added in the year brings its own target before release.
"""

from __future__ import annotations

from enum import StrEnum

from hengji.rules.access import Action
from hengji.rules.lifecycle import Effect, LifeCycle, Side, State, Step


class TargetKind(StrEnum):
    """Why a target is declared."""

    INITIAL = "initial"
    ADJUSTMENT = "adjustment"
    SUPPLEMENT = "supplement"

    @property
    def chinese(self) -> str:
        return _KINDS[self]


_KINDS = {TargetKind.INITIAL: "年初申报", TargetKind.ADJUSTMENT: "目标调整", TargetKind.SUPPLEMENT: "年中追加"}
_APPROVED = {
    TargetKind.INITIAL: "随预算批复，封存为第1版",
    TargetKind.ADJUSTMENT: "批复调整，封存为下一版，前一版保留备查",
    TargetKind.SUPPLEMENT: "随追加预算批复并封存，资金方可下达",
}

DRAFT = "draft"
SUBMITTED = "submitted"
DEPARTMENT_REVIEWED = "department-reviewed"
FINANCE_REVIEWED = "finance-reviewed"
IN_SESSION = "in-session"
SESSION_PASSED = "session-passed"
APPROVED = "approved"
RETURNED = "returned"
DROPPED = "dropped"


def cycle_for(kind: TargetKind, *, first_level: bool) -> LifeCycle:
    """The life cycle of a target, overall spending included: ``first_level`` where the unit has no department above it."""
    return _BY_KEY[kind, first_level]


def _states(first_level: bool) -> tuple[State, ...]:
    above = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    return (
        State(DRAFT, "草稿", Side.UNIT),
        State(SUBMITTED, "待复核" if first_level else "待部门审核", above),
        State(DEPARTMENT_REVIEWED, "待财政审核", Side.DIVISION),
        State(FINANCE_REVIEWED, "待批复", Side.OFFICE),
        State(IN_SESSION, "会审中", Side.OFFICE),
        State(SESSION_PASSED, "会审通过待批复", Side.OFFICE),
        State(RETURNED, "已退回", Side.UNIT),
        State(APPROVED, "已批复"),
        State(DROPPED, "已作废"),
    )


def _own_steps() -> tuple[Step, ...]:
    """What the unit does."""
    drop = "作废，不再申报；内容保留备查"
    return (
        Step(DRAFT, "submit", SUBMITTED, Side.UNIT, Action.TARGET_DRAFT, "送审", "送出后不能再改，可在对方审核前撤回"),
        Step(DRAFT, "drop", DROPPED, Side.UNIT, Action.TARGET_DRAFT, "作废", drop, Effect.DROP),
        Step(RETURNED, "submit", SUBMITTED, Side.UNIT, Action.TARGET_DRAFT, "重新送审", "按退回意见修改后再次送审"),
        Step(RETURNED, "drop", DROPPED, Side.UNIT, Action.TARGET_DRAFT, "作废", drop, Effect.DROP),
        Step(SUBMITTED, "withdraw", DRAFT, Side.UNIT, Action.TARGET_DRAFT, "撤回", "尚未审核，单位自行收回继续修改", Effect.TAKE_BACK),
    )


_ASKED = {
    Side.SECOND_PERSON: Action.TARGET_DEPARTMENT,
    Side.DEPARTMENT: Action.TARGET_DEPARTMENT,
    Side.DIVISION: Action.TARGET_FINANCE,
    Side.OFFICE: Action.TARGET_APPROVE,
}


def _return(state: str, side: Side, note: str) -> Step:
    return Step(state, "return", RETURNED, side, _ASKED[side], "退回", note, Effect.RETURN, needs_opinion=True, judges=True)


def _accept(state: str, to: str, side: Side, label: str, note: str) -> Step:
    return Step(state, "accept", to, side, _ASKED[side], label, note, judges=True)


def _first_review(first_level: bool) -> tuple[Step, ...]:
    side = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    label = "复核通过" if first_level else "审核通过"
    return (
        _accept(SUBMITTED, DEPARTMENT_REVIEWED, side, label, "送财政部门审核"),
        _return(SUBMITTED, side, "退回填报人修改"),
        Step(
            DEPARTMENT_REVIEWED, "recall", SUBMITTED, side, _ASKED[side], "收回审核", "财政尚未审核，收回自己的审核意见", Effect.TAKE_BACK
        ),
    )


def _finance(kind: TargetKind) -> tuple[Step, ...]:
    """Finance's own part: the division reviews, the office calls a session where needed and approves by batch."""
    office = Side.OFFICE
    return (
        _accept(DEPARTMENT_REVIEWED, FINANCE_REVIEWED, Side.DIVISION, "审核通过", "资金有归口管理股室的由其审核，其余由对口股室审核"),
        _return(DEPARTMENT_REVIEWED, Side.DIVISION, "退回单位修改，主管部门同时知晓"),
        Step(
            FINANCE_REVIEWED,
            "call-session",
            IN_SESSION,
            office,
            Action.TARGET_SESSION,
            "提交会审",
            "列入会审议程，由有关股室、专家集中审核",
        ),
        _return(FINANCE_REVIEWED, office, "退回单位修改"),
        Step(IN_SESSION, "pass-session", SESSION_PASSED, office, Action.TARGET_SESSION, "会审通过", "记入会审纪要", judges=True),
        Step(
            IN_SESSION,
            "end-session",
            FINANCE_REVIEWED,
            office,
            Action.TARGET_SESSION,
            "撤下会审",
            "从议程中撤下，回到待批复",
            Effect.TAKE_BACK,
        ),
        _return(IN_SESSION, office, "按会审意见退回单位修改"),
        *(
            Step(state, "approve", APPROVED, office, Action.TARGET_APPROVE, "批复", _APPROVED[kind], Effect.DECIDE, judges=True)
            for state in (FINANCE_REVIEWED, SESSION_PASSED)
        ),
        _return(SESSION_PASSED, office, "退回单位修改"),
    )


def _cycle(kind: TargetKind, first_level: bool) -> LifeCycle:
    return LifeCycle(
        name=f"target-{kind}-{'first-level' if first_level else 'subordinate'}",
        title=f"绩效目标（{kind.chinese}）",
        states=_states(first_level),
        initial=DRAFT,
        final=frozenset({APPROVED, DROPPED}),
        steps=(*_own_steps(), *_first_review(first_level), *_finance(kind)),
    )


_BY_KEY = {(kind, first_level): _cycle(kind, first_level) for kind in TargetKind for first_level in (False, True)}
CYCLES: tuple[LifeCycle, ...] = tuple(_BY_KEY.values())
