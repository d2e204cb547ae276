"""One indicator: added, changed, adopted from the reference set or a region above, retired, restored, merged."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.library import index
from hengji.apps.library.models import Category, LibraryIndicator, LibraryUse
from hengji.apps.library.operations.writing import category_of, changes, columns, made, own
from hengji.apps.library.queries import rows
from hengji.apps.organisations.scope import require_region, scoped
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.libraryentry import CAPTIONS, Entry, checked
from hengji.rules.refusals import NotFound, Refused, fitting
from hengji.rules.text import fold_name

MOST_REASON = 200
"""Characters of a reason; with the name of what it was merged into it fits its column."""


@operation
def add(actor: Actor, entry: Entry, *, at: datetime) -> UUID:
    """Add an indicator to the own region's library.  Raises ``Refused`` where it is not complete or stands there already."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    whole = checked(entry)
    row = made(actor.region, whole, category_of(actor.region, whole.category))
    _refuse_same(row)
    row.save(force_insert=True)
    index.write([(row, whole.category)])
    record(actor, "已新增", own(row), under=Action.LIBRARY_EDIT, category=whole.category, level2=whole.level2)
    return row.pk


@operation
def edit(actor: Actor, key: UUID, version: int, entry: Entry, *, at: datetime) -> int:
    """Change an indicator of the own region; returns the new version.  What targets took over from it stays as it was approved."""
    row = _own(actor, key)
    whole = checked(entry)
    category = category_of(actor.region, whole.category)
    different = changes(row, columns(whole, category))
    if not different:
        unchanged()
        return row.version
    before = {CAPTIONS[name]: str(getattr(row, name)) for name in different if name in CAPTIONS}
    for name, value in different.items():
        setattr(row, name, value)
    _refuse_same(row)
    now = compare_and_set(LibraryIndicator, key, version, **different)
    index.rewrite([(row, category.name)])
    after = {CAPTIONS[name]: str(getattr(row, name)) for name in different if name in CAPTIONS}
    record(actor, "已修改", own(row), under=Action.LIBRARY_EDIT, before=before, after=after)
    return now


@operation
def adopt(actor: Actor, keys: Collection[UUID], *, at: datetime) -> tuple[UUID, ...]:
    """Take indicators of the reference set or of a region above over into the own library; one already there is left as it is.

    Returns the ids of the own rows, in the order asked."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    if not keys:
        raise Refused("library-nothing-chosen")
    found = {row.pk: row for row in rows.indicators(actor).filter(pk__in=keys)}
    if set(keys) - set(found):
        raise NotFound
    taken = [_adopted(actor, found[key]) for key in keys]
    fresh = [row for row, is_new in taken if is_new]
    if not fresh:
        unchanged()
    for row in fresh:
        record(
            actor, "已采用", own(row), under=Action.LIBRARY_EDIT, source=_source(found[row.adopted_from_id]) if row.adopted_from_id else ""
        )
    return tuple(row.pk for row, _ in taken)


@operation
def retire(actor: Actor, key: UUID, version: int, why: str, *, at: datetime) -> int:
    """Take an indicator out of use: it is no longer offered; targets that have it keep it."""
    row = _own(actor, key)
    reason = _reason(why)
    if row.retired_at:
        raise Refused("library-retired", name=row.name, why=row.retired_why)
    now = compare_and_set(LibraryIndicator, key, version, retired_at=at, retired_why=reason)
    record(actor, "已停用", own(row), under=Action.LIBRARY_EDIT, reason=reason)
    return now


@operation
def restore(actor: Actor, key: UUID, version: int, why: str, *, at: datetime) -> int:
    """Take a retired indicator into use again; not one that was merged into another."""
    row = _own(actor, key)
    reason = _reason(why)
    if not row.retired_at:
        raise Refused("library-not-retired", name=row.name)
    if row.merged_into is not None:
        raise Refused("library-merged", name=row.name, into=row.merged_into.name)
    _refuse_same(row)
    now = compare_and_set(LibraryIndicator, key, version, retired_at=None, retired_why="")
    record(actor, "已恢复", own(row), under=Action.LIBRARY_EDIT, reason=reason)
    return now


@operation
def merge(actor: Actor, keep: UUID, others: Mapping[UUID, int], why: str, *, at: datetime) -> None:
    """Merge duplicates: the others (id → version seen) are retired into the one kept, which takes over their uses."""
    reason = _reason(why)
    gone = {key: version for key, version in others.items() if key != keep}
    if not gone:
        raise Refused("library-nothing-to-merge")
    kept = _own(actor, keep)
    if kept.retired_at:
        raise Refused("library-retired", name=kept.name, why=kept.retired_why)
    for key, version in gone.items():
        row = _own(actor, key)
        said = f"并入“{kept.name}”：{reason}"
        compare_and_set(LibraryIndicator, key, version, retired_at=row.retired_at or at, retired_why=said, merged_into=kept)
        _take_over(kept.pk, key)
        record(actor, "已合并", own(row), under=Action.LIBRARY_EDIT, into=kept.name, into_id=str(kept.pk), reason=reason)
    recount([kept.pk, *gone])


def recount(keys: Sequence[UUID]) -> None:
    """Bring the counters of indicators to what the use rows say."""
    known = Q(achievement__isnull=False)
    counted = {
        row["indicator"]: row
        for row in LibraryUse.objects.filter(indicator__in=keys)
        .values("indicator")
        .annotate(uses=Count("program", distinct=True), outcomes=Count("pk", filter=known), full=Count("pk", filter=Q(achievement=1)))
    }
    for key in keys:
        found = counted.get(key, {"uses": 0, "outcomes": 0, "full": 0})
        LibraryIndicator.objects.filter(pk=key).update(uses=found["uses"], outcomes=found["outcomes"], full_outcomes=found["full"])


def _take_over(keep: UUID, gone: UUID) -> None:
    """Uses go to the indicator kept; one of a program and year that has the kept one already stays where it is."""
    held = LibraryUse.objects.filter(indicator=keep).values_list("program", "year")
    for pk, program, year in LibraryUse.objects.filter(indicator=gone).values_list("pk", "program", "year"):
        if (program, year) not in set(held):
            LibraryUse.objects.filter(pk=pk).update(indicator=keep)


def _own(actor: Actor, key: UUID) -> LibraryIndicator:
    """An indicator the actor may change.  Raises ``NotFound`` where it cannot be read, ``Refused`` where it is somebody else's."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    row = scoped(LibraryIndicator.objects.select_related("category", "merged_into"), actor, Action.LIBRARY_EDIT).filter(pk=key).first()
    if row is None:
        raise Refused("library-not-own", name=rows.one(actor, key).name)
    return row


def _adopted(actor: Actor, source: LibraryIndicator) -> tuple[LibraryIndicator, bool]:
    """The own row for a source, and whether it was made just now."""
    if source.region_id == actor.region:
        raise Refused("library-already-own", name=source.name)
    held = LibraryIndicator.objects.filter(region=actor.region, retired_at__isnull=True)
    same = Q(adopted_from=source) | Q(category__name=source.category.name, level2=source.level2, name_key=source.name_key)
    if (there := held.filter(same).first()) is not None:
        return there, False
    row = made(actor.region, rows.entry(source), category_of(actor.region, source.category.name))
    row.adopted_from = source
    row.save(force_insert=True)
    index.write([(row, source.category.name)])
    return row, True


def _source(source: LibraryIndicator) -> str:
    return "上级指标库" if source.region_id else "参考（非官方）"


def _refuse_same(row: LibraryIndicator) -> None:
    """The database would refuse it too; here it is said in words."""
    key = fold_name(row.name)[:150]
    held = LibraryIndicator.objects.filter(region=row.region_id, category=row.category, level2=row.level2, name_key=key)
    if held.filter(retired_at__isnull=True).exclude(pk=row.pk).exists():
        raise Refused("library-same-name", category=row.category.name, name=row.name)


def _reason(why: str) -> str:
    if not why.strip():
        raise Refused("library-reason-missing")
    return fitting("理由", why, MOST_REASON)


@operation
def add_category(actor: Actor, name: str, words: Collection[str], *, at: datetime) -> UUID:
    """Add a field to the own region's library; ``words`` in a program's name point to it."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    shown = _category_name(actor, name, None)
    last = Category.objects.filter(region=actor.region).count() + 1
    row = Category.objects.create(region_id=actor.region, code=f"own-{last}", name=shown, order=100 + last, words=_words(words))
    record(actor, "已新增", own(row), under=Action.LIBRARY_EDIT, words=row.words)
    return row.pk


@operation
def edit_category(actor: Actor, key: UUID, version: int, name: str, words: Collection[str], *, at: datetime) -> int:
    """Rename a field of the own region, or change the words that point to it."""
    require_region(actor, Action.LIBRARY_EDIT, actor.region)
    row = scoped(Category.objects.all(), actor, Action.LIBRARY_EDIT).filter(pk=key).first()
    if row is None:
        raise NotFound
    shown = _category_name(actor, name, key)
    now = compare_and_set(Category, key, version, name=shown, words=_words(words))
    if shown != row.name:
        index.rewrite([(one, shown) for one in LibraryIndicator.objects.filter(category=row)])
    before, after = {"name": row.name, "words": row.words}, {"name": shown, "words": _words(words)}
    record(actor, "已修改", own(row), under=Action.LIBRARY_EDIT, before=before, after=after)
    return now


def _category_name(actor: Actor, name: str, key: UUID | None) -> str:
    shown = fitting("领域名称", name, 60)
    if not shown:
        raise Refused("library-missing", caption="领域名称")
    same = Category.objects.filter(region=actor.region, name=shown)
    if (same.exclude(pk=key) if key else same).exists():
        raise Refused("library-same-category", name=shown)
    return shown


def _words(words: Collection[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))[:60]
