"""Where a model keeps what ``rules.access`` asks about: query paths, as data on the model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Query paths from a model.  None: things of this model never stand in that relation.

    ``unit`` leads to an ``organisations.Unit`` (OWN, BELOW, and RESPONSIBLE through its department's division);
    ``competent`` to the competent department's Unit; ``fund`` to the managing division's Unit (may be many);
    ``assigned`` and ``person`` to a person's id."""

    region: str = "region_id"
    unit: str | None = None
    competent: str | None = None
    fund: str | None = None
    assigned: str | None = None
    person: str | None = None
