"""What an operation is: one transaction, owned by the outermost call, that ends by appending to the trail.

Trail rows are the transaction's last statements, so that a region's lock is held for as short as can be
(12 writers: locked last 681 transactions a second, locked first 72).

An operation that thinks long (``ahead``) reads and judges before its transaction, which is then only the write: SQLite has one
write lock for everybody, and a form's engine takes ten times as long as its UPDATE."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, overload
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from hengji.apps.audit.chain import GENESIS, link, plain
from hengji.apps.audit.models import Entry
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import StaleVersion

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Model)

TRIES_AHEAD = 3
"""How often an operation thinks ahead of its transaction before it thinks within: nobody is overtaken for ever."""


class Unrecorded(AssertionError):  # noqa: N818 - said of an operation
    """An audited operation ended without a trail row: a fault of the program, never of a person."""


class NotYetWriting(AssertionError):  # noqa: N818 - said of an operation
    """An operation that thinks ahead wrote before ``writing()``: a fault of the program, never of a person."""


class _Overtaken(Exception):  # noqa: N818 - said of an operation
    """Somebody wrote between reading and writing: what was thought ahead is of yesterday."""


class Subject(Protocol):
    """A row that a trail row can be about; its name is ``str(row)``."""

    pk: Any

    @property
    def region_id(self) -> UUID: ...


@dataclass(slots=True)
class _Trail:
    """What the outermost operation will append when it ends."""

    at: datetime
    audited: bool
    name: str
    writes: bool
    """Whether its transaction is open."""
    ended: bool = False
    entries: list[Entry] = field(default_factory=list)
    unchanged: bool = False

    def require(self) -> None:
        """Raises ``Unrecorded`` where an audited operation left no row."""
        if self.audited and not self.entries and not self.unchanged:
            raise Unrecorded(self.name)


_TRAIL: ContextVar[_Trail | None] = ContextVar("hengji_trail", default=None)


@overload
def operation(function: Callable[P, R], /) -> Callable[P, R]: ...
@overload
def operation(*, audited: bool = True, ahead: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def operation(function: Callable[..., Any] | None = None, /, *, audited: bool = True, ahead: bool = False) -> Any:
    """Make a function ``(actor, …, *, at)`` an operation: atomic, and recorded before it commits.

    A nested call joins the outermost one's transaction and trail.  ``audited=False`` is for drafts saved as typed,
    which leave one trail row when they are submitted.  Raises ``Unrecorded`` when an audited outermost operation
    neither called ``record`` nor ``unchanged``; whatever the function raises undoes everything.

    ``ahead=True``: the function reads and judges first, and writes within ``writing()``, which is its transaction.  There it makes
    sure that what it read still stands (``records.versions``); where somebody was faster, it is called again from the start."""

    def decorate(inner: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(inner)
        def wrapper(actor: Actor, *args: Any, at: datetime, **kwargs: Any) -> Any:
            def call() -> Any:
                return inner(actor, *args, at=at, **kwargs)

            trail = _TRAIL.get()
            if trail is None:
                return _run(call, at, audited, ahead, inner.__qualname__)
            if not trail.writes:
                raise NotYetWriting(inner.__qualname__)
            return call()

        wrapper.is_operation = True  # type: ignore[attr-defined]
        wrapper.audited = audited  # type: ignore[attr-defined]
        return wrapper

    return decorate(function) if function is not None else decorate


def _run(call: Callable[[], Any], at: datetime, audited: bool, ahead: bool, name: str) -> Any:
    """The outermost call: what thinks ahead is tried a few times, then done wholly under the lock, as everything else is at once."""
    for _ in range(TRIES_AHEAD if ahead else 0):
        try:
            with _outermost(at, audited, name, ahead=True):
                return call()
        except _Overtaken:
            continue
    with _outermost(at, audited, name):
        return call()


@contextmanager
def writing() -> Iterator[None]:
    """The transaction of an operation that thinks ahead; within another operation's, that one's.  ``StaleVersion`` in here means
    that somebody was faster, and the operation begins again (and is told in its own words what it finds then)."""
    trail = _TRAIL.get()
    if trail is None:
        raise Unrecorded("writing() outside an operation")
    if trail.writes:
        yield
        return
    if trail.ended:
        raise NotYetWriting(f"{trail.name} writes twice")
    trail.writes = trail.ended = True
    try:
        with transaction.atomic():
            yield
            trail.require()
            _append(trail.entries)
    except StaleVersion as stale:
        raise _Overtaken from stale
    finally:
        trail.writes = False


def held(rows: QuerySet[M]) -> QuerySet[M]:
    """The rows of a query, locked where the operation's transaction is open."""
    trail = _TRAIL.get()
    return rows.select_for_update(of=("self",)) if trail is not None and trail.writes else rows


def record(actor: Actor, verb: str, subject: Subject, /, *, under: Action | None = None, **payload: Any) -> None:
    """Append one trail row when the operation ends: ``verb`` is a past participle in Chinese ("已提交"…) of a closed
    vocabulary, ``payload`` plain facts (before and after, amounts as Decimal), ``under`` the action whose duty allowed it."""
    trail = _TRAIL.get()
    if trail is None or not trail.writes:
        raise Unrecorded("record() outside an operation's transaction")
    trail.entries.append(
        Entry(
            region_id=subject.region_id if type(subject).__name__ != "Region" else subject.pk,
            at=trail.at,
            actor_id=actor.id,
            actor_name=f"{actor.name}（代{actor.on_behalf}）" if actor.on_behalf else actor.name,
            hat=actor.hat(under) if under else "、".join(sorted({duty.role.chinese for duty in actor.duties})),
            verb=verb,
            subject_type=type(subject).__name__,
            subject_id=subject.pk,
            subject_name=str(subject)[:300],
            payload=plain(payload),
        )
    )


def unchanged() -> None:
    """Say that the operation in progress changed nothing, so that it leaves no trail row."""
    trail = _TRAIL.get()
    if trail is not None:
        trail.unchanged = True


@dataclass(slots=True)
class Chain:
    """The trail of a region itself, as the subject of a row."""

    region_id: UUID
    pk: None = None

    def __str__(self) -> str:
        return "操作日志"


@operation
def note_export(actor: Actor, rows: int, *, at: datetime, **asked: object) -> None:
    """Leave a row that the trail was taken out of the house, and which part of it."""
    record(actor, "已导出", Chain(actor.region), under=Action.AUDIT_VIEW, rows=rows, **asked)


@operation
def note_verified(actor: Actor, rows: int, breaks: int, *, at: datetime) -> None:
    """Leave a row that the chain was walked, and in how many places it did not hold."""
    record(actor, "已核验", Chain(actor.region), under=Action.AUDIT_VIEW, rows=rows, breaks=breaks)


@contextmanager
def _outermost(at: datetime, audited: bool, name: str, *, ahead: bool = False) -> Iterator[None]:
    trail = _Trail(at, audited, name, writes=not ahead)
    token = _TRAIL.set(trail)
    try:
        with _only_read(trail) if ahead else transaction.atomic():
            yield
            trail.require()
            if not ahead:
                _append(trail.entries)
    finally:
        _TRAIL.reset(token)


@contextmanager
def _only_read(trail: _Trail) -> Iterator[None]:
    """Before its transaction an operation asks the database and does nothing to it: it could not be undone."""

    def asked(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not trail.writes and (not sql.startswith(("SELECT", "(SELECT")) or " FOR UPDATE" in sql):
            raise NotYetWriting(sql[:200])
        return execute(sql, *rest)

    with connection.execute_wrapper(asked):
        yield


def _append(entries: list[Entry]) -> None:
    """Chain the rows to their regions' heads; the last statements of the transaction."""
    for region in sorted({entry.region_id for entry in entries}):
        _lock(region)
        head = Entry.objects.filter(region=region).order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
        rows = [entry for entry in entries if entry.region_id == region]
        for seq, entry in enumerate(rows, head[0] + 1):
            entry.seq, entry.previous = seq, head[1]
            entry.hash = link(entry)
            head = (seq, entry.hash)
        Entry.objects.bulk_create(rows)


def _lock(region: UUID) -> None:
    """One writer of a region's chain at a time (SQLite's one write lock serves as it is)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [region.int % 2**63])
