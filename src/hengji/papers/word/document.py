"""A composed paper as a .docx in the format of GB/T 9704-2012, as far as free fonts allow.

The package's parts are Jinja2 texts under ``parts`` (readable in a diff, no binary in the tree); rendering them and zipping
is all there is to it, so that the same paper gives the same bytes.  Fonts are named by their standard names for WPS and
Word to pick; Western digits stand in Times New Roman.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from hengji.rules.document import AnnexColumn, AnnexRow, Document, Table

_PARTS = {
    "[Content_Types].xml": "content_types.xml.j2",
    "_rels/.rels": "package_rels.xml.j2",
    "word/_rels/document.xml.rels": "document_rels.xml.j2",
    "word/document.xml": "document.xml.j2",
    "word/styles.xml": "styles.xml.j2",
    "word/settings.xml": "settings.xml.j2",
    "word/footer1.xml": "footer_odd.xml.j2",
    "word/footer2.xml": "footer_even.xml.j2",
}
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TO_FILL = re.compile(r"(_{2,}|××县财政局)")


def typeset(document: Document) -> bytes:
    """A composed paper as the bytes of a .docx; the same paper always gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, template in _PARTS.items():
            text = _templates().get_template(template).render(document=document)
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode())
    return buffer.getvalue()


def styles() -> str:
    """The styles of the house's papers as the XML of a package's part."""
    return _templates().get_template("styles.xml.j2").render().strip()


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("hengji.papers.word", "parts"),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    environment.filters["runs"] = runs
    environment.filters["plain"] = _plain
    environment.filters["annex_rows"] = annex_rows
    environment.filters["table"] = table
    environment.tests["table"] = lambda block: isinstance(block, Table)
    environment.globals["cell"] = cell
    return environment


def runs(text: str, properties: str = "") -> Markup:
    """Text as Word runs; what is left to fill stands on yellow so that nobody overlooks it.
    ``properties`` are further run properties of our own (``<w:b/>``), never text from a form."""
    return Markup("".join(_runs(text, properties)))


def annex_rows(document: Document) -> Markup:
    """The rows of the annexed table, written as text: hundreds of them cost the template engine three times as much."""
    return Markup("\n".join(_annex_row(row, document.annex_columns) for row in document.annex))


def table(block: Table) -> Markup:
    """A table with borders, its heads repeated on every page."""
    width = sum(column.width for column in block.columns)
    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in block.columns)
    about = f'<w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return Markup(f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{_heads(block)}{''.join(_table_rows(block))}</w:tbl>")


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _heads(block: Table) -> str:
    if not block.heads:
        return ""
    cells = "".join(cell(column.width, column.head, "cell_head", shade=True) for column in block.columns)
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _table_rows(block: Table) -> Iterator[str]:
    above: tuple[str, ...] | None = None
    for row in block.rows:
        same = _same(block.merged, row.cells, above)
        yield _annex_row(row, block.columns, "cell" if block.heads else "caption", block.merged, same)
        above = row.cells


def _same(merged: Sequence[int], cells: Sequence[str], above: Sequence[str] | None) -> frozenset[int]:
    """Merged columns whose cell is that of the row above, as are those to its left."""
    same: set[int] = set()
    for column in sorted(merged):
        if above is None or cells[column] != above[column] or not cells[column]:
            break
        same.add(column)
    return frozenset(same)


def _annex_row(
    row: AnnexRow, columns: Sequence[AnnexColumn], first: str = "cell", merged: Sequence[int] = (), same: frozenset[int] = frozenset()
) -> str:
    cells = (
        cell(
            column.width, "" if place in same else text, "cell_head" if first == "caption" and place == 0 else "cell", side=column.side,
            shade=row.subtotal or (first == "caption" and place == 0), bold=row.subtotal, below=place in same, begins=place in merged,
        )
        for place, (column, text) in enumerate(zip(columns, row.cells, strict=True))
    )  # fmt: skip
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def cell(
    width: int, text: str, style: str, *, side: str = "", shade: bool = False, bold: bool = False, below: bool = False, begins: bool = False
) -> Markup:
    """A cell of a table; ``width`` in twentieths of a point, ``side`` where its text stands if not as the style says; ``begins`` a cell
    that may go on in the rows beneath, ``below`` one that goes on from the row above."""
    ground = '<w:shd w:val="clear" w:color="auto" w:fill="EDF0F3"/>' if shade else ""
    spans = "<w:vMerge/>" if below else '<w:vMerge w:val="restart"/>' if begins else ""
    stands = f'<w:jc w:val="{side}"/>' if side else ""
    return Markup(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{ground}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{stands}</w:pPr>{runs(text, "<w:b/>" if bold else "")}</w:p></w:tc>'
    )


def _runs(text: str, properties: str) -> Iterator[str]:
    for index, line in enumerate(text.split("\n")):
        if index:
            yield "<w:r><w:br/></w:r>"
        for piece in _TO_FILL.split(line):
            if piece:
                fill = '<w:highlight w:val="yellow"/>' if _TO_FILL.fullmatch(piece) else ""
                font = f'<w:rPr><w:rFonts w:hint="eastAsia"/>{properties}{fill}</w:rPr>'
                yield f'<w:r>{font}<w:t xml:space="preserve">{_plain(piece)}</w:t></w:r>'


def _plain(text: str) -> Markup:
    """Escaped, characters that XML does not allow dropped."""
    return escape(_ILLEGAL.sub("", text))
