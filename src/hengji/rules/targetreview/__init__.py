"""The review of a target while it is drafted: one rule, one module, one function; findings stand beside the cell they are about.

The catalogue is its own (``DRAFT_CATALOGUE``); some codes are the house's (``rules.findings``) and mean the same.
"""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.forms import Form
from hengji.rules.targetreview import (
    always_full,
    always_over,
    below_last_year,
    below_money,
    column_missing,
    cost_beyond,
    cost_missing,
    goal_uncovered,
    indicator_twice,
    indicator_unrelated,
    level_unknown,
    measure_unfit,
    measure_unset,
    month_plan,
    name_general,
    rate_impossible,
    rows_missing,
    satisfaction_missing,
    target_negative,
    target_vague,
    target_zero,
    two_in_one,
    weight_block,
    weight_sum,
)
from hengji.rules.targetreview import of_the_house as house
from hengji.rules.targetreview.case import DraftContext, Known, UnitPrice, by_name, prepare
from hengji.rules.targetreview.draft import ObjectKind, Place, TargetDraft, TargetRow, from_form, place_of, to_form
from hengji.rules.targetreview.points import ReviewGrade, ReviewResult, review, review_points
from hengji.rules.targetreview.rule import Aspect, DraftRule

__all__ = [
    "DRAFT_CATALOGUE",
    "Aspect",
    "DraftContext",
    "DraftRule",
    "Finding",
    "Known",
    "ObjectKind",
    "Place",
    "ReviewGrade",
    "ReviewResult",
    "Severity",
    "TargetDraft",
    "TargetRow",
    "UnitPrice",
    "by_name",
    "draft_rule",
    "examine_draft",
    "from_form",
    "place_of",
    "review",
    "review_points",
    "to_form",
]

DRAFT_CATALOGUE: tuple[DraftRule, ...] = (
    house.MISSING_FIELD,
    house.PLACEHOLDER_TEXT,
    house.TOO_SIMPLE,
    rows_missing.RULE,
    satisfaction_missing.RULE,
    cost_missing.RULE,
    column_missing.RULE,
    level_unknown.RULE,
    house.GOAL_CONFLICT,
    goal_uncovered.RULE,
    indicator_unrelated.RULE,
    house.VALUE_UNREADABLE,
    house.WEIGHTS_AS_TARGETS,
    house.DIRECTION_CONFLICT,
    rate_impossible.RULE,
    target_negative.RULE,
    target_vague.RULE,
    two_in_one.RULE,
    name_general.RULE,
    indicator_twice.RULE,
    measure_unset.RULE,
    measure_unfit.RULE,
    month_plan.RULE,
    weight_sum.RULE,
    weight_block.RULE,
    target_zero.RULE,
    below_last_year.RULE,
    cost_beyond.RULE,
    below_money.RULE,
    always_over.RULE,
    always_full.RULE,
)
"""Every rule, by aspect: 完整性, 相关性, 细化程度, 适当性."""

_BY_CODE = {one.code: one for one in DRAFT_CATALOGUE}


def examine_draft(draft: TargetDraft | Form, context: DraftContext) -> tuple[Finding, ...]:
    """Everything worth saying about a draft, in the order of the catalogue; a clean draft gives nothing.

    ``Finding.cell`` is the key of a place of the draft ("goal", "row.3.target"; ``place_of`` reads it).  Pure and fast enough to be
    asked after every cell typed.
    """
    case = prepare(from_form(draft) if isinstance(draft, Form) else draft, context)
    return tuple(finding for one in DRAFT_CATALOGUE for finding in one.find(case))


def draft_rule(code: str) -> DraftRule:
    """The rule with this code; KeyError when there is none."""
    return _BY_CODE[code]
