"""A sheet as a clerk leaves it: cells, merges, hidden rows and columns; no file format yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Cell:
    """``value`` is text or a number; ``look`` an Excel number format; ``formula`` is stored with ``value`` as its cached result."""

    value: str | Decimal
    look: str = "General"
    formula: str | None = None

    @property
    def text(self) -> str:
        """As it shows on the screen."""
        if isinstance(self.value, str):
            return self.value
        if self.look.endswith("%"):
            places = len(self.look.partition(".")[2]) - 1
            return f"{self.value * 100:.{max(places, 0)}f}%"
        if self.look.startswith("#,##0"):
            return f"{self.value:,.{len(self.look.partition('.')[2])}f}"
        return f"{self.value:f}"


@dataclass
class Grid:
    """One sheet."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    def put(
        self, row: int, column: int, value: str | Decimal | Cell | None, to_row: int | None = None, to_column: int | None = None
    ) -> None:
        """Writes a cell and merges it down to ``to_row`` and right to ``to_column``."""
        if value is not None and value != "":
            self.cells[row, column] = value if isinstance(value, Cell) else Cell(value)
        last = (to_row if to_row is not None else row, to_column if to_column is not None else column)
        if last != (row, column):
            self.merges.append((row, column, *last))

    @property
    def height(self) -> int:
        return 1 + max([row for row, _ in self.cells] + [merge[2] for merge in self.merges], default=-1)

    @property
    def width(self) -> int:
        return 1 + max([column for _, column in self.cells] + [merge[3] for merge in self.merges], default=-1)

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text if cell else ""

    def below(self, other: Grid, gap: int) -> int:
        """Appends another sheet under this one; returns by how many rows it moved."""
        shift = self.height + gap
        self.cells.update({(row + shift, column): cell for (row, column), cell in other.cells.items()})
        self.merges += [(a + shift, b, c + shift, d) for a, b, c, d in other.merges]
        self.hidden_rows |= {row + shift for row in other.hidden_rows}
        return shift


def address(row: int, column: int) -> str:
    """(13, 3) → D14."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def notes_sheet(name: str, lines: Iterable[str], hidden: bool = False) -> Grid:
    """A sheet of remarks beside the forms."""
    grid = Grid(name, hidden=hidden)
    for row, line in enumerate(lines):
        grid.put(row, 0, line)
    return grid
