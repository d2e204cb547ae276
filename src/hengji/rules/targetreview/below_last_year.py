"""``below-last-year``: less is promised than was done last year (or a limit is looser than what was needed)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.indicators import amount, target_text
from hengji.rules.money import wan
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.units import convert


def find(case: DraftCase) -> Iterator[Finding]:
    """Rows of last year's names whose number falls short of last year's actual; a notice where the money fell as much."""
    for row in case.rows:
        last = case.context.last_actuals.get(row.key) if row.key else None
        if last is None or row.target is None or row.target.number is None:
            continue
        before = convert(last.number, last.unit, row.target.unit)
        if before is None or before <= 0 or not _soft(row, before, case.rules.soft_target):
            continue
        less = _money_fell(case, row.target.number / before)
        word = "，比上年实际放宽" if row.ceiling else "，低于上年实际"
        said = f"“{row.subject}”上年实际完成{amount(before, row.target.unit)}，本年指标值为{target_text(row.target)}{word}{less}。"
        fix = "请不低于上年实际设定；确因任务或资金减少的，请在设定依据栏写明。"
        yield RULE.at(Severity.NOTICE if less else Severity.WARNING, row.subject, row.at("target"), said, fix)


def _soft(row: Row, before: Decimal, share: Decimal) -> bool:
    """Short of last year by more than the rule set allows; of a limit the other way round."""
    assert row.target is not None and row.target.number is not None
    number = row.target.number
    return number * share > before if row.ceiling else number < before * share


def _money_fell(case: DraftCase, ratio: Decimal) -> str:
    """The words where the money fell at least as much as the target, so that the lower target is its consequence."""
    now, before = case.draft.amount, case.context.last_amount
    if now is None or not before or ratio >= 1 or now / before > ratio:
        return ""
    return f"；资金也由{wan(before)}万元减为{wan(now)}万元"


RULE = DraftRule(
    code="below-last-year",
    title="低于上年实际",
    aspect=Aspect.SOUND,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="指标值不到上年实际完成值的规定比例；上限类指标（成本、时限）比上年实际放宽同样多的也算。资金减少得更多的，仅作提示。上年没有同名指标或单位不能换算的不判。",
    basis=f"{MOF_88}（合理可行、相应匹配，条款待核对）",
    example="上年实际硬化12公里，本年资金不变，指标值为“≥10公里”。",
    parameters=("soft_target",),
    find=find,
)
