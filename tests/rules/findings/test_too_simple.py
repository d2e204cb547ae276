"""too-simple: words that say nothing where something must be said."""

from __future__ import annotations

import pytest

from hengji.rules.findings.shortfalls import says_nothing
from hengji.rules.forms import Cause, Likelihood

from .builder import approved_of, brief, clean, evaluated, found, row, with_row

CODE = "too-simple"


@pytest.mark.parametrize("goal", ["100", "无", "按计划", "完成建设", "完成100%", "完成12个", "12公里", "任务3项"])
def test_a_goal_that_names_no_task(goal: str) -> None:
    assert brief(found(clean(goal=goal), CODE)) == [("warning", "年度总体目标", "D9")]


def test_a_goal_that_names_one() -> None:
    assert found(clean(goal="完成示例村水渠清淤"), CODE) == []


@pytest.mark.parametrize("goal", ["巡林48次", "育苗35亩", "演出120场", "年度目标：清淤3.5公里"])
def test_a_task_with_its_quantity_is_a_goal_however_short(goal: str) -> None:
    assert found(clean(goal=goal), CODE) == []


def test_an_empty_explanation_of_a_red_light() -> None:
    late = row("道路硬化里程", "≥12公里", "1公里", line=12, causes=(Cause.FUNDING,), explanation="正常推进")
    assert brief(found(with_row(clean(), 0, new=late), CODE)) == [("warning", "道路硬化里程", "M12")]


def test_nothing_to_explain_nothing_to_ask() -> None:
    fine = row("道路硬化里程", "≥12公里", "7.5公里", line=12, explanation="无", remark="无")
    assert found(with_row(clean(), 0, new=fine), CODE) == []


def test_an_empty_measure_where_the_target_is_given_up() -> None:
    lost = row("道路硬化里程", "≥12公里", "7.5公里", line=12, likelihood=Likelihood.IMPOSSIBLE, explanation="用地手续未批", remark="暂无")
    assert brief(found(with_row(clean(), 0, new=lost), CODE)) == [("warning", "道路硬化里程", "O12")]


@pytest.mark.parametrize("text", ["项目尚在招标", "因雨季停工两个月", "待验收后支付", "增加一个班组"])
def test_words_that_say_something(text: str) -> None:
    assert not says_nothing(text)


def test_an_empty_measure_where_the_forecast_falls_short() -> None:
    short = row("道路硬化里程", "≥12公里", "7.5公里", "10公里", line=12, likelihood=Likelihood.POSSIBLE, explanation="改线", remark="无")
    assert brief(found(with_row(clean(), 0, new=short), CODE)) == [("warning", "道路硬化里程", "O12")]


def test_a_guess_never_accuses() -> None:
    guessed = row("示例资源保有量", "1200", "300", line=12, explanation="正常")
    assert [one.severity for one in found(with_row(clean(), 0, new=guessed), CODE)] == ["notice"]


def test_a_goal_that_was_approved_so_goes_to_the_reviewer() -> None:
    form = clean(goal="完成建设")
    (finding,) = found(form, CODE, approved=approved_of(form, goal="完成建设。"))
    assert (finding.severity, finding.addressee) == ("notice", "target-reviewer")


def test_a_self_evaluation_whose_words_say_nothing() -> None:
    unmet = row(
        "道路硬化里程", "≥12公里", "10公里", line=12, weight="50", stated_score="40", likelihood=None, explanation="已完成", remark="无"
    )
    assert brief(found(with_row(evaluated(), 0, new=unmet), CODE)) == [("warning", "道路硬化里程", "M12")]
