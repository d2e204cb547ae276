"""What is done to the library (being written; the signatures stand)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hengji.apps.audit.operations import operation
from hengji.rules.access import Actor


@operation(audited=False)
def count_use(
    actor: Actor, indicators: Collection[UUID], program: UUID, program_name: str, unit: UUID, year: int, revision: int, *, secret: bool = False, at: datetime
) -> None:
    """A revision of an object's target was approved with these indicators of the library; ``unit`` is the id of the year's Unit.

    Counted once a program and year, however many revisions; called inside the operation that seals the revision."""
    raise NotImplementedError


@operation(audited=False)
def record_outcome(actor: Actor, indicator: UUID, program: UUID, year: int, achievement: Decimal, *, at: datetime) -> None:
    """The final ratio of actual to target (1 = 100 %) of a use counted before; said again it replaces the earlier."""
    raise NotImplementedError
