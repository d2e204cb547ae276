"""The table grammar all official forms share: captions over one or more rows → columns, each with its meaning.

A column is claimed by the lowest caption that has a meaning; captions above several columns (偏差原因分析,
完成目标可能性) only group them.  Visible columns come before hidden ones, the first of two alike wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from hengji.papers.grid import Grid, Window, letters, name_of
from hengji.rules.text import is_blank

Meaning = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table with the caption it was recognised by; ``first`` … ``last`` are sheet columns."""

    key: str
    caption: str
    row: int
    first: int
    last: int
    hidden: bool = False

    @property
    def cell(self) -> str:
        return name_of(self.row, self.first)


_Caption = tuple[int, int, int, str]
"""Row, first and last column and text of a cell in the header rows."""


def captions(grid: Grid, rows: Sequence[int], window: Window, meaning: Meaning) -> list[Column]:
    """The columns under the header ``rows`` (from top to bottom), left to right."""
    cells = [
        (row, column, grid.end(row, column), text)
        for row in reversed(rows)
        for column, text in grid.filled[row].items()
        if window.left <= column <= window.right
    ]
    return list(_claims(tuple(cells), grid.sheet.hidden_columns, meaning))


@lru_cache(maxsize=64)
def _claims(cells: tuple[_Caption, ...], hidden: frozenset[int], meaning: Meaning) -> tuple[Column, ...]:
    """The columns that captions, the lowest row's first, claim for themselves; forms filled from one template share them."""
    found: list[Column] = []
    claimed: set[int] = set()
    for row, column, end, text in cells:
        key = meaning(text)
        if key is not None and claimed.isdisjoint(range(column, end + 1)):
            found.append(Column(key, text, row, column, end, column in hidden))
            claimed.update(range(column, end + 1))
    captioned = {column for _, column, _, _ in cells}
    return tuple(_widened(sorted(found, key=lambda item: item.first), captioned | hidden))


def _widened(columns: list[Column], taken: Set[int]) -> Iterator[Column]:
    """Each column reaches to the next caption, so that a value merged over more columns than its caption is met."""
    for item, following in zip(columns, [*columns[1:], None], strict=True):
        last = item.last
        while following and last + 1 < following.first and last + 1 not in taken:
            last += 1
        yield item if last == item.last else replace(item, last=last)


def by_key(columns: Iterable[Column]) -> dict[str, Column]:
    """One column a key: the first visible one."""
    chosen: dict[str, Column] = {}
    for item in sorted(columns, key=lambda column: column.hidden):
        chosen.setdefault(item.key, item)
    return chosen


@lru_cache(maxsize=16384)
def said(text: str) -> str | None:
    """A cell's text without outer spaces, None when it is blank (a lone dash or slash is)."""
    return None if is_blank(text) else text.strip()


def value(grid: Grid, row: int, column: Column, shared: bool = True) -> tuple[str | None, str | None]:
    """(text, address) of a row's cell in a column; text None when blank (a lone dash or slash is blank).

    A cell merged with rows above has their text when ``shared``, else neither text nor address of its own.
    """
    rows = grid.sheet.rows[row]
    for place in range(column.first, column.last + 1):
        text = rows[place]
        if text and not text.isspace():
            return said(text), name_of(row, place)
    above = grid.owner.get((row, column.first))
    if above is not None and above[0] < row and column.first <= above[1] <= column.last and (text := said(grid.text(*above))):
        return (text, name_of(*above)) if shared else (None, None)
    return None, name_of(row, column.first)


def values(grid: Grid, row: int, columns: Mapping[str, Column], own: frozenset[str]) -> tuple[dict[str, str], dict[str, str]]:
    """(texts, addresses) of all columns of a row by key; those ``own`` are not shared with the rows a cell is merged with."""
    texts: dict[str, str] = {}
    cells: dict[str, str] = {}
    printed, owner, number = grid.sheet.rows[row], grid.owner, str(row + 1)
    for key, column in columns.items():
        first = column.first
        text = printed[first]
        if text is not None and (found := said(text)) is not None:
            texts[key] = found
        elif column.last > first or (row, first) in owner:
            found, cell = value(grid, row, column, key not in own)
            if found is not None:
                texts[key] = found
            if cell is not None:
                cells[key] = cell
            continue
        cells[key] = letters(first) + number
    return texts, cells


def extended(grid: Grid, row: int, window: Window, meaning: Meaning, plain: Callable[[list[str]], bool]) -> list[int]:
    """The header rows around a row of captions: the next above and below join it when ``plain`` says of the keys
    of all their cells that they are captions too."""
    rows = [row]
    for step in (-1, 1):
        beside = row + step
        while 0 <= beside < grid.height and not grid.within(beside, window) and abs(beside - row) < 3:
            beside += step
        if 0 <= beside < grid.height and _joins(grid, beside, window, meaning, plain):
            rows.append(beside)
    return sorted(rows)


def _joins(grid: Grid, row: int, window: Window, meaning: Meaning, plain: Callable[[list[str]], bool]) -> bool:
    keys = [meaning(text) for text in grid.texts(row, window)]
    known = [key for key in keys if key is not None]
    return bool(known) and len(known) == len(keys) and plain(known)
