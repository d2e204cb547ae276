"""``too-simple``: goal, explanation or measure that says nothing where something must be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.approvals import words_of
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, at, indicator_word, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import Shortfall, says_nothing, shortfall
from hengji.rules.forms import IndicatorRow, Likelihood
from hengji.rules.text import fold
from hengji.rules.units import canonical

_LETTERS = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"(?:年度)?(?:总体)?目标\s*\d*\s*[：:]")
_SHORTEST_GOAL = 5
"""A goal of fewer letters names no task, unless it gives a quantity."""
_TASK = re.compile(r"(?P<task>[一-鿿]{2,})[≥≤=>]?\d+(?:\.\d+)?(?P<unit>[一-鿿a-z]{1,3})")
_NO_TASK = re.compile(r"(?:全面|全部|按[时期]|完成|实现|达到|任务|目标|指标|数量|项目|年度|本年|全年|共|工作)+")


def find(case: Case) -> Iterator[Finding]:
    """The goal first, then the rows that must be explained."""
    yield from _goal(case)
    for position, row in enumerate(case.form.indicators):
        if not (row.explanation or row.remark):
            continue
        empty = [column for column in ("explanation", "remark") if (text := row.texts.get(column)) and says_nothing(text)]
        lacking = shortfall(case, position) if empty and not row.parent else None
        if lacking is None:
            continue
        if "explanation" in empty:
            yield _empty(case, row, "explanation", lacking)
        if "remark" in empty and case.form.kind.monitors and (row.likelihood is Likelihood.IMPOSSIBLE or position in case.short_rows):
            yield _empty(case, row, "remark", lacking)


def _goal(case: Case) -> Iterator[Finding]:
    goal = case.form.goal
    if not goal or any(left.cell == case.form.cells.get("goal") for left in case.form.leftovers):
        return
    if says_nothing(goal) or (len(_LETTERS.findall(_LABEL.sub("", goal))) < _SHORTEST_GOAL and not _names_task(goal)):
        cell = case.form.cells.get("goal")
        message = f"年度总体目标仅填写{quoted(goal)}{at(cell)}，没有说明要完成的任务和预期效果。"
        fix = "请概括写明年度主要任务、数量质量要求和预期效果。"
        approved = case.approved is not None and words_of(case.approved.goal or "") == words_of(goal)
        yield RULE.for_reviewer(GOAL, cell, message, fix) if approved else RULE.warning(GOAL, cell, message, fix)


def _names_task(goal: str) -> bool:
    """A task with its quantity, however short: 巡林48次."""
    return any(
        not _NO_TASK.fullmatch(match["task"]) and canonical(match["unit"]).family not in ("", "unknown", "percent")
        for match in _TASK.finditer(fold(_LABEL.sub("", goal)))
    )


def _empty(case: Case, row: IndicatorRow, column: str, lacking: Shortfall) -> Finding:
    word, text, cell = indicator_word(case.form, column), row.texts[column], row.cells.get(column)
    severity = Severity.NOTICE if lacking.guessed else Severity.WARNING
    message = f"“{row.subject}”{lacking.reason}，而“{word}”仅填写{quoted(text)}{at(cell)}，没有实际内容。"
    return RULE.at(severity, row.subject, cell, message, "请具体说明产生偏差的原因和拟采取的措施。")


RULE = Rule(
    code="too-simple",
    title="内容过于简单",
    problem_class=1,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="年度总体目标只是一个数字或“无”“按计划”之类（写明任务和数量的，虽短不算）；应当说明原因或措施的指标，只写“无”“暂无”“正常”“按计划”等没有实际内容的话。"
    "不需要说明的地方写“无”不算；仅由推测的计量方式得出的只作提示；批复目标本身如此的，转告目标审核人员。",
    basis=f"{MOF_136} 附表及填表说明",
    example="黄灯指标的原因说明只写“正常”。",
    find=find,
)
