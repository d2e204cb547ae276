"""A small county with people in it, for tests of pages that belong to no business area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from hengji.apps.organisations.models import Assignment, Person, Post, Region, Unit, UnitKind
from hengji.apps.organisations.queries import actor_of
from hengji.apps.organisations.tree import place
from hengji.rules.access import Actor, Role

TODAY = date(2026, 8, 21)
AT = datetime(2026, 8, 21, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class SmallCounty:
    """A region with one unit in which everybody sits."""

    region: Region
    unit: Unit

    def person(self, role: Role, login: str = "") -> Person:
        """Somebody with one post."""
        made = Person.objects.create(region=self.region, login=login or role.value, name=f"示例{role.chinese}", must_change_password=False)
        post = Post.objects.create(region=self.region, unit=self.unit.lineage, role=role.value)
        Assignment.objects.create(region=self.region, post=post, person=made, starts=date(2026, 1, 1))
        return made

    def actor(self, person: Person) -> Actor:
        """The person as operations know it."""
        return actor_of(person.pk, on=TODAY)


def small_county(code: str = "990001000") -> SmallCounty:
    """Make one."""
    region = Region.objects.create(code=code, name="示例县")
    unit = Unit(region=region, year=2026, code="001", name="示例县财政局", kind=UnitKind.FINANCE.value)
    place([unit])
    unit.save()
    return SmallCounty(region, unit)
