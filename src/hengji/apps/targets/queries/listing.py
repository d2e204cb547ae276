"""The list of objects with their targets: tabs by state with counts, filters, totals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Sum, Value, When

from hengji.apps.organisations.scope import only_region
from hengji.apps.records.fields import YuanField
from hengji.apps.records.written import written
from hengji.apps.targets.models import Review
from hengji.apps.targets.objects import PROGRAMS, budget_of, cycle_of, department_of, left_to, program_rows
from hengji.apps.targets.queries.facts import TargetLine, TargetList
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycles.targets import (
    APPROVED,
    DEPARTMENT_REVIEWED,
    DRAFT,
    DROPPED,
    FINANCE_REVIEWED,
    IN_SESSION,
    RETURNED,
    SESSION_PASSED,
    SUBMITTED,
)

TABS = ("mine", "draft", "sent", "returned", "handled", "approved", "all")
UNDERWAY = (SUBMITTED, DEPARTMENT_REVIEWED, FINANCE_REVIEWED, IN_SESSION, SESSION_PASSED)
REVIEWED = (FINANCE_REVIEWED, SESSION_PASSED)
_SORTS = {
    "name": ("name",), "unit": ("unit__code", "name"), "budget": ("budget",), "submitted": ("open_submitted",),
    "state": ("open_state", "name"), "errors": ("open_errors",),
}  # fmt: skip


def listing(
    actor: Actor, year: int, tab: str, *, text: str = "", departments: Collection[str] = (), kinds: Collection[str] = (),
    ways: Collection[str] = (), stands: str = "", sort: str = "", descending: bool = False, window: slice = slice(None),
) -> TargetList:  # fmt: skip
    """Objects of a year with their targets as far as the actor sees them; ``departments`` are unit ids, ``stands`` one of
    ``standing``."""
    seen = annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, state="active"))
    rows = filtered(_by_turn(seen, actor), text, departments, kinds, ways).filter(_STANDS.get(stands, Q()))
    conditions = _TABS
    counts: Mapping[str, int] = rows.aggregate(**{key: Count("pk", filter=condition) for key, condition in conditions.items()})
    chosen = rows.filter(conditions.get(tab, Q()))
    order = [F(key).desc(nulls_last=True) if descending else F(key).asc(nulls_last=True) for key in _SORTS.get(sort, _SORTS["unit"])]
    keys = list(chosen.order_by(*order, "pk").values_list("pk", flat=True)[window])  # what a line shows is reckoned for these alone
    shown = {row.pk: row for row in _shown(tuple(keys))}
    total = _total(chosen) if len(set(kinds)) == 1 else None
    return TargetList(tuple(line(shown[key]) for key in keys if key in shown), counts.get(tab, 0), counts, total)


_JOINED = ("unit__department", "competent", "target__current")
_WANTED = (
    "name", "code", "kind", "secret", "unit__name", "unit__department__name", "competent__name", "target__current__number",
    "target__current__document",
)  # fmt: skip


@written
def _shown(keys: tuple[UUID, ...]) -> QuerySet[Any]:
    """The programs of a page with what their lines need."""
    return annotated(PROGRAMS._default_manager.filter(pk__in=keys)).select_related(*_JOINED).only(*_WANTED)


def annotated(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Programs with their budget and what is kept of their open declaration, of which there is one at most: a join, not a question a
    column."""
    path = "target__declarations"
    opened = FilteredRelation(path, condition=~Q(**{f"{path}__state__in": [APPROVED, DROPPED]}))
    kept = {"open": "pk", "open_state": "state", "open_kind": "kind", "open_version": "version", "open_submitted": "submitted_at"}
    kept |= {"open_errors": "errors", "open_warnings": "warnings", "open_by": "submitted_by"}
    found: QuerySet[Any] = rows.annotate(opened=opened).annotate(
        budget=budget_of("pk"), **{name: F(f"opened__{column}") for name, column in kept.items()}
    )
    return found


def filtered(rows: QuerySet[Any], text: str, departments: Collection[str], kinds: Collection[str], ways: Collection[str]) -> QuerySet[Any]:
    """The conditions of the list."""
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(unit__name__icontains=text))
    if departments:
        rows = rows.filter(Q(unit__department__in=departments) | Q(unit__in=departments) | Q(competent__in=departments))
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.filter(open_kind__in=ways) if ways else rows


def _by_turn(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """With what the tabs ask: whose turn it is, whether the actor has reviewed it, the revision in force."""
    handled = Review.objects.filter(declaration__target__program=OuterRef("pk"), actor_id=actor.id)
    found: QuerySet[Any] = rows.annotate(turn=_flag(mine(actor)), was_mine=_flag(Exists(handled)), in_force=F("target__current"))
    return found


def _flag(condition: Q | Exists) -> Case:
    """1 where it holds, else 0: a number, because a boolean annotation is lost when it is counted over."""
    return Case(When(condition, then=Value(1)), default=Value(0))


_TABS = {
    "mine": Q(turn=1),
    "draft": Q(open_state=DRAFT) | Q(open_state__isnull=True, in_force__isnull=True),
    "sent": Q(open_state__in=UNDERWAY),
    "returned": Q(open_state=RETURNED),
    "handled": Q(was_mine=1),
    "approved": Q(in_force__isnull=False),
    "all": Q(pk__isnull=False),
}


_FRESH, _BEGUN = Q(in_force__isnull=True), Q(open_state__isnull=False)
_STANDS = {
    **{key: _FRESH & _TABS[key] for key in ("draft", "sent", "returned")}, "adjusting": ~_FRESH & _BEGUN, "approved": ~_FRESH & ~_BEGUN
}  # fmt: skip
"""Every object stands in one of these; tabs say what there is to do, and an approved target that is being adjusted is under several."""


def standing(actor: Actor, year: int) -> dict[str, int]:
    """How many objects of a year stand where, each counted once: ``draft`` (nothing sent for approval), ``sent``, ``returned``,
    ``adjusting`` (approved, another declaration open), ``approved``."""
    seen = annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, state="active"))
    rows: QuerySet[Any] = seen.annotate(in_force=F("target__current")).order_by()
    found: dict[str, int] = rows.aggregate(**{key: Count("pk", filter=condition) for key, condition in _STANDS.items()})
    return found


def mine(actor: Actor) -> Q:
    """Where it is the actor's turn, on annotated programs."""
    wanted = Q(pk__in=[])
    for action, condition in turns(actor):
        region = only_region(actor, action)
        within = Q(region=region) if region else Q(pk__in=program_rows(actor, action).order_by().values("pk"))
        wanted |= within & condition
    return wanted


def turns(actor: Actor) -> list[tuple[Action, Q]]:
    """By action, the states in which it is the turn of somebody who may do it."""
    found = [
        (Action.TARGET_DRAFT, Q(open_state__in=[DRAFT, RETURNED]) | Q(open_state__isnull=True, target__current__isnull=True)),
        (Action.TARGET_DEPARTMENT, Q(open_state=SUBMITTED) & ~Q(open_by=actor.id)),
        (Action.TARGET_APPROVE, Q(open_state__in=[FINANCE_REVIEWED, IN_SESSION, SESSION_PASSED])),
    ]
    if Role.DIVISION in actor.roles:
        found.append((Action.TARGET_FINANCE, Q(open_state=DEPARTMENT_REVIEWED) & left_to(actor)))
    return [(action, condition) for action, condition in found if actor.can(action)]


def _total(rows: QuerySet[Any]) -> Decimal | None:
    total: Decimal | None = rows.aggregate(total=Sum("budget", output_field=YuanField()))["total"]
    return total


def line(row: Any) -> TargetLine:
    """An annotated program as a line of the list."""
    current = row.target.current if hasattr(row, "target") else None
    return TargetLine(
        program=row.pk, name=str(row), code=row.code, kind=row.kind, unit_name=row.unit.name, department_name=department_of(row).name,
        budget=row.budget, declaration=row.open, version=row.open_version or 0, way=row.open_kind or "", state=row.open_state or "",
        state_words=words_of(row, current), errors=row.open_errors or 0, warnings=row.open_warnings or 0, submitted_at=row.open_submitted,
        number=current.number if current else None, revision=current.pk if current else None, document=current.document if current else "",
    )  # fmt: skip


def words_of(row: Any, current: Any) -> str:
    """How it stands, in the words of its way."""
    if row.open_state:
        return cycle_of(row, row.open_kind).label(row.open_state)
    return "已批复" if current else "未申报"


def queue(actor: Actor, year: int) -> list[UUID]:
    """Ids of declarations that wait for the actor's review, in the order of the list: what next and previous go through."""
    rows = annotated(program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False)).filter(mine(actor), open_state__in=UNDERWAY)
    return list(rows.order_by("unit__code", "name", "pk").values_list("open", flat=True))


def ready(actor: Actor, year: int) -> tuple[TargetLine, ...]:
    """What finance has reviewed and a batch can approve or a session take up."""
    rows = annotated(program_rows(actor, Action.TARGET_APPROVE).filter(year=year, secret=False)).filter(open_state__in=REVIEWED)
    return tuple(
        line(row) for row in rows.select_related("unit__department", "competent", "target__current").order_by("unit__code", "name", "pk")
    )


def copied_from(actor: Actor, year: int, program: UUID) -> list[tuple[str, str]]:
    """(program id, name with unit) of the other objects of a year whose approved target a declaration may be begun from."""
    rows = program_rows(actor, Action.TARGET_VIEW).filter(year=year, secret=False, target__current__isnull=False).exclude(pk=program)
    return [(str(row.pk), f"{row}（{row.unit.name}）") for row in rows.select_related("unit").order_by("unit__code", "name")]
