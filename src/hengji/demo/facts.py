"""What a unit would state: amounts in yuan, values as operator + number + unit.  Plain data that faults may change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

AS_OF = date(2023, 7, 31)
PROGRESS = Decimal(7) / Decimal(12)
WAN = Decimal(10000)


def rounded(number: Decimal, places: int = 2) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@dataclass
class Value:
    """``operator`` is ge/gt/eq/le/lt/text; ``words`` what stands in the cell when it is no number.  ``fixed``: print ``words``
    as they are although ``number`` is understood from them."""

    operator: str = "text"
    number: Decimal | None = None
    unit: str | None = None
    words: str | None = None
    fixed: bool = False


@dataclass
class Indicator:
    """One row of the indicator table."""

    level1: str
    level2: str
    name: str
    target: Value
    how: str
    """c cumulative, l level, m milestone, x ceiling, q qualitative, n level that is measured at year end."""
    weight: Decimal = Decimal(0)
    core: bool = False
    parent: str | None = None
    actual: Value = field(default_factory=Value)
    forecast: Value = field(default_factory=Value)
    causes: list[str] = field(default_factory=list)
    explanation: str | None = None
    likelihood: str | None = "certain"
    remark: str | None = None
    blank: set[str] = field(default_factory=set)
    """Columns the clerk left empty."""

    @property
    def big(self) -> bool:
        """Counted, and large enough that whole numbers do not matter."""
        return self.how == "c" and self.parent is None and (self.target.number or 0) >= 20


@dataclass
class Fund:
    """One row of the fund table, in yuan."""

    source: str
    label: str
    initial: Decimal | None
    executed: Decimal | None
    forecast: Decimal | None
    adjusted: Decimal | None = None
    received: Decimal | None = None
    rate: Decimal | None = None
    """Stated rate where it is not executed ÷ budget."""
    printed: dict[str, str] = field(default_factory=dict)
    """Cells that hold something else than the amount."""


@dataclass
class Payment:
    """A payment from the treasury, in yuan."""

    source: str
    document: str
    issued: date
    paid_on: date
    amount: Decimal


@dataclass
class Form:
    """One monitoring form as filled in."""

    kind: str
    name: str | None
    code: str | None
    department: str | None
    unit: str | None
    goal: str | None
    funds: list[Fund]
    indicators: list[Indicator]
    period: str = "1-7月"
    year: int = 2023
    adjustment_reason: str | None = None
    as_of: date = AS_OF

    @property
    def total(self) -> Fund:
        return self.funds[0]

    def row(self, name: str) -> Indicator:
        return next(i for i in self.indicators if i.name == name)

    def mains(self) -> Iterator[Indicator]:
        return (i for i in self.indicators if i.parent is None)


@dataclass
class Report:
    """The text report; figures in yuan and ratio."""

    budget: Decimal
    executed: Decimal
    rate: Decimal
    indicator: tuple[str, str] | None = None
    pdf: bool = False


@dataclass
class Expected:
    """A finding somebody must make (or may make) of a form; ``subject`` None: anywhere on it."""

    code: str
    severity: str
    subject: str | None = None
    column: str | None = None
    """Where it stands, as a key of the sheet's map of cells."""
    alternatives: tuple[str, ...] = ()


@dataclass
class Object:
    """An object of the round: what was approved, what was paid, what was returned and when."""

    key: int
    clerk: int
    approved: Form | None
    form: Form
    payments: list[Payment]
    budget: Decimal
    adjusted: Decimal | None
    due: datetime
    received: datetime | None
    report: Report | None = None
    report_due: datetime | None = None
    report_received: datetime | None = None
    roster_name: str | None = None
    submitted: bool = True
    on_roster: bool = True
    copies: list[Form] = field(default_factory=list)
    """Further forms of the same object, sent earlier."""
    previous: Form | None = None
    expected: list[Expected] = field(default_factory=list)
    may: list[Expected] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def must(
        self, code: str, severity: str, subject: str | None = None, column: str | None = None, alternatives: tuple[str, ...] = ()
    ) -> None:
        self.expected.append(Expected(code, severity, subject, column, alternatives))

    def allow(self, *codes: str) -> None:
        self.may.extend(Expected(code, "any") for code in codes)
