"""Text in the clothes of a workbook: HTML, CSV, tab-separated text and SpreadsheetML 2003 saved as .xls."""

from __future__ import annotations

import csv
import email
import re
from collections import Counter
from datetime import datetime

from lxml import etree
from lxml import html as lxml_html

from hengji.papers.files import formulas, printed
from hengji.papers.files.book import LIMITS, Book, Rows, Sheet, Unreadable
from hengji.papers.files.grid import Grid
from hengji.papers.files.printed import clean
from hengji.papers.files.word import parse
from hengji.papers.files.zipped import ASK_TRIM

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_LINES = 12
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_QUOTED_NUMBER = re.compile(r'^="(.*)"$', re.DOTALL)
NOT_A_TABLE = "不是表格文件，无法识别"


def decode(data: bytes) -> str | None:
    """Text from bytes: by its mark, its declared character set, UTF-8 or gb18030; None for what is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1:2] == b"\0" and data[3:4] == b"\0":
        return data.decode("utf-16-le", "replace")
    if b"\0" in data[:4096]:
        return None
    declared = _CHARSET.search(data[:2048])
    for encoding in ([declared[1].decode("ascii", "replace")] if declared else []) + ["utf-8", "gb18030"]:
        try:
            return data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def is_html(text: str) -> bool:
    start = text[:4096].lower()
    return any(mark in start for mark in ("<html", "<table", "<!doctype html", "<body", "<frameset"))


def read_html(text: str) -> Book:
    """The outermost tables of a page, each a sheet.  Raises Unreadable when there is none (an error page, a frame set)."""
    if "<table" not in text.lower():
        raise Unreadable("是网页文件，里面没有表格（可能是下载出错的页面）", "请单位重新导出或在 Excel 中打开后另存为 .xlsx，再报送")
    root = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), parser=lxml_html.HTMLParser(no_network=True))
    sheets, lines = list[Sheet](), list[str]()
    for event, node in etree.iterwalk(root, events=("start",)):
        if event != "start" or not isinstance(node.tag, str) or _within_table(node):
            continue
        if node.tag == "table":
            sheets.append(_html_table(node, lines[-_LINES:]).sheet(f"表格{len(sheets) + 1}"))
            lines = []
        elif node.tag in ("p", "h1", "h2", "h3", "h4", "div") and node.find(".//table") is None:
            lines += [line for line in [_html_text(node)] if line]
    return Book(tuple(sheet for sheet in sheets if sheet.rows))


def is_web_archive(data: bytes) -> bool:
    """单个文件网页 (.mht): HTML as an e-mail."""
    return data[:256].lstrip().lower().startswith(b"mime-version:")


def read_web_archive(data: bytes) -> Book:
    """The tables of every page in a web archive.  Raises Unreadable when there is none."""
    pages = [part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    texts = [decode(body) or "" for part in pages if isinstance(body := part.get_payload(decode=True), bytes)]
    books = [read_html(text) for text in texts if "<table" in text.lower()]
    if not books:
        raise Unreadable(NOT_A_TABLE)
    return Book(tuple(sheet for book in books for sheet in book.sheets))


def _within_table(node: etree._Element) -> bool:
    return next(node.iterancestors("table"), None) is not None


def _html_table(table: etree._Element, lines: list[str]) -> Grid:
    grid = Grid()
    for line in lines:
        grid.line(line[:200])
    for row in table.iter("tr"):
        if next(row.iterancestors("table"), None) is not table:
            continue
        grid.start_row()
        for cell in row:
            if cell.tag in ("td", "th"):
                grid.put(_html_text(cell), _span(cell.get("colspan")), _span(cell.get("rowspan")))
    return grid


def _span(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 6 else 1


def _html_text(node: etree._Element) -> str:
    """Text with the breaks of ``br`` and ``p``; source line breaks are spaces."""
    text = re.sub(r"[ \t\n\xa0]+", " ", _ordered(node))
    return clean("\n".join(line.strip() for line in text.split("\r") if line.strip())) or ""


def _ordered(node: etree._Element) -> str:
    """Text of a node in document order, a carriage return where a line ends."""
    text = "" if node.tag in ("script", "style") or not isinstance(node.tag, str) else (node.text or "")
    for child in node:
        mark = "\r" if child.tag in ("br", "p", "div", "tr") else ""
        text += mark + _ordered(child) + (mark if child.tag != "br" else "") + (child.tail or "")
    return text


def read_csv(text: str) -> Book:
    """Comma- or tab-separated text.  Raises Unreadable for text that is no table."""
    delimiter = None if text.lstrip()[:1] in ("{", "[") else _delimiter(text)
    if delimiter is None:
        raise Unreadable(NOT_A_TABLE)
    try:
        rows: Rows = [
            [clean(_QUOTED_NUMBER.sub(r"\1", cell)) for cell in row] for row in csv.reader(text.splitlines(True), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise Unreadable("CSV 文件的引号或分隔符不成对，无法读取") from error
    return Book((Sheet("Sheet1", _rectangular(rows)),))


def _delimiter(text: str) -> str | None:
    """The sign most lines share; None where fewer than two lines have one."""
    lines = [line for line in text[:65536].splitlines() if line.strip()][:200]
    counts = {sign: sum(sign in line for line in lines) for sign in "\t,;"}
    sign, count = Counter(counts).most_common(1)[0]
    return sign if count >= 2 and count * 3 >= len(lines) else None


def _rectangular(rows: Rows) -> Rows:
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    if len(rows) * width > LIMITS.cells:
        raise Unreadable("表格范围异常大，未予读取", ASK_TRIM)
    return [row + [None] * (width - len(row)) for row in rows]


def is_spreadsheetml(text: str) -> bool:
    start = text[:2048]
    return "urn:schemas-microsoft-com:office:spreadsheet" in start and "<Workbook" in start


def read_spreadsheetml(data: bytes) -> Book:
    """Excel 2003 XML."""
    root = parse(data)
    percents = _percent_ids(root)
    sheets = [_xml_sheet(sheet, percents) for sheet in root.iter(f"{_SS}Worksheet")]
    if not sheets:
        raise Unreadable(NOT_A_TABLE)
    return Book(tuple(sheets))


def _percent_ids(root: etree._Element) -> dict[str, tuple[int, bool]]:
    found = {}
    for style in root.iter(f"{_SS}Style"):
        for form in style.iter(f"{_SS}NumberFormat"):
            code = form.get(f"{_SS}Format", "")
            decimals = (2, True) if code == "Percent" else printed.percent_format(code)
            if decimals:
                found[style.get(f"{_SS}ID", "")] = decimals
    return found


def _xml_sheet(sheet: etree._Element, percents: dict[str, tuple[int, bool]]) -> Sheet:
    grid, hidden = Grid(), set[int]()
    for row in sheet.iter(f"{_SS}Row"):
        at = _index(row, grid.row + 1)
        if at * max(grid.width, 1) > LIMITS.cells:
            raise Unreadable("表格范围异常大，未予读取", ASK_TRIM)
        grid.row = at - 1
        grid.start_row()
        if row.get(f"{_SS}Hidden") == "1":
            hidden.add(grid.row)
        for cell in row.iter(f"{_SS}Cell"):
            if cell.get(f"{_SS}Index"):
                grid.at(_index(cell, 0))
            across = _span(cell.get(f"{_SS}MergeAcross", "0")) + 1 if cell.get(f"{_SS}MergeAcross") else 1
            down = _span(cell.get(f"{_SS}MergeDown")) + 1 if cell.get(f"{_SS}MergeDown") else 1
            grid.put(_xml_text(cell, percents), across, down)
    base = grid.sheet(sheet.get(f"{_SS}Name", "Sheet1"))
    return Sheet(base.name, base.rows, merged=base.merged, hidden_rows=frozenset(hidden))


def _index(element: etree._Element, default: int) -> int:
    value = element.get(f"{_SS}Index", "")
    return int(value) - 1 if value.isdigit() and len(value) < 8 else default


def _xml_text(cell: etree._Element, percents: dict[str, tuple[int, bool]]) -> str:
    data = cell.find(f"{_SS}Data")
    text = "".join(data.itertext()) if data is not None else ""
    kind = data.get(f"{_SS}Type") if data is not None else None
    if kind == "Number" and (number := formulas.number_in(text)) is not None:
        found = percents.get(cell.get(f"{_SS}StyleID", ""))
        return printed.percent(float(number) if found[1] else float(number) / 100, found[0]) if found else printed.number(float(number))
    if kind == "DateTime":
        return printed.instant(datetime.fromisoformat(text))
    return clean(text) or ""
