"""Roster, approved targets and payments: columns by meaning, units, dates, filled-down cells, refusals."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from hengji.papers.days import read_day, read_instant
from hengji.papers.tables import Unusable, read_payments, read_roster, read_targets
from hengji.papers.workbook import Book, Sheet, read_book
from hengji.rules.forms import FundSource
from hengji.rules.values import Operator

Line = Sequence[str | None]


def book(*rows: Line, merged: tuple[tuple[int, int, int, int], ...] = ()) -> Book:
    width = max(len(row) for row in rows)
    return Book((Sheet("Sheet1", [[*row, *[None] * (width - len(row))] for row in rows], merged=merged),))


def day_end(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 23, 59, 59)


# ---- roster


def test_a_roster_below_its_title_in_any_order() -> None:
    entries = read_roster(
        book(
            ["2023年绩效监控应报名单"],
            ["序号", "项目名称", "实施单位", "主管部门", "项目编码", "应报时间", "收到时间", "联系电话", "预算数"],
            ["1", "示例路灯改造", "示例中心", "示例局", "X-01", "2023年8月18日", "8月18日 17:30", "123", "12.5"],
            ["2", "部门整体支出", "示例局", "示例局", None, "2023-08-18 12:00", None, None, "—"],
            ["3", None, "示例站", None, None, "2023.8.18", None, None, None],
            ["合计", None, None, None, None, None, None, None, "12.5"],
        )
    )
    first, overall, empty = entries
    assert (first.unit, first.department, first.name, first.code, first.overall) == ("示例中心", "示例局", "示例路灯改造", "X-01", False)
    assert (first.due, first.received) == (day_end(2023, 8, 18), dt.datetime(2023, 8, 18, 17, 30))
    assert first.budget == 125000
    assert first.extra["联系电话"] == "123"
    assert overall.overall and overall.due == dt.datetime(2023, 8, 18, 12) and overall.received is None and overall.budget is None
    assert (empty.unit, empty.name, empty.overall, empty.department) == ("示例站", None, True, None)


def test_a_department_filled_once_or_merged_holds_for_its_rows() -> None:
    header = ["主管部门", "单位名称", "项目名称", "报告截止时间", "报告报送时间"]
    rows = [header, ["甲局", "甲站", "一", "2023-08-20", "2023-08-21"], [None, None, "二"], ["乙局", "乙站", "三"], [None, "丙站", "四"]]
    once = read_roster(book(*rows))
    assert [(e.department, e.unit, e.name) for e in once] == [
        ("甲局", "甲站", "一"), ("甲局", "甲站", "二"), ("乙局", "乙站", "三"), (None, "丙站", "四"),
    ]  # fmt: skip
    assert (once[0].report_due, once[0].report_received) == (day_end(2023, 8, 20), dt.datetime(2023, 8, 21))
    merged = read_roster(book(*rows, merged=((1, 0, 2, 0), (1, 1, 2, 1), (3, 0, 4, 0))))
    assert [(e.department, e.unit) for e in merged] == [("甲局", "甲站"), ("甲局", "甲站"), ("乙局", "乙站"), ("乙局", "丙站")]


def test_a_due_date_in_words_is_kept_but_not_guessed() -> None:
    (entry,) = read_roster(book(["单位", "项目名称", "截止时间"], ["示例局", "示例", "另行通知"]))
    assert entry.due is None
    assert entry.extra == {"截止时间": "另行通知"}


def test_a_roster_as_separated_text_and_as_a_workbook() -> None:
    text = "单位,项目名称,截止时间\n示例局,示例工程,2023/8/18\n示例站,示例采购,2023/8/18\n"
    assert [entry.due for entry in read_roster(read_book(text.encode("gb18030")))] == [day_end(2023, 8, 18)] * 2
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        sheet = workbook.add_worksheet("名单")
        sheet.write_row(0, 0, ["单位", "项目名称", "截止时间"])
        sheet.write_row(1, 0, ["示例局", "示例工程"])
        sheet.write_datetime(1, 2, dt.datetime(2023, 8, 18, 17, 30), workbook.add_format({"num_format": "m月d日 hh:mm"}))
    assert read_roster(read_book(out.getvalue()))[0].due == dt.datetime(2023, 8, 18, 17, 30)


def test_a_list_that_lacks_a_column_says_which_and_what_was_seen() -> None:
    with pytest.raises(Unusable, match="花名册缺少“单位”列；读到的列是：序号、项目名称、截止时间"):
        read_roster(book(["序号", "项目名称", "截止时间"], ["1", "示例", "2023-08-18"]))
    with pytest.raises(Unusable, match="没有找到表头.*随手记的"):
        read_roster(book(["随手记的"], ["一句话"]))
    with pytest.raises(Unusable, match="表是空的"):
        read_roster(Book((Sheet("Sheet1", []),)))


# ---- approved targets

TARGET_HEADER = [
    "项目名称",
    "项目代码",
    "实施单位",
    "年度总体目标",
    "预算数（万元）",
    "调整后预算数",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "分值",
]


def test_targets_filled_once_for_each_object() -> None:
    targets = read_targets(
        book(
            ["2023年绩效目标批复"],
            TARGET_HEADER,
            ["示例路灯改造", "X-01", "示例中心", "改造路灯40盏", "7.29", "6.5", "产出指标", "数量指标", "指标1：改造路灯数", "≥40盏", "20"],
            [None, None, None, None, None, None, None, "质量指标", "验收合格率", "≥98%", "10分"],
            [None, None, None, None, None, None, "效益指标", "社会效益", "夜间出行条件", "明显改善", "30"],
            ["部门整体支出", None, "示例局", None, "1,200", None, "产出指标", "数量指标", "完成项目数", "＝3个", "10"],
        )
    )
    first, overall = targets
    assert (first.name, first.code, first.unit, first.goal) == ("示例路灯改造", "X-01", "示例中心", "改造路灯40盏")
    assert (first.initial, first.adjusted) == (Decimal(72900), Decimal(65000))
    assert first.quantum == {"initial": 100, "adjusted": 1000}
    count, quality, social = first.indicators
    assert (count.name, count.level1, count.level2, count.weight) == ("改造路灯数", "产出指标", "数量指标", 20)
    assert (count.target.operator, count.target.number, count.target.unit) == (Operator.GE, 40, "盏")
    assert (quality.level1, quality.level2, quality.weight) == ("产出指标", "质量指标", 10)
    assert social.target.operator is Operator.TEXT and social.level1 == "效益指标"
    assert (overall.initial, overall.adjusted, overall.code, len(overall.indicators)) == (Decimal(12000000), None, None, 1)


def test_targets_repeated_or_merged_are_one_object() -> None:
    header = ["项目名称", "实施单位", "预算数", "三级指标", "指标值"]
    repeated = read_targets(
        book(header, *[["甲", "示例局", "5", f"指标{i}数", f"≥{i}个"] for i in (1, 2)], ["乙", "示例局", "6", "三数", "3"])
    )
    assert [(t.name, len(t.indicators)) for t in repeated] == [("甲", 2), ("乙", 1)]
    rows = [header, ["甲", "示例局", "5", "一数", "1个"], [None, None, None, "二数", "2个"]]
    (merged,) = read_targets(book(*rows, merged=((1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2))))
    assert [i.name for i in merged.indicators] == ["一数", "二数"] and merged.initial == 50000


def test_the_header_says_yuan_and_sign_and_unit_stand_apart() -> None:
    (target,) = read_targets(
        book(
            ["项目名称", "预算数（元）", "三级指标", "运算符号", "指标值", "单位", "累计方式"],
            ["甲", "72900", "示例数", "≥", "40", "盏", "累计型"],
        )
    )
    (indicator,) = target.indicators
    assert (target.initial, target.unit) == (72900, None)
    assert (indicator.target.operator, indicator.target.number, indicator.target.unit) == (Operator.GE, 40, "盏")
    assert indicator.measure == "cumulative"


def test_one_name_at_two_units_is_two_objects() -> None:
    targets = read_targets(book(["项目名称", "实施单位", "三级指标", "指标值"], ["运转", "甲", "一数", "1"], ["运转", "乙", "一数", "2"]))
    assert [target.unit for target in targets] == ["甲", "乙"]


def test_targets_without_values_are_refused() -> None:
    with pytest.raises(Unusable, match="缺少“指标值”列"):
        read_targets(book(["项目名称", "三级指标"], ["甲", "一数"]))


# ---- payments


def test_payments_by_date_in_yuan_with_refunds_and_totals_passed_over() -> None:
    payments = read_payments(
        book(
            ["支付明细表"],
            ["支付日期", "预算单位", "项目名称", "项目代码", "支付金额", "指标文号", "下达日期", "指标金额", "资金来源"],
            ["2023-03-05", "示例中心", "示例路灯改造", "X-01", "120,000.50", "示财〔2023〕1号", "2023-01-10", "400000", "中央资金"],
            ["20230610", "示例中心", "示例路灯改造", "X-01", "-500", None, None, None, "上年结转"],
            ["小计", None, None, None, "119,500.50"],
            ["合计", None, None, None, "119,500.50"],
        )
    )
    first, refund = payments
    assert (first.amount, first.paid_on, first.source) == (Decimal("120000.50"), dt.date(2023, 3, 5), FundSource.CENTRAL)
    assert (first.document, first.issued, first.budget) == ("示财〔2023〕1号", dt.date(2023, 1, 10), Decimal(400000))
    assert (refund.amount, refund.paid_on, refund.source) == (Decimal(-500), dt.date(2023, 6, 10), FundSource.CARRY_OVER)


def test_an_export_of_totals_without_dates_in_wan() -> None:
    payments = read_payments(book(["单位", "项目名称", "截至7月底累计支出（万元）"], ["示例局", "甲", "37.24"], ["示例局", "乙", "0"]))
    assert [(p.amount, p.paid_on) for p in payments] == [(Decimal(372400), None), (Decimal(0), None)]
    above = read_payments(book(["单位：万元"], ["单位", "项目名称", "执行数"], ["示例局", "甲", "37.24"]))
    assert above[0].amount == 372400


def test_a_document_with_nothing_paid_stays_and_an_unreadable_amount_is_named() -> None:
    header = ["单位", "项目名称", "支付金额", "指标金额", "下达时间"]
    (idle,) = read_payments(book(header, ["示例局", "甲", None, "500000", "2022-12-30"]))
    assert (idle.amount, idle.budget, idle.issued) == (0, 500000, dt.date(2022, 12, 30))
    with pytest.raises(Unusable, match="第 2 行的金额“见附件”"):
        read_payments(book(header, ["示例局", "甲", "见附件"]))


def test_payments_below_an_object_named_once() -> None:
    payments = read_payments(
        book(["项目名称", "日期", "金额"], ["甲", "2023-01-31", "1"], [None, "2023-02-28", "2"], ["乙", "2023-03-31", "4"])
    )
    assert [(p.name, p.amount) for p in payments] == [("甲", 1), ("甲", 2), ("乙", 4)]


# ---- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-08-18", (2023, 8, 18)), ("2023/8/18", (2023, 8, 18)), ("2023.8.18", (2023, 8, 18)), ("２０２３年８月１８日", (2023, 8, 18)),
        ("8月18日前", (2023, 8, 18)), ("20230818", (2023, 8, 18)), ("45156", (2023, 8, 18)), ("23.8.18", (2023, 8, 18)),
        ("8.18", (2023, 8, 18)),
        ("2023年7月", (2023, 7, 31)), ("2023年2月底", (2023, 2, 28)), ("2023年12月", (2023, 12, 31)),
        ("2023-02-30", None), ("另行通知", None), ("", None), (None, None), ("13月1日", None),
    ],
)  # fmt: skip
def test_days(text: str | None, day: tuple[int, int, int] | None) -> None:
    assert read_day(text, 2023) == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2023-08-18 17:30", (17, 30, 0)), ("8月18日下午5点半前", (17, 30, 0)), ("2023年8月18日17时", (17, 0, 0)),
        ("2023年8月18日 24:00", (23, 59, 59)),
        ("2023年8月18日上午9:05", (9, 5, 0)), ("2023年8月18日", (23, 59, 59)),
    ],
)  # fmt: skip
def test_times(text: str, clock: tuple[int, int, int]) -> None:
    assert read_instant(text, 2023, until=True) == dt.datetime(2023, 8, 18, *clock)


def test_a_thing_received_on_a_day_came_at_its_beginning() -> None:
    assert read_instant("2023-08-18") == dt.datetime(2023, 8, 18)
    assert read_day("8月18日") is None, "no year is guessed"


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0}"]),
)
def test_a_day_is_read_as_written(day: dt.date, form: str) -> None:
    assert read_day(form.format(day)) == day


@given(st.permutations(range(5)), st.integers(0, 3))
def test_columns_may_stand_in_any_order_below_any_title(order: list[int], titles: int) -> None:
    columns = [("单位", "示例局"), ("项目名称", "甲"), ("项目代码", "X-01"), ("主管部门", "示例委"), ("截止时间", "2023-08-18")]
    shuffled = [columns[i] for i in order]
    (entry,) = read_roster(book(*[["名单"]] * titles, [c for c, _ in shuffled], [v for _, v in shuffled]))
    assert (entry.unit, entry.name, entry.code, entry.department, entry.due) == ("示例局", "甲", "X-01", "示例委", day_end(2023, 8, 18))
