"""A county's or province's own library taken over from Excel: whole or not at all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.library import index
from hengji.apps.library.models import Category, LibraryIndicator
from hengji.apps.library.operations.writing import categories_of, columns, made
from hengji.apps.library.queries.imports import Difference, difference
from hengji.apps.library.sheets import Sheet
from hengji.apps.organisations.scope import require_region
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.libraryentry import Entry
from hengji.rules.refusals import Refused


class _File:
    """The imported file as the subject of a trail row."""

    def __init__(self, region: UUID, name: str) -> None:
        self.pk, self.region_id, self.name = region, region, name

    def __str__(self) -> str:
        return self.name


@operation
def import_sheet(actor: Actor, sheet: Sheet, *, at: datetime) -> Difference:
    """Write every entry of a file into the own region's library; returns what was new, changed and the same.

    Raises ``Refused`` where the file has a fault or nothing in it: then nothing is written."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    if sheet.errors:
        raise Refused("library-import-faulty", count=len(sheet.errors))
    if not sheet.entries:
        raise Refused("library-nothing-to-import")
    found = difference(actor, sheet)
    categories = categories_of(actor.region, {entry.category for entry in sheet.entries})
    _add(actor.region, found.new, categories)
    for entry, key, version in found.changed:
        _change(key, version, entry, categories[entry.category])
    if found.new or found.changed:
        record(actor, "已导入", _File(actor.region, sheet.name), under=Action.LIBRARY_EDIT, sha256=sheet.sha256, added=len(found.new),
               changed=len(found.changed), same=found.same)  # fmt: skip
    else:
        unchanged()
    return found


def _add(region: UUID, entries: tuple[Entry, ...], categories: dict[str, Category]) -> None:
    fresh = [made(region, entry, categories[entry.category]) for entry in entries]
    LibraryIndicator.objects.bulk_create(fresh)
    index.write((row, row.category.name) for row in fresh)


def _change(key: UUID, version: int, entry: Entry, category: Category) -> None:
    wanted = columns(entry, category)
    wanted.pop("avoid")
    compare_and_set(LibraryIndicator, key, version, **wanted)
    index.rewrite([(LibraryIndicator.objects.get(pk=key), category.name)])
