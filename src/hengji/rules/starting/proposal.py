"""What goes into starting with nothing and what comes out: the material of an office, the proposal with its sources and doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hengji.rules.forms import ApprovedTarget, Form, RosterEntry
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.treasury import TreasuryPayment
from hengji.rules.values import Target

MARK = "以本次报送为初始批复，待确认"


def marked(document: str, confirmed: date | None) -> str:
    """A document's name as it is shown: the mark of what was taken as reported says so once a person has confirmed it."""
    return MARK.replace("待确认", f"{confirmed.month}月{confirmed.day}日已确认") if confirmed and document == MARK else document


class Confidence(StrEnum):
    """How sure an item is: ``stated`` in a list of the office, ``reported`` on a unit's form, ``guessed`` from a name."""

    STATED = "stated"
    REPORTED = "reported"
    GUESSED = "guessed"

    @property
    def chinese(self) -> str:
        return {"stated": "有依据", "reported": "按报送", "guessed": "推测"}[self.value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read: file and, within it, sheet and cell (监控表!B4)."""

    file: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit from a list of units; ``kind`` is a key of the register (department, subordinate, township …), ``parent`` a code."""

    name: str
    code: str | None = None
    kind: str | None = None
    parent: str | None = None
    division: str | None = None
    source: Source = Source("")


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row of a budget export: an object and a fund line.  Amounts in yuan; ``nature`` is a key of the register
    (general_public, government_fund …), ``level`` central, province, city or county; ``kind`` overall, project or transfer."""

    unit: str | None
    name: str | None
    code: str | None = None
    kind: str | None = None
    unit_code: str | None = None
    department: str | None = None
    nature: str | None = None
    level: str | None = None
    fund: str | None = None
    document: str | None = None
    issued: date | None = None
    initial: Decimal | None = None
    adjusted: Decimal | None = None
    secret: bool = False
    source: Source = Source("")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything an office handed in, as read by ``papers.starting``."""

    forms: tuple[Form, ...] = ()
    units: tuple[UnitRow, ...] = ()
    budget: tuple[BudgetRow, ...] = ()
    roster: tuple[tuple[str, RosterEntry], ...] = ()
    targets: tuple[tuple[str, ApprovedTarget], ...] = ()
    payments: tuple[tuple[str, TreasuryPayment], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedUnit:
    """``key`` names it within the proposal; ``kind`` department, subordinate, township, finance, agency or division;
    ``parent`` is the key of the unit above; ``also`` are other names it was met under."""

    key: str
    name: str
    code: str | None
    kind: str
    parent: str | None
    division: str | None
    why: str
    confidence: Confidence
    sources: tuple[Source, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A fund line; amounts in yuan, None where nobody says; ``nature`` and ``level`` as on ``BudgetRow``."""

    nature: str | None
    level: str | None
    fund: str | None
    document: str | None
    issued: date | None
    initial: Decimal | None
    adjusted: Decimal | None
    confidence: Confidence
    source: Source


@dataclass(frozen=True, slots=True)
class ProposedIndicator:
    """An indicator with its target as typed and as read, its measure and who said so."""

    name: str
    level1: str | None
    level2: str | None
    target: Target
    text: str
    weight: Decimal | None
    core: bool
    measure: Measure
    measure_source: MeasureSource
    why: str
    source: Source


@dataclass(frozen=True, slots=True)
class ProposedTarget:
    """A target set marked ``MARK`` until confirmed."""

    goal: str | None
    indicators: tuple[ProposedIndicator, ...]
    confidence: Confidence
    source: Source


@dataclass(frozen=True, slots=True)
class ProposedObject:
    """An object; ``unit`` and ``department`` are keys of proposed units.  ``paid`` is the sum of its payments in yuan, None without any."""

    key: str
    name: str
    kind: str
    unit: str | None
    department: str | None
    code: str | None
    secret: bool
    why: str
    confidence: Confidence
    sources: tuple[Source, ...]
    lines: tuple[ProposedLine, ...] = ()
    target: ProposedTarget | None = None
    paid: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person has to look at: ``code`` for the program, the sentence in Chinese, the keys it is about, where it was seen."""

    code: str
    sentence: str
    keys: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an office could start with."""

    units: tuple[ProposedUnit, ...]
    objects: tuple[ProposedObject, ...]
    doubts: tuple[Doubt, ...]
    year: int | None = None
    mark: str = MARK
    counts: Mapping[str, int] = field(default_factory=dict)
