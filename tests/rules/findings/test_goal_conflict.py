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
        ("建设高标准农田0.8万亩，其中新建0.5万亩、改造提升0.4万亩。", 1),
        ("建设高标准农田0.8万亩。其中新建0.5万亩、改造提升0.4万亩。", 1),
        ("建设高标准农田０．８万亩，其中新建５０００亩和改造提升３０００亩。", 0),
        ("建设高标准农田０．８万亩，其中新建５０００亩和改造提升４０００亩。", 1),
        ("出栏生猪1.2万头，其中一季度0.5万头、二季度0.8万头。", 1),
        ("出栏生猪1.2万头，其中一季度0.2万头、二季度0.4万头。", 0),  # only some of the parts
        ("修渠12公里，其中东段5公里、西段7公里，清淤3公里。", 0),
        ("修渠12公里，其中东段5公里，西段6公里，清淤3公里。", 1),
        ("修渠12公里，其中东段2公里，西段3公里，清淤9公里。", 0),  # the last is another task
        ("办班4期，其中线上1期、线下2期，观摩3期。", 0),
        ("共办班4期，其中线上2期、线下2期，培训600人次。", 0),
        ("共实施15个项目，其中：年初安排8个，年中追加8个。", 1),
        ("共实施16个项目，其中：年初安排8个，年中追加8个。", 0),
        ("出栏生猪1.2万头，其中一季度0.5万头、二季度0.8万头，良种覆盖率95%以上。", 1),
        ("覆盖12个村，其中甲乡、乙乡各7个村、丙乡3个村。", 0),
    ],
)
def test_parts_that_do_not_make_the_whole(goal: str, faults: int) -> None:
    assert len(found(clean(goal=goal), CODE)) == faults


def test_what_was_approved_so_goes_to_the_reviewer() -> None:
    form = clean(goal=GOAL.replace("12公里", "15公里"))
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert (finding.severity, finding.addressee) == ("notice", "target-reviewer")


def test_the_number_before_its_parts_is_held_against_the_indicator() -> None:
    goal = GOAL.replace("12公里", "15公里，其中东段8公里、西段7公里")
    assert brief(found(clean(goal=goal), CODE)) == [("warning", "年度总体目标", "D9")]
    assert found(clean(goal=goal.replace("15", "12").replace("8公里", "5公里")), CODE) == []


def test_full_width_figures_are_figures() -> None:
    assert found(clean(goal=GOAL.replace("12公里", "１２．０公里")), CODE) == []
    assert found(clean(goal=GOAL.replace("12公里", "１２．５公里")), CODE)
