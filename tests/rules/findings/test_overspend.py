"""overspend: more spent than there was."""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.forms import FundSource

from .builder import approved_of, brief, clean, found, fund, with_fund

CODE = "overspend"


def test_a_warning_where_something_may_be_carried_over() -> None:
    form = clean(funds=(fund(initial="120", executed="130", stated_rate="108.33%", forecast="130"),))
    (finding,) = found(form, CODE)
    assert (finding.severity, finding.subject, finding.cell) == ("warning", "年度资金总额", "H6")
    assert "结转" in finding.fix


def test_an_error_where_all_rows_are_given_or_the_budget_is_approved() -> None:
    part = fund("财政拨款", FundSource.FISCAL, 7, initial="120", executed="130", forecast="130")
    form = clean(funds=(fund(initial="120", executed="130", forecast="130"), part))
    assert brief(found(form, CODE)) == [("error", "年度资金总额", "H6")]
    lone = clean(funds=(fund(initial="120", executed="130", forecast="130"),))
    assert [one.severity for one in found(lone, CODE, approved=approved_of(clean()))] == ["error"]


def test_the_adjusted_budget_counts_and_so_does_an_approved_one_the_form_does_not_print() -> None:
    lone = clean(funds=(fund(initial="120", adjusted="140", executed="130", forecast="130"),))
    assert found(lone, CODE) == []
    lone = clean(funds=(fund(initial="120", executed="130", forecast="130"),))
    assert found(lone, CODE, approved=approved_of(clean(), adjusted=Decimal(1400000))) == []


def test_equal_at_the_printed_precision_is_not_more() -> None:
    assert found(clean(funds=(fund(initial="120", executed="120.3", forecast="120.3"),)), CODE) == []


def test_a_part_is_named_only_where_the_total_keeps_its_budget() -> None:
    form = with_fund(with_fund(clean(), 1, executed="52.00"), 2, executed="20.5", initial="20.00")
    assert [one.subject for one in found(form, CODE)] == ["其他资金"]


def test_overspend_is_stronger_than_forecast_conflict() -> None:
    form = clean(funds=(fund(initial="120", executed="130", forecast="135"),))
    assert [one.code for one in found(form) if one.code in (CODE, "forecast-conflict")] == [CODE]
