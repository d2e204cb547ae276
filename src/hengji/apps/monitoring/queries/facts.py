"""What the queries about rounds answer with: frozen, ready for a page.  Money in yuan, rates and paces as ratios, None: not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from hengji.apps.records.bare import Key, text_of, yuan
from hengji.rules.lifecycles.monitoring import Emphasis, FormState, RoundState
from hengji.rules.programs import KINDS, rate


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far a set of forms has come.  ``should`` leaves the exempt out; ``has`` is handed in and not back on the unit's desk
    (``accepted`` of them done, the rest under review); ``filling`` are drafts somebody has begun; ``overdue`` are not handed in and due.

    Over the whole of a form's way, wherever it is now: ``sent`` were handed in at least once, ``back`` of them sent back at least once;
    ``owed`` were handed in or are past their day, ``tardy`` of them late or not handed in at all."""

    key: str
    label: str
    should: int = 0
    has: int = 0
    accepted: int = 0
    late: int = 0
    returned: int = 0
    filling: int = 0
    overdue: int = 0
    exempt: int = 0
    sent: int = 0
    back: int = 0
    owed: int = 0
    tardy: int = 0

    @property
    def missing(self) -> int:
        """Not handed in: untouched, begun or sent back."""
        return self.should - self.has

    @property
    def draft(self) -> int:
        """Not handed in and not sent back either."""
        return self.missing - self.returned

    @property
    def reviewing(self) -> int:
        return self.has - self.accepted

    @property
    def rate(self) -> Decimal | None:
        return rate(Decimal(self.has), Decimal(self.should))

    @property
    def timely(self) -> Decimal | None:
        """及时率: of what was owed by now, how much came by its day."""
        return rate(Decimal(self.owed - self.tardy), Decimal(self.owed))

    @property
    def first_pass(self) -> Decimal | None:
        """一次通过率, as a unit's filling quality has it: of what was handed in, how much was never sent back."""
        return rate(Decimal(self.sent - self.back), Decimal(self.sent))


@dataclass(frozen=True, slots=True)
class Stage:
    """How many forms stand at one place of the route (``state`` of FormState)."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list of a year."""

    id: UUID
    version: int
    year: int
    name: str
    document: str
    as_of: date
    emphasis: str
    state: str
    due_unit: datetime
    fund_name: str
    proxy: bool
    coverage: Coverage
    red: int = 0

    @property
    def state_words(self) -> str:
        return RoundState(self.state).chinese

    @property
    def emphasis_words(self) -> str:
        return Emphasis(self.emphasis).chinese


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A round as it was set up.  ``units`` and ``key_units`` are lineages; ``progress`` is the time progress at ``as_of``."""

    id: UUID
    version: int
    region: UUID
    year: int
    name: str
    document: str
    as_of: date
    progress: Decimal
    emphasis: str
    state: str
    kinds: tuple[str, ...]
    budget_kinds: tuple[str, ...]
    units: tuple[UUID, ...]
    fund: UUID | None
    fund_name: str
    key_units: tuple[UUID, ...]
    rules: str
    changes: Mapping[str, str]
    stamp: str
    demoted: tuple[str, ...]
    required: tuple[str, ...]
    ladder: tuple[Mapping[str, object], ...]
    due_unit: datetime
    due_department: datetime | None
    due_division: datetime | None
    report_by: str
    report_due: datetime | None
    answer_days: int
    two_hands: bool
    proxy: bool
    template: UUID | None
    published_at: datetime | None
    published_by: str
    closed_at: datetime | None
    closed_by: str
    refreshed_at: datetime | None
    may_edit: bool = False
    may_chase: bool = False

    @property
    def state_words(self) -> str:
        return RoundState(self.state).chinese

    @property
    def emphasis_words(self) -> str:
        return Emphasis(self.emphasis).chinese


@dataclass(frozen=True, slots=True)
class LightCount:
    """How many forms (or indicators) have a light, and their budget (None for indicators)."""

    light: str
    label: str
    count: int = 0
    budget: Decimal | None = None


class Dot(NamedTuple):
    """One object in the quadrant plot, as it is drawn: there are as many as forms.  ``form`` is a bare key, ``paper`` the kind of form,
    ``fen`` the budget; paces are ratios to time progress, None where there is nothing to judge yet."""

    form: Key
    unit: str
    name: str
    paper: str
    execution_pace: float | None
    achievement_pace: float | None
    fen: int | None
    light: str
    key: bool

    @property
    def id(self) -> str:
        return text_of(self.form)

    @property
    def budget(self) -> Decimal | None:
        return yuan(self.fen)

    @property
    def paces(self) -> tuple[Decimal | None, Decimal | None]:
        """Money and work as exact ratios."""
        both = (self.execution_pace, self.achievement_pace)
        return tuple(None if one is None else Decimal(str(one)) for one in both)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Quadrant:
    """A quarter of the plot: ``money`` and ``work`` say whether the pace reaches the cut."""

    money: bool
    work: bool
    label: str
    count: int = 0
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Forms that share something, within one kind: amounts of different kinds are never added.  ``known`` is the budget of
    those whose execution is known, which the rate is measured by.  ``whole`` is the budget of the objects a fund's lines belong to
    (beside its slice), else None."""

    key: str
    label: str
    kind: str
    objects: int = 0
    budget: Decimal | None = None
    executed: Decimal | None = None
    forecast: Decimal | None = None
    red: int = 0
    missing: int = 0
    known: Decimal | None = None
    whole: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed, self.known)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """What is likely left at the end of the year within one kind, in yuan: 可统筹, 需结转, 合同锁定; None: nothing is known yet.
    ``forms``: of how many objects it is known."""

    kind: str = "project"
    available: Decimal | None = None
    carried: Decimal | None = None
    bound: Decimal | None = None
    forms: int = 0

    @property
    def label(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """Findings of one class of the circular (None: of none) that are not dismissed, and on how many objects they are."""

    number: int | None
    label: str
    findings: int
    objects: int
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that was sent."""

    at: datetime
    step: str
    unit_name: str
    forms: int
    overdue_days: int
    by: str
    automatic: bool
    text: str


@dataclass(frozen=True, slots=True)
class ChaseLine:
    """A unit with forms not handed in.  ``step`` is the ladder's step that is due now ("": none), ``points`` what its score has lost."""

    unit: UUID
    unit_name: str
    department_name: str
    missing: int
    filling: int
    returned: int
    budget: Decimal | None
    due: datetime
    overdue_days: int
    people: tuple[str, ...] = ()
    times: int = 0
    last_at: datetime | None = None
    last_step: str = ""
    step: str = ""
    step_words: str = ""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A department on the list of 重点监控."""

    unit: UUID
    unit_name: str
    coverage: Coverage
    budget: Decimal | None = None
    red: int = 0


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The finance side's screen of a round, as far as the actor sees it: every figure from the rows as they stand now.

    ``coverage`` of all, ``by_kind`` and ``by_step`` (unit, department, division: how many are still due there and late);
    ``chases`` are the first of ``chase_units`` units to remind; ``take_back`` is of the first kind of ``take_backs`` (projects, where
    there are any).  ``totals`` by kind; ``departments``, ``budget_kinds`` and ``funds`` are slices, one a (kind, group)."""

    round: RoundFacts
    coverage: Coverage
    by_kind: tuple[Coverage, ...]
    by_step: tuple[Coverage, ...]
    stages: tuple[Stage, ...]
    without_target: int
    secret: int
    lights: tuple[LightCount, ...]
    indicator_lights: tuple[LightCount, ...]
    dots: tuple[Dot, ...]
    cut: Decimal
    quadrants: tuple[Quadrant, ...]
    unplaced: int
    totals: tuple[Slice, ...]
    departments: tuple[Slice, ...]
    budget_kinds: tuple[Slice, ...]
    funds: tuple[Slice, ...]
    problems: tuple[ProblemCount, ...]
    problem_objects: int
    chases: tuple[ChaseLine, ...]
    chase_units: int
    take_back: TakeBack
    take_backs: tuple[TakeBack, ...]
    key_units: tuple[KeyLine, ...]
    self_reported: int = 0
    appeals: int = 0


@dataclass(frozen=True, slots=True)
class Choices:
    """What the forms of a round can be chosen by, each with its name: units and departments by lineage, special funds by id."""

    units: tuple[tuple[UUID, str], ...]
    departments: tuple[tuple[UUID, str], ...]
    funds: tuple[tuple[UUID, str], ...]


LARGE = Decimal(5_000_000)
"""Yuan from which an object's red light is a leader's business."""


@dataclass(frozen=True, slots=True)
class FormFilter:
    """Conditions of a round's list of forms; empty: all.  Units and departments by lineage, funds by id; ``quadrant`` two letters:
    m or - for money at pace, w or - for work at pace (``mw``, ``m-``, ``-w``, ``--``); ``take`` available, carried or bound: with money
    of that sort likely left; ``large``: of ``LARGE`` yuan and more, overall spending left out.
    ``at`` goes with ``problem_classes``: by when what has not come is missing."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    departments: tuple[UUID, ...] = ()
    units: tuple[UUID, ...] = ()
    funds: tuple[UUID, ...] = ()
    budget_kinds: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    problem_classes: tuple[int, ...] = ()
    at: datetime | None = None
    codes: tuple[str, ...] = ()
    quadrant: str = ""
    take: str = ""
    large: bool = False
    key: bool | None = None
    late: bool | None = None
    without_target: bool | None = None


@dataclass(frozen=True, slots=True)
class FormLine:
    """One row of a round's list of forms; ``exempt_by``: who decided that it need not report, and when."""

    id: UUID
    version: int
    program: UUID
    code: str
    name: str
    kind: str
    unit: UUID
    unit_name: str
    department_name: str
    state: str
    key: bool
    late: bool
    began: bool
    submitted_at: datetime | None
    due: datetime
    budget: Decimal | None
    executed: Decimal | None
    self_reported: bool
    execution_light: str
    achievement_light: str
    light: str
    verdict: str
    errors: int
    warnings: int
    returns: int
    has_target: bool
    exempt_why: str = ""
    exempt_by: tuple[str, datetime] | None = None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed, self.budget)

    @property
    def state_words(self) -> str:
        return FormState(self.state).chinese

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class FormTotals:
    """Sums over a filter within one kind."""

    kind: str
    forms: int
    budget: Decimal | None
    executed: Decimal | None

    @property
    def rate(self) -> Decimal | None:
        return rate(self.executed, self.budget)


@dataclass(frozen=True, slots=True)
class FormsFound:
    """A page of a round's forms: ``count`` of the tab, ``tabs`` counts by tab, ``totals`` by kind."""

    round: RoundFacts
    rows: tuple[FormLine, ...]
    count: int
    tabs: Mapping[str, int] = field(default_factory=dict)
    totals: tuple[FormTotals, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that wants a leader's eye: what, how many of which things, where it leads."""

    what: str
    count: int
    unit: str
    url_name: str
    url_args: tuple[str, ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True)
class LeaderPage:
    """A round for a leader's phone: one sentence, what is wanted of him, the quadrant as four numbers, the largest reds, the slowest
    departments."""

    round: RoundFacts
    sentence: str
    decisions: tuple[Decision, ...]
    coverage: Coverage
    totals: tuple[Slice, ...]
    quadrants: tuple[Quadrant, ...]
    lights: tuple[LightCount, ...]
    reds: tuple[FormLine, ...]
    slowest: tuple[Slice, ...]
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit's filling-quality score in a round, 0 to 100: ``reasons`` are (sentence, points lost); ``adjusted`` after an appeal."""

    unit: UUID
    unit_name: str
    department_name: str
    forms: int
    points: Decimal
    reasons: tuple[tuple[str, Decimal], ...] = ()
    adjusted: Decimal | None = None
    appeal: UUID | None = None
    appeal_version: int = 0
    appeal_text: str = ""
    appeal_by: str = ""
    upheld: bool | None = None
    reply: str = ""
    may_appeal: bool = False
    may_decide: bool = False

    @property
    def final(self) -> Decimal:
        return self.points if self.adjusted is None else self.adjusted


@dataclass(frozen=True, slots=True)
class LightChange:
    """What another rule set would say of a form; ``cell`` of its page gives it its light."""

    form: UUID
    unit_name: str
    name: str
    kind: str
    before: str
    after: str
    verdict_before: str
    verdict_after: str
    sentence: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class TrialFact:
    """Another rule set tried on a round: whose light changes (``changed``, only of one looked at; ``many`` how many), counts by light
    before and after.  ``done``: the job has been through."""

    id: UUID
    rules: str
    changes: Mapping[str, str]
    by: str
    at: datetime
    job: UUID | None
    done: bool
    applied_at: datetime | None
    forms: int
    many: int
    changed: tuple[LightChange, ...]
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RuleRate:
    """A rule's ledger of false alarms in the county: ``noisy`` dismissed too often, ``demoted`` a notice in this round already."""

    code: str
    title: str
    confirmed: int
    dismissed: int
    open: int
    rate: Decimal | None
    sentence: str
    noisy: bool
    demoted: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An object the round does not ask for, and why."""

    name: str
    unit_name: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom publishing would ask (of a published round: who would join), by kind; those among them without an approved target by name;
    how many are secret; who is left out and why."""

    round: RoundFacts
    counts: Mapping[str, int]
    without_target: tuple[str, ...]
    secret: int
    left_out: tuple[LeftOut, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())
