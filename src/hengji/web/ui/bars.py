"""A rate drawn against time progress: how long the bar is and which colour it has."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

SLOW, BAD = Decimal("0.80"), Decimal("0.60")
"""Shares of time progress under which a bar turns yellow, red.  The look only: lights are judged by ``hengji.rules``."""

_FULL = Decimal(100)


def tone(ratio: Decimal, progress: Decimal | None) -> str:
    """The class of a bar: "" keeps up, "is-slow" is under 0.80 of time progress, "is-bad" under 0.60."""
    if progress is None or ratio >= progress * SLOW:
        return ""
    return "is-bad" if ratio < progress * BAD else "is-slow"


def rate_bar(ratio: Decimal | None, progress: Decimal | None = None, label: str = "") -> Markup:
    """The bar as an svg (no style attribute is needed); nothing where the rate is not known."""
    if ratio is None:
        return Markup()
    wide = min(max(ratio * _FULL, Decimal(0)), _FULL)
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    line = "" if progress is None else Markup('<line x1="{0}%" x2="{0}%" y1="0" y2="16"/>').format(f"{progress * _FULL:.2f}")
    return Markup(
        '<svg class="hj-rate" {}><rect class="hj-rate-0" width="100%" height="8" y="4"/>'
        '<rect class="hj-rate-1 {}" width="{}%" height="8" y="4"/>{}</svg>'
    ).format(spoken, tone(ratio, progress), f"{wide:.2f}", line)
