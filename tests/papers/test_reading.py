"""Forms are read by the meaning of their cells: the same facts come out whatever a clerk does to the sheet."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.papers.drawn import (
    MONITORING,
    beside,
    book,
    draw,
    mapped,
    moved,
    reordered,
    repeated,
    reworded,
    stacked,
    unmerged,
    with_column,
    with_row,
)  # fmt: skip

from hengji.papers.files.book import Book, Sheet
from hengji.papers.layouts import layout_for, layouts
from hengji.papers.reading import explain, read_forms, split_code
from hengji.rules.forms import Cause, Form, FundSource, Kind, Likelihood
from hengji.rules.values import ActualKind, Operator

NAMES = tuple(layouts())


def read(sheet: Sheet) -> Form:
    forms, _ = read_forms(book(sheet), "form.xlsx")
    assert len(forms) == 1
    return forms[0]


def grid(*rows: str, width: int = 12) -> Sheet:
    """A sheet typed as lines, cells parted by |."""
    cells = [[cell.strip().replace("\\n", "\n") or None for cell in row.split("|")] for row in rows]
    return Sheet("Sheet1", [row + [None] * (width - len(row)) for row in cells])


def facts(form: Form) -> dict[str, Any]:
    """What a form says, without where it stands or how it is captioned."""
    funds = [{key: value for key, value in asdict(row).items() if key not in ("cells", "texts")} for row in form.funds]
    rows = [{key: value for key, value in asdict(row).items() if key not in ("cells", "texts", "row")} for row in form.indicators]
    return {
        "kind": form.kind, "program": form.program, "year": form.year, "as_of": form.as_of, "goal": form.goal,
        "goal_actual": form.goal_actual, "funds": funds, "indicators": rows, "total": form.stated_total, "grade": form.stated_grade,
        "words": [(row.explanation, row.remark) for row in form.indicators],
        "base": form.prescribed_base, "points": dict(form.block_points),
    }  # fmt: skip


# ── every layout ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_is_recognised_with_all_its_columns(name: str) -> None:
    form, layout = read(draw(name)), layouts()[name]
    assert (form.kind, form.family, form.prescribed_base) == (layout.kind, layout.family, layout.base)
    assert {f"indicator.{column.key}" for column in layout.indicators.columns} <= form.columns
    assert layout.funds is not None
    assert {f"fund.{column.key}" for column in layout.funds.columns} <= form.columns
    assert [row.source for row in form.funds] == [row.source for row in layout.funds.rows[:3]], "the rows left empty are none"
    assert [row.name for row in form.indicators] == [
        "硬化道路里程",
        "村道",
        "工程验收合格率",
        "完工时间",
        "出行条件改善程度",
        "沿线群众满意度",
    ]
    assert form.year == 2023
    assert form.program.unit == "示例镇政府"


@pytest.mark.parametrize("name", NAMES)
def test_blank_rows_and_columns_before_the_table_change_nothing(name: str) -> None:
    sheet = draw(name)
    assert facts(read(moved(sheet, 4, 3))) == facts(read(sheet))


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_row_anywhere_changes_nothing(name: str) -> None:
    sheet = draw(name)
    expected = facts(read(sheet))
    for row in range(len(sheet.rows)):
        assert facts(read(with_row(sheet, row))) == expected, f"row {row}"


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_column_anywhere_changes_nothing(name: str) -> None:
    sheet = draw(name)
    expected = facts(read(sheet))
    for column in range(len(sheet.rows[0])):
        assert facts(read(with_column(sheet, column))) == expected, f"column {column}"


@pytest.mark.parametrize("name", NAMES)
def test_level_cells_may_be_merged_once_filled_or_repeated(name: str) -> None:
    sheet = draw(name)
    assert facts(read(unmerged(sheet))) == facts(read(sheet)) == facts(read(repeated(sheet)))


@pytest.mark.parametrize("name", NAMES)
def test_line_breaks_and_spaces_within_words_change_nothing(name: str) -> None:
    words = ("指标", "预算", "执行", "产出", "分值", "得分", "情况", "名称", "单位")

    def broken(text: str) -> str:
        return text if len(text) > 14 or any(char.isdigit() for char in text) else "\n".join(text) if text[:2] in words else text

    sheet = draw(name)
    assert facts(read(mapped(sheet, broken))) == facts(read(sheet))


@pytest.mark.parametrize("name", NAMES)
def test_forms_below_and_beside_each_other_are_read_one_by_one(name: str) -> None:
    one, other = draw(name), draw("mof-2019", replace(MONITORING, year=2024))
    expected = [facts(read(one)), facts(read(other))]
    for sheet in (stacked(one, other), beside(one, other)):
        forms, _ = read_forms(book(sheet), "f")
        assert [facts(form) for form in forms] == expected


def test_columns_in_another_order() -> None:
    sheet = unmerged(draw("mof-2019"))
    width = len(sheet.rows[0])
    tail = [*range(7, width), 4, 6, 5]
    order = [0, 1, 2, 3, *tail]
    head = Sheet("Sheet1", [list(row) for row in sheet.rows[:9]])
    table = reordered(Sheet("Sheet1", [list(row) for row in sheet.rows[9:]]), order)
    assert facts(read(stacked(head, table))) == facts(read(sheet))


# ── wording ─────────────────────────────────────────────────────────────────────────────────────────────────────

SYNONYMS = [
    {"年初预算数": "2023年年初预算数（万元）", "1-7月执行数": "1—7月支出", "1-7月执行率": "执行率（B/A）",
    "全年预计执行数": "预计全年执行数"},
    {"1-7月执行数": "累计支出", "1-7月执行率": "支出进度（%）", "年初预算数": "年初预算"},
    {"年度指标值": "指标值", "1-7月执行情况": "截至7月底实际完成值", "全年预计完成情况": "预计完成值"},
    {"年度指标值": "年度目标值（A）", "1-7月执行情况": "1-7月完成情况", "备注": "备 注", "原因说明": "说明原因"},
    {"项目名称": "项 目 名 称：", "实施单位": "项目实施单位", "主管部门及代码": "主管部门", "年度总体目标": "年度\n总体\n绩效\n目标"},
    {"确定能": "确定能完成", "完全不可能": "不可能", "经费保障": "经费", "硬件条件保障": "硬件条件\n保障"},
    {"年度资金总额：": "资金总额", "其中：本年一般公共预算拨款": "一般公共预算拨款", "其他资金": "其他资金（自筹、以前年度结转结余等）"},
    {"产出指标": "产出", "效益指标": "二、效益指标（30分）", "满意度指标": "满意度", "数量指标": "数量", "质量指标": "产出质量",
    "服务对象满意度指标": "服务对象\n满意度"},
    {"项目支出绩效目标执行监控表": "示例县2023年度部门预算项目支出绩效运行监控情况表"},
    {"（2023年1-7月）": "2023年1—7月", "项目支出绩效目标执行监控表": "绩效监控表"},
    {"（2023年1-7月）": "监控期间：2023年1至7月"},
]  # fmt: skip


@pytest.mark.parametrize("words", SYNONYMS, ids=lambda words: next(iter(words)).strip())
def test_other_words_for_the_same_caption_change_nothing(words: dict[str, str]) -> None:
    sheet = draw("mof-2019")
    changed = reworded(sheet, words)
    assert changed != sheet
    before, after = facts(read(sheet)), facts(read(changed))
    for row in (*before["funds"], *after["funds"]):
        row.pop("label")
    before["points"] = after["points"] = {}
    assert after == before


def test_period_in_the_captions_alone() -> None:
    form = read(reworded(draw("mof-2019"), {"（2023年1-7月）": "（2023年度）"}))
    assert (form.year, form.as_of) == (2023, date(2023, 7, 31))
    assert read(reworded(draw("mof-2019"), {"（2023年1-7月）": "截至2023年8月31日"})).as_of == date(2023, 8, 31)
    assert read(draw("mof-2019", period="上半年")).as_of == date(2023, 6, 30)


@pytest.mark.parametrize("tick", ["√", "✓", "☑", "✔", "是", "Y", "1", "●", "对", "v"])
def test_every_tick_ticks(tick: str) -> None:
    sheet = draw("mof-2019")
    assert facts(read(reworded(sheet, {"√": tick}))) == facts(read(sheet))


@pytest.mark.parametrize("no", ["×", "否", "0", "□", "—", "/"])
def test_a_no_is_no_tick(no: str) -> None:
    form = read(reworded(draw("mof-2019"), {"√": no}))
    assert all(row.likelihood is None and row.causes == () for row in form.indicators)


def test_likelihood_as_one_word_and_causes_as_one_column() -> None:
    form = read(grid(
        "项目支出绩效目标执行监控表", "（2023年1-7月）", "项目名称 | 示例项目",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 偏差原因分析 | 完成目标可能性 | 备注",
        "产出指标 | 数量指标 | 示例数量 | ≥10个 | 2个 | 10个 | 经费保障、人员保障 | 有可能 |",
        "产出指标 | 质量指标 | 示例质量 | ≥95% | 90% | 95% | 设备迟到，影响验收 | 完全不可能 | 加快验收",
        " | 时效指标 | 示例时效 | ≤30天 | 20天 | 20天 | | 确定能完成 |",
    ))  # fmt: skip
    one, two, three = form.indicators
    assert (one.causes, one.explanation, one.likelihood) == ((Cause.FUNDING, Cause.PERSONNEL), None, Likelihood.POSSIBLE)
    assert (two.causes, two.explanation, two.likelihood, two.remark) == ((), "设备迟到，影响验收", Likelihood.IMPOSSIBLE, "加快验收")
    assert (three.level1, three.level2, three.likelihood) == ("产出指标", "时效指标", Likelihood.CERTAIN)
    assert form.kind is Kind.MONITORING


def test_ticks_without_the_caption_above_them() -> None:
    sheet = unmerged(draw("mof-2019"))
    rows = [list(row) for row in sheet.rows]
    top = next(number for number, row in enumerate(rows) if "偏差原因分析" in row)
    rows[top] = [
        low or (high if high not in ("偏差原因分析", "完成目标可能性") else None)
        for high, low in zip(rows[top], rows[top + 1], strict=True)
    ]
    del rows[top + 1]
    assert facts(read(replace(sheet, rows=rows))) == facts(read(sheet))


# ── amounts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def in_yuan(sheet: Sheet, change: dict[str, str]) -> Sheet:
    return reworded(
        sheet,
        {
            "120": "1200000",
            "72.5": "725000",
            "118": "1180000",
            "100": "1000000",
            "60.5": "605,000",
            "98": "９８００００",
            "20": "200000",
            "12": "120000.00",
            **change,
        },
    )


@pytest.mark.parametrize(
    "change",
    [
        {"项目资金\n（万元）": "项目资金（元）"},
        {"项目资金\n（万元）": "项目资金", "（2023年1-7月）": "（2023年1-7月）        单位：元"},
        {"项目资金\n（万元）": "项目资金", "年初预算数": "年初预算数（元）", "1-7月执行数": "1-7月执行数（元）",
        "全年预计执行数": "全年预计执行数\n（元）"},
    ],
)  # fmt: skip
def test_amounts_in_yuan(change: dict[str, str]) -> None:
    sheet = draw("mof-2019")
    before, after = read(sheet), read(in_yuan(sheet, change))
    money = ("initial", "executed", "forecast", "stated_rate")
    assert [[getattr(row, key) for key in money] for row in after.funds] == [[getattr(row, key) for key in money] for row in before.funds]
    assert after.amount_unit == 1 if "年初预算数" not in change else True
    assert after.funds[0].quantum["initial"] == 1


def test_an_amount_keeps_its_own_unit_and_what_is_no_amount_its_text() -> None:
    form = read(reworded(draw("mof-2019"), {"120": "0.012亿元", "72.5": "B", "118": "—"}))
    total = form.funds[0]
    assert (total.initial, total.executed, total.forecast) == (Decimal("1200000.00"), None, None)
    assert total.texts["executed"] == "B" and "forecast" not in total.texts
    assert total.cells["forecast"] and total.cell


def test_rate_under_a_percent_caption() -> None:
    for printed, expected in (("100", "1"), ("60.42", "0.6042"), ("0.6042", "0.6042"), ("0", "0"), ("0.9", "0.009")):
        form = read(reworded(draw("mof-2019"), {"1-7月执行率": "1-7月执行率(%)", "60.42%": printed}))
        assert form.funds[0].stated_rate == Decimal(expected), printed


def test_fund_rows_in_any_order_and_with_any_label() -> None:
    form = read(grid(
        "项目支出绩效监控表（2023年1-7月）", "项目名称 | 示例项目",
        "项目资金（万元） | 资金来源 | 年初预算数 | 全年预算数 | 1-7月执行数 | 执行率",
        " | 中央补助 | 10 | 10 | 1 | 10%", " | 省级资金 | 20 | 20 | 2 | 10%", " | 上年结转 | | 5 | 1 | 20%",
        " | 其中：本级财政安排 | 30 | 30 | 3 | 10%", " | 其他资金（自筹） | - | - | - |", " | 合计 | 60 | 65 | 7 | 10.77%",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成情况 | 全年预计完成值",
        "产出 | 数量 | 示例数量 | 10个 | 2个 | 10个",
    ))  # fmt: skip
    assert [row.source for row in form.funds] == [
        FundSource.CENTRAL, FundSource.PROVINCE, FundSource.CARRY_OVER, FundSource.LOCAL, FundSource.TOTAL,
    ]  # fmt: skip
    assert form.total is not None and form.total.adjusted == Decimal("650000.00")
    assert form.prescribed_base == "adjusted"
    assert [row.label for row in form.funds][3:5] == ["本级财政安排", "合计"], "a row left empty is none"


def test_funds_lying_on_their_side_and_beside_their_labels() -> None:
    across = read(grid(
        "项目支出绩效监控表", "项目名称 | 示例项目", "资金情况（万元） | 年度资金总额 | 财政拨款 | 其他资金",
        "年初预算数 | 100 | 80 | 20", "1-7月执行数 | 50 | 45 | 5",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况", "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert [(row.source, row.initial, row.executed) for row in across.funds] == [
        (FundSource.TOTAL, 1000000, 500000), (FundSource.FISCAL, 800000, 450000), (FundSource.OTHER, 200000, 50000),
    ]  # fmt: skip
    inline = read(grid(
        "项目支出绩效目标申报表", "项目名称 | 示例项目", "项目资金（万元） | 年度资金总额： | 100 | 其中：财政拨款 | 80 | 其他资金 | 20",
        "一级指标 | 二级指标 | 三级指标 | 指标值", "产出指标 | 数量指标 | 示例数量 | ≥10个",
    ))  # fmt: skip
    assert inline.kind is Kind.TARGET_DECLARATION
    assert [(row.label, row.initial, row.adjusted) for row in inline.funds] == [
        ("年度资金总额", 1000000, None), ("财政拨款", 800000, None), ("其他资金", 200000, None),
    ]  # fmt: skip


def test_columns_of_earlier_years_are_kept_by_their_caption() -> None:
    form = read(grid(
        "示例市2022年项目支出绩效目标表", "单位：万元", "项目名称 | 示例维修",
        "项目预算 | 成本构成 | 金额 | 测算依据 | 2020年实际\\n执行数 | 2021年实际执行数",
        " | 人工费 | 10 | 标准 | 8 | 9", " | 材料费 | 20 | 询价 | 17 | 18", " | 合计 | 30 | | 26 | 27",
        "绩效目标 | 保持完好", "绩效指标 | 一级指标 | 二级指标 | 绩效标准 | 当年预期实现值",
        " | 数量指标 | 维修次数 | 反映维修 | ≥20次", " | 质量指标 | 维修合格率 | | >92%",
    ))  # fmt: skip
    assert form.total is not None
    assert (form.total.initial, form.total.executed, form.total.texts["2020年实际执行数"]) == (Decimal("300000.00"), None, "26")
    assert form.funds[0].cells["2021年实际执行数"] == "F5"
    assert form.goal == "保持完好" and form.program.unit is None
    assert [(row.level1, row.level2, row.name, row.cell) for row in form.indicators] == [
        ("产出指标", "数量指标", "维修次数", "C10"), ("产出指标", "质量指标", "维修合格率", "C11"),
    ]  # fmt: skip


# ── the head ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_caption_and_value_in_one_cell() -> None:
    form = read(grid(
        "2023年1-7月项目支出绩效目标执行监控表", "项目名称：示例水库除险项目 | | | 项目代码：510000-23-0001",
        "主管部门：示例县水利局　　　实施单位：示例水管所",
        "年度总体目标：完成除险加固", "一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况",
        "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert form.program.name == "示例水库除险项目" and form.program.code == "510000-23-0001"
    assert (form.program.department, form.program.unit) == ("示例县水利局", "示例水管所")
    assert form.goal == "完成除险加固"


def test_value_several_cells_right_and_blank_boxes() -> None:
    form = read(grid(
        "项目支出绩效目标执行监控表", "项目名称 | | | 示例项目 | | 实施单位 | |", "主管部门 | | | | 项目负责人 | 某某",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况", "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert (form.program.name, form.program.department, form.program.unit) == ("示例项目", None, None)
    assert form.cells["unit"] == "G2" and form.cells["department"] == "B3" and form.has("head.unit")


@pytest.mark.parametrize(
    ("text", "shortest", "expected"),
    [
        ("219-示例镇人民政府", 3, ("示例镇人民政府", "219")),
        ("219001 - 示例镇", 3, ("示例镇", "219001")),
        ("示例县水利局 136", 3, ("示例县水利局", "136")),
        ("示例县水利局（136001）", 3, ("示例县水利局", "136001")),
        ("[136]示例县水利局", 3, ("示例县水利局", "136")),
        ("136 示例县水利局", 3, ("示例县水利局", "136")),
        ("120急救中心", 3, ("120急救中心", None)),
        ("51000021R000000000001-工资性支出", 10, ("工资性支出", "51000021R000000000001")),
        ("2023-2025年示例项目", 10, ("2023-2025年示例项目", None)),
        ("示例县第1中学", 3, ("示例县第1中学", None)),
        ("示例项目2023", 10, ("示例项目2023", None)),
        ("示例工程（一期）", 3, ("示例工程（一期）", None)),
    ],
)
def test_codes_are_split_off(text: str, shortest: int, expected: tuple[str, str | None]) -> None:
    assert split_code(text, shortest) == expected


def test_goal_over_several_cells() -> None:
    form = read(grid(
        "部门预算项目支出绩效自评表（2023年度）", "项目名称 | 示例项目",
        "年度总体目标 | 预期目标 | | | 实际完成情况", " | 目标1：修路 | | | 修路12公里", " | 目标2：建桥 | | | 建桥1座",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分",
        " | 产出指标 | 数量指标 | 示例数量 | 10个 | 2个 | 10 | 2",
    ))  # fmt: skip
    assert (form.goal, form.goal_actual) == ("目标1：修路\n目标2：建桥", "修路12公里\n建桥1座")
    beside_caption = read(grid(
        "项目支出绩效监控表", "年度总体目标 | 目标1：修路", " | 目标2：建桥", "项目名称 | 示例项目",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况", "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert beside_caption.goal == "目标1：修路\n目标2：建桥"
    again = read(grid(
        "项目支出绩效监控表", "年度总体目标 | 目标1：修路", "年度总体目标 | 目标2：建桥", "项目名称 | 示例项目",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况", "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert again.goal == "目标1：修路\n目标2：建桥"
    values_beside = read(grid(
        "项目支出绩效自评表", "项目名称 | 示例项目", "年度总体目标 | 预期目标 | 修路 | 实际完成情况 | 修好了",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值", "产出指标 | 数量指标 | 示例数量 | 10个 | 2个",
    ))  # fmt: skip
    assert (values_beside.goal, values_beside.goal_actual) == ("修路", "修好了")


def test_overall_and_transfer_are_told_by_title_or_captions() -> None:
    overall = read(reworded(draw("mof-2019-overall"), {"部门整体支出绩效目标执行监控表": "绩效目标执行监控表"}))
    assert (overall.kind, overall.program.name, overall.program.unit) == (Kind.OVERALL_MONITORING, "示例镇政府", "示例镇政府")
    transfer = read(reworded(draw("mof-2019-transfer"), {"转移支付绩效目标执行监控表": "绩效目标执行监控表"}))
    assert transfer.kind is Kind.TRANSFER_MONITORING
    for kind in Kind:
        assert layout_for(kind).kind is kind


# ── the indicator table ─────────────────────────────────────────────────────────────────────────────────────────

HEADER = "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施"


def evaluated(*rows: str, header: str = HEADER) -> Form:
    return read(grid("项目支出绩效自评表（2023年度）", "项目名称 | 示例项目", header, *rows))


def test_parts_belong_to_the_row_above() -> None:
    form = evaluated(
        "产出指标（50分） | 数量指标 | ★种植面积 | 30亩 | 30亩 | 20 | 20 |", " | | 其中：桃 | 10亩 | 10亩 | | |",
        " | | 其中梨 | 20亩 | 20亩 | | |",
        " | 质量指标 | 指标1：成活率 | ≥95% | 96% | 30 | 30 |",
    )  # fmt: skip
    assert [(row.name, row.parent, row.core) for row in form.indicators] == [
        ("种植面积", None, True), ("桃", "种植面积", False), ("梨", "种植面积", False), ("成活率", None, False),
    ]  # fmt: skip
    assert form.block_points == {"产出指标": Decimal(50)}
    assert form.indicators[1].weight is None and "weight" in form.indicators[1].cells


def test_unused_rows_are_leftovers_and_blank_level_rows_nothing() -> None:
    form = evaluated(
        "产出指标 | 数量指标 | 指标1：示例数量 | 10个 | 10个 | 10 | 10 |", " | | 指标2： | | | | |", " | 成本指标 | | | | | |",
        " | …… | | | | | |", " | | …… | | | | |",
        "效益指标 | 社会效益指标 | | ≥5次 | | 10 | |", "满意度指标 | 服务对象满意度指标等 | 学生满意度 | ≥95% | 97% | 10 | 10 |",
        "总分 | | | | | 100 | 98.5 | 优", "注：1.示例说明，一级指标分值为50分。",
    )  # fmt: skip
    assert [(item.text, item.cell, item.unused_row) for item in form.leftovers] == [("指标2：", "C5", True), ("……", "C8", True)]
    assert [row.name for row in form.indicators] == ["示例数量", None, "学生满意度"]
    assert form.indicators[1].subject == "≥5次"
    assert form.indicators[2].level2 == "服务对象满意度指标"
    assert (form.stated_total, form.stated_grade, form.caption("stated_total", "")) == (Decimal("98.5"), "优", "总分")
    assert form.cells["stated_total"] == "G11" and form.has("head.stated_total")
    assert form.has("indicator.explanation+measure")


def test_total_row_with_weights_only_states_no_total() -> None:
    form = evaluated("产出指标 | 数量指标 | 示例数量 | 10个 | 10个 | 100 | |", "合计 | | | | | 100 | |")
    assert form.stated_total is None
    assert evaluated("产出指标 | 数量指标 | 示例数量 | 10个 | 10个 | 50 | 45 |", "自评得分：95分").stated_total == 95


def test_sign_value_and_unit_in_columns() -> None:
    form = evaluated(
        "产出指标 | 数量指标 | 受益学生 | ≧ | 735 | 人次 | 735 | 10 | 10 |", "产出指标 | 质量指标 | 覆盖率 | ═ | 100 | % | 0.98 | 10 | 9 |",
        "效益指标 | 社会效益指标 | 负担减轻 | 定性 | 有效 | | 有效 | 10 | 10 |",
        header="一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 实际完成值 | 分值 | 得分 | 未完成原因分析",
    )  # fmt: skip
    one, two, three = form.indicators
    assert one.target is not None and (one.target.operator, one.target.number, one.target.unit) == (Operator.GE, 735, "人次")
    assert two.actual is not None and (two.actual.number, two.actual.unit) == (98, "%")
    assert three.target is not None and three.target.operator is Operator.TEXT
    assert form.has("indicator.operator") and not form.has("indicator.direction")


def test_sense_and_sign_columns_are_told_apart_by_what_they_hold() -> None:
    for sense, sign in (("指标性质", "指标方向"), ("指标方向", "指标性质")):
        form = evaluated(
            "产出指标 | 数量指标 | 租车次数 | 正向 | 大于等于 | 1 | 1 | 次 | 8 | 8 |",
            "产出指标 | 成本指标 | 单价 | 反向 | 小于等于 | 300 | 280 | 元/次 | 8 | 8 |",
            header=f"一级指标 | 二级指标 | 三级指标 | {sense} | {sign} | 年度指标值 | 实际完成值 | 计量单位 | 分值 | 得分 | 偏差原因",
        )  # fmt: skip
        assert [row.target and row.target.operator for row in form.indicators] == [Operator.GE, Operator.LE]
        assert [row.texts["direction"] for row in form.indicators] == ["正向", "反向"]


def test_rows_that_are_only_scored() -> None:
    form = evaluated(
        "决策（20分） | 项目立项 | 立项依据充分性 | | | 5 | 5 |", "管理 | 资金管理 | | | | 10 | 8 | 一笔支出手续不全",
        "产出指标 | 数量指标 | 示例数量 | ≥10个 | 10个 | 60 | 60 |",
    )  # fmt: skip
    assert [(row.level1, row.name, row.scored_only, row.target is None) for row in form.indicators] == [
        ("决策", "立项依据充分性", True, True), ("管理", "资金管理", True, True), ("产出指标", "示例数量", False, False),
    ]  # fmt: skip


def test_actuals_keep_bounds_and_not_due_words() -> None:
    form = evaluated("产出指标 | 数量指标 | 甲 | ≥10个 | ≥6个 | 10 | 6 |", " | 时效指标 | 乙 | 12月底前 | 未到考核时点 | 10 | |")
    one, two = form.indicators
    assert one.actual is not None and (one.actual.number, one.actual.bound) == (6, Operator.GE)
    assert two.actual is not None and two.actual.kind is ActualKind.NOT_DUE
    assert two.target is not None and two.target.deadline == date(2023, 12, 31)


def test_serial_numbers_and_columns_read_past() -> None:
    form = evaluated(
        "1 | 产出指标 | 数量指标 | 甲 | ≥10个 | 10个 | 100% | 10 | 10 |", "2 | | 质量指标 | 乙 | ≥95% | 96% | 101% | 10 | 10 |",
        header="序号 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 完成率 | 分值 | 得分 | 偏差原因分析及改进措施",
    )  # fmt: skip
    assert [(row.level1, row.level2, row.name, row.weight) for row in form.indicators] == [
        ("产出指标", "数量指标", "甲", 10),
        ("产出指标", "质量指标", "乙", 10),
    ]


def test_a_hidden_copy_of_a_column_does_not_win() -> None:
    sheet = draw("mof-2019")
    top = next(number for number, row in enumerate(sheet.rows) if "年度指标值" in row)
    copy = {top: "年度指标值", top + 2: "≥99公里", top + 3: "≥98公里"}
    for place in (1, 4, 6):
        assert facts(read(with_column(sheet, place, copy, hidden=True))) == facts(read(sheet)), place


def test_a_hidden_column_alone_is_still_read() -> None:
    sheet = draw("mof-2020")
    weight = next(row.index("分值") for row in sheet.rows if "一级指标" in row)
    assert facts(read(replace(sheet, hidden_columns=frozenset({weight})))) == facts(read(sheet))


def test_captions_repeated_on_a_new_page_begin_no_new_form() -> None:
    form = evaluated("产出指标 | 数量指标 | 甲 | ≥10个 | 10个 | 10 | 10 |", HEADER, "产出指标 | 质量指标 | 乙 | ≥95% | 96% | 10 | 10 |")
    assert [row.name for row in form.indicators] == ["甲", "乙"]


def test_middle_term_targets_beside_those_of_the_year() -> None:
    form = read(grid(
        "项目支出绩效目标申报表（2023年度）", "项目名称 | 示例项目", "总体目标 | 中期目标（2023年—2025年） | | 年度目标",
        " | 三年建成 | | 本年开工",
        "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值",
        " | 产出指标 | 数量指标 | 建成数 | 30个 | 数量指标 | 开工数 | 10个",
    ))  # fmt: skip
    assert form.goal == "本年开工"
    assert [(row.level1, row.level2, row.name, row.target and row.target.number) for row in form.indicators] == [
        ("产出指标", "数量指标", "开工数", 10)
    ]


def test_cells_are_named_for_every_column_of_every_row() -> None:
    form = read(draw("mof-2019"))
    row = form.indicators[0]
    keys = {column.split(".")[1] for column in form.columns if column.startswith("indicator.")}
    assert set(row.cells) == keys
    assert row.cells["remark"] == "Q12" and row.cells["funding"] == "H12" and row.cell == "D12"
    assert form.captions["indicator.actual"] == "1-7月执行情况"


# ── whole workbooks ─────────────────────────────────────────────────────────────────────────────────────────────

NOTES = grid("填报说明", "1.三级指标请填写具体内容，年度指标值要量化。", "2.报送时间为8月10日前。")
ROSTER = grid("序号 | 单位 | 项目名称 | 一级指标 | 二级指标 | 三级指标 | 指标值", "1 | 示例局 | 示例项目 | 产出指标 | 数量指标 | 甲 | 10个")


def test_sheets_that_are_no_forms_are_passed_over_with_a_reason() -> None:
    forms, notes = read_forms(Book((NOTES, draw("mof-2019"), replace(ROSTER, name="清单"), Sheet("空", [])), None), "f")
    assert len(forms) == 1
    assert len(notes) == 3 and "清单" in notes[1] and "空白" in notes[2]
    assert read_forms(Book((NOTES,), None), "f")[0] == []


def test_several_sheets_hidden_sheets_and_blank_forms() -> None:
    filled = replace(draw("mof-2019"), name="填报")
    blank = replace(draw("mof-2019", replace(MONITORING, boxes={}, amounts={}, indicators=[("产出指标", "数量指标", {})])), name="空表")
    other = replace(draw("mof-2020"), name="自评")
    forms, notes = read_forms(Book((filled, blank, other, replace(draw("mof-2019"), name="旧表", hidden=True)), None), "f")
    assert [form.sheet for form in forms] == ["填报", "自评"]
    assert any("空表" in note for note in notes) and any("旧表" in note for note in notes)
    assert [form.sheet for form in read_forms(Book((blank,), None), "f")[0]] == ["空表"]


def test_a_header_row_alone_is_a_form() -> None:
    form = read(grid("一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值", "产出 | 数量 | 甲 | 10个 | 8个"))
    assert (form.kind, form.family, form.title, form.funds) == (Kind.SELF_EVALUATION, "unknown", None, ())
    assert read(grid("指标名称 | 目标值 | 1-7月完成情况 | 备注", "甲 | 10个 | 8个 |")).kind is Kind.MONITORING


def test_explanation_names_cells() -> None:
    lines = explain(Book((draw("mof-2019"), NOTES), None))
    text = "\n".join(lines)
    assert "D3" in text and "示例村道路硬化项目" in text and "mof-2019" in text and "未作为表格读取" in text


def test_boxes_with_their_values_below_and_period_above_two_columns() -> None:
    form = read(grid(
        "项目支出绩效目标执行监控表（2023年1-7月）", "项目名称 | 主管部门 | 实施单位", "示例项目 | 示例局 | 示例所",
        "项目资金（万元） | | 预算数 | | 执行情况 | | 全年预计执行数", " | | 年初预算数 | 调整后预算数 | 1-7月执行数 | 执行率 |",
        " | 年度资金总额 | 100 | 120 | 60 | 50% | 120",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 完成情况 | | 偏差原因分析 | | 备注", " | | | | 1-7月 | 全年预计 | 经费 | 原因说明 |",
        "产出 | 数量 | 甲 | ≥10公里 | 6 | 10 | √ | 资金未到 | 催拨",
    ))  # fmt: skip
    assert (form.program.name, form.program.department, form.program.unit) == ("示例项目", "示例局", "示例所")
    assert form.total is not None and (form.total.initial, form.total.adjusted, form.total.forecast) == (1000000, 1200000, 1200000)
    row = form.indicators[0]
    assert row.actual is not None and row.forecast is not None and (row.actual.number, row.forecast.number) == (6, 10)
    assert (row.causes, row.explanation, row.remark) == ((Cause.FUNDING,), "资金未到", "催拨")


def test_a_column_of_units_names_no_unit() -> None:
    form = read(grid(
        "项目支出绩效目标申报表", "项目名称 | 示例项目", "名称 | 单位 | 数量 | 单价", "水泵 | 台 | 3 | 200",
        "一级指标 | 二级指标 | 三级指标 | 指标值", "产出 | 数量 | 甲 | 10个",
    ))  # fmt: skip
    assert form.program.unit is None and form.program.name == "示例项目"


# ── other provinces ─────────────────────────────────────────────────────────────────────────────────────────────


def test_adjusted_targets_and_weights_of_the_rate() -> None:
    form = read(grid(
        "2022年度项目支出绩效自评表", "项目名称 | 示例项目 | | 项目编码 | 50000022T000000000001 | 自评总分（分） | 95.2",
        "部门预算资金（万元） | | 年初预算数 | 全年（调整）预算数 | 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分",
        " | 年度总金额 | 100 | 90 | 80 | 88.89 | 10 | 8.89",
        "年初绩效目标 | | 全年（调整）绩效目标 | | 全年目标实际完成情况", "修路 | | 修路且绿化 | | 已修好",
        "绩效指标 | 指标名称 | 计量单位 | 指标性质 | 年初指标值 | 调整指标值 | 全年完成值 | 得分系数（%） | 指标权重 | 指标得分（分）",
        " | 修路里程 | 公里 | ≥ | 10 | | 11 | 100 | 50 | 50", " | 沿线满意度 | % | ≥ | 90 | 85 | 84 | 98 | 40 | 36.3",
    ))  # fmt: skip
    total = form.funds[0]
    assert (total.stated_rate, total.weight, total.stated_score) == (Decimal("0.8889"), 10, Decimal("8.89"))
    assert [row.target and row.target.number for row in form.indicators] == [10, 85]
    assert [(row.weight, row.stated_score) for row in form.indicators] == [(50, 50), (40, Decimal("36.3"))]
    assert (form.goal, form.goal_actual, form.stated_total) == ("修路且绿化", "已修好", Decimal("95.2"))
    assert (form.program.code, form.family) == ("50000022T000000000001", "unknown")


def test_two_sided_fund_rows_and_task_lists_are_no_sources() -> None:
    form = read(grid(
        "2022年度部门（单位）整体绩效自评表", "预算单位名称 | 示例县某局",
        "年度主要任务 | 任务名称 | 主要内容 | 预算数（万元） | | 执行数（万元）", " | 修渠 | 三条 | 100 | | 90",
        "年度预算申请（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
        " | 年度资金总额 | 1000 | 1100 | 1050 | 10 | 95.45% | 9.5", " | 其中：一般公共预算：1050 | | | 其中：基本支出：800",
        "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分", "产出指标 | 数量指标 | 检查次数 | ≥12次 | 13次 | 10 | 10",
    ))  # fmt: skip
    assert form.kind is Kind.OVERALL_SELF_EVALUATION
    assert [(row.label, row.initial, row.executed) for row in form.funds] == [("年度资金总额", Decimal(10000000), Decimal(10500000))]


def test_a_hidden_row_is_not_what_was_reported() -> None:
    sheet = draw("mof-2019")
    first = next(number for number, row in enumerate(sheet.rows) if "硬化道路里程" in row)
    old = with_row(sheet, first)
    old.rows[first][3:5] = ["旧指标", "≥1个"]
    assert facts(read(replace(old, hidden_rows=frozenset({first})))) == facts(read(sheet))
    assert "旧指标" in [row.name for row in read(old).indicators]


def test_ticked_choice_in_one_cell() -> None:
    for text, expected in (
        ("☑确定能 □有可能 □完全不可能", Likelihood.CERTAIN),
        ("□确定能\n□有可能\n☑完全不可能", Likelihood.IMPOSSIBLE),
        ("确定能□ 有可能√ 完全不可能□", Likelihood.POSSIBLE),
        ("□确定能 □有可能 □完全不可能", None),
    ):
        form = read(
            grid("一级指标 | 二级指标 | 三级指标 | 指标值 | 1-7月执行情况 | 完成目标可能性", f"产出 | 数量 | 甲 | 10个 | 8个 | {text}")
        )
        assert form.indicators[0].likelihood is expected, text


WORDS = sorted({text for name in NAMES for row in draw(name).rows for text in row if text}) + [
    "",
    " ",
    "—",
    "项目名称：",
    "：",
    "合计",
    "注：",
    "#NAME?",
]


@given(
    name=st.sampled_from(NAMES),
    changes=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.none() | st.sampled_from(WORDS)), max_size=25),
    merged=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.integers(0, 6), st.integers(0, 6)), max_size=4),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_sheet_breaks_the_reading(
    name: str, changes: list[tuple[int, int, str | None]], merged: list[tuple[int, int, int, int]]
) -> None:
    sheet = draw(name)
    height, width = len(sheet.rows), len(sheet.rows[0])
    for row, column, text in changes:
        sheet.rows[row % height][column % width] = text
    spans = tuple((row % height, column % width, row % height + down, column % width + right) for row, column, down, right in merged)
    forms, notes = read_forms(book(replace(sheet, merged=sheet.merged + spans)), "f")
    assert forms or notes
    assert explain(book(sheet))
