"""Units of a year, in the order of the tree, as far as the actor sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from hengji.apps.organisations.models import Unit, UnitKind
from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.records.jsontext import inside_json
from hengji.rules.access import Action, Actor


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name the unit had before ``until``."""

    name: str
    until: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in one year.  ``level`` is its depth (0: first-level); ``division`` the one responsible, by the unit's department."""

    id: UUID
    version: int
    year: int
    lineage: UUID
    code: str
    name: str
    kind: str
    kind_name: str
    level: int
    parent: UUID | None
    parent_name: str
    department: UUID | None
    department_name: str
    division: UUID | None
    division_name: str
    path: str
    closed_on: date | None
    successor: UUID | None
    successor_name: str
    former_names: tuple[FormerName, ...]
    credit_code: str
    remark: str
    region: UUID

    @property
    def open(self) -> bool:
        return self.closed_on is None


class UnitName(NamedTuple):
    """A unit as far as a drop-down asks; ``top``: nothing stands above it."""

    pk: UUID
    parent_id: UUID | None
    lineage: UUID
    code: str
    name: str
    kind: str
    closed_on: date | None

    @property
    def top(self) -> bool:
        return self.parent_id is None


U = TypeVar("U", Unit, UnitName)


def unit_rows(actor: Actor, year: int, action: Action = Action.ORGANISATION_VIEW) -> QuerySet[Unit]:
    """The units of a year the actor may do something to, for apps above to join with; in no order."""
    return scoped(Unit.objects.filter(year=year), actor, action)


def units(actor: Actor, year: int, *, kinds: Collection[str] = (), action: Action = Action.ORGANISATION_VIEW) -> tuple[UnitLine, ...]:
    """All units of a year within reach, each below the unit it belongs to, by code."""
    rows = _joined(unit_rows(actor, year, action))
    return tuple(line(row) for row in in_tree_order(rows) if not kinds or row.kind in kinds)


def unit(actor: Actor, key: UUID, *, action: Action = Action.ORGANISATION_VIEW) -> UnitLine:
    """One unit.  Raises ``NotFound``."""
    return line(fetch(_joined(Unit.objects.all()), actor, action, key))


def unit_choices(
    actor: Actor, year: int, *, kinds: Collection[str] = (), action: Action = Action.ORGANISATION_VIEW, closed: bool = False
) -> tuple[tuple[str, str], ...]:
    """(id, name) of open units for a drop-down, in the order of the tree."""
    return tuple((str(one.pk), one.name) for one in unit_names_in_order(actor, year, action=action)
                 if (closed or one.closed_on is None) and (not kinds or one.kind in kinds))  # fmt: skip


def unit_names_in_order(actor: Actor, year: int, *, action: Action = Action.ORGANISATION_VIEW) -> tuple[UnitName, ...]:
    """The units of a year within reach by name only, in the order of the tree: what every list's drop-downs ask for."""
    rows = unit_rows(actor, year, action).values_list(*UnitName._fields)
    return tuple(in_tree_order(UnitName(*row) for row in rows))


def divisions(actor: Actor, year: int) -> tuple[UnitLine, ...]:
    """The finance bureau's divisions (股室) that are open."""
    return tuple(one for one in units(actor, year, kinds={UnitKind.DIVISION.value}) if one.open)


def units_by_code(actor: Actor, year: int, action: Action = Action.ORGANISATION_VIEW) -> Mapping[str, UnitLine]:
    """Units within reach by code, for matching a list against."""
    return {one.code: one for one in units(actor, year, action=action)}


def find_units(actor: Actor, year: int, text: str, *, most: int = 20) -> tuple[UnitLine, ...]:
    """Units whose name, former name or code holds the text, for the search box."""
    if not text.strip():
        return ()
    asked = text.strip()
    wanted = Q(name__icontains=asked) | Q(code__istartswith=asked) | Q(former_names__icontains=inside_json(asked))
    return tuple(line(row) for row in _joined(unit_rows(actor, year)).filter(wanted).order_by("code")[:most])


def line(row: Unit) -> UnitLine:
    """A unit as plain data; the row must have been joined with its neighbours."""
    division = row.department.division if row.department else None
    return UnitLine(
        id=row.pk, version=row.version, year=row.year, lineage=row.lineage, code=row.code, name=row.name, kind=row.kind,
        kind_name=row.get_kind_display(), level=max(0, row.path.count("/") - 2), parent=row.parent_id, parent_name=_name(row.parent),
        department=row.department_id, department_name=_name(row.department), division=division.pk if division else None,
        division_name=_name(division), path=row.path, closed_on=row.closed_on, successor=row.successor_id,
        successor_name=_name(row.successor), former_names=tuple(FormerName(**one) for one in row.former_names),
        credit_code=row.credit_code, remark=row.remark, region=row.region_id,
    )  # fmt: skip


def in_tree_order(rows: Iterable[U]) -> Iterator[U]:
    """Each unit followed by those below it; siblings by kind of place (departments first) and code."""
    found = {row.pk: row for row in rows}
    below: dict[UUID | None, list[U]] = {}
    for row in found.values():
        below.setdefault(row.parent_id if row.parent_id in found else None, []).append(row)
    order = {kind: rank for rank, kind in enumerate(UnitKind.values)}
    stack = sorted(below.get(None, ()), key=lambda row: (order[row.kind], row.code), reverse=True)
    while stack:
        row = stack.pop()
        yield row
        stack += sorted(below.get(row.pk, ()), key=lambda one: (order[one.kind], one.code), reverse=True)


def _joined(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    return rows.select_related("parent", "department__division", "successor")


def _name(row: Unit | None) -> str:
    return row.name if row else ""
