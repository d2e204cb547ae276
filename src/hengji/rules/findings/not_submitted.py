"""``not-submitted``: an object of the roster without a form."""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.late import shown
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import RosterEntry


def not_submitted(entry: RosterEntry, paper: str = "监控表") -> Finding:
    """The finding for a roster entry without a form; it belongs to no form and carries unit and program.  ``paper`` is what
    the round's forms are called."""
    subject = entry.name or entry.unit
    due = f"应于{shown(entry.due)}前报送，" if entry.due else ""
    message = f"{entry.unit}“{subject}”{due}未报送{paper}。"
    return RULE.at(Severity.ERROR, subject, None, message, f"请立即补报{paper}并说明原因。", unit=entry.unit, program=entry.name)


RULE = Rule(
    code="not-submitted",
    title="未报送",
    problem_class=3,
    severities=(Severity.ERROR,),
    meaning="花名册上的对象没有收到表。与收到的表名称相近、疑似同一对象的另列“疑似对应，请确认”，不算未报送。",
    basis="监控通知规定的报送范围",
    example="花名册有“示例村道路工程”，收到的表中没有。",
    parameters=("near_match",),
)
