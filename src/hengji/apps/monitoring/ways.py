"""The way of a form, and who stands on which side of it."""

from __future__ import annotations

from typing import Any

from hengji.apps.monitoring.models import MonitoringForm
from hengji.apps.targets import objects
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycle import LifeCycle, Side, Step
from hengji.rules.lifecycles.monitoring import form_cycle


def cycle_of(row: MonitoringForm) -> LifeCycle:
    """The way this form goes."""
    program: Any = row.program
    return form_cycle(first_level=objects.first_level(program), key=row.key)


def stands(actor: Actor, row: MonitoringForm, step: Step) -> bool:
    """Whether the actor stands on the step's side, as far as the table of access cannot say it."""
    return objects.stands(actor, row.program, step.side)


def stands_in(actor: Actor, row: MonitoringForm, step: Step) -> bool:
    """Of a round the office runs by itself (代录) it also takes the reviewers' steps: nobody else has an account.  Who sent a form
    still never reviews it."""
    if not row.round.proxy or step.side is Side.UNIT or step.asks is Action.ROUND_EDIT:
        return False
    return any(one.role is Role.OFFICE and one.region == row.region_id for one in actor.duties)
