"""What the grid on a page (``static/hengji/grid.js``) and its autosave address say to each other, typed.

The page::

    {% from "ui/grid.html" import grid %}
    {{ grid(grid_state, csrf_token) }}                 {# GridState, below #}
    {% block scripts %}{{ ui.grid() }}{% endblock %}

The grid posts JSON to ``save_url`` (header X-CSRFToken), one request at a time::

    {"version": 7,
     "changes": [{"row": "r1", "column": "value", "value": "12.5"}, …],     every value is text as typed; "" is empty
     "rows": ["r1", "new-3f", "r2"] | absent}                                all row ids in order, when rows were added, removed or moved

A row id that begins with "new-" was made in the browser; the answer says which id it has now.  The view::

    def save(request, target_id):
        changes = parse_changes(request.body, COLUMNS)            # refuses what is not of this form: 400 with a sentence
        try: after = operations.save_draft(request.actor, target_id, changes.version, …, at=now())
        except StaleVersion: return conflict(version=…, rows=current_rows, by="王芳", at=…)          # 409
        return saved(version=after.version, at=after.at, findings=…, cells=…, ids={"new-3f": "01J…"})

Answers::

    200 {"version": 8, "at": "10:42:18", "ids": {"new-3f": "…"}, "findings": [{"row","column","severity","place","sentence","remedy"}],
         "cells": [{"row","column","value","tone"}]}                          cells the server computed or put right
    409 {"version": 9, "by": "王芳", "at": "10:41", "rows": [{"id","cells": {…}}]}   someone else saved first: the grid shows both
    400/403/409 {"sentence": "…"}        refused (409 without "rows": any ``Refused``): the grid keeps the text and says the sentence

Row and column of a finding may be "": then it stands above the grid.

A page of several parts (``GridState.part``: funds, rows, and texts beside them) has no version to lose: every cell is sent with what was
seen in it and is merged alone::

    {"version": 7, "cells": [["rows", "k1", "actual", "", "6.80"], …]}                     part, row, column, seen, text
    200 {"version", "at", "findings" (with "part", and "key", "ask", "answer" where one may be answered), "cells" (with "part"),
         "conflicts": [{"part","row","column","text","by","why"}], …}           cells that hold something else: both are shown; text
                                                                                null: the cell is gone (why), what was typed is given back

An answer to a finding goes to ``GridState.answer_url`` as {"key", "text"} and is answered like a save.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import JsonResponse

from hengji.rules.findings.finding import Severity
from hengji.web.ui.words import clock

LONGEST_VALUE = 4000
LONGEST_SENT = 100_000
"""Of cells merged one by one the operation names the one that is too long; more than this is no text of a cell."""
MOST_CHANGES = 5000
MOST_ROWS = 500


class Editor(StrEnum):
    """How a cell is filled: text, a number (right), a long text, one of the options, several (values joined by ","), a tick; SHOWN and
    LIGHT are never filled by hand."""

    TEXT = "text"
    NUMBER = "number"
    LONG = "long"
    SELECT = "select"
    MULTI = "multi"
    CHECK = "check"
    SHOWN = "shown"
    LIGHT = "light"

    @property
    def fills(self) -> bool:
        """Whether a person ever fills such a cell."""
        return self not in (Editor.SHOWN, Editor.LIGHT)


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column.  ``options``: (value, words, letter) – the letter chooses it by keyboard; ``fold``: belongs to a group of columns that
    can be folded away under this caption; ``width`` px, a multiple of 4 (0: what is left); ``least`` px of a column without
    width; ``sealed``: a shown cell that was approved; ``right``: written at the right like a number;
    ``along``: (column, value) a first value here fills in beside it where that is blank."""

    key: str
    caption: str
    editor: Editor = Editor.TEXT
    width: int = 0
    required: bool = False
    options: tuple[tuple[str, str, str], ...] = ()
    unit: str = ""
    fold: str = ""
    help: str = ""
    sealed: bool = False
    right: bool = False
    least: int = 168
    along: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: values by column key as text (SHOWN columns too); ``sealed``: keys not to be filled ("*": the whole row);
    ``links``: addresses of SHOWN cells; ``heading``: a group line that stands above the row; ``subs``: a small line below a cell;
    ``last``: what stood there last time, taken over by F4; ``total``: a line of sums; ``proposed``: what may be
    taken over into a blank cell with one press, marked as long as it stands as proposed."""

    id: str
    cells: Mapping[str, str]
    sealed: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    subs: Mapping[str, str] = field(default_factory=dict)
    last: Mapping[str, str] = field(default_factory=dict)
    total: bool = False
    proposed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GridFinding:
    """A fault of a cell, shown under its row; with a ``key`` it may be answered (``ask``: there is a box for it) and holds the answer;
    ``todo``: the cell is only blank yet, which is said in a calm line above the grid, however many there are."""

    row: str
    column: str
    severity: Severity
    sentence: str
    remedy: str = ""
    place: str = ""
    part: str = ""
    key: str = ""
    ask: bool = False
    answer: str = ""
    todo: bool = False


@dataclass(frozen=True, slots=True)
class GridState:
    """The grid as the page opens it; ``rows_change``: rows may be added, removed, moved; ``key`` names what waits in the browser;
    ``part``: cells are merged one by one (see above)."""

    key: str
    caption: str
    save_url: str
    version: int
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    findings: tuple[GridFinding, ...] = ()
    readonly: bool = False
    rows_change: bool = True
    saved_at: datetime | None = None
    folded: tuple[str, ...] = ()
    part: str = ""
    answer_url: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell as typed."""

    row: str
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What one autosave brings; ``rows`` is the new order of all row ids, None where rows stayed as they were."""

    version: int
    cells: tuple[CellChange, ...]
    rows: tuple[str, ...] | None = None

    def by_row(self) -> dict[str, dict[str, str]]:
        """Values by row and column; the last of a cell wins."""
        out: dict[str, dict[str, str]] = {}
        for change in self.cells:
            out.setdefault(change.row, {})[change.column] = change.value
        return out


class BadChanges(ValueError):  # noqa: N818 - an answer to a browser
    """The body is not of the form this module describes; the text is a Chinese sentence for the person."""


def parse_changes(body: bytes, columns: Sequence[GridColumn]) -> Changes:
    """The changes a grid posted; raises ``BadChanges`` for anything else than the contract, and for columns that are not filled by hand."""
    try:
        said = json.loads(body)
        version, changes, rows = said["version"], said.get("changes", []), said.get("rows")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。") from None
    if type(version) is not int or not isinstance(changes, list) or len(changes) > MOST_CHANGES:
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。")
    open_columns = {column.key for column in columns if column.editor.fills}
    return Changes(version, tuple(_change(change, open_columns) for change in changes), _rows(rows))


def _change(said: object, open_columns: set[str]) -> CellChange:
    if not isinstance(said, dict):
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。")
    row, column, value = said.get("row"), said.get("column"), said.get("value")
    if not isinstance(row, str) or not isinstance(value, str) or not isinstance(column, str) or column not in open_columns or len(row) > 64:
        raise BadChanges("没有保存：有一格不能由人填写。请刷新页面后重试。")
    if len(value) > LONGEST_VALUE:
        raise BadChanges(f"没有保存：一格最多 {LONGEST_VALUE} 字，现有 {len(value)} 字。请精简后再填。")
    return CellChange(row, column, value.replace("\x00", ""))


def _rows(said: object) -> tuple[str, ...] | None:
    if said is None:
        return None
    if not isinstance(said, list) or not all(isinstance(row, str) and len(row) <= 64 for row in said) or len(set(said)) != len(said):
        raise BadChanges("没有保存：行的次序不完整。请刷新页面后重试。")
    if len(said) > MOST_ROWS:
        raise BadChanges(f"没有保存：最多 {MOST_ROWS} 行，现有 {len(said)} 行。")
    return tuple(said)


Seen = tuple[str, str, str, str, str]
"""Part, row, column, what was seen there, the text now."""


def parse_cells(body: bytes, open_cells: Mapping[str, Collection[str]]) -> tuple[Seen, ...]:
    """The cells a page of parts posted; ``open_cells``: columns filled by hand, by part.  Raises ``BadChanges``."""
    try:
        cells = json.loads(body)["cells"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。") from None
    if not isinstance(cells, list) or len(cells) > MOST_CHANGES:
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。")
    return tuple(_seen(cell, open_cells) for cell in cells)


def _seen(cell: object, open_cells: Mapping[str, Collection[str]]) -> Seen:
    if not isinstance(cell, list) or len(cell) != 5 or not all(isinstance(one, str) for one in cell):
        raise BadChanges("没有保存：收到的内容不完整。请刷新页面后重试。")
    part, row, column, seen, text = cell
    if column not in open_cells.get(part, ()) or len(row) > 64:
        raise BadChanges("没有保存：有一格不能由人填写。请刷新页面后重试。")
    if len(text) > LONGEST_SENT:
        raise BadChanges(f"没有保存：一格最多 {LONGEST_VALUE} 字，现有 {len(text)} 字。请精简后再填。")
    return part, row, column, seen, text.replace("\x00", "")


Clash = tuple[str, str, str, str | None, str]
"""Part, row, column, the text that stands there (None: there is no such cell any more), why."""


def merged(
    version: int,
    at: datetime,
    findings: Iterable[GridFinding],
    cells: Iterable[tuple[str, str, str, str]],
    conflicts: Iterable[Clash] = (),
    *,
    by: str = "",
    verdict: str = "",
    proposed: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The answer to a save of cells: all findings, (part, row, column, value) of what the server worked out, cells that hold what somebody
    else (``by``) wrote or that are gone, the verdict as HTML of ours, texts (by column) that are proposed now."""
    return JsonResponse({
        "version": version, "at": clock(at), "verdict": verdict, "proposed": dict(proposed or {}),
        "findings": [_fields(one) for one in findings],
        "cells": [{"part": part, "row": row, "column": column, "value": value} for part, row, column, value in cells],
        "conflicts": [{"part": part, "row": row, "column": column, "text": text, "by": by, "why": why}
                      for part, row, column, text, why in conflicts],
    })  # fmt: skip


def saved(
    version: int,
    at: datetime,
    findings: Iterable[GridFinding] = (),
    cells: Iterable[tuple[str, str, str]] = (),
    ids: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The answer to a save: new version, all findings as they stand, (row, column, value) of cells computed, ids of new rows."""
    shown = [{"row": row, "column": column, "value": value} for row, column, value in cells]
    return JsonResponse(
        {"version": version, "at": clock(at), "findings": [_fields(f) for f in findings], "cells": shown, "ids": dict(ids or {})}
    )


def conflict(version: int, rows: Iterable[GridRow], by: str = "", at: datetime | None = None) -> JsonResponse:
    """409: somebody saved first; ``rows`` as they stand now."""
    now = [{"id": row.id, "cells": dict(row.cells)} for row in rows]
    return JsonResponse({"version": version, "by": by, "at": clock(at)[:5] if at else "", "rows": now}, status=409)


def refused(sentence: str, status: int = 400) -> JsonResponse:
    """Not saved, and why; the grid keeps what was typed."""
    return JsonResponse({"sentence": sentence}, status=status)


def for_page(state: GridState) -> dict[str, Any]:
    """The grid's state as the page's JSON block."""
    return {
        "key": state.key,
        "caption": state.caption,
        "url": state.save_url,
        "version": state.version,
        "readonly": state.readonly,
        "rowsChange": state.rows_change and not state.readonly,
        "savedAt": clock(state.saved_at) if state.saved_at else "",
        "folded": list(state.folded),
        "part": state.part,
        "answerUrl": state.answer_url,
        "columns": [_fields(column) for column in state.columns],
        "rows": [_fields(row) for row in state.rows],
        "findings": [_fields(finding) for finding in state.findings],
    }


def _fields(one: GridColumn | GridRow | GridFinding) -> dict[str, Any]:
    """The fields of a flat dataclass as JSON takes them (``dataclasses.asdict`` copies every value, which takes ten times as long)."""
    return {name: value if type(value := getattr(one, name)) in _PLAIN else _plain(value) for name in one.__slots__}


_PLAIN = frozenset((str, bool, dict, type(None)))
"""What nearly every field is: asked first, for a page of 60 lines has thousands."""


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
