"""Periods, time progress and its words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.money import half_up
from hengji.rules.periods import Period, is_new_line, line_progress, read_period, time_progress, words_against_progress

D = Decimal


@pytest.mark.parametrize(
    "text",
    [
        "2023年1-7月",
        "2023年1—7月",
        "（2023年1—7月）",
        "（2023 年 1 - 7 月）",
        "2023年度1至7月",
        "2023年1月-2023年7月",
        "2023年1月1日至7月31日",
        "二〇二三年一至七月",
        "２０２３年１～７月份",
        "项目支出绩效目标执行监控表（2023年1-7月）",
        "1-7月执行数",
        "2023年01-07月",
        "1—7月",
    ],
)
def test_january_to_july(text: str) -> None:
    assert read_period(text, 2023) == Period(2023, 1, 7, date(2023, 7, 31))


@pytest.mark.parametrize(
    ("text", "first", "last", "end"),
    [
        ("上半年", 1, 6, (6, 30)),
        ("下半年", 7, 12, (12, 31)),
        ("半年度", 1, 6, (6, 30)),
        ("第三季度", 7, 9, (9, 30)),
        ("三季度", 7, 9, (9, 30)),
        ("2季度", 4, 6, (6, 30)),
        ("前三季度", 1, 9, (9, 30)),
        ("2023年度", 1, 12, (12, 31)),
        ("2023年", 1, 12, (12, 31)),
        ("（2023）", 1, 12, (12, 31)),
        ("全年", 1, 12, (12, 31)),
        ("截至2023年7月31日", 1, 7, (7, 31)),
        ("截至7月15日", 1, 7, (7, 15)),
        ("截止8月底", 1, 8, (8, 31)),
        ("2023.7.31", 1, 7, (7, 31)),
        ("2023-07-31", 1, 7, (7, 31)),
        ("2023-07-31 00:00:00", 1, 7, (7, 31)),
        ("2023/7/31", 1, 7, (7, 31)),
        ("20230731", 1, 7, (7, 31)),
        ("8月", 1, 8, (8, 31)),
    ],
)
def test_other_periods(text: str, first: int, last: int, end: tuple[int, int]) -> None:
    assert read_period(text, 2023) == Period(2023, first, last, date(2023, *end))


def test_the_stated_year_wins() -> None:
    assert read_period("2022年1-7月", 2023) == Period(2022, 1, 7, date(2022, 7, 31))
    assert read_period("2024年1至2月", 2023) == Period(2024, 1, 2, date(2024, 2, 29))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "13月",
        "0-7月",
        "7-1月",
        "2023年2月30日",
        "2023-13-01",
        "项目名称",
        "年度总体目标",
        "全年预计执行数",
        "财绩〔2025〕10号",
        "1.7",
        "100%",
    ],
)
def test_no_period(text: str | None) -> None:
    assert read_period(text, 2023) is None


def test_no_year_no_period() -> None:
    assert read_period("1-7月") is None and read_period("上半年") is None


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 12))
def test_every_range_of_months(year: int, first: int, last: int) -> None:
    read = read_period(f"（{year}年{first}—{last}月）")
    if first > last:
        assert read is None
    else:
        assert read is not None and (read.year, read.first_month, read.last_month) == (year, first, last)
        assert (read.end + timedelta(days=1)).month == last % 12 + 1


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_period(text, 2023)


@pytest.mark.parametrize(
    ("day", "progress"),
    [
        (date(2023, 7, 31), "0.5833"),
        (date(2023, 5, 31), "0.4167"),
        (date(2023, 8, 31), "0.6667"),
        (date(2023, 12, 31), "1.0000"),
        (date(2023, 7, 15), "0.5403"),
        (date(2024, 2, 29), "0.1667"),
        (date(2023, 1, 1), "0.0027"),
    ],
)
def test_time_progress(day: date, progress: str) -> None:
    assert half_up(time_progress(day), 4) == D(progress)


def test_time_progress_in_fractions() -> None:
    assert time_progress(date(2023, 7, 15)) == (6 + D(15) / 31) / 12


@given(st.dates(date(2023, 1, 1), date(2023, 12, 30)))
def test_time_only_moves_forward(day: date) -> None:
    assert 0 < time_progress(day) < time_progress(day + timedelta(days=1)) <= 1


def test_a_fund_of_20_june_is_judged_from_20_june() -> None:
    """On 31 August 2 11/30 of the 6 11/30 months from 20 June to the year's end have gone: 71 ÷ 191."""
    progress = line_progress(date(2023, 8, 31), date(2023, 6, 20))
    assert progress is not None and half_up(progress, 4) == half_up(D(71) / 191, 4) == D("0.3717")


def test_new_lines_are_grey() -> None:
    assert line_progress(date(2023, 7, 31), date(2023, 6, 20)) is None
    assert line_progress(date(2023, 7, 31), date(2023, 9, 1)) is None
    assert is_new_line(date(2023, 8, 18), date(2023, 6, 20)) and not is_new_line(date(2023, 8, 19), date(2023, 6, 20))
    assert line_progress(date(2023, 7, 31), date(2023, 6, 20), new_line_days=30) is not None


def test_lines_with_an_end() -> None:
    assert line_progress(date(2023, 7, 31), None, date(2023, 9, 30)) == time_progress(date(2023, 7, 31)) / time_progress(date(2023, 9, 30))
    assert line_progress(date(2023, 7, 31), None, date(2023, 6, 30)) == 1
    assert line_progress(date(2023, 7, 31), None, date(2024, 6, 30)) == time_progress(date(2023, 7, 31))


@given(
    st.dates(date(2023, 1, 1), date(2023, 12, 31)),
    st.dates(date(2022, 1, 1), date(2023, 12, 31)),
    st.dates(date(2022, 6, 1), date(2024, 12, 31)),
)
def test_line_progress_stays_between_nothing_and_all(as_of: date, issued: date, end: date) -> None:
    progress = line_progress(as_of, issued, end)
    assert (progress is None) == is_new_line(as_of, issued)
    assert progress is None or 0 < progress <= 1
    assert line_progress(as_of) == time_progress(as_of) == line_progress(as_of, date(2022, 3, 1), date(2024, 3, 1))


@pytest.mark.parametrize(
    ("rate", "progress", "words"),
    [
        ("0.46", "0.4167", "略高于序时进度"),
        ("0.68", "0.6667", "略高于序时进度"),
        ("0.55", "0.50", "略高于序时进度"),
        ("0.5501", "0.50", "高于序时进度"),
        ("0.65", "0.50", "高于序时进度"),
        ("0.6501", "0.50", "明显高于序时进度"),
        ("0.50", "0.50", "与序时进度持平"),
        ("0.45", "0.50", "略低于序时进度"),
        ("0.40", "0.50", "低于序时进度"),
        ("0.20", "0.50", "明显低于序时进度"),
    ],
)
def test_words_against_progress(rate: str, progress: str, words: str) -> None:
    assert words_against_progress(D(rate), D(progress)) == words


@given(st.decimals(0, 2, places=4), st.decimals(0, 1, places=4))
def test_words_are_mirrored(rate: Decimal, progress: Decimal) -> None:
    there, back = words_against_progress(rate, progress), words_against_progress(progress, rate)
    assert there.replace("高", "低") == back.replace("高", "低")
    assert ("高" in there) == (rate > progress)
