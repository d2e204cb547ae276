"""The boxes of a form outside its two tables: captions and the values beside, behind or below them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hengji.papers.grid import Grid, Window, name_of
from hengji.papers.meaning import core, fund_source, head_field, indicator_column, unit_line
from hengji.rules.text import is_blank, squeeze

GOALS = ("goal", "goal_block", "goal_mid", "goal_actual")
_ONLY_BESIDE_A_GOAL = ("实际完成情况", "实际完成", "完成情况", "执行情况", "全年实际完成情况", "全年完成情况")
_BARE = ("单位", "部门", "项目")
"""Captions only where they begin a row; elsewhere they head a column of some other table."""
_PAIR = re.compile(r"([^\s:：；;，,。]{2,14}?(?:[（(][^（）()]{1,8}[）)])?)\s*[:：]\s*(.*)", re.DOTALL)
_INNER_LABEL = re.compile(r"\s{2,}(?=[^\s:：]{2,12}[:：])")


@dataclass(frozen=True, slots=True)
class Box:
    """A box: its caption as printed, its value (None when blank) and the address of the value's cell."""

    caption: str
    text: str | None
    cell: str
    rank: int = 1


@dataclass(slots=True)
class Head:
    """The boxes of one form by field, other boxes by caption, and what the captions say of the object."""

    fields: dict[str, Box] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    overall: bool = False
    transfer: bool = False

    def put(self, key: str, box: Box) -> None:
        """Of several boxes of one field the lower rank counts, then the filled one, then the first."""
        if key in ("box", "adjustment_reason"):
            self.boxes.setdefault(squeeze(box.caption).strip("：: "), box)
        known = self.fields.get(key)
        if known is None or (box.rank, box.text is None) < (known.rank, known.text is None):
            self.fields[key] = box

    def text(self, key: str) -> str | None:
        box = self.fields.get(key)
        return box.text if box else None

    def settle(self) -> None:
        """What the captions say about the object: a department without a project, or a transfer payment."""
        captions = {squeeze(box.caption) for box in self.fields.values()}
        self.transfer = any("转移支付" in caption for caption in captions) or "中央主管部门" in captions
        department = self.fields.get("unit")
        named = department is not None and "部门" in department.caption and "name" not in self.fields and "goal" in self.fields
        self.overall = named and "department" not in self.fields


def read_boxes(grid: Grid, window: Window, head: Head, passed: Iterable[range] = ()) -> None:
    """Collects the boxes in the window; ``passed`` are rows that belong to other parts."""
    skipped = {row for rows in passed for row in rows}
    for row in window.rows():
        if row not in skipped and not _read_columns(grid, row, window, head, skipped):
            _read_row(grid, row, window, head)


def _read_columns(grid: Grid, row: int, window: Window, head: Head, skipped: set[int]) -> bool:
    """项目名称 | 主管部门 | 实施单位 side by side without a gap, their values in the row below."""
    cells = grid.within(row, window)
    below = row + 1
    if len(cells) < 2 or below > window.bottom or below in skipped:
        return False
    meanings = [head_field(grid.text(row, column)) for column in cells]
    adjoining = all(grid.end(row, column) + 1 == following for column, following in zip(cells, cells[1:], strict=False))
    values = grid.within(below, window)
    if not adjoining or None in meanings or not values or any(_is_caption(grid, below, column) for column in values):
        return False
    for column, meaning in zip(cells, meanings, strict=True):
        if meaning and meaning[0] not in GOALS and meaning[0] != "sum":
            text = grid.text(below, column).strip()
            head.put(meaning[0], Box(grid.text(row, column), None if is_blank(text) else text, name_of(below, column), meaning[1]))
    return True


def _read_row(grid: Grid, row: int, window: Window, head: Head) -> None:
    cells = grid.within(row, window)
    taken = -1
    for place, column in enumerate(cells):
        if column <= taken:
            continue
        text = grid.text(row, column)
        meaning = None if unit_line(text) else head_field(text)
        if meaning is None:
            _read_inline(text, row, column, head)
            continue
        key, rank = meaning
        if key in GOALS or key == "sum" or (place > 0 and core(text) in _BARE):
            continue
        after = cells[place + 1 :]
        value = next((other for other in after if not _is_caption(grid, row, other)), None)
        stop = next((other for other in after if _is_caption(grid, row, other)), window.right + 1)
        if value is not None and value > stop:
            value = None
        if value is None:
            head.put(key, Box(text, None, name_of(row, min(grid.end(row, column) + 1, window.right)), rank))
            continue
        taken = value
        printed = grid.text(row, value).strip()
        head.put(key, Box(text, None if is_blank(printed) else printed, name_of(row, value), rank))


def _is_caption(grid: Grid, row: int, column: int) -> bool:
    """A caption of a box; also 项目类别：… with its own value stands for itself."""
    text = grid.text(row, column)
    if head_field(text) is not None:
        return True
    pair = _PAIR.fullmatch(text.strip())
    return pair is not None and head_field(pair[1]) is not None


def _read_inline(text: str, row: int, column: int, head: Head) -> None:
    """项目名称：示例项目   主管部门：示例局 in one cell."""
    if ":" not in text and "：" not in text:
        return
    whole = _PAIR.fullmatch(text.strip())
    goal = head_field(whole[1]) if whole else None
    if whole and goal and goal[0] in GOALS:
        _put_goal(head, "goal" if goal[0] == "goal_block" else goal[0], squeeze(whole[1]), whole[2].strip() or None, name_of(row, column))
        return
    for part in _INNER_LABEL.split(text.strip()):
        pair = _PAIR.fullmatch(part.strip())
        meaning = head_field(pair[1]) if pair else None
        if pair and meaning and meaning[0] != "sum" and unit_line(part) is None:
            value = pair[2].strip()
            head.put(meaning[0], Box(pair[1], value if value and not is_blank(value) else None, name_of(row, column), meaning[1]))


def read_goal(grid: Grid, window: Window, head: Head, passed: Iterable[range] = ()) -> None:
    """年度总体目标: one box, or 预期目标 | 实际完成情况 side by side with the text beside or below."""
    skipped = frozenset(row for rows in passed for row in rows)
    for row in window.rows():
        captions = [] if row in skipped else _goal_captions(grid, row, window)
        if captions:
            _read_goal_row(grid, row, captions, _until(window, row, skipped), head)


def _until(window: Window, row: int, skipped: frozenset[int]) -> Window:
    """The window down to the next row that belongs to another part."""
    bottom = next((below - 1 for below in range(row + 1, window.bottom + 1) if below in skipped), window.bottom)
    return Window(row, window.left, bottom, window.right)


def _goal_captions(grid: Grid, row: int, window: Window) -> list[tuple[int, str]]:
    """The captions of a row that ask for the goal or what became of it; a caption over others is left out."""
    found = []
    for column in grid.within(row, window):
        meaning = head_field(grid.text(row, column))
        if meaning and meaning[0] in GOALS and not _repeats(grid, row, column):
            found.append((column, meaning[0]))
    asked = [column for column, key in found if key in ("goal", "goal_block")]
    if len(asked) > 1 and "完成情况" in squeeze(grid.text(row, asked[-1])):
        found = [(column, "goal_actual" if column == asked[-1] else key) for column, key in found]
        asked.pop()
    if not asked:
        return [(column, key) for column, key in found if squeeze(grid.text(row, column)) not in _ONLY_BESIDE_A_GOAL]
    return [(column, key) for column, key in found if column == asked[-1] or key not in ("goal", "goal_block")]


def _repeats(grid: Grid, row: int, column: int) -> bool:
    """A caption merged over rows that was taken apart and filled again: the same text stands right above."""
    return row > 0 and grid.text(row, column) == grid.text(row - 1, column)


def _read_goal_row(grid: Grid, row: int, captions: list[tuple[int, str]], window: Window, head: Head) -> None:
    columns = [column for column, _ in captions]
    texts = [_beside(grid, row, column, _next(columns, column, window)) for column in columns]
    below = len(captions) > 1 and not any(text for text, _ in texts)
    others = [column for column in grid.within(row, window) if head_field(grid.text(row, column))]
    for (column, key), (text, cell) in zip(captions, texts, strict=True):
        if below or (text is None and grid.end(row, column) >= window.right):
            text, cell = _below(grid, row, column, _next(others, column, window), window)
        elif len(captions) == 1:
            text = _continued(grid, row, column, text, window)
        if key != "goal_mid":
            _put_goal(head, "goal" if key == "goal_block" else key, squeeze(grid.text(row, column)), text, cell)


def _put_goal(head: Head, key: str, caption: str, text: str | None, cell: str) -> None:
    if key == "goal" and "完成情况" in caption and head.text("goal"):
        key = "goal_actual"
    known = head.fields.get(key)
    if known is None or known.text is None:
        head.fields[key] = Box(caption, text, cell)


def _next(columns: list[int], column: int, window: Window) -> int:
    return next((other for other in columns if other > column), window.right + 1)


def _seen(grid: Grid, row: int, window: Window) -> list[int]:
    """The filled columns of a row that are not hidden."""
    return [column for column in grid.within(row, window) if not grid.hidden(column)]


def _beside(grid: Grid, row: int, column: int, stop: int) -> tuple[str | None, str]:
    start = grid.end(row, column) + 1
    parts = []
    for other in grid.filled[row]:
        if start <= other < stop and not grid.hidden(other):
            if head_field(grid.text(row, other)) is not None:
                break
            parts.append(other)
    text = "\n".join(grid.text(row, other).strip() for other in parts)
    return (None if is_blank(text) else text), name_of(row, parts[0] if parts else min(start, stop - 1) if stop > start else column)


def _below(grid: Grid, row: int, column: int, stop: int, window: Window) -> tuple[str | None, str]:
    """The texts under a caption, down to the next caption of any kind; several rows make several lines."""
    lines: list[str] = []
    first = grid.bottom(row, column) + 1
    cell: str | None = None
    for below in range(first, window.bottom + 1):
        if _begins_another(grid, below, window):
            break
        for other in _seen(grid, below, Window(below, column, below, stop - 1)):
            lines.append(grid.text(below, other).strip())
            cell = cell or name_of(below, other)
    text = "\n".join(lines)
    return (None if is_blank(text) else text), cell or name_of(min(first, window.bottom), column)


def _begins_another(grid: Grid, row: int, window: Window) -> bool:
    """A row that starts with a caption of another part."""
    cells = grid.within(row, window)
    if not cells or _repeats(grid, row, cells[0]):
        return False
    text = grid.text(row, cells[0])
    meaning = head_field(text)
    return meaning is not None or indicator_column(text) in ("block", "level1") or (fund_source(text) is not None and len(cells) > 1)


def _continued(grid: Grid, row: int, column: int, text: str | None, window: Window) -> str | None:
    """Further lines of a goal beside its caption: rows the caption is merged over, or that have nothing under the caption."""
    lines = [text] if text else []
    end, reach = grid.end(row, column), grid.bottom(row, column)
    for below in range(row + 1, window.bottom + 1):
        cells = grid.within(below, window)
        again = bool(cells) and _repeats(grid, below, cells[0])
        own = [other for other in _seen(grid, below, window) if other > end]
        if below > reach and not again and (not lines or not own or own != cells or _begins_another(grid, below, window)):
            break
        if any(_is_caption(grid, below, other) for other in own):
            break
        lines.extend(grid.text(below, other).strip() for other in own)
    joined = "\n".join(lines)
    return None if is_blank(joined) else joined
