"""``report-missing``: no monitoring report of an object that has to hand one in."""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.late import shown
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import RosterEntry


def report_missing(entry: RosterEntry) -> Finding:
    """The finding for a roster entry whose report did not come; it belongs to no form and carries unit and program."""
    subject = entry.name or entry.unit
    due = f"应于{shown(entry.report_due)}前报送，" if entry.report_due else ""
    message = f"{entry.unit}“{subject}”的监控报告{due}未报送。"
    return RULE.at(Severity.ERROR, subject, None, message, "请立即补报监控报告并说明原因。", unit=entry.unit, program=entry.name)


RULE = Rule(
    code="report-missing",
    title="监控报告未报送",
    problem_class=3,
    severities=(Severity.ERROR,),
    meaning="花名册列有监控报告截止时间的对象，没有收到监控报告。",
    basis="监控通知规定的报送范围",
    example="收到监控表，没有收到监控报告。",
)
