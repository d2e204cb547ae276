"""Dual monitoring (双监控): the weighted achievement beside the execution, their quadrant, and the gap between them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.lights import Light


@dataclass(frozen=True, slots=True)
class Achievement:
    """The indicators of a form together: ``pace`` = Σ w·min(pace, 1) ÷ Σ w over what is measurable now (four decimals)."""

    light: Light | None = None
    pace: Decimal | None = None
    reason: str | None = None
    assumed_weights: bool = False
