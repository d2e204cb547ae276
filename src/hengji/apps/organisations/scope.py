"""The table of ``rules.access`` as a restriction of a query: every list and every single thing passes through here."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from hengji.apps.records.scope import Scope
from hengji.apps.records.written import written
from hengji.rules.access import Action, Actor, Grant, Relation, reach, whom, why_not
from hengji.rules.refusals import NotAllowed, NotFound

M = TypeVar("M", bound=Model)


def scoped(rows: QuerySet[M], actor: Actor, action: Action) -> QuerySet[M]:
    """The rows the actor may do this to; the model says where they stand (``scope``)."""
    grants = reach(actor, action)
    if not grants:
        return rows.none()
    model: Any = rows.model
    return rows.filter(reduce(or_, (_condition(rows, model.scope, grant) for grant in grants)))


def whole(actor: Actor, action: Action, region: UUID) -> bool:
    """Whether everything in the region is within reach: nothing of it need be asked row by row."""
    return any(grant.relation is Relation.REGION and grant.anchor == region for grant in reach(actor, action))


def only_region(actor: Actor, action: Action) -> UUID | None:
    """The region, where the actor's reach is all of one region and nothing else: its lists need not be put together for him."""
    grants = reach(actor, action)
    regions = {grant.region for grant in grants}
    if len(regions) != 1 or any(grant.relation is Relation.REGION_BELOW for grant in grants):
        return None
    return next((grant.region for grant in grants if grant.relation is Relation.REGION), None)


def reaches(actor: Actor, action: Action, region: UUID) -> bool:
    """The actor may do this to a thing that stands in the region as such, in no unit of it: what ``scoped`` asks of a plain ``Scope``."""
    below = (Relation.REGION, Relation.REGION_BELOW)
    return any(grant.relation in below and grant.region == region for grant in reach(actor, action))


def fetch(rows: QuerySet[M], actor: Actor, action: Action, key: UUID, *, seen_by: Action | None = None) -> M:
    """One row for doing something to it.

    Raises ``NotFound`` where the actor may not even see it (``seen_by``, by default ``action`` itself), ``NotAllowed`` with
    the reason where it may be seen but not acted upon."""
    row = scoped(rows, actor, action).filter(pk=key).first()
    if row is not None:
        return row
    if seen_by is not None and _seen(rows, actor, seen_by, key):
        raise NotAllowed("not-allowed", why=why_not(actor, action), whom=whom(action))
    raise NotFound


def _seen(rows: QuerySet[M], actor: Actor, action: Action, key: UUID) -> bool:
    found = scoped(rows, actor, action).filter(pk=key)
    found.query.select_for_update = False  # to look is not to lock, and PostgreSQL locks no outer join
    return found.exists()


def fetching(rows: QuerySet[M]) -> Callable[[Actor, Action, UUID], M]:
    """``fetch`` of rows that never change their form: the statement is written once (``records.written``).  Raises ``NotFound``."""
    found = _reached(rows)

    def fetched(actor: Actor, action: Action, key: UUID) -> M:
        for row in found(_grants(rows, actor, action), key):
            return row
        raise NotFound

    return fetched


def within(rows: QuerySet[M]) -> Callable[[Actor, Action, UUID], bool]:
    """Whether the actor may do this to a row; the statement is written once."""
    found = _reached(rows.only("pk"))
    return lambda actor, action, key: bool(found(_grants(rows, actor, action), key))


def _reached(rows: QuerySet[M]) -> Callable[[_Grants, UUID], list[M]]:
    @written
    def found(grants: _Grants, key: UUID) -> QuerySet[M]:
        model: Any = rows.model
        told = (Grant(relation, places[-1], places[0]) for relation, *places in grants)
        near = reduce(or_, (_condition(rows, model.scope, grant) for grant in told), Q(pk__in=[]))
        return rows.filter(near, pk=key)[:1]

    return found


_Grants = tuple[tuple[Any, ...], ...]
"""(relation, region, anchor) of each grant; of a whole region no anchor, which no statement would hold."""


def _grants(rows: QuerySet[Any], actor: Actor, action: Action) -> _Grants:
    model: Any = rows.model
    paths, found = _paths(model.scope), reach(actor, action)
    whole = ((one.relation, one.region) for one in found if one.relation in _WHOLE)
    return (*whole, *((one.relation, one.region, one.anchor) for one in found if one.relation in paths))


_WHOLE = (Relation.REGION, Relation.REGION_BELOW)


def require(actor: Actor, action: Action) -> None:
    """The actor holds a duty that allows the action on something.  Raises ``NotFound``: wrong people are told nothing."""
    if not actor.can(action):
        raise NotFound


def require_region(actor: Actor, action: Action, region: UUID) -> None:
    """The actor may do this to the region as a whole.  Raises ``NotFound``."""
    if not whole(actor, action, region):
        raise NotFound


def _condition(rows: QuerySet[Any], scope: Scope, grant: Grant) -> Q:
    place = Q(**{scope.region: grant.region})
    if grant.relation in _WHOLE:
        return place
    path = _paths(scope).get(grant.relation)
    if path is None:
        return Q(pk__in=[])
    if grant.relation is Relation.BELOW:
        return place & Q(**{f"{path}path__contains": grant.anchor.hex}) & ~Q(**{f"{path}lineage": grant.anchor})
    if grant.relation is Relation.FUND:
        managed = rows.model._default_manager.filter(**{path: grant.anchor})
        return place & Q(pk__in=managed.order_by().values("pk"))
    return place & Q(**{path: grant.anchor})


def _paths(scope: Scope) -> dict[Relation, str]:
    """Query path by relation; a unit's own fields are reached with an empty prefix."""
    paths: dict[Relation, str] = {}
    if scope.unit is not None:
        prefix = "" if scope.unit == "self" else f"{scope.unit}__"
        paths |= {Relation.OWN: f"{prefix}lineage", Relation.BELOW: prefix, Relation.RESPONSIBLE: f"{prefix}department__division__lineage"}
    if scope.competent is not None:
        paths[Relation.COMPETENT] = f"{scope.competent}__lineage"
    if scope.fund is not None:
        paths[Relation.FUND] = f"{scope.fund}__lineage"
    if scope.assigned is not None:
        paths[Relation.ASSIGNED] = scope.assigned
    if scope.person is not None:
        paths[Relation.SELF] = scope.person
    return paths
