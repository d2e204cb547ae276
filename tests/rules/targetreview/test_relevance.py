"""相关性: indicators, goal and program speak of one thing."""

from __future__ import annotations

import pytest

from .builder import GOAL, MACHINES, PEOPLE, ROAD, changed, clean, found, row, said


@pytest.mark.parametrize(
    ("name", "function", "named"),
    [
        ("办公电脑数量", None, True),
        ("办公电脑数量", "负责全镇办公电脑管理", False),
        ("村道硬化长度", None, False),
        ("路面硬化面积", None, False),  # 硬化 is the goal's word
        ("数量", None, False),  # general words alone are name-general's matter
    ],
)
def test_a_task_that_nothing_speaks_of(name: str, function: str | None, named: bool) -> None:
    draft = clean(rows=changed(MACHINES, name=name).rows, function=function)
    assert found(draft, "indicator-unrelated") == ([("notice", "indicator-unrelated", "row.3.name")] if named else [])


def test_three_tasks_that_the_goal_does_not_mention_are_one_finding() -> None:
    names = ("办公电脑数量", "羊养殖数量", "苹果种植面积")
    draft = clean(rows=(*clean().rows, *(row("产出指标", "数量指标", name, "≥3个", "1") for name in names)))
    assert found(draft, "indicator-unrelated") == [("notice", "indicator-unrelated", "goal")]
    assert found(changed(MACHINES, name="办公电脑配备率", target="≥90%"), "indicator-unrelated") == []


def test_benefits_may_be_said_in_other_words() -> None:
    assert found(changed(PEOPLE, name="带动就业岗位"), "indicator-unrelated") == []
    assert found(clean(rows=changed(MACHINES, name="办公电脑数量").rows, goal=None), "indicator-unrelated") == []


@pytest.mark.parametrize(
    ("goal", "said_of"),
    [
        (GOAL, None),
        (GOAL.replace("方便", "新建蓄水池3座，方便"), "新建蓄水池3座"),
        (GOAL.replace("方便", "培训养护人员２００人次，方便"), "培训养护人员200人次"),
        (GOAL.replace("方便", "累计培训养护人员200人次，方便"), None),  # another span
        (GOAL.replace("方便", "覆盖3个行政村，方便"), None),  # nothing is done 3 times
        (GOAL.replace("12公里", "12000米"), None),  # the same in another unit
        (GOAL.replace("12公里", "15公里"), None),  # goal-conflict's matter
        (GOAL.replace("方便", "2026年完成建设，分2期实施，方便"), None),
    ],
)
def test_a_figure_of_the_goal_that_no_indicator_carries(goal: str, said_of: str | None) -> None:
    draft = clean(goal=goal)
    if said_of is None:
        assert found(draft, "goal-uncovered") == []
    else:
        assert found(draft, "goal-uncovered") == [("warning", "goal-uncovered", "goal")]
        assert said_of in said(draft, "goal-uncovered")


def test_several_figures_are_one_finding() -> None:
    draft = clean(goal="硬化示例村道路12公里，购置养护设备4台，新建蓄水池3座，栽植行道树500株，方便村民出行。")
    assert "2个数字没有对应的指标" in said(draft, "goal-uncovered")


def test_the_same_thing_with_another_number() -> None:
    draft = clean(goal=GOAL.replace("12公里", "15公里"))
    assert found(draft, "goal-conflict") == [("warning", "goal-conflict", "goal")]
    assert "（第2行指标值）" in said(draft, "goal-conflict")
    assert found(changed(ROAD, clean(goal=GOAL.replace("12公里", "15公里")), target="≥15公里", month_plan=()), "goal-conflict") == []
