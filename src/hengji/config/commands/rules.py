"""``hengji rules`` and ``hengji explain``: without Django."""

from __future__ import annotations

import argparse

from hengji.config.saying import CannotGoOn, UnusableArgument, tell
from hengji.papers.rulefiles import difference, load_rules, rule_sets
from hengji.papers.scoringfiles import is_scoring, load_scoring, scoring_sets
from hengji.rules.findings import CATALOGUE, explain
from hengji.rules.parameters import RuleSetError
from hengji.rules.rulebook import rule_book, show
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import ScoringSet


def run(arguments: argparse.Namespace) -> int:
    """Show rule sets, or explain a finding."""
    try:
        return _explain(arguments) if arguments.command == "explain" else _rules(arguments)
    except RuleSetError as refusal:
        raise CannotGoOn(str(refusal)) from refusal


def _rules(arguments: argparse.Namespace) -> int:
    action, names = arguments.action, arguments.names
    wanted = {"list": 0, "show": 1, "diff": 2, "book": 0}[action]
    if len(names) != wanted:
        raise UnusableArgument(f"rules {action} 后面要跟 {wanted} 个规则集名称或文件。")
    sets: list[RuleSet | ScoringSet] = [load_scoring(name) if is_scoring(name) else load_rules(name) for name in names]
    if action == "list":
        known: list[RuleSet | ScoringSet] = [*rule_sets(), *scoring_sets()]
        lines = [f"{one.name}\t{one.title}\t{_sort(one)}\t版本 {one.version}\t{one.effective} 起" for one in known]
    elif action == "show":
        lines = show(sets[0])
    elif action == "diff":
        lines = _difference(sets[0], sets[1])
    else:
        lines = [rule_book(rule_sets(), scoring_sets())]
    tell(lines)
    return 0


def _sort(one: RuleSet | ScoringSet) -> str:
    return "计分" if isinstance(one, ScoringSet) else "监控"


def _difference(a: RuleSet | ScoringSet, b: RuleSet | ScoringSet) -> list[str]:
    if _sort(a) != _sort(b):
        raise UnusableArgument(f"{a.name}是{_sort(a)}规则集，{b.name}是{_sort(b)}规则集，没有可比的参数。")
    return difference(a, b)


def _explain(arguments: argparse.Namespace) -> int:
    if arguments.code is None:
        tell([f"{rule.code}\t{rule.title}" for rule in CATALOGUE])
        return 0
    if arguments.code not in {rule.code for rule in CATALOGUE}:
        raise UnusableArgument(f"没有“{arguments.code}”这类问题。hengji explain 可列出全部代码。")
    tell([explain(arguments.code)])
    return 0
