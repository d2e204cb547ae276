"""rate-mismatch: a rate that follows from nothing."""

from __future__ import annotations

from .builder import brief, clean, found, with_fund

CODE = "rate-mismatch"


def test_a_rate_on_no_base_is_an_error_at_the_rate() -> None:
    assert brief(found(with_fund(clean(), 0, stated_rate="70%"), CODE)) == [("error", "年度资金总额", "I6")]
    assert brief(found(with_fund(clean(), 2, stated_rate="0"), CODE)) == [("error", "其他资金", "I8")]


def test_rounding_as_printed_cutting_off_and_either_size_are_allowed() -> None:
    form = with_fund(clean(), 0, initial="300.00", executed="200.00")
    for printed in ("66.67%", "66.66%", "67%", "0.6667", "66.7"):
        assert found(with_fund(form, 0, stated_rate=printed), CODE) == [], printed


def test_nothing_over_nothing_is_nothing() -> None:
    form = with_fund(clean(), 2, initial="0", executed="0", stated_rate="0", forecast="0")
    assert found(form, CODE) == []


def test_a_rate_on_another_base_is_rate_base() -> None:
    form = with_fund(clean(), 0, received="72.00", stated_rate="100%")
    assert [one.code for one in found(form) if one.code.startswith("rate")] == ["rate-base"]


def test_an_amount_off_by_a_unit_is_no_wrong_rate() -> None:
    assert found(with_fund(clean(), 0, executed="720000"), CODE) == []
