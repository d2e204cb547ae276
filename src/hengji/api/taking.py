"""What other systems hand in: payments and budgets as rows or as their own file, through the same trial, matching and queue as a
file a person uploads.  Nothing is written that a person could not have written on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import BaseModel, ConfigDict

from hengji.api.answers import TROUBLES, Trouble, refused
from hengji.api.door import Called, actor_of
from hengji.api.shapes import Day, Text, Year, Yuan
from hengji.apps.jobs.queries import status as job_status
from hengji.apps.programs import operations, queries, tasks
from hengji.apps.programs.queries import IntakeFacts
from hengji.apps.programs.sheets import Report
from hengji.clock import now
from hengji.papers.registers import BUDGETS, PAYMENTS, Register, write
from hengji.papers.registers import Value as Written
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused

router = Router(tags=["导入"])

MOST_ROWS = 10_000


class RowIn(BaseModel):
    """一行；没有写的项为空，多出的项不接受。"""

    model_config = ConfigDict(extra="forbid")


class PaymentIn(RowIn):
    """一笔国库支付。单位、项目、文号至少写一样，写得越全越容易自动对上。"""

    paid_on: Day = Field(description="支付日期，2026-03-15")
    amount: Yuan = Field(description="支付金额，元，写成文字，退款为负")
    voucher: Text | None = Field(None, description="支付凭证号；同一凭证的各行放在同一次送")
    unit_code: Text | None = Field(None, description="单位编码")
    unit: Text | None = Field(None, description="单位名称")
    code: Text | None = Field(None, description="项目代码")
    name: Text | None = Field(None, description="项目名称")
    document: Text | None = Field(None, description="指标文号")
    nature: Text | None = Field(None, description="资金性质，如 一般公共预算 或 general_public")
    level: Text | None = Field(None, description="级次，如 县级 或 county")
    fund: Text | None = Field(None, description="专项资金名称")
    summary: Text | None = Field(None, description="摘要")
    payee: Text | None = Field(None, description="收款人；个人姓名存入时遮盖")
    account: Text | None = Field(None, description="收款账号；存入时遮盖")


class BudgetIn(RowIn):
    """一个资金来源的预算；没有资金的项目也写一行。"""

    code: Text | None = Field(None, description="项目代码")
    name: Text | None = Field(None, description="项目名称")
    kind: Text | None = Field(None, description="项目支出、部门整体支出、转移支付，或 project、overall、transfer")
    unit_code: Text | None = Field(None, description="单位编码，与单位名称至少写一样")
    unit: Text | None = Field(None, description="单位名称")
    department: Text | None = Field(None, description="主管部门")
    nature: Text | None = Field(None, description="资金性质")
    level: Text | None = Field(None, description="级次")
    fund: Text | None = Field(None, description="专项资金名称")
    document: Text | None = Field(None, description="指标文号")
    issued: Day | None = Field(None, description="下达日期")
    initial: Yuan | None = Field(None, description="年初预算，元，写成文字")
    adjusted: Yuan | None = Field(None, description="调整后预算，元，写成文字")
    secret: bool = Field(False, description="是否涉密；涉密项目只存代码")


class PaymentsIn(Schema):
    """一批支付。"""

    year: Year
    dry_run: bool = Field(False, description="true：只试算，不写入")
    rows: list[PaymentIn] = Field(min_length=1, max_length=MOST_ROWS)


class BudgetsIn(Schema):
    """一批预算。"""

    year: Year
    dry_run: bool = Field(False, description="true：只试算，不写入")
    rows: list[BudgetIn] = Field(min_length=1, max_length=MOST_ROWS)


class FileIn(Schema):
    """文件属于哪一年。"""

    year: Year
    dry_run: bool = Field(False, description="true：只试算，不写入")


class FaultOut(Schema):
    """要改的一处。"""

    row: int | None = Field(description="按行送来时：rows 中的第几行，从 1 起")
    cell: str = Field(description="送文件时：单元格")
    text: str = Field(description="那里写的是什么")
    sentence: str
    remedy: str = Field(description="怎么改")


class LookOut(Schema):
    """要人看一眼的一行：待认定、与已导入凭证冲突，或会改动已有数据。"""

    row: int | None = Field(description="按行送来时：rows 中的第几行，从 1 起")
    cell: str
    what: str
    fate: str = Field(description="会怎样")
    why: str


class ReportOut(Schema):
    """试算结果；没有列出的行照常导入。faults、looks 各最多 500 条，counts 是全部。"""

    counts: dict[str, int]
    faults: list[FaultOut]
    looks: list[LookOut]
    notes: list[str]


class ImportOut(Schema):
    """一次导入。"""

    id: UUID = Field(description="用它查询 /api/imports/{id}")
    state: str = Field(
        description="tried 只试算；unchanged 没有新内容；running 正在导入；applied 已导入；failed 没有导入；columns 待确认列；"
        "checked 待导入；discarded 没有写入"
    )
    sentence: str
    report: ReportOut


class FaultyOut(Trouble):
    """内容有错，一行也没有写入。"""

    report: ReportOut | None = Field(default=None, description="逐处说明")


ANSWERS: dict[Any, Any] = {frozenset({200, 202}): ImportOut, **TROUBLES, 422: FaultyOut}
"""200: tried, or nothing new; 202: a job has been started."""


@router.post("/payments", response=ANSWERS, summary="送国库支付（按行）")
def payments(request: Called, sent: PaymentsIn) -> Status[ImportOut] | HttpResponse:
    """同样的内容再送一次不会重复计入；对不上项目的进入待认定，由经办人认定。"""
    return _rows(request, PAYMENTS, Action.PAYMENT_IMPORT, sent.year, sent.rows, sent.dry_run)


@router.post("/payments/file", response=ANSWERS, summary="送国库支付（国库导出的文件）")
def payments_file(request: Called, sent: Form[FileIn], file: File[UploadedFile]) -> Status[ImportOut] | HttpResponse:
    """Excel 或 CSV，原样送来；没有见过的表头先由经办人在页面上确认一次。"""
    return _file(request, PAYMENTS, Action.PAYMENT_IMPORT, sent, file)


@router.post("/budgets", response=ANSWERS, summary="送项目和预算（按行）")
def budgets(request: Called, sent: BudgetsIn) -> Status[ImportOut] | HttpResponse:
    """有代码的按代码对应，没有的按单位、类型和名称；与现有不同的按送来的改，调整留下记录。"""
    return _rows(request, BUDGETS, Action.MONEY_EDIT, sent.year, sent.rows, sent.dry_run)


@router.post("/budgets/file", response=ANSWERS, summary="送项目和预算（导出的文件）")
def budgets_file(request: Called, sent: Form[FileIn], file: File[UploadedFile]) -> Status[ImportOut] | HttpResponse:
    """Excel 或 CSV，原样送来；没有见过的表头先由经办人在页面上确认一次。"""
    return _file(request, BUDGETS, Action.MONEY_EDIT, sent, file)


@router.get("/imports/{uuid:key}", response={200: ImportOut, **TROUBLES}, summary="导入办到哪一步")
def imported(request: Called, key: UUID) -> ImportOut:
    """送来之后隔几秒查一次，到 applied 或 failed 为止。"""
    facts = queries.intake(actor_of(request, Action.PAYMENT_IMPORT), key)
    return _out(facts, facts.state, _progress(request.auth.actor, facts), rows=_by_rows(facts))


def _rows(
    request: Called, register: Register, action: Action, year: int, rows: Iterable[RowIn], dry_run: bool
) -> Status[ImportOut] | HttpResponse:
    actor = actor_of(request, action)
    content = write(register, [_written(register, row) for row in rows])
    return _taken(actor, register, year, f"{_ROWS}{request.auth.key_name}.xlsx", content, dry_run)


def _file(request: Called, register: Register, action: Action, sent: FileIn, file: UploadedFile) -> Status[ImportOut] | HttpResponse:
    actor = actor_of(request, action)
    return _taken(actor, register, sent.year, _name(file), file.read(), sent.dry_run)


_ROWS = "接口按行送来-"
"""How the name of a file begins that was written from rows: its cells are told as rows."""


def _name(file: UploadedFile) -> str:
    """The name a file is kept under; never one that would be taken for rows."""
    return re.sub(r"[\x00-\x1f]", "", str(file.name or "未命名")).removeprefix(_ROWS)[:150] or "未命名"


def _taken(actor: Actor, register: Register, year: int, name: str, content: bytes, dry_run: bool) -> Status[ImportOut] | HttpResponse:
    """Take a file in, try it, and start it unless it was only to be tried, has faults or says nothing new."""
    facts = _tried(actor, register, year, name, content)
    report = Report.from_json(facts.report)
    if report.ok and report.changes and not dry_run:
        operations.start_import(actor, facts.id, facts.version, at=now())
        return Status(202, _out(facts, "running", "已收下，正在导入。", rows=_by_rows(facts)))
    operations.discard_file(actor, facts.id, facts.version, at=now())
    if not report.ok:
        refusal = Refused("api-faulty", count=report.fault_count)
        return refused(refusal, report=_report(report, _by_rows(facts)).model_dump())
    state, sentence = ("tried", "试算完成，没有写入。") if dry_run else ("unchanged", "没有新内容，没有写入。")
    return Status(200, _out(facts, state, sentence, rows=_by_rows(facts)))


def _tried(actor: Actor, register: Register, year: int, name: str, content: bytes) -> IntakeFacts:
    """A file received and tried.  Refused where a person must first say what its columns mean; it then waits on the page."""
    key = tasks.receive(actor, register.name, year, name, content, at=now())
    facts = queries.intake(actor, key)
    if facts.state == "columns":
        if not name.startswith(_ROWS):
            raise Refused("api-columns-open", name=name, address=f"/programs/imports/{key}/")
        tasks.try_out(actor, key, facts.version, tasks.proposal_of(actor, key).mapping, at=now())
        facts = queries.intake(actor, key)
    return facts


def _written(register: Register, row: RowIn) -> Mapping[str, Written]:
    """A row as the register writes it: amounts as decimals, days as days, texts trimmed."""
    return {column.key: _value(getattr(row, column.key, None), column.key) for column in register.columns}


def _value(value: str | date | bool | None, key: str) -> Written:
    if isinstance(value, str):
        return Decimal(value) if key in _MONEY else value.strip() or None
    return value


_MONEY = frozenset({"amount", "initial", "adjusted"})


def _progress(actor: Actor, facts: IntakeFacts) -> str:
    """How it stands, in words: those of the job to whom it belongs."""
    if facts.job is not None:
        try:
            return job_status(actor, facts.job).sentence
        except NotFound:
            pass
    return _STATES.get(facts.state, facts.state)


_STATES = {
    "columns": "待经办人在页面上确认列。", "checked": "已试算，待导入。", "running": "正在导入。", "applied": "已导入。",
    "failed": "没有导入。", "discarded": "没有写入。",
}  # fmt: skip


def _by_rows(facts: IntakeFacts) -> bool:
    return facts.name.startswith(_ROWS)


def _out(facts: IntakeFacts, state: str, sentence: str, *, rows: bool) -> ImportOut:
    return ImportOut(id=facts.id, state=state, sentence=sentence, report=_report(Report.from_json(facts.report), rows))


def _report(report: Report, rows: bool) -> ReportOut:
    return ReportOut(
        counts=dict(report.counts),
        faults=[
            FaultOut(**_place(one.place, rows), text=one.text, sentence=one.sentence, remedy=one.remedy) for one in report.faults
        ],
        looks=[
            LookOut(**_place(one.cell, rows), what=one.what, fate=one.fate, why=one.why) for one in report.lines
        ],
        notes=list(report.notes),
    )  # fmt: skip


def _place(cell: str, rows: bool) -> dict[str, Any]:
    """Where it stands: in which of the rows (the list written from them has one line of heads), or in which cell of the file."""
    found = re.search(r"(\d+)$", cell) if rows else None
    return {"row": int(found[1]) - 1 if found else None, "cell": "" if rows else cell}
