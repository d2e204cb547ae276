"""``rate-impossible``: a rate that cannot be, or a ratio typed under a percent sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.money import plain
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule
from hengji.rules.units import is_percent
from hengji.rules.values import Operator

_OPEN = re.compile(
    "增长|增速|增幅|提高|提升|增加|周转|收益|回报|利润|产出率|变动|上升|下降|降低|减少|负债|超额|增产|投入产出|偏差|浮动|生长"
)
_PER = re.compile("‰|千分")


def find(case: DraftCase) -> Iterator[Finding]:
    """Above 100 %, more than 100 %, below zero; then 0.95 under %."""
    for row in case.rows:
        target = row.target
        if target is None or target.number is None or not is_percent(target.unit) or _PER.search(target.unit or ""):
            continue
        if (why := _impossible(row)) is not None:
            said = f"“{row.subject}”的指标值为“{target.text}{'' if '%' in target.text else '%'}”，{why}。"
            yield RULE.error(row.subject, row.at("target"), said, "请核对指标值；最高就是100%的，写“=100%”或“≥95%”之类能达到的值。")
        elif 0 < target.number <= 1 and not _OPEN.search(row.typed.name or "") and not row.ceiling:
            said = f"“{row.subject}”的指标值为{plain(target.number)}%，不到或只有百分之一，疑把比例当百分数填写。"
            yield RULE.warning(
                row.subject, row.at("target"), said, f"如指{plain(target.number * 100)}%，请填{plain(target.number * 100)}，单位“%”。"
            )


def _impossible(row: Row) -> str | None:
    target = row.target
    assert target is not None and target.number is not None
    if _OPEN.search(row.typed.name or ""):
        return None
    if target.number < 0:
        return "比率不会是负数"
    if target.number > 100:
        return "超过100%，这类比率最高为100%"
    return "要求大于100%，不可能达到" if target.number == 100 and target.operator is Operator.GT else None


RULE = DraftRule(
    code="rate-impossible",
    title="比率不可能达到",
    aspect=Aspect.REFINED,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="合格率、覆盖率、满意度等最高为100%的指标，指标值超过100%、大于100%或为负数；不大于1的百分数疑为把比例（0.95）当百分数填写。增长率、提高幅度等可以超过100%的不判。"
    "“≥100%”另由“指标方向与符号矛盾”提示。",
    basis=f"{MOF_101}（指标值应当可以实现，条款待核对）",
    example="“设备验收合格率”指标值“≥120%”。",
    find=find,
)
