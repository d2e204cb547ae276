"""What is read of the library (being written; the signatures stand)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from hengji.rules.access import Actor


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


def suggest(
    actor: Actor, field: str | None, program_name: str, goal: str, typed: str, limit: int = 12, *, level2: str | None = None, used: Collection[str] = ()
) -> tuple[Offered, ...]:
    """Indicators for the name cell of a target; ``field`` is a category's name, ``used`` the names already in the draft."""
    raise NotImplementedError


def field_names(actor: Actor) -> tuple[str, ...]:
    """Names of the fields (领域) a program may be put under, each once, in their order."""
    raise NotImplementedError


def field_of(actor: Actor, program_name: str) -> str | None:
    """The field a program's name points to."""
    raise NotImplementedError
