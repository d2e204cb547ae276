"""示例县's self-evaluations in four families, written as their official forms: read, recomputed, explained, and the papers about them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.papers.test_writing_form import blank_for_unit

from hengji.config.cli import main
from hengji.demo.evaluations import Evaluation, evaluations, write_evaluations

ALL = evaluations()
CLEAN = [one.file for one in ALL if not one.must_find]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("evaluations") / "自评表"
    write_evaluations(made)
    return made


@pytest.fixture(scope="module")
def out(folder: Path) -> Path:
    assert main(["check", str(folder), "--out", str(folder.parent / "结果")]) == 0
    return folder.parent / "结果"


@pytest.fixture(scope="module")
def forms(out: Path) -> dict[str, Any]:
    result = json.loads((out / "result.json").read_text("utf-8"))
    assert not result["unreadable"] and not result["findings"]
    return {form["file"]: form for form in result["forms"]}


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.form.program.name)
def test_every_family_is_told_and_every_figure_read(one: Evaluation, forms: dict[str, Any]) -> None:
    read, form = forms[one.file], one.form
    assert (read["kind"], read["family"]) == ("self_evaluation", one.layout.family)
    assert (read["program"]["name"], read["program"]["unit"]) == (form.program.name, form.program.unit)
    assert (read["goal"], read["goal_actual"]) == (form.goal, form.goal_actual)
    total = form.total
    assert total is not None and (read["funds"][0]["executed"], read["funds"][0]["adjusted"]) == (
        f"{total.executed:.2f}",
        f"{total.adjusted:.2f}",
    )
    rows = [(row["name"], row["weight"], row["stated_score"], row["actual_text"]) for row in read["indicators"]]
    assert rows == [(row.name, _plain(row.weight), _plain(row.stated_score), row.texts["actual"]) for row in form.indicators]
    assert (read["score"]["stated_total"], read["score"]["stated_grade"]) == (_plain(form.stated_total), form.stated_grade)


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.form.program.name)
def test_what_must_be_found_is_found_and_nothing_else(one: Evaluation, forms: dict[str, Any]) -> None:
    found = [(finding["code"], finding["subject"]) for finding in forms[one.file]["findings"] if finding["severity"] != "notice"]
    assert sorted(found) == sorted(one.must_find)
    assert CLEAN and (one.file not in CLEAN or forms[one.file]["findings"] == [])


def test_scores_are_recomputed(forms: dict[str, Any]) -> None:
    scores = {form["program"]["name"]: (form["score"]["total"], form["score"]["grade"]) for form in forms.values()}
    assert scores["农村供水管护补助"] == ("97.50", "优")
    assert scores["小型水库巡查管护"] == ("89.50", "良"), "10 + 21 + 10 + 30 + 10 and 8.5 for 85 % spent"
    assert scores["稻渔综合种养示范"] == ("110.00", None), "no grade on points of 110"


def test_papers_of_a_round_of_self_evaluations(out: Path) -> None:
    assert {path.name for path in out.iterdir()} == {
        "汇总表.xlsx",
        "问题清单.xlsx",
        "反馈单",
        "自评审核意见（草稿）.docx",
        "index.html",
        "result.json",
    }
    text = ZipFile(out / "自评审核意见（草稿）.docx").read("word/document.xml").decode()
    assert "未经核实" in text and "拟同意" in text and "拟退回修改" in text and "（自评优，重算良）" in text and "监控" not in text
    page = (out / "index.html").read_text("utf-8")
    assert "<h1>自评表检查结果</h1>" in page and "自评审核意见（草稿）.docx" in page and "通报（草稿）" not in page
    feedback = {path.stem for path in (out / "反馈单").glob("*.xlsx")}
    assert "示例县水务局" in feedback and len(feedback) == len({one.form.program.unit for one in ALL if one.must_find})


def test_the_scoring_set_a_county_has_adopted_scores_every_form(folder: Path, tmp_path: Path) -> None:
    assert main(["check", str(folder), "--rules", "mof-2021-101", "--json", str(tmp_path / "r.json")]) == 0
    result = json.loads((tmp_path / "r.json").read_text("utf-8"))
    form = next(form for form in result["forms"] if form["program"]["name"] == "小型水库巡查管护")
    row = next(row for row in form["indicators"] if row["name"] == "巡查次数")
    assert row["score"] == "7.50", "70 % of the target with a pass mark of 60 %: (0.7 − 0.6) ÷ 0.4 of 30 points"
    assert result["rules"]["name"] == "common-practice"


def test_a_rule_set_and_a_scoring_set_stand_together_but_never_two_of_a_kind(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = ["--rules", "sichuan-2025", "--rules", "mof-2021-101", "--json", str(tmp_path / "r.json")]
    assert main(["check", str(folder), *both]) == 0
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["rules"]["name"] == "sichuan-2025"
    assert main(["check", str(folder), "--rules", "hubei", "--rules", "yunnan"]) == 2
    assert "只能用一个" in capsys.readouterr().err


def test_monitoring_and_self_evaluations_in_one_folder_get_both_papers(folder: Path, tmp_path: Path) -> None:
    blank_for_unit(tmp_path)
    assert main(["check", str(folder), str(tmp_path / "form.xlsx"), "--out", str(tmp_path / "结果")]) == 0
    names = {path.name for path in (tmp_path / "结果").iterdir()}
    assert {"通报（草稿）.docx", "自评审核意见（草稿）.docx"} <= names
    assert "<h1>绩效表检查结果</h1>" in (tmp_path / "结果" / "index.html").read_text("utf-8")
