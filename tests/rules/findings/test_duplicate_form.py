"""duplicate-form: several forms of one object in one round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from hengji.rules.forms import Kind, Program
from hengji.rules.round import duplicates

from .builder import JULY, NAME, UNIT, clean, clean_rows, row


def test_different_forms_are_warnings_and_the_last_saved_counts() -> None:
    old = clean(file="b.xlsx", last_saved=datetime(2023, 8, 1), indicators=(row("道路硬化里程", "≥12公里", "6公里"), *clean_rows()[1:]))
    new = clean(file="a.xlsx", last_saved=datetime(2023, 8, 9))
    result = duplicates([old, new])
    assert result.counts == (False, True)
    assert [(one.severity, one.subject, one.cell) for one in result.findings.values()] == [("warning", NAME, None)] * 2
    assert "b.xlsx" in result.findings[1].message and "a.xlsx" in result.findings[0].message


def test_the_same_content_is_a_notice_and_the_last_path_counts() -> None:
    result = duplicates([clean(file="b.xlsx"), clean(file="a.xlsx")])
    assert result.counts == (True, False)
    assert {one.severity for one in result.findings.values()} == {"notice"}


def test_a_code_on_one_of_them_and_a_year_in_the_name_make_no_difference() -> None:
    other = clean(file="c.xlsx", program=Program(f"2023年{NAME}", None, None, UNIT))
    assert duplicates([clean(), other]).counts.count(True) == 1


def test_other_objects_stages_and_periods_are_no_duplicates() -> None:
    others = [
        clean(),
        clean(program=Program("另一示例项目", None, None, UNIT)),
        clean(kind=Kind.SELF_EVALUATION),
        clean(as_of=date(2023, 5, 31)),
        clean(program=Program(None, None, None, UNIT)),
        clean(program=Program(None, None, None, UNIT)),
    ]
    assert duplicates(others).findings == {}
    assert set(duplicates(others, round_as_of=JULY).findings) == {0, 3}


def test_overall_forms_are_matched_by_their_department() -> None:
    overall = clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT))
    assert set(duplicates([overall, replace(overall, file="b.xlsx"), clean()]).findings) == {0, 1}
