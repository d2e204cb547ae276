"""Everything a rule of the catalogue may look at when it judges one form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hengji.rules.forms import ApprovedTarget, Form, Payment, RosterEntry
from hengji.rules.judgement import Judgement
from hengji.rules.reports import Report
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import FormScore, ScoringSet


@dataclass(frozen=True, slots=True)
class Previous:
    """Last round's figures of the same object: executed in yuan, actuals by indicator name (folded)."""

    executed: Decimal | None = None
    actuals: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One form, how it was judged, and what is known beside it.

    ``round_as_of`` is the ``--as-of`` that was given, else None; ``payments`` is None where no export was given
    and empty where the export has nothing for this object; ``counts`` is False on all but the one form of an object
    that counts.  The rest ``examine`` fills in, so that rules need not ask again: what ``unit-conflict`` names is kept out
    of the other rules, ``doubtful_amounts`` being (fund row, column) pairs, ``doubtful_rows`` indicator rows;
    ``short_rows`` are indicator rows whose full-year forecast misses the target; all by position.
    """

    form: Form
    judgement: Judgement
    rules: RuleSet
    round_as_of: date | None = None
    approved: ApprovedTarget | None = None
    roster: RosterEntry | None = None
    payments: tuple[Payment, ...] | None = None
    report: Report | None = None
    previous: Previous | None = None
    score: FormScore | None = None
    scoring: ScoringSet | None = None
    counts: bool = True
    doubtful_amounts: frozenset[tuple[int, str]] = frozenset()
    doubtful_rows: frozenset[int] = frozenset()
    short_rows: frozenset[int] = frozenset()

    def doubts(self, row: int, *columns: str) -> bool:
        """Whether one of these amounts of a fund row is off by a unit, so that nothing may be built on it."""
        return bool(self.doubtful_amounts) and any((row, column) in self.doubtful_amounts for column in columns)
