"""A target as it is being drafted: typed rows beside what was typed, and the same as a ``Form`` for the rules of the house.

Everything may be blank (None): a draft is examined while it is typed.  Amounts are yuan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind, Program
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.values import Target, read_target

MONTHS = 12


class ObjectKind(StrEnum):
    """What the target is for (绩效管理对象)."""

    OVERALL = "overall"
    PROJECT = "project"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One indicator of a draft, as typed.  ``operator`` is the sign column (≥ ≤ = 定性), ``target`` the value cell (it may hold sign
    and unit itself), ``month_plan`` twelve cells of what is planned to be done *by the end of* each month, blank ones None."""

    level1: str | None = None
    level2: str | None = None
    name: str | None = None
    operator: str | None = None
    target: str | None = None
    unit: str | None = None
    weight: Decimal | None = None
    measure: Measure | None = None
    measure_source: MeasureSource | None = None
    month_plan: tuple[str | None, ...] = ()
    core: bool = False
    basis: str | None = None
    evidence: str | None = None
    weight_text: str = ""
    """Points as typed, where they are no number."""

    def read(self, year: int | None) -> Target | None:
        """The target as the house reads it."""
        return read_target(self.target, sign=self.operator, unit=self.unit, year=year)


@dataclass(frozen=True, slots=True)
class TargetDraft:
    """A whole draft.  ``function`` is what the unit is there for (职能, in words); ``builds`` whether the money builds, repairs or buys,
    ``serves_public`` whether people outside the administration are served: None where nobody said, then words decide."""

    kind: ObjectKind = ObjectKind.PROJECT
    program: str | None = None
    unit: str | None = None
    department: str | None = None
    year: int | None = None
    goal: str | None = None
    amount: Decimal | None = None
    rows: tuple[TargetRow, ...] = ()
    function: str | None = None
    builds: bool | None = None
    serves_public: bool | None = None


class Place(NamedTuple):
    """Where a finding stands: ``column`` is ``goal``, ``name``, ``amount``, ``rows`` (the whole table), or with ``row`` (from 0) a
    column of it: level1, level2, name, operator, target, unit, weight, measure, month_plan, basis, evidence."""

    column: str
    row: int | None = None
    month: int | None = None

    @property
    def key(self) -> str:
        """The key in ``Finding.cell``: "goal", "row.3.target" (rows from 1), "row.3.month_plan.7"."""
        if self.row is None:
            return self.column
        return f"row.{self.row + 1}.{self.column}" + (f".{self.month}" if self.month else "")

    @property
    def chinese(self) -> str:
        """The place in words, without brackets: 第3行指标值."""
        word = COLUMN_WORDS.get(self.column, self.column)
        if self.row is None:
            return word
        return f"第{self.row + 1}行{word}" + (f"{self.month}月" if self.month else "")


COLUMN_WORDS = {
    "goal": "年度总体目标", "name": "三级指标", "program": "项目名称", "amount": "年度资金总额", "rows": "绩效指标表",
    "level1": "一级指标", "level2": "二级指标", "operator": "符号", "target": "指标值", "unit": "计量单位", "weight": "分值",
    "measure": "计量方式", "month_plan": "分月计划", "basis": "设定依据", "evidence": "佐证材料",
}  # fmt: skip
_KEY = re.compile(r"row\.(\d+)\.([a-z_0-9]+?)(?:\.(\d+))?")
_ROW_CELLS = ("level1", "level2", "name", "operator", "target", "unit", "weight")


def place_of(cell: str | None) -> Place | None:
    """The place a finding's ``cell`` names; None for none."""
    if cell is None:
        return None
    match = _KEY.fullmatch(cell)
    if match is None:
        return Place(cell)
    return Place(match[2], int(match[1]) - 1, int(match[3]) if match[3] else None)


def to_form(draft: TargetDraft) -> Form:
    """The draft as a form of kind 绩效目标申报; its cells are places in Chinese words (第3行指标值), so that sentences can name them."""
    total = FundRow(FundSource.TOTAL, "年度资金总额", initial=draft.amount, cells={"initial": _words("amount"), "label": _words("amount")})
    overall = draft.kind is ObjectKind.OVERALL
    return Form(
        file="",
        sheet="",
        kind=Kind.TARGET_DECLARATION,
        family="draft",
        program=Program(draft.program, None, draft.department, draft.unit or (draft.program if overall else None)),
        year=draft.year,
        goal=draft.goal,
        funds=(total,),
        indicators=tuple(_row(draft, i) for i in range(len(draft.rows))),
        columns=frozenset({"head.name", "head.goal", "fund.initial", *(f"indicator.{key}" for key in _ROW_CELLS)}),
        cells={"name": _words("program"), "goal": _words("goal")},
        captions={"name": "项目名称", "goal": "年度总体目标", "fund.initial": "预算数", "indicator.target": "指标值"},
    )


def places(draft: TargetDraft) -> Mapping[str, Place]:
    """The places of ``to_form``'s cells, by their Chinese words."""
    return _places(len(draft.rows))


@lru_cache(maxsize=256)
def _places(rows: int) -> Mapping[str, Place]:
    head = [Place(column) for column in ("program", "goal", "amount")]
    cells = [Place(column, i) for i in range(rows) for column in _ROW_CELLS]
    return {place.chinese: place for place in (*head, *cells)}


@lru_cache(maxsize=512)
def _cells(position: int, *, operator: bool) -> Mapping[str, str]:
    """The places of a row's cells in words; they are the same for every draft."""
    return {column: Place(column, position).chinese for column in _ROW_CELLS if column != "operator" or operator}


def from_form(form: Form) -> TargetDraft:
    """A draft from a declaration as it was read from Excel: cells as typed, measures only where the form has them."""
    overall = form.kind.overall or bool(not form.program.name and form.program.unit)
    total = form.total
    return TargetDraft(
        kind=ObjectKind.OVERALL if overall else ObjectKind.PROJECT,
        program=form.program.name or form.program.unit,
        unit=form.program.unit,
        department=form.program.department,
        year=form.year,
        goal=form.goal,
        amount=(total.adjusted if total.adjusted is not None else total.initial) if total else None,
        rows=tuple(_typed(row) for row in form.indicators),
    )


def _words(column: str) -> str:
    return Place(column).chinese


def _row(draft: TargetDraft, position: int) -> IndicatorRow:
    typed = draft.rows[position]
    texts = {"name": typed.name, "target": typed.target, "operator": typed.operator, "unit": typed.unit, "level1": typed.level1}
    texts |= {"level2": typed.level2, "measure": typed.measure.value if typed.measure else None}
    return IndicatorRow(
        row=position + 1,
        level1=typed.level1,
        level2=typed.level2,
        name=typed.name if typed.name and typed.name.strip() else None,
        core=typed.core,
        target=typed.read(draft.year),
        weight=typed.weight,
        texts={key: text for key, text in texts.items() if text and text.strip()},
        cells=_cells(position, operator=bool(typed.operator)),
    )


def _typed(row: IndicatorRow) -> TargetRow:
    texts = row.texts
    return TargetRow(
        level1=row.level1,
        level2=row.level2,
        name=row.name,
        operator=texts.get("operator"),
        target=texts.get("target"),
        unit=texts.get("unit"),
        weight=row.weight,
        core=row.core,
        basis=texts.get("remark"),
    )
