"""wrong-period: another year or other months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hengji.rules.forms import Payment

from .builder import JULY, brief, clean, evaluated, found, row, with_row

CODE = "wrong-period"


def test_other_months_or_another_year_are_an_error() -> None:
    form = clean(as_of=date(2023, 6, 30))
    assert brief(found(form, CODE, round_as_of=JULY)) == [("error", form.title, "A1")]
    assert found(clean(as_of=None, year=2022), CODE, round_as_of=JULY)


def test_only_where_the_rounds_date_was_given_and_the_form_names_one() -> None:
    assert found(clean(as_of=date(2023, 6, 30)), CODE) == []
    assert found(clean(as_of=None, year=None), CODE, round_as_of=JULY) == []
    assert found(evaluated(year=2022), CODE, round_as_of=JULY) == []


def test_it_silences_what_rests_on_lights_and_time() -> None:
    form = with_row(clean(as_of=date(2023, 6, 30)), 0, new=row("道路硬化里程", "≥12公里", "1公里", line=12))
    assert {one.code for one in found(form)} == {"behind-target", "deviation-unexplained"} or found(form, "behind-target")
    silenced = found(form, round_as_of=JULY, light=False)
    assert [one.code for one in silenced] == [CODE]


def test_figures_of_another_period_are_not_held_against_this_ones() -> None:
    form = clean(as_of=date(2023, 6, 30))
    payments = (Payment(Decimal(650000), date(2023, 6, 1)),)
    assert found(form, "executed-mismatch", payments=payments)
    assert not found(form, "executed-mismatch", payments=payments, round_as_of=JULY, light=False)
