"""A rule of the target review: what it looks for, under which aspect of the review, and the function that finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import Place

Find = Callable[[DraftCase], Iterator[Finding]]

MOF_88 = "财预〔2015〕88号"
MOF_101 = "财预〔2021〕101号 附件1"


class Aspect(StrEnum):
    """What a reviewer asks of a target (审核内容)."""

    COMPLETE = "complete"
    RELEVANT = "relevant"
    REFINED = "refined"
    SOUND = "sound"

    @property
    def chinese(self) -> str:
        return _ASPECTS[self]


_ASPECTS = {Aspect.COMPLETE: "完整性", Aspect.RELEVANT: "相关性", Aspect.REFINED: "细化程度", Aspect.SOUND: "适当性"}


@dataclass(frozen=True, slots=True)
class DraftRule:
    """``meaning``, ``basis``, ``example`` are Chinese sentences of the rule book; ``parameters`` name what is taken from the rule set."""

    code: str
    title: str
    aspect: Aspect
    severities: tuple[Severity, ...]
    meaning: str
    basis: str
    example: str
    find: Find
    parameters: tuple[str, ...] = ()

    def at(self, severity: Severity, subject: str, place: Place, message: str, fix: str) -> Finding:
        """A finding of this rule; its ``cell`` is the place's key."""
        return Finding(self.code, severity, subject, message, fix, place.key)

    def error(self, subject: str, place: Place, message: str, fix: str) -> Finding:
        """Contradicts something or leaves out what must be there."""
        return self.at(Severity.ERROR, subject, place, message, fix)

    def warning(self, subject: str, place: Place, message: str, fix: str) -> Finding:
        """Needs an answer."""
        return self.at(Severity.WARNING, subject, place, message, fix)

    def notice(self, subject: str, place: Place, message: str, fix: str) -> Finding:
        """Is worth a look."""
        return self.at(Severity.NOTICE, subject, place, message, fix)
