"""Telling people, and having been read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import held, operation
from hengji.apps.notices.models import Delivery, DeliveryState, Notice, Reading
from hengji.apps.notices.outbox import Parcel, channels
from hengji.apps.notices.queries import mine, unread_of
from hengji.apps.notices.recipients import Message, Recipient
from hengji.apps.records.keys import uuid7
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound


@operation(audited=False)
def notify(actor: Actor, to: Recipient, subject: str, text: str = "", url: str = "", *, at: datetime) -> None:
    """Tell somebody.  The notice stands in the transaction of the operation that tells: it is there when that is committed
    and never when it is undone; the operation's own trail row says what was done."""
    notify_all(actor, [Message(to, subject, text, url)], at=at)


@operation(audited=False)
def notify_all(actor: Actor, messages: Sequence[Message], *, at: datetime) -> None:
    """Tell many, in one statement a thousand."""
    rows = [
        Notice(
            region_id=actor.region, person=message.to.person, post=message.to.post, unit=message.to.unit, role=message.to.role,
            subject=message.subject[:200], text=message.text[:1000], url=message.url, sender=actor.name, sent_at=at,
        )
        for message in messages
    ]  # fmt: skip
    Notice.objects.bulk_create(rows, 1000)


@operation(audited=False)
def send_all(actor: Actor, parcels: Sequence[Parcel], *, at: datetime) -> int:
    """Into the outbox, in the transaction of the operation that sends; the worker delivers.  Parcels for a channel this site has no
    address for are left out, and of equal ones all but one; returns how many."""
    offered = channels()
    wanted = [one for one in dict.fromkeys(parcels) if one.channel in offered]
    rows = [
        Delivery(
            region_id=actor.region, channel=one.channel, address=one.address, subject=one.subject[:200], text=one.text, sender=actor.name,
            at=at, next_at=timezone.now(), about=one.about, name=one.name[:120],
        )
        for one in wanted
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, 1000)
    return len(rows)


@operation(audited=False)
def send_again(actor: Actor, about: UUID, keys: Collection[UUID], *, at: datetime) -> tuple[str, ...]:
    """What failed goes into the outbox anew, with all its attempts; returns who is meant.  What was sent, may have been, or is still on its
    way is left as it is: nobody gets a message twice."""
    rows = Delivery.objects.filter(region=actor.region, about=about, pk__in=keys, state=DeliveryState.FAILED)
    failed = dict(held(rows).values_list("pk", "name"))
    Delivery.objects.filter(pk__in=list(failed)).update(state=DeliveryState.QUEUED, attempts=0, next_at=timezone.now(), error="")
    return tuple(failed.values())


@operation(audited=False)
def mark_read(actor: Actor, notice: UUID, *, at: datetime) -> str:
    """One notice has been read; returns where it leads ("" : nowhere).  Raises ``NotFound`` for other people's."""
    url = mine(actor).filter(pk=notice).values_list("url", flat=True).first()
    if url is None:
        raise NotFound
    _read(actor, [notice], at)
    return url


@operation(audited=False)
def mark_these_read(actor: Actor, notices: Sequence[UUID], *, at: datetime) -> int:
    """Some notices have been read; returns how many of them were one's own."""
    own = list(mine(actor).filter(pk__in=notices).values_list("pk", flat=True))
    _read(actor, own, at)
    return len(own)


@operation(audited=False)
def mark_all_read(actor: Actor, *, at: datetime) -> int:
    """Everything has been read; returns how many had not been."""
    unread = list(unread_of(actor).values_list("pk", flat=True))
    _read(actor, unread, at)
    return len(unread)


def _read(actor: Actor, notices: Sequence[UUID], at: datetime) -> None:
    rows = [Reading(pk=uuid7(), region_id=actor.region, notice_id=notice, person=actor.id, read_at=at) for notice in notices]
    Reading.objects.bulk_create(rows, 1000, ignore_conflicts=True)
