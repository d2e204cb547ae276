"""A unit's appeal against its filling-quality score (填报质量复核), and the decision on it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hengji.apps.audit.operations import operation, record
from hengji.apps.monitoring.models import Appeal, Round
from hengji.apps.monitoring.objects import unit_rows
from hengji.apps.monitoring.queries.quality import score_of
from hengji.apps.notices.operations import notify_all
from hengji.apps.notices.recipients import Message, to_post, to_role
from hengji.apps.organisations.queries import contacts
from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.records.once import once
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.monitoring import RoundState
from hengji.rules.quality import FULL
from hengji.rules.refusals import NotFound, Refused, fitting


@operation
def appeal(actor: Actor, round_id: UUID, unit: UUID, text: str, *, at: datetime) -> UUID:
    """The unit (lineage) asks for its score to be looked at again.  One appeal at a time.

    Raises ``NotFound``, ``Refused``: ``appeal-text-missing``, ``appeal-open``, ``appeal-no-score``, ``appeal-full``."""
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, round_id)
    place = scoped(unit_rows(row.region_id, row.year), actor, Action.FORM_FILL).filter(lineage=unit).first()
    if place is None or row.state == RoundState.DRAFT:
        raise NotFound
    if not text.strip():
        raise Refused("appeal-text-missing")
    taken = Refused("appeal-open", unit=place.name)
    if Appeal.objects.filter(round=row, unit=place, upheld__isnull=True).exists():
        raise taken
    points = score_of(row, unit, at)
    if points is None:
        raise Refused("appeal-no-score", unit=place.name)
    if points >= FULL:
        raise Refused("appeal-full", unit=place.name)
    with once(taken):
        made = Appeal.objects.create(
            region_id=row.region_id, round=row, unit=place, text=fitting("复核申请", text, 4000), by=actor.name, at=at
        )
    record(actor, "已申请复核", made, under=Action.FORM_FILL, points=points, text=text.strip())
    office = contacts(row.region_id, [Role.OFFICE], at.date())
    posts = dict.fromkeys(one.post for one in office)
    notify_all(actor, [Message(to_post(post), f"{place.name}申请复核填报质量分", text.strip(), _url(row.pk)) for post in posts], at=at)
    return made.pk


@operation
def decide_appeal(
    actor: Actor, appeal_id: UUID, version: int, upheld: bool, points: Decimal | None, reply: str, *, at: datetime
) -> int:  # fmt: skip
    """Uphold an appeal (``points`` given back, more than 0 and at most what was lost) or not; the reply says why.  Returns the version.

    Raises ``StaleVersion``, ``NotFound``, ``NotAllowed``, ``Refused``: ``appeal-decided``, ``appeal-own``,
    ``appeal-reply-missing``, ``appeal-points``."""
    rows = Appeal.objects.select_related("round", "unit")
    row = fetch(rows, actor, Action.QUALITY_DECIDE, appeal_id, seen_by=Action.FORM_VIEW)
    if row.upheld is not None:
        raise Refused("appeal-decided", unit=row.unit.name)
    if scoped(unit_rows(row.region_id, row.round.year), actor, Action.FORM_FILL).filter(pk=row.unit_id).exists():
        raise Refused("appeal-own", unit=row.unit.name)
    if not reply.strip():
        raise Refused("appeal-reply-missing")
    before = score_of(row.round, row.unit.lineage, at)
    lost = FULL - before if before is not None else Decimal(0)
    if upheld and (points is None or not 0 < points <= lost):
        raise Refused("appeal-points", most=lost, points="—" if points is None else points)
    given = points if upheld else None
    facts = {"upheld": upheld, "points": given, "reply": reply.strip(), "decided_by": actor.name, "decided_at": at}
    now = compare_and_set(Appeal, row.pk, version, **facts)
    verdict = f"恢复{points}分" if upheld else "维持原分"
    record(actor, "已作复核决定", row, under=Action.QUALITY_DECIDE, result=verdict, before=before, points=given, reason=reply.strip())
    told = Message(to_role(row.unit.lineage, Role.REPORTER), f"填报质量分复核：{verdict}", reply.strip(), _url(row.round_id))
    notify_all(actor, [told], at=at)
    return now


def _url(round_id: UUID) -> str:
    return f"/rounds/{round_id}/quality/"
