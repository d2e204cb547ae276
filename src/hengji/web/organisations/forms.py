"""What people type into the forms of units and people, as the operations want it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import QueryDict

from hengji.apps.organisations.operations import PersonFacts, UnitFacts
from hengji.rules.access import Role
from hengji.rules.county import Profile
from hengji.rules.refusals import Refused


def unit_facts(typed: QueryDict) -> UnitFacts:
    """A unit's form."""
    return UnitFacts(
        code=text(typed, "code", 21), name=text(typed, "name", 150), kind=text(typed, "kind", 20), parent=key(typed, "parent"),
        division=key(typed, "division"), credit_code=text(typed, "credit_code", 18), remark=text(typed, "remark", 300),
    )  # fmt: skip


def person_facts(typed: QueryDict) -> PersonFacts:
    """A person's form."""
    return PersonFacts(text(typed, "login", 40), text(typed, "name", 50), text(typed, "phone", 30), text(typed, "email", 120))


def profile(typed: QueryDict, now: Profile) -> Profile:
    """The county's choices; what the form does not show stays."""
    return replace(
        now, two_hats=bool(typed.get("two_hats")), second_factor_for_all=bool(typed.get("second_factor_for_all")),
        password_days=whole(typed, "password_days"), idle_minutes=whole(typed, "idle_minutes"),
    )  # fmt: skip


def text(typed: QueryDict, name: str, most: int) -> str:
    """A text without the blanks around it.  Refused when it is longer than the field holds."""
    value = typed.get(name, "").replace("\x00", "").strip()
    if len(value) > most:
        raise Refused("form-long", text=value[:12], most=most)
    return value


def key(typed: QueryDict, name: str) -> UUID | None:
    """An id chosen, None for nothing.  Refused for what is no id: the page never offers one."""
    value = typed.get(name, "").strip()
    try:
        return UUID(value) if value else None
    except ValueError:
        raise Refused("form-choice") from None


def keys(typed: QueryDict, name: str) -> tuple[UUID, ...]:
    """Several ids ticked."""
    try:
        return tuple(UUID(value) for value in typed.getlist(name))
    except ValueError:
        raise Refused("form-choice") from None


def chosen(typed: QueryDict, name: str) -> UUID:
    """An id that has to be chosen."""
    found = key(typed, name)
    if found is None:
        raise Refused("form-choice")
    return found


def role(typed: QueryDict) -> Role:
    """A role chosen."""
    try:
        return Role(typed.get("role", ""))
    except ValueError:
        raise Refused("form-choice") from None


def day(typed: QueryDict, name: str) -> date | None:
    """A day typed, None for nothing."""
    value = typed.get(name, "").strip()
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Refused("form-date", text=value[:20]) from None


def needed_day(typed: QueryDict, name: str) -> date:
    """A day that has to be typed."""
    found = day(typed, name)
    if found is None:
        raise Refused("form-date", text="（空）")
    return found


def whole(typed: QueryDict, name: str) -> int:
    """A whole number that is not negative."""
    value = typed.get(name, "").strip()
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise Refused("form-number", text=value[:20])
    return int(value)
