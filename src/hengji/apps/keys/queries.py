"""Keys as the system administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hengji.apps.keys.models import ApiKey
from hengji.apps.organisations.queries import actor_of
from hengji.apps.organisations.scope import fetch, require, scoped
from hengji.rules.access import Action, Actor

EDIT = Action.PERSON_EDIT
STATES = {"live": "在用", "idle": "没有岗位", "expired": "已过期", "revoked": "已收回", "disabled": "账号已停用"}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key; ``start`` are its first characters, ``duties`` what its account may be today, ``state`` a key of ``STATES``."""

    id: UUID
    version: int
    name: str
    start: str
    person: UUID
    account: str
    login: str
    duties: tuple[str, ...]
    expires_on: date
    made_by: str
    made_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str
    revoked_why: str
    state: str

    @property
    def state_words(self) -> str:
        return STATES[self.state]


def keys(actor: Actor, on: date) -> tuple[KeyLine, ...]:
    """Every key of the region, the latest first."""
    require(actor, EDIT)
    rows = scoped(ApiKey.objects.all(), actor, EDIT).select_related("person").order_by("-made_at", "pk")
    duties: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        if row.person_id not in duties:
            duties[row.person_id] = _duties(row, on)
    return tuple(_line(row, duties[row.person_id], on) for row in rows)


def key(actor: Actor, key: UUID, on: date) -> KeyLine:
    """One key.  Raises ``NotFound``."""
    row = fetch(ApiKey.objects.select_related("person"), actor, EDIT, key)
    return _line(row, _duties(row, on), on)


def accounts(actor: Actor) -> tuple[tuple[str, str], ...]:
    """(id, words) of the system accounts in use, for a drop-down."""
    rows = scoped(ApiKey.objects.filter(person__active=True), actor, EDIT).order_by("person__name", "person")
    columns = rows.values_list("person", "person__name", "person__login")
    return tuple((str(key), f"{name}（{login}）") for key, name, login in dict.fromkeys(columns))


def _duties(row: ApiKey, on: date) -> tuple[str, ...]:
    if not row.person.active:
        return ()
    return tuple(f"{duty.unit_name} {duty.role.chinese}" for duty in actor_of(row.person_id, on=on).duties)


def _line(row: ApiKey, duties: tuple[str, ...], on: date) -> KeyLine:
    return KeyLine(
        row.pk, row.version, row.name, row.start, row.person_id, row.person.name, row.person.login, duties, row.expires_on, row.made_by,
        row.made_at, row.last_used_at, row.revoked_at, row.revoked_by, row.revoked_why, _state(row, duties, on),
    )  # fmt: skip


def _state(row: ApiKey, duties: tuple[str, ...], on: date) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_on < on:
        return "expired"
    if not row.person.active:
        return "disabled"
    return "live" if duties else "idle"
