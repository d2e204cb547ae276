"""Forms drawn as no official layout draws them: captions beside the table, signs apart, amounts beside their captions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.papers.drawn import MONITORING, book, draw
from tests.papers.test_reading import grid, read

from hengji.papers.files.book import Sheet
from hengji.papers.layouts import layouts
from hengji.papers.reading import read_forms, split_code
from hengji.rules.forms import Cause, Form, FundSource, Kind, Likelihood
from hengji.rules.values import Operator

FUNDS = ("项目资金（万元） | | 全年预算数 | 全年执行数", " | 年度资金总额 | 60 | 45")
TABLE = ("一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 分值 | 得分", "产出指标 | 数量指标 | 栽植苗木 | ≥320株 | 331株 | 30 | 30")


def evaluation(*rows: str, funds: tuple[str, ...] = FUNDS, table: tuple[str, ...] = TABLE) -> Form:
    """A self-evaluation with further rows between its head and its tables."""
    return read(grid("项目支出绩效自评表", "（2023年度）", "项目名称 | 示例绿化项目", *rows, *funds, *table))


def monitoring(*rows: str) -> Form:
    return read(grid("项目支出绩效监控表（2023年1-7月）", "项目名称 | 示例绿化项目", *rows))


# ── columns of the indicator table ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("caption", ["年度绩效指标完成情况", "年度绩效指标", "四、年度绩效目标完成情况", "绩效目标"])
@pytest.mark.parametrize("merged", [True, False])
def test_a_caption_beside_the_table_is_no_column(caption: str, merged: bool) -> None:
    rows: list[list[str | None]] = [
        ["项目支出绩效自评表"],
        ["项目名称", "示例绿化项目"],
        [caption, "一级指标", "二级指标", "三级指标", "指标值", "全年完成值", "分值", "得分"],
        [None, "产出指标", "数量指标", "栽植苗木", "≥320株", "331株", "30", "30"],
        [None, "产出指标", "质量指标", "苗木成活率", "≥90%", "93%", "20", "20"],
    ]
    sheet = Sheet("表", [row + [None] * (9 - len(row)) for row in rows], merged=((2, 0, 4, 0),) if merged else ())
    form = read(sheet)
    assert [(row.texts["target"], row.texts["actual"]) for row in form.indicators] == [("≥320株", "331株"), ("≥90%", "93%")]


def test_signs_in_the_first_of_two_columns_under_one_caption() -> None:
    rows: list[list[str | None]] = [
        ["项目支出绩效自评表", *[None] * 7],
        ["一级指标", "二级指标", "三级指标", "年度指标值", None, "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "栽植苗木", "≥", "1.5万株", "1.8万株", "30", "30"],
        [None, "时效指标", "补植用时", "小于等于", "20天", "18天", "20", "20"],
        [None, "质量指标", "苗木规格", "定性", "符合设计", "符合设计", "20", "20"],
    ]
    form = read(Sheet("表", rows, merged=((1, 3, 1, 4),)))
    targets = [row.target for row in form.indicators]
    assert [(t.operator, t.number) for t in targets if t] == [
        (Operator.GE, Decimal("1.5")), (Operator.LE, Decimal("20")), (Operator.TEXT, None),
    ]  # fmt: skip
    assert [row.cells["target"] for row in form.indicators] == ["E3", "E4", "E5"]


def test_words_beside_kinds_of_cause_and_a_measure_beside_a_remark() -> None:
    form = monitoring(
        "一级 | 二级 | 三级指标 | 年度指标值 | 1-7月完成值 | 偏差原因 | 具体说明 | 能否完成全年目标 | 改进措施 | 备注",
        "产出 | 数量 | 栽植苗木 | ≥320株 | 90株 | 经费保障、人员 | 苗款未付清 | 可能 | 九月补植 | 见合同",
        " | 质量 | 成活率 | ≥90% | 92% | | | 能 | | 抽查",
    )
    first, second = form.indicators
    assert set(first.causes) == {Cause.FUNDING, Cause.PERSONNEL}
    assert (first.explanation, first.likelihood, second.likelihood) == ("苗款未付清", Likelihood.POSSIBLE, Likelihood.CERTAIN)
    assert first.remark is not None and first.remark.startswith("九月补植")
    assert (first.cells["remark"], second.remark) == ("I4", "抽查")


def test_words_beside_sentences_of_cause_are_a_remark() -> None:
    form = monitoring(
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成情况 | 全年预计完成 | 偏差原因分析 | 说明",
        "产出 | 数量 | 栽植苗木 | ≥320株 | 90株 | 320株 | 六月干旱，推迟栽植 | 已上报",
    )
    assert (form.indicators[0].explanation, form.indicators[0].remark) == ("六月干旱，推迟栽植", "已上报")


def test_a_lone_column_of_words_is_the_explanation() -> None:
    form = monitoring(
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 完成情况 | 全年预计完成 | 说明",
        "产出 | 数量 | 栽植苗木 | ≥320株 | 90株 | 320株 | 六月干旱，推迟栽植",
    )
    assert form.indicators[0].explanation == "六月干旱，推迟栽植"


def test_second_levels_under_a_caption_of_the_first() -> None:
    form = monitoring(
        "指标类别 | 指标名称 | 指标值 | 完成情况 | 预计全年完成情况",
        "数量指标 | 栽植苗木 | 320株 | 90株 | 320株", "社会效益指标 | 受益村 | 4个 | 4个 | 4个",
        "服务对象满意度指标 | 村民满意度 | 90% | 91% | 91%",
    )  # fmt: skip
    assert [(row.level1, row.level2) for row in form.indicators] == [
        ("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标"),
    ]  # fmt: skip


def test_points_behind_each_level() -> None:
    form = read(grid(
        "项目支出绩效自评评分表", "项目名称：示例绿化项目",
        "一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值 | 评分标准 | 得分 | 扣分原因",
        "决策 | 12 | 项目立项 | 12 | 立项依据 | 5 | 酌情 | 5 |", " | | | | 立项程序 | 7 | 酌情 | 6 | 缺会议纪要",
        "产出 | 40 | 产出数量 | 40 | 栽植苗木 | 40 | 按比例 | 40 |",
    ))  # fmt: skip
    assert [row.weight for row in form.indicators] == [Decimal(5), Decimal(7), Decimal(40)]
    assert form.block_points == {"决策": Decimal(12), "产出指标": Decimal(40)}


def test_points_under_a_caption_of_score() -> None:
    form = evaluation(table=(
        "一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 指标得分 | 自评得分",
        "产出指标 | 数量指标 | 栽植苗木 | ≥320株 | 300株 | （30分） | 28",
    ))  # fmt: skip
    assert (form.indicators[0].weight, form.indicators[0].stated_score) == (Decimal(30), Decimal(28))


def test_what_is_expected_of_the_year_beside_former_years_is_the_target() -> None:
    form = read(grid(
        "项目支出绩效目标申报表", "项目名称 | 示例绿化项目",
        "一级指标 | 二级指标 | 三级指标 | 指标值 | | | 指标值确定依据", " | | | 前年 | 上年 | 预计当年实现 |",
        "产出指标 | 数量指标 | 栽植苗木 | 280株 | 300株 | 320株 | 工作计划",
    ))  # fmt: skip
    assert [(row.name, row.texts["target"]) for row in form.indicators] == [("栽植苗木", "320株")]


@pytest.mark.parametrize("line", ["续表", "（接上页）", "小计 | | | | | 30 | 30"])
def test_a_line_left_by_a_page_break_does_not_end_the_table(line: str) -> None:
    form = evaluation(table=(*TABLE, line, "效益指标 | 社会效益指标 | 受益村 | 4个 | 4个 | 30 | 30", "总分 | | | | | 60 | 60"))
    assert [row.name for row in form.indicators] == ["栽植苗木", "受益村"]
    assert form.stated_total == Decimal(60)


@pytest.mark.parametrize(
    ("line", "total", "grade"),
    [
        ("总分 | 100 | | | | | ", None, None),
        ("总分 | | | | | 100 | ", None, None),
        ("总分 | 100 | | | | | 97.5", "97.5", None),
        ("总分 | | | | | 100 | 97.5 | （自评等级）：优", "97.5", "优"),
        ("自评总分：９７．５分", "97.5", None),
    ],
)
def test_total_row(line: str, total: str | None, grade: str | None) -> None:
    form = evaluation(table=(*TABLE, line))
    assert form.stated_total == (Decimal(total) if total else None)
    assert form.stated_grade == grade


# ── fund table ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_amounts_behind_colons_are_the_total() -> None:
    form = monitoring(
        "年初预算数：56.00 | | 上半年执行数：23.80 | | 执行率：42.5%", "全年预计执行数：55.00",
        "三级指标 | 指标值 | 完成情况 | 全年预计完成", "栽植苗木 | 320株 | 90株 | 320株",
    )  # fmt: skip
    total = form.total
    assert total is not None and len(form.funds) == 1
    assert (total.initial, total.executed, total.forecast) == (Decimal("560000.00"), Decimal("238000.00"), Decimal("550000.00"))
    assert (total.stated_rate, total.cells["executed"]) == (Decimal("0.425"), "C3")


def test_amounts_beside_their_captions_with_sources_below() -> None:
    form = evaluation(funds=(
        "预算安排 | | 资金到位 | | 资金执行 | | 预算执行进度", "预算数 | 1,500 | 到位数 | 1,400 | 执行数 | 1,350 | 90%",
        "其中：财政资金 | 1,200 | 其中：财政资金 | 1,100 | 其中：财政资金 | 1,050", "其他 | 300 | 其他 | 300 | 其他 | 300",
    ))  # fmt: skip
    assert [(row.source, row.adjusted, row.received, row.executed) for row in form.funds] == [
        (FundSource.TOTAL, Decimal("15000000.00"), Decimal("14000000.00"), Decimal("13500000.00")),
        (FundSource.FISCAL, Decimal("12000000.00"), Decimal("11000000.00"), Decimal("10500000.00")),
        (FundSource.OTHER, Decimal("3000000.00"), Decimal("3000000.00"), Decimal("3000000.00")),
    ]
    assert form.funds[0].stated_rate == Decimal("0.9")


def test_one_row_of_captions_and_amounts() -> None:
    form = evaluation(funds=("金额单位：元", "预算数 | 100000 | 执行数 | 50000"))
    assert [(row.source, row.adjusted, row.executed) for row in form.funds] == [
        (FundSource.TOTAL, Decimal("100000.00"), Decimal("50000.00"))
    ]


def test_amounts_without_a_label_are_the_total() -> None:
    form = evaluation(funds=("资金情况（万元） | 预算安排数 | 实际到位数 | 实际支出数 | 支出进度", " | 35 | 35 | 33.25 | 95%"))
    assert [(row.source, row.label, row.adjusted, row.executed) for row in form.funds] == [
        (FundSource.TOTAL, "资金情况", Decimal("350000.00"), Decimal("332500.00")),
    ]


def test_the_year_beside_the_medium_term() -> None:
    form = read(grid(
        "项目支出绩效目标申报表", "（2024年度）", "项目名称 | 示例绿化项目",
        "项目资金（万元） | 中期资金总额： | 90 | 年度资金总额： | 30",
        " | 其中：财政拨款 | 80 | 其中：财政拨款 | 28", " | 其他资金 | 10 | 其他资金 | 2",
        "一级指标 | 二级指标 | 三级指标 | 指标值", "产出指标 | 数量指标 | 栽植苗木 | 320株",
    ))  # fmt: skip
    assert [(row.source, row.initial) for row in form.funds] == [
        (FundSource.TOTAL, Decimal("300000.00")), (FundSource.FISCAL, Decimal("280000.00")), (FundSource.OTHER, Decimal("20000.00")),
    ]  # fmt: skip


def test_the_total_below_the_tasks_of_a_department() -> None:
    form = read(grid(
        "部门整体支出绩效目标申报表", "（2024年度）", "部门名称 | 示例县档案馆",
        "年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元）", " | | | 总额 | 财政拨款 | 其他资金",
        " | 档案数字化 | 扫描档案 | 40 | 38 | 2", " | 档案征集 | 征集资料 | 12 | 12 | 0", " | 金额合计 | | 52 | 50 | 2",
        "年度总体目标 | 扫描档案20万页", "一级指标 | 二级指标 | 三级指标 | 指标值", "产出指标 | 数量指标 | 扫描页数 | 20万页",
    ))  # fmt: skip
    assert [(row.source, row.initial, row.cells["initial"]) for row in form.funds] == [
        (FundSource.TOTAL, Decimal("520000.00"), "D8"), (FundSource.FISCAL, Decimal("500000.00"), "E8"),
        (FundSource.OTHER, Decimal("20000.00"), "F8"),
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["总量", "部门整体支出总额", "资金总量", "金额合计"])
def test_labels_of_a_total(label: str) -> None:
    form = evaluation(funds=("项目资金（万元） | | 全年预算数 | 全年执行数", f" | {label} | 60 | 45"))
    assert form.total is not None and form.total.executed == Decimal("450000.00")


@pytest.mark.parametrize("caption", ["支付进度", "资金支付进度", "支出比例", "拨付进度"])
def test_captions_of_a_rate(caption: str) -> None:
    form = evaluation(funds=(f"项目资金（万元） | | 全年预算数 | 全年执行数 | {caption}", " | 年度资金总额 | 60 | 45 | 75%"))
    assert form.total is not None and form.total.stated_rate == Decimal("0.75")


def test_a_small_rate_with_its_sign_is_not_made_smaller() -> None:
    form = evaluation(funds=("项目资金（万元） | | 全年预算数 | 全年执行数 | 执行率（%）", " | 年度资金总额 | 6000 | 0.6 | 0.01%"))
    assert form.total is not None and form.total.stated_rate == Decimal("0.0001")


def test_rows_left_empty_are_none_save_the_total() -> None:
    funds = (FUNDS[0], " | 年度资金总额 | — | ", " | 其中：财政拨款 | | 45", " | 上年结转资金 | |", " | 其他资金 | — | /")
    form = evaluation(funds=funds)
    assert [row.source for row in form.funds] == [FundSource.TOTAL, FundSource.FISCAL]
    assert form.funds[0].cells["adjusted"] == "C5"


@pytest.mark.parametrize("name", layouts())
def test_an_empty_total_row_stays_with_its_cells(name: str) -> None:
    form, layout = read(draw(name, replace(MONITORING, amounts={}))), layouts()[name]
    assert layout.funds is not None
    assert [row.source for row in form.funds] == [FundSource.TOTAL]
    assert {column.key for column in layout.funds.columns} <= set(form.funds[0].cells)


@pytest.mark.parametrize(
    "rows",
    [
        ("主管部门：示例局 | | 实施单位：示例站 | | 金额单位：元",),
        ("主管部门 | 示例局 | 实施单位 | 示例站 | （元）",),
        ("实施单位 | 示例站", " | | | | | 金额单位：元"),
        ("实施单位 | 示例站 | 金额单位 | 元",),
        ("单位：万元 | | 实施单位 | 示例站", " | | | | | 单位：元"),
    ],
)
def test_the_unit_of_amounts_anywhere_above_the_table(rows: tuple[str, ...]) -> None:
    form = evaluation(*rows, funds=("资金 | 全年预算数 | 全年执行数", "年度资金总额 | 860000 | 498800"))
    assert form.total is not None and form.total.adjusted == Decimal("860000.00")
    assert form.program.unit == "示例站"


def test_a_unit_named_like_money_is_no_unit_of_amounts() -> None:
    form = evaluation("实施单位：元宝乡政府", funds=("资金 | 全年预算数 | 全年执行数", "年度资金总额 | 86 | 49.88"))
    assert form.total is not None and form.total.adjusted == Decimal("860000.00")


# ── head and goal ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("301001示例县石桥镇人民政府", "示例县石桥镇人民政府", "301001"),
        ("301示例县林业局", "示例县林业局", "301"),
        ("２１９００１－示例县林业站", "示例县林业站", "219001"),
        ("120急救中心", "120急救中心", None),
        ("2023年示例县创建办", "2023年示例县创建办", None),
    ],
)
def test_codes_glued_to_a_unit(text: str, name: str, code: str | None) -> None:
    assert split_code(text, 3) == (name, code)


def test_the_goal_ends_where_another_caption_begins() -> None:
    form = evaluation("目标完成情况 | 年度预期目标 | | 具体完成情况 | | 总体完成率", " | 栽植苗木320株 | | 已栽植331株 | | 100%")
    assert (form.goal, form.goal_actual) == ("栽植苗木320株", "已栽植331株")


def test_a_hidden_column_is_no_part_of_the_goal() -> None:
    sheet = grid("项目支出绩效自评表", "项目名称 | 示例绿化项目", "年度总体目标 | 栽植苗木320株 | | | | | | | 1", *FUNDS, *TABLE)
    assert read(replace(sheet, hidden_columns=frozenset({8}))).goal == "栽植苗木320株"


def test_business_expenses_of_a_department_are_a_project() -> None:
    form = read(grid("部门业务费绩效自评表", "部门名称 | 示例县林业局", "部门业务费名称 | 示例防火宣传费", *FUNDS, *TABLE))
    assert (form.kind, form.program.name) == (Kind.SELF_EVALUATION, "示例防火宣传费")


def test_review_form_of_targets() -> None:
    form = read(grid(
        "项目支出绩效目标审核表", "项目名称 | 示例绿化项目", "一级指标 | 二级指标 | 三级指标 | 指标值 | 得分",
        "产出指标 | 数量指标 | 栽植苗木 | 320株 |",
    ))  # fmt: skip
    assert form.kind is Kind.TARGET_DECLARATION
    opinion = grid("项目支出绩效目标审核表", "审核内容 | 审核要点 | 审核意见", "完整性 | 目标是否明确 | 优")
    forms, notes = read_forms(book(opinion), "审核.xlsx")
    assert not forms and "绩效目标申报表" in notes[0]
