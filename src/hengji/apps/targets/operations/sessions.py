"""Joint review sessions (集中会审): agenda, members, what they said, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max

from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations.scope import fetch, require_region
from hengji.apps.records.columns import whole
from hengji.apps.records.versions import compare_and_set
from hengji.apps.targets.models import Capacity, Conclusion, Session, SessionItem, SessionMember, SessionOpinion, Stance
from hengji.apps.targets.operations.route import allowed, locked, move
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

_STEPS = {Conclusion.PASSED: "pass-session", Conclusion.RETURNED: "return", Conclusion.PUT_OFF: "end-session"}
Member = tuple[str, str, str]
"""Name, organisation, capacity."""


@operation
def open_session(
    actor: Actor, year: int, name: str, on: date, *, place: str = "", chair: str = "", members: Sequence[Member] = (), at: datetime
) -> UUID:
    """Call a session.  Raises ``NotFound``, ``Refused`` ``target-session-name``."""
    require_region(actor, Action.TARGET_SESSION, actor.region)
    if not name.strip():
        raise Refused("target-session-name")
    said = {"name": name.strip(), "place": place.strip(), "chair": chair.strip()}
    session = Session.objects.create(
        region_id=actor.region, year=year, on=on, **whole(Session, said, {"name": "会审名称", "place": "地点", "chair": "主持人"})
    )
    for member in members:
        _add(session, member)
    record(actor, "已安排会审", session, under=Action.TARGET_SESSION, on=on, members=[member[0] for member in members])
    return session.pk


@operation
def invite(actor: Actor, session_id: UUID, version: int, member: Member, *, at: datetime) -> UUID:
    """Add a member.  Raises ``NotFound``, ``StaleVersion``, ``Refused``."""
    session = _open(actor, session_id)
    added = _add(session, member)
    compare_and_set(Session, session.pk, version)
    record(actor, "已增加会审人员", session, under=Action.TARGET_SESSION, name=member[0], organisation=member[1], capacity=member[2])
    return added.pk


def _add(session: Session, member: Member) -> SessionMember:
    name, organisation, capacity = (part.strip() for part in member)
    if not name or capacity not in Capacity.values:
        raise Refused("target-member-incomplete")
    return SessionMember.objects.create(
        region_id=session.region_id, session=session, capacity=capacity,
        **whole(SessionMember, {"name": name, "organisation": organisation}, {"name": "姓名", "organisation": "单位"}),
    )  # fmt: skip


@operation
def call(actor: Actor, session_id: UUID, chosen: Sequence[tuple[UUID, int]], *, at: datetime) -> int:
    """Put declarations (id, version seen) on the agenda; returns how many.  Raises ``StaleVersion``, ``Refused``, ``NotAllowed``."""
    session = _open(actor, session_id)
    if not chosen:
        raise Refused("target-none-chosen")
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    for position, (key, version) in enumerate(sorted(dict(chosen).items()), last + 1):
        declaration = locked(actor, key, version)
        move(actor, declaration, allowed(actor, declaration, "call-session"), at=at, opinion=session.name)
        SessionItem.objects.create(region_id=session.region_id, session=session, declaration=declaration, position=position)
    return len(chosen)


@operation
def opine(actor: Actor, item_id: UUID, member_id: UUID, stance: str, text: str = "", *, at: datetime) -> None:
    """Note what a member said of an item; said again, the later word stands.  Raises ``NotFound``, ``Refused``."""
    item = _item(actor, item_id)
    member = SessionMember.objects.filter(session=item.session_id, pk=member_id).first()
    if member is None or stance not in Stance.values:
        raise NotFound
    if stance != Stance.AGREE and not text.strip():
        raise Refused("target-opinion-missing", member=member.name, stance=Stance(stance).label)
    before = SessionOpinion.objects.filter(item=item, member=member).first()
    if before is None:
        SessionOpinion.objects.create(region_id=item.region_id, item=item, member=member, stance=stance, text=text.strip())
    else:
        compare_and_set(SessionOpinion, before.pk, before.version, stance=stance, text=text.strip())
    said = {"member": member.name, "stance": Stance(stance).label, "text": text.strip(), "before": before.text if before else None}
    record(actor, "已记录会审意见", item, under=Action.TARGET_SESSION, **said)


@operation
def conclude(actor: Actor, item_id: UUID, version: int, conclusion: str, words: str = "", *, at: datetime) -> None:
    """End an item: passed, returned (with words) or put off.  Raises ``StaleVersion``, ``NotFound``, ``Refused``, ``NotAllowed``."""
    item = _item(actor, item_id)
    if conclusion not in Conclusion.values:
        raise NotFound
    declaration = locked(actor, item.declaration_id, item.declaration.version)
    compare_and_set(SessionItem, item.pk, version, conclusion=conclusion, words=words.strip())
    move(actor, declaration, allowed(actor, declaration, _STEPS[Conclusion(conclusion)]), at=at, opinion=words)
    record(actor, "已作会审结论", item, under=Action.TARGET_SESSION, conclusion=Conclusion(conclusion).label, words=words.strip())


@operation
def close_session(actor: Actor, session_id: UUID, version: int, *, at: datetime) -> int:
    """Close a session whose every item has a conclusion.  Raises ``StaleVersion``, ``Refused`` ``target-session-unfinished``."""
    session = _open(actor, session_id)
    left = session.items.filter(conclusion="").count()
    if left:
        raise Refused("target-session-unfinished", count=left)
    now = compare_and_set(Session, session.pk, version, closed_at=at)
    record(actor, "已结束会审", session, under=Action.TARGET_SESSION, items=session.items.count())
    return now


def _open(actor: Actor, session_id: UUID) -> Session:
    session = fetch(Session.objects.all(), actor, Action.TARGET_SESSION, session_id)
    if session.closed_at is not None:
        raise Refused("target-session-closed", name=session.name)
    return session


def _item(actor: Actor, item_id: UUID) -> SessionItem:
    item = fetch(SessionItem.objects.select_related("session", "declaration"), actor, Action.TARGET_SESSION, item_id)
    if item.session.closed_at is not None:
        raise Refused("target-session-closed", name=item.session.name)
    if item.conclusion:
        raise Refused("target-item-concluded", conclusion=Conclusion(item.conclusion).label)
    return item
