"""late and report-late: after the due time."""

from __future__ import annotations

from datetime import datetime

from hengji.rules.forms import RosterEntry

from .builder import NAME, UNIT, brief, clean, evaluated, found

DUE = datetime(2023, 8, 20)


def entry(received: datetime | None, due: datetime | None = DUE) -> RosterEntry:
    return RosterEntry(UNIT, name=NAME, due=due, received=received, report_due=due, report_received=received)


def test_after_the_due_day_is_an_error_without_a_cell() -> None:
    findings = found(clean(), "late", roster=entry(datetime(2023, 8, 22)))
    assert brief(findings) == [("error", NAME, None)]
    assert "2023-08-20" in findings[0].message and "逾期2天" in findings[0].message


def test_the_due_day_lasts_to_its_end_but_a_due_hour_does_not() -> None:
    assert found(clean(), "late", roster=entry(datetime(2023, 8, 20, 23, 50))) == []
    assert len(found(clean(), "late", roster=entry(datetime(2023, 8, 20, 18), datetime(2023, 8, 20, 17)))) == 1


def test_the_paper_is_called_by_its_name() -> None:
    (finding,) = found(evaluated(), "late", roster=entry(datetime(2023, 8, 22)))
    assert finding.message.startswith("自评表应于")


def test_unknown_times_are_no_delay() -> None:
    assert found(clean(), "late", roster=entry(None)) == found(clean(), "late") == []
    assert found(clean(), "late", roster=entry(datetime(2023, 8, 22), None)) == []


def test_only_on_the_form_that_counts() -> None:
    late = entry(datetime(2023, 8, 22))
    assert found(clean(), "late", roster=late, counts=False) == found(clean(), "report-late", roster=late, counts=False) == []
    assert len(found(clean(), "late", roster=late)) == len(found(clean(), "report-late", roster=late)) == 1
