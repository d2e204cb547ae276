"""What the queries of targets answer with: frozen, plain, ready for a page.  Money in yuan, None: not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hengji.apps.targets.draft import Alteration, Remark
from hengji.rules.lifecycle import Step
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.programs import KINDS


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One object in the list; ``declaration`` is the open one (None: none), ``number`` that of the revision in force (None: none)."""

    program: UUID
    name: str
    code: str
    kind: str
    unit_name: str
    department_name: str
    budget: Decimal | None
    declaration: UUID | None
    version: int
    way: str
    state: str
    state_words: str
    errors: int
    warnings: int
    submitted_at: datetime | None
    number: int | None
    revision: UUID | None
    document: str

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def way_words(self) -> str:
        """Why it is declared."""
        return TargetKind(self.way).chinese if self.way else ""


@dataclass(frozen=True, slots=True)
class TargetList:
    """A page of the list; ``tabs`` counts by tab, ``budget`` the sum of the filter where it is of one kind only."""

    rows: tuple[TargetLine, ...]
    count: int
    tabs: Mapping[str, int]
    budget: Decimal | None


@dataclass(frozen=True, slots=True)
class FundFact:
    """Money of the object from one source."""

    source: str
    initial: Decimal | None
    adjusted: Decimal | None
    document: str
    issued_on: date | None

    @property
    def budget(self) -> Decimal | None:
        """What stands now: adjusted, else initial."""
        return self.initial if self.adjusted is None else self.adjusted


def together(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Σ of what is known; None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known[1:], known[0]) if known else None


@dataclass(frozen=True, slots=True)
class NoteFact:
    """A reviewer's word at a cell."""

    row: str
    column: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One step of the way."""

    at: datetime
    who: str
    side: str
    action: str
    label: str
    opinion: str
    notes: tuple[NoteFact, ...]
    scores: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class AttachmentFact:
    """A paper that supports the declaration."""

    id: UUID
    declaration: UUID
    file: UUID
    name: str
    caption: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class RowFact:
    """An indicator as typed: texts by column, with the measure it has and who said so."""

    id: str
    cells: Mapping[str, str]
    measure: str
    measure_why: str
    guessed: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What is compared with: when it was seen, by whom, and every field that is different now."""

    words: str
    changes: tuple[Alteration, ...]


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """Everything the pages of a declaration show."""

    id: UUID
    version: int
    program: UUID
    name: str
    code: str
    kind: str
    year: int
    unit_name: str
    department_name: str
    division_name: str
    way: str
    origin_words: str
    state: str
    state_words: str
    waits_words: str
    final: bool
    funds: tuple[FundFact, ...]
    amount: Decimal | None
    medium_goal: str
    goal: str
    reason: str
    basis: str
    rows: tuple[RowFact, ...]
    remarks: tuple[Remark, ...]
    attachments: tuple[AttachmentFact, ...]
    reviews: tuple[ReviewFact, ...]
    steps: tuple[Step, ...]
    writable: bool
    base: UUID | None
    base_number: int | None
    seen: Seen | None
    against_base: tuple[Alteration, ...]
    saved_at: datetime
    saved_by: str
    submitted_at: datetime | None
    submissions: int
    revision: UUID | None = None
    industry: str = ""
    text_fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def way_words(self) -> str:
        return TargetKind(self.way).chinese

    @property
    def initial(self) -> Decimal | None:
        """The year-start budget of all sources together."""
        return together(one.initial for one in self.funds)

    def step(self, action: str) -> Step | None:
        return next((one for one in self.steps if one.action == action), None)

    @property
    def returned(self) -> ReviewFact | None:
        """The return that is to be answered now."""
        return self.reviews[-1] if self.reviews and self.reviews[-1].action == "return" else None

    @property
    def judged(self) -> ReviewFact | None:
        """The last review of what was handed in last; one with points goes before one without."""
        last = max((at for at, one in enumerate(self.reviews) if one.action == "submit"), default=0)
        held = [one for one in self.reviews[last:] if one.action in ("accept", "return")]
        return next((one for one in reversed(held) if one.scores), held[-1] if held else None)

    @property
    def open_remarks(self) -> int:
        return sum(one.open for one in self.remarks)


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """An approved indicator."""

    position: int
    level1: str
    level2: str
    name: str
    written: str
    sign: str
    value: str
    unit: str
    weight: str
    measure: str
    measure_source: str
    core: bool
    evidence: str
    basis: str
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RevisionRef:
    """A revision by number."""

    id: UUID
    number: int
    way: str
    document: str
    on: date
    amount: Decimal | None

    @property
    def way_words(self) -> str:
        return TargetKind(self.way).chinese


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a revision says, without its neighbours."""

    ref: RevisionRef
    medium_goal: str
    goal: str
    digest: str
    indicators: tuple[IndicatorFact, ...]


@dataclass(frozen=True, slots=True)
class RevisionPage:
    """A sealed revision with its neighbours; ``changes`` against the one before; ``intact``: its digest holds."""

    ref: RevisionRef
    program: UUID
    name: str
    code: str
    year: int
    unit_name: str
    department_name: str
    medium_goal: str
    goal: str
    reason: str
    approved_at: datetime
    approved_by: str
    digest: str
    intact: bool
    current: bool
    to_confirm: bool
    declaration: UUID
    indicators: tuple[IndicatorFact, ...]
    others: tuple[RevisionRef, ...]
    changes: tuple[Alteration, ...]
    previous: int | None
    funds: tuple[FundFact, ...] = ()
    kind: str = "project"

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class ProgramTargets:
    """The targets of one object: revisions from the latest on, the open declaration, what may be begun."""

    program: UUID
    name: str
    secret: bool
    year: int
    unit_name: str
    revisions: tuple[RevisionRef, ...]
    declaration: UUID | None
    declaration_words: str
    may_begin: tuple[str, ...]
    last_year: bool


@dataclass(frozen=True, slots=True)
class Unapproved:
    """An object with money and no approved target, or with money added (yuan) after the approval in force, which no target covers."""

    program: UUID
    name: str
    code: str
    kind: str
    unit_name: str
    department_name: str
    budget: Decimal
    state_words: str
    declaration: UUID | None
    added: Decimal | None = None

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def lacking(self) -> Decimal:
        """The money no approved target covers, in yuan."""
        return self.budget if self.added is None else self.added


@dataclass(frozen=True, slots=True)
class KindCover:
    """Coverage of one kind: objects that should have a target, that have one; money of both in yuan (what was added after the
    approval is not covered by it)."""

    kind: str
    due: int
    approved: int
    budget: Decimal | None
    approved_budget: Decimal | None

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def rate(self) -> Decimal | None:
        """approved ÷ due; None where nothing is due."""
        return Decimal(self.approved) / Decimal(self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list."""

    id: UUID
    name: str
    on: date
    items: int
    concluded: int
    closed: bool


@dataclass(frozen=True, slots=True)
class MemberFact:
    """Who sits in a session."""

    id: UUID
    name: str
    organisation: str
    capacity: str


@dataclass(frozen=True, slots=True)
class OpinionFact:
    """What a member said of an item."""

    member: UUID
    member_name: str
    capacity: str
    stance: str
    stance_words: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemFact:
    """An item of the agenda."""

    id: UUID
    version: int
    position: int
    declaration: UUID
    name: str
    unit_name: str
    way_words: str
    amount: Decimal | None
    goal: str
    conclusion: str
    conclusion_words: str
    words: str
    opinions: tuple[OpinionFact, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session with its members and agenda."""

    id: UUID
    version: int
    year: int
    name: str
    on: date
    place: str
    chair: str
    closed: bool
    members: tuple[MemberFact, ...]
    items: tuple[ItemFact, ...]


@dataclass(frozen=True, slots=True)
class BatchLine:
    """An approval in the list; ``amount`` is the sum at approval."""

    id: UUID
    document: str
    on: date
    approved_by: str
    count: int
    amount: Decimal | None
    to_confirm: bool
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """An approval with (revision, program name, unit name, program id) of everything it approved."""

    line: BatchLine
    version: int
    year: int
    may_confirm: bool
    revisions: tuple[tuple[RevisionRef, str, str, UUID], ...]
