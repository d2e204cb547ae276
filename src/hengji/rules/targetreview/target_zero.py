"""``target-zero``: nothing is promised."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.measures import is_negative
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.values import Operator


def find(case: DraftCase) -> Iterator[Finding]:
    """A number of zero, unless none is what is wanted (安全事故=0, 变动率≤0); ≥0 always."""
    for row in case.rows:
        target = row.target
        if target is None or target.number != 0:
            continue
        if target.operator in (Operator.GE, Operator.GT) or not (_none_wanted(row) or target.operator.limits):
            said = f"“{row.subject}”的指标值为“{target.text}”，不做也能完成。"
            yield RULE.warning(row.subject, row.at("target"), said, "请填写要完成的数；本年不安排的，请删去该指标。")


def _none_wanted(row: Row) -> bool:
    """Bad things by name; a benefit of exactly none is one that prevents something (不发生突发事件)."""
    return is_negative(row.typed.name or "") or row.of("效益") or row.of("成本")


RULE = DraftRule(
    code="target-zero",
    title="指标值为零",
    aspect=Aspect.SOUND,
    severities=(Severity.WARNING,),
    meaning="指标值是0，或写成“≥0”。以没有为目标的（安全事故、投诉等为0，效益指标中“不发生”的，变动率不高于0）不判。",
    basis=f"{MOF_88}（合理可行，条款待核对）",
    example="“新增设备数量”指标值“≥0台”。",
    find=find,
)
