"""A clean form gives an empty list, whatever is known beside it; every finding names a cell or a subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.findings import CATALOGUE, examine, explain, rule
from hengji.rules.findings.case import Previous
from hengji.rules.forms import FundSource, Kind, Payment, Program, RosterEntry

from .builder import JULY, NAME, UNIT, approved_of, case, clean, clean_rows, evaluated, found, fund, row


def test_a_clean_form_has_no_findings() -> None:
    assert found(clean()) == []


def test_a_clean_self_evaluation_has_no_findings() -> None:
    assert found(evaluated()) == []


def test_a_clean_form_beside_everything_that_agrees_has_no_findings() -> None:
    form = clean()
    paid = (Payment(Decimal(600000), JULY, source=FundSource.GENERAL_PUBLIC), Payment(Decimal(120000), JULY, source=FundSource.OTHER))
    entry = RosterEntry(UNIT, name=NAME, due=datetime(2023, 8, 20), received=datetime(2023, 8, 20, 16), budget=Decimal(1200000))
    previous = Previous(Decimal(400000), {"道路硬化里程": Decimal(5)})
    beside = {"approved": approved_of(form), "payments": paid, "roster": entry, "previous": previous, "round_as_of": JULY}
    assert found(form, **beside) == []


def test_an_overall_form_needs_only_its_department() -> None:
    form = clean(kind=Kind.OVERALL_MONITORING, program=Program("示例县水利局", None, None, "示例县水利局"))
    assert found(form) == []


@given(st.permutations(range(7)), st.integers(1, 40), st.integers(0, 6))
def test_order_and_place_of_rows_change_nothing(order: list[int], start: int, shift: int) -> None:
    rows = clean_rows()
    moved = tuple(replace(rows[k], row=start + i + shift) for i, k in enumerate(order))
    assert found(clean(indicators=moved)) == []


@given(st.integers(1, 10**7), st.integers(50, 100))
def test_amounts_of_any_size_are_clean_as_long_as_they_agree(budget: int, share: int) -> None:
    """Budget in 元, executed a whole share of it, rate printed with two decimals."""
    form = clean(
        amount_unit=Decimal(1),
        funds=(
            fund(
                unit=Decimal(1),
                initial=f"{budget}.00",
                executed=f"{budget * share / 100:.2f}",
                stated_rate=f"{share}.00%",
                forecast=f"{budget}.00",
            ),
        ),
    )
    assert [one for one in found(form) if one.code != "gap"] == []


@given(st.sampled_from(["name", "target", "actual", "forecast"]), st.integers(0, 6))
def test_every_finding_names_a_cell_or_a_subject_and_says_how_to_mend(column: str, position: int) -> None:
    form = clean()
    rows = list(form.indicators)
    old = rows[position]
    rows[position] = replace(old, **{column: None}, texts={key: text for key, text in old.texts.items() if key != column})
    findings = examine(case(replace(form, indicators=tuple(rows))))
    assert findings
    for finding in findings:
        assert finding.subject and finding.message.endswith("。") and finding.fix.endswith("。")


def test_the_catalogue_has_every_code_once_and_explains_it() -> None:
    codes = [one.code for one in CATALOGUE]
    assert len(codes) == len(set(codes)) == 38
    for code in codes:
        assert rule(code).title in explain(code)
    with pytest.raises(KeyError):
        explain("no-such-code")


@pytest.mark.parametrize("parameter", sorted({name for one in CATALOGUE for name in one.parameters}))
def test_parameters_named_by_rules_exist(parameter: str) -> None:
    assert parameter in case(clean()).rules.parameters


def test_findings_keep_to_the_severities_their_rule_names() -> None:
    messy = clean(indicators=(row("XX项目", "≥10公里", "1公里", "5公里", line=12), row(None, "≥5台", None, line=13)), goal="无")
    for finding in found(messy):
        assert finding.severity in rule(finding.code).severities
        assert finding.problem_class == rule(finding.code).problem_class
