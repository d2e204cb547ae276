"""How one indicator stands: its measure, what it should have reached, how far it is, and the light that follows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hengji.rules.lights import Light


class Measure(StrEnum):
    """How an indicator's value comes about during the year."""

    CUMULATIVE = "cumulative"
    LEVEL = "level"
    MILESTONE = "milestone"
    CEILING = "ceiling"
    QUALITATIVE = "qualitative"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    Measure.CUMULATIVE: "累计型",
    Measure.LEVEL: "时点/比率型",
    Measure.MILESTONE: "节点型",
    Measure.CEILING: "控制型",
    Measure.QUALITATIVE: "定性",
}


class MeasureSource(StrEnum):
    """Who said so.  A guessed measure never accuses: its worst light is yellow, marked （估）."""

    APPROVED = "approved"
    UNIT = "unit"
    INFERRED = "inferred"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class IndicatorJudgement:
    """One indicator row judged; every field may be None where it cannot be known.

    ``measure_reason`` says in Chinese why this measure was taken.  ``achievement`` and ``deviation`` are against the annual
    target, ``pace`` against ``expected`` (all ratios with four decimals; ``expected`` in the target's unit).  ``met`` is about
    the *annual* target; ``due`` is False where nothing can be asked yet.  ``counted`` is what the row brings into the weighted
    achievement (0…1), None where it is not measurable now.
    ``reason`` is the sentence that explains the light; None without a light.
    """

    measure: Measure | None = None
    measure_source: MeasureSource | None = None
    measure_reason: str | None = None
    achievement: Decimal | None = None
    deviation: Decimal | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    light: Light | None = None
    reason: str | None = None
    met: bool | None = None
    due: bool = True
    counted: Decimal | None = None

    @property
    def guessed(self) -> bool:
        return self.measure_source is MeasureSource.GUESSED
