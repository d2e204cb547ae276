"""A paper in words: its paragraphs by style and the table annexed to it.  ``papers.word`` knows fonts, sizes and XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

OFFICE = "××县财政局"
BLANK = "____"
NUMERALS = "一二三四五六七八九十"


class Style(StrEnum):
    """How a paragraph is set; the typesetter knows fonts and sizes."""

    WARNING = "warning"
    TITLE = "title"
    NUMBER = "number"
    ADDRESSEE = "addressee"
    BODY = "body"
    HEADING1 = "heading1"
    HEADING2 = "heading2"
    ANNEX_NOTE = "annex_note"
    SIGNATURE = "signature"
    TABLE_GAP = "table_gap"
    TABLE_NOTE = "table_note"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``lead`` is a run-in heading, set bold before the text."""

    style: Style
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class AnnexColumn:
    """A column of the annexed table: head, width in twentieths of a point, and where its text stands (left, center, right)."""

    head: str
    width: int
    side: str = "center"


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One row of the annex, every figure as text, "—" where unknown.  ``subtotal`` rows close a kind."""

    cells: tuple[str, ...]
    subtotal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table among paragraphs.  ``merged`` are columns in which equal texts below each other become one cell (only where the
    columns to their left agree); without ``heads`` the first column holds the captions."""

    columns: tuple[AnnexColumn, ...]
    rows: tuple[AnnexRow, ...]
    heads: bool = True
    merged: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """One of several annexes, on a page of its own."""

    title: str
    unit: str
    blocks: tuple[Paragraph | Table, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A composed paper: its paragraphs, then one annexed table, or several ``annexes``."""

    paragraphs: tuple[Paragraph | Table, ...]
    annex_title: str = ""
    annex_unit: str = ""
    annex_columns: tuple[AnnexColumn, ...] = ()
    annex: tuple[AnnexRow, ...] = ()
    annexes: tuple[Annex, ...] = ()


def numbered(sections: Sequence[Sequence[Paragraph]]) -> Iterator[Paragraph]:
    """Sections with 一、 before their headings and （一） before those below them."""
    for number, section in enumerate(sections):
        inner = 0
        for paragraph in section:
            if paragraph.style is Style.HEADING1:
                yield Paragraph(Style.HEADING1, f"{NUMERALS[number]}、{paragraph.text}")
            elif paragraph.style is Style.HEADING2:
                yield Paragraph(Style.HEADING2, f"（{NUMERALS[inner]}）{paragraph.text}")
                inner += 1
            else:
                yield paragraph
