"""A list as it is shown, in an Excel file: same columns, same filter, all pages.  No text can become a formula."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse

from hengji.papers.writing import listing as sheets
from hengji.papers.writing.cells import file_name, sheet_name, wan_number
from hengji.rules.lights import Light
from hengji.web.files import attachment
from hengji.web.ui import words
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Kind, Listing, Row, Value

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LOOKS = {
    Kind.MONEY: "amount",
    Kind.SCORE: "ratio",
    Kind.RATE: "percent",
    Kind.NUMBER: "number",
    Kind.COUNT: "whole",
    Kind.LIGHT: "marked",
    Kind.DATE: "line",
    Kind.MOMENT: "line",
}
_WIDTHS = {Kind.MONEY: 14.0, Kind.LIGHT: 9.0, Kind.DATE: 12.0, Kind.MOMENT: 17.0}


def listed(request: HttpRequest, template: str, listing: Listing, *, title: str, **content: Any) -> HttpResponse:
    """The page of a list, or its Excel file where that was asked for."""
    if listing.query.exporting:
        return download(export(listing, title), title)
    return page(request, template, listing=listing, **content)


def download(content: bytes, title: str, kind: str = XLSX, ending: str = "xlsx") -> HttpResponse:
    """A file to be kept, with a Chinese name; sent as every file is (``web.files``)."""
    return attachment(content, f"{file_name(title, set())}.{ending}", kind)


def export(listing: Listing, title: str) -> bytes:
    """The rows of a listing (built with ``query.window`` of an export: all of them) as a workbook."""
    shown = [(index, column) for index, column in enumerate(listing.spec.columns) if column.kind is not Kind.BAR]
    columns = [_column(index, column) for index, column in shown]
    out = BytesIO()
    with sheets.Paper(out) as paper:
        sheet = paper.sheet(sheet_name(title, set()))
        sheets.title_rows(paper, sheet, title, [f"共 {listing.count} {listing.spec.unit}"], columns)
        header, _ = sheets.write_table(paper, sheet, columns, listing.rows, fixed=1)
        if listing.totals:
            look = [paper.style(**sheets.TOTAL, **sheets.LOOKS.get(c.look, {})) for c in columns]
            sheet.add([_total(listing, position, column) for position, (_, column) in enumerate(shown)], look)
        sheets.print_wide(sheet, header, None)
    return out.getvalue()


def _total(listing: Listing, position: int, column: Column) -> sheets.Value:
    if position == 0:
        return "合计"
    total = listing.totals.get(column.key)
    return _value(column.kind, total) if column.total and total is not None else None


def _column(index: int, column: Column) -> sheets.Column[Row]:
    unit = f"（{column.said_unit}）" if column.said_unit and column.kind is not Kind.RATE else ""
    return sheets.Column(column.caption + unit, _width(column), _value_of(index, column.kind), _LOOKS.get(column.kind, "text"))


def _width(column: Column) -> float:
    return _WIDTHS.get(column.kind) or max(10.0, column.width / 6 or 36.0)


def _value_of(index: int, kind: Kind) -> Callable[[Row], sheets.Value]:
    def value(row: Row) -> sheets.Value:
        cell = row.cells[index]
        return _value(kind, cell.value if isinstance(cell, Cell) else cell)

    return value


def _value(kind: Kind, value: Value) -> sheets.Value:
    if value is None or value == "":
        return None
    if kind is Kind.MONEY and isinstance(value, Decimal):
        return wan_number(value)
    if kind is Kind.LIGHT:
        return Light(str(value)).chinese
    if kind is Kind.MOMENT:
        return words.moment(value)  # type: ignore[arg-type]
    if isinstance(value, date):
        return words.day(value)
    return value
