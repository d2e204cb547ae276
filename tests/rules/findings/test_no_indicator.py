"""no-indicator: nothing under a first-level name."""

from __future__ import annotations

from .builder import approved_of, brief, clean, clean_rows, found

CODE = "no-indicator"


def test_output_and_benefit_are_warnings_satisfaction_a_notice() -> None:
    assert brief(found(clean(indicators=clean_rows()[:5]), CODE)) == [("warning", "效益指标", None), ("notice", "满意度指标", None)]
    assert ("warning", "产出指标", None) in brief(found(clean(indicators=clean_rows()[5:]), CODE))


def test_not_found_where_every_block_has_one() -> None:
    assert found(clean(), CODE) == []


def test_what_was_approved_without_goes_to_the_reviewer() -> None:
    form = clean(indicators=clean_rows()[:6])
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert finding.addressee == "target-reviewer" and finding.severity == "notice"
