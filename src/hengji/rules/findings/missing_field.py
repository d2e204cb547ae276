"""``missing-field``: a cell that has to be filled is blank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, at, fund_word, indicator_word
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import Form, FundRow, IndicatorRow, Kind

MANY = 5
"""From this many blanks of one column on they are one finding that lists the cells."""

_MONITORED = ("name", "target", "actual", "forecast", "likelihood")
_EVALUATED = ("name", "target", "actual", "weight", "stated_score")
_SCORED_ONLY = ("name", "weight", "stated_score")
_CHILD = ("target", "actual")
_MAY_WAIT = ("indicator.actual", "indicator.forecast", "indicator.stated_score")
"""What may not be known yet; a name, a unit or an amount always is."""
_TICKS = ("certain", "possible", "impossible")


@dataclass(frozen=True, slots=True)
class _Blank:
    column: str
    word: str
    subject: str
    cell: str | None


def find(case: Case) -> Iterator[Finding]:
    """Blank cells among those the contract requires, of the columns and boxes this layout has."""
    form = case.form
    standing = {left.cell for left in form.leftovers}
    blanks = [blank for blank in (*_head(form), *_funds(form), *_rows(form)) if blank.cell is None or blank.cell not in standing]
    otherwise = "；确无法填写的，请写明原因" + ("或“未到考核时点”" if form.kind.monitors else "")
    columns: dict[str, list[_Blank]] = {}
    for blank in blanks:
        columns.setdefault(blank.column, []).append(blank)
    for group in columns.values():
        last = otherwise if group[0].column in _MAY_WAIT else ""
        yield from [_many(group, last)] if len(group) >= MANY else (_one(blank, last) for blank in group)


def _one(blank: _Blank, otherwise: str) -> Finding:
    where = f"“{blank.subject}”的“{blank.word}”" if blank.word != blank.subject else f"“{blank.word}”"
    message = f"{where}未填写{at(blank.cell)}。"
    return RULE.error(blank.subject, blank.cell, message, f"请补填{where}{otherwise}。")


def _many(group: list[_Blank], otherwise: str) -> Finding:
    word, cells = group[0].word, "、".join(blank.cell or blank.subject for blank in group)
    message = f"“{word}”一栏有{len(group)}处未填写：{cells}（{'、'.join(blank.subject for blank in group)}）。"
    return RULE.error(word, group[0].cell, message, f"请逐行补填“{word}”{otherwise}。")


# ---- the head


def _head(form: Form) -> Iterator[_Blank]:
    if form.kind.overall:
        if not (form.program.unit or form.program.name or form.program.department):
            key = next((key for key in ("unit", "name", "department") if form.has(f"head.{key}")), None)
            yield from [_box(form, key, "部门名称")] if key else []
    else:
        yield from _box_if_blank(form, "name", "项目名称", form.program.name)
        if form.kind is not Kind.TARGET_DECLARATION:
            yield from _box_if_blank(form, "unit", "实施单位", form.program.unit)
    yield from _box_if_blank(form, "goal", GOAL, form.goal)


def _box_if_blank(form: Form, key: str, word: str, value: str | None) -> Iterator[_Blank]:
    if not value and form.has(f"head.{key}"):
        yield _box(form, key, word)


def _box(form: Form, key: str, word: str) -> _Blank:
    caption = word if key == "goal" else form.caption(key, word)
    return _Blank(f"head.{key}", caption, caption, form.cells.get(key))


# ---- the fund table


def _funds(form: Form) -> Iterator[_Blank]:
    if not any(column.startswith("fund.") for column in form.columns):
        return
    row = form.total or (form.funds[0] if len(form.funds) == 1 else None)
    if row is None:
        if not form.funds:
            yield _Blank("fund.total", "年度资金总额", "年度资金总额", None)
        return
    for column in _fund_columns(form, row):
        if row.amount(column) is None and column not in row.texts:
            yield _Blank(f"fund.{column}", fund_word(form, column), row.label, row.cells.get(column) or row.cell)


def _fund_columns(form: Form, row: FundRow) -> list[str]:
    """The required amounts of the total row that this layout has columns for."""
    if form.kind.monitors:
        wanted = ["initial", "executed", "forecast"]
    else:
        budget = next((c for c in ("adjusted", "initial") if row.amount(c) is not None or c in row.texts), None)
        budget = budget or next((c for c in ("adjusted", "initial") if form.has(f"fund.{c}")), "initial")
        wanted = [budget, "executed"] if form.kind.evaluates else [budget]
    return [column for column in wanted if form.has(f"fund.{column}")]


# ---- the indicator table


def _rows(form: Form) -> Iterator[_Blank]:
    asked = {sort: [column for column in columns if _has_column(form, column)] for sort, columns in _asked(form).items()}
    for row in form.indicators:
        if row.name or "target" in row.texts:
            for column in asked[_sort(row)]:
                if not _filled(row, column):
                    yield _Blank(f"indicator.{column}", indicator_word(form, column), row.subject, _cell(row, column))


def _asked(form: Form) -> dict[str, tuple[str, ...]]:
    """The columns a row must fill, by its sort."""
    columns = _MONITORED if form.kind.monitors else _EVALUATED if form.kind.evaluates else ("name", "target")
    child = tuple(column for column in columns if column in _CHILD)
    return {"own": columns, "child": child, "scored": _SCORED_ONLY if form.kind.evaluates else ("name",)}


def _sort(row: IndicatorRow) -> str:
    return "scored" if row.scored_only else "child" if row.parent else "own"


def _has_column(form: Form, column: str) -> bool:
    if column == "likelihood":
        return any(form.has(f"indicator.{key}") for key in ("likelihood", *_TICKS))
    return form.has(f"indicator.{column}")


def _filled(row: IndicatorRow, column: str) -> bool:
    if column == "name":
        return bool(row.name)
    if column in row.texts or getattr(row, column) is not None:
        return True
    return column == "likelihood" and any(key in row.texts for key in _TICKS)


def _cell(row: IndicatorRow, column: str) -> str | None:
    keys = ("likelihood", *_TICKS) if column == "likelihood" else (column,)
    return next((cell for key in keys if (cell := row.cells.get(key))), row.cell)


RULE = Rule(
    code="missing-field",
    title="内容缺项",
    problem_class=1,
    severities=(Severity.ERROR,),
    meaning="必填栏目空白：监控表的项目名称、实施单位、总额行的年初预算数、执行数、全年预计执行数、年度总体目标，以及每个有名称或有目标值的"
    "指标行的三级指标、年度指标值、执行情况、全年预计完成情况、完成目标可能性；自评表、申报表各按其表。填“未到考核时点”等的不算空白；"
    "表上没有的栏目不算缺项；同一栏五处以上合并为一条。",
    basis=f"{MOF_136} 附表及填表说明",
    example="某行“执行情况”一栏空白，而三级指标、年度指标值已填。",
    find=find,
)
