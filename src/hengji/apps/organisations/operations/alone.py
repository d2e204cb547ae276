"""One at a time in a region: what is decided by looking at several rows (三员分立, the last administrator, the unit tree).

Each row has its version, but two people who write different rows can together break what each of them checked."""

from __future__ import annotations

from uuid import UUID

from hengji.apps.organisations.models import Region


def alone(region: UUID) -> None:
    """Until the operation ends nobody else changes this region's units, posts or choices; called before anything is read.

    PostgreSQL locks the region's row (not its key: everything else goes on); on SQLite the one write lock serves as it is."""
    Region.objects.select_for_update(no_key=True).filter(pk=region).first()
