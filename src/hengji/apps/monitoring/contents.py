"""What a form says beside what was typed: remarks at their places, the verdict in one strip, parts signed.

Pure: nothing here asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from hengji.rules.findings.finding import Severity

PARTS = {"money": "资金情况", "results": "绩效情况", "head": "整表"}
"""Parts that are signed: by finance staff, by project staff, by the head (or a deputy)."""

BLANK: Mapping[str, Mapping[str, object]] = {"funds": {}, "rows": {}, "texts": {}}


PAST = frozenset({"late", "report-late"})
"""Rules about what happened: nothing on the form mends it, so it keeps nothing from being sent."""
BLANKS = frozenset({"missing-field", "emphasis-field"})
"""Rules about what is not filled in yet."""
ELSEWHERE = PAST | {"report-mismatch"}
"""With what is mended in the report, or explained there: a form that was returned can be sent again without it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding at its place (``part`` funds, rows or texts; all empty: of the whole form), with what the unit answered.

    ``key`` changes with the sentence: an answer never stands for a fault it did not see.  ``cell`` is the address of an Excel form.
    ``memory`` is object + rule + place, by which a dismissal is remembered; ``dismissed`` is its reason."""

    key: str
    code: str
    severity: Severity
    part: str
    row: str
    column: str
    cell: str
    place: str
    subject: str
    sentence: str
    remedy: str
    answer: str = ""
    memory: str = ""
    dismissed: str = ""
    problem_class: int | None = None
    addressee: str = "unit"

    @property
    def blocking(self) -> bool:
        """It keeps the form from being sent until it is mended."""
        return self.severity is Severity.ERROR and not self.dismissed and self.code not in ELSEWHERE

    @property
    def blank(self) -> bool:
        """Nothing is wrong yet: something is still to be filled in."""
        return self.blocking and self.code in BLANKS and self.column != "measures"

    @property
    def open(self) -> bool:
        """It keeps the form from being sent until it is mended or (a warning) answered."""
        return self.blocking or (self.severity is Severity.WARNING and not self.answer and not self.dismissed)


@dataclass(frozen=True, slots=True)
class Lit:
    """A line or an indicator as judged: light (``green`` …, empty: none), its sentence, ratios with four decimals; ``guess`` is
    the measure's code where it is only guessed, ``choices`` are those its target allows; ``unknown``: nothing can be told from
    what stands there, or it is in doubt itself; grey then does not say that its time has not come."""

    light: str = ""
    reason: str = ""
    rate: Decimal | None = None
    pace: Decimal | None = None
    achievement: Decimal | None = None
    expected: Decimal | None = None
    measure: str = ""
    guess: str = ""
    choices: tuple[str, ...] = ()
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """The verdict of a form in one line (money in yuan, ratios).  ``base_words``: 年初预算 or 调整后预算."""

    light: str = ""
    verdict: str = ""
    execution_light: str = ""
    achievement_light: str = ""
    execution_pace: Decimal | None = None
    achievement_pace: Decimal | None = None
    time_progress: Decimal | None = None
    budget: Decimal | None = None
    base_words: str = ""
    executed: Decimal | None = None
    self_reported: bool = False
    rate: Decimal | None = None
    forecast: Decimal | None = None
    reasons: tuple[str, ...] = ()
    errors: int = 0
    warnings: int = 0
    notices: int = 0
    funds: Mapping[str, Lit] = field(default_factory=dict)
    rows: Mapping[str, Lit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """A reviewer's word at a cell (``part`` empty: on the whole)."""

    part: str
    row: str
    column: str
    place: str
    text: str
