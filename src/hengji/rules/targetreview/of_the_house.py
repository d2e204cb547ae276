"""Rules of ``rules.findings`` that a draft is examined by as well: same code, same sentence, the cell given as a place of the draft."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from hengji.rules.findings import (
    direction_conflict,
    goal_conflict,
    missing_field,
    placeholder_text,
    too_simple,
    value_unreadable,
    weights_as_targets,
)
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding
from hengji.rules.findings.rule import Rule
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import Aspect, DraftRule, Find


def _placed(find: Callable[[Case], Iterator[Finding]]) -> Find:
    """The house's function, its findings' cells turned from words into keys."""

    def of_draft(case: DraftCase) -> Iterator[Finding]:
        for finding in find(case.house_case):
            place = case.places.get(finding.cell or "")
            message = finding.message if place is None or place.row is not None else finding.message.replace(f"（{place.chinese}）", "")
            yield replace(finding, message=message, cell=place.key if place else None, problem_class=None)

    return of_draft


def _of(rule: Rule, aspect: Aspect) -> DraftRule:
    assert rule.find is not None
    find = _placed(rule.find)
    return DraftRule(rule.code, rule.title, aspect, rule.severities, rule.meaning, rule.basis, rule.example, find, rule.parameters)


MISSING_FIELD = _of(missing_field.RULE, Aspect.COMPLETE)
PLACEHOLDER_TEXT = _of(placeholder_text.RULE, Aspect.COMPLETE)
TOO_SIMPLE = _of(too_simple.RULE, Aspect.COMPLETE)
GOAL_CONFLICT = _of(goal_conflict.RULE, Aspect.RELEVANT)
VALUE_UNREADABLE = _of(value_unreadable.RULE, Aspect.REFINED)
WEIGHTS_AS_TARGETS = _of(weights_as_targets.RULE, Aspect.REFINED)
DIRECTION_CONFLICT = _of(direction_conflict.RULE, Aspect.REFINED)
