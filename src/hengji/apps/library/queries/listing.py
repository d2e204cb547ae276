"""The library as lists and pages, for everyone who may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hengji.apps.library.models import Category, LibraryIndicator, LibraryUse
from hengji.apps.library.queries import rows
from hengji.apps.organisations.scope import scoped
from hengji.rules.access import Action, Actor
from hengji.rules.libraryentry import Entry, Notice, full_rate_words, notices
from hengji.rules.measures import Measure

OWN, ABOVE, REFERENCE, DUPLICATES, RETIRED = "own", "above", "reference", "duplicates", "retired"
TABS: Mapping[str, str] = {OWN: "本县", ABOVE: "上级", REFERENCE: "参考（非官方）", DUPLICATES: "疑似重复", RETIRED: "已停用"}
_SORTS = {"name": "name", "category": "category__name", "level2": "level2", "uses": "uses"}


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One row of the list.  ``origin``: own, above or reference; the full rate is ``full`` of ``outcomes`` uses."""

    id: UUID
    version: int
    name: str
    category: str
    level1: str
    level2: str
    operator: str
    unit: str
    value: str
    measure_name: str
    uses: int
    outcomes: int
    full: int
    origin: str
    retired_why: str

    @property
    def aim(self) -> str:
        """Sign, usual value and unit in one cell."""
        if self.operator in ("定性", "时间"):
            return self.operator
        return f"{self.operator}{self.value}{self.unit}" if self.value else f"{self.operator}（{self.unit}）"


@dataclass(frozen=True, slots=True)
class IndicatorFilter:
    """Conditions of the list; empty: all.  ``categories`` are names."""

    text: str = ""
    categories: tuple[str, ...] = ()
    level2: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorList:
    """A window of the list, how many match, and how many of each tab match."""

    rows: tuple[IndicatorLine, ...]
    count: int
    tabs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UseLine:
    """An object that uses an indicator, as far as the actor may see it."""

    program: UUID
    name: str
    unit_name: str
    year: int
    revision: int
    achievement: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator whole.  ``hidden_uses`` are uses by objects the actor does not see; ``alike`` other rows of the same name."""

    line: IndicatorLine
    entry: Entry
    adopted_from: UUID | None
    own_copy: UUID | None
    merged_into: tuple[UUID, str] | None
    retired_at: datetime | None
    full_rate: str
    notices: tuple[Notice, ...]
    uses: tuple[UseLine, ...]
    hidden_uses: int
    alike: tuple[IndicatorLine, ...]
    may_edit: bool
    may_adopt: bool


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A field by name; ``id`` is that of the own region's row, None where it is only in the reference set or above."""

    name: str
    id: UUID | None
    version: int
    words: tuple[str, ...]
    own: int = 0
    reference: int = 0


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Own indicators of one name."""

    rows: tuple[IndicatorLine, ...] = field(default=())


def indicators(
    actor: Actor, tab: str, wanted: IndicatorFilter, sort: str = "", descending: bool = False, window: slice = slice(50)
) -> IndicatorList:
    """The list of a tab; a small count each (of duplicates only where they are asked for) and one window."""
    found = _filtered(rows.indicators(actor), wanted)
    tabs = {key: found.filter(_of_tab(actor, key)).count() for key in TABS if key != DUPLICATES or key == tab}
    order = F(_SORTS.get(sort, "category__order"))
    ordered = found.filter(_of_tab(actor, tab)).order_by(order.desc() if descending else order.asc(), "level1", "level2", "name", "pk")
    return IndicatorList(tuple(line(row, actor) for row in ordered[window]), tabs.get(tab, 0), tabs)


def indicator(actor: Actor, key: UUID) -> IndicatorPage:
    """One indicator.  Raises ``NotFound``."""
    row = rows.one(actor, key)
    own = row.region_id == actor.region
    uses = LibraryUse.objects.filter(indicator=row)
    seen = scoped(uses, actor, Action.PROGRAM_VIEW).filter(secret=False).select_related("unit").order_by("-year", "program_name")
    shown = tuple(_use(one) for one in seen[:200])
    edits = actor.can(Action.LIBRARY_EDIT)
    copies = LibraryIndicator.objects.filter(region=actor.region, adopted_from=row, retired_at__isnull=True)
    copy = copies.values_list("pk", flat=True).first()
    alike = rows.indicators(actor).filter(name_key=row.name_key, retired_at__isnull=True).exclude(pk=row.pk)
    return IndicatorPage(
        line(row, actor),
        rows.entry(row),
        row.adopted_from_id,
        copy,
        (row.merged_into.pk, row.merged_into.name) if row.merged_into else None,
        row.retired_at,
        full_rate_words(row.outcomes, row.full_outcomes),
        notices(rows.entry(row), _instead(actor), outcomes=row.outcomes, full=row.full_outcomes),
        shown,
        uses.count() - len(shown),
        tuple(line(one, actor) for one in alike[:12]),
        edits and own,
        edits and not own and row.retired_at is None and copy is None,
    )


def entries(actor: Actor, tab: str, wanted: IndicatorFilter) -> tuple[Entry, ...]:
    """Everything a tab and filter show, whole: what an export that can be read in again is written from."""
    found = _filtered(rows.indicators(actor), wanted).filter(_of_tab(actor, tab))
    return tuple(rows.entry(row) for row in found.order_by("category__order", "level1", "level2", "name", "pk"))


def entry_of(actor: Actor, key: UUID) -> tuple[Entry, int]:
    """An indicator to be edited, with its version.  Raises ``NotFound``."""
    row = rows.one(actor, key)
    return rows.entry(row), row.version


def categories(actor: Actor) -> tuple[CategoryLine, ...]:
    """The fields the actor may read, each name once, in their order, with how many indicators are in use."""
    live = Count("indicators", filter=Q(indicators__retired_at__isnull=True))
    merged: dict[str, CategoryLine] = {}
    for row in rows.categories(actor).annotate(live=live).order_by("order", "name"):
        merged[row.name] = _merged(merged.get(row.name), row, actor)
    return tuple(merged.values())


def field_names(actor: Actor) -> tuple[str, ...]:
    """Names of the fields (领域) a program may be put under, each once, in their order."""
    return tuple(dict.fromkeys(rows.categories(actor).order_by("order", "name").values_list("name", flat=True)))


def field_of(actor: Actor, program_name: str) -> str | None:
    """The field a program's name points to by its words, the most of them first; None where none does."""
    scored = [
        (sum(len(word) for word in words if word in program_name), -order, name)
        for name, words, order in rows.categories(actor).values_list("name", "words", "order")
    ]
    best = max(scored, default=None)
    return best[2] if best and best[0] else None


def duplicates(actor: Actor, key: UUID) -> DuplicateGroup:
    """The own indicators in use that share a name with this one, itself first.  Raises ``NotFound``."""
    row = rows.one(actor, key)
    same = rows.indicators(actor).filter(region=actor.region, name_key=row.name_key, retired_at__isnull=True)
    ordered = sorted(same, key=lambda one: (one.pk != row.pk, -one.uses, one.category.name))
    return DuplicateGroup(tuple(line(one, actor) for one in ordered))


def chosen(actor: Actor, keys: tuple[UUID, ...]) -> tuple[IndicatorLine, ...]:
    """Own indicators by id, for merging what a person chose."""
    return tuple(line(row, actor) for row in rows.indicators(actor).filter(region=actor.region, pk__in=keys).order_by("-uses", "name"))


def line(row: LibraryIndicator, actor: Actor) -> IndicatorLine:
    """A row as shown."""
    origin = REFERENCE if row.region_id is None else OWN if row.region_id == actor.region else ABOVE
    return IndicatorLine(
        row.pk, row.version, row.name, row.category.name, row.level1, row.level2, row.operator, row.unit, row.value,
        Measure(row.measure).chinese, row.uses, row.outcomes, row.full_outcomes, origin, row.retired_why,
    )  # fmt: skip


def _of_tab(actor: Actor, tab: str) -> Q:
    own, live = Q(region=actor.region), Q(retired_at__isnull=True)
    named = LibraryIndicator.objects.filter(region=actor.region, retired_at__isnull=True).values("name_key")
    conditions = {
        ABOVE: live & Q(region__isnull=False) & ~own,
        REFERENCE: live & Q(region__isnull=True),
        DUPLICATES: live & own & Q(name_key__in=named.annotate(rows=Count("pk")).filter(rows__gt=1).values("name_key")),
        RETIRED: own & ~live,
    }
    return conditions.get(tab, live & own)


def _filtered(found: QuerySet[LibraryIndicator], wanted: IndicatorFilter) -> QuerySet[LibraryIndicator]:
    conditions = {"category__name__in": wanted.categories, "level2__in": wanted.level2, "measure__in": wanted.measures}
    found = found.filter(**{key: values for key, values in conditions.items() if values})
    return rows.found_by(found, wanted.text)


def _instead(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Every vague wording known, with the indicator that should stand there."""
    known = rows.indicators(actor).exclude(avoid=[]).filter(retired_at__isnull=True).values_list("avoid", "name")
    return tuple((vague, name) for words, name in known for vague in words)


def _use(row: LibraryUse) -> UseLine:
    ratio = "" if row.achievement is None else f"{row.achievement * 100:.2f}%"
    return UseLine(row.program, row.program_name, row.unit.name, row.year, row.revision, ratio)


def _merged(held: CategoryLine | None, row: Category, actor: Actor) -> CategoryLine:
    live: int = getattr(row, "live", 0)
    own = row.region_id == actor.region
    words = tuple(row.words) if own or held is None else held.words
    return CategoryLine(
        row.name,
        row.pk if own else held.id if held else None,
        row.version if own else held.version if held else 0,
        words,
        (held.own if held else 0) + (live if own else 0),
        (held.reference if held else 0) + (0 if own else live),
    )
