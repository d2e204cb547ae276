"""Families of units, conversion, what cannot be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.units import Relation, canonical, convert, incomparable, is_count, is_percent, relation

D = Decimal


@pytest.mark.parametrize(
    ("number", "a", "b", "result"),
    [
        ("1.5", "亿元", "万元", "15000"),
        ("5", "千元", "元", "5000"),
        ("2", "小时", "分钟", "120"),
        ("30", "分钟", "小时", "0.5"),
        ("3", "天", "日", "3"),
        ("2", "天", "小时", "48"),
        ("1", "年", "个月", "12"),
        ("1.2", "公里", "米", "1200"),
        ("1", "千米", "公里", "1"),
        ("1", "公顷", "亩", "15"),
        ("3", "亩", "平方米", "2000"),
        ("1", "平方公里", "亩", "1500"),
        ("2", "吨", "公斤", "2000"),
        ("550", "万粒", "粒", "5500000"),
        ("2", "万人次", "人次", "20000"),
        ("3", "个", "处", "3"),
        ("1", "台（套）", "台", "1"),
        ("10", "万元/台", "元/个", "100000"),
        ("1500", "元/公顷", "元/亩", "100"),
        ("1", "次/月", "次/年", "12"),
        ("12", "元/人/年", "元/人/月", "1"),
        ("100", "百分比", "%", "100"),
        ("5", "‰", "%", "0.5"),
        ("1", "万垄", "垄", "10000"),
        ("5", "㎡", "平方米", "5"),
        ("1", "KM", "米", "1000"),
        ("4", "", "个", "4"),
        ("4", "个行政村", "个", "4"),
        ("4", "户农户", "户", "4"),
    ],
)
def test_conversion(number: str, a: str, b: str, result: str) -> None:
    assert convert(D(number), a, b) == D(result)
    assert relation(a, b) in (Relation.SAME, Relation.CONVERTIBLE)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("小时", "台"),
        ("%", "个"),
        ("万元", "台"),
        ("公里", "台"),
        ("户", "人"),
        ("台", "人"),
        ("株", "头"),
        ("元/亩", "元/人"),
        ("万元/台", "小时"),
        ("亩", "公里"),
        ("公斤", "亩"),
        ("分", "台"),
    ],
)
def test_across_families_is_a_conflict(a: str, b: str) -> None:
    assert incomparable(a, b) and incomparable(b, a)
    assert relation(a, b) is Relation.INCOMPARABLE
    assert convert(D(1), a, b) is None


@pytest.mark.parametrize(
    ("a", "b"),
    [("分", "%"), ("天", "个月"), ("工作日", "天"), ("万元/台", "万元"), ("次/月", "次"), ("垄", "个"), ("元", "美元"), ("标箱", "小时")],
)
def test_what_is_not_known_neither_converts_nor_accuses(a: str, b: str) -> None:
    assert relation(a, b) is Relation.UNKNOWN
    assert not incomparable(a, b) and convert(D(1), a, b) is None


@pytest.mark.parametrize(("a", "b"), [("个", "项"), ("人", "人次"), ("头", "只"), ("次", "期"), ("台", "套"), ("家", "户"), ("座", "处")])
def test_count_words_are_taken_leniently(a: str, b: str) -> None:
    assert relation(a, b) in (Relation.SAME, Relation.CONVERTIBLE)


def test_kinds() -> None:
    for unit in ("个", "条", "台", "期", "座", "户", "人次", "万粒", "台（套）", "个行政村", "台设备"):
        assert is_count(unit), unit
    for unit in ("", None, "%", "公里", "万元", "小时", "个月", "万元/台", "次/月", "级"):
        assert not is_count(unit), unit
    assert is_percent("％") and is_percent("百分比") and not is_percent("个") and not is_percent(None)
    assert canonical("千米").factor == 1000 and canonical("千米").word == "千米"
    assert canonical("万元").family == canonical("元").family


UNITS = [
    "元",
    "万元",
    "小时",
    "分钟",
    "天",
    "个月",
    "年",
    "公里",
    "米",
    "亩",
    "公顷",
    "平方米",
    "吨",
    "斤",
    "个",
    "台",
    "万人次",
    "%",
    "万元/台",
    "元/亩",
    "垄",
    "",
    "分",
]


@given(st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_relation_is_symmetric(a: str, b: str) -> None:
    assert relation(a, b) is relation(b, a)


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(0, 10**6))
def test_there_and_back_again(a: str, b: str, number: int) -> None:
    there = convert(D(number), a, b)
    if there is not None:
        back = convert(there, b, a)
        assert back is not None and abs(back - number) <= D("0.001")


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_words_may_be_units(a: str, b: str) -> None:
    assert relation(a, a) is Relation.SAME
    convert(D(1), a, b)
    is_count(a)
