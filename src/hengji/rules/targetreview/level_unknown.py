"""``level-unknown``: a first level that no form has."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

LEVELS = ("成本", "产出", "效益", "满意", "效果", "投入", "过程", "决策", "管理", "履职", "执行")
"""Words of the first levels in use: 财预〔2021〕101号's four, and those of local overall forms (投入、过程、履职…)."""


def find(case: DraftCase) -> Iterator[Finding]:
    """What stands under 一级指标 names none of them."""
    for row in case.rows:
        typed = (row.typed.level1 or "").strip()
        if typed and not any(word in typed for word in LEVELS):
            said = f"“{row.subject}”的一级指标写成“{typed}”，不是规定的类别。"
            yield RULE.error(row.subject, row.at("level1"), said, "请从成本指标、产出指标、效益指标、满意度指标中选。")


RULE = DraftRule(
    code="level-unknown",
    title="一级指标不是规定的类别",
    aspect=Aspect.COMPLETE,
    severities=(Severity.ERROR,),
    meaning="一级指标不是成本、产出、效益、满意度之一。地方部门整体表用的投入、过程、决策、管理、履职等也认。",
    basis=f"{MOF_101}（指标类型，条款待核对）",
    example="一级指标写成“其他一”。",
    find=find,
)
