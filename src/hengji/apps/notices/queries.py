"""What the person has been told, in whichever post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from hengji.apps.notices.models import Notice, Reading
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
