"""细化程度: one row, one thing, that can be measured."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.targetreview.weight_block import usual

from .builder import COMMON, COST, DONE, MACHINES, PEOPLE, PLEASED, QUALITY, ROAD, changed, clean, found, row, said, without

D = Decimal


@pytest.mark.parametrize(
    ("position", "target", "severity"),
    [
        (ROAD, "明显增加", "error"),
        (DONE, "按期完成", "warning"),
        (COST, "控制在概算内", "warning"),
        (PEOPLE, "有效提升", "warning"),
        (PEOPLE, "逐步改善", "warning"),
        (PEOPLE, "≥800人", None),
        (PEOPLE, "10-12人", None),
        (DONE, "2026年10月底前", None),
    ],
)
def test_words_that_nobody_can_measure(position: int, target: str, severity: str | None) -> None:
    draft = changed(position, target=target, unit=None, month_plan=())
    assert [grave for grave, _, _ in found(draft, "target-vague")] == ([severity] if severity else [])


def test_a_word_with_its_evidence_stands_but_a_quantity_is_a_number() -> None:
    assert found(changed(PEOPLE, target="有效改善", evidence="入户走访记录"), "target-vague") == []
    assert found(changed(PEOPLE, target="有效改善", basis="往年第三方评价"), "target-vague") == []
    assert found(changed(PEOPLE, target="有效改善", evidence="  "), "target-vague") != []
    assert found(changed(ROAD, target="有效增加", evidence="照片", month_plan=()), "target-vague") != []


@pytest.mark.parametrize(
    ("name", "target", "place"),
    [
        ("培训人数及合格率", "≥95%", "row.3.name"),
        ("道路里程、绿化面积", "≥12公里", "row.3.name"),
        ("新建、改造里程", "≥12公里", None),
        ("桥梁和涵洞数量", "≥4座", None),
        ("养护设备数量", "≥4台，≥20人", "row.3.target"),
        ("养护设备数量", "10-12台", None),
        ("养护设备到位时间", "2026年3月15日前", None),
    ],
)
def test_two_things_in_one_row(name: str, target: str, place: str | None) -> None:
    assert [where for _, _, where in found(changed(MACHINES, name=name, target=target), "two-in-one")] == ([place] if place else [])


@pytest.mark.parametrize(
    ("name", "general"),
    [
        ("项目完成率", True),
        ("质量达标率", True),
        ("服务对象满意度", True),
        ("社会效益", True),
        ("1.项目验收合格率", True),
        ("道路硬化合格率", False),
        ("受益村民满意度", False),
        ("率", False),
        ("资金到位及时率", False),
    ],
)
def test_names_that_say_how_and_not_what(name: str, general: bool) -> None:
    assert bool(found(changed(QUALITY, name=name), "name-general")) is general


@pytest.mark.parametrize(
    ("name", "target", "severity"),
    [
        ("验收合格率", "≥120%", "error"),
        ("验收合格率", ">100%", "error"),
        ("验收合格率", "=100%", None),
        ("验收合格率", "≥95%", None),
        ("验收合格率", "≥0.95%", "warning"),
        ("验收合格率", "≥1%", "warning"),
        ("验收合格率", "≥1.1%", None),
        ("产值增长率", "≥120%", None),
        ("产值增长率", "≥0.5%", None),
        ("投诉率", "≤0.5%", None),
    ],
)
def test_rates_that_cannot_be(name: str, target: str, severity: str | None) -> None:
    draft = changed(QUALITY, name=f"道路{name}", target=target)
    assert [grave for grave, _, _ in found(draft, "rate-impossible")] == ([severity] if severity else [])


def test_at_least_a_hundred_percent_is_the_houses_notice() -> None:
    assert found(changed(QUALITY, target="≥100%"), "direction-conflict") == [("notice", "direction-conflict", "row.4.target")]
    apart = changed(QUALITY, operator="≥", target="100", unit="%")
    assert found(apart, "direction-conflict") == [("notice", "direction-conflict", "row.4.operator")]


def test_a_bare_ratio_is_told_what_it_may_mean() -> None:
    assert "0.95%" in said(changed(QUALITY, target="≥0.95%"), "rate-impossible")


def test_the_same_indicator_twice() -> None:
    draft = changed(MACHINES, name="2026年道路硬化里程")
    assert found(draft, "indicator-twice") == [("warning", "indicator-twice", "row.3.name")]
    assert "第2行" in said(draft, "indicator-twice")
    assert found(changed(QUALITY, name="道路硬化里程"), "indicator-twice") == []  # another second level


# ---- measures


def test_a_measure_nobody_set_comes_with_its_guess() -> None:
    sure = changed(ROAD, measure=None)
    assert found(sure, "measure-unset") == [("notice", "measure-unset", "row.2.measure")]
    assert "可以确定为“累计型”" in said(sure, "measure-unset")
    guess = changed(ROAD, measure=None, target="12公里", month_plan=())
    assert found(guess, "measure-unset") == [("warning", "measure-unset", "row.2.measure")]
    assert "推测为“累计型”" in said(guess, "measure-unset")
    assert found(changed(ROAD, measure_source=MeasureSource.GUESSED), "measure-unset") != []
    assert found(changed(ROAD, measure_source=None), "measure-unset") == []


@pytest.mark.parametrize(
    ("position", "changes", "unfit"),
    [
        (PEOPLE, {"target": "明显改善", "measure": Measure.CUMULATIVE}, True),
        (PEOPLE, {"target": "明显改善", "measure": Measure.QUALITATIVE}, False),
        (PEOPLE, {"measure": Measure.QUALITATIVE}, True),
        (DONE, {"target": "按期完成"}, True),
        (DONE, {}, False),
        (ROAD, {"measure": Measure.CEILING, "month_plan": ()}, True),
        (COST, {"measure": Measure.CUMULATIVE}, True),
        (COST, {"measure": Measure.LEVEL}, False),
        (ROAD, {"target": "10-12公里", "measure": Measure.LEVEL, "month_plan": ()}, False),
    ],
)
def test_a_measure_that_cannot_be_this_targets(position: int, changes: dict[str, object], unfit: bool) -> None:
    assert bool(found(changed(position, **changes), "measure-unfit")) is unfit


# ---- the plan by months


def _planned(*cells: str | None) -> list[tuple[str, str, str | None]]:
    return found(changed(ROAD, month_plan=cells), "month-plan")


def test_a_plan_that_goes_up_to_the_target() -> None:
    assert _planned(*[None] * 11, "12") == []
    assert _planned(*("3",) * 6, *("12",) * 6) == []
    assert _planned("1公里", "2000米", *[""] * 9, "12.5") == []
    assert _planned() == [] and _planned(*[""] * 12) == []


def test_a_plan_that_goes_back_or_ends_too_soon() -> None:
    assert _planned("3", "6", "5", *[""] * 8, "12") == [("error", "month-plan", "row.2.month_plan.3")]
    assert _planned("3", "6", "9", *[""] * 8, "11.99") == [("error", "month-plan", "row.2.month_plan.12")]
    assert _planned("3") == [("error", "month-plan", "row.2.month_plan.1")]
    assert _planned("3", "约一半", "12") == [("warning", "month-plan", "row.2.month_plan.2")]
    assert _planned("3", "5人", "12") == [("warning", "month-plan", "row.2.month_plan.2")]


def test_figures_of_single_months_are_recognised() -> None:
    monthly = changed(ROAD, month_plan=("2", "1", "3", "0", "2", "1", "1", "1", "1", "0", "0", "0"))
    assert "看起来填的是当月数" in said(monthly, "month-plan")


def test_a_limits_plan_may_not_go_over_it() -> None:
    cost = {"target": "≤120万元", "name": "项目总成本"}
    assert found(changed(COST, **cost, month_plan=("40", "80", "120")), "month-plan") == []
    assert found(changed(COST, **cost, month_plan=("40", "80", "121")), "month-plan") == [("error", "month-plan", "row.1.month_plan.3")]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=12, max_size=12))
def test_running_sums_are_always_a_sound_plan(steps: list[int]) -> None:
    sums = [sum(steps[: i + 1]) for i in range(12)]
    draft = changed(ROAD, target=f"≥{max(sums[-1], 1)}公里", month_plan=tuple(str(one) for one in sums))
    expected = [] if sums[-1] else [("error", "month-plan", "row.2.month_plan.12")]
    assert found(draft, "month-plan") == expected


# ---- points


@pytest.mark.parametrize(("weight", "kept", "wrong"), [("15", "10", False), ("14.99", "10", True), ("25", "0", False), ("15", "0", True)])
def test_points_make_what_is_left_beside_execution(weight: str, kept: str, wrong: bool) -> None:
    rules = replace(COMMON, target_execution_weight=D(kept))
    draft = changed(ROAD, weight=D(weight))
    assert found(draft, "weight-sum", rules=rules) == ([("error", "weight-sum", "weight")] if wrong else [])


def test_how_far_the_points_are_off_is_said() -> None:
    assert said(changed(ROAD, weight=D(20)), "weight-sum") == "各指标分值合计95分，应为90分（另留预算执行率10分），多5分。"


def test_thirds_that_were_rounded_make_the_whole() -> None:
    thirds = tuple(row("产出指标", "数量指标", f"第{i}段硬化里程", "≥1公里", "13.33", Measure.CUMULATIVE) for i in range(3))
    others = [one for i, one in enumerate(clean().rows) if i not in (ROAD, MACHINES, QUALITY, DONE)]
    assert found(clean(rows=(*others, *thirds)), "weight-sum") == []  # 50 + 39.99


def test_a_point_of_zero_is_none() -> None:
    assert ("error", "weight-sum", "row.2.weight") in found(changed(ROAD, weight=D(0)), "weight-sum")


def test_points_that_are_no_number_are_told_as_such() -> None:
    draft = changed(ROAD, weight=None, weight_text="abc")
    assert found(draft, "column-missing") == [("error", "column-missing", f"row.{ROAD + 1}.weight")]
    assert "分值“abc”不是数字" in said(draft, "column-missing") and "没有填写" not in said(draft, "column-missing")


def test_a_wrong_sum_is_of_the_table_and_of_no_row() -> None:
    assert found(changed(ROAD, weight=D(1)), "weight-sum") == [("error", "weight-sum", "weight")]


def test_a_number_too_long_is_not_called_none() -> None:
    draft = changed(ROAD, target="9" * 20, measure=Measure.CUMULATIVE)
    assert "数字过长" in said(draft, "measure-unfit") and "不是数字" not in said(draft, "measure-unfit")


def test_a_sum_waits_until_every_row_has_points() -> None:
    assert found(changed(ROAD, weight=None), "weight-sum") == []


def test_blocks_by_the_rule_set() -> None:
    swapped = changed(PEOPLE, changed(ROAD, weight=D(25)), weight=D(10))
    assert found(swapped, "weight-block") == [("notice", "weight-block", "row.2.weight")]
    assert "产出指标50分（一般为40分）" in said(swapped, "weight-block")
    assert found(changed(ROAD, weight=D(20)), "weight-block") == []  # the sum is wrong already
    no_cost = changed(3, changed(0, without(COST), weight=D(25)), weight=D(5))
    assert found(changed(4, no_cost, weight=D(30)), "weight-block") == []


def test_points_of_a_satisfaction_not_asked_go_to_benefit() -> None:
    assert usual({"产出", "效益"}, COMMON) == {"成本": 0, "产出": 50, "效益": 40, "满意": 0}
    assert usual({"成本", "产出", "效益"}, COMMON) == {"成本": 20, "产出": 40, "效益": 30, "满意": 0}


@given(st.sets(st.sampled_from(["成本", "产出", "效益", "满意"])))
def test_the_blocks_always_make_ninety(present: set[str]) -> None:
    assert sum(usual(present, COMMON).values()) == 100 - COMMON.target_execution_weight


def test_a_column_of_points_typed_as_targets() -> None:
    rows = tuple(replace(one, target=str(one.weight), unit=None, month_plan=()) for one in clean().rows)
    assert [code for _, code, _ in found(clean(rows=rows), "weights-as-targets")] == ["weights-as-targets"]


def test_an_error_value_of_excel() -> None:
    assert found(changed(PLEASED, target="#REF!"), "value-unreadable") == [("warning", "value-unreadable", "row.7.target")]
