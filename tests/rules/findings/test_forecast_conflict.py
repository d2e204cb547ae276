"""forecast-conflict: a forecast that cannot be."""

from __future__ import annotations

from hengji.rules.forms import IndicatorRow, Likelihood

from .builder import brief, clean, found, row, with_fund, with_row

CODE = "forecast-conflict"


def test_less_than_is_done_already() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "13公里", "12公里", line=12))
    assert brief(found(form, CODE)) == [("error", "道路硬化里程", "G12")]


def test_what_does_not_add_up_over_the_year_may_fall() -> None:
    form = with_row(clean(), 6, new=row("村民满意度", "≥90%", "95%", "92%", line=18, level1="满意度指标"))
    assert found(form, CODE) == []


def test_money_below_executed_or_above_the_budget() -> None:
    assert brief(found(with_fund(clean(), 0, forecast="60.00"), CODE)) == [("error", "年度资金总额", "J6")]
    assert brief(found(with_fund(clean(), 0, forecast="130.00"), CODE)) == [("error", "年度资金总额", "J6")]


def test_certain_with_a_short_forecast() -> None:
    short = row("道路硬化里程", "≥12公里", "7.5公里", "10公里", line=12, explanation="改线", remark="报批")
    assert brief(found(with_row(clean(), 0, new=short), CODE)) == [("error", "道路硬化里程", "G12")]
    unsure = row("道路硬化里程", "≥12公里", "7.5公里", "10公里", line=12, likelihood=Likelihood.POSSIBLE)
    assert found(with_row(clean(), 0, new=unsure), CODE) == []


def test_a_guess_never_accuses() -> None:
    form = with_row(clean(), 0, new=row("示例资源保有量", "1200", "1300", "1250", line=12))
    assert [one.severity for one in found(form, CODE)] == ["notice"]


def test_certain_with_a_forecast_over_a_limit_that_is_only_guessed() -> None:
    def severity(target: str) -> list[str]:
        return [one.severity for one in found(with_row(clean(), 4, new=_cost(target)), CODE)]

    assert severity("100万元") == ["notice"]
    assert severity("≤100万元") == ["error"]


def _cost(target: str) -> IndicatorRow:
    return row("项目支出金额", target, "50万元", "110万元", line=16, level2="成本指标")
