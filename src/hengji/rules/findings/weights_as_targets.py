"""``weights-as-targets``: the target column holds the weights."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.approvals import pair
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, indicator_word
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form, IndicatorRow
from hengji.rules.money import plain

_ENOUGH = 3
"""Fewer rows may add to 100 by accident."""


def find(case: Case) -> Iterator[Finding]:
    """Bare numbers that add up to 100, or that are the weights row by row."""
    rows = [row for row in case.form.indicators if not row.scored_only and not row.parent and row.target]
    if not holds_weights(case.form):
        return
    word, cell = indicator_word(case.form, "target"), rows[0].cells.get("target")
    listed = "、".join(plain(row.target.number) for row in rows if row.target and row.target.number is not None)
    message = f"“{word}”一栏{at(cell)}都是没有单位的数字（{listed}），与分值相同或合计为100，疑似把分值填成了指标值。"
    fix = "请在该栏填写带计量单位的年度指标值。"
    approved = pair(case.form, case.approved) if case.approved else None
    if approved and len(approved.same) == len(case.form.indicators) and all(_as_approved(case, i) for i in approved.same):
        yield RULE.for_reviewer(word, cell, message, fix)
    else:
        yield RULE.warning(word, cell, message, fix)


def _as_approved(case: Case, position: int) -> bool:
    row = case.form.indicators[position]
    return bool(case.approved and row.target and any(one.target.number == row.target.number for one in case.approved.indicators))


def holds_weights(form: Form) -> bool:
    """Whether the target column holds weights."""
    rows = [row for row in form.indicators if not row.scored_only and not row.parent and row.target]
    if len(rows) < _ENOUGH or not all(_bare(row) for row in rows):
        return False
    numbers = [row.target.number for row in rows if row.target and row.target.number is not None]
    return sum(numbers, Decimal(0)) == 100 or all(row.weight is not None and row.target and row.target.number == row.weight for row in rows)


def _bare(row: IndicatorRow) -> bool:
    target = row.target
    return target is not None and target.number is not None and not target.unit and not target.signed and target.number > 0


RULE = Rule(
    code="weights-as-targets",
    title="指标值栏填了分值",
    problem_class=None,
    severities=(Severity.WARNING,),
    meaning="指标值一栏都是没有单位、没有符号的数字，合计恰为100，或逐行与分值相同。",
    basis="各表指标值栏填表说明",
    example="指标值依次为20、20、10、10、10、10、20。",
    find=find,
)
