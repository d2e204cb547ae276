"""Approved plans by months: what is expected on a day, and the lights that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.findings import Case, Severity, examine
from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, IndicatorRow
from hengji.rules.indicators import IndicatorJudgement
from hengji.rules.judgement import Light, judge
from hengji.rules.measures import Measure
from hengji.rules.monthplans import Plan, planned_at, read_plan
from hengji.rules.values import Operator, Target

from .judging import COMMON, JULY, D, form, row

KM = Target("≥12.5公里", Operator.GE, D("12.5"), "公里", signed=True)


def months(**values: str) -> tuple[str, ...]:
    """A plan from its filled months: ``m6="6"``."""
    return tuple(values.get(f"m{month}", "") for month in range(1, 13))


def test_blank_months_keep_what_was_planned_before() -> None:
    plan = read_plan(months(m3="3", m6="6公里", m12="12.5"), KM)
    assert plan == (None, None, D(3), D(3), D(3), D(6), D(6), D(6), D(6), D(6), D(6), D("12.5"))


@pytest.mark.parametrize("texts", [months(), months(m3="约三成", m12="12.5"), months(m3="3户"), ()])
def test_what_cannot_be_read_is_no_plan(texts: tuple[str, ...]) -> None:
    assert read_plan(texts, KM) is None


def test_values_are_brought_to_the_targets_unit() -> None:
    plan = read_plan(months(m6="6000米"), KM)
    assert plan and plan[5] == D(6)


def test_inside_a_month_the_plan_runs_by_days() -> None:
    """June 6, July 7.55: on the 20th of 31 days 6 + 1.55 × 20/31 = 7."""
    plan = read_plan(months(m6="6", m7="7.55", m12="12.5"), KM)
    assert plan
    assert planned_at(plan, date(2023, 7, 20)) == D(7)
    assert planned_at(plan, date(2023, 6, 30)) == D(6)
    assert planned_at(plan, date(2023, 6, 15)) == D(3)
    assert planned_at(plan, date(2023, 5, 31)) is None
    first = read_plan(months(m1="3.1"), KM)
    assert first
    assert planned_at(first, date(2023, 1, 10)) == D(1)


plans = st.lists(st.integers(0, 50), min_size=12, max_size=12).map(lambda steps: tuple(D(sum(steps[: n + 1])) for n in range(12)))


@given(plans, st.dates(date(2023, 1, 1), date(2023, 12, 30)))
def test_a_rising_plan_never_asks_for_less_the_day_after(plan: Plan, day: date) -> None:
    today, tomorrow = planned_at(plan, day), planned_at(plan, date.fromordinal(day.toordinal() + 1))
    assert today is not None
    assert tomorrow is not None
    assert Decimal(0) <= today <= tomorrow <= (plan[-1] or 0)


# ---- lights


def planned(one: IndicatorRow, texts: tuple[str, ...], measure: Measure, when: date = JULY) -> IndicatorJudgement:
    assert one.name
    assert one.target
    approved = ApprovedTarget(None, indicators=(ApprovedIndicator(one.name, one.target, measure=measure.value, months=texts),))
    return judge(form(one), COMMON, as_of=when, approved=approved).indicators[0]


def test_a_plan_takes_the_place_of_time_progress() -> None:
    """12.5 × 7/12 = 7.29 would make 5 yellow; the plan asks for 5."""
    found = planned(row("新建供水管网长度", "≥12.5", "5", "公里"), months(m6="4", m7="5", m12="12.5"), Measure.CUMULATIVE)
    assert (found.expected, found.pace, found.light) == (D(5), D(1), Light.GREEN)
    assert found.reason == "年度目标≥12.5公里，按批复的分月计划，1—7月应完成5公里，已完成5公里，进度比1.00，绿灯"


def test_behind_the_plan_is_red_and_countable_things_are_whole() -> None:
    found = planned(row("采购设备数量", "≥10", "2", "台"), months(m6="5", m8="8", m12="10"), Measure.CUMULATIVE, date(2023, 8, 15))
    assert found.expected == D(6)
    assert found.light is Light.RED
    assert found.reason == "年度目标≥10台，按批复的分月计划，截至8月15日应完成6台，已完成2台，进度比0.33，红灯"


def test_where_the_plan_asks_nothing_yet_nothing_is_due() -> None:
    found = planned(row("新建供水管网长度", "≥12.5", "1", "公里"), months(m10="6", m12="12.5"), Measure.CUMULATIVE)
    assert (found.light, found.due, found.pace) == (Light.GREY, False, None)
    assert found.reason == "年度目标≥12.5公里，按批复的分月计划，1—7月尚无应完成数，已完成1公里，未到时点，灰灯"
    blank = planned(row("新建供水管网长度", "≥12.5", None, "公里"), months(m10="6", m12="12.5"), Measure.CUMULATIVE)
    assert (blank.expected, blank.light) == (D(0), Light.GREY)


def test_not_due_yet_does_not_hide_what_the_plan_asks_for() -> None:
    """The words stand against an approved plan: where it asks for something by the end of July, nothing done is red; before that, grey."""
    said = row("新建供水管网长度", "≥12.5", "未到考核时点", "公里")
    found = planned(said, months(m6="4", m7="5", m12="12.5"), Measure.CUMULATIVE)
    assert (found.light, found.due, found.pace, found.expected) == (Light.RED, True, D(0), D(5))
    assert found.reason == "年度目标≥12.5公里，按批复的分月计划，1—7月应完成5公里，填报“未到考核时点”，没有完成数，红灯"
    early = planned(said, months(m10="6", m12="12.5"), Measure.CUMULATIVE)
    assert (early.light, early.due) == (Light.GREY, False)
    rate = planned(row("验收合格率", "≥90", "未到考核时点", "%", level2="质量指标"), months(m7="50"), Measure.LEVEL)
    assert (rate.light, rate.due) == (Light.GREY, False)
    limit = planned(row("设备购置成本", "≤100", "未到考核时点", "万元", level2="成本指标"), months(m7="60"), Measure.CEILING)
    assert limit.light is Light.GREY


def test_lagging_behind_an_approved_plan_is_a_doubt_even_where_the_measure_was_a_guess() -> None:
    """A plan of accumulated values says that the indicator adds up: no guess is left, so behind-target is a warning."""
    one = row("带动群众增收", "≥1200", "未到考核时点", "万元", level1="效益指标")
    assert one.target is not None
    assert judge(form(one), COMMON, as_of=JULY).indicators[0].guessed
    approved = ApprovedTarget(None, indicators=(ApprovedIndicator("带动群众增收", one.target, months=months(m7="700", m12="1200")),))
    judged = judge(form(one), COMMON, as_of=JULY, approved=approved)
    assert (judged.indicators[0].light, judged.indicators[0].measure_reason) == (Light.RED, "随分月计划批复")
    (found,) = [said for said in examine(Case(form(one), judged, COMMON, JULY, approved=approved)) if said.code == "behind-target"]
    assert found.severity is Severity.WARNING


def test_spending_more_of_a_limit_than_planned_by_now_is_yellow() -> None:
    cost = row("设备购置成本", "≤100", "70", "万元", level2="成本指标")
    found = planned(cost, months(m7="60", m12="100"), Measure.CEILING)
    assert found.light is Light.YELLOW
    assert found.reason == "控制目标≤100万元，实际70万元，按批复的分月计划，1—7月应控制在60万元以内，已超出，黄灯"
    assert planned(replace(cost, actual=None), months(m7="60"), Measure.CEILING).light is Light.GREY
    assert planned(cost, months(m7="70"), Measure.CEILING).light is Light.GREEN
    assert planned(cost, months(m8="60"), Measure.CEILING).light is Light.GREEN


def test_a_row_with_another_target_is_not_held_to_the_plan() -> None:
    one = row("新建供水管网长度", "≥10", "5", "公里")
    approved = ApprovedTarget(None, indicators=(ApprovedIndicator("新建供水管网长度", KM, months=months(m7="9")),))
    assert judge(form(one), COMMON, as_of=JULY, approved=approved).indicators[0].expected == D("5.8333")


def test_a_rate_is_asked_for_whole_whatever_its_plan() -> None:
    found = planned(row("验收合格率", "≥90", "92", "%", level2="质量指标"), months(m7="50"), Measure.LEVEL)
    assert (found.expected, found.light) == (D(90), Light.GREEN)
