"""Money likely left: nothing is lost or made, contracts come first, money from above stays until it is two years old."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.takeback import Line, split, together

D = Decimal
YUAN = st.decimals(0, 10**9, places=2)
LINES = st.builds(
    Line,
    st.none() | YUAN,
    st.none() | YUAN,
    st.none() | YUAN,
    st.none() | YUAN,
    st.none() | st.decimals(0, 1, places=4),
    st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["general_public", "government_fund", "social_insurance", "unit_funds", ""]),
    st.sampled_from(["", "county", "central", "province", "city"]),
)


@given(LINES)
def test_what_is_left_is_split_without_remainder(line: Line) -> None:
    told = split(line, 2026)
    if told is None:
        assert line.budget is None or line.executed is None or (line.forecast is None and not line.progress)
        return
    assert line.budget is not None and line.executed is not None
    assert told.unspent == told.available + told.carried + told.bound
    assert min(told.available, told.carried, told.bound) >= 0
    assert told.unspent <= max(line.budget - line.executed, D(0))
    assert told.bound <= (line.contract or 0)
    assert told.sentence.endswith("。")


@given(st.lists(LINES, max_size=8))
def test_together_is_the_sum(lines: list[Line]) -> None:
    splits = [split(line, 2026) for line in lines]
    told = together(splits)
    assert told.unspent == told.available + told.carried + told.bound
    assert told.unknown == splits.count(None)


@pytest.mark.parametrize(
    ("line", "unspent", "available", "carried", "bound"),
    [
        # forecast of the unit: 100 万 of budget, 60 万 by the end of the year
        (Line(D(1000000), D(300000), D(600000)), 400000, 400000, 0, 0),
        # contracts still claim 50 万, of which 30 万 will have been paid by then
        (Line(D(1000000), D(300000), D(600000), D(500000)), 400000, 200000, 0, 200000),
        (Line(D(1000000), D(300000), D(600000), level="central"), 400000, 0, 400000, 0),
        (Line(D(1000000), D(300000), D(600000), level="central", issued=date(2024, 5, 1)), 400000, 400000, 0, 0),
        (Line(D(1000000), D(300000), D(600000), level="central", issued=date(2025, 5, 1)), 400000, 0, 400000, 0),
        (Line(D(1000000), D(300000), D(600000), budget_kind="government_fund", issued=date(2020, 1, 1)), 400000, 0, 400000, 0),
        # no forecast: 30 万 in half a year makes 60 万
        (Line(D(1000000), D(300000), progress=D("0.5")), 400000, 400000, 0, 0),
        (Line(D(1000000), D(800000), progress=D("0.5")), 0, 0, 0, 0),
        # a forecast below what is paid already counts as what is paid
        (Line(D(1000000), D(700000), D(10)), 300000, 300000, 0, 0),
        (Line(D(1000000), D(1200000), D(10)), 0, 0, 0, 0),
    ],
)
def test_splits_to_be_checked_on_paper(line: Line, unspent: int, available: int, carried: int, bound: int) -> None:
    told = split(line, 2026)
    assert told is not None
    assert (told.unspent, told.available, told.carried, told.bound) == (unspent, available, carried, bound)


def test_words() -> None:
    told = split(Line(D(1000000), D(300000), D(600000), D(500000), level="province"), 2026)
    assert told is not None
    assert told.sentence == (
        "单位预计全年执行60.00万元，预计结余40.00万元，其中合同锁定20.00万元、需结转20.00万元（上级资金未满两年，按原用途结转）。"
    )
    assert together([told, None]).words == "预计结余40.00万元，其中需结转20.00万元、合同锁定20.00万元（另有1笔资金数据不足，未作推算）"
