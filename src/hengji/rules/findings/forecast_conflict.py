"""``forecast-conflict``: a full-year forecast that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.budgets import exceeds, quantum
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.overspend import limit, overspent
from hengji.rules.findings.phrasing import aim, at, exact, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import short_by_guess
from hengji.rules.forms import IndicatorRow, Likelihood
from hengji.rules.indicators import IndicatorJudgement, comparable_value, in_percent
from hengji.rules.measures import Measure
from hengji.rules.money import equal_at


def find(case: Case) -> Iterator[Finding]:
    """Money first, then the indicators."""
    for position in range(len(case.form.funds)):
        yield from _fund(case, position)
    for position, (row, judged) in enumerate(zip(case.form.indicators, case.judgement.indicators, strict=True)):
        if position not in case.doubtful_rows:
            yield from _below_done(row, judged)
        if position in case.short_rows:
            yield from _certain_but_short(row, judged)


def _fund(case: Case, position: int) -> Iterator[Finding]:
    row = case.form.funds[position]
    if row.forecast is None or case.doubts(position, "forecast", "executed", "initial", "adjusted"):
        return
    cell = row.cells.get("forecast")
    if row.executed is not None and row.forecast < row.executed and not _same(case, position):
        forecast, other = exact(row.forecast, row.executed)
        words = f"小于已执行数{other}{at(row.cells.get('executed'))}"
        fix = "全年预计执行数应包括已执行数，请更正。"
    elif (budget := limit(case, position)) and budget[1] and _beyond(case, position, budget[1], budget[2]):
        forecast, other = exact(row.forecast, budget[1])
        words = f"超过{budget[0]}{other}"
        fix = "全年预计执行数不应超过预算数；确有追加的，请填写调整后预算数并附批文。"
    else:
        return
    yield RULE.error(row.label, cell, f"“{row.label}”全年预计执行数{forecast}{at(cell)}{words}。", fix)


def _beyond(case: Case, position: int, budget: Decimal, budget_quantum: Decimal) -> bool:
    """Whether the forecast is above the budget, and what is spent already is not."""
    return exceeds(case.form.funds[position], "forecast", budget, budget_quantum) and not overspent(case, position)


def _same(case: Case, position: int) -> bool:
    row = case.form.funds[position]
    assert row.forecast is not None and row.executed is not None
    return equal_at(row.forecast, quantum(row, "forecast"), row.executed, quantum(row, "executed"))


def _below_done(row: IndicatorRow, judged: IndicatorJudgement) -> Iterator[Finding]:
    """Of what adds up during the year the whole cannot be less than what is done."""
    if judged.measure is not Measure.CUMULATIVE or row.target is None or row.forecast is None or row.actual is None:
        return
    expected, done = comparable_value(row.forecast, row.target), comparable_value(row.actual, row.target)
    if expected is None or done is None or expected >= done or (judged.guessed and in_percent(row.target)):
        return  # a rate may fall
    cell = row.cells.get("forecast")
    done_words = f"{quoted(row.actual.text)}{at(row.cells.get('actual'))}"
    message = f"“{row.subject}”全年预计完成{quoted(row.forecast.text)}{at(cell)}小于目前已完成的{done_words}。"
    severity = Severity.NOTICE if judged.guessed else Severity.ERROR
    yield RULE.at(severity, row.subject, cell, message, "全年预计完成数应包括已完成数，请核对更正。")


def _certain_but_short(row: IndicatorRow, judged: IndicatorJudgement) -> Iterator[Finding]:
    if row.likelihood is not Likelihood.CERTAIN or row.forecast is None:
        return
    cell = row.cells.get("forecast")
    message = f"“{row.subject}”全年预计{quoted(row.forecast.text)}{at(cell)}达不到年度目标{quoted(aim(row))}，却填报“确定能”完成。"
    severity = Severity.NOTICE if short_by_guess(row, judged) else Severity.ERROR
    yield RULE.at(severity, row.subject, cell, message, "请更正全年预计完成情况或完成目标可能性，并说明原因。")


RULE = Rule(
    code="forecast-conflict",
    title="全年预计数自相矛盾",
    problem_class=2,
    severities=(Severity.ERROR, Severity.NOTICE),
    meaning="累计型指标的全年预计小于已完成数；全年预计执行数小于已执行数或大于预算数；填“确定能”而全年预计达不到年度目标。计量方式系推测的仅作提示。",
    basis=f"{MOF_136} 附表",
    example="已完成8公里，全年预计完成6公里。",
    find=find,
)
