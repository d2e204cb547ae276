"""What a monitoring report (绩效监控报告) states in figures, to be held against the form."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class StatementKind(StrEnum):
    BUDGET = "budget"
    EXECUTED = "executed"
    RATE = "rate"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure stated in a sentence: yuan for money, a ratio for rates, the number as printed for an indicator.
    ``quantum`` is the worth of its last printed digit; ``indicator`` names the 三级指标 it speaks of."""

    kind: StatementKind
    figure: Decimal
    quantum: Decimal
    sentence: str
    unit: str | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read.  ``paragraphs`` are its sentences' paragraphs in order."""

    file: str
    paragraphs: tuple[str, ...]
    unit: str | None = None
    program: str | None = None
