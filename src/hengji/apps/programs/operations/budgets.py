"""A list of programs with their budgets taken in whole."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from hengji.apps.audit.operations import operation, record
from hengji.apps.programs.drafts import AdjustmentDraft, identity, program_tokens
from hengji.apps.programs.models import BudgetAdjustment, FundLine, Intake, Program, SpecialFund
from hengji.apps.programs.operations.intakes import finish_import
from hengji.apps.programs.operations.lines import adjust_line
from hengji.apps.programs.queries.files import own_file
from hengji.apps.programs.sheets.budgets import BudgetPlan, PlannedLine, PlannedProgram
from hengji.apps.records.versions import compare_and_set
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import Refused
from hengji.rules.text import fold

EDIT = Action.MONEY_EDIT
CHUNK = 500


@operation
def apply_budget_file(actor: Actor, key: UUID, plan: BudgetPlan, *, at: datetime) -> int:
    """Write a plan in one transaction; returns how many programs were entered or changed.  Refused while anything in it is faulty."""
    row = own_file(actor, key)
    if not plan.report.ok:
        raise Refused("intake-has-errors", count=plan.report.fault_count)
    funds = _funds(actor, row, plan)
    fresh = {id(one): _new_program(row, one) for one in plan.programs if one.known is None}
    Program.objects.bulk_create(fresh.values(), batch_size=CHUNK)
    steps: list[tuple[FundLine, BudgetAdjustment]] = []
    lines: list[FundLine] = []
    for one in plan.programs:
        program = one.known or fresh[id(one)]
        if one.known is not None:
            _change(actor, one, one.known)
        for line in one.lines:
            if line.known is None:
                made, step = _new_line(row, program, line, funds, at)
                lines.append(made)
                steps += [(made, step)] if step else []
            elif line.changed:
                _change_line(actor, row, line, line.known, at)
    FundLine.objects.bulk_create(lines, batch_size=CHUNK)
    BudgetAdjustment.objects.bulk_create([step for _, step in steps], batch_size=CHUNK)
    for one in plan.programs:
        if one.changed:
            record(
                actor,
                "已由文件导入",
                one.known or fresh[id(one)],
                under=EDIT,
                file=row.name,
                lines=len(one.lines),
                changes={word: f"{before} → {after}" for word, (before, after) in one.changes.items()},
            )
    finish_import(actor, row.pk, plan.report.counts, plan.report.as_json(), at=at)
    return plan.report.changes


def _funds(actor: Actor, row: Intake, plan: BudgetPlan) -> dict[str, UUID]:
    """Special funds by folded name; those that are not there are entered by name."""
    known = {fold(name): pk for pk, name in SpecialFund.objects.filter(region=row.region_id, year=row.year).values_list("pk", "name")}
    for name in dict.fromkeys(line.fund for one in plan.programs for line in one.lines if line.fund):
        if fold(name) not in known:
            made = SpecialFund.objects.create(region_id=row.region_id, year=row.year, name=name)
            record(actor, "已新增专项资金", made, under=EDIT, file=row.name)
            known[fold(name)] = made.pk
    return known


def _new_program(row: Intake, one: PlannedProgram) -> Program:
    return Program(
        region_id=row.region_id, year=row.year, kind=one.kind, code=one.code, name=one.name, unit_id=one.unit.id,
        competent_id=one.competent.id if one.competent else (one.unit.department or one.unit.id), secret=one.secret,
        tokens=program_tokens(one.name, one.code, one.unit.name),
    )  # fmt: skip


def _change(actor: Actor, one: PlannedProgram, known: Program) -> None:
    """What the file says of a program that is there: its name, unit, kind, department, secrecy."""
    if not one.changes:
        return
    fields: dict[str, object] = {
        "name": one.name,
        "unit_id": one.unit.id,
        "kind": one.kind,
        "tokens": program_tokens(one.name, one.code, one.unit.name),
    }
    if one.secret:
        fields |= {"secret": True, "summary": ""}
    if one.competent:
        fields["competent_id"] = one.competent.id
    compare_and_set(Program, known.pk, known.version, **fields)


def _new_line(
    row: Intake, program: Program, line: PlannedLine, funds: dict[str, UUID], at: datetime
) -> tuple[FundLine, BudgetAdjustment | None]:
    """A line, and the step from its year-start budget to the adjusted one where the file has both."""
    fund = funds[fold(line.fund)] if line.fund else None
    made = FundLine(
        region_id=row.region_id, program=program, fund_id=fund, budget_kind=line.budget_kind, level=line.level,
        document=line.document, issued_on=line.issued_on, initial=line.initial,
        identity=identity(line.budget_kind, line.level, fund, line.document, ""),
    )  # fmt: skip
    if not line.set_adjusted or line.adjusted is None:
        return made, None
    change = line.adjusted - (line.initial or Decimal(0))
    made.changed, made.adjusted = change, line.adjusted
    step = BudgetAdjustment(
        region_id=row.region_id, line=made, number=1, document=_document(row, line), on=line.issued_on or timezone.localdate(at),
        before=line.initial,
        change=change, after=line.adjusted, reason=_REASON,
    )  # fmt: skip
    return made, step


_REASON = "由导入文件带入，原调整文件未在本系统登记"


def _document(row: Intake, line: PlannedLine) -> str:
    return (line.document if line.initial is None and line.document else f"导入文件：{row.name}")[:100]


def _change_line(actor: Actor, row: Intake, line: PlannedLine, known: FundLine, at: datetime) -> None:
    version = known.version
    if line.document and not known.document:
        named = identity(known.budget_kind, known.level, known.fund_id, line.document, "")
        version = compare_and_set(FundLine, known.pk, version, document=line.document, issued_on=line.issued_on, identity=named)
    if line.set_initial:
        version = compare_and_set(FundLine, known.pk, version, initial=line.initial)
        known.initial = line.initial
    if line.set_adjusted and line.adjusted is not None:
        before = known.adjusted if known.adjusted is not None else known.initial
        change = line.adjusted - (before or Decimal(0))
        step = AdjustmentDraft(f"导入文件：{row.name}"[:100], timezone.localdate(at), change, _REASON)
        adjust_line(actor, known.pk, version, step, at=at)
