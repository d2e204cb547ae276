"""What a person hands to the operations of this app: typed already, and whether it may be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hengji.apps.organisations.queries import UnitLine
from hengji.papers.registers import BUDGETS, PAYMENTS
from hengji.rules.money import half_up
from hengji.rules.programs import BUDGET_KINDS, KINDS, LEVELS, code_fault
from hengji.rules.refusals import Refused
from hengji.rules.tokens import index_tokens

REGISTERS = {"budgets": BUDGETS, "payments": PAYMENTS}
"""Lists that can be handed in."""


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """A program as typed or read.  ``unit`` and ``competent`` are ids of units of the program's year; of a secret one name and
    summary are thrown away before anything is stored."""

    year: int
    kind: str
    unit: UUID
    name: str = ""
    code: str = ""
    competent: UUID | None = None
    field: str = ""
    summary: str = ""
    secret: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A fund line, amounts in yuan.  ``adjusted`` is not typed: it follows from the adjustments, each with its document."""

    budget_kind: str
    level: str = ""
    fund: UUID | None = None
    label: str = ""
    document: str = ""
    issued_on: date | None = None
    ends_on: date | None = None
    initial: Decimal | None = None
    allocated: Decimal | None = None
    disbursed: Decimal | None = None
    forecast: Decimal | None = None
    carry_over: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """One step of a budget: what is added (negative: taken away), by which document, on which day."""

    document: str
    on: date
    change: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FundDraft:
    """A special fund; ``division`` and ``competent`` are ids of units of its year."""

    year: int
    name: str
    code: str = ""
    level: str = ""
    document: str = ""
    issued_on: date | None = None
    amount: Decimal | None = None
    division: UUID | None = None
    competent: UUID | None = None


# ---- what the trail says of it


WORDS = {
    "kind": "类型", "code": "代码", "name": "名称", "unit": "单位", "competent": "主管部门", "field": "领域", "summary": "项目概况",
    "secret": "涉密", "pending": "待确认", "budget_kind": "资金性质", "level": "级次", "fund": "专项资金", "label": "来源名称",
    "document": "文号", "issued_on": "下达日期", "ends_on": "截止日期", "initial": "年初预算", "allocated": "下达", "disbursed": "拨付",
    "forecast": "全年预计", "carry_over": "预计结转结余", "amount": "下达总额", "division": "分管股室", "reason": "调整原因",
}  # fmt: skip
_CHOICES: Mapping[str, Mapping[str, str]] = {"kind": KINDS, "budget_kind": BUDGET_KINDS, "level": LEVELS}


def told(fields: Mapping[str, object]) -> dict[str, object]:
    """Fields as the trail keeps them: named and worded in Chinese, amounts in yuan; ids and what is empty are left out."""
    return {
        word: _CHOICES.get(name, {}).get(str(value), value)
        for name, word in WORDS.items()
        if (value := fields.get(name)) not in (None, "", False) and not isinstance(value, UUID)
    }


# ---- whether it may be stored


def settled(draft: ProgramDraft, unit: UnitLine) -> ProgramDraft:
    """The draft as it may be stored: trimmed, of a secret one only code and place.  Refused where it cannot be."""
    code, name = draft.code.strip().upper(), " ".join(draft.name.split())
    clean = replace(draft, code=code, name="" if draft.secret else name, summary="" if draft.secret else draft.summary.strip())
    if clean.kind == "overall" and not clean.name and not clean.secret:
        clean = replace(clean, name=f"{unit.name}整体支出")
    if clean.secret and not code:
        raise Refused("program-secret-without-code")
    if code and (fault := code_fault(code)):
        raise Refused("program-code-fault", number=code, fault=fault)
    if not clean.secret and not clean.name:
        raise Refused("program-name-missing")
    if unit.closed_on is not None:
        raise Refused("program-unit-closed", unit=unit.name)
    return clean


def program_tokens(name: str, code: str, unit: str) -> str:
    """What a program is found by."""
    return " ".join(index_tokens(f"{name} {code} {unit}"))


def identity(budget_kind: str, level: str, fund: UUID | None, document: str, label: str) -> str:
    """What names a line within its program."""
    return "|".join((budget_kind, level, str(fund or ""), "".join(document.split()), "".join(label.split())))[:400]


def exact(said: str, amount: Decimal | None, *, signed: bool = False) -> Decimal | None:
    """``fen`` of an amount that may be missing."""
    return None if amount is None else fen(said, amount, signed=signed)


def fen(said: str, amount: Decimal, *, signed: bool = False) -> Decimal:
    """An amount of whole fen; refused where it is finer, or negative without being ``signed``.  ``said`` names it in Chinese."""
    if half_up(amount) != amount:
        raise Refused("line-amount-fine", amount=said)
    if amount < 0 and not signed:
        raise Refused("line-amount-negative", amount=said)
    return half_up(amount)


def checked_mapping(register: str, mapping: Mapping[str, str]) -> None:
    """Refused where a needed column is not named, or one is named twice."""
    known = REGISTERS[register]
    for key in mapping.values():
        letters = sorted(column for column, meant in mapping.items() if meant == key)
        if len(letters) > 1:
            raise Refused("intake-columns-twice", column=known.column(key).caption, letters="、".join(letters))
    lacking = ["”或“".join(known.column(key).caption for key in group) for group in known.needed if not set(group) & set(mapping.values())]
    if lacking:
        raise Refused("intake-columns-lacking", lacking="”、“".join(lacking))
