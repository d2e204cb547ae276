"""``unit-conflict``: figures in units that cannot be compared, or 元 typed under 万元."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.findings.case import Case
from hengji.rules.findings.executed_mismatch import paid_by
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, at, exact, fund_word, indicator_word, quoted
from hengji.rules.findings.rates import bases_that_hold
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import AMOUNT_COLUMNS, Form, FundRow, FundSource, IndicatorRow
from hengji.rules.money import WAN, half_up
from hengji.rules.units import convert, incomparable
from hengji.rules.values import Actual

_MORE_THAN_ANY = Decimal(10) ** 10
"""100 亿元: no single object of a county; such an amount is 元 typed under 万元."""


@dataclass(frozen=True, slots=True)
class _Off:
    """An amount that is off by a unit, against what."""

    position: int
    column: str
    against: str
    other: Decimal


def find(case: Case) -> Iterator[Finding]:
    """Fund rows first, one finding a row, then indicators; ``examine`` has found out already which are in doubt."""
    rows: dict[int, list[_Off]] = {}
    for off in _off_amounts(case) if case.doubtful_amounts else ():
        rows.setdefault(off.position, []).append(off)
    for position, offs in rows.items():
        yield _fund_finding(case.form, case.form.funds[position], offs)
    for row in (case.form.indicators[position] for position in sorted(case.doubtful_rows)):
        if words := _conflict(case, row):
            cell = row.cells.get("actual")
            yield RULE.error(row.subject, cell, f"“{row.subject}”{words}。", "请按年度指标值的计量单位更正实际完成值。")


def doubtful_amounts(case: Case) -> frozenset[tuple[int, str]]:
    """The (fund row, column) pairs on which no other rule may build."""
    return frozenset((off.position, off.column) for off in _off_amounts(case))


def doubtful_rows(case: Case) -> frozenset[int]:
    """The indicator rows whose actual cannot be held against the target."""
    return frozenset(i for i, row in enumerate(case.form.indicators) if _conflict(case, row))


# ---- fund amounts


def _off_amounts(case: Case) -> Iterator[_Off]:
    factor, seen = case.rules.unit_factor, set()
    for off in (*_against_references(case, factor), *_within_rows(case, factor)):
        if (off.position, off.column) not in seen:
            seen.add((off.position, off.column))
            yield off


def _far(a: Decimal, b: Decimal, factor: Decimal) -> bool:
    """Whether one amount is ``factor`` times the other or more.  Zero is never far from anything."""
    small, large = sorted((abs(a), abs(b)))
    return small > 0 and large >= small * factor


def _against_references(case: Case, factor: Decimal) -> Iterator[_Off]:
    """The total row against approved budget, roster and payments."""
    position = next((i for i, row in enumerate(case.form.funds) if row.source is FundSource.TOTAL), None)
    if position is None:
        return
    row = case.form.funds[position]
    for column, words, other in _references(case, row):
        value = row.amount(column)
        if value and other and _far(value, other, factor):
            yield _Off(position, column, words, other)


def _references(case: Case, row: FundRow) -> Iterator[tuple[str, str, Decimal | None]]:
    approved, listed = case.approved, case.roster.budget if case.roster else None
    if approved:
        yield "initial", "批复预算数", approved.initial
        yield "adjusted", "批复的调整后预算数", approved.adjusted
    if listed and row.initial and not (row.adjusted and not _far(row.adjusted, listed, case.rules.unit_factor)):
        yield "initial", "花名册所列预算数", listed
    if case.payments:
        yield "executed", "支付明细合计", paid_by(case.payments, case.judgement.as_of)


def _within_rows(case: Case, factor: Decimal) -> Iterator[_Off]:
    form = case.form
    for position, row in enumerate(form.funds):
        given = sorted((abs(value), column) for column in AMOUNT_COLUMNS if (value := row.amount(column)))
        if len(given) < 2 or given[-1][0] < given[0][0] * factor:
            continue
        split = next((i for i in range(1, len(given)) if given[i][0] >= given[i - 1][0] * factor), None)
        if split is not None:
            yield from _culprits(case, position, given[:split], given[split:])


def _culprits(case: Case, position: int, low: list[tuple[Decimal, str]], high: list[tuple[Decimal, str]]) -> Iterator[_Off]:
    """Of two groups of amounts 1,000 times apart the one a reference bears out is right; else the larger group is, unless
    it is more than any county spends; of equal ones, under 万元 the small amounts (元 typed), under 元 the large ones
    (万元 typed).  A payment that is merely small is no fault."""
    form = case.form
    if [column for _, column in low] == ["executed"] and _merely_small(form, form.funds[position], len(high)):
        return
    known = _borne_out(case, position)
    if any(column in known for _, column in (*low, *high)):
        large_wrong = any(column in known for _, column in low)
    else:
        fewer = len(high) < len(low) or (len(high) == len(low) and form.amount_unit >= WAN)
        large_wrong = fewer or high[-1][0] >= _MORE_THAN_ANY
    wrong, right = (high, low) if large_wrong else (low, high)
    other, column = right[0]
    for _, bad in wrong:
        yield _Off(position, bad, f"同行{fund_word(form, column)}", other)


def _borne_out(case: Case, position: int) -> set[str]:
    """The columns of the total row that agree, at least in their order, with what was approved, listed or paid."""
    row = case.form.funds[position]
    if row.source is not FundSource.TOTAL:
        return set()
    factor = case.rules.unit_factor
    given = ((column, row.amount(column), other) for column, _, other in _references(case, row))
    return {column for column, value, other in given if value and other and not _far(value, other, factor)}


def _merely_small(form: Form, row: FundRow, budgets: int) -> bool:
    """Little was spent: the stated rate says so too, or none is stated and under 万元 nobody types too little."""
    if row.stated_rate is not None:
        return bool(bases_that_hold(row))
    return budgets >= 2 and form.amount_unit >= WAN


def _fund_finding(form: Form, row: FundRow, offs: list[_Off]) -> Finding:
    told = "；".join(_told(form, row, off) for off in offs)
    unit = "万元" if form.amount_unit >= WAN else "元"
    message = f"“{row.label}”{told}，疑为金额单位填错（本表以{unit}为单位）。"
    cell = row.cells.get(offs[0].column) or row.cell
    return RULE.error(row.label, cell, message, f"请核对金额单位，按{unit}填列。")


def _told(form: Form, row: FundRow, off: _Off) -> str:
    value = row.amount(off.column) or Decimal(0)
    times = max(abs(value), abs(off.other)) / min(abs(value), abs(off.other))
    cell = at(row.cells.get(off.column))
    here, there = exact(value, off.other)
    return f"{fund_word(form, off.column)}{here}{cell}与{off.against}{there}相差约{half_up(times, 0):,f}倍"


# ---- indicators


def _conflict(case: Case, row: IndicatorRow) -> str | None:
    """What is wrong between the target's unit and the actual's, in words; None where nothing is."""
    target, actual = row.target, row.actual
    if target is None or actual is None or actual.number is None or not target.unit:
        return None
    if actual.unit and actual.unit != target.unit and incomparable(target.unit, actual.unit):
        wrong = f"以“{actual.unit}”计，计量单位无法比较"
        return f"年度指标值{quoted(aim(row))}以“{target.unit}”计，{_said(case.form, row, actual)}{wrong}"
    if target.number is None or "元" not in target.unit:
        return None
    value = convert(actual.number, actual.unit or target.unit, target.unit)
    if value is not None and _far(value, target.number, case.rules.unit_factor):
        wrong = f"，相差{case.rules.unit_factor}倍以上，疑为金额单位填错"
        return f"年度指标值{quoted(aim(row))}，{_said(case.form, row, actual)}{wrong}"
    return None


def _said(form: Form, row: IndicatorRow, actual: Actual) -> str:
    return f"{indicator_word(form, 'actual')}{quoted(actual.text)}{at(row.cells.get('actual'))}"


RULE = Rule(
    code="unit-conflict",
    title="计量单位或金额单位有误",
    problem_class=2,
    severities=(Severity.ERROR,),
    meaning="实际完成值与年度指标值的计量单位不能比较；金额类指标的完成值与目标相差1000倍以上；资金金额与花名册、批复预算、支付明细或同行其他栏相差"
    "1000倍以上（如在以万元为单位的栏目填了元）。零不作比较。该金额不再参与执行率、超预算、预计数等其他检查。",
    basis="各表“单位：万元”",
    example="年初预算数120万元，执行数栏填“600000”。",
    parameters=("unit_factor",),
    find=find,
)
