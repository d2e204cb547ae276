"""A target declaration of one object, as it is typed on a page or in the official Excel form (项目支出绩效目标申报表)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.measures import Measure


@dataclass(frozen=True, slots=True)
class DeclaredFund:
    """A row of the fund table: its printed label (其中：财政拨款) and the year's amount in yuan."""

    label: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DeclaredIndicator:
    """One indicator as typed.  ``sign`` is ≥ ≤ = > < or empty, ``value`` the text behind it; ``months`` are twelve planned cumulative
    values from January on as typed (empty: no plan); ``key`` is the caller's own, kept across Excel."""

    level1: str = ""
    level2: str = ""
    name: str = ""
    sign: str = ""
    value: str = ""
    unit: str = ""
    weight: Decimal | None = None
    measure: Measure | None = None
    evidence: str = ""
    explanation: str = ""
    core: bool = False
    months: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class TargetDeclaration:
    """Everything on the form.  ``object_id`` and ``version`` stamp the paper: what comes back belongs to them."""

    object_id: str
    version: int
    name: str
    year: int
    code: str = ""
    unit: str = ""
    department: str = ""
    attribute: str = ""
    starts: date | None = None
    ends: date | None = None
    funds: tuple[DeclaredFund, ...] = ()
    medium_goal: str = ""
    goal: str = ""
    indicators: tuple[DeclaredIndicator, ...] = ()
