"""Money comes in as files, as it does in a county: the budget export in January, the treasury's payments month by month."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.jobs.running import Workshop, run_due
from hengji.apps.organisations.queries import actor_of
from hengji.apps.programs.operations import start_import
from hengji.apps.programs.queries import intake
from hengji.apps.programs.tasks import proposal_of, receive, try_out
from hengji.demo.facts import rounded
from hengji.demo.year.facts import LineFact, ProgramFact
from hengji.demo.year.stage import Stage
from hengji.papers.registers import BUDGETS, PAYMENTS, write

PAYEES = ("示例建设工程有限公司", "示例农业科技有限公司", "示例供水设备有限公司", "示例文化传播有限公司", "王建军", "示例物业服务有限公司")
SLOW = {
    "石桥镇村内道路硬化项目": Decimal("0.12"),
    "松坪乡特色种植产业发展项目": Decimal("0.30"),
    "脱贫村文化场所修缮项目": Decimal("0.05"),
    "县道安全防护工程": Decimal("0.22"),
    "老旧小区改造": Decimal("0.40"),
}
"""Share of the budget spent by the end of July where it is not as usual."""


def bring(stage: Stage, register: str, year: int, name: str, content: bytes, at: datetime) -> None:
    """The office hands a file in, confirms its columns, has it applied by the worker."""
    office = stage.actor("office", at)
    key = receive(office, register, year, name, content, at=at)
    if intake(office, key).state == "columns":
        try_out(office, key, intake(office, key).version, proposal_of(office, key).mapping, at=at + timedelta(minutes=2))
    start_import(office, key, intake(office, key).version, at=at + timedelta(minutes=4))
    work(at + timedelta(minutes=5))


def work(at: datetime) -> None:
    """The worker does what is due, on the play's clock."""

    def who(person: UUID) -> Any:
        return actor_of(person, on=at.date())

    run_due(Workshop(who, lambda: at, heartbeat=None))


def budget_file(stage: Stage, programs: Iterable[ProgramFact]) -> bytes:
    """The 一体化 export of objects and money."""
    return write(BUDGETS, [_budget(stage, program, line) for program in programs for line in program.lines])


def _budget(stage: Stage, program: ProgramFact, line: LineFact) -> Mapping[str, Any]:
    unit, competent = stage.fact(program.unit), stage.fact(program.competent or stage.department(program.unit))
    return {
        "code": program.code,
        "name": program.name,
        "kind": program.kind,
        "unit_code": unit.code,
        "unit": unit.name,
        "department": competent.name,
        "nature": line.budget_kind,
        "level": line.level,
        "fund": stage.county.fund["name"] if line.fund else None,
        "document": line.document,
        "issued": line.issued,
        "initial": line.initial,
        "secret": False,
    }


def payment_file(stage: Stage, programs: Sequence[ProgramFact], month: int) -> bytes:
    """What the treasury paid in a month; the last months also have rows nobody can place by themselves."""
    rng = random.Random(month)
    rows = [row for program in programs for line in program.lines for row in _payments(stage, rng, program, line, month)]
    if month in (6, 7):
        rows += [_lost(stage, month, number) for number in range(month - 5)]
    return write(PAYMENTS, rows)


def _payments(stage: Stage, rng: random.Random, program: ProgramFact, line: LineFact, month: int) -> list[dict[str, Any]]:
    share = SLOW.get(program.name, Decimal(rng.randint(48, 66)) / 100)
    amount = rounded(line.initial * share * (Decimal(month) - 1) / 21 * Decimal(rng.randint(90, 110)) / 100)
    if amount <= 0 or (share < Decimal("0.2") and month < 5):
        return []
    rows = [_payment(stage, program, line, date(line.issued.year, month, rng.randint(5, 28)), amount, rng.choice(PAYEES), rng)]
    if month == 6 and rng.random() < 0.05:
        rows.append(_payment(stage, program, line, date(line.issued.year, month, 29), -rounded(amount / 10), rng.choice(PAYEES), rng))
    return rows


def _payment(
    stage: Stage, program: ProgramFact, line: LineFact, on: date, amount: Decimal, payee: str, rng: random.Random
) -> dict[str, Any]:
    return {
        "paid_on": on,
        "unit_code": program.unit,
        "unit": stage.fact(program.unit).name,
        "code": program.code,
        "name": program.name,
        "document": line.document,
        "nature": line.budget_kind,
        "level": line.level,
        "amount": amount,
        "summary": f"{program.name}{on.month}月支出",
        "payee": payee,
        "account": f"62{rng.randint(10**14, 10**15)}",
        "voucher": f"{on:%Y%m}{rng.randint(10**5, 10**6)}",
    }


def _lost(stage: Stage, month: int, number: int) -> dict[str, Any]:
    """A row without code, of a document nobody entered."""
    return {
        "paid_on": date(stage.county.year, month, 20 + number),
        "unit": "示例县农业农村局" if number else "示例县水利服务中心",
        "amount": Decimal(86000 + 1250 * number),
        "name": "农田水利零星工程",
        "document": f"示财农〔{stage.county.year}〕{90 + number}号",
        "summary": "零星工程款",
        "payee": PAYEES[0],
        "voucher": f"{stage.county.year}{month:02d}99{number}",
    }
