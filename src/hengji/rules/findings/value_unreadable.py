"""``value-unreadable``: a value that cannot be understood where a number is wanted."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, at, fund_word, indicator_word, quoted
from hengji.rules.findings.placeholder_text import stand_in
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.forms import AMOUNT_COLUMNS, Form, FundRow, IndicatorRow
from hengji.rules.values import Actual, ActualKind, Target, is_broken, outsized_words

_COLUMNS = (*AMOUNT_COLUMNS, "stated_rate")
_VALUES = ("target", "actual", "forecast")
_LIKELIHOODS = ("certain", "possible", "impossible")
_NONE_MEANT = ("无", "没有", "不涉及", "不适用", "未安排", "无此项")


_NO_NUMBER = {
    ActualKind.INTERVAL: "是一个区间，不是实际完成值",
    ActualKind.UNREADABLE: "无法识别为数字",
    ActualKind.WORD: "不是数字，无法与定量目标比较",
    ActualKind.DATE: "是日期，无法与定量目标比较",
}


def find(case: Case) -> Iterator[Finding]:
    """Fund amounts that are words, actuals that are no number, and one notice for actuals written as bounds."""
    form = case.form
    standing = {left.cell for left in form.leftovers}
    for fund in form.funds:
        yield from _fund(form, fund, standing)
    for row in form.indicators:
        if broken := [column for column in _VALUES if is_broken(row.texts.get(column, ""))]:
            yield _broken(form, row, broken)
        elif row.cells.get("actual") not in standing:
            yield from _actual(form, row)
    yield from _bounds(form)
    yield from _several_likelihoods(form)


def _fund(form: Form, fund: FundRow, standing: set[str]) -> Iterator[Finding]:
    bad = [c for c in _COLUMNS if c in fund.texts and fund.amount(c) is None and fund.cells.get(c) not in standing and _counts(fund, c)]
    if bad:
        cells = "、".join(f"{fund_word(form, c)}{quoted(fund.texts[c])}{at(fund.cells.get(c))}" for c in bad)
        message = f"“{fund.label}”的{cells}无法识别为数字。"
        yield RULE.warning(fund.label, fund.cells.get(bad[0]) or fund.cell, message, "请填写阿拉伯数字金额，不要填写文字或符号。")


def _counts(fund: FundRow, column: str) -> bool:
    """An error value in the rate of an empty row, words for nothing and prompts of the template are not meant as amounts."""
    text = fund.texts[column].strip()
    if column == "stated_rate" and (text.startswith("#") or not fund.executed):
        return not text.startswith("#") and fund.executed is None and bool(fund.texts.get("executed"))
    return text not in _NONE_MEANT and stand_in(text, f"fund.{column}") is None


def _actual(form: Form, row: IndicatorRow) -> Iterator[Finding]:
    target, actual = row.target, row.actual
    said = _NO_NUMBER.get(actual.kind) if actual else None
    if target is None or actual is None or said is None:
        return
    if actual.kind is ActualKind.WORD:
        said = outsized_words(actual.text) or said
    if _wants_a_number(target, actual) and not stand_in(actual.text, "actual"):
        cell, word = row.cells.get("actual"), indicator_word(form, "actual")
        message = f"“{row.subject}”目标为{quoted(aim(row))}，{word}{quoted(actual.text)}{at(cell)}{said}。"
        yield RULE.warning(row.subject, cell, message, f"请填写实际完成的数值{f'（{target.unit}）' if target.unit else ''}。")


def _broken(form: Form, row: IndicatorRow, columns: list[str]) -> Finding:
    """Error values of Excel and formulas that were never worked out, whatever the target is."""
    cells = "、".join(f"{indicator_word(form, column)}{quoted(row.texts[column])}{at(row.cells.get(column))}" for column in columns)
    message = f"“{row.subject}”的{cells}是公式错误值或未计算的公式，不是填报的内容。"
    return RULE.warning(row.subject, row.cells.get(columns[0]), message, "请检查公式，改填实际的文字或数值。")


def _wants_a_number(target: Target, actual: Actual) -> bool:
    """A target that is a number; one between two bounds is met by a number too, not by the bounds again."""
    return target.quantitative or (target.low is not None and actual.kind is ActualKind.INTERVAL)


def _bounds(form: Form) -> Iterator[Finding]:
    rows = [row for row in form.indicators if row.actual and row.actual.bound and row.actual.number is not None]
    if rows:
        listed = "、".join(f"{row.subject}{quoted(row.actual.text)}{at(row.cells.get('actual'))}" for row in rows if row.actual)
        message = f"{len(rows)}处{indicator_word(form, 'actual')}带有“≥”“≤”等符号，不是实测值，已按其中数值计算：{listed}。"
        yield RULE.notice(rows[0].subject, rows[0].cells.get("actual"), message, "请填写实际完成的准确数值，不带比较符号。")


def _several_likelihoods(form: Form) -> Iterator[Finding]:
    """完成目标可能性 is one choice of three; of several nobody knows which is meant."""
    rows = [row for row in form.indicators if row.likelihood is None and sum(column in row.texts for column in _LIKELIHOODS) > 1]
    if rows:
        cells = [next(row.cells[column] for column in _LIKELIHOODS if column in row.texts) for row in rows]
        listed = "、".join(f"{row.subject}{at(cell)}" for row, cell in zip(rows, cells, strict=True))
        message = f"{len(rows)}处完成目标可能性选了不止一项，无法判断：{listed}。"
        yield RULE.warning(rows[0].subject, cells[0], message, "“确定能”“有可能”“完全不可能”只能选一项。")


RULE = Rule(
    code="value-unreadable",
    title="数值无法识别",
    problem_class=1,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="金额栏是文字或字母；定量目标的完成值是文字、区间或看不懂。指标值、完成值、预计值是Excel错误值（#REF!等）或未计算的公式。带“≥”“≤”的完成值按其中数值计算，每表只提示一次。读不懂时宁可说读不懂，不猜。",
    basis=f"{MOF_136} 附表",
    example="目标“≥100米”，执行情况填“80—90米”。",
    find=find,
)
