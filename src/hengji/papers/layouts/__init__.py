"""The official forms as data: one TOML file a layout, the same file for reading and for writing.

How to add one is told in ``docs/how-to``; the words a clerk may use instead of a caption stand in ``words.toml``.
In captions ``{period}`` stands for "1-7月", ``{year}`` for the year, ``{unit}`` for 万元 or 元.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from hengji.rules.forms import Form, FundSource, Kind


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A cell of a printed row outside the two tables: a caption, or the box of a field, ``span`` sheet columns wide.

    ``field`` is one of ``HEAD_FIELDS``, or ``box`` for a box that is only kept by its caption (``Form.boxes``).
    """

    span: int
    caption: str | None = None
    field: str | None = None


HeadRow = tuple[HeadCell, ...]


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A column of a table: ``key`` of ``FUND_COLUMNS`` or ``INDICATOR_COLUMNS``; ``group`` is the caption printed above several."""

    key: str
    caption: str
    span: int = 1
    group: str | None = None


@dataclass(frozen=True, slots=True)
class LayoutFund:
    """A row of the fund table with its printed label."""

    source: FundSource
    label: str


@dataclass(frozen=True, slots=True)
class FundTable:
    """The block caption (``caption_span`` columns, merged down), then the labels (``label_span`` columns, under
    ``label_caption``), then the amounts."""

    caption: str
    caption_span: int
    label_span: int
    columns: tuple[LayoutColumn, ...]
    rows: tuple[LayoutFund, ...]
    label_caption: str | None = None


@dataclass(frozen=True, slots=True)
class LayoutBlock:
    """A first-level indicator with its second-level ones and how many empty rows each gets in a blank form.
    ``points`` is what the form prints behind the name: 产出指标（50分）."""

    level1: str
    level2: tuple[str, ...]
    rows: int = 2
    points: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The block caption stands in the first ``caption_span`` sheet columns and is merged down over all rows."""

    caption: str
    caption_span: int
    columns: tuple[LayoutColumn, ...]
    blocks: tuple[LayoutBlock, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells the family of a form that was read: every ``columns`` is there, none of ``without``, and, where
    given, one of ``words`` stands in the title lines or as a caption."""

    columns: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """The more a layout asks for, the more a match says."""
        return len(self.columns) + len(self.without) + len(self.order) + 3 * bool(self.words)


@dataclass(frozen=True, slots=True)
class Layout:
    """One official form.  ``base`` is the budget column its rate divides by; ``goal_below``: the goal's boxes stand
    under their captions instead of beside them; ``total`` is the row under the indicators (总分), if any."""

    name: str
    family: str
    kind: Kind
    title: str
    period: str
    basis: str
    base: str
    unit: str
    width: int
    widths: tuple[float, ...]
    landscape: bool
    form_number: str | None
    head: tuple[HeadRow, ...]
    funds: FundTable | None
    goal: tuple[HeadRow, ...]
    indicators: IndicatorTable
    total: HeadRow
    tail: tuple[HeadRow, ...]
    notes: tuple[str, ...]
    marks: Marks = field(default_factory=Marks)


@cache
def layouts() -> Mapping[str, Layout]:
    """All layouts by name (the file's stem)."""
    return {layout.name: layout for layout in sorted(_load_all(), key=lambda item: item.name)}


def layout(name: str) -> Layout:
    """The layout of that name; KeyError when there is none."""
    return layouts()[name]


def layout_for(kind: Kind) -> Layout:
    """The layout in which a blank form of this kind is written: the national one where there are several."""
    suited = [item for item in layouts().values() if item.kind is kind]
    return min(suited, key=lambda item: (not item.family.startswith("mof"), item.name))


def layout_of(form: Form) -> Layout:
    """The layout a form is written in: the national one, with 调整后预算数 beside 年初预算数 where its budget was changed in the year, as
    counties add it."""
    found = layout_for(form.kind)
    table = found.funds
    if table is None or all(row.adjusted is None for row in form.funds) or any(one.key == "adjusted" for one in table.columns):
        return found
    initial, *rest = table.columns
    columns = (replace(initial, span=1), LayoutColumn("adjusted", "调整后预算数", initial.span - 1), *rest)
    return replace(found, funds=replace(table, columns=columns))


def family_of(kind: Kind, columns: frozenset[str], words: str, order: tuple[str, ...]) -> str:
    """The family whose marks a form bears, or ``unknown``.  ``words`` are its title lines and captions, folded;
    ``order`` the keys of its indicator columns from left to right."""
    suited = [item for item in layouts().values() if item.kind is kind and _bears(item.marks, columns, words, order)]
    return max(suited, key=lambda item: item.marks.weight).family if suited else "unknown"


def _bears(marks: Marks, columns: frozenset[str], words: str, order: tuple[str, ...]) -> bool:
    if not marks.columns <= columns or marks.without & columns:
        return False
    places = [order.index(key) if key in order else -1 for key in marks.order]
    if -1 in places or places != sorted(places):
        return False
    return not marks.words or any(word in words for word in marks.words)


def _load_all() -> Iterator[Layout]:
    for file in resources.files(__name__).iterdir():
        if file.name.endswith(".toml") and file.name != "words.toml":
            yield _parse(file)


def _parse(file: Traversable) -> Layout:
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    parsed = Layout(
        name=file.name.removesuffix(".toml"),
        family=data["family"],
        kind=Kind(data["kind"]),
        title=data["title"],
        period=data["period"],
        basis=data["basis"],
        base=data["base"],
        unit=data.get("unit", "万元"),
        width=data["width"],
        widths=tuple(float(width) for width in data["widths"]),
        landscape=data.get("landscape", True),
        form_number=data.get("form_number"),
        head=_head_rows(data.get("head", [])),
        funds=_fund_table(data["funds"]) if "funds" in data else None,
        goal=_head_rows(data.get("goal", [])),
        indicators=_indicator_table(data["indicators"]),
        total=tuple(HeadCell(**cell) for cell in data.get("total", [])),
        tail=_head_rows(data.get("tail", [])),
        notes=tuple(data.get("notes", ())),
        marks=_marks(data.get("marks", {})),
    )
    _check(parsed)
    return parsed


def _head_rows(rows: list[list[dict[str, Any]]]) -> tuple[HeadRow, ...]:
    return tuple(tuple(HeadCell(**cell) for cell in row) for row in rows)


def _fund_table(data: dict[str, Any]) -> FundTable:
    rows = tuple(LayoutFund(FundSource(row["source"]), row["label"]) for row in data["rows"])
    columns = _columns(data["columns"])
    return FundTable(data["caption"], data["caption_span"], data["label_span"], columns, rows, data.get("label_caption"))


def _indicator_table(data: dict[str, Any]) -> IndicatorTable:
    blocks = tuple(
        LayoutBlock(block["level1"], tuple(block["level2"]), block.get("rows", 2), block.get("points")) for block in data["blocks"]
    )
    return IndicatorTable(data["caption"], data["caption_span"], _columns(data["columns"]), blocks)


def _columns(columns: list[dict[str, Any]]) -> tuple[LayoutColumn, ...]:
    return tuple(LayoutColumn(**column) for column in columns)


def _marks(data: dict[str, Any]) -> Marks:
    return Marks(
        frozenset(data.get("columns", ())), frozenset(data.get("without", ())), tuple(data.get("words", ())), tuple(data.get("order", ()))
    )


def _check(item: Layout) -> None:
    """Every printed row fills the sheet's width exactly; ValueError names the layout otherwise."""
    widths = [sum(cell.span for cell in row) for row in (*item.head, *item.goal, *item.tail, *((item.total,) if item.total else ()))]
    widths.append(item.indicators.caption_span + sum(column.span for column in item.indicators.columns))
    if item.funds:
        widths.append(item.funds.caption_span + item.funds.label_span + sum(column.span for column in item.funds.columns))
    if set(widths) != {item.width} or len(item.widths) != item.width:
        raise ValueError(f"layout {item.name}: rows of {widths} columns, {len(item.widths)} widths, where the sheet has {item.width}")
