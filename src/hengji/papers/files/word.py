"""Tables in Word documents (.docx): each a sheet, with the paragraphs before it (or before the table right above it) as its title lines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from hengji.papers.files.book import Book, Sheet, Unreadable
from hengji.papers.files.grid import Grid
from hengji.papers.files.ooxml import last_saved
from hengji.papers.files.printed import clean
from hengji.papers.files.zipped import ASK_AGAIN, BROKEN, Package

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LINES = 12
"""Paragraphs kept above a table: a title, 填报单位, 项目名称; not the text of a whole report."""
_LINE_LENGTH = 200

_SYMBOLS = {"F0FC": "√", "F0FE": "√", "F050": "√", "F052": "√", "F0A8": "□", "F0A3": "□", "F06F": "□"}
"""Wingdings that clerks tick with."""


def parse(xml: bytes) -> etree._Element:
    """An XML part, entities and network off.  Raises Unreadable."""
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(BROKEN, ASK_AGAIN) from error


def read_docx(package: Package) -> Book:
    """The tables of a document.  Raises Unreadable when it has none."""
    package.verify(set())
    body = parse(package.read("word/document.xml")).find(f"{W}body")
    if body is None:
        raise Unreadable(BROKEN, ASK_AGAIN)
    sheets, lines, above = list[Sheet](), list[str](), list[str]()
    for block in _blocks(body):
        if block.tag == f"{W}p":
            lines += [text for text in [_paragraph(block).strip()] if text]
        else:
            above, lines = lines or above, []
            sheets.append(_table(block, above[-_LINES:]).sheet(f"表格{len(sheets) + 1}"))
    if not sheets:
        raise Unreadable("Word 文档里没有表格", "请单位报送填好的监控表（Excel 或含表格的 Word 文档）")
    return Book(tuple(sheets), last_saved(package.read("docProps/core.xml")))


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and outermost tables in order, through content controls."""
    for child in parent:
        if child.tag in (f"{W}p", f"{W}tbl"):
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _blocks(child)


def _table(table: etree._Element, lines: list[str]) -> Grid:
    grid = Grid()
    for text in lines:
        grid.line(text[:_LINE_LENGTH])
    starts: dict[int, int] = {}
    for row in _inside(table, "tr"):
        grid.start_row()
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        grid.skip(column)
        for cell in _inside(row, "tc"):
            column += _cell(grid, cell, column, starts)
    return grid


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == W + tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _inside(child, tag)


def _cell(grid: Grid, cell: etree._Element, column: int, starts: dict[int, int]) -> int:
    """Put one cell; return its width.  A vertical merge is kept as a merged range from its first row."""
    across = max(_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1), 1)
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    goes_on = merge is not None and merge.get(f"{W}val", "continue") != "restart"
    if goes_on and column in starts:
        grid.skip(across)
        index = starts[column]
        top, left, _, right = grid.merged[index]
        grid.merged[index] = (top, left, grid.row, right)
        return across
    starts.pop(column, None)
    grid.put(_text(cell), across)
    if merge is not None:
        if across == 1:
            grid.merged.append((grid.row, column, grid.row, column))
        starts[column] = len(grid.merged) - 1
    return across


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(f"{W}val", "") if element is not None else ""
    return int(value) if value.isdigit() and len(value) < 6 else default


def _text(cell: etree._Element) -> str:
    lines = [_paragraph(paragraph) for paragraph in cell.iter(f"{W}p")]
    return clean("\n".join(lines).strip("\n")) or ""


def _paragraph(paragraph: etree._Element) -> str:
    """The text of a paragraph: runs, tabs, breaks, ticked symbols; deleted text is left out."""
    parts = []
    for node in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}sym", f"{W}noBreakHyphen"):
        if node.getparent().tag == f"{W}tabs":
            continue
        tag = node.tag[len(W) :]
        if tag == "t":
            parts.append(node.text or "")
        elif tag == "sym":
            parts.append(_SYMBOLS.get(node.get(f"{W}char", "").upper(), ""))
        else:
            parts.append({"tab": " ", "noBreakHyphen": "-"}.get(tag, "\n"))
    return "".join(parts)
