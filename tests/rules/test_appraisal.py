"""Ex-ante appraisal: the threshold, expert scores, the proposal, amounts, and a published year's figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.rules.appraisal import (
    DIMENSIONS,
    FULL,
    ITEMS,
    Appraised,
    Result,
    Sheet,
    check_amounts,
    propose,
    requirement,
    summary,
    together,
)
from hengji.rules.lifecycles import appraisal as cycle
from hengji.rules.refusals import Refused
from hengji.rules.scoretable import check_score
from hengji.rules.wording import say

from .judging import COMMON

D = Decimal
WAN = D(10000)


@pytest.mark.parametrize(("yuan", "required"), [("299999.99", False), ("300000", True), ("300000.01", True), ("0", False)])
def test_the_threshold_itself_is_included(yuan: str, required: bool) -> None:
    answer = requirement(D(yuan), new=True, rules=COMMON)
    assert answer.required is required
    assert answer.reason.endswith("。") and "30万元" in answer.reason and "按本县确认的规则" in answer.reason


def test_what_goes_on_is_not_appraised_and_a_blank_amount_is_not_judged() -> None:
    assert requirement(D("9000000"), new=False, rules=COMMON).required is False
    assert requirement(None, new=True, rules=COMMON).required is None
    assert "299,999.99元" in requirement(D("299999.99"), new=True, rules=COMMON).reason


def test_five_dimensions_of_twenty_points() -> None:
    assert [one.title for one in DIMENSIONS] == ["立项必要性", "投入经济性", "绩效目标合理性", "实施方案可行性", "筹资合规性"]
    assert {one.points for one in DIMENSIONS} == {D(20)} and FULL == 100
    assert len(ITEMS) == sum(len(one.items) for one in DIMENSIONS)
    assert all(item.look_at for item in ITEMS.values())


def _sheet(expert: str, points: str, **other: str | None) -> Sheet:
    scores = {code: D(points) for code in ITEMS} | {code.replace("_", "-"): D(s) if s else None for code, s in other.items()}
    return Sheet(expert, scores)


def test_three_experts_worked_out() -> None:
    """甲 90, 乙 85 (economy-thrift 5 instead of 8.5 … 81.5), 丙 60: average 77.17, 30 apart."""
    said = together(
        [_sheet("甲", "9"), _sheet("乙", "8.5", economy_thrift="5"), _sheet("丙", "6"), _sheet("丁", "9", plan_path=None)], COMMON
    )
    assert said.counted == ("甲", "乙", "丙") and said.incomplete == ("丁",)
    assert said.total is not None
    assert (said.total.average, said.total.low, said.total.high, said.total.spread) == (D("77.17"), D(60), D("81.5") + D("8.5"), D(30))
    economy = said.dimensions[1]
    assert (economy.average, economy.spread) == (D("14.50"), D(6))
    assert said.proposed is Result.SUPPORT_ADJUSTED and said.far_apart
    assert said.sentence == (
        "3名专家平均77.17分（最低60分，最高90分），建议调整后支持；专家评分相差较大，请先核对分歧再定；丁未评完，未计入。结论由评估组织方集体研究决定。"
    )


def test_without_a_complete_sheet_nothing_is_proposed() -> None:
    said = together([_sheet("甲", "9", plan_path=None), Sheet("乙", {})], COMMON)
    assert (said.total, said.proposed, said.counted) == (None, None, ())
    assert together([], COMMON).sentence == "还没有专家完成全部评分。"


@pytest.mark.parametrize(
    ("total", "result"),
    [
        ("100", Result.SUPPORT),
        ("80", Result.SUPPORT),
        ("79.995", Result.SUPPORT),  # 80.00 as it is shown
        ("79.99", Result.SUPPORT_ADJUSTED),
        ("60", Result.SUPPORT_ADJUSTED),
        ("59.99", Result.REJECT),
        ("0", Result.REJECT),
    ],
)
def test_bands(total: str, result: Result) -> None:
    assert propose(D(total), COMMON) is result


@settings(deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(ITEMS)), st.decimals(0, 10, places=1), min_size=len(ITEMS)), min_size=1, max_size=6))
def test_the_average_lies_between_the_lowest_and_the_highest(scores: list[dict[str, Decimal]]) -> None:
    said = together([Sheet(str(i), one) for i, one in enumerate(scores)], COMMON)
    assert said.total is not None
    for one in (said.total, *said.dimensions):
        assert 0 <= one.low <= one.average <= one.high <= one.points
    assert abs(sum(one.average for one in said.dimensions) - said.total.average) <= D("0.03")


@pytest.mark.parametrize(
    ("code", "score", "refused"),
    [
        ("plan-path", "10", None),
        ("plan-path", "10.01", "range"),
        ("plan-path", "-1", "range"),
        ("plan-path", "NaN", "range"),
        ("other", "1", "no-item"),
    ],
)
def test_scores_as_typed(code: str, score: str, refused: str | None) -> None:
    if refused is None:
        assert check_score(ITEMS, code, D(score)) == D(score)
        return
    with pytest.raises(Refused, match=refused) as error:
        check_score(ITEMS, code, D(score))
    assert "请" in say(error.value)


def test_deciding_actions_are_the_results() -> None:
    assert [result.value for result in Result] == [cycle.SUPPORT, cycle.SUPPORT_ADJUSTED, cycle.REJECT]


@pytest.mark.parametrize(
    ("result", "supported", "code"),
    [
        (Result.SUPPORT, "100.01", "appraisal-more-than-asked"),
        (Result.REJECT, "1", "appraisal-rejected-with-money"),
        (Result.SUPPORT_ADJUSTED, "0", "appraisal-supported-without-money"),
    ],
)
def test_amounts_that_contradict_the_result(result: Result, supported: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        check_amounts(result, D(100), D(supported))
    assert error.value.code == code and "{" not in say(error.value)


def test_amounts_that_agree() -> None:
    assert check_amounts(Result.SUPPORT, D(100), D(100)) == 0
    assert check_amounts(Result.SUPPORT_ADJUSTED, D(100), D("60.5")) == D("39.5")
    assert check_amounts(Result.REJECT, D(100), D(0)) == 100


def _published() -> list[Appraised]:
    """68 objects asking for 26,916.17 万元, 63 supported with 24,655.51 (渠县 2021); how it divides among them is made up."""
    asked, supported = D("26916.17") * WAN, D("24655.51") * WAN
    small = [Appraised("示例局", D(300000), Result.REJECT, D(0)) for _ in range(5)]
    fifty = [Appraised("示例县水利局", D(3_000_000), Result.SUPPORT, D(3_000_000)) for _ in range(50)]
    twelve = [Appraised("示例县交通运输局", D(8_000_000), Result.SUPPORT_ADJUSTED, D(7_000_000)) for _ in range(12)]
    so_far = small + fifty + twelve
    rest = asked - sum((one.requested for one in so_far), D(0))
    given = supported - sum((one.supported or D(0) for one in so_far), D(0))
    return [*so_far, Appraised("示例局", rest, Result.SUPPORT_ADJUSTED, given)]


def test_a_published_years_figures_come_out() -> None:
    year = summary(_published(), 2021)
    assert (year.totals.count, year.totals.supported_count) == (68, 63)
    assert (year.totals.requested, year.totals.supported, year.totals.cut) == (D("269161700"), D("246555100"), D("22606600"))
    assert year.sentence == (
        "2021年共对68个项目（政策）开展事前绩效评估，申报金额26,916.17万元；支持63个（其中调整后支持13个），支持金额24,655.51万元，"
        "不予支持5个，压减2,260.66万元。"
    )
    assert list(year.by_department) == ["示例县水利局", "示例县交通运输局", "示例局"]


def test_undecided_ones_are_asked_for_and_nothing_else() -> None:
    year = summary([Appraised("甲局", D(500000)), Appraised("甲局", D(400000), Result.SUPPORT, D(400000))])
    assert (year.totals.requested, year.totals.decided, year.totals.cut) == (D(900000), 1, 0)
    assert year.sentence == "共对2个项目（政策）开展事前绩效评估，申报金额90.00万元；支持1个，支持金额40.00万元，其余1个正在评估。"
    assert "尚未出具结论" in summary([Appraised("甲局", D(500000))]).sentence
    assert summary([], 2026).sentence == "2026年没有项目或政策申报事前绩效评估。"


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(1, 10**9), st.sampled_from([*Result, None]), st.integers(0, 100))))
def test_the_parts_make_the_whole(rows: list[tuple[str, int, Result | None, int]]) -> None:
    made = [
        Appraised(name, D(asked), result, None if result is None else D(asked * share // 100) if result.supports else D(0))
        for name, asked, result, share in rows
    ]
    year = summary(made)
    for parts in (year.by_department.values(), year.by_result.values()):
        for figure in ("count", "requested", "decided", "supported_count", "supported", "cut"):
            assert sum(getattr(part, figure) for part in parts) == getattr(year.totals, figure)
    assert year.totals.cut >= 0
