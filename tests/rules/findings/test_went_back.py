"""went-back: lower than last round."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.findings.case import Previous

from .builder import brief, clean, found, row, with_row

CODE = "went-back"


def test_executed_and_cumulative_values_that_shrank() -> None:
    before = Previous(Decimal(800000), {"道路硬化里程": Decimal(9), "村民满意度": Decimal(99)})
    assert brief(found(clean(), CODE, previous=before)) == [("warning", "年度资金总额", "H6"), ("warning", "道路硬化里程", "F12")]


def test_the_same_or_more_is_fine() -> None:
    assert found(clean(), CODE, previous=Previous(Decimal(720000), {"道路硬化里程": Decimal("7.5")})) == []
    assert found(clean(), CODE) == []


def test_a_guess_never_accuses() -> None:
    form = with_row(clean(), 0, new=row("示例资源保有量", "1200", "900", line=12))
    assert [one.severity for one in found(form, CODE, previous=Previous(None, {"示例资源保有量": Decimal(950)}))] == ["notice"]
