"""Scoring rule sets: what is shipped, what is refused and in what words, which one scores a form."""

from __future__ import annotations

from decimal import Decimal
from importlib import resources

import pytest

from hengji.papers.scoringfiles import load_scoring, scoring_set_names, scoring_sets
from hengji.rules.parameters import RuleSetError
from hengji.rules.scoring import choose
from hengji.rules.scoring.sets import RANGES, parse

HUBEI = load_scoring("hubei")
MOF = load_scoring("mof-2020-10")
MOF_101 = load_scoring("mof-2021-101")
NINGXIA = load_scoring("ningxia")
PLATFORM = load_scoring("platform-default")
SHIPPED = scoring_sets()


def text_of(name: str) -> str:
    return (resources.files("hengji.rules.scoring") / f"{name}.toml").read_text(encoding="utf-8")


D = Decimal


def test_what_differs_between_the_shipped_sets() -> None:
    assert (MOF.execution_weight, MOF.inverse, MOF.floor, MOF.partly_from, MOF.excellent) == (10, "linear", 0, D("0.6"), 90)
    assert (HUBEI.execution_weight, HUBEI.inverse, HUBEI.partly_from) == (20, "ratio", D("0.5"))
    assert MOF_101.floor == D("0.6") and MOF_101.satisfaction_steps == ((D("0.9"), D(1)), (D("0.8"), D("0.8")), (D("0.6"), D("0.5")))
    assert (NINGXIA.execution_weight, PLATFORM.excellent) == (0, 80)


def test_every_parameter_has_its_basis_and_none_claims_to_be_checked() -> None:
    for scoring in SHIPPED:
        assert list(scoring.parameters) == list(RANGES)
        assert all(parameter.meaning and parameter.basis and not parameter.basis_checked for parameter in scoring.parameters.values())
        assert all(parameter.clause == "按本县确认的规则" and parameter.text for parameter in scoring.parameters.values())
    assert MOF_101.parameters["execution_steps"].text == "80%以上得70%、60%以上得50%"


def test_a_family_has_one_set_and_an_unknown_one_the_plain_proportion() -> None:
    families = [family for scoring in SHIPPED for family in scoring.families]
    assert len(families) == len(set(families))
    assert choose("hubei", SHIPPED) == HUBEI
    assert choose("ningxia", SHIPPED) == NINGXIA
    assert choose("unknown", SHIPPED) == MOF
    assert choose("mof-2020", reversed(SHIPPED)) == MOF, "101号 is adopted by name, never chosen by a form"
    with pytest.raises(RuleSetError, match="没有适用于“unknown”"):
        choose("unknown", [HUBEI])


def test_the_files_are_found_by_name() -> None:
    assert scoring_set_names()[0] == "mof-2020-10" and len(scoring_sets()) == len(SHIPPED)
    assert load_scoring("hubei") == HUBEI
    with pytest.raises(RuleSetError, match="找不到计分规则集“某某”"):
        load_scoring("某某")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value = 10\n", "value = 101\n", "execution_weight（101）不得高于full"),
        ('value = "linear"', 'value = "square"', "“inverse”只能是linear、ratio之一"),
        ("value = 0.6\n", "value = 0.9\n", "partly_from（0.9）不得高于achieved_from（0.8）"),
        ("value = 90\n", 'value = "九十"\n', "“excellent”须为数字"),
        ("value = []\n", "value = [[0.6, 0.5], [0.8, 0.7]]\n", "档次须从高到低"),
        ("value = []\n", "value = [0.6]\n", "须写成\\[\\[达到, 得分比例\\], …\\]"),
        ("[floor]", "[floors]", "没有名为“floors”的计分参数"),
        ("effective = 2020-02-25\n", "", "缺少施行日期"),
        ('title = "按完成比例计分（通行做法）"\n', "", "缺少“title”"),
        ("basis_checked = false", 'basis_checked = "否"', "basis_checked须为true或false"),
        ("[full]\nvalue = 100", "[full]\nvalue = 100\nnote = 1", "不多不少"),
        ("[full]", "[[full", "不是有效的TOML文本"),
    ],
)
def test_a_bad_set_is_refused_in_chinese(old: str, new: str, words: str) -> None:
    text = text_of("mof-2020-10")
    assert old in text
    with pytest.raises(RuleSetError, match=words):
        parse(text.replace(old, new, 1))


def test_what_is_missing_is_named_and_a_base_must_be_there() -> None:
    with pytest.raises(RuleSetError, match="缺少参数：full、execution_weight"):
        parse('name = "甲"\ntitle = "甲"\nversion = "1"\neffective = 2023-01-01\n')
    with pytest.raises(RuleSetError, match="没有读到该规则集"):
        parse(text_of("hubei"))
