"""The rule book says every parameter and every finding, and docs/rulebook.md is what the rules say today."""

from __future__ import annotations

from pathlib import Path

from hengji.papers.rulefiles import rule_sets
from hengji.rules.findings import CATALOGUE
from hengji.rules.rulebook import ARTICLES, rule_book, show
from hengji.rules.rulesets import RANGES

BOOK = Path(__file__).resolve().parents[2] / "docs" / "rulebook.md"


def test_the_printed_book_is_in_step() -> None:
    assert BOOK.read_text(encoding="utf-8") == rule_book(rule_sets()), "run: hengji rules book > docs/rulebook.md"


def test_every_parameter_and_every_finding_stands_in_it() -> None:
    book = rule_book(rule_sets())
    assert all(f"| `{name}` |" in book for name in RANGES)
    assert all(f"### `{rule.code}` {rule.title}" in book for rule in CATALOGUE)


def test_every_parameter_is_used_by_some_rule() -> None:
    used = {name for article in ARTICLES for name in article.parameters} | {name for rule in CATALOGUE for name in rule.parameters}
    of_papers = {"good_examples_most", "slightly", "clearly", "near_match"}
    assert set(RANGES) - used <= of_papers


def test_examples_are_sentences() -> None:
    rules = rule_sets()[0]
    for article in ARTICLES:
        assert all(line.endswith("。") and "None" not in line for line in article.example(rules)), article.title


def test_show_gives_a_line_a_parameter() -> None:
    lines = show(rule_sets()[1])
    assert [name for name in RANGES if not any(line.startswith(f"{name} = ") for line in lines)] == []
    assert "common-practice" in lines[1]
