"""What a person hands to the operations of this app: typed already, checked by ``rules`` and the operation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """A program as typed or read.  ``unit`` and ``competent`` are ids of units of the program's year; of a secret one name and
    summary are thrown away before anything is stored."""

    year: int
    kind: str
    unit: UUID
    name: str = ""
    code: str = ""
    competent: UUID | None = None
    field: str = ""
    summary: str = ""
    secret: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A fund line, amounts in yuan.  ``adjusted`` is not typed: it follows from the adjustments, each with its document."""

    budget_kind: str
    level: str = ""
    fund: UUID | None = None
    label: str = ""
    document: str = ""
    issued_on: date | None = None
    ends_on: date | None = None
    initial: Decimal | None = None
    allocated: Decimal | None = None
    disbursed: Decimal | None = None
    forecast: Decimal | None = None
    carry_over: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """One step of a budget: what is added (negative: taken away), by which document, on which day."""

    document: str
    on: date
    change: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FundDraft:
    """A special fund; ``division`` and ``competent`` are ids of units of its year."""

    year: int
    name: str
    code: str = ""
    level: str = ""
    document: str = ""
    issued_on: date | None = None
    amount: Decimal | None = None
    division: UUID | None = None
    competent: UUID | None = None
