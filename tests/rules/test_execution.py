"""Worked cases of execution, computed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.execution import FundJudgement
from hengji.rules.forms import FundRow, FundSource, Kind, Payment
from hengji.rules.judgement import Light, judge
from hengji.rules.rulesets import RuleSet

from .judging import COMMON, JULY, SICHUAN, D, form, fund

GREEN, YELLOW, RED, BLUE, GREY = Light


def judged(
    row: FundRow, when: date | None = JULY, rules: RuleSet = COMMON, base: str = "initial", *, issued: date | None = None
) -> FundJudgement:
    payments = (Payment(D(0), issued=issued, document="文1"),) if issued else None
    return judge(form(funds=(row,), base=base), rules, as_of=when, payments=payments).funds[0]


def test_rate_pace_and_sentence() -> None:
    """372,400 ÷ 432,000 = 86.20 %; ÷ 58.33 % = 1.4778."""
    found = judged(fund("432000", "372400"))
    assert (found.rate, found.rate_base, found.pace, found.light, found.slow) == (D("0.8620"), "initial", D("1.4778"), GREEN, False)
    assert found.reason == "年度资金总额：执行37.24万元，占年初预算数43.20万元的86.20%，时间进度58.33%，进度比1.48，绿灯"


@pytest.mark.parametrize(
    ("executed", "when", "light", "slow"),
    [
        ("35", JULY, YELLOW, True),  # 0.35 ÷ 7/12 = 0.6 exactly
        ("34.99", JULY, RED, True),
        ("46.67", JULY, GREEN, False),  # 0.80005…
        ("46.66", JULY, YELLOW, True),
        ("40", date(2023, 8, 31), YELLOW, True),  # 0.40 ÷ 8/12 = 0.6 exactly
        ("100", date(2023, 12, 31), GREEN, False),
        ("0", JULY, RED, True),
    ],
)
def test_lights_of_the_common_practice(executed: str, when: date, light: Light, slow: bool) -> None:
    found = judged(fund("100", executed), when)
    assert (found.light, found.slow) == (light, slow)


@pytest.mark.parametrize(
    ("row", "prescribed", "rate", "base"),
    [
        (fund("100", "60", adjusted="80"), "initial", "0.6000", "initial"),
        (fund("100", "60", adjusted="80"), "adjusted", "0.7500", "adjusted"),
        (fund("100", "60"), "adjusted", "0.6000", "initial"),
        (fund(None, "60", adjusted="80"), "initial", "0.7500", "adjusted"),
        (fund("0", "60", adjusted="80"), "initial", "0.7500", "adjusted"),
        (fund("0", "60"), "initial", None, None),
        (fund("100", None), "initial", None, None),
        (fund("100", "110"), "initial", "1.1000", "initial"),
    ],
)
def test_the_base_is_the_prescribed_one_else_the_other(row: FundRow, prescribed: str, rate: str | None, base: str | None) -> None:
    found = judged(row, base=prescribed)
    assert (found.rate, found.rate_base) == (None if rate is None else D(rate), base)
    assert (found.light is GREY) == (rate is None)


@pytest.mark.parametrize(
    ("executed", "month", "light", "line"),
    [
        ("24", date(2025, 3, 31), GREEN, None),  # no line before April: 0.96 of the pace
        ("24", date(2025, 4, 30), YELLOW, "0.25"),  # below the line, pace 0.72
        ("25", date(2025, 4, 30), GREEN, "0.25"),
        ("41", date(2025, 7, 31), GREEN, "0.40"),  # pace 0.70, but above the line reached in June
        ("30", date(2025, 7, 31), RED, "0.40"),  # pace 0.51
        ("75", date(2025, 10, 31), YELLOW, "0.80"),
        ("59", date(2025, 8, 15), GREEN, "0.40"),  # August is not over
        ("59", date(2025, 8, 31), YELLOW, "0.60"),
    ],
)
def test_staged_lines(executed: str, month: date, light: Light, line: str | None) -> None:
    found = judged(fund("100", executed), month, SICHUAN)
    assert (found.light, found.line) == (light, None if line is None else D(line))
    assert found.slow == (light is not GREEN)


def test_a_fund_issued_on_20_june_is_judged_from_20_june() -> None:
    """20 June is (5 + 19/30)/12 = 46.94 % into the year; at the end of September (75 − 46.94) ÷ (100 − 46.94) = 52.88 % of its time
    is gone; 45 % spent is a pace of 0.8510 (of the whole year it would be 0.60)."""
    found = judged(fund("100", "45"), date(2023, 9, 30), issued=date(2023, 6, 20))
    assert found.progress is not None and round(found.progress, 4) == Decimal("0.5288")
    assert (found.pace, found.light, found.issued) == (D("0.8510"), GREEN, date(2023, 6, 20))
    assert judged(fund("100", "45"), date(2023, 9, 30)).light is YELLOW


def test_a_fund_issued_less_than_sixty_days_ago_is_grey() -> None:
    found = judged(fund("100", "0"), JULY, issued=date(2023, 6, 20))
    assert (found.light, found.pace, found.slow, found.rate) == (GREY, None, False, D("0.0000"))
    assert judged(fund("100", "0"), date(2023, 8, 19), issued=date(2023, 6, 20)).light is RED  # 60 days


def test_money_added_in_the_year_is_not_held_to_the_staged_lines() -> None:
    assert judged(fund("100", "30"), date(2025, 8, 31), SICHUAN, issued=date(2025, 5, 20)).line is None
    assert judged(fund("100", "30"), date(2025, 8, 31), SICHUAN, issued=date(2025, 2, 20)).line == D("0.60")


def test_several_documents_weigh_by_their_budgets() -> None:
    issues = ((date(2023, 1, 1), "300"), (date(2023, 7, 2), "100"))
    payments = tuple(Payment(D(0), issued=issued, document=str(issued), budget=D(budget)) for issued, budget in issues)
    found = judge(form(funds=(fund("400", "200"),)), COMMON, as_of=date(2023, 12, 31), payments=payments).funds[0]
    assert found.progress == 1 and found.rate == D("0.5000")
    half = judge(form(funds=(fund("400", "200"),)), COMMON, as_of=date(2023, 9, 30), payments=payments).funds[0]
    assert half.progress is not None  # (300 × 75 % + 100 × 49.73 %) ÷ 400
    assert round(half.progress, 4) == D("0.6868")


def test_a_document_without_issue_date_has_the_whole_year() -> None:
    payments = (Payment(D(0), document="甲"), Payment(D(0), document="乙", issued=date(2023, 7, 20)))
    found = judge(form(funds=(fund("400", "200"),)), COMMON, as_of=JULY, payments=payments).funds[0]
    assert found.progress is not None and (round(found.progress, 4), found.light) == (D("0.5833"), GREEN)


def test_money_carried_over_has_the_whole_year() -> None:
    row = fund("100", "10", source=FundSource.CARRY_OVER, label="上年结转")
    assert judged(row, issued=date(2023, 6, 20)).light is RED


def test_overall_spending_is_judged_by_its_projects() -> None:
    rows = (
        fund("1000", "600"),
        fund("800", "560", source=FundSource.OTHER, label="其中：基本支出"),
        fund("200", "40", source=FundSource.OTHER, label="项目支出"),
    )
    assert judge(form(funds=rows, kind=Kind.OVERALL_MONITORING), COMMON, as_of=JULY).execution.rate == D("0.2000")
    assert judge(form(funds=rows), COMMON, as_of=JULY).execution.rate == D("0.6000")


@given(executed=st.integers(0, 2000), factor=st.integers(1, 10_000), when=st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_the_light_does_not_depend_on_the_unit_of_money(executed: int, factor: int, when: date) -> None:
    one, other = judged(fund("1000", str(executed)), when), judged(fund(str(1000 * factor), str(executed * factor)), when)
    assert (one.rate, one.pace, one.light, one.slow) == (other.rate, other.pace, other.light, other.slow)


def test_no_light_for_another_period() -> None:
    found = judge(form(funds=(fund("100", "10"),)), COMMON, as_of=JULY, light=False)
    assert (found.execution.light, found.execution.reason, found.execution.rate, found.overall) == (None, None, D("0.1000"), None)
    assert found.execution.slow is False


def test_yuan_typed_under_wan_gets_no_light() -> None:
    """A rate of 1,000 times the budget says something of the unit, nothing of the execution."""
    found = judged(fund("100", "1000000"))
    assert (found.light, found.pace) == (GREY, None)
    assert "疑为金额单位填错" in (found.reason or "")


# ---- lines that know their dates themselves (on the site)


def lines(*funds: FundRow, total: FundRow) -> tuple[FundJudgement, ...]:
    return judge(form(funds=(total, *funds)), COMMON, as_of=JULY).funds


def test_a_lines_own_dates_give_its_time_and_the_totals() -> None:
    """From 1 April to 30 September 4 of 6 months are over; with a line of the whole year: (1 × 4/6 + 3 × 7/12) ÷ 4 = 60.42 %."""
    dated = replace(fund("1000000", "600000", source=FundSource.CENTRAL, label="中央"), issued=date(2023, 4, 1), ends=date(2023, 9, 30))
    plain = fund("3000000", "1800000", source=FundSource.COUNTY, label="县级")
    total, own, other = lines(dated, plain, total=fund("4000000", "2400000"))
    assert own.progress is not None
    assert (own.issued, round(own.progress, 4), other.progress) == (date(2023, 4, 1), D("0.6667"), D(7) / 12)
    assert (
        own.reason
        == "中央：执行60.00万元，占年初预算数100.00万元的60.00%，2023-04-01下达，2023-09-30到期，时间进度66.67%，进度比0.90，绿灯"
    )
    assert total.progress is not None
    assert round(total.progress, 4) == D("0.6042")
    assert total.issued is None


def test_a_line_issued_lately_is_told_apart_and_left_out_of_the_total() -> None:
    young = replace(fund("1000000", "0", source=FundSource.CENTRAL, label="中央"), issued=date(2023, 6, 20))
    total, own, _ = lines(young, fund("3000000", "1800000", source=FundSource.COUNTY, label="县级"), total=fund("4000000", "1800000"))
    assert (own.light, own.progress) == (GREY, None)
    assert total.progress == D(7) / 12
    alone, _ = lines(young, total=fund("1000000", "0"))
    assert alone.light is GREY


def test_money_carried_over_has_the_rounds_time_whatever_its_dates() -> None:
    carried = replace(fund("1000000", "100000", source=FundSource.CARRY_OVER, label="上年结转"), issued=date(2023, 5, 1))
    total, own = lines(carried, total=fund("1000000", "100000"))
    assert (own.progress, total.progress) == (D(7) / 12, D(7) / 12)
