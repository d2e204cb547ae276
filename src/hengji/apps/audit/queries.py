"""Reads of the trail: all of a region for its audit administrator, one thing's history for whoever may see the thing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from hengji.apps.audit.chain import COLUMNS, GENESIS, plain
from hengji.apps.audit.facts import facts, technical
from hengji.apps.audit.models import Anchor, Entry
from hengji.apps.records.jsontext import inside_json
from hengji.rules.access import Action, Actor, Relation, reach
from hengji.rules.refusals import NotFound


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One thing done.  ``facts`` are names and values in Chinese, ``technical`` the ids and digests among them; ``ui.log`` writes it by
    ``at``, ``who``, ``what``, ``opinion``."""

    seq: int
    at: datetime
    person: str
    hat: str
    verb: str
    subject: str
    subject_id: UUID | None
    facts: tuple[tuple[str, str], ...]
    opinion: str
    technical: tuple[tuple[str, str], ...] = ()

    @property
    def who(self) -> str:
        return f"{self.person}（{self.hat}）" if self.hat else self.person

    @property
    def what(self) -> str:
        return f"{self.verb}　{self.said}" if self.facts else self.verb

    @property
    def said(self) -> str:
        """The facts in one line."""
        return "；".join(f"{name}：{value}" for name, value in self.facts)


@dataclass(frozen=True, slots=True)
class TrailAsked:
    """What is looked for; what is empty is not asked."""

    person: str = ""
    verb: str = ""
    subject: str = ""
    subject_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TrailFound:
    """A window of the trail and how many rows there are in all."""

    rows: tuple[TrailLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A region's chain: its length, and the last day whose end is kept outside."""

    region: UUID
    code: str
    name: str
    length: int
    anchored: date | None


def history(subject: UUID, limit: int | None = None) -> tuple[TrailLine, ...]:
    """Everything done to one thing, the latest first; the caller has asked who may see the thing."""
    return tuple(_line(row) for row in Entry.objects.filter(subject_id=subject).order_by("-seq")[:limit])


def trail(actor: Actor, asked: TrailAsked, window: slice = slice(50)) -> TrailFound:
    """The trail of the regions whose audit administrator asks, the latest first.  Raises ``NotFound`` for others."""
    found = Entry.objects.filter(_condition(asked), region__in=_regions(actor))
    return TrailFound(tuple(_line(row) for row in found.order_by("-seq", "region")[window]), found.count())


def verbs(actor: Actor) -> tuple[str, ...]:
    """Every verb that occurs, for the filter.  Raises ``NotFound``."""
    return tuple(sorted(Entry.objects.filter(region__in=_regions(actor)).values_list("verb", flat=True).distinct()))


def chains() -> tuple[ChainLine, ...]:
    """Every chain of the database, by region code: for the administrator of the machine."""
    return tuple(_chains(Entry.objects.all()))


def latest_at() -> datetime | None:
    """When the last thing of all was done; None where nothing was."""
    return Entry.objects.order_by("-at").values_list("at", flat=True).first()


def first_at() -> datetime | None:
    """When the oldest chain began; None where there is none."""
    return Entry.objects.filter(seq=1).order_by("at").values_list("at", flat=True).first()


def chains_of(actor: Actor) -> tuple[ChainLine, ...]:
    """The chains whose audit administrator asks.  Raises ``NotFound`` for others."""
    return tuple(_chains(Entry.objects.filter(region__in=_regions(actor))))


def _chains(rows: QuerySet[Entry]) -> list[ChainLine]:
    found = []
    for region, code, name in rows.filter(seq=1).order_by("region__code").values_list("region_id", "region__code", "region__name"):
        length = Entry.objects.filter(region=region).order_by("-seq").values_list("seq", flat=True)[0]
        anchored = Anchor.objects.filter(region=region).order_by("-day").values_list("day", flat=True).first()
        found.append(ChainLine(region, code, name, length, anchored))
    return found


def _regions(actor: Actor) -> set[UUID]:
    regions = {grant.anchor for grant in reach(actor, Action.AUDIT_VIEW) if grant.relation is Relation.REGION}
    if not regions:
        raise NotFound
    return regions


def _condition(asked: TrailAsked) -> Q:
    wanted: dict[str, Any] = {
        "actor_name__icontains": asked.person,
        "verb": asked.verb,
        "subject_name__icontains": asked.subject,
        "subject_id": asked.subject_id,
        "at__gte": asked.since and _midnight(asked.since),
        "at__lt": asked.until and _midnight(asked.until + timedelta(days=1)),
    }
    condition = Q(**{key: value for key, value in wanted.items() if value})
    return condition & _text(asked.text) if asked.text else condition


def _text(text: str) -> Q:
    """In any text of a row."""
    columns = Q(actor_name__icontains=text) | Q(verb__icontains=text) | Q(subject_name__icontains=text)
    return columns | Q(payload__icontains=inside_json(text))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(row: Entry) -> TrailLine:
    said = {key: value for key, value in row.payload.items() if key != "opinion"}
    opinion = str(row.payload.get("opinion") or "")
    return TrailLine(
        row.seq, row.at, row.actor_name, row.hat, row.verb, row.subject_name, row.subject_id, facts(said, row.verb), opinion,
        technical(said),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What the trail says of one subject, for apps that hold their own rows against it."""

    seq: int
    subject_id: UUID
    subject_name: str
    payload: Mapping[str, Any]


def said(region: UUID, verb: str) -> Iterator[Said]:
    """Every row of a region's chain with this verb, in order; for verification, which asks no access."""
    rows = Entry.objects.filter(region=region, verb=verb, subject_id__isnull=False).order_by("seq")
    for seq, key, name, payload in rows.values_list("seq", "subject_id", "subject_name", "payload").iterator(2000):
        if key is not None:
            yield Said(seq, key, name, payload)


def head(region: UUID) -> tuple[int, str]:
    """Number and hash of the last row of a region's chain: what a paper made now is stamped with."""
    return Entry.objects.filter(region=region).order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)


def rows_about(region: UUID, subjects: Collection[UUID]) -> Iterator[Mapping[str, Any]]:
    """The rows of a region's chain about these things, in order, every column a hash covers and the hash itself, as JSON keeps them:
    an outsider can hold them against an anchor.  The caller has asked who may see the things."""
    for row in Entry.objects.filter(region=region, subject_id__in=list(subjects)).order_by("seq").iterator(2000):
        yield {**{column: plain(getattr(row, column)) for column in COLUMNS}, "hash": row.hash}


def changed_by_others(actor: Actor, since: datetime, limit: int = 8) -> tuple[TrailLine, ...]:
    """What others did, since then, to things this person had a hand in: the latest first.  For the workbench: what, not the figures."""
    own = Entry.objects.filter(region=actor.region, actor_id=actor.id, at__gte=since - timedelta(days=60), subject_id__isnull=False)
    handled = own.exclude(subject_id=actor.id).order_by().values("subject_id")
    rows = Entry.objects.filter(region=actor.region, at__gte=since, subject_id__in=handled).exclude(actor_id=actor.id)
    return tuple(replace(_line(row), facts=(), opinion="") for row in rows.order_by("-seq")[:limit])
