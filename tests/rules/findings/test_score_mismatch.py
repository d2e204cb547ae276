"""score-mismatch: the unit's own score is not what its figures earn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings.score_mismatch import RULE

from .builder import brief, clean, evaluated
from .evaluations import money, of, points, scored

MOF_101 = load_scoring("mof-2021-101")

D = Decimal
REST = evaluated().indicators[1:]


def severities(score: str, actual: str = "98%", target: str = "=100%", weight: str = "10", **words: str) -> list[str]:
    form = scored(points("政策知晓率", target, actual, weight, score, **words), *REST)
    return [one.severity.value for one in of(RULE, form)]


def test_a_clean_form_and_other_kinds_are_silent() -> None:
    assert of(RULE, scored()) == []
    assert of(RULE, clean()) == []


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        ("9.8", []),
        ("9.9", []),
        ("9.7", []),
        ("9.91", ["warning"]),
        ("9.69", ["notice"]),
        ("10", ["notice"]),
        ("9", ["notice"]),
        ("11", ["warning"]),
    ],
)
def test_a_tenth_either_way_is_allowed(score: str, severity: list[str]) -> None:
    """98 of 100 earns 9.80; 10 in a column of whole numbers is 9.80 rounded, 9 is short of it without a word."""
    assert severities(score) == severity


def test_full_marks_withheld_from_a_target_that_is_met_need_a_word() -> None:
    assert severities("7", "100%") == ["warning"]
    assert severities("7", "100%", explanation="资金到位较晚，酌情扣分") == []
    assert severities("7", "100%", explanation="无") == ["warning"]


def test_the_message_works_it_out() -> None:
    found = of(RULE, scored(points("政策知晓率", "=100%", "98%", "10", "9"), *REST))
    assert brief(found) == [("notice", "政策知晓率", "Q12")]
    assert found[0].message == "“政策知晓率”自评得分9分（分值10分）（Q12），按规则应为9.8分（完成率98÷100=98%，98%×10分）。"


def test_full_marks_for_half_the_work_is_a_warning() -> None:
    assert severities("10", "50%") == ["warning"]
    assert severities("9.5", "98%", "=100%") == ["notice"], "less than earned, unmet: a notice"


def test_a_direction_that_is_guessed_is_a_notice() -> None:
    assert severities("10", "5吨", "10吨") == ["notice"]
    assert severities("10", "5吨", "≥10吨") == ["warning"]


def test_words_inside_their_band_are_never_a_mismatch() -> None:
    assert severities("8", "明显改善", "明显改善") == []
    assert severities("6", "明显改善", "明显改善") == []
    assert severities("10", "部分改善", "明显改善") == ["notice"]
    assert severities("7", "部分改善", "明显改善") == []
    assert severities("12", "明显改善", "明显改善") == ["warning"], "more than the points"


def test_dates_are_dates() -> None:
    assert severities("10", "7月", "9月前") == []


def test_nothing_to_compare_is_another_rule() -> None:
    assert severities("10", "进展顺利", "≥10吨") == []
    unpointed = scored(points("政策知晓率", "=100%", "98%", "", "3"), *REST)
    unscored = scored(points("政策知晓率", "=100%", "98%", "10", ""), *REST)
    assert of(RULE, unpointed) == of(RULE, unscored) == []


def test_execution_by_the_adjusted_budget() -> None:
    """60 of 120 earns 5."""
    half = money(executed="60.00")
    assert brief(of(RULE, scored(funds=(half,)))) == [("warning", "年度资金总额", "M6")]
    assert of(RULE, scored(funds=(money(executed="60.00", stated_score="5"),))) == []
    assert brief(of(RULE, scored(funds=(money(stated_score="0"),)))) == [("warning", "年度资金总额", "M6")]
    told = replace(half, stated_score=D(3), texts={**half.texts, "explanation": "部分款项次年支付"})
    assert of(RULE, scored(funds=(told,))) == []


def test_a_form_box_may_give_the_reason() -> None:
    form = scored(points("政策知晓率", "=100%", "98%", "10", "9"), *REST)
    assert of(RULE, replace(form, boxes={"偏差大或目标未完成原因分析": "宣传覆盖偏远村组不足"})) == []


def test_the_rule_set_decides() -> None:
    """98 % under a pass mark of 60 %: 38 ÷ 40 of the points."""
    form = scored(points("政策知晓率", "=100%", "98%", "10", "9.8"), *REST)
    assert [one.severity for one in of(RULE, form, MOF_101)] == ["warning"]


def test_weights_in_the_target_column_and_doubtful_units_are_left_alone() -> None:
    rows = tuple(points(f"示例事项{i}", str(n), str(n), str(n), "1") for i, n in enumerate((20, 30, 40)))
    assert of(RULE, scored(*rows)) == []
