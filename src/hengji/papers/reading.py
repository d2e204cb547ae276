"""Book → forms: recognises official forms on any sheet by what their cells mean, and says what it took for what.

A form is found by the captions of its indicator table; the head, the fund table and the boxes belong to the
nearest table below or above them.  What is not recognised is passed over with a reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from hengji.papers.explaining import explain_form
from hengji.papers.files.book import Book, Sheet
from hengji.papers.fundtable import Funds, read_funds
from hengji.papers.grid import Grid, Window, name_of
from hengji.papers.head import Head, read_boxes, read_goal
from hengji.papers.indicatortable import Header, Table, grade_in, is_list, number_in, read_table
from hengji.papers.layouts import family_of
from hengji.papers.meaning import box_field, core, money_unit, points, unit_line
from hengji.papers.segments import Segment, is_title, segments, tables
from hengji.rules.forms import Form, Kind, Program
from hengji.rules.periods import read_period
from hengji.rules.text import fold, squeeze

_FILLED_IN = re.compile(r"填|报送|日期")
_MONTHS = re.compile(r"月|季|半年")
_ROW = re.compile(r"\d+$")
_YEAR = re.compile(r"(20\d\d)")
_CODE_BEFORE = re.compile(
    r"^(?:(?P<code>[0-9A-Za-z]{3,40})\s*(?:[-—–_:]\s*|\s)|[\[【(](?P<bracketed>[0-9A-Za-z]{3,40})[\]】)]\s*[-—–_:]?\s*)"
    r"(?=[^\d\s\-—–月年])(?P<name>.+)$",
    re.DOTALL,
)
_CODE_AFTER = re.compile(
    r"^(?P<name>.*?[^\d\s\-—–(\[【A-Za-z])[\s\-—–]*[(\[【]?(?P<code>[0-9A-Za-z]{3,40})(?P<bracketed>)[)\]】]?$", re.DOTALL
)
_CODE_GLUED = re.compile(
    r"^(?P<code>\d{6,40}|\d{3,5}(?=[一-鿿]{0,8}[省市县区州盟旗镇乡])|[0-9A-Za-z]{15,40})(?P<bracketed>)(?![年月日级届号期])(?P<name>[一-鿿].*)$",
    re.DOTALL,
)
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_SEAL = re.compile(r"[（(]\s*(?:单位)?(?:盖章|公章|签章|章)\s*[）)]")
_PROJECT_CODE = 10
"""Shortest code that is split off a project's name; shorter figures belong to the name (2023-2025年)."""
_UNIT_CODE = 3


def read_forms(book: Book, file: str) -> tuple[list[Form], list[str]]:
    """All forms of a book, and a note for every sheet that was passed over (Chinese).

    Hidden sheets and wholly empty forms are passed over when another sheet holds a filled one.
    """
    forms: list[Form] = []
    notes: list[str] = []
    hidden: list[Form] = []
    for sheet in book.sheets:
        found, reason = read_sheet(sheet, file, book.last_saved)
        (hidden if sheet.hidden else forms).extend(found)
        if reason:
            notes.append(f"工作表“{sheet.name}”未作为表格读取：{reason}")
    if hidden and not forms:
        return hidden, notes
    notes.extend(f"工作表“{form.sheet}”已隐藏，未读取" for form in hidden)
    return _without_empty(forms, notes), notes


def _without_empty(forms: list[Form], notes: list[str]) -> list[Form]:
    filled = [form for form in forms if _is_filled(form)]
    if not filled:
        return forms
    notes.extend(f"工作表“{form.sheet}”是空白表，未读取" for form in forms if not _is_filled(form))
    return filled


def _is_filled(form: Form) -> bool:
    """Somebody wrote on it: a name, an amount or an indicator."""
    return bool(form.program.name or form.program.unit or form.indicators or form.goal or any(row.quantum for row in form.funds))


def read_sheet(sheet: Sheet, file: str, saved: datetime | None = None) -> tuple[list[Form], str | None]:
    """The forms of one sheet, or the reason why there is none."""
    grid = Grid.of(sheet)
    if not any(grid.filled):
        return [], "空白工作表"
    headers = tables(grid)
    if not headers and sheet.hidden_rows:
        grid = Grid.of(replace(sheet, hidden_rows=frozenset()))
        headers = tables(grid)
    if not headers:
        return [], _why_none(grid)
    usable = [header for header in headers if not is_list(grid, header)]
    if not usable:
        return [], "是逐行列示的清单（表头中有项目名称），不是单张表格"
    return [_read_form(grid, segment, sheet, file, saved) for segment in segments(grid, usable)], None


def _why_none(grid: Grid) -> str:
    if any("审核" in text or "评审" in text for row in range(min(grid.height, 6)) for text in grid.filled[row].values() if is_title(text)):
        return "是审核（评审）意见表，没有指标值；请报送所审核的绩效目标申报表"
    return "没有找到绩效指标表头（一级指标、二级指标、三级指标、指标值等）"


Place = tuple[str, str]
"""A text and its address."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What was read of one form, before it is put together."""

    header: Header
    title: Place | None
    lines: list[str]
    year: int | None
    unit: Decimal | None
    funds: Funds
    table: Table
    head: Head

    @property
    def title_text(self) -> str:
        return self.title[0] if self.title else ""


def _read_form(grid: Grid, segment: Segment, sheet: Sheet, file: str, saved: datetime | None) -> Form:
    parts = _parts(grid, segment)
    kind = _kind(parts.title_text, parts.header, parts.head)
    columns = _columns(parts)
    cells, captions = _places(parts)
    total, grade = _stated(parts.head, parts.table, cells, captions)
    head, funds, table = parts.head, parts.funds, parts.table
    return Form(
        file=file,
        sheet=sheet.name,
        kind=kind,
        family=family_of(kind, columns, _words(parts, captions), parts.header.order),
        program=_program(kind, head),
        title=parts.title_text or None,
        year=parts.year,
        as_of=_as_of(parts) if kind.monitors else None,
        goal=head.text("goal"),
        goal_actual=head.text("goal_actual"),
        funds=tuple(funds.rows),
        indicators=tuple(table.rows),
        prescribed_base="adjusted" if "adjusted" in funds.columns else "initial",
        amount_unit=funds.unit or parts.unit or Decimal(10000),
        stated_total=total,
        stated_grade=grade,
        block_points=_block_points(parts),
        boxes={caption: box.text for caption, box in head.boxes.items() if box.text},
        leftovers=tuple(table.leftovers),
        columns=columns,
        cells=cells,
        captions=captions,
        last_saved=saved,
    )


def _parts(grid: Grid, segment: Segment) -> _Parts:
    header, window = segment.header, segment.window
    above = Window(window.top, window.left, header.rows[0] - 1, window.right)
    title = _title(grid, above)
    lines = _lines(grid, above)
    year = _year(title, lines)
    kind = _kind(title[0] if title else "", header, Head())
    declares, units = kind is Kind.TARGET_DECLARATION, _units(grid, above)
    unit = next(iter(units.values()), None)
    funds = read_funds(grid, above, declares, unit, year)
    if len(set(units.values())) > 1 and (nearer := [worth for row, worth in units.items() if row <= funds.first]) and nearer[-1] != unit:
        unit = nearer[-1]
        funds = read_funds(grid, above, declares, unit, year)
    year = year or _caption_year(funds, header) or (_year_of_filling(lines) if kind.monitors else None)
    table = read_table(grid, header, window.bottom, year)
    return _Parts(header, title, lines, year, unit, funds, table, _head(grid, above, window, funds, table))


def _title(grid: Grid, window: Window) -> Place | None:
    """(text, address) of the title: the first line that names a form, above everything else."""
    for row in window.rows():
        for column in grid.within(row, window):
            if is_title(grid.text(row, column)):
                return squeeze(grid.text(row, column)), name_of(row, column)
    return None


def _lines(grid: Grid, window: Window) -> list[str]:
    """The short lines above the first box: period, unit of amounts, number of the form."""
    lines: list[str] = []
    for row in window.rows():
        cells = [grid.text(row, column) for column in grid.within(row, window)]
        first = box_field(cells[0]) if cells else None
        if first and first[0] in ("name", "department", "goal_block", "goal"):
            break
        lines.extend(cell for cell in cells if len(cell) < 60)
    return lines


def _units(grid: Grid, window: Window) -> dict[int, Decimal]:
    """By row what an amount is worth in yuan where a row says so, in a line (金额单位：元), beside the caption or in brackets alone."""
    found: dict[int, Decimal] = {}
    for row in window.rows():
        before = ""
        for text in grid.texts(row, window):
            word = fold(text)
            alone = len(word) < 6 and (word.startswith("(") or before.rstrip(":").endswith("单位"))
            worth = unit_line(text) or (money_unit(text) if alone else None)
            if worth is not None:
                found.setdefault(row, worth)
            before = word
    return found


def _year(title: Place | None, lines: list[str]) -> int | None:
    """The year the title or a line below it names."""
    for text in ([title[0]] if title else []) + [line for line in lines if not _FILLED_IN.search(line)]:
        period = read_period(squeeze(text))
        if period is not None:
            return period.year
    return None


def _caption_year(funds: Funds, header: Header) -> int | None:
    captions = [column.caption for column in (*funds.columns.values(), *header.columns.values())]
    years = {match[1] for caption in captions if (match := _YEAR.search(fold(caption)))}
    return int(years.pop()) if len(years) == 1 else None


def _year_of_filling(lines: list[str]) -> int | None:
    """A monitoring form that names no year is of the year in which it was filled in."""
    years = [period.year for line in lines if _FILLED_IN.search(line) and (period := read_period(squeeze(re.split("[:：]", line)[-1])))]
    return years[0] if years else None


def _as_of(parts: _Parts) -> date | None:
    """The last day of the months the title, a line below it or the captions name."""
    columns = (parts.funds.columns.get("executed"), parts.header.columns.get("actual"), parts.funds.columns.get("stated_rate"))
    for text in (parts.title_text, *parts.lines, *(column.caption for column in columns if column)):
        if _MONTHS.search(text) and not _FILLED_IN.search(text):
            period = read_period(squeeze(text), parts.year)
            if period is not None:
                return period.end
    return None


def _kind(title: str, header: Header, head: Head) -> Kind:
    """What the title says; without a telling title what the columns say."""
    stage, title = _stage(fold(title), header), core(title)
    if "部门整体" in title or "整体支出" in title or "单位整体" in title or "整体绩效" in title or head.overall:
        return {"monitoring": Kind.OVERALL_MONITORING, "evaluation": Kind.OVERALL_SELF_EVALUATION}.get(stage, Kind.TARGET_DECLARATION)
    if "转移支付" in title or "区域绩效" in title or head.transfer:
        return {"monitoring": Kind.TRANSFER_MONITORING, "evaluation": Kind.TRANSFER_SELF_EVALUATION}.get(stage, Kind.TARGET_DECLARATION)
    return {"monitoring": Kind.MONITORING, "evaluation": Kind.SELF_EVALUATION}.get(stage, Kind.TARGET_DECLARATION)


def _stage(title: str, header: Header) -> str:
    keys = set(header.columns)
    if "监控" in title and "自评" not in title:
        return "monitoring"
    if "自评" in title or "绩效评价" in title:
        return "evaluation"
    if ("申报" in title or ("审核" in title and "目标" in title)) and "actual" not in keys:
        return "declaration"
    if keys & {"forecast", "likelihood", "certain", "possible", "impossible", "funding"}:
        return "monitoring"
    if "actual" in keys:
        return "monitoring" if re.search(r"\d月|季度|半年", header.columns["actual"].caption) else "evaluation"
    return "evaluation" if "stated_score" in keys else "declaration"


def _head(grid: Grid, above: Window, window: Window, funds: Funds, table: Table) -> Head:
    head = Head()
    taken = [range(funds.first, funds.last + 1)]
    read_goal(grid, above, head, taken)
    read_boxes(grid, above, head, taken)
    tail = Window(table.end + 1, window.left, window.bottom, window.right)
    read_boxes(grid, tail, head)
    head.settle()
    return head


def _columns(parts: _Parts) -> frozenset[str]:
    header, head = parts.header, parts.head
    keys = {f"fund.{key}" for key in parts.funds.columns} | {f"indicator.{key}" for key in header.columns}
    keys |= {f"head.{key}" for key in head.fields if key not in ("passed", "box")}
    combined = header.columns.get("explanation")
    if combined and combined.key == "explanation+measure":
        keys.add("indicator.explanation+measure")
    if parts.table.total:
        keys.add("head.stated_total")
    return frozenset(keys)


def _places(parts: _Parts) -> tuple[dict[str, str], dict[str, str]]:
    """Addresses and printed captions: of head fields by their name, of table columns as ``fund.…`` and ``indicator.…`` (the
    caption's own cell), of other boxes by their caption, of a block with printed points by its name."""
    head, table = parts.head, parts.table
    cells = {key: box.cell for key, box in head.fields.items()} | {caption: box.cell for caption, box in head.boxes.items()}
    captions = {key: squeeze(box.caption).strip("：: ") for key, box in head.fields.items()}
    if parts.title:
        captions["title"], cells["title"] = parts.title
    for table_name, columns in (("fund", parts.funds.columns), ("indicator", parts.header.columns)):
        for key, column in columns.items():
            cells[f"{table_name}.{key}"], captions[f"{table_name}.{key}"] = column.cell, squeeze(column.caption)
    cells |= {key: cell for key, cell in table.cells.items() if cell}
    captions |= table.captions
    for key, block in _blocks(parts):
        cells[key], captions[key] = block[0], squeeze(block[1])
    return cells, captions


def _blocks(parts: _Parts) -> list[tuple[str, Place]]:
    """(key, (address, caption)) of the captions beside the two tables."""
    return [(key, block) for key, block in (("indicators", parts.header.block), ("funds", parts.funds.block)) if block]


def _stated(head: Head, table: Table, cells: dict[str, str], captions: dict[str, str]) -> tuple[Decimal | None, str | None]:
    box = head.fields.get("stated_total")
    total = number_in(box.text) if box and not _in_row(box.cell, table) else None
    grade = head.text("stated_grade")
    row = table.total
    if row is not None and (total is None or number_in(row.text) is not None):
        total = number_in(row.text)
        cells["stated_total"], captions["stated_total"] = row.cell, row.caption
    if row is not None and row.grade and not grade:
        grade = row.grade
        cells["stated_grade"] = row.grade_cell or row.cell
    return total, (grade_in(grade) or squeeze(grade)) if grade else None


def _in_row(cell: str, table: Table) -> bool:
    """The cell stands in the total row of the table, which was read there."""
    return table.total is not None and _ROW.findall(cell) == _ROW.findall(table.total.cell)


def _block_points(parts: _Parts) -> Mapping[str, Decimal]:
    """Printed points: of first levels by their name, of the whole indicator table as ``indicators``, of the fund table as ``funds``."""
    found = dict(parts.table.points)
    for key, block in _blocks(parts):
        printed = points(block[1])
        if printed is not None:
            found[key] = printed
    return found


def _words(parts: _Parts, captions: Mapping[str, str]) -> str:
    return fold("\n".join([*parts.lines, parts.title_text, *captions.values(), *parts.head.boxes]))


def _program(kind: Kind, head: Head) -> Program:
    department, _ = split_code(head.text("department"), _UNIT_CODE)
    unit, _ = split_code(head.text("unit"), _UNIT_CODE)
    if kind.overall or (kind is Kind.TARGET_DECLARATION and head.overall):
        name = unit or department
        return Program(name=name, department=department or name, unit=name)
    name, code = split_code(head.text("name"), _PROJECT_CODE)
    printed = head.text("code")
    return Program(name=name, code=squeeze(printed) if printed else code, department=department, unit=unit)


def split_code(text: str | None, shortest: int) -> tuple[str | None, str | None]:
    """(name, code) of "51000021R000000019951-工资性支出", "县水利局 136", "（219001）某镇政府", "219001某镇政府";
    code None when there is none."""
    if not text:
        return None, None
    name = _SEAL.sub("", squeeze(text)).strip() or squeeze(text)
    narrow = name.translate(_NARROW)
    for pattern in (_CODE_BEFORE, _CODE_AFTER, _CODE_GLUED):
        match = pattern.match(narrow)
        code = (match["code"] or match["bracketed"]) if match else None
        if match and code and len(code) >= shortest and any(char.isdigit() for char in code):
            return squeeze(name[slice(*match.span("name"))]), code
    return name, None


def explain(book: Book) -> list[str]:
    """For ``hengji check --explain``: which cell was taken for what, and why a sheet was passed over."""
    forms, notes = read_forms(book, "")
    lines: list[str] = []
    for form in forms:
        lines.extend(explain_form(form))
    return lines + notes
