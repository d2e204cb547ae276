"""total-mismatch: the stated total is not what the scores add up to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings.total_mismatch import RULE
from hengji.rules.forms import FundSource

from .builder import brief, evaluated
from .evaluations import money, of, points, scored

NINGXIA = load_scoring("ningxia")

D = Decimal
FIRST, *REST = evaluated().indicators


def test_the_sum_is_right_and_one_point_off_is_not() -> None:
    assert of(RULE, scored()) == []
    found = of(RULE, scored(stated_total=D(99)))
    assert brief(found) == [("error", "总分", "Q20")]
    assert found[0].message == "“总分”填报99分（Q20），各项得分合计100分（10 + 50 + 30 + 10），不相符。"


def test_a_hundred_stated_where_the_scores_make_a_hundred_and_ten() -> None:
    assert len(of(RULE, scored(points("道路硬化里程", "≥12公里", "12公里", "60", "60"), *REST))) == 1


def test_a_total_rounded_as_it_is_printed() -> None:
    rows = (points("道路硬化里程", "≥12公里", "12公里", "50", "48.6"), *REST)
    assert of(RULE, scored(*rows, stated_total=D("98.6"))) == []
    assert of(RULE, scored(*rows, stated_total=D(99))) == []
    assert len(of(RULE, scored(*rows, stated_total=D(98)))) == 1


def test_scores_not_filled_may_still_be_anything_up_to_their_points() -> None:
    open_money = (money(stated_score=""),)
    assert of(RULE, scored(funds=open_money, stated_total=D(97))) == []
    assert "最多再得10分" in of(RULE, scored(funds=open_money, stated_total=D(101)))[0].message
    assert len(of(RULE, scored(funds=open_money, stated_total=D(89)))) == 1
    assert of(RULE, scored(points("道路硬化里程", "≥12公里", "12公里", "", ""), *REST)) == [], "no points either: nothing to say"


def test_execution_that_the_form_does_not_score_may_stand_in_the_total() -> None:
    unscored = replace(evaluated(), stated_total=D(100))
    assert of(RULE, unscored) == [], "90 printed and 10 of execution"
    assert of(RULE, replace(unscored, stated_total=D(90))) == []
    assert len(of(RULE, replace(unscored, stated_total=D(100)), NINGXIA)) == 1


def test_parts_never_count_twice() -> None:
    part = points("村内支路里程", "≥5公里", "5公里", "50", "50", parent="道路硬化里程")
    assert of(RULE, scored(FIRST, part, *REST, funds=(money(), money("当年财政拨款", FundSource.FISCAL, 7)))) == []


def test_no_total_no_finding() -> None:
    assert of(RULE, scored(stated_total=None)) == []
    assert of(RULE, scored(*(replace(one, stated_score=None) for one in evaluated().indicators), funds=(money(stated_score=""),))) == []


@settings(deadline=None)
@given(st.lists(st.decimals(0, 30, places=1), min_size=1, max_size=5), st.decimals(-20, 20, places=1))
def test_only_the_sum_itself_is_accepted(scores: list[Decimal], off: Decimal) -> None:
    rows = tuple(points(f"示例指标{i}", "≥10台", "10台", "30", str(score)) for i, score in enumerate(scores))
    form = scored(*rows, stated_total=sum(scores, D(10)) + off)
    rounded = form.stated_total == form.stated_total.to_integral_value() and abs(off) <= D("0.5") + D("0.05") * len(scores)  # type: ignore[union-attr]
    assert rounded or bool(of(RULE, form)) == (abs(off) > D("0.05") * sum(score % 1 != 0 for score in scores))
