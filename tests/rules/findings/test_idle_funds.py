"""idle-funds: money that lies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hengji.rules.forms import Form, FundSource, Payment

from .builder import JULY, brief, clean, clean_funds, found, fund

CODE = "idle-funds"
SEPTEMBER = date(2023, 9, 30)


def test_a_carried_over_line_that_is_not_spent() -> None:
    carried = fund("上年结转资金", FundSource.CARRY_OVER, 9, initial="80.00", executed="10.00")
    form = clean(funds=(*clean_funds(), carried))
    assert brief(found(form, CODE)) == [("warning", "上年结转资金", "H9")]
    spent = fund("上年结转资金", FundSource.CARRY_OVER, 9, initial="80.00", executed="60.00")
    assert found(clean(funds=(*clean_funds(), spent)), CODE) == []


def test_a_line_issued_long_ago_with_nothing_paid() -> None:
    def issued(on: date, amount: int = 0) -> tuple[Payment, ...]:
        return (
            Payment(Decimal(720000 - amount), JULY),
            Payment(Decimal(amount), JULY, document="示财〔2023〕1号", issued=on, budget=Decimal(300000)),
        )

    assert brief(found(clean(), CODE, payments=issued(date(2023, 1, 15)))) == [("warning", "年度资金总额", "H6")]
    assert found(clean(), CODE, payments=issued(date(2023, 1, 31))) == []
    assert found(clean(), CODE, payments=issued(date(2023, 1, 15), 1000)) == []


def test_a_line_that_knows_its_issue_date_and_paid_nothing() -> None:
    def line(executed: str, on: date = date(2023, 1, 15), initial: str = "30.00") -> Form:
        dated = fund("县级配套", FundSource.COUNTY, 9, initial=initial, executed=executed)
        return clean(funds=(*clean_funds(), replace(dated, issued=on)))

    told = found(line("0"), CODE)
    assert brief(told) == [("warning", "县级配套", "H9")]
    assert told[0].message == "“县级配套”2023-01-15下达的资金30.00万元已超过6个月，截至2023-07-31没有支付。"
    assert found(line("0.01"), CODE) == []
    assert found(line("0", date(2023, 1, 31)), CODE) == []
    assert found(line("0", initial="0"), CODE) == []


def test_much_unspent_late_in_the_year() -> None:
    def late(executed: str) -> Form:
        return clean(as_of=SEPTEMBER, funds=(fund(initial="120.00", executed=executed, forecast="120.00"),))

    assert brief(found(late("60.00"), CODE, as_of=SEPTEMBER)) == [("warning", "年度资金总额", "H6")]
    assert found(late("60.01"), CODE, as_of=SEPTEMBER) == []
    assert found(late("60.00"), CODE) == []


def test_a_line_that_lies_idle_late_in_the_year() -> None:
    def late(*executed: str, whole: str = "300.00") -> list[tuple[str, str, str | None]]:
        sources = (FundSource.CENTRAL, FundSource.COUNTY)
        lines = (fund(f"来源{i}", sources[i], 7 + i, initial="150.00", executed=paid) for i, paid in enumerate(executed))
        total = fund(initial="300.00", executed=whole)
        return brief(found(clean(as_of=SEPTEMBER, funds=(total, *lines)), CODE, as_of=SEPTEMBER))

    assert late("150.00", "50.00", whole="200.00") == [("warning", "来源1", "H8")]
    assert late("150.00", "0.00", whole="150.00") == [("warning", "年度资金总额", "H6"), ("warning", "来源1", "H8")]
    assert late("0.00", "0.00", whole="0.00") == [("warning", "年度资金总额", "H6")]  # all of it: said once
    assert late("150.00", "90.00", whole="240.00") == []


def test_a_carried_over_line_is_named_once() -> None:
    carried = fund("上年结转资金", FundSource.CARRY_OVER, 7, initial="150.00", executed="10.00")
    form = clean(as_of=SEPTEMBER, funds=(fund(initial="250.00", executed="110.00"), carried, fund(initial="100", executed="100", line=8)))
    assert brief(found(form, CODE, as_of=SEPTEMBER)).count(("warning", "上年结转资金", "H7")) == 1
