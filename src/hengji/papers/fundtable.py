"""The fund table of a form: amounts in yuan by source and column, with the unit its captions print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hengji.papers.grammar import Column, captions, extended, value
from hengji.papers.grid import Grid, Window, name_of
from hengji.papers.head import GOALS
from hengji.papers.indicatortable import number_in
from hengji.papers.meaning import core, fund_column, fund_source, head_field, money_unit, points
from hengji.papers.prompts import is_prompt
from hengji.rules.forms import AMOUNT_COLUMNS, FundRow, FundSource
from hengji.rules.money import parse_amount, parse_rate
from hengji.rules.text import fold, is_blank, squeeze, strip_marks

_LONGER = re.compile("中期|中长期|长期|实施期|项目期|周期|[一二三四五]年")
_YEAR = re.compile(r"20\d\d(?=年)")
_WITH_AMOUNT = re.compile(r"(.*[^\s:：\d])\s*[:：]\s*(-?[\d,.]+\s*[万亿]?元?)")
_INLINE = re.compile(r"([^:：]{2,20})[:：]\s*(-?[\d,，.]+\s*(?:[万亿]?元|%)?)")
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Funds:
    """What was read; ``first`` … ``last`` are the rows it takes (last < first: there is none)."""

    rows: list[FundRow] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    unit: Decimal | None = None
    block: tuple[str, str] | None = None
    first: int = 0
    last: int = -1


@dataclass(frozen=True, slots=True)
class _Frame:
    """The captions of a fund table and what they say about its amounts."""

    rows: Sequence[int]
    columns: Mapping[str, Column]
    units: Mapping[str, Decimal]
    left: int


def read_funds(grid: Grid, window: Window, declares: bool, line_unit: Decimal | None, year: int | None) -> Funds:
    """The fund table inside the window: with captions over columns, else sources over columns, else amounts beside their
    captions or their labels.  A row in which nothing is filled in is none, save the total."""
    funds = _table(grid, window, declares, line_unit, year)
    funds.rows = [row for row in funds.rows if row.source is FundSource.TOTAL or not _UNUSED.issuperset(row.texts)]
    return funds


_UNUSED = frozenset({"label", "stated_rate", "weight"})
"""What may stand in an unused row: its label, a rate by formula, printed points."""


def _table(grid: Grid, window: Window, declares: bool, line_unit: Decimal | None, year: int | None) -> Funds:
    best = Funds()
    for row in window.rows():
        if row > best.last and _is_caption_row(_keys(grid, row, window)) and not _lists_tasks(grid, row, window):
            funds = _captioned(grid, row, window, declares, line_unit, year)
            if _sources(funds) > _sources(best) or (funds.rows and not best.rows):
                best = funds
    if best.rows:
        return best
    beside = _across(grid, window, declares, line_unit) or _beside(grid, window, declares, line_unit)
    return beside if any(row.quantum for row in beside.rows) else _paired(grid, window, declares, line_unit) or beside


def _keys(grid: Grid, row: int, window: Window) -> list[str]:
    found = [fund_column(text) for text in grid.texts(row, window)]
    return [key for key in found if key and key not in ("block", "passed")]


def _is_caption_row(keys: list[str]) -> bool:
    return len(keys) > 1 and any(key in AMOUNT_COLUMNS or key == "amount" for key in keys)


def _lists_tasks(grid: Grid, row: int, window: Window) -> bool:
    """任务名称 | 主要内容 | 预算数 | 执行数: tasks with their money, not sources of it."""
    return any("任务" in text for text in grid.texts(row, window))


def _sources(funds: Funds) -> int:
    """How many rows name a source of money; a list of tasks with their budgets names none."""
    return sum(fund_source(row.texts["label"]) is not None for row in funds.rows)


def _plain(keys: list[str]) -> bool:
    return sum(key not in ("block", "passed") for key in keys) > 1 or keys == ["block"]


def _captioned(grid: Grid, row: int, window: Window, declares: bool, line_unit: Decimal | None, year: int | None) -> Funds:
    joined = extended(grid, row, window, fund_column, _plain)
    rows = [r for r in joined if window.top <= r <= window.bottom and not (r > row and _only_label(grid, r, window))]
    found = captions(grid, rows, window, fund_column)
    block = next((item for item in found if item.key == "block"), None)
    labels = _label_column(grid, rows[-1], window)
    found = [item for item in found if item.key not in ("block", "passed") and item.first > labels]
    columns = _chosen(found, declares, year)
    if not columns:
        return Funds()
    default = (money_unit(block.caption) if block else None) or _unit_above(grid, rows, window, columns) or line_unit or Decimal(10000)
    units = {key: money_unit(item.caption) or default for key, item in columns.items()}
    frame = _Frame(rows, columns, units, min(item.first for item in columns.values()))
    funds = Funds(columns=columns, unit=default, first=rows[0], last=rows[-1])
    funds.block = (name_of(block.row, block.first), block.caption) if block else None
    _read_rows(grid, frame, window, funds)
    if not funds.rows:
        _read_lone_row(grid, frame, window, funds)
    printed = points(block.caption) if block and "weight" not in columns else None
    if printed is not None:
        funds.rows = [replace(item, weight=printed) if item.source is FundSource.TOTAL else item for item in funds.rows]
    return funds


def _only_label(grid: Grid, row: int, window: Window) -> bool:
    """年度资金总额 with nothing filled in: a row of the table, no caption."""
    texts = grid.texts(row, window)
    return len(texts) == 1 and fund_source(texts[0]) is not None


def _unit_above(grid: Grid, rows: Sequence[int], window: Window, columns: Mapping[str, Column]) -> Decimal | None:
    """The unit printed in any other cell of the caption rows, as 年度预算数（万元） over the labels."""
    cells = ((row, column) for row in rows for column in grid.within(row, window))
    return next((unit for cell in cells if (unit := money_unit(grid.text(*cell)))), None)


def _label_column(grid: Grid, above: int, window: Window) -> int:
    """Where the labels stand: the last one of the first labelled row.  What is captioned there or left of it
    (年度预算数（万元） over the labels) holds no amounts."""
    for row in range(above + 1, min(above + 5, window.bottom + 1)):
        labels = [column for column in grid.within(row, window) if fund_source(grid.text(row, column)) is not None]
        if labels:
            return labels[-1]
    return -1


def _chosen(found: list[Column], declares: bool, year: int | None) -> dict[str, Column]:
    """One column a key.  A declaration's only money column is what it asks for; columns of other years keep their caption as key."""
    columns: dict[str, Column] = {}
    for item in sorted(found, key=lambda column: (column.hidden, column.first)):
        printed = _YEAR.search(fold(item.caption))
        key = item.key
        if printed and key in AMOUNT_COLUMNS and (year is None or int(printed[0]) < year) and (year or _several_years(found)):
            key = squeeze(item.caption)
        elif key == "amount" or (declares and key == "adjusted"):
            key = "initial" if declares else "adjusted"
        columns.setdefault(key, item)
    return columns


def _several_years(found: list[Column]) -> bool:
    return len({match[0] for item in found if (match := _YEAR.search(fold(item.caption)))}) > 1


def _read_rows(grid: Grid, frame: _Frame, window: Window, funds: Funds) -> None:
    for row in range(frame.rows[-1] + 1, window.bottom + 1):
        cells = grid.within(row, window)
        if not cells:
            continue
        if _is_caption_row(_keys(grid, row, window)):
            return
        label = _label(grid, row, [column for column in cells if column < frame.left], frame)
        if label is None:
            if _belongs_elsewhere(grid, row, cells, frame):
                return
            continue
        source = fund_source(grid.text(row, label))
        if source is None and _belongs_elsewhere(grid, row, cells, frame):
            return
        read = _row(grid, row, label, source, frame)
        if read is not None:
            funds.rows.append(read)
            funds.last = row


def _read_lone_row(grid: Grid, frame: _Frame, window: Window, funds: Funds) -> None:
    """Amounts under the captions without a label before them: the total, called as the block is."""
    row = next((row for row in range(frame.rows[-1] + 1, window.bottom + 1) if grid.within(row, window)), None)
    if row is None or any(column < frame.left for column in grid.within(row, window)):
        return
    first = min(frame.columns.values(), key=lambda column: column.first)
    cell, label = funds.block or (first.cell, first.caption)
    texts, cells = {"label": squeeze(label)}, {"label": cell}
    for key, column in frame.columns.items():
        text, place = value(grid, row, column, shared=False)
        texts |= {key: text} if text is not None else {}
        cells |= {key: place} if place is not None else {}
    read = make_row(FundSource.TOTAL, core(label) or label, texts, cells, frame.units, _percent_caption(frame))
    if read.quantum:
        funds.rows, funds.last = [read], row


def _label(grid: Grid, row: int, before: list[int], frame: _Frame) -> int | None:
    named = [column for column in before if fund_source(grid.text(row, column)) is not None]
    if named:
        return named[-1]
    others = [column for column in before if fund_column(grid.text(row, column)) != "block" and number_in(grid.text(row, column)) is None]
    return others[0] if others else None


def _belongs_elsewhere(grid: Grid, row: int, cells: list[int], frame: _Frame) -> bool:
    """A box of the head or the goal begins here: the fund table is over."""
    for place, column in enumerate(cells):
        text = grid.text(row, column)
        meaning = head_field(text)
        if meaning and fund_source(text) is None and (meaning[0] in GOALS or (place == 0 and meaning[0] != "sum")):
            return True
    return False


def _row(grid: Grid, row: int, label: int, source: FundSource | None, frame: _Frame) -> FundRow | None:
    """One row; None when it is no fund row: other labels stand in its columns, or neither source nor amount in it."""
    printed = grid.text(row, label)
    texts: dict[str, str] = {"label": printed.strip()}
    cells: dict[str, str] = {"label": name_of(row, label)}
    for key, column in frame.columns.items():
        text, cell = value(grid, row, column, shared=False)
        if cell is not None:
            cells[key] = cell
        if text is not None and not (key == "explanation" and is_prompt(text)):
            if key in AMOUNT_COLUMNS and fund_source(text) is not None:
                return None
            texts[key] = text
    row_read = make_row(source or FundSource.OTHER, label_of(printed), texts, cells, frame.units, _percent_caption(frame))
    return row_read if source is not None or any(row_read.amount(key) is not None for key in AMOUNT_COLUMNS) else None


def _percent_caption(frame: _Frame) -> bool:
    column = frame.columns.get("stated_rate")
    return column is not None and "%" in fold(column.caption)


def label_of(printed: str) -> str:
    """A fund row's label without 其中, numbering and colon."""
    return strip_marks(printed)[0].strip("：: ") or squeeze(printed)


def make_row(
    source: FundSource, label: str, texts: dict[str, str], cells: dict[str, str], units: Mapping[str, Decimal], percent: bool = False
) -> FundRow:
    """A fund row from its printed texts."""
    amounts = {key: parse_amount(texts[key], units[key]) for key in AMOUNT_COLUMNS if key in texts}
    read = {key: amount for key, amount in amounts.items() if amount is not None}
    money = {key: amount.yuan for key, amount in read.items()}
    quantum = {key: amount.quantum for key, amount in read.items()}
    rate = stated_rate(texts.get("stated_rate"), percent, money)
    return FundRow(
        source=source, label=label, initial=money.get("initial"), adjusted=money.get("adjusted"), received=money.get("received"),
        executed=money.get("executed"), forecast=money.get("forecast"), stated_rate=rate, weight=number_in(texts.get("weight")),
        stated_score=number_in(texts.get("stated_score")), texts=texts, cells=cells, quantum=quantum,
    )  # fmt: skip


def stated_rate(text: str | None, percent: bool, money: Mapping[str, Decimal]) -> Decimal | None:
    """A rate as a ratio.  Under 执行率(%) a bare number is in percent, unless it fits the amounts only as a ratio."""
    rate = parse_rate(text)
    if rate is None or text is None or not percent or "%" in fold(text) or not 0 < rate <= Decimal("1.5") or not _bare_small(text):
        return rate
    budgets = [money[key] for key in ("adjusted", "initial") if money.get(key)]
    executed = money.get("executed")
    fits = executed is not None and any(abs(executed / budget - rate) < Decimal("0.02") for budget in budgets)
    return rate if fits or (executed is None and rate == 1) else rate / _HUNDRED


def _bare_small(text: str) -> bool:
    number = number_in(text)
    return number is not None and number <= Decimal("1.5")


def _beside(grid: Grid, window: Window, declares: bool, line_unit: Decimal | None) -> Funds:
    """Amounts beside their labels: 年度资金总额： | 854万 | 其中：财政拨款 | …, from the first total on."""
    funds = Funds(first=window.top, last=-1)
    key = "initial" if declares else "adjusted"
    for row in window.rows():
        cells = grid.within(row, window)
        labels = [column for column in cells if fund_source(grid.text(row, column)) is not None]
        totals = [column for column in labels if fund_source(grid.text(row, column)) is FundSource.TOTAL]
        if len(totals) > 1 and not funds.rows:
            window = _of_the_year(grid, row, totals, window)
            labels = [column for column in labels if window.left <= column <= window.right]
        if not (labels if funds.rows else totals):
            if funds.rows and cells and head_field(grid.text(row, cells[0])):
                break
            continue
        if not funds.rows:
            funds.first = row
            funds.unit = _unit_beside(grid, row, cells) or line_unit or Decimal(10000)
        funds.rows.extend(_pairs(grid, row, labels, cells, window, key, funds.unit or Decimal(10000)))
        funds.last = row
    if funds.rows:
        funds.columns = {key: Column(key, "金额", funds.first, window.left, window.left)}
    return funds


def _of_the_year(grid: Grid, row: int, totals: list[int], window: Window) -> Window:
    """中期资金总额 and 年度资金总额 side by side: the part of the window that is the year's, else all of it."""
    texts = [grid.text(row, column) for column in totals]
    annual = [place for place, text in enumerate(texts) if not _LONGER.search(text)]
    if len(annual) != 1:
        return window
    edges = [*totals[1:], window.right + 1]
    return Window(window.top, totals[annual[0]], window.bottom, edges[annual[0]] - 1)


def _unit_beside(grid: Grid, row: int, cells: list[int]) -> Decimal | None:
    for column in range(cells[0], -1, -1):
        unit = money_unit(grid.text(*grid.holder(row, column)))
        if unit:
            return unit
    return next((unit for column in cells if (unit := money_unit(grid.text(row, column)))), None)


def _pairs(grid: Grid, row: int, labels: list[int], cells: list[int], window: Window, key: str, unit: Decimal) -> list[FundRow]:
    found = []
    for column in labels:
        printed = grid.text(row, column)
        source = fund_source(printed)
        label, text, place = _behind_colon(printed), "", column
        if label is None:
            value = next((other for other in cells if other > column and other not in labels), None)
            nearer = next((other for other in labels if other > column), window.right + 1)
            place = value if value is not None and value < nearer else min(grid.end(row, column) + 1, window.right)
            text = grid.text(row, place) if place == value else ""
        else:
            printed, text = label
        texts = {"label": printed.strip()} | ({} if is_blank(text) else {key: text.strip()})
        where = {"label": name_of(row, column), key: name_of(row, place)}
        if source is not None:
            found.append(make_row(source, label_of(printed), texts, where, {key: money_unit(printed) or unit}))
    return found


def _behind_colon(printed: str) -> tuple[str, str] | None:
    """(label, amount) of 一般公共预算：1050 in one cell."""
    match = _WITH_AMOUNT.fullmatch(printed.strip())
    return (match[1], match[2]) if match else None


def _across(grid: Grid, window: Window, declares: bool, line_unit: Decimal | None) -> Funds | None:
    """Sources over columns, 年初预算数 and 执行数 beside rows: the table lying on its side."""
    for row in range(window.top, window.bottom):
        sources = [column for column in grid.within(row, window) if fund_source(grid.text(row, column)) is not None]
        if len(sources) > 1 and FundSource.TOTAL in {fund_source(grid.text(row, column)) for column in sources}:
            funds = _lying(grid, row, sources, window, line_unit)
            funds = funds if funds.rows else _tasks_total(grid, row, sources, window, declares, line_unit)
            if funds.rows:
                return funds
    return None


def _tasks_total(grid: Grid, row: int, sources: list[int], window: Window, declares: bool, line_unit: Decimal | None) -> Funds:
    """Tasks with their money under 总额 | 财政拨款 | 其他资金: what stands in 金额合计 below them."""
    key = "initial" if declares else "adjusted"
    for below in range(row + 1, window.bottom + 1):
        cells = grid.within(below, window)
        if cells and cells[0] < sources[0] and fund_source(grid.text(below, cells[0])) is FundSource.TOTAL:
            unit = _unit_over(grid, row, window) or line_unit or Decimal(10000)
            columns = {key: Column(key, grid.text(row, sources[0]), row, sources[0], sources[-1])}
            return Funds([_cell_row(grid, row, below, column, key, unit) for column in sources], columns, unit, None, row, below)
        if cells and head_field(grid.text(below, cells[0])) is not None:
            break
    return Funds()


def _unit_over(grid: Grid, row: int, window: Window) -> Decimal | None:
    """The unit printed in the caption row or the two above it."""
    cells = ((above, column) for above in range(row, max(row - 3, window.top - 1), -1) for column in grid.within(above, window))
    return next((unit for cell in cells if (unit := money_unit(grid.text(*cell)))), None)


def _cell_row(grid: Grid, captions_row: int, row: int, column: int, key: str, unit: Decimal) -> FundRow:
    label, amount = grid.text(captions_row, column), grid.text(row, column)
    texts = {"label": label.strip()} | ({} if is_blank(amount) else {key: amount.strip()})
    cells = {"label": name_of(captions_row, column), key: name_of(row, column)}
    return make_row(fund_source(label) or FundSource.OTHER, label_of(label), texts, cells, {key: unit})


def _paired(grid: Grid, window: Window, declares: bool, line_unit: Decimal | None) -> Funds | None:
    """预算数 | 100 | 执行数 | 50 or 预算数：100 beside each other: one total; rows of sources under those captions are read too."""
    found: dict[str, _Pair] = {}
    rows: list[int] = []
    for row in window.rows():
        pairs = {} if rows and any(grid.filled[between] for between in range(rows[-1] + 1, row)) else _pairs_of(grid, row, window)
        fresh = {("initial" if declares and key in ("adjusted", "amount") else key): pair for key, pair in pairs.items()}
        if fresh and not set(fresh) & set(found):
            found |= fresh
            rows.append(row)
    if not set(found) & set(AMOUNT_COLUMNS):
        return None
    first = min(found.values(), key=lambda pair: (pair.row, pair.column))
    unit = next((worth for row in rows if (worth := _unit_over(grid, row, window))), None) or line_unit or Decimal(10000)
    units = {key: money_unit(pair.caption) or unit for key, pair in found.items()}
    funds = Funds(columns={key: pair.as_column(key) for key, pair in found.items()}, unit=unit, first=rows[0], last=rows[-1])
    texts = {"label": first.caption} | {key: pair.text for key, pair in found.items() if not is_blank(pair.text)}
    cells = {"label": name_of(first.row, first.column)} | {key: pair.cell for key, pair in found.items()}
    funds.rows.append(make_row(FundSource.TOTAL, label_of(first.caption), texts, cells, units))
    _sources_below(grid, window, found, units, funds)
    return funds


@dataclass(frozen=True, slots=True)
class _Pair:
    """A caption with the amount beside or behind it."""

    caption: str
    row: int
    column: int
    text: str
    place: int

    @property
    def cell(self) -> str:
        return name_of(self.row, self.place)

    def as_column(self, key: str) -> Column:
        return Column(key, self.caption, self.row, self.column, self.place)


def _pairs_of(grid: Grid, row: int, window: Window) -> dict[str, _Pair]:
    """The captions of a row with an amount or a rate each; a rate may stand under a caption in the row above."""
    found: dict[str, _Pair] = {}
    cells = grid.within(row, window)
    for place, column in enumerate(cells):
        following = cells[place + 1] if place + 1 < len(cells) else None
        text = grid.text(row, column)
        inner = _INLINE.fullmatch(text.strip())
        caption, amount, where = (inner[1], inner[2], column) if inner else (text, "", column)
        if inner is None and following is not None:
            amount, where = grid.text(row, following), following
        key = fund_column(caption)
        if key in (*AMOUNT_COLUMNS, "stated_rate") and _is_number(amount):
            found.setdefault(key, _Pair(squeeze(caption), row, column, amount.strip(), where))
        above = grid.text(row - 1, column) if row > window.top else ""
        if found and fund_column(above) == "stated_rate" and _is_number(text):
            found.setdefault("stated_rate", _Pair(squeeze(above), row, column, text.strip(), column))
    return found


def _is_number(text: str) -> bool:
    return parse_amount(text, Decimal(1)) is not None or number_in(text) is not None


def _sources_below(grid: Grid, window: Window, found: Mapping[str, _Pair], units: Mapping[str, Decimal], funds: Funds) -> None:
    """其中：财政资金 | 80 | 其中：财政资金 | 40: a row with the same source under each caption."""
    for row in range(funds.last + 1, window.bottom + 1):
        if not grid.filled[row]:
            continue
        under = {key: pair for key, pair in found.items() if pair.place > pair.column and fund_source(grid.text(row, pair.column))}
        sources = {fund_source(grid.text(row, pair.column)) for pair in under.values()}
        source = next(iter(sources), None)
        if source is None or len(sources) > 1:
            return
        label = min(pair.column for pair in under.values())
        texts = {key: text for key, pair in under.items() if not is_blank(text := grid.text(row, pair.place).strip())}
        cells = {key: name_of(row, pair.place) for key, pair in under.items()}
        printed = grid.text(row, label).strip()
        named = ({"label": printed} | texts, {"label": name_of(row, label)} | cells)
        funds.rows.append(make_row(source, label_of(printed), *named, units))
        funds.last = row


def _lying(grid: Grid, row: int, sources: list[int], window: Window, line_unit: Decimal | None) -> Funds:
    keys: dict[str, tuple[int, int]] = {}
    for below in range(row + 1, window.bottom + 1):
        if not grid.filled[below]:
            continue
        before = [column for column in grid.within(below, window) if column < sources[0]]
        found = [(key, column) for column in before if (key := fund_column(grid.text(below, column))) and key != "block"]
        if not found:
            break
        keys.setdefault(found[-1][0], (below, found[-1][1]))
    if not set(keys) & set(AMOUNT_COLUMNS):
        return Funds()
    printed = (money_unit(grid.text(row, column)) for column in range(window.left, sources[0]))
    unit = next((found for found in printed if found), None) or line_unit or Decimal(10000)
    columns = {key: Column(key, grid.text(*cell), cell[0], cell[1], cell[1]) for key, cell in keys.items()}
    units = {key: money_unit(grid.text(*cell)) or unit for key, cell in keys.items()}
    funds = Funds(columns=columns, unit=unit, first=row, last=max(cell[0] for cell in keys.values()))
    for column in sources:
        label = grid.text(row, column)
        texts = {"label": label.strip()} | {key: grid.text(cell[0], column).strip() for key, cell in keys.items()}
        cells = {"label": name_of(row, column)} | {key: name_of(cell[0], column) for key, cell in keys.items()}
        filled = {key: text for key, text in texts.items() if not is_blank(text)}
        funds.rows.append(make_row(fund_source(label) or FundSource.OTHER, label_of(label), filled, cells, units))
    return funds
