"""report-late: the report after its due time."""

from __future__ import annotations

from datetime import datetime

from hengji.rules.forms import RosterEntry

from .builder import NAME, UNIT, brief, clean, found


def test_a_late_report_is_an_error_and_a_timely_one_none() -> None:
    late = RosterEntry(UNIT, name=NAME, report_due=datetime(2023, 8, 30), report_received=datetime(2023, 9, 2))
    timely = RosterEntry(UNIT, name=NAME, report_due=datetime(2023, 8, 30), report_received=datetime(2023, 8, 30))
    assert brief(found(clean(), "report-late", roster=late)) == [("error", NAME, None)]
    assert found(clean(), "report-late", roster=timely) == found(clean(), "late", roster=late) == []
