"""Indicators offered while a target is drafted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from hengji.apps.library.index import LONGEST
from hengji.apps.library.models import LibraryIndicator
from hengji.apps.library.queries import rows
from hengji.rules import suggestions
from hengji.rules.access import Actor
from hengji.rules.tokens import tokens

_MOST_OF_FIELD = 150
_MOST_BY_WORDS = 100
_MOST_PURPOSE_WORDS = 24

Weighed = tuple[Any, ...]
"""A row as ``_WEIGHED`` names its columns."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An indicator offered while a target is drafted.  ``operator`` is ≥ ≤ = > <, 定性 or 时间, ``measure`` a value of
    ``rules.measures.Measure``; ``reason`` says in Chinese why; ``reference``: of the set 参考（非官方）."""

    id: UUID
    name: str
    field: str
    level1: str
    level2: str
    operator: str
    unit: str
    measure: str
    value: str
    how_measured: str
    evidence: str
    reason: str
    reference: bool


_WEIGHED = ("pk", "name", "category__name", "level1", "level2", "avoid", "uses", "outcomes", "full_outcomes", "adopted_from_id")


def suggest(
    actor: Actor,
    field: str | None,
    program_name: str,
    goal: str,
    typed: str,
    limit: int = 12,
    *,
    level2: str | None = None,
    used: Collection[str] = (),
) -> tuple[Offered, ...]:
    """Indicators for the name cell of a target; ``field`` is a category's name, ``used`` the names already in the draft.

    A few indexed reads whose size does not grow with the library choose whom to weigh; the ranking is ``rules.suggestions``."""
    readable = rows.indicators(actor).filter(retired_at__isnull=True)
    if typed.strip():
        weighed = _by_words(readable, typed)
    else:
        weighed = {**_by_words(readable, f"{program_name} {goal}"), **_by_field(actor, field, level2)}
    copied = {row[-1] for row in weighed.values()}
    candidates = [_candidate(row) for key, row in weighed.items() if key not in copied]
    ranked = suggestions.suggest(field, program_name, goal, typed, candidates, used, level2=level2, most=limit)
    found = {str(row.pk): row for row in readable.filter(pk__in=[one.candidate.key for one in ranked])}
    return tuple(_offered(found[one.candidate.key], one.reason) for one in ranked)


def _by_field(actor: Actor, field: str | None, level2: str | None) -> dict[UUID, Weighed]:
    """The field's indicators, the most used first."""
    if not field:
        return {}
    fields = list(rows.categories(actor).filter(name=field).values_list("pk", flat=True))
    found = LibraryIndicator.objects.filter(category__in=fields, retired_at__isnull=True, **({"level2": level2} if level2 else {}))
    return {row[0]: row for row in found.order_by("-uses", "pk").values_list(*_WEIGHED)[:_MOST_OF_FIELD]}


def _by_words(readable: QuerySet[LibraryIndicator], text: str) -> dict[UUID, Weighed]:
    """Those that share the most words with a text; of a text that is one lone character, those that have it in their name."""
    words = [word[:LONGEST] for word in tokens(text) if len(word) > 1][:_MOST_PURPOSE_WORDS]
    if not words:
        found = rows.found_by(readable, text).order_by("-uses", "pk") if tokens(text) else readable.none()
        return {row[0]: row for row in found.values_list(*_WEIGHED)[:_MOST_BY_WORDS]}
    shared = readable.filter(tokens__token__in=words).values("pk").annotate(shared=Count("pk")).order_by("-shared", "-uses", "pk")
    keys = [row["pk"] for row in shared[:_MOST_BY_WORDS]]
    return {row[0]: row for row in readable.filter(pk__in=keys).values_list(*_WEIGHED)}


def _candidate(row: Weighed) -> suggestions.Candidate:
    key, name, field, level1, level2, avoid, uses, outcomes, full, _ = row
    return suggestions.Candidate(str(key), name, field, level1, level2, tuple(avoid), uses, full / outcomes if outcomes else None)


def _offered(row: LibraryIndicator, reason: str) -> Offered:
    return Offered(
        row.pk, row.name, row.category.name, row.level1, row.level2, row.operator, row.unit, row.measure, row.value, row.how_measured,
        row.evidence, reason, row.region_id is None,
    )  # fmt: skip
