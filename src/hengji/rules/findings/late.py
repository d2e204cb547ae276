"""``late``: the form came in after its due time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import object_name
from hengji.rules.findings.rule import Rule


def find(case: Case) -> Iterator[Finding]:
    """By the roster's due time and time of receipt, which are the object's: said once, on the form that counts."""
    entry = case.roster
    if entry is not None and case.counts and (words := lateness(entry.due, entry.received)):
        yield RULE.error(object_name(case.form), None, f"{case.form.kind.paper}{words}。", "请说明逾期原因，今后按时报送。")


def lateness(due: datetime | None, received: datetime | None) -> str | None:
    """Words for a receipt after the due time, None where it was in time or one of the two is unknown.  A due date
    without a time lasts to the end of its day."""
    if due is None or received is None or received <= end_of(due):
        return None
    days = (received.date() - due.date()).days
    return f"应于{shown(due)}前报送，实际于{shown(received)}报送，逾期{f'{days}天' if days else '不足1天'}"


def end_of(due: datetime) -> datetime:
    """The last instant that is still in time."""
    return due + timedelta(days=1, microseconds=-1) if due.time() == time(0) else due


def shown(moment: datetime) -> str:
    """A time as papers print it: the day alone where it is a whole day."""
    day = moment.date().isoformat()
    return day if moment.time() in (time(0), time(23, 59), time(23, 59, 59)) else f"{day} {moment:%H:%M}"


RULE = Rule(
    code="late",
    title="逾期报送",
    problem_class=3,
    severities=(Severity.ERROR,),
    meaning="花名册中的报送时间晚于截止时间。截止时间只写日期的，当日报送不算逾期。",
    basis="监控通知规定的报送时限",
    example="截止8月20日，8月22日报送。",
    find=find,
)
