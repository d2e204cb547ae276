"""The reference set (参考，非官方) as rows without region: once for all counties of a deployment, brought up to date when it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.library import index
from hengji.apps.library.models import Category, LibraryIndicator
from hengji.apps.library.operations.writing import changes, columns, made
from hengji.apps.organisations.scope import require_region
from hengji.papers.referencefiles import reference_fields
from hengji.rules.access import Action, Actor
from hengji.rules.libraryentry import Entry, of_reference
from hengji.rules.reference import MARK, ReferenceField
from hengji.rules.text import fold_name

_WITHDRAWN = "新版参考指标库不再收录"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: rows added, changed, retired because the set no longer has them, and left as they were."""

    added: int
    changed: int
    retired: int
    same: int


@dataclass(slots=True)
class _Whole:
    """The reference set as the subject of a trail row."""

    pk: UUID
    region_id: UUID

    def __str__(self) -> str:
        return f"参考指标库{MARK}"


@operation
def load_reference(actor: Actor, *, at: datetime) -> Loaded:
    """Bring the reference rows to what the program's files say; doing it again changes nothing."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    total = Loaded(0, 0, 0, 0)
    for field in reference_fields():
        one = _field(field, at)
        total = Loaded(total.added + one.added, total.changed + one.changed, total.retired + one.retired, total.same + one.same)
    if total.added or total.changed or total.retired:
        whole = _Whole(actor.region, actor.region)
        record(actor, "已载入", whole, under=Action.LIBRARY_EDIT, added=total.added, changed=total.changed, retired=total.retired)
    else:
        unchanged()
    return total


def _field(field: ReferenceField, at: datetime) -> Loaded:
    wanted = {"code": field.code, "order": field.order, "words": list(field.words)}
    category, _ = Category.objects.update_or_create(region=None, name=field.name, defaults=wanted)
    held = {(row.level2, row.name_key): row for row in LibraryIndicator.objects.filter(region__isnull=True, category=category)}
    entries = {(one.level2, fold_name(one.name)[:150]): one for one in of_reference(field)}
    fresh = [made(None, one, category) for key, one in entries.items() if key not in held]
    LibraryIndicator.objects.bulk_create(fresh)
    index.write([(row, category.name) for row in fresh])
    changed = sum(_brought_up(held[key], one, category) for key, one in entries.items() if key in held)
    gone = [row.pk for key, row in held.items() if key not in entries and row.retired_at is None]
    LibraryIndicator.objects.filter(pk__in=gone).update(retired_at=at, retired_why=_WITHDRAWN, version=F("version") + 1)
    return Loaded(len(fresh), changed, len(gone), len(entries) - len(fresh) - changed)


def _brought_up(row: LibraryIndicator, entry: Entry, category: Category) -> bool:
    different = changes(row, {**columns(entry, category), "retired_at": None, "retired_why": ""})
    if different:
        LibraryIndicator.objects.filter(pk=row.pk).update(version=F("version") + 1, **different)
        row.refresh_from_db()
        index.rewrite([(row, category.name)])
    return bool(different)
