"""``measure-unfit``: the measure chosen cannot be that of this target."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.measures import Measure
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import Aspect, DraftRule
from hengji.rules.values import Operator, names_a_date, outsized_words

_COUNTED = (Measure.CUMULATIVE, Measure.LEVEL, Measure.CEILING)


def find(case: DraftCase) -> Iterator[Finding]:
    """Words measured as numbers, numbers as words, a floor as a limit, a limit as something that adds up, a node without a date."""
    for row in case.rows:
        if row.typed.measure is not None and row.target is not None and (why := _why(row)):
            said = f"“{row.subject}”的计量方式为“{row.typed.measure.chinese}”，但{why}。"
            guess = f"如“{row.inferred.measure.chinese}”" if row.inferred and row.inferred.measure is not row.typed.measure else ""
            yield RULE.warning(row.subject, row.at("measure"), said, f"请改选计量方式{guess}，或更正指标值。")


def _why(row: Row) -> str | None:
    target, measure = row.target, row.typed.measure
    assert target is not None
    number = target.number is not None or target.low is not None
    if measure in _COUNTED and not number:
        return f"指标值“{target.text[:20]}”{outsized_words(target.text) or '不是数字'}"
    if measure is Measure.QUALITATIVE and number:
        return f"指标值“{target.text}”是数字"
    if measure is Measure.MILESTONE and not names_a_date(target):
        return f"指标值“{target.text}”没有写明完成时间"
    return _against_sign(row)


def _against_sign(row: Row) -> str | None:
    target, measure = row.target, row.typed.measure
    assert target is not None
    if measure is Measure.CEILING and target.operator in (Operator.GE, Operator.GT):
        return f"指标值“{target.text}”写的是不低于"
    if measure is Measure.CUMULATIVE and target.operator.limits:
        return f"指标值“{target.text}”是上限"
    return None


RULE = DraftRule(
    code="measure-unfit",
    title="计量方式与指标值不符",
    aspect=Aspect.REFINED,
    severities=(Severity.WARNING,),
    meaning="累计、比率、控制型的指标值不是数字；定性的是数字；节点型没有完成时间；控制型写成“≥”；累计型写成“≤”。",
    basis="通行做法，非法规（计量方式随绩效目标批复，监控按此判断）",
    example="“竣工验收”选了节点型，指标值为“按期完成”。",
    find=find,
)
