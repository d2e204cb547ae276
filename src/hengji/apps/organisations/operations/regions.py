"""Regions: the first of everything, and a county's choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.models import Assignment, Person, Post, Region, Unit, UnitKind
from hengji.apps.organisations.operations.accounts import NewAccount, PersonFacts, new_account
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.scope import require
from hengji.apps.organisations.tree import place
from hengji.rules.access import ADMINISTRATORS, Action, Actor, Role
from hengji.rules.county import Profile, region_code
from hengji.rules.refusals import Refused, StaleVersion

INSTALLER = Actor(UUID(int=0), "安装程序", UUID(int=0))
"""Who founds a region: the person at the server's own keyboard, before there is anybody."""


@dataclass(frozen=True, slots=True)
class FirstPeople:
    """The three administrators and the first officer of the performance office: names by role; log-in names are ``logins``."""

    names: dict[Role, str] = field(default_factory=lambda: {
        Role.SYSTEM: "系统管理员", Role.SECURITY: "安全管理员", Role.AUDIT: "审计管理员", Role.OFFICE: "绩效股经办人",
    })  # fmt: skip
    logins: dict[Role, str] = field(default_factory=lambda: {
        Role.SYSTEM: "xitong", Role.SECURITY: "anquan", Role.AUDIT: "shenji", Role.OFFICE: "jixiao",
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Founded:
    """A region made: its id, the finance bureau and the performance office (units of ``year``), accounts with one-time passwords."""

    region: UUID
    year: int
    finance: UUID
    office: UUID
    accounts: dict[Role, NewAccount]


@operation
def found_region(
    actor: Actor, code: str, name: str, year: int, *, parent_code: str | None = None, finance_name: str = "",
    office_name: str = "绩效管理股",    first: FirstPeople | None = None, demo: bool = False, at: datetime,
) -> Founded:  # fmt: skip
    """A region with its finance bureau, performance office, three administrators and first officer; run by the installer only.

    Passwords are random, shown once by the caller and must be changed at the first log-in.  Refused where the region exists."""
    stored = region_code(code)
    if actor.id != INSTALLER.id or stored is None:
        raise Refused("region-bad-code", code=code)
    if Region.objects.filter(code=stored).exists():
        raise Refused("region-exists", code=stored)
    region = Region.objects.create(code=stored, name=name, parent=Region.objects.filter(code=region_code(parent_code or "") or "").first())
    record(actor, "已建立", region, code=stored, name=name)
    finance, office = _bureau(region, year, finance_name or f"{name}财政局", office_name)
    accounts = _first_people(actor, region, finance, office, first or _unused(region), demo, at)
    return Founded(region.pk, year, finance.pk, office.pk, accounts)


@operation
def edit_settings(actor: Actor, version: int, profile: Profile, *, at: datetime) -> None:
    """Change the county's choices.  Giving up two hats is refused while somebody wears them."""
    require(actor, Action.SETTINGS_EDIT)
    alone(actor.region)
    region = Region.objects.get(pk=actor.region)
    before = Profile.read(region.settings)
    if before == profile:
        unchanged()
        return
    if not 5 <= profile.idle_minutes <= 480 or not 0 <= profile.password_days <= 365:
        raise Refused("settings-range")
    if before.two_hats and not profile.two_hats:
        _nobody_wears_two(region.pk, at)
    _set(region, version, settings={**region.settings, **profile.stored()})
    record(actor, "已修改参数", region, under=Action.SETTINGS_EDIT, before=before.stored(), after=profile.stored())


def _set(region: Region, version: int, **changes: object) -> None:
    if not Region.objects.filter(pk=region.pk, version=version).update(version=version + 1, **changes):
        raise StaleVersion(version, region.version)


def _nobody_wears_two(region: UUID, at: datetime) -> None:
    on = timezone.localdate(at)
    held: dict[tuple[UUID, str], set[Role]] = {}
    rows = Assignment.objects.filter(region=region).exclude(ends__lt=on)
    for person, name, role in rows.values_list("person", "person__name", "post__role"):
        held.setdefault((person, name), set()).add(Role(role))
    both = sorted(name for (_person, name), roles in held.items() if len(roles) > 1 and roles & ADMINISTRATORS)
    if both:
        raise Refused("settings-two-hats-worn", names="、".join(both))


def _bureau(region: Region, year: int, finance_name: str, office_name: str) -> tuple[Unit, Unit]:
    finance = Unit(region=region, year=year, code="001", name=finance_name, kind=UnitKind.FINANCE.value)
    office = Unit(region=region, year=year, code="001901", name=office_name, kind=UnitKind.DIVISION.value, parent=finance)
    place([finance, office])
    Unit.objects.bulk_create([finance, office])
    return finance, office


def _first_people(
    actor: Actor, region: Region, finance: Unit, office: Unit, first: FirstPeople, demo: bool, at: datetime
) -> dict[Role, NewAccount]:
    accounts = {}
    for role, name in first.names.items():
        account = new_account(actor, region.pk, PersonFacts(login=first.logins[role], name=name), at, demo=demo)
        unit = office if role is Role.OFFICE else finance
        post = Post.objects.create(region=region, unit=unit.lineage, role=role.value)
        held = Assignment.objects.create(region=region, post=post, person_id=account.person, starts=timezone.localdate(at))
        record(actor, "已授予岗位", held, role=role.chinese, unit=unit.name, starts=held.starts)
        accounts[role] = account
    return accounts


def _unused(region: Region) -> FirstPeople:
    """The usual first people, their log-in names marked with the region's code where others have them already."""
    usual = FirstPeople()
    if not Person.objects.filter(login__in=usual.logins.values()).exists():
        return usual
    return FirstPeople(logins={role: f"{login}{region.code[:6]}" for role, login in usual.logins.items()})
