"""weight-sum: the points do not make a hundred, or not what is printed for their block."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings.weight_sum import RULE
from hengji.rules.forms import FundSource

from .builder import approved_of, brief, evaluated
from .evaluations import money, of, points, scored

HUBEI = load_scoring("hubei")
NINGXIA = load_scoring("ningxia")

D = Decimal
REST = evaluated().indicators[1:]


def test_a_hundred_with_execution_and_ninety_without() -> None:
    assert of(RULE, scored()) == []
    assert of(RULE, evaluated()) == []
    whole = points("道路硬化里程", "≥12公里", "12公里", "60", "60")
    assert of(RULE, evaluated(indicators=(whole, *REST))) == [], "a form that does not score execution may have its hundred"
    assert of(RULE, evaluated(indicators=(whole, *REST)), NINGXIA) == []


def test_a_hundred_and_ten_is_an_error_at_the_total() -> None:
    form = scored(points("道路硬化里程", "≥12公里", "12公里", "60", "60"), *REST)
    found = of(RULE, form)
    assert brief(found) == [("error", "总分", "Q20")]
    assert found[0].message == "“年度资金总额”10分、各指标100分，分值合计110分，不是100分（Q20）。"


def test_without_a_total_row_it_stands_at_the_column() -> None:
    form = scored(*REST)
    bare = replace(form, captions={}, cells={"indicator.weight": "P11"}, stated_total=None)
    assert brief(of(RULE, bare)) == [("error", "分值", "P11")]


def test_a_block_that_is_not_what_it_prints_is_named_once() -> None:
    form = scored(points("道路硬化里程", "≥12公里", "12公里", "45", "45"), *REST, block_points={"产出指标": D(50)})
    found = of(RULE, form)
    assert brief(found) == [("error", "产出指标（50分）", "B12")]
    assert "印为50分，所属各项分值合计45分（45）" in found[0].message
    assert of(RULE, scored(block_points={"产出指标": D(50), "indicators": D(90), "funds": D(10)})) == []


def test_blocks_that_make_a_hundred_and_twenty_without_points_of_their_rows() -> None:
    rows = tuple(replace(one, weight=None) for one in evaluated().indicators[:2])
    printed = {"产出指标": D(60), "效益指标": D(40), "indicators": D(80), "funds": D(20)}
    form = scored(*rows, funds=(money(weight="20", stated_score="20"),), block_points=printed)
    assert brief(of(RULE, form, HUBEI)) == [("error", "绩效指标（90分）", "A11")]


def test_parts_are_not_counted_again_and_thirds_may_lose_a_digit() -> None:
    part = points("村内支路里程", "≥5公里", "5公里", "10", "10", parent="道路硬化里程")
    first, *rest = evaluated().indicators
    assert of(RULE, scored(first, part, *rest, funds=(money(), money("当年财政拨款", FundSource.FISCAL, 7)))) == []
    thirds = [points(f"路段{i}里程", "≥5公里", "5公里", "16.67", "16.67") for i in range(3)]
    assert of(RULE, scored(*thirds, *rest)) == []


def test_a_blank_weight_is_another_rule_and_approved_points_are_the_reviewers() -> None:
    blank = points("道路硬化里程", "≥12公里", "12公里", "", "50")
    assert of(RULE, scored(blank, *REST)) == []
    form = scored(points("道路硬化里程", "≥12公里", "12公里", "60", "60"), *REST)
    approved = approved_of(form)
    weighed = replace(
        approved, indicators=tuple(replace(one, weight=r.weight) for one, r in zip(approved.indicators, form.indicators, strict=True))
    )
    assert [(one.severity, one.addressee) for one in of(RULE, form, approved=weighed)] == [("notice", "target-reviewer")]
    assert [one.severity for one in of(RULE, form, approved=approved)] == ["error"], "the approval says nothing about points"
