"""Indicators offered while a target is drafted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from hengji.apps.library.index import LONGEST
from hengji.apps.library.models import LibraryIndicator
from hengji.apps.library.queries import rows
from hengji.rules import suggestions
from hengji.rules.access import Actor
from hengji.rules.tokens import tokens

_MOST_OF_FIELD = 300
_MOST_BY_WORDS = 150
_MOST_PURPOSE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Offered:
    """An indicator offered while a target is drafted.  ``operator`` is ≥ ≤ = > < or 定性, ``measure`` a value of ``rules.measures.Measure``;
    ``reason`` says in Chinese why; ``reference``: of the set 参考（非官方）."""

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


_COLUMNS = ("pk", "region_id", "name", "category__name", "level1", "level2", "operator", "unit", "measure", "value", "how_measured", "evidence",
            "avoid", "uses", "outcomes", "full_outcomes", "adopted_from_id")  # fmt: skip


def suggest(
    actor: Actor, field: str | None, program_name: str, goal: str, typed: str, limit: int = 12, *, level2: str | None = None, used: Collection[str] = ()
) -> tuple[Offered, ...]:
    """Indicators for the name cell of a target; ``field`` is a category's name, ``used`` the names already in the draft.

    Four indexed reads whose size does not grow with the library; the ranking is ``rules.suggestions``."""
    keys = _by_words(actor, typed) if typed.strip() else _by_field(actor, field, level2) | _by_words(actor, f"{program_name} {goal}")
    found = _without_copies(LibraryIndicator.objects.filter(pk__in=keys, retired_at__isnull=True).values(*_COLUMNS))
    by_key = {str(row["pk"]): row for row in found}
    ranked = suggestions.suggest(field, program_name, goal, typed, map(_candidate, found), used, level2=level2, most=limit)
    return tuple(_offered(by_key[one.candidate.key], one.reason) for one in ranked)


def _by_field(actor: Actor, field: str | None, level2: str | None) -> set[UUID]:
    """The field's indicators, the most used first."""
    if not field:
        return set()
    found = LibraryIndicator.objects.filter(rows.readable(actor), category__name=field, retired_at__isnull=True)
    found = found.filter(level2=level2) if level2 else found
    return set(found.order_by("-uses", "pk").values_list("pk", flat=True)[:_MOST_OF_FIELD])


def _by_words(actor: Actor, text: str) -> set[UUID]:
    """Those that share the most words with a text; of a text that is one lone character, those that have it in their name."""
    words = [word[:LONGEST] for word in tokens(text) if len(word) > 1][:_MOST_PURPOSE_WORDS]
    readable = rows.indicators(actor).filter(retired_at__isnull=True)
    if not words:
        return set(rows.found_by(readable, text).order_by("-uses", "pk").values_list("pk", flat=True)[:_MOST_BY_WORDS])
    shared = readable.filter(tokens__token__in=words).values("pk").annotate(shared=Count("pk"))
    return set(shared.order_by("-shared", "-uses", "pk").values_list("pk", flat=True)[:_MOST_BY_WORDS])


def _without_copies(found: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """A reference row whose own copy is there is not offered beside it."""
    held = list(found)
    copied = {row["adopted_from_id"] for row in held}
    return [row for row in held if row["pk"] not in copied]


def _candidate(row: dict[str, object]) -> suggestions.Candidate:
    outcomes, full, uses = (int(str(row[key])) for key in ("outcomes", "full_outcomes", "uses"))
    avoid = row["avoid"] if isinstance(row["avoid"], list) else []
    return suggestions.Candidate(
        str(row["pk"]), str(row["name"]), str(row["category__name"]), str(row["level1"]), str(row["level2"]), tuple(map(str, avoid)), uses,
        full / outcomes if outcomes else None,
    )  # fmt: skip


def _offered(row: dict[str, object], reason: str) -> Offered:
    text = {key: str(row[key]) for key in ("name", "level1", "level2", "operator", "unit", "measure", "value", "how_measured", "evidence")}
    return Offered(UUID(str(row["pk"])), field=str(row["category__name"]), reason=reason, reference=row["region_id"] is None, **text)


