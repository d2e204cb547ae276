"""``went-back``: a figure that only grows is lower than last round's."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.budgets import quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.indicators import comparable_value
from hengji.rules.measures import Measure
from hengji.rules.money import CENT, equal_at, plain
from hengji.rules.text import fold

_FIX = "请核对两次填报的数据，确有冲减、更正的请说明原因。"


def find(case: Case) -> Iterator[Finding]:
    """The executed amount, then every cumulative indicator last round also had."""
    if case.previous is None:
        return
    yield from _executed(case)
    for position, (row, judged) in enumerate(zip(case.form.indicators, case.judgement.indicators, strict=True)):
        before = case.previous.actuals.get(fold(row.name or ""))
        if before is None or judged.measure is not Measure.CUMULATIVE or row.target is None or position in case.doubtful_rows:
            continue
        now = comparable_value(row.actual, row.target)
        if now is not None and now < before and row.actual:
            cell, severity = row.cells.get("actual"), Severity.NOTICE if judged.guessed else Severity.WARNING
            unit = row.target.unit or ""
            message = f"“{row.subject}”本次填报{quoted(row.actual.text)}{at(cell)}，低于上次的{plain(before)}{unit}，累计数不应减少。"
            yield RULE.at(severity, row.subject, cell, message, _FIX)


def _executed(case: Case) -> Iterator[Finding]:
    position, before = total_position(case.form), case.previous.executed if case.previous else None
    if position is None or before is None or case.doubts(position, "executed"):
        return
    row = case.form.funds[position]
    if row.executed is not None and row.executed < before and not equal_at(row.executed, quantum(row, "executed"), before, CENT):
        cell = row.cells.get("executed")
        now, then = exact(row.executed, before)
        message = f"“{row.label}”执行数{now}{at(cell)}低于上次监控的{then}，累计数不应减少。"
        yield RULE.warning(row.label, cell, message, _FIX)


RULE = Rule(
    code="went-back",
    title="累计数倒退",
    problem_class=2,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="执行数或累计型指标的完成数低于上一次监控所报。计量方式系推测的仅作提示。",
    basis=f"{MOF_136}（填报数据应当真实、连续）",
    example="5月报已完成8公里，7月报已完成6公里。",
    find=find,
)
