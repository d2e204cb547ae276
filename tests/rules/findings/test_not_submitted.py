"""not-submitted: on the roster, and no form."""

from __future__ import annotations

from datetime import datetime

from hengji.rules.forms import RosterEntry
from hengji.rules.round import match_roster, missing

from .builder import COMMON, NAME, UNIT, clean


def test_what_is_left_of_the_roster_is_missing_and_an_error_of_no_form() -> None:
    roster = (RosterEntry(UNIT, name=NAME), RosterEntry("示例县水利局", name="示例水渠清淤项目", due=datetime(2023, 8, 20)))
    gone, (finding,) = missing(match_roster([clean()], roster, COMMON))
    assert [(one.unit, one.program) for one in gone] == [("示例县水利局", "示例水渠清淤项目")]
    assert (finding.code, finding.severity, finding.subject) == ("not-submitted", "error", "示例水渠清淤项目")
    assert (finding.unit, finding.program, finding.cell) == ("示例县水利局", "示例水渠清淤项目", None)
    assert "2023-08-20" in finding.message


def test_a_near_name_is_asked_about_and_not_missing() -> None:
    matching = match_roster([clean()], (RosterEntry(UNIT, name="示例村道路硬化工程建设"),), COMMON)
    assert matching.of == {} and missing(matching) == ((), ()) and matching.extra == ()
    assert "疑似对应，请确认" in matching.notes[0]
