"""The consolidated table: every object once, 万元 with two decimals, totals by kind, nothing added across kinds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from tests.papers.builders import examined, example_round, finding, form, fund, indicator, round_of
from tests.rules import selfevaluations as evaluations

from hengji.papers.writing.consolidated import write_consolidated
from hengji.rules.findings.finding import Severity
from hengji.rules.forms import Kind
from hengji.rules.judgement import Light
from hengji.rules.results import RoundResult


def written(result: RoundResult, tmp_path: Path) -> Any:
    write_consolidated(result, tmp_path / "汇总表.xlsx")
    return openpyxl.load_workbook(tmp_path / "汇总表.xlsx")


def table(sheet: Any) -> list[dict[str, Any]]:
    """The rows under the heads as dictionaries by head (line breaks dropped)."""
    rows = list(sheet.iter_rows(values_only=True))
    start = int(sheet.print_title_rows.split("$")[1].rstrip(":")) - 1
    heads = [str(head).replace("\n", "") for head in rows[start]]
    return [dict(zip(heads, row, strict=True)) for row in rows[start + 1 :]]


def test_objects_stand_by_kind_worst_first_with_totals_by_kind(tmp_path: Path) -> None:
    rows = table(written(example_round(), tmp_path)["汇总表"])
    assert [row["总灯"] for row in rows[:5]] == ["■ 红灯", "▲ 黄灯", "● 绿灯", "○ 灰灯", "⬆ 蓝灯"]
    assert [row["种类"] for row in rows] == ["项目支出监控"] * 4 + [
        "部门整体支出监控", "合计：项目支出监控 4 个对象、3 家单位", "合计：部门整体支出监控 1 个对象、1 家单位",
    ]  # fmt: skip
    assert (rows[5]["年初预算（万元）"], rows[5]["执行数（万元）"]) == (1771, 499)
    assert (rows[6]["年初预算（万元）"], rows[6]["执行数（万元）"]) == (9876.54, 5555.56)


def test_what_was_not_reported_is_a_dash_and_zero_is_zero(tmp_path: Path) -> None:
    source = form("示例局", "示例项目", funds=(fund("1000000", "0"),))
    sheet = written(round_of(examined(source)), tmp_path)["汇总表"]
    row = table(sheet)[0]
    assert (row["年初预算（万元）"], row["调整后预算（万元）"], row["执行数（万元）"]) == (100, "—", 0)


def test_totals_of_what_nobody_reported_are_dashes(tmp_path: Path) -> None:
    money = replace(fund("1000000", "0"), executed=None)
    source = form("示例局", "示例项目", funds=(money,), kind=Kind.TARGET_DECLARATION)
    sheet = written(round_of(examined(source)), tmp_path)["汇总表"]
    total = table(sheet)[-1]
    assert [total[head] for head in ("年初预算（万元）", "执行数（万元）", "执行率")] == [100, "—", "—"]
    said = [str(cell.value) for row in sheet.iter_rows(max_row=5) for cell in row]
    assert any("执行 —，执行率 —" in text for text in said) and not any("0.00%" in text for text in said)


def test_amounts_in_a_wrong_unit_are_told_beside_the_totals(tmp_path: Path) -> None:
    source = form("示例局", "示例项目", funds=(fund("1000000", "600000"),))
    cell = source.funds[0].cells["executed"]
    off = finding("unit-conflict", Severity.ERROR, cell, "年度资金总额")
    sheet = written(round_of(examined(source, off)), tmp_path)["汇总表"]
    note = "（其中1个对象金额单位有误，合计未剔除，待更正）"
    assert table(sheet)[-1]["种类"] == f"合计：项目支出监控 1 个对象、1 家单位{note}"
    assert any(str(cell.value).endswith(note) for row in sheet.iter_rows(max_row=5) for cell in row)


def test_rate_names_its_base_and_findings_are_counted_by_severity(tmp_path: Path) -> None:
    row = table(written(example_round(), tmp_path)["汇总表"])[0]
    assert (row["执行率"], row["执行率的基数"], row["执行率÷序时进度"]) == (0.1792, "年初预算", 0.3072)
    assert (row["错误"], row["疑点"], row["提示"]) == (2, 1, 1)
    assert row["为什么是这些灯"] == "执行率 17.92%，为序时进度 58.33% 的 0.31；加权完成率 57.14%，低于 0.60"


def test_an_object_that_does_not_count_stands_only_among_the_left_out(tmp_path: Path) -> None:
    first = examined(form("示例局", "示例项目"))
    second = examined(form("示例局", "示例项目", file="报送/旧版.xlsx"), counts=False)
    book = written(round_of(first, second), tmp_path)
    assert len(table(book["汇总表"])) == 2  # the object and its total
    left_out = table(book["未报与读不出"])
    assert left_out[0]["情况"] == "未计入" and "旧版.xlsx" in left_out[0]["文件"]


def test_missing_and_unreadable_say_what_to_ask_for(tmp_path: Path) -> None:
    rows = table(written(example_round(), tmp_path)["未报与读不出"])
    assert [(row["情况"], row["单位"], row["文件"]) for row in rows] == [
        ("未报", "南坪乡人民政府", None), ("读不出", None, "报送/西川乡.xlsx"),
    ]  # fmt: skip
    assert (rows[0]["预算数（万元）"], rows[0]["截止时间"]) == (290, "2023-08-18")
    assert rows[1]["请单位怎样做"] == "请去掉密码后重新报送"


def test_every_indicator_and_fund_row_of_what_counts(tmp_path: Path) -> None:
    book = written(example_round(), tmp_path)
    indicators, funds = table(book["指标明细"]), table(book["资金明细"])
    assert (len(indicators), len(funds)) == (10, 8)
    first = indicators[0]
    assert (first["三级指标"], first["年度指标值"], first["到时点应完成"]) == ("改造耕地面积", "≥1200亩", "700亩")
    assert (first["指标性质"], first["灯"], first["偏差原因"]) == ("累计型（估）", "■ 红灯", "经费保障")
    assert funds[0]["资金（原表写法）"] == "年度资金总额：" and funds[0]["单元格"] == "D6"


def test_core_and_partial_indicators_are_marked(tmp_path: Path) -> None:
    source = form(
        "示例局", "示例项目", indicators=(indicator(12, "甲", "9", "3", core=True), indicator(13, "乙", "9", "3", parent="甲"))
    )  # fmt: skip
    rows = table(written(round_of(examined(source)), tmp_path)["指标明细"])
    assert [row["三级指标"] for row in rows] == ["★甲", "其中：乙"]


def test_self_evaluations_show_their_score_and_grade_beside_the_recomputed(tmp_path: Path) -> None:
    book = written(evaluations.example(), tmp_path)
    rows = table(book["汇总表"])
    assert "总灯" not in rows[0] and "为什么是这些灯" not in rows[0], "nothing is monitored here"
    by_name = {row["项目"]: row for row in rows}
    heads = ("自评总分", "重算总分", "差额", "自评等级", "重算等级", "计分规则")
    assert [by_name["二号路"][head] for head in heads] == [95, 87.5, 7.5, "优", "良", "按完成比例计分（通行做法）"]
    assert (by_name["三号路"]["重算总分"], by_name["三号路"]["差额"]) == (110, "—") and "不是满分" in by_name["三号路"]["重算说明"]
    assert book["汇总表"]["A1"].value == "绩效自评汇总表"
    assert any("平均高3.75分" in str(cell.value) for row in book["汇总表"].iter_rows(max_row=6) for cell in row)


def test_every_scored_row_stands_beside_its_rule(tmp_path: Path) -> None:
    rows = table(written(evaluations.example(), tmp_path)["得分对照"])
    assert len(rows) == 12
    row = next(row for row in rows if row["项目"] == "二号路" and row["指标"] == "道路硬化里程")
    assert [row[head] for head in ("分值", "自评得分", "重算得分", "差额", "单元格")] == [50, 45, 37.5, 7.5, "Q12"]
    assert row["差异说明"] == "自评45分，按规则37.5分（完成率9÷12=75%，75%×50分），多计7.5分"
    words = next(row for row in rows if row["指标"] == "受益村民出行条件")
    assert (words["重算得分"], words["差额"], words["差异说明"]) == ("—", 0, None)


def test_inflation_by_unit(tmp_path: Path) -> None:
    rows = table(written(evaluations.example(), tmp_path)["自评偏差"])
    assert [(row["单位"], row["可比的自评表"], row["平均差额（分）"], row["偏高（张）"]) for row in rows] == [("清溪镇", 2, 3.75, 1)]


def test_a_mixed_round_keeps_lights_and_scores(tmp_path: Path) -> None:
    result = evaluations.round_of(*evaluations.example().examined, examined(form("示例局", "示例项目")))
    rows = table(written(result, tmp_path)["汇总表"])
    assert (rows[0]["总灯"], rows[0]["自评总分"], rows[1]["总灯"]) == ("■ 红灯", "—", "—")


def test_without_self_evaluations_no_scores(tmp_path: Path) -> None:
    book = written(example_round(), tmp_path)
    assert not {"得分对照", "自评偏差"} & set(book.sheetnames)
    assert "自评总分" not in table(book["汇总表"])[0]
    untold = evaluations.examined(evaluations.form("清溪镇", "一号路", total=None, grade=None))
    assert "自评偏差" not in written(evaluations.round_of(untold), tmp_path).sheetnames


def test_lists_are_frozen_filtered_and_printed_across(tmp_path: Path) -> None:
    book = written(example_round(), tmp_path)
    for sheet in book.worksheets:
        assert sheet.freeze_panes and sheet.auto_filter.ref and sheet.page_setup.orientation == "landscape"
    sheet = book["汇总表"]
    assert str(sheet.auto_filter.ref).endswith(str(sheet.max_row - 2))  # the totals are outside the filter


def test_an_empty_round_is_written_too(tmp_path: Path) -> None:
    book = written(round_of(), tmp_path)
    assert [sheet.title for sheet in book.worksheets] == ["汇总表", "指标明细", "资金明细", "未报与读不出"]


def test_lights_differ_by_sign_word_and_colour(tmp_path: Path) -> None:
    items = [examined(form(f"示例{number}局", "示例"), light=light) for number, light in enumerate(Light)]
    sheet = written(round_of(*items), tmp_path)["汇总表"]
    cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] in "■▲●⬆○" and str(cell.value).endswith("灯")]
    assert len({(cell.value, cell.font.color.rgb) for cell in cells}) == 5


def test_nobody_divides_by_a_missing_total(tmp_path: Path) -> None:
    result = round_of(examined(form("示例局", "示例", funds=())))
    result = replace(result, as_of=None, time_progress=None)
    assert table(written(result, tmp_path)["汇总表"])[0]["执行数（万元）"] == "—"
