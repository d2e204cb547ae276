"""Points of one row: worked cases, then what must hold for every number (monotone, within the points, both inverse formulas)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.papers.scoringfiles import load_scoring, scoring_sets
from hengji.rules.scoring.points import GRADES, band, execution, grade_named, grade_of, points_of, quantitative
from hengji.rules.scoring.sets import ScoringSet
from hengji.rules.values import Operator, Target

HUBEI = load_scoring("hubei")
MOF = load_scoring("mof-2020-10")
MOF_101 = load_scoring("mof-2021-101")
PLATFORM = load_scoring("platform-default")
SHIPPED = scoring_sets()
D = Decimal


def target(sign: Operator, number: str, unit: str | None = None) -> Target:
    return Target(f"{sign.value}{number}", sign, D(number), unit, signed=True)


def score(
    wanted: Target, value: str, weight: str = "10", *, scoring: ScoringSet = MOF, ceiling: bool = False, satisfaction: bool = False
) -> Decimal | None:
    share = quantitative(wanted, D(value), ceiling=ceiling or wanted.operator.limits, satisfaction=satisfaction, scoring=scoring)
    return None if share is None else points_of(share.share, D(weight))


def test_met_gets_everything_and_more_than_everything_is_not_to_be_had() -> None:
    assert score(target(Operator.GE, "20000"), "23333.56") == 10
    assert score(target(Operator.EQ, "100", "%"), "100") == 10
    assert score(target(Operator.GT, "95", "%"), "95") == 10, "what the clerk means by ＞95% and 95%"


def test_short_of_the_target_in_proportion_half_up() -> None:
    assert score(target(Operator.EQ, "100", "%"), "98") == D("9.80")
    assert score(target(Operator.GE, "8"), "1", "5") == D("0.63"), "0.625 rounds half up"
    assert score(target(Operator.GE, "10"), "0") == 0
    assert score(target(Operator.GE, "10"), "-3") == 0


def test_a_target_of_zero_is_met_or_not_and_a_negative_one_missed_has_no_ratio() -> None:
    assert score(target(Operator.EQ, "0"), "0", ceiling=True) == 10
    assert score(target(Operator.EQ, "0"), "1", ceiling=True) == 0
    assert score(target(Operator.LE, "-30", "%"), "-31") == 10
    assert score(target(Operator.LE, "-30", "%"), "-20") is None


def test_an_exceeded_limit_by_either_formula() -> None:
    limit = target(Operator.LE, "10", "天")
    assert score(limit, "12") == D("8.00")
    assert score(limit, "12", scoring=HUBEI) == D("8.33")
    assert score(limit, "25") == 0
    assert score(limit, "25", scoring=HUBEI) == D("4.00")


def test_the_pass_mark_of_the_guideline() -> None:
    """(86 % − 60 %) ÷ 40 % = 65 %."""
    wanted = target(Operator.GE, "100", "公里")
    assert score(wanted, "86", scoring=MOF_101) == D("6.50")
    assert score(wanted, "60", scoring=MOF_101) == 0
    assert score(wanted, "59", scoring=MOF_101) == 0
    assert score(wanted, "100", scoring=MOF_101) == 10


def test_satisfaction_by_steps_where_the_set_has_them() -> None:
    wanted = target(Operator.GE, "95", "%")
    by_steps = [score(wanted, value, scoring=MOF_101, satisfaction=True) for value in ("95", "92", "90", "89", "80", "60", "59")]
    assert by_steps == [10, 10, 10, 8, 8, 5, 0]
    assert score(wanted, "89", satisfaction=True) == D("9.37"), "without steps like any other figure"
    assert score(target(Operator.GE, "85", "%"), "86", scoring=MOF_101, satisfaction=True) == 10, "what was approved and met"


def test_execution_in_proportion_and_by_steps() -> None:
    """37.24 of 43.2 is 86.20 %: 8.62 in proportion; by steps everything when the work is done, else 7."""
    rate = D("37.24") / D("43.2")
    assert points_of(execution(rate, finished=False, scoring=MOF).share, D(10)) == D("8.62")
    assert points_of(execution(rate, finished=True, scoring=MOF_101).share, D(10)) == 10
    assert points_of(execution(rate, finished=False, scoring=MOF_101).share, D(10)) == 7
    assert points_of(execution(D("0.6"), finished=False, scoring=MOF_101).share, D(10)) == 5
    assert points_of(execution(D("0.59"), finished=False, scoring=MOF_101).share, D(10)) == 0
    assert points_of(execution(D("1.0259"), finished=False, scoring=MOF).share, D(10)) == 10


def test_words_have_bands() -> None:
    assert band(True, False, D(20), MOF)[:2] == (16, 20)
    assert band(False, False, D(20), MOF)[:2] == (12, 16)
    assert band(False, True, D(20), MOF)[:2] == (0, 12)
    assert band(False, False, D(20), HUBEI)[:2] == (10, 16)
    assert band(None, False, D(20), MOF)[:2] == (0, 20)


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.995", "优"),
        ("89.99", "良"),
        ("89.994", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("0", "差"),
    ],
)
def test_grades_from_the_total_with_two_decimals(total: str, grade: str) -> None:
    assert grade_of(D(total), MOF) == grade


def test_other_lines_and_other_words_for_grades() -> None:
    assert (grade_of(D(81), PLATFORM), grade_of(D(71), PLATFORM)) == ("优", "良")
    assert [grade_named(word) for word in ("优秀", "良好", "一般", "合格", "不合格", "达标")] == ["优", "良", "中", "中", "差", None]


# ---- for every number

NUMBERS = st.decimals(min_value=0, max_value=100000, places=2)
POSITIVE = st.decimals(min_value="0.01", max_value=100000, places=2)
WEIGHTS = st.decimals(min_value="0.01", max_value=100, places=2)
SETS = st.sampled_from(SHIPPED)
SIGNS = st.sampled_from([Operator.GE, Operator.GT, Operator.EQ, Operator.LE, Operator.LT])


@given(SIGNS, POSITIVE, NUMBERS, WEIGHTS, SETS, st.booleans(), st.sampled_from(["%", "台"]))
def test_a_score_stays_within_its_points(
    sign: Operator, wanted: Decimal, value: Decimal, weight: Decimal, scoring: ScoringSet, satisfied: bool, unit: str
) -> None:
    goal = Target("", sign, wanted, unit, signed=True)
    share = quantitative(goal, value, ceiling=sign.limits, satisfaction=satisfied, scoring=scoring)
    assert share is not None and share.how
    assert 0 <= points_of(share.share, weight) <= weight


@given(SIGNS, POSITIVE, NUMBERS, NUMBERS, WEIGHTS, SETS, st.booleans())
def test_better_never_scores_less(
    sign: Operator, wanted: Decimal, a: Decimal, b: Decimal, weight: Decimal, scoring: ScoringSet, satisfied: bool
) -> None:
    goal = Target("", sign, wanted, "%", signed=True)
    worse, better = (max(a, b), min(a, b)) if sign.limits else (min(a, b), max(a, b))
    shares = [quantitative(goal, value, ceiling=sign.limits, satisfaction=satisfied, scoring=scoring) for value in (worse, better)]
    scores = [points_of(share.share, weight) for share in shares if share]
    assert scores[0] <= scores[1]


@given(POSITIVE, WEIGHTS)
def test_both_inverse_formulas_give_everything_at_the_limit_and_linear_never_more_beyond(wanted: Decimal, weight: Decimal) -> None:
    limit = Target("", Operator.LE, wanted, "元", signed=True)
    for scoring in (MOF, HUBEI):
        at_limit = quantitative(limit, wanted, ceiling=True, satisfaction=False, scoring=scoring)
        assert at_limit is not None and points_of(at_limit.share, weight) == weight
    linear, ratio = (quantitative(limit, wanted * 2 - wanted / 3, ceiling=True, satisfaction=False, scoring=one) for one in (MOF, HUBEI))
    assert linear is not None and ratio is not None and linear.share <= ratio.share


@given(NUMBERS, NUMBERS, st.booleans(), SETS)
def test_more_spent_never_scores_less(a: Decimal, b: Decimal, finished: bool, scoring: ScoringSet) -> None:
    low, high = (execution(rate / 50000, finished=finished, scoring=scoring).share for rate in sorted((a, b)))
    assert 0 <= low <= high <= 1


@given(st.decimals(min_value=0, max_value=100, places=4), st.decimals(min_value=0, max_value=100, places=4), SETS)
def test_a_higher_total_is_never_a_worse_grade(a: Decimal, b: Decimal, scoring: ScoringSet) -> None:
    low, high = sorted((a, b))
    assert GRADES.index(grade_of(high, scoring)) <= GRADES.index(grade_of(low, scoring))
    assert grade_of(low, scoring) == grade_of(low.quantize(D("0.01"), "ROUND_HALF_UP"), scoring)
