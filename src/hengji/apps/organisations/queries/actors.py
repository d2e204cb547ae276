"""The person who asks: the duties held on a day, the regions below."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from hengji.apps.organisations.models import Person, Region, Unit
from hengji.apps.records.written import written
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.refusals import NotFound


def actor_of(person: UUID, *, on: date) -> Actor:
    """The person with the duties held on a day; raises ``NotFound`` for nobody active.  Two queries in a county."""
    rows = _standing(person, on)
    if not rows:
        raise NotFound
    name, region, *_ = rows[0]
    duties = tuple(Duty(Role(role), place, unit, said or "", post, ends) for *_, place, role, unit, said, post, ends in rows if post)
    return Actor(person, name, region, duties, regions_below(region) if duties else frozenset())


@written
def _standing(person: UUID, on: date) -> QuerySet[Person, Any]:
    """Name and region of somebody active, and a row for each post held on the day, the longest held first, with its unit's latest name."""
    held = Q(assignments__starts__lte=on) & (Q(assignments__ends__isnull=True) | Q(assignments__ends__gte=on))
    unit = Unit.objects.filter(lineage=OuterRef("held__post__unit")).order_by("-year").values("name")[:1]
    rows = Person.objects.filter(pk=person, active=True).annotate(held=FilteredRelation("assignments", condition=held), said=Subquery(unit))
    columns = ("held__region_id", "held__post__role", "held__post__unit", "said", "held__post_id", "held__ends")
    return rows.order_by("held__starts").values_list("name", "region_id", *columns)


def unit_names(lineages: set[UUID]) -> dict[UUID, str]:
    """The latest name of each lineage."""
    return dict(Unit.objects.filter(lineage__in=lineages).order_by("year").values_list("lineage", "name"))


def regions_below(region: UUID) -> frozenset[UUID]:
    """All regions under one (a province's cities and counties)."""
    found: set[UUID] = set()
    front = {region}
    while front := set(_under(tuple(front))) - found:
        found |= front
    return frozenset(found)


@written
def _under(regions: tuple[UUID, ...]) -> QuerySet[Region, UUID]:
    return Region.objects.filter(parent__in=regions).values_list("pk", flat=True)


def region_and_years(region: UUID) -> tuple[str, tuple[int, ...]]:
    """The region's name and the budget years it has units in, for the top of every page.  Two queries."""
    return next(iter(_name_of(region)), ""), years_of(region)


@written
def _name_of(region: UUID) -> QuerySet[Region, str]:
    return Region.objects.filter(pk=region).values_list("name", flat=True)


def years_of(region: UUID) -> tuple[int, ...]:
    """The budget years a region has units in, the latest first."""
    return tuple(_years_of(region))


@written
def _years_of(region: UUID) -> QuerySet[Unit, int]:
    return Unit.objects.filter(region=region).order_by("-year").values_list("year", flat=True).distinct()
