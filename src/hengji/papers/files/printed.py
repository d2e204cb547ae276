"""Values as a clerk sees them: 50.0 → 50, 0.1+0.2 → 0.3, 0.98 in a percent cell → 98 %, dates as ISO."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

_PLACES = 8
"""Digits kept after the point: a fen in 亿元.  What a formula leaves behind them was never printed."""

_SHORT = 9
"""Texts up to this long hold neither dust nor more than ``_PLACES`` decimals."""


def number(value: float) -> str:
    """The shortest text of a number: no trailing zeros, no exponent, no float dust."""
    text = repr(value)
    if len(text) <= _SHORT and "e" not in text:
        return (text[:-2] if text != "-0.0" else "0") if text.endswith(".0") else text
    text = f"{round(value, _PLACES):.15g}"
    if "e" in text:
        text = f"{Decimal(text):f}"
    return "0" if text == "-0" else text


def percent(value: float, decimals: int) -> str:
    """0.98 → 98%, 1.0259 → 102.59%: at least two decimals are looked at even where the format prints none."""
    text = f"{round(value * 100, 10):.{max(decimals, 2)}f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text) + "%"


def clean(text: str) -> str | None:
    """Line breaks as \\n, no NUL; None for an empty cell."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "") or None


def instant(value: dt.datetime) -> str:
    """ISO; the time only where there is one."""
    if value.hour or value.minute or value.second:
        return f"{value:%Y-%m-%d %H:%M}" + (f":{value:%S}" if value.second else "")
    return f"{value:%Y-%m-%d}"


def text_of(value: object) -> str | None:
    """The printed text of what calamine gives for a cell that is no plain string."""
    if value.__class__ is float:
        return number(value)
    if value is True or value is False:
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return clean(str(value))


def rows_of(values: list[list[object]]) -> list[list[str | None]]:
    """A sheet of values as printed text.  Most cells are empty; text of printable signs, as nearly all is, is taken as it is."""
    return [
        [None if v == "" else (v if v.isprintable() else clean(v)) if v.__class__ is str else text_of(v) for v in row] for row in values
    ]


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def percent_format(code: str) -> tuple[int, bool] | None:
    """Decimals and whether the format multiplies by 100, of a number format that prints a percent sign; else None.

    ``0.00%`` → (2, True); ``0"%"`` prints 98 as 98% → (0, False).
    """
    bare = _QUOTED.sub("", code.split(";")[0])
    decimals = len(re.sub(r"[^0#?]", "", bare.partition(".")[2]))
    if "%" in bare:
        return decimals, True
    return (decimals, False) if "%" in code.split(";")[0] and re.search(r"[0#]", bare) else None
