"""``wrong-period``: the form speaks of another year or other months than the round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, quoted
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import Form


def find(case: Case) -> Iterator[Finding]:
    """Only where the round's date was given; no light is given then (``judge`` is told so)."""
    form, wanted = case.form, case.round_as_of
    if wanted is None or not of_other_period(form, wanted):
        return
    cell = form.cells.get("title") or form.cells.get("period")
    stated = f"截至{form.as_of}" if form.as_of else f"{form.year}年度"
    title = f"，标题为{quoted(form.title)}" if form.title else ""
    message = f"本表填报的是{stated}的情况{at(cell)}{title}，本次监控时点为{wanted}。"
    yield RULE.error(form.title or "监控期间", cell, message, "请按本次监控的期间重新填报，或更正标题、栏目中的年度和月份。")


def of_other_period(form: Form, wanted: date | None) -> bool:
    """Whether a monitoring form's own period contradicts the round's date; a form that names none, and a round
    whose date was not given, contradict nothing."""
    if wanted is None or not form.kind.monitors:
        return False
    if form.as_of is not None:
        return (form.as_of.year, form.as_of.month) != (wanted.year, wanted.month)
    return form.year is not None and form.year != wanted.year


RULE = Rule(
    code="wrong-period",
    title="填报期间不符",
    problem_class=None,
    severities=(Severity.ERROR,),
    meaning="指定了监控时点，而表的标题、栏目或年度写的是另一期间。该表不亮灯，也不判支出进度类问题。",
    basis="监控通知规定的监控时点",
    example="监控时点为7月31日，表头为“1—6月”。",
    find=find,
)
