"""executed-mismatch: not what was paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hengji.rules.forms import FundSource, Payment

from .builder import JULY, brief, clean, found, with_fund

CODE = "executed-mismatch"


def paid(*amounts: int, on: date = JULY, source: FundSource | None = None) -> tuple[Payment, ...]:
    return tuple(Payment(Decimal(amount), on, source=source) for amount in amounts)


def test_another_sum_is_an_error_at_the_total() -> None:
    assert brief(found(clean(), CODE, payments=paid(600000, 20000))) == [("error", "年度资金总额", "H6")]


def test_amounts_held_against_each_other_are_told_to_the_last_digit() -> None:
    """In 万元 where two decimals hide nothing, else both in 元: nobody reads 134.586515万元."""
    (plain,) = found(clean(), CODE, payments=paid(600000, 20000))
    assert "72.00万元" in plain.message and "62.00万元" in plain.message and "多10.00万元" in plain.message
    (fine,) = found(with_fund(clean(), 0, executed="134.586515"), CODE, payments=paid(600000))
    assert "1,345,865.15元" in fine.message and "600,000元" in fine.message and "多745,865.15元" in fine.message
    assert "万元" not in fine.message


def test_refunds_are_deducted_and_later_payments_do_not_count() -> None:
    payments = paid(700000, 30000, -10000) + paid(50000, on=date(2023, 8, 2)) + paid(90000, on=date(2022, 12, 30))
    assert found(clean(), CODE, payments=payments) == []


def test_the_forms_precision_counts() -> None:
    form = with_fund(clean(), 0, executed="72")
    assert found(form, CODE, payments=paid(719960)) == []


def test_own_funds_need_not_stand_in_an_export_without_sources() -> None:
    assert found(clean(), CODE, payments=paid(600000)) == []


def test_sources_one_by_one_where_the_total_agrees() -> None:
    payments = paid(620000, source=FundSource.GENERAL_PUBLIC) + paid(100000, source=FundSource.OTHER)
    assert [one.subject for one in found(clean(), CODE, payments=payments)] == ["本年一般公共预算拨款", "其他资金"]


def test_nothing_paid_at_all() -> None:
    assert [one.severity for one in found(clean(), CODE, payments=())] == ["error"]
    assert found(with_fund(clean(), 0, executed="0"), CODE, payments=()) == []
    assert found(clean(), CODE) == []
