"""The Jinja2 environment of all pages (settings: ``OPTIONS = {"environment": "hengji.web.ui.environment.environment"}``).

Undefined names are errors (StrictUndefined), everything is escaped.

Filters (they write, they never compute; None is "—"):

=========================  ===================================================
``1240|wan``               yuan in 万元: 0.12 (the unit stands in the head)
``1240|yuan``              1,240.00
``ratio|rate``             0.4321 → 43.21
``ratio|percent``          0.4321 → 43.21%
``points|score``           87.50
``n|count``                1,240
``value|number``           as typed, with commas
``date|day(frame.year)``   07-31 within the year of the page, else 2023-07-31
``time|moment(year)``      07-31 10:42
``time|clock``             10:42:18
``text|words``             text or "—"
``text|lines``             text with its line breaks kept
=========================  ===================================================

Globals: ``url("name", …)`` (reverse), ``static("hengji/pages.css")``, ``now()`` (aware), ``Light``, ``Severity``,
``rate_bar(ratio, progress)``; from Django's backend ``request``, ``csrf_input``, ``csrf_token``; from
``hengji.web.ui.frame.context`` the ``frame``, from Django the ``messages``.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from hengji.clock import now
from hengji.rules.findings.finding import Severity
from hengji.rules.lights import Light
from hengji.web.ui import words
from hengji.web.ui.bars import rate_bar
from hengji.web.ui.cells import cells, written
from hengji.web.ui.grid import GridState, for_page
from hengji.web.ui.listing import SIZES


def environment(**options: Any) -> Environment:
    """The environment Django's Jinja2 backend asks for; ``options`` are its own (loader, autoescape, …)."""
    made = Environment(**{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True})
    made.filters.update(FILTERS)
    made.globals.update(url=_url, static=_static, now=now, Light=Light, Severity=Severity, rate_bar=rate_bar)
    made.globals.update(cells=cells, written=written, sizes=SIZES, grid_json=grid_json, grid_rows=grid_rows)
    return made


def lines(text: str | None) -> Markup:
    """A text with its line breaks kept."""
    return Markup("<br>").join(escape(line) for line in words.words(text).splitlines())


def grid_json(state: GridState) -> Markup:
    """The state of a grid for the page's data block; nothing in it can end the block."""
    return htmlsafe_json_dumps(for_page(state), dumps=json.dumps, ensure_ascii=False)


def grid_rows(state: GridState) -> Markup:
    """The rows of a grid as a table to read (a template loop over 60 × 25 cells would take four times as long)."""
    if not state.rows:
        return Markup()
    keys = [column.key for column in state.columns]
    written = _ROW.join([_CELL.join([str(row.cells.get(key, "")) for key in keys]) for row in state.rows])
    if written.count(_CELL) != len(state.rows) * (len(keys) - 1) or written.count(_ROW) != len(state.rows) - 1:
        written = _ROW.join([_CELL.join([_text(row.cells.get(key, "")) for key in keys]) for row in state.rows])
    cells = str(escape(written)).replace(_CELL, "</td><td>").replace(_ROW, "</td></tr><tr><td>")
    return Markup("<tr><td>" + cells + "</td></tr>")


_CELL, _ROW = "\x1f", "\x1e"
"""All cells are escaped at once; what parts them is no sign that people type, and is taken out where it stands nevertheless."""


def _text(cell: object) -> str:
    return str(cell).replace(_CELL, "").replace(_ROW, "")


_static = lru_cache(maxsize=256)(static)
"""An address of a file that stays where it is while the process runs."""


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


FILTERS = {
    **{f.__name__: f for f in (words.wan, words.yuan, words.rate, words.percent, words.score, words.count, words.number)},
    **{f.__name__: f for f in (words.day, words.moment, words.clock, words.words)},
    "lines": lines,
}
