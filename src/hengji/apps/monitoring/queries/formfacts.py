"""What the queries of forms answer with: frozen, plain, ready for a page.  Money in yuan, rates as ratios, None: not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from hengji.apps.monitoring.contents import Lit, Note, Remark, Strip
from hengji.rules.filling import Proposed
from hengji.rules.lifecycle import Step


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """A paper attached; its bytes come from ``files`` by ``file``.  ``row`` is the indicator's key, empty: of the whole form."""

    id: UUID
    form: UUID
    row: str
    file: UUID
    name: str
    size: int
    caption: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class FundCells:
    """A fund line on the form.  ``told``: executed comes from payments (``count`` of them), else the unit types it (自报).

    ``typed`` are the texts typed here (``rules.filling.FUND_CELLS``), ``last`` the executed amount of last round."""

    id: str
    label: str
    budget_kind: str
    level: str
    fund_name: str
    document: str
    initial: Decimal | None
    adjusted: Decimal | None
    received: Decimal | None
    executed: Decimal | None
    told: bool
    count: int
    issued: date | None
    ends: date | None
    typed: Mapping[str, str]
    last: Decimal | None
    lit: Lit

    @property
    def budget(self) -> Decimal | None:
        """What it is measured by: adjusted, else initial."""
        return self.initial if self.adjusted is None else self.adjusted


@dataclass(frozen=True, slots=True)
class IndicatorCells:
    """An indicator on the form: sealed target, what was typed (``ROW_CELLS``), last round's texts, light, papers."""

    key: str
    level1: str
    level2: str
    name: str
    written: str
    sign: str
    value: str
    unit: str
    weight: Decimal | None
    measure: str
    core: bool
    months: tuple[str, ...]
    wanted: str
    typed: Mapping[str, str]
    last: Mapping[str, str]
    lit: Lit
    evidence: tuple[EvidenceFact, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureFact:
    """A part (``contents.PARTS``) signed; ``valid`` False where the part changed after."""

    part: str
    words: str
    name: str
    at: datetime
    valid: bool


@dataclass(frozen=True, slots=True)
class StepFact:
    """One step of the form's way."""

    at: datetime
    name: str
    side: str
    action: str
    label: str
    opinion: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """One form with everything the page shows.

    ``required`` are the texts and columns this round's emphasis wants (``rules.filling.Sheet.required``).  ``waits_words`` says whose turn
    it is.  ``proxy``: the actor would fill it on the unit's behalf (代录).  ``notes`` are the cell notes of the last return while it is to
    be mended.  ``hand`` and ``given`` count cells a person has to type and cells that came filled;
    ``proposed`` is what may be taken over into blank cells."""

    id: UUID
    version: int
    round: UUID
    round_name: str
    document: str
    emphasis: str
    emphasis_words: str
    as_of: date
    year: int
    program: UUID
    name: str
    code: str
    kind: str
    kind_words: str
    unit_name: str
    department_name: str
    division_name: str
    revision: UUID | None
    revision_words: str
    key: bool
    state: str
    state_words: str
    waits_words: str
    closed: bool
    due: datetime
    overdue: bool
    late: bool
    goal: str
    funds: tuple[FundCells, ...]
    total: Mapping[str, str]
    indicators: tuple[IndicatorCells, ...]
    texts: Mapping[str, str]
    last_texts: Mapping[str, str]
    last_round: str
    required: frozenset[str]
    remarks: tuple[Remark, ...]
    strip: Strip
    two_hands: bool
    signatures: tuple[SignatureFact, ...]
    evidence: tuple[EvidenceFact, ...]
    notes: tuple[Note, ...]
    log: tuple[StepFact, ...]
    choices: tuple[Step, ...]
    writable: bool
    proxy: bool
    origin: str
    exempt_why: str
    saved_at: datetime | None
    saved_by: str
    submitted_at: datetime | None
    submissions: int
    returns: int
    hand: int
    given: int
    proposed: Proposed

    @property
    def errors(self) -> int:
        """Errors that keep it from being sent."""
        return sum(one.blocking for one in self.remarks)

    @property
    def unanswered(self) -> int:
        """Warnings nobody answered yet."""
        return sum(one.open and not one.blocking for one in self.remarks)

    def choice(self, action: str) -> Step | None:
        """What the actor may do, by its name."""
        return next((one for one in self.choices if one.action == action), None)


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """One cell that is other than when this reviewer last saw the form; ``asked``: the return asked for it."""

    part: str
    row: str
    column: str
    place: str
    before: str
    after: str
    asked: bool


@dataclass(frozen=True, slots=True)
class SeenForm:
    """What changed since: ``words`` say when and by whom it was judged; ``mine`` by this very person, else somebody returned it."""

    words: str
    mine: bool
    changes: tuple[ReviewChange, ...]


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding with its life, as lists and the review page show it.  ``undecided``: somebody has to decide on it before a circular is
    made.  ``answer_until`` of one that a circular names: until when the unit may answer, None where the round gives no days."""

    id: UUID
    version: int
    form: UUID
    code: str
    title: str
    severity: str
    problem_class: int | None
    state: str
    state_words: str
    part: str
    row: str
    column: str
    cell: str
    place: str
    subject: str
    sentence: str
    remedy: str
    answer: str
    answered_by: str
    reason: str
    decided_by: str
    decided_at: datetime | None
    program_name: str
    unit_name: str
    may_decide: bool
    undecided: bool = False
    may_answer: bool = False
    answer_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A form under review.  ``next`` and ``before`` are the forms beside it in the actor's queue of this round, ``place`` of ``queue``;
    ``clean``: may be accepted with others in one go."""

    page: FormPage
    seen: SeenForm | None
    findings: tuple[FindingFact, ...]
    next: UUID | None
    before: UUID | None
    place: int
    queue: int
    clean: bool


@dataclass(frozen=True, slots=True)
class FindingsFound:
    """Findings of a round under a filter; counts by state, rule and problem class are of the filter without that very condition."""

    rows: tuple[FindingFact, ...]
    count: int
    tabs: Mapping[str, int] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A form in a reviewer's queue; ``clean``: may be accepted with others in one go."""

    form: UUID
    version: int
    name: str
    code: str
    unit_name: str
    round: UUID
    round_name: str
    kind_words: str
    state: str
    state_words: str
    late: bool
    light: str
    verdict: str
    budget: Decimal | None
    errors: int
    warnings: int
    submitted_at: datetime | None
    clean: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of a reviewer's queue; ``tabs`` counts by tab, ``clean`` how many of the filter are, ``budget`` the filter's sum (yuan)."""

    rows: tuple[QueueLine, ...]
    count: int
    tabs: Mapping[str, int]
    budget: Decimal | None
    clean: int
