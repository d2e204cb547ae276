"""What the fast reader does not tell, read from the XML of an .xlsx: extent, percent formats, hidden lines, lost formulas."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from hengji.papers.files import formulas, printed
from hengji.papers.files.book import LIMITS, Cell, Range, Rows, Unreadable, address, column_letters, column_number
from hengji.papers.files.zipped import ASK_AGAIN, ASK_TRIM, BROKEN, Package

_FAR = re.compile(rb' r="(?:[A-Z]{2,3}\d|[A-Z]?\d{5})')
"""A reference that could be far off: column AA or beyond, row 10000 or beyond.  Begins with a literal: the search is then fast.
Attributes in single quotes, which no office program writes, are looked at in any case."""
_LINE = re.compile(rb"""<(?:\w+:)?(row|c)\b([^>]*?)(/?)>""")
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]+)(\d+)["']""")
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\bref\s*=\s*["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])[^>]*?\br\s*=\s*["'](\d+)["']""")
_HIDDEN_COLUMN = re.compile(rb"""<(?:\w+:)?col\b(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])([^>]*)>""")
_UNCACHED = re.compile(rb"""(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>|</(?:\w+:)?c>)""")
_CONSTANT = re.compile(rb"""<(?:\w+:)?f>\s*\d+(?:\.\d+)?%\s*</(?:\w+:)?f>""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*)>\s*(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*?>([^<]*)</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\b[^>]*?(?:/>|>([^<]*)</(?:\w+:)?v>))?"""
)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?").fullmatch
_COLUMNS = {column_letters(number).encode(): number for number in range(702)}
_HAS_ERROR = re.compile(rb"""\bt=["']e["']""").search
_ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^>/]*\bt=["']e["'])([^>/]*)>(.*?)</(?:\w+:)?c>""", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]+)<").search
_STRINGS = re.compile(rb"""\buniqueCount\s*=\s*["'](\d+)""").search
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>\s*([^<\s]+)")


def guard_extent(xml: bytes) -> None:
    """Refuse a sheet whose written cells span more than the limit.  Cells that are only formatted do not count."""
    if _FAR.search(xml) is None and b"'" not in xml:
        return
    rows = columns = 1
    last = row = 0
    for match in _LINE.finditer(xml):
        kind, attributes, empty = match.groups()
        if kind == b"row":
            at = _ROW_NUMBER.search(attributes)
            row, last = (int(at[1]) if at else row + 1), 0
            continue
        at = _REF.search(attributes)
        last = column_number(at[1].decode()) + 1 if at else last + 1
        if not empty:
            rows, columns = max(rows, int(at[2]) if at else row), max(columns, last)
    if rows * columns > LIMITS.cells:
        raise Unreadable(f"表格范围异常大（到 {address(rows - 1, columns - 1)}），未予读取", ASK_TRIM)


def guard_strings(head: bytes, size: int) -> None:
    """Refuse a table of strings that claims more strings than its ``size`` bytes can hold: the fast reader makes room for all of them."""
    match = _STRINGS(head)
    if match and int(match[1][:20]) > size:
        raise Unreadable(BROKEN, ASK_AGAIN)


def merged(xml: bytes) -> tuple[Range, ...]:
    """The merged ranges of a sheet."""
    start, end = max(xml.rfind(b"sheetData"), 0), xml.rfind(b"mergeCell")
    if end < start:
        return ()
    section = xml[start : xml.find(b">", end) + 1]
    return _ranges(section) if len(section) <= _TEMPLATE_BYTES else _ranges.__wrapped__(section)


_TEMPLATE_BYTES = 1 << 16
"""What a template's own part takes at most; nothing longer is kept in memory."""


@lru_cache(maxsize=64)
def _ranges(section: bytes) -> tuple[Range, ...]:
    """The ranges a sheet names behind its cells; forms filled from one template name the same."""
    return tuple(
        (int(top) - 1, column_number(left.decode()), int(bottom) - 1, column_number(right.decode()))
        for left, top, right, bottom in _MERGE.findall(section)
    )


def hidden_rows(xml: bytes) -> frozenset[int]:
    return frozenset(int(number) - 1 for number in _HIDDEN_ROW.findall(xml))


def hidden_columns(xml: bytes, width: int) -> frozenset[int]:
    """Hidden columns within the first ``width``."""
    found: set[int] = set()
    for attributes in _HIDDEN_COLUMN.findall(xml[: xml.find(b"sheetData") + 1]):
        low, high = (re.search(rb"""\b%s\s*=\s*["'](\d+)["']""" % name, attributes) for name in (b"min", b"max"))
        if low and high:
            found.update(range(int(low[1]) - 1, min(int(high[1]), width)))
    return frozenset(found)


@lru_cache(maxsize=64)
def percent_styles(styles: bytes) -> dict[int, tuple[int, bool]]:
    """Cell styles that print a percent sign: style index → (decimals, value is multiplied by 100).
    Forms filled from one template share their styles."""
    formats: dict[int, tuple[int, bool]] = {9: (0, True), 10: (2, True)}
    if b"%" in styles:
        for match in re.finditer(rb"<(?:\w+:)?numFmt\b([^>]*)>", styles):
            number = re.search(rb"""\bnumFmtId\s*=\s*["'](\d+)["']""", match[1])
            code = re.search(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""", match[1])
            if number and code:
                text = html.unescape((code[1] or code[2] or b"").decode("utf-8", "replace"))
                found = printed.percent_format(text)
                if found:
                    formats[int(number[1])] = found
                else:
                    formats.pop(int(number[1]), None)
    start = styles.find(b"cellXfs")
    section = styles[start : styles.find(b"cellXfs", start + 7)] if start >= 0 else b""
    numbers = re.findall(rb"""<(?:\w+:)?xf\b[^>]*?\bnumFmtId\s*=\s*["'](\d+)["']""", section)
    return {index: formats[int(number)] for index, number in enumerate(numbers) if int(number) in formats}


_ANY_ORDER = (
    rb"""<(?:\w+:)?c\b(?=[^>/]*\bs=["'](?:%s)["'])(?![^>/]*\bt=["'][^n])"""
    rb"""(?=[^>/]*\br=["']([A-Z]+)(\d+)["'])[^>/]*?\bs=["'](\d+)["'][^>/]*>"""
)
"""A number cell with one of the styles, its attributes in any order."""
_REF_BEFORE = re.compile(rb'r="([A-Z]+)(\d+)"\Z').search
_USUAL = re.compile(rb'<c r="[A-Z]+\d+" s="').search
"""The order in which office programs write them; each program keeps to its own."""


def apply_percent(rows: Rows, xml: bytes, styles: dict[int, tuple[int, bool]]) -> None:
    """Print the numbers of cells that carry one of ``styles`` with their sign."""
    wanted = b"|".join(b"%d" % index for index in styles)
    first = xml.find(b' s="', xml.find(b"sheetData"))
    usual = _USUAL(xml, max(first - 24, 0), first + 5) is not None
    for letters, row, style in _styled(xml, wanted) if usual else re.findall(_ANY_ORDER % wanted, xml):
        decimals, scaled = styles[int(style)]
        print_percent(rows, int(row) - 1, _COLUMNS.get(letters, -1), decimals, scaled)


def _styled(xml: bytes, wanted: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Cells written as ``<c r="A1" s="2">``: looked for by their style, which is rarer than cells are."""
    for match in re.finditer(rb' s="(%s)"(?: t="n")?>' % wanted, xml):
        if at := _REF_BEFORE(xml, max(match.start() - 14, 0), match.start()):
            yield at[1], at[2], match[1]


@dataclass(frozen=True, slots=True)
class Lost:
    """A formula of a sheet: its text and whether a result was saved with it."""

    text: str
    cached: bool


def has_formulas(xml: bytes) -> bool:
    return b"<f" in xml or (b"<worksheet" not in xml[:1000] and b":f" in xml)


def lost_formulas(xml: bytes, recalculated: bool) -> dict[Cell, Lost]:
    """Formulas worth a look: without saved result, with an error, constants typed as ``=100%``; all where ``recalculated``."""
    if not recalculated and b't="e"' not in xml and _UNCACHED.search(xml) is None and _CONSTANT.search(xml) is None:
        return {}
    found: dict[Cell, Lost] = {}
    for attributes, formula, value in _FORMULA.findall(xml):
        at = _REF.search(attributes)
        if at:
            text = html.unescape(formula.decode("utf-8", "replace")).strip()
            found[int(at[2]) - 1, column_number(at[1].decode())] = Lost(text, bool(value.strip()))
    return found


def recover(rows: Rows, xml: bytes, recalculated: bool) -> dict[Cell, str]:
    """Put back what formulas without a saved result should show; return the cells that stay errors."""
    lost = lost_formulas(xml, recalculated)
    errors = put_errors(rows, error_cells(xml))
    if lost:
        _extend(rows, (cell for cell, formula in lost.items() if not formula.cached))
        _fill(rows, lost, recalculated, errors)
    return errors


def error_cells(xml: bytes) -> dict[Cell, str]:
    """Error cells: the fast reader gives them as empty."""
    found = {}
    for attributes, rest in _ERROR.findall(xml) if _HAS_ERROR(xml) else ():
        at, value = _REF.search(attributes), _VALUE(rest)
        if at and value:
            found[int(at[2]) - 1, column_number(at[1].decode())] = value[1].decode("utf-8", "replace").strip()
    return found


def put_errors(rows: Rows, errors: dict[Cell, str]) -> dict[Cell, str]:
    """Put error cells back into the rows."""
    if errors:
        _extend(rows, iter(errors))
        for (row, column), text in errors.items():
            rows[row][column] = text
    return errors


def _fill(rows: Rows, lost: dict[Cell, Lost], recalculated: bool, errors: dict[Cell, str]) -> None:
    unsaved = {cell: formula.text for cell, formula in lost.items() if not formula.cached or (recalculated and _text(rows, cell) == "0")}
    values = formulas.solve(unsaved, lambda cell: _text(rows, cell))
    for (row, column), formula in lost.items():
        text = _text(rows, (row, column))
        if re.fullmatch(r"\d+(\.\d+)?%", formula.text):
            rows[row][column] = formula.text
        elif (row, column) in values:
            rows[row][column] = printed.number(float(values[row, column]))
        elif not formula.cached and text is None:
            rows[row][column] = errors[row, column] = "=" + (formula.text or "（公式没有保存结果）")
        elif (row, column) in errors and formula.text:
            errors[row, column] = f"{text}（={formula.text}）"


def _extend(rows: Rows, cells: Iterator[Cell]) -> None:
    """Rows and columns for cells beyond what the fast reader saw."""
    wanted = list(cells)
    height = max([len(rows), *(row + 1 for row, _ in wanted)])
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in wanted)])
    if height * width > LIMITS.cells:
        raise Unreadable(f"表格范围异常大（到 {address(height - 1, width - 1)}），未予读取", ASK_TRIM)
    for row in rows:
        row.extend([None] * (width - len(row)))
    rows.extend([None] * width for _ in range(height - len(rows)))


def _text(rows: Rows, cell: Cell) -> str | None:
    row, column = cell
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def print_percent(rows: Rows, row: int, column: int, decimals: int, scaled: bool) -> None:
    """Print the number of one percent cell with its sign; ``scaled`` when the format multiplies by 100."""
    text = rows[row][column] if row < len(rows) and 0 <= column < len(rows[row]) else None
    if text is not None and _PLAIN(text):
        rows[row][column] = printed.percent(float(text) if scaled else float(text) / 100, decimals)


def sheet_parts(package: Package, count: int) -> list[str]:
    """The XML part of each sheet in the book's order; empty where it cannot be told."""
    parts = [name for name in package.parts if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    if count == 1 and len(parts) == 1:
        return parts
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", package.read("xl/_rels/workbook.xml.rels")):
        if (key := _attribute(tag, rb"Id")) and (target := _attribute(tag, rb"Target")):
            targets[key] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    tags = re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", package.read("xl/workbook.xml"))
    return [targets.get(_attribute(tag, rb"\w+:id") or "", "") for tag in tags]


def _attribute(tag: bytes, name: bytes) -> str | None:
    match = re.search(rb"""\b%s\s*=\s*["']([^"']*)["']""" % name, tag)
    return match[1].decode("utf-8", "replace") if match else None


def last_saved(core: bytes) -> datetime | None:
    """``dcterms:modified`` of docProps/core.xml, always with a zone (UTC where none is written)."""
    match = _MODIFIED.search(core)
    try:
        moment = datetime.fromisoformat(match[1].decode("ascii")) if match else None
    except (ValueError, UnicodeDecodeError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
