"""A page and a form are one: same findings as the same content in Excel, cells merged, compared, asked for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengji.papers.layouts import Layout, layout_for, layout_of
from hengji.papers.reading import read_forms
from hengji.papers.workbook import open_workbook
from hengji.papers.writing.form import write_form
from hengji.rules.filling import (
    FUND_CELLS,
    ROW_CELLS,
    TOTAL,
    Cell,
    Place,
    Sheet,
    SheetFund,
    address,
    apply_cells,
    approved_of,
    asked,
    at_its_line,
    changes,
    goal_reached,
    may_be_typed,
    overlay,
    place_of,
    place_words,
    plain_typed,
    proposed,
    shown,
    source_of,
    stage_date,
    to_form,
    typed_of,
    where_to_mend,
    worded,
)
from hengji.rules.findings import Case, Finding, examine
from hengji.rules.forms import Cause, Form, FundSource, Kind, Likelihood
from hengji.rules.judgement import Judgement, Light, judge
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.rounds import REQUIRED
from hengji.rules.values import ActualKind

from .judging import COMMON
from .sheets import FUNDS, INDICATORS, JULY, D, sheet, sixty

Typed = dict[str, Any]
FULL: Typed = {
    "funds": {"l1": {"forecast": "300"}, "l2": {"executed": "60", "forecast": "100"}},
    "rows": {
        "k1": {"actual": "8公里", "forecast": "12.5公里", "likelihood": "certain"},
        "k2": {"actual": "100%", "forecast": "100%", "likelihood": "certain"},
        "k3": {"actual": "未到考核时点", "forecast": "2023年11月底", "likelihood": "certain"},
        "k4": {"actual": "17.6万元/公里", "forecast": "17.8", "likelihood": "certain"},
        "k5": {"actual": "2000人", "forecast": "2860人", "likelihood": "certain"},
        "k6": {"actual": "未到考核时点", "forecast": "92%", "likelihood": "certain"},
    },
}
"""A clean form."""


def judged(form: Form, of: Sheet) -> tuple[Judgement, tuple[Finding, ...]]:
    approved = approved_of(of)
    found = judge(form, COMMON, as_of=of.as_of, approved=approved)
    return found, examine(Case(form, found, COMMON, of.as_of, approved))


def with_cell(place: tuple[str, str, str], text: str, typed: Typed = FULL) -> Typed:
    merged, conflicts = apply_cells(typed, [Cell(*place, typed.get(place[0], {}).get(place[1], {}).get(place[2], ""), text)])
    assert not conflicts
    return merged


# ---- the page as a form


def test_a_clean_page_has_no_findings_and_is_judged_in_words() -> None:
    """(151.2 + 60) ÷ 400 = 52.80 %, ÷ 58.33 % = 0.905."""
    found, findings = judged(to_form(sheet(), FULL), sheet())
    assert findings == ()
    assert found.reasons[0] == "年度资金总额：执行211.20万元，占年初预算数400.00万元的52.80%，时间进度58.33%，进度比0.91，绿灯"
    assert found.verdict == "双达标"


def test_the_total_adds_up_what_every_line_has() -> None:
    total = to_form(sheet(), FULL).funds[0]
    assert (total.source, total.initial, total.executed, total.forecast) == (FundSource.TOTAL, D(4000000), D(2112000), D(4000000))
    lacking = to_form(sheet(), with_cell(("funds", "l2", "executed"), "")).funds[0]
    assert (lacking.initial, lacking.executed) == (D(4000000), None)
    typed = to_form(sheet(), {"funds": {TOTAL: {"forecast": "390"}, "l1": {"forecast": "300"}}}).funds[0]
    assert typed.forecast == D(3900000)


def test_what_the_treasury_tells_cannot_be_typed() -> None:
    form = to_form(sheet(), with_cell(("funds", "l1", "executed"), "999"))
    assert form.funds[1].executed == D(1512000)
    assert not may_be_typed(Place("funds", "l1", "executed"), sheet())
    assert may_be_typed(Place("funds", "l2", "executed"), sheet())
    assert not may_be_typed(Place("rows", "k9", "actual"), sheet())
    assert not may_be_typed(Place("rows", "k1", "target"), sheet())
    assert may_be_typed(Place("texts", "", "stage"), sheet())


def test_an_adjusted_line_makes_the_adjusted_budget_the_base() -> None:
    adjusted = sheet(funds=(FUNDS[0], replace(FUNDS[1], adjusted=D(1320000))))
    form = to_form(adjusted, FULL)
    assert (form.prescribed_base, form.funds[0].adjusted, approved_of(adjusted).adjusted) == ("adjusted", D(4320000), D(4320000))
    assert judged(form, adjusted)[1] == ()


def test_typed_values_are_read_as_in_excel() -> None:
    typed = with_cell(("rows", "k5", "actual"), "0.2万", with_cell(("rows", "k1", "actual"), "6.8.9公里"))
    rows = to_form(sheet(), typed).indicators
    assert rows[0].actual and rows[0].actual.kind is ActualKind.UNREADABLE
    assert rows[4].actual and (rows[4].actual.number, rows[4].actual.unit) == (D("0.2"), "万人")
    assert to_form(sheet(), with_cell(("funds", "l2", "forecast"), "0.01亿元")).funds[2].forecast == D(1000000)


def test_causes_and_likelihood_by_code_or_word() -> None:
    typed: Typed = {"rows": {"k1": {"causes": "other,funding", "likelihood": "有可能"}, "k2": {"explanation": "经费保障"}}}
    rows = to_form(sheet(), typed).indicators
    assert (rows[0].causes, rows[0].likelihood) == ((Cause.FUNDING, Cause.OTHER), Likelihood.POSSIBLE)
    assert (rows[1].causes, rows[1].explanation) == ((Cause.FUNDING,), None)


def test_a_secret_program_has_no_form() -> None:
    with pytest.raises(ValueError, match="涉密"):
        to_form(sheet(program="涉密项目"), {})


def test_an_overall_form_is_the_departments() -> None:
    form = to_form(sheet(kind=Kind.OVERALL_MONITORING, program="部门整体支出"), FULL)
    assert (form.program.name, form.program.unit, form.title) == ("示例县农村供水服务中心",) * 2 + ("部门整体支出绩效目标执行监控表",)


def test_sources_of_lines() -> None:
    assert source_of("general_public", "central") is FundSource.CENTRAL
    assert source_of("government_fund", "") is FundSource.GOVERNMENT_FUND
    assert source_of("unit_funds", "") is FundSource.OTHER


# ---- one engine: page and Excel

_VALUES = ("", "3公里", "12.5", "0", "70%", "无", "××", "未到考核时点", "12月底前完成", "10-12", "≥6", "18.6万元/公里", "1120人", "按计划",
           "已完成", "30亩", "125000000", "3 . 5", "—")  # fmt: skip
_CELLS: Mapping[str, tuple[str, ...]] = {
    "actual": _VALUES, "forecast": _VALUES, "causes": ("", "funding", "funding,other"),
    "explanation": ("", "正常", "雨季推迟开工，资金拨付较晚", "经费保障", "请填写原因"),
    "likelihood": ("", "certain", "possible", "impossible"),
    "measures": ("", "无", "增派班组，九月底前完成"), "remark": ("",),
}  # fmt: skip
_AMOUNTS = ("", "0", "21.6", "100", "99.999", "1000000", "不详", "-3", "432", "约90")


@st.composite
def typed_contents(draw: st.DrawFn) -> Typed:
    """Anything a unit may type into the page of ``sheet()``."""
    rows = {one.key: {column: draw(st.sampled_from(texts)) for column, texts in _CELLS.items()} for one in INDICATORS}
    funds = {
        "l1": {"forecast": draw(st.sampled_from(_AMOUNTS))},
        "l2": {column: draw(st.sampled_from(_AMOUNTS)) for column in ("executed", "forecast")},
    }
    return {"funds": funds, "rows": rows}


def through_excel(form: Form, layout: Layout) -> Form:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "监控表.xlsx"
        write_form(layout, form, path)
        forms, _ = read_forms(open_workbook(path), "监控表.xlsx")
    assert len(forms) == 1
    return forms[0]


def essence(findings: tuple[Finding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.code, finding.severity, finding.subject) for finding in findings}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed_contents(), st.sampled_from([Kind.MONITORING, Kind.TRANSFER_MONITORING, Kind.OVERALL_MONITORING]), st.booleans())
def test_page_and_excel_give_the_same_findings(typed: Typed, kind: Kind, adjusted: bool) -> None:
    funds = (FUNDS[0], replace(FUNDS[1], adjusted=D(1320000))) if adjusted else FUNDS
    page = sheet(kind=kind, funds=funds)
    form = to_form(page, typed)
    read = through_excel(form, layout_of(form))
    assert [row.adjusted for row in read.funds] == [row.adjusted for row in form.funds]
    (own, own_findings), (other, other_findings) = judged(form, page), judged(read, page)
    assert essence(own_findings) == essence(other_findings)
    assert [one.light for one in own.indicators] == [one.light for one in other.indicators]
    assert (own.execution.rate, own.overall, own.verdict) == (other.execution.rate, other.overall, other.verdict)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed_contents())
def test_what_excel_holds_is_typed_the_same_and_overlaying_it_changes_nothing(typed: Typed) -> None:
    read = through_excel(to_form(sheet(), typed), layout_for(Kind.MONITORING))
    taken = typed_of(read, sheet())
    assert [
        (change.words, change.before, change.after) for change in changes(typed_of(to_form(sheet(), typed), sheet()), taken, sheet())
    ] == []
    assert overlay(read, sheet(), taken) == read


# ---- typed content


texts = st.text("a1无√√，", max_size=3)
contents = st.fixed_dictionaries(
    {
        "funds": st.dictionaries(
            st.sampled_from(["l1", "l2"]),
            st.dictionaries(st.sampled_from(["forecast", "explanation"]), st.sampled_from(["", "30", "41", "无"]), max_size=2),
            max_size=2,
        ),
        "rows": st.dictionaries(
            st.sampled_from([one.key for one in INDICATORS]),
            st.dictionaries(st.sampled_from(["actual", "forecast", "explanation", "measures", "remark"]), texts, max_size=5),
            max_size=6,
        ),
        "texts": st.dictionaries(st.sampled_from(["stage", "stage_on", "implementation", "goal_actual", "head"]), texts, max_size=5),
    }
)


@given(contents)
def test_typed_of_a_pages_form_is_what_was_typed(typed: Typed) -> None:
    assert plain_typed(typed_of(to_form(sheet(), typed), sheet())) == plain_typed(typed)


@given(contents, contents)
def test_changes_are_empty_exactly_where_nothing_differs(before: Typed, after: Typed) -> None:
    found = changes(before, after, sheet())
    assert (found == ()) == (plain_typed(before) == plain_typed(after))
    merged, conflicts = apply_cells(plain_typed(before), [Cell(*one.place, seen=one.before, text=one.after) for one in found])
    assert not conflicts
    assert plain_typed(merged) == plain_typed(after)


cells = st.builds(
    Cell,
    part=st.just("rows"),
    row=st.sampled_from([one.key for one in INDICATORS]),
    column=st.sampled_from(ROW_CELLS),
    seen=st.just(""),
    text=st.text("甲乙1", max_size=2),
)


@given(st.lists(cells, unique_by=lambda cell: cell.place), st.randoms(use_true_random=False))
def test_independent_cells_merge_in_any_order(sent: list[Cell], random: Any) -> None:
    shuffled = random.sample(sent, len(sent))
    one, none = apply_cells({}, sent)
    other, nothing = apply_cells({}, shuffled)
    assert (one, none, nothing) == (other, (), ())
    assert apply_cells(one, sent) == (one, ())


def test_a_cell_somebody_else_changed_is_a_conflict_and_stays() -> None:
    typed: Typed = {"rows": {"k1": {"actual": "7"}}, "texts": {"stage": "开工"}}
    sent = [Cell("rows", "k1", "actual", "6", "8"), Cell("rows", "k1", "forecast", "", "12"), Cell("texts", "", "stage", "招采", "开工")]
    merged, conflicts = apply_cells(typed, sent)
    assert merged["rows"] == {"k1": {"actual": "7", "forecast": "12"}}
    assert [(one.cell.column, one.current) for one in conflicts] == [("actual", "7")]
    assert typed == {"rows": {"k1": {"actual": "7"}}, "texts": {"stage": "开工"}}


def test_a_cleared_cell_leaves_nothing_behind() -> None:
    merged, _ = apply_cells({"rows": {"k1": {"actual": "7"}}}, [Cell("rows", "k1", "actual", "7", "")])
    assert merged["rows"] == {}


@pytest.mark.parametrize(
    "cell", [Cell("rows", "k1", "target", "", "9"), Cell("pages", "k1", "actual", "", "9"), Cell("funds", "l1", "initial", "", "9")]
)
def test_sealed_columns_are_refused(cell: Cell) -> None:
    with pytest.raises(ValueError, match=cell.column):
        apply_cells({}, [cell])


def test_changes_speak_in_words() -> None:
    after = with_cell(("rows", "k1", "likelihood"), "possible", with_cell(("rows", "k1", "causes"), "funding,other"))
    assert [(one.words, one.before, one.after) for one in changes(FULL, after, sheet())] == [
        ("第1行“新建供水管网长度”的偏差原因", "", "经费保障、其他"),
        ("第1行“新建供水管网长度”的完成目标可能性", "确定能", "有可能"),
    ]
    assert shown("actual", "certain") == "certain"
    assert changes({"funds": {"l1": {"forecast": "300.00"}}}, {"funds": {"l1": {"forecast": "0.03亿元"}}}, sheet()) == ()


# ---- an Excel form taken in


def test_a_paper_that_differs_from_the_treasury_is_a_contest_without_a_reason() -> None:
    told = sheet(funds=(FUNDS[0], replace(FUNDS[1], executed=D(600000), told=True)))
    paper = through_excel(to_form(sheet(), with_cell(("funds", "l2", "executed"), "66")), layout_for(Kind.MONITORING))
    taken = typed_of(paper, told)
    assert taken["funds"]["l2"] == {"forecast": "100", "contest": "66"}
    found = [one for one in asked(told, taken, Emphasis.HINT, form=paper) if one.code == "executed-contested"]
    assert [(one.severity, one.cell) for one in found] == [("warning", "funds/l2/contest_why")]


def test_typing_over_an_excel_form_keeps_its_cells() -> None:
    paper = through_excel(to_form(sheet(), FULL), layout_for(Kind.MONITORING))
    typed = with_cell(("rows", "k1", "actual"), "3公里", with_cell(("funds", "l2", "forecast"), "90", typed_of(paper, sheet())))
    form = overlay(paper, sheet(), typed)
    row = form.indicators[0]
    assert row.actual and (row.actual.number, row.cells["actual"], row.target) == (
        D(3),
        paper.indicators[0].cells["actual"],
        paper.indicators[0].target,
    )
    assert (form.funds[0].forecast, form.funds[2].forecast) == (D(3900000), D(900000))
    assert form.indicators[1:] == paper.indicators[1:]
    assert {one.code for one in judged(form, sheet())[1]} == {"deviation-unexplained", "behind-target"}
    assert overlay(form, sheet(), typed_of(form, sheet())) == form


def test_an_indicator_the_paper_left_out_can_be_typed_on_the_page() -> None:
    paper = through_excel(to_form(sheet(indicators=INDICATORS[:5]), FULL), layout_for(Kind.MONITORING))
    assert "target-changed" in {one.code for one in judged(paper, sheet())[1]}
    typed = with_cell(("rows", "k6", "actual"), "未到考核时点", typed_of(paper, sheet()))
    assert "target-changed" not in {one.code for one in judged(overlay(paper, sheet(), typed), sheet())[1]}


def test_a_paper_in_yuan_is_typed_in_wan() -> None:
    paper = to_form(sheet(), FULL)
    rows = tuple(replace(row, texts={**row.texts, "forecast": "1000000"}, cells={}) for row in paper.funds)
    taken = typed_of(replace(paper, funds=rows, amount_unit=D(1)), sheet())
    assert taken["funds"]["l2"]["forecast"] == "100"


# ---- places


@given(st.sampled_from(["funds", "rows", "texts"]), st.text("k1-甲", max_size=6), st.sampled_from([*FUND_CELLS, *ROW_CELLS]))
def test_an_address_leads_back_to_its_place(part: str, row: str, column: str) -> None:
    assert place_of(address(part, row, column)) == Place(part, row, column)


def test_places_in_words() -> None:
    assert place_of("D14") is None
    assert place_of(None) is None
    assert place_words(Place("rows", "k1", "actual"), sheet()) == "第1行“新建供水管网长度”的1-7月执行情况"
    assert place_words(Place("funds", "l2", "forecast"), sheet()) == "“县级配套资金”的全年预计执行数"
    assert place_words(Place("funds", TOTAL, "executed"), sheet()) == "“年度资金总额”的1-7月执行数"
    assert place_words(Place("texts", "", "implementation"), sheet()) == "组织实施情况"


def test_a_fault_in_the_row_of_sums_names_where_it_is_mended() -> None:
    """Nobody types in the sums: the remedy names the lines that can be filled, or says whose figure it is."""
    total = Place("funds", TOTAL, "executed")
    assert where_to_mend(total, sheet()) == "合计由各行相加，请在“县级配套资金”行填写执行数。"
    told = replace(sheet(), funds=tuple(replace(line, told=True, executed=D(1)) for line in sheet().funds))
    assert "不用填" in where_to_mend(total, told) and "异议" in where_to_mend(total, told)
    assert where_to_mend(Place("funds", TOTAL, "forecast"), sheet()) == "", "of several lines the sum may be typed for all together"
    alone = replace(sheet(), funds=sheet().funds[:1])
    assert f"请在“{alone.funds[0].label}”行填写" in where_to_mend(Place("funds", TOTAL, "forecast"), alone)
    assert "指标文" in where_to_mend(Place("funds", TOTAL, "initial"), sheet())
    assert where_to_mend(Place("funds", "l2", "executed"), sheet()) == where_to_mend(Place("rows", "k1", "actual"), sheet()) == ""


def test_sentences_of_a_page_hold_no_addresses() -> None:
    _, findings = judged(to_form(sheet(), {"rows": {"k1": {"actual": "9", "forecast": "8"}}}), sheet())
    said = [worded(one, sheet()) for one in findings]
    assert len({one.code for one in said}) > 2
    assert not [one.message for one in said if "rows/" in one.message or "funds/" in one.message]
    assert "“新建供水管网长度”全年预计完成“8”小于目前已完成的“9”（第1行1-7月执行情况）" in " ".join(one.message for one in said)


def test_many_blanks_of_a_column_are_told_by_the_numbers_of_their_rows() -> None:
    _, findings = judged(to_form(sheet(), {"rows": {"k2": {"actual": "100%"}}}), sheet())
    said = [worded(one, sheet()).message for one in findings if one.code == "missing-field"]
    assert "“1-7月执行情况”一栏有5处未填写：第1、3—6行。" in said
    [marked] = [one for one in findings if "执行情况”一栏" in one.message]
    noted = replace(marked, message=f"{marked.message}（仅作提示）")
    assert worded(noted, sheet()).message == "“1-7月执行情况”一栏有5处未填写：第1、3—6行。（仅作提示）"


def test_a_blank_in_the_sum_of_one_line_is_that_lines() -> None:
    """Nobody types in the sum of a single line: what is missing is named where it can be typed.  Of two lines the sum may be typed."""
    alone = sheet(funds=FUNDS[:1])
    [blank] = [one for one in judged(to_form(alone, {}), alone)[1] if one.cell == "funds/total/forecast"]
    moved = at_its_line(blank, alone)
    assert (moved.cell, moved.subject) == ("funds/l1/forecast", "中央衔接资金")
    assert worded(moved, alone).message == "“中央衔接资金”的“全年预计执行数”未填写。"
    [sums] = [one for one in judged(to_form(sheet(), {}), sheet())[1] if one.cell == "funds/total/forecast"]
    assert at_its_line(sums, sheet()) is sums


# ---- what may be taken over


LAST: Typed = {
    "funds": {"l1": {"forecast": "290"}, "l2": {"forecast": "120"}, TOTAL: {"forecast": "400"}},
    "rows": {"k1": {"actual": "5", "forecast": "12"}},
    "texts": {"stage": "开工", "stage_on": "2023-03-20", "implementation": "截至6月底已完成招标", "management": "专账核算，按计量支付",
              "head": "王示例", "goal_actual": "截至6月底已完成5公里"},
}  # fmt: skip


def test_what_is_proposed_comes_from_last_round_and_the_target() -> None:
    found = proposed(sheet(), LAST, "截至7月底，新建供水管网长度8公里。")
    assert found["funds"] == {"l1": {"forecast": "290"}, TOTAL: {"forecast": "400"}}, "120 is more than line l2 has"
    assert {key: cells["forecast"] for key, cells in found["rows"].items()} == {
        "k1": "12", "k2": "100", "k3": "2023年11月底前", "k4": "18", "k5": "2860", "k6": "90",
    }  # fmt: skip
    texts = {"stage": "开工", "stage_on": "2023-03-20", "management": "专账核算，按计量支付", "head": "王示例"}
    assert found["texts"][""] == {**texts, "goal_actual": "截至7月底，新建供水管网长度8公里。"}, "a text of its own time is not proposed"
    spent = replace(FUNDS[0], executed=D(2950000))
    assert "l1" not in proposed(sheet(funds=(spent, FUNDS[1])), LAST)["funds"], "more is spent than was foretold"
    assert proposed(sheet(indicators=()), {}) == {"funds": {}, "rows": {}, "texts": {"": {}}}


def test_the_goal_is_told_by_amounts_of_work_and_money() -> None:
    form = to_form(sheet(), FULL)
    assert goal_reached(form, D(2112000), D("0.528")) == (
        "截至7月底，新建供水管网长度8公里、受益人口2000人；资金执行211.2万元，执行率52.80%。"
    )
    assert goal_reached(to_form(sheet(), {}), D(2112000), D("0.528")) == "", "nothing is known yet"


# ---- what a round asks


CORRECT = sheet(required=frozenset(REQUIRED[Emphasis.CORRECT]))


def codes(found: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(one.code, one.cell) for one in found]


def test_hint_asks_nothing_beyond_the_form() -> None:
    assert asked(sheet(), FULL, Emphasis.HINT) == ()
    assert codes(asked(sheet(), FULL, Emphasis.HINT, submitting=True)) == [("truth-unconfirmed", "texts//head")]


def test_correct_asks_stage_work_and_money() -> None:
    lacking = ["texts//goal_actual", "texts//implementation", "texts//management", "texts//stage", "texts//stage_on"]
    assert [one.cell for one in asked(CORRECT, FULL, Emphasis.CORRECT)] == lacking
    told: Typed = {
        "stage": "开工",
        "stage_on": "2023-06-20",
        "implementation": "已完成管沟开挖六公里",
        "management": "正常",
        "head": "王示例",
        "goal_actual": "已完成管网8公里",
    }
    found = asked(CORRECT, {**FULL, "texts": told}, Emphasis.CORRECT, submitting=True)
    assert [(one.cell, one.severity) for one in found] == [("texts//management", "warning")]


@pytest.mark.parametrize(
    ("stage", "on", "cells"),
    [
        ("未启动", "", []),
        ("验收", "6月", []),
        ("验收", "2023-08-15", ["texts//stage_on"]),
        ("收尾", "2023-06-20", ["texts//stage"]),
        ("开工", "不久前", ["texts//stage_on"]),
    ],
)
def test_a_stage_is_one_of_the_list_and_dated(stage: str, on: str, cells: list[str]) -> None:
    typed: Typed = {"texts": {"stage": stage, "stage_on": on}}
    assert [one.cell for one in asked(sheet(required=frozenset({"stage", "stage_on"})), typed, Emphasis.HINT)] == cells


def test_a_changed_budget_is_explained_where_the_round_asks() -> None:
    asking = frozenset({"adjustment_reason"})
    adjusted = sheet(required=asking, funds=(FUNDS[0], replace(FUNDS[1], adjusted=D(1320000))))
    assert codes(asked(adjusted, FULL, Emphasis.HINT)) == [("emphasis-field", "texts//adjustment_reason")]
    assert asked(sheet(required=asking), FULL, Emphasis.HINT) == ()


def doubted(column: str, text: str) -> list[str]:
    typed = with_cell(("rows", column, "actual"), text)
    form = to_form(sheet(), typed)
    judgement, found = judged(form, sheet())
    named = [one.cell for one in found if one.cell and one.code != "over-target"]
    return [one.message for one in asked(sheet(), typed, Emphasis.HINT, form=form, judgement=judgement, named=named)]


def test_a_figure_that_can_hardly_be_is_asked_about() -> None:
    assert doubted("k1", "124") == [], "9.92 times the target: it may be"
    assert doubted("k1", "125") == ["“新建供水管网长度”年度指标值“≥12.5公里”，填报“125”，是年度指标值的10倍，疑为数字或计量单位填错。"]
    assert doubted("k6", "100") == [] and "不会超过100%" in doubted("k6", "9200")[0]
    assert doubted("k4", "178") == [], "a limit passed is red and says so itself"


def test_a_number_of_the_goals_text_that_its_cell_does_not_have_any_more() -> None:
    def told(text: str) -> list[str]:
        found = asked(sheet(), {**FULL, "texts": {"goal_actual": text}}, Emphasis.HINT)
        return [one.message for one in found if (one.code, one.cell) == ("goal-stale", "texts//goal_actual")]

    assert told("已新建供水管网8公里，受益人口2000人。") == told("年度目标为新建供水管网12.5公里。") == told("") == []
    assert told("累计新建供水管网8000米。") == [], "the same in another unit"
    [said] = told("已新建供水管网7.5公里，受益人口2000人。")
    assert said.startswith("“年度总体目标完成情况”写7.5公里，指标“新建供水管网长度”填报“8公里”")


def test_stage_dates() -> None:
    assert stage_date("6月", 2023) == date(2023, 6, 30)
    assert stage_date("2023年6月20日", 2023) == date(2023, 6, 20)
    assert stage_date("不久前", 2023) is None


def test_a_lagging_indicator_needs_its_measures() -> None:
    typed = with_cell(("rows", "k1", "explanation"), "雨季推迟开工", with_cell(("rows", "k1", "actual"), "3公里"))
    form = to_form(sheet(), typed)
    judgement, _ = judged(form, sheet())
    assert judgement.indicators[0].light is Light.RED
    found = asked(sheet(required=frozenset({"measures"})), typed, Emphasis.HINT, form=form, judgement=judgement)
    assert codes(found) == [("emphasis-field", "rows/k1/measures")]
    assert not asked(
        sheet(required=frozenset({"measures"})), typed, Emphasis.HINT, form=form, judgement=judgement, named=["rows/k1/measures"]
    )
    mended = with_cell(("rows", "k1", "measures"), "增派班组", typed)
    assert not asked(sheet(required=frozenset({"measures"})), mended, Emphasis.HINT, form=form, judgement=judgement)


def test_drive_asks_every_line_and_every_indicator() -> None:
    typed = {"funds": {"l1": {"forecast": "三百"}}, "rows": {"k1": {"likelihood": "certain"}}}
    found = [one.cell for one in asked(sheet(), typed, Emphasis.DRIVE)]
    assert found == ["funds/l1/forecast", "funds/l2/forecast", *(f"rows/k{n}/likelihood" for n in range(2, 7))]
    paper = through_excel(to_form(sheet(), FULL), layout_for(Kind.MONITORING))
    on_paper = [one.cell for one in asked(sheet(), typed, Emphasis.DRIVE, form=paper)]
    assert on_paper[0] == paper.funds[1].cells["forecast"]


def test_a_contest_is_a_notice_with_its_reason() -> None:
    typed = {"funds": {"l1": {"contest": "181.2", "contest_why": "7月28日一笔30万元尚未入账"}}}
    found = asked(sheet(), typed, Emphasis.HINT)
    assert [(one.severity, one.message) for one in found] == [
        (
            "notice",
            "单位对“中央衔接资金”的执行数有异议：国库支付数据为151.20万元，单位认为应为181.20万元，理由：7月28日一笔30万元尚未入账。",
        )
    ]
    assert [one.severity for one in asked(sheet(), {"funds": {"l1": {"contest_why": "不对"}}}, Emphasis.HINT)] == ["warning"]


# ---- speed


def test_sixty_indicators_are_judged_and_examined_within_the_bar() -> None:
    """10 ms of CPU on the measuring machine; measured here with room for a busy one."""
    page, typed = sixty()
    approved = approved_of(page)

    def once() -> float:
        start = time.process_time()
        form = to_form(page, typed)
        judgement = judge(form, COMMON, as_of=JULY, approved=approved)
        found = examine(Case(form, judgement, COMMON, JULY, approved))
        assert len(found) > 10
        return time.process_time() - start

    once()
    assert min(once() for _ in range(5)) < 0.03


def test_lines_know_their_dates() -> None:
    dated = sheet(
        funds=(
            SheetFund("l1", FundSource.CENTRAL, "中央", D(100), executed=D(50), told=True, issued=date(2023, 4, 1), ends=date(2023, 9, 30)),
        )
    )
    row = to_form(dated, {}).funds[1]
    assert (row.issued, row.ends) == (date(2023, 4, 1), date(2023, 9, 30))
