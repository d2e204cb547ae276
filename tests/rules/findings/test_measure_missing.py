"""measure-missing: given up, and no measure."""

from __future__ import annotations

from dataclasses import replace

from hengji.rules.forms import Likelihood

from .builder import brief, clean, evaluated, found, row, with_row

CODE = "measure-missing"


def rewritten(*, likelihood: Likelihood, forecast: str | None = None, **words: str) -> list[tuple[str, str, str | None]]:
    new = row("道路硬化里程", "≥12公里", "7.5公里", forecast, line=12, likelihood=likelihood, explanation="用地手续未批", **words)
    return brief(found(with_row(clean(), 0, new=new), CODE))


def test_impossible_or_a_short_forecast_without_a_measure_is_an_error() -> None:
    assert rewritten(likelihood=Likelihood.IMPOSSIBLE) == [("error", "道路硬化里程", "O12")]
    assert rewritten(likelihood=Likelihood.POSSIBLE, forecast="10公里") == [("error", "道路硬化里程", "O12")]


def test_possible_without_a_measure_is_a_notice() -> None:
    assert rewritten(likelihood=Likelihood.POSSIBLE) == [("notice", "道路硬化里程", "O12")]


def test_not_found_with_a_measure_or_where_all_is_well() -> None:
    assert rewritten(likelihood=Likelihood.IMPOSSIBLE, remark="调减目标，报批后执行") == []
    assert rewritten(likelihood=Likelihood.CERTAIN) == []


def test_one_column_that_asks_for_cause_and_measure_counts_as_both() -> None:
    new = row("道路硬化里程", "≥12公里", "7.5公里", "10公里", likelihood=Likelihood.POSSIBLE, explanation="用地未批，加快报批")
    form = with_row(clean(), 0, new=new)
    columns = form.columns - {"indicator.remark"} | {"indicator.explanation+measure"}
    assert found(replace(form, columns=columns), CODE) == []


def test_a_self_evaluation_is_not_asked() -> None:
    assert found(evaluated(), CODE) == []


def test_a_guess_never_accuses() -> None:
    guessed = row("项目支出金额", "100万元", "50万元", "110万元", line=16, level2="成本指标")
    assert [one.severity for one in found(with_row(clean(), 4, new=guessed), CODE)] == ["notice"]
