"""budget-changed: not the approved budget."""

from __future__ import annotations

from decimal import Decimal

from .builder import approved_of, brief, clean, found, fund, with_fund

CODE = "budget-changed"


def test_another_initial_budget_is_an_error_at_its_cell() -> None:
    approved = approved_of(clean(), initial=Decimal(1300000))
    assert brief(found(clean(), CODE, approved=approved)) == [("error", "年度资金总额", "E6")]


def test_adjusted_is_compared_with_the_current_budget_and_without_one_with_nothing() -> None:
    form = with_fund(clean(), 0, adjusted="150.00")
    assert found(form, CODE, approved=approved_of(clean())) == []
    assert brief(found(form, CODE, approved=approved_of(clean(), adjusted=Decimal(1400000)))) == [("error", "年度资金总额", "F6")]


def test_equal_at_the_forms_precision() -> None:
    form = clean(funds=(fund(initial="7.29", executed="4.5", forecast="7.29"),))
    assert found(form, CODE, approved=approved_of(form, initial=Decimal(72890))) == []
