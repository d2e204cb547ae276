"""Steps of the life cycle: submitted, withdrawn, returned, passed on, taken up, decided, closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.timezone import localdate

from hengji.apps.appraisal.models import Appraisal, ExpertScore, Opinion, Submission
from hengji.apps.appraisal.operations.telling import tell
from hengji.apps.appraisal.rows import DECIDING, action_of, cycle, stands, take
from hengji.apps.audit.operations import operation, record
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.appraisal import Result, check_amounts
from hengji.rules.dossier import Dossier, read
from hengji.rules.lifecycle import Step, advance, step_of
from hengji.rules.money import wan
from hengji.rules.refusals import Refused, fitting

_DONE = {
    "submit": "已送审",
    "withdraw": "已撤回",
    "drop": "已撤销",
    "accept": "已评估",
    "return": "已退回",
    "recall": "已收回",
    "take-up": "已受理",
    "close": "已办结",
}

MOST_DOCUMENT = 60


@operation
def take_step(actor: Actor, key: UUID, version: int, action: str, opinion: str = "", *, at: datetime) -> int:
    """Take a step of the table that decides nothing; returns the new version.

    Raises ``Refused`` as ``rules.lifecycle.advance``, and ``appraisal-incomplete`` where a dossier with errors is submitted."""
    if action in DECIDING:
        raise Refused("appraisal-decide-whole")
    row, step = _step(actor, key, action, at)
    said = opinion.strip()
    after = advance(cycle(row), row.state, action, opinion=said, actor_id=str(actor.id), last_actor_ids=row.judged)
    changes: dict[str, object] = {"state": after, "state_at": at, "judged": _judged(row, action, actor)}
    if action == "submit":
        changes |= _submitted(actor, row, at)
    now = compare_and_set(Appraisal, key, version, **changes)
    _note(actor, row, step, said, at)
    under = action_of(step.side, action)
    record(actor, _DONE[action], row, under=under, before=row.get_state_display(), after=cycle(row).label(after), opinion=said)
    tell(actor, row, step, said, at)
    return now


@operation
def decide(
    actor: Actor, key: UUID, version: int, result: Result, supported: Decimal, reason: str, document: str, on: date, *, at: datetime
) -> int:
    """Decide: the result, the amount supported (yuan), why, and the document that says so; returns the new version.

    Raises ``Refused`` as ``rules.lifecycle.advance`` and ``rules.appraisal.check_amounts``, ``appraisal-experts-open`` while an expert
    has not handed in."""
    row, step = _step(actor, key, result.value, at)
    said = reason.strip()
    after = advance(cycle(row), row.state, result.value, opinion=said, actor_id=str(actor.id), last_actor_ids=row.judged)
    open_ones = row.experts.filter(withdrawn_at__isnull=True, submitted_at__isnull=True)
    if waiting := list(open_ones.order_by("person__name").values_list("person__name", flat=True)):
        raise Refused("appraisal-experts-open", experts="、".join(waiting))
    requested = row.requested if row.requested is not None else Decimal(0)
    cut = check_amounts(result, requested, supported)
    if result is Result.SUPPORT and cut:
        raise Refused("appraisal-support-whole", cut=wan(cut))
    number = fitting("文号", document, MOST_DOCUMENT)
    if on > localdate(at):
        raise Refused("appraisal-decided-later", on=on.isoformat())
    changes = {
        "state": after,
        "state_at": at,
        "result": result.value,
        "supported": supported,
        "reason": said,
        "document": number,
    }
    now = compare_and_set(Appraisal, key, version, **changes, decided_on=on)
    _note(actor, row, step, said, at)
    record(actor, "已核定", row, under=Action.APPRAISAL_DECIDE, result=result.chinese, requested=requested, supported=supported, cut=cut,
           document=document.strip(), opinion=said)  # fmt: skip
    tell(actor, row, step, said, at)
    return now


def _step(actor: Actor, key: UUID, action: str, at: datetime) -> tuple[Appraisal, Step]:
    """The appraisal and the row of the table, where the actor stands on its side.  Asked by the dossier's readers first, so that wrong
    people learn nothing."""
    row = take(actor, Action.APPRAISAL_VIEW, key, localdate(at))
    step = step_of(cycle(row), row.state, action)
    taken = take(actor, action_of(step.side, action), key, localdate(at))
    if not stands(actor, taken, step.side):
        raise Refused("appraisal-from-above", department=(taken.competent or taken.unit).name)
    return taken, step


def _judged(row: Appraisal, action: str, actor: Actor) -> list[str]:
    """Whose work the next judge judges: who submitted, and who passed it on since; taking it up is no judgement."""
    held: list[str] = row.judged
    if action == "submit":
        return [str(actor.id)]
    if action == "accept":
        return [*held, str(actor.id)]
    if action == "recall":
        return held[:1]
    return held if action in ("take-up", "close") else []


def _submitted(actor: Actor, row: Appraisal, at: datetime) -> dict[str, object]:
    dossier = read(row.draft, row.year)
    _refuse_incomplete(dossier)
    number = row.submission + 1
    Submission.objects.create(
        region_id=row.region_id,
        appraisal=row,
        number=number,
        at=at,
        person_id=actor.id,
        dossier=row.draft,
        requested=dossier.requested or Decimal(0),
    )
    ExpertScore.objects.filter(appraisal=row, withdrawn_at__isnull=True).update(withdrawn_at=at, withdrawn_why="材料退回后重新送审")
    return {"submission": number, "submitted_at": at, "requested": dossier.requested}


def _refuse_incomplete(dossier: Dossier) -> None:
    if dossier.errors:
        first = dossier.errors[0]
        raise Refused("appraisal-incomplete", count=len(dossier.errors), first=f"{first.place}：{first.sentence}", remedy=first.remedy)


def _note(actor: Actor, row: Appraisal, step: Step, text: str, at: datetime) -> None:
    number = row.opinions.count() + 1
    submission = row.submission + (step.action == "submit")
    Opinion.objects.create(
        region_id=row.region_id, appraisal=row, number=number, submission=submission, action=step.action, label=step.label,
        before=row.state, after=step.next, at=at, person_id=actor.id, hat=actor.hat(action_of(step.side, step.action)), text=text,
    )  # fmt: skip
