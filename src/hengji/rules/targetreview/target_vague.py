"""``target-vague``: a target in words that nobody can measure, with nothing that would show it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.values import Operator

_VAGUE = re.compile(
    "明显|显著|有效|进一步|逐步|大幅|不断|持续|充分|较好|良好|很好|一定|稳步|切实|全面|提升|提高|改善|加强|增强|促进|推动|推进|优化|完善|保障|减少|增加|长期|好转"
)
_MUST_COUNT = {"数量": "数量指标必须写数字", "时效": "时效指标应写明时间", "成本": "成本指标应写明金额或比例"}
_FIXES = {
    "数量": "请写明数量和单位（例：≥12公里）。",
    "时效": "请写明完成时间或及时率（例：12月底前、≥95%）。",
    "成本": "请写明金额上限（例：≤10万元/公里）。",
}


def find(case: DraftCase) -> Iterator[Finding]:
    """Words under 数量, 时效, 成本 always; elsewhere vague words without evidence or ground."""
    for row in case.rows:
        if row.target is None or not _in_words(row):
            continue
        kind = next((word for word in _MUST_COUNT if word in (row.typed.level2 or "")), None)
        if kind:
            said = f"“{row.subject}”的指标值“{row.target.text}”不是可以计量的值，{_MUST_COUNT[kind]}。"
            grave = Severity.ERROR if kind == "数量" else Severity.WARNING
            yield RULE.at(grave, row.subject, row.at("target"), said, _FIXES[kind])
        elif (word := _VAGUE.search(row.target.text)) and not _grounded(row):
            said = f"“{row.subject}”的指标值“{row.target.text}”过于笼统（“{word.group()}”），没有写明依据什么判断。"
            fix = "请改为可以计量的指标（可从指标库按领域选用）；确需定性的，请在佐证材料栏写明用什么证明、达到什么程度。"
            yield RULE.warning(row.subject, row.at("target"), said, fix)


def _in_words(row: Row) -> bool:
    """A target that is neither number, interval nor date."""
    target = row.target
    if target is None or target.operator is not Operator.TEXT or target.low is not None or target.high is not None:
        return False
    return target.deadline is None and not re.search(r"\d", target.text)


def _grounded(row: Row) -> bool:
    return bool((row.typed.evidence or "").strip() or (row.typed.basis or "").strip())


RULE = DraftRule(
    code="target-vague",
    title="指标值过于笼统",
    aspect=Aspect.REFINED,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="数量指标的指标值是文字的为错误，时效、成本指标的为疑点；其他指标的指标值只是“明显提升、有效改善”之类而没有写明佐证材料或设定依据的为疑点。写明佐证的定性指标不判。",
    basis=f"{MOF_88}（细化量化；不能量化的应有依据可衡量，条款待核对）",
    example="“群众出行条件”指标值“明显改善”，佐证材料空白。",
    find=find,
)
