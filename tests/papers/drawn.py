"""Forms drawn as sheets from their layouts, filled with invented figures, and what clerks do to such sheets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hengji.papers.files.book import Book, Range, Sheet
from hengji.papers.layouts import HeadRow, Layout, LayoutColumn, layout

PERIOD = "1-7月"


@dataclass
class Canvas:
    """Cells by place; grown as they are written."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)

    def put(self, row: int, column: int, text: str | None, columns: int = 1, rows: int = 1) -> None:
        if text:
            self.cells[row, column] = text
        if columns > 1 or rows > 1:
            self.merged.append((row, column, row + rows - 1, column + columns - 1))

    def sheet(self, name: str = "Sheet1") -> Sheet:
        height = max(row for row, _ in self.cells) + 1
        width = max([column for _, column in self.cells] + [right for *_, right in self.merged]) + 1
        rows: list[list[str | None]] = [[self.cells.get((row, column)) for column in range(width)] for row in range(height)]
        return Sheet(name, rows, merged=tuple(self.merged))


@dataclass(frozen=True)
class Filled:
    """What stands on a drawn form; amounts in 万元 by (row, column key), indicators as (level1, level2, name, values)."""

    boxes: dict[str, str]
    amounts: dict[tuple[int, str], str]
    indicators: list[tuple[str, str, dict[str, str]]]
    year: int = 2023
    unit: str = "万元"


MONITORING = Filled(
    boxes={
        "name": "示例村道路硬化项目", "department": "示例县交通局 136", "unit": "示例镇政府", "goal": "硬化道路12公里，惠及3个村。",
        "goal_actual": "已硬化8公里。", "stated_total": "96.5", "stated_grade": "优",
    },
    amounts={
        (0, "initial"): "120", (0, "adjusted"): "120", (0, "executed"): "72.5", (0, "stated_rate"): "60.42%", (0, "forecast"): "118",
        (0, "weight"): "10", (0, "stated_score"): "6.04",
        (1, "initial"): "100", (1, "adjusted"): "100", (1, "executed"): "60.5", (1, "stated_rate"): "60.5%", (1, "forecast"): "98",
        (2, "initial"): "20", (2, "adjusted"): "20", (2, "executed"): "12", (2, "stated_rate"): "60%", (2, "forecast"): "20",
    },
    indicators=[
        ("产出指标", "数量指标", {"name": "硬化道路里程", "target": "≥12公里", "actual": "8公里", "forecast": "12公里", "certain": "√",
        "weight": "20", "stated_score": "20"}),
        ("产出指标", "数量指标", {"name": "其中：村道", "target": "≥4公里", "actual": "3公里", "forecast": "4公里", "certain": "√"}),
        ("产出指标", "质量指标", {"name": "★工程验收合格率", "target": "100%", "actual": "98%", "forecast": "99%", "institution": "√",
        "explanation": "一段路基返工，正在补验。", "possible": "√", "remark": "下月复验。", "weight": "15", "stated_score": "14"}),
        ("产出指标", "时效指标", {"name": "完工时间", "target": "11月底前", "actual": "未到考核时点", "forecast": "11月",
        "certain": "√", "weight": "15", "stated_score": "15"}),
        ("效益指标", "社会效益指标", {"name": "出行条件改善程度", "target": "明显改善", "actual": "有所改善", "forecast": "明显改善",
        "certain": "√", "weight": "30", "stated_score": "30"}),
        ("满意度指标", "服务对象满意度指标", {"name": "沿线群众满意度", "target": "≥90%", "actual": "93%", "forecast": "93%",
        "certain": "√", "weight": "10", "stated_score": "10"}),
    ],
)  # fmt: skip


def draw(name: str, filled: Filled = MONITORING, period: str = PERIOD) -> Sheet:
    """The official form ``name`` filled in, as a workbook reader would hand it over."""
    form, canvas = layout(name), Canvas()
    canvas.put(0, 0, _words(form.title, filled, period), form.width)
    canvas.put(1, 0, _words(form.period, filled, period), form.width)
    if form.form_number:
        canvas.put(1, 0, form.form_number + _words(form.period, filled, period))
    row = _head(canvas, 2, form.head, filled)
    row = _funds(canvas, row, form, filled, period)
    row = _head(canvas, row, form.goal, filled)
    row = _indicators(canvas, row, form, filled, period)
    row = _head(canvas, row, (form.total,) if form.total else (), filled)
    row = _head(canvas, row, form.tail, filled)
    for note in form.notes:
        canvas.put(row, 0, note, form.width)
        row += 1
    return canvas.sheet()


def _words(text: str, filled: Filled, period: str) -> str:
    return text.replace("{year}", str(filled.year)).replace("{period}", period).replace("{unit}", filled.unit)


def _head(canvas: Canvas, row: int, rows: tuple[HeadRow, ...], filled: Filled) -> int:
    for cells in rows:
        column = 0
        for cell in cells:
            canvas.put(row, column, cell.caption or filled.boxes.get(cell.field or ""), cell.span)
            column += cell.span
        row += 1
    return row


def _funds(canvas: Canvas, row: int, form: Layout, filled: Filled, period: str) -> int:
    table = form.funds
    if table is None:
        return row
    canvas.put(row, 0, _words(table.caption, filled, period), table.caption_span, len(table.rows) + 1)
    canvas.put(row, table.caption_span, _words(table.label_caption or "", filled, period), table.label_span)
    places = _places(table.columns, table.caption_span + table.label_span)
    for column, place in places:
        canvas.put(row, place, _words(column.caption, filled, period), column.span)
    for number, fund in enumerate(table.rows):
        canvas.put(row + number + 1, table.caption_span, fund.label, table.label_span)
        for column, place in places:
            canvas.put(row + number + 1, place, filled.amounts.get((number, column.key)), column.span)
    return row + len(table.rows) + 1


def _places(columns: tuple[LayoutColumn, ...], start: int) -> list[tuple[LayoutColumn, int]]:
    placed = []
    for column in columns:
        placed.append((column, start))
        start += column.span
    return placed


def _indicators(canvas: Canvas, row: int, form: Layout, filled: Filled, period: str) -> int:
    table = form.indicators
    places = _places(table.columns, table.caption_span)
    head_rows = 2 if any(column.group for column in table.columns) else 1
    if table.caption_span:
        canvas.put(row, 0, table.caption, table.caption_span, head_rows + len(filled.indicators))
    _captions(canvas, row, places, head_rows, filled, period)
    row += head_rows
    points = {block.level1: block.points for block in table.blocks}
    for number, (level1, level2, values) in enumerate(filled.indicators):
        before = filled.indicators[number - 1] if number else ("", "", {})
        for column, place in places:
            if column.key == "level1":
                if before[0] != level1:
                    count = sum(item[0] == level1 for item in filled.indicators)
                    canvas.put(row, place, f"{level1}\n（{points[level1]}分）" if points[level1] else level1, column.span, count)
            elif column.key == "level2":
                if before[:2] != (level1, level2):
                    count = sum(item[:2] == (level1, level2) for item in filled.indicators)
                    canvas.put(row, place, level2, column.span, count)
            else:
                canvas.put(row, place, values.get(column.key), column.span)
        row += 1
    return row


def _captions(canvas: Canvas, row: int, places: list[tuple[LayoutColumn, int]], head_rows: int, filled: Filled, period: str) -> None:
    group: str | None = None
    for number, (column, place) in enumerate(places):
        if column.group and column.group != group:
            span = sum(other.span for other, _ in places[number:] if other.group == column.group)
            canvas.put(row, place, column.group, span)
        group = column.group
        below = head_rows - 1 if column.group else 0
        canvas.put(row + below, place, _words(column.caption, filled, period), column.span, 1 if column.group else head_rows)


def book(*sheets: Sheet) -> Book:
    return Book(tuple(sheets))


# ── what clerks do ──────────────────────────────────────────────────────────────────────────────────────────────


def moved(sheet: Sheet, rows: int, columns: int) -> Sheet:
    """The table pushed down and to the right by blank rows and columns."""
    width = len(sheet.rows[0]) + columns
    grid: list[list[str | None]] = [[None] * width for _ in range(rows)]
    grid += [[None] * columns + list(row) for row in sheet.rows]
    return replace(sheet, rows=grid, merged=tuple((a + rows, b + columns, c + rows, d + columns) for a, b, c, d in sheet.merged))


def with_row(sheet: Sheet, at: int) -> Sheet:
    """A blank row put in."""
    grid = [*sheet.rows[:at], [None] * len(sheet.rows[0]), *sheet.rows[at:]]
    return replace(sheet, rows=grid, merged=tuple((a + (a >= at), b, c + (c >= at), d) for a, b, c, d in sheet.merged))


def with_column(sheet: Sheet, at: int, texts: dict[int, str] | None = None, hidden: bool = False) -> Sheet:
    """A column put in, blank or with texts by row."""
    grid = [[*row[:at], (texts or {}).get(number), *row[at:]] for number, row in enumerate(sheet.rows)]
    merged = tuple((a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in sheet.merged)
    shifted = frozenset(column + (column >= at) for column in sheet.hidden_columns) | ({at} if hidden else frozenset())
    return replace(sheet, rows=grid, merged=merged, hidden_columns=shifted)


def unmerged(sheet: Sheet) -> Sheet:
    """No merged ranges: each text stands once."""
    return replace(sheet, merged=())


def repeated(sheet: Sheet) -> Sheet:
    """Merged cells taken apart and their text repeated downwards, as level cells are by some."""
    grid = [list(row) for row in sheet.rows]
    for top, left, bottom, _ in sheet.merged:
        for row in range(top + 1, bottom + 1):
            grid[row][left] = grid[top][left]
    return replace(sheet, rows=grid, merged=())


def reworded(sheet: Sheet, words: dict[str, str]) -> Sheet:
    """Cells that are exactly a key get its word."""
    return mapped(sheet, lambda text: words.get(text, text))


def mapped(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    return replace(sheet, rows=[[change(text) if text else text for text in row] for row in sheet.rows])


def reordered(sheet: Sheet, order: list[int]) -> Sheet:
    """Columns in another order (only for sheets without merged ranges)."""
    assert not sheet.merged
    return replace(sheet, rows=[[row[column] for column in order] for row in sheet.rows])


def stacked(*sheets: Sheet) -> Sheet:
    """Several forms below each other on one sheet."""
    width = max(len(sheet.rows[0]) for sheet in sheets)
    rows: list[list[str | None]] = []
    merged: list[Range] = []
    for sheet in sheets:
        merged += [(a + len(rows), b, c + len(rows), d) for a, b, c, d in sheet.merged]
        rows += [list(row) + [None] * (width - len(row)) for row in sheet.rows]
    return Sheet(sheets[0].name, rows, merged=tuple(merged))


def beside(one: Sheet, other: Sheet) -> Sheet:
    """Two forms side by side with an empty column between."""
    width, height = len(one.rows[0]) + 1, max(len(one.rows), len(other.rows))

    def padded(sheet: Sheet, count: int) -> list[list[str | None]]:
        return [list(row) for row in sheet.rows] + [[None] * count for _ in range(height - len(sheet.rows))]

    rows = [a + [None] + b for a, b in zip(padded(one, width - 1), padded(other, len(other.rows[0])), strict=True)]
    return Sheet(one.name, rows, merged=one.merged + tuple((a, b + width, c, d + width) for a, b, c, d in other.merged))
