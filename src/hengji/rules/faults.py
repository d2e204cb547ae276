"""Faults as official papers name them: what is wrong in a few words, then whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hengji.rules.document import Paragraph, Style
from hengji.rules.findings.finding import Finding
from hengji.rules.money import percent
from hengji.rules.results import OVERALL, Examined, RoundResult, asks_unit
from hengji.rules.text import fold_name

SCORING_FAULTS = {
    "weight-sum": "分值合计与规定不符",
    "weights-as-targets": "指标值栏填写了分值",
    "score-mismatch": "指标或预算执行得分与计分规则不符",
    "total-mismatch": "自评总分与各项得分不符",
    "grade-mismatch": "自评等级与总分不符",
}

FAULTS = {
    "missing-field": "必填内容漏填",
    "emphasis-field": "未填写本批次要求说明的阶段、组织实施、资金管理或措施",
    "placeholder-text": "留有模板提示语或占位符",
    "no-indicator": "产出指标或效益指标未填写",
    "too-simple": "目标、原因或措施过于简单",
    "value-unreadable": "填报的数值无法识别",
    "deviation-unexplained": "出现偏差未说明原因",
    "measure-missing": "预计完不成目标未提出改进措施",
    "report-mismatch": "监控表与监控报告数据不符",
    "executed-mismatch": "执行数与支付明细不符",
    "executed-contested": "对执行数有异议而未说明理由",
    "value-doubtful": "填报的数值明显可疑",
    "goal-stale": "总体目标完成情况与指标数据不一致",
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
    "wrong-period": "填报期间与本次监控不符",
    "duplicate-form": "同一对象报送内容不同的监控表",
    **SCORING_FAULTS,
}

_NAMED_MOST = 12


@dataclass(frozen=True, slots=True)
class Named:
    """A finding that may be named, with whose it is."""

    finding: Finding
    unit: str
    object: str
    examined: Examined | None


def named_on(one: Examined, result: RoundResult) -> Iterator[Named]:
    """The adopted findings on a form that its unit has to answer."""
    for finding in one.findings:
        if asks_unit(finding) and result.adopted(finding, one.form):
            yield Named(finding, one.unit, one.object, one)


def named_of_no_form(finding: Finding, examined: Examined | None = None) -> Named:
    """A finding about what did not come; ``examined`` is the object's form where there is one."""
    unit, program = finding.unit or "（未填单位）", finding.program
    whole = examined.form.kind.overall if examined else fold_name(program or unit) == fold_name(unit)
    return Named(finding, unit, OVERALL if whole or not program else program, examined)


def draft_warning(result: RoundResult, what: str) -> str | None:
    """What stands on top of a paper whose findings nobody has gone through, or not all of them; None where all are decided."""
    if result.decisions is None:
        return f"未经核实：本稿所列{what}由系统检查得出，未经人员核实采纳，不得印发。"
    count = result.undecided()
    return f"尚有{count}条错误、疑点未核实，未写入本稿，核实前不得印发。" if count else None


def fault_paragraphs(named: Sequence[Named], words: Mapping[str, str] = FAULTS) -> Iterator[Paragraph]:
    """One numbered paragraph per fault, in the order of ``words``; a fault that has none keeps its message."""
    order = list(words)
    codes = sorted({one.finding.code for one in named}, key=lambda code: (order.index(code) if code in words else len(order), code))
    for number, code in enumerate(codes, 1):
        group = [one for one in named if one.finding.code == code]
        yield Paragraph(Style.BODY, _whose(group), f"{number}.{words.get(code, group[0].finding.message).rstrip('。')}。")


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
