"""not-submitted: on the roster, and no form."""

from __future__ import annotations

from datetime import datetime

from hengji.rules.forms import Kind, RosterEntry
from hengji.rules.round import match_roster, missing, paper_word

from .builder import COMMON, NAME, UNIT, clean, evaluated


def test_what_is_left_of_the_roster_is_missing_and_an_error_of_no_form() -> None:
    roster = (RosterEntry(UNIT, name=NAME), RosterEntry("示例县水利局", name="示例水渠清淤项目", due=datetime(2023, 8, 20)))
    gone, (finding,) = missing(match_roster([clean()], roster, COMMON))
    assert [(one.unit, one.program) for one in gone] == [("示例县水利局", "示例水渠清淤项目")]
    assert (finding.code, finding.severity, finding.subject) == ("not-submitted", "error", "示例水渠清淤项目")
    assert (finding.unit, finding.program, finding.cell) == ("示例县水利局", "示例水渠清淤项目", None)
    assert "2023-08-20" in finding.message


def test_the_finding_names_the_paper_of_the_round() -> None:
    roster = (RosterEntry("清溪镇人民政府", name="校舍加固项目"),)
    _, (finding,) = missing(match_roster([evaluated()], roster, COMMON), paper=paper_word([Kind.SELF_EVALUATION]))
    assert finding.message.endswith("未报送自评表。") and "自评表" in finding.fix
    assert [paper_word(kinds) for kinds in ([Kind.MONITORING, Kind.OVERALL_MONITORING], [], [Kind.MONITORING, Kind.SELF_EVALUATION])] == [
        "监控表", "绩效表", "绩效表",
    ]  # fmt: skip


def test_a_near_name_is_asked_about_and_not_missing() -> None:
    matching = match_roster([clean()], (RosterEntry(UNIT, name="示例村道路硬化工程建设"),), COMMON)
    assert matching.of == {} and missing(matching) == ((), ()) and matching.extra == ()
    assert "疑似对应，请确认" in matching.notes[0]
