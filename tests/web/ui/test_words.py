"""How figures are written on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hengji.web.ui import words
from hengji.web.ui.bars import rate_bar, tone


@pytest.mark.parametrize(
    ("yuan", "written"),
    [("123456700", "12,345.67"), ("0", "0.00"), (None, "—"), ("-240000", "−24.00"), ("50", "0.01"), ("49.99", "0.00"), ("-49.99", "0.00")],
)
def test_amounts_in_wan_are_rounded_half_up_and_never_a_negative_zero(yuan: str | None, written: str) -> None:
    assert words.wan(None if yuan is None else Decimal(yuan)) == written


def test_a_rate_has_two_decimals_and_the_sign_only_where_asked_for() -> None:
    assert words.rate(Decimal("0.43215")) == "43.22"
    assert words.percent(Decimal("-0.0446")) == "−4.46%"
    assert words.percent(None) == "—"


def test_dates_leave_the_year_out_only_within_the_year_of_the_page() -> None:
    assert words.day(date(2023, 7, 31), 2023) == "07-31"
    assert words.day(date(2022, 7, 31), 2023) == "2022-07-31"
    assert words.day(date(2023, 7, 31)) == "2023-07-31"


def test_a_moment_is_told_in_the_time_of_beijing() -> None:
    late = datetime(2022, 12, 31, 16, 5, 9, tzinfo=UTC)
    assert words.moment(late, 2023) == "01-01 00:05"
    assert words.clock(late) == "00:05:09"


def test_figures_as_typed_keep_their_decimals() -> None:
    assert words.number(Decimal("1240.50")) == "1,240.50"
    assert words.number(12) == "12"
    assert words.count(0) == "0"


@pytest.mark.parametrize(("ratio", "expected"), [("0.50", ""), ("0.40", ""), ("0.39", "is-slow"), ("0.30", "is-slow"), ("0.29", "is-bad")])
def test_a_bar_is_judged_against_the_progress_of_time(ratio: str, expected: str) -> None:
    assert tone(Decimal(ratio), Decimal("0.5")) == expected


def test_a_bar_stays_in_its_cell_and_an_unknown_rate_has_none() -> None:
    assert 'width="100.00%"' in rate_bar(Decimal("1.8"), Decimal("0.5"))
    assert 'width="0.00%"' in rate_bar(Decimal("-0.1"), Decimal("0.5"))
    assert rate_bar(None, Decimal("0.5")) == ""
