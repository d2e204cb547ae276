"""``weight-sum``, of a draft: the points of all rows do not make what the rule set leaves for indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.money import plain
from hengji.rules.scoring.counting import slack
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_FULL = Decimal(100)


def find(case: DraftCase) -> Iterator[Finding]:
    """Points below or at zero row by row; the sum once every row has its points (``column-missing`` asks for those that have none)."""
    for row in case.rows:
        if row.typed.weight is not None and row.typed.weight <= 0:
            said = f"“{row.subject}”的分值为{plain(row.typed.weight)}，应大于0。"
            yield RULE.error(row.subject, row.at("weight"), said, "请填写大于0的分值；不考核的指标请删去。")
    weights = [row.typed.weight for row in case.rows if row.typed.weight is not None]
    if not weights or len(weights) < len(case.rows):
        return
    added, wanted = sum(weights, Decimal(0)), _FULL - case.rules.target_execution_weight
    if abs(added - wanted) > slack(weights):
        apart = f"{'多' if added > wanted else '少'}{plain(abs(added - wanted))}分"
        kept = f"（另留预算执行率{plain(case.rules.target_execution_weight)}分）" if case.rules.target_execution_weight else ""
        said = f"各指标分值合计{plain(added)}分，应为{plain(wanted)}分{kept}，{apart}。"
        yield RULE.error("分值", Place("weight"), said, f"请调整各指标分值，使合计为{plain(wanted)}分。")


RULE = DraftRule(
    code="weight-sum",
    title="分值合计不对",
    aspect=Aspect.REFINED,
    severities=(Severity.ERROR,),
    meaning="各指标分值合计不是100减去为预算执行率预留的分值；有一行没有分值的不判合计；分值不大于0的逐行指出。",
    basis=MOF_101,
    example="规则集预留预算执行率10分，各指标分值合计95分。",
    parameters=("target_execution_weight",),
    find=find,
)
