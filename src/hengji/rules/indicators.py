"""How one indicator stands: what it should have reached, how far it is, and the light that follows, with its sentence.

``achievement`` is against the annual target and serves scores; ``pace`` is against what is expected by the date and serves
lights.  Every light carries the sentence that explains it, with its numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from hengji.rules.forms import IndicatorRow
from hengji.rules.lights import Light
from hengji.rules.measures import Inference, Measure, MeasureSource, is_ceiling
from hengji.rules.money import half_up, plain
from hengji.rules.monthplans import Plan, planned_at
from hengji.rules.qualities import Quality, quality
from hengji.rules.rulesets import RuleSet
from hengji.rules.units import canonical, convert, is_count, is_percent
from hengji.rules.values import Actual, ActualKind, Operator, Target

__all__ = ["IndicatorJudgement", "Measure", "MeasureSource", "Moment", "judge_indicator"]

_SIGN = {Operator.GE: "≥", Operator.GT: "＞", Operator.EQ: "=", Operator.LE: "≤", Operator.LT: "＜"}
_EARLY_STAGE = re.compile("开工|动工|招标|招投标|采购程序|合同|启动|立项|勘察|设计|备案|前期")
_OTHER_STAGE = re.compile(f"{_EARLY_STAGE.pattern}|正在|推进|未|施工|建设中|进行中|在建")
"""Words beside a date that say it is not the date of completion (3月已开工, 7月正在施工)."""
_PERCENT_WITHIN = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_REACHES = Decimal(80)
_ZERO, _ONE = Decimal(0), Decimal(1)
_NO_PACE = Decimal("0.0000")


class IndicatorJudgement(NamedTuple):
    """One indicator row judged; every field may be None where it cannot be known.

    ``measure_reason`` says in Chinese why this measure was taken.  ``achievement`` and ``deviation`` are against the annual
    target, ``pace`` against ``expected`` (all ratios with four decimals; ``expected`` in the target's unit).  ``met`` is about
    the *annual* target; ``due`` is False where nothing can be asked yet.  ``ceiling``: less is better.  ``counted`` is what the
    row brings into the weighted achievement (0…1), None where it is not measurable now.
    ``reason`` is the sentence that explains the light; None without a light.
    """

    measure: Measure | None = None
    measure_source: MeasureSource | None = None
    measure_reason: str | None = None
    achievement: Decimal | None = None
    deviation: Decimal | None = None
    expected: Decimal | None = None
    pace: Decimal | None = None
    light: Light | None = None
    reason: str | None = None
    met: bool | None = None
    due: bool = True
    ceiling: bool = False
    counted: Decimal | None = None

    @property
    def guessed(self) -> bool:
        return self.measure_source is MeasureSource.GUESSED


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how a form is judged.  ``progress`` is the exact time progress of the round (0…1), None where ``as_of`` is unknown;
    ``monitors`` False for papers about a whole year (then the target itself is expected); ``lights`` False gives none.
    ``span`` and ``share`` are the words of the sentences: 1—7月, 7/12."""

    as_of: date | None
    progress: Decimal | None
    monitors: bool = True
    lights: bool = True
    span: str = ""
    share: str = ""

    @property
    def year_over(self) -> bool:
        return not self.monitors or (self.as_of is not None and (self.as_of.month, self.as_of.day) == (12, 31))


class _Planned(NamedTuple):
    """What the approved plan of months asks for by the date, in the target's unit; None: nothing yet."""

    value: Decimal | None


class _Standing(NamedTuple):
    """What one measure's rule found, before the light is given or withheld."""

    light: Light
    sentence: str
    met: bool | None = None
    due: bool = True
    expected: Decimal | None = None
    pace: Decimal | None = None
    counted: Decimal | None = None


def judge_indicator(
    row: IndicatorRow, inference: Inference, moment: Moment, rules: RuleSet, plan: Plan | None = None
) -> IndicatorJudgement:
    """Judge one row by its measure, by its approved plan of months where it has one.  A row without a target (scored only, or left
    blank) has no judgement at all."""
    target = row.target
    if target is None:
        return IndicatorJudgement()
    ceiling = inference.measure is Measure.CEILING or is_ceiling(row.name or "", row.level2 or "", target)
    value = comparable_value(row.actual, target)
    planned = planned_at(plan, moment.as_of) if plan and moment.monitors and moment.as_of else None
    standing = _stand(row, target, inference.measure, value, ceiling, moment, rules, _Planned(planned) if plan else None)
    light, reason = _shown(standing, inference, moment)
    share = _share_of_year(target, value)
    return IndicatorJudgement(
        measure=inference.measure,
        measure_source=inference.source,
        measure_reason=inference.reason,
        achievement=inverse_share(target, value, rules.inverse) if ceiling else share,
        deviation=None if share is None else share - 1,
        expected=standing.expected,
        pace=standing.pace,
        light=light,
        reason=reason,
        met=standing.met,
        due=standing.due,
        ceiling=ceiling,
        counted=standing.counted,
    )


def _shown(standing: _Standing, inference: Inference, moment: Moment) -> tuple[Light | None, str | None]:
    """The light and its sentence as shown: a guess never accuses, and another period's form gets none."""
    if not moment.lights:
        return None, None
    light = standing.light
    if inference.source is not MeasureSource.GUESSED:
        return light, f"{standing.sentence}，{light.chinese}"
    if light is Light.RED:
        return Light.YELLOW, f"{standing.sentence}，黄灯（估）：计量方式系推测（{inference.reason}），确认前不判红灯"
    return light, f"{standing.sentence}，{light.chinese}（估）"


# ---- figures


def comparable_value(actual: Actual | None, target: Target) -> Decimal | None:
    """The actual's number in the target's unit; None where there is none or the units cannot be compared."""
    if actual is None or actual.kind is not ActualKind.NUMBER or actual.number is None:
        return None
    if actual.unit == target.unit:
        return actual.number
    return convert(actual.number, actual.unit, target.unit)


def is_met(target: Target, value: Decimal, *, ceiling: bool, bound: Operator | None = None) -> bool:
    """Whether the annual target is met.  "=" is met from its good side: more of a good thing, less of a cost.  ``bound`` is
    the actual's own sign: ＞10 keeps a target of ＞10, as does 10以上."""
    number = target.number if target.number is not None else value
    if target.operator is Operator.GT:
        return value > number or (value == number and bound in (Operator.GT, Operator.GE))
    if target.operator is Operator.LT:
        return value < number or (value == number and bound is not None and bound.limits)
    return value <= number if ceiling else value >= number


def _share_of_year(target: Target, value: Decimal | None) -> Decimal | None:
    """Actual ÷ annual target, four decimals: the achievement, and less 1 the deviation.  None for a target of 0 (met or not, no ratio)."""
    if value is None or target.number is None or target.number <= 0:
        return None
    return half_up(value / target.number, 4)


def inverse_share(target: Target, value: Decimal | None, inverse: str) -> Decimal | None:
    """The achievement of a ceiling: 1 when kept, else 1 − (a − t)/t (``linear``) or t/a (``ratio``), not below 0; four decimals."""
    if value is None or target.number is None or target.number <= 0:
        return None
    if value <= target.number:
        return Decimal("1.0000")
    return half_up(target.number / value if inverse == "ratio" else max(_ZERO, 2 - value / target.number), 4)


def expected_value(target: Target, progress: Decimal) -> Decimal | None:
    """Target × time progress; countable things rounded down, so that "1 条" behaves as a milestone; else four decimals."""
    if target.number is None:
        return None
    return _counted_down(target, target.number * progress)


def _counted_down(target: Target, due: Decimal) -> Decimal:
    """Countable things in whole ones, else four decimals."""
    if not target.unit or not is_count(target.unit):
        return Decimal(plain(half_up(due, 4)))
    factor = canonical(target.unit).factor
    whole = half_up(due * factor, 9) // 1  # rounded first: 12 × 7/12 is 7, not 6.99…
    return whole if factor == 1 else whole / factor


# ---- lights by measure


def _stand(
    row: IndicatorRow,
    target: Target,
    measure: Measure,
    value: Decimal | None,
    ceiling: bool,
    moment: Moment,
    rules: RuleSet,
    planned: _Planned | None,
) -> _Standing:
    if measure is Measure.MILESTONE:
        return _milestone(row.actual, target, moment)
    if target.number is None:
        if target.low is not None and target.high is not None:
            return _interval(value, row.actual, target, moment)
        return _qualitative(row.actual, target, moment, rules)
    if value is None:
        counts = planned is not None and measure is Measure.CUMULATIVE and not ceiling
        if counts and row.actual is not None and row.actual.kind is ActualKind.NOT_DUE:
            return _said_not_due(row.actual, target, moment, planned)
        return _unmeasured(row.actual, target, measure, moment, planned)
    bound = row.actual.bound if row.actual else None
    if ceiling:
        return _ceiling(row, target, value, rules, moment, planned)
    if measure is Measure.LEVEL or measure is Measure.QUALITATIVE:
        return _level(target, value, rules, bound)
    return _cumulative(target, value, moment, rules, bound, planned)


def _unmeasured(actual: Actual | None, target: Target, measure: Measure, moment: Moment, planned: _Planned | None = None) -> _Standing:
    expected = _expected_of(target, measure, moment, planned)
    wanted = target_text(target)
    if actual is None:
        return _Standing(Light.GREY, f"年度目标{wanted}，尚无实际完成值", expected=expected)
    if actual.kind is ActualKind.NOT_DUE:
        return _Standing(Light.GREY, f"年度目标{wanted}，填报“{actual.text}”，未到考核时点", due=False, expected=expected)
    if actual.kind is ActualKind.NUMBER:
        return _Standing(Light.GREY, f"年度目标{wanted}，实际“{actual.text}”与目标计量单位不能比较", expected=expected)
    return _Standing(Light.GREY, f"年度目标{wanted}，实际“{actual.text}”不能与目标比较", expected=expected)


def _said_not_due(actual: Actual, target: Target, moment: Moment, planned: _Planned | None) -> _Standing:
    """未到考核时点 of a row with an approved plan of months: the plan says whether anything is due; if so, none is done."""
    expected = _expected_of(target, Measure.CUMULATIVE, moment, planned)
    if expected is None or expected <= 0:
        return _unmeasured(actual, target, Measure.CUMULATIVE, moment, planned)
    sentence = f"年度目标{target_text(target)}，{_expected_words(target, expected, moment, planned)}，填报“{actual.text}”，没有完成数"
    return _Standing(Light.RED, sentence, False, True, expected, _NO_PACE, _ZERO)


def _expected_of(target: Target, measure: Measure, moment: Moment, planned: _Planned | None = None) -> Decimal | None:
    if measure is Measure.CEILING or target.number is None:
        return None
    if measure is Measure.LEVEL or not moment.monitors:
        return target.number
    if planned is not None and moment.as_of is not None:
        return _counted_down(target, planned.value or _ZERO)
    return None if moment.progress is None else expected_value(target, moment.progress)


def _cumulative(
    target: Target, value: Decimal, moment: Moment, rules: RuleSet, bound: Operator | None, planned: _Planned | None
) -> _Standing:
    """累计型: pace against the approved plan of months, else target × time progress; blue only against the annual target."""
    expected = _expected_of(target, Measure.CUMULATIVE, moment, planned)
    met = is_met(target, value, ceiling=False, bound=bound)
    wanted, done = target_text(target), f"已完成{amount(value, target.unit)}"
    if expected is None:
        return _Standing(Light.GREY, f"年度目标{wanted}，{done}，监控时点不明", met=met)
    number = target.number or _ZERO
    exact = value / expected if expected else None
    pace = None if exact is None else half_up(exact, 4)
    if number > 0 and value >= number * rules.over_fulfilled:
        times = plain(half_up(value / number, 2))
        return _Standing(Light.BLUE, f"年度目标{wanted}，{done}，为全年目标的{times}倍", met, True, expected, pace, _ONE)
    if exact is None or pace is None or expected < 0:
        light = Light.GREEN if met else Light.GREY
        early = f"{_BY_PLAN}{moment.span}尚无应完成数" if planned else f"按{_share(moment)}折算当期应完成不足1{target.unit or ''}"
        words = f"{done}，全年目标已达成" if met else f"{early}，{done}，未到时点"
        return _Standing(light, f"年度目标{wanted}，{words}", met, met, expected, None, _ONE if met else None)
    sentence = f"年度目标{wanted}，{_expected_words(target, expected, moment, planned)}，{done}，进度比{ratio(pace)}"
    return _Standing(_by_pace(exact, rules), sentence, met, True, expected, pace, _within_one(pace))


def _within_one(pace: Decimal) -> Decimal:
    """What a pace brings into the weighted achievement: nothing below 0, no more than 1."""
    return _ONE if pace >= 1 else pace if pace > 0 else _ZERO


def _by_pace(pace: Decimal, rules: RuleSet) -> Light:
    if pace >= rules.indicator_green:
        return Light.GREEN
    return Light.YELLOW if pace >= rules.indicator_yellow else Light.RED


_BY_PLAN = "按批复的分月计划，"


def _expected_words(target: Target, expected: Decimal, moment: Moment, planned: _Planned | None = None) -> str:
    should = amount(half_up(expected, 2) if expected > 1 else expected, target.unit)
    if not moment.monitors:
        return f"全年应完成{should}"
    if planned is not None:
        return f"{_BY_PLAN}{moment.span}应完成{should}"
    rounded = "取整" if is_count(target.unit) else ""
    return f"{moment.span}应完成{should}（{plain(target.number or _ZERO)}×{_share(moment)}{rounded}）"


def _share(moment: Moment) -> str:
    return moment.share or "时间进度"


def _level(target: Target, value: Decimal, rules: RuleSet, bound: Operator | None) -> _Standing:
    """时点/比率型: the annual target itself once measured; never blue."""
    number = target.number or _ZERO
    met = is_met(target, value, ceiling=False, bound=bound)
    pace = half_up(value / number, 4) if number > 0 else None
    counted = _ONE if met else _ZERO if pace is None else _within_one(pace)
    wanted, measured = target_text(target), f"实测{amount(value, target.unit)}"
    if met:
        return _Standing(Light.GREEN, f"目标{wanted}，{measured}，已达到", met, True, number, pace, counted)
    short = number - value
    if in_percent(target):
        near, allowed = short <= rules.level_points, f"{plain(rules.level_points)}个百分点"
        gap = f"低{plain(short)}个百分点" if short else "恰在边界，未高于目标"
    else:
        near, allowed = short <= number * rules.level_share, f"{plain(rules.level_share * 100)}%"
        gap = f"低{amount(short, target.unit)}" if short else "恰在边界，未高于目标"
    sentence = f"目标{wanted}，{measured}，{gap}（{allowed}以{'内' if near else '上'}）"
    return _Standing(Light.YELLOW if near else Light.RED, sentence, met, True, number, pace, counted)


def _ceiling(row: IndicatorRow, target: Target, value: Decimal, rules: RuleSet, moment: Moment, planned: _Planned | None) -> _Standing:
    """控制型: over the limit red; the unit's own forecast over it, or more than the plan of months allows by now, yellow."""
    met = is_met(target, value, ceiling=True, bound=row.actual.bound if row.actual else None)
    limit, used = target_text(target), f"实际{amount(value, target.unit)}"
    if not met:
        share = inverse_share(target, value, rules.inverse)
        over = amount(value - (target.number or _ZERO), target.unit)
        return _Standing(Light.RED, f"控制目标{limit}，{used}，超出{over}", met, counted=share if share is not None else _ZERO)
    forecast = comparable_value(row.forecast, target)
    if forecast is not None and forecast != target.number and not is_met(target, forecast, ceiling=True):
        words = f"全年预计{amount(forecast, target.unit)}，将超出控制目标"
        return _Standing(Light.YELLOW, f"控制目标{limit}，{used}，{words}", met, counted=_ONE)
    if planned is not None and planned.value is not None and value > planned.value:
        words = f"{_BY_PLAN}{moment.span}应控制在{amount(half_up(planned.value, 2), target.unit)}以内，已超出"
        return _Standing(Light.YELLOW, f"控制目标{limit}，{used}，{words}", met, counted=_ONE)
    return _Standing(Light.GREEN, f"控制目标{limit}，{used}，未超出", met, counted=_ONE)


def _interval(value: Decimal | None, actual: Actual | None, target: Target, moment: Moment) -> _Standing:
    """A target between two bounds: inside is met; outside asks, never accuses; below is no fault while the year runs."""
    low, high = target.low or _ZERO, target.high or _ZERO
    if value is None:
        return _unmeasured(actual, target, Measure.CUMULATIVE, moment)
    words = f"目标{target.text}，实际{amount(value, target.unit)}"
    if low <= value <= high:
        return _Standing(Light.GREEN, f"{words}，在区间内", True, counted=_ONE)
    if value < low and not moment.year_over:
        return _Standing(Light.GREY, f"{words}，年度未终了", None, due=False)
    return _Standing(Light.YELLOW, f"{words}，{'低于' if value < low else '高于'}区间", False, counted=None)


# ---- words and dates


def _milestone(actual: Actual | None, target: Target, moment: Moment) -> _Standing:
    """节点型: nothing before its planned date; done green; overdue red."""
    deadline = target.deadline or (date(moment.as_of.year, 12, 31) if moment.as_of else None)
    planned = f"节点“{target.text}”"
    done, on = _is_done(actual, target, moment)
    if done:
        if on and deadline and on > deadline:
            return _Standing(Light.RED, f"{planned}，实际{actual_text(actual)}完成，晚于计划", False, counted=_ONE)
        return _Standing(Light.GREEN, f"{planned}，填报“{actual_text(actual)}”，已完成", True, counted=_ONE)
    due = deadline is not None and (moment.as_of > deadline if moment.as_of else not moment.monitors)
    if not due:
        return _Standing(Light.GREY, f"{planned}，监控时点尚未到期", None, due=False)
    if actual is None:
        return _Standing(Light.GREY, f"{planned}，已到期，尚无完成情况")
    if done is None:
        return _Standing(Light.YELLOW, f"{planned}，已到期，填报“{actual.text}”，不能确认是否完成")
    return _Standing(Light.RED, f"{planned}，已到期，填报“{actual.text}”，尚未完成", False, counted=_ZERO)


def _is_done(actual: Actual | None, target: Target, moment: Moment) -> tuple[bool | None, date | None]:
    """Whether the node is reached and when; None where the words do not say."""
    if actual is None or actual.kind is ActualKind.NOT_DUE:
        return False, None
    if actual.kind is ActualKind.DATE and actual.when:
        said = _done_by_words(actual.text) if _OTHER_STAGE.search(actual.text) else True
        return said and (moment.as_of is None or actual.when <= moment.as_of), actual.when
    if actual.kind is ActualKind.NUMBER and actual.number is not None:
        return _done_by_number(actual, target), None
    return _done_by_words(actual.text), None


def _done_by_number(actual: Actual, target: Target) -> bool | None:
    value = comparable_value(actual, target)
    if target.number is not None:
        return None if value is None else value >= target.number
    return actual.number >= 100 if actual.number is not None and actual.unit and is_percent(actual.unit) else None


def _done_by_words(text: str) -> bool | None:
    said = quality(text, "")
    if said is Quality.UNCLEAR or (said is Quality.ACHIEVED and _EARLY_STAGE.search(text)):
        return None
    return said is Quality.ACHIEVED


def _qualitative(actual: Actual | None, target: Target, moment: Moment, rules: RuleSet) -> _Standing:
    """定性: 达成 green, 部分达成 yellow, 未达成 red; still going on is grey while the year runs."""
    if actual is None or actual.kind is ActualKind.NOT_DUE:
        return _unmeasured(actual, target, Measure.QUALITATIVE, moment)
    words = f"目标“{target.text}”，填报“{actual.text}”"
    said = _said(actual, target)
    if said in (Quality.ONGOING, Quality.UNFINISHED) and not moment.year_over:
        return _Standing(Light.GREY, f"{words}，年度未终了", None, due=False)
    light, verdict, met, counted = {
        Quality.ACHIEVED: (Light.GREEN, "已达成", True, _ONE),
        Quality.PARTLY: (Light.YELLOW, "部分达成", False, rules.partly_achieved),
        Quality.FAILED: (Light.RED, "未达成", False, _ZERO),
        Quality.ONGOING: (Light.YELLOW, "年末仍在推进", False, rules.partly_achieved),
        Quality.UNFINISHED: (Light.RED, "年末未完成", False, _ZERO),
        Quality.UNCLEAR: (Light.GREY, "不能判断是否达成", None, None),
    }[said]
    return _Standing(light, f"{words}，{verdict}", met, counted=counted)


_UP, _DOWN = re.compile("提高|提升|增长|增加|上升"), re.compile("下降|降低|减少|压减|下调")


def _moved(actual: Actual, target: Target) -> Quality | None:
    """A change told as a figure against a wanted direction without one: 下降12% beside 同比下降."""
    if any(letter.isdigit() for letter in target.text) or not actual.number or actual.number < 0:
        return None
    wanted, told = ((bool(_UP.search(text)), bool(_DOWN.search(text))) for text in (target.text, actual.text))
    if wanted not in ((True, False), (False, True)) or told not in ((True, False), (False, True)):
        return None
    return Quality.ACHIEVED if wanted == told else Quality.UNCLEAR


def _said(actual: Actual, target: Target) -> Quality:
    """A percentage against words is read as a degree of reaching them (80 % reaches, 财预〔2020〕10号) or, where the words name a
    percentage themselves (完成主体工程70%), as progress towards that; less is still going on; another number says nothing."""
    if actual.kind is not ActualKind.NUMBER or actual.number is None:
        return quality(actual.text, target.text)
    if (moved := _moved(actual, target)) is not None:
        return moved
    if not actual.unit or not is_percent(actual.unit):
        return quality(actual.text, target.text) if actual.number == 0 else Quality.UNCLEAR
    wanted = _PERCENT_WITHIN.search(target.text)
    enough = Decimal(wanted.group(1)) if wanted else _REACHES
    return Quality.ACHIEVED if actual.number >= enough else Quality.ONGOING


# ---- how figures are written in sentences


def amount(number: Decimal, unit: str | None) -> str:
    return f"{plain(number)}{unit or ''}"


@lru_cache(maxsize=65536)
def ratio(number: Decimal) -> str:
    """A pace with two decimals, with all four where rounding would lift it onto a line: 1.48, but 0.7957."""
    short = half_up(number, 2)
    return f"{number:f}" if short > number and short == half_up(short, 1) else f"{short:f}"


def target_text(target: Target) -> str:
    """The target in one form: sign, number, unit; words as they stand."""
    if target.number is None:
        return f"“{target.text}”"
    return f"{_SIGN[target.operator] if target.signed else ''}{amount(target.number, target.unit)}"


def actual_text(actual: Actual | None) -> str:
    return actual.text if actual else ""


def in_percent(target: Target) -> bool:
    """Whether a target is counted in percentage points."""
    return bool(target.unit) and is_percent(target.unit or "")
