"""Own against recomputed scores of a round: what is compared, what is not, and how far totals are inflated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hengji.rules.scoring import Inflation
from hengji.rules.selfevaluation import NOT_FULL, evaluated, inflation_of, score_lines, total_gap, total_note, wrong_grade

from .findings.builder import clean
from .findings.evaluations import money, points
from .selfevaluations import SHORT, D, examined, example, form, round_of, rows


def test_own_total_minus_recomputed_total() -> None:
    fair, high, wrong = example().examined
    assert (total_gap(fair), total_gap(high), total_gap(wrong)) == (0, D("7.5"), None)
    assert [wrong_grade(one) for one in (fair, high, wrong)] == [False, True, False]
    assert NOT_FULL in total_note(wrong) and NOT_FULL not in total_note(fair)


def test_a_form_without_a_total_is_not_compared() -> None:
    one = examined(form("清溪镇", "一号路", total=None, grade=None))
    assert total_gap(one) is None and total_note(one).startswith("表上没有总分")
    assert inflation_of(round_of(one)) == (None, ())


def test_inflation_is_taken_over_what_can_be_compared() -> None:
    whole, units = inflation_of(example())
    assert isinstance(whole, Inflation) and (whole.forms, whole.mean, whole.above, whole.largest) == (2, D("3.75"), 1, D("7.5"))
    assert [one.name for one in units] == ["清溪镇"]


def test_only_self_evaluations_that_count_are_seen() -> None:
    monitoring = replace(examined(clean()), score=None)
    twice = examined(form("清溪镇", "一号路"), counts=False)
    assert evaluated(round_of(monitoring, twice)) == ()
    assert score_lines(monitoring) == ()


def test_every_scored_row_with_own_and_recomputed_score() -> None:
    one = examined(form("清溪镇", "二号路", rows=rows("9公里", "45", SHORT), total="95"))
    lines = score_lines(one)
    assert [(line.name, line.weight, line.own, line.recomputed, line.gap) for line in lines] == [
        ("年度资金总额", 10, 10, 10, 0),
        ("道路硬化里程", 50, 45, D("37.5"), D("7.5")),
        ("受益村民出行条件", 30, 30, None, 0),
        ("村民满意度", 10, 10, 10, 0),
    ]
    assert lines[1].explained == "自评45分，按规则37.5分（完成率9÷12=75%，75%×50分），多计7.5分"
    assert [line.explained for line in (lines[0], *lines[2:])] == [None, None, None]
    assert lines[2].how == "定性指标达成，80%—100%，24—30分"


@pytest.mark.parametrize(("own", "gap"), [("30", "0"), ("24", "0"), ("20", "-4"), ("31", "1")])
def test_a_range_is_left_only_from_its_ends(own: str, gap: str) -> None:
    row = points("受益村民出行条件", "明显改善", "明显改善", "30", own, 13, level1="效益指标")
    line = score_lines(examined(form("清溪镇", "一号路", rows=(rows()[0], row, rows()[2]))))[2]
    assert (line.recomputed, line.gap) == (None, D(gap))


def test_rows_without_points_are_left_out_and_points_of_the_block_belong_to_the_money() -> None:
    source = form("清溪镇", "一号路")
    bare = replace(source, funds=(money(weight=""), replace(money("其他资金", line=7), weight=None, stated_score=None)))
    lines = score_lines(examined(replace(bare, block_points={"funds": D(10)})))
    assert [line.name for line in lines][:2] == ["年度资金总额", "道路硬化里程"] and lines[0].weight == 10


def test_scores_without_a_score_are_none() -> None:
    one = replace(examined(form("清溪镇", "一号路")), score=None)
    assert total_gap(one) is None and total_note(one) == "未计分" and not wrong_grade(one)


def test_a_form_whose_targets_are_its_points_is_not_compared() -> None:
    bare = tuple(points(row.name or "", str(row.weight), str(row.weight), str(row.weight), str(row.weight), row.row) for row in rows())
    one = examined(form("清溪镇", "一号路", rows=bare))
    assert [found.code for found in one.findings if found.code == "weights-as-targets"] and total_gap(one) is None
    assert "疑似填了分值" in total_note(one) and inflation_of(round_of(one)) == (None, ())
