"""Book → forms: recognises official forms on any sheet by what their cells mean, and says what it took for what.

A form is found by the captions of its indicator table; the head, the fund table and the boxes belong to the
nearest table below or above them.  What is not recognised is passed over with a reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hengji.papers.files.book import Book, Sheet
from hengji.papers.fundtable import Funds, read_funds
from hengji.papers.grid import Grid, Window, name_of
from hengji.papers.head import Box, Head, read_boxes, read_goal
from hengji.papers.indicatortable import Header, Table, caption_rows, find_headers, grade_in, is_list, number_in, read_table
from hengji.papers.layouts import family_of
from hengji.papers.meaning import box_field, head_field, points, unit_line, without_points
from hengji.rules.forms import Form, Kind, Program
from hengji.rules.periods import read_period
from hengji.rules.text import fold, squeeze

_TITLE = re.compile(r"(?=.*(?:绩效|监控|自评|评价))(?=.*(?:表|自评|监控|目标))")
_NOT_TITLE = re.compile(r"[。；;]|^(?:注|备注|附件|说明|填报|填表|报表)|^[一二三四五六七八九十]、")
_MONTHS = re.compile(r"月|季|半年")
_YEAR = re.compile(r"(20\d\d)")
_CODE_BEFORE = re.compile(r"^\s*[\[【(（]?([0-9A-Za-z]{3,40})[\]】)）]?\s*[-—－–_:：]\s*(?=[^\d\s\-—－–月年])(.+)$", re.DOTALL)
_CODE_AFTER = re.compile(r"^(.*?[^\d\s\-—－–(（\[【A-Za-z])[\s\-—－–]*[(（\[【]?([0-9A-Za-z]{3,40})[)）\]】]?\s*$", re.DOTALL)
_PROJECT_CODE = 8
"""Shortest code that is split off a project's name; shorter figures belong to the name (2023-2025年)."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """The part of a sheet one form takes: its head, its indicator table's captions, what stands below."""

    header: Header
    window: Window


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
    rows = caption_rows(grid)
    headers = [header for left, right in bands(grid, rows) for header in find_headers(grid, rows, left, right)]
    if not headers:
        return [], "没有找到绩效指标表头（一级指标、二级指标、三级指标、指标值等）"
    usable = [header for header in headers if not is_list(grid, header)]
    if not usable:
        return [], "是逐行列示的清单（表头中有项目名称），不是单张表格"
    return [_read_form(grid, segment, sheet, file, saved) for segment in _segments(grid, usable)], None


def bands(grid: Grid, rows: Mapping[int, list[int]]) -> list[tuple[int, int]]:
    """The column ranges of forms that stand side by side, cut at an empty column; one range as a rule.

    ``rows`` are the caption rows with the columns of their captions.
    """
    width = len(grid.sheet.rows[0])
    captions = {column for columns in rows.values() for column in columns}
    if len(captions) > 2:
        used = {column for cells in grid.filled for column in cells} | {column for _, column in grid.owner}
        for empty in range(min(captions) + 1, max(captions)):
            if empty not in used and _own_head(grid, rows, empty, width):
                return [(0, empty - 1), (empty + 1, width - 1)]
    return [(0, width - 1)]


def _own_head(grid: Grid, rows: Mapping[int, list[int]], empty: int, width: int) -> bool:
    """Right of an empty column a form begins of its own, with a title or boxes beside the head of the form on the left."""
    others, headers = find_headers(grid, rows, 0, empty - 1), find_headers(grid, rows, empty + 1, width - 1)
    if not headers or not others:
        return False
    begin = _begins(grid, 0, headers[0], empty + 1, width - 1)
    return begin is not None and begin < others[0].rows[0]


def _segments(grid: Grid, headers: list[Header]) -> list[_Segment]:
    """Cuts the sheet: a form begins below the table before it, at its title or first box."""
    headers = _without_continuations(grid, headers)
    segments: list[_Segment] = []
    for place, header in enumerate(headers):
        left, right = header.window.left, header.window.right
        above = [other for other in headers[:place] if _overlap(other.window, header.window)]
        below = [other for other in headers[place + 1 :] if _overlap(other.window, header.window)]
        top = _start(grid, above[-1].rows[-1] + 1, header, left, right) if above else 0
        bottom = _start(grid, header.rows[-1] + 1, below[0], left, right) - 1 if below else grid.height - 1
        segments.append(_Segment(header, Window(top, left, bottom, right)))
    return segments


def _overlap(one: Window, other: Window) -> bool:
    return one.left <= other.right and other.left <= one.right


def _without_continuations(grid: Grid, headers: list[Header]) -> list[Header]:
    """The captions printed again on a new page begin no new form: nothing of a head stands between."""
    kept: list[Header] = []
    for header in headers:
        same = [other for other in kept if other.window.left == header.window.left and other.order == header.order]
        if not same or _begins(grid, same[-1].rows[-1] + 1, header, header.window.left, header.window.right) is not None:
            kept.append(header)
    return kept


def _begins(grid: Grid, top: int, header: Header, left: int, right: int) -> int | None:
    """The row where the form of this header begins, when something of its head stands below ``top``."""
    for row in range(top, header.rows[0]):
        for column in grid.within(row, Window(row, left, row, right)):
            text = grid.text(row, column)
            meaning = box_field(text)
            if is_title(text) or (meaning and meaning[0] in ("name", "unit", "department", "goal_block", "stated_total", "sum")):
                return row
    return None


def _start(grid: Grid, top: int, header: Header, left: int, right: int) -> int:
    """The title's row, else the first box that names the object, else the captions themselves."""
    rows = range(top, header.rows[0])
    window = Window(top, left, header.rows[0], right)
    for row in rows:
        if any(is_title(grid.text(row, column)) for column in grid.within(row, window)):
            return row
    for row in rows:
        for column in grid.within(row, window):
            meaning = box_field(grid.text(row, column))
            if meaning and meaning[0] in ("name", "department", "unit", "code"):
                return row
    return header.rows[0]


def is_title(text: str) -> bool:
    """A line that names the kind of form."""
    if not 5 <= len(text) <= 70:
        return False
    word = squeeze(text)
    return bool(_TITLE.search(word)) and not _NOT_TITLE.search(word) and head_field(text) is None and len(word) >= 5


def _read_form(grid: Grid, segment: _Segment, sheet: Sheet, file: str, saved: datetime | None) -> Form:
    header, window = segment.header, segment.window
    above = Window(window.top, window.left, header.rows[0] - 1, window.right)
    title = _title(grid, above)
    lines = _lines(grid, above, title)
    year = _year(title, lines, header)
    kind = _kind(title[0] if title else "", header, Head())
    line_unit = next((unit for line in lines if (unit := unit_line(line))), None)
    funds = read_funds(grid, above, kind is Kind.TARGET_DECLARATION, line_unit, year)
    year = year or _caption_year(funds, header)
    table = read_table(grid, header, window.bottom, year, kind.evaluates)
    head = _head(grid, above, window, funds, table, title)
    kind = _kind(title[0] if title else "", header, head)
    return _form(file, sheet, saved, kind, title, lines, year, line_unit, header, funds, table, head)


def _title(grid: Grid, window: Window) -> tuple[str, str] | None:
    """(text, address) of the title: the first line that names a form, above everything else."""
    for row in window.rows():
        for column in grid.within(row, window):
            if is_title(grid.text(row, column)):
                return squeeze(grid.text(row, column)), name_of(row, column)
    return None


def _lines(grid: Grid, window: Window, title: tuple[str, str] | None) -> list[str]:
    """The short lines above the first box: period, unit of amounts, number of the form."""
    lines: list[str] = []
    for row in window.rows():
        cells = [grid.text(row, column) for column in grid.within(row, window)]
        first = box_field(cells[0]) if cells else None
        if first and first[0] in ("name", "department", "goal_block", "goal"):
            break
        lines.extend(cell for cell in cells if len(cell) < 60)
    return lines


def _year(title: tuple[str, str] | None, lines: list[str], header: Header) -> int | None:
    for text in ([title[0]] if title else []) + [line for line in lines if "日" not in line]:
        period = read_period(text)
        if period is not None:
            return period.year
    return None


def _caption_year(funds: Funds, header: Header) -> int | None:
    captions = [column.caption for column in (*funds.columns.values(), *header.columns.values())]
    years = {match[1] for caption in captions if (match := _YEAR.search(fold(caption)))}
    return int(years.pop()) if len(years) == 1 else None


def _as_of(title: tuple[str, str] | None, lines: list[str], year: int | None, funds: Funds, header: Header) -> date | None:
    """The last day of the months the title, a line below it or the captions name."""
    columns = [funds.columns.get("executed"), header.columns.get("actual"), funds.columns.get("stated_rate")]
    captions = [column.caption for column in columns if column]
    for text in ([title[0]] if title else []) + lines + captions:
        if _MONTHS.search(text) and "填" not in text and "报送" not in text:
            period = read_period(squeeze(text), year)
            if period is not None:
                return period.end
    return None


def _kind(title: str, header: Header, head: Head) -> Kind:
    """What the title says; without a telling title what the columns say."""
    stage = _stage(fold(title), header)
    if "部门整体" in title or "整体支出" in title or "单位整体" in title or head.overall:
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
    if "申报" in title and "actual" not in keys:
        return "declaration"
    if keys & {"forecast", "likelihood", "certain", "possible", "impossible", "funding"}:
        return "monitoring"
    if "actual" in keys:
        return "monitoring" if re.search(r"\d月|季度|半年", header.columns["actual"].caption) else "evaluation"
    return "evaluation" if "stated_score" in keys else "declaration"


def _head(grid: Grid, above: Window, window: Window, funds: Funds, table: Table, title: tuple[str, str] | None) -> Head:
    head = Head()
    taken = [range(funds.first, funds.last + 1)]
    read_goal(grid, above, head, taken)
    read_boxes(grid, above, head, taken)
    tail = Window(table.end + 1, window.left, window.bottom, window.right)
    read_boxes(grid, tail, head)
    head.settle()
    return head


def _form(
    file: str, sheet: Sheet, saved: datetime | None, kind: Kind, title: tuple[str, str] | None, lines: list[str], year: int | None, line_unit: Decimal | None,
    header: Header, funds: Funds, table: Table, head: Head,
) -> Form:  # fmt: skip
    columns = _columns(header, funds, head, table)
    cells, captions = _places(header, funds, table, head, title)
    total, grade = _stated(head, table, cells, captions)
    return Form(
        file=file, sheet=sheet.name, kind=kind, family=family_of(kind, columns, _words(lines, title, captions, head), header.order),
        program=_program(kind, head), title=title[0] if title else None, year=year,
        as_of=_as_of(title, lines, year, funds, header) if kind.monitors else None,
        goal=head.text("goal"), goal_actual=head.text("goal_actual"), funds=tuple(funds.rows), indicators=tuple(table.rows),
        prescribed_base="adjusted" if "adjusted" in funds.columns else "initial", amount_unit=funds.unit or line_unit or Decimal(10000),
        stated_total=total, stated_grade=grade, block_points=_block_points(header, funds, table),
        boxes={caption: box.text for caption, box in head.boxes.items() if box.text},
        leftovers=tuple(table.leftovers), columns=columns, cells=cells, captions=captions, last_saved=saved,
    )  # fmt: skip


def _columns(header: Header, funds: Funds, head: Head, table: Table) -> frozenset[str]:
    keys = {f"fund.{key}" for key in funds.columns} | {f"indicator.{key}" for key in header.columns}
    keys |= {f"head.{key}" for key in head.fields if key not in ("passed", "box")}
    combined = header.columns.get("explanation")
    if combined and combined.key == "explanation+measure":
        keys.add("indicator.explanation+measure")
    if table.total:
        keys.add("head.stated_total")
    return frozenset(keys)


def _places(
    header: Header, funds: Funds, table: Table, head: Head, title: tuple[str, str] | None
) -> tuple[dict[str, str], dict[str, str]]:
    """Addresses and printed captions: of head fields by their name, of table columns as ``fund.…`` and ``indicator.…`` (the
    caption's own cell), of other boxes by their caption, of a block with printed points by its name."""
    cells = {key: box.cell for key, box in head.fields.items()} | {caption: box.cell for caption, box in head.boxes.items()}
    captions = {key: squeeze(box.caption).strip("：: ") for key, box in head.fields.items()}
    if title:
        cells["title"], captions["title"] = title[1], title[0]
    for table_name, columns in (("fund", funds.columns), ("indicator", header.columns)):
        for key, column in columns.items():
            cells[f"{table_name}.{key}"], captions[f"{table_name}.{key}"] = column.cell, squeeze(column.caption)
    cells |= {key: cell for key, cell in table.cells.items() if cell}
    captions |= table.captions
    for key, block in (("indicators", header.block), ("funds", funds.block)):
        if block:
            cells[key], captions[key] = block[0], squeeze(block[1])
    return cells, captions


def _stated(head: Head, table: Table, cells: dict[str, str], captions: dict[str, str]) -> tuple[Decimal | None, str | None]:
    total = number_in(head.text("stated_total"))
    grade = head.text("stated_grade")
    row = table.total
    if row is not None and (total is None or number_in(row.text) is not None):
        total = number_in(row.text)
        cells["stated_total"], captions["stated_total"] = row.cell, row.caption
    if row is not None and row.grade and not grade:
        grade = row.grade
        cells["stated_grade"] = row.grade_cell or row.cell
    return total, (grade_in(grade) or squeeze(grade)) if grade else None


def _block_points(header: Header, funds: Funds, table: Table) -> Mapping[str, Decimal]:
    """Printed points: of first levels by their name, of the whole indicator table as ``indicators``, of the fund table as ``funds``."""
    found = dict(table.points)
    for key, block in (("indicators", header.block), ("funds", funds.block)):
        printed = points(block[1]) if block else None
        if printed is not None:
            found[key] = printed
    return found


def _words(lines: list[str], title: tuple[str, str] | None, captions: Mapping[str, str], head: Head) -> str:
    return fold("\n".join([*lines, title[0] if title else "", *captions.values(), *head.boxes]))


def _program(kind: Kind, head: Head) -> Program:
    department, _ = split_code(head.text("department"), 3)
    unit, _ = split_code(head.text("unit"), 3)
    if kind.overall or (kind is Kind.TARGET_DECLARATION and head.overall):
        name = unit or department
        return Program(name=name, department=name if not department else department, unit=name)
    name, code = split_code(head.text("name"), _PROJECT_CODE)
    printed = head.text("code")
    return Program(name=name, code=squeeze(printed) if printed else code, department=department, unit=unit)


def split_code(text: str | None, shortest: int) -> tuple[str | None, str | None]:
    """(name, code) of "51000021R000000019951-工资性支出", "县水利局 136", "（219001）某镇政府"; code None when there is none."""
    if not text:
        return None, None
    name = squeeze(text)
    for pattern, places in ((_CODE_BEFORE, (2, 1)), (_CODE_AFTER, (1, 2))):
        match = pattern.match(name)
        if match and len(match[places[1]]) >= shortest and any(char.isdigit() for char in match[places[1]]):
            return squeeze(match[places[0]]), match[places[1]]
    return name, None


def explain(book: Book) -> list[str]:
    """For ``hengji check --explain``: which cell was taken for what, and why a sheet was passed over."""
    forms, notes = read_forms(book, "")
    lines: list[str] = []
    for form in forms:
        lines.extend(_explain_form(form))
    return lines + notes


_KINDS = {
    Kind.MONITORING: "项目支出绩效监控表", Kind.OVERALL_MONITORING: "部门整体支出绩效监控表", Kind.TRANSFER_MONITORING: "转移支付绩效监控表",
    Kind.SELF_EVALUATION: "项目支出绩效自评表", Kind.OVERALL_SELF_EVALUATION: "部门整体支出绩效自评表",
    Kind.TRANSFER_SELF_EVALUATION: "转移支付绩效自评表", Kind.TARGET_DECLARATION: "绩效目标申报表",
}  # fmt: skip
_FIELDS = {
    "name": "项目名称", "code": "项目代码", "department": "主管部门", "unit": "实施单位", "goal": "年度总体目标", "goal_actual": "目标完成情况",
    "stated_total": "总分", "stated_grade": "等级",
}  # fmt: skip


def _explain_form(form: Form) -> list[str]:
    lines = [f"工作表“{form.sheet}”：识别为{_KINDS[form.kind]}（版式 {form.family}）"]
    lines.append(f"  标题 {form.cells.get('title', '—')}：{form.title or '无'}；年度 {form.year or '未写明'}；监控时点 {form.as_of or '未写明'}")
    for key, word in _FIELDS.items():
        if key in form.cells:
            lines.append(f"  {word} ← {form.cells[key]}（表头“{form.captions.get(key, word)}”）：{_shown(form, key)}")
    lines.append(f"  金额单位：1 = {form.amount_unit} 元；执行率按{'全年（调整后）' if form.prescribed_base == 'adjusted' else '年初'}预算数计算")
    for prefix, word in (("fund.", "资金表"), ("indicator.", "指标表")):
        found = [f"{form.cells[key]} “{form.captions[key]}”→{key[len(prefix) :]}" for key in form.captions if key.startswith(prefix)]
        lines.append(f"  {word}列：{'，'.join(found) or '没有找到'}")
    lines.extend(f"  资金行 {row.cell} “{row.label}”→{row.source}" for row in form.funds)
    lines.extend(f"  指标 {row.cell} {row.level1 or '—'}／{row.level2 or '—'}：{row.subject}" for row in form.indicators)
    lines.extend(f"  未用的空行 {item.cell}：{item.text}" for item in form.leftovers)
    return lines


def _shown(form: Form, key: str) -> str:
    values = {
        "name": form.program.name, "code": form.program.code, "department": form.program.department, "unit": form.program.unit,
        "goal": form.goal, "goal_actual": form.goal_actual, "stated_total": form.stated_total, "stated_grade": form.stated_grade,
    }  # fmt: skip
    value = values[key]
    return "（空）" if value is None else str(value)


__all__ = ["Box", "explain", "read_forms", "read_sheet", "split_code", "without_points"]
