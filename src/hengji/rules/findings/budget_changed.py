"""``budget-changed``: the budget on the form is not the approved one."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.budgets import quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact, fund_word
from hengji.rules.findings.rule import Rule
from hengji.rules.findings.target_changed import ANSWER
from hengji.rules.money import CENT, equal_at


def find(case: Case) -> Iterator[Finding]:
    """年初 against the approved budget, 调整后 against the current one, at the form's precision."""
    position = total_position(case.form)
    if case.approved is None or position is None:
        return
    row = case.form.funds[position]
    for column, approved in (("initial", case.approved.initial), ("adjusted", case.approved.adjusted)):
        value = row.amount(column)
        if value is None or approved is None or case.doubts(position, column):
            continue
        if not equal_at(value, quantum(row, column), approved, case.approved.quantum.get(column, CENT)):
            cell, word = row.cells.get(column), fund_word(case.form, column)
            here, there = exact(value, approved)
            message = f"“{row.label}”{word}{here}{at(cell)}，批复为{there}，{ANSWER}。"
            yield RULE.error(row.label, cell, message, "请按批复的预算数填列；如已按程序调整，请附批文。")


RULE = Rule(
    code="budget-changed",
    title="预算数与批复不一致",
    problem_class=4,
    severities=(Severity.ERROR,),
    meaning="年初预算数不是批复的预算数，或调整后预算数不是现行的预算数（按表中精度比较）。批复文件没有调整后预算数的，调整后预算数不比较。",
    basis="《预算法》第五十二条（批复预算）",
    example="批复预算300万元，表中年初预算数350万元。",
    find=find,
)
