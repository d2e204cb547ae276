"""The ledger of false alarms: above one in ten of ten or more decisions a rule is only a notice, and says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.falsealarms import demote, demoted, ledger
from hengji.rules.findings import CATALOGUE, Finding, Severity

CODES = [rule.code for rule in CATALOGUE]
COUNTS = st.dictionaries(st.sampled_from(CODES), st.tuples(*[st.integers(0, 60)] * 3))


@pytest.mark.parametrize(
    ("confirmed", "dismissed", "falls"), [(9, 1, False), (8, 2, True), (7, 2, False), (0, 9, False), (900, 100, False), (899, 101, True)]
)
def test_more_than_a_tenth_of_at_least_ten(confirmed: int, dismissed: int, falls: bool) -> None:
    assert (demoted({"late": (confirmed, dismissed, 5)}) == ("late",)) is falls


@given(COUNTS)
def test_the_ledger_holds_every_rule_once_the_demoted_first(counts: dict[str, tuple[int, int, int]]) -> None:
    records = ledger(counts)
    assert sorted(one.code for one in records) == sorted(counts)
    assert [one.demoted for one in records] == sorted((one.demoted for one in records), reverse=True)
    assert {one.code for one in records if one.demoted} == set(demoted(counts))
    assert all("降为提示" in one.sentence for one in records if one.demoted)


def test_demoted_findings_are_notices_that_say_why() -> None:
    error = Finding("late", Severity.ERROR, "对象", "逾期。", "说明原因。")
    other = Finding("gap", Severity.WARNING, "对象", "偏差。", "说明原因。")
    first, second = demote((error, other), {"late"})
    assert (first.severity, first.message) == (Severity.NOTICE, "逾期。（本规则误报率偏高，仅作提示）")
    assert second is other


def test_sentences() -> None:
    (record,) = ledger({"late": (9, 2, 0)})
    assert record.sentence == "已核实11条，不采纳2条，误报率18.18%，高于10.00%，降为提示，不再要求单位答复"
    assert record.rate == Decimal("0.1818")
    assert ledger({"gap": (0, 0, 4)})[0].sentence == "尚无核实结果"
