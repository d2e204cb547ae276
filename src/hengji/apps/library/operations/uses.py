"""Who uses what, told by the targets; how it ended, told by monitoring and self-evaluation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hengji.apps.audit.operations import operation
from hengji.apps.library.models import LibraryIndicator, LibraryUse
from hengji.apps.library.operations.indicators import recount
from hengji.rules.access import Actor
from hengji.rules.money import half_up


@operation(audited=False)
def count_use(
    actor: Actor,
    indicators: Collection[UUID],
    program: UUID,
    program_name: str,
    unit: UUID,
    year: int,
    revision: int,
    *,
    secret: bool = False,
    at: datetime,
) -> None:
    """A revision of an object's target was approved with these indicators of the library; ``unit`` is the id of the year's Unit.

    Counted once a program and year, however many revisions; called inside the operation that seals the revision.  Ids that are no
    longer in the library are passed over."""
    known = list(LibraryIndicator.objects.filter(pk__in=indicators).values_list("pk", flat=True))
    held = LibraryUse.objects.filter(indicator__in=known, program=program, year=year)
    held.update(revision=revision, program_name=program_name[:150])
    new = set(known) - set(held.values_list("indicator", flat=True))
    said = {"program": program, "program_name": program_name[:150], "secret": secret, "unit_id": unit, "year": year, "revision": revision}
    LibraryUse.objects.bulk_create(LibraryUse(region_id=actor.region, indicator_id=key, **said) for key in sorted(new))
    recount(sorted(new))


@operation(audited=False)
def record_outcome(actor: Actor, indicator: UUID, program: UUID, year: int, achievement: Decimal, *, at: datetime) -> None:
    """The final ratio of actual to target (1 = 100 %, four decimals) of a use counted before; said again it replaces the earlier."""
    ratio = min(half_up(achievement, 4), Decimal("99999"))
    if LibraryUse.objects.filter(indicator=indicator, program=program, year=year).update(achievement=ratio):
        recount([indicator])
