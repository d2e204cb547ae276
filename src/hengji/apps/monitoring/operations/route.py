"""A form on its way: sent, taken back, reviewed by the department, by finance and (重点监控) by the performance office, returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import held, operation, record, writing
from hengji.apps.monitoring.contents import PARTS, PAST, Note, Remark
from hengji.apps.monitoring.judged import due_of, judged, keep_results, summary
from hengji.apps.monitoring.known import JOINED, known_of
from hengji.apps.monitoring.models import FormFinding, FormStep, MonitoringForm, Round
from hengji.apps.monitoring.operations.filling import duty, own, proxied, require_running, seen, signature, signed, unmoved
from hengji.apps.monitoring.ways import cycle_of, stands, stands_in
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, Recipient, to_role
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set
from hengji.apps.targets.objects import department_of, finance_divisions
from hengji.rules.access import Action, Actor, Role
from hengji.rules.findings import Severity
from hengji.rules.lifecycle import Effect, Side, Step, advance, step_of, whose_work
from hengji.rules.lifecycles.monitoring import FindingState
from hengji.rules.lights import Light
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say

_VERBS = {
    "submit": "已报送", "withdraw": "已撤回", "accept": "已审核通过", "return": "已退回", "recall": "已收回审核",
}  # fmt: skip
_KEPT = ("submit", "accept", "return")
"""Steps that keep what was seen."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one form of a batch; ``why`` (Chinese) where it was left."""

    form: UUID
    accepted: bool
    why: str = ""


@operation(ahead=True)
def submit(actor: Actor, form_id: UUID, version: int, head: str = "", *, at: datetime) -> int:
    """Send the form for review.  ``head`` is who answers for its truth (the unit's head or a deputy), by default as typed.

    What the office takes in on a unit's behalf is sent as it came: its faults are findings.  Late is marked, not refused.
    Raises ``StaleVersion``; ``Refused``: ``form-errors`` and ``form-unanswered`` (with the first cell), ``form-head-missing``,
    ``form-unsigned``, ``form-round-closed``, and those of the life cycle."""
    row = seen(own(actor, form_id), version)
    step = step_of(cycle_of(row), row.state, "submit")
    require_running(row, at)
    name = head.strip() or str(row.typed.get("texts", {}).get("head", "")).strip()
    row.typed = {**row.typed, "texts": {**row.typed.get("texts", {}), **({"head": name} if name else {})}}
    known = known_of([row])[row.pk]
    one = judged(row, known)
    if not proxied(actor, row):
        _complete(row, one.remarks, name)
    if row.first_submitted_at is None:
        row.first_submitted_at, row.late = at, at > due_of(row)
        one = judged(row, known) if row.late else one
    row.signatures = signed(row, "head", name, actor.id, at) if name else row.signatures
    facts = {
        **summary(one, row, at=at), "typed": row.typed, "signatures": row.signatures, "submitted_at": at, "submitted_by": actor.id,
        "submissions": row.submissions + 1, "first_submitted_at": row.first_submitted_at, "late": row.late,
        "origin": "proxy" if proxied(actor, row) else row.origin or "page",
    }  # fmt: skip
    with writing():
        unmoved(row)
        now = move(actor, row, step, at=at, facts=facts)
        keep_results(row, one, at=at)
    return now


def _complete(row: MonitoringForm, remarks: Sequence[Remark], head: str) -> None:
    """What keeps a form from being sent, said with its sentence and its cell."""
    errors = [one for one in remarks if one.blocking]
    if errors:
        raise Refused("form-errors", count=len(errors), place=errors[0].place, sentence=errors[0].sentence, remedy=errors[0].remedy)
    unanswered = [one for one in remarks if one.open]
    if unanswered:
        raise Refused("form-unanswered", count=len(unanswered), place=unanswered[0].place, sentence=unanswered[0].sentence)
    if row.round.two_hands and (missing := [part for part in ("money", "results") if signature(row, part) is None]):
        raise Refused("form-unsigned", parts="、".join(PARTS[part] for part in missing))
    if not head:
        raise Refused("form-head-missing")


@operation(ahead=True)
def withdraw(actor: Actor, form_id: UUID, version: int, *, at: datetime) -> int:
    """The unit takes back what it has sent, as long as nobody has reviewed it and the round runs."""
    row = seen(own(actor, form_id), version)
    step = step_of(cycle_of(row), row.state, "withdraw")
    require_running(row, at)  # else it could not be sent again
    return _moved(actor, row, step, at=at)


@operation(ahead=True)
def accept(actor: Actor, form_id: UUID, version: int, opinion: str = "", *, notes: Sequence[Note] = (), at: datetime) -> int:
    """Review with the result that it goes on, or is done.  Raises ``StaleVersion``, ``Refused``."""
    return _take(actor, form_id, version, "accept", opinion=opinion, notes=notes, at=at)


@operation(ahead=True)
def give_back(actor: Actor, form_id: UUID, version: int, opinion: str, *, notes: Sequence[Note] = (), at: datetime) -> int:
    """Return it to the unit with an opinion and words at cells.  Raises ``StaleVersion``, ``Refused``."""
    return _take(actor, form_id, version, "return", opinion=opinion, notes=notes, at=at)


@operation(ahead=True)
def recall(actor: Actor, form_id: UUID, version: int, *, at: datetime) -> int:
    """Take one's own review back, as long as the next side has not reviewed."""
    return _take(actor, form_id, version, "recall", at=at)


def accept_many(actor: Actor, chosen: Sequence[tuple[UUID, int]], opinion: str = "", *, at: datetime) -> tuple[Outcome, ...]:
    """Accept those of the chosen (id, version seen) that are clean, each in a transaction of its own; the others are left, with why."""
    return tuple(_one_of_many(actor, key, version, opinion, at) for key, version in chosen)


def _one_of_many(actor: Actor, key: UUID, version: int, opinion: str, at: datetime) -> Outcome:
    try:
        accept_clean(actor, key, version, opinion, at=at)
    except Refused as refusal:
        return Outcome(key, False, say(refusal))
    except NotFound:
        return Outcome(key, False, "没有这张表")
    return Outcome(key, True)


@operation
def accept_clean(actor: Actor, form_id: UUID, version: int, opinion: str = "", *, at: datetime) -> int:
    """Accept a form nobody has to look into.  Raises ``Refused`` ``form-not-clean`` beside those of ``accept``."""
    row = locked(actor, form_id, version)
    if why := unclean(row):
        raise Refused("form-not-clean", why=why)
    return move(actor, row, allowed(actor, row, "accept"), at=at, opinion=opinion)


def unclean(row: MonitoringForm) -> str:
    """Why a form wants to be looked into before it is accepted; "" where it does not."""
    if row.light == Light.RED:
        return "综合结论为红灯"
    asked = FormFinding.objects.filter(
        form=row, state__in=[FindingState.FOUND, FindingState.ANSWERED], severity__in=[Severity.ERROR, Severity.WARNING]
    )
    count = asked.exclude(code__in=PAST).count()
    return f"有 {count} 条错误、疑点待认定" if count else ""


def _take(actor: Actor, form_id: UUID, version: int, action: str, *, at: datetime, **said: Any) -> int:
    row = locked(actor, form_id, version)
    return _moved(actor, row, allowed(actor, row, action), at=at, **said)


def _moved(actor: Actor, row: MonitoringForm, step: Step, *, at: datetime, **said: Any) -> int:
    """The transaction of a step."""
    with writing():
        unmoved(row)
        return move(actor, row, step, at=at, **said)


def locked(actor: Actor, form_id: UUID, version: int) -> MonitoringForm:
    """The form as the actor saw it, locked where the transaction is open.  Raises ``NotFound``, ``StaleVersion``."""
    rows = held(MonitoringForm.objects.select_related(*JOINED))
    return seen(fetch(rows, actor, Action.FORM_VIEW, form_id), version)


def allowed(actor: Actor, row: MonitoringForm, action: str) -> Step:
    """The step of the table, if the actor stands on its side.  Raises ``NotAllowed``, ``Refused``."""
    step = step_of(cycle_of(row), row.state, action)
    if stands_in(actor, row, step):
        return step
    fetch(MonitoringForm.objects.all(), actor, step.asks, row.pk, seen_by=Action.FORM_VIEW)
    if not stands(actor, row, step):
        if step.side is Side.DIVISION:
            raise Refused("form-of-division", program=str(row.program), divisions="、".join(finance_divisions(row.program).values()))
        raise Refused("form-from-above", department=department_of(row.program).name)
    return step


def whose(row: MonitoringForm) -> frozenset[UUID]:
    """Whose work is judged now: who submitted this version, and who passed it on since and did not take that back."""
    return whose_work(row.steps.order_by("pk").values_list("action", "actor_id"))


def move(
    actor: Actor, row: MonitoringForm, step: Step, *, at: datetime, opinion: str = "", notes: Sequence[Note] = (),
    facts: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Take a step: the table decides, the row is set, the step is noted, people are told.  Returns the new version."""
    cycle = cycle_of(row)
    last = whose(row) if step.judges else frozenset()
    after = advance(cycle, row.state, step.action, opinion=opinion, actor_id=actor.id, last_actor_ids=last)
    now = compare_and_set(MonitoringForm, row.pk, row.version, state=after, **(facts or {}), **_reached(row, step, after, at))
    if step.side is Side.UNIT:
        _not_closed_meanwhile(row, at)
    words = [note for note in notes if note.text.strip()]
    FormStep.objects.create(
        region_id=row.region_id, form=row, at=at, action=step.action, label=step.label, side=step.side, before=row.state, after=after,
        actor_id=actor.id, actor_name=actor.name, opinion=opinion.strip(), typed=row.typed if step.action in _KEPT else {},
        notes=[{"part": n.part, "row": n.row, "column": n.column, "place": n.place, "text": n.text.strip()} for n in words],
    )  # fmt: skip
    under = duty(actor, row) if step.side is Side.UNIT else Action.FORM_OFFICE if stands_in(actor, row, step) else step.asks
    said = {"opinion": opinion.strip(), "notes": len(words)}
    record(
        actor, _VERBS[step.action], row, under=under, before=cycle.label(row.state), after=cycle.label(after), version=now, **said
    )  # fmt: skip
    notify_all(actor, _messages(row, step, after, opinion), at=at)
    return now


def _not_closed_meanwhile(row: MonitoringForm, at: datetime) -> None:
    """Closing a round locks its forms before it counts them: whoever has written a form by now is counted, or finds the round closed.
    Asked anew, for what was read before the form was written may be of before the closing.  Raises ``Refused`` ``form-round-closed``."""
    row.round.state = Round.objects.values_list("state", flat=True).get(pk=row.round_id)
    require_running(row, at)


def _reached(row: MonitoringForm, step: Step, after: str, at: datetime) -> dict[str, Any]:
    """What the row keeps of its way."""
    if step.effect is Effect.RETURN:
        return {"returns": row.returns + 1, "accepted_at": None}
    return {"accepted_at": at} if after == "accepted" else {}


def _messages(row: MonitoringForm, step: Step, after: str, opinion: str) -> list[Message]:
    """Who is told: those whose turn it is; the unit of everything that comes back or is done."""
    program: Any = row.program
    cycle, name = cycle_of(row), f"{program}（{row.round.name}）"
    if step.effect is Effect.RETURN or after == "accepted":
        to = [to_role(program.unit.lineage, Role.REPORTER)]
        if step.effect is Effect.RETURN and step.side in (Side.DIVISION, Side.OFFICE):
            to.append(to_role(department_of(program).lineage, Role.DEPARTMENT))
        return [Message(one, f"{name}{cycle.label(after)}", opinion.strip(), f"/forms/{row.pk}/") for one in to]
    if step.effect is Effect.FORWARD:
        turn = _turn(program, cycle.state(after).waits)
        return [Message(one, f"{name}{cycle.label(after)}", "", f"/forms/{row.pk}/review/") for one in turn]
    return []


def _turn(program: Any, side: Side | None) -> list[Recipient]:
    """Whom a form waits for; the office has its queue and is not told of each."""
    if side is Side.SECOND_PERSON:
        return [to_role(program.unit.lineage, Role.DEPARTMENT)]
    if side is Side.DEPARTMENT:
        return [to_role(department_of(program).lineage, Role.DEPARTMENT)]
    return [to_role(unit, Role.DIVISION) for unit in sorted(finance_divisions(program))] if side is Side.DIVISION else []
