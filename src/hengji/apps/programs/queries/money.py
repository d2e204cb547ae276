"""Budgets and executed amounts of many programs or lines, in a constant number of queries.

The executed amount is the sum of matched payments up to and including a day; what units typed (自报) stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.apps.programs.queries.facts import Budget, Executed
from hengji.apps.records.written import written
from hengji.rules.money import half_up
from hengji.rules.periods import line_progress, time_progress
from hengji.rules.programs import base_together, budget

Paid = Mapping[UUID, tuple[Decimal, int]]


@dataclass(frozen=True, slots=True)
class LineMoney:
    """What a line brings into its program's sums."""

    id: UUID
    program: UUID
    budget: Decimal | None
    base: str | None
    initial: Decimal | None
    reported: Decimal | None
    reported_on: date | None
    issued_on: date | None
    ends_on: date | None
    budget_kind: str
    level: str
    fund: UUID | None
    fund_name: str


_COLUMNS = (
    "pk", "program_id", "initial", "adjusted", "reported_executed", "reported_on", "issued_on", "ends_on", "budget_kind", "level",
    "fund_id", "fund__name",
)  # fmt: skip


def executed(program_ids: Collection[UUID], as_of: date) -> dict[UUID, Executed]:
    """What was executed of each program up to and including a day.  Three queries; the caller has checked who may see them."""
    lines = line_money(FundLine.objects.filter(program__in=program_ids))
    paid = paid_by(Payment.objects.filter(line__program__in=program_ids), "line__program_id", as_of)
    told = treasuries(Program.objects.filter(pk__in=program_ids))
    return {key: together(held, paid, key, key in told) for key, held in by_program(lines, program_ids).items()}


def executed_lines(line_ids: Collection[UUID], as_of: date) -> dict[UUID, Executed]:
    """``executed`` by fund line."""
    lines = line_money(FundLine.objects.filter(pk__in=line_ids))
    paid = paid_by(Payment.objects.filter(line__in=line_ids), "line_id", as_of)
    told = treasuries(Program.objects.filter(lines__in=line_ids))
    return {one.id: together([one], paid, one.id, one.program in told) for one in lines}


def budget_of(program_ids: Collection[UUID]) -> dict[UUID, Budget]:
    """The budget of each program with its base.  One query; the caller has checked who may see them."""
    lines = line_money(FundLine.objects.filter(program__in=program_ids))
    return {key: summed(held) for key, held in by_program(lines, program_ids).items()}


def line_money(rows: QuerySet[FundLine]) -> list[LineMoney]:
    """The money of lines, in their order."""
    return _monies(rows.order_by("pk").values_list(*_COLUMNS))


def lines_of_programs(programs: tuple[UUID, ...]) -> list[LineMoney]:
    """The money of all lines of some programs, in their order."""
    return _monies(_rows_of_programs(programs))


@written
def _rows_of_programs(programs: tuple[UUID, ...]) -> QuerySet[FundLine, Any]:
    return FundLine.objects.filter(program__in=programs).order_by("pk").values_list(*_COLUMNS)


def _monies(rows: Iterable[Sequence[Any]]) -> list[LineMoney]:
    return [
        LineMoney(pk, program, *budget(initial, adjusted), initial, reported, on, issued, ends, kind, level, fund, name or "")
        for pk, program, initial, adjusted, reported, on, issued, ends, kind, level, fund, name in rows
    ]


def paid_of_programs(programs: tuple[UUID, ...], as_of: date) -> Paid:
    """Sum and count of matched payments of some programs."""
    return {key: (total, count) for key, total, count in _payments_of_programs(programs, as_of)}


@written
def _payments_of_programs(programs: tuple[UUID, ...], as_of: date) -> QuerySet[Payment, Any]:
    return _matched(Payment.objects.filter(line__program__in=programs), "line__program_id", as_of)


def paid_by(rows: QuerySet[Payment], path: str, as_of: date) -> Paid:
    """Sum and count of matched payments by what ``path`` leads to."""
    return {key: (total, count) for key, total, count in _matched(rows, path, as_of)}


def _matched(rows: QuerySet[Payment], path: str, as_of: date) -> QuerySet[Payment, Any]:
    matched = rows.filter(state="matched", paid_on__lte=as_of).order_by().values_list(path)
    return matched.annotate(total=Sum("amount"), many=Count("pk")).values_list(path, "total", "many")


def treasuries(rows: QuerySet[Program]) -> frozenset[UUID]:
    """Which of these programs stand in a region and year whose treasury has told its payments: for them nothing paid means 0."""
    return frozenset(rows.filter(treasury_tells()).values_list("pk", flat=True))


def treasury_tells(path: str = "") -> Exists:
    """Whether the treasury of a program's region and year has told its payments; ``path`` leads to the program ("program__")."""
    told = Intake.objects.filter(register="payments", state="applied")
    return Exists(told.filter(region=OuterRef(f"{path}region"), year=OuterRef(f"{path}year")))


def by_program(lines: Iterable[LineMoney], programs: Collection[UUID]) -> dict[UUID, list[LineMoney]]:
    """Lines by program; a program without lines has an empty list."""
    found: dict[UUID, list[LineMoney]] = {key: [] for key in programs}
    for line in lines:
        found[line.program].append(line)
    return found


def summed(lines: Collection[LineMoney]) -> Budget:
    """The budget of lines together."""
    known = [line.budget for line in lines if line.budget is not None]
    initial = [line.initial for line in lines if line.initial is not None]
    return Budget(
        sum(known, Decimal(0)) if known else None, base_together(line.base for line in lines), sum(initial, Decimal(0)) if initial else None
    )


def together(lines: Collection[LineMoney], paid: Paid, key: UUID, told: bool) -> Executed:
    """What was executed of lines together; ``told``: the treasury has told its payments, so that none means 0."""
    total, count = paid.get(key, (None, 0))
    reported = [line.reported for line in lines if line.reported is not None]
    on = max((line.reported_on for line in lines if line.reported_on), default=None)
    nothing = Decimal("0.00") if told and lines else None
    return Executed(nothing if total is None else total, count, sum(reported, Decimal(0)) if reported else None, on)


def progress(lines: Collection[LineMoney], as_of: date) -> Decimal | None:
    """The time progress of lines together, weighed by their budgets; those too new to judge are left out, None when all are."""
    year = time_progress(as_of)
    known = [(line.budget or Decimal(0), line_progress(as_of, line.issued_on, line.ends_on)) for line in lines]
    judged = [(weight, share) for weight, share in known if share is not None]
    if not judged:
        return None if lines else half_up(year, 4)
    whole = sum((weight for weight, _ in judged), Decimal(0))
    if not whole:
        return half_up(year, 4)
    return half_up(sum((weight * share for weight, share in judged), Decimal(0)) / whole, 4)


def span_of_payments(region: UUID, year: int) -> tuple[date | None, date | None]:
    """The first and the last day of the payments of a year."""
    found = Payment.objects.filter(Q(region=region, year=year)).aggregate(first=Min("paid_on"), last=Max("paid_on"))
    return found["first"], found["last"]
