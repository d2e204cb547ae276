"""A rule of the catalogue: what it looks for, how grave it is, where it comes from, and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Addressee, Finding, Severity

Find = Callable[[Case], Iterator[Finding]]

MOF_136 = "财预〔2019〕136号"
MOF_10 = "财预〔2020〕10号"


@dataclass(frozen=True, slots=True)
class Rule:
    """``problem_class`` is the class 1…5 of the circular; ``meaning``, ``basis`` and ``example`` are Chinese sentences of the rule
    book; ``parameters`` name what it takes from the rule set; ``find`` is None for what only a whole round shows."""

    code: str
    title: str
    problem_class: int | None
    severities: tuple[Severity, ...]
    meaning: str
    basis: str
    example: str
    parameters: tuple[str, ...] = ()
    find: Find | None = None

    def error(self, subject: str, cell: str | None, message: str, fix: str) -> Finding:
        """A finding that contradicts something or leaves out what must be there."""
        return self.at(Severity.ERROR, subject, cell, message, fix)

    def warning(self, subject: str, cell: str | None, message: str, fix: str) -> Finding:
        """A finding that needs an answer."""
        return self.at(Severity.WARNING, subject, cell, message, fix)

    def notice(self, subject: str, cell: str | None, message: str, fix: str) -> Finding:
        """A finding that is worth a look."""
        return self.at(Severity.NOTICE, subject, cell, message, fix)

    def for_reviewer(self, subject: str, cell: str | None, message: str, fix: str) -> Finding:
        """A fault of the approved target itself, which the unit may not change: a notice to whoever reviewed it."""
        words = f"{message.rstrip('。')}（所附批复即如此，单位不得自行更改）。"
        return Finding(self.code, Severity.NOTICE, subject, words, fix, cell, self.problem_class, Addressee.TARGET_REVIEWER)

    def at(
        self,
        severity: Severity,
        subject: str,
        cell: str | None,
        message: str,
        fix: str,
        *,
        unit: str | None = None,
        program: str | None = None,
    ) -> Finding:
        """A finding of this rule; ``unit`` and ``program`` only for what belongs to no form."""
        return Finding(self.code, severity, subject, message, fix, cell, self.problem_class, Addressee.UNIT, unit, program)
