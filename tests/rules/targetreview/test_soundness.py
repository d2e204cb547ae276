"""适当性: targets that ask too little."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules.targetreview import UnitPrice, by_name

from .builder import COST, MACHINES, PEOPLE, QUALITY, ROAD, changed, clean, found, known, said, without

D = Decimal
NAME = by_name("道路硬化里程")


@pytest.mark.parametrize(
    ("last", "unit", "soft"),
    [
        ("12", "公里", False),
        ("12.63", "公里", False),
        ("12.64", "公里", True),
        ("12700", "米", True),
        ("15", "座", False),
        ("0", "公里", False),
    ],
)
def test_below_last_years_actual(last: str, unit: str, soft: bool) -> None:
    """12 is 95 % of 12.6315…"""
    beside = {"last_actuals": {NAME: known(last, unit)}}
    assert found(clean(), "below-last-year", **beside) == ([("warning", "below-last-year", "row.2.target")] if soft else [])


def test_the_sentence_has_both_figures_in_one_unit() -> None:
    words = said(clean(), "below-last-year", last_actuals={NAME: known("15000", "米")})
    assert words == "“道路硬化里程”上年实际完成15公里，本年指标值为≥12公里，低于上年实际。"


def test_less_for_less_money_is_only_worth_a_look() -> None:
    beside = {"last_actuals": {NAME: known("15", "公里")}}
    assert found(clean(), "below-last-year", **beside, last_amount=D(1500000))[0][0] == "notice"
    assert found(clean(), "below-last-year", **beside, last_amount=D(1499999))[0][0] == "warning"
    assert "资金也由150.00万元减为120.00万元" in said(clean(), "below-last-year", **beside, last_amount=D(1500000))


def test_a_limit_looser_than_what_was_needed() -> None:
    cost = by_name("每公里造价")
    assert found(clean(), "below-last-year", last_actuals={cost: known("8.5", "万元/公里")}) != []
    assert found(clean(), "below-last-year", last_actuals={cost: known("8.55", "万元/公里")}) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 400))
def test_never_soft_at_or_above_last_year(last: int) -> None:
    draft = changed(ROAD, target=f"≥{last}公里", month_plan=())
    assert found(draft, "below-last-year", last_actuals={NAME: known(str(last), "公里")}) == []


def _priced(yuan: str, name: str = "道路硬化里程", unit: str = "公里") -> dict[str, UnitPrice]:
    return {by_name(name): UnitPrice(D(yuan), unit, "本县近三年中位数")}


@pytest.mark.parametrize(("yuan", "soft"), [("80000", False), ("79999", True), ("100000", False)])
def test_money_that_would_do_more(yuan: str, soft: bool) -> None:
    """120 万元 × 0.8 ÷ 12 公里 = 8 万元 a kilometre."""
    draft = without(MACHINES)
    assert found(draft, "below-money", prices=_priced(yuan)) == ([("warning", "below-money", "row.2.target")] if soft else [])


def test_what_the_money_would_do_is_worked_out() -> None:
    words = said(without(MACHINES), "below-money", prices=_priced("60000"))
    assert words == "年度资金120.00万元，按本县近三年中位数每公里60000元，约可完成20公里，“道路硬化里程”只申报12公里。"


def test_several_priced_tasks_are_added_and_an_unpriced_one_makes_it_a_notice() -> None:
    both = _priced("60000") | _priced("10000", "购置养护设备数量", "台")
    assert found(clean(), "below-money", prices=both) == [("warning", "below-money", "amount")]
    assert "约需76.00万元，申报资金120.00万元" in said(clean(), "below-money", prices=both)
    assert found(clean(), "below-money", prices=_priced("60000"))[0][0] == "notice"
    assert found(clean(amount=None), "below-money", prices=both) == []


@pytest.mark.parametrize(
    ("past", "last_target", "named"),
    [
        (("1.3", "1.5"), "12", True),
        (("1.29", "1.5"), "12", False),
        (("1.3",), "12", False),  # one year only
        (("1.3", "1.5"), "11", False),  # raised
        (("1.3", "1.5", "0.2"), "12", True),
    ],
)
def test_far_beyond_year_after_year(past: tuple[str, ...], last_target: str, named: bool) -> None:
    beside = {"completion": {NAME: tuple(map(D, past))}, "last_targets": {NAME: known(last_target, "公里")}}
    assert found(clean(), "always-over", **beside) == ([("warning", "always-over", "row.2.target")] if named else [])


def test_the_years_and_what_was_done_are_told() -> None:
    beside = {"completion": {NAME: (D("1.4"), D("1.5"))}, "last_actuals": {NAME: known("12.5", "公里")}}
    assert "连续2年完成140%、150%（均在130%以上），本年指标值仍为≥12公里" in said(clean(), "always-over", **beside)


def test_always_exactly_a_hundred_percent() -> None:
    name = by_name("道路硬化工程验收合格率")
    assert found(clean(), "always-full", completion={name: (D(1),) * 3}) == [("notice", "always-full", "row.4.target")]
    assert found(clean(), "always-full", completion={name: (D(1), D(1), D("0.99"))}) == []
    assert found(clean(), "always-full", completion={name: (D(1),) * 2}) == []
    assert found(changed(QUALITY, target="≥98%"), "always-full", completion={name: (D(1),) * 3}) == []


@pytest.mark.parametrize(
    ("position", "changes", "named"),
    [
        (MACHINES, {"target": "≥-5台"}, True),
        (COST, {"target": "≤-0.01万元"}, True),
        (MACHINES, {"target": "≥0台"}, False),
        (MACHINES, {"name": "机具增减台数", "target": "≥-5台"}, False),
        (COST, {"name": "三公经费变动率", "target": "≤-5%"}, False),
    ],
)
def test_less_than_nothing(position: int, changes: dict[str, object], named: bool) -> None:
    assert bool(found(changed(position, **changes), "target-negative")) is named


@pytest.mark.parametrize(
    ("level", "named"), [("乱七八糟", True), ("其他", True), ("产出指标", False), ("满意度", False), ("履职效能", False), (None, False)]
)
def test_a_first_level_no_form_has(level: str | None, named: bool) -> None:
    assert bool(found(changed(MACHINES, level1=level), "level-unknown")) is named


@pytest.mark.parametrize(
    ("position", "changes", "named"),
    [
        (MACHINES, {"target": "≥0台"}, True),
        (MACHINES, {"target": "0台"}, True),
        (MACHINES, {"target": "≥1台"}, False),
        (QUALITY, {"name": "安全事故起数", "target": "=0起"}, False),
        (QUALITY, {"name": "安全事故起数", "target": "≥0起"}, True),
        (PEOPLE, {"name": "突发环境事件", "target": "=0起"}, False),
        (COST, {"name": "三公经费变动率", "target": "≤0%"}, False),
    ],
)
def test_a_target_of_nothing(position: int, changes: dict[str, object], named: bool) -> None:
    assert bool(found(changed(position, **changes), "target-zero")) is named


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, False),  # 9 万元 × 12 公里 = 108 万元 of 120
        ({"target": "≤10万元/公里"}, False),
        ({"target": "≤10.01万元/公里"}, True),
        ({"target": "≤110元/米"}, True),
        ({"target": "≤100元/米"}, False),
        ({"target": "≤50万元/台"}, True),  # 4 台
        ({"target": "≤50万元/套"}, False),  # 套 is not 台
        ({"target": "≤50万元"}, False),
        ({"target": "≤50万元/公里·年"}, False),  # more than one thing
    ],
)
def test_own_cost_times_own_quantity(changes: dict[str, str], named: bool) -> None:
    assert found(changed(COST, **changes), "cost-beyond") == ([("warning", "cost-beyond", "row.1.target")] if named else [])


def test_the_product_is_worked_out() -> None:
    words = said(changed(COST, target="≤12万元/公里"), "cost-beyond")
    assert words == "“每公里造价”≤12万元/公里、“道路硬化里程”≥12公里，两者相乘为144.00万元，超过年度资金120.00万元。"
