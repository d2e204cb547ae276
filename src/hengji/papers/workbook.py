"""Any file a clerk returns → sheets of cells with absolute addresses.

``expand`` finds the files, ``open_workbook`` reads one.  The format is recognised by content, never by the name.
"""

from __future__ import annotations

from pathlib import Path

from hengji.papers.files.book import LIMITS, Book, Cell, Limits, Range, Rows, Sheet, Unreadable, address, column_letters, column_number
from hengji.papers.files.sources import Source, expand

__all__ = [
    "LIMITS", "Book", "Cell", "Limits", "Range", "Rows", "Sheet", "Source", "Unreadable",
    "address", "column_letters", "column_number", "expand", "open_workbook",
]  # fmt: skip


def open_workbook(source: Source | Path) -> Book:
    """The sheets of a file.  Raises nothing but Unreadable."""
    raise NotImplementedError
