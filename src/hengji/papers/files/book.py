"""What every reader of files gives back: a book of sheets of cells, or a refusal in one Chinese sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Cell = tuple[int, int]
"""Row and column, both from 0: (0, 0) is A1."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, all from 0 and inclusive."""

Rows = list[list[str | None]]


def asking_uploader(ask: str) -> str:
    """What is asked of a unit that sent a file, asked of the person who uploads it."""
    return ask.replace("请单位", "请").replace("重新报送", "重新上传").replace("再报送", "再上传").replace("重新发送", "重新上传")


class Unreadable(Exception):  # noqa: N818 - a word of the house, used in sentences
    """A file that cannot be read: ``reason`` says why, ``ask`` what to ask the unit for."""

    def __init__(self, reason: str, ask: str = "请重新报送 Excel 文件（.xlsx 或 .xls）") -> None:
        super().__init__(reason)
        self.reason = reason
        self.ask = ask

    def __str__(self) -> str:
        return f"{self.reason}；{self.ask}"

    @property
    def to_uploader(self) -> str:
        """The same said to whoever has put the file in himself: the office with its own lists, a unit on its page."""
        return f"{self.reason}；{asking_uploader(self.ask)}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: ``rows[r][c]`` is the printed text of a cell with absolute position (A1 = ``rows[0][0]``), None when empty.

    All rows have one length.  A merged range holds its text in the first cell only.  ``errors`` holds error cells
    (``#NAME?``) and formulas whose result was not saved (``=SUM(…)``); their text stands in ``rows`` as well.
    """

    name: str
    rows: Rows
    hidden: bool = False
    merged: tuple[Range, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: dict[Cell, str] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str | None:
        """The cell's text; None also outside the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return None


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a file in its own order; ``last_saved`` as the file itself says (not the file system)."""

    sheets: tuple[Sheet, ...]
    last_saved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a returned form may need at most; anything above is refused before it is unpacked."""

    file_bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 250 * 1024 * 1024
    unpack_ratio: int = 150
    unpack_free: int = 16 * 1024 * 1024
    entries: int = 5000
    cells: int = 2_000_000
    nesting: int = 2


LIMITS = Limits()


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 0, XFD → 16383."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def address(row: int, column: int) -> str:
    """(13, 3) → D14."""
    return f"{column_letters(column)}{row + 1}"
