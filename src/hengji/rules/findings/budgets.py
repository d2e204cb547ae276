"""The budget a fund row may spend, and which rows are parts of the total."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.findings.case import Case
from hengji.rules.forms import Form, FundRow, FundSource
from hengji.rules.money import CENT, equal_at


def total_position(form: Form) -> int | None:
    """Where the total row stands; of a form with a single fund row that one."""
    found = next((i for i, row in enumerate(form.funds) if row.source is FundSource.TOTAL), None)
    return 0 if found is None and len(form.funds) == 1 else found


def base_column(row: FundRow) -> str | None:
    """The budget column in force: the adjusted one where it is filled, else the initial one."""
    return next((column for column in ("adjusted", "initial") if row.amount(column) is not None), None)


def quantum(row: FundRow, column: str) -> Decimal:
    """The yuan worth of the last digit printed in a cell; a cent where it is not known."""
    return row.quantum.get(column, CENT)


def exceeds(row: FundRow, column: str, limit: Decimal, limit_quantum: Decimal) -> bool:
    """Whether an amount is above a limit at the coarser printed precision."""
    value = row.amount(column)
    return value is not None and value > limit and not equal_at(value, quantum(row, column), limit, limit_quantum)


def approved_budget(case: Case, row: FundRow) -> tuple[Decimal, Decimal] | None:
    """The approved budget now in force for the total row (yuan, quantum): the adjusted one, else, where the form
    does not print an adjusted one of its own, the initial one."""
    approved = case.approved
    if approved is None or row.source is not FundSource.TOTAL:
        return None
    if approved.adjusted is not None:
        return approved.adjusted, approved.quantum.get("adjusted", CENT)
    if approved.initial is not None and row.adjusted is None:
        return approved.initial, approved.quantum.get("initial", CENT)
    return None


def parts(form: Form) -> list[int]:
    """The rows under the total."""
    return [i for i, row in enumerate(form.funds) if row.source is not FundSource.TOTAL]
