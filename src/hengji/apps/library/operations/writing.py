"""Entries written as rows: what every operation of this app shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast
from uuid import UUID

from hengji.apps.audit.operations import Subject
from hengji.apps.library.models import Category, LibraryIndicator
from hengji.rules.libraryentry import Entry
from hengji.rules.text import fold_name


def category_of(region: UUID | None, name: str) -> Category:
    """The region's field of that name, made where there is none; its order and words are those of the reference field of the name."""
    found = Category.objects.filter(region=region, name=name).first()
    return found or _made(region, name)


def categories_of(region: UUID, names: Iterable[str]) -> dict[str, Category]:
    """Many at once, by name."""
    wanted = set(names)
    held = {row.name: row for row in Category.objects.filter(region=region, name__in=wanted)}
    return held | {name: _made(region, name) for name in sorted(wanted - set(held))}


def _made(region: UUID | None, name: str) -> Category:
    like = Category.objects.filter(region__isnull=True, name=name).first() if region else None
    last = Category.objects.filter(region=region).count() + 1
    code, order, words = (like.code, like.order, like.words) if like else (f"own-{last}", 100 + last, [])
    return Category.objects.create(region_id=region, name=name, code=code, order=order, words=words)


def columns(entry: Entry, category: Category) -> dict[str, object]:
    """The columns of a row that an entry says."""
    return {
        "category": category,
        "level1": entry.level1,
        "level2": entry.level2,
        "name": entry.name,
        "name_key": fold_name(entry.name)[:150],
        "operator": entry.operator,
        "unit": entry.unit,
        "measure": entry.measure,
        "value": entry.value,
        "explanation": entry.explanation,
        "how_measured": entry.how_measured,
        "evidence": entry.evidence,
        "basis": entry.basis,
        "avoid": list(entry.avoid),
        "common": entry.common,
    }


def made(region: UUID | None, entry: Entry, category: Category) -> LibraryIndicator:
    """A new row, not saved yet."""
    return LibraryIndicator(region_id=region, **columns(entry, category))


def changes(row: LibraryIndicator, wanted: Mapping[str, object]) -> dict[str, object]:
    """The columns that would differ."""
    return {key: value for key, value in wanted.items() if getattr(row, key) != value}


def own(row: LibraryIndicator | Category) -> Subject:
    """A row of a region (not of the reference set) as the subject of a trail row."""
    return cast(Subject, row)
