"""slow-spending: behind time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hengji.rules.forms import Payment

from .builder import SICHUAN, brief, clean, evaluated, found, fund, row, with_fund, with_row

CODE = "slow-spending"


def spent(executed: str, rate: str) -> object:
    return clean(funds=(fund(initial="120.00", executed=executed, stated_rate=rate, forecast="120.00"),))


def test_below_the_line_is_a_warning_and_far_below_severe() -> None:
    slow, severe = found(spent("50.00", "41.67%"), CODE), found(spent("12.00", "10%"), CODE)
    assert brief(slow) == brief(severe) == [("warning", "年度资金总额", "H6")]
    assert "严重" not in slow[0].message and "严重" in severe[0].message and "未说明原因" in severe[0].message


def test_the_stated_cause_is_quoted() -> None:
    form = with_row(spent("12.00", "10%"), 0, new=row("道路硬化里程", "≥12公里", "7.5公里", line=12, explanation="工程待验收后支付"))
    assert "“工程待验收后支付”" in found(form, CODE)[0].message


def test_a_cause_that_ends_in_a_full_stop_ends_the_sentence_once_and_money_has_two_decimals() -> None:
    form = with_row(
        spent("12.345678", "10.29%"), 0, new=row("道路硬化里程", "≥12公里", "7.5公里", line=12, explanation="工程待验收后支付。")
    )
    message = found(form, CODE)[0].message
    assert message.endswith("“工程待验收后支付”。") and "。”" not in message
    assert "执行数12.35万元" in message


def test_on_time_evaluations_and_young_lines_are_not_slow() -> None:
    assert found(clean(), CODE) == found(with_fund(evaluated(), 0, executed="12", stated_rate="10%"), CODE) == []
    young = (Payment(Decimal(120000), date(2023, 7, 20), issued=date(2023, 7, 1)),)
    assert found(spent("12.00", "10%"), CODE, payments=young) == []


def test_the_rule_sets_own_lines() -> None:
    assert found(spent("47.00", "39.17%"), CODE, rules=SICHUAN)
    assert found(spent("50.00", "41.67%"), CODE, rules=SICHUAN) == []
