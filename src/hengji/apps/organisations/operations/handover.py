"""Somebody leaves: the posts pass to a successor in one step, and with the posts everything addressed to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations.models import Assignment, Person
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.operations.posts import ONE_DAY, assign, end
from hengji.apps.organisations.scope import fetch, require
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused


@operation
def hand_over(
    actor: Actor, leaving: UUID, successor: UUID, assignments: Collection[UUID], on: date, why: str, *, at: datetime
) -> tuple[UUID, ...]:
    """The successor holds the chosen posts from ``on``, the leaving person until the day before; returns the new assignments.

    All of them pass or none.  Refused: to oneself, to the same person, posts not held on that day, what ``grant`` refuses."""
    require(actor, Action.HANDOVER)
    alone(actor.region)
    whose = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, leaving)
    heir = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, successor)
    if whose.pk == heir.pk:
        raise Refused("handover-same-person", name=heir.name)
    if not assignments:
        raise Refused("handover-nothing", name=whose.name)
    rows = tuple(Assignment.objects.filter(pk__in=assignments, person=whose).exclude(ends__lt=on).select_related("post", "person"))
    if len(rows) != len(set(assignments)):
        raise Refused("handover-not-held", name=whose.name, on=on)
    made = tuple(_pass(actor, row, heir, on, why) for row in rows)
    record(actor, "已办理交接", whose, under=Action.HANDOVER, successor=heir.name, on=on, posts=[str(row.post) for row in rows], why=why)
    return made


def _pass(actor: Actor, row: Assignment, heir: Person, on: date, why: str) -> UUID:
    if row.starts >= on:
        raise Refused("handover-too-early", post=str(row.post), starts=row.starts)
    ends = row.ends
    end(actor, row, on - ONE_DAY, f"交接给{heir.name}" + (f"：{why}" if why else ""))
    return assign(actor, row.post, heir, on, ends, predecessor=row).pk
