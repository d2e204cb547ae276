"""``sum-mismatch``: fund rows do not add up to their total, or sub-indicators to their parent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.budgets import parts, quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.divisions import Line, added, divisions, makes
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact, fund_word, indicator_word
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import AMOUNT_COLUMNS, FUND_COLUMNS, Form, FundRow, FundSource, IndicatorRow
from hengji.rules.indicators import comparable_value
from hengji.rules.money import exponent, parse_amount, plain
from hengji.rules.scoring.counting import whole_of
from hengji.rules.units import convert, is_percent
from hengji.rules.values import Target


def find(case: Case) -> Iterator[Finding]:
    """Each amount column of the total row, then each parent with its 其中 rows."""
    form = case.form
    position = total_position(form)
    if position is not None and form.funds[position].source is FundSource.TOTAL:
        rows = parts(form)
        for column in (*AMOUNT_COLUMNS, *_further_columns(form.funds[position])):
            if not case.doubtful_amounts or not any(case.doubts(i, column) for i in (position, *rows)):
                yield from _column(form, position, rows, column)
    yield from _children(form)


# ---- funds

_AMOUNT_CAPTION = re.compile(r"[数额金]|支出|预算|决算|执行|安排|拨付|[年元]$")
_NO_AMOUNT_CAPTION = re.compile(r"[率比%％]|进度|[文编序]号|代码|日期|时间|人数|户数|次数|分[值数]|得分|权重")


def _further_columns(total: FundRow) -> Iterator[str]:
    """Amount columns the form has beyond the known ones, by their captions (2020年实际执行数)."""
    for column in total.texts:
        if column not in FUND_COLUMNS and _AMOUNT_CAPTION.search(column) and not _NO_AMOUNT_CAPTION.search(column):
            yield column


def _column(form: Form, position: int, rows: list[int], column: str) -> Iterator[Finding]:
    total = form.funds[position]
    whole = _line(form, total, column)
    if whole is None:
        return
    given = [line for i in rows if (line := _line(form, form.funds[i], column)) is not None]
    if not given or makes(whole, given) or _unclear(form, rows, column):
        return
    ways = list(divisions(given))
    if any(makes(whole, way) for way in ways):
        return
    nearest = min(ways, key=lambda way: abs(added(way) - whole.value))
    summed = added(nearest)
    told, sum_told, differ, *values = exact(whole.value, summed, abs(whole.value - summed), *(line.value for line in nearest))
    terms = " + ".join(f"{_bare(line.label)}{value}" for line, value in zip(nearest, values, strict=True))
    cell, word = total.cells.get(column), _word(form, column)
    message = f"“{total.label}”的{word}{at(cell)}为{told}，各资金来源合计{sum_told}（{terms}），相差{differ}。"
    yield RULE.error(total.label, cell, message, f"请核对{word}各行，使各资金来源之和等于“{total.label}”。")


def _line(form: Form, row: FundRow, column: str) -> Line | None:
    """A row's amount in a column; of a column beyond the known ones its text is read."""
    label = row.texts.get("label", row.label)
    if column in AMOUNT_COLUMNS:
        value = row.amount(column)
        return None if value is None else Line(label, row.source, value, quantum(row, column))
    read = parse_amount(row.texts.get(column), form.amount_unit)
    return Line(label, row.source, read.yuan, read.quantum) if read else None


def _unclear(form: Form, rows: list[int], column: str) -> bool:
    """Whether a column beyond the known ones holds words: then it may be no amounts at all."""
    return column not in AMOUNT_COLUMNS and any(form.funds[i].texts.get(column) and not _line(form, form.funds[i], column) for i in rows)


def _word(form: Form, column: str) -> str:
    return fund_word(form, column) if column in AMOUNT_COLUMNS else column


def _bare(label: str) -> str:
    return re.sub(r"^\W*其中\W*", "", label)


# ---- indicators


def _children(form: Form) -> Iterator[Finding]:
    groups: dict[int, list[IndicatorRow]] = {}
    for position, row in enumerate(form.indicators):
        if (above := whole_of(form, position)) is not None:
            groups.setdefault(above, []).append(row)
    for position, children in groups.items():
        yield from _parent_row(form, form.indicators[position], children)


def _parent_row(form: Form, parent: IndicatorRow, children: list[IndicatorRow]) -> Iterator[Finding]:
    target = parent.target
    if target is None or target.number is None or not _additive(target, children):
        return
    aims = [_in_unit(row.target, target) for row in children]
    done = [comparable_value(row.actual, target) for row in children]
    value = comparable_value(parent.actual, target)
    planned = _compare(target.number, aims)
    reached = _compare(value, done) if value is not None else None
    if planned not in (None, 0) and (planned == 1 or reached == 0):
        yield _finding(form, parent, "target", target.number, aims, target)
    if reached not in (None, 0) and value is not None and (reached == 1 or planned == 0):
        yield _finding(form, parent, "actual", value, done, target)


def _additive(target: Target, children: list[IndicatorRow]) -> bool:
    """Rates do not add up; neither do rows that were not all given as numbers."""
    if target.operator.limits or (target.unit and (is_percent(target.unit) or "/" in target.unit)):
        return False
    return all(row.target is not None and not (row.target.unit and is_percent(row.target.unit)) for row in children)


def _in_unit(part: Target | None, whole: Target) -> Decimal | None:
    """A part's number in its parent's unit; as it stands where units do not convert, as people add 头 to 羽."""
    if part is None or part.number is None:
        return None
    number = convert(part.number, part.unit, whole.unit)
    return part.number if number is None else number


def _compare(whole: Decimal | None, parts_: list[Decimal | None]) -> int | None:
    """0: the parts make the whole; 1: more than the whole; −1: less (其中 may name only some); None: not all are numbers."""
    numbers = [number for number in parts_ if number is not None]
    if whole is None or len(numbers) != len(parts_):
        return None
    added = sum(numbers, Decimal(0))
    digits = max((-exponent(number) for number in (*numbers, whole)), default=0)
    if abs(added - whole) <= (Decimal(len(numbers)).scaleb(-digits) / 2 if digits > 0 else 0):
        return 0
    return 1 if added > whole else -1


def _finding(form: Form, parent: IndicatorRow, column: str, whole: Decimal, numbers: list[Decimal | None], target: Target) -> Finding:
    cell, word, unit = parent.cells.get(column), indicator_word(form, column), target.unit or ""
    terms = " + ".join(plain(number) for number in numbers if number is not None)
    added = sum((number for number in numbers if number is not None), Decimal(0))
    message = f"“{parent.subject}”的{word}{at(cell)}为{plain(whole)}{unit}，其中各项合计{plain(added)}{unit}（{terms}），不相等。"
    return RULE.error(parent.subject, cell, message, f"请核对“{parent.subject}”及其中各项的{word}。")


RULE = Rule(
    code="sum-mismatch",
    title="分项之和不等于合计",
    problem_class=2,
    severities=(Severity.ERROR,),
    meaning="同一栏各资金来源之和不等于年度资金总额，或“其中”各项之和与上级指标矛盾。每行允许四舍五入的半个末位；财政拨款下再分的行不重复相加；"
    "“其中”只列一部分的不算。",
    basis=f"{MOF_136} 附表（年度资金总额及其中各行）",
    example="总额100万元，一般公共预算拨款60万元、其他资金30万元。",
    find=find,
)
