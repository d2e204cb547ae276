"""The ledger of false alarms (误报台账): how often people dismiss what a rule finds.  A rule dismissed too often is only a notice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from hengji.rules.filling.asking import ASKED
from hengji.rules.findings import CATALOGUE, Finding, Severity
from hengji.rules.money import half_up, percent

MOST = Decimal("0.10")
"""Share of dismissals above which a rule is demoted (mission: fewer than one false alarm in ten)."""
LEAST_DECIDED = 10
"""Decisions below which a share says nothing."""

_TITLES = {rule.code: rule.title for rule in (*CATALOGUE, *ASKED)}


@dataclass(frozen=True, slots=True)
class Record:
    """A rule's ledger: findings ``confirmed``, ``dismissed`` and still ``open``."""

    code: str
    confirmed: int
    dismissed: int
    open: int = 0

    @property
    def title(self) -> str:
        return _TITLES.get(self.code, self.code)

    @property
    def decided(self) -> int:
        return self.confirmed + self.dismissed

    @property
    def rate(self) -> Decimal | None:
        """Dismissed ÷ decided, four decimals; None where nothing was decided."""
        return half_up(Decimal(self.dismissed) / self.decided, 4) if self.decided else None

    @property
    def demoted(self) -> bool:
        """Whether the rule is a notice from now on; by the exact share, not the rounded one."""
        return self.decided >= LEAST_DECIDED and self.dismissed > self.decided * MOST

    @property
    def sentence(self) -> str:
        """What the ledger says of the rule."""
        if self.rate is None:
            return "尚无核实结果"
        told = f"已核实{self.decided}条，不采纳{self.dismissed}条，误报率{percent(self.rate)}"
        if self.demoted:
            return f"{told}，高于{percent(MOST)}，降为提示，不再要求单位答复"
        return f"{told}，核实数不足{LEAST_DECIDED}条，暂不评判" if self.decided < LEAST_DECIDED else told


def ledger(counts: Mapping[str, tuple[int, int, int]]) -> tuple[Record, ...]:
    """Records from counts by code (confirmed, dismissed, open): what is demoted first, then by rate, then in the catalogue's order."""
    order = {code: place for place, code in enumerate(_TITLES)}
    records = [Record(code, *count) for code, count in counts.items()]
    return tuple(sorted(records, key=lambda one: (not one.demoted, -(one.rate or 0), order.get(one.code, len(order)), one.code)))


def demoted(counts: Mapping[str, tuple[int, int, int]]) -> tuple[str, ...]:
    """The codes that are notices from now on, sorted."""
    return tuple(sorted(one.code for one in ledger(counts) if one.demoted))


_NOTE = "（本规则误报率偏高，仅作提示）"


def demote(findings: Iterable[Finding], codes: Collection[str]) -> tuple[Finding, ...]:
    """The findings with those of demoted rules as notices that say so; the others as they are."""
    return tuple(_as_notice(one) if one.code in codes and one.severity is not Severity.NOTICE else one for one in findings)


def _as_notice(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.NOTICE, message=f"{finding.message}{_NOTE}")
