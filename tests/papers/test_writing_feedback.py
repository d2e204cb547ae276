"""Feedback sheets: one a unit that has to answer something, faults with cell and remedy, a short text for a chat."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.builders import examined, example_round, finding, form, round_of
from tests.rules import selfevaluations as evaluations

from hengji.papers.writing.feedback import CHAT_MOST, Feedback, _cut, chat_text, feedback, feedback_files, write_one
from hengji.papers.writing.listing import Mould, Paper
from hengji.papers.writing.problems import problems
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.forms import Kind
from hengji.rules.results import Decision, Missing, RoundResult

ERROR, NOTICE = Severity.ERROR, Severity.NOTICE


def texts_of(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def write_feedback(result: RoundResult, folder: Path) -> list[Path]:
    return [write_one(item, result, path) for item, path in feedback_files(result, folder)]


def sheets(result: RoundResult, folder: Path) -> dict[str, Any]:
    return {path.stem: openpyxl.load_workbook(path) for path in write_feedback(result, folder / "反馈单")}


def test_one_sheet_for_every_unit_that_has_to_answer(tmp_path: Path) -> None:
    books = sheets(example_round(), tmp_path)
    assert list(books) == ["北原乡人民政府", "青石镇人民政府", "南坪乡人民政府"]
    assert all(book.sheetnames == ["反馈单", "微信文本"] for book in books.values())


def test_faults_stand_with_project_cell_words_and_remedy_errors_first(tmp_path: Path) -> None:
    sheet = sheets(example_round(), tmp_path)["北原乡人民政府"]["反馈单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if row[0] == "序号")
    assert rows[start] == ["序号", "项目", "文件", "单元格", "级别", "发现", "怎么改"]
    assert [row[4] for row in rows[start + 1 : start + 5]] == ["错误", "错误", "错误", "疑点"]
    assert rows[start + 1][3] == "F13" and "补填截至7月31日" in rows[start + 1][6]


def test_what_the_bureau_rejected_is_asked_of_nobody(tmp_path: Path) -> None:
    result = example_round()
    first, *others = [one for one in problems(result) if one.finding.severity is ERROR and one.unit == "北原乡人民政府"]
    rejected = replace(result, decisions={first.key: Decision(False, "示例理由")})
    texts = texts_of(sheets(rejected, tmp_path)["北原乡人民政府"]["反馈单"])
    assert first.finding.message not in texts and all(one.finding.message in texts for one in others) and others


def test_it_says_what_was_received_and_leaves_the_date_to_fill(tmp_path: Path) -> None:
    texts = texts_of(sheets(example_round(), tmp_path)["北原乡人民政府"]["反馈单"])
    assert any("收到你单位报送的表 2 张" in text and "于＿＿＿＿年＿＿月＿＿日前" in text for text in texts)
    assert "年初预算 452.00，执行数 81.00，执行率 17.92%" in texts


def test_notices_stand_last_and_ask_for_nothing(tmp_path: Path) -> None:
    texts = texts_of(sheets(example_round(), tmp_path)["北原乡人民政府"]["反馈单"])
    place = next(number for number, text in enumerate(texts) if "提示（供参考" in text)
    assert place > texts.index("错误") and "提示" in texts[place + 1 :]


def test_an_object_not_reported_is_asked_for(tmp_path: Path) -> None:
    texts = texts_of(sheets(example_round(), tmp_path)["南坪乡人民政府"]["反馈单"])
    assert any("没有收到你单位应报的表" in text for text in texts)
    assert any("防洪护岸工程（示例）（截止时间 2023-08-18）：请补报" in text for text in texts)


def test_notices_and_faults_of_the_target_alone_send_nothing(tmp_path: Path) -> None:
    notice = finding("boilerplate", NOTICE, "M12", "甲")
    review = finding("direction-conflict", ERROR, "E12", "乙", addressee=Addressee.TARGET_REVIEWER)
    assert sheets(round_of(examined(form("示例局", "示例"), notice, review)), tmp_path) == {}
    assert not (tmp_path / "反馈单").exists()


def test_a_unit_written_in_two_widths_gets_one_sheet(tmp_path: Path) -> None:
    fault = finding("missing-field", ERROR, "D12", "甲")
    result = round_of(examined(form("示例(城关)镇", "甲项目"), fault), examined(form("示例（城关）镇", "乙项目"), fault))
    assert list(sheets(result, tmp_path)) == ["示例(城关)镇"]


def test_unit_names_no_system_takes_get_safe_and_different_files(tmp_path: Path) -> None:
    fault = finding("missing-field", ERROR, "D12", "甲")
    units = ["财政局/预算股", "财政局:预算股", "CON", "某" * 200, "=1+1"]
    books = sheets(round_of(*(examined(form(unit, "示例项目", file="a.xlsx"), fault) for unit in units)), tmp_path)
    assert len(books) == 5 and "财政局_预算股" in books and "财政局_预算股（2）" in books and "_CON" in books
    assert all(cell.data_type != "f" for book in books.values() for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_chat_text_counts_names_the_worst_three_and_says_what_to_do() -> None:
    text = chat_text(feedback(example_round())[0])
    assert text.startswith("【绩效表反馈】北原乡人民政府：收到表2张，错误3处，疑点1处。")
    assert text.count("\n") == 4 and "F13" in text and "详见反馈单" in text
    assert "补填截至7月31日的实际数" in text


def test_the_chat_text_of_a_unit_without_any_form() -> None:
    text = chat_text(Feedback("示例乡", missing=[Missing("示例乡", name) for name in ("甲项目", None, "丙项目")]))
    assert "没有收到甲项目、部门整体支出等3个对象的表" in text


def test_what_the_chat_text_leaves_out_is_counted() -> None:
    found = [finding("missing-field", ERROR, f"D{number}", "甲") for number in range(12, 19)]
    result = round_of(examined(form("示例局", "示例项目"), *found))
    text = chat_text(feedback(result)[0])
    assert text.endswith("\n其余4条见反馈单。改好后请于＿月＿日前整张报回，详见反馈单。")
    assert "其余" not in chat_text(feedback(round_of(examined(form("示例局", "示例项目"), *found[:3])))[0])


def test_the_chat_text_cuts_at_a_stop_and_never_inside_a_number() -> None:
    message = "年度资金总额" * 6 + "，执行数1,234,567.89万元与支付明细7,654,321.00万元不符" * 9
    found = [finding("missing-field", ERROR, "D12", "甲", message=message, fix="请核对。")] * 3
    lines = chat_text(feedback(round_of(examined(form("示例局", "示例项目"), *found)))[0]).split("\n")[1:4]
    assert all("…。请核对。" in line for line in lines)
    assert _cut("支出进度1，234万元偏慢很多很多", 9) == "支出进度…", "a wide comma within a figure is no stop"
    for most in range(2, len(message)):
        cut = _cut(message, most).removesuffix("…")
        assert message.startswith(cut) and len(cut) < most
        assert not (cut[-1:].isdigit() or cut[-1:] in {".", ","}), cut


@settings(deadline=None)
@given(st.text(alphabet="甲乙，。123.,-%万元 ", max_size=60), st.integers(1, 40))
def test_a_cut_text_is_a_beginning_without_half_a_number(text: str, most: int) -> None:
    whole, cut = " ".join(text.split()), _cut(text, most)
    assert len(cut) <= most and (cut == whole or cut.endswith("…"))
    if cut != whole:
        assert whole.startswith(cut[:-1])
        assert not cut[:-1][-1:].isdigit() or whole[len(cut) - 1] in "，。", "a figure stays whole, up to the stop behind it"


def test_overall_spending_is_not_named_by_its_unit_again(tmp_path: Path) -> None:
    fault = finding("missing-field", ERROR, "D12", "甲", message="漏填。", fix="请补填。")
    result = round_of(examined(form("示例局", "示例局", kind=Kind.OVERALL_MONITORING), fault), missing=(Missing("示例乡", "示例乡"),))
    texts = texts_of(sheets(result, tmp_path)["示例局"]["反馈单"])
    assert texts.count("部门整体支出") == 2 and "示例局" not in texts
    first, second = feedback(result)
    assert "1.部门整体支出D12：漏填。请补填。" in chat_text(first)
    assert "没有收到部门整体支出1个对象的表" in chat_text(second)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=400), st.text(max_size=400), st.text(max_size=400), st.integers(0, 9), st.integers(0, 5))
def test_the_chat_text_fits(unit: str, message: str, fix: str, faults: int, absent: int) -> None:
    found = [finding("missing-field", ERROR, "D12", "甲", message=message, fix=fix) for _ in range(faults)]
    result = round_of(examined(form("示例局", "示" * 60), *found))
    item = Feedback(unit, [*result.examined], list(problems(result)), missing=[Missing(unit, "缺" * 50)] * absent)
    text = chat_text(item)
    assert len(text) <= CHAT_MOST and text.endswith("详见反馈单。")


def test_severities_of_duplicates_that_do_not_count_are_still_told(tmp_path: Path) -> None:
    fault = finding("duplicate-form", Severity.WARNING, "D3", "示例项目")
    first = examined(form("示例局", "示例项目"), fault)
    second = replace(examined(form("示例局", "示例项目", file="旧.xlsx"), fault), counts=False)
    texts = texts_of(sheets(round_of(first, second), tmp_path)["示例局"]["反馈单"])
    assert texts.count("疑点") == 2 and any("请确认以哪一张为准" in text for text in texts)


def test_a_cast_copy_has_the_looks_of_the_sample_and_its_own_merged_cells(tmp_path: Path) -> None:
    books = sheets(example_round(), tmp_path)
    first, last = books["北原乡人民政府"]["反馈单"], books["南坪乡人民政府"]["反馈单"]
    assert first["A1"].font.sz == last["A1"].font.sz == 16
    assert first.column_dimensions["F"].width == last.column_dimensions["F"].width
    assert {str(area) for area in last.merged_cells.ranges} == {f"A{row}:G{row}" for row in range(1, last.max_row + 1)}
    assert [cell.font.color.rgb for row in first.iter_rows() for cell in row if cell.value == "错误"] == ["FF97281F"] * 3


def test_only_looks_of_the_sample_can_be_cast() -> None:
    def sample(paper: Paper) -> None:
        paper.sheet("表").add(["甲"], [paper.style(bold=True)])

    mould = Mould(sample)
    assert mould.paper.style(bold=True) > 0
    with pytest.raises(KeyError):
        mould.paper.style(italic=True)


def test_a_self_evaluation_is_told_its_recomputed_total(tmp_path: Path) -> None:
    (path, _) = write_feedback(evaluations.example(), tmp_path)
    text = "\n".join(str(cell.value) for row in openpyxl.load_workbook(path)["反馈单"].iter_rows() for cell in row if cell.value)
    assert "自评95分（优），按规则重算87.5分（良），多计7.5分" in text and "监控" not in text
