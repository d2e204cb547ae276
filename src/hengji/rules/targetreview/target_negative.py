"""``target-negative``: less than nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule
from hengji.rules.units import is_percent

_SIGNED = re.compile("变动|增减|增长|增速|增幅|下降|降低|减少|偏差|温差|温度|气温|海拔|盈亏|结余|差额|净")


def find(case: DraftCase) -> Iterator[Finding]:
    """A count, an amount or a time below zero, where the name speaks of no change and no balance (rates: ``rate-impossible``)."""
    for row in case.rows:
        target = row.target
        if target is None or target.number is None or target.number >= 0 or is_percent(target.unit):
            continue
        if not _SIGNED.search(row.typed.name or ""):
            said = f"“{row.subject}”的指标值为“{target.text}”，数量、金额、时间不会是负数。"
            yield RULE.error(row.subject, row.at("target"), said, "请核对指标值，去掉负号；表示减少的，请在指标名称中写明。")


RULE = DraftRule(
    code="target-negative",
    title="指标值为负数",
    aspect=Aspect.REFINED,
    severities=(Severity.ERROR,),
    meaning="数量、金额、时间类指标的指标值小于0。名称写明变动、增减、下降、结余等的不判。",
    basis=f"{MOF_101}（指标值应当可以实现，条款待核对）",
    example="“受益学生人数”指标值“≥-500人”。",
    find=find,
)
