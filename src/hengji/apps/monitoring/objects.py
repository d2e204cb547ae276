"""What this app knows of programs, their units and their money: through the joins of its own models, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from hengji.apps.monitoring.models import Extension, MonitoringForm, Round
from hengji.apps.records.bare import Key, bare
from hengji.papers.rulefiles import load_rules
from hengji.rules.findings import Addressee, Severity
from hengji.rules.forms import Kind
from hengji.rules.lifecycles.monitoring import Emphasis, FormState, RoundState
from hengji.rules.rounds import Facts, Money, Scope, emphasis_rules, in_scope
from hengji.rules.rulesets import RuleSet

_PROGRAMS: Any = MonitoringForm._meta.get_field("program").related_model
_LINES: Any = _PROGRAMS._meta.get_field("lines").related_model
_UNITS: Any = Extension._meta.get_field("unit").related_model
_FUNDS: Any = Round._meta.get_field("fund").related_model

PAPERS = {"project": Kind.MONITORING, "overall": Kind.OVERALL_MONITORING, "transfer": Kind.TRANSFER_MONITORING}
"""The form each kind of object fills."""
OBJECTS = {paper.value: kind for kind, paper in PAPERS.items()}
"""The kind of object a form is about."""

REPORTED = tuple(state.value for state in FormState if state.reported)
"""States of a form that is handed in and not back on the unit's desk."""

ASKED = Q(form__state__in=REPORTED, addressee=Addressee.UNIT.value) & ~Q(severity=Severity.NOTICE.value)
"""Findings somebody has to decide on before a circular is made: errors and doubts the unit has to answer, of forms handed in and not back
on its desk, where they are being mended.  A notice asks nobody."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An object with what decides whether a round asks for it.  ``revision`` is its target in force, ``line`` the lineages above and
    its own (hex), ``department`` the lineage of the first-level unit."""

    id: UUID
    kind: str
    name: str
    secret: bool
    unit: UUID
    unit_name: str
    line: frozenset[str]
    department: UUID
    revision: UUID | None
    why_not: str = ""


def program_rows(region: UUID, year: int) -> QuerySet[Any]:
    """The objects of a county's year that are in hand."""
    rows: QuerySet[Any] = _PROGRAMS._default_manager.filter(region=region, year=year, state="active")
    return rows


def scope_of(row: Round) -> Scope:
    """The part of the county's objects a round asks for; lineages as hex, as a unit's path has them."""
    units = frozenset(UUID(str(key)).hex for key in row.units)
    return Scope(frozenset(row.kinds), frozenset(row.budget_kinds), units, row.fund_id.hex if row.fund_id else None)


def placed(row: Round) -> tuple[Placed, ...]:
    """Every object in hand of the round's year, each with why the round does not ask for it ("" where it does).  Two queries."""
    programs = program_rows(row.region_id, row.year).order_by("unit__code", "code", "pk")
    lines = _lines(row)
    scope = scope_of(row)
    columns = (
        "pk", "kind", "name", "code", "secret", "unit__lineage", "unit__name", "unit__path", "unit__department__lineage", "target__current",
    )  # fmt: skip
    found = []
    for pk, kind, name, code, secret, unit, unit_name, path, department, revision in programs.values_list(*columns):
        line = frozenset(path.strip("/").split("/"))
        _, why = in_scope(scope, Facts(kind, line, lines.get(pk, ()), secret), row.as_of)
        found.append(Placed(pk, kind, name or code, secret, unit, unit_name, line, department or unit, revision, why))
    return tuple(found)


def _lines(row: Round) -> Mapping[UUID, tuple[Money, ...]]:
    rows = _LINES._default_manager.filter(program__region=row.region_id, program__year=row.year, program__state="active")
    found: dict[UUID, list[Money]] = {}
    columns = ("program_id", "money", "budget_kind", "fund_id", "issued_on")
    for program, money, kind, fund, issued in rows.annotate(money=Coalesce(F("adjusted"), F("initial"))).values_list(*columns):
        found.setdefault(program, []).append(Money(money, kind, fund.hex if fund else None, issued))
    return {key: tuple(held) for key, held in found.items()}


def units_of(region: UUID, year: int, lineages: Collection[UUID]) -> dict[UUID, Any]:
    """Units of a year by lineage."""
    return {row.lineage: row for row in unit_rows(region, year).filter(lineage__in=list(lineages))}


def unit_rows(region: UUID, year: int) -> QuerySet[Any]:
    """All units of a county's year."""
    rows: QuerySet[Any] = _UNITS._default_manager.filter(region=region, year=year)
    return rows


def fund_names(keys: Iterable[Key]) -> dict[Key, str]:
    """Special funds by bare key."""
    wanted = list(keys)
    return dict(bare(_FUNDS._default_manager.filter(pk__in=wanted).order_by().values_list("pk", "name"))) if wanted else {}


def has_fund(region: UUID, year: int, fund: UUID) -> bool:
    """Whether the county has this special fund in a year."""
    return bool(_FUNDS._default_manager.filter(region=region, year=year, pk=fund).exists())


def rules_with(name: str, emphasis: Emphasis, changes: Mapping[str, str]) -> RuleSet:
    """A rule set with what a round sets differently.  Raises ``RuleSetError``."""
    return emphasis_rules(load_rules(name), emphasis, changes)


def writable(row: Round, due: datetime | None, at: datetime) -> bool:
    """Whether a form of the round may still be filled and sent: the round runs, or the form was given a later day that has not passed."""
    return row.state == RoundState.PUBLISHED or (row.state == RoundState.CLOSED and due is not None and at <= due)
