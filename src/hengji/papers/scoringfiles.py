"""Scoring rule sets as files: those that come with the program, found by name, or one of one's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from hengji.papers.rulefiles import rule_set_names, text_of
from hengji.rules.parameters import RuleSetError, base_of
from hengji.rules.scoring.sets import DEFAULT, ScoringSet, parse, scores


@cache
def scoring_set_names() -> tuple[str, ...]:
    """The scoring sets that come with the program, the default first."""
    found = (entry.name.removesuffix(".toml") for entry in _shipped().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


@cache
def scoring_sets() -> tuple[ScoringSet, ...]:
    """The scoring sets that come with the program, the default first."""
    return tuple(load_scoring(name) for name in scoring_set_names())


def load_scoring(name_or_file: str = DEFAULT) -> ScoringSet:
    """A scoring set by its name, or from a TOML file that may extend a shipped one.

    Raises ``RuleSetError`` with a Chinese sentence: not found, not readable, or not valid.
    """
    text, _ = text_of(name_or_file, scoring_set_names(), _shipped(), "计分")
    wanted = base_of(text)
    if wanted is not None and wanted not in scoring_set_names():
        raise RuleSetError(f"计分规则集“{name_or_file}”以“{wanted}”为基础，但没有这个规则集。")
    if wanted == name_or_file:
        raise RuleSetError(f"计分规则集“{name_or_file}”以自己为基础。")
    return parse(text, load_scoring(wanted) if wanted else None)


def is_scoring(name_or_file: str) -> bool:
    """Whether this names a scoring set: a shipped one, or a file that extends one or sets what only scoring sets have.

    What is found nowhere is left to ``load_rules`` to refuse.
    """
    if name_or_file in scoring_set_names():
        return True
    if name_or_file in rule_set_names() or not Path(name_or_file).is_file():
        return False
    text, _ = text_of(name_or_file, (), _shipped())
    return base_of(text) in scoring_set_names() or scores(text)


def _shipped() -> Traversable:
    return resources.files("hengji.rules.scoring")
