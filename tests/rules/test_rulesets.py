"""Rule sets: what the two sets hold, and what a faulty file is told."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from hengji.rules.parameters import RuleSetError, base_of
from hengji.rules.rulesets import RANGES, RuleSet, parse

from .judging import COMMON, SICHUAN, text_of

HEAD = {"name", "title", "version", "effective", "parameters", "extends", "note"}


def test_every_parameter_is_an_attribute_with_the_same_value() -> None:
    assert set(RANGES) == {field.name for field in fields(RuleSet)} - HEAD
    for rules in (COMMON, SICHUAN):
        assert set(rules.parameters) == set(RANGES)
        assert all(getattr(rules, name) == parameter.value for name, parameter in rules.parameters.items())
        assert all(parameter.basis and parameter.meaning for parameter in rules.parameters.values())


def test_nothing_unchecked_is_printed_as_a_clause() -> None:
    assert {parameter.clause for parameter in COMMON.parameters.values() if not parameter.basis_checked} == {"按本县确认的规则"}


def test_sichuan_differs_in_its_lines_and_its_gap_only() -> None:
    differing = {name for name in RANGES if getattr(COMMON, name) != getattr(SICHUAN, name)}
    assert differing == {"staged_lines", "gap_points"}
    assert SICHUAN.gap_points == Decimal("0.10")
    assert [SICHUAN.line_at(month) for month in (3, 4, 5, 7, 12)] == [None, *map(Decimal, ("0.25", "0.25", "0.40", "0.80"))]
    assert COMMON.line_at(12) is None


def test_a_set_names_what_it_extends() -> None:
    assert base_of(text_of("sichuan-2025")) == "common-practice"
    assert base_of(text_of("common-practice")) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[slow_pace]\nvalue = 0.8", "[slow_pace]\nvalue = 1.8", "slow_pace"),
        ("[slow_pace]\nvalue = 0.8", '[slow_pace]\nvalue = "快"', "须为数字"),
        ("[idle_months]\nvalue = 6", "[idle_months]\nvalue = 6.5", "须为整数"),
        ("[idle_months]\nvalue = 6", "[idle_months]\nvalue = true", "须为整数"),
        ("[slow_pace]", "[slow_speed]", "没有名为“slow_speed”"),
        ("[execution_yellow]\nvalue = 0.6", "[execution_yellow]\nvalue = 0.9", "不得高于execution_green"),
        ('value = "linear"', 'value = "cubic"', "只能是"),
        ("value = []", "value = [[6, 0.4], [4, 0.5]]", "逐条递增"),
        ("value = []", "value = [6, 0.4]", "[[月份, 比例], …]"),
        ("effective = 2019-07-26", 'effective = "去年"', "施行日期"),
        ('name = "common-practice"', "name = 3", "name"),
        ('version = "2026.1"', "version", "TOML"),
        ("basis_checked = false", 'basis_checked = "否"', "basis_checked"),
        ("basis_checked = false", "", "四项"),
    ],
)  # fmt: skip
def test_a_faulty_file_gets_a_sentence(old: str, new: str, said: str) -> None:
    text = text_of("common-practice")
    assert old in text
    with pytest.raises(RuleSetError, match=said.replace("[", r"\[")) as error:
        parse(text.replace(old, new, 1))
    assert str(error.value).endswith("。")


def test_a_missing_parameter_is_named() -> None:
    text = text_of("common-practice")
    start = text.index("[near_match]")
    with pytest.raises(RuleSetError, match="缺少参数：near_match"):
        parse(text[:start] + text[text.index("[boilerplate_objects]") :])


def test_a_missing_base_is_named() -> None:
    with pytest.raises(RuleSetError, match="common-practice"):
        parse(text_of("sichuan-2025"))
