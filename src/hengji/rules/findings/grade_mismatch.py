"""``grade-mismatch``: the stated grade is not the grade of the stated total."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at, quoted
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.money import plain
from hengji.rules.scoring.points import grade_named, grade_of
from hengji.rules.scoring.sets import ScoringSet


def find(case: Case) -> Iterator[Finding]:
    """Only where a total and a grade of the usual four are stated; labels vary (优秀, 良好, 一般, 合格)."""
    form = case.form
    if case.score is None or case.scoring is None or form.stated_total is None or form.stated_grade is None:
        return
    stated, right = grade_named(form.stated_grade), grade_of(form.stated_total, case.scoring)
    if stated is None or stated == right:
        return
    subject, cell = form.caption("stated_grade", form.caption("stated_total", "总分")), form.cells.get("stated_grade")
    message = f"自评总分{plain(form.stated_total)}分，等级填{quoted(form.stated_grade)}{at(cell)}，按{_lines(case.scoring)}应为“{right}”。"
    yield RULE.error(subject, cell, message, "请按自评总分更正评价等级。")


def _lines(scoring: ScoringSet) -> str:
    return f"{plain(scoring.excellent)}分以上优、{plain(scoring.good)}分以上良、{plain(scoring.fair)}分以上中"


RULE = Rule(
    code="grade-mismatch",
    title="等级与总分不符",
    problem_class=None,
    severities=(Severity.ERROR,),
    meaning="填报的评价等级不是自评总分（保留两位小数）所在的等级。优秀、良好、一般（合格）、不合格等叫法视同优、良、中、差。",
    basis=f"{MOF_10}（90分以上为优，80—90分为良，60—80分为中，60分以下为差）；按本县确认的规则",
    example="总分88分，等级填“优”。",
    find=find,
)
