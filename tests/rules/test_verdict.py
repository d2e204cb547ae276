"""Worked cases of dual monitoring, computed by hand at the end of July (7/12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, IndicatorRow, Kind
from hengji.rules.judgement import Judgement, Light, judge
from hengji.rules.lights import worst

from .judging import COMMON, JULY, D, form, fund, row, target

GREEN, YELLOW, RED, BLUE, GREY = Light

BOUGHT = row("设备采购数量", "≥10", "6", "台")  # pace 1.20
PASSED = row("验收合格率", "≥98", "96", "%", level2="质量指标")  # pace 0.9796, yellow
PLEASED = row("群众满意度", "≥90", "91", "%", level1="满意度指标", level2="服务对象满意度指标")
BETTER = row("生活环境", "有效改善", "部分达成", level1="效益指标", level2="生态效益指标")  # 0.7


def judged(*rows: IndicatorRow, executed: str = "60", approved: ApprovedTarget | None = None) -> Judgement:
    return judge(form(*rows, funds=(fund("100", executed),)), COMMON, as_of=JULY, approved=approved)


def test_weighted_pace_with_assumed_weights() -> None:
    """2.5×1 + 2.5×0.9796 + 3×0.7 + 1×1 = 8.0490 over 9 = 0.8943."""
    found = judged(BOUGHT, PASSED, BETTER, PLEASED)
    assert (found.achievement.pace, found.achievement.light, found.achievement.assumed_weights) == (D("0.8943"), GREEN, True)
    assert "权重未批复" in (found.achievement.reason or "")
    assert (found.verdict, found.overall) == ("双达标", GREEN)


def test_printed_weights_come_before_assumed_ones() -> None:
    """(20×1 + 10×0.7) ÷ 30 = 0.9."""
    found = judged(replace(BOUGHT, weight=D(20)), replace(BETTER, weight=D(10)))
    assert (found.achievement.pace, found.achievement.assumed_weights) == (D("0.9000"), False)


def test_approved_weights_come_before_printed_ones() -> None:
    """(10×1 + 30×0.7) ÷ 40 = 0.775."""
    approved = ApprovedTarget(
        "示例项目",
        indicators=(
            ApprovedIndicator("设备采购数量", target("≥10", "台"), weight=D(10)),
            ApprovedIndicator("生活环境", target("有效改善"), weight=D(30)),
        ),
    )
    found = judged(replace(BOUGHT, weight=D(20)), replace(BETTER, weight=D(10)), approved=approved)
    assert (found.achievement.pace, found.achievement.light) == (D("0.7750"), YELLOW)


def test_what_is_not_due_is_left_out() -> None:
    waiting = row("竣工验收", "12月底前", None, deadline=date(2023, 12, 31), weight="60")
    found = judged(replace(BOUGHT, weight=D(20)), waiting)
    assert (found.achievement.pace, found.achievement.light) == (D("1.0000"), GREEN)
    assert judged(waiting).achievement.light is GREY


@pytest.mark.parametrize(("weight", "core", "light"), [("29", False, YELLOW), ("30", False, RED), ("5", True, RED)])
def test_red_rows_make_red_by_weight_or_by_core(weight: str, core: bool, light: Light) -> None:
    failing = row("产品合格率", "≥98", "80", "%", level2="质量指标", weight=weight, core=core)  # 0.8163
    found = judged(replace(BOUGHT, weight=D(100) - D(weight)), failing)
    assert found.achievement.light is light
    assert found.indicators[1].light is RED


def test_guesses_alone_never_make_the_achievement_red() -> None:
    guess = row("年度任务完成率", "=100", "10", "%")  # pace 0.1714
    found = judged(guess)
    assert (found.achievement.pace, found.achievement.light) == (D("0.1714"), YELLOW)
    assert (found.achievement.reason or "").endswith("（估）")
    assert judged(guess, row("设备采购数量", "≥10", "1", "台")).achievement.light is RED


def test_a_ceiling_counts_only_when_its_output_is_done() -> None:
    cost = row("设备单台成本", "≤10", "8", "万元/台", level2="成本指标")
    slow = row("设备采购数量", "≥10", "4", "台")  # 0.8
    assert judged(slow, cost).achievement.pace == D("0.8000")
    assert judged(replace(slow, actual=row("", "≥10", "10", "台").actual), cost).achievement.pace == D("1.0000")
    over = row("设备单台成本", "≤10", "15", "万元/台", level2="成本指标")
    assert judged(slow, over).achievement.light is RED  # half of the weight is red


def test_sub_rows_carry_no_weight() -> None:
    child = row("其中一项", "≥10", "0", "台", parent="设备采购数量")
    assert judged(BOUGHT, child).achievement.pace == D("1.0000")


@pytest.mark.parametrize(
    ("executed", "bought", "verdict", "overall"),
    [("60", "6", "双达标", GREEN), ("10", "6", "钱慢事快", RED), ("60", "1", "钱快事慢", RED), ("40", "3", "双滞后", YELLOW)],
)
def test_quadrants(executed: str, bought: str, verdict: str, overall: Light) -> None:
    found = judged(row("设备采购数量", "≥10", bought, "台"), executed=executed)
    assert (found.verdict, found.overall) == (verdict, overall)
    assert found.reasons[-1].startswith(f"双监控结论：{verdict}，执行进度比") and found.reasons[-1].endswith("，以0.8为界")


def test_a_light_beside_a_quadrant_that_says_otherwise_is_explained() -> None:
    slow = row("设备采购数量", "≥10", "2", "台", weight="8")  # red, of little weight: yellow, though the pace is good
    found = judged(slow, row("开展培训", "≥10", "10", "次", weight="92"), executed="60")
    assert (found.verdict, found.overall) == ("双达标", YELLOW)
    assert found.reasons[-1] == "双监控结论：双达标，执行进度比1.03、加权完成进度0.95，以0.8为界；综合灯取执行、绩效两灯中较差的，为黄灯"


def test_no_verdict_without_both_paces() -> None:
    found = judge(form(BOUGHT), COMMON, as_of=JULY)
    assert (found.verdict, found.overall, found.execution.light) == (None, GREEN, GREY)
    assert judge(form(), COMMON, as_of=JULY).overall is GREY


def test_gap() -> None:
    """10 of 10 done, 30 % spent: 1.00 − 0.30 = 0.70; levels are left out."""
    bought = row("设备采购数量", "≥10", "10", "台", weight="30")
    found = judged(bought, replace(PASSED, weight=D(70)), executed="30")
    assert (found.gap, found.gap_guessed) == (D("0.7000"), False)
    assert judged(bought, replace(PASSED, weight=D(71)), executed="30").gap is None  # 29.7 % of the weight
    assert judged(row("设备采购数量", "≥10", "1", "台"), executed="60").gap == D("-0.5000")
    assert judged(row("年度任务完成率", "=100", "90", "%"), executed="60").gap_guessed is True


def test_gap_takes_due_milestones_only() -> None:
    waiting = row("竣工验收", "12月底前", None, deadline=date(2023, 12, 31))
    assert judged(waiting).gap is None
    overdue = row("完成招标", "3月底前", "尚未完成", deadline=date(2023, 3, 31))
    assert judged(overdue).gap == D("-0.6000")


def test_no_verdict_for_a_whole_year_paper() -> None:
    found = judge(form(BOUGHT, funds=(fund("100", "50"),), kind=Kind.SELF_EVALUATION), COMMON, as_of=JULY)
    assert (found.overall, found.verdict, found.reasons, found.gap) == (None, None, (), None)
    assert found.funds[0].rate == D("0.5000")


@given(st.lists(st.sampled_from(list(Light)), max_size=5))
def test_the_worst_light(lights: list[Light]) -> None:
    found = worst(lights)
    assert (found is RED) == (RED in lights)
    assert found is not GREY or set(lights) <= {GREY}


@given(weights=st.lists(st.integers(1, 60), min_size=4, max_size=4), factor=st.integers(2, 50))
def test_only_the_proportion_of_weights_matters(weights: list[int], factor: int) -> None:
    rows = (BOUGHT, PASSED, BETTER, PLEASED)
    one = judged(*(replace(r, weight=D(w)) for r, w in zip(rows, weights, strict=True)))
    other = judged(*(replace(r, weight=D(w * factor)) for r, w in zip(rows, weights, strict=True)))
    assert (one.achievement.pace, one.achievement.light, one.gap) == (other.achievement.pace, other.achievement.light, other.gap)


@given(done=st.integers(0, 40), rate=st.integers(0, 120))
def test_overall_is_never_better_than_either(done: int, rate: int) -> None:
    badness = [GREY, BLUE, GREEN, YELLOW, RED]
    found = judged(row("设备采购数量", "≥20", str(done), "台"), executed=str(rate))
    overall, parts = found.overall, (found.execution.light, found.achievement.light)
    assert overall is not None
    assert all(part is not None and badness.index(overall) >= badness.index(part) for part in parts)
    assert found.achievement.pace is not None and 0 <= found.achievement.pace <= 1
