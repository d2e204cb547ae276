"""adjustment-unexplained: a changed budget and no reason."""

from __future__ import annotations

from dataclasses import replace

from .builder import brief, evaluated, found, with_fund

CODE = "adjustment-unexplained"


def test_only_where_the_form_asks() -> None:
    form = evaluated()
    assert found(form, CODE) == []
    asking = replace(form, columns=form.columns | {"fund.explanation"})
    assert brief(found(asking, CODE)) == [("warning", "年度资金总额", "K6")]


def test_a_reason_is_enough_but_the_templates_prompt_is_none() -> None:
    form = replace(evaluated(), columns=evaluated().columns | {"fund.explanation"})
    assert found(with_fund(form, 0, explanation="年中追加村道安全设施经费"), CODE) == []
    assert found(with_fund(form, 0, explanation="预算调整的应单独说明理由（100字以内）"), CODE)


def test_an_unchanged_budget_needs_none() -> None:
    form = replace(evaluated(), columns=evaluated().columns | {"fund.explanation"})
    assert found(with_fund(form, 0, initial="120.00"), CODE) == []
