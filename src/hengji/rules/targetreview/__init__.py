"""The review of a target while it is drafted: one rule, one module, one function; findings stand beside the cell they are about.

The catalogue is its own (``DRAFT_CATALOGUE``); some codes are the house's (``rules.findings``) and mean the same.
"""

from __future__ import annotations

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.forms import Form
from hengji.rules.targetreview import of_the_house as house
from hengji.rules.targetreview.case import DraftContext, Known, UnitPrice, by_name, prepare
from hengji.rules.targetreview.draft import ObjectKind, Place, TargetDraft, TargetRow, from_form, place_of, to_form
from hengji.rules.targetreview.rule import Aspect, DraftRule

__all__ = [
    "DRAFT_CATALOGUE",
    "Aspect",
    "DraftContext",
    "DraftRule",
    "Finding",
    "Known",
    "ObjectKind",
    "Place",
    "Severity",
    "TargetDraft",
    "TargetRow",
    "UnitPrice",
    "by_name",
    "draft_rule",
    "examine_draft",
    "from_form",
    "place_of",
    "to_form",
]

DRAFT_CATALOGUE: tuple[DraftRule, ...] = (
    house.MISSING_FIELD,
    house.PLACEHOLDER_TEXT,
    house.TOO_SIMPLE,
    house.GOAL_CONFLICT,
    house.VALUE_UNREADABLE,
    house.WEIGHTS_AS_TARGETS,
    house.DIRECTION_CONFLICT,
)
"""Every rule, by aspect: 完整性, 相关性, 细化程度, 适当性."""

_BY_CODE = {one.code: one for one in DRAFT_CATALOGUE}


def examine_draft(draft: TargetDraft | Form, context: DraftContext) -> tuple[Finding, ...]:
    """Everything worth saying about a draft, in the order of the catalogue; a clean draft gives nothing.

    ``Finding.cell`` is the key of a place of the draft ("goal", "row.3.target"; ``place_of`` reads it).  Pure and fast enough to be
    asked after every cell typed.
    """
    case = prepare(from_form(draft) if isinstance(draft, Form) else draft, context)
    return tuple(finding for one in DRAFT_CATALOGUE for finding in one.find(case))


def draft_rule(code: str) -> DraftRule:
    """The rule with this code; KeyError when there is none."""
    return _BY_CODE[code]
