"""The list of programs: filters, tabs, totals, a page of it; the number of queries does not grow with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from hengji.apps.organisations.scope import scoped
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.programs.queries.facts import Budget, Executed, Found, ProgramFilter, ProgramLine, Totals
from hengji.apps.programs.queries.money import LineMoney, by_program, line_money, paid_by, progress, summed, together, treasuries
from hengji.rules.access import Action, Actor
from hengji.rules.programs import BUDGET_KINDS, KINDS, SECRET_NAME
from hengji.rules.tokens import tokens

EVERYTHING = ProgramFilter()
"""No condition."""

TABS = ("project", "overall", "transfer", "pending", "closed", "all")
"""Tabs of the list; the first is the default.  Kinds count what is in hand (not closed)."""

_PLACED = ("pk", "kind", "state", "pending", "secret", "code", "name", "unit__code", "region_id")


@dataclass(frozen=True, slots=True)
class _Placed:
    """What a row is sorted and counted by."""

    id: UUID
    kind: str
    state: str
    pending: bool
    secret: bool
    code: str
    name: str
    unit: str
    region: UUID


def programs(
    actor: Actor,
    *,
    year: int,
    as_of: date,
    tab: str = "all",
    where: ProgramFilter = EVERYTHING,
    sort: str = "rate",
    descending: bool = False,
    window: slice = slice(None),
    action: Action = Action.PROGRAM_VIEW,
) -> Found:
    """Programs of a year within reach.  ``tab`` is one of ``TABS``; ``sort`` code, name, unit, budget, executed or rate (unknown last)."""
    rows = filtered(scoped(Program.objects.filter(year=year), actor, action), where)
    placed = [_Placed(*row) for row in rows.values_list(*_PLACED)]
    money = _money(rows, as_of, placed, _told(year))
    shown = [one for one in placed if _in_tab(one, tab)]
    ordered = sorted(shown, key=lambda one: (one.unit, one.code, one.name, one.id))
    ordered = _sorted(ordered, money, sort, descending)
    page = [one.id for one in ordered[window]]
    return Found(_page(page, as_of), len(shown), _tabs(placed), _totals(shown, money))


def filtered(rows: QuerySet[Program], where: ProgramFilter) -> QuerySet[Program]:
    """The rows a filter leaves."""
    for token in tokens(where.text):
        rows = rows.filter(tokens__contains=token)
    plain: Mapping[str, Collection[Any]] = {"kind__in": where.kinds, "field__in": where.fields, "unit__lineage__in": where.units}
    for path, values in plain.items():
        rows = rows.filter(**{path: values}) if values else rows
    if where.departments:
        rows = rows.filter(Q(unit__department__lineage__in=where.departments) | Q(competent__lineage__in=where.departments))
    if where.divisions:
        funded = FundLine.objects.filter(fund__division__lineage__in=where.divisions).values("program")
        rows = rows.filter(Q(unit__department__division__lineage__in=where.divisions) | Q(pk__in=funded))
    if where.funds or where.budget_kinds:
        rows = rows.filter(pk__in=_sourced(where).values("program"))
    return rows if where.secret is None else rows.filter(secret=where.secret)


def _sourced(where: ProgramFilter) -> QuerySet[FundLine]:
    lines = FundLine.objects.all()
    lines = lines.filter(fund__in=where.funds) if where.funds else lines
    return lines.filter(budget_kind__in=where.budget_kinds) if where.budget_kinds else lines


Money = Mapping[UUID, tuple[Decimal | None, Decimal | None]]
"""Budget and executed amount that counts, of each program of the filter."""


def _told(year: int) -> frozenset[UUID]:
    """Regions whose treasury has told its payments of a year."""
    return frozenset(Intake.objects.filter(register="payments", state="applied", year=year).values_list("region_id", flat=True))


def _money(rows: QuerySet[Program], as_of: date, placed: Iterable[_Placed], told: frozenset[UUID]) -> Money:
    """Summed by the database: a row a program, however many lines and payments there are."""
    within = rows.order_by().values("pk")
    sums = FundLine.objects.filter(program__in=within).order_by().values_list("program_id")
    both = sums.annotate(budget=Sum(Coalesce("adjusted", "initial")), reported=Sum("reported_executed"))
    lines = {key: (budget, reported) for key, budget, reported in both.values_list("program_id", "budget", "reported")}
    paid = paid_by(Payment.objects.filter(line__program__in=within), "line__program_id", as_of)
    return {one.id: _figures(lines.get(one.id), paid.get(one.id), one.region in told) for one in placed}


def _figures(
    line: tuple[Decimal | None, Decimal | None] | None, paid: tuple[Decimal, int] | None, told: bool
) -> tuple[Decimal | None, Decimal | None]:
    """Budget and executed amount: the payments, else what was typed, else 0 where the treasury has told its payments."""
    if line is None:
        return None, None
    budget, reported = line
    if paid is not None:
        return budget, paid[0]
    return budget, Decimal("0.00") if reported is None and told else reported


def _in_tab(one: _Placed, tab: str) -> bool:
    if tab == "closed":
        return one.state == "closed"
    if tab == "pending":
        return one.pending and one.state == "active"
    return one.state == "active" and (tab == "all" or one.kind == tab)


def _tabs(placed: Iterable[_Placed]) -> dict[str, int]:
    counted = Counter(tab for one in placed for tab in TABS if _in_tab(one, tab))
    return {tab: counted[tab] for tab in TABS}


def _totals(shown: Iterable[_Placed], money: Money) -> dict[str, Totals]:
    """Sums by kind; kinds are never added together (domain.md "Money")."""
    found: dict[str, list[_Placed]] = {kind: [] for kind in KINDS}
    for one in shown:
        found[one.kind].append(one)
    return {kind: _total(held, money) for kind, held in found.items() if held}


def _total(held: list[_Placed], money: Money) -> Totals:
    budgets = [amount for one in held if (amount := money[one.id][0]) is not None]
    amounts = [amount for one in held if (amount := money[one.id][1]) is not None]
    return Totals(
        len(held),
        sum(one.secret for one in held),
        sum(budgets, Decimal(0)) if budgets else None,
        sum(amounts, Decimal(0)) if amounts else None,
    )


def _sorted(ordered: list[_Placed], money: Money, sort: str, descending: bool) -> list[_Placed]:
    keys = {one.id: _key(one, money, sort) for one in ordered}
    known = [one for one in ordered if keys[one.id] is not None]
    unknown = [one for one in ordered if keys[one.id] is None]
    return sorted(known, key=lambda one: keys[one.id], reverse=descending) + unknown


def _key(one: _Placed, money: Money, sort: str) -> Any:
    budget, executed = money[one.id]
    if sort == "rate":
        return executed / budget if budget and executed is not None else None
    if sort in ("budget", "executed"):
        return budget if sort == "budget" else executed
    return {"code": one.code or None, "name": one.name or None}.get(sort, one.unit)


_SHOWN = (
    "pk", "code", "name", "kind", "unit_id", "unit__name", "unit__department__name", "state", "secret", "pending", "version",
)  # fmt: skip


def _page(page: list[UUID], as_of: date) -> tuple[ProgramLine, ...]:
    """The rows shown, with everything about their money."""
    found = {row[0]: row for row in Program.objects.filter(pk__in=page).values_list(*_SHOWN)}
    lines = by_program(line_money(FundLine.objects.filter(program__in=page)), page)
    paid = paid_by(Payment.objects.filter(line__program__in=page), "line__program_id", as_of)
    told = treasuries(Program.objects.filter(pk__in=page))
    held = {key: (own, summed(own), together(own, paid, key, key in told)) for key, own in lines.items()}
    return tuple(_line(found[key], held[key], as_of) for key in page if key in found)


def _line(row: tuple[Any, ...], held: tuple[list[LineMoney], Budget, Executed], as_of: date) -> ProgramLine:
    pk, code, name, kind, unit, unit_name, department, state, secret, pending, version = row
    lines, budget, executed = held
    return ProgramLine(
        pk, code, SECRET_NAME if secret else name, kind, unit, unit_name, department or unit_name, sources(lines), budget, executed, state,
        secret, pending, version, progress(lines, as_of),
    )  # fmt: skip


def sources(lines: Iterable[LineMoney]) -> str:
    """Where a program's money comes from, each source once."""
    return "、".join(dict.fromkeys(line.fund_name or BUDGET_KINDS[line.budget_kind] for line in lines))
