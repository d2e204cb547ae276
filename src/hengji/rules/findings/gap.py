"""``gap``: money and results run apart."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.budgets import total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import object_name
from hengji.rules.findings.rule import Rule
from hengji.rules.money import half_up, percent


def find(case: Case) -> Iterator[Finding]:
    """The judgement's gap against the rule set's points; resting on a guess it is a notice."""
    judgement = case.judgement
    gap, position = judgement.gap, total_position(case.form)
    if gap is None or abs(gap) <= case.rules.gap_points:
        return
    if position is not None and case.doubts(position, "executed", "initial", "adjusted"):
        return
    rate = judgement.execution.rate
    ahead = "目标实现程度高于预算执行率" if gap > 0 else "目标实现程度低于预算执行率"
    figures = f"（{percent(rate + gap)}与{percent(rate)}）" if rate is not None else ""
    points, allowed = half_up(abs(gap) * 100, 2), half_up(case.rules.gap_points * 100, 0)
    message = f"{ahead}{points}个百分点{figures}，超过{allowed}个百分点。"
    severity = Severity.NOTICE if judgement.gap_guessed else Severity.WARNING
    yield RULE.at(severity, object_name(case.form), None, message, "请核实完成情况和支付情况，说明两者不一致的原因。")


RULE = Rule(
    code="gap",
    title="目标实现程度与预算执行率偏差过大",
    problem_class=5,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="累计型指标和已到期节点的年度实现程度（按权重）与预算执行率之差超过规定的百分点；这些指标的权重不足三成的不判，全凭推测的只作提示。",
    basis="川财绩〔2025〕10号；其他地方按本县确认的规则",
    example="执行率90%，目标实现程度50%。",
    parameters=("gap_points", "gap_min_weight"),
    find=find,
)
