"""Where the forms of a sheet begin and end: beside each other, below each other, over a page break."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hengji.papers.grid import Grid, Window
from hengji.papers.indicatortable import Header, caption_rows, find_headers
from hengji.papers.meaning import box_field, head_field
from hengji.rules.text import squeeze

_TITLE = re.compile(r"(?=.*(?:绩效|监控|自评|评价))(?=.*(?:表|自评|监控|目标))")
_NOT_TITLE = re.compile(r"[。；;]|^(?:注|备注|附件|说明|填报|填表|报表)|^[一二三四五六七八九十]、")
_NAMES_OBJECT = ("name", "department", "unit", "code")
_OF_A_HEAD = ("name", "unit", "department", "goal_block", "stated_total", "sum")


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a sheet one form takes: its head, its indicator table's captions, what stands below."""

    header: Header
    window: Window


def tables(grid: Grid) -> list[Header]:
    """The captions of all indicator tables of a sheet."""
    rows = caption_rows(grid)
    return [header for left, right in bands(grid, rows) for header in find_headers(grid, rows, left, right)]


def bands(grid: Grid, rows: Mapping[int, list[int]]) -> list[tuple[int, int]]:
    """The column ranges of forms that stand side by side, cut at an empty column; one range as a rule.

    ``rows`` are the caption rows with the columns of their captions.
    """
    width = len(grid.sheet.rows[0])
    captions = {column for columns in rows.values() for column in columns}
    if len(captions) > 2:
        used = {column for cells in grid.filled for column in cells}
        used.update(column for _, left, _, right in grid.sheet.merged for column in range(left, min(right, width) + 1))
        for empty in range(min(captions) + 1, max(captions)):
            if empty not in used and _own_head(grid, rows, empty, width):
                return [(0, empty - 1), (empty + 1, width - 1)]
    return [(0, width - 1)]


def _own_head(grid: Grid, rows: Mapping[int, list[int]], empty: int, width: int) -> bool:
    """Right of an empty column a form begins of its own, with a title or boxes beside the head of the form on the left."""
    others, headers = find_headers(grid, rows, 0, empty - 1), find_headers(grid, rows, empty + 1, width - 1)
    if not headers or not others:
        return False
    begin = _begins(grid, 0, headers[0])
    return begin is not None and begin < others[0].rows[0]


def segments(grid: Grid, headers: list[Header]) -> list[Segment]:
    """Cuts the sheet: a form begins below the table before it, at its title or first box."""
    headers = _without_continuations(grid, headers)
    found: list[Segment] = []
    for place, header in enumerate(headers):
        above = [other for other in headers[:place] if _overlap(other.window, header.window)]
        below = [other for other in headers[place + 1 :] if _overlap(other.window, header.window)]
        top = _start(grid, above[-1].rows[-1] + 1, header) if above else 0
        bottom = _start(grid, header.rows[-1] + 1, below[0]) - 1 if below else grid.height - 1
        found.append(Segment(header, Window(top, header.window.left, bottom, header.window.right)))
    return found


def _overlap(one: Window, other: Window) -> bool:
    return one.left <= other.right and other.left <= one.right


def _without_continuations(grid: Grid, headers: list[Header]) -> list[Header]:
    """The captions printed again on a new page begin no new form: nothing of a head stands between."""
    kept: list[Header] = []
    for header in headers:
        same = [other for other in kept if other.window.left == header.window.left and other.order == header.order]
        if not same or _begins(grid, same[-1].rows[-1] + 1, header) is not None:
            kept.append(header)
    return kept


def _begins(grid: Grid, top: int, header: Header) -> int | None:
    """The row where the form of this header begins, when something of its head stands below ``top``."""
    for row in range(top, header.rows[0]):
        for column in grid.within(row, header.window):
            text = grid.text(row, column)
            meaning = box_field(text)
            if is_title(text) or (meaning and meaning[0] in _OF_A_HEAD):
                return row
    return None


def _start(grid: Grid, top: int, header: Header) -> int:
    """The title's row, else the first box that names the object, else the captions themselves."""
    rows = range(top, header.rows[0])
    for row in rows:
        if any(is_title(grid.text(row, column)) for column in grid.within(row, header.window)):
            return row
    for row in rows:
        for column in grid.within(row, header.window):
            meaning = box_field(grid.text(row, column))
            if meaning and meaning[0] in _NAMES_OBJECT:
                return row
    return header.rows[0]


def is_title(text: str) -> bool:
    """A line that names the kind of form."""
    if not 5 <= len(text) <= 70:
        return False
    word = squeeze(text)
    return bool(_TITLE.search(word)) and not _NOT_TITLE.search(word) and head_field(text) is None and len(word) >= 5
