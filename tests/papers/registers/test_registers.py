"""Registers: written and read back the same; every problem of a file told with its cell; columns recognised by meaning."""

from __future__ import annotations

import random
import string
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from hengji.papers.lists import caption_word
from hengji.papers.registers import (
    ADJUSTMENTS,
    BUDGETS,
    INDICATORS,
    PAYMENTS,
    PEOPLE,
    REGISTERS,
    UNITS,
    Column,
    ColumnKind,
    Register,
    RegisterReading,
    Value,
    propose_mapping,
    read,
    read_book_as,
    template,
    write,
)
from hengji.papers.registers.people import ROLES
from hengji.papers.workbook import Unreadable, read_book
from hengji.rules.access import Role

SIGNS = "甲乙丙丁示例县绩效资金项目建设（一期）“二期”《》、；：—…·=+-@#%&<>'\"_x0041_ \n\tABCabc019①㎡Ⅲ"


def book(*rows: list[object], title: str = "Sheet1", merge: tuple[str, ...] = ()) -> bytes:
    """An .xlsx of these rows."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    buffer = BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def read_here(register: Register, data: bytes, mapping: dict[str, str] | None = None) -> RegisterReading:
    return read_book_as(register, read_book(data), mapping)


def _text(random_: random.Random) -> str:
    text = "".join(random_.choice(SIGNS) for _ in range(random_.randint(0, 12))).replace("\t", " ")
    return f"示{text.strip()}例".strip()


def _value(column: Column, random_: random.Random, number: int) -> Value:
    if not column.required and random_.random() < 0.3 and not column.filled_down:
        return None
    match column.kind:
        case ColumnKind.TEXT:
            return f"{_text(random_)}{number}"
        case ColumnKind.CODE:
            length = 18 if "18" in column.pattern else 11
            return "1" + "".join(random_.choice(string.digits) for _ in range(length - 6)) + f"{number:05d}"
        case ColumnKind.MONEY:
            return Decimal(random_.choice([0, 1, -1, 99, 10**13 - 1, -(10**12), random_.randint(-(10**11), 10**11)])) / 100
        case ColumnKind.NUMBER:
            return Decimal(random_.randint(0, 1000)) / 10
        case ColumnKind.DATE:
            return date(2000, 1, 1) + timedelta(days=random_.randint(0, 20000))
        case ColumnKind.CHOICE:
            return random_.choice(list(column.choices))
        case ColumnKind.BOOL:
            return random_.random() < 0.5


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.name)
@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_reads_back_the_same(register: Register, seed: int) -> None:
    random_ = random.Random(f"{register.name}{seed}")
    rows = [{column.key: _value(column, random_, number) for column in register.columns} for number in range(25)]
    reading = read_here(register, write(register, rows))
    assert reading.errors == ()
    assert [dict(row.values) for row in reading.rows] == rows
    again = read_here(register, write(register, [row.values for row in reading.rows]))
    assert [row.values for row in again.rows] == [row.values for row in reading.rows]


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.name)
def test_a_template_is_recognised_and_empty(register: Register) -> None:
    data = template(register)
    proposal = propose_mapping(register, data)
    assert proposal.certain and set(proposal.mapping.values()) == {column.key for column in register.columns}
    reading = read(register, data)
    assert reading.rows == () and [error.code for error in reading.errors] == ["no_rows"]


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda register: register.name)
def test_no_caption_means_two_things(register: Register) -> None:
    seen: dict[str, str] = {}
    for column in register.columns:
        for word in {caption_word(name) for name in (column.caption, *column.synonyms)}:
            assert seen.setdefault(word, column.key) == column.key, word
    for key in {key for group in (*register.needed, *register.unique) for key in group}:
        assert register.column(key)


def test_roles_of_people_are_those_of_the_access_table() -> None:
    assert set(ROLES) == {role.value for role in Role}
    assert all(words[0] == Role(key).chinese for key, words in ROLES.items())


def test_exported_cells_never_start_a_formula() -> None:
    data = write(UNITS, [{"code": "219001", "name": "=cmd|'/c calc'!A1", "kind": "department", "remark": "+1+1"}])
    xml = ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml and b"=cmd" in xml
    assert read_here(UNITS, data).rows[0].text("remark") == "+1+1"


def test_header_below_titles_in_any_order_with_unit_line_and_total() -> None:
    data = book(
        ["示例县2025年部门预算项目表"], [], ["单位：万元"],
        ["序号", "项目名称", "预算单位", "年初预算数", "项目编码"],
        [1, "示例道路", "示例县交通局", 12.5, "51092325T000000000001"],
        [2, "示例桥梁", "示例县交通局", 7.5, "51092325T000000000002"],
        ["合计", None, None, 20],
        ["注：本表由预算股提供"],
        merge=("A1:E1",),
    )  # fmt: skip
    reading = read_here(BUDGETS, data)
    assert reading.errors == () and reading.unit == 10000
    assert [(row.text("name"), row.amount("initial"), row.cell("initial")) for row in reading.rows] == [
        ("示例道路", Decimal("125000.00"), "Sheet1!D5"),
        ("示例桥梁", Decimal("75000.00"), "Sheet1!D6"),
    ]
    assert reading.unrecognised == ("序号",) and reading.rows[0].extra == {"序号": "1"}
    assert reading.notes == ("“Sheet1”第 7 行是合计，没有导入",)


def test_a_total_that_does_not_add_up_is_told() -> None:
    data = book(["支付日期", "单位名称", "支付金额"], ["2025-03-01", "甲", 100], ["2025-03-02", "甲", -20], ["合计", None, 100])
    [note] = read_here(PAYMENTS, data).notes
    assert "合计 100.00 元，逐行相加 80.00 元，不一致" in note


def test_a_header_of_two_rows() -> None:
    data = book(
        ["项目名称", "预算单位", "资金（元）", None, "下达日期"], [None, None, "年初预算", "调整预算", None],
        ["示例道路", "示例局", 100, 200, "2025-02-01"],
        merge=("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
    )  # fmt: skip
    reading = read_here(BUDGETS, data)
    [row] = reading.rows
    assert (row.row, row.text("name"), row.day("issued")) == (3, "示例道路", date(2025, 2, 1))
    assert row.amount("initial") == 1_000_000 and row.amount("adjusted") == 2_000_000, "元 of the group's head is not that of the columns"


def test_every_problem_is_told_with_its_cell_and_a_remedy() -> None:
    data = book(
        ["单位编码", "单位名称", "单位类型", "统一社会信用代码"],
        ["219001", "示例局", "主管部门", None],
        ["219001", "示例站", "二级单位", "12345"],
        [None, "示例所", "分公司", None],
        ["2.19E+20", None, "乡镇", "#REF!"],
    )
    reading = read_here(UNITS, data)
    assert [(error.cell, error.code) for error in reading.errors] == [
        ("D3", "code_malformed"), ("A3", "duplicate"), ("A4", "required"), ("C4", "choice_unknown"),
        ("A5", "code_broken"), ("B5", "required"), ("D5", "cell_broken"),
    ]  # fmt: skip
    assert all(error.sentence and error.remedy and error.row for error in reading.errors)
    assert [row.row for row in reading.sound] == [2]
    assert "主管部门、下属单位" in reading.errors[3].remedy


def test_missing_columns_are_named_with_those_that_were_seen() -> None:
    reading = read_here(PAYMENTS, book(["项目名称", "执行说明"], ["甲", "乙"]))
    assert {error.code for error in reading.errors} == {"column_missing"}
    assert any("“支付金额”" in error.sentence and "执行说明" in error.sentence for error in reading.errors)
    nothing = read_here(PAYMENTS, book(["今天", "天气"], ["很", "好"]))
    assert [error.code for error in nothing.errors] == ["header_missing"]


@pytest.mark.parametrize(
    "captions",
    [
        ["支付凭证号", "支付日期", "预算单位", "项目名称", "指标文号", "资金性质", "支付金额", "用途", "收款人全称", "收款人账号"],
        [
            "支付申请编号",
            "清算日期",
            "基层预算单位",
            "预算项目名称",
            "预算指标文号",
            "资金性质名称",
            "清算金额(元)",
            "摘要",
            "收款人名称",
            "收款人帐号",
        ],
        [
            "支付令号",
            "支付完成日期",
            "用款单位名称",
            "二级项目名称",
            "指标文",
            "资金类型",
            "实际支付金额",
            "资金用途",
            "收款方",
            "收款账户",
        ],
        ["单据号", "付款日期", "单位名称", "项目", "文号", "预算类型", "金额", "支付摘要", "收款单位", "收款账号"],
    ],
)
def test_treasury_exports_call_their_columns_differently(captions: list[str]) -> None:
    row = [
        "PZ0001",
        "20250315",
        "示例局",
        "示例道路",
        "示财〔2025〕1号",
        "111-一般公共预算资金",
        "-1,200.50",
        "退款",
        "张三",
        "6222020000001234",
    ]
    reading = read_here(PAYMENTS, book(captions, row))
    assert reading.errors == () and reading.unrecognised == ()
    [payment] = reading.rows
    assert payment.values == {
        "voucher": "PZ0001", "paid_on": date(2025, 3, 15), "unit": "示例局", "name": "示例道路", "document": "示财〔2025〕1号",
        "nature": "general_public", "amount": Decimal("-1200.50"), "summary": "退款", "payee": "张三", "account": "6222020000001234",
    }  # fmt: skip


def test_columns_confirmed_once_are_remembered() -> None:
    head = ["支付完成时点", "预算单位", "核销支付金额（元）"]
    data = book(head, ["2025-03-01", "示例局", 5])
    proposal = propose_mapping(PAYMENTS, data)
    assert not proposal.certain
    guessed = {guess.caption: (guess.key, guess.certainty) for guess in proposal.guesses}
    assert guessed["预算单位"] == ("unit", "known") and guessed["核销支付金额（元）"][1] == "alike"
    confirmed = {"A": "paid_on", "B": "unit", "C": "amount"}
    assert read(PAYMENTS, data, confirmed).rows[0].amount("amount") == 5
    remembered = {proposal.signature: confirmed}
    later = book(["示例县2025年支付明细"], head, ["2025-04-01", "示例局", 7])
    reading = read(PAYMENTS, later, remembered=remembered)
    assert reading.errors == () and reading.rows[0].amount("amount") == 7
    assert propose_mapping(PAYMENTS, later, remembered=remembered).certain


def test_a_confirmed_mapping_may_leave_a_known_column_out() -> None:
    data = book(["支付日期", "预算单位", "支付金额", "摘要"], ["2025-03-01", "示例局", 5, "保密"])
    reading = read_here(PAYMENTS, data, {"A": "paid_on", "B": "unit", "C": "amount"})
    assert "summary" not in reading.rows[0].values and reading.unrecognised == ("摘要",)


def test_lists_on_several_sheets_are_read_together_and_hidden_ones_left() -> None:
    made = Workbook()
    for number, sheet in enumerate((made.active, made.create_sheet("二月"), made.create_sheet("隐藏"))):
        assert sheet is not None
        sheet.append(["支付日期", "预算单位", "支付金额"])
        sheet.append([f"2025-0{number + 1}-01", "示例局", number + 1])
    made["隐藏"].sheet_state = "hidden"
    buffer = BytesIO()
    made.save(buffer)
    reading = read_here(PAYMENTS, buffer.getvalue())
    assert [row.amount("amount") for row in reading.rows] == [1, 2]
    assert reading.notes == ("没有读的工作表：隐藏",)


def test_unknown_words_in_lenient_columns_are_told_once() -> None:
    data = book(["支付日期", "预算单位", "支付金额", "资金性质"], *[["2025-03-01", "示例局", n, "某种资金"] for n in range(1, 4)])
    reading = read_here(PAYMENTS, data)
    assert reading.errors == () and reading.notes == ("“Sheet1”资金性质“某种资金”未能识别，3 行按没有填处理",)


def test_amounts_merged_over_rows_count_once_and_texts_every_time() -> None:
    data = book(
        ["项目名称", "预算单位", "年初预算（元）"], ["甲项目", "示例局", 100], ["乙项目", None, None], merge=("B2:B3", "C2:C3"),
    )  # fmt: skip
    reading = read_here(BUDGETS, data)
    assert [(row.text("unit"), row.amount("initial")) for row in reading.rows] == [("示例局", 100), ("示例局", None)]


def test_library_categories_are_filled_downwards() -> None:
    head = ["行业领域", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"]
    reading = read_here(
        INDICATORS,
        book(head, ["农业", "产出指标", "数量指标", "新建道路", "≧", "10", "公里"], [None, None, None, "新建桥梁", "大于等于", 2, "座"]),
    )
    assert reading.errors == ()
    assert [(row.text("category"), row.text("level2"), row.text("sign")) for row in reading.rows] == [("农业", "数量指标", "≥")] * 2


def test_people_and_adjustments() -> None:
    people = read_here(
        PEOPLE,
        book(
            ["姓名", "登录账号", "所在单位编码", "岗位", "手机号", "任职日期"],
            ["示例人", "li.si", "219001", "股室审核人", 13800000000, "2025/1/1"],
        ),
    )
    assert people.errors == ()
    assert people.rows[0].values == {
        "name": "示例人", "login": "li.si", "unit": "219001", "role": "division", "mobile": "13800000000", "starts": date(2025, 1, 1),
    }  # fmt: skip
    change = read_here(
        ADJUSTMENTS, book(["项目名称", "调整文号", "调整日期", "调整金额（万元）"], ["甲", "示财〔2025〕9号", "2025年6月1日", "-1.5"])
    )
    assert change.errors == () and change.rows[0].amount("change") == -15000


def test_bad_files_are_refused() -> None:
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04broken"):
        with pytest.raises(Unreadable):
            read(PAYMENTS, data)


def test_a_row_that_numbers_the_columns_is_no_data() -> None:
    head = ["序号", "支付日期", "预算单位", "支付金额", "摘要"]
    reading = read_here(
        PAYMENTS, book(head, ["栏次", 1, 2, 3, 4], [1, "2025-03-01", "示例局", 5, "付款"], head, [2, "2025-03-02", "示例局", 6, "付款"])
    )
    assert reading.errors == () and [row.row for row in reading.rows] == [3, 5], "the header printed again is none either"
