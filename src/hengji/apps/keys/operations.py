"""Keys made and revoked by the system administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record
from hengji.apps.keys.models import NAME, ApiKey, digest_of
from hengji.apps.organisations.operations import open_system_account
from hengji.apps.organisations.scope import fetch, require, scoped
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

EDIT = Action.PERSON_EDIT
"""A key opens an account: who makes accounts makes keys."""

LONGEST = 731
"""Days a key may be good for."""

_START = 8


@dataclass(frozen=True, slots=True)
class Account:
    """A new account for another system: log-in name (nobody logs in with it) and name as the trail shows it."""

    login: str
    name: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: ``secret`` is shown once and kept nowhere."""

    id: UUID
    name: str
    secret: str
    expires_on: date


@operation
def make_key(actor: Actor, account: UUID | Account, name: str, expires_on: date, *, at: datetime) -> NewKey:
    """A key of 256 random bits for a system account that has one already, or for a new one.  The account needs a post, granted by the
    security administrator as to anyone, before the key opens anything."""
    require(actor, EDIT)
    name = " ".join(name.split())
    if not name or len(name) > NAME:
        raise Refused("api-key-name", most=NAME)
    _check_expiry(expires_on, timezone.localdate(at))
    person = _new_account(actor, account, at) if isinstance(account, Account) else _held_account(actor, account)
    secret = f"hj_{secrets.token_urlsafe(32)}"
    row = ApiKey.objects.create(
        region_id=actor.region, name=name, person_id=person, digest=digest_of(secret), start=secret[:_START], expires_on=expires_on,
        made_by=actor.name, made_at=at,
    )  # fmt: skip
    record(actor, "已发放密钥", row, under=EDIT, person=row.person.name, until=expires_on)
    return NewKey(row.pk, name, secret, expires_on)


@operation
def revoke_key(actor: Actor, key: UUID, version: int, why: str, *, at: datetime) -> None:
    """The key opens nothing any more, from the next call on."""
    row = fetch(ApiKey.objects.all(), actor, EDIT, key)
    if row.revoked_at is not None:
        raise Refused("api-key-revoked-already", name=row.name)
    compare_and_set(ApiKey, key, version, revoked_at=at, revoked_by=actor.name, revoked_why=why.strip()[:200])
    record(actor, "已收回密钥", row, under=EDIT, person=row.person.name, reason=why.strip()[:200])


def _check_expiry(expires_on: date, today: date) -> None:
    if not today < expires_on <= today + timedelta(days=LONGEST):
        raise Refused("api-key-expiry", days=LONGEST)


def _new_account(actor: Actor, account: Account, at: datetime) -> UUID:
    if len(account.name.strip()) > NAME:
        raise Refused("api-account-name", most=NAME)
    return open_system_account(actor, account.login.strip(), account.name.strip(), at=at)


def _held_account(actor: Actor, person: UUID) -> UUID:
    """An account opened for another system before.  Never a person's own: raises ``NotFound``."""
    if not scoped(ApiKey.objects.filter(person=person, person__active=True), actor, EDIT).exists():
        raise NotFound
    return person
