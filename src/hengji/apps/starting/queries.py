"""Starts of a region, what one of them proposes, and what a new year could take over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from hengji.apps.organisations.models import UnitKind
from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.programs.queries import any_program
from hengji.apps.starting.models import Start, StartDoubt, StartFile, StartItem, StartObject, StartState, StartUnit
from hengji.rules.access import Action, Actor
from hengji.rules.programs import KINDS
from hengji.rules.starting import Confidence
from hengji.rules.waiting import Waiting

UNIT_KINDS = tuple(UnitKind.choices)
OBJECT_KINDS = tuple(KINDS.items())
TAKEN_FOR = {
    "forms": "绩效表格",
    "units": "单位名单",
    "people": "人员名单",
    "budget": "预算明细",
    "roster": "花名册",
    "targets": "批复目标",
    "payments": "支出明细",
    "unknown": "没认出来",
    "": "待读取",
}


@dataclass(frozen=True, slots=True)
class StartLine:
    """One start in the list."""

    id: UUID
    version: int
    year: int
    state: str
    state_name: str
    begun_at: datetime
    begun_by: str
    outcome: dict[str, int]
    job: UUID | None
    trouble: str

    @property
    def open(self) -> bool:
        return self.state in (StartState.READING, StartState.PROPOSED)

    @property
    def proposed(self) -> bool:
        return self.state == StartState.PROPOSED


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file handed in: what it was taken for and what could not be read."""

    id: UUID
    name: str
    what: str
    count: int
    notes: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    refused: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A proposed unit or object; neighbours by name, ``sources`` "file cell"; amounts in yuan."""

    id: UUID
    version: int
    key: str
    name: str
    code: str
    kind: str
    kind_name: str
    why: str
    confidence: str
    sources: tuple[str, ...]
    keep: bool
    changed: bool
    parent: str = ""
    parent_name: str = ""
    division: str = ""
    unit: str = ""
    unit_name: str = ""
    department: str = ""
    budget: Decimal | None = None
    paid: Decimal | None = None
    secret: bool = False
    lines: int = 0
    indicators: int = 0
    goal: str = ""


@dataclass(frozen=True, slots=True)
class DoubtLine:
    """Something to look at; ``items`` are the proposed units and objects it is about: tab, id, name."""

    id: UUID
    sentence: str
    sources: tuple[str, ...]
    settled: bool
    items: tuple[tuple[str, UUID, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """What a start would make, of what is kept.  ``budgets``: initial budget in yuan by kind of object, where one is known; kinds
    are never added up."""

    units: int
    objects: int
    targets: int
    budgets: dict[str, Decimal]
    doubts: int
    refused: int
    without_unit: int


def starts(actor: Actor) -> tuple[StartLine, ...]:
    """All starts, newest first."""
    return tuple(_line(row) for row in scoped(Start.objects.all(), actor, Action.START).order_by("-begun_at"))


def start(actor: Actor, key: UUID) -> StartLine:
    """One start.  Raises ``NotFound``."""
    return _line(fetch(Start.objects.all(), actor, Action.START, key))


def files(actor: Actor, key: UUID) -> tuple[FileLine, ...]:
    """Its files, those with trouble first."""
    rows = scoped(StartFile.objects.filter(start=key), actor, Action.START).order_by("-refused", "name")
    return tuple(
        FileLine(
            row.pk,
            row.name,
            TAKEN_FOR.get(row.what, row.what),
            row.count,
            tuple(row.notes),
            tuple((a, b) for a, b in row.errors),
            row.refused,
        )
        for row in rows
    )


def doubts(actor: Actor, key: UUID) -> tuple[DoubtLine, ...]:
    """Its doubts, open ones first."""
    rows = list(scoped(StartDoubt.objects.filter(start=key), actor, Action.START).order_by("settled", "code", "sentence"))
    about = {name for row in rows for name in row.keys}
    known = {
        item: (tab, pk, name)
        for tab, model in (("units", StartUnit), ("objects", StartObject))
        for item, pk, name in scoped(model.objects.filter(start=key, key__in=about), actor, Action.START).values_list("key", "pk", "name")
    }
    return tuple(
        DoubtLine(row.pk, row.sentence, _sources(row.sources), row.settled, tuple(known[name] for name in row.keys if name in known))
        for row in rows
    )


def units(actor: Actor, key: UUID) -> tuple[ItemLine, ...]:
    """Proposed units, first level first."""
    rows = list(scoped(StartUnit.objects.filter(start=key), actor, Action.START).order_by("parent", "code", "name"))
    names = {row.key: row.name for row in rows}
    return tuple(_unit(row, names) for row in rows)


def objects(actor: Actor, key: UUID) -> tuple[ItemLine, ...]:
    """Proposed objects, those without a unit first."""
    names = dict(scoped(StartUnit.objects.filter(start=key), actor, Action.START).values_list("key", "name"))
    rows = list(scoped(StartObject.objects.filter(start=key), actor, Action.START).order_by("name"))
    return tuple(sorted((_object(row, names) for row in rows), key=lambda line: (bool(line.unit_name), line.unit_name, line.name)))


def sums(actor: Actor, key: UUID) -> Sums:
    """What would be made now."""
    kept: QuerySet[StartObject] = scoped(StartObject.objects.filter(start=key, keep=True), actor, Action.START)
    places = scoped(StartUnit.objects.filter(start=key, keep=True), actor, Action.START)
    facts = kept.aggregate(count=Count("pk"), targets=Count("pk", filter=Q(target__isnull=False)))
    by_kind = kept.order_by().values_list("kind").annotate(total=Sum("budget"))
    return Sums(
        units=places.count(),
        objects=facts["count"],
        targets=facts["targets"],
        budgets={kind: total for kind, total in by_kind if total is not None},
        doubts=StartDoubt.objects.filter(start=key, settled=False).count(),
        refused=StartFile.objects.filter(start=key).exclude(refused="").count(),
        without_unit=kept.exclude(unit__in=places.values("key")).count(),
    )


def waiting(actor: Actor, on: date) -> tuple[Waiting, ...]:
    """Starts that wait for a person; where the county has nothing yet, the way to begin."""
    rows = scoped(Start.objects.filter(state=StartState.PROPOSED), actor, Action.START)
    if actor.can(Action.START) and not scoped(Start.objects.all(), actor, Action.START).exists() and not any_program(actor):
        return (_EMPTY,)
    return tuple(
        Waiting(None, "建库", str(row), "", f"{row.begun_by}提交的材料已读完，请核对后建库", 1, "核对", "start-one", (str(row.pk),))
        for row in rows
    )


_EMPTY = Waiting(
    None,
    "建库",
    "还没有单位和绩效对象",
    gist="交来现有的表格、一体化导出或名单，系统先提出方案，核对后入库",
    label="开始",
    url_name="start",
)


def _line(row: Start) -> StartLine:
    return StartLine(
        row.pk, row.version, row.year, row.state, row.get_state_display(), row.begun_at, row.begun_by, row.outcome, row.job, row.trouble
    )


def _sources(pairs: Iterable[Any]) -> tuple[str, ...]:
    return tuple(f"{file} {cell}".strip() for file, cell in pairs)


def _common(row: StartItem, kinds: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {
        "id": row.pk,
        "version": row.version,
        "key": row.key,
        "name": row.name,
        "code": row.code,
        "kind": row.kind,
        "kind_name": dict(kinds).get(row.kind, row.kind),
        "why": row.why,
        "confidence": Confidence(row.confidence).chinese,
        "sources": _sources(row.sources),
        "keep": row.keep,
        "changed": row.changed,
    }


def _unit(row: StartUnit, names: dict[str, str]) -> ItemLine:
    return ItemLine(**_common(row, UNIT_KINDS), parent=row.parent, parent_name=names.get(row.parent, ""), division=row.division)


def _object(row: StartObject, names: dict[str, str]) -> ItemLine:
    target = row.target or {}
    return ItemLine(
        **_common(row, OBJECT_KINDS),
        unit=row.unit,
        unit_name=names.get(row.unit, ""),
        department=row.department,
        budget=row.budget,
        paid=row.paid,
        secret=row.secret,
        lines=len(row.lines),
        indicators=len(target.get("indicators", ())),
        goal=target.get("goal", ""),
    )
