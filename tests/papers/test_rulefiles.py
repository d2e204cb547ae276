"""Rule sets found by name and by file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from hengji.papers.rulefiles import difference, load_rules, rule_set_names, rule_sets
from hengji.papers.scoringfiles import is_scoring, load_scoring, scoring_set_names
from hengji.rules.parameters import RuleSetError

OWN = """
name = "示例县"
title = "示例县（2026年）"
version = "1"
effective = 2026-01-01
extends = "%s"

[gap_points]
value = 0.15
meaning = "实现程度与执行率之差"
basis = "示例县确认"
basis_checked = true
"""


def test_shipped_sets_come_default_first() -> None:
    assert rule_set_names() == ("common-practice", "sichuan-2025")
    assert [rules.name for rules in rule_sets()] == list(rule_set_names())
    assert load_rules().name == "common-practice"


def test_a_file_extends_a_shipped_set(tmp_path: Path) -> None:
    path = tmp_path / "county.toml"
    path.write_text("\ufeff" + OWN % "sichuan-2025", encoding="utf-8")
    rules = load_rules(str(path))
    assert (rules.gap_points, rules.line_at(4), rules.slow_pace) == (Decimal("0.15"), Decimal("0.25"), Decimal("0.8"))
    assert rules.parameters["gap_points"].clause == "示例县确认"
    assert difference(load_rules("sichuan-2025"), rules)[1].startswith("gap_points：0.10 → 0.15")


def test_a_file_extends_its_neighbour_first(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text((OWN % "common-practice").replace('示例县"', 'city"').replace("0.15", "0.05"), encoding="utf-8")
    (tmp_path / "county.toml").write_text((OWN % "city").replace("gap_points", "gap_min_weight"), encoding="utf-8")
    rules = load_rules(str(tmp_path / "county.toml"))
    assert (rules.gap_points, rules.gap_min_weight) == (Decimal("0.05"), Decimal("0.15"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "找不到规则集"),
        (b"\xb0\xa1\xff", "UTF-8"),
        (b"name = ", "TOML"),
        (b" " * 1_000_001, "过大"),
        (b'extends = "own"', "互相引用"),
    ],
)
def test_an_unusable_file_gets_a_sentence(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RuleSetError, match=said):
        load_rules(str(path))


def test_no_difference_is_said() -> None:
    assert difference(load_rules(), load_rules()) == ["common-practice与common-practice的参数没有差别。"]


OWN_SCORING = """
name = "示例县计分"
title = "示例县（2026年）"
version = "1"
effective = 2026-01-01
extends = "mof-2021-101"

[inverse]
value = "ratio"
meaning = "反向指标超出指标值时的得分比例"
basis = "示例县确认"
basis_checked = true
"""


def test_a_scoring_set_is_told_from_a_rule_set(tmp_path: Path) -> None:
    scoring, rules = tmp_path / "计分.toml", tmp_path / "监控.toml"
    scoring.write_text(OWN_SCORING, encoding="utf-8")
    rules.write_text(OWN % "sichuan-2025", encoding="utf-8")
    assert is_scoring(str(scoring)) and not is_scoring(str(rules))
    assert all(is_scoring(name) for name in scoring_set_names()) and not any(is_scoring(name) for name in rule_set_names())
    assert not is_scoring("没有这个规则集")
    alone = OWN_SCORING.replace('extends = "mof-2021-101"', "").replace("[inverse]", "[floor]").replace('"ratio"', "0.5")
    scoring.write_text(alone, encoding="utf-8")
    assert is_scoring(str(scoring)), "by a parameter only scoring sets have"


def test_two_scoring_sets_are_compared_like_rule_sets() -> None:
    lines = difference(load_scoring("mof-2020-10"), load_scoring("platform-default"))
    assert lines[1].startswith("excellent：90 → 80") and len(lines) == 3
