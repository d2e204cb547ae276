"""完整性: what must be there."""

from __future__ import annotations

import pytest

from hengji.rules.targetreview import ObjectKind, TargetDraft

from .builder import COST, DONE, MACHINES, PEOPLE, PLEASED, ROAD, changed, clean, found, row, said, without


def test_an_empty_draft_lacks_what_it_lacks_once() -> None:
    assert found(TargetDraft()) == [
        ("error", "missing-field", "program"),
        ("error", "missing-field", "goal"),
        ("error", "missing-field", "amount"),
        ("error", "no-indicator", "rows"),
    ]


@pytest.mark.parametrize(
    ("left_out", "code", "title"),
    [((ROAD, MACHINES), "no-indicator", "数量指标"), ((PEOPLE,), "no-indicator", "效益指标"), ((COST,), "cost-missing", "成本指标")],
)
def test_a_kind_of_indicator_that_is_not_there(left_out: tuple[int, ...], code: str, title: str) -> None:
    assert [place for _, _, place in found(without(*left_out), code)] == ["rows"]
    assert title in said(without(*left_out), code)


def test_nothing_is_missed_while_a_row_stands_under_no_level() -> None:
    draft = without(PEOPLE)
    assert found(changed(ROAD, draft, level1=None, level2=None), "no-indicator") == []
    assert found(changed(ROAD, draft, level2=None), "no-indicator") != []


def test_a_cost_indicator_under_output_counts() -> None:
    assert found(changed(COST, level1="产出指标", level2="成本指标"), "cost-missing") == []


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"builds": True, "program": "示例经费"}, "error"),
        ({"program": "示例村道路硬化工程"}, "warning"),
        ({"program": "示例村道路硬化工程", "builds": False}, None),
        ({"program": "示例宣传经费"}, None),
        ({"program": "农机购置补贴"}, None),
        ({"program": "车辆购置税补助资金"}, None),
        ({"program": "示例县教育局信息化", "kind": ObjectKind.OVERALL, "builds": True}, None),
    ],
)
def test_cost_is_asked_of_what_builds_or_buys(changes: dict[str, object], severity: str | None) -> None:
    draft = clean(rows=without(COST).rows, **changes)
    assert [grave for grave, _, _ in found(draft, "cost-missing")] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"serves_public": True}, "error"),
        ({}, "warning"),  # the goal says 村民
        ({"serves_public": False}, None),
        ({"program": "示例档案整理经费", "goal": "整理档案500卷。"}, None),
    ],
)
def test_satisfaction_is_asked_where_people_are_served(changes: dict[str, object], severity: str | None) -> None:
    draft = clean(rows=without(PLEASED).rows, **changes)
    assert [grave for grave, _, _ in found(draft, "satisfaction-missing")] == ([severity] if severity else [])


def test_cells_of_a_row() -> None:
    assert found(changed(ROAD, level2=None), "column-missing") == [("error", "column-missing", "row.2.level2")]
    assert found(changed(ROAD, weight=None), "column-missing") == [("error", "column-missing", "row.2.weight")]
    assert found(changed(ROAD, target="≥12"), "column-missing") == [("warning", "column-missing", "row.2.unit")]
    assert found(changed(ROAD, target="≥12", unit="公里"), "column-missing") == []
    assert found(changed(ROAD, target=None), "missing-field") == [("error", "missing-field", "row.2.target")]
    assert found(changed(ROAD, name=None), "missing-field") == [("error", "missing-field", "row.2.name")]
    assert found(changed(DONE, target="12月底前", unit=None), "column-missing") == []


def test_a_rate_without_its_sign_is_guessed_but_not_changed() -> None:
    draft = changed(PLEASED, target="≥90")
    assert found(draft, "column-missing") == [("warning", "column-missing", "row.7.unit")]


def test_points_that_no_row_has_are_one_finding() -> None:
    rows = tuple(row("产出指标", "数量指标", f"道路硬化{i}里程", "≥1公里", "1") for i in range(3))
    bare = clean(rows=tuple(changed(i, clean(rows=rows), weight=None).rows[i] for i in range(3)))
    assert found(bare, "column-missing") == [("error", "column-missing", "weight")]
    assert "3条指标都没有填写分值" in said(bare, "column-missing")


def test_pieces_of_the_template_are_named_where_they_stand() -> None:
    assert found(clean(goal="请填写年度总体目标"), "placeholder-text") == [("error", "placeholder-text", "goal")]
    assert found(changed(ROAD, name="××里程"), "placeholder-text") == [("error", "placeholder-text", "row.2.name")]
    assert found(clean(goal="按计划"), "too-simple") == [("warning", "too-simple", "goal")]
