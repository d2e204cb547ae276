"""The self-score inflation index of a folder."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.scoring import OwnAndRecomputed, inflation

D = Decimal


def pair(unit: str, own: str, recomputed: str) -> OwnAndRecomputed:
    return OwnAndRecomputed(unit, D(own), D(recomputed))


def test_mean_difference_and_share_above_by_unit() -> None:
    pairs = [pair("示例镇", "98", "90"), pair("示例镇", "95", "95.05"), pair("示例局", "80", "84"), pair("示例局", "96", "96")]
    whole, units = inflation(pairs)
    assert whole is not None
    assert (whole.forms, whole.mean, whole.above, whole.below, whole.share_above, whole.largest) == (4, D("0.99"), 1, 1, D("0.2500"), 8)
    assert whole.sentence == "全部单位可比的自评表4张，自评总分比按规则重算的总分平均高0.99分；1张自评偏高（25%），最多高8分。"
    assert [(one.name, one.mean, one.above) for one in units] == [("示例镇", D("3.98"), 1), ("示例局", D("-2.00"), 0)]
    assert units[1].sentence == "示例局可比的自评表2张，自评总分比按规则重算的总分平均低2分；没有自评偏高的。"


def test_nothing_to_compare() -> None:
    assert inflation([]) == (None, ())


def test_agreement_within_the_tolerance_is_no_inflation() -> None:
    whole, _ = inflation([pair("示例镇", "98", "98")])
    assert whole is not None and "平均持平" in whole.sentence


@given(
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.decimals(0, 100, places=2), st.decimals(0, 100, places=2)), min_size=1, max_size=20)
)
def test_the_index_of_all_lies_between_those_of_the_units(given_pairs: list[tuple[str, Decimal, Decimal]]) -> None:
    whole, units = inflation(OwnAndRecomputed(*one) for one in given_pairs)
    assert whole is not None
    assert min(one.mean for one in units) <= whole.mean + D("0.01") and whole.mean <= max(one.mean for one in units) + D("0.01")
    assert sum(one.forms for one in units) == whole.forms and sum(one.above for one in units) == whole.above
