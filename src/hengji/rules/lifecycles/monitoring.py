"""Life cycles of dual monitoring: rounds, forms on their way, findings, reports.

Route of a form: overall spending goes from the department to the finance division; projects and transfers from the unit to the
competent department to the division of the fund, else the division responsible; what is 重点监控 ends at the performance office.
A first-level unit has no department above it: a second person of the same unit reviews.  Late is marked, never blocked, unless the
round is closed.  Sources: domain.md "Life cycles"; C (会昌) route of forms; mission C3.
"""

from __future__ import annotations

from enum import StrEnum

from hengji.rules.access import Action
from hengji.rules.lifecycle import Effect, LifeCycle, Side, State, Step


class Emphasis(StrEnum):
    """What a round is for (C): it changes rules, required fields and escalation."""

    HINT = "hint"
    CORRECT = "correct"
    DRIVE = "drive"

    @property
    def chinese(self) -> str:
        return {"hint": "提示警示", "correct": "纠偏纠错", "drive": "督促完成"}[self]


class RoundState(StrEnum):
    """How far a round is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"

    @property
    def chinese(self) -> str:
        return {"draft": "筹备中", "published": "进行中", "closed": "已办结"}[self]


class FormState(StrEnum):
    """Where a form is on its way."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DEPARTMENT_REVIEWED = "department-reviewed"
    DIVISION_REVIEWED = "division-reviewed"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    EXEMPT = "exempt"

    @property
    def chinese(self) -> str:
        return _FORM_STATES[self]

    @property
    def reported(self) -> bool:
        """Whether the unit has handed it in and it is not back on its desk."""
        return self in (FormState.SUBMITTED, FormState.DEPARTMENT_REVIEWED, FormState.DIVISION_REVIEWED, FormState.ACCEPTED)


_FORM_STATES = {
    FormState.DRAFT: "待填报", FormState.SUBMITTED: "待部门审核", FormState.DEPARTMENT_REVIEWED: "待财政审核",
    FormState.DIVISION_REVIEWED: "待绩效股审核", FormState.ACCEPTED: "已通过", FormState.RETURNED: "已退回", FormState.EXEMPT: "免报",
}  # fmt: skip


class FindingState(StrEnum):
    """The life of a finding."""

    FOUND = "found"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    NAMED = "named"
    RECTIFIED = "rectified"
    GONE = "gone"

    @property
    def chinese(self) -> str:
        return _FINDING_STATES[self]

    @property
    def open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self in (FindingState.FOUND, FindingState.ANSWERED)


_FINDING_STATES = {
    FindingState.FOUND: "待核", FindingState.ANSWERED: "已说明", FindingState.CONFIRMED: "已确认", FindingState.DISMISSED: "不采纳",
    FindingState.NAMED: "已通报", FindingState.RECTIFIED: "已整改", FindingState.GONE: "已改正",
}  # fmt: skip


class ReportState(StrEnum):
    """How far a monitoring report is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"

    @property
    def chinese(self) -> str:
        return {"draft": "待报送", "submitted": "待审核", "accepted": "已接收", "returned": "已退回"}[self]


DRAFT, SUBMITTED, ACCEPTED, RETURNED, EXEMPT = (
    FormState.DRAFT, FormState.SUBMITTED, FormState.ACCEPTED, FormState.RETURNED, FormState.EXEMPT,
)  # fmt: skip
DEPARTMENT_REVIEWED, DIVISION_REVIEWED = FormState.DEPARTMENT_REVIEWED, FormState.DIVISION_REVIEWED

_ASKED = {
    Side.SECOND_PERSON: Action.FORM_DEPARTMENT,
    Side.DEPARTMENT: Action.FORM_DEPARTMENT,
    Side.DIVISION: Action.FORM_FINANCE,
    Side.OFFICE: Action.FORM_OFFICE,
}


def form_cycle(*, first_level: bool, key: bool) -> LifeCycle:
    """The way of a form: ``first_level`` where nobody stands above its unit (overall spending is the department's own),
    ``key`` for 重点监控."""
    return _FORMS[first_level, key]


def _accept(state: str, to: str, side: Side, label: str, note: str) -> Step:
    return Step(state, "accept", to, side, _ASKED[side], label, note, judges=True)


def _return(state: str, side: Side, note: str) -> Step:
    return Step(state, "return", RETURNED, side, _ASKED[side], "退回", note, Effect.RETURN, needs_opinion=True, judges=True)


def _own(waiting: str) -> tuple[Step, ...]:
    return (
        Step(DRAFT, "submit", SUBMITTED, Side.UNIT, Action.FORM_FILL, "报送", f"送{waiting}；送出后不能再改，可在对方审核前撤回"),
        Step(RETURNED, "submit", SUBMITTED, Side.UNIT, Action.FORM_FILL, "重新报送", "按退回意见修改后再次报送"),
        Step(SUBMITTED, "withdraw", DRAFT, Side.UNIT, Action.FORM_FILL, "撤回", "尚未审核，单位自行收回继续修改", Effect.TAKE_BACK),
    )


def _office_steps() -> tuple[Step, ...]:
    why = "写明理由，不再要求报送；列入覆盖情况的免报一栏"
    return (
        *(
            Step(s, "exempt", EXEMPT, Side.OFFICE, Action.ROUND_EDIT, "免报", why, Effect.DROP, needs_opinion=True)
            for s in (DRAFT, RETURNED)
        ),
        Step(EXEMPT, "include", DRAFT, Side.OFFICE, Action.ROUND_EDIT, "恢复报送", "重新要求报送", Effect.TAKE_BACK),
    )


def _review(first_level: bool, key: bool) -> tuple[Step, ...]:
    side = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    after_division = DIVISION_REVIEWED if key else ACCEPTED
    division = "送绩效股复审（重点监控）" if key else "本批次办结"
    steps: tuple[Step, ...] = (
        _accept(SUBMITTED, DEPARTMENT_REVIEWED, side, "复核通过" if first_level else "审核通过", "送财政业务股室审核"),
        _return(SUBMITTED, side, "退回填报人修改"),
        Step(DEPARTMENT_REVIEWED, "recall", SUBMITTED, side, _ASKED[side], "收回审核", "财政尚未审核，收回自己的意见", Effect.TAKE_BACK),
        _accept(DEPARTMENT_REVIEWED, after_division, Side.DIVISION, "审核通过", division),
        _return(DEPARTMENT_REVIEWED, Side.DIVISION, "退回单位修改，主管部门同时知晓"),
    )
    last = Side.OFFICE
    if key:
        steps += (
            _accept(DIVISION_REVIEWED, ACCEPTED, last, "审核通过", "本批次办结"),
            _return(DIVISION_REVIEWED, last, "退回单位修改"),
        )
    reopened = Step(
        ACCEPTED, "return", RETURNED, last, Action.FORM_OFFICE, "退回", "办结后发现问题，退回单位修改", Effect.RETURN, needs_opinion=True
    )
    return (*steps, reopened)


def _form(first_level: bool, key: bool) -> LifeCycle:
    above = Side.SECOND_PERSON if first_level else Side.DEPARTMENT
    states = (
        State(DRAFT, "待填报", Side.UNIT),
        State(SUBMITTED, "待复核" if first_level else "待部门审核", above),
        State(DEPARTMENT_REVIEWED, "待财政审核", Side.DIVISION),
        *((State(DIVISION_REVIEWED, "待绩效股审核", Side.OFFICE),) if key else ()),
        State(RETURNED, "已退回", Side.UNIT),
        State(EXEMPT, "免报", Side.OFFICE),
        State(ACCEPTED, "已通过", Side.OFFICE),
    )
    return LifeCycle(
        name=f"monitoring-{'first-level' if first_level else 'subordinate'}{'-key' if key else ''}",
        title="绩效监控表",
        states=states,
        initial=DRAFT,
        final=frozenset(),
        steps=(*_own("本单位复核人" if first_level else "主管部门"), *_review(first_level, key), *_office_steps()),
    )


_FORMS = {(first, key): _form(first, key) for first in (False, True) for key in (False, True)}

REPORT = LifeCycle(
    name="monitoring-report",
    title="绩效监控报告",
    states=(
        State(ReportState.DRAFT, "待报送", Side.UNIT),
        State(ReportState.SUBMITTED, "待审核", Side.DIVISION),
        State(ReportState.RETURNED, "已退回", Side.UNIT),
        State(ReportState.ACCEPTED, "已接收"),
    ),
    initial=ReportState.DRAFT,
    final=frozenset({ReportState.ACCEPTED}),
    steps=(
        Step(ReportState.DRAFT, "submit", ReportState.SUBMITTED, Side.UNIT, Action.REPORT_DRAFT, "报送", "连同盖章的 PDF 报送财政部门"),
        Step(ReportState.RETURNED, "submit", ReportState.SUBMITTED, Side.UNIT, Action.REPORT_DRAFT, "重新报送", "按退回意见修改后再次报送"),
        Step(
            ReportState.SUBMITTED,
            "withdraw",
            ReportState.DRAFT,
            Side.UNIT,
            Action.REPORT_DRAFT,
            "撤回",
            "尚未审核，自行收回继续修改",
            Effect.TAKE_BACK,
        ),
        Step(
            ReportState.SUBMITTED,
            "accept",
            ReportState.ACCEPTED,
            Side.DIVISION,
            Action.REPORT_REVIEW,
            "接收",
            "报告办结",
            Effect.DECIDE,
            judges=True,
        ),
        Step(
            ReportState.SUBMITTED,
            "return",
            ReportState.RETURNED,
            Side.DIVISION,
            Action.REPORT_REVIEW,
            "退回",
            "退回修改",
            Effect.RETURN,
            needs_opinion=True,
            judges=True,
        ),
    ),
)

CYCLES: tuple[LifeCycle, ...] = (*_FORMS.values(), REPORT)
