"""The county's own table of days off and days worked (放假安排), over what the program knows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hengji.apps.audit.operations import operation, record
from hengji.apps.monitoring.models import SpecialDay
from hengji.apps.organisations.scope import require_region
from hengji.apps.records.once import once
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused, fitting

LONGEST = 31
"""Days that are set in one go."""


@operation
def set_days(actor: Actor, first: date, last: date, worked: bool, document: str, *, at: datetime) -> int:
    """Make the days from ``first`` to ``last`` days off, or days worked, by a document; what the county had set there before gives way.
    Returns how many.  Due days of rounds that are set already stay; who plans a round from now on is offered others.

    Raises ``NotAllowed``, ``Refused``: ``days-range``, ``days-document-missing``, ``days-taken``."""
    require_region(actor, Action.ROUND_EDIT, actor.region)
    count = (last - first).days + 1
    if not 1 <= count <= LONGEST:
        raise Refused("days-range", first=first, last=last, most=LONGEST)
    if not document.strip():
        raise Refused("days-document-missing")
    days = [first + timedelta(days=number) for number in range(count)]
    said = fitting("文号", document, 200)
    with once(Refused("days-taken", first=first, last=last)):
        SpecialDay.objects.filter(region=actor.region, day__in=days).delete()
        made = [SpecialDay(region_id=actor.region, day=day, worked=worked, document=said, by=actor.name, at=at) for day in days]
        SpecialDay.objects.bulk_create(made)
    words = "上班" if worked else "放假"
    record(actor, "已登记", made[0], under=Action.ROUND_EDIT, title="放假安排", starts=first, ends=last, result=words, document=said)
    return count


@operation
def drop_days(actor: Actor, first: date, last: date, *, at: datetime) -> int:
    """Take days of the county's own table out again: they are what the program knows of them.

    Raises ``NotAllowed``, ``Refused``: ``days-gone`` (nothing of the county's own stands there, or not any more)."""
    require_region(actor, Action.ROUND_EDIT, actor.region)
    rows = SpecialDay.objects.filter(region=actor.region, day__range=(first, last)).order_by("day")
    held = list(rows)
    if not held:
        raise Refused("days-gone", first=first, last=last)
    words = "、".join(str(row) for row in held[:LONGEST])
    record(
        actor,
        "已移除",
        held[0],
        under=Action.ROUND_EDIT,
        title="放假安排",
        starts=first,
        ends=last,
        before=words,
        document=held[0].document,
    )
    rows.delete()
    return len(held)
