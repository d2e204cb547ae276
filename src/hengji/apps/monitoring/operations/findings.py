"""Findings and their lives: answered by the unit, confirmed or dismissed by finance, named in a circular, rectified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.monitoring.answering import until
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, Round
from hengji.apps.monitoring.operations.filling import duty, own
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, to_role
from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor, Role
from hengji.rules.findings import Severity
from hengji.rules.lifecycles.monitoring import FindingState
from hengji.rules.refusals import NotFound, Refused, StaleVersion, fitting
from hengji.rules.rounds import day_of

FOUND, ANSWERED, CONFIRMED, DISMISSED, NAMED, RECTIFIED, GONE = FindingState
_VERBS = {"confirm": "已确认问题", "dismiss": "已认定不采纳", "reopen": "已重新审核问题", "rectify": "已确认整改"}
_FROM: Mapping[str, Collection[FindingState]] = {
    "confirm": (FOUND, ANSWERED, DISMISSED),
    "dismiss": (FOUND, ANSWERED, CONFIRMED),
    "reopen": (CONFIRMED, DISMISSED),
    "rectify": (CONFIRMED, NAMED),
}
"""What may be decided in which state."""


@operation
def decide(actor: Actor, finding_id: UUID, version: int, decision: str, reason: str = "", *, at: datetime) -> int:
    """Confirm, dismiss (with a reason, remembered for the object, place and rule), reopen or rectify a finding; the new version.

    Who sent the form never decides on it.  Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``; ``Refused``: ``finding-reason``,
    ``finding-state``, ``finding-own``.  The ledger of false alarms is weighed by the worker (``rounds.demote``)."""
    rows = FormFinding.objects.select_for_update(of=("form",)).select_related("form__round", "form__program__unit")  # as who judges does
    row, said = fetch(rows, actor, Action.FINDING_DECIDE, finding_id, seen_by=Action.FORM_VIEW), fitting("理由", reason, 600)
    if decision not in _FROM:
        raise NotFound
    if row.version != version:
        raise StaleVersion(version, row.version)
    _may_decide(actor, row, decision, said)
    after, decided = _after(row, decision), decision != "reopen"
    why = said or (row.reason if decision == "rectify" else "")  # why it was confirmed stays
    kept = {"reason": why, "decided_by": actor.name if decided else "", "decided_at": at if decided else None}
    now = compare_and_set(FormFinding, row.pk, version, state=after, **kept)
    _recount(row.form)
    record(
        actor, _VERBS[decision], row, under=Action.FINDING_DECIDE, program=str(row.form.program), place=row.cell, code=row.code,
        before=FindingState(row.state).chinese, after=after.chinese, reason=said,
    )  # fmt: skip
    return now


def _may_decide(actor: Actor, row: FormFinding, decision: str, reason: str) -> None:
    if FindingState(row.state) not in _FROM[decision]:
        raise Refused("finding-state", place=row.cell, state=FindingState(row.state).chinese)
    if row.form.submitted_by == actor.id:
        raise Refused("finding-own", program=str(row.form.program))
    if decision == "dismiss" and not reason:
        raise Refused("finding-reason")


def _after(row: FormFinding, decision: str) -> FindingState:
    if decision == "reopen":
        return ANSWERED if row.answer else FOUND
    return {"confirm": CONFIRMED, "dismiss": DISMISSED, "rectify": RECTIFIED}[decision]


def _recount(form: MonitoringForm) -> None:
    """What the form's row says of its findings: dismissed ones count no longer, those the unit explained do until somebody decides."""
    live = FormFinding.objects.filter(form=form).exclude(state__in=[DISMISSED, GONE])
    counts = live.aggregate(
        errors=Count("pk", filter=Q(severity=Severity.ERROR)),
        warnings=Count("pk", filter=Q(severity=Severity.WARNING)),
        notices=Count("pk", filter=Q(severity=Severity.NOTICE)),
    )
    MonitoringForm.objects.filter(pk=form.pk).update(**counts)


@operation
def reply(actor: Actor, finding_id: UUID, version: int, text: str, *, at: datetime) -> int:
    """The unit (or the office on its behalf) says something to a finding of a form it has handed in; to one a circular names it for
    within the days the round gives.

    Raises ``StaleVersion``, ``NotFound``; ``Refused``: ``form-text-long``, ``finding-state``, ``finding-answer-empty``,
    ``finding-no-answers``, ``finding-answer-late``."""
    held = FormFinding.objects.filter(pk=finding_id).values_list("form_id", flat=True).first()
    if held is None:
        raise NotFound
    form = own(actor, held)  # the form is locked first, as by who judges it
    row = FormFinding.objects.get(pk=finding_id)
    if row.version != version:
        raise StaleVersion(version, row.version)
    said = text.strip()
    if not said:
        raise Refused("finding-answer-empty")
    if len(said) > 1000:
        raise Refused("form-text-long", place=f"{row.cell}的说明", most=1000, length=len(said))
    if FindingState(row.state) in (DISMISSED, RECTIFIED, GONE):
        raise Refused("finding-state", place=row.cell, state=FindingState(row.state).chinese)
    if row.state == NAMED:
        _in_time(form, row, at)
    after = ANSWERED if row.state == FOUND else row.state
    now = compare_and_set(FormFinding, row.pk, version, answer=said, answered_by=actor.name, state=after)
    MonitoringForm.objects.filter(pk=form.pk).update(answers={**form.answers, row.key: said})
    _recount(form)
    record(actor, "已说明疑点", form, under=duty(actor, form), place=row.cell, sentence=row.sentence, answer=said)
    return now


def _in_time(form: MonitoringForm, row: FormFinding, at: datetime) -> None:
    """Named units answer within the days the round gives.  Raises ``Refused`` ``finding-no-answers``, ``finding-answer-late``."""
    batch = Round.objects.get(pk=form.round_id)
    last = until(batch, row)
    if last is None:
        raise Refused("finding-no-answers", round=batch.name)
    if at > last:
        raise Refused("finding-answer-late", until=day_of(last), days=batch.answer_days)


@operation
def mark_named(actor: Actor, round_id: UUID, finding_ids: Sequence[UUID], *, at: datetime) -> int:
    """Confirmed findings that a circular names; called by the operation that issues it.  Units are told, with until when they may answer.
    Returns how many."""
    rows = FormFinding.objects.filter(form__round=round_id, pk__in=list(finding_ids), state=CONFIRMED)
    mine = scoped(rows, actor, Action.FINDING_DECIDE).select_for_update(of=("form",))
    found = list(mine.select_related("form__program__unit", "form__round").order_by("form_id", "pk"))
    for row in found:
        row.state, row.named_on = NAMED, day_of(at)
        compare_and_set(FormFinding, row.pk, row.version, state=NAMED, named_on=row.named_on)
        record(actor, "已通报", row, under=Action.FINDING_DECIDE, program=str(row.form.program), place=row.cell, code=row.code)
    if not found:
        unchanged()
        return 0
    notify_all(actor, _named(found), at=at)
    return len(found)


def _named(found: Sequence[FormFinding]) -> list[Message]:
    """One message a unit; none where the office takes everything in itself."""
    batch: Any = found[0].form.round
    if batch.proxy:
        return []
    last = until(batch, found[0])
    may = f"有不同意见的可在{day_of(last):%Y-%m-%d}前逐条说明。" if last else ""
    units = Counter(one.form.program.unit.lineage for one in found)
    url = f"/rounds/{batch.pk}/findings/?tab=named"
    return [Message(to_role(unit, Role.REPORTER), f"{batch.name}的通报列出本单位{count}条问题", may, url) for unit, count in units.items()]
