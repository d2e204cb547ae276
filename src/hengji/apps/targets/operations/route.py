"""A declaration on its way: sent, taken back, reviewed by the department and by finance, returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import held, operation, record, writing
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, to_role
from hengji.apps.organisations.scope import fetch
from hengji.apps.records.versions import compare_and_set
from hengji.apps.targets.contents import draft_of, of_revision, remarks_of
from hengji.apps.targets.draft import Remark, alterations
from hengji.apps.targets.models import Declaration, Review
from hengji.apps.targets.objects import cycle_of, department_of, finance_divisions, stands
from hengji.apps.targets.operations.drafting import counts, seen, unmoved
from hengji.rules.access import Action, Actor, Role
from hengji.rules.findings.finding import Severity
from hengji.rules.lifecycle import Effect, Side, Step, advance, step_of, whose_work
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.money import plain
from hengji.rules.refusals import Refused
from hengji.rules.scoretable import read_scores
from hengji.rules.targetreview.points import ITEMS

_VERBS = {
    "submit": "已送审", "withdraw": "已撤回", "drop": "已作废", "accept": "已审核通过", "return": "已退回", "recall": "已收回审核",
    "call-session": "已提交会审", "pass-session": "已通过会审", "end-session": "已撤下会审", "approve": "已批复",
}  # fmt: skip
_KEPT = ("submit", "accept", "return", "pass-session")
"""Steps that keep what was seen."""

_JOINED = ("target__program__unit__department__division", "target__program__competent", "target__current", "base")


@dataclass(frozen=True, slots=True)
class Note:
    """A reviewer's word at a cell (``row`` and ``column`` empty: on the whole)."""

    row: str
    column: str
    place: str
    text: str


@operation(ahead=True)
def submit(actor: Actor, declaration_id: UUID, version: int, *, at: datetime) -> int:
    """Send the declaration for review.  Raises ``StaleVersion``; ``Refused``: ``target-errors`` (with the first cell),
    ``target-unanswered``, ``target-adjustment-reason``, ``target-unchanged``, and those of the life cycle."""
    declaration = locked(actor, declaration_id, version)
    step = allowed(actor, declaration, "submit")
    remarks = remarks_of(declaration)
    _complete(declaration, remarks)
    facts = {"submitted_at": at, "submitted_by": actor.id, "submissions": declaration.submissions + 1, **counts(remarks)}
    with writing():
        unmoved(declaration)
        return move(actor, declaration, step, at=at, facts=facts)


def _complete(declaration: Declaration, remarks: Sequence[Remark]) -> None:
    """What keeps a declaration from being sent, said with its sentence and its cell."""
    errors = [one for one in remarks if one.severity is Severity.ERROR]
    if errors:
        raise Refused("target-errors", count=len(errors), place=errors[0].place, sentence=errors[0].sentence, remedy=errors[0].remedy)
    unanswered = [one for one in remarks if one.open]
    if unanswered:
        raise Refused("target-unanswered", count=len(unanswered), place=unanswered[0].place, sentence=unanswered[0].sentence)
    if declaration.kind == TargetKind.ADJUSTMENT:
        _adjusts(declaration)


def _adjusts(declaration: Declaration) -> None:
    if not declaration.reason.strip() or not declaration.basis.strip():
        raise Refused("target-adjustment-reason")
    if declaration.base is not None and not alterations(of_revision(declaration.base), draft_of(declaration)):
        raise Refused("target-unchanged", number=declaration.base.number)


@operation(ahead=True)
def withdraw(actor: Actor, declaration_id: UUID, version: int, *, at: datetime) -> int:
    """The unit takes back what it has sent, as long as nobody has reviewed it."""
    return _take(actor, declaration_id, version, "withdraw", at=at)


@operation(ahead=True)
def drop(actor: Actor, declaration_id: UUID, version: int, *, at: datetime) -> int:
    """Give the declaration up; its content stays kept."""
    return _take(actor, declaration_id, version, "drop", at=at)


@operation(ahead=True)
def recall(actor: Actor, declaration_id: UUID, version: int, *, at: datetime) -> int:
    """The department takes its own review back, as long as finance has not reviewed."""
    return _take(actor, declaration_id, version, "recall", at=at)


@operation(ahead=True)
def accept(
    actor: Actor,
    declaration_id: UUID,
    version: int,
    opinion: str = "",
    *,
    notes: Sequence[Note] = (),
    scores: Mapping[str, str] | None = None,
    at: datetime,
) -> int:
    """Review with the result that it goes on.  ``scores`` are points as typed by item of the review table, blank: not scored.  Raises
    ``StaleVersion``, ``Refused``."""
    return _take(actor, declaration_id, version, "accept", opinion=opinion, notes=notes, scores=_points(scores or {}), at=at)


@operation(ahead=True)
def give_back(
    actor: Actor,
    declaration_id: UUID,
    version: int,
    opinion: str,
    *,
    notes: Sequence[Note] = (),
    scores: Mapping[str, str] | None = None,
    at: datetime,
) -> int:
    """Return it to the unit, with an opinion.  Raises ``StaleVersion``, ``Refused``."""
    return _take(actor, declaration_id, version, "return", opinion=opinion, notes=notes, scores=_points(scores or {}), at=at)


def _points(scores: Mapping[str, str]) -> Mapping[str, Decimal]:
    points, faults = read_scores(ITEMS, scores)
    for fault in faults.values():
        raise fault
    return points


def _take(actor: Actor, declaration_id: UUID, version: int, action: str, *, at: datetime, **said: Any) -> int:
    declaration = locked(actor, declaration_id, version)
    step = allowed(actor, declaration, action)
    with writing():
        unmoved(declaration)
        return move(actor, declaration, step, at=at, **said)


def locked(actor: Actor, declaration_id: UUID, version: int) -> Declaration:
    """The declaration as the actor saw it, locked where the transaction is open.  Raises ``NotFound``, ``StaleVersion``."""
    return seen(fetch(held(Declaration.objects.select_related(*_JOINED)), actor, Action.TARGET_VIEW, declaration_id), version)


def allowed(actor: Actor, declaration: Declaration, action: str) -> Step:
    """The step of the table, if the actor stands on its side.  Raises ``NotAllowed``, ``Refused``."""
    program = declaration.target.program
    step = step_of(cycle_of(program, declaration.kind), declaration.state, action)
    fetch(Declaration.objects.all(), actor, step.asks, declaration.pk, seen_by=Action.TARGET_VIEW)
    if not stands(actor, program, step.side):
        if step.side is Side.DIVISION:
            raise Refused("target-of-division", program=str(program), divisions="、".join(finance_divisions(program).values()))
        raise Refused("target-from-above", department=department_of(program).name)
    return step


def judged(declaration: Declaration) -> frozenset[UUID]:
    """Whose work is judged now: who submitted this version, and who passed it on since and did not take that back."""
    return whose_work(declaration.reviews.order_by("pk").values_list("action", "actor_id"))


def move(
    actor: Actor, declaration: Declaration, step: Step, *, at: datetime, opinion: str = "", notes: Sequence[Note] = (),
    scores: Mapping[str, Decimal] | None = None, facts: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    """Take a step: the table decides, the row is set, the step is noted, people are told.  Returns the new version."""
    program = declaration.target.program
    cycle = cycle_of(program, declaration.kind)
    last = judged(declaration) if step.judges else frozenset()
    after = advance(cycle, declaration.state, step.action, opinion=opinion, actor_id=actor.id, last_actor_ids=last)
    version = compare_and_set(Declaration, declaration.pk, declaration.version, state=after, **(facts or {}))
    Review.objects.create(
        region_id=declaration.region_id, declaration=declaration, at=at, action=step.action, label=step.label, side=step.side,
        before=declaration.state, after=after, actor_id=actor.id, actor_name=actor.name, opinion=opinion.strip(),
        notes=[{"row": n.row, "column": n.column, "place": n.place, "text": n.text} for n in notes if n.text.strip()],
        scores={code: str(points) for code, points in (scores or {}).items()},
        draft=draft_of(declaration).plain() if step.action in _KEPT else {},
    )  # fmt: skip
    points = "，".join(f"{ITEMS[code].title}{plain(value)}" for code, value in (scores or {}).items())
    said = {"opinion": opinion.strip(), "notes": len(notes), "scores": points}
    record(
        actor,
        _VERBS[step.action],
        declaration,
        under=step.asks,
        before=cycle.label(declaration.state),
        after=cycle.label(after),
        version=version,
        **said,
    )
    notify_all(actor, _messages(declaration, step, after, opinion), at=at)
    return version


def _messages(declaration: Declaration, step: Step, after: str, opinion: str) -> list[Message]:
    """Who is told: those whose turn it is; the unit of everything that comes back or ends."""
    program = declaration.target.program
    cycle = cycle_of(program, declaration.kind)
    url, name = f"/targets/declarations/{declaration.pk}/", str(declaration)
    if step.effect in (Effect.RETURN, Effect.DECIDE):
        to = [to_role(program.unit.lineage, Role.REPORTER)]
        if step.effect is Effect.RETURN and step.side not in (Side.DEPARTMENT, Side.SECOND_PERSON):
            to.append(to_role(department_of(program).lineage, Role.DEPARTMENT))
        return [Message(one, f"{name}{cycle.label(after)}", opinion.strip(), url) for one in to]
    if step.effect is Effect.FORWARD:
        return [Message(one, f"{name}{cycle.label(after)}", "", url) for one in _turn(program, cycle.state(after).waits)]
    return []


def _turn(program: Any, side: Side | None) -> list[Any]:
    if side is Side.SECOND_PERSON:
        return [to_role(program.unit.lineage, Role.DEPARTMENT)]
    if side is Side.DEPARTMENT:
        return [to_role(department_of(program).lineage, Role.DEPARTMENT)]
    if side is Side.DIVISION:
        return [to_role(unit, Role.DIVISION) for unit in sorted(finance_divisions(program))]
    return []
