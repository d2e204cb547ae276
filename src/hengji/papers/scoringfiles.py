"""Scoring rule sets as files: those that come with the program, found by name, or one of one's own."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from hengji.papers.rulefiles import rule_set_names
from hengji.rules.parameters import RuleSetError, base_of
from hengji.rules.scoring.sets import DEFAULT, ScoringSet, parse, scores

_LARGEST = 1_000_000


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
    text = _text_of(name_or_file)
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
    text = _text_of(name_or_file)
    return base_of(text) in scoring_set_names() or scores(text)


def _text_of(name_or_file: str) -> str:
    if name_or_file in scoring_set_names():
        return (_shipped() / f"{name_or_file}.toml").read_text(encoding="utf-8")
    path = Path(name_or_file)
    if not path.is_file():
        raise RuleSetError(f"找不到计分规则集“{name_or_file}”：既不是文件，也不是已有规则集（{'、'.join(scoring_set_names())}）。")
    try:
        if path.stat().st_size > _LARGEST:
            raise RuleSetError(f"计分规则集文件“{path}”过大，不像规则集。")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleSetError(f"计分规则集文件“{path}”无法读取，或不是UTF-8文本。") from error


def _shipped() -> resources.abc.Traversable:
    return resources.files("hengji.rules.scoring")
