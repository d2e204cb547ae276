"""``rate-base``: the stated rate holds, but on another budget column than the form prescribes."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, fund_word, money
from hengji.rules.findings.rates import BASES, bases_that_hold, holds_on
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.money import percent


def find(case: Case) -> Iterator[Finding]:
    """Rows whose rate divides by 到位数, or by 年初 where an adjusted budget is prescribed and filled."""
    form = case.form
    prescribed = form.prescribed_base
    for position, row in enumerate(form.funds):
        budget, executed = row.amount(prescribed), row.executed
        if row.stated_rate is None or not budget or executed is None or case.doubts(position, "executed", *BASES):
            continue
        if holds_on(row, prescribed) or not (holds := bases_that_hold(row)):
            continue
        cell, stated = row.cells.get("stated_rate"), row.texts.get("stated_rate") or percent(row.stated_rate)
        message = (
            f"“{row.label}”填报执行率{stated}{at(cell)}是按{fund_word(form, holds[0])}{money(row.amount(holds[0]) or budget)}计算的，"
            f"应按{fund_word(form, prescribed)}{money(budget)}计算，为{percent(executed / budget)}。"
        )
        yield RULE.warning(row.label, cell, message, f"请以{fund_word(form, prescribed)}为分母重新计算执行率。")


RULE = Rule(
    code="rate-base",
    title="执行率的分母不对",
    problem_class=2,
    severities=(Severity.WARNING,),
    meaning="填报的执行率只在表格规定以外的分母上成立：按到位资金计算，或已填调整后预算数仍按年初预算数计算。",
    basis=f"{MOF_10}（预算执行率以全年预算数为分母）；各表执行率栏",
    example="预算2,646万元、到位672万元、支出672万元，执行率填100%。",
    find=find,
)
