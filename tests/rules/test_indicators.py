"""Worked cases of single indicators, computed by hand: July is 7/12 = 58.33 % of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.forms import IndicatorRow, Kind
from hengji.rules.judgement import IndicatorJudgement, Light, MeasureSource, judge
from hengji.rules.values import read_actual

from .judging import COMMON, JULY, D, form, row

GREEN, YELLOW, RED, BLUE, GREY = Light


def judged(indicator: IndicatorRow, when: date | None = JULY, kind: Kind = Kind.MONITORING) -> IndicatorJudgement:
    return judge(form(indicator, kind=kind), COMMON, as_of=when).indicators[0]


def test_counted_things_are_expected_rounded_down() -> None:
    """10 × 7/12 = 5.83 → 5 台; 6 ÷ 5 = 1.20 of what is due, 0.6 of the year: green, not blue."""
    found = judged(row("设备采购数量", "≥10", "6", "台"))
    assert (found.expected, found.pace, found.light) == (D(5), D("1.2000"), GREEN)
    assert (found.achievement, found.deviation, found.met) == (D("0.6000"), D("-0.4000"), False)
    assert found.reason == "年度目标≥10台，1—7月应完成5台（10×7/12取整），已完成6台，进度比1.20，绿灯"


@pytest.mark.parametrize(
    ("wanted", "done", "expected", "pace", "light"),
    [
        ("≥20", "16", 11, "1.4545", GREEN),  # 11.67 → 11
        ("≥2", "0", 1, "0.0000", RED),  # 1.17 → 1
        ("≥12", "7", 7, "1.0000", GREEN),  # exactly 7: no loss to the fraction 7/12
        ("≥24", "11", 14, "0.7857", YELLOW),
        ("≥24", "8", 14, "0.5714", RED),
        ("≥50", "23", 29, "0.7931", YELLOW),
        ("≥10", "4", 5, "0.8000", GREEN),  # on the line
        ("≥10", "3", 5, "0.6000", YELLOW),  # on the line
        ("≥10", "12", 5, "2.4000", BLUE),  # 1.2 of the annual target
        ("≥10", "11", 5, "2.2000", GREEN),
    ],
)
def test_cumulative(wanted: str, done: str, expected: int, pace: str, light: Light) -> None:
    found = judged(row("设备采购数量", wanted, done, "台"))
    assert (found.expected, found.pace, found.light) == (expected, D(pace), light)


def test_one_thing_is_not_half_done() -> None:
    waiting, done = judged(row("建成检测线", "≥1", "0", "条")), judged(row("建成检测线", "≥1", "1", "条"))
    assert (waiting.expected, waiting.pace, waiting.light, waiting.due, waiting.counted) == (0, None, GREY, False, None)
    assert (done.light, done.met) == (GREEN, True)
    assert judged(row("建成检测线", "≥1", "0", "条"), date(2023, 12, 31)).light is RED


def test_measured_amounts_are_not_rounded_down() -> None:
    """12 × 7/12 = 7 公里; 5 ÷ 7 = 0.7143."""
    found = judged(row("改造管网长度", "≥12", "5", "公里"))
    assert (found.expected, found.pace, found.light) == (D(7), D("0.7143"), YELLOW)
    assert judged(row("改造管网长度", "≥10", "5", "公里")).expected == D("5.8333")


def test_units_are_converted_first() -> None:
    found = judged(row("改造管网长度", "≥12", "7000", "公里", actual_unit="米"))
    assert (found.achievement, found.pace, found.light) == (D("0.5833"), D("1.0000"), GREEN)
    assert judged(row("栽植苗木", "≥550", "3300000", "万株", actual_unit="株")).achievement == D("0.6000")


def test_units_that_cannot_be_compared_are_grey() -> None:
    found = judged(row("设备采购数量", "≥10", "6", "台", actual_unit="小时"))
    assert (found.light, found.achievement, found.expected) == (GREY, None, D(5))
    assert "不能比较" in (found.reason or "")


@pytest.mark.parametrize(
    ("done", "light"), [("100", GREEN), ("99.9", YELLOW), ("95", YELLOW), ("94.9", RED), ("130", GREEN), (None, GREY), ("年底统计", GREY)]
)
def test_level_is_never_blue_and_waits_for_its_measurement(done: str | None, light: Light) -> None:
    found = judged(row("工程验收合格率", "=100", done, "%", level2="质量指标"))
    assert (found.light, found.expected) == (light, D(100))


def test_a_failing_rate_in_july_is_red_not_blue() -> None:
    """80 % of a pass rate of 98 % is 1.40 of 98 × 7/12: a pro-rata rule would light blue."""
    found = judged(row("产品合格率", "≥98", "80", "%", level2="质量指标"))
    assert (found.light, found.pace, found.deviation) == (RED, D("0.8163"), D("-0.1837"))
    assert found.reason == "目标≥98%，实测80%，低18个百分点（5个百分点以上），红灯"


def test_level_without_percent_is_short_by_share() -> None:
    indicator = replace(row("设计使用年限", "≥20", "19", "年"), texts={"measure": "时点"})
    assert judged(indicator).light is YELLOW
    assert judged(replace(indicator, actual=row("", "≥1", "18.9", "年").actual)).light is RED


@pytest.mark.parametrize(
    ("done", "when", "light", "met"),
    [
        ("未到考核时点", JULY, GREY, None),
        ("正在施工", JULY, GREY, None),
        (None, JULY, GREY, None),
        ("尚未完成", JULY, GREY, None),
        (date(2023, 7, 20), JULY, GREEN, True),
        ("已通过验收", JULY, GREEN, True),
        ("已开工", date(2023, 12, 31), GREY, None),
        ("正在施工", date(2024, 1, 5), RED, False),
        ("已签合同", date(2024, 1, 5), YELLOW, None),  # says nothing about the acceptance
        (date(2024, 1, 3), date(2024, 1, 5), RED, False),
    ],
)
def test_acceptance_planned_for_december(done: str | date | None, when: date, light: Light, met: bool | None) -> None:
    found = judged(row("竣工验收", "12月底前", done, level2="时效指标", deadline=date(2023, 12, 31)), when)
    assert (found.light, found.met) == (light, met)


@pytest.mark.parametrize(
    ("done", "forecast", "light", "achievement"),
    [
        ("10", None, GREEN, "1.0000"),
        ("8", "9", GREEN, "1.0000"),
        ("8", "11", YELLOW, "1.0000"),
        ("15", None, RED, "0.5000"),
        ("30", None, RED, "0.0000"),
    ],
)
def test_ceiling(done: str, forecast: str | None, light: Light, achievement: str) -> None:
    found = judged(row("设备单台成本", "≤10", done, "万元/台", level2="成本指标", forecast=forecast))
    assert (found.light, found.achievement, found.expected, found.pace) == (light, D(achievement), None, None)


def test_inverse_by_ratio() -> None:
    found = judge(form(row("响应时间", "≤2", "4", "小时")), replace(COMMON, inverse="ratio"), as_of=JULY).indicators[0]
    assert (found.achievement, found.deviation) == (D("0.5000"), D("1.0000"))


def test_target_of_nought_has_no_ratio() -> None:
    kept, broken = judged(row("安全事故", "=0", "0", "起")), judged(row("安全事故", "=0", "1", "起"))
    assert (kept.light, kept.achievement, kept.counted) == (GREEN, None, 1)
    assert (broken.light, broken.met, broken.counted) == (RED, False, 0)


@pytest.mark.parametrize(
    ("said", "light"),
    [
        ("有效改善", GREEN),
        ("明显改善", GREEN),
        ("达成", GREEN),
        ("部分达成", YELLOW),
        ("有所改善", YELLOW),
        ("未达成", RED),
        ("效果不明显", RED),
        ("未发生拖欠", GREEN),
        ("正在推进", GREY),
        ("未到考核时点", GREY),
        ("按二类处理", GREY),  # nothing can be said: no accusation
        (None, GREY),
    ],
)
def test_qualitative(said: str | None, light: Light) -> None:
    assert judged(row("居民生活", "有效改善", said, level1="效益指标", level2="社会效益指标")).light is light


@pytest.mark.parametrize(
    ("wanted", "said", "light"),
    [
        ("不超预算", "未超预算", GREEN),
        ("无安全事故", "无", GREEN),
        ("明显提高", "正常推进", GREY),
        ("完成主体工程70%", "完成40%", GREY),
        ("完成主体工程70%", "完成75%", GREEN),
        ("基本建成", "基本建成", GREEN),
        ("不断提升", "不断提升", GREEN),
        ("有效提升", "未能提升", RED),
        ("优", "良", YELLOW),
        ("良好", "优秀", GREEN),
        ("是", "否", RED),
        ("按期完成", "50%", GREY),
        ("按期完成", "尚未完成", GREY),
        ("按期完成", "未按期完成", RED),
    ],
)
def test_words_against_words(wanted: str, said: str, light: Light) -> None:
    indicator = row("成效", wanted, None)
    assert judged(replace(indicator, actual=read_actual(said, target=indicator.target, year=2023))).light is light


def test_not_finished_is_red_only_at_the_end_of_the_year() -> None:
    indicator = row("改造任务", "全面完成", "未完成")
    assert (judged(indicator).light, judged(indicator, date(2023, 12, 31)).light) == (GREY, RED)


def test_still_going_on_at_the_end_of_the_year_is_yellow() -> None:
    assert judged(row("居民生活", "有效改善", "正在推进"), date(2023, 12, 31)).light is YELLOW


@pytest.mark.parametrize(("text", "light"), [("3月已开工", GREY), ("7月正在施工", GREY), ("7月完成验收", GREEN), ("12月底前完成", GREY)])
def test_a_date_of_another_stage_is_not_completion(text: str, light: Light) -> None:
    waiting = row("竣工验收", "12月底前", None, deadline=date(2023, 12, 31))
    assert judged(replace(waiting, actual=read_actual(text, target=waiting.target, year=2023))).light is light


def test_a_guess_never_accuses() -> None:
    found = judged(row("年度任务完成率", "=100", "10", "%"))
    assert (found.measure_source, found.pace, found.light) == (MeasureSource.GUESSED, D("0.1714"), YELLOW)
    assert found.reason and "（估）" in found.reason and "红灯" in found.reason


def test_more_than_equal_is_met() -> None:
    assert judged(row("举办培训班期数", "=12", "14", "期")).met is True
    assert judged(row("项目总成本", "=90", "91", "万元", level2="成本指标")).met is False


def test_a_whole_year_paper_expects_the_target_and_gives_no_light() -> None:
    found = judged(row("设备采购数量", "≥10", "6", "台"), kind=Kind.SELF_EVALUATION)
    assert (found.light, found.reason, found.expected, found.achievement, found.met) == (None, None, D(10), D("0.6000"), False)


def test_without_a_date_nothing_is_expected() -> None:
    found = judged(row("设备采购数量", "≥10", "6", "台"), None)
    assert (found.light, found.expected, found.achievement) == (GREY, None, D("0.6000"))


counts = st.integers(0, 10_000)


@given(target=st.integers(1, 5000), less=counts, more=counts, month=st.integers(1, 12))
def test_more_done_is_never_a_worse_light(target: int, less: int, more: int, month: int) -> None:
    order = [RED, YELLOW, GREY, GREEN, BLUE]
    when = date(2023, month, 28)
    low, high = (judged(row("设备采购数量", f"≥{target}", str(n), "台"), when) for n in sorted((less, more)))
    assert order.index(low.light or GREY) <= order.index(high.light or GREY)


@given(target=st.integers(1, 100), done=st.integers(0, 200), day=st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_a_rate_does_not_depend_on_the_date_and_is_never_blue(target: int, done: int, day: date) -> None:
    indicator = row("产品合格率", f"≥{target}", str(done), "%")
    assert judged(indicator, day).light is judged(indicator).light is not BLUE


@given(number=st.decimals(Decimal("0.01"), 10**9, places=2), done=st.decimals(0, 10**9, places=2))
def test_deviation_is_achievement_less_one(number: Decimal, done: Decimal) -> None:
    found = judged(row("改造管网长度", f"≥{number}", str(done), "公里"))
    assert found.achievement is not None and found.deviation is not None
    assert found.achievement - 1 == found.deviation


@pytest.mark.parametrize(
    ("wanted", "told", "light"),
    [("同比下降", "下降12%", GREEN), ("逐年提高", "提高3%", GREEN), ("同比下降", "增长3%", GREY), ("满意", "12%", GREY)],
)
def test_a_change_told_as_a_figure(wanted: str, told: str, light: Light) -> None:
    worded = row("发案数量", wanted, None, level1="效益指标", level2="社会效益指标")
    assert judged(replace(worded, actual=read_actual(told, target=worded.target))).light is light
