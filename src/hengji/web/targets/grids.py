"""The grid of indicators: its columns, its rows, its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse

from hengji.apps.targets.draft import Remark, measured
from hengji.apps.targets.queries.facts import DeclarationPage, NoteFact
from hengji.rules.findings.finding import Severity
from hengji.rules.measures import Measure
from hengji.web.ui.grid import Editor, GridColumn, GridFinding, GridRow, GridState

_MONTHS = tuple(
    GridColumn(f"m{month}", f"{month}月", Editor.NUMBER, 64, fold="分月计划", help="到月底累计应完成的数") for month in range(1, 13)
)
_SIGNS = tuple((sign, sign, str(letter)) for letter, sign in enumerate(("≥", "≤", "=", ">", "<", "定性"), 1))
_MEASURES = tuple((one.value, one.chinese, str(letter)) for letter, one in enumerate(Measure, 1))
COLUMNS = (
    GridColumn("level1", "一级指标", width=92, required=True, help="成本、产出、效益、满意度"),
    GridColumn("level2", "二级指标", width=112, required=True),
    GridColumn("name", "三级指标", Editor.LONG, required=True, help="输入时下方列出指标库中的同类指标"),
    GridColumn("sign", "符号", Editor.SELECT, 60, options=_SIGNS),
    GridColumn("value", "指标值", Editor.TEXT, 104, required=True, help="数字、日期（11月底前）或定性表述"),
    GridColumn("unit", "计量单位", width=80),
    GridColumn("weight", "分值", Editor.NUMBER, 60, required=True),
    GridColumn("measure", "计量方式", Editor.SELECT, 112, options=_MEASURES,
               help="年内怎样得出这个值；不选的按名称和单位推定"),
    GridColumn("said", "按此计量", Editor.SHOWN, 152, help="本单位选定、推定，或推测（估）"),
    GridColumn("core", "核心", Editor.CHECK, 48, help="★ 核心指标"),
    GridColumn("evidence", "佐证材料", Editor.TEXT, 160, fold="依据与佐证"),
    GridColumn("basis", "设定依据", Editor.TEXT, 160, fold="依据与佐证"),
    *_MONTHS,
)  # fmt: skip
"""The grid's columns; the last groups fold away."""

FOLDED = ("依据与佐证", "分月计划")


def grid(page: DeclarationPage) -> GridState:
    """The grid of a declaration, to be filled or to be read."""
    months = any(row.cells.get(column.key) for row in page.rows for column in _MONTHS)
    folded = tuple(fold for fold in FOLDED if not (fold == "分月计划" and months))
    return GridState(
        key=f"target-{page.id}", caption="绩效指标", save_url=reverse("targets-save", args=[page.id]), version=page.version,
        columns=COLUMNS,
        rows=tuple(GridRow(row.id, {**row.cells, "said": row.measure}) for row in page.rows),
        findings=(*findings(page.remarks), *noted(page)), readonly=not page.writable, saved_at=page.saved_at, folded=folded,
    )  # fmt: skip


def findings(remarks: Iterable[Remark]) -> tuple[GridFinding, ...]:
    """Findings as the grid shows them; an answered one is a notice that says so."""
    return tuple(_finding(one) for one in remarks)


def _finding(one: Remark) -> GridFinding:
    column = one.column if one.row else ""
    if one.answer:
        return GridFinding(one.row, column, Severity.NOTICE, f"{one.sentence}已说明：{one.answer}", "", one.place)
    return GridFinding(one.row, column, one.severity, one.sentence, one.remedy, one.place)


def noted(page: DeclarationPage) -> tuple[GridFinding, ...]:
    """The reviewer's notes of the last return, at their cells."""
    return of_notes(page.returned.notes) if page.returned else ()


def of_notes(notes: Iterable[NoteFact]) -> tuple[GridFinding, ...]:
    """Reviewer's notes as the grid shows them."""
    return tuple(
        GridFinding(one.row, one.column if one.row else "", Severity.WARNING, f"退回意见：{one.text}", "", one.place) for one in notes
    )


def rows_of(rows: Iterable[Mapping[str, str]], year: int) -> tuple[GridRow, ...]:
    """Rows as they stand, for a conflict."""
    return tuple(GridRow(row["id"], {**row, "said": said(row, year)}) for row in rows)


def said(row: Mapping[str, str], year: int) -> str:
    """The measure a row has and who said so."""
    found = measured(row, year)
    return found.chinese if found else ""


def computed(rows: Iterable[Mapping[str, str]], year: int) -> list[tuple[str, str, str]]:
    """(row, column, value) of what the server works out."""
    return [(row["id"], "said", said(row, year)) for row in rows]
