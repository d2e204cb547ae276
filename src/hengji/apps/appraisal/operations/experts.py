"""Experts: asked with a term, their sheets saved and handed in, released."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localdate

from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.appraisal.operations.telling import tell_experts
from hengji.apps.appraisal.rows import take, tasks
from hengji.apps.audit.operations import operation, record
from hengji.apps.notices.recipients import to_person
from hengji.apps.organisations.queries import holders
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor, Role
from hengji.rules.appraisal import ITEMS, Result
from hengji.rules.lifecycles.appraisal import FINANCE_APPRAISAL
from hengji.rules.refusals import NotFound, Refused, fitting
from hengji.rules.scoretable import read_scores
from hengji.rules.wording import say

MOST_OPINION = 4000
MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class SavedSheet:
    """What a save left: the sheet's new version, and by cell (item code, ``opinion``) why it was not saved."""

    version: int
    faults: Mapping[str, str]


@operation
def assign_experts(actor: Actor, key: UUID, version: int, people: Collection[UUID], starts: date, ends: date, *, at: datetime) -> int:
    """Ask experts to score, from a day to a day (inclusive); returns the appraisal's new version."""
    row = take(actor, Action.APPRAISAL_FINANCE, key, localdate(at))
    if row.state != FINANCE_APPRAISAL:
        raise Refused("appraisal-not-in-finance", name=row.name, state=row.get_state_display())
    if ends < starts or ends < localdate(at):
        raise Refused("appraisal-expert-days", starts=starts.isoformat(), ends=ends.isoformat())
    wanted = _able(row, people, localdate(at))
    now = compare_and_set(Appraisal, key, version)
    made = [ExpertScore(region_id=row.region_id, appraisal=row, person_id=one, starts=starts, ends=ends) for one in wanted]
    ExpertScore.objects.bulk_create(made)
    record(
        actor,
        "已委派",
        row,
        under=Action.APPRAISAL_FINANCE,
        experts=list(wanted.values()),
        starts=starts.isoformat(),
        ends=ends.isoformat(),
    )
    tell_experts(actor, row, [to_person(one) for one in wanted], ends.isoformat(), at)
    return now


@operation
def release_expert(actor: Actor, score: UUID, version: int, why: str, *, at: datetime) -> None:
    """End an expert's task early, with the reason; the sheet stays but does not count."""
    held = ExpertScore.objects.filter(pk=score, withdrawn_at__isnull=True).select_related("person").first()
    if held is None:
        raise NotFound
    row = take(actor, Action.APPRAISAL_FINANCE, held.appraisal_id, localdate(at))
    if row.state != FINANCE_APPRAISAL:
        raise Refused("appraisal-not-in-finance", name=row.name, state=row.get_state_display())
    if not why.strip():
        raise Refused("appraisal-reason-missing")
    reason = fitting("原因", why, MOST_REASON)
    compare_and_set(ExpertScore, score, version, withdrawn_at=at, withdrawn_why=reason)
    record(actor, "已解除委派", row, under=Action.APPRAISAL_FINANCE, expert=held.person.name, reason=reason)


@operation
def extend_expert(actor: Actor, score: UUID, version: int, ends: date, *, at: datetime) -> int:
    """Give an expert more time; returns the sheet's new version."""
    held = ExpertScore.objects.filter(pk=score, withdrawn_at__isnull=True).select_related("person").first()
    if held is None:
        raise NotFound
    row = take(actor, Action.APPRAISAL_FINANCE, held.appraisal_id, localdate(at))
    if row.state != FINANCE_APPRAISAL:
        raise Refused("appraisal-not-in-finance", name=row.name, state=row.get_state_display())
    if ends < max(held.starts, localdate(at)):
        raise Refused("appraisal-expert-days", starts=held.starts.isoformat(), ends=ends.isoformat())
    now = compare_and_set(ExpertScore, score, version, ends=ends)
    record(
        actor, "已延期", row, under=Action.APPRAISAL_FINANCE, expert=held.person.name, before=held.ends.isoformat(), after=ends.isoformat()
    )
    return now


@operation(audited=False)
def save_scores(
    actor: Actor, score: UUID, version: int, scores: Mapping[str, str], opinion: str, advice: str, *, at: datetime
) -> SavedSheet:
    """Save one's sheet as far as it goes.  Scores are points as typed, blank: not yet; one that is no score is not kept and does not
    keep the others from being saved."""
    held = _mine(actor, score, at)
    points, faults = read_scores(ITEMS, scores)
    said = {code: say(fault) for code, fault in faults.items()}
    try:
        opinion = _opinion(opinion)
    except Refused as refusal:
        opinion, said["opinion"] = held.opinion, say(refusal)
    kept = {code: str(value) for code, value in points.items()}
    now = compare_and_set(ExpertScore, held.pk, version, scores=kept, opinion=opinion, advice=_advice(advice))
    return SavedSheet(now, said)


@operation
def submit_scores(actor: Actor, score: UUID, version: int, scores: Mapping[str, str], opinion: str, advice: str, *, at: datetime) -> int:
    """Hand in one's sheet: every item scored, an opinion written.  It cannot be changed afterwards."""
    held = _mine(actor, score, at)
    points, faults = read_scores(ITEMS, scores)
    for fault in faults.values():
        raise fault
    if missing := [item.title for code, item in ITEMS.items() if code not in points]:
        raise Refused("appraisal-scores-missing", count=len(missing), items="、".join(missing[:4]))
    if not opinion.strip():
        raise Refused("appraisal-expert-opinion")
    kept = {code: str(value) for code, value in points.items()}
    now = compare_and_set(
        ExpertScore, held.pk, version, scores=kept, opinion=_opinion(opinion), advice=_advice(advice), submitted_at=at
    )  # fmt: skip
    total = sum(points.values(), Decimal(0))
    record(actor, "已评分", held.appraisal, under=Action.APPRAISAL_SCORE, total=total, advice=_advice(advice))
    return now


def _mine(actor: Actor, score: UUID, at: datetime) -> ExpertScore:
    """One's own sheet, while the task lasts and it has not been handed in.  Raises ``NotFound`` for everyone else."""
    held = fetch(tasks(localdate(at)).select_related("appraisal__unit"), actor, Action.APPRAISAL_SCORE, score)
    if held.submitted_at is not None:
        raise Refused("appraisal-scored", name=held.appraisal.name)
    return held


def _able(row: Appraisal, people: Collection[UUID], on: date) -> dict[UUID, str]:
    """Names by person of those asked; refuses people who are no experts, who handed the dossier in, or who were asked already."""
    if not people:
        raise Refused("appraisal-no-expert")
    experts = {one.person: one.name for one in holders(row.region_id, None, Role.EXPERT, on)}
    if set(people) - set(experts):
        raise NotFound
    wanted = {one: experts[one] for one in dict.fromkeys(people)}
    if own := [name for one, name in wanted.items() if str(one) in row.judged]:
        raise Refused("appraisal-expert-own", experts="、".join(own))
    asked = set(row.experts.filter(withdrawn_at__isnull=True, person__in=wanted).values_list("person", flat=True))
    if asked:
        raise Refused("appraisal-expert-twice", experts="、".join(wanted[one] for one in sorted(asked)))
    return wanted


def _opinion(text: str) -> str:
    return fitting("评估意见", text, MOST_OPINION)


def _advice(advice: str) -> str:
    return advice if advice in {one.value for one in Result} else ""
