"""Figures of published tables, each contradiction found by the rule that should find it.

The figures are real, names and words are our own.  What is right must pass as silently as what is wrong must be found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings import Finding
from hengji.rules.findings.score_mismatch import RULE as SCORE
from hengji.rules.findings.total_mismatch import RULE as TOTAL
from hengji.rules.findings.weight_sum import RULE as WEIGHTS
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind
from hengji.rules.judgement import Light, judge
from hengji.rules.money import half_up, parse_amount
from hengji.rules.periods import time_progress, words_against_progress
from hengji.rules.scoring import score_form
from hengji.rules.values import read_actual, read_target

from .findings.builder import COMMON, SICHUAN, WAN, clean, evaluated, found, fund, row, with_row
from .findings.evaluations import money, of, points, scored

HUBEI = load_scoring("hubei")
MOF = load_scoring("mof-2020-10")

D = Decimal
PART = FundSource.FISCAL


def codes(found_: list[Finding]) -> list[tuple[str, str]]:
    return [(one.severity.value, one.subject) for one in found_]


def parts(total: str, *terms: str, unit: Decimal = WAN) -> Form:
    """A declaration whose amount is divided among parts."""
    rows = [fund("年度资金总额", initial=total, unit=unit)]
    rows += [fund(f"来源{i}", FundSource.OTHER, 7 + i, unit, initial=term) for i, term in enumerate(terms)]
    return clean(kind=Kind.TARGET_DECLARATION, funds=tuple(rows), as_of=None)


def said(goal: str) -> list[Finding]:
    """What a goal contradicts within itself."""
    return found(clean(goal=goal, indicators=()), "goal-conflict")


def evaluation(*rows: IndicatorRow, funds: tuple[FundRow, ...], **changes: Any) -> Form:
    return scored(*rows, funds=funds, **{"stated_total": None, "stated_grade": None, **changes})


# ---- a school: 96 stated, 99.80 earned


def school() -> Form:
    plain = [points(f"补助指标{i}", "≥100%", "100%", "10", "10", line=12 + i) for i in range(6)]
    withheld = points("资金到位及时率", "≥100%", "100%", "10", "7", line=18)
    short = points("政策知晓率", "=100%", "98%", "10", "9", line=19)
    words = points("减轻家庭负担", "有效", "有效", "10", "10", line=20)
    full = fund(adjusted="387664.62", executed="387664.62", stated_rate="100%", unit=D(1))
    return evaluation(*plain, withheld, short, words, funds=(replace(full, weight=D(10), stated_score=D(10)),), stated_total=D(96))


def test_a_school_whose_scores_do_not_follow_from_its_figures() -> None:
    form = school()
    result = score_form(form, judge(form, COMMON, as_of=None), MOF)
    assert (result.total, result.grade, result.indicators[7]) == (D("99.80"), "优", D("9.80"))
    assert codes(of(SCORE, form)) == [("warning", "资金到位及时率"), ("notice", "政策知晓率")]
    assert of(WEIGHTS, form) == of(TOTAL, form) == []
    assert codes(found(form, "deviation-unexplained")) == [("error", "资金到位及时率"), ("error", "政策知晓率")]


# ---- totals that are not the sum of what stands below them


def test_a_total_row_of_nothing_above_a_part_of_ninety() -> None:
    total = money(initial="0", adjusted="0", executed="0", stated_rate="0", stated_score="0")
    grant = replace(fund("本年财政拨款", PART, 7, initial="90", adjusted="89.974", executed="89.974"))
    form = evaluation(funds=(total, grant))
    assert [one.subject for one in found(form, "sum-mismatch")] == ["年度资金总额"] * 3
    assert score_form(form, judge(form, COMMON, as_of=None), MOF).funds == (None, None), "0 of 0 earns no figure"


@pytest.mark.parametrize(
    ("total", "terms", "right"),
    [
        ("854", ("400", "295", "159"), True),
        ("814", ("191", "99", "524"), True),
        ("794.55", ("191", "99", "504.55"), True),
        ("662.98", ("191", "99", "372.88"), False),
        ("10606.7522", ("6923.3552", "3683.3970"), True),
        ("257111.4", ("224.48", "632", "256254.92"), True),
        ("2535.4", ("500", "1740", "200", "20", "15.4", "60"), True),
        ("2646.34", ("500", "1740", "200", "20", "15.4", "60"), False),
        ("6222.4", ("3374.3", "2069.51", "778.59"), True),
        ("6025.215", ("3292", "1975.775", "757.44"), True),
        ("26916.17", ("24655.51", "2260.66"), True),
        ("26916.17", ("24655.51", "2260.76"), False),
        ("2.38", ("0.58", "1.8"), True),
    ],
)
def test_sums_of_published_tables(total: str, terms: tuple[str, ...], right: bool) -> None:
    assert (found(parts(total, *terms), "sum-mismatch") == []) is right


def test_an_amount_typed_twice_is_read_once() -> None:
    amount = parse_amount("854万854万（示例说明）", WAN)
    assert amount is not None and amount.yuan == D("8540000.00")


def test_a_unit_cost_stays_within_the_grant() -> None:
    """10 plots of 1,760 plants at 28.40 元 cost 49.984 万元 of 50."""
    assert D("28.40") * 1760 * 10 == D("499840")
    cost = points("补助成本", "≤50万元", "499840元", "10", "10", level2="成本指标")
    form = evaluation(cost, funds=(money(),))
    assert judge(form, COMMON, as_of=None).indicators[0].met is True
    assert of(SCORE, form) == []


def test_parts_of_an_area_and_heads_counted_with_animals() -> None:
    whole = points("补助种植面积", "29.5亩", "29.5亩", "20", "20")
    land = [
        points(f"地块{i}面积", f"{n}亩", f"{n}亩", "", "", 13 + i, parent="补助种植面积") for i, n in enumerate(("1.5", "5", "20", "3"))
    ]
    herd = points("补助养殖数量", "192只", "192只", "10", "10", 17)
    beasts = [points(f"{n}数量", n, n, "", "", 18 + i, parent="补助养殖数量") for i, n in enumerate(("180只", "12头"))]
    form = evaluation(whole, *land, herd, *beasts, funds=(money(), money("本年财政拨款", PART, 7)))
    assert found(form, "sum-mismatch") == []
    more = replace(whole, actual=read_actual("30.5亩", target=whole.target))
    grown = evaluation(more, *land, herd, *beasts, funds=(money(),))
    assert codes(found(grown, "sum-mismatch")) == [("error", "补助种植面积")]


# ---- points


def test_a_hundred_and_ten_points_stated_as_a_hundred() -> None:
    """70 + 20 + 10 of indicators and 10 of execution; the block of 70 is right in itself."""
    output = [points(f"产出指标{i}", "≥266米", "≥266米", n, n, 12 + i) for i, n in enumerate(("10", "10", "20", "10", "10", "10"))]
    benefit = [points(f"效益指标{i}", "≥1000人", "≥1000人", "10", "10", 18 + i, level1="效益指标") for i in range(2)]
    happy = points("群众满意度", "≥95%", "≥95%", "10", "10", 20, level1="满意度指标")
    printed = {"产出指标": D(70), "效益指标": D(20), "满意度指标": D(10)}
    form = evaluation(*output, *benefit, happy, funds=(money(),), stated_total=D(100), block_points=printed)
    assert codes(of(WEIGHTS, form)) == codes(of(TOTAL, form)) == [("error", "总分")]
    assert of(SCORE, form) == []
    result = score_form(form, judge(form, COMMON, as_of=None), MOF)
    assert (result.total, result.grade) == (D("110.00"), None)


def test_a_hundred_and_twenty_by_blocks_stated_as_a_hundred() -> None:
    """Execution 20, then a block of 80 that holds 60 and 40; 23,333.56 of 20,000 stays at its points."""
    output = [points(f"产出指标{i}", "20000", "23333.56", "", "10", 12 + i) for i in range(6)]
    benefit = [points(f"效益指标{i}", "显著", "显著", "", "20", 18 + i, level1="效益指标") for i in range(2)]
    printed = {"产出指标": D(60), "效益指标": D(40), "indicators": D(80), "funds": D(20)}
    spent = money(initial="", adjusted="285.84", executed="285.84", weight="20", stated_score="20")
    form = evaluation(*output, *benefit, funds=(spent,), stated_total=D(100), block_points=printed)
    assert codes(of(WEIGHTS, form, HUBEI)) == [("error", "绩效指标（90分）")]
    assert codes(of(TOTAL, form, HUBEI)) == [("error", "总分")]
    assert of(SCORE, form, HUBEI) == []


def test_a_project_without_satisfaction_may_give_its_ten_points_to_the_benefit() -> None:
    output = points("建设数量", "≥50座", "50座", "50", "50")
    benefit = points("环境改善", "明显", "明显", "40", "40", level1="效益指标")
    form = evaluation(output, benefit, funds=(money(executed="120.00"),), stated_total=D(100))
    assert of(WEIGHTS, form) == of(TOTAL, form) == of(SCORE, form) == []


def test_weights_typed_into_the_target_column() -> None:
    rows = [points(f"示例事项{i}", n, n, "", "", 12 + i) for i, n in enumerate(("20", "20", "10", "10", "10", "10", "20"))]
    assert codes(found(evaluation(*rows, funds=()), "weights-as-targets")) == [("warning", "年度指标值")]


# ---- rates


def test_a_part_spent_wholly_and_called_nothing() -> None:
    whole = fund(initial="0", adjusted="2.38", executed="2.38", stated_rate="100%")
    grant = fund("财政拨款", PART, 7, initial="0", adjusted="0.58", executed="0.58", stated_rate="100%")
    other = fund("其他资金", FundSource.OTHER, 8, initial="0", adjusted="1.8", executed="1.8", stated_rate="0")
    form = evaluated(funds=(whole, grant, other))
    assert codes(found(form, "rate-mismatch")) == [("error", "其他资金")]
    assert found(form, "rate-base") == found(form, "sum-mismatch") == []


def test_more_than_the_budget_is_rightly_computed_and_still_too_much() -> None:
    spent = fund(initial="329.77", adjusted="329.77", executed="338.31", stated_rate="102.59%")
    form = evaluated(funds=(spent,))
    assert found(form, "rate-mismatch") == []
    assert [one.subject for one in found(form, "overspend")] == ["年度资金总额"]
    assert half_up(D("338.31") / D("329.77"), 4) == D("1.0259")


def test_all_of_what_arrived_is_a_quarter_of_the_budget() -> None:
    """672.44 of 672.44 received, of a budget of 2,646.34: 25.41 % at the end of June, under the 40 % line."""
    line = fund(initial="2646.34", received="672.44", executed="672.44", stated_rate="100%")
    form = clean(funds=(line,), as_of=date(2023, 6, 30))
    assert codes(found(form, "rate-base", as_of=None)) == [("warning", "年度资金总额")]
    judged = judge(form, SICHUAN, as_of=None).funds[0]
    assert (judged.rate, judged.line, judged.slow) == (D("0.2541"), D("0.40"), True)
    assert len(found(form, "slow-spending", as_of=None, rules=SICHUAN)) == 1


def test_two_bases_two_rates() -> None:
    assert half_up(D("37.24") / D("43.2"), 4) == D("0.8620")
    assert half_up(D("334.67") / D("861.46"), 4) == D("0.3885")
    assert half_up(D("2260.66") / D("26916.17"), 4) == D("0.0840")


# ---- targets


def test_a_direction_that_turns_round_and_a_closed_rate() -> None:
    turned = row("宣传品制作个数", "≤1个", "1个", weight="7", stated_score="7", likelihood=None, direction="正向")
    closed = row("报告合格率", "≥100%", "100%", weight="7", stated_score="7", likelihood=None)
    assert codes(found(with_row(evaluated(), 0, new=turned), "direction-conflict")) == [("warning", "宣传品制作个数")]
    assert codes(found(with_row(evaluated(), 0, new=closed), "direction-conflict")) == [("notice", "报告合格率")]


def test_half_as_much_again_wants_a_reason_and_july_is_before_september() -> None:
    more = points("户厕改造数量", "≥2000户", "3061户", "10", "10")
    on_time = points("完成验收时间", "9月前", "7月", "5", "5", 13, level2="时效指标")
    form = evaluation(more, on_time, funds=(money(),))
    assert codes(found(form, "over-target")) == [("notice", "户厕改造数量")]
    assert "153.05%" in found(form, "over-target")[0].message
    assert of(SCORE, form) == []
    assert found(form, "deviation-unexplained") == []


def test_a_placeholder_is_no_target() -> None:
    for text in ("88/100", "20/100"):
        target = read_target(text)
        assert target is None or target.number is None


# ---- counts and parts in words


@pytest.mark.parametrize(
    ("goal", "right"),
    [
        ("共评价5个对象，其中：部门整体1个，财政政策1个，重大项目4个。", False),
        ("共评价6个对象，其中：部门整体1个，财政政策1个，重大项目4个。", True),
        ("共实施15个项目，其中：年初批复8个，年中增加8个。", False),
        ("共监控27个项目，其中：公用经费1个，部门项目8个，公共项目18个。", True),
        ("共申请89.97万元，其中：预算编制30万元，审计30万元，测绘29.99万元。", False),
        ("共申请90万元，其中：预算编制30万元，审计30万元，测绘30万元。", True),
    ],
)
def test_parts_named_in_words(goal: str, right: bool) -> None:
    assert (said(goal) == []) is right


# ---- monitoring


def test_may_and_august_are_both_slightly_ahead() -> None:
    """46 % at the end of May (41.67 %) and 68 % at the end of August (66.67 %)."""
    for rate, month, last in ((D("0.46"), 5, 31), (D("0.68"), 8, 31)):
        assert words_against_progress(rate, time_progress(date(2023, month, last))) == "略高于序时进度"


def test_a_sample_form_in_july() -> None:
    """6 of 10 machines and 16 of 20 are ahead at 7/12; nothing of 2 lines is behind; 15 against a ceiling of 10 is over it."""
    rows = (
        row("年度采购数量", "≥10台", "≥6台", line=12),
        row("年度维护数量", "≥20台", "≥16台", line=13),
        row("线路租用数量", "≥2条", "≥0条", line=14),
        row("年度采购成本", "≤10万元/台", "≤15万元/台", line=15, level2="成本指标"),
        row("响应时间", "≤2小时", "≤2小时", line=16, level2="时效指标"),
    )
    judged = judge(clean(indicators=rows), COMMON, as_of=date(2023, 7, 31)).indicators
    assert [one.light for one in judged] == [Light.GREEN, Light.GREEN, Light.RED, Light.RED, Light.GREEN]
    assert judged[2].expected == 1


def test_what_was_cut_in_advance() -> None:
    """68 asked for 26,916.17; 63 got 24,655.51; so 5 got nothing and 2,260.66 was cut."""
    asked, granted = parse_amount("26916.17万元", WAN), parse_amount("24655.51万元", WAN)
    assert asked is not None and granted is not None
    assert (asked.yuan - granted.yuan, 68 - 63) == (D("22606600.00"), 5)
    assert D(985) - D("861.46") == D("123.54") and half_up(D("123.54") / 985, 4) == D("0.1254")
