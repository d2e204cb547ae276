"""direction-conflict: a sign against its sense."""

from __future__ import annotations

import pytest

from .builder import approved_of, brief, clean, found, row, with_row

CODE = "direction-conflict"


def test_against_the_stated_direction() -> None:
    form = with_row(clean(), 1, new=row("购置养护设备数量", "≤4台", "3台", line=13, direction="正向"))
    assert brief(found(form, CODE)) == [("warning", "购置养护设备数量", "E13")]


def test_cost_with_a_floor_and_a_good_rate_with_a_ceiling() -> None:
    cost = with_row(clean(), 4, new=row("项目总成本", "≥120万元", "120万元", line=16, level2="成本指标"))
    liked = with_row(clean(), 6, new=row("村民满意度", "≤90%", "88%", line=18, level1="满意度指标"))
    assert brief(found(cost, CODE)) == [("warning", "项目总成本", "E16")]
    assert brief(found(liked, CODE)) == [("warning", "村民满意度", "E18")]


def test_more_than_everything_is_a_notice() -> None:
    form = with_row(clean(), 2, new=row("工程验收合格率", "≥100%", "100%", line=14, level2="质量指标"))
    assert brief(found(form, CODE)) == [("notice", "工程验收合格率", "E14")]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("农民收入增长率", "≥100%"),
        ("生活补助标准", "≥600元"),
        ("合格率", "100%"),
        ("节约成本", "≥10万元"),
        ("新建示范点数量", "≤4个"),
        ("成本控制率", "≤100%"),
    ],
)
def test_what_agrees_or_prints_no_sign(name: str, target: str) -> None:
    assert found(with_row(clean(), 4, new=row(name, target, None, level2="成本指标")), CODE) == []


def test_what_was_approved_so_goes_to_the_reviewer_as_a_notice() -> None:
    form = with_row(clean(), 4, new=row("项目总成本", "≥120万元", "120万元", line=16, level2="成本指标"))
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert (finding.severity, finding.addressee) == ("notice", "target-reviewer")
