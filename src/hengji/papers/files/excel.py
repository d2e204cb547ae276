"""Excel and WPS books (.xlsx, .xls, .et, .ods): calamine reads, the XML or the records tell what it does not."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import python_calamine

from hengji.papers.files import biff, ooxml, printed
from hengji.papers.files.book import LIMITS, Book, Cell, Range, Rows, Sheet, Unreadable
from hengji.papers.files.zipped import ASK_AGAIN, ASK_PASSWORD, ASK_TRIM, BROKEN, PASSWORD, Package

_ODS_REPEATED = re.compile(
    rb"""<table:table-cell\b[^>]*number-columns-repeated="\d{4,}"[^>]*[^/]>|"""
    rb"""<table:table-row\b[^>]*number-rows-repeated="\d{4,}"[^>]*>(?:(?!</table:table-row>).)*?office:value""",
    re.DOTALL,
)


def read_xlsx(data: bytes, package: Package) -> Book:
    """An OOXML book.  The XML of every sheet is measured before calamine may see the file."""
    xmls = {name: package.read(name) for name in package.parts if name.startswith("xl/worksheets/") and name.endswith(".xml")}
    for xml in xmls.values():
        ooxml.guard_extent(xml)
    for name, entry in package.parts.items():
        if name.endswith("haredStrings.xml"):
            ooxml.guard_strings(package.unpack(entry, at_most=1024), entry.size)
    package.verify(set(xmls))
    workbook = _load(data)
    parts = ooxml.sheet_parts(package, len(workbook.sheets_metadata))
    reader = _Xlsx(package, xmls)
    sheets = [reader.sheet(workbook, index, parts[index] if index < len(parts) else "") for index in _worksheets(workbook)]
    return _book(sheets, ooxml.last_saved(package.read("docProps/core.xml")))


class _Xlsx:
    """What the sheets of one book share, read when first needed."""

    def __init__(self, package: Package, xmls: dict[str, bytes]) -> None:
        self._package, self._xmls = package, xmls
        self._percents: dict[int, tuple[int, bool]] | None = None

    def sheet(self, workbook: python_calamine.CalamineWorkbook, index: int, part: str) -> Sheet:
        """One sheet: calamine's values, then what only its XML part tells."""
        about, rows = workbook.sheets_metadata[index], _rows(workbook, index)
        xml = self._xmls.get(part, b"")
        errors = ooxml.recover(rows, xml, self.recalculated) if b't="e"' in xml or ooxml.has_formulas(xml) else {}
        merged = ooxml.merged(xml)
        if self.percents:
            ooxml.apply_percent(rows, xml, self.percents)
        hides = b"hidden" in xml
        return _sheet(
            about, rows, merged, errors,
            ooxml.hidden_rows(xml) if hides else frozenset(),
            ooxml.hidden_columns(xml, len(rows[0]) if rows else 0) if hides else frozenset(),
        )  # fmt: skip

    @property
    def recalculated(self) -> bool:
        """Written by a program that leaves 0 as every result and asks to recalculate on opening."""
        return b'fullCalcOnLoad="1"' in self._package.read("xl/workbook.xml")

    @property
    def percents(self) -> dict[int, tuple[int, bool]]:
        if self._percents is None:
            self._percents = ooxml.percent_styles(self._package.read("xl/styles.xml"))
        return self._percents


def read_xls(data: bytes) -> Book:
    """A BIFF book (.xls, .et) in its OLE container."""
    ole = biff.Ole(data)
    name = next((name for name in ("Workbook", "WORKBOOK", "Book", "BOOK") if name in ole.names), None)
    if name is None:
        raise Unreadable(BROKEN, ASK_AGAIN)
    about = biff.sheets(ole.stream(name))
    workbook = _load(data)
    exact = len(about) == len(workbook.sheets_metadata)
    return _book([_xls_sheet(workbook, index, about[index] if exact else biff.Plain()) for index in _worksheets(workbook)], None)


def _xls_sheet(workbook: python_calamine.CalamineWorkbook, index: int, plain: biff.Plain) -> Sheet:
    rows = _rows(workbook, index)
    for (row, column), (decimals, scaled) in plain.percents.items():
        ooxml.print_percent(rows, row, column, decimals, scaled)
    found = workbook.get_sheet_by_index(index).merged_cell_ranges or []
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in found)
    errors = ooxml.put_errors(rows, plain.errors)
    return _sheet(workbook.sheets_metadata[index], rows, merged, errors, frozenset(plain.hidden_rows), frozenset(plain.hidden_columns))


def read_ods(data: bytes, package: Package) -> Book:
    """An OpenDocument book; refused where a written cell is repeated by the thousand."""
    if _ODS_REPEATED.search(package.read("content.xml")):
        raise Unreadable("表格范围异常大，未予读取", ASK_TRIM)
    package.verify({"content.xml"})
    workbook = _load(data)
    sheets = [_sheet(workbook.sheets_metadata[i], _rows(workbook, i), (), {}, frozenset(), frozenset()) for i in _worksheets(workbook)]
    return _book(sheets, None)


def _load(data: bytes) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.load_workbook(BytesIO(data))
    except python_calamine.PasswordError as error:
        raise Unreadable(PASSWORD, ASK_PASSWORD) from error


def _rows(workbook: python_calamine.CalamineWorkbook, index: int) -> Rows:
    values = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
    return printed.rows_of(values)  # type: ignore[arg-type]


def _worksheets(workbook: python_calamine.CalamineWorkbook) -> list[int]:
    return [i for i, about in enumerate(workbook.sheets_metadata) if about.typ == python_calamine.SheetTypeEnum.WorkSheet]


def _sheet(
    about: python_calamine.SheetMetadata,
    rows: Rows,
    merged: tuple[Range, ...],
    errors: dict[Cell, str],
    hidden_rows: frozenset[int],
    hidden_columns: frozenset[int],
) -> Sheet:
    for area in merged:
        _blank_beneath(rows, area)
    hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
    return Sheet(about.name, rows, hidden, merged, hidden_rows, hidden_columns, errors)


def _blank_beneath(rows: Rows, area: Range) -> None:
    """Values that an office program keeps beneath a merged range are never printed."""
    top, left, bottom, right = area
    for row in rows[top : bottom + 1]:
        first = left + 1 if row is rows[top] else left
        if any(row[first : right + 1]):
            row[first : right + 1] = [None] * len(row[first : right + 1])


def _book(sheets: list[Sheet], saved: datetime | None) -> Book:
    if not sheets:
        raise Unreadable("工作簿里没有工作表", ASK_AGAIN)
    if sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in sheets if sheet.rows) > LIMITS.cells:
        raise Unreadable("工作簿单元格过多", ASK_TRIM)
    return Book(tuple(sheets), saved)
