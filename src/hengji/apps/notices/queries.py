"""What the person has been told, in whichever post; what became of messages that leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from hengji.apps.notices.models import Delivery, DeliveryState, Notice, Reading
from hengji.apps.records.written import written
from hengji.rules.access import Actor, Role


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as its reader sees it; ``url`` is where it leads ("": nowhere)."""

    id: UUID
    subject: str
    text: str
    url: str
    sender: str
    sent_at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class NoticesFound:
    """A window of notices, how many there are in all and how many of them are unread."""

    rows: tuple[NoticeLine, ...]
    count: int
    unread: int


def mine(actor: Actor) -> QuerySet[Notice]:
    """Notices to the person, to the posts held, to the roles held at their units."""
    return _told(*_whom(actor))


_Held = tuple[tuple[UUID, Role, UUID], ...]


def _whom(actor: Actor) -> tuple[UUID, tuple[UUID, ...], _Held]:
    """Person, posts, and at which units in which role."""
    posts = tuple(duty.post for duty in actor.duties if duty.post is not None)
    return actor.id, posts, tuple((duty.unit, duty.role, duty.region) for duty in actor.duties)


def _told(person: UUID, posts: tuple[UUID, ...], held: _Held) -> QuerySet[Notice]:
    told = [Q(person=person), *(Q(post=post) for post in posts)]
    told += [Q(unit=unit, role=role.value, region=region) for unit, role, region in held]
    return Notice.objects.filter(reduce(or_, told))


def unread_of(actor: Actor) -> QuerySet[Notice]:
    """Those of them the person has not read."""
    return mine(actor).filter(~_read(actor.id))


def _read(person: UUID) -> Exists:
    return Exists(Reading.objects.filter(notice=OuterRef("pk"), person=person))


def unread(actor: Actor) -> int:
    """How many notices wait to be read; one query."""
    return next(iter(_unread(*_whom(actor))), 0)


@written
def _unread(person: UUID, posts: tuple[UUID, ...], held: _Held) -> QuerySet[Notice, int]:
    found = _told(person, posts, held).filter(~_read(person)).order_by()
    return found.annotate(one=Value(1)).values("one").annotate(many=Count("pk")).values_list("many", flat=True)


def notices(actor: Actor, only_unread: bool = False, text: str = "", window: slice = slice(50)) -> NoticesFound:
    """The latest first."""
    said = Q(subject__icontains=text) | Q(text__icontains=text) if text else Q()
    found = (unread_of(actor) if only_unread else mine(actor)).filter(said)
    rows = found.annotate(read=_read(actor.id)).order_by("-sent_at", "-id")[window]
    lines = tuple(NoticeLine(row.pk, row.subject, row.text, row.url, row.sender, row.sent_at, row.read) for row in rows)
    return NoticesFound(lines, found.count(), unread(actor))


# ---- the outbox


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the outbox: when it was sent off, to whom by which way, how that ended, and after how many attempts.  ``again``: when
    it is tried next."""

    id: UUID
    at: datetime
    subject: str
    name: str
    address: str
    way: str
    state: str
    state_words: str
    error: str
    attempts: int
    sent_at: datetime | None
    again: datetime | None

    @property
    def failed(self) -> bool:
        """Surely not taken, and not tried any more of itself."""
        return self.state == DeliveryState.FAILED


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages about one thing: how many in each state (by its words), the latest of them, those that failed first."""

    counts: Mapping[str, int]
    failed: int
    rows: tuple[Outgoing, ...]

    @property
    def count(self) -> int:
        return sum(self.counts.values())


def outbox(about: UUID, most: int) -> Outbox:
    """What was sent off about a thing.  Two queries; whoever asks has been allowed to see the thing."""
    mine = Delivery.objects.filter(about=about)
    held = dict(mine.order_by().values_list("state").annotate(many=Count("pk")))
    counts = {state.label: held[state.value] for state in DeliveryState if state.value in held}
    rows = mine.order_by(Case(When(state=DeliveryState.FAILED, then=0), default=1), "-at", "-pk").defer("text")[:most]
    return Outbox(counts, held.get(DeliveryState.FAILED.value, 0), tuple(map(_outgoing, rows)))


def _outgoing(row: Delivery) -> Outgoing:
    return Outgoing(
        row.pk, row.at, row.subject, row.name, row.address, row.get_channel_display(), row.state, row.get_state_display(), row.error,
        row.attempts, row.sent_at, row.next_at if row.state == DeliveryState.QUEUED and row.attempts else None,
    )  # fmt: skip


def failing(since: datetime) -> tuple[int, str]:
    """How many messages of the whole site keep failing (given up, or tried at least twice) since an instant, and why the latest did."""
    rows = Delivery.objects.filter(at__gte=since)
    rows = rows.filter(Q(state=DeliveryState.FAILED) | Q(state=DeliveryState.QUEUED, attempts__gte=2))
    return rows.count(), rows.order_by("-next_at", "-pk").values_list("error", flat=True).first() or ""
