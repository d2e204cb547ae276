"""What came out of a round: every form judged, what is missing, what could not be read, the totals.

Papers (consolidated table, problem list, feedback sheets, circular, page) are written from this and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.forms import ApprovedTarget, Form, Kind, RosterEntry
from hengji.rules.judgement import Judgement
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import FormScore, ScoringSet
from hengji.rules.text import fold_name

OVERALL = "部门整体支出"


@dataclass(frozen=True, slots=True)
class Examined:
    """One form with its judgement and findings.  ``counts`` is False on all but the one form of an object that counts, and on one that is
    ``back`` with its unit to be mended: it is judged, and not received until it is handed in again (``received_in``)."""

    form: Form
    judgement: Judgement
    findings: tuple[Finding, ...]
    counts: bool = True
    roster: RosterEntry | None = None
    approved: ApprovedTarget | None = None
    score: FormScore | None = None
    back: bool = False

    @property
    def unit(self) -> str:
        """The reporting unit: the form's, else the roster's, else a word for none."""
        return self.form.program.unit or (self.roster.unit if self.roster else None) or "（未填单位）"

    @property
    def department(self) -> str | None:
        """主管部门: the form's, else the roster's."""
        return self.form.program.department or (self.roster.department if self.roster else None)

    @property
    def name(self) -> str:
        """The object's name: the project, or the department of an overall form."""
        return self.form.program.name or (self.roster.name if self.roster else None) or "（未填项目名称）"

    @property
    def object(self) -> str:
        """The object as it stands beside its unit's name: of overall spending the two would be the same."""
        return OVERALL if self.form.kind.overall else self.name


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that could not be read: why, and what to ask the unit for."""

    file: str
    reason: str
    ask: str

    @property
    def sentence(self) -> str:
        """Both in one sentence, without its stop."""
        return f"{self.reason}；{self.ask}" if self.ask else self.reason


@dataclass(frozen=True, slots=True)
class Missing:
    """An object of the roster without a form; ``budget`` in yuan where roster or approved targets have it."""

    unit: str
    program: str | None
    due: datetime | None = None
    department: str | None = None
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts and sums (yuan) over objects, each once; ``rate`` = executed ÷ (adjusted, else initial), None when that is 0."""

    forms: int
    units: int
    programs: int
    initial: Decimal
    adjusted: Decimal
    executed: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """The control figures of the contract; papers print only ``by_kind``.  ``lights`` counts overall lights by word."""

    all: Sums
    by_kind: Mapping[Kind, Sums]
    by_department: tuple[tuple[str, Sums], ...]
    findings: Mapping[str, int]
    lights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the bureau decided on one finding of a problem list that came back (采纳/不采纳/理由); None: left blank."""

    adopted: bool | None
    reason: str | None = None


FindingKey = tuple[str, str, str, str, str]
"""(file, sheet, code, cell, subject) with empty strings for what is absent: how a returned problem list names a finding."""


def finding_key(finding: Finding, form: Form | None) -> FindingKey:
    """The key of a finding in a problem list; of a finding of no form file and sheet are unit and program."""
    where = (form.file, form.sheet) if form else (finding.unit or "", finding.program or "")
    return (*where, finding.code, finding.cell or "", finding.subject)


def asks_unit(finding: Finding) -> bool:
    """Whether the unit itself has to answer: an error or a warning, not one of the approved target's."""
    return finding.severity is not Severity.NOTICE and finding.addressee is Addressee.UNIT


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Everything one run of the check found.  ``scoring`` holds the scoring sets its self-evaluations were scored by."""

    rules: RuleSet
    as_of: date | None
    time_progress: Decimal | None
    examined: tuple[Examined, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    unreadable: tuple[UnreadableFile, ...]
    totals: Totals
    roster_given: bool = False
    decisions: Mapping[FindingKey, Decision] | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)
    scoring: tuple[ScoringSet, ...] = ()

    def adopted(self, finding: Finding, form: Form | None) -> bool:
        """Whether a paper may name this finding: adopted by the returned list, or no list was given."""
        if self.decisions is None:
            return True
        decision = self.decisions.get(finding_key(finding, form))
        return decision is not None and decision.adopted is True

    def rejected(self, finding: Finding, form: Form | None) -> bool:
        """Whether the returned list says 不采纳."""
        decision = (self.decisions or {}).get(finding_key(finding, form))
        return decision is not None and decision.adopted is False

    def left_open(self, finding: Finding, form: Form | None) -> bool:
        """Whether a list was given that says neither 采纳 nor 不采纳 of something the unit has to answer."""
        return self.decisions is not None and asks_unit(finding) and not (self.adopted(finding, form) or self.rejected(finding, form))

    def undecided(self) -> int:
        """How many errors and warnings the returned list leaves open; 0 where no list was given.  What is being mended waits for nobody's
        decision."""
        of_forms = sum(self.left_open(finding, one.form) for one in self.examined if not one.back for finding in one.findings)
        return of_forms + sum(self.left_open(finding, None) for finding in self.findings)


# ---------- what came ----------


@dataclass(frozen=True, slots=True)
class Received:
    """How many objects were to come and how many came, each once, with their units.  What is back with its unit is not received: it is
    missing like what never came, and said apart (``returned``)."""

    due: int
    due_units: int
    reported: int
    units: int
    returned: int

    @property
    def missing(self) -> int:
        return self.due - self.reported

    @property
    def missing_words(self) -> str:
        """未报送6个（其中1个已退回修改）."""
        return f"未报送{self.missing}个" + (f"（其中{self.returned}个已退回修改）" if self.returned else "")


def received_in(result: RoundResult, forms: Sequence[Examined]) -> Received:
    """Of a round's result, with the ``forms`` of it that count."""
    units = {fold_name(one.unit) for one in forms}
    back = [one for one in result.examined if one.back]
    away = {fold_name(one.unit) for one in back} | {fold_name(one.unit) for one in result.missing}
    return Received(len(forms) + len(back) + len(result.missing), len(units | away), len(forms), len(units), len(back))
