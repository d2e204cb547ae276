"""Faults as official papers name them: what is wrong in a few words, then whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hengji.rules.document import Paragraph, Style
from hengji.rules.findings.finding import Finding
from hengji.rules.money import percent
from hengji.rules.results import Examined

FAULTS = {
    "missing-field": "必填内容漏填",
    "placeholder-text": "留有模板提示语或占位符",
    "no-indicator": "产出指标或效益指标未填写",
    "too-simple": "目标、原因或措施过于简单",
    "value-unreadable": "填报的数值无法识别",
    "deviation-unexplained": "出现偏差未说明原因",
    "measure-missing": "预计完不成目标未提出改进措施",
    "report-mismatch": "监控表与监控报告数据不符",
    "executed-mismatch": "执行数与支付明细不符",
    "sum-mismatch": "分项合计与总数不符",
    "rate-mismatch": "执行率与执行数、预算数对应不上",
    "rate-base": "执行率计算基数不符合表式要求",
    "overspend": "执行数超过预算数",
    "forecast-conflict": "全年预计数与已完成数矛盾",
    "unit-conflict": "计量单位或金额单位有误",
    "direction-conflict": "指标符号与指标方向矛盾",
    "goal-conflict": "年度目标与绩效指标数据矛盾",
    "adjustment-unexplained": "预算调整未说明原因",
    "went-back": "累计数低于上期",
    "not-submitted": "未报送监控表",
    "late": "逾期报送监控表",
    "report-missing": "未报送监控报告",
    "report-late": "逾期报送监控报告",
    "target-changed": "绩效目标与批复不一致",
    "budget-changed": "预算数与批复不一致",
    "slow-spending": "支出进度缓慢",
    "behind-target": "绩效指标明显滞后",
    "gap": "指标完成与资金支出不匹配",
    "idle-funds": "资金闲置或结转结余偏大",
}

_NAMED_MOST = 12


@dataclass(frozen=True, slots=True)
class Named:
    """A finding that may be named, with whose it is."""

    finding: Finding
    unit: str
    object: str
    examined: Examined | None


def fault_paragraphs(named: Sequence[Named], words: Mapping[str, str] = FAULTS) -> Iterator[Paragraph]:
    """One numbered paragraph per fault, in the order of ``words``; a fault that has none keeps its message."""
    order = list(words)
    codes = sorted({one.finding.code for one in named}, key=lambda code: (order.index(code) if code in words else len(order), code))
    for number, code in enumerate(codes, 1):
        group = [one for one in named if one.finding.code == code]
        yield Paragraph(Style.BODY, _whose(group), f"{number}.{words.get(code, group[0].finding.message)}。")


def _whose(group: Sequence[Named]) -> str:
    """涉及 … with each unit and its objects; where there are many, the first dozen units stand for them."""
    by_unit = [(unit, list(ones)) for unit, ones in groupby(sorted(group, key=lambda one: one.unit), key=lambda one: one.unit)]
    objects = {(one.unit, one.object) for one in group}
    parts = [unit + "、".join(_objects(ones)) for unit, ones in by_unit[:_NAMED_MOST]]
    more = "等" if len(by_unit) > _NAMED_MOST else ""
    return f"涉及{len(by_unit)}家单位{len(objects)}个对象：{'；'.join(parts)}{more}。"


def _objects(ones: Iterable[Named]) -> Iterator[str]:
    """Each object of a unit once, with the figure or the names the fault is about."""
    for name, group in groupby(sorted(ones, key=lambda one: one.object), key=lambda one: one.object):
        details = list(dict.fromkeys(detail for one in group if (detail := _detail(one))))
        bracket = f"（{'、'.join(details[:3])}{'等' if len(details) > 3 else ''}）" if details else ""
        yield (quoted(name) if name else "") + bracket


def _detail(named: Named) -> str | None:
    """The execution rate for slow spending, the indicator for a changed, lagging or wrongly scored one."""
    finding, one = named.finding, named.examined
    if finding.code in ("slow-spending", "gap", "overspend") and one and one.judgement.execution.rate is not None:
        return f"执行率{percent(one.judgement.execution.rate)}"
    return finding.subject if finding.code in ("target-changed", "behind-target", "score-mismatch") else None


def quoted(name: str) -> str:
    """A name in quotes; quotes inside become single ones (GB/T 15834)."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"
