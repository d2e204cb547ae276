"""One form judged: rates, paces, lights, verdict.  What is *wrong* with a form is another matter: ``hengji.rules.findings``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from hengji.rules import verdict as dual
from hengji.rules.execution import FundJudgement, decisive, judge_funds
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, Form, IndicatorRow, Payment
from hengji.rules.indicators import IndicatorJudgement, Moment, judge_indicator
from hengji.rules.lights import Light
from hengji.rules.measures import Inference, Measure, MeasureSource, infer
from hengji.rules.monthplans import Plan, read_plan
from hengji.rules.periods import time_progress
from hengji.rules.rulesets import RuleSet
from hengji.rules.text import fold_name
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
    """Judge one form.  ``as_of`` is the round's date, else the form's own is taken; ``approved`` brings weights, measures and plans
    of months, ``payments`` the issue dates of fund lines; ``light`` False where no light may be given (a form of another period)."""
    moment = moment_of(form, as_of, light=light)
    funds = judge_funds(form, rules, moment, payments or ())
    measures, plans = _approved_measures(approved), _approved_plans(approved)
    indicators = tuple(_judge_row(row, measures, plans, moment, rules) for row in form.indicators)
    execution = decisive(form, funds)
    if not moment.lights:
        return Judgement(moment.as_of, moment.progress, funds, indicators, execution, Achievement())
    return _with_verdict(form, rules, moment, funds, indicators, execution, approved)


def _judge_row(
    row: IndicatorRow, measures: dict[str, Measure], plans: dict[str, ApprovedIndicator], moment: Moment, rules: RuleSet
) -> IndicatorJudgement:
    """A row by its measure and plan; who approved values adding up by months approved that it adds up, which ends a guess."""
    plan, measure = _plan_of(row, plans), measure_of(row, measures)
    if plan and measure.source is MeasureSource.GUESSED and measure.measure is Measure.CUMULATIVE:
        measure = _BY_PLAN
    return judge_indicator(row, measure, moment, rules, plan)


def _with_verdict(
    form: Form,
    rules: RuleSet,
    moment: Moment,
    funds: tuple[FundJudgement, ...],
    indicators: tuple[IndicatorJudgement, ...],
    execution: FundJudgement,
    approved: ApprovedTarget | None,
) -> Judgement:
    weights = dual.weigh(form, indicators, approved, rules)
    achievement = dual.achieve(weights, rules)
    word = dual.quadrant(execution.pace, achievement.pace, rules)
    difference, guessed = (None, False) if execution.light is Light.GREY else dual.gap(weights, execution, rules)
    worse = dual.overall(execution.light, achievement.light)
    verdict_reason = dual.explained(word, execution, achievement, worse, rules) if word else None
    reasons = tuple(text for text in (execution.reason, achievement.reason, verdict_reason) if text)
    return Judgement(moment.as_of, moment.progress, funds, indicators, execution, achievement, worse, word, reasons, difference, guessed)


# ---- when


def moment_of(form: Form, as_of: date | None, *, light: bool = True) -> Moment:
    """When a form is judged: at ``as_of``, else at its own date.  Only monitoring forms get lights."""
    when = as_of or form.as_of
    if not form.kind.monitors:
        return Moment(when, None, monitors=False, lights=False)
    return _moment(when, light)


@lru_cache(maxsize=64)
def _moment(when: date | None, light: bool) -> Moment:
    if when is None:
        return Moment(None, None, lights=light)
    month_over = date.fromordinal(when.toordinal() + 1).day == 1
    span = ("1月" if when.month == 1 else f"1—{when.month}月") if month_over else f"截至{when.month}月{when.day}日"
    progress = time_progress(when)
    share = f"{when.month}/12" if month_over else f"{progress * 100:.2f}%"
    return Moment(when, progress, lights=light, span=span, share=share)


# ---- by what measure


def measure_of(row: IndicatorRow, approved: dict[str, Measure] | None = None) -> Inference:
    """A row's measure: as approved with the target, else as the unit set it, else inferred or guessed."""
    if row.target is None:
        return _NONE
    if approved and (measure := approved.get(fold_name(row.name or ""))):
        return Inference(measure, MeasureSource.APPROVED, "随绩效目标批复")
    if (text := row.texts.get("measure")) and (measure := named_measure(text)):
        return Inference(measure, MeasureSource.UNIT, "由填报单位设定")
    return infer(row.name or "", row.level1 or "", row.level2 or "", row.target)


_BY_PLAN = Inference(Measure.CUMULATIVE, MeasureSource.APPROVED, "随分月计划批复")
_NONE = Inference(Measure.QUALITATIVE, MeasureSource.GUESSED, "没有指标值")


def _approved_measures(approved: ApprovedTarget | None) -> dict[str, Measure]:
    if approved is None:
        return {}
    named = ((fold_name(one.name), named_measure(one.measure)) for one in approved.indicators if one.measure)
    return {name: measure for name, measure in named if measure}


def _approved_plans(approved: ApprovedTarget | None) -> dict[str, ApprovedIndicator]:
    """The approved indicators that have a plan of months, by name."""
    return {fold_name(one.name): one for one in approved.indicators if one.months} if approved else {}


def _plan_of(row: IndicatorRow, plans: dict[str, ApprovedIndicator]) -> Plan | None:
    """A row's approved plan; it is about the approved target, so a row that states another has none."""
    one = plans.get(fold_name(row.name or "")) if plans else None
    if one is None or row.target is None or (row.target.number, row.target.unit) != (one.target.number, one.target.unit):
        return None
    return read_plan(one.months, one.target)


@lru_cache(maxsize=256)
def named_measure(word: str | None) -> Measure | None:
    """A measure from its code name or its Chinese word (累计型, 累计, 比率型 …); None when it is neither."""
    if not word:
        return None
    word = word.strip()
    by_code = next((measure for measure in Measure if measure.value == word.lower()), None)
    return by_code or next((measure for key, measure in _MEASURE_WORDS.items() if key in word), None)


_MEASURE_WORDS = {
    "累计": Measure.CUMULATIVE,
    "时点": Measure.LEVEL,
    "比率": Measure.LEVEL,
    "节点": Measure.MILESTONE,
    "控制": Measure.CEILING,
    "定性": Measure.QUALITATIVE,
}
