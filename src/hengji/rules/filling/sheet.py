"""What stands on a monitoring page before anybody types (资金、批复的指标), which cells may be typed, and where a cell is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from hengji.rules.findings.finding import Finding
from hengji.rules.forms import FundSource, Kind
from hengji.rules.periods import period_word

Typed = Mapping[str, Mapping[str, Any]]
"""As typed, every cell a text, blank cells left out: {"funds": {line: {column: text}}, "rows": {indicator: {column: text}},
"texts": {column: text}}.  Amounts are in 万元 unless a unit stands with them; ``causes`` are codes of ``rules.forms.Cause`` with
commas, ``likelihood`` a code of ``Likelihood``."""

FUND_CELLS = ("executed", "forecast", "contest", "contest_why", "contract", "explanation")
"""自报执行数 (only where the treasury tells nothing), 全年预计执行数, 认为应为的执行数 and why, 合同锁定额, 支出缓慢等情况说明."""

ROW_CELLS = ("actual", "forecast", "causes", "explanation", "likelihood", "measures", "remark")
"""``measures`` is the form's 备注 (原因及拟采取的措施); ``remark`` anything else."""

TEXT_CELLS = ("goal_actual", "stage", "stage_on", "implementation", "management", "adjustment_reason", "head")
STAGES = ("未启动", "招采", "合同", "开工", "完工", "验收", "决算")
TOTAL = "total"
"""The row of the fund table that adds the lines up; its forecast may be typed where the lines' are not."""

FUND_WORDS = {
    "executed": "执行数", "forecast": "全年预计执行数", "contest": "认为应为的执行数", "contest_why": "异议理由",
    "contract": "合同锁定额", "explanation": "支出情况说明", "initial": "年初预算数", "adjusted": "调整后预算数", "label": "资金来源",
}  # fmt: skip
ROW_WORDS = {
    "actual": "执行情况", "forecast": "全年预计完成情况", "causes": "偏差原因", "explanation": "原因说明", "likelihood": "完成目标可能性",
    "measures": "备注（拟采取的措施）", "remark": "其他说明", "name": "三级指标", "target": "年度指标值",
}  # fmt: skip
TEXT_WORDS = {
    "goal_actual": "年度总体目标完成情况", "stage": "所处阶段", "stage_on": "到达日期", "implementation": "组织实施情况",
    "management": "资金管理情况", "adjustment_reason": "预算调整原因", "head": "单位负责人", "name": "项目名称", "unit": "实施单位",
    "department": "主管部门", "goal": "年度总体目标",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetFund:
    """A fund line; amounts in yuan.  ``executed`` is what was paid to the as-of date where ``told`` (by the treasury); None, not told:
    the unit types it (自报).  ``issued`` and ``ends``: from when to when the money may be spent."""

    id: str
    source: FundSource
    label: str
    initial: Decimal | None = None
    adjusted: Decimal | None = None
    received: Decimal | None = None
    executed: Decimal | None = None
    told: bool = False
    issued: date | None = None
    ends: date | None = None
    budget_kind: str = ""
    level: str = ""
    fund_name: str = ""


@dataclass(frozen=True, slots=True)
class SheetIndicator:
    """An indicator of the approved target, as approved; ``months`` are the accumulated values planned for the ends of months."""

    key: str
    level1: str
    level2: str
    name: str
    sign: str = ""
    value: str = ""
    unit: str = ""
    weight: Decimal | None = None
    measure: str = ""
    measure_source: str = ""
    core: bool = False
    months: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that stands on a form before it is filled in.  ``required``: codes of ``REQUIRED_WORDS`` that the round wants."""

    kind: Kind
    program: str
    code: str
    department: str
    unit: str
    year: int
    as_of: date
    goal: str
    funds: tuple[SheetFund, ...] = ()
    indicators: tuple[SheetIndicator, ...] = ()
    required: frozenset[str] = frozenset()

    @cached_property
    def numbered(self) -> Mapping[str, tuple[int, SheetIndicator]]:
        """The indicators by key with their number on the form, from 1; a form has a finding a row at worst, each is put in words."""
        return {one.key: (number, one) for number, one in reversed(list(enumerate(self.indicators, 1)))}


def source_of(budget_kind: str, level: str) -> FundSource:
    """The source of a fund line as forms name it: the level of government whose money it is, else the budget it comes from."""
    if level in ("central", "province", "city", "county"):
        return FundSource(level)
    known = {"general_public", "government_fund", "state_capital", "social_insurance"}
    return FundSource(budget_kind) if budget_kind in known else FundSource.OTHER


# ---- where a cell is


class Place(NamedTuple):
    """A cell of the page: part (``funds``, ``rows``, ``texts``), row (line id, indicator key; "" in texts), column."""

    part: str
    row: str
    column: str


_PARTS = ("funds", "rows", "texts")
_ADDRESS = re.compile(r"(?:funds|texts|rows)/[^/\s（）、；]*/[a-z_0-9]+")


def address(part: str, row: str, column: str) -> str:
    """A page cell's address, as a ``Form`` carries it."""
    return f"{part}/{row}/{column}"


def place_of(cell: str | None) -> Place | None:
    """Where on the page an address leads; None for no cell and for a cell of an Excel form (D14)."""
    if not cell or "/" not in cell:
        return None
    part, _, rest = cell.partition("/")
    row, _, column = rest.rpartition("/")
    return Place(part, row, column) if part in _PARTS and column else None


def place_words(place: Place, sheet: Sheet) -> str:
    """A place as people say it: 第3行“新建道路”的执行情况."""
    if place.part == "rows":
        found = sheet.numbered.get(place.row)
        return f"第{found[0]}行“{found[1].name}”的{column_words(place, sheet)}" if found else ROW_WORDS.get(place.column, place.column)
    if place.part == "funds":
        return f"“{_fund_label(place.row, sheet)}”的{column_words(place, sheet)}"
    return column_words(place, sheet)


def column_words(place: Place, sheet: Sheet) -> str:
    """A column's caption, with the period where the paper form prints it."""
    words = {"funds": FUND_WORDS, "rows": ROW_WORDS}.get(place.part, TEXT_WORDS).get(place.column, place.column)
    dated = (place.part, place.column) in (("funds", "executed"), ("rows", "actual"))
    return f"{period_word(sheet.as_of)}{words}" if dated else words


def _fund_label(line: str, sheet: Sheet) -> str:
    return next((one.label for one in sheet.funds if one.id == line), "年度资金总额")


def where_to_mend(place: Place, sheet: Sheet) -> str:
    """Where a fault in the row of sums is put right, for nobody types there: in the lines it adds up.  "" of any other cell."""
    if place.part != "funds" or place.row != TOTAL or not sheet.funds:
        return ""
    if place.column in ("initial", "adjusted"):
        return "预算数取自指标文，不在本表改；不对的，请财政部门核对指标。"
    if place.column == "forecast":
        return _in_lines(sheet.funds, "全年预计执行数") if len(sheet.funds) == 1 else ""
    if place.column != "executed":
        return ""
    if own := [line for line in sheet.funds if not line.told]:
        return _in_lines(own, "执行数")
    return "执行数取自国库支付数据，不用填；不对的，在各行“认为应为的执行数”提出异议，要说明的写在各行“支出情况说明”。"


_MOST_NAMED = 3


def _in_lines(lines: Sequence[SheetFund], what: str) -> str:
    named = "、".join(f"“{line.label}”" for line in lines[:_MOST_NAMED])
    return f"合计由各行相加，请在{named}{'等' if len(lines) > _MOST_NAMED else ''}行填写{what}。"


def at_its_line(finding: Finding, sheet: Sheet) -> Finding:
    """What is blank in the sum of a single line is blank in that line: there, and by its name, it can be filled in."""
    place = place_of(finding.cell)
    if finding.code != "missing-field" or place != Place("funds", TOTAL, "forecast") or len(sheet.funds) != 1:
        return finding
    [line] = sheet.funds

    def named(text: str) -> str:
        return text.replace(f"“{finding.subject}”", f"“{line.label}”").replace(finding.cell or "", cell)

    cell = address("funds", line.id, "forecast")
    return replace(finding, cell=cell, subject=line.label, message=named(finding.message), fix=named(finding.fix))


def worded(finding: Finding, sheet: Sheet) -> Finding:
    """The finding with page addresses in its sentences put in words (第3行执行情况), its own cell's left out since it stands there;
    ``cell`` stays the address."""
    message, fix = sentences(finding, sheet)
    return finding if (message, fix) == (finding.message, finding.fix) else replace(finding, message=message, fix=fix)


def sentences(finding: Finding, sheet: Sheet) -> tuple[str, str]:
    """What ``worded`` says of a finding: its sentence and the remedy."""

    def short(match: re.Match[str]) -> str:
        place = place_of(match[0])
        return _short(place, sheet) if place else match[0]

    message, fix = finding.message, finding.fix
    if "/" not in message and "/" not in fix:
        return message, fix
    if finding.code == "missing-field" and (rows := _numbers(message, sheet)):
        said, mark, listed = message.partition("未填写：")
        return f"{said}{mark}第{_runs(rows)}行。{listed.partition('）。')[2]}", fix
    message = message.replace(f"（{finding.cell}）", "") if finding.cell else message
    return _ADDRESS.sub(short, message) if "/" in message else message, _ADDRESS.sub(short, fix) if "/" in fix else fix


_FEW = 2


def _numbers(message: str, sheet: Sheet) -> list[int]:
    """The numbers of the rows a message lists; none where it lists a few."""
    places = [place for match in _ADDRESS.finditer(message) if (place := place_of(match[0])) and place.part == "rows"]
    found = [sheet.numbered[place.row][0] for place in places if place.row in sheet.numbered]
    return sorted(found) if len(found) > _FEW else []


def _runs(numbers: Sequence[int]) -> str:
    """Numbers as people list them: 1—3、5、7—10."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _short(place: Place, sheet: Sheet) -> str:
    words = column_words(place, sheet)
    if place.part == "rows":
        found = sheet.numbered.get(place.row)
        return f"第{found[0]}行{words}" if found else words
    return f"“{_fund_label(place.row, sheet)}”{words}" if place.part == "funds" else words
