"""A table with spanning cells laid out on absolute rows and columns, below the lines that stand above it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hengji.papers.files.book import LIMITS, Cell, Range, Sheet, Unreadable
from hengji.papers.files.zipped import ASK_TRIM

_SPAN = 1000


@dataclass(slots=True)
class Grid:
    """Cells are put row by row, as HTML and Word give them; ``lines`` above the table become rows of their own."""

    cells: dict[Cell, str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    row: int = -1
    width: int = 0
    _column: int = 0
    _taken: set[Cell] = field(default_factory=set)

    def line(self, text: str) -> None:
        """A title line above the table: a row with one cell."""
        self.start_row()
        self.put(text)

    def start_row(self) -> None:
        self.row += 1
        self._column = 0

    def skip(self, columns: int) -> None:
        self._column += min(columns, _SPAN)

    def at(self, column: int) -> None:
        """Go on at a column."""
        self._column = min(column, 16383)

    def put(self, text: str, across: int = 1, down: int = 1) -> None:
        """The next cell of the row, ``across`` × ``down`` wide and high."""
        across, down = min(max(across, 1), _SPAN), min(max(down, 1), _SPAN)
        while (self.row, self._column) in self._taken:
            self._column += 1
        top, left = self.row, self._column
        if text:
            self.cells[top, left] = text
        if across * down > 1:
            self._span(top, left, across, down)
        self._column = left + across
        self.width = max(self.width, self._column)
        if len(self._taken) > LIMITS.cells or (top + 1) * self.width > LIMITS.cells:
            raise Unreadable("表格范围异常大，未予读取", ASK_TRIM)

    def _span(self, top: int, left: int, across: int, down: int) -> None:
        self.merged.append((top, left, top + down - 1, left + across - 1))
        if down > 1:
            self._taken.update((r, c) for r in range(top + 1, top + down) for c in range(left, left + across))

    def sheet(self, name: str) -> Sheet:
        """The table as a sheet; ranges end where the table does."""
        rows: list[list[str | None]] = [[None] * self.width for _ in range(self.row + 1)]
        for (row, column), text in self.cells.items():
            rows[row][column] = text
        last = len(rows) - 1
        merged = tuple((top, left, min(bottom, last), right) for top, left, bottom, right in self.merged)
        return Sheet(name, rows, merged=merged)
