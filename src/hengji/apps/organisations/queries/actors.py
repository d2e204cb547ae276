"""The person who asks: the duties held on a day, the regions below."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from hengji.apps.organisations.models import Assignment, Person, Region, Unit
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.refusals import NotFound


def actor_of(person: UUID, *, on: date) -> Actor:
    """The person with the duties held on a day; raises ``NotFound`` for nobody active.  Few queries."""
    found = Person.objects.filter(pk=person, active=True).values_list("name", "region_id").first()
    if found is None:
        raise NotFound
    name, region = found
    held = Assignment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), person=person, starts__lte=on).order_by("starts")
    rows = held.values_list("post__role", "region_id", "post__unit", "post_id", "ends")
    names = unit_names({row[2] for row in rows})
    duties = tuple(Duty(Role(role), place, unit, names.get(unit, ""), post, ends) for role, place, unit, post, ends in rows)
    return Actor(person, name, region, duties, regions_below(region) if duties else frozenset())


def unit_names(lineages: set[UUID]) -> dict[UUID, str]:
    """The latest name of each lineage."""
    return dict(Unit.objects.filter(lineage__in=lineages).order_by("year").values_list("lineage", "name"))


def regions_below(region: UUID) -> frozenset[UUID]:
    """All regions under one (a province's cities and counties)."""
    found: set[UUID] = set()
    front = {region}
    while front := set(Region.objects.filter(parent__in=front).values_list("pk", flat=True)) - found:
        found |= front
    return frozenset(found)


def region_and_years(region: UUID) -> tuple[str, tuple[int, ...]]:
    """The region's name and the budget years it has units in, for the top of every page.  Two queries."""
    name = Region.objects.filter(pk=region).values_list("name", flat=True).first()
    return name or "", years_of(region)


def years_of(region: UUID) -> tuple[int, ...]:
    """The budget years a region has units in, the latest first."""
    return tuple(Unit.objects.filter(region=region).order_by("-year").values_list("year", flat=True).distinct())
