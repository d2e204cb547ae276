"""Rule sets that were tried on a round, and what they showed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hengji.apps.monitoring.models import Round, Trial
from hengji.apps.monitoring.queries.facts import LightChange, TrialFact
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.organisations.scope import fetch
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound

_SHOWN = 20


def trials(actor: Actor, round_id: UUID) -> tuple[TrialFact, ...]:
    """What was tried on a round, the latest first, without the forms.  Two queries.  Raises ``NotFound``, ``NotAllowed``."""
    row = _round(actor, round_id)
    return tuple(_fact(one, ()) for one in row.trials.order_by("-at", "-pk")[:_SHOWN])


def trial(actor: Actor, round_id: UUID, trial_id: UUID) -> TrialFact:
    """One trial with whose light changes.  Raises ``NotFound``, ``NotAllowed``."""
    row = _round(actor, round_id)
    found = row.trials.filter(pk=trial_id).first()
    if found is None:
        raise NotFound
    return _fact(found, tuple(_change(one) for one in found.outcome.get("changed", ())))


def _round(actor: Actor, round_id: UUID) -> Round:
    return fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)


def _change(one: Mapping[str, Any]) -> LightChange:
    return LightChange(**{**one, "form": UUID(one["form"])})


def _fact(row: Trial, changed: tuple[LightChange, ...]) -> TrialFact:
    said = row.outcome
    return TrialFact(
        row.pk, row.rules, dict(row.changes), row.by, row.at, row.job, row.finished_at is not None, row.applied_at, said.get("forms", 0),
        len(said.get("changed", ())), changed, said.get("before", {}), said.get("after", {}),
    )  # fmt: skip
