"""Special funds: the slice of each beside the whole of the programs it pays for."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from hengji.apps.organisations.scope import scoped
from hengji.apps.programs.models import FundLine, Payment, Program, SpecialFund
from hengji.apps.programs.queries.facts import FundFacts
from hengji.apps.programs.queries.money import LineMoney, Paid, line_money, paid_by, summed, together, treasuries
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound


def funds(actor: Actor, year: int, *, as_of: date) -> tuple[FundFacts, ...]:
    """The special funds of a year that the actor manages, or that pay for programs within reach; a constant number of queries."""
    programs = scoped(Program.objects.filter(year=year, state="active"), actor, Action.PROGRAM_VIEW)
    rows = tuple(_seen(actor, year, programs).select_related("division", "competent").order_by("name"))
    lines = line_money(FundLine.objects.filter(program__in=programs.order_by().values("pk")))
    paid = paid_by(Payment.objects.filter(line__program__in=programs.order_by().values("pk")), "line_id", as_of)
    told = treasuries(programs)
    units = dict(programs.values_list("pk", "unit_id"))
    whole: dict[UUID, list[LineMoney]] = defaultdict(list)
    for line in lines:
        whole[line.program].append(line)
    return tuple(_facts(row, lines, whole, paid, told, units) for row in rows)


def fund(actor: Actor, key: UUID, *, as_of: date) -> FundFacts:
    """One special fund.  Raises ``NotFound``."""
    year = SpecialFund.objects.filter(pk=key).values_list("year", flat=True).first()
    found = [one for one in funds(actor, year or 0, as_of=as_of) if one.id == key]
    if not found:
        raise NotFound
    return found[0]


def fund_choices(actor: Actor, year: int) -> tuple[tuple[str, str], ...]:
    """(id, name) of the funds within reach, for a drop-down."""
    programs = scoped(Program.objects.filter(year=year), actor, Action.PROGRAM_VIEW)
    return tuple((str(pk), name) for pk, name in _seen(actor, year, programs).order_by("name").values_list("pk", "name"))


def _seen(actor: Actor, year: int, programs: QuerySet[Program]) -> QuerySet[SpecialFund]:
    own = scoped(SpecialFund.objects.filter(year=year), actor, Action.PROGRAM_VIEW)
    paying = FundLine.objects.filter(program__in=programs.order_by().values("pk"), fund__isnull=False)
    return SpecialFund.objects.filter(Q(pk__in=own.order_by().values("pk")) | Q(pk__in=paying.order_by().values("fund")), year=year)


def _facts(
    row: SpecialFund, lines: list[LineMoney], whole: dict[UUID, list[LineMoney]], paid: Paid, told: frozenset[UUID],
    units: dict[UUID, UUID],
) -> FundFacts:  # fmt: skip
    own = [line for line in lines if line.fund == row.pk]
    programs = {line.program for line in own}
    beside = [line for program in programs for line in whole[program]]
    known = bool(told & programs)
    return FundFacts(
        id=row.pk, version=row.version, name=row.name, code=row.code, level=row.level, document=row.document, issued_on=row.issued_on,
        amount=row.amount, division=row.division_id, division_name=row.division.name if row.division else "",
        competent=row.competent_id, competent_name=row.competent.name if row.competent else "",
        units=len({units[program] for program in programs}), programs=len(programs), budget=summed(own),
        executed=together(own, _added(row.pk, own, paid), row.pk, known), whole=summed(beside),
        whole_executed=together(beside, _added(row.pk, beside, paid), row.pk, known),
    )  # fmt: skip


def _added(key: UUID, lines: list[LineMoney], paid: Paid) -> Paid:
    """The payments of several lines as if they were one, by ``key``."""
    held = [paid[line.id] for line in lines if line.id in paid]
    return {key: (sum((total for total, _ in held), Decimal(0)), sum(count for _, count in held))} if held else {}
