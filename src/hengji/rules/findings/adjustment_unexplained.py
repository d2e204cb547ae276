"""``adjustment-unexplained``: the budget was changed in the year, the form asks why, and nothing is said."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.budgets import quantum, total_position
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, exact, fund_word
from hengji.rules.findings.placeholder_text import stand_in
from hengji.rules.findings.rule import Rule
from hengji.rules.findings.shortfalls import says_nothing
from hengji.rules.forms import Form
from hengji.rules.money import equal_at


def find(case: Case) -> Iterator[Finding]:
    """Only on forms with a column or box for the reason."""
    form, position = case.form, total_position(case.form)
    if position is None or not (form.has("fund.explanation") or form.has("head.adjustment_reason")):
        return
    row = form.funds[position]
    if row.initial is None or row.adjusted is None or case.doubts(position, "initial", "adjusted"):
        return
    if equal_at(row.initial, quantum(row, "initial"), row.adjusted, quantum(row, "adjusted")) or _reason(form):
        return
    cell = row.cells.get("explanation") or form.cells.get("adjustment_reason") or row.cells.get("adjusted")
    initial, adjusted = exact(row.initial, row.adjusted)
    message = (
        f"“{row.label}”{fund_word(form, 'initial')}{initial}，{fund_word(form, 'adjusted')}{adjusted}，"
        f"预算有调整，没有说明调整原因{at(cell)}。"
    )
    yield RULE.warning(row.label, cell, message, "请说明预算调整的原因和依据。")


def _reason(form: Form) -> bool:
    """Whether any words on the change stand where the form asks for them, other than the template's own."""
    standing = {left.cell for left in form.leftovers}
    told = [(text, row.cells.get("explanation")) for row in form.funds if (text := row.texts.get("explanation"))]
    if text := form.boxes.get("adjustment_reason") or form.boxes.get(form.caption("adjustment_reason", "")):
        told.append((text, form.cells.get("adjustment_reason")))
    return any(cell not in standing and stand_in(text) is None and not says_nothing(text) for text, cell in told)


RULE = Rule(
    code="adjustment-unexplained",
    title="预算调整未说明原因",
    problem_class=2,
    severities=(Severity.WARNING,),
    meaning="年初预算数与调整后预算数不同，表中设有说明调整原因的栏目，却没有填写（模板提示不算）。没有这一栏目的表不判。",
    basis="各省自评表填表说明（年中调整单独说明理由）",
    example="年初238.93万元，调整后251.89万元，原因栏空白。",
    find=find,
)
