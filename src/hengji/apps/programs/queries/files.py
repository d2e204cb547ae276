"""A file handed in, for those who may work on it."""

from __future__ import annotations

from uuid import UUID

from hengji.apps.organisations.scope import fetch
from hengji.apps.programs.models import Intake
from hengji.rules.access import Action, Actor

ACTIONS = {"budgets": Action.MONEY_EDIT, "payments": Action.PAYMENT_IMPORT}
"""What one must be allowed for handing in a list."""


def own_file(actor: Actor, key: UUID) -> Intake:
    """A file the actor may work on.  Raises ``NotFound``."""
    row = Intake.objects.filter(pk=key).only("register").first()
    return fetch(Intake.objects.all(), actor, ACTIONS[row.register] if row else Action.PAYMENT_IMPORT, key)
