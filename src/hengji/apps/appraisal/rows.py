"""Which appraisals an actor reaches, experts only while their task lasts; and the life cycle of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hengji.apps.appraisal.models import Appraisal, ExpertScore
from hengji.apps.organisations.queries import profile
from hengji.apps.organisations.scope import scoped
from hengji.apps.programs.queries import program_rows
from hengji.papers.rulefiles import DEFAULT, load_rules
from hengji.rules.access import Action, Actor, Role, whom, why_not
from hengji.rules.lifecycle import LifeCycle, Side
from hengji.rules.lifecycles.appraisal import FINANCE_APPRAISAL, SUPPORT, cycle_for
from hengji.rules.lifecycles.appraisal import REJECT as _REJECT
from hengji.rules.lifecycles.appraisal import SUPPORT_ADJUSTED as _ADJUSTED
from hengji.rules.refusals import NotAllowed, NotFound, Refused
from hengji.rules.rulesets import RuleSet

DECIDING = (SUPPORT, _ADJUSTED, _REJECT)
_BY_SIDE = {
    Side.UNIT: Action.APPRAISAL_DRAFT,
    Side.SECOND_PERSON: Action.APPRAISAL_DEPARTMENT,
    Side.DEPARTMENT: Action.APPRAISAL_DEPARTMENT,
    Side.OFFICE: Action.APPRAISAL_FINANCE,
}


def reached(actor: Actor, action: Action, on: date) -> QuerySet[Appraisal]:
    """The appraisals the actor may do this to on a day.  What an expert was given ends with the task."""
    others = replace(actor, duties=tuple(duty for duty in actor.duties if duty.role is not Role.EXPERT))
    within = scoped(Appraisal.objects.all(), others, action)
    if Role.EXPERT not in actor.roles:
        return within
    given = scoped(tasks(on), actor, Action.APPRAISAL_SCORE).values("appraisal")
    if action not in (Action.APPRAISAL_VIEW, Action.APPRAISAL_SCORE):
        return within
    return Appraisal.objects.filter(Q(pk__in=within.order_by().values("pk")) | Q(pk__in=given))


def tasks(on: date) -> QuerySet[ExpertScore]:
    """Experts' tasks that last on a day."""
    open_state = Q(appraisal__state=FINANCE_APPRAISAL)
    return ExpertScore.objects.filter(open_state, withdrawn_at__isnull=True, starts__lte=on, ends__gte=on)


def take(actor: Actor, action: Action, key: UUID, on: date) -> Appraisal:
    """One appraisal for doing something to it.  Raises ``NotFound`` where it may not be seen, ``NotAllowed`` where only that."""
    joined = ("unit", "competent")
    row = reached(actor, action, on).select_related(*joined).filter(pk=key).first()
    if row is not None:
        return row
    if reached(actor, Action.APPRAISAL_VIEW, on).filter(pk=key).exists():
        raise NotAllowed("not-allowed", why=why_not(actor, action), whom=whom(action))
    raise NotFound


def look(actor: Actor, key: UUID, on: date) -> Appraisal:
    """One appraisal for reading.  Raises ``NotFound``; ``Refused`` to whom it was open as an expert on other days."""
    row = reached(actor, Action.APPRAISAL_VIEW, on).select_related("unit", "competent", "program").filter(pk=key).first()
    if row is None:
        raise no_task(actor, key, on)
    return row


def no_task(actor: Actor, key: UUID, on: date) -> Refused | NotFound:
    """Why an expert may not see an appraisal on this day: of one's own task its days and nothing of the dossier, else not there."""
    held = ExpertScore.objects.filter(appraisal=key, person=actor.id).order_by("withdrawn_at", "-ends").first()
    if held is None:
        return NotFound()
    if held.withdrawn_at is None and held.starts > on:
        return Refused("appraisal-task-later", starts=held.starts.isoformat())
    return Refused("appraisal-task-ended", starts=held.starts.isoformat(), ends=held.ends.isoformat())


def linkable(actor: Actor, row: Appraisal) -> QuerySet[Any]:
    """Objects of the same unit and year that the actor maintains and no appraisal is tied to."""
    taken = Appraisal.objects.filter(region=row.region_id, program__isnull=False).order_by().values("program")
    rows: QuerySet[Any] = program_rows(actor, row.year, Action.PROGRAM_EDIT).filter(unit=row.unit_id, state="active", secret=False)
    return rows.exclude(kind="overall").exclude(pk__in=taken).order_by("code", "name", "pk")


def stands(actor: Actor, row: Appraisal, side: Side) -> bool:
    """Whether the actor stands on this side of an appraisal, as far as the table of access cannot say it: a department's duty above its
    unit (or of the competent department), not within the unit; where nobody stands above, a second person of the unit."""
    if side not in (Side.DEPARTMENT, Side.SECOND_PERSON):
        return True
    units = {duty.unit for duty in actor.duties if duty.role is Role.DEPARTMENT and duty.region == row.region_id}
    if side is Side.SECOND_PERSON:
        return row.unit.lineage in units
    competent = row.competent.lineage if row.competent else None
    return any(unit == competent or unit.hex in row.unit.path for unit in units - {row.unit.lineage})


def cycle(row: Appraisal) -> LifeCycle:
    """The life cycle of an appraisal."""
    return cycle_for(first_level=row.first_level)


def action_of(side: Side, step: str) -> Action:
    """What a person must be able to do to take a step of the table."""
    return Action.APPRAISAL_DECIDE if step in DECIDING else _BY_SIDE[side]


def rules_of(region: UUID) -> RuleSet:
    """The rule set a county has adopted for appraisals."""
    return _rules(profile(region).appraisal_rules or DEFAULT)


@lru_cache(maxsize=16)
def _rules(name: str) -> RuleSet:
    return load_rules(name)
