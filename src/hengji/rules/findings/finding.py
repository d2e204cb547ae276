"""A finding (问题): what is wrong with a paper, where, and what would put it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave: contradicts or leaves out; needs an answer; is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {Severity.ERROR: "错误", Severity.WARNING: "疑点", Severity.NOTICE: "提示"}


class Addressee(StrEnum):
    """Who has to answer: the unit, or whoever reviewed the approved target (which the unit may not change)."""

    UNIT = "unit"
    TARGET_REVIEWER = "target-reviewer"


@dataclass(frozen=True, slots=True)
class Finding:
    """``subject`` is the form's own words (contract); ``cell`` an address like ``D14`` or None for a thing
    without a cell; ``problem_class`` the class 1…5 of the circular, None where it has none."""

    code: str
    severity: Severity
    subject: str
    message: str
    fix: str
    cell: str | None = None
    problem_class: int | None = None
    addressee: Addressee = Addressee.UNIT
    unit: str | None = None
    program: str | None = None
