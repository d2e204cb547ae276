"""A register written as .xlsx: an empty template to fill, or rows that read back as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO

from hengji.papers.registers.register import Column, ColumnKind, Register
from hengji.papers.registers.register import Value as Read
from hengji.papers.registers.values import NO, YES
from hengji.papers.writing.cells import sheet_name
from hengji.papers.writing.listing import BODY, HEAD, Listing, Paper, Value, lines_of, print_wide, row_height
from hengji.rules.money import MONEY_UNITS

_ROWS = 5000
"""Rows of a template that have drop-downs and text format."""
_REQUIRED = {"font_color": "#97281f"}
_FORMATS: Mapping[ColumnKind, Mapping[str, object]] = {
    ColumnKind.TEXT: {"num_format": "@", "text_wrap": True},
    ColumnKind.CODE: {"num_format": "@"},
    ColumnKind.MONEY: {"num_format": "#,##0.00####", "align": "right"},
    ColumnKind.NUMBER: {"num_format": "0.####", "align": "right"},
    ColumnKind.DATE: {"num_format": "yyyy-mm-dd", "align": "center"},
    ColumnKind.CHOICE: {"align": "center"},
    ColumnKind.BOOL: {"align": "center"},
}
_HOW = {
    ColumnKind.CODE: "按文本填写，保留前面的 0",
    ColumnKind.NUMBER: "填数字",
    ColumnKind.DATE: "写成 2025-03-15",
    ColumnKind.CHOICE: "从下拉中选",
    ColumnKind.BOOL: "填“是”或“否”",
}


def template(register: Register) -> bytes:
    """An empty list to fill: heads with notes, required ones marked, choices as drop-downs, a sheet that explains."""
    buffer = BytesIO()
    with Paper(buffer) as paper:
        sheet = paper.sheet(register.title)
        _heads(paper, sheet, register)
        for index, column in enumerate(register.columns):
            look = paper.book.add_format(dict(_FORMATS[column.kind]))
            sheet.set_column(index, index, column.width, look)
        _validations(sheet, register, _ROWS)
        print_wide(sheet, 0, None)
        _explain(paper, paper.sheet("填写说明"), register)
    return buffer.getvalue()


def write(register: Register, rows: Iterable[Mapping[str, Read]], *, title: str | None = None) -> bytes:
    """Rows as .xlsx; ``read`` of it gives the same values.  Money in ``register.unit``; no cell can become a formula."""
    buffer = BytesIO()
    with Paper(buffer) as paper:
        sheet = paper.sheet(sheet_name(title or register.title, set()))
        _heads(paper, sheet, register)
        styles = [paper.style(**BODY, **_FORMATS[column.kind]) for column in register.columns]
        writers = [(column.key, _writer(column, register.unit)) for column in register.columns]
        for row in rows:
            sheet.add([shown(row.get(key)) for key, shown in writers], styles)
        for index, column in enumerate(register.columns):
            sheet.set_column(index, index, column.width)
        if sheet.count > 1:
            sheet.autofilter(0, 0, sheet.count - 1, len(register.columns) - 1)
        _validations(sheet, register, sheet.count + _ROWS)
        print_wide(sheet, 0, None)
    return buffer.getvalue()


def head_of(register: Register, column: Column) -> str:
    """A head as printed: a star before what must be filled, the unit behind money."""
    unit = next((word for word, worth in MONEY_UNITS.items() if worth == register.unit), "元")
    return f"{'*' if column.required else ''}{column.caption}{f'（{unit}）' if column.kind is ColumnKind.MONEY else ''}"


def _heads(paper: Paper, sheet: Listing, register: Register) -> None:
    looks = [paper.style(**{**HEAD, **(_REQUIRED if column.required else {})}) for column in register.columns]
    sheet.add([head_of(register, column) for column in register.columns], looks, 30)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(register.columns):
        if note := _note(column):
            sheet.write_comment(0, index, note, {"x_scale": 1.6, "y_scale": 0.8})


def _note(column: Column) -> str:
    return "\n".join(piece for piece in ("必填。" if column.required else "", _how(column)) if piece)


def _how(column: Column) -> str:
    """How a column is filled, as sentences."""
    how = _HOW.get(column.kind, "")
    pieces = (column.help, column.pattern_words, "" if how in column.help else how)
    return "".join(f"{piece.rstrip('。')}。" for piece in pieces if piece)


def _validations(sheet: Listing, register: Register, rows: int) -> None:
    for index, column in enumerate(register.columns):
        words = [all_words[0] for all_words in column.choices.values()] or ([YES, NO] if column.kind is ColumnKind.BOOL else [])
        if words:
            sheet.data_validation(
                1, index, rows, index, {"validate": "list", "source": words, "error_type": "warning" if column.lenient else "stop",
                                        "error_title": column.caption, "error_message": "请从下拉中选择"},
            )  # fmt: skip


def _explain(paper: Paper, sheet: Listing, register: Register) -> None:
    """The second sheet: what belongs in each column."""
    widths = (20, 8, 56, 60)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    head, cell = paper.style(**HEAD), paper.style(**BODY, text_wrap=True)
    sheet.add(["填写项", "必填否", "怎样填", "可选的内容"], [head] * 4, 24)
    for column in register.columns:
        words = "、".join(all_words[0] for all_words in column.choices.values())
        texts = (f"·{column.caption}", "必填" if column.required else "", _how(column), words)
        lines = max(lines_of(text, width - 2) for text, width in zip(texts, widths, strict=True))
        sheet.add(texts, [cell] * 4, row_height(lines))
    for note in ("第一行表头不要改动，列的先后可以调整。", "导入前系统先核对，有问题的单元格会逐一列出，改好再导入。", *register.notes):
        sheet.add([f"·{note}"], [paper.style()])
    print_wide(sheet, 0, None)


def _writer(column: Column, unit: Decimal) -> Callable[[Read], Value]:
    """How a value of a column is written."""
    words = {key: all_words[0] for key, all_words in column.choices.items()}

    def shown(value: Read) -> Value:
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, date):
            return (value - date(1899, 12, 30)).days
        if isinstance(value, Decimal):
            return value / unit if column.kind is ColumnKind.MONEY else value
        return words.get(value, value) if value is not None else None

    return shown
