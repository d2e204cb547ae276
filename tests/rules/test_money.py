"""Amounts, rates and rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.money import equal_at, half_up, parse_amount, parse_rate, rate_quantum, trimmed, wan

D = Decimal
WAN = D(10000)


@pytest.mark.parametrize(
    ("text", "yuan", "quantum"),
    [
        ("9,132万元", "91320000.00", "10000"),
        ("9，132 万元", "91320000.00", "10000"),
        ("0.34亿元", "34000000.00", "1000000"),
        ("１２３．４５", "1234500.00", "100"),
        ("7.29", "72900.00", "100"),
        ("¥1,200.00", "12000000.00", "100"),
        ("1 200.5", "12005000.00", "1000"),
        ("12 345.60 元", "12345.60", "0.01"),
        ("72,890元", "72890.00", "1"),
        ("约30万元", "300000.00", "10000"),
        ("30（万元）", "300000.00", "10000"),
        ("30万元。", "300000.00", "10000"),
        ("854万（高标准农田400万元，示范295万元）", "8540000.00", "10000"),
        ("854万854万（其中：示范295万元）", "8540000.00", "10000"),
        ("−5.2", "-52000.00", "1000"),
        ("－5.2", "-52000.00", "1000"),
        ("1.2E+03", "12000000.00", "1000000"),
        ("1亿2000万元", "120000000.00", "10000"),
        ("3万5000元", "35000.00", "1"),
        ("5千元", "5000.00", "1000"),
        ("叁拾万元整", "300000.00", "10000"),
        ("三十五元", "35.00", "1"),
        ("0", "0.00", "10000"),
        ("0.004元", "0.00", "0.001"),
    ],
)
def test_amounts_under_a_wan_header(text: str, yuan: str, quantum: str) -> None:
    amount = parse_amount(text, WAN)
    assert amount is not None
    assert (str(amount.yuan), amount.quantum) == (yuan, D(quantum))


def test_the_header_unit_only_counts_where_none_is_printed() -> None:
    in_yuan = parse_amount("387664.62", D(1))
    assert in_yuan is not None and in_yuan.yuan == D("387664.62") and in_yuan.quantum == D("0.01")
    own = parse_amount("30万元", D(1))
    assert own is not None and own.yuan == 300000


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "-",
        "——",
        "/",
        "A",
        "B/A",
        "无",
        "30%",
        "30-40万元",
        "30余万元",
        "≥30",
        "(1,200.00)",
        "3万美元",
        "91,32.5",
        "5+3",
        "12 34",
        "400\n295",
        "30万元/年",
        "1.2.3",
        "--5",
        "2000万1亿元",
        "#REF!",
        "10台",
        "见附件",
        "1e999",
    ],
)
def test_what_is_no_amount_is_not_guessed(text: str | None) -> None:
    assert parse_amount(text, WAN) is None


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from([D(1), WAN]))
def test_printed_amounts_come_back(x: Decimal, unit: Decimal) -> None:
    plain, grouped = parse_amount(f"{x}", unit), parse_amount(f"{x:,}元", unit)
    assert plain is not None and plain.yuan == half_up(x * unit) and plain.quantum == D("0.01") * unit
    assert grouped is not None and grouped.yuan == x


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    parse_amount(text, WAN)
    parse_rate(text)
    assert rate_quantum(text) > 0


@pytest.mark.parametrize(
    ("x", "places", "rounded"),
    [
        ("2.345", 2, "2.35"),
        ("-2.345", 2, "-2.35"),
        ("0.86195", 4, "0.8620"),
        ("2.5", 0, "3"),
        ("-0.001", 2, "0.00"),
        ("1E+30", 2, "1" + "0" * 30 + ".00"),
    ],
)
def test_half_up(x: str, places: int, rounded: str) -> None:
    assert str(half_up(D(x), places)) == rounded


@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_rounding_moves_at_most_half_a_digit(x: Decimal, places: int) -> None:
    assert abs(half_up(x, places) - x) <= D(1).scaleb(-places) / 2
    assert half_up(-x, places) == -half_up(x, places)


@pytest.mark.parametrize(("x", "short"), [("100.00", "100"), ("11.376", "11.376"), ("1.2E+3", "1200"), ("0.50", "0.5"), ("-0", "0")])
def test_trimmed(x: str, short: str) -> None:
    assert str(trimmed(D(x))) == short


def test_printing() -> None:
    assert wan(D("91320000")) == "9,132.00"
    assert wan(D("-22606600")) == "\u22122,260.66"
    assert wan(D("50")) == "0.01"


def test_comparison_at_the_coarser_precision() -> None:
    assert equal_at(D(72900), D(100), D(72890), D(1))
    assert not equal_at(D(72900), D(100), D(72800), D(1))
    assert equal_at(D("0.86"), D("0.01"), D("0.862"), D("0.001"))
    assert not equal_at(D("0.87"), D("0.01"), D("0.8620"), D("0.0001"))
    assert not equal_at(D(5), D(0), D("5.01"), D(0))


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(0, 3))
def test_a_figure_equals_its_own_rounding(x: Decimal, places: int) -> None:
    quantum = D(1).scaleb(-places)
    assert equal_at(x, D("0.0001"), half_up(x, places), quantum)
    assert equal_at(half_up(x, places), quantum, x, D("0.0001"))


@pytest.mark.parametrize(
    ("text", "ratio", "quantum"),
    [
        ("86.2%", "0.862", "0.001"),
        ("86.20％", "0.862", "0.0001"),
        ("0.862", "0.862", "0.001"),
        ("86.2", "0.862", "0.001"),
        ("100", "1", "0.01"),
        ("1", "1", "0.01"),
        ("1.0259", "1.0259", "0.0001"),
        ("102.59%", "1.0259", "0.0001"),
        ("100%（12/12）", "1", "0.01"),
        ("0", "0", "0.01"),
        ("8.6‰", "0.0086", "0.0001"),
        ("-5%", "-0.05", "0.01"),
        ("150", "1.5", "0.01"),
    ],
)
def test_rates(text: str, ratio: str, quantum: str) -> None:
    assert parse_rate(text) == D(ratio)
    assert rate_quantum(text) == D(quantum)


@pytest.mark.parametrize("text", [None, "", "—", "B/A", "A", "#DIV/0!", "90%-95%", "约九成", "12/12"])
def test_no_rates(text: str | None) -> None:
    assert parse_rate(text) is None
