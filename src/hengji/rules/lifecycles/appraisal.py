"""Life cycle of an ex-ante appraisal (事前绩效评估): dossier, the department's own appraisal, finance's with experts, decision."""

from __future__ import annotations

from hengji.rules.access import Action
from hengji.rules.lifecycle import Effect, LifeCycle, Side, State, Step

DRAFT = "draft"
SUBMITTED = "submitted"
DEPARTMENT_APPRAISED = "department-appraised"
FINANCE_APPRAISAL = "finance-appraisal"
DECIDED = "decided"
RETURNED = "returned"
WITHDRAWN = "withdrawn"
CLOSED = "closed"

SUPPORT, SUPPORT_ADJUSTED, REJECT = "support", "support-adjusted", "reject"
"""The three deciding actions; ``rules.appraisal.Result`` has the same three in the same order."""


def cycle_for(*, first_level: bool) -> LifeCycle:
    """``first_level`` where the unit has no department above it: a second person of the unit signs the unit's own appraisal."""
    return _BY_KEY[first_level]


def _states(first_level: bool) -> tuple[State, ...]:
    above = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    return (
        State(DRAFT, "草稿", Side.UNIT),
        State(SUBMITTED, "待复核" if first_level else "待部门评估", above),
        State(DEPARTMENT_APPRAISED, "待财政受理", Side.OFFICE),
        State(FINANCE_APPRAISAL, "财政评估中", Side.OFFICE),
        State(RETURNED, "已退回", Side.UNIT),
        State(DECIDED, "已出评估结论", Side.OFFICE),
        State(CLOSED, "已办结"),
        State(WITHDRAWN, "已撤销申报"),
    )


def _unit_steps() -> tuple[Step, ...]:
    drop = "撤销申报，不再评估；材料保留备查"
    return (
        Step(DRAFT, "submit", SUBMITTED, Side.UNIT, Action.APPRAISAL_DRAFT, "送审", "送出评估材料，对方办理前可撤回"),
        Step(DRAFT, "drop", WITHDRAWN, Side.UNIT, Action.APPRAISAL_DRAFT, "撤销申报", drop, Effect.DROP),
        Step(RETURNED, "submit", SUBMITTED, Side.UNIT, Action.APPRAISAL_DRAFT, "重新送审", "按退回意见补充材料后再次送审"),
        Step(RETURNED, "drop", WITHDRAWN, Side.UNIT, Action.APPRAISAL_DRAFT, "撤销申报", drop, Effect.DROP),
        Step(SUBMITTED, "withdraw", DRAFT, Side.UNIT, Action.APPRAISAL_DRAFT, "撤回", "尚未评估，单位自行收回继续修改", Effect.TAKE_BACK),
    )


def _return(state: str, side: Side, note: str) -> Step:
    asks = Action.APPRAISAL_FINANCE if side is Side.OFFICE else Action.APPRAISAL_DEPARTMENT
    return Step(state, "return", RETURNED, side, asks, "退回", note, Effect.RETURN, needs_opinion=True, judges=True)


def _department_steps(first_level: bool) -> tuple[Step, ...]:
    side = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    asks, label = Action.APPRAISAL_DEPARTMENT, "复核通过" if first_level else "出具部门评估意见"
    return (
        Step(SUBMITTED, "accept", DEPARTMENT_APPRAISED, side, asks, label, "写明部门评估意见，报财政部门", needs_opinion=True, judges=True),
        _return(SUBMITTED, side, "退回单位补充材料"),
        Step(DEPARTMENT_APPRAISED, "recall", SUBMITTED, side, asks, "收回评估意见", "财政尚未受理，收回后可修改意见", Effect.TAKE_BACK),
    )


def _decide(action: str, label: str, note: str) -> Step:
    return Step(
        FINANCE_APPRAISAL,
        action,
        DECIDED,
        Side.OFFICE,
        Action.APPRAISAL_DECIDE,
        label,
        note,
        Effect.DECIDE,
        needs_opinion=True,
        judges=True,
    )


def _finance_steps() -> tuple[Step, ...]:
    office = Side.OFFICE
    return (
        Step(
            DEPARTMENT_APPRAISED,
            "take-up",
            FINANCE_APPRAISAL,
            office,
            Action.APPRAISAL_FINANCE,
            "受理",
            "受理并组织专家按五个维度评分",
            judges=True,
        ),
        _return(DEPARTMENT_APPRAISED, office, "材料不符合要求，退回补充"),
        _return(FINANCE_APPRAISAL, office, "评估中发现材料不足，退回补充"),
        _decide(SUPPORT, "予以支持", "按核定金额支持"),
        _decide(SUPPORT_ADJUSTED, "调整后支持", "写明调整内容和核定金额"),
        _decide(REJECT, "不予支持", "写明不予支持的理由"),
        Step(DECIDED, "close", CLOSED, office, Action.APPRAISAL_DECIDE, "办结", "告知单位，结论作为申请预算的前置条件"),
    )


def _cycle(first_level: bool) -> LifeCycle:
    return LifeCycle(
        name=f"appraisal-{'first-level' if first_level else 'subordinate'}",
        title="事前绩效评估",
        states=_states(first_level),
        initial=DRAFT,
        final=frozenset({CLOSED, WITHDRAWN}),
        steps=(*_unit_steps(), *_department_steps(first_level), *_finance_steps()),
    )


_BY_KEY = {first_level: _cycle(first_level) for first_level in (False, True)}
CYCLES: tuple[LifeCycle, ...] = tuple(_BY_KEY.values())
