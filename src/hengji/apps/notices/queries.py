"""What the person has been told, in whichever post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengji.apps.notices.models import Notice, Reading
from hengji.rules.access import Actor


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
    told = [Q(person=actor.id)]
    told += [Q(post=duty.post) for duty in actor.duties if duty.post is not None]
    told += [Q(unit=duty.unit, role=duty.role.value, region=duty.region) for duty in actor.duties]
    return Notice.objects.filter(reduce(or_, told))


def unread_of(actor: Actor) -> QuerySet[Notice]:
    """Those of them the person has not read."""
    return mine(actor).filter(~Exists(Reading.objects.filter(notice=OuterRef("pk"), person=actor.id)))


def unread(actor: Actor) -> int:
    """How many notices wait to be read; one query."""
    return unread_of(actor).count()


def notices(actor: Actor, only_unread: bool = False, text: str = "", window: slice = slice(50)) -> NoticesFound:
    """The latest first."""
    said = Q(subject__icontains=text) | Q(text__icontains=text) if text else Q()
    found = (unread_of(actor) if only_unread else mine(actor)).filter(said)
    read = Exists(Reading.objects.filter(notice=OuterRef("pk"), person=actor.id))
    rows = found.annotate(read=read).order_by("-sent_at", "-id")[window]
    lines = tuple(NoticeLine(row.pk, row.subject, row.text, row.url, row.sender, row.sent_at, row.read) for row in rows)
    return NoticesFound(lines, found.count(), unread(actor))
