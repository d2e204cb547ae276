"""What people type into the forms of units and people, as the operations want it."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from hengji.apps.organisations.operations import PersonFacts, UnitFacts
from hengji.rules.access import Role
from hengji.rules.county import Profile
from hengji.rules.refusals import Refused
from hengji.web.posted import key, number, text


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
        password_days=number(typed, "password_days"), idle_minutes=number(typed, "idle_minutes"),
    )  # fmt: skip


def role(typed: QueryDict) -> Role:
    """A role chosen."""
    try:
        return Role(typed.get("role", ""))
    except ValueError:
        raise Refused("form-choice") from None
