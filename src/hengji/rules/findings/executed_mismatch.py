"""``executed-mismatch``: the executed amount is not what was paid from the same fund lines to the as-of date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hengji.rules.findings.budgets import quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import FundRow, FundSource, Payment
from hengji.rules.money import CENT, equal_at

_NOT_PAID_BY_TREASURY = (FundSource.OTHER, FundSource.CARRY_OVER)


def find(case: Case) -> Iterator[Finding]:
    """The total against all payments; where that agrees, each source the export names against its own."""
    position = total_position(case.form)
    if case.payments is None or position is None or case.doubts(position, "executed"):
        return
    row = case.form.funds[position]
    paid = paid_by(case.payments, case.judgement.as_of)
    if row.executed is None or (not case.payments and not row.executed):
        return
    if not case.payments:
        cell = row.cells.get("executed")
        message = f"“{row.label}”执行数{exact(row.executed)[0]}{at(cell)}，支付明细中没有该项目的支出。"
        yield RULE.error(row.label, cell, message, "请与国库支付数据核对执行数，并核对项目名称、项目代码。")
    elif not any(_agrees(row, paid, other) for other in _without_own_funds(case, position)):
        yield _finding(row, paid, case.judgement.as_of)
    else:
        yield from _by_source(case)


def paid_by(payments: tuple[Payment, ...], as_of: date | None, source: FundSource | None = None) -> Decimal:
    """What was paid in the year up to the date (refunds deducted), of one source or of all; undated amounts count."""
    return sum((p.amount for p in payments if (source is None or p.source is source) and _within(p.paid_on, as_of)), Decimal(0))


def _within(paid_on: date | None, as_of: date | None) -> bool:
    return paid_on is None or as_of is None or (paid_on.year == as_of.year and paid_on <= as_of)


def _without_own_funds(case: Case, position: int) -> Iterator[Decimal]:
    """What of the executed amount need not stand in the export: nothing; or, where the export names no sources,
    the money that is not paid by the treasury (其他资金, 结转)."""
    yield Decimal(0)
    assert case.payments is not None
    named = {payment.source for payment in case.payments if payment.source}
    others = [row.executed for row in case.form.funds if row.source in _NOT_PAID_BY_TREASURY and row.source not in named and row.executed]
    if others:
        yield sum(others, Decimal(0))


def _agrees(row: FundRow, paid: Decimal, elsewhere: Decimal) -> bool:
    assert row.executed is not None
    return equal_at(row.executed - elsewhere, quantum(row, "executed"), paid, CENT)


def _finding(row: FundRow, paid: Decimal, as_of: date | None) -> Finding:
    assert row.executed is not None
    cell, until = row.cells.get("executed"), f"截至{as_of}" if as_of else ""
    more = "多" if row.executed > paid else "少"
    executed, told, difference = exact(row.executed, paid, abs(row.executed - paid))
    message = f"“{row.label}”执行数{executed}{at(cell)}与支付明细{until}的支出{told}不符，{more}{difference}。"
    return RULE.error(row.label, cell, message, "请与国库支付数据核对后更正执行数；有未入账支出的请说明。")


def _by_source(case: Case) -> Iterator[Finding]:
    assert case.payments is not None
    if not case.payments or any(payment.source is None for payment in case.payments):
        return
    sources = [row.source for row in case.form.funds]
    for position, row in enumerate(case.form.funds):
        unique = row.source is not FundSource.TOTAL and sources.count(row.source) == 1
        if (
            unique
            and row.executed is not None
            and any(p.source is row.source for p in case.payments)
            and not case.doubts(position, "executed")
        ):
            paid = paid_by(case.payments, case.judgement.as_of, row.source)
            if not _agrees(row, paid, Decimal(0)):
                yield _finding(row, paid, case.judgement.as_of)


RULE = Rule(
    code="executed-mismatch",
    title="执行数与支付明细不符",
    problem_class=2,
    severities=(Severity.ERROR,),
    meaning="填报的执行数与支付明细（国库支付、指标系统导出）中同一项目、同一资金截至监控时点的支出合计不一致，按两者中较粗的精度比较。"
    "导出未列资金来源时，自筹等其他资金不要求出现在明细中。",
    basis=f"{MOF_136}（以预算执行数据为依据）",
    example="执行数填120万元，支付明细截至7月31日合计100万元。",
    find=find,
)
