"""``rate-mismatch``: the stated rate is not executed ÷ budget on any base."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, fund_word, money
from hengji.rules.findings.rates import BASES, has_base, holds_on_any
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import Form, FundRow
from hengji.rules.money import percent


def find(case: Case) -> Iterator[Finding]:
    """Every fund row that states a rate and has the amounts for one."""
    for position, row in enumerate(case.form.funds):
        if row.stated_rate is None or row.executed is None or not has_base(row) or case.doubts(position, "executed", *BASES):
            continue
        if not holds_on_any(row):
            yield _finding(case.form, row)


def _finding(form: Form, row: FundRow) -> Finding:
    cell, executed = row.cells.get("stated_rate"), row.executed
    assert executed is not None and row.stated_rate is not None
    worked = "、".join(
        f"按{fund_word(form, column)}{money(budget)}为{percent(executed / budget)}" for column in BASES if (budget := row.amount(column))
    )
    stated = row.texts.get("stated_rate") or percent(row.stated_rate)
    message = f"“{row.label}”填报执行率{stated}{at(cell)}，执行数{money(executed)}，{worked}，均不相符。"
    return RULE.error(row.label, cell, message, "请按“执行数÷预算数”重新计算执行率，或更正执行数、预算数。")


RULE = Rule(
    code="rate-mismatch",
    title="执行率计算错误",
    problem_class=2,
    severities=(Severity.ERROR,),
    meaning="填报的执行率与执行数除以年初预算数、调整后预算数、到位数都对不上（允许按所印位数四舍五入）。",
    basis=f"{MOF_136} 附表（执行率=执行数÷预算数）",
    example="预算100万元、执行50万元，执行率填70%。",
    find=find,
)
