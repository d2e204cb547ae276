"""Fund lines: entered, adjusted step by step with a document, and what a unit says it has spent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record, unchanged
from hengji.apps.organisations.scope import fetch
from hengji.apps.programs.drafts import WORDS, AdjustmentDraft, LineDraft, exact, fen, identity, told
from hengji.apps.programs.models import BudgetAdjustment, FundLine, Program, ProgramState, SpecialFund
from hengji.apps.records.columns import whole
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.money import wan
from hengji.rules.refusals import NotFound, Refused

EDIT = Action.MONEY_EDIT
AMOUNTS = {"initial": "年初预算", "allocated": "下达金额", "disbursed": "拨付金额", "forecast": "全年预计", "carry_over": "预计结转结余"}


@operation
def add_line(actor: Actor, program_id: UUID, draft: LineDraft, *, at: datetime) -> UUID:
    """Enter a fund line; returns its id.  A secret program has no money here."""
    program = _program(actor, program_id)
    fields = _fields(program, draft)
    if FundLine.objects.filter(program=program, identity=fields["identity"]).exists():
        raise Refused("line-taken", program=str(program), line=str(FundLine(**fields)))
    row = FundLine.objects.create(region_id=program.region_id, program=program, **fields)
    record(actor, "已新增资金行", program, under=EDIT, **told(fields | {"fund": row.fund.name if row.fund else ""}))
    return row.pk


@operation
def edit_line(actor: Actor, key: UUID, version: int, draft: LineDraft, *, at: datetime) -> int:
    """Change a fund line.  The year-start budget is fixed as soon as there was an adjustment."""
    row = _line(actor, key)
    fields = _fields(row.program, draft)
    if row.changed is not None and draft.initial != row.initial:
        raise Refused("line-initial-fixed")
    if FundLine.objects.filter(program=row.program, identity=fields["identity"]).exclude(pk=row.pk).exists():
        raise Refused("line-taken", program=str(row.program), line=str(FundLine(**fields)))
    changes = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changes:
        unchanged()
        return version
    new = compare_and_set(FundLine, row.pk, version, **changes)
    before = {name: getattr(row, name) for name in changes}
    record(actor, "已修改资金行", row.program, under=EDIT, line=str(row), before=told(before), after=told(changes))
    return new


@operation
def remove_line(actor: Actor, key: UUID, version: int, *, at: datetime) -> None:
    """Take away a line entered by mistake; one with adjustments, payments or a typed amount stays."""
    row = _line(actor, key)
    held = {"预算调整记录": row.adjustments.exists(), "支付明细": row.payments.exists(), "自报执行数": row.reported_executed is not None}
    if any(held.values()):
        raise Refused("line-has-history", what="、".join(name for name, holds in held.items() if holds))
    compare_and_set(FundLine, row.pk, version)
    FundLine.objects.filter(pk=row.pk).delete()
    record(actor, "已移除资金行", row.program, under=EDIT, line=str(row), **told({"initial": row.initial}))


@operation
def adjust_line(actor: Actor, key: UUID, version: int, draft: AdjustmentDraft, *, at: datetime) -> int:
    """One more step of a line's budget with its document; returns the line's new version."""
    row = _line(actor, key)
    document = draft.document.strip()
    before = row.adjusted if row.adjusted is not None else row.initial
    change = fen("调整金额", draft.change, signed=True)
    after = (before or Decimal(0)) + change
    if not document:
        raise Refused("adjustment-document-missing")
    if not change:
        raise Refused("adjustment-zero")
    if after < 0:
        raise Refused("adjustment-below-zero", change=wan(-change), after=wan(after))
    new = compare_and_set(FundLine, row.pk, version, changed=(row.changed or Decimal(0)) + change, adjusted=after)
    texts = whole(BudgetAdjustment, {"document": document, "reason": draft.reason.strip()}, WORDS)
    BudgetAdjustment.objects.create(
        region_id=row.region_id, line=row, number=row.adjustments.count() + 1, on=draft.on, before=before, change=change, after=after,
        **texts,
    )  # fmt: skip
    record(actor, "已调整预算", row.program, under=EDIT, line=str(row), document=document, before=before, change=change, after=after)
    return new


@operation
def report_executed(actor: Actor, key: UUID, version: int, amount: Decimal | None, on: date | None, *, at: datetime) -> int:
    """What the unit says was executed up to a day (自报), marked as such; None takes it back.  Payments imported later stand beside it."""
    row = fetch(FundLine.objects.select_related("program"), actor, Action.MONEY_REPORT, key, seen_by=Action.PROGRAM_VIEW)
    _workable(row.program)
    if amount is not None and on is None:
        raise Refused("report-date-missing")
    if amount is not None and on is not None and on > timezone.localdate(at):
        raise Refused("report-date-future", on=on)
    told = exact("自报执行数", amount, signed=True) if amount is not None else None
    day = on if amount is not None else None
    new = compare_and_set(FundLine, row.pk, version, reported_executed=told, reported_on=day)
    record(
        actor, "已自报执行数", row.program, under=Action.MONEY_REPORT, line=str(row), before=row.reported_executed, after=told, as_of=day
    )
    return new


# ---- what every change of a line passes through


def _fields(program: Program, draft: LineDraft) -> dict[str, object]:
    fund = _fund(program, draft.fund)
    document, label = draft.document.strip(), draft.label.strip()
    if draft.issued_on and draft.ends_on and draft.ends_on < draft.issued_on:
        raise Refused("line-days", starts=draft.issued_on, ends=draft.ends_on)
    amounts = {name: exact(said, getattr(draft, name)) for name, said in AMOUNTS.items()}
    fields = {
        "budget_kind": draft.budget_kind, "level": draft.level, "fund_id": fund, "label": label, "document": document,
        "issued_on": draft.issued_on, "ends_on": draft.ends_on, "identity": identity(draft.budget_kind, draft.level, fund, document, label),
        **amounts,
    }  # fmt: skip
    return whole(FundLine, fields, WORDS)


def _fund(program: Program, key: UUID | None) -> UUID | None:
    if key is not None and not SpecialFund.objects.filter(pk=key, region=program.region_id, year=program.year).exists():
        raise NotFound
    return key


def _program(actor: Actor, key: UUID) -> Program:
    program = fetch(Program.objects.all(), actor, EDIT, key, seen_by=Action.PROGRAM_VIEW)
    _workable(program)
    return program


def _line(actor: Actor, key: UUID) -> FundLine:
    row = fetch(FundLine.objects.select_related("program"), actor, EDIT, key, seen_by=Action.PROGRAM_VIEW)
    _workable(row.program)
    return row


def _workable(program: Program) -> None:
    if program.secret:
        raise Refused("program-secret-no-money", number=program.code)
    if program.state == ProgramState.CLOSED:
        raise Refused("program-closed", name=str(program))
