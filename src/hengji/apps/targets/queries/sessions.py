"""Joint review sessions as their pages and minutes show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q

from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.targets.models import Session, SessionItem, SessionOpinion
from hengji.apps.targets.objects import budgets
from hengji.apps.targets.queries.facts import ItemFact, MemberFact, OpinionFact, SessionLine, SessionPage
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.targets import TargetKind


def sessions(actor: Actor, year: int) -> tuple[SessionLine, ...]:
    """The sessions of a year, the latest first."""
    rows = scoped(Session.objects.filter(year=year), actor, Action.TARGET_VIEW).order_by("-on", "-pk")
    counted = rows.annotate(count=Count("items"), done=Count("items", filter=~Q(items__conclusion="")))
    return tuple(SessionLine(row.pk, row.name, row.on, row.count, row.done, row.closed_at is not None) for row in counted)


def session(actor: Actor, key: UUID) -> SessionPage:
    """A session with its agenda.  Raises ``NotFound``."""
    row = fetch(Session.objects.all(), actor, Action.TARGET_VIEW, key)
    members = tuple(MemberFact(one.pk, one.name, one.organisation, one.get_capacity_display()) for one in row.members.order_by("pk"))
    items = list(row.items.select_related("declaration__target__program__unit").prefetch_related("opinions__member").order_by("position"))
    amounts = budgets([one.declaration.target.program_id for one in items])
    return SessionPage(
        row.pk, row.version, row.year, row.name, row.on, row.place, row.chair, row.closed_at is not None, members,
        tuple(_item(one, amounts) for one in items),
    )  # fmt: skip


def _item(row: SessionItem, amounts: Mapping[UUID, Decimal | None]) -> ItemFact:
    program = row.declaration.target.program
    return ItemFact(
        id=row.pk, version=row.version, position=row.position, declaration=row.declaration_id, name=str(program),
        unit_name=program.unit.name, way_words=TargetKind(row.declaration.kind).chinese,
        amount=amounts.get(program.pk), goal=row.declaration.goal,
        conclusion=row.conclusion, conclusion_words=row.get_conclusion_display() if row.conclusion else "", words=row.words,
        opinions=_opinions(row.opinions.all()),
    )  # fmt: skip


def _opinions(rows: Iterable[SessionOpinion]) -> tuple[OpinionFact, ...]:
    return tuple(
        OpinionFact(one.member_id, one.member.name, one.member.get_capacity_display(), one.stance, one.get_stance_display(), one.text)
        for one in sorted(rows, key=lambda one: str(one.member_id))
    )
