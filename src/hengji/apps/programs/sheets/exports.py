"""Programs with their fund lines, and payments, written in the layout they are read in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from hengji.apps.organisations.scope import scoped
from hengji.apps.programs.models import FundLine, Payment, Program
from hengji.papers.registers import BUDGETS, PAYMENTS, Value, write
from hengji.rules.access import Action, Actor


def budget_workbook(actor: Actor, year: int) -> bytes:
    """Programs and budgets of a year within reach; reading it back changes nothing.  Of secret ones only code and place."""
    return write(BUDGETS, budget_lines(actor, year))


def budget_lines(actor: Actor, year: int) -> Iterator[Mapping[str, Value]]:
    """One row a fund line, one for a program without any."""
    rows = scoped(Program.objects.filter(year=year, state="active"), actor, Action.PROGRAM_VIEW)
    programs = tuple(rows.select_related("unit", "competent").order_by("unit__code", "kind", "code", "name"))
    lines: dict[UUID, list[FundLine]] = {}
    for line in FundLine.objects.filter(program__in=[row.pk for row in programs]).select_related("fund").order_by("pk"):
        lines.setdefault(line.program_id, []).append(line)
    for row in programs:
        yield from ({**_program(row), **_money(line)} for line in lines.get(row.pk, ())) if row.pk in lines else (_program(row),)


def _program(row: Program) -> dict[str, Value]:
    return {
        "code": row.code or None, "name": row.name or None, "kind": row.kind, "unit_code": row.unit.code, "unit": row.unit.name,
        "department": row.competent.name if row.competent else None, "secret": row.secret,
    }  # fmt: skip


def _money(line: FundLine) -> dict[str, Value]:
    return {
        "nature": line.budget_kind, "level": line.level or None, "fund": line.fund.name if line.fund else None,
        "document": line.document or None, "issued": line.issued_on, "initial": line.initial, "adjusted": line.adjusted,
    }  # fmt: skip


def payment_workbook(actor: Actor, year: int) -> bytes:
    """Payments of a year within reach in the layout of a treasury export; persons and accounts stay masked."""
    rows = scoped(Payment.objects.filter(year=year), actor, Action.PAYMENT_VIEW).order_by("paid_on", "pk")
    return write(PAYMENTS, (_payment(row) for row in rows.iterator()))


def _payment(row: Payment) -> dict[str, Value]:
    texts = ("unit_code", "code", "name", "document", "nature", "level", "fund", "summary", "payee", "account", "voucher")
    return {
        "paid_on": row.paid_on,
        "unit": row.unit_name or None,
        "amount": row.amount,
        **{key: getattr(row, key) or None for key in texts},
    }
