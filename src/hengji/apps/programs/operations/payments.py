"""Payments: a treasury export taken in whole, and what a person decides about the rows no rule could place."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record
from hengji.apps.organisations.scope import fetch
from hengji.apps.programs.models import FundLine, Intake, MatchMemory, Payment, PaymentState
from hengji.apps.programs.operations.intakes import finish_import
from hengji.apps.programs.queries.files import own_file
from hengji.apps.programs.sheets.payments import NewPayment, PaymentPlan
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.programs import budget
from hengji.rules.refusals import NotFound, Refused, fitting
from hengji.rules.treasury import outsized

IMPORT = Action.PAYMENT_IMPORT
CHUNK = 1000


@operation
def apply_payment_file(actor: Actor, key: UUID, plan: PaymentPlan, *, at: datetime) -> int:
    """Write the payments of a plan in one transaction.  Returns how many.

    The database refuses a payment that is there already, and with it all."""
    row = own_file(actor, key)
    if not plan.report.ok:
        raise Refused("intake-has-errors", count=plan.report.fault_count)
    fresh = [_row(row, one) for one in plan.new]
    Payment.objects.bulk_create(fresh, batch_size=CHUNK)
    finish_import(actor, row.pk, plan.report.counts, plan.report.as_json(), at=at)
    return len(fresh)


@operation
def match_payment(actor: Actor, key: UUID, version: int, line_id: UUID, *, at: datetime, alike: bool = True) -> int:
    """A person says which line a waiting payment belongs to; remembered for later imports, and (``alike``) applied to the waiting
    payments with the same document, code, unit and name.  Returns how many were matched."""
    row = _waiting(actor, key)
    line = fetch(FundLine.objects.select_related("program"), actor, Action.PROGRAM_VIEW, line_id)
    if line.region_id != row.region_id:
        raise NotFound
    if line.program.year != row.year:
        raise Refused("payment-line-elsewhere", year=line.program.year, paid=row.year)
    why = f"{actor.name}人工认定"
    compare_and_set(Payment, row.pk, version, state=PaymentState.MATCHED, line=line, why=why, decided_by=actor.name, decided_at=at)
    others = _alike(row, line) if alike else []
    for other in others:
        compare_and_set(
            Payment, other.pk, other.version, state=PaymentState.MATCHED, line=line, why=why, decided_by=actor.name, decided_at=at
        )
    MatchMemory.objects.update_or_create(
        region_id=row.region_id, year=row.year, signature=row.signature,
        defaults={"line": line, "decided_by": actor.name, "decided_on": timezone.localdate(at)},
    )  # fmt: skip
    total = row.amount + sum((other.amount for other in others), Decimal(0))
    record(actor, "已认定支付", line.program, under=IMPORT, line=str(line), count=1 + len(others), voucher=row.voucher, amount=total)
    return 1 + len(others)


@operation
def set_payment_aside(actor: Actor, key: UUID, version: int, reason: str, *, at: datetime) -> int:
    """A person says that a waiting payment is of no program here, with the reason."""
    row = _waiting(actor, key)
    why = fitting("原因", reason, 400)
    if not why:
        raise Refused("program-reason-missing")
    new = compare_and_set(Payment, row.pk, version, state=PaymentState.ASIDE, why=why, decided_by=actor.name, decided_at=at)
    record(actor, "已认定不计入", row, under=IMPORT, reason=why, amount=row.amount)
    return new


@operation
def correct_payment(actor: Actor, key: UUID, version: int, *, at: datetime) -> int:
    """The new row of a voucher is right, the earlier one was wrong: the earlier one no longer counts, the new one takes its line."""
    row = _waiting(actor, key)
    old = row.conflicts
    if old is None or old.state == PaymentState.ASIDE:
        raise Refused("payment-no-conflict")
    why = f"{actor.name}认定为同一凭证的更正"
    state = PaymentState.MATCHED if old.line_id else PaymentState.QUEUED
    new = compare_and_set(
        Payment, row.pk, version, state=state, line_id=old.line_id, why=why, decided_by=actor.name if old.line_id else "",
        decided_at=at if old.line_id else None,
    )  # fmt: skip
    compare_and_set(
        Payment, old.pk, old.version, state=PaymentState.ASIDE, line=None, why=f"已被{row.paid_on}导入的更正行代替",
        decided_by=actor.name, decided_at=at,
    )  # fmt: skip
    record(actor, "已更正支付", row, under=IMPORT, voucher=row.voucher, before=old.amount, after=row.amount)
    return new


@operation
def undo_payment_decision(actor: Actor, key: UUID, version: int, *, at: datetime) -> int:
    """Take a person's decision back: the payment waits again, and what was remembered is forgotten."""
    row = fetch(Payment.objects.all(), actor, IMPORT, key)
    if not row.decided_by:
        raise Refused("payment-not-decided")
    line = row.line
    new = compare_and_set(
        Payment, row.pk, version, state=PaymentState.QUEUED, line=None, why="人工认定已撤销，请重新认定", decided_by="", decided_at=None
    )
    MatchMemory.objects.filter(region=row.region_id, year=row.year, signature=row.signature).delete()
    record(actor, "已撤销认定", line.program if line else row, under=IMPORT, voucher=row.voucher, amount=row.amount)
    return new


def _waiting(actor: Actor, key: UUID) -> Payment:
    row = fetch(Payment.objects.select_related("conflicts"), actor, IMPORT, key)
    if row.state != PaymentState.QUEUED:
        raise Refused("payment-decided", state=row.get_state_display())
    return row


def _alike(row: Payment, line: FundLine) -> list[Payment]:
    """Other waiting payments a decision about this one answers too; contradictions, and what is many times the line's budget, are
    decided one by one."""
    others = Payment.objects.filter(region=row.region_id, year=row.year, state=PaymentState.QUEUED, signature=row.signature, conflicts=None)
    whole, _ = budget(line.initial, line.adjusted)
    return [other for other in others.exclude(pk=row.pk) if not outsized(other.amount, whole)]


_TEXTS = {
    "unit_code": "unit_code", "unit_name": "unit", "code": "code", "name": "name", "document": "document", "nature": "nature",
    "level": "level", "fund": "fund", "summary": "summary", "payee": "payee", "account": "account", "voucher": "voucher", "place": "cell",
}  # fmt: skip


def _row(intake: Intake, one: NewPayment) -> Payment:
    payment = one.payment
    texts: dict[str, Any] = {name: getattr(payment, source) or "" for name, source in _TEXTS.items()}
    return Payment(
        region_id=intake.region_id, intake=intake, line_id=one.line, year=intake.year, key=one.key,
        paid_on=payment.paid_on or timezone.localdate(intake.at), amount=payment.amount,
        signature=one.signature, state=one.state, why=one.why[:400], conflicts_id=one.conflicts, **texts,
    )  # fmt: skip
