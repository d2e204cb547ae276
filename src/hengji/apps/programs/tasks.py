"""Files read and applied: reading happens outside of any transaction, writing in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from hengji.apps.jobs.progress import Progress
from hengji.apps.organisations.queries import units
from hengji.apps.organisations.scope import require_region
from hengji.apps.programs.drafts import REGISTERS, checked_mapping
from hengji.apps.programs.models import ColumnMapping, Intake, IntakeState
from hengji.apps.programs.operations.budgets import apply_budget_file
from hengji.apps.programs.operations.intakes import confirm_columns, fail_import, upload_file
from hengji.apps.programs.operations.payments import apply_payment_file
from hengji.apps.programs.queries.files import ACTIONS, own_file
from hengji.apps.programs.sheets.budgets import BudgetPlan, plan_budgets
from hengji.apps.programs.sheets.payments import PaymentPlan, plan_payments
from hengji.papers.files.book import Unreadable
from hengji.papers.registers import MappingProposal, RegisterReading, propose_mapping, read
from hengji.rules.access import Actor
from hengji.rules.refusals import NotFound, Refused


def receive(actor: Actor, register: str, year: int, name: str, content: bytes, *, at: datetime) -> UUID:
    """Take a file in; where its header row was confirmed before it is tried at once.  Returns its id; refused where it cannot be read."""
    require_region(actor, ACTIONS[register], actor.region)
    if not content:
        raise Refused("intake-empty", name=name)
    proposal = _proposal(register, actor.region, name, content)
    key = upload_file(actor, register, year, name, content, proposal.signature, proposal.mapping, at=at)
    if any(guess.certainty == "remembered" for guess in proposal.guesses):
        row = own_file(actor, key)
        try_out(actor, key, row.version, proposal.mapping, at=at)
    return key


def proposal_of(actor: Actor, key: UUID) -> MappingProposal:
    """What the columns of a file seem to be."""
    row = own_file(actor, key)
    if row.content is None:
        raise NotFound
    return _proposal(row.register, row.region_id, row.name, bytes(row.content))


def try_out(actor: Actor, key: UUID, version: int, mapping: Mapping[str, str], *, at: datetime) -> int:
    """Read a file by a confirmed mapping and say what an import would do; nothing is written but the report.  Returns the new version."""
    row = own_file(actor, key)
    checked_mapping(row.register, mapping)
    if row.content is None:
        raise Refused("intake-state", state=row.get_state_display())
    plan = _plan(actor, row, mapping)
    return confirm_columns(actor, key, version, mapping, plan.report.as_json(), at=at)


def apply_file(actor: Actor, progress: Progress, *, at: datetime, intake: str) -> dict[str, object]:
    """The job: read again, hold against what is there now, write everything in one transaction.  Begun again after a crash it finds
    either nothing written or the file applied."""
    row = own_file(actor, UUID(intake))
    url = {"url": f"/programs/imports/{row.pk}/"}
    if row.state == IntakeState.APPLIED:
        return {"sentence": "这份文件已经导入。", **url}
    if row.content is None or row.state != IntakeState.RUNNING:
        return {"sentence": f"没有导入：这份文件{row.get_state_display()}。", **url}
    progress(0, 3, "正在读取文件")
    plan = _plan(actor, row, row.mapping)
    progress(1, 3, "正在写入")
    if not plan.report.ok:
        fail_import(actor, row.pk, plan.report.as_json(), at=at)
        return {"sentence": f"没有导入：文件中有{plan.report.fault_count}处要改，清单在导入页面。", **url}
    if isinstance(plan, PaymentPlan):
        written = apply_payment_file(actor, row.pk, plan, at=at)
    else:
        written = apply_budget_file(actor, row.pk, plan, at=at)
    progress(3, 3, "已完成")
    unit = "笔支付" if isinstance(plan, PaymentPlan) else "个绩效对象"
    return {"sentence": f"已导入{written}{unit}。", **url}


def _plan(actor: Actor, row: Intake, mapping: Mapping[str, str]) -> BudgetPlan | PaymentPlan:
    reading = _read(row, mapping)
    if row.register == "payments":
        return plan_payments(row.region_id, row.year, reading)
    every = [unit for unit in units(actor, row.year, action=ACTIONS["budgets"]) if unit.region == row.region_id]
    return plan_budgets(row.region_id, row.year, every, reading)


def _read(row: Intake, mapping: Mapping[str, str]) -> RegisterReading:
    try:
        return read(REGISTERS[row.register], bytes(row.content or b""), mapping, year=row.year)
    except Unreadable as trouble:
        raise Refused("intake-unreadable", name=row.name, reason=trouble.to_uploader) from trouble


def _proposal(register: str, region: UUID, name: str, content: bytes) -> MappingProposal:
    remembered = dict(ColumnMapping.objects.filter(region=region, register=register).values_list("signature", "mapping"))
    try:
        return propose_mapping(REGISTERS[register], content, remembered=remembered)
    except Unreadable as trouble:
        raise Refused("intake-unreadable", name=name, reason=trouble.to_uploader) from trouble
