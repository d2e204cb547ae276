"""The problem list and what comes back: every finding with its cell; ticks of every style; rows sorted, deleted, keys lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.builders import examined, example_round, finding, form, round_of
from tests.rules import selfevaluations as evaluations

from hengji.papers.files.book import Book, Sheet
from hengji.papers.lists import Unusable
from hengji.papers.writing.decisions import read_decisions
from hengji.papers.writing.problems import LIST, key_text, problems, write_problems
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.results import Decision, FindingKey, RoundResult, finding_key

HEADS = ["序号", *(column.head for column in LIST)]


def written(result: RoundResult, folder: Path, places: dict[str, Path] | None = None) -> Any:
    write_problems(result, folder / "问题清单.xlsx", places)
    return openpyxl.load_workbook(folder / "问题清单.xlsx")


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if row[0] == "序号")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def keys_of(result: RoundResult) -> list[FindingKey]:
    keys = [finding_key(item, one.form) for one in result.examined for item in one.findings]
    return [*keys, *(finding_key(item, None) for item in result.findings)]


# Writing


def test_every_finding_stands_on_its_sheet_with_place_words_and_remedy(tmp_path: Path) -> None:
    book = written(example_round(), tmp_path)
    assert book.sheetnames == ["问题清单", "提示", "目标审核", "说明"]
    rows = rows_of(book["问题清单"])
    assert len(rows) == 6 and [row["序号"] for row in rows] == [1, 2, 3, 4, 5, 6]
    first = rows[0]
    assert (first["单位"], first["项目"], first["单元格"]) == ("北原乡人民政府", "饲草基地建设（示例）", "F13")
    assert (first["类别"], first["级别"], first["对象/指标"]) == ("一、填报不完整、过于简单", "错误", "修建渠道受益面积")
    assert first["发现"].startswith("“修建渠道受益面积”没有填写") and first["怎么改"]
    assert [row["级别"] for row in rows_of(book["提示"])] == ["提示"]


def test_rows_are_grouped_by_unit_then_object_then_class(tmp_path: Path) -> None:
    rows = rows_of(written(example_round(), tmp_path)["问题清单"])
    places = [(row["单位"], row["项目"], row["类别"]) for row in rows]
    assert [unit for unit, _, _ in places] == ["北原乡人民政府"] * 4 + ["青石镇人民政府", "南坪乡人民政府"]
    assert [name[0] for _, _, name in places[:3]] == ["一", "四", "五"]


def test_faults_of_the_approved_target_are_not_the_units(tmp_path: Path) -> None:
    review = finding("direction-conflict", Severity.NOTICE, "E12", "验收合格率", addressee=Addressee.TARGET_REVIEWER)
    book = written(round_of(examined(form("示例局", "示例"), review)), tmp_path)
    assert rows_of(book["问题清单"]) == [] and rows_of(book["提示"]) == []
    assert [row["对象/指标"] for row in rows_of(book["目标审核"])] == ["验收合格率"]
    assert "采纳" not in rows_of(book["目标审核"])[0]


def test_key_is_hidden_and_says_which_finding(tmp_path: Path) -> None:
    result = example_round()
    sheet = written(result, tmp_path)["问题清单"]
    letter = openpyxl.utils.get_column_letter(HEADS.index("编号（请勿改动）") + 1)
    assert sheet.column_dimensions[letter].hidden
    assert {row["编号（请勿改动）"] for row in rows_of(sheet)} <= {key_text(key) for key in keys_of(result)}


def test_cells_link_to_the_returned_file_beside_the_list(tmp_path: Path) -> None:
    result = example_round()
    source = result.examined[0].form
    sheet = written(result, tmp_path, {source.file: tmp_path / "报送 一" / "甲.xlsx"})["问题清单"]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 3  # of the one file that stands on disk
    assert links[0].target == "报送%20一/甲.xlsx" and links[0].location == "'监控表'!F13"


def test_ticks_have_a_drop_down_that_does_not_insist(tmp_path: Path) -> None:
    sheet = written(example_round(), tmp_path)["问题清单"]
    rules = sheet.data_validations.dataValidation
    assert [(rule.type, rule.formula1, bool(rule.showErrorMessage)) for rule in rules] == [("list", '"√"', False)] * 2


def test_a_round_without_findings_says_so(tmp_path: Path) -> None:
    sheet = written(round_of(examined(form("示例局", "示例"))), tmp_path)["问题清单"]
    assert any("没有发现错误和疑点" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_what_was_rejected_stays_with_its_reason_and_is_counted_apart(tmp_path: Path) -> None:
    result = example_round()
    first, *others = [one for one in problems(result) if one.finding.addressee is Addressee.UNIT and one.finding.severity is Severity.ERROR]
    sheet = written(replace(result, decisions={first.key: Decision(False, "示例理由")}), tmp_path)["问题清单"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(f"错误 {len(others)} 条" in text and "另有 1 条不采纳" in text for text in texts) and "示例理由" in texts


# Reading back


def tick(folder: Path, answers: dict[int, tuple[Any, Any, Any]], change: Callable[[Any], None] | None = None) -> Path:
    """The list of the example round with 采纳, 不采纳, 理由 filled by row number, and then changed as a clerk would."""
    book = written(example_round(), folder)
    sheet = book["问题清单"]
    columns = [HEADS.index(head) + 1 for head in ("采纳", "不采纳", "理由")]
    for row in sheet.iter_rows():
        for column, value in zip(columns, answers.get(row[0].value, ()), strict=False):
            sheet.cell(row[0].row, column, value)
    if change:
        change(sheet)
    book.save(folder / "交回.xlsx")
    return folder / "交回.xlsx"


@pytest.mark.parametrize("mark", ["√", "✓", "✔", "是", "Y", "y", 1, "1", "采纳", "Ｙ", " √ "])
def test_ticks_of_every_style(mark: Any, tmp_path: Path) -> None:
    keys = [problem.key for problem in problems(example_round()) if problem.finding.severity is not Severity.NOTICE]
    found = read_decisions(tick(tmp_path, {1: (mark, None, None), 2: (None, mark if mark != "采纳" else "不采纳", "示例理由")}))
    assert found == {keys[0]: Decision(True), keys[1]: Decision(False, "示例理由")}


def test_an_untouched_list_decides_nothing(tmp_path: Path) -> None:
    assert read_decisions(tick(tmp_path, {})) == {}


def test_rows_sorted_and_deleted_are_still_matched(tmp_path: Path) -> None:
    def shuffle(sheet: Any) -> None:
        start = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号") + 1
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=start)]
        random.Random(7).shuffle(rows)
        sheet.delete_rows(start, len(rows))
        for row in rows[:4]:
            sheet.append(row)

    answers = dict.fromkeys(range(1, 7), ("√", None, None))
    found = read_decisions(tick(tmp_path, answers, shuffle))
    assert len(found) == 4 and set(found) <= set(keys_of(example_round()))
    assert all(decision.adopted for decision in found.values())


def test_without_the_hidden_keys_the_visible_columns_say_the_same(tmp_path: Path) -> None:
    def lose_keys(sheet: Any) -> None:
        sheet.delete_cols(HEADS.index("编号（请勿改动）") + 1)

    answers = dict.fromkeys(range(1, 7), ("√", None, None))
    found = read_decisions(tick(tmp_path, answers, lose_keys))
    serious = {problem.key for problem in problems(example_round()) if problem.finding.severity is not Severity.NOTICE}
    assert set(found) == serious


def test_one_column_of_words_is_understood(tmp_path: Path) -> None:
    def one_column(sheet: Any) -> None:
        head = next(row for row in sheet.iter_rows() if row[0].value == "序号")
        head[HEADS.index("采纳")].value = "采纳情况"
        sheet.delete_cols(HEADS.index("不采纳") + 1)

    found = read_decisions(tick(tmp_path, {1: ("采纳",), 2: ("不采纳",)}, one_column))
    assert sorted(decision.adopted for decision in found.values() if decision.adopted is not None) == [False, True]


@pytest.mark.parametrize(
    ("answer", "words"),
    [(("√", "√", None), "都打了勾"), (("再议", None, None), "“采纳”栏写的是“再议”"), ((None, "待定", None), "“不采纳”栏写的是“待定”")],
)
def test_what_is_not_understood_is_refused_naming_the_row(answer: tuple[Any, Any, Any], words: str, tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refusal:
        read_decisions(tick(tmp_path, {2: answer}))
    assert words in str(refusal.value) and "“问题清单”第 6 行" in str(refusal.value)


def test_a_reason_without_a_tick_decides_nothing(tmp_path: Path) -> None:
    found = read_decisions(tick(tmp_path, {1: (None, None, "再看")}))
    assert list(found.values()) == [Decision(None, "再看")]


def test_a_file_that_is_no_list_is_refused() -> None:
    with pytest.raises(Unusable, match="没有找到“采纳”“不采纳”两栏"):
        read_decisions(Book((Sheet("Sheet1", [["单位", "金额"], ["示例局", "1"]]),)))


def book_of(*rows: list[str | None]) -> Book:
    return Book((Sheet("清单", [["发现", "采纳", "不采纳", "理由", "编号（请勿改动）"], *rows]),))


KEY = ("a.xlsx", "表", "missing-field", "D14", "合格率")


def test_one_finding_in_two_rows_must_be_decided_alike() -> None:
    twice = book_of(["x", "√", None, None, key_text(KEY)], ["x", None, "√", None, key_text(KEY)])
    with pytest.raises(Unusable, match="第 2 行.*第 3 行.*改成一致"):
        read_decisions(twice)
    same = book_of(["x", "√", None, None, key_text(KEY)], ["x", "√", None, None, key_text(KEY)])
    assert read_decisions(same) == {KEY: Decision(True)}
    later = book_of(["x", None, None, "再看", key_text(KEY)], ["x", "√", None, None, key_text(KEY)])
    assert read_decisions(later) == {KEY: Decision(True)}


def test_a_ticked_row_that_names_nothing_is_refused() -> None:
    with pytest.raises(Unusable, match="第 2 行认不出"):
        read_decisions(book_of(["x", "√", None, None, None]))
    with pytest.raises(Unusable, match="第 2 行认不出"):
        read_decisions(book_of(["x", "√", None, None, "[1,2]"]))


def test_many_faults_are_counted_not_all_told() -> None:
    with pytest.raises(Unusable, match="另有 3 处同类情况"):
        read_decisions(book_of(*[["x", "再议", None, None, key_text(KEY)] for _ in range(8)]))


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@settings(deadline=None)
@given(st.tuples(texts, texts, texts, texts, texts))
def test_any_key_comes_back_as_itself(key: FindingKey) -> None:
    assert read_decisions(book_of(["x", None, "×√"[1], None, key_text(key)])) == {key: Decision(False)}


def test_the_list_names_the_paper_its_decisions_go_into(tmp_path: Path) -> None:
    for number, (result, paper) in enumerate([(example_round(), "通报"), (evaluations.example(), "自评审核意见")]):
        write_problems(result, tmp_path / f"{number}.xlsx")
        text = " ".join(
            str(cell.value) for row in openpyxl.load_workbook(tmp_path / f"{number}.xlsx")["问题清单"].iter_rows(max_row=4) for cell in row
        )
        assert f"同意写入{paper}的" in text
