"""The rule book says every parameter and every finding, and docs/rulebook.md is what the rules say today."""

from __future__ import annotations

from pathlib import Path

from hengji.papers.rulefiles import rule_sets
from hengji.papers.scoringfiles import scoring_sets
from hengji.rules.findings import CATALOGUE
from hengji.rules.rulebook import ARTICLES, rule_book, show
from hengji.rules.rulesets import RANGES
from hengji.rules.scoring.sets import RANGES as SCORED
from hengji.rules.targetreview import DRAFT_CATALOGUE

BOOK = Path(__file__).resolve().parents[2] / "docs" / "rulebook.md"


def test_the_printed_book_is_in_step() -> None:
    assert BOOK.read_text(encoding="utf-8") == rule_book(rule_sets(), scoring_sets()), "run: hengji rules book > docs/rulebook.md"


def test_every_parameter_and_every_finding_stands_in_it() -> None:
    book = rule_book(rule_sets(), scoring_sets())
    assert all(f"| `{name}` |" in book for name in RANGES)
    assert all(f"### `{rule.code}` {rule.title}" in book for rule in CATALOGUE)
    assert all(f"`{rule.code}` {rule.title}" in book.split("## 六、绩效目标审核")[1] for rule in DRAFT_CATALOGUE)


def test_every_parameter_is_used_by_some_rule() -> None:
    rules = (*CATALOGUE, *DRAFT_CATALOGUE)
    used = {name for article in ARTICLES for name in article.parameters} | {name for rule in rules for name in rule.parameters}
    of_papers = {"good_examples_most", "slightly", "clearly", "near_match"}
    assert set(RANGES) - used <= of_papers


def test_examples_are_sentences() -> None:
    rules = rule_sets()[0]
    for article in ARTICLES:
        assert all(line.endswith("。") and "None" not in line for line in article.example(rules)), article.title


def test_every_scoring_set_has_its_section_with_basis_and_an_example() -> None:
    book = rule_book(rule_sets(), scoring_sets()).split("## 五、自评计分")[1]
    for scoring in scoring_sets():
        section = book.split(f"（{scoring.name}）")[1].split("### ")[0]
        assert all(f"| `{name}` | {scoring.parameters[name].text} |" in section for name in SCORED)
        assert section.count("未核对") == len(SCORED) and "> 总分" in section and "None" not in section


def test_scored_examples_follow_the_sets() -> None:
    sections = dict(
        zip(
            [one.name for one in scoring_sets()],
            rule_book(rule_sets(), scoring_sets()).split("## 五、自评计分")[1].split("## 六、")[0].split("### ")[1:],
            strict=True,
        )
    )
    assert "单位造价（10分）：超出控制目标10%，1−10%=90%，90%×10分，得9分。" in sections["mof-2020-10"]
    assert "单位造价（10分）：超出控制目标，10÷11=90.91%，90.91%×10分，得9.09分。" in sections["hubei"]
    assert "群众满意度（10分）：满意度85%，按分档得80%，80%×10分，得8分。" in sections["mof-2021-101"]
    assert "预算执行" not in sections["ningxia"].split("| 参数 |")[0].split("例：")[1]


def test_show_gives_a_line_a_parameter() -> None:
    lines = show(rule_sets()[1])
    assert [name for name in RANGES if not any(line.startswith(f"{name} = ") for line in lines)] == []
    assert "common-practice" in lines[1]


def test_show_prints_a_scoring_set_too() -> None:
    lines = show(next(one for one in scoring_sets() if one.name == "hubei"))
    assert [name for name in SCORED if not any(line.startswith(f"{name} = ") for line in lines)] == []
    assert lines[1] == "以 mof-2020-10 为基础"
