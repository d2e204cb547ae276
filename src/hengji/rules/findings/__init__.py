"""The catalogue of findings (问题目录): one rule, one module, one function; every fault is collected, none stops the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hengji.rules.findings import (
    adjustment_unexplained,
    behind_target,
    boilerplate,
    budget_changed,
    deviation_unexplained,
    direction_conflict,
    duplicate_form,
    executed_mismatch,
    forecast_conflict,
    gap,
    goal_conflict,
    grade_mismatch,
    idle_funds,
    late,
    measure_missing,
    missing_field,
    no_indicator,
    not_submitted,
    over_target,
    overspend,
    placeholder_text,
    rate_base,
    rate_mismatch,
    report_late,
    report_mismatch,
    report_missing,
    score_mismatch,
    slow_spending,
    sum_mismatch,
    target_changed,
    too_simple,
    total_mismatch,
    unit_conflict,
    value_unreadable,
    weight_sum,
    weights_as_targets,
    went_back,
    wrong_period,
)
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.findings.rule import Rule
from hengji.rules.findings.shortfalls import short_rows

__all__ = ["CATALOGUE", "Addressee", "Case", "Finding", "Rule", "Severity", "examine", "explain", "rule"]

CATALOGUE: tuple[Rule, ...] = (
    missing_field.RULE,
    placeholder_text.RULE,
    no_indicator.RULE,
    too_simple.RULE,
    deviation_unexplained.RULE,
    measure_missing.RULE,
    boilerplate.RULE,
    report_mismatch.RULE,
    executed_mismatch.RULE,
    sum_mismatch.RULE,
    rate_mismatch.RULE,
    rate_base.RULE,
    overspend.RULE,
    forecast_conflict.RULE,
    value_unreadable.RULE,
    unit_conflict.RULE,
    direction_conflict.RULE,
    weights_as_targets.RULE,
    weight_sum.RULE,
    score_mismatch.RULE,
    total_mismatch.RULE,
    grade_mismatch.RULE,
    over_target.RULE,
    goal_conflict.RULE,
    adjustment_unexplained.RULE,
    target_changed.RULE,
    budget_changed.RULE,
    wrong_period.RULE,
    not_submitted.RULE,
    late.RULE,
    report_missing.RULE,
    report_late.RULE,
    duplicate_form.RULE,
    went_back.RULE,
    slow_spending.RULE,
    behind_target.RULE,
    gap.RULE,
    idle_funds.RULE,
)
"""Every rule, in the order of the contract."""

_BY_CODE = {one.code: one for one in CATALOGUE}
_STRONGER = {
    "missing-field": ("target-changed", "placeholder-text"),
    "rate-base": ("unit-conflict",),
    "rate-mismatch": ("unit-conflict", "rate-base"),
    "forecast-conflict": ("overspend",),
    "too-simple": ("placeholder-text",),
    "value-unreadable": ("unit-conflict", "placeholder-text"),
}
"""A finding goes where one of these names the same cell (contract, "Precedence")."""
_SLOW = 5
"""The class of the circular that rests on lights and time."""
_OF_THIS_PERIOD = ("executed-mismatch", "went-back")
"""What holds a form's figures against figures of the round's own period."""


def examine(case: Case) -> tuple[Finding, ...]:
    """Everything wrong with one form, in the order of the catalogue, precedence applied.  A clean form gives nothing."""
    known = replace(
        case,
        doubtful_amounts=unit_conflict.doubtful_amounts(case),
        doubtful_rows=unit_conflict.doubtful_rows(case),
        short_rows=short_rows(case),
    )
    found = [finding for one in CATALOGUE if one.find for finding in one.find(known)]
    if wrong_period.of_other_period(case.form, case.round_as_of):
        found = [finding for finding in found if finding.problem_class != _SLOW and finding.code not in _OF_THIS_PERIOD]
    return tuple(_without_weaker(found))


def _without_weaker(found: list[Finding]) -> Iterator[Finding]:
    """Findings less those whose cell a stronger one already names."""
    named = {(finding.code, finding.cell) for finding in found if finding.cell}
    return (finding for finding in found if not any((strong, finding.cell) in named for strong in _STRONGER.get(finding.code, ())))


def rule(code: str) -> Rule:
    """The rule with this code; KeyError when there is none."""
    return _BY_CODE[code]


def explain(code: str) -> str:
    """A rule in Chinese, as ``hengji explain`` prints it; KeyError when there is none."""
    one = rule(code)
    kind = f"通报第{one.problem_class}类" if one.problem_class else "通报的其他类"
    lines = [
        f"{one.code}  {one.title}",
        f"程度：{'、'.join(severity.chinese for severity in one.severities)}（{kind}）",
        f"含义：{one.meaning}",
        f"例：{one.example}",
        f"依据：{one.basis}",
    ]
    if one.parameters:
        lines.append(f"参数：{'、'.join(one.parameters)}（见 hengji rules show）")
    return "\n".join(lines)
