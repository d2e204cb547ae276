"""``report-late``: the monitoring report came in after its due time."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.late import lateness
from hengji.rules.findings.phrasing import object_name
from hengji.rules.findings.rule import Rule


def find(case: Case) -> Iterator[Finding]:
    """By the roster's due time of the report; on the form that counts."""
    entry = case.roster
    if entry is not None and case.counts and (words := lateness(entry.report_due, entry.report_received)):
        yield RULE.error(object_name(case.form), None, f"监控报告{words}。", "请说明逾期原因，今后按时报送。")


RULE = Rule(
    code="report-late",
    title="监控报告逾期报送",
    problem_class=3,
    severities=(Severity.ERROR,),
    meaning="花名册列有监控报告的截止时间，而报告的报送时间晚于它。",
    basis="监控通知规定的报送时限",
    example="报告应于8月30日前报送，9月2日报送。",
    find=find,
)
