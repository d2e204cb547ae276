"""What a report's sentences state, and when a figure is held against the form.  All wording and names are our own (示例)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind, Program
from hengji.rules.reports import Report, StatementKind, mismatches, section, statements
from hengji.rules.values import Actual, ActualKind, Operator, Target

D = Decimal


def a_form(initial: str = "4320000", executed: str = "3100000", **more: Any) -> Form:
    row = FundRow(
        FundSource.TOTAL,
        "年度资金总额",
        D(initial),
        adjusted=D(more.pop("adjusted")) if "adjusted" in more else None,
        received=D(more.pop("received")) if "received" in more else None,
        executed=D(executed),
        cells={"initial": "E6", "executed": "G6", "stated_rate": "H6"},
        quantum={"initial": D(100), "executed": D(100)},
    )
    target = Target("≥12座", Operator.GE, D(12), "座", True)
    pens = IndicatorRow(
        14,
        name="新建圈舍数量",
        target=target,
        actual=Actual("10座", ActualKind.NUMBER, D(10), "座"),
        texts={"actual": "10座"},
        cells={"actual": "E14"},
    )
    values: dict[str, Any] = {"program": Program("示例养殖小区项目", unit="示例镇"), "year": 2023, "as_of": date(2023, 7, 31)}
    kind = more.pop("kind", Kind.MONITORING)
    return Form("a.xlsx", "表", kind, "mof-2019", funds=(row,), indicators=(pens,), **(values | more))


def told(*paragraphs: str, form: Form | None = None, **report: Any) -> list[tuple[str, str]]:
    """(what, figure as printed) of every mismatch."""
    found = mismatches(Report("报告.docx", paragraphs, **report), form or a_form())
    return [(one.what, one.statement.text) for one in found]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("预算安排432万元，截至7月31日支出231万元。", [("支出", "231万元")]),
        ("年初预算432万元，已累计支付0.0231亿元。", [("支出", "0.0231亿元")]),
        ("实际支出2,310,000.00元。", [("支出", "2,310,000.00元")]),
        ("本项目预算资金500万元，已支出310万元。", [("预算", "500万元")]),
        ("截至7月底项目支出进度为53.47%。", [("执行率", "53.47%")]),
        ("预算执行率达到八成，具体为80.00%。", []),
        ("资金支付率90％，低于要求。", [("执行率", "90％")]),
        ("累计支出432万元，资金全部用完。", [("支出", "432万元")]),
        ("截至目前新建圈舍8座。", [("指标“新建圈舍数量”", "8座")]),
        ("新建圈舍目标12座，实际完成9座。", [("指标“新建圈舍数量”", "9座")]),
        ("2022年支出100万元，今年支出250万元。", [("支出", "250万元")]),
    ],
)
def test_a_stated_figure_that_the_form_does_not_bear_out_is_told(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "预算安排432万元，支出310万元，执行率71.76%。",
        "预算432万元，支出310.00万元，执行率72%，高于序时进度58.33%。",
        "支出进度71.7%。",  # cut off instead of rounded
        "全年预算0.043亿元，已支出0.031亿元。",
        "其中：设备采购预算200万元，支出150万元。",
        "2022年支出100万元，执行率50%。",
        "上年同期支出200万元。",
        "截至6月底支出150万元，执行率34.72%。",
        "上半年支出150万元。",
        "7月份支付20万元。",
        "预计全年支出430万元，执行率99.54%。",
        "计划下半年支付122万元。",
        "尚未支付122万元，剩余资金122万元。",
        "每座补助5万元，人均支出300元。",
        "项目总投资900万元，合同金额416万元。",
        "比上年同期增加支出40万元。",
        "支出约300万元，支出不低于200万元。",
        "到位资金380万元，资金到位率88%，验收合格率100%。",
        "全镇共3个项目，预算1500万元，支出900万元。",
        "中央资金300万元，支出200万元。",
        "新建圈舍10座，年度目标12座。",
        "目标为新建圈舍20座。",
        "执行率力争达到95%以上。",
        "支出较快，快于序时进度13.43个百分点。",
        "中央和县级资金分别为300万元、132万元，支出分别为200万元、110万元。",
        "预算单位按要求自查，形成12页报告。",
    ],
)
def test_what_is_right_or_speaks_of_something_else_is_passed_over(sentence: str) -> None:
    assert told(sentence) == []


def test_the_sentence_the_cell_and_the_form_s_figure_are_given() -> None:
    (one,) = mismatches(Report("r.docx", ("一、资金情况", "截至7月31日，支出231万元；其余待验收后支付。")), a_form())
    assert (one.cell, one.on_form) == ("G6", "310.00万元")
    assert one.statement.sentence == "截至7月31日，支出231万元；"
    assert one.message == "监控报告写“截至7月31日，支出231万元”，所写支出231万元与监控表的310.00万元不符。"


def test_a_long_sentence_is_clipped_around_its_figure() -> None:
    long = "，".join(["示例镇组织人员逐户核对"] * 12) + "，累计支出231万元，" + "，".join(["后续工作正在推进"] * 12)
    (one,) = mismatches(Report("r.docx", (long,)), a_form())
    assert "231万元" in one.message and len(one.message) < 130 and "…" in one.message


def test_a_figure_said_twice_is_told_once() -> None:
    assert told("支出231万元。", "累计支出231万元。") == [("支出", "231万元")]


def test_either_budget_and_any_base_hold() -> None:
    form = a_form(adjusted="4000000", received="3500000")
    assert (
        told("年初预算432万元，调整后预算400万元，支出310万元。", "执行率77.5%。", "执行率71.76%。", "资金使用率88.57%。", form=form) == []
    )
    assert told("执行率66%。", form=form) == [("执行率", "66%")]


def test_of_a_unit_s_report_only_the_object_s_section_counts() -> None:
    report = (
        "一、项目支出",
        "1.示例道路项目",
        "预算200万元，支出50万元。",
        "2.示例养殖小区项目",
        "预算432万元，支出300万元。",
        "3.示例管网项目",
        "支出9万元。",
        "二、问题",
        "支出8万元",
    )
    assert told(*report) == [("支出", "300万元")]
    assert section(Report("r.docx", report), a_form()) == report[3:5]


def test_without_sections_only_sentences_naming_the_object_count() -> None:
    text = "示例养殖小区项目预算432万元，支出300万元；示例道路项目预算200万元，支出50万元。"
    assert told(text, "支出进度50%。") == [("支出", "300万元")]
    assert told("“示例道路”项目支出50万元，执行率25%。") == []


def test_a_report_titled_for_the_object_may_speak_of_its_parts() -> None:
    names = ("示例镇关于示例养殖小区项目绩效监控情况的报告",)
    assert told("配套道路工程支出20万元。", "全部资金支出300万元。", names=names) == [("支出", "300万元")]


def test_an_overall_form_is_held_against_the_overall_section() -> None:
    form = a_form(kind=Kind.OVERALL_MONITORING, program=Program("示例镇", unit="示例镇"))
    report = ("（一）部门整体支出", "预算432万元，支出300万元。", "（二）项目支出", "1.示例道路项目", "支出50万元。")
    assert told(*report, form=form) == [("支出", "300万元")]
    assert told(*report) == []


def test_statements_need_no_form() -> None:
    found = statements(Report("r.docx", ("预算100万元，支出0.5亿元，执行率12.5%。",)))
    assert [(one.kind, one.figure, one.quantum) for one in found] == [
        (StatementKind.BUDGET, D(1000000), D(10000)),
        (StatementKind.EXECUTED, D(50000000), D(10000000)),
        (StatementKind.RATE, D("0.125"), D("0.001")),
    ]


def test_a_form_without_money_or_actuals_is_never_contradicted() -> None:
    empty = Form("a.xlsx", "表", Kind.MONITORING, "mof-2019", Program("示例养殖小区项目"))
    assert told("预算432万元，支出231万元，执行率50%，新建圈舍8座。", form=empty) == []


cents = st.integers(min_value=10_000_00, max_value=9_999_999_99).map(lambda number: D(number) / 100)


@given(budget=cents, share=st.decimals("0.01", "1", places=4), places=st.integers(0, 6))
def test_the_form_s_own_figures_are_never_a_mismatch(budget: Decimal, share: Decimal, places: int) -> None:
    executed = (budget * share).quantize(D("0.01"))
    form = a_form(str(budget), str(executed))
    spent, had = (f"{amount / 10000:.{places}f}" for amount in (executed, budget))
    rate = f"{executed / budget * 100:.{min(places, 2)}f}"
    assert told(f"预算安排{had}万元，截至7月31日累计支出{spent}万元，执行率{rate}%。", form=form) == []


@given(executed=st.integers(100_0000, 900_0000), off=st.integers(200, 100_0000))
def test_a_spent_amount_off_by_more_than_its_last_digit_is_told(executed: int, off: int) -> None:
    form = a_form("9999999", str(executed))
    assert told(f"累计支出{(executed + off) / 10000:.4f}万元。", form=form) == [("支出", f"{(executed + off) / 10000:.4f}万元")]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert statements(Report("r.docx", (text,)), a_form()) is not None


def test_a_row_of_a_report_s_table_speaks_of_the_object_it_names() -> None:
    rows = ("“示例养殖小区项目”项目：预算数432万元，累计支出231万元，执行率53.47%", "“示例水池”项目：预算数100万元，累计支出20万元")
    assert told(*rows) == [("支出", "231万元"), ("执行率", "53.47%")]
