"""What the queries of this app answer with: frozen, plain, ready for a page.  Money in yuan, rates as ratios, None: not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hengji.rules.programs import BASES, BUDGET_KINDS, KINDS, LEVELS, SECRET_NAME, Reconciled, rate


@dataclass(frozen=True, slots=True)
class ProgramFilter:
    """Conditions of a list; empty: all.  Units, departments and divisions by lineage, funds by id."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    departments: tuple[UUID, ...] = ()
    divisions: tuple[UUID, ...] = ()
    units: tuple[UUID, ...] = ()
    funds: tuple[UUID, ...] = ()
    budget_kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    secret: bool | None = None


@dataclass(frozen=True, slots=True)
class Executed:
    """What was executed: ``paid`` is the sum of ``count`` payments up to the day (None: no treasury payment of the year is there at all),
    ``reported`` what units typed (自报)."""

    paid: Decimal | None = None
    count: int = 0
    reported: Decimal | None = None
    reported_on: date | None = None

    @property
    def amount(self) -> Decimal | None:
        """The figure that counts: the payments where there are any, else what was typed, else what the treasury says (0)."""
        return self.paid if self.count or self.reported is None else self.reported

    @property
    def typed(self) -> bool:
        """Whether the figure that counts is 自报."""
        return self.amount is not None and not self.count and self.reported is not None

    @property
    def reconciled(self) -> Reconciled:
        return Reconciled(self.reported, self.paid if self.count else None)


@dataclass(frozen=True, slots=True)
class Budget:
    """A budget with its base: ``adjusted`` as soon as one line was adjusted, else ``initial``; None without any."""

    amount: Decimal | None = None
    base: str | None = None
    initial: Decimal | None = None

    @property
    def base_words(self) -> str:
        return BASES.get(self.base or "", "无预算数")


@dataclass(frozen=True, slots=True)
class ProgramLine:
    """One row of a list of programs.  Of a secret one name and money are not there."""

    id: UUID
    code: str
    shown: str
    kind: str
    unit: UUID
    unit_name: str
    department_name: str
    sources: str
    budget: Budget
    executed: Executed
    state: str
    secret: bool
    pending: bool
    version: int
    progress: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed.amount, self.budget.amount)

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a filter within one kind; ``programs`` counts secret ones too, whose money is not in the sums."""

    programs: int = 0
    secret: int = 0
    budget: Decimal | None = None
    executed: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed, self.budget)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list: ``count`` of the filter, ``tabs`` counts by tab, ``totals`` by kind (kinds are never added together)."""

    rows: tuple[ProgramLine, ...]
    count: int
    tabs: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Totals] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdjustmentStep:
    """One step of a line's budget: by which document, what was added (yuan), what it was before and after."""

    number: int
    document: str
    on: date
    before: Decimal | None
    change: Decimal
    after: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A fund line as it stands on a day; ``progress`` is the time progress of this line, None when too new to judge."""

    id: UUID
    version: int
    budget_kind: str
    level: str
    fund: UUID | None
    fund_name: str
    division_name: str
    label: str
    document: str
    issued_on: date | None
    ends_on: date | None
    initial: Decimal | None
    adjusted: Decimal | None
    allocated: Decimal | None
    disbursed: Decimal | None
    forecast: Decimal | None
    carry_over: Decimal | None
    budget: Budget
    executed: Executed
    progress: Decimal | None
    adjustments: tuple[AdjustmentStep, ...] = ()

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed.amount, self.budget.amount)

    @property
    def source(self) -> str:
        """Where the money comes from, in words."""
        return "　".join(filter(None, (BUDGET_KINDS[self.budget_kind], LEVELS.get(self.level, ""), self.fund_name or self.label)))


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """Everything a program's page needs.  ``carried_from``/``carried_to`` are the same object in the years beside."""

    id: UUID
    version: int
    region: UUID
    year: int
    kind: str
    code: str
    name: str
    secret: bool
    pending: bool
    state: str
    closed_why: str
    unit: UUID
    unit_lineage: UUID
    unit_name: str
    department_name: str
    competent: UUID | None
    competent_name: str
    division_name: str
    field: str
    summary: str
    lines: tuple[LineFacts, ...]
    budget: Budget
    executed: Executed
    progress: Decimal | None
    carried_from: UUID | None = None
    carried_to: UUID | None = None
    may_edit: bool = False
    may_report: bool = False

    @property
    def shown(self) -> str:
        return f"{SECRET_NAME}（{self.code}）" if self.secret else self.name

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed.amount, self.budget.amount)


@dataclass(frozen=True, slots=True)
class ProgramHit:
    """A program found by a search, or offered for choosing."""

    id: UUID
    year: int
    kind: str
    code: str
    shown: str
    unit_name: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class FundFacts:
    """A special fund: its slice beside the whole.  ``budget`` and ``executed`` are of its lines the actor may see, ``whole`` the
    budget of the programs these lines belong to."""

    id: UUID
    version: int
    name: str
    code: str
    level: str
    document: str
    issued_on: date | None
    amount: Decimal | None
    division: UUID | None
    division_name: str
    competent: UUID | None
    competent_name: str
    units: int = 0
    programs: int = 0
    budget: Budget = Budget()
    executed: Executed = Executed()
    whole: Budget = Budget()
    whole_executed: Executed = Executed()

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed.amount, self.budget.amount)

    @property
    def unassigned(self) -> Decimal | None:
        """What was issued and stands on no line yet."""
        return None if self.amount is None else self.amount - (self.budget.amount or Decimal(0))


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment as shown: ``why`` says how it found its line, or why it waits."""

    id: UUID
    version: int
    paid_on: date
    amount: Decimal
    unit_name: str
    name: str
    code: str
    document: str
    summary: str
    payee: str
    voucher: str
    place: str
    file: str
    state: str
    why: str
    program: UUID | None = None
    program_shown: str = ""
    line: UUID | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line a waiting payment may belong to, the likeliest first; ``why`` what speaks for it."""

    line: UUID
    program: UUID
    shown: str
    source: str
    why: str
    room: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IntakeFacts:
    """A file handed in: what was read, what would change, what was taken in."""

    id: UUID
    version: int
    year: int
    register: str
    name: str
    state: str
    by: str
    at: datetime
    applied_at: datetime | None
    report: Mapping[str, object]
    counts: Mapping[str, int]
    job: UUID | None = None


@dataclass(frozen=True, slots=True)
class UnitCover:
    """A unit without overall object, or with money and no project."""

    lineage: UUID
    id: UUID
    name: str
    department_name: str
    what: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many units that should have an overall object have one; gaps by unit.  The ratio is 1 where nothing is due."""

    units: int
    overall: int
    overall_missing: tuple[UnitCover, ...]
    moneyed: int
    projects: int
    project_missing: tuple[UnitCover, ...]
    without_lines: tuple[ProgramHit, ...]
    kinds: Mapping[str, int]

    @property
    def overall_rate(self) -> Decimal | None:
        return rate(Decimal(self.overall), Decimal(self.units))

    @property
    def project_rate(self) -> Decimal | None:
        return rate(Decimal(self.projects), Decimal(self.moneyed))
