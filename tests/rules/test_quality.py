"""Filling quality: what costs points, that the sentences add up, and that an appeal gives back no more than was taken."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.quality import FULL, Filling, score

D = Decimal


@st.composite
def fillings(draw: st.DrawFn) -> Filling:
    reported, missing = draw(st.integers(0, 40)), draw(st.integers(0, 10))
    part = st.integers(0, reported)
    asked = draw(st.integers(0, 30))
    return Filling(
        reported, draw(part), missing, draw(part), draw(st.integers(0, 90)), draw(st.integers(0, 90)), draw(part), asked,
        draw(st.integers(0, asked)), draw(st.sampled_from(["", "on-time", "late", "missing"])),
    )  # fmt: skip


def points(filling: Filling) -> Decimal:
    told = score(filling)
    assert told is not None
    return told.points


@given(fillings())
def test_the_score_is_full_marks_less_its_deductions_each_with_a_sentence(filling: Filling) -> None:
    told = score(filling)
    if not filling.due:
        assert told is None
        return
    assert told is not None
    assert 0 <= told.points <= FULL
    assert told.points == FULL - sum(one.points for one in told.deductions)
    for one in told.deductions:
        assert one.points > 0
        assert one.sentence.endswith("分")
        assert one.sentence in told.sentence


@given(fillings().filter(lambda one: one.due > 0), st.decimals(0, 200, places=2))
def test_an_appeal_gives_back_no_more_than_was_taken(filling: Filling, restored: Decimal) -> None:
    told, plain = score(filling, restored), score(filling)
    assert told is not None and plain is not None
    assert plain.points <= told.points <= FULL
    assert told.points == min(plain.points + restored, FULL)


@given(fillings().filter(lambda one: one.reported > 0))
def test_a_missing_form_is_worse_than_any_that_came(filling: Filling) -> None:
    """Handing in late what is full of errors still beats not handing in."""
    fewer = replace(
        filling, reported=filling.reported - 1, missing=filling.missing + 1, late=min(filling.late, filling.reported - 1),
        returned=min(filling.returned, filling.reported - 1), boilerplate=min(filling.boilerplate, filling.reported - 1),
    )  # fmt: skip
    bad = replace(fewer, reported=filling.reported, missing=filling.missing, late=fewer.late + 1, returned=fewer.returned + 1)
    assert points(bad) >= points(fewer) - D("0.05")


@pytest.mark.parametrize(
    ("filling", "expected", "said"),
    [
        (Filling(1), "100.00", "填报质量100.00分：没有扣分。"),
        (Filling(0, missing=1, report="missing"), "10.00", "应报1张表，到期未报1张，扣85分"),
        (Filling(10, late=2), "97.00", "10张表中逾期报送2张，扣3分"),
        (Filling(8, returned=2), "95.00", "2张表被退回过，一次通过率75.00%，扣5分"),
        (Filling(2, errors=3, warnings=2), "90.00", "核实错误3个、疑点2个，平均每张表2.5个，扣10分"),
        (Filling(4, boilerplate=4), "90.00", "4张表的说明与其他对象雷同，扣10分"),
        (Filling(4, asked=4, unanswered=1), "97.50", "4条需答复的问题有1条未答复，答复率75.00%，扣2.5分"),
        (Filling(1, report="late"), "97.50", "监控报告逾期报送，扣2.5分"),
    ],
)
def test_each_item(filling: Filling, expected: str, said: str) -> None:
    told = score(filling)
    assert told is not None
    assert (f"{told.points:f}", said in told.sentence) == (expected, True)
