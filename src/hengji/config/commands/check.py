"""``hengji check`` and ``hengji template``: without Django."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from hengji.check.explain import explain_file
from hengji.check.outputs import NotWritten
from hengji.check.pipeline import Options, check
from hengji.check.templates import write_templates
from hengji.config.saying import CannotGoOn, UnusableArgument
from hengji.papers.files.book import Unreadable
from hengji.papers.rulefiles import load_rules
from hengji.papers.scoringfiles import is_scoring, load_scoring
from hengji.papers.tables import Unusable
from hengji.rules.parameters import RuleSetError
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import ScoringSet


def run(arguments: argparse.Namespace) -> int:
    """Check forms, or write forms to be filled."""
    try:
        return _template(arguments) if arguments.command == "template" else _check(arguments)
    except (Unusable, Unreadable, RuleSetError, NotWritten) as refusal:
        raise CannotGoOn(str(refusal)) from refusal


def _check(arguments: argparse.Namespace) -> int:
    if not arguments.paths:
        raise UnusableArgument("没有说要检查哪个文件或文件夹。例：hengji check 交回的监控表/")
    for path in [*arguments.paths, *_given_files(arguments)]:
        if not path.exists():
            raise UnusableArgument(f"找不到“{path}”。请检查路径。")
    if arguments.explain:
        return explain_file(arguments.paths)
    out = arguments.out or (None if arguments.json else Path("检查结果"))
    rules, scoring = _adopted(arguments.rules)
    return check(
        Options(
            paths=tuple(arguments.paths), as_of=arguments.as_of, roster=arguments.roster, targets=arguments.targets,
            payments=arguments.payments, reports=arguments.reports, previous=arguments.previous, decisions=arguments.decisions,
            rules=rules, scoring=scoring, out=out, json=arguments.json,
        )
    )  # fmt: skip


def _adopted(names: Sequence[str]) -> tuple[RuleSet, ScoringSet | None]:
    """The rule set to judge by and the scoring set adopted, of what ``--rules`` names; at most one of each."""
    scoring = [name for name in names if is_scoring(name)]
    rules = [name for name in names if name not in scoring]
    for same in (rules, scoring):
        if len(same) > 1:
            raise UnusableArgument(f"--rules 给了两个同类的规则集（{'、'.join(same)}），只能用一个。")
    return load_rules(*rules), load_scoring(scoring[0]) if scoring else None


def _given_files(arguments: argparse.Namespace) -> list[Path]:
    given = (arguments.roster, arguments.targets, arguments.payments, arguments.reports, arguments.previous, arguments.decisions)
    return [path for path in given if path is not None]


def _template(arguments: argparse.Namespace) -> int:
    return write_templates(arguments.targets, arguments.roster, arguments.as_of, arguments.out)
