"""The published forms beside this repository are read as their expectations state.

They are looked for in ``HENGJI_CASES`` or ``../shared/cases``; without them the test says so and is skipped.
Where an expectation leaves the operator of a bare number open, the contract holds: ``eq``.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from tests.papers.drawn import beside, book, draw, moved, repeated, stacked, unmerged, with_column, with_row
from tests.papers.test_reading import facts

from hengji.papers.files.book import Sheet
from hengji.papers.reading import read_forms
from hengji.papers.workbook import open_workbook
from hengji.rules.forms import Form, IndicatorRow, Kind

CASES = Path(os.environ.get("HENGJI_CASES", Path(__file__).parents[3] / "shared" / "cases")) / "forms"
EXPECTED = sorted(CASES.glob("*.expected.json"))
FUND_FIGURES = ("initial", "adjusted", "executed", "stated_rate", "weight", "stated_score")

pytestmark = pytest.mark.skipif(not EXPECTED, reason=f"no published forms at {CASES} (set HENGJI_CASES)")


@pytest.fixture(params=EXPECTED, ids=lambda path: path.name.split(".")[0])
def case(request: pytest.FixtureRequest) -> tuple[Form, dict[str, Any]]:
    expected = json.loads(request.param.read_text("utf-8"))
    forms, _ = read_forms(open_workbook(CASES / expected["file"]), expected["file"])
    assert len(forms) == 1
    return forms[0], expected


def number(text: Any) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


def test_head(case: tuple[Form, dict[str, Any]]) -> None:
    form, expected = case
    program = expected["program"]
    assert (form.kind, str(form.year)) == (expected["kind"], expected["year"])
    assert (form.program.code, form.program.department, form.program.unit) == (program["code"], program["department"], program["unit"])
    assert form.program.name == (program["unit"] if form.kind is Kind.OVERALL_SELF_EVALUATION else program["name"])
    assert (form.goal, form.goal_actual) == (expected["goal"], expected["goal_actual"])
    assert (form.stated_total, form.stated_grade) == (number(expected["stated"]["total"]), expected["stated"]["grade"])
    assert form.amount_unit == (1 if expected["amounts_unit_on_form"] == "元" else 10000)
    assert form.family != "unknown"
    if "as_of" in expected:
        assert str(form.as_of) == expected["as_of"]


def test_funds(case: tuple[Form, dict[str, Any]]) -> None:
    form, expected = case
    for wanted in expected["funds"]:
        row = next(row for row in form.funds if row.label == wanted["label"])
        assert row.source == wanted["source"]
        assert {key: getattr(row, key) for key in FUND_FIGURES if key in wanted} == {
            key: number(wanted[key]) for key in FUND_FIGURES if key in wanted
        }  # fmt: skip


def test_indicators(case: tuple[Form, dict[str, Any]]) -> None:
    form, expected = case
    rows = {row.cell: row for row in form.indicators}
    assert len(form.indicators) == len(expected["indicators"])
    for wanted in expected["indicators"]:
        row = rows[wanted["cell"]]
        assert (row.level1, row.level2, row.name) == (wanted["level1"], wanted["level2"], wanted["name"])
        assert (row.weight, row.stated_score) == (number(wanted["weight"]), number(wanted["stated_score"]))
        assert row.explanation == wanted["explanation"] and row.parent == wanted.get("child_of")
        assert [cause.value for cause in row.causes] == wanted.get("causes", [])
        compare_values(row, wanted)


def compare_values(row: IndicatorRow, wanted: dict[str, Any]) -> None:
    assert row.target is not None
    assert row.target.operator == (wanted["operator"] or "eq")
    if wanted["operator"] == "text":
        assert row.texts["target"] == wanted["target"]
    else:
        assert row.target.number == number(wanted["target"])
        assert row.target.unit in wanted.get("unit_accept", [wanted["unit"]])
    if wanted["actual"] is not None:
        printed = number(wanted["actual"])
        assert row.actual is not None
        assert (row.texts["actual"] if printed is None else row.actual.number) == (printed if printed is not None else wanted["actual"])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_what_clerks_do_changes_nothing(path: Path) -> None:
    sheet = open_workbook(CASES / json.loads(path.read_text("utf-8"))["file"]).sheets[0]
    other = draw("mof-2019")

    def first(changed: Sheet, place: int = 0) -> dict[str, Any]:
        return facts(read_forms(book(changed), "f")[0][place])

    expected = first(sheet)
    changes = [moved(sheet, 3, 2), unmerged(sheet), repeated(sheet)]
    changes += [with_row(sheet, row) for row in range(len(sheet.rows))]
    changes += [with_column(sheet, column) for column in range(len(sheet.rows[0]))]
    assert all(first(changed) == expected for changed in changes)
    assert first(stacked(sheet, other)) == first(stacked(other, sheet), 1) == expected
    assert first(beside(sheet, other)) == first(beside(other, sheet), 1) == expected
