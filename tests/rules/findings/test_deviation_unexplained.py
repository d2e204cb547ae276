"""deviation-unexplained: behind, and nobody says why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hengji.rules.forms import Cause, Likelihood

from .builder import brief, clean, evaluated, found, row, with_row

CODE = "deviation-unexplained"
LATE = {"name": "道路硬化里程", "target": "≥12公里", "actual": "1公里", "line": 12}


def test_a_red_light_without_cause_or_words_is_an_error() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "1公里", line=12))
    assert brief(found(form, CODE)) == [("error", "道路硬化里程", "M12")]


def test_a_cause_without_words_is_a_warning_and_words_are_enough() -> None:
    ticked = row("道路硬化里程", "≥12公里", "1公里", line=12, causes=(Cause.FUNDING,))
    told = row("道路硬化里程", "≥12公里", "1公里", line=12, explanation="征地延后，7月开工")
    assert brief(found(with_row(clean(), 0, new=ticked), CODE)) == [("warning", "道路硬化里程", "M12")]
    assert found(with_row(clean(), 0, new=told), CODE) == []


def test_a_remark_is_a_measure_and_no_cause() -> None:
    late = row("道路硬化里程", "≥12公里", "1公里", line=12, remark="加派施工队伍")
    assert brief(found(with_row(clean(), 0, new=late), CODE)) == [("error", "道路硬化里程", "M12")]


def test_a_forecast_short_of_target_and_a_likelihood_that_doubts() -> None:
    short = row("道路硬化里程", "≥12公里", "7.5公里", "10公里", line=12)
    unsure = row("道路硬化里程", "≥12公里", "7.5公里", line=12, likelihood=Likelihood.POSSIBLE)
    assert [one.severity for one in found(with_row(clean(), 0, new=short), CODE)] == ["error"]
    assert [one.severity for one in found(with_row(clean(), 0, new=unsure), CODE)] == ["error"]


def test_a_guess_never_accuses() -> None:
    guessed = row("示例资源保有量", "1200", "300", line=12)
    assert [one.severity for one in found(with_row(clean(), 0, new=guessed), CODE)] == ["notice"]


def test_forecasts_in_words_are_not_short_and_limits_count_upwards() -> None:
    words = row("道路硬化里程", "≥12公里", "7.5公里", "能完成", line=12)
    limit = row("项目总成本", "≤120万元", "72万元", "130万元", line=16, level2="成本指标")
    below = row("项目总成本", "≤120万元", "72万元", "110万元", line=16, level2="成本指标")
    assert found(with_row(clean(), 0, new=words), CODE) == []
    assert len(found(with_row(clean(), 4, new=limit), CODE)) == 1
    assert found(with_row(clean(), 4, new=below), CODE) == []


def test_a_form_that_does_not_ask_why() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "1公里", line=12))
    asked = {"explanation", "funding", "institution", "personnel", "equipment", "other"}
    assert found(replace(form, columns=form.columns - {f"indicator.{key}" for key in asked}), CODE) == []


def test_self_evaluation_unmet_or_scored_below_its_weight() -> None:
    def scored(actual: str, score: str, **words: str) -> list[tuple[str, str, str | None]]:
        new = row("道路硬化里程", "≥12公里", actual, line=12, weight="50", stated_score=score, likelihood=None, **words)
        return brief(found(with_row(evaluated(), 0, new=new), CODE))

    assert scored("10公里", "41.67") == [("error", "道路硬化里程", "M12")]
    assert scored("12公里", "45") == [("error", "道路硬化里程", "M12")]
    assert scored("12公里", "50") == []
    assert scored("10公里", "41.67", explanation="两公里路段改线，次年实施") == []


def test_a_forecast_over_a_limit_that_is_only_guessed() -> None:
    def severity(target: str, likelihood: Likelihood = Likelihood.CERTAIN) -> list[str]:
        cost = row("项目支出金额", target, "50万元", "110万元", line=16, level2="成本指标", likelihood=likelihood)
        return [one.severity for one in found(with_row(clean(), 4, new=cost), CODE)]

    assert severity("100万元") == ["notice"]
    assert severity("≤100万元") == severity("100万元", Likelihood.POSSIBLE) == ["error"]


def test_a_tick_is_enough_where_the_form_has_no_column_for_words() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "1公里", line=12, causes=(Cause.FUNDING,)))
    assert found(replace(form, columns=form.columns - {"indicator.explanation"}), CODE) == []


@pytest.mark.parametrize(
    ("wanted", "told"), [("＞10个", "＞10个"), ("＜1%", "＜1%"), ("＜24小时", "24小时内"), ("＞90%", "90%以上"), ("＜5%", "小于5%")]
)
def test_the_targets_own_bound_as_actual_meets_it(wanted: str, told: str) -> None:
    assert found(with_row(clean(), 0, new=row("办理差错", wanted, told, told, line=12)), CODE) == []
    assert found(with_row(evaluated(), 0, new=row("办理差错", wanted, told, line=12, weight="50", stated_score="50")), CODE) == []


def test_the_bare_number_of_a_strict_target_does_not_meet_it() -> None:
    missed = row("办结率", "＞90%", "90%", line=12, weight="50", stated_score="50", likelihood=None)
    assert found(with_row(evaluated(), 0, new=missed), CODE)
