"""Another rule set for a round: tried by a job, looked at, then used, or left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import operation
from hengji.apps.jobs.operations import enqueue
from hengji.apps.monitoring.models import MonitoringForm, Round, Trial
from hengji.apps.monitoring.objects import REPORTED, rules_with
from hengji.apps.monitoring.operations.rounds import judge_later, locked, must_run, recorded
from hengji.apps.monitoring.queries.fresh import stale
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.monitoring.reruns import base_of
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set
from hengji.papers.rulefiles import rule_set_names
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.parameters import RuleSetError
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.rounds import stamp

TASK = "hengji.apps.monitoring.tasks.reruns.try_rules"


@operation
def ask_trial(actor: Actor, round_id: UUID, rules: str, changes: Mapping[str, str], *, at: datetime) -> UUID:
    """Have another rule set tried on a round by the worker; returns the trial's id.  Nothing of the round changes.

    Raises ``NotFound``, ``NotAllowed``, ``Refused``: ``round-rules``, ``round-rules-same``, ``round-not-running``."""
    row = fetch(visible(actor), actor, Action.ROUND_EDIT, round_id, seen_by=Action.ROUND_VIEW)
    must_run(row)
    clean = {name: text.strip() for name, text in changes.items() if text.strip()}
    wanted = _stamp(row, rules, clean)
    if wanted == row.stamp:
        raise Refused("round-rules-same", name=row.name)
    made = Trial.objects.create(region_id=row.region_id, round=row, rules=rules, changes=clean, stamp=wanted, by=actor.name, at=at)
    made.job = enqueue(actor, f"{row.name}：换规则试算", TASK, {"trial": made.pk}, at=at)
    made.save(update_fields=["job"])
    return made.pk


def _stamp(row: Round, rules: str, changes: Mapping[str, str]) -> str:
    if rules not in rule_set_names():
        raise Refused("round-rules", reason=f"没有名为“{rules}”的规则集。")
    try:
        return stamp(rules_with(rules, Emphasis(row.emphasis), changes))
    except RuleSetError as trouble:
        raise Refused("round-rules", reason=str(trouble)) from trouble


@operation(audited=False)
def keep_trial(actor: Actor, trial_id: UUID, base: str, outcome: Mapping[str, Any], *, at: datetime) -> None:
    """What a trial found, by its job.  Raises ``NotFound``."""
    fetch(Round.objects.filter(trials=trial_id), actor, Action.ROUND_EDIT, _round_of(trial_id), seen_by=Action.ROUND_VIEW)
    Trial.objects.filter(pk=trial_id).update(base=base, outcome=dict(outcome), finished_at=at)


def _round_of(trial_id: UUID) -> UUID:
    found = Trial.objects.filter(pk=trial_id).values_list("round_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


@operation
def apply_rerun(actor: Actor, round_id: UUID, version: int, trial_id: UUID, *, at: datetime) -> int:
    """Judge the round from now on by the rules a trial has shown; a job judges every form anew.  Returns the round's new version.

    Raises ``StaleVersion``, ``NotFound``, ``Refused``: ``round-rules-same``, ``round-not-running``, ``round-trial-moved`` (forms,
    payments or the rule set itself are no longer what was tried)."""
    row = locked(actor, round_id, version)
    must_run(row)
    trial = Trial.objects.filter(pk=trial_id, round=row, finished_at__isnull=False).first()
    if trial is None:
        raise NotFound
    if trial.stamp == row.stamp:
        raise Refused("round-rules-same", name=row.name)
    if trial.stamp != _stamp(row, trial.rules, trial.changes) or trial.base != base_of(row) or _moved(row):
        raise Refused("round-trial-moved", at=trial.at)
    before = {"rules": row.rules, "changes": row.changes}
    now = compare_and_set(Round, row.pk, row.version, rules=trial.rules, changes=trial.changes, stamp=trial.stamp)
    Trial.objects.filter(pk=trial.pk).update(applied_at=at)
    recorded(actor, "已改用规则集", row, before, {"rules": trial.rules, "changes": trial.changes})
    judge_later(actor, row, at)
    return now


def _moved(row: Round) -> bool:
    """Whether what forms handed in are judged by has moved on, and nobody has judged them since."""
    return MonitoringForm.objects.filter(pk__in=stale(row), state__in=REPORTED).exists()
