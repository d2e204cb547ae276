"""A sheet as the table grammar looks at it: which cells are filled, what a merged range spans, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from hengji.papers.files.book import Cell, Range, Sheet, column_letters

letters = lru_cache(maxsize=1024)(column_letters)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a sheet, rows and columns from 0 and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def rows(self) -> range:
        return range(self.top, self.bottom + 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """``filled[r]`` are the texts of row r by column, from left to right (none of a hidden row); ``owner`` leads from a cell
    merged with rows above to the first cell of its range."""

    sheet: Sheet
    filled: tuple[dict[int, str], ...]
    spans: Mapping[Cell, Range]
    owner: Mapping[Cell, Cell]

    @classmethod
    def of(cls, sheet: Sheet) -> Grid:
        filled = [{c: text for c, text in enumerate(row) if text and not text.isspace()} for row in sheet.rows]
        for row in sheet.hidden_rows:
            if row < len(filled):
                filled[row] = {}
        height, width = len(sheet.rows), len(sheet.rows[0]) if sheet.rows else 0
        lay = _merges if height * width <= _A_FORM else _merges.__wrapped__
        return cls(sheet, tuple(filled), *lay(sheet.merged, height, width))

    @property
    def height(self) -> int:
        return len(self.filled)

    def text(self, row: int, column: int) -> str:
        """The cell's text, empty for none."""
        return self.sheet.rows[row][column] or ""

    def within(self, row: int, window: Window) -> list[int]:
        """The filled columns of a row inside the window."""
        return [c for c in self.filled[row] if window.left <= c <= window.right]

    def texts(self, row: int, window: Window) -> list[str]:
        """The texts of a row inside the window."""
        return [text for c, text in self.filled[row].items() if window.left <= c <= window.right]

    def end(self, row: int, column: int) -> int:
        """The last column the cell spans."""
        span = self.spans.get((row, column))
        return span[3] if span else column

    def bottom(self, row: int, column: int) -> int:
        """The last row the cell spans."""
        span = self.spans.get((row, column))
        return span[2] if span else row

    def holder(self, row: int, column: int) -> Cell:
        """The cell that holds what is seen here: itself, or the first cell of the range that covers it."""
        return self.owner.get((row, column), (row, column))

    def hidden(self, column: int) -> bool:
        return column in self.sheet.hidden_columns


_A_FORM = 20_000
"""Cells a filled form has at most; what was found out about larger sheets is not kept."""


@lru_cache(maxsize=64)
def _merges(merged: tuple[Range, ...], height: int, width: int) -> tuple[Mapping[Cell, Range], Mapping[Cell, Cell]]:
    """Spans by their first cell, and that cell by every cell below it; forms filled from one template have the same.

    Owners are only of ranges over several rows: what is merged within a row is met at its first cell.
    """
    spans = {(top, left): (top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in merged}
    owners: dict[Cell, Cell] = {}
    for top, left, bottom, right in merged:
        if bottom > top:
            area = product(range(top, min(bottom, height - 1) + 1), range(left, min(right, width - 1) + 1))
            owners.update(dict.fromkeys(area, (top, left)))
    return spans, owners


@lru_cache(maxsize=8192)
def name_of(row: int, column: int) -> str:
    """(13, 3) → D14."""
    return f"{letters(column)}{row + 1}"
