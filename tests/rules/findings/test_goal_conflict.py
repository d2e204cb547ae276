"""goal-conflict: the goal against the indicators, and against itself."""

from __future__ import annotations

import pytest

from .builder import GOAL, approved_of, brief, clean, found, row, with_row

CODE = "goal-conflict"


def test_another_number_for_the_same_thing_in_the_same_unit() -> None:
    assert brief(found(clean(goal=GOAL.replace("12公里", "15公里")), CODE)) == [("warning", "年度总体目标", "D9")]


def test_most_of_the_name_is_enough_where_nothing_else_has_that_unit() -> None:
    form = with_row(clean(goal="全年清运垃圾5250吨，村容村貌整洁。"), 0, new=row("清运生活垃圾", "≥4200吨", "3000吨", line=12))
    assert len(found(form, CODE)) == 1
    people = with_row(clean(goal="举办技术培训500人次，提高技能。"), 0, new=row("技术培训期数", "≥10期", "7期", line=12))
    assert found(people, CODE) == []


@pytest.mark.parametrize(
    "goal",
    [
        GOAL,
        GOAL.replace("12公里", "12000米"),
        "三年累计硬化道路36公里，购置养护设备4台。",
        "硬化道路东段5公里、西段7公里，购置养护设备。",
        "2023年完成示例村道路建设，受益3个村。",
        "完成主体工程70%，方便村民出行。",
    ],
)
def test_what_agrees_or_may_mean_something_else(goal: str) -> None:
    assert found(clean(goal=goal), CODE) == []


@pytest.mark.parametrize(
    ("goal", "faults"),
    [
        ("项目共安排资金90万元，其中：30万元用于编制，30万元用于审计，29万元用于设计。", 1),
        ("项目共安排资金90万元，其中：30万元用于编制，30万元用于审计，30万元用于设计。", 0),
        ("共培训村民500人次，其中：甲村100人次，乙村120人次。", 0),
        ("共培训村民100人，其中：女性60人，少数民族50人。", 0),
    ],
)
def test_parts_that_do_not_make_the_whole(goal: str, faults: int) -> None:
    assert len(found(clean(goal=goal), CODE)) == faults


def test_what_was_approved_so_goes_to_the_reviewer() -> None:
    form = clean(goal=GOAL.replace("12公里", "15公里"))
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert (finding.severity, finding.addressee) == ("notice", "target-reviewer")
