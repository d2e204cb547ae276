"""Until when a unit that a circular names may answer."""

from __future__ import annotations

from datetime import date, datetime

from hengji.apps.monitoring.models import FormFinding, Round
from hengji.apps.monitoring.queries.days import workdays
from hengji.rules.lifecycles.monitoring import FindingState
from hengji.rules.rounds import answer_until


def until(row: Round, finding: FormFinding) -> datetime | None:
    """The last moment for an answer to a finding that is named, by the round's days and the county's working days; None of any other
    finding, and where the round gives no days.  One query."""
    if finding.state != FindingState.NAMED or finding.named_on is None or not row.answer_days:
        return None
    return _until(row, finding.named_on)


def _until(row: Round, named_on: date) -> datetime | None:
    """Counted from the day the circular bears, or from the day it was drawn where that is later or it bears none yet."""
    bears = row.circular.get("on")
    day = max(named_on, date.fromisoformat(bears)) if bears else named_on
    return answer_until(day, row.answer_days, workdays(row.region_id, [day.year, day.year + 1]))


def deadlines(row: Round, findings: list[FormFinding]) -> dict[date, datetime | None]:
    """The last moments for findings of one round, by the day they were named: a query a day."""
    days = {one.named_on for one in findings if one.state == FindingState.NAMED and one.named_on}
    return {day: _until(row, day) for day in days} if row.answer_days else {}
