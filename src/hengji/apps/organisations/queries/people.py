"""People, posts and who holds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from hengji.apps.organisations.models import Assignment, Person, Post, ProposedPost
from hengji.apps.organisations.queries.actors import unit_names
from hengji.apps.organisations.scope import fetch, scoped
from hengji.rules.access import ADMINISTRATORS, Action, Actor, Role


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """Somebody holds a post: from, until (None: until further notice), and how it ended."""

    id: UUID
    post: UUID
    person: UUID
    person_name: str
    role: str
    role_name: str
    title: str
    unit: UUID
    unit_name: str
    starts: date
    ends: date | None
    ended_why: str

    def held(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def past(self, on: date) -> bool:
        return self.ends is not None and self.ends < on


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account with the posts of its person."""

    id: UUID
    version: int
    login: str
    name: str
    phone: str
    email: str
    active: bool
    last_login: datetime | None
    must_change_password: bool
    demo: bool
    assignments: tuple[AssignmentLine, ...] = ()

    def posts(self, on: date) -> tuple[AssignmentLine, ...]:
        """Those held on a day."""
        return tuple(one for one in self.assignments if one.held(on))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a role somewhere."""

    person: UUID
    name: str
    post: UUID


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody who holds a role at a unit (lineage) is reached."""

    unit: UUID
    role: str
    post: UUID
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post with whoever holds it now."""

    id: UUID
    unit: UUID
    unit_name: str
    role: str
    role_name: str
    title: str
    holders: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A post proposed for somebody, not decided yet."""

    id: UUID
    version: int
    person: UUID
    person_name: str
    unit_name: str
    role_name: str
    starts: date
    ends: date | None
    proposed_by: str


def people(actor: Actor) -> tuple[PersonLine, ...]:
    """Everyone within reach with the posts they hold or held, by name."""
    rows = tuple(scoped(Person.objects.all(), actor, Action.PERSON_VIEW).order_by("name", "login"))
    held = _by_person(Assignment.objects.filter(person__in=[row.pk for row in rows]))
    return tuple(_person(row, held.get(row.pk, ())) for row in rows)


def person(actor: Actor, key: UUID) -> PersonLine:
    """One person with every post ever held.  Raises ``NotFound``."""
    row = fetch(Person.objects.all(), actor, Action.PERSON_VIEW, key)
    return _person(row, _by_person(Assignment.objects.filter(person=row)).get(row.pk, ()))


def assignments(actor: Actor, *, unit: UUID | None = None) -> tuple[AssignmentLine, ...]:
    """Who holds what, of one unit (lineage) or everywhere within reach."""
    rows = scoped(Assignment.objects.all(), actor, Action.PERSON_VIEW)
    return lines(rows.filter(post__unit=unit) if unit else rows)


def posts(actor: Actor, on: date, *, unit: UUID | None = None) -> tuple[PostLine, ...]:
    """Posts with who holds them on a day."""
    rows = scoped(Post.objects.all(), actor, Action.PERSON_VIEW).order_by("unit", "role")
    rows = rows.filter(unit=unit) if unit else rows
    names = unit_names({row.unit for row in rows})
    held: dict[UUID, list[str]] = {}
    for post, name in _open(on).filter(post__in=rows).order_by("starts").values_list("post_id", "person__name"):
        held.setdefault(post, []).append(name)
    return tuple(
        PostLine(
            row.pk, row.unit, names.get(row.unit, ""), row.role, row.get_role_display(), row.title, tuple(held.get(row.pk, ())), row.version
        )
        for row in rows
    )  # fmt: skip


def holders(region: UUID, unit: UUID | None, role: Role, on: date) -> tuple[Holder, ...]:
    """Who holds a role at a unit (lineage; None: anywhere in the region) on a day: whom to tell, who signs.  Not restricted."""
    rows = _open(on).filter(region=region, post__role=role.value, person__active=True)
    rows = rows.filter(post__unit=unit) if unit else rows
    return tuple(Holder(*row) for row in rows.order_by("starts").values_list("person_id", "person__name", "post_id"))


def contacts(region: UUID, roles: Collection[Role], on: date, units: Collection[UUID] | None = None) -> tuple[Contact, ...]:
    """Who holds one of the roles on a day, at these units (lineages; None: anywhere in the region).  Not restricted; one query."""
    rows = _open(on).filter(region=region, post__role__in=[role.value for role in roles], person__active=True)
    rows = rows if units is None else rows.filter(post__unit__in=list(units))
    columns = ("post__unit", "post__role", "post_id", "person__name", "person__phone", "person__email")
    return tuple(Contact(*row) for row in rows.order_by("starts", "pk").values_list(*columns))


def administrators(region: UUID, on: date) -> Mapping[Role, tuple[str, ...]]:
    """Names of the three administrators of a region."""
    return {role: tuple(one.name for one in holders(region, None, role, on)) for role in sorted(ADMINISTRATORS)}


def proposals(actor: Actor) -> tuple[ProposalLine, ...]:
    """Posts proposed and not decided yet."""
    rows = tuple(
        scoped(ProposedPost.objects.filter(granted__isnull=True), actor, Action.POST_ASSIGN).select_related("person").order_by("pk")
    )  # fmt: skip
    names = unit_names({row.unit for row in rows})
    return tuple(
        ProposalLine(row.pk, row.version, row.person_id, row.person.name, names.get(row.unit, ""), row.get_role_display(), row.starts,
                     row.ends, row.proposed_by)
        for row in rows
    )  # fmt: skip


def demo_people(on: date) -> tuple[PersonLine, ...]:
    """People of the demo who hold a post, for its log-in page; the caller has made sure that this is the demo."""
    rows = tuple(Person.objects.filter(demo=True, active=True).order_by("pk"))
    held = _by_person(_open(on).filter(person__in=rows))
    return tuple(_person(row, held[row.pk]) for row in rows if row.pk in held)


def lines(rows: QuerySet[Assignment]) -> tuple[AssignmentLine, ...]:
    """Assignments as plain data, earlier ones first."""
    found = tuple(rows.select_related("post", "person").order_by("starts", "pk"))
    names = unit_names({row.post.unit for row in found})
    return tuple(
        AssignmentLine(row.pk, row.post_id, row.person_id, row.person.name, row.post.role, row.post.get_role_display(), row.post.title,
                       row.post.unit, names.get(row.post.unit, ""), row.starts, row.ends, row.ended_why)
        for row in found
    )  # fmt: skip


def _open(on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), starts__lte=on)


def _by_person(rows: QuerySet[Assignment]) -> Mapping[UUID, tuple[AssignmentLine, ...]]:
    found: dict[UUID, list[AssignmentLine]] = {}
    for one in lines(rows):
        found.setdefault(one.person, []).append(one)
    return {key: tuple(held) for key, held in found.items()}


def _person(row: Person, held: Collection[AssignmentLine]) -> PersonLine:
    return PersonLine(
        row.pk, row.version, row.login, row.name, row.phone, row.email, row.active, row.last_login, row.must_change_password, row.demo,
        tuple(held),
    )  # fmt: skip
