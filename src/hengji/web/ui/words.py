"""How a number, a date, a missing value is written on a page: two decimals, commas, minus U+2212, "—" for what is not there.

The same words serve templates (as filters, ``hengji.web.ui.environment``) and lists (``hengji.web.ui.listing``).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from hengji.rules.money import WAN, half_up

MISSING = "—"
MINUS = "\N{MINUS SIGN}"
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
HUNDRED = Decimal(100)


def _signed(text: str) -> str:
    return MINUS + text[1:] if text.startswith("-") else text


def yuan(value: Decimal | None) -> str:
    """Yuan with two decimals: 12,400,000.00."""
    return MISSING if value is None else _signed(f"{half_up(value):,.2f}")


def wan(value: Decimal | None) -> str:
    """Yuan written in 万元 with two decimals (the unit stands in the head): 1240.00."""
    return MISSING if value is None else _signed(f"{half_up(value / WAN):,.2f}")


def rate(value: Decimal | None) -> str:
    """A ratio in percent with two decimals, without the sign: 0.4321 → 43.21."""
    return MISSING if value is None else _signed(f"{half_up(value * HUNDRED):.2f}")


def percent(value: Decimal | None) -> str:
    """A ratio in percent, with the sign: 0.4321 → 43.21%."""
    return MISSING if value is None else rate(value) + "%"


def score(value: Decimal | None) -> str:
    """Points or any plain figure with two decimals: 87.50."""
    return yuan(value)


def count(value: int | Decimal | None) -> str:
    """A number of things: 1,240."""
    return MISSING if value is None else _signed(f"{int(value):,d}")


def number(value: Decimal | int | None) -> str:
    """A figure as it was typed, with commas: 12.5 stays 12.5, 1240 becomes 1,240."""
    return MISSING if value is None else _signed(f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}")


def day(value: date | None, year: int | None = None) -> str:
    """07-31 within ``year`` (the page's), 2023-07-31 otherwise."""
    if value is None:
        return MISSING
    value = local(value)
    return f"{value:%m-%d}" if value.year == year else f"{value:%Y-%m-%d}"


def moment(value: datetime | None, year: int | None = None) -> str:
    """08-28 17:42 within ``year``, 2023-08-28 17:42 otherwise; Beijing time."""
    return MISSING if value is None else f"{day(value, year)} {local(value):%H:%M}"


def clock(value: datetime | None) -> str:
    """10:42:18, Beijing time."""
    return MISSING if value is None else f"{local(value):%H:%M:%S}"


def local(value: date) -> date:
    """A point of time as the clock on the wall shows it; a date as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(BEIJING)
    return value


def words(value: object) -> str:
    """Any text; nothing is "—"."""
    return MISSING if value is None or value == "" else str(value)
