"""One program with everything its page needs, and searches for programs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.organisations.scope import fetch, scoped
from hengji.apps.programs.models import BudgetAdjustment, FundLine, Payment, Program
from hengji.apps.programs.queries.facts import AdjustmentStep, LineFacts, ProgramFacts, ProgramHit
from hengji.apps.programs.queries.money import LineMoney, Paid, line_money, paid_by, progress, summed, together, treasuries
from hengji.rules.access import Action, Actor
from hengji.rules.money import half_up
from hengji.rules.periods import line_progress
from hengji.rules.programs import SECRET_NAME
from hengji.rules.tokens import tokens

_UNITS = ("unit__department__division", "competent")


def program(actor: Actor, key: UUID, *, as_of: date) -> ProgramFacts:
    """One program.  Raises ``NotFound`` where the actor may not see it."""
    row = fetch(Program.objects.select_related(*_UNITS), actor, Action.PROGRAM_VIEW, key)
    lines = line_facts(row, as_of)
    money = line_money(FundLine.objects.filter(program=row))
    paid = paid_by(Payment.objects.filter(line__program=row), "line__program_id", as_of)
    told = bool(treasuries(Program.objects.filter(pk=row.pk)))
    department = row.unit.department or row.unit
    return ProgramFacts(
        id=row.pk, version=row.version, region=row.region_id, year=row.year, kind=row.kind, code=row.code, name=row.name,
        secret=row.secret, pending=row.pending, state=row.state, closed_why=row.closed_why, unit=row.unit_id,
        unit_lineage=row.unit.lineage, unit_name=row.unit.name, department_name=department.name, competent=row.competent_id,
        competent_name=row.competent.name if row.competent else "", field=row.field, summary=row.summary, lines=lines,
        division_name=department.division.name if department.division else "",
        budget=summed(money), executed=together(money, paid, row.pk, told), progress=progress(money, as_of),
        carried_from=row.carried_from_id, carried_to=Program.objects.filter(carried_from=row).values_list("pk", flat=True).first(),
        may_edit=_may(row, actor, Action.PROGRAM_EDIT), may_report=_may(row, actor, Action.MONEY_REPORT),
    )  # fmt: skip


def line_facts(row: Program, as_of: date) -> tuple[LineFacts, ...]:
    """The fund lines of a program, in the order they were entered."""
    return lines_of((row.pk,), as_of)[row.pk]


def lines_of(keys: Collection[UUID], as_of: date) -> dict[UUID, tuple[LineFacts, ...]]:
    """The fund lines of many programs, in the order they were entered.  Five queries; the caller has checked who may see them."""
    rows = tuple(FundLine.objects.filter(program__in=keys).select_related("fund__division").order_by("pk"))
    money = {one.id: one for one in line_money(FundLine.objects.filter(program__in=keys))}
    paid = paid_by(Payment.objects.filter(line__program__in=keys), "line_id", as_of)
    told = treasuries(Program.objects.filter(pk__in=keys))
    steps = _steps([one.pk for one in rows])
    found: dict[UUID, list[LineFacts]] = {key: [] for key in keys}
    for one in rows:
        found[one.program_id].append(_line(one, money[one.pk], paid, one.program_id in told, as_of, steps.get(one.pk, ())))
    return {key: tuple(held) for key, held in found.items()}


def search(
    actor: Actor, text: str, *, year: int | None = None, limit: int = 20, action: Action = Action.PROGRAM_VIEW
) -> tuple[ProgramHit, ...]:
    """Programs within reach that have everything the text asks for, by name, code and unit; the latest year first."""
    asked = tokens(text)
    if not asked:
        return ()
    rows = scoped(Program.objects.all(), actor, action)
    for token in asked:
        rows = rows.filter(tokens__contains=token)
    rows = rows.filter(year=year) if year else rows
    return hits(rows.order_by("-year", "unit__code", "code", "pk")[:limit])


def hits(rows: QuerySet[Program]) -> tuple[ProgramHit, ...]:
    """Programs as they are offered for choosing."""
    columns = ("pk", "year", "kind", "code", "name", "unit__name", "secret")
    return tuple(
        ProgramHit(pk, year, kind, code, f"{SECRET_NAME}（{code}）" if secret else name, unit, secret)
        for pk, year, kind, code, name, unit, secret in rows.values_list(*columns)
    )


def chosen(actor: Actor, keys: Collection[UUID], *, action: Action = Action.PROGRAM_VIEW) -> dict[UUID, ProgramHit]:
    """Programs by id, as far as the actor sees them."""
    return {hit.id: hit for hit in hits(scoped(Program.objects.filter(pk__in=keys), actor, action))}


def program_rows(actor: Actor, year: int, action: Action = Action.PROGRAM_VIEW) -> QuerySet[Program]:
    """The programs of a year the actor may do something to, for apps above to join with; in no order."""
    return scoped(Program.objects.filter(year=year), actor, action)


def _may(row: Program, actor: Actor, action: Action) -> bool:
    return actor.can(action) and scoped(Program.objects.filter(pk=row.pk), actor, action).exists()


def _steps(lines: Collection[UUID]) -> dict[UUID, tuple[AdjustmentStep, ...]]:
    found: dict[UUID, tuple[AdjustmentStep, ...]] = {}
    for one in BudgetAdjustment.objects.filter(line__in=lines).order_by("line", "number"):
        step = AdjustmentStep(one.number, one.document, one.on, one.before, one.change, one.after, one.reason)
        found[one.line_id] = (*found.get(one.line_id, ()), step)
    return found


def _line(one: FundLine, money: LineMoney, paid: Paid, told: bool, as_of: date, steps: tuple[AdjustmentStep, ...]) -> LineFacts:
    share = line_progress(as_of, one.issued_on, one.ends_on)
    fund = one.fund
    return LineFacts(
        id=one.pk, version=one.version, budget_kind=one.budget_kind, level=one.level, fund=one.fund_id,
        fund_name=fund.name if fund else "", division_name=fund.division.name if fund and fund.division else "", label=one.label,
        document=one.document, issued_on=one.issued_on, ends_on=one.ends_on, initial=one.initial, adjusted=one.adjusted,
        allocated=one.allocated, disbursed=one.disbursed, forecast=one.forecast, carry_over=one.carry_over, budget=summed([money]),
        executed=together([money], paid, one.pk, told),
        progress=None if share is None else half_up(share, 4), adjustments=steps,
    )  # fmt: skip


def any_program(actor: Actor) -> bool:
    """Whether there is any object, of any year, within reach."""
    return scoped(Program.objects.all(), actor, Action.PROGRAM_VIEW).exists()
