"""Whether a stated rate follows from the amounts beside it, on which budget column, rounded as printed."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.findings.budgets import quantum
from hengji.rules.forms import FundRow
from hengji.rules.money import CENT, rate_quantum

_HALF, _NOTHING = Decimal("0.5"), Decimal(0)
_AS_PRINTED = (Decimal(1),)
_AS_PERCENT = (Decimal(1), CENT)
_AS_RATIO = (Decimal(1), Decimal(100), CENT)
BASES = ("initial", "adjusted", "received")


def bases_that_hold(row: FundRow) -> list[str]:
    """The budget columns on which the stated rate is executed ÷ budget."""
    return [column for column in BASES if holds_on(row, column)]


def holds_on_any(row: FundRow) -> bool:
    """Whether the stated rate is executed ÷ any budget of the row."""
    return any(holds_on(row, column) for column in BASES)


def has_base(row: FundRow) -> bool:
    return any(row.amount(column) for column in BASES)


def holds_on(row: FundRow, column: str) -> bool:
    """The rate may be rounded or cut off at its last printed digit, and the amounts are themselves rounded as printed.
    A column that holds 0.86 under 执行率(%) or 86 without % is taken either way."""
    budget, executed, stated = row.amount(column), row.executed, row.stated_rate
    if budget is None or executed is None or stated is None or budget <= 0:
        return False
    slack_budget, slack = quantum(row, column) * _HALF, quantum(row, "executed") * _HALF if executed else _NOTHING
    least, most = executed - slack, executed + slack
    small, large = budget - slack_budget, budget + slack_budget
    if small <= 0:
        small, most = budget, executed
    step = rate_quantum(row.texts.get("stated_rate"))
    lowest, highest = (stated - step * _HALF) * small, (stated + step) * large
    return any(lowest * scale <= most and least < highest * scale for scale in _scales(stated, step))


def _scales(stated: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    """The sizes the printed figure may be meant in."""
    if not stated:
        return _AS_PRINTED
    return _AS_RATIO if step * 100 <= CENT else _AS_PERCENT
