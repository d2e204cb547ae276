"""Accounts: made, changed, disabled, their passwords."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations import secondfactor
from hengji.apps.organisations.models import Assignment, Person
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.scope import fetch, require
from hengji.apps.records.once import once
from hengji.rules.access import Action, Actor, Role
from hengji.rules.refusals import NotFound, Refused, StaleVersion

EDIT, VIEW = Action.PERSON_EDIT, Action.PERSON_VIEW
KEPT = 4
"""How many former passwords may not be used again."""

_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What one-time passwords are made of: nothing that looks like something else on paper."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a person fills in about an account."""

    login: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account with its one-time password: shown once, kept nowhere."""

    person: UUID
    login: str
    name: str
    password: str


@operation
def create_person(actor: Actor, facts: PersonFacts, *, demo: bool = False, at: datetime) -> NewAccount:
    """A new account without any post."""
    require(actor, EDIT)
    return new_account(actor, actor.region, facts, at, demo=demo)


@operation
def open_system_account(actor: Actor, login: str, name: str, *, at: datetime) -> UUID:
    """An account another system acts as: it has no password, nobody logs in with it; posts are granted to it as to anyone."""
    require(actor, EDIT)
    return new_account(actor, actor.region, PersonFacts(login, name), at, locked=True).person


@operation
def edit_person(actor: Actor, key: UUID, version: int, facts: PersonFacts, *, at: datetime) -> None:
    """Change name, log-in name, telephone, mail."""
    person = fetch(Person.objects.all(), actor, EDIT, key, seen_by=VIEW)
    _check(facts, but=key)
    wanted = {"login": facts.login, "name": facts.name, "phone": facts.phone, "email": facts.email}
    before = {field: getattr(person, field) for field in wanted}
    if wanted == before:
        unchanged()
        return
    with once(_taken(facts)):
        set_person(key, version, **wanted)
    record(actor, "已修改", person, under=EDIT, before=before, after=wanted)


@operation
def disable_person(actor: Actor, key: UUID, version: int, why: str, *, at: datetime) -> None:
    """Nobody logs in with this account any more; posts stay as they are until handed over."""
    alone(actor.region)
    person = fetch(Person.objects.all(), actor, EDIT, key, seen_by=VIEW)
    if person.pk == actor.id:
        raise Refused("person-own-account", what="停用")
    last_of_its_kind(person, at)
    set_person(key, version, active=False)
    record(actor, "已停用", person, under=EDIT, why=why)


@operation
def enable_person(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """The account may be used again."""
    person = fetch(Person.objects.all(), actor, EDIT, key, seen_by=VIEW)
    set_person(key, version, active=True)
    record(actor, "已启用", person, under=EDIT)


@operation
def reset_password(actor: Actor, key: UUID, *, at: datetime) -> NewAccount:
    """A new one-time password, to be told to the person and changed at once; ends the person's sessions."""
    person = fetch(Person.objects.all(), actor, EDIT, key, seen_by=VIEW)
    if person.pk == actor.id:
        raise Refused("person-own-account", what="重置密码")
    password = one_time_password()
    person.set_password(password)
    person.must_change_password, person.password_changed_at = True, at
    person.save(update_fields=["password", "must_change_password", "password_changed_at"])
    record(actor, "已重置密码", person, under=EDIT)
    return NewAccount(person.pk, person.login, person.name, password)


@operation
def reset_second_factor(actor: Actor, key: UUID, *, at: datetime) -> None:
    """Remove somebody's second factor (lost telephone); it is enrolled anew at the next log-in.

    The security administrator's: who resets passwords may not take the second factor away as well, and so become somebody else."""
    person = fetch(Person.objects.all(), actor, Action.POST_ASSIGN, key, seen_by=VIEW)
    if person.pk == actor.id:
        raise Refused("person-own-account", what="重置动态口令")
    secondfactor.forget(person.pk)
    record(actor, "已重置动态口令", person, under=Action.POST_ASSIGN)


_WEAK = {
    "password_too_short": "不足 10 位。",
    "password_entirely_numeric": "全是数字。",
    "password_too_common": "是常见密码，容易被猜到。",
    "password_too_similar": "与姓名、登录名或手机太相近。",
}
"""What is weak about a password, by Django's codes: its own words are not all in Chinese."""


@operation
def change_password(actor: Actor, old: str, new: str, *, at: datetime) -> None:
    """The person's own password.  Refused when the old one is wrong, the new one is weak or was used before."""
    person = Person.objects.filter(pk=actor.id, active=True).first()
    if person is None:
        raise NotFound
    if not person.check_password(old):
        raise Refused("password-wrong")
    try:
        password_validation.validate_password(new, person)
    except ValidationError as weak:
        raise Refused("password-weak", why="".join(_WEAK.get(one.code or "", "") for one in weak.error_list)) from None
    if any(check_password(new, one) for one in (person.password, *person.former_passwords)):
        raise Refused("password-used", count=KEPT + 1)
    person.former_passwords = [person.password, *person.former_passwords][:KEPT]
    person.set_password(new)
    person.must_change_password, person.password_changed_at = False, at
    person.save(update_fields=["password", "former_passwords", "must_change_password", "password_changed_at"])
    record(actor, "已修改密码", person, under=Action.ACCOUNT_SELF)


def new_account(actor: Actor, region: UUID, facts: PersonFacts, at: datetime, *, demo: bool = False, locked: bool = False) -> NewAccount:
    """Inside an operation: the account and its trail row; people of the demo have no password, they are chosen on the log-in page.

    ``locked``: without a password, for another system."""
    _check(facts)
    password, without = one_time_password(), demo or locked
    person = Person(region_id=region, login=facts.login, name=facts.name, phone=facts.phone, email=facts.email, demo=demo,
                    password=make_password(None if without else password), password_changed_at=at,
                    must_change_password=not without)  # fmt: skip
    with once(_taken(facts)):
        person.save(force_insert=True)
    record(actor, "已开户", person, under=EDIT, login=facts.login)
    return NewAccount(person.pk, person.login, person.name, password)


def set_person(key: UUID, version: int, **changes: Any) -> None:
    """Compare and set, as for every versioned row (a person is one without being a business row)."""
    rows = Person.objects.filter(pk=key)
    if not rows.filter(version=version).update(version=version + 1, **changes):
        raise StaleVersion(version, rows.values_list("version", flat=True).first())


def one_time_password() -> str:
    """Four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def last_of_its_kind(person: Person, at: datetime, *, besides: UUID | None = None) -> None:
    """Refuse to leave a region without a system or security administrator who can log in."""
    on = timezone.localdate(at)
    held = Assignment.objects.filter(region=person.region_id, starts__lte=on, person__active=True).exclude(ends__lt=on)
    mine = held.filter(person=person) if besides is None else held.filter(pk=besides)
    for role in mine.filter(post__role__in=(Role.SYSTEM.value, Role.SECURITY.value)).values_list("post__role", flat=True):
        others = held.filter(post__role=role).exclude(pk__in=mine.values("pk"))
        if not others.exists():
            raise Refused("person-last-administrator", role=Role(role).chinese, name=person.name)


def check_facts(facts: PersonFacts) -> None:
    """Refuse an account that lacks its name or has an unusable log-in name."""
    if not facts.name.strip() or not _LOGIN.fullmatch(facts.login):
        raise Refused("person-incomplete")


def _check(facts: PersonFacts, but: UUID | None = None) -> None:
    check_facts(facts)
    same = Person.objects.filter(login__iexact=facts.login)
    if (same.exclude(pk=but) if but else same).exists():
        raise _taken(facts)


def _taken(facts: PersonFacts) -> Refused:
    return Refused("person-login-taken", login=facts.login)
