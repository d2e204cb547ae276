"""Two counties and their systems: accounts with posts, keys, a caller that shows one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.apps.programsworld import TODAY, County, county

from hengji.apps.keys import operations
from hengji.apps.keys.operations import Account, NewKey
from hengji.apps.organisations.models import Assignment, Person, Post, Region
from hengji.clock import now
from hengji.rules.access import Actor, Role

UNTIL = TODAY + timedelta(days=365)


@dataclass
class System:
    """Another system: it shows its key."""

    secret: str
    key: UUID
    account: UUID

    def get(self, address: str, **asked: Any) -> Any:
        return Client().get(f"/api/{address}", asked, headers=self.headers)

    def post(self, address: str, body: Any) -> Any:
        return Client().post(f"/api/{address}", json.dumps(body), content_type="application/json", headers=self.headers)

    def send(self, address: str, content: bytes, name: str = "导出.xlsx", **more: str) -> Any:
        return Client().post(f"/api/{address}", {"file": SimpleUploadedFile(name, content), **more}, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


def administrator(here: County, region: Region | None = None) -> Actor:
    return here.actor(Role.SYSTEM, "县财政局", "系统员", region)


def made(here: County, login: str = "yitihua", name: str = "一体化接口", until: date = UNTIL, at: datetime | None = None) -> NewKey:
    return operations.make_key(administrator(here), Account(login, name), "一体化", until, at=at or now())


def system(here: County, role: Role = Role.OFFICE, unit: str = "绩效股", login: str = "") -> System:
    """A system whose account holds one post."""
    key = made(here, login or f"api-{role}-{here.units[unit].code}")
    person = Person.objects.get(login=login or f"api-{role}-{here.units[unit].code}")
    post = Post.objects.create(region=here.region, unit=here.units[unit].lineage, role=role.value)
    Assignment.objects.create(region=here.region, post=post, person=person, starts="2026-01-01")
    return System(key.secret, key.id, person.pk)


def other_county() -> County:
    return county("990002000", "邻县")
