"""Who calls: a key in the header ``Authorization: Bearer …``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from hengji.apps.keys.admission import Admitted, admit
from hengji.apps.organisations.scope import require
from hengji.clock import now
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused


class Called(HttpRequest):
    """A call that has been let in."""

    auth: Admitted


class Key(HttpBearer):
    """The bearer key of a system account."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        if not token:
            raise Refused("api-key-missing")
        return admit(token, at=now())


def actor_of(request: Called, action: Action) -> Actor:
    """The account that acts; raises ``NotFound`` where none of its posts may do this to anything."""
    require(request.auth.actor, action)
    return request.auth.actor
