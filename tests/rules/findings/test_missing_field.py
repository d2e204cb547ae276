"""missing-field: required cells that are blank."""

from __future__ import annotations

from dataclasses import replace

from hengji.rules.forms import Kind, Leftover, Program

from .builder import approved_of, brief, clean, clean_rows, evaluated, found, row, with_fund, with_row

CODE = "missing-field"


def test_a_blank_actual_is_an_error_at_its_cell() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", None, line=12))
    assert brief(found(form, CODE)) == [("error", "道路硬化里程", "F12")]


def test_after_the_year_nothing_is_not_due() -> None:
    blank = with_row(evaluated(), 0, new=row("道路硬化里程", "≥12公里", None, line=12, weight="50", stated_score="50", likelihood=None))
    (finding,) = found(blank, CODE)
    assert finding.fix.endswith("确无法填写的，请写明原因。")
    (finding,) = found(with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", None, line=12)), CODE)
    assert "未到考核时点" in finding.fix


def test_head_and_total_row() -> None:
    form = with_fund(clean(program=Program(None, "X001", None, None), goal=None), 0, forecast="")
    assert brief(found(form, CODE)) == [
        ("error", "项目名称", "D2"),
        ("error", "实施单位", "L3"),
        ("error", "年度总体目标", "D9"),
        ("error", "年度资金总额", "J6"),
    ]


def test_a_not_due_word_is_no_blank_and_parts_of_the_funds_are_not_asked() -> None:
    form = with_fund(with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "未到考核时点", line=12)), 1, forecast="")
    assert found(form, CODE) == []


def test_a_column_the_layout_does_not_have_is_not_missing() -> None:
    form = clean()
    form = replace(form, columns=form.columns - {"indicator.likelihood", "head.goal"}, goal=None)
    rows = tuple(replace(one, likelihood=None) for one in form.indicators)
    assert found(replace(form, indicators=rows), CODE) == []


def test_five_blanks_of_one_column_are_one_finding_that_lists_the_cells() -> None:
    rows = tuple(replace(one, actual=None, texts={k: v for k, v in one.texts.items() if k != "actual"}) for one in clean_rows()[:5])
    (finding,) = found(clean(indicators=rows), CODE)
    assert finding.subject == "执行情况" and finding.cell == "F12"
    assert "F12、F13、F14、F15、F16" in finding.message and "5处" in finding.message


def test_a_part_needs_only_target_and_actual_and_an_unused_row_nothing() -> None:
    part = row("其一里程", "≥8公里", "5公里", "", line=20, parent="道路硬化里程", likelihood=None)
    rest = row("其二里程", "≥4公里", "2.5公里", "", line=21, parent="道路硬化里程", likelihood=None)
    unused = row(None, None, None, "", line=22, likelihood=None)
    assert found(clean(indicators=(*clean_rows(), part, rest, unused)), CODE) == []


def test_a_self_evaluation_asks_for_score_and_either_budget() -> None:
    form = with_row(evaluated(), 0, new=row("道路硬化里程", "≥12公里", "12公里", line=12, weight="50", likelihood=None))
    assert brief(found(form, CODE)) == [("error", "道路硬化里程", "Q12")]
    assert found(with_fund(evaluated(), 0, initial=""), CODE) == []


def test_a_declaration_asks_for_name_amount_goal_and_targets_only() -> None:
    form = clean(kind=Kind.TARGET_DECLARATION, program=Program("示例项目"))
    rows = tuple(replace(one, actual=None, forecast=None, likelihood=None) for one in clean_rows())
    assert found(replace(form, indicators=rows), CODE) == []


def test_a_prompt_that_stands_in_the_cell_is_named_as_a_prompt() -> None:
    form = clean(goal=None, leftovers=(Leftover("请填写年度目标", "D9", False),))
    assert found(form, CODE) == []


def test_a_cell_that_the_approved_target_speaks_of_is_target_changed() -> None:
    blank = with_row(clean(), 0, new=row("道路硬化里程", None, "7.5公里", "", line=12))
    findings = found(blank, approved=approved_of(clean()))
    assert [(one.code, one.cell) for one in findings if one.cell == "E12"] == [("target-changed", "E12")]
