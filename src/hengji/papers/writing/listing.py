"""Worksheets that are long lists: written a row at a time as XML text, everything else by XlsxWriter.

XlsxWriter spends about ten microseconds a cell; a round of a county has a quarter of a million cells.  Its sheets of plain
rows are therefore turned to XML here, at a fifth of that, while styles, panes, filters, links, printing and the package stay
XlsxWriter's own.  A text is always an inline string, so that no cell can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from math import ceil
from operator import getitem
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from hengji.papers.writing.cells import clean
from hengji.papers.writing.words import LIGHT
from hengji.rules.findings.finding import Severity
from hengji.rules.lights import Light

T = TypeVar("T")
Value = str | Decimal | int | float | None

INK, INK_2, INK_3 = "#1c2732", "#45525e", "#606c77"
LINE, LINE_3, FILL = "#d3d9df", "#9aa6b1", "#f6f8f9"
RED, YELLOW, GREEN, BLUE, GREY, BRAND = "#97281f", "#7a5300", "#23623f", "#34568f", "#56626d", "#1e4f7f"
RED_GROUND, YELLOW_GROUND, BLUE_GROUND = "#fae6e3", "#fbf0d3", "#e8edf7"

AMOUNT = "#,##0.00;−#,##0.00"
PERCENT = "0.00%;−0.00%"
RATIO = "0.00;−0.00"
DASH = "—"
HEIGHT_MOST = 400.0
"""Points; Excel allows 409."""

_MARKUP = re.compile(r"[&<>]|_x[0-9A-Fa-f]{4}_")
_ESCAPED_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NARROW = re.compile("[\x00-\u2e7f]+")
_LETTERS = tuple(xl_col_to_name(column) for column in range(64))
_ROW = "\0"
"""Stands in a cell's text for its row's number; no text in a cell can hold it."""


class _Cells(dict[Value, str]):
    """The XML of the cells of one column and look by their value.  Lists repeat themselves, so every cell is made once."""

    def __init__(self, letter: str, style: int) -> None:
        super().__init__()
        self.start = f'<c r="{letter}{_ROW}" s="{style}"'

    def __missing__(self, value: Value) -> str:
        if value is None:
            cell = f"{self.start}/>"
        elif isinstance(value, str):
            cell = f'{self.start} t="inlineStr">{_string_element(value)}</c>'
        else:
            cell = f"{self.start}><v>{value}</v></c>"
        self[value] = cell
        return cell


class _Lines(dict[Value, int]):
    """How many lines a value takes in a column so many narrow characters wide, where its text wraps."""

    def __init__(self, width: float) -> None:
        super().__init__()
        self.width = width

    def __missing__(self, value: Value) -> int:
        lines = self[value] = lines_of(value, self.width) if isinstance(value, str) else 1
        return lines


class Rows:
    """Rows of a sheet from top to bottom, as XML text; at most 64 columns."""

    def __init__(self) -> None:
        super().__init__()
        self.joined: list[list[int]] = []
        self._rows: list[bytes] = []
        self._columns: dict[tuple[int, ...], list[_Cells]] = {}
        self._cells: dict[tuple[int, int], _Cells] = {}
        self._wide = 1

    @property
    def count(self) -> int:
        """Rows so far; the index of the next one."""
        return len(self._rows)

    def add(self, values: Sequence[Value], styles: Sequence[int], height: float | None = None) -> int:
        """Append a row: a style index for every value, ``height`` in points (the viewer's choice if None).  Returns the row's index."""
        number = len(self._rows) + 1
        columns = self._columns.get(key := tuple(styles)) or self._made(key)
        tall = f' ht="{height}" customHeight="1"' if height else ""
        row = "".join(map(getitem, columns, values)).replace(_ROW, str(number))
        self._rows.append(f'<row r="{number}"{tall}>{row}</row>'.encode())
        self._wide = max(self._wide, len(values))
        return number - 1

    def _made(self, styles: tuple[int, ...]) -> list[_Cells]:
        """The columns of a row with these looks."""
        places = list(enumerate(styles))
        for column, style in places:
            if (column, style) not in self._cells:
                self._cells[column, style] = _Cells(_LETTERS[column], style)
        self._columns[styles] = [self._cells[place] for place in places]
        return self._columns[styles]

    def join(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge a range whose cells were or will be added with ``add``; a single cell stays as it is."""
        if (first_row, first_column) != (last_row, last_column):
            self.joined.append([first_row, first_column, last_row, last_column])

    @property
    def extent(self) -> str:
        """The range all cells lie in."""
        return f"A1:{_LETTERS[self._wide - 1]}{self.count}" if self.count else "A1"

    def xml(self) -> list[bytes]:
        """The rows in order, as pieces to join."""
        return [b"<sheetData>", *self._rows, b"</sheetData>"]


_NO_ROWS = "<sheetData></sheetData>"
_PACKING = 2
"""Level of deflation: half the time of the usual 6 for a quarter more bytes."""


class Listing(Rows, Worksheet):  # type: ignore[misc]
    """A worksheet of rows; widths, panes, filters, links and the printed page are set as on any other.

    XlsxWriter writes it without its rows, ``Paper`` puts them in.
    """

    def _write_dimension(self) -> None:
        self._xml_empty_tag("dimension", [("ref", self.extent)])

    def _write_sheet_data(self) -> None:
        self.merge = self.joined
        self.fh.write(_NO_ROWS)


def _string_element(text: str) -> str:
    text = clean(text)
    if _MARKUP.search(text):
        text = _ESCAPED_CODE.sub("_x005F_", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<is><t{space}>{text}</t></is>"


class Paper:
    """A workbook of listings at ``path``; ``style`` gives the index of a look, each made once.  Closed by ``with``."""

    def __init__(self, path: Path | BytesIO, font: str = "微软雅黑", size: int = 10) -> None:
        self._path = path
        self._frame = BytesIO()
        self._listings: dict[str, Listing] = {}
        self.book = Workbook(self._frame, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._ground = {"font_name": font, "font_size": size, "font_color": INK, "valign": "vcenter"}
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._closed = False

    def __enter__(self) -> Paper:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.book.close()
            self._closed = True
            self._fill()

    def _fill(self) -> None:
        """Write what XlsxWriter made, with the rows of the listings, to the path."""
        with ZipFile(self._frame) as frame, ZipFile(self._path, "w") as archive:
            for name in frame.namelist():
                text = frame.read(name)
                if name in self._listings:
                    head, foot = text.split(_NO_ROWS.encode())
                    text = b"".join([head, *self._listings[name].xml(), foot])
                archive.writestr(ZipInfo(name), text, ZIP_DEFLATED, _PACKING)

    def sheet(self, name: str) -> Listing:
        listing: Listing = self.book.add_worksheet(name, Listing)
        self._listings[f"xl/worksheets/sheet{listing.index + 1}.xml"] = listing
        return listing

    def style(self, **look: Any) -> int:
        """Index of a look, for ``Rows.add``.  KeyError when the workbook is closed and has no such look."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            if self._closed:
                raise KeyError(f"no such look in the finished workbook: {look}")
            self._formats[key] = self.book.add_format(self._ground | look)
        index: int = self._formats[key]._get_xf_index()
        return index


class Mould:
    """A workbook written once, of which copies with other rows are cast for a quarter of the time.

    ``write`` fills the sample: its sheets and settings stay, its rows and merged cells are exchanged.  Only looks of the sample
    can be used; filters, links and conditions are not supported.
    """

    def __init__(self, write: Callable[[Paper], None]) -> None:
        buffer = BytesIO()
        with Paper(buffer) as self.paper:
            write(self.paper)
        with ZipFile(buffer) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        self._sheets = {name: _ROWS.split(parts.pop(name)) for name in sorted(parts) if name.startswith("xl/worksheets/sheet")}
        rest = BytesIO()
        with ZipFile(rest, "w") as archive:
            for name, content in parts.items():
                archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        self._rest = rest.getvalue()

    def cast(self, path: Path, sheets: Sequence[Rows]) -> None:
        """Write a copy with these rows, one ``Rows`` a sheet of the sample."""
        buffer = BytesIO()
        buffer.write(self._rest)
        with ZipFile(buffer, "a") as archive:
            for (name, (head, foot)), rows in zip(self._sheets.items(), sheets, strict=True):
                archive.writestr(ZipInfo(name), b"".join([head, *rows.xml(), _merged(rows).encode(), foot]), ZIP_DEFLATED, _PACKING)
        path.write_bytes(buffer.getvalue())


_ROWS = re.compile(b"<sheetData>.*</sheetData>(?:<mergeCells.*</mergeCells>)?", re.DOTALL)


def _merged(rows: Rows) -> str:
    ranges = [f'<mergeCell ref="{_LETTERS[left]}{top + 1}:{_LETTERS[right]}{bottom + 1}"/>' for top, left, bottom, right in rows.joined]
    return f'<mergeCells count="{len(ranges)}">{"".join(ranges)}</mergeCells>' if ranges else ""


def title_rows(paper: Paper, sheet: Rows, title: str, lines: Sequence[str], columns: Sequence[Column[Any]]) -> None:
    """The head of a list over ``columns``: its title, then lines of facts."""
    last, width = len(columns) - 1, sum(column.width for column in columns) - 2
    heading = paper.style(bold=True, font_size=16)
    fact = paper.style(font_color=INK_2, text_wrap=True)
    for text, style, height in [(title, heading, 30.0), *((line, fact, 4 + 13.5 * lines_of(line, width)) for line in lines)]:
        row = sheet.add([text], [style], height)
        sheet.join(row, 0, row, last)


def lines_of(text: str, width: float) -> int:
    """How many lines ``text`` takes in so many narrow characters (a wide one counts two)."""
    return sum(max(1, ceil(width_of(part) / width)) for part in text.split("\n"))


def width_of(text: str) -> int:
    """Width in narrow characters."""
    return len(text) + len(_NARROW.sub("", text))


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of a list: its head, its width in narrow characters, what stands in it and how it looks (a key of ``LOOKS``)."""

    head: str
    width: float
    value: Callable[[T], Value]
    look: str = "text"


HEAD: Mapping[str, Any] = {
    "bold": True, "font_color": INK_2, "bg_color": FILL, "text_wrap": True, "border": 1, "border_color": LINE, "align": "center",
}  # fmt: skip
BODY: Mapping[str, Any] = {"border": 1, "border_color": LINE}
TOTAL: Mapping[str, Any] = {**BODY, "bold": True, "bg_color": FILL}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "line": {},
    "wrapped": {"text_wrap": True, "font_color": INK_3, "font_size": 9},
    "small": {"font_color": INK_3, "font_size": 9},
    "center": {"align": "center"},
    "link": {"align": "center", "font_color": BRAND},
    "amount": {"align": "right", "indent": 1, "num_format": AMOUNT},
    "percent": {"align": "right", "indent": 1, "num_format": PERCENT},
    "ratio": {"align": "right", "indent": 1, "num_format": RATIO},
    "number": {"align": "right", "indent": 1},
    "whole": {"align": "right", "indent": 1, "num_format": "0"},
}
_DASHED = frozenset(("amount", "percent", "ratio", "number", "whole", "marked"))
"""Looks of columns that show what is absent as —."""

MARKED: Mapping[str, Mapping[str, Any]] = {
    LIGHT[Light.RED]: {"font_color": RED, "bg_color": RED_GROUND, "bold": True},
    LIGHT[Light.YELLOW]: {"font_color": YELLOW, "bg_color": YELLOW_GROUND, "bold": True},
    LIGHT[Light.GREEN]: {"font_color": GREEN},
    LIGHT[Light.BLUE]: {"font_color": BLUE, "bg_color": BLUE_GROUND},
    LIGHT[Light.GREY]: {"font_color": GREY},
    Severity.ERROR.chinese: {"font_color": RED, "bold": True},
    Severity.WARNING.chinese: {"font_color": YELLOW, "bold": True},
    Severity.NOTICE.chinese: {"font_color": GREY},
}
"""Words that bring a look of their own to columns of look ``marked``."""


def write_table(paper: Paper, sheet: Listing, columns: Sequence[Column[T]], rows: Iterable[T], *, fixed: int = 0) -> tuple[int, int]:
    """The heads and all rows of a table, heads frozen together with ``fixed`` columns, with an automatic filter.

    Returns the index of the head's row and of the last row (the head's when there are no rows).
    """
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    header = heads_row(paper, sheet, columns, 32)
    fill_rows(paper, sheet, columns, rows)
    last = sheet.count - 1
    sheet.freeze_panes(header + 1, fixed)
    if last > header:
        sheet.autofilter(header, 0, last, len(columns) - 1)
    return header, last


def heads_row(paper: Paper, sheet: Rows, columns: Sequence[Column[T]], height: float) -> int:
    """The row of the columns' heads; returns its index."""
    return sheet.add([column.head for column in columns], [paper.style(**HEAD)] * len(columns), height)


def fill_rows(paper: Paper, sheet: Rows, columns: Sequence[Column[T]], rows: Iterable[T]) -> None:
    """The rows of a table: absent figures as —, words of ``MARKED`` in their colours, as tall as their wrapped texts need."""
    styles = [paper.style(**BODY, **LOOKS.get(column.look, LOOKS["center"])) for column in columns]
    marked = [index for index, column in enumerate(columns) if column.look == "marked"]
    dashed = [index for index, column in enumerate(columns) if column.look in _DASHED]
    wrapped = [(index, _Lines(column.width - 1)) for index, column in enumerate(columns) if LOOKS.get(column.look, {}).get("text_wrap")]
    getters = [column.value for column in columns]
    marks: dict[Value, int] = {}
    for row in rows:
        values = [get(row) for get in getters]
        for index in dashed:
            if values[index] is None:
                values[index] = DASH
        for index in marked:
            word = values[index]
            if word not in marks:  # a look is made when first needed: small workbooks need few
                marks[word] = paper.style(**BODY, **LOOKS["center"], **MARKED.get(str(word), {}))
            styles[index] = marks[word]
        sheet.add(values, styles, row_height(max([lines[values[index]] for index, lines in wrapped], default=1)))


def row_height(lines: int) -> float:
    """Points a row of so many lines needs.  Viewers do not agree on when to grow a row by themselves, so it is done here."""
    return min(6.0 + 13.5 * lines, HEIGHT_MOST)


def print_wide(sheet: Listing, header: int, last: int | None, *, large: bool = False) -> None:
    """Print columns up to ``last`` (all: None) on A4 (``large``: A3) across, fit to the page's width, heads repeated, pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(8 if large else 9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    if last is not None:
        sheet.print_area(0, 0, sheet.count - 1, last)
    sheet.repeat_rows(header)
    sheet.set_footer("&C第 &P 页，共 &N 页")
