"""A form scored: what counts, the total and its grade, the sentence for each difference."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind
from hengji.rules.judgement import judge
from hengji.rules.scoring import FormScore, ScoringSet, score_form

from .findings.builder import COMMON, clean, evaluated, fund, row, with_row

HUBEI = load_scoring("hubei")
MOF = load_scoring("mof-2020-10")
MOF_101 = load_scoring("mof-2021-101")
NINGXIA = load_scoring("ningxia")
D = Decimal


def money(
    executed: str = "120.00", *, weight: str | None = "10", score: str | None = "10", source: FundSource = FundSource.TOTAL
) -> FundRow:
    printed = fund("年度资金总额", source, initial="100.00", adjusted="120.00", executed=executed)
    return replace(printed, weight=D(weight) if weight else None, stated_score=D(score) if score else None)


def scored_form(*rows: IndicatorRow, funds: tuple[FundRow, ...] | None = None, **changes: object) -> Form:
    form = evaluated(**({"indicators": rows} if rows else {}), funds=funds or (money(),), **changes)
    return replace(form, columns=form.columns | {"fund.weight", "fund.stated_score"})


def score(form: Form, scoring: ScoringSet = MOF) -> FormScore:
    return score_form(form, judge(form, COMMON, as_of=None), scoring)


def test_a_clean_self_evaluation_earns_what_it_says() -> None:
    found = score(scored_form())
    assert found.indicators == (50, None, 10)
    assert (found.funds, found.total, found.grade) == ((10,), D("100.00"), "优")
    assert found.explained == (None, None, None)
    assert found.note == "定性和只评分的指标1项按自评得分（以分值为限）计入。"


def test_a_shortfall_is_worked_out_in_a_sentence() -> None:
    form = with_row(scored_form(), 0, new=row("道路硬化里程", "≥12公里", "9公里", weight="50", stated_score="45", likelihood=None))
    found = score(form)
    assert (found.indicators[0], found.total, found.grade) == (D("37.50"), D("87.50"), "良")
    assert found.explained[0] == "自评45分，按规则37.5分（完成率9÷12=75%，75%×50分），多计7.5分"


def test_execution_counts_on_the_adjusted_budget_and_never_above_its_points() -> None:
    assert score(scored_form(funds=(money("90.00"),))).funds == (D("7.50"),)
    assert score(scored_form(funds=(money("130.00"),))).funds == (10,)
    assert score(scored_form(funds=(money("100.00"),)), MOF_101).funds == (10,), "every output done within budget"


def test_dates_and_intervals_have_no_figure_but_everything_when_kept() -> None:
    kept = row("工程验收时间", "9月前", "7月", weight="50", stated_score="50", likelihood=None)
    late = row("工程验收时间", "9月前", "11月", weight="50", stated_score="50", likelihood=None)
    within = row("道路宽度", "4-6米", "5米", weight="50", stated_score="20", likelihood=None)
    assert (score(with_row(scored_form(), 0, new=kept)).rows[0].low, score(with_row(scored_form(), 0, new=kept)).indicators[0]) == (
        50,
        None,
    )
    assert (score(with_row(scored_form(), 0, new=late)).rows[0].low, score(with_row(scored_form(), 0, new=late)).rows[0].high) == (0, 50)
    assert score(with_row(scored_form(), 0, new=within)).rows[0].low == 50
    assert score(with_row(scored_form(), 0, new=within)).total == 100, "an interval that is hit counts in full, whatever the unit wrote"


def test_a_bound_scores_as_its_number() -> None:
    bound = row("安装标尺长度", "≥266米", "≥266米", weight="50", stated_score="50", likelihood=None)
    assert score(with_row(scored_form(), 0, new=bound)).indicators[0] == 50


def test_words_are_taken_at_the_stated_score_but_never_above_the_points() -> None:
    worded = row("受益村民出行条件", "明显改善", "明显改善", level1="效益指标", weight="30", stated_score="35", likelihood=None)
    found = score(with_row(scored_form(), 1, new=worded))
    assert (found.indicators[1], found.total) == (None, D("100.00"))
    assert found.explained[1] == "自评35分，按规则应在24—30分之间（定性指标达成，80%—100%，24—30分），多计5分"


def test_what_cannot_be_judged_leaves_no_total_and_says_so() -> None:
    blank = row("道路硬化里程", "≥12公里", None, weight="50", stated_score="50", likelihood=None)
    found = score(with_row(scored_form(), 0, new=blank))
    assert (found.indicators[0], found.total, found.grade) == (None, None, None)
    assert found.note == "“道路硬化里程”不能按规则计分，不重算总分。"
    nothing = replace(money(), initial=D(0), adjusted=D(0), executed=D(0))
    assert score(scored_form(funds=(nothing,))).funds == (None,)
    assert score(scored_form(funds=(nothing,))).total is None


def test_parts_and_fund_parts_are_never_counted_twice() -> None:
    whole = row("种植面积", "30亩", "30亩", weight="50", stated_score="50", likelihood=None)
    part = row("果树面积", "10亩", "10亩", weight="50", stated_score="50", likelihood=None, parent="种植面积")
    rest = evaluated().indicators[1:]
    assert score(scored_form(whole, part, *rest, funds=(money(), money(source=FundSource.FISCAL)))).total == 100


def test_parts_count_where_their_whole_has_no_points() -> None:
    whole = row("种植面积", "30亩", "30亩", likelihood=None)
    parts = [
        row(name, "15亩", "15亩", weight="25", stated_score="25", likelihood=None, parent="种植面积") for name in ("果树面积", "蔬菜面积")
    ]
    assert score(scored_form(whole, *parts, *evaluated().indicators[1:])).total == 100


def test_a_cut_form_gets_no_total_and_points_that_are_not_a_hundred_no_grade() -> None:
    cut = scored_form(*evaluated().indicators[:1])
    assert (score(cut).indicators, score(cut).total) == ((50,), None)
    stated = replace(cut, stated_total=D(60))
    assert (score(stated).total, score(stated).grade) == (60, None)


def test_no_points_printed_nothing_recomputed() -> None:
    rows = tuple(replace(one, weight=None) for one in evaluated().indicators)
    assert score(scored_form(*rows)).note == "表中没有印各指标分值，不重算总分。"


def test_execution_points_come_from_the_form_else_the_rule_set() -> None:
    unprinted = (money(weight=None, score=None),)
    assert score(scored_form(funds=unprinted)).funds == (10,)
    assert score(scored_form(funds=unprinted), HUBEI).funds == (20,)
    assert score(scored_form(funds=unprinted), NINGXIA).funds == (None,)
    without = replace(scored_form(funds=unprinted), columns=evaluated().columns)
    assert score(without).funds == (None,), "a layout without these columns does not score execution"


def test_only_self_evaluations_are_scored() -> None:
    found = score(clean())
    assert (found.total, set(found.indicators), set(found.funds)) == (None, {None}, {None})


POINTS = st.lists(st.integers(1, 40), min_size=2, max_size=6)


@settings(deadline=None)
@given(POINTS, st.data())
def test_the_total_is_the_sum_of_what_was_earned_and_stays_within_the_points(points: list[int], data: st.DataObject) -> None:
    done = [data.draw(st.integers(0, 15)) for _ in points]
    rows = tuple(
        row(f"示例指标{i}", "≥10台", f"{value}台", weight=str(weight), stated_score="0", likelihood=None)
        for i, (weight, value) in enumerate(zip(points, done, strict=True))
    )
    form = replace(scored_form(*rows), stated_total=D(0), kind=Kind.SELF_EVALUATION)
    found = score(form)
    assert found.total is not None
    assert found.total == sum((one for one in (*found.indicators, *found.funds) if one is not None), D(0))
    assert 0 <= found.total <= sum(points) + 10
    assert all(one is not None and 0 <= one <= weight for one, weight in zip(found.indicators, points, strict=True))
