"""What is managed and its money, as far as a finance officer could check it on paper: codes, the base of a rate, steps of a budget.

Sources: 预算管理一体化规范（2.0）项目代码 of 21 places (6 division, 2 year, 1 kind, 12 serial); domain.md "FundLine",
"Dual monitoring verdict" (rate = executed ÷ budget over the same fund lines; base = adjusted, else initial; the base is always named).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.money import half_up

KINDS = {"overall": "部门整体支出", "project": "项目支出", "transfer": "转移支付"}
"""Kinds of object.  Amounts are never added across them: overall spending contains its projects, transfers are spent again below."""

BUDGET_KINDS = {
    "general_public": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "social_insurance": "社会保险基金预算",
    "fiscal_account": "财政专户管理资金",
    "unit_funds": "单位资金",
}
LEVELS = {"central": "中央", "province": "省级", "city": "市级", "county": "县级"}
BASES = {"initial": "年初预算", "adjusted": "调整后预算"}
SECRET_NAME = "涉密项目"

_UNIFIED = re.compile(r"\d{8}[0-9A-Z]\d{12}")
_LOCAL = re.compile(r"[0-9A-Z-]{3,16}")
_ALMOST = range(17, 41)


def code_fault(code: str) -> str:
    """What is wrong with a project code, in Chinese; "" when nothing is.  No code at all is for the caller to judge."""
    if _UNIFIED.fullmatch(code) or _LOCAL.fullmatch(code):
        return ""
    if len(code) in _ALMOST and len(code) != 21:
        return f"一体化项目代码应为21位，这里是{len(code)}位"
    if len(code) == 21:
        return "一体化项目代码的第9位是数字或大写字母，其余各位是数字"
    return "代码只能由数字、大写字母和短横线组成，本地代码为3至16位"


def budget(initial: Decimal | None, adjusted: Decimal | None) -> tuple[Decimal | None, str | None]:
    """The budget a line is measured by, and its base: adjusted, else initial."""
    if adjusted is not None:
        return adjusted, "adjusted"
    return (None, None) if initial is None else (initial, "initial")


def base_together(bases: Iterable[str | None]) -> str | None:
    """The base of several lines together: adjusted as soon as one of them was adjusted; None where none has a budget."""
    known = {base for base in bases if base}
    return "adjusted" if "adjusted" in known else ("initial" if known else None)


def rate(executed: Decimal | None, base: Decimal | None) -> Decimal | None:
    """executed ÷ budget, a ratio with four decimals; None when either is unknown or the budget is zero."""
    return None if executed is None or not base else half_up(executed / base, 4)


def adjusted(initial: Decimal | None, changes: Iterable[Decimal]) -> Decimal | None:
    """The budget after its adjustments; None where there was none."""
    steps = list(changes)
    return sum(steps, initial or Decimal(0)) if steps else None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A typed amount (自报) beside the payments: ``difference`` = typed − paid in yuan, None when one of them is missing."""

    reported: Decimal | None
    paid: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.reported is None or self.paid is None else self.reported - self.paid

    @property
    def sentence(self) -> str:
        """What the two say together, in Chinese."""
        if self.reported is None:
            return ""
        if self.paid is None:
            return "自报，尚无支付明细可核对"
        return "自报与支付明细一致" if self.difference == 0 else f"自报比支付明细{'多' if self.reported > self.paid else '少'}"
