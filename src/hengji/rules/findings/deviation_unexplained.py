"""``deviation-unexplained``: something is behind, or will be missed, and nobody says why."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import at
from hengji.rules.findings.rule import MOF_136, Rule
from hengji.rules.findings.shortfalls import Shortfall, asks_why, cause_cell, shortfall
from hengji.rules.forms import IndicatorRow


def find(case: Case) -> Iterator[Finding]:
    """Rows with a shortfall and neither cause nor words; with a cause but no words a warning."""
    if not asks_why(case.form):
        return
    for position, row in enumerate(case.form.indicators):
        if row.parent or row.explanation:
            continue
        lacking = shortfall(case, position)
        if lacking is None or (row.causes and not case.form.has("indicator.explanation")):
            continue
        yield _finding(row, lacking)


def _finding(row: IndicatorRow, lacking: Shortfall) -> Finding:
    cell = cause_cell(row)
    if row.causes:
        said, severity = "只勾选了偏差原因，没有文字说明", Severity.WARNING
    else:
        said, severity = "没有说明偏差原因", Severity.ERROR
    if lacking.guessed:
        severity = Severity.NOTICE
    message = f"“{row.subject}”{lacking.reason}，{said}{at(cell)}。"
    return RULE.at(severity, row.subject, cell, message, "请分析并写明产生偏差的具体原因，需要整改的一并写明措施。")


RULE = Rule(
    code="deviation-unexplained",
    title="偏差未说明原因",
    problem_class=2,
    severities=(Severity.ERROR, Severity.WARNING, Severity.NOTICE),
    meaning="监控表中黄灯、红灯、全年预计达不到目标或完成可能性不是“确定能”的指标，自评表中未达目标或得分低于分值的指标，既没有勾选原因也没有文字"
    "说明；只勾选原因没有文字的为疑点。备注只算措施，不算原因。仅由推测的计量方式得出的，只作提示。",
    basis=f"{MOF_136} 附表注1",
    example="可能性为“有可能”的指标，偏差原因和原因说明均空白。",
    parameters=("indicator_green", "indicator_yellow", "level_points", "level_share"),
    find=find,
)
