"""A small county for tests of the library and of appraisals: two departments, one below, a township, the finance bureau, experts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from hengji.apps.organisations.models import Assignment, Person, Post, Region, Unit
from hengji.apps.organisations.queries import actor_of
from hengji.rules.access import Actor, Role

AT = datetime(2026, 8, 21, 2, 0, tzinfo=UTC)
ON = date(2026, 8, 21)
YEAR = 2026
PASSWORD = "Sample-2026-pass"


@dataclass
class World:
    """Units by name, people by name."""

    region: Region
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str, on: date = ON) -> Actor:
        return actor_of(self.people[name].pk, on=on)

    def unit(self, name: str, code: str, kind: str, parent: str | None = None, division: str | None = None) -> Unit:
        above = self.units[parent] if parent else None
        made = Unit(region=self.region, year=YEAR, code=code, name=name, kind=kind, parent=above, path="")
        made.path = f"{above.path if above else '/'}{made.lineage.hex}/"
        made.department = (above.department or above) if above else None
        made.division = self.units[division] if division else None
        made.save()
        if above is None:
            Unit.objects.filter(pk=made.pk).update(department=made)
            made.refresh_from_db()
        self.units[name] = made
        return made

    def person(self, name: str, role: Role, unit: str, ends: date | None = None) -> Person:
        if name not in self.people:
            login = f"u{self.region.code[:6]}{len(self.people):03d}"
            made = Person.objects.create(
                region=self.region,
                login=login,
                name=name,
                password=hashed(settings.PASSWORD_HASHERS[0]),
                must_change_password=False,
                password_changed_at=timezone.now(),
            )
            self.people[name] = made
        post = Post.objects.create(region=self.region, unit=self.units[unit].lineage, role=role.value)
        Assignment.objects.create(region=self.region, post=post, person=self.people[name], starts=date(2026, 1, 1), ends=ends)
        return self.people[name]


@cache
def hashed(_hasher: str) -> str:
    """The hash of everyone's password, made once by the hasher in force."""
    return make_password(PASSWORD)


def county(code: str = "990001000", name: str = "示例县", parent: Region | None = None) -> World:
    """The county with its people."""
    world = World(Region.objects.create(code=code, name=name, parent=parent))
    world.unit("县财政局", "101", "finance")
    world.unit("农业股", "10101", "division", "县财政局")
    world.unit("县农业农村局", "201", "department", division="农业股")
    world.unit("县农技站", "20101", "subordinate", "县农业农村局")
    world.unit("县水利局", "202", "department")
    world.unit("第三方机构", "901", "agency")
    for person, role, unit in (
        ("李站", Role.REPORTER, "县农技站"),
        ("周局填", Role.REPORTER, "县农业农村局"),
        ("王审", Role.DEPARTMENT, "县农业农村局"),
        ("水利填", Role.REPORTER, "县水利局"),
        ("水利审", Role.DEPARTMENT, "县水利局"),
        ("股长", Role.DIVISION, "农业股"),
        ("绩效经办", Role.OFFICE, "县财政局"),
        ("局长", Role.LEADER, "县财政局"),
        ("专家甲", Role.EXPERT, "第三方机构"),
        ("专家乙", Role.EXPERT, "第三方机构"),
        ("系统员", Role.SYSTEM, "县财政局"),
    ):
        world.person(person, role, unit)
    return world


def draft(name: str = "高标准农田建设项目", amount: str = "300.50", **changes: Any) -> dict[str, Any]:
    """A dossier that lacks nothing; ``amount`` in 万元."""
    words = "根据县委一号文件和县政府常务会议纪要，结合部门职责组织实施，资料齐全。"
    texts = dict.fromkeys(("basis", "content", "goal", "plan", "estimate", "risk"), words)
    money = [
        {"year": str(YEAR), "source": "county", "amount": amount, "note": ""},
        {"year": str(YEAR), "source": "above", "amount": "100", "note": ""},
    ]
    expected = [
        {"level2": "数量指标", "name": "建成高标准农田面积", "target": "≥1200亩"},
        {"level2": "经济效益指标", "name": "亩均增产", "target": "≥50公斤"},
    ]
    return {"name": name, "kind": "project", "new": "1", "field": "农业农村", **texts, "money": money, "expected": expected, **changes}


def later(days: int = 0, minutes: int = 0) -> datetime:
    """A later moment."""
    return AT + timedelta(days=days, minutes=minutes)


def ids(world: World, *names: str) -> tuple[UUID, ...]:
    """Ids of people."""
    return tuple(world.people[name].pk for name in names)
