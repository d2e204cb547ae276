"""Approved plans by months (分月计划): accumulated values at the ends of months, and what they ask for on a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import lru_cache

from hengji.rules.units import convert
from hengji.rules.values import ActualKind, Target, read_actual

Plan = tuple[Decimal | None, ...]
"""Twelve values in the target's unit; a month left blank has that of the month before, None where nothing was planned yet."""

_MONTHS = 12


@lru_cache(maxsize=8192)
def read_plan(months: tuple[str, ...], target: Target) -> Plan | None:
    """The plan as approved, from its texts; None where there is none, or one of its cells is no number in the target's unit."""
    if target.number is None or not any(text.strip() for text in months):
        return None
    plan: list[Decimal | None] = []
    last: Decimal | None = None
    for text in (*months, *("",) * _MONTHS)[:_MONTHS]:
        if text.strip():
            last = _number(text, target)
            if last is None:
                return None
        plan.append(last)
    return tuple(plan)


def _number(text: str, target: Target) -> Decimal | None:
    actual = read_actual(text, target=target)
    if actual is None or actual.kind is not ActualKind.NUMBER or actual.number is None:
        return None
    return convert(actual.number, actual.unit or target.unit, target.unit)


def planned_at(plan: Plan, day: date) -> Decimal | None:
    """What is planned to be reached by the end of a day: between two ends of months pro rata by days, from nothing in January on.
    None before the first month with a value."""
    end = plan[day.month - 1]
    if end is None:
        return None
    start = (plan[day.month - 2] if day.month > 1 else None) or Decimal(0)
    days = monthrange(day.year, day.month)[1]
    return end if day.day == days else start + (end - start) * day.day / days
