"""What a file would change: the dry run of an import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from hengji.apps.library.models import LibraryIndicator
from hengji.apps.library.queries import rows
from hengji.apps.library.sheets import Sheet
from hengji.rules.access import Actor
from hengji.rules.libraryentry import Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """Against the own library: entries it lacks, entries that differ (with the row's id and version), and how many are the same."""

    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, UUID, int], ...]
    same: int


def difference(actor: Actor, sheet: Sheet) -> Difference:
    """Which entries of a file are new, changed or the same; what stands in the library and not in the file stays untouched."""
    held = LibraryIndicator.objects.filter(region=actor.region, retired_at__isnull=True).select_related("category")
    by_key = {(entry := rows.entry(row)).key: (entry, row.pk, row.version) for row in held}
    new, changed, same = [], [], 0
    for entry in sheet.entries:
        if (stands := by_key.get(entry.key)) is None:
            new.append(entry)
        elif replace(entry, avoid=stands[0].avoid) == stands[0]:
            same += 1
        else:
            changed.append((entry, stands[1], stands[2]))
    return Difference(tuple(new), tuple(changed), same)
