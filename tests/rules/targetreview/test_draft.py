"""The draft as such: a clean one has no findings, whatever is typed nothing breaks, places lead back, catalogue in order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules.findings import CATALOGUE
from hengji.rules.forms import Kind
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.targetreview import (
    DRAFT_CATALOGUE,
    ObjectKind,
    Place,
    TargetDraft,
    TargetRow,
    draft_rule,
    examine_draft,
    from_form,
    place_of,
    to_form,
)
from hengji.rules.targetreview.draft import places

from .builder import ROAD, changed, clean, context, found, known

TYPED = ["", " ", "—", "≥12公里", "=100%", "12月底前", "明显提升", "×××", "0", "-1", "硬化12公里和培训5人", "#REF!"]
WORDS = st.one_of(st.none(), st.sampled_from(TYPED), st.text(max_size=12))
ROWS = st.builds(
    TargetRow,
    level1=st.sampled_from([None, "产出指标", "成本指标", "效益指标", "满意度指标"]),
    level2=st.sampled_from([None, "数量指标", "质量指标", "时效指标", "社会效益指标"]),
    name=WORDS,
    operator=st.sampled_from([None, "≥", "≤", "=", "定性"]),
    target=WORDS,
    unit=st.sampled_from([None, "公里", "%", "万元", "铺"]),
    weight=st.one_of(st.none(), st.decimals(-5, 100, places=1)),
    measure=st.one_of(st.none(), st.sampled_from(Measure)),
    measure_source=st.one_of(st.none(), st.sampled_from(MeasureSource)),
    month_plan=st.lists(WORDS, max_size=14).map(tuple),
)
DRAFTS = st.builds(
    TargetDraft,
    kind=st.sampled_from(ObjectKind),
    program=WORDS,
    goal=WORDS,
    year=st.sampled_from([None, 2026]),
    amount=st.one_of(st.none(), st.decimals(0, 10**9, places=2)),
    rows=st.lists(ROWS, max_size=6).map(tuple),
    builds=st.sampled_from([None, True, False]),
    serves_public=st.sampled_from([None, True, False]),
)


def test_a_clean_draft_has_no_findings() -> None:
    assert found(clean()) == []


def test_a_clean_draft_with_all_that_is_known_has_none_either() -> None:
    road = "道路硬化里程"
    beside = {
        "last_actuals": {road: known("11.5", "公里")},
        "last_targets": {road: known("11", "公里")},
        "completion": {road: (Decimal("1.05"), Decimal("1.5"))},
        "last_amount": Decimal(1200000),
    }
    assert found(clean(), **beside) == []


@settings(deadline=None, max_examples=150)
@given(DRAFTS)
def test_whatever_is_typed_findings_are_whole_sentences_at_places_of_the_draft(draft: TargetDraft) -> None:
    case = context()
    for finding in examine_draft(draft, case):
        assert finding.severity in draft_rule(finding.code).severities
        assert finding.message.endswith("。") and finding.fix.endswith("。")
        assert "None" not in finding.message or "None'" in repr(draft)  # somebody may type that very word
        place = place_of(finding.cell)
        assert place is None or place.row is None or 0 <= place.row < len(draft.rows)
    assert examine_draft(draft, case) == examine_draft(draft, case)


@given(st.integers(0, 200), st.sampled_from(["name", "target", "weight", "month_plan"]), st.one_of(st.none(), st.integers(1, 12)))
def test_a_place_is_read_back_from_its_key(position: int, column: str, month: int | None) -> None:
    place = Place(column, position, month)
    assert place_of(place.key) == place and str(position + 1) in place.chinese


def test_heads_have_places_too() -> None:
    assert place_of("goal") == Place("goal") and Place("goal").chinese == "年度总体目标"
    assert place_of(None) is None
    assert found(clean(goal=None), "missing-field") == [("error", "missing-field", "goal")]


def test_places_are_each_once() -> None:
    made = places(clean())
    assert len(made) == len({place.key for place in made.values()}) == 3 + 7 * 7


def test_a_form_from_excel_is_examined_the_same() -> None:
    form = to_form(changed(ROAD, target="明显增加"))
    assert form.kind is Kind.TARGET_DECLARATION
    codes = {finding.code for finding in examine_draft(form, context())}
    assert "target-vague" in codes and "measure-unset" in codes
    again = from_form(to_form(clean()))
    typed = [(one.name, one.target, one.weight, one.level2) for one in clean().rows]
    assert [(one.name, one.target, one.weight, one.level2) for one in again.rows] == typed
    assert (again.goal, again.amount, again.kind) == (clean().goal, clean().amount, ObjectKind.PROJECT)


def test_the_catalogue_has_each_code_once_and_the_houses_codes_mean_the_same() -> None:
    codes = [rule.code for rule in DRAFT_CATALOGUE]
    assert len(codes) == len(set(codes)) == 31
    titles = {rule.code: rule.title for rule in CATALOGUE}
    assert {rule.code for rule in DRAFT_CATALOGUE if rule.meaning in {one.meaning for one in CATALOGUE}} <= set(titles)
    assert all(rule.meaning.endswith("。") and rule.example.endswith("。") and rule.basis for rule in DRAFT_CATALOGUE)
    with pytest.raises(KeyError):
        draft_rule("late")


def test_empty_rows_at_the_end_are_passed_over() -> None:
    assert found(clean(rows=(*clean().rows, TargetRow(), TargetRow("产出指标", "数量指标", " ")))) == []
