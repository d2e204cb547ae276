"""``idle-funds``: money lies idle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hengji.rules.findings.budgets import base_column, parts, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.executed_mismatch import paid_by
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, money
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form, FundRow, FundSource, Payment
from hengji.rules.money import percent

_FIX = "请说明资金闲置的原因，加快支付或按规定交回、调剂使用。"


def find(case: Case) -> Iterator[Finding]:
    """Carried-over lines, lines issued long ago with nothing paid, and late in the year much money unspent."""
    as_of = case.judgement.as_of
    if not case.form.kind.monitors or as_of is None:
        return
    yield from _carried_over(case)
    yield from _unpaid(case, as_of)
    if as_of.month >= case.rules.idle_from_month:
        yield from _unspent(case)


def _carried_over(case: Case) -> Iterator[Finding]:
    for position, (row, judged) in enumerate(zip(case.form.funds, case.judgement.funds, strict=True)):
        if _named(case, position) and judged.pace is not None:
            cell, column = row.cells.get("executed"), base_column(row)
            budget = row.amount(column) if column else None
            message = (
                f"结转资金“{row.label}”{money(budget) if budget else ''}执行{money(row.executed or Decimal(0))}{at(cell)}，"
                f"执行率{percent(judged.rate or Decimal(0))}，进度比{percent(judged.pace)}，资金闲置。"
            )
            yield RULE.warning(row.label, cell, message, _FIX)


def _named(case: Case, position: int) -> bool:
    """Whether a row is carried over and slow, which is said of it at any round."""
    judged = case.judgement.funds[position]
    if case.form.funds[position].source is not FundSource.CARRY_OVER or judged.pace is None or judged.light is None:
        return False
    return judged.pace < case.rules.idle_pace and not case.doubts(position, "executed", "initial", "adjusted")


def _unpaid(case: Case, as_of: date) -> Iterator[Finding]:
    """Money issued more than six months ago of which nothing was paid: fund lines that know their issue date, else budget documents
    of the payments export."""
    if any(row.issued for row in case.form.funds):
        yield from (_issued_long_ago(case, row, as_of) for row in case.form.funds if _lies_idle(case, row, as_of))
        return
    lines: dict[tuple[object, ...], list[Payment]] = {}
    for payment in case.payments or ():
        if payment.issued:
            lines.setdefault((payment.document, payment.source, payment.issued), []).append(payment)
    position = total_position(case.form)
    for group in lines.values():
        issued = group[0].issued
        if issued and _months_after(issued, case.rules.idle_months) < as_of and paid_by(tuple(group), as_of) == 0:
            label, cell = _line(case.form, group[0], position)
            named = f"（{group[0].document}）" if group[0].document else ""
            budget = f"{money(group[0].budget)}" if group[0].budget else ""
            message = f"“{label}”{issued}下达的资金{budget}{named}已超过{case.rules.idle_months}个月，截至{as_of}没有支付。"
            yield RULE.warning(label, cell, message, _FIX)


def _lies_idle(case: Case, row: FundRow, as_of: date) -> bool:
    long_ago = row.issued is not None and _months_after(row.issued, case.rules.idle_months) < as_of
    return long_ago and row.source is not FundSource.TOTAL and row.executed == 0 and bool(_budget(row))


def _budget(row: FundRow) -> Decimal | None:
    column = base_column(row)
    return row.amount(column) if column else None


def _issued_long_ago(case: Case, row: FundRow, as_of: date) -> Finding:
    issued = f"“{row.label}”{row.issued}下达的资金{money(_budget(row) or Decimal(0))}"
    message = f"{issued}已超过{case.rules.idle_months}个月，截至{as_of}没有支付。"
    return RULE.warning(row.label, row.cells.get("executed"), message, _FIX)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date.resolution).day
    return date(year, month + 1, min(day.day, last))


def _line(form: Form, payment: Payment, position: int | None) -> tuple[str, str | None]:
    """The fund row that a payment's source names, else the total row."""
    own = next((row for row in form.funds if payment.source and row.source is payment.source), None)
    row = own or (form.funds[position] if position is not None else None)
    return (row.label, row.cells.get("executed")) if row else ("年度资金总额", None)


def _unspent(case: Case) -> Iterator[Finding]:
    """The total where it lies idle; the lines below it where they tell which money does."""
    total, lines = total_position(case.form), parts(case.form)
    whole = _idle(case, total) if total is not None else None
    if total is not None and whole:
        yield _left(case.form.funds[total], *whole)
    idle = {i: left for i in lines if i != total and (left := _idle(case, i))}
    spent = [i for i in lines if i not in idle and case.form.funds[i].executed]
    if whole is None or spent:
        yield from (_left(case.form.funds[i], *left) for i, left in idle.items() if not _named(case, i))


def _idle(case: Case, position: int) -> tuple[Decimal, Decimal] | None:
    """(budget, unspent) of a row in yuan where too much is unspent this late in the year."""
    row = case.form.funds[position]
    column = base_column(row)
    budget = row.amount(column) if column else None
    if not budget or budget < 0 or row.executed is None or case.doubts(position, "executed", "initial", "adjusted"):
        return None
    left = budget - row.executed
    return (budget, left) if left >= case.rules.idle_amount and left >= budget * case.rules.idle_share else None


def _left(row: FundRow, budget: Decimal, left: Decimal) -> Finding:
    cell, done = row.cells.get("executed"), money(row.executed or Decimal(0))
    message = f"“{row.label}”预算{money(budget)}，执行{done}{at(cell)}，尚有{money(left)}（{percent(left / budget)}）未支出。"
    return RULE.warning(row.label, cell, message, _FIX)


RULE = Rule(
    code="idle-funds",
    title="资金闲置",
    problem_class=5,
    severities=(Severity.WARNING,),
    meaning="结转资金的进度比低于0.6（任何批次）；下达超过六个月而分文未付的资金；9月以后，合计或某一资金来源未支出50万元以上且占其预算一半以上。",
    basis="国务院关于盘活财政存量资金的有关规定；按本县确认的规则",
    example="上年结转80万元，7月末支出10万元。",
    parameters=("idle_pace", "idle_months", "idle_from_month", "idle_amount", "idle_share"),
    find=find,
)
