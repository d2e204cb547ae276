"""At the door: which account a key opens, and how often in a minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from hengji.apps.keys.models import ApiKey, digest_of
from hengji.apps.organisations.queries import actor_of
from hengji.rules.access import Actor
from hengji.rules.refusals import Refused

PER_MINUTE = 120
"""Calls of one key in one minute."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who calls: the account with its duties of today, its name marked with the key's."""

    key: UUID
    key_name: str
    expires_on: date
    account: str
    actor: Actor


def admit(secret: str, *, at: datetime) -> Admitted:
    """Whom a key belongs to; counts the call.  Refused for a key that is wrong, revoked, expired or used too often.

    Administrators' duties are never used through a key: who may be is decided at a page, by a person with a second factor."""
    row = ApiKey.objects.select_related("person").filter(digest=digest_of(secret)).first()
    if row is None or not row.person.active or row.person.has_usable_password():
        raise Refused("api-key-wrong")
    if row.revoked_at is not None:
        raise Refused("api-key-revoked", name=row.name)
    on = timezone.localdate(at)
    if row.expires_on < on:
        raise Refused("api-key-expired", name=row.name, on=row.expires_on)
    _count(row.pk, at)
    actor = actor_of(row.person_id, on=on)
    duties = tuple(duty for duty in actor.duties if not duty.role.administers)
    return Admitted(row.pk, row.name, row.expires_on, actor.name, replace(actor, name=f"{actor.name}（接口{row.name}）", duties=duties))


def _count(key: UUID, at: datetime) -> None:
    """One more call of this minute, decided by the database: two processes never let more through than one would."""
    minute, rows = int(at.timestamp() // 60), ApiKey.objects.filter(pk=key)
    for _ in range(2):  # between the two statements another process may have begun the minute
        if rows.filter(minute=minute, calls__lt=PER_MINUTE).update(calls=F("calls") + 1, last_used_at=at):
            return
        if rows.exclude(minute=minute).update(minute=minute, calls=1, last_used_at=at):
            return
    raise Refused("api-too-many", limit=PER_MINUTE)
