"""Targets and actual values as people write them: operator + number + unit, dates, intervals, words, not-due words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Operator(StrEnum):
    GE = "ge"
    GT = "gt"
    EQ = "eq"
    LE = "le"
    LT = "lt"
    TEXT = "text"

    @property
    def limits(self) -> bool:
        """The target is a ceiling (≤, <)."""
        return self in (Operator.LE, Operator.LT)


class ActualKind(StrEnum):
    """What an actual turned out to be.  ``WORD`` is a qualitative statement; ``UNREADABLE`` was meant as a number but is none."""

    NUMBER = "number"
    INTERVAL = "interval"
    DATE = "date"
    WORD = "word"
    NOT_DUE = "not_due"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator's target.  ``number`` and ``unit`` as printed (550, "万粒"; 98, "%"); ``signed`` when a sign or a word
    for it stands in the form (a bare number is ``eq`` and not signed); ``low``/``high`` of an interval target
    ("10-12公里", operator ``text``); ``deadline`` the last day it allows ("12月底前" → month end; needs the year)."""

    text: str
    operator: Operator
    number: Decimal | None = None
    unit: str | None = None
    signed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    deadline: date | None = None

    @property
    def quantitative(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Actual:
    """An actual or forecast value.  ``number`` in ``unit`` as printed (the target's unit where none is printed);
    ``bound`` when it was written as a bound ("≥6台" → 6 with GE); ``when`` for a date ("7月" → its last day)."""

    text: str
    kind: ActualKind
    number: Decimal | None = None
    unit: str | None = None
    bound: Operator | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    when: date | None = None
