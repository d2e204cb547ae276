"""The consolidated table: every object once, 万元 with two decimals, totals by kind, nothing added across kinds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from tests.papers.builders import examined, example_round, form, fund, indicator, round_of

from hengji.papers.writing.consolidated import write_consolidated
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


def test_self_evaluations_show_their_score_and_grade(tmp_path: Path) -> None:
    source = form("示例局", "示例项目", kind=Kind.SELF_EVALUATION, stated_total=Decimal("96.5"), stated_grade="优")
    rows = table(written(round_of(examined(source, light=None)), tmp_path)["汇总表"])
    assert (rows[0]["自评总分"], rows[0]["自评等级"], rows[0]["总灯"]) == (96.5, "优", "—")


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
