"""One form judged: rates, paces, lights, verdict.  What is *wrong* with a form is another matter: ``hengji.rules.findings``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.execution import FundJudgement
from hengji.rules.forms import ApprovedTarget, Form, Payment
from hengji.rules.indicators import IndicatorJudgement, Measure, MeasureSource
from hengji.rules.lights import Light
from hengji.rules.rulesets import RuleSet
from hengji.rules.verdict import Achievement

__all__ = ["Achievement", "FundJudgement", "IndicatorJudgement", "Judgement", "Light", "Measure", "MeasureSource", "judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """``funds`` and ``indicators`` run parallel to the form's.  ``execution`` is the fund line the form is judged by (the total;
    of overall spending that of projects); ``overall`` the worse of execution and achievement; ``verdict`` one of
    双达标/钱慢事快/钱快事慢/双滞后, None unless both paces are known; ``gap`` = achievement − execution rate (signed ratio), None where it
    cannot be said; ``gap_guessed``: it rests on a guessed measure.  Without lights (another period's form, or no monitoring form)
    every light, reason and verdict is None."""

    as_of: date | None
    time_progress: Decimal | None
    funds: tuple[FundJudgement, ...]
    indicators: tuple[IndicatorJudgement, ...]
    execution: FundJudgement
    achievement: Achievement
    overall: Light | None = None
    verdict: str | None = None
    reasons: tuple[str, ...] = ()
    gap: Decimal | None = None
    gap_guessed: bool = False


def judge(
    form: Form,
    rules: RuleSet,
    *,
    as_of: date | None,
    approved: ApprovedTarget | None = None,
    payments: tuple[Payment, ...] | None = None,
    light: bool = True,
) -> Judgement:
    """Judge one form.  ``as_of`` is the round's date, else the form's own is taken; ``approved`` brings weights and measures,
    ``payments`` the issue dates of fund lines; ``light`` False where no light may be given (a form of another period)."""
    raise NotImplementedError
