"""A declaration goes out as the official form and comes back the same; what was spoilt is told with its cell."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from hengji.papers.reading import read_forms
from hengji.papers.workbook import Unreadable, read_book
from hengji.papers.writing.declaration import read_declaration, read_declaration_of, write_declaration
from hengji.rules.declaration import DeclaredFund, DeclaredIndicator, TargetDeclaration
from hengji.rules.measures import Measure

ONE = TargetDeclaration(
    "0198a1b2-0000-7000-8000-000000000001", 3, "示例道路硬化", 2025, "51092325T000000000001", "示例县公路养护中心", "示例县交通运输局",
        "新增项目",
    date(2025, 1, 1), date(2025, 12, 31),
    (DeclaredFund("年度资金总额", Decimal("1234567.89")), DeclaredFund("其中：财政拨款", Decimal("1234567.89")), DeclaredFund("其他资金",
        None)),
    "三年硬化36公里。", "硬化示例村道路12公里，\n验收合格，方便出行。",
    (
        DeclaredIndicator("产出指标", "数量指标", "硬化道路里程", "≥", "12", "公里", Decimal(10), Measure.CUMULATIVE, "验收单", "按合同",
            True,
                          tuple(str(n) for n in range(12)), "k1"),
        DeclaredIndicator("产出指标", "质量指标", "验收合格率", "=", "100", "%", Decimal("12.5"), Measure.LEVEL, key="k2"),
        DeclaredIndicator("效益指标", "社会效益指标", "出行条件", "", "有效改善", "", None, None),
    ),
)  # fmt: skip


def _text(random_: random.Random) -> str:
    signs = "甲乙丙示例≥=+-@%&<>'\"（）0123 \n"
    return f"示{''.join(random_.choice(signs) for _ in range(random_.randint(0, 9)))}例"


def _any(seed: int) -> TargetDeclaration:
    r = random.Random(seed)

    def maybe() -> str:
        return _text(r) if r.random() < 0.7 else ""

    def indicator(number: int) -> DeclaredIndicator:
        months = tuple(r.choice(["", "3", "30%", "开工"]) for _ in range(12))
        return DeclaredIndicator(
            maybe(), maybe(), f"{_text(r)}{number}", r.choice(["", "≥", "≤", "=", ">", "<"]), maybe(), maybe(),
            r.choice([None, Decimal(r.randint(0, 400)) / 4]), r.choice([None, *Measure]), maybe(), maybe(), r.random() < 0.3,
            months if any(months) else (), r.choice(["", f"k{number}"]),
        )  # fmt: skip

    funds = tuple(DeclaredFund(_text(r), r.choice([None, Decimal(r.randint(-(10**9), 10**12)) / 100])) for _ in range(r.randint(1, 30)))
    return TargetDeclaration(
        _text(r).replace("\n", ""), r.randint(1, 99), maybe(), r.randint(2020, 2035), maybe(), maybe(), maybe(), maybe(),
        r.choice([None, date(2025, 3, 1)]), r.choice([None, date(2027, 12, 31)]), funds, maybe(), maybe(),
        tuple(indicator(number) for number in range(r.randint(0, 12))),
    )  # fmt: skip


def test_out_and_in_again() -> None:
    reading = read_declaration(write_declaration(ONE))
    assert reading.errors == () and reading.stamp_intact and reading.notes == ()
    assert reading.declaration == ONE


@pytest.mark.parametrize("seed", range(40))
def test_any_declaration_comes_back_the_same(seed: int) -> None:
    one = _any(seed)
    reading = read_declaration_of(read_book(write_declaration(one)))
    assert reading.errors == ()
    assert reading.declaration == one
    assert write_declaration(reading.declaration) is not None


def _changed(cells: dict[str, object], sheet: str = "申报表") -> bytes:
    book = load_workbook(BytesIO(write_declaration(ONE)))
    for cell, value in cells.items():
        book[sheet][cell] = value
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _find(text: str, column: int = 1) -> int:
    sheet = load_workbook(BytesIO(write_declaration(ONE)))["申报表"]
    return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value == text)


def test_every_spoilt_cell_is_told() -> None:
    top = _find("一级指标")
    data = _changed({f"G{top + 1}": "十分", f"D{top + 1}": "约", f"H{top + 2}": "慢慢来", "D5": "项目属性", "E5": "去年", "F7": "若干"})
    reading = read_declaration(data)
    assert {(error.cell, error.code) for error in reading.errors} >= {
        (f"G{top + 1}", "number_unreadable"), (f"D{top + 1}", "choice_unknown"), (f"H{top + 2}", "choice_unknown"), ("F7",
            "amount_unreadable"),
    }  # fmt: skip
    assert all(error.remedy for error in reading.errors) and reading.declaration


def test_a_row_added_in_the_spare_ones_and_planned() -> None:
    top = _find("一级指标")
    added = {f"A{top + 4}": "满意度指标", f"C{top + 4}": "群众满意度", f"D{top + 4}": "≥", f"E{top + 4}": 95, f"F{top + 4}": "%"}
    reading = read_declaration(_changed(added))
    assert reading.declaration and reading.declaration.indicators[3] == DeclaredIndicator("满意度指标", "", "群众满意度", "≥", "95", "%")
    assert reading.declaration.indicators[:3] == ONE.indicators


def test_a_lost_or_changed_stamp_is_told() -> None:
    row = _find("校验")
    for value in (None, "HJ1|other|3|0123456789ab"):
        reading = read_declaration(_changed({f"B{row}": value}))
        assert not reading.stamp_intact and reading.notes and reading.declaration == replace(ONE, object_id="", version=0)


def test_no_declaration_is_said_to_be_none_and_no_file_refused() -> None:
    book = load_workbook(BytesIO(write_declaration(ONE)))
    del book["申报表"]
    buffer = BytesIO()
    book.save(buffer)
    assert read_declaration(buffer.getvalue()).declaration is None
    with pytest.raises(Unreadable):
        read_declaration(b"no workbook")


def test_the_house_reads_it_as_a_declaration_form() -> None:
    """What goes out is the official form: the reader of returned forms takes it as one."""
    [form], _ = read_forms(read_book(write_declaration(ONE)), "x.xlsx")
    assert form.kind == "target_declaration" and form.program.name == "示例道路硬化"
    assert [row.name for row in form.indicators][:3] == ["硬化道路里程", "验收合格率", "出行条件"]
