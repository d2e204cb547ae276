"""A rate drawn against time progress: how long the bar is and which colour it has."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from markupsafe import Markup, escape

SLOW, BAD = Decimal("0.80"), Decimal("0.60")
"""Shares of time progress under which a bar turns yellow, red.  The look only: lights are judged by ``hengji.rules``."""

_FULL, _NOTHING = Decimal(100), Decimal(0)


def tone(ratio: Decimal, progress: Decimal | None) -> str:
    """The class of a bar: "" keeps up, "is-slow" is under 0.80 of time progress, "is-bad" under 0.60."""
    if progress is None or ratio >= progress * SLOW:
        return ""
    return "is-bad" if ratio < progress * BAD else "is-slow"


def rate_bar(ratio: Decimal | None, progress: Decimal | None = None, label: str = "") -> Markup:
    """The bar as an svg (no style attribute is needed); nothing where the rate is not known."""
    if ratio is None:
        return Markup()
    wide = min(max(ratio * _FULL, _NOTHING), _FULL)
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return Markup(
        f'<svg class="hj-rate" {spoken}><rect class="hj-rate-0" width="100%" height="8" y="4"/>'
        f'<rect class="hj-rate-1 {tone(ratio, progress)}" width="{wide:.2f}%" height="8" y="4"/>{_line(progress)}</svg>'
    )


@lru_cache(maxsize=64)
def _line(progress: Decimal | None) -> str:
    return "" if progress is None else f'<line x1="{progress * _FULL:.2f}%" x2="{progress * _FULL:.2f}%" y1="0" y2="16"/>'
