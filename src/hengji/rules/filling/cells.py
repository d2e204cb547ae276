"""Typed content cell by cell: saved together, compared, and read off a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hengji.rules.filling.sheet import FUND_CELLS, ROW_CELLS, TEXT_CELLS, TEXT_WORDS, TOTAL, Place, Sheet, Typed, place_of, place_words
from hengji.rules.findings.approvals import words_of
from hengji.rules.forms import Cause, Form, FundRow, FundSource, IndicatorRow
from hengji.rules.money import CENT, WAN, equal_at, parse_amount, plain
from hengji.rules.text import is_blank
from hengji.rules.ticks import LIKELIHOODS

COLUMNS = {"funds": FUND_CELLS, "rows": ROW_CELLS, "texts": TEXT_CELLS}
CAUSE_WORDS: Mapping[str, str] = {
    Cause.FUNDING.value: "经费保障",
    Cause.INSTITUTION.value: "制度保障",
    Cause.PERSONNEL.value: "人员保障",
    Cause.EQUIPMENT.value: "硬件条件保障",
    Cause.OTHER.value: "其他",
}


def said(text: str | None) -> str | None:
    """A cell's text as a reader takes it: outer spaces dropped, None when blank (a lone dash or slash is)."""
    return None if text is None or is_blank(text) else text.replace("\r\n", "\n").strip()


def plain_typed(typed: Typed) -> dict[str, dict[str, Any]]:
    """Typed content without blank cells and outer spaces: two contents that say the same are equal then."""
    found: dict[str, dict[str, Any]] = {}
    for part in ("funds", "rows"):
        rows = {row: cells for row, columns in typed.get(part, {}).items() if (cells := _told(columns))}
        found |= {part: rows} if rows else {}
    texts = _told(typed.get("texts", {}))
    return {**found, "texts": texts} if texts else found


def _told(columns: Mapping[str, str]) -> dict[str, str]:
    return {column: told for column, text in columns.items() if (told := said(text)) is not None}


def _cells(typed: Typed) -> Iterator[tuple[Place, str]]:
    for part in ("funds", "rows"):
        for row, columns in typed.get(part, {}).items():
            for column, text in columns.items():
                if (told := said(text)) is not None:
                    yield Place(part, row, column), told
    for column, text in typed.get("texts", {}).items():
        if (told := said(text)) is not None:
            yield Place("texts", "", column), told


# ---- saving


class Cell(NamedTuple):
    """A cell as the page sends it: where, what stood there when it was begun, and what stands there now ("" blank)."""

    part: str
    row: str
    column: str
    seen: str
    text: str

    @property
    def place(self) -> Place:
        return Place(self.part, self.row, self.column)


class Conflict(NamedTuple):
    """A cell somebody else changed meanwhile: what is there now; nothing was put in."""

    cell: Cell
    current: str


def apply_cells(typed: Typed, cells: Iterable[Cell]) -> tuple[dict[str, dict[str, Any]], tuple[Conflict, ...]]:
    """Cells put in one by one; a conflict only where another text stands than was seen and than is sent.  The content given is left
    as it is.  ValueError for a column that cannot be typed."""
    merged: dict[str, dict[str, Any]] = {
        "funds": {row: dict(columns) for row, columns in typed.get("funds", {}).items()},
        "rows": {row: dict(columns) for row, columns in typed.get("rows", {}).items()},
        "texts": dict(typed.get("texts", {})),
    }
    conflicts = []
    for cell in cells:
        if cell.column not in COLUMNS.get(cell.part, ()):
            raise ValueError(f"{cell.part}/{cell.row}/{cell.column}")
        part = merged[cell.part]
        columns = part if cell.part == "texts" else part.get(cell.row, {})
        current = columns.get(cell.column, "")
        if current not in (cell.seen, cell.text):
            conflicts.append(Conflict(cell, current))
        elif cell.part == "texts":
            _put(part, cell)
        else:
            _put(part.setdefault(cell.row, {}), cell)
            if not part[cell.row]:
                del part[cell.row]
    return merged, tuple(conflicts)


def _put(columns: dict[str, Any], cell: Cell) -> None:
    if cell.text:
        columns[cell.column] = cell.text
    else:
        columns.pop(cell.column, None)


def may_be_typed(place: Place, sheet: Sheet) -> bool:
    """Whether the page has this cell and it is not sealed: no executed amount the treasury tells, no row the target lacks."""
    if place.column not in COLUMNS.get(place.part, ()):
        return False
    if place.part == "rows":
        return any(one.key == place.row for one in sheet.indicators)
    if place.part == "texts":
        return True
    if place.row == TOTAL:
        return place.column in ("executed", "forecast", "explanation")
    line = next((one for one in sheet.funds if one.id == place.row), None)
    return line is not None and not (line.told and place.column == "executed")


def no_longer(place: Place, sheet: Sheet) -> str:
    """Why the page has no such cell to type in any more, in words; "" where it has.  ValueError for a column nobody ever types."""
    if place.column not in COLUMNS.get(place.part, ()):
        raise ValueError("/".join(place))
    if may_be_typed(place, sheet):
        return ""
    if place.part == "rows":
        return "批复的目标里已没有这条指标"
    told = any(one.id == place.row for one in sheet.funds)
    return "执行数已由国库支付数据给出" if told or place.row == TOTAL else "这笔资金已不在本项目"


# ---- comparing


class Change(NamedTuple):
    """One cell before and after, as people read it ("" blank)."""

    place: Place
    words: str
    before: str
    after: str


def changes(before: Typed, after: Typed, sheet: Sheet) -> tuple[Change, ...]:
    """What differs, cell by cell in the order of the page; empty exactly where both say the same (300 and 300.00 are one amount)."""
    old, new = dict(_cells(before)), dict(_cells(after))
    order = {**{one.id: n for n, one in enumerate(sheet.funds)}, **{one.key: n for n, one in enumerate(sheet.indicators)}}

    def rank(place: Place) -> tuple[int, int, str, int]:
        columns = COLUMNS.get(place.part, ())
        number = columns.index(place.column) if place.column in columns else len(columns)
        return list(COLUMNS).index(place.part), order.get(place.row, len(order)), place.row, number

    differing = sorted((place for place in {**old, **new} if not _same(place, old.get(place), new.get(place))), key=rank)
    return tuple(
        Change(place, place_words(place, sheet), shown(place.column, old.get(place, "")), shown(place.column, new.get(place, "")))
        for place in differing
    )


_MONEY = ("executed", "forecast", "contest", "contract")


def _same(place: Place, old: str | None, new: str | None) -> bool:
    if old == new or place.part != "funds" or place.column not in _MONEY:
        return old == new
    amounts = parse_amount(old, WAN), parse_amount(new, WAN)
    return amounts[0] is not None and amounts[1] is not None and amounts[0].yuan == amounts[1].yuan


def shown(column: str, text: str) -> str:
    """A cell's text as people read it: codes of causes and likelihood in Chinese."""
    if column == "likelihood":
        return LIKELIHOODS[text].chinese if text in LIKELIHOODS else text
    if column == "causes":
        return "、".join(CAUSE_WORDS.get(code, code) for code in text.split(",") if code)
    return text


# ---- read off a form


def matched(form: Form, sheet: Sheet) -> tuple[dict[int, str], dict[int, str]]:
    """Which fund line a form's fund row is and which indicator an indicator row, by position: by address on a page's own form, else
    by name (of several of one name in their order).  What fits nothing is left out."""
    return _lines(form, sheet), _keys(form, sheet)


def _lines(form: Form, sheet: Sheet) -> dict[int, str]:
    found: dict[int, str] = {}
    left = list(sheet.funds)
    for position, row in enumerate(form.funds):
        place = place_of(row.cell)
        if place is not None:
            found[position] = place.row
        elif row.source is FundSource.TOTAL and all(line.source is not FundSource.TOTAL for line in sheet.funds):
            found.setdefault(position, TOTAL)
    open_rows = [position for position in range(len(form.funds)) if position not in found]
    for fits in (_same_label, _same_source):
        for position in list(open_rows):
            fitting = [line for line in left if fits(form.funds[position], line.label, line.source)]
            if fitting and (fits is _same_label or len(fitting) == 1):
                found[position] = fitting[0].id
                left.remove(fitting[0])
                open_rows.remove(position)
    return found


def _same_label(row: FundRow, label: str, source: FundSource) -> bool:
    return words_of(row.label) == words_of(label)


def _same_source(row: FundRow, label: str, source: FundSource) -> bool:
    return row.source is source and row.source is not FundSource.OTHER


def _keys(form: Form, sheet: Sheet) -> dict[int, str]:
    known: dict[str, list[str]] = {}
    found: dict[int, str] = {}
    for position, row in enumerate(form.indicators):
        place = place_of(row.cell)
        if place is not None:
            found[position] = place.row
        elif row.name:
            unit = row.target.unit if row.target else None
            known = known or _named(sheet)
            if keys := known.get(words_of(row.name, unit or "")) or known.get(words_of(row.name)):
                found[position] = keys.pop(0)
    return found


def _named(sheet: Sheet) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for one in sheet.indicators:
        known.setdefault(words_of(one.name, one.unit), []).append(one.key)
    return known


def typed_of(form: Form, sheet: Sheet, where: tuple[dict[int, str], dict[int, str]] | None = None) -> dict[str, dict[str, Any]]:
    """A form's content as typed on the page.  What the treasury tells is typed by nobody: where the paper says otherwise it is a
    contest without a reason yet.  A total is taken only where the lines do not give it.  ``where``: what ``matched`` says."""
    lines, keys = where or matched(form, sheet)
    funds: dict[str, dict[str, str]] = {}
    for position, line in lines.items():
        if line != TOTAL and (cells := _fund_cells(form, form.funds[position], line, sheet)):
            funds[line] = cells
    total = next((form.funds[position] for position, line in lines.items() if line == TOTAL), None)
    if total is not None and (cells := _total_cells(form, total, funds, sheet)):
        funds[TOTAL] = cells
    rows = {key: cells for position, key in keys.items() if (cells := _row_cells(form.indicators[position]))}
    found: dict[str, dict[str, Any]] = {"funds": dict(funds), "rows": dict(rows), "texts": dict(_texts(form))}
    return {part: content for part, content in found.items() if content}


def _fund_cells(form: Form, row: FundRow, line: str, sheet: Sheet) -> dict[str, str]:
    known = next((one for one in sheet.funds if one.id == line), None)
    cells = {key: text for key in ("forecast", "explanation") if (text := _in_wan(form, row, key))}
    text = _in_wan(form, row, "executed")
    if text is None or known is None:
        return cells
    if known.executed is None:
        return {"executed": text, **cells}
    agrees = row.executed is not None and equal_at(row.executed, row.quantum.get("executed", CENT), known.executed, CENT)
    return cells if agrees else {"contest" if known.told else "executed": text, **cells}


def _in_wan(form: Form, row: FundRow, key: str) -> str | None:
    """A cell's text under 万元; of a paper in 元 the amount in 万元."""
    text, amount = said(row.texts.get(key)), row.amount(key) if key != "explanation" else None
    if amount is None or form.amount_unit == WAN:
        return text
    return plain(amount / WAN)


def _total_cells(form: Form, total: FundRow, funds: Mapping[str, Mapping[str, str]], sheet: Sheet) -> dict[str, str]:
    """What only the paper's total says: amounts its lines do not give."""
    given = {
        "executed": bool(sheet.funds)
        and all(line.told or line.executed is not None or "executed" in funds.get(line.id, {}) for line in sheet.funds),
        "forecast": bool(sheet.funds) and all("forecast" in funds.get(line.id, {}) for line in sheet.funds),
    }
    return {key: text for key, whole in given.items() if not whole and (text := _in_wan(form, total, key))}


def _row_cells(row: IndicatorRow) -> dict[str, str]:
    texts = row.texts
    cells = {key: texts[key] for key in ("actual", "forecast", "explanation") if key in texts}
    if row.causes:
        cells["causes"] = ",".join(cause.value for cause in Cause if cause in row.causes)
    if row.likelihood is not None or "likelihood" in texts:
        cells["likelihood"] = row.likelihood.value if row.likelihood is not None else texts["likelihood"]
    if "note" in texts:
        cells["remark"] = texts["note"]
        if "measures" in texts:
            cells["measures"] = texts["measures"]
    elif "remark" in texts:
        cells["measures"] = texts["remark"]
    return cells


def _texts(form: Form) -> dict[str, str]:
    found = {key: text for key, words in TEXT_WORDS.items() if key in TEXT_CELLS and (text := said(form.boxes.get(words)))}
    return {**({"goal_actual": form.goal_actual} if form.goal_actual else {}), **found}
