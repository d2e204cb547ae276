"""target-changed: not as it was approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hengji.rules.forms import IndicatorRow

from .builder import GOAL, approved_of, brief, clean, clean_rows, found, row, with_row

CODE = "target-changed"


def changed(new: IndicatorRow) -> list[tuple[str, str, str | None]]:
    form = with_row(clean(), 0, new=new)
    findings = found(form, CODE, approved=approved_of(clean()))
    assert all("与所附批复不一致，如已按程序调整请附批文" in one.message for one in findings)
    return brief(findings)


def test_another_value_operator_or_unit_is_an_error_at_the_target() -> None:
    for target in ("≥10公里", "≤12公里", "≥12个"):
        assert changed(row("道路硬化里程", target, "7.5公里", line=12)) == [("error", "道路硬化里程", "E12")], target


@pytest.mark.parametrize("target", ["≥12公里", "不低于12公里", "12公里以上", "１２公里", "12公里", "≥12000米"])
def test_the_same_target_written_otherwise(target: str) -> None:
    assert changed(row("道路硬化里程", target, "7.5公里", line=12)) == []


@pytest.mark.parametrize("name", ["1.道路硬化里程", "道路硬化里程（公里）", "道路 硬化里程", "“道路硬化”里程"])
def test_the_same_name_written_otherwise(name: str) -> None:
    assert changed(row(name, "≥12公里", "7.5公里", line=12)) == []


def test_renamed_is_said_once() -> None:
    assert changed(row("村道硬化长度", "≥12公里", "7.5公里", line=12)) == [("error", "村道硬化长度", "D12")]


def test_missing_and_added() -> None:
    other = row("示例广场路灯", "≥30盏", "20盏", line=20, level1="效益指标", level2="生态效益指标")
    form = clean(indicators=(*clean_rows()[1:], other))
    assert brief(found(form, CODE, approved=approved_of(clean()))) == [("error", "示例广场路灯", "D20"), ("error", "道路硬化里程", None)]


def test_two_rows_of_one_name_are_told_apart_by_their_target() -> None:
    rows = (row("年度采购数量", "≥10台", "6台", line=12), row("年度采购数量", "≥2条", "1条", line=13), *clean_rows()[5:])
    form = clean(indicators=rows)
    swapped = clean(indicators=(rows[1], rows[0], *rows[2:]))
    assert found(swapped, CODE, approved=approved_of(form)) == []


def test_weight_only_where_the_form_prints_it() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "7.5公里", line=12, weight="20"))
    approved = approved_of(clean())
    heavier = replace(
        approved, indicators=(replace(approved.indicators[0], weight=form.indicators[0].weight * 2), *approved.indicators[1:])
    )
    assert found(form, CODE, approved=heavier) == []
    printed = replace(form, columns=form.columns | {"indicator.weight"})
    assert brief(found(printed, CODE, approved=heavier)) == [("error", "道路硬化里程", "P12")]


@pytest.mark.parametrize(
    ("goal", "changes"),
    [
        (GOAL, 0),
        (GOAL.replace("，", ", ").replace("12", "１２"), 0),
        ("1." + GOAL, 0),
        (GOAL.replace("12", "10"), 1),
        ("建成示例文化广场12处、书屋4间，丰富群众业余文化生活。", 1),
    ],
)
def test_the_goal_by_its_numbers_and_its_words(goal: str, changes: int) -> None:
    assert len(found(clean(goal=goal), CODE, approved=approved_of(clean()))) == changes


def test_nothing_approved_nothing_compared() -> None:
    assert found(clean(), CODE) == []
