"""report-missing: the roster wants a report, and none came."""

from __future__ import annotations

from datetime import datetime

from hengji.rules.forms import RosterEntry
from hengji.rules.reports import Report
from hengji.rules.round import match_reports, match_roster, reports_missing

from .builder import COMMON, NAME, UNIT, clean

DUE = datetime(2023, 8, 30)


def lacking(entry: RosterEntry, *reports: Report, folder: bool = True) -> list[tuple[str, str | None]]:
    forms = [clean()]
    matching = match_roster(forms, (entry,), COMMON)
    found = reports_missing((entry,), matching, match_reports(forms, reports) if folder else None)
    return [(one.code, one.program) for one in found]


def test_no_report_is_an_error_and_a_report_is_none() -> None:
    entry = RosterEntry(UNIT, name=NAME, report_due=DUE)
    assert lacking(entry) == [("report-missing", NAME)]
    assert lacking(entry, Report("报告.docx", (), unit=UNIT, program=NAME)) == []
    assert lacking(entry, Report("报告.docx", (), names=(f"{UNIT}绩效监控报告",))) == []


def test_not_wanted_or_noted_as_received_or_no_folder_at_all() -> None:
    assert lacking(RosterEntry(UNIT, name=NAME)) == []
    assert lacking(RosterEntry(UNIT, name=NAME, report_due=DUE, report_received=DUE)) == []
    assert lacking(RosterEntry(UNIT, name=NAME, report_due=DUE), folder=False) == []
