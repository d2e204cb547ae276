"""Regions above one: whose library and rules a county may also read."""

from __future__ import annotations

from uuid import UUID

from hengji.apps.organisations.models import Region


def regions_above(region: UUID) -> tuple[UUID, ...]:
    """The regions above one, the nearest first (a county's city and province).  One query a level."""
    found: list[UUID] = []
    above = Region.objects.filter(pk=region).values_list("parent_id", flat=True).first()
    while above is not None and above not in found:
        found.append(above)
        above = Region.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    return tuple(found)
