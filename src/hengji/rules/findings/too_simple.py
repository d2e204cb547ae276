"""``too-simple``: goal, explanation or measure that says nothing where something must be said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import GOAL, at, indicator_word, quoted
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import measure_text, says_nothing, shortfall
from hengji.rules.forms import Likelihood

_LETTERS = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"(?:年度)?(?:总体)?目标\s*\d*\s*[：:]")
_SHORTEST_GOAL = 5
"""A goal of fewer letters names no task."""


def find(case: Case) -> Iterator[Finding]:
    """The goal first, then the rows that must be explained."""
    yield from _goal(case)
    for position, row in enumerate(case.form.indicators):
        lacking = None if row.parent else shortfall(case, position)
        if lacking is None:
            continue
        if row.explanation and says_nothing(row.explanation):
            yield _empty(case, row.subject, "explanation", row.explanation, row.cells.get("explanation"), lacking.reason)
        measure = measure_text(case.form, row)
        if measure and row.likelihood is Likelihood.IMPOSSIBLE and measure is row.remark and says_nothing(measure):
            yield _empty(case, row.subject, "remark", measure, row.cells.get("remark"), lacking.reason)


def _goal(case: Case) -> Iterator[Finding]:
    goal = case.form.goal
    if not goal or any(left.cell == case.form.cells.get("goal") for left in case.form.leftovers):
        return
    if says_nothing(goal) or len(_LETTERS.findall(_LABEL.sub("", goal))) < _SHORTEST_GOAL:
        cell = case.form.cells.get("goal")
        message = f"年度总体目标仅填写{quoted(goal)}{at(cell)}，没有说明要完成的任务和预期效果。"
        yield RULE.warning(GOAL, cell, message, "请概括写明年度主要任务、数量质量要求和预期效果。")


def _empty(case: Case, subject: str, column: str, text: str, cell: str | None, reason: str) -> Finding:
    word = indicator_word(case.form, column)
    message = f"“{subject}”{reason}，而“{word}”仅填写{quoted(text)}{at(cell)}，没有实际内容。"
    return RULE.warning(subject, cell, message, "请具体说明产生偏差的原因和拟采取的措施。")


RULE = Rule(
    code="too-simple",
    title="内容过于简单",
    problem_class=1,
    severities=(Severity.WARNING,),
    meaning="年度总体目标只是一个数字或“无”“按计划”之类；应当说明原因或措施的指标，只写“无”“暂无”“正常”“按计划”等没有实际内容的话。"
    "不需要说明的地方写“无”不算。",
    basis=f"{MOF_136} 附表及填表说明",
    example="黄灯指标的原因说明只写“正常”。",
    find=find,
)
