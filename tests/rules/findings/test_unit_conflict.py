"""unit-conflict: units that cannot be compared, 元 typed under 万元."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.forms import Payment, RosterEntry

from .builder import JULY, UNIT, approved_of, brief, clean, found, fund, row, with_fund, with_row

CODE = "unit-conflict"


def test_yuan_typed_under_wan_in_one_column() -> None:
    form = with_fund(clean(), 0, executed="720000")
    assert brief(found(form, CODE)) == [("error", "年度资金总额", "H6")]
    assert [one.code for one in found(form)] == [CODE]


def test_a_whole_form_in_yuan_against_roster_approval_and_payments() -> None:
    form = clean(funds=(fund(initial="1200000", executed="720000", stated_rate="60%", forecast="1200000"),))
    assert found(form, CODE) == []
    beside = (
        {"approved": approved_of(clean())},
        {"roster": RosterEntry(UNIT, budget=Decimal(1200000))},
        {"payments": (Payment(Decimal(720000), JULY),)},
    )
    for known in beside:
        assert [one.subject for one in found(form, CODE, **known)] == ["年度资金总额"], known
        assert not [one for one in found(form, **known) if one.code in ("budget-changed", "executed-mismatch")]


def test_little_spent_is_no_fault_and_zero_is_never_off() -> None:
    little = clean(funds=(fund(initial="500.00", executed="0.30", stated_rate="0.06%", forecast="500.00"),))
    nothing = clean(funds=(fund(initial="500.00", executed="0", stated_rate="0%", forecast="500.00"),))
    assert found(little, CODE) == found(nothing, CODE) == []


def test_wan_typed_under_yuan() -> None:
    form = clean(
        amount_unit=Decimal(1), funds=(fund(unit=Decimal(1), initial="1200000", executed="72", stated_rate="60%", forecast="1200000"),)
    )
    assert brief(found(form, CODE)) == [("error", "年度资金总额", "H6")]


def test_indicators_in_other_units_and_money_a_thousand_times_off() -> None:
    length = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "60%", line=12))
    cost = with_row(clean(), 4, new=row("项目总成本", "≤120万元", "720000", line=16, level2="成本指标"))
    assert brief(found(length, CODE)) == [("error", "道路硬化里程", "F12")]
    assert brief(found(cost, CODE)) == [("error", "项目总成本", "F16")]
    assert not [one for one in found(cost) if one.code in ("behind-target", "deviation-unexplained")]


def test_units_that_convert_are_no_conflict() -> None:
    metres = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "7500米", line=12))
    assert found(metres) == []


def test_the_column_that_agrees_with_the_approval_is_right_even_when_two_others_are_in_yuan() -> None:
    form = clean(funds=(fund(initial="120", executed="720000", stated_rate="60%", forecast="1200000"),))
    assert brief(found(form, CODE, approved=approved_of(clean()))) == [("error", "年度资金总额", "H6")]


def test_more_than_any_county_spends_is_yuan_under_wan() -> None:
    form = clean(funds=(fund(initial="1200", executed="7200000", stated_rate="60%", forecast="12000000"),))
    assert brief(found(form, CODE)) == [("error", "年度资金总额", "H6")]
