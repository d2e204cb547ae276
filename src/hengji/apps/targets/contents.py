"""Rows of this app as contents: a declaration or a revision as a draft, and what the rules say of it."""

from __future__ import annotations

from typing import Any

from hengji.apps.targets.draft import MONTHS, Draft, Remark, examined, trimmed
from hengji.apps.targets.models import Declaration, TargetIndicator, TargetRevision
from hengji.apps.targets.objects import context_of, rules_of, subject_of
from hengji.rules.measures import MeasureSource

_PLAIN = ("level1", "level2", "name", "sign", "value", "unit", "weight", "evidence", "basis")


def draft_of(declaration: Declaration) -> Draft:
    """What a declaration says."""
    return Draft(declaration.goal, declaration.medium_goal, tuple(declaration.rows))


def remarks_of(declaration: Declaration) -> tuple[Remark, ...]:
    """What the rules find in a declaration as it stands in memory."""
    program = declaration.target.program
    rules, months_wanted = rules_of(declaration.region_id)
    context = context_of(program, rules)
    return examined(draft_of(declaration), subject_of(program), context, declaration.answers, months_wanted=months_wanted)


def of_revision(revision: TargetRevision, indicators: Any = None) -> Draft:
    """What a sealed revision says."""
    rows = revision.indicators.order_by("position") if indicators is None else indicators
    return Draft(revision.goal, revision.medium_goal, tuple(_row(one) for one in rows))


def _row(one: TargetIndicator) -> dict[str, str]:
    texts = {key: getattr(one, key) for key in _PLAIN}
    chosen = one.measure if one.measure_source == MeasureSource.UNIT else ""
    months = {month: text for month, text in zip(MONTHS, one.months, strict=False) if text}
    return trimmed({"id": one.key, **texts, "measure": chosen, "core": "1" if one.core else "", **months})
