"""The official target declaration as .xlsx, out and in: 项目支出绩效目标申报表 and, on a second sheet, the months' plan.

What goes out comes back the same.  A visible 校验 cell says which object and version the paper is of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any

from hengji.papers import guarded
from hengji.papers.registers.header import match_captions
from hengji.papers.registers.library import MEASURES, SIGNS
from hengji.papers.registers.register import CellError, Column, ColumnKind, Register, Value
from hengji.papers.registers.values import reader
from hengji.papers.workbook import Book, Sheet, address, read_book
from hengji.papers.writing.listing import HEIGHT_MOST, Listing, Paper, lines_of
from hengji.papers.writing.listing import Value as Printed
from hengji.rules.declaration import DeclaredFund, DeclaredIndicator, TargetDeclaration
from hengji.rules.measures import Measure
from hengji.rules.money import WAN
from hengji.rules.text import fold

TITLE = "项目支出绩效目标申报表"
PLAN = "月度计划"
_SPARE = 6
"""Empty rows below the indicators, to add more."""
_MONTHS = 12
_LEVELS = ("成本指标", "产出指标", "效益指标", "满意度指标")
_THIN: Mapping[str, Any] = {"border": 1, "border_color": "#000000", "text_wrap": True}
_CAPTION: Mapping[str, Any] = {**_THIN, "align": "center", "bg_color": "#edf0f3"}
_LEFT: Mapping[str, Any] = {**_THIN, "align": "left", "num_format": "@"}
_CENTER: Mapping[str, Any] = {**_THIN, "align": "center", "num_format": "@"}
_AMOUNT: Mapping[str, Any] = {**_THIN, "align": "right", "num_format": "#,##0.00####"}
_POINTS: Mapping[str, Any] = {**_THIN, "align": "center", "num_format": "0.####"}

_ROWS = Register(
    name="declared",
    title=TITLE,
    columns=(
        Column("level1", "一级指标", ("一级指标名称",), width=11),
        Column("level2", "二级指标", ("二级指标名称",), width=13),
        Column("name", "三级指标", ("三级指标名称", "指标名称"), width=26, longest=1000),
        Column("sign", "符号", ("运算符号", "运算符", "指标性质"), ColumnKind.CHOICE, choices=SIGNS, width=7),
        Column("value", "指标值", ("年度指标值", "目标值"), width=13, longest=1000),
        Column("unit", "计量单位", ("度量单位", "指标值单位"), width=10),
        Column("weight", "分值", ("权重", "指标权重", "分值权重"), ColumnKind.NUMBER, width=7),
        Column("measure", "累计方式", ("度量方式", "计量方式", "取值方式"), ColumnKind.CHOICE, choices=MEASURES, width=13),
        Column("core", "核心指标", ("是否核心",), ColumnKind.BOOL, width=8),
        Column("evidence", "佐证资料", ("佐证", "佐证材料"), width=20, longest=2000),
        Column("explanation", "指标说明", ("指标解释", "设定依据", "说明"), width=24, longest=2000),
        Column("key", "行标识", width=8),
    ),
)
_TEXTS = ("level1", "level2", "name", "value", "unit", "evidence", "explanation", "key")
_HEAD = {
    "项目名称": "name", "项目代码": "code", "主管部门": "department", "实施单位": "unit", "项目属性": "attribute", "开始日期": "starts",
    "结束日期": "ends", "中期目标": "medium_goal", "年度目标": "goal", "年度总体目标": "goal", "校验": "stamp",
}  # fmt: skip
_FUNDS, _AMOUNT_CAPTION = "资金来源", "年度金额（万元）"
_YEAR = re.compile(r"(20\d\d)\s*年")
_STAMP = re.compile(r"HJ1\|(.*)\|(\d+)\|([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class DeclarationReading:
    """What a returned declaration says.  ``declaration`` is None where the file is no declaration; ``errors`` name cells;
    ``stamp_intact`` False where the 校验 cell was lost or changed (then ``object_id`` is empty and ``version`` 0)."""

    declaration: TargetDeclaration | None
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    stamp_intact: bool = True


# ---- out


def write_declaration(declaration: TargetDeclaration) -> bytes:
    """项目支出绩效目标申报表 with the months' plan on a second sheet."""
    buffer = BytesIO()
    with Paper(buffer, font="宋体") as paper:
        paper.book.set_custom_property("hengji", stamp(declaration.object_id, declaration.version))
        writer = _Writer(paper, paper.sheet("申报表"))
        writer.head(declaration)
        writer.funds(declaration.funds)
        writer.wide("中期目标", declaration.medium_goal, 36)
        writer.wide("年度目标", declaration.goal, 72)
        writer.indicators(declaration.indicators)
        writer.wide("校验", stamp(declaration.object_id, declaration.version), 20)
        writer.note("注：“校验”一行请勿改动；三级指标一条一行，不要合并单元格；累计方式和月度计划不清楚的可以不填。")
        writer.page()
        _plan(paper, paper.sheet(PLAN), declaration)
    return buffer.getvalue()


def stamp(object_id: str, version: int) -> str:
    """Which object and version a paper is of, with a check on mistyping."""
    return f"HJ1|{object_id}|{version}|{_check(object_id, version)}"


def _check(object_id: str, version: int) -> str:
    return sha256(f"hengji declaration\x1f{object_id}\x1f{version}".encode()).hexdigest()[:12]


class _Writer:
    """Rows of the form from top to bottom, over twelve columns of which the last is hidden."""

    def __init__(self, paper: Paper, sheet: Listing) -> None:
        self.paper, self.sheet = paper, sheet
        self.widths = [column.width for column in _ROWS.columns]
        self.last = len(self.widths) - 2

    def line(self, cells: Sequence[tuple[Printed, Mapping[str, Any], int]], least: float = 22) -> int:
        """A bordered row: value, look, columns spanned."""
        row, column, height = self.sheet.count, 0, least
        values: list[Printed] = []
        styles: list[int] = []
        for value, look, span in cells:
            values += [value, *[None] * (span - 1)]
            styles += [self.paper.style(**look)] * span
            self.sheet.join(row, column, row, column + span - 1)
            if isinstance(value, str):
                height = max(height, 8 + 14.0 * lines_of(value, max(sum(self.widths[column : column + span]) - 2, 4)))
            column += span
        return self.sheet.add(values, styles, min(height, HEIGHT_MOST))

    def head(self, form: TargetDeclaration) -> None:
        """Title, year, and the object's boxes."""
        for text, look, height in (
            (TITLE, {"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}, 34.0),
            (f"（{form.year}年度）", {"align": "center", "font_size": 11}, 20.0),
        ):
            row = self.sheet.add([text], [self.paper.style(**look)], height)
            self.sheet.join(row, 0, row, self.last)
        self._boxes("项目名称", form.name, "项目代码", form.code)
        self._boxes("主管部门", form.department, "实施单位", form.unit)
        days = [day.isoformat() if day else None for day in (form.starts, form.ends)]
        captions = [("项目属性", _CAPTION, 1), ("开始日期", _CAPTION, 1), ("结束日期", _CAPTION, 1)]
        self.line([
            captions[0], (form.attribute or None, _LEFT, 2), captions[1], (days[0], _CENTER, 3), captions[2], (days[1], _CENTER, 3),
        ])  # fmt: skip

    def _boxes(self, left: str, value: str, right: str, other: str) -> None:
        self.line([(left, _CAPTION, 1), (value or None, _LEFT, 4), (right, _CAPTION, 1), (other or None, _LEFT, 5)])

    def funds(self, funds: Sequence[DeclaredFund]) -> None:
        """The year's money by source, in 万元."""
        rows = list(funds) or [DeclaredFund("年度资金总额"), DeclaredFund("其中：财政拨款"), DeclaredFund("其他资金")]
        first = self.sheet.count
        self.line([("项目资金", _CAPTION, 1), (_FUNDS, _CAPTION, 4), (_AMOUNT_CAPTION, _CAPTION, 6)])
        for fund in rows:
            amount = None if fund.amount is None else fund.amount / WAN
            self.line([(None, _CAPTION, 1), (fund.label, _LEFT, 4), (amount, _AMOUNT, 6)])
        self.sheet.join(first, 0, self.sheet.count - 1, 0)

    def wide(self, caption: str, text: str, least: float) -> None:
        """A caption and one box over the rest of the width."""
        self.line([(caption, _CAPTION, 1), (text or None, _LEFT, self.last)], least)

    def indicators(self, indicators: Sequence[DeclaredIndicator]) -> None:
        """One row an indicator, and some to add."""
        self.line([(column.caption, _CAPTION, 1) for column in _ROWS.columns], 26)
        first = self.sheet.count
        for item in (*indicators, *[DeclaredIndicator()] * _SPARE):
            self.line([(_shown(item, column), _look(column), 1) for column in _ROWS.columns], 24)
        for index, column in enumerate(_ROWS.columns):
            words = list(_LEVELS) if column.key == "level1" else [all_words[0] for all_words in column.choices.values()]
            words = ["是", "否"] if column.kind is ColumnKind.BOOL else words
            if words:
                about = {"validate": "list", "source": words, "error_type": "warning" if column.key == "level1" else "stop"}
                self.sheet.data_validation(first, index, self.sheet.count - 1, index, about)

    def note(self, text: str) -> None:
        row = self.sheet.add([text], [self.paper.style(font_size=9, text_wrap=True)], 18)
        self.sheet.join(row, 0, row, self.last)

    def page(self) -> None:
        """Widths, and the printed page: A4 across, one page wide."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width, None, {"hidden": True} if index > self.last else {})
        _print(self.sheet)


def _shown(item: DeclaredIndicator, column: Column) -> Printed:
    value = getattr(item, column.key)
    if column.key == "core":
        return "是" if value else None
    if column.key in ("sign", "measure"):
        return column.choices.get(value, (value,))[0] if value else None
    return value if isinstance(value, Decimal) else value or None


def _look(column: Column) -> Mapping[str, Any]:
    if column.kind is ColumnKind.NUMBER:
        return _POINTS
    return _LEFT if column.key in ("name", "evidence", "explanation") else _CENTER


def _print(sheet: Listing) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)


def _plan(paper: Paper, sheet: Listing, declaration: TargetDeclaration) -> None:
    """What is to be reached by the end of each month, an indicator a row."""
    captions = ["三级指标", "计量单位", *(f"{month}月" for month in range(1, _MONTHS + 1)), "行标识"]
    sheet.add(["月度计划（填到当月底应当累计完成的数；不填的按序时进度计算）"], [paper.style(bold=True)], 24)
    sheet.join(0, 0, 0, len(captions) - 2)
    sheet.add(captions, [paper.style(**_CAPTION)] * len(captions), 24)
    left, center = paper.style(**_LEFT), paper.style(**_CENTER)
    for item in declaration.indicators:
        months = [text or None for text in (*item.months, *[""] * _MONTHS)[:_MONTHS]]
        sheet.add([item.name or None, item.unit or None, *months, item.key or None], [left, *[center] * (len(captions) - 1)], 24)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(captions) - 2, 9)
    sheet.set_column(len(captions) - 1, len(captions) - 1, 8, None, {"hidden": True})
    sheet.freeze_panes(2, 1)
    _print(sheet)


# ---- in


def read_declaration(data: bytes) -> DeclarationReading:
    """A declaration that came back, read in a guarded process.  Raises Unreadable."""
    return guarded.read_bytes(lambda content: read_declaration_of(read_book(content)), data)


def read_declaration_of(book: Book) -> DeclarationReading:
    """``read_declaration`` of a book already opened (inside a guarded process)."""
    for sheet in book.sheets:
        for row, texts in enumerate(sheet.rows):
            columns = match_captions(_ROWS, {column: text for column, text in enumerate(texts) if text})
            if {"name", "value", "level1"} <= set(columns.values()):
                plans = [other for other in book.sheets if other is not sheet]
                return _Reader(sheet, row, columns, plans).reading()
    error = CellError("header_missing", "", "没有找到指标表（需要一级指标、三级指标、指标值三列）", "请使用系统导出的申报表填写后再导入")
    return DeclarationReading(None, (error,), stamp_intact=False)


class _Reader:
    """One sheet with the row of its indicator table's captions; errors gather on the way."""

    def __init__(self, sheet: Sheet, top: int, columns: Mapping[int, str], plans: Sequence[Sheet]) -> None:
        self.sheet, self.top, self.columns, self.plans = sheet, top, columns, plans
        self.errors: list[CellError] = []
        self.boxes = dict(self._boxes())

    def reading(self) -> DeclarationReading:
        """Everything the sheet says."""
        found = _STAMP.fullmatch(self.boxes.get("stamp", ("", 0, 0))[0])
        intact = bool(found and _check(found[1], int(found[2])) == found[3])
        year = self._year()
        declaration = TargetDeclaration(
            object_id=found[1] if found and intact else "",
            version=int(found[2]) if found and intact else 0,
            year=year or 0,
            **{key: self._box(key) for key in ("name", "code", "unit", "department", "attribute", "medium_goal", "goal")},
            starts=self._day("starts", year), ends=self._day("ends", year),
            funds=tuple(self._funds()), indicators=self._planned(tuple(self._indicators())),
        )  # fmt: skip
        notes = () if intact else ("校验一行缺失或被改动，无法确认这张表属于哪个项目、哪一版，请人工核对",)
        return DeclarationReading(declaration, tuple(self.errors), notes, intact)

    def _boxes(self) -> Iterator[tuple[str, tuple[str, int, int]]]:
        """Field → (text, row, column) of the box to the right of each caption outside the indicator table."""
        rows = [*range(self.top), *range(self.top + 1, len(self.sheet.rows))]
        for row in rows:
            texts = self.sheet.rows[row]
            named = {column: field for column, text in enumerate(texts) if text and (field := _HEAD.get(_caption(text)))}
            if row > self.top:
                named = {column: field for column, field in named.items() if column == 0 and field == "stamp"}
            for column, field in named.items():
                end = min((other for other in named if other > column), default=len(texts))
                filled = ((texts[c] or "", row, c) for c in range(column + 1, end) if texts[c])
                yield field, next(filled, ("", row, column + 1))

    def _box(self, key: str) -> str:
        return self.boxes.get(key, ("", 0, 0))[0].strip()

    def _day(self, key: str, year: int | None) -> date | None:
        text, row, column = self.boxes.get(key, ("", 0, 0))
        value = self._value(Column(key, {"starts": "开始日期", "ends": "结束日期"}[key], (), ColumnKind.DATE), row, column, text, year)
        return value if isinstance(value, date) else None

    def _year(self) -> int | None:
        head = " ".join(text for row in self.sheet.rows[:4] for text in row if text)
        found = _YEAR.search(head)
        if found is None:
            self.errors.append(
                CellError("year_missing", "A2", "表头没有写是哪一年度的", "请在标题下写明，如（2025年度）", 2, self.sheet.name)
            )
        return int(found[1]) if found else None

    def _value(self, column: Column, row: int, at: int, text: str | None, year: int | None = None) -> Value:
        if not text:
            return None
        value, fault = reader(column, WAN, year)(text)
        if fault is not None:
            where = address(row, at)
            self.errors.append(CellError(fault.code, where, fault.sentence, fault.remedy, row + 1, self.sheet.name, column.key, text))
        return value

    def _funds(self) -> Iterator[DeclaredFund]:
        """The rows below 资金来源 until the next caption in the first column."""
        start = next((row for row in range(self.top) if _FUNDS in map(_caption, self.sheet.rows[row])), None)
        if start is None:
            return
        captions = list(map(_caption, self.sheet.rows[start]))
        label_at = captions.index(_FUNDS)
        amount_at = next((c for c, text in enumerate(captions) if "金额" in text), label_at + 1)
        amount = Column("amount", "年度金额", (), ColumnKind.MONEY)
        for row in range(start + 1, self.top):
            texts = self.sheet.rows[row]
            if texts[0] and _caption(texts[0]) in _HEAD:
                return
            label = (texts[label_at] or "").strip()
            value = self._value(amount, row, amount_at, texts[amount_at])
            if label or value is not None:
                yield DeclaredFund(label, value if isinstance(value, Decimal) else None)

    def _indicators(self) -> Iterator[DeclaredIndicator]:
        for row in range(self.top + 1, len(self.sheet.rows)):
            texts = self.sheet.rows[row]
            if texts[0] and _caption(texts[0]) in ("校验", "注"):
                return
            about: dict[str, Any] = {}
            for at, key in self.columns.items():
                text = texts[at] if at < len(texts) else None
                about[key] = (text or "").strip() if key in _TEXTS else self._value(_ROWS.column(key), row, at, text)
            if any(about.values()):
                yield _declared(about)

    def _planned(self, indicators: tuple[DeclaredIndicator, ...]) -> tuple[DeclaredIndicator, ...]:
        """Each indicator with its months: by the row's key, else by name in order."""
        rows = [row for sheet in self.plans for row in _plan_rows(sheet)]
        made = []
        for item in indicators:
            own = next((row for row in rows if item.key and row[1] == item.key), None)
            own = own or next((row for row in rows if not (item.key and row[1]) and fold(row[0]) == fold(item.name)), None)
            if own is not None:
                rows.remove(own)
            made.append(_with_months(item, own[2] if own else ()))
        return tuple(made)


def _caption(text: str | None) -> str:
    """A caption without blanks and colon; what follows 注 is its text."""
    word = "".join((text or "").split()).rstrip(":：")
    return "注" if word.startswith("注：") else word


def _declared(about: Mapping[str, Any]) -> DeclaredIndicator:
    sign, measure = about.get("sign"), about.get("measure")
    texts: dict[str, Any] = {key: about.get(key) or "" for key in _TEXTS}
    return DeclaredIndicator(
        **texts, sign=sign or "", weight=about.get("weight"),
        measure=Measure(measure) if measure else None, core=bool(about.get("core")),
    )  # fmt: skip


def _with_months(item: DeclaredIndicator, months: tuple[str, ...]) -> DeclaredIndicator:
    return replace(item, months=months if any(months) else ())


def _plan_rows(sheet: Sheet) -> list[tuple[str, str, tuple[str, ...]]]:
    """(name, key, months) of every row of a plan sheet; none where the sheet is none."""
    for top, texts in enumerate(sheet.rows[:10]):
        captions = {_caption(text): column for column, text in enumerate(texts) if text}
        months = [captions.get(f"{month}月") for month in range(1, _MONTHS + 1)]
        if "三级指标" in captions and any(month is not None for month in months):
            columns = [captions["三级指标"], captions.get("行标识"), *months]
            rows = [[_at(row, column) for column in columns] for row in sheet.rows[top + 1 :]]
            return [(name, key, tuple(planned)) for name, key, *planned in rows if name or key]
    return []


def _at(row: Sequence[str | None], column: int | None) -> str:
    return (row[column] or "").strip() if column is not None and column < len(row) else ""
