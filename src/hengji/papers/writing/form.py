"""An official form written from its layout: pre-filled for a unit to complete, or filled from a ``Form``.

What was approved is locked without a password, what the unit fills is open, with drop-downs and hints; it prints as the official form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from hengji.papers.layouts import HeadCell, HeadRow, Layout, LayoutColumn
from hengji.papers.writing.cells import sheet_name
from hengji.papers.writing.listing import HEIGHT_MOST, Listing, Paper, Value, lines_of
from hengji.papers.writing.words import CAUSE, LIKELIHOOD
from hengji.rules.forms import (
    AMOUNT_COLUMNS,
    ApprovedTarget,
    Cause,
    Form,
    FundRow,
    FundSource,
    IndicatorRow,
    Likelihood,
    Program,
    RosterEntry,
)
from hengji.rules.money import MONEY_UNITS
from hengji.rules.periods import period_word
from hengji.rules.text import squeeze
from hengji.rules.values import Operator

TICK = "√"
_CODE = re.compile(r"(?=.*\d)[0-9A-Za-z]{10,40}")
"""What a reader knows for a project's code when it stands behind the name (21 characters in the national standard)."""
_THIN = {"border": 1, "border_color": "#000000", "text_wrap": True}
_SEALED = {"bg_color": "#edf0f3"}
_OPEN = {"locked": False}
_APPROVED = frozenset(("name", "code", "department", "unit", "goal", "initial", "level1", "level2", "target", "direction", "operator"))
"""Keys of head fields and columns whose content was approved: locked where there is any.  ``unit`` is also the unit of measure."""

_HINTS: Mapping[str, tuple[str, str]] = {
    "executed": ("执行数", "填年初到监控时点的实际支出，单位见表头；没有支出填 0，不要空着。"),
    "fund.forecast": ("全年预计执行数", "填预计到 12 月 31 日的支出，不小于已执行数，一般不大于预算数。"),
    "stated_rate": ("执行率", "执行数 ÷ 预算数，如 46.15%。"),
    "actual": ("执行情况", "填累计实际完成值，带单位，如 400亩、98%；没有发生填 0；还没到考核时点的写“未到考核时点”。"),
    "forecast": ("全年预计完成情况", "填预计到年底的完成值，带单位。"),
    "explanation": ("原因说明", "有偏差的，写清什么原因、影响了多少；不要只写“正常”“按计划”。"),
    "remark": ("备注", "预计到年底不能完成的，写明原因和拟采取的措施。"),
    "sealed": ("已批复的内容", "与批复一致，不能改动；确需调整的，请按程序报批后换新表。"),
    "goal_actual": ("实际完成情况", "对照年度总体目标，写明已经完成了什么、完成了多少。"),
}
_TICKED: Mapping[str, Likelihood | Cause] = {
    "certain": Likelihood.CERTAIN, "possible": Likelihood.POSSIBLE, "impossible": Likelihood.IMPOSSIBLE,
    **{cause.value: cause for cause in Cause},
}  # fmt: skip


def prefilled(layout: Layout, entry: RosterEntry | None, approved: ApprovedTarget | None, as_of: date | None) -> Form:
    """The form a unit receives: its object from the roster, goal, budget and indicators from the approved target, the rest blank."""
    name = (approved.name if approved else None) or (entry.name if entry else None)
    unit = (entry.unit if entry else None) or (approved.unit if approved else None)
    code = (entry.code if entry else None) or (approved.code if approved else None)
    program = Program(name or unit, code, entry.department if entry else None, unit)
    budget = (approved.initial if approved else None) or (entry.budget if entry else None)
    funds = tuple(
        FundRow(row.source, row.label, initial=budget if row.source is FundSource.TOTAL else None)
        for row in (layout.funds.rows if layout.funds else ())
    )
    return Form(
        "", "", layout.kind, layout.family, program, year=as_of.year if as_of else None, as_of=as_of,
        goal=approved.goal if approved else None, funds=funds, indicators=_approved_rows(layout, approved),
        amount_unit=MONEY_UNITS[layout.unit],
    )  # fmt: skip


def _approved_rows(layout: Layout, approved: ApprovedTarget | None) -> tuple[IndicatorRow, ...]:
    order = [block.level1 for block in layout.indicators.blocks]
    rows = [
        IndicatorRow(0, item.level1, item.level2, item.name, target=item.target, weight=item.weight, texts={"target": item.target.text})
        for item in (approved.indicators if approved else ())
    ]
    return tuple(sorted(rows, key=lambda row: order.index(row.level1) if row.level1 in order else len(order)))


def write_form(layout: Layout, form: Form, path: Path, *, lock: bool = True) -> None:
    """Write ``form`` in its official ``layout`` to ``path``; a form without indicators gets the layout's empty rows.

    With ``lock`` what was approved cannot be overwritten by accident (the protection has no password).
    """
    with Paper(path, font="宋体") as paper:
        writer = _Writer(paper, paper.sheet(_tab(form)), layout, form, lock)
        writer.title()
        writer.head(layout.head)
        writer.funds()
        writer.head(layout.goal)
        writer.indicators()
        writer.head((layout.total,) if layout.total else ())
        writer.head(layout.tail)
        writer.notes()
        writer.finish()


def _tab(form: Form) -> str:
    return sheet_name(form.sheet, set()) if form.sheet else form.kind.paper


_Place = tuple[int, int]
"""Row and column of a cell, or of a merged range's first one."""


@dataclass(slots=True)
class _Cell:
    """What is written into ``span`` columns and ``down`` rows (0: covered by the cell above); ``key`` says what it is,
    ``open`` that the unit fills it."""

    value: Value
    look: str
    span: int = 1
    down: int = 1
    key: str | None = None
    open: bool = False


_LOOKS: Mapping[str, Mapping[str, object]] = {
    "caption": {**_THIN, "align": "center"},
    "label": {**_THIN, "align": "left"},
    "left": {**_THIN, "align": "left"},
    "center": {**_THIN, "align": "center"},
    "amount": {**_THIN, "align": "right", "num_format": "#,##0.00####"},
    "rate": {**_THIN, "align": "right", "num_format": "0.00%"},
    "points": {**_THIN, "align": "right", "num_format": "0.00"},
    "plain": {**_THIN, "align": "center", "num_format": "0.####"},
}


_FUND_LOOKS = {**dict.fromkeys(AMOUNT_COLUMNS, "amount"), "stated_rate": "rate", "explanation": "left"}
_INDICATOR_LOOKS = {"weight": "plain", "stated_score": "plain", "name": "left", "explanation": "left", "remark": "left"}


class _Writer:
    """Writes a form's rows from top to bottom; every part knows its row only when its turn comes."""

    def __init__(self, paper: Paper, sheet: Listing, layout: Layout, form: Form, lock: bool) -> None:
        self.paper, self.sheet, self.layout, self.form, self.lock = paper, sheet, layout, form, lock
        self.factor = form.amount_unit if _prints_unit(layout) else MONEY_UNITS[layout.unit]
        self.unit = "元" if self.factor == 1 else "万元"
        year = form.year or (form.as_of.year if form.as_of else None)
        self.words = {"{period}": period_word(form.as_of), "{year}": str(year) if year else "    ", "{unit}": self.unit}
        self.points = {block.level1: Decimal(block.points) for block in layout.indicators.blocks if block.points}
        self.split = frozenset(column.key for column in layout.indicators.columns) & {"operator", "unit", "direction"}
        self.header = (0, 0)
        self.places: dict[str, list[_Place]] = {}
        self.styles: dict[tuple[str, bool], int] = {}

    def caption(self, text: str) -> str:
        """A layout's caption with period, year and unit put in."""
        for mark, word in self.words.items():
            text = text.replace(mark, word)
        return text

    def line(self, cells: Sequence[_Cell], least: float = 21) -> None:
        """One row of bordered cells, tall enough for the longest."""
        row, column, height = self.sheet.count, 0, least
        values: list[Value] = []
        styles: list[int] = []
        for cell in cells:
            if not cell.span:
                continue
            values += [cell.value, *[None] * (cell.span - 1)]
            styles += [self._style(cell)] * cell.span
            if cell.down:
                self.sheet.join(row, column, row + cell.down - 1, column + cell.span - 1)
            if cell.key:
                self.places.setdefault(cell.key if cell.open else "sealed", []).append((row, column))
            height = max(height, self._height(cell, column))
            column += cell.span
        self.sheet.add(values, styles, min(height, HEIGHT_MOST))

    def _style(self, cell: _Cell) -> int:
        key = (cell.look, cell.open)
        if key not in self.styles:
            ground = {} if cell.look in ("caption", "label") else _OPEN if cell.open else _SEALED
            self.styles[key] = self.paper.style(**_LOOKS[cell.look], **ground)
        return self.styles[key]

    def _height(self, cell: _Cell, column: int) -> float:
        if cell.down != 1 or not isinstance(cell.value, str) or len(cell.value) < 3:
            return 0
        width = sum(self.layout.widths[column : column + cell.span]) - 1
        return 6 + 14.0 * lines_of(cell.value, max(width, 2))

    def _open(self, key: str, value: Value) -> bool:
        return not (self.lock and value is not None and key in _APPROVED)

    def title(self) -> None:
        """Title and period over the whole width, without borders."""
        last = self.layout.width - 1
        looks = [(self.layout.title, {"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}, 34.0)]
        if self.layout.form_number:
            looks.insert(0, (self.layout.form_number, {"align": "left"}, 18.0))
        if self.layout.period:
            looks.append((self.caption(self.layout.period), {"align": "center", "font_size": 11}, 20.0))
        for text, look, height in looks:
            row = self.sheet.add([text], [self.paper.style(**look)], height)
            self.sheet.join(row, 0, row, last)

    def head(self, rows: Sequence[HeadRow]) -> None:
        """Captions and boxes outside the tables; a place left empty below a caption belongs to it."""
        for number, row in enumerate(rows):
            beside: str | None = None
            cells = []
            left = 0
            for cell in row:
                written = self._head_cell(cell, beside)
                written.down = _head_down(rows, number, left, cell)
                cells.append(written)
                beside = cell.caption or beside
                left += cell.span
            tall = any(cell.field in ("goal", "goal_actual") for cell in row)
            self.line(cells, 60 if tall else 21)

    def _head_cell(self, cell: HeadCell, beside: str | None) -> _Cell:
        if cell.field is None:
            return _Cell(self.caption(cell.caption or ""), "caption", cell.span)
        value = self._field(cell.field, beside)
        look = "plain" if cell.field == "stated_total" else "left"
        return _Cell(value, look, cell.span, key=cell.field, open=self._open(cell.field, value))

    def _field(self, field: str, beside: str | None) -> Value:
        form, program = self.form, self.form.program
        if field == "name" and program.code and _CODE.fullmatch(program.code) and not self._prints("code"):
            return f"{program.name or ''}（{program.code}）"
        known: dict[str, Value] = {
            "name": program.name, "code": program.code, "department": program.department, "unit": program.unit,
            "goal": form.goal, "goal_actual": form.goal_actual, "stated_total": form.stated_total, "stated_grade": form.stated_grade,
            "box": form.boxes.get(squeeze(beside or "").strip("：: ")),
        }  # fmt: skip
        return known[field] if field in known else form.boxes.get(field)

    def _prints(self, field: str) -> bool:
        rows = (*self.layout.head, *self.layout.goal, *self.layout.tail)
        return any(cell.field == field for row in rows for cell in row)

    def funds(self) -> None:
        """The fund table: caption merged down, a head, then the form's rows or the layout's."""
        table = self.layout.funds
        if table is None:
            return
        rows = self.form.funds or tuple(FundRow(row.source, row.label) for row in table.rows)
        captions = [_Cell(self.caption(column.caption), "caption", column.span) for column in table.columns]
        block = _Cell(self.caption(table.caption), "caption", table.caption_span, down=1 + len(rows))
        self.line([block, _Cell(None, "caption", table.label_span), *captions])
        for row in rows:
            covered = _Cell(None, "caption", table.caption_span, down=0)
            label = _Cell(self._fund_label(row), "label", table.label_span)
            self.line([covered, label, *(self._fund_cell(row, column) for column in table.columns)])

    def _fund_label(self, row: FundRow) -> str:
        """The label as printed; of a row that was read without its 其中 and colon, the layout's own."""
        printed = row.texts.get("label")
        own = [known.label for known in self.layout.funds.rows if known.source is row.source] if self.layout.funds else []
        return printed or next((label for label in own if row.label in label), row.label)

    def _fund_cell(self, row: FundRow, column: LayoutColumn) -> _Cell:
        key = column.key
        value: Value = getattr(row, key, None)
        if isinstance(value, Decimal) and key in AMOUNT_COLUMNS:
            value = value / self.factor
        percent = key == "stated_rate" and "%" in column.caption  # 执行率(%): the number before the sign
        if percent and isinstance(value, Decimal):
            value = value * 100
        if value is None:
            value = row.texts.get(key)
        look = "points" if percent else _FUND_LOOKS.get(key, "plain")
        hint = "fund.forecast" if key == "forecast" else key
        return _Cell(value, look, column.span, key=hint, open=self._open(key, value))

    def indicators(self) -> None:
        """The indicator table: a head of one or two rows, then the rows, levels merged where they repeat."""
        table = self.layout.indicators
        rows = self.form.indicators or tuple(self._empty_rows())
        self._indicator_head(len(rows))
        covered = _Cell(None, "caption", table.caption_span, down=0)
        level1, level2 = _runs([(row.level1,) for row in rows]), _runs([(row.level1, row.level2) for row in rows])
        for row, down1, down2 in zip(rows, level1, level2, strict=True):
            downs = {"level1": down1, "level2": down2}
            self.line([covered, *(self._indicator_cell(row, column, downs.get(column.key, 1)) for column in table.columns)], 24)

    def _indicator_head(self, rows: int) -> None:
        table, first = self.layout.indicators, self.sheet.count
        grouped = any(column.group for column in table.columns)
        block = _Cell(self.caption(table.caption), "caption", table.caption_span, down=1 + grouped + rows)
        self.line([block, *self._head_top(2 if grouped else 1)], 24)
        if grouped:
            below = [_Cell(self.caption(column.caption) if column.group else None, "caption", column.span, down=1 if column.group else 0)
                     for column in table.columns]  # fmt: skip
            self.line([_Cell(None, "caption", table.caption_span, down=0), *below], 32)
        self.header = (first, self.sheet.count - 1)

    def _head_top(self, down: int) -> Iterator[_Cell]:
        """The upper head row: a group's caption over its columns, any other column's caption over both rows."""
        for _, members in groupby(self.layout.indicators.columns, key=lambda column: column.group or column.key):
            columns = list(members)
            span = sum(column.span for column in columns)
            text, grouped = columns[0].group or columns[0].caption, columns[0].group is not None
            yield _Cell(self.caption(text), "caption", span, down=1 if grouped else down)

    def _empty_rows(self) -> Iterator[IndicatorRow]:
        for block in self.layout.indicators.blocks:
            for level2 in block.level2:
                for _ in range(block.rows):
                    yield IndicatorRow(0, block.level1, level2)

    def _indicator_cell(self, row: IndicatorRow, column: LayoutColumn, down: int) -> _Cell:
        key = column.key
        value = self._indicator_value(row, key)
        if key in ("level1", "level2"):
            return _Cell(value, "caption", column.span, down=down)
        return _Cell(value, _INDICATOR_LOOKS.get(key, "center"), column.span, key=key, open=self._open(key, value))

    def _indicator_value(self, row: IndicatorRow, key: str) -> Value:
        if key in _TICKED:
            ticked = _TICKED[key]
            return TICK if ticked is row.likelihood or ticked in row.causes else None
        if key in ("weight", "stated_score"):
            number: Decimal | None = getattr(row, key)
            return row.texts.get(key) if number is None else number
        if key == "likelihood":
            return LIKELIHOOD.get(row.likelihood)
        if key == "level1":
            points = self.form.block_points.get(row.level1 or "", self.points.get(row.level1 or ""))
            return f"{row.level1}\n（{points.normalize():f}分）" if row.level1 and points is not None else row.level1
        if key == "level2":
            return row.level2
        if key == "name":
            return self._name(row)
        return row.texts.get(key) if row.texts.keys() & self.split else {**row.texts, **_split_target(row, self.split)}.get(key)

    @staticmethod
    def _name(row: IndicatorRow) -> str | None:
        if "name" in row.texts:
            return row.texts["name"]
        return f"{'★' if row.core else ''}{'其中：' if row.parent else ''}{row.name}" if row.name else None

    def notes(self) -> None:
        """The printed notes under the form, without borders."""
        style = self.paper.style(text_wrap=True, font_size=9)
        width = sum(self.layout.widths) - 2
        for note in self.layout.notes:
            row = self.sheet.add([note], [style], 4 + 13.0 * lines_of(note, width))
            self.sheet.join(row, 0, row, self.layout.width - 1)

    def finish(self) -> None:
        """Widths, drop-downs, hints, protection and the printed page."""
        for column, width in enumerate(self.layout.widths):
            self.sheet.set_column(column, column, width)
        for key, places in self.places.items():
            for first, last in _stretches(places):
                self._assist(key, first, last)
        self.sheet.hide_gridlines(2)
        if self.lock:
            self.sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
        self._page()

    def _assist(self, key: str, first: _Place, last: _Place) -> None:
        options: dict[str, object] = {"validate": "any"}
        if key in _TICKED:
            options = {"validate": "list", "source": [TICK], "error_type": "warning",
                       "error_title": "打√即可", "error_message": "这一栏只需在下拉中选√；不选的留空。"}  # fmt: skip
            options |= {"input_title": _tick_word(key), "input_message": _tick_hint(key)}
        elif key == "likelihood":
            options = {"validate": "list", "source": list(LIKELIHOOD.values()), "error_type": "warning",
                       "error_title": "请从下拉中选", "error_message": "请选：确定能、有可能、完全不可能。"}  # fmt: skip
        elif key in _HINTS:
            title, message = _HINTS[key]
            options |= {"input_title": title, "input_message": message}
        else:
            return
        self.sheet.data_validation(first[0], first[1], last[0], first[1], options)

    def _page(self) -> None:
        sheet = self.sheet
        if self.layout.landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(*self.header)
        sheet.print_black_and_white()
        sheet.set_footer("&C第 &P 页，共 &N 页")


def _prints_unit(layout: Layout) -> bool:
    """Whether a caption of the layout says in which unit its amounts are, so that either may be used."""
    table = layout.funds
    return table is None or "{unit}" in table.caption + "".join(column.caption for column in table.columns)


def _head_down(rows: Sequence[HeadRow], number: int, left: int, cell: HeadCell) -> int:
    """How many rows a caption covers (0: it is itself covered): places of its own width without caption and field stand below it."""
    if cell.caption is None and cell.field is None:
        return 0 if number and _holds(rows[number - 1], left, cell.span, caption=True) else 1
    if cell.caption is None:
        return 1
    below = rows[number + 1 : number + 2]
    return 2 if below and _holds(below[0], left, cell.span, caption=False) else 1


def _holds(row: HeadRow, left: int, span: int, *, caption: bool) -> bool:
    """Whether the row has, exactly there, a caption, or a place with neither caption nor field."""
    start = 0
    for cell in row:
        if (start, cell.span) == (left, span) and cell.field is None and (cell.caption is not None) is caption:
            return True
        start += cell.span
    return False


_SIGNS = {Operator.GE: "≥", Operator.GT: ">", Operator.EQ: "=", Operator.LE: "≤", Operator.LT: "<"}


def _split_target(row: IndicatorRow, columns: frozenset[str]) -> dict[str, str]:
    """A target over the columns its layout has for sign, unit and direction; empty where it has none or the target is in words."""
    target = row.target
    if target is None or target.number is None or not columns:
        return {}
    sign = _SIGNS.get(target.operator, "") if target.signed else ""
    parts = {"operator": sign, "unit": target.unit or ""}
    if target.operator is not Operator.EQ:
        parts["direction"] = "反向指标" if target.operator.limits else "正向指标"
    number = f"{target.number:f}"
    parts["target"] = ("" if "operator" in columns else sign) + number + ("" if "unit" in columns else target.unit or "")
    return {key: text for key, text in parts.items() if text}


def _runs(keys: Sequence[tuple[str | None, ...]]) -> list[int]:
    """For every row how many rows its merged level cell covers: the run's length at its first row, 0 below; blanks stay single."""
    downs: list[int] = []
    for key, members in groupby(keys):
        length = len(list(members))
        downs += [1] * length if key[-1] is None else [length, *[0] * (length - 1)]
    return downs


def _stretches(places: Sequence[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Neighbouring rows of one column together, so that a column needs one drop-down."""
    first = last = None
    for place in sorted(places, key=lambda place: (place[1], place[0])):
        if last and place[1] == last[1] and place[0] == last[0] + 1:
            last = place
            continue
        if first and last:
            yield first, last
        first = last = place
    if first and last:
        yield first, last


def _tick_word(key: str) -> str:
    ticked = _TICKED[key]
    return CAUSE[ticked] if isinstance(ticked, Cause) else LIKELIHOOD[ticked]


def _tick_hint(key: str) -> str:
    if isinstance(_TICKED[key], Cause):
        return "实际完成与预期有偏差、原因属于这一类的，打√；可以多选，并在“原因说明”中写清楚。"
    return "到年底完成目标的可能性，三项中只选一项打√。"
