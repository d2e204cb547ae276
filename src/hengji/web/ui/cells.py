"""The cells of a list, written: fast enough for lists of a hundred rows (a template loop would take four times as long)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from hengji.rules.lights import Light
from hengji.web.ui import words
from hengji.web.ui.bars import rate_bar
from hengji.web.ui.listing import Cell, Column, Kind, Listing, Row, Value

_LIGHTS = {Light.RED: "红灯", Light.YELLOW: "黄灯", Light.GREEN: "绿灯", Light.BLUE: "蓝灯", Light.GREY: "未到期"}
_LIGHT = '<span class="hj-light is-{0}"><svg class="hj-sign" aria-hidden="true"><use href="#sg-{0}"/></svg>{1}</span>'
_LIGHT_OF: dict[str, str] = {light.value: _LIGHT.format(light.value, word) for light, word in _LIGHTS.items()}

_WRITERS: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: words.words,
    Kind.TAG: words.words,
    Kind.MONEY: words.wan,
    Kind.NUMBER: words.number,
    Kind.SCORE: words.score,
    Kind.RATE: words.rate,
    Kind.COUNT: words.count,
}
_CLEAN = frozenset({Kind.MONEY, Kind.NUMBER, Kind.SCORE, Kind.RATE, Kind.COUNT, Kind.DATE, Kind.MOMENT})
"""Kinds of which nothing needs escaping: digits and signs of our own."""


def written(kind: Kind, value: Value, year: int | None) -> str:
    """A value as its kind of column writes it: text, to be escaped."""
    if kind is Kind.DATE:
        return words.day(value, year)  # type: ignore[arg-type]
    if kind is Kind.MOMENT:
        return words.moment(value, year)  # type: ignore[arg-type]
    return _WRITERS[kind](value)


def cells(listing: Listing, row: Row) -> Markup:
    """All cells of a row."""
    shown = zip(listing.spec.columns, listing.spec.labels, row.cells, strict=True)
    return Markup(
        "".join(
            [_cell(listing, column, label, one) if isinstance(one, Cell) else _plain(listing, column, label, one)
             for column, label, one in shown]
        )
    )  # fmt: skip


def _plain(listing: Listing, column: Column, label: str, value: Value) -> str:
    """A value with nothing more to it, as most are."""
    inner = _inner(listing, column, value, listing.spec.progress)
    title = f' title="{inner}"' if _clipped(column, value) else ""
    return f'<td class="{_classes(column, value, "")}" data-label="{label}"{title}>{inner}</td>'


def _cell(listing: Listing, column: Column, label: str, cell: Cell) -> str:
    inner = _inner(listing, column, cell.value, cell.progress or listing.spec.progress)
    title = f' title="{inner}"' if _clipped(column, cell.value) else ""
    if cell.url:
        source = ' class="hj-src" title="查看来源"' if cell.source else ""
        inner = f'<a href="{escape(cell.url)}"{source}>{inner}</a>'
    if cell.note:
        late = " hj-late" if cell.tone == "late" else ""
        inner += f'<span class="hj-note-in{late}">{escape(cell.note)}</span>'
    if cell.hidden:
        caption, text = cell.hidden
        inner += f'<details class="hj-s hj-3"><summary>{escape(caption)}</summary>{escape(text)}</details>'
    return f'<td class="{_classes(column, cell.value, cell.tone)}" data-label="{label}"{title}>{inner}</td>'


def _inner(listing: Listing, column: Column, value: Value, progress: Decimal | None) -> str:
    kind = column.kind
    if kind is Kind.LIGHT:
        return _LIGHT_OF[value] if isinstance(value, str) and value else words.MISSING
    if kind is Kind.BAR:
        return rate_bar(value, progress)  # type: ignore[arg-type]
    text = written(kind, value, listing.year)
    return text if kind in _CLEAN else str(escape(text))


def _clipped(column: Column, value: Value) -> bool:
    """Whether it is a text that may be cut off: its title tells the whole of it."""
    return column.kind is Kind.TEXT and not column.wrap and isinstance(value, str) and len(value) > 6


def _classes(column: Column, value: Value, tone: str) -> str:
    names = column.look
    if value is None or (column.kind is Kind.COUNT and value == 0):
        names += " na"
    elif tone == "bad" or (column.bad and value):
        names += " hj-bad"
    return names
