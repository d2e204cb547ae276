"""``overspend``: more was executed than the budget of the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.budgets import approved_budget, base_column, exceeds, parts, quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact, fund_word
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form, FundRow, FundSource
from hengji.rules.money import percent


def find(case: Case) -> Iterator[Finding]:
    """The total row; the rows under it only where the total itself keeps within its budget."""
    position = total_position(case.form)
    if position is not None and (finding := _row(case, position)):
        yield finding
        return
    for part in parts(case.form):
        if part != position and (finding := _row(case, part)):
            yield finding


def limit(case: Case, position: int) -> tuple[str, Decimal, Decimal, bool] | None:
    """The budget of a row: (words, yuan, quantum, whether it is the approved one).  None where the row has none; where both are
    known the larger counts, since a form may print the older one."""
    row = case.form.funds[position]
    column = base_column(row)
    own = row.amount(column) if column else None
    approved = approved_budget(case, row)
    if approved and (own is None or approved[0] >= own):
        return "批复预算数", *approved, True
    if column is None or own is None:
        return None
    return fund_word(case.form, column), own, quantum(row, column), False


def overspent(case: Case, position: int) -> bool:
    """Whether a row's executed amount is above its budget."""
    row, budget = case.form.funds[position], limit(case, position)
    if budget is None or case.doubts(position, "executed", "initial", "adjusted"):
        return False
    return exceeds(row, "executed", budget[1], budget[2])


def _row(case: Case, position: int) -> Finding | None:
    row, budget = case.form.funds[position], limit(case, position)
    if budget is None or row.executed is None or not overspent(case, position):
        return None
    word, yuan, _, approved = budget
    share = f"（{percent(row.executed / yuan)}）" if yuan else ""
    cell = row.cells.get("executed")
    executed, most, more = exact(row.executed, yuan, row.executed - yuan)
    message = f"“{row.label}”执行数{executed}{at(cell)}超过{word}{most}{share}，多{more}。"
    if approved or _all_rows_given(case.form):
        return RULE.error(row.label, cell, message, "请核对执行数；确有追加或结转的，请填写调整后预算数并附批文。")
    return RULE.warning(row.label, cell, message, "请核对基数、是否含结转资金，并说明超出部分的资金来源。")


def _all_rows_given(form: Form) -> bool:
    """Every source of the money stands on the form with budget and executed amount, so nothing can explain the excess."""
    rows = [row for row in form.funds if row.source is not FundSource.TOTAL]
    return bool(rows) and all(_complete(row) for row in rows)


def _complete(row: FundRow) -> bool:
    return row.executed is not None and base_column(row) is not None


RULE = Rule(
    code="overspend",
    title="执行数超过预算数",
    problem_class=2,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="执行数大于同一资金的预算数（有调整后预算数的按调整后）。有批复预算可比，或各资金来源都已填列的为错误；否则可能含结转资金，"
    "为疑点，请核对基数、是否含结转。",
    basis="《预算法》第十三条",
    example="全年预算数329.77万元，执行数338.31万元。",
    find=find,
)
