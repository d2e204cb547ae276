"""The list of programs: filters, tabs, totals, a page of it; the number of queries does not grow with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from hengji.apps.organisations.scope import only_region, scoped
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.programs.queries.facts import Budget, Executed, Found, ProgramFilter, ProgramLine, Totals
from hengji.apps.programs.queries.money import LineMoney, by_program, lines_of_programs, paid_of_programs, progress, summed, together
from hengji.apps.records.bare import Key, bare, flag, key_of, yuan
from hengji.apps.records.written import written, written_bare
from hengji.rules.access import Action, Actor
from hengji.rules.programs import BUDGET_KINDS, KINDS, SECRET_NAME
from hengji.rules.tokens import tokens

EVERYTHING = ProgramFilter()
"""No condition."""

TABS = ("project", "overall", "transfer", "pending", "closed", "all")
"""Tabs of the list; the first is the default.  Kinds count what is in hand (not closed)."""

_PLACED = ("pk", "kind", "state", flag(pending=True), flag(secret=True), "code", "name", "unit__code", "region_id")


class _Placed(NamedTuple):
    """What a row is sorted and counted by; keys as the database compares them."""

    id: Key
    kind: str
    state: str
    pending: bool
    secret: bool
    code: str
    name: str
    unit: str
    region: Key


class _Sums(NamedTuple):
    """What the database adds up, bare: places of the programs, (budget, typed) by program, what was paid by program, in fen."""

    placed: list[_Placed]
    lines: Mapping[Key, tuple[int | None, int | None]]
    paid: Mapping[Key, int]


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
    sums = _sums(actor, year, as_of, where, action)
    told = _told(year)
    money = {one.id: _figures(sums.lines.get(one.id), sums.paid.get(one.id), one.region in told) for one in sums.placed}
    shown = [one for one in sums.placed if _in_tab(one, tab)]
    ordered = sorted(shown, key=lambda one: (one.unit, one.code, one.name, one.id))
    page = _sorted(ordered, money, sort, descending)[window]
    lines = _page(tuple(key_of(one.id) for one in page), {key_of(one.id) for one in page if one.region in told}, as_of)
    return Found(lines, len(shown), _tabs(sums.placed), _totals(shown, money))


def _sums(actor: Actor, year: int, as_of: date, where: ProgramFilter, action: Action) -> _Sums:
    """Three queries; put into SQL once for who sees a whole region and asked for nothing particular."""
    region = only_region(actor, action) if where == EVERYTHING else None
    if region is not None:
        placed, lines, paid = _all_placed(region, year), _all_lines(region, year), _all_paid(region, year, as_of)
    else:
        rows = filtered(scoped(Program.objects.filter(year=year), actor, action), where).order_by()
        placed, lines, paid = bare(_placed(rows)), bare(_lines(rows)), bare(_paid(rows, as_of))
    return _Sums([_Placed._make(one) for one in placed], {key: (budget, typed) for key, budget, typed in lines}, dict(paid))


def _placed(rows: QuerySet[Program]) -> QuerySet[Any, Any]:
    return rows.values_list(*_PLACED)


def _lines(rows: QuerySet[Program]) -> QuerySet[Any, Any]:
    sums = FundLine.objects.filter(program__in=rows.values("pk")).order_by().values_list("program_id")
    return sums.annotate(budget=Sum(Coalesce("adjusted", "initial")), reported=Sum("reported_executed"))


def _paid(rows: QuerySet[Program], as_of: date) -> QuerySet[Any, Any]:
    matched = Payment.objects.filter(line__program__in=rows.values("pk"), state="matched", paid_on__lte=as_of)
    return matched.order_by().values_list("line__program_id").annotate(total=Sum("amount"))


def _of_region(region: UUID, year: int) -> QuerySet[Program]:
    return Program.objects.filter(region=region, year=year).order_by()


@written_bare
def _all_placed(region: UUID, year: int) -> QuerySet[Any, Any]:
    return _placed(_of_region(region, year))


@written_bare
def _all_lines(region: UUID, year: int) -> QuerySet[Any, Any]:
    return _lines(_of_region(region, year))


@written_bare
def _all_paid(region: UUID, year: int, as_of: date) -> QuerySet[Any, Any]:
    return _paid(_of_region(region, year), as_of)


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


Money = Mapping[Key, tuple[int | None, int | None]]
"""Budget and executed amount that counts, of each program of the filter, in fen."""


@written_bare
def _tellers(year: int) -> QuerySet[Any, Any]:
    return Intake.objects.filter(register="payments", state="applied", year=year).order_by().values_list("region_id").distinct()


def _told(year: int) -> frozenset[Key]:
    """Regions whose treasury has told its payments of a year."""
    return frozenset(region for (region,) in _tellers(year))


def _figures(line: tuple[int | None, int | None] | None, paid: int | None, told: bool) -> tuple[int | None, int | None]:
    """Budget and executed amount: the payments, else what was typed, else 0 where the treasury has told its payments."""
    if line is None:
        return None, None
    budget, reported = line
    if paid is not None:
        return budget, paid
    return budget, 0 if reported is None and told else reported


def _in_tab(one: _Placed, tab: str) -> bool:
    if tab == "closed":
        return one.state == "closed"
    if tab == "pending":
        return bool(one.pending) and one.state == "active"
    return one.state == "active" and (tab == "all" or one.kind == tab)


def _tabs(placed: Iterable[_Placed]) -> dict[str, int]:
    alike = Counter((one.kind, one.state, one.pending) for one in placed)
    sorts = [(_Placed("", kind, state, pending, False, "", "", "", ""), many) for (kind, state, pending), many in alike.items()]
    return {tab: sum(many for one, many in sorts if _in_tab(one, tab)) for tab in TABS}


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
        yuan(sum(budgets)) if budgets else None,
        yuan(sum(amounts)) if amounts else None,
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


@written
def _shown(keys: tuple[UUID, ...]) -> QuerySet[Program, Any]:
    return Program.objects.filter(pk__in=keys).order_by().values_list(*_SHOWN)


def _page(page: tuple[UUID, ...], told: Collection[UUID], as_of: date) -> tuple[ProgramLine, ...]:
    """The rows shown, with everything about their money; ``told`` are those whose treasury has told its payments.  Three queries."""
    found = {row[0]: row for row in _shown(page)}
    lines = by_program(lines_of_programs(page), page)
    paid = paid_of_programs(page, as_of)
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
