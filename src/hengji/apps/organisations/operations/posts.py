"""Posts and who holds them: granted and withdrawn by the security administrator, never to oneself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.models import Assignment, Person, Post, ProposedPost, Region, Unit, UnitKind
from hengji.apps.organisations.operations.accounts import last_of_its_kind
from hengji.apps.organisations.operations.alone import alone
from hengji.apps.organisations.queries.actors import unit_names
from hengji.apps.organisations.scope import fetch, require
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import ADMINISTRATORS, Action, Actor, Role
from hengji.rules.county import Profile
from hengji.rules.refusals import Refused

ASSIGN = Action.POST_ASSIGN
_BUREAU = frozenset({UnitKind.FINANCE.value, UnitKind.DIVISION.value})
_OUTSIDE = frozenset(UnitKind.values) - {UnitKind.AGENCY.value}
PLACES = {
    Role.REPORTER: _OUTSIDE,
    Role.DEPARTMENT: _OUTSIDE,
    Role.DIVISION: frozenset({UnitKind.DIVISION.value}),
    Role.OFFICE: _BUREAU,
    Role.LEADER: _BUREAU,
    Role.EXPERT: frozenset({UnitKind.AGENCY.value, *_BUREAU}),
}
"""Kinds of unit a role may stand at; administrators anywhere."""


@operation
def create_post(actor: Actor, unit: UUID, role: Role, title: str = "", *, at: datetime) -> UUID:
    """A post at a unit (its lineage), held by nobody yet."""
    require(actor, ASSIGN)
    post = _new_post(actor, unit, role, title)
    record(actor, "已设岗", post, under=ASSIGN, unit=unit_names({unit}).get(unit, ""), role=role.chinese)
    return post.pk


@operation
def close_post(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """A post that is needed no more.  Refused while somebody holds it."""
    alone(actor.region)
    post = fetch(Post.objects.all(), actor, ASSIGN, key, seen_by=Action.PERSON_VIEW)
    if post.assignments.exclude(ends__lt=timezone.localdate(at)).exists():
        raise Refused("post-held", post=str(post))
    compare_and_set(Post, key, version, closed=True)
    record(actor, "已撤岗", post, under=ASSIGN)


@operation
def grant(actor: Actor, post: UUID, person: UUID, starts: date, ends: date | None = None, *, at: datetime) -> UUID:
    """Somebody holds a post from a day to a day (inclusive)."""
    alone(actor.region)
    row = fetch(Post.objects.all(), actor, ASSIGN, post, seen_by=Action.PERSON_VIEW)
    whom = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, person)
    return assign(actor, row, whom, starts, ends).pk


@operation
def grant_role(
    actor: Actor, unit: UUID, role: Role, person: UUID, starts: date, ends: date | None = None, *, title: str = "", at: datetime
) -> UUID:
    """Grant the post of that role at a unit (its lineage): one nobody holds if there is one, else a new one."""
    require(actor, ASSIGN)
    alone(actor.region)
    whom = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, person)
    return assign(actor, _free_post(actor, unit, role, title, starts), whom, starts, ends).pk


@operation
def withdraw(actor: Actor, assignment: UUID, last_day: date, why: str, *, at: datetime) -> None:
    """Somebody holds a post no longer after ``last_day``."""
    alone(actor.region)
    row = fetch(Assignment.objects.select_related("post", "person"), actor, ASSIGN, assignment, seen_by=Action.PERSON_VIEW)
    if row.ends is not None and row.ends <= last_day:
        unchanged()
        return
    if last_day < row.starts:
        raise Refused("assignment-ends-before", starts=row.starts)
    last_of_its_kind(row.person, at, besides=row.pk)
    end(actor, row, last_day, why)


@operation
def propose_post(actor: Actor, unit: UUID, role: Role, person: UUID, starts: date, ends: date | None = None, *, at: datetime) -> UUID:
    """Ask the security administrator to grant a post: for whoever makes accounts or starts a county from lists."""
    require(actor, Action.PERSON_VIEW)
    whom = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, person)
    row = ProposedPost.objects.create(region_id=actor.region, person=whom, unit=unit, role=role.value, starts=starts, ends=ends,
                                      proposed_by=actor.name, proposed_at=at)  # fmt: skip
    record(actor, "已提请授予岗位", row, under=Action.PERSON_VIEW, unit=unit_names({unit}).get(unit, ""), role=role.chinese)
    return row.pk


@operation
def decide_proposals(actor: Actor, keys: Collection[UUID], granted: bool, *, at: datetime) -> int:
    """Grant or decline proposed posts; all of them or, when one is refused, none."""
    require(actor, ASSIGN)
    alone(actor.region)
    rows = [fetch(ProposedPost.objects.select_related("person"), actor, ASSIGN, key) for key in keys]
    for row in rows:
        if row.granted is not None:
            raise Refused("proposal-decided", name=str(row))
        compare_and_set(ProposedPost, row.pk, row.version, granted=granted)
        if granted:
            assign(actor, _free_post(actor, row.unit, Role(row.role), "", row.starts), row.person, row.starts, row.ends)
        else:
            record(actor, "未予授岗", row, under=ASSIGN)
    if not rows:
        unchanged()
    return len(rows)


def assign(
    actor: Actor, post: Post, person: Person, starts: date, ends: date | None, *, predecessor: Assignment | None = None
) -> Assignment:
    """Inside an operation that stands ``alone``: check every rule of posts, write, record."""
    if person.pk == actor.id:
        raise Refused("post-to-oneself")
    if ends is not None and ends < starts:
        raise Refused("assignment-ends-before", starts=starts)
    if post.closed or not person.active:
        raise Refused("post-unusable", post=str(post), name=person.name)
    _three_apart(person, Role(post.role), starts, ends)
    held = overlapping(person, starts, ends).filter(post=post).first()
    if held is not None:
        raise Refused("post-held-already", name=person.name, post=str(post), starts=held.starts)
    row = Assignment.objects.create(region_id=post.region_id, post=post, person=person, starts=starts, ends=ends, predecessor=predecessor)
    unit = unit_names({post.unit}).get(post.unit, "")
    record(actor, "已授予岗位", row, under=ASSIGN, role=Role(post.role).chinese, unit=unit, starts=starts, ends=ends)
    return row


def end(actor: Actor, row: Assignment, last_day: date, why: str) -> None:
    """Inside an operation: a post is held until a day and no longer."""
    Assignment.objects.filter(pk=row.pk).update(ends=last_day, ended_why=why)
    record(actor, "已收回岗位", row, under=ASSIGN, role=Role(row.post.role).chinese, ends=last_day, why=why)


def overlapping(person: Person, starts: date, ends: date | None) -> QuerySet[Assignment]:
    """What somebody holds at some time between two days."""
    rows = Assignment.objects.filter(person=person).exclude(ends__lt=starts)
    return rows if ends is None else rows.exclude(starts__gt=ends)


def _three_apart(person: Person, role: Role, starts: date, ends: date | None) -> None:
    """三员分立: an administrator holds nothing else at the same time, unless the county's profile lets one wear two hats."""
    held = {Role(one) for one in overlapping(person, starts, ends).values_list("post__role", flat=True)} - {role}
    clash = held if role in ADMINISTRATORS else held & ADMINISTRATORS
    settings = Region.objects.values_list("settings", flat=True).get(pk=person.region_id)
    if clash and not Profile.read(settings).two_hats:
        raise Refused("post-three-apart", name=person.name, held="、".join(sorted(one.chinese for one in clash)), role=role.chinese)


def _free_post(actor: Actor, unit: UUID, role: Role, title: str, starts: date) -> Post:
    posts = Post.objects.filter(region=actor.region, unit=unit, role=role.value, title=title, closed=False)
    held = Assignment.objects.filter(post__in=posts).exclude(ends__lt=starts).values("post")
    return posts.exclude(pk__in=held).first() or _new_post(actor, unit, role, title)


def _new_post(actor: Actor, unit: UUID, role: Role, title: str) -> Post:
    where = Unit.objects.filter(region=actor.region, lineage=unit).order_by("-year").first()
    if where is None:
        raise Refused("post-no-unit")
    if role not in ADMINISTRATORS and where.kind not in PLACES[role]:
        raise Refused("post-wrong-place", role=role.chinese, unit=where.name, kind=where.get_kind_display())
    return Post.objects.create(region_id=actor.region, unit=unit, role=role.value, title=title)


ONE_DAY = timedelta(days=1)
