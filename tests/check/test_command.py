"""``hengji check`` from outside: arguments, exit status, what is written, what is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from hengji.config.cli import main
from hengji.demo.__main__ import main as demo


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "示例县"
    assert demo(["sample", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def checked(sample: Path) -> Path:
    out = sample.parent / "检查结果"
    given = [
        "--as-of", "2023-07-31", "--roster", str(sample / "花名册.xlsx"), "--targets", str(sample / "批复目标.xlsx"),
        "--payments", str(sample / "支付明细.xlsx"), "--reports", str(sample / "监控报告"), "--out", str(out),
    ]  # fmt: skip
    assert main(["check", str(sample / "监控表"), *given]) == 0
    return out


def test_every_paper_is_written(checked: Path) -> None:
    names = {path.name for path in checked.iterdir()}
    assert names == {"汇总表.xlsx", "问题清单.xlsx", "反馈单", "通报（草稿）.docx", "index.html", "result.json"}
    assert list((checked / "反馈单").glob("*.xlsx"))
    assert "未经核实" in ZipFile(checked / "通报（草稿）.docx").read("word/document.xml").decode()


def test_result_file_has_the_shape_of_the_contract(checked: Path) -> None:
    result = json.loads((checked / "result.json").read_text(encoding="utf-8"))
    assert list(result) == [
        "tool", "rules", "inputs", "as_of", "time_progress", "forms", "findings", "unreadable", "missing", "totals",
    ]  # fmt: skip
    assert (result["as_of"], result["time_progress"]) == ("2023-07-31", "0.5833")
    form = result["forms"][0]
    assert {"file", "sheet", "kind", "family", "as_of", "program", "goal", "goal_actual", "funds", "indicators"} < set(form)
    assert {"light", "light_reason", "measure", "measure_source", "target_text", "actual_text", "cell"} < set(form["indicators"][0])
    codes = {finding["code"] for entry in [result, *result["forms"]] for finding in entry["findings"]}
    assert result["totals"]["findings"].keys() == codes
    assert all(finding["cell"] or finding["subject"] for entry in [result, *result["forms"]] for finding in entry["findings"])


def test_returned_problem_list_decides_what_the_circular_names(sample: Path, checked: Path, tmp_path: Path) -> None:
    listed = tmp_path / "问题清单.xlsx"
    shutil.copy(checked / "问题清单.xlsx", listed)
    book = openpyxl.load_workbook(listed)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value in ("采纳", "不采纳")}
    first = next(row for row in range(1, 9) if sheet.cell(row, heads["采纳"]).value == "采纳") + 1
    sheet.cell(first, heads["采纳"]).value = "√"
    for row in range(first + 1, sheet.max_row + 1):
        sheet.cell(row, heads["不采纳"]).value = "√"
    book.save(listed)
    out = tmp_path / "结果"
    assert main(["check", str(sample / "监控表"), "--as-of", "2023-07-31", "--decisions", str(listed), "--out", str(out)]) == 0
    text = ZipFile(out / "通报（草稿）.docx").read("word/document.xml").decode()
    assert "未经核实" not in text
    again = openpyxl.load_workbook(out / "问题清单.xlsx").worksheets[0]
    assert [row[0].value for row in again.iter_rows(min_row=first - 3, min_col=heads["采纳"], max_col=heads["采纳"])].count("√") == 1


def test_papers_of_an_earlier_run_are_kept(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    for _ in range(2):
        assert main(["check", str(sample / "监控表"), "--as-of", "2023-07-31", "--out", str(out)]) == 0
    [earlier] = (out / "以前的结果").iterdir()
    assert {"问题清单.xlsx", "通报（草稿）.docx", "result.json"} <= {path.name for path in earlier.iterdir()}
    assert (out / "问题清单.xlsx").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "没有说要检查哪个"),
        (["check", "没有这个文件夹"], "找不到“没有这个文件夹”"),
        (["check", ".", "--as-of", "2023-13-01"], "不是日期"),
        (["check", ".", "--rules", "没有的规则"], "没有的规则"),
        (["check", ".", "--wrong"], "不认识的参数"),
        (["explain", "nothing"], "没有“nothing”这类问题"),
        (["rules", "diff", "common-practice"], "要跟 2 个"),
        ([], "缺少参数"),
    ],
)
def test_unusable_arguments_are_refused_in_chinese(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("written", ["2023-07-31", "2023.7.31", "2023/7/31", "2023年7月31日"])
def test_dates_as_people_write_them(written: str, sample: Path, tmp_path: Path) -> None:
    file = sample / "批复目标.xlsx"
    assert main(["template", "--targets", str(file), "--as-of", written, "--out", str(tmp_path / "待填")]) == 0


def test_a_list_ticked_both_ways_is_refused_with_its_row(
    sample: Path, checked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "问题清单.xlsx"
    book = openpyxl.load_workbook(checked / "问题清单.xlsx")
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows(max_row=8) if any(cell.value == "采纳" for cell in row))
    for cell in head:
        if cell.value in ("采纳", "不采纳"):
            sheet.cell(cell.row + 1, cell.column).value = "√"
    book.save(listed)
    assert main(["check", str(sample / "监控表"), "--decisions", str(listed), "--out", str(tmp_path / "out")]) == 2
    assert "不能继续" in (said := capsys.readouterr().err) and "行" in said


def test_nothing_readable_is_status_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "说明.txt").write_text("这里没有表", encoding="utf-8")
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 truncated")
    assert main(["check", str(tmp_path), "--json", str(tmp_path / "r" / "结果.json")]) == 3
    assert "没有读到任何一张绩效表" in capsys.readouterr().err
    result = json.loads((tmp_path / "r" / "结果.json").read_text(encoding="utf-8"))
    assert result["forms"] == [] and len(result["unreadable"]) == 2
    assert main(["check", str(tmp_path), "--out", str(tmp_path / "out")]) == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["result.json"]


@pytest.mark.parametrize("option", ["--roster", "--targets", "--payments", "--decisions"])
def test_a_list_that_is_none_is_refused_and_nothing_written(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    wrong = tmp_path / "不是清单.csv"
    wrong.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert main(["check", str(sample / "监控表"), option, str(wrong), "--out", str(tmp_path / "out")]) == 2
    assert "不能继续" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_results_of_an_earlier_run_are_not_read_as_forms(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    shutil.copytree(sample / "监控表", folder)
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    assert main(["check", str(folder), "--as-of", "2023-07-31", "--out", str(folder / "检查结果"), "--json", str(first)]) == 0
    assert main(["check", str(folder), "--as-of", "2023-07-31", "--json", str(second)]) == 0
    assert json.loads(first.read_text(encoding="utf-8"))["inputs"] == json.loads(second.read_text(encoding="utf-8"))["inputs"]


def test_explain_names_cells_and_fields(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = next(path for path in sorted((sample / "监控表").rglob("*.xlsx")) if "无法" not in str(path))
    assert main(["check", "--explain", str(file)]) == 0
    said = capsys.readouterr().out
    assert "项目名称" in said and "三级指标" in said


def test_templates_read_back_as_forms_to_fill(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "待填"
    given = ["--targets", str(sample / "批复目标.xlsx"), "--roster", str(sample / "花名册.xlsx"), "--as-of", "2023-07-31"]
    assert main(["template", *given, "--out", str(out)]) == 0
    assert main(["check", str(out), "--targets", str(sample / "批复目标.xlsx"), "--json", str(tmp_path / "r.json")]) == 0
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    codes = {finding["code"] for form in result["forms"] for finding in form["findings"]}
    assert result["forms"] and "missing-field" in codes
    assert not codes & {"target-changed", "budget-changed"}


def test_help_and_listings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == 0
    assert "例：" in capsys.readouterr().out
    assert main(["rules", "list"]) == 0
    assert "sichuan-2025" in capsys.readouterr().out
    assert main(["explain", "slow-spending"]) == 0
    assert "支出" in capsys.readouterr().out
