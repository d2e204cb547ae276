"""rate-base: a rate on another base than the form prescribes."""

from __future__ import annotations

from dataclasses import replace

from .builder import brief, clean, found, with_fund

CODE = "rate-base"


def test_received_money_is_no_base() -> None:
    assert brief(found(with_fund(clean(), 0, received="72.00", stated_rate="100%"), CODE)) == [("warning", "年度资金总额", "I6")]


def test_year_start_where_an_adjusted_budget_is_prescribed() -> None:
    form = replace(with_fund(clean(), 0, adjusted="144.00"), prescribed_base="adjusted")
    assert brief(found(form, CODE)) == [("warning", "年度资金总额", "I6")]
    assert found(with_fund(form, 0, stated_rate="50%"), CODE) == []


def test_an_empty_prescribed_base_prescribes_nothing() -> None:
    assert found(replace(clean(), prescribed_base="adjusted"), CODE) == []
    assert found(clean(), CODE) == []
