"""Regions and what a county has chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.organisations.models import Region
from hengji.apps.organisations.queries.actors import years_of
from hengji.apps.records.written import written
from hengji.rules.access import Actor
from hengji.rules.county import Profile
from hengji.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region with its choices."""

    id: UUID
    code: str
    name: str
    version: int
    profile: Profile


def region(actor: Actor) -> RegionLine:
    """The actor's own region."""
    row = Region.objects.filter(pk=actor.region).first()
    if row is None:
        raise NotFound
    return RegionLine(row.pk, row.code, row.name, row.version, Profile.read(row.settings))


def profile(region_id: UUID) -> Profile:
    """What a region has chosen; defaults where it has chosen nothing."""
    return Profile.read(next(iter(_settings(region_id)), {}))


@written
def _settings(region: UUID) -> QuerySet[Region, Any]:
    return Region.objects.filter(pk=region).values_list("settings", flat=True)


def years(actor: Actor) -> tuple[int, ...]:
    """Years that have units, the latest first."""
    return years_of(actor.region)
