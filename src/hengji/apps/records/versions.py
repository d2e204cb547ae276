"""Compare-and-set: of two people who write one row, exactly one wins, on SQLite too."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.db.models import F, QuerySet

from hengji.apps.records.models import Versioned
from hengji.apps.records.written import written
from hengji.rules.refusals import StaleVersion


def compare_and_set(model: type[Versioned], key: UUID, version: int, **changes: object) -> int:
    """Write ``changes`` if the row still has ``version``; returns the new version.

    Raises ``StaleVersion`` (nothing is written) when somebody else was first or the row is gone."""
    rows = model._default_manager.filter(pk=key)
    if rows.filter(version=version).update(version=F("version") + 1, **changes):
        return version + 1
    raise StaleVersion(version, rows.values_list("version", flat=True).first())


def still(model: type[Versioned], key: UUID, version: int, /, **seen: object) -> None:
    """Lock the row, if it still has ``version`` and everything else that was seen of it (by query path) when it was thought about.

    Raises ``StaleVersion``: within ``writing()`` the operation begins again."""
    if version not in (row.version for row in _standing(model, tuple(seen))(key, tuple(seen.values()))):
        raise StaleVersion(version, None)


@cache
def _standing(model: type[Versioned], paths: tuple[str, ...]) -> Callable[[UUID, tuple[object, ...]], list[Versioned]]:
    @written
    def found(key: UUID, seen: tuple[object, ...]) -> QuerySet[Versioned]:
        rows = model._default_manager.select_for_update(of=("self",)).only("version")
        return rows.filter(pk=key, **dict(zip(paths, seen, strict=True)))

    return found
