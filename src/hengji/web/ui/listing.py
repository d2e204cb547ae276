"""One idea of a list for every list: columns, tabs, filters, sort, pages, totals, selection, export.

How a page with a list is written (``listed`` is in ``hengji.web.ui.exporting``)::

    SPEC = ListSpec(
        name="targets",                                   # filters are remembered per person under this name
        unit="个",
        columns=(
            Column("program", "项目名称", phone=Phone.TITLE),            # no width: takes what is left
            Column("unit", "实施单位", width=140, sort=True),
            Column("budget", "预算数", Kind.MONEY, width=92, sort=True, total=True),
            Column("state", "状态", width=104),
            Column("sent", "报送日期", Kind.DATE, width=84, sort=True),
        ),
        tabs=("waiting", "sent", "returned", "all"),       # the first is the default
        filters=(Filter("q", "项目、单位、代码"), Filter("department", "主管部门", options=…, search=True)),
        sort="sent", descending=True,
    )

    def targets(request):
        query = ListQuery.from_request(request, SPEC)                 # bad values become the defaults
        found = queries.targets(request.actor, query.tab, query.text("q"), query.chosen("department"),
                                query.sort, query.descending, query.window)   # window: slice of the rows asked for; all of them on export
        rows = tuple(Row(str(t.id), (Cell(t.name, url("target", t.id)), t.unit, t.budget, t.state, t.sent)) for t in found.rows)
        listing = Listing(SPEC, query, rows, count=found.count, tabs=(Tab("waiting", "待送审", 23), …),
                          totals={"budget": found.budget}, year=request.actor.year, actions=(Action("一并接受", url("accept-many")),))
        return listed(request, "targets/list.html", listing, title="绩效目标")     # the page, or the Excel file when asked for

    {% block content %}{% from "ui/list.html" import list %}{{ list(listing, csrf_input) }}{% endblock %}

A value in a row is what its column's kind writes: MONEY yuan (Decimal), NUMBER and SCORE Decimal, RATE and BAR a ratio, COUNT int,
DATE date, MOMENT datetime, LIGHT a Light, TEXT and TAG text; None is "—".  ``Cell(value, url, note, tone)`` adds a link, a grey second
line or word, and "bad"/"late".  Actions on the selected post ``selected`` (ids) to their address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from markupsafe import Markup, escape

from hengji.rules.lights import Light

SIZES = (25, 50, 100)
LONGEST_TEXT = 100
"""Characters of a search text that are looked at."""

Value = str | int | Decimal | date | datetime | Light | None


class Kind(StrEnum):
    """How the values of a column are written (see the head of this module)."""

    TEXT = "text"
    TAG = "tag"
    MONEY = "money"
    NUMBER = "number"
    SCORE = "score"
    RATE = "rate"
    BAR = "bar"
    COUNT = "count"
    DATE = "date"
    MOMENT = "moment"
    LIGHT = "light"


RIGHT = frozenset({Kind.MONEY, Kind.NUMBER, Kind.SCORE, Kind.RATE, Kind.COUNT})
UNITS = {Kind.MONEY: "万元", Kind.RATE: "%"}


class Phone(StrEnum):
    """What a phone's card does with a column: its head, a line of it, nothing."""

    TITLE = "title"
    LINE = "line"
    HIDE = "hide"


_LOOKS = {Kind.DATE: "d", Kind.MOMENT: "d", Kind.BAR: "", Kind.LIGHT: "", Kind.TAG: "hj-nowrap"}


@dataclass(frozen=True)
class Column:
    """One column; ``width`` in px, a multiple of 4 up to 480 (0: what is left); ``total`` adds it up in the foot.

    ``bad``: counts above zero are shown in red."""

    key: str
    caption: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    width: int = 0
    sort: bool = False
    total: bool = False
    phone: Phone = Phone.LINE
    wrap: bool = False
    bad: bool = False

    @property
    def said_unit(self) -> str:
        return self.unit or UNITS.get(self.kind, "")

    @property
    def label(self) -> str:
        """Caption and unit in one line."""
        return f"{self.caption}（{self.said_unit}）" if self.said_unit else self.caption

    @property
    def right(self) -> bool:
        return self.kind in RIGHT

    @cached_property
    def look(self) -> str:
        """The classes of its cells that depend on no value."""
        names = "n" if self.right else _LOOKS.get(self.kind, "" if self.wrap else "clip")
        return names if self.phone is Phone.LINE else names + (" is-title" if self.phone is Phone.TITLE else " is-hidden")


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition: free text where there are no options; ``search`` for long lists (typing finds), ``multiple`` for several at once."""

    key: str
    caption: str
    options: tuple[tuple[str, str], ...] = ()
    multiple: bool = False
    search: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A state with its count; None where nobody counted."""

    key: str
    label: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something done to the selected rows: a post of their ids as ``selected``."""

    label: str
    url: str
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with more to it: where it leads, a grey note after it, ``tone`` "bad" or "late"; ``source``: the link opens a source;
    ``hidden``: caption and text of what is folded away below it."""

    value: Value
    url: str = ""
    note: str = ""
    tone: str = ""
    source: bool = False
    progress: Decimal | None = None
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id (for selection) and its values in the order of the columns."""

    id: str
    cells: tuple[Value | Cell, ...]
    selectable: bool = True


@dataclass(frozen=True)
class ListSpec:
    """What a list is made of; ``sort`` names the column sorted by unless the person chose another."""

    name: str
    columns: tuple[Column, ...]
    tabs: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    unit: str = "个"
    progress: Decimal | None = None

    @cached_property
    def labels(self) -> tuple[Markup, ...]:
        """What stands beside a value on a phone's card, by column."""
        return tuple(escape(column.label) for column in self.columns)

    def with_options(self, **options: Iterable[tuple[str, str]]) -> ListSpec:
        """The same list with the options of filters that depend on the person or the round."""
        known = tuple(replace(f, options=tuple(options[f.key])) if f.key in options else f for f in self.filters)
        return replace(self, filters=known)


@dataclass(frozen=True)
class ListQuery:
    """What a person asked of a list, every part of it possible: unknown tabs, columns, options and sizes have become the defaults."""

    tab: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    size: int = SIZES[0]
    exporting: bool = False

    @staticmethod
    def from_request(request: HttpRequest, spec: ListSpec) -> ListQuery:
        """The query of this request; without any, the one remembered of this person and list."""
        asked, key = request.GET, f"list:{spec.name}"
        session = getattr(request, "session", None)
        if not asked and session is not None and key in session:
            asked = QueryDict(str(session[key]))
        query = parsed(asked, spec)
        if session is not None and asked is request.GET and asked and not query.exporting and session.get(key) != query.address(page=1):
            session[key] = query.address(page=1)  # a session that changes is written
        return query

    def chosen(self, key: str) -> tuple[str, ...]:
        """The options chosen of a filter; none means all."""
        return self.filters.get(key, ())

    def text(self, key: str = "q") -> str:
        """What was typed into a text filter."""
        return "".join(self.filters.get(key, ()))

    @property
    def window(self) -> slice:
        """The rows asked for; all of them for an export."""
        return slice(None) if self.exporting else slice((self.page - 1) * self.size, self.page * self.size)

    def within(self, count: int) -> ListQuery:
        """The same query on the last page there is, where it asked for one beyond."""
        return replace(self, page=min(self.page, max(1, -(-count // self.size))))

    def address(self, **changes: Any) -> str:
        """The query string of this query with some changes: ``address(tab="all", page=1)``."""
        asked = replace(self, **changes)
        parts: list[tuple[str, str]] = [("tab", asked.tab)] if asked.tab else []
        parts += [(key, value) for key, values in asked.filters.items() for value in values]
        if asked.sort:
            parts.append(("sort", f"{'-' if asked.descending else ''}{asked.sort}"))
        parts += [("page", str(asked.page))] if asked.page > 1 else []
        parts += [("size", str(asked.size))] if asked.size != SIZES[0] else []
        parts += [("export", "xlsx")] if asked.exporting else []
        return urlencode(parts or [("page", "1")])


def parsed(asked: QueryDict, spec: ListSpec) -> ListQuery:
    """A query string read against what the list offers."""
    tab = asked.get("tab", "")
    sort, descending = _sort(asked.get("sort"), spec)
    return ListQuery(
        tab=tab if tab in spec.tabs else next(iter(spec.tabs), ""),
        filters={f.key: values for f in spec.filters if (values := _values(f, asked.getlist(f.key)))},
        sort=sort,
        descending=descending,
        page=max(1, _whole(asked.get("page"), 1)),
        size=size if (size := _whole(asked.get("size"), SIZES[0])) in SIZES else SIZES[0],
        exporting=asked.get("export") == "xlsx",
    )


def _sort(asked: str | None, spec: ListSpec) -> tuple[str, bool]:
    key = (asked or "").removeprefix("-")
    if any(column.key == key and column.sort for column in spec.columns):
        return key, (asked or "").startswith("-")
    return spec.sort, spec.descending


def _values(condition: Filter, asked: Sequence[str]) -> tuple[str, ...]:
    if not condition.options:
        text = "".join(asked[-1:]).replace("\x00", "").strip()[:LONGEST_TEXT]
        return (text,) if text else ()
    offered = {key for key, _ in condition.options if key}
    known = tuple(dict.fromkeys(value for value in asked if value in offered))
    return known if condition.multiple else known[-1:]


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


@dataclass(frozen=True)
class Listing:
    """A list ready to be shown: ``rows`` of the page, ``count`` of the filter, ``totals`` of the filter by column key."""

    spec: ListSpec
    query: ListQuery
    rows: tuple[Row, ...]
    count: int
    tabs: tuple[Tab, ...] = ()
    totals: Mapping[str, Decimal | int | None] = field(default_factory=dict)
    year: int | None = None
    actions: tuple[Action, ...] = ()
    empty: str = "没有符合条件的内容。"

    @cached_property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.query.size))

    @cached_property
    def numbers(self) -> tuple[int | None, ...]:
        """The page numbers shown; None is a gap."""
        here, last = self.query.page, self.pages
        near = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
        out: list[int | None] = []
        for number in near:
            if out and out[-1] is not None and number - out[-1] > 1:
                out.append(None)
            out.append(number)
        return tuple(out)

    @cached_property
    def page_totals(self) -> dict[str, Decimal | int | None]:
        """The sums of the rows shown, of the columns that are added up; None where no row has a value."""
        return {c.key: _sum(_plain(row.cells[i]) for row in self.rows) for i, c in enumerate(self.spec.columns) if c.total}

    @property
    def nothing(self) -> str:
        """What is said of no rows: with conditions set it is they that leave none."""
        return self.empty if not self.filtered or "符合条件" in self.empty else "没有符合条件的内容。"

    @property
    def filtered(self) -> bool:
        """Whether any condition is set."""
        return bool(self.query.filters)

    def href(self, **changes: Any) -> str:
        """The address of this list with some changes of its query."""
        return "?" + self.query.address(**changes)

    def sort_href(self, column: Column) -> str:
        """Sorts by a column; a second time the other way round."""
        again = self.query.sort == column.key
        return self.href(sort=column.key, descending=not self.query.descending if again else column.right, page=1)


def _plain(cell: Value | Cell) -> Value:
    return cell.value if isinstance(cell, Cell) else cell


def _sum(values: Iterable[Value]) -> Decimal | int | None:
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers[1:], numbers[0]) if numbers else None
