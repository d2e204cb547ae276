"""What a returned form says, as plain data: the facts every rule works on.

A form is read by ``papers`` (or typed on a page) and never changed afterwards.
Amounts are ``Decimal`` yuan with two decimals, rates are ratios (0.8620 for 86.20 %),
``None`` means *not reported*; zero is zero.  Column keys used in ``texts``, ``cells``
and ``Form.columns`` are listed in ``FUND_COLUMNS``, ``INDICATOR_COLUMNS`` and ``HEAD_FIELDS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from hengji.rules.values import Actual, Target

FUND_COLUMNS = ("initial", "adjusted", "received", "executed", "stated_rate", "forecast", "weight", "stated_score", "explanation")
"""年初预算数, 全年/调整后预算数, 到位数, 执行数, 执行率, 全年预计执行数, 分值, 得分, 原因."""

AMOUNT_COLUMNS = ("initial", "adjusted", "received", "executed", "forecast")
"""Those of them that hold money."""

INDICATOR_COLUMNS = (
    "level1", "level2", "name", "direction", "operator", "target", "unit", "weight", "actual", "stated_score", "forecast",
    "funding", "institution", "personnel", "equipment", "other", "explanation",
    "certain", "possible", "impossible", "likelihood", "remark",
)  # fmt: skip
"""Columns of the indicator table.  The five causes and the three likelihoods may be tick columns of
their own; ``likelihood`` is one column that holds the word.  ``explanation`` is 原因说明 or the one
column that asks for cause and measure together (then ``Form.columns`` also holds ``explanation+measure``)."""

HEAD_FIELDS = ("title", "name", "code", "department", "unit", "goal", "goal_actual", "stated_total", "stated_grade", "adjustment_reason")
"""Boxes outside the two tables."""


class Kind(StrEnum):
    """Kind of paper, in the words of the result file."""

    MONITORING = "monitoring"
    OVERALL_MONITORING = "overall_monitoring"
    TRANSFER_MONITORING = "transfer_monitoring"
    SELF_EVALUATION = "self_evaluation"
    OVERALL_SELF_EVALUATION = "overall_self_evaluation"
    TRANSFER_SELF_EVALUATION = "transfer_self_evaluation"
    TARGET_DECLARATION = "target_declaration"

    @property
    def monitors(self) -> bool:
        return self.endswith("monitoring")

    @property
    def evaluates(self) -> bool:
        return self.endswith("self_evaluation")

    @property
    def paper(self) -> str:
        """What people call such a form."""
        return "监控表" if self.monitors else "自评表" if self.evaluates else "申报表"

    @property
    def overall(self) -> bool:
        """部门整体支出: the object is the department itself."""
        return self.startswith("overall")


class FundSource(StrEnum):
    """Where the money of a fund row comes from, in the words of the result file."""

    TOTAL = "total"
    FISCAL = "fiscal"
    GENERAL_PUBLIC = "general_public"
    GOVERNMENT_FUND = "government_fund"
    STATE_CAPITAL = "state_capital"
    SOCIAL_INSURANCE = "social_insurance"
    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    LOCAL = "local"
    CARRY_OVER = "carry_over"
    OTHER = "other"


class Cause(StrEnum):
    """偏差原因 (财预〔2019〕136号 附表 注1)."""

    FUNDING = "funding"
    INSTITUTION = "institution"
    PERSONNEL = "personnel"
    EQUIPMENT = "equipment"
    OTHER = "other"


class Likelihood(StrEnum):
    """完成目标可能性 (财预〔2019〕136号 附表 注2)."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"

    @property
    def chinese(self) -> str:
        return _LIKELIHOODS[self]


_LIKELIHOODS = {Likelihood.CERTAIN: "确定能", Likelihood.POSSIBLE: "有可能", Likelihood.IMPOSSIBLE: "完全不可能"}


@dataclass(frozen=True, slots=True)
class Program:
    """The object of a form as its head names it; of an overall form ``name`` and ``unit`` are the department."""

    name: str | None = None
    code: str | None = None
    department: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class FundRow:
    """One row of the fund table.  Amounts in yuan; ``quantum`` is the yuan worth of the last digit
    printed in a cell, by column key (7.29 万元 → 100); ``texts`` holds every non-blank cell as printed,
    also those that are no amount; ``cells`` the address of every cell the row has, blank or not.
    ``issued`` and ``ends``: from when to when the money may be spent, where the line itself is known (on the site, never from a paper)."""

    source: FundSource
    label: str
    initial: Decimal | None = None
    adjusted: Decimal | None = None
    received: Decimal | None = None
    executed: Decimal | None = None
    forecast: Decimal | None = None
    stated_rate: Decimal | None = None
    weight: Decimal | None = None
    stated_score: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    quantum: Mapping[str, Decimal] = field(default_factory=dict)
    issued: date | None = None
    ends: date | None = None

    @property
    def cell(self) -> str | None:
        """Where the row stands: its label's cell."""
        return self.cells.get("label")

    def amount(self, column: str) -> Decimal | None:
        """The amount under a column key (``initial`` … ``forecast``), in yuan."""
        value: Decimal | None = getattr(self, column)
        return value


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One row of the indicator table.  ``texts`` and ``cells`` are keyed by ``INDICATOR_COLUMNS``;
    ``texts`` has only what is not blank (a lone dash or slash is blank), ``cells`` every cell."""

    row: int
    level1: str | None = None
    level2: str | None = None
    name: str | None = None
    parent: str | None = None
    core: bool = False
    scored_only: bool = False
    target: Target | None = None
    actual: Actual | None = None
    forecast: Actual | None = None
    weight: Decimal | None = None
    stated_score: Decimal | None = None
    causes: tuple[Cause, ...] = ()
    likelihood: Likelihood | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def cell(self) -> str | None:
        return self.cells.get("name")

    @property
    def explanation(self) -> str | None:
        return self.texts.get("explanation")

    @property
    def remark(self) -> str | None:
        return self.texts.get("remark")

    @property
    def subject(self) -> str:
        """The name a finding uses: the 三级指标, else the target's text, else the row."""
        return self.name or self.texts.get("target") or f"第{self.row}行"


@dataclass(frozen=True, slots=True)
class Leftover:
    """A piece of the blank form that was left standing: ``unused_row`` (指标2： and nothing else) or ``prompt``."""

    text: str
    cell: str
    unused_row: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One form as read.  ``prescribed_base`` is the budget column the layout divides by (``initial`` or ``adjusted``).

    ``columns`` holds the keys of all columns and boxes this form's own layout has: ``fund.initial``,
    ``indicator.remark``, ``head.unit`` and so on; a column that is not there is not missing.
    ``cells`` and ``captions`` give address and printed caption by head field.
    """

    file: str
    sheet: str
    kind: Kind
    family: str
    program: Program
    title: str | None = None
    year: int | None = None
    as_of: date | None = None
    goal: str | None = None
    goal_actual: str | None = None
    funds: tuple[FundRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    prescribed_base: str = "initial"
    amount_unit: Decimal = Decimal(10000)
    stated_total: Decimal | None = None
    stated_grade: str | None = None
    block_points: Mapping[str, Decimal] = field(default_factory=dict)
    boxes: Mapping[str, str] = field(default_factory=dict)
    leftovers: tuple[Leftover, ...] = ()
    columns: frozenset[str] = frozenset()
    cells: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)
    last_saved: datetime | None = None

    @property
    def total(self) -> FundRow | None:
        """The 年度资金总额 row."""
        return next((row for row in self.funds if row.source is FundSource.TOTAL), None)

    def caption(self, field_name: str, default: str) -> str:
        return self.captions.get(field_name, default)

    def has(self, column: str) -> bool:
        return column in self.columns


@dataclass(frozen=True, slots=True)
class ApprovedIndicator:
    """One indicator of an approved target (批复); ``months`` are the accumulated values planned for the ends of the months (分月计划)."""

    name: str
    target: Target
    level1: str | None = None
    level2: str | None = None
    weight: Decimal | None = None
    measure: str | None = None
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovedTarget:
    """An approved target with its budget; amounts in yuan, ``quantum`` as on ``FundRow``."""

    name: str | None
    code: str | None = None
    unit: str | None = None
    goal: str | None = None
    initial: Decimal | None = None
    adjusted: Decimal | None = None
    indicators: tuple[ApprovedIndicator, ...] = ()
    quantum: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """An object that should report (花名册)."""

    unit: str
    department: str | None = None
    name: str | None = None
    code: str | None = None
    overall: bool = False
    due: datetime | None = None
    received: datetime | None = None
    report_due: datetime | None = None
    report_received: datetime | None = None
    budget: Decimal | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Payment:
    """One executed amount (支出明细) in yuan; refunds are negative.  ``source`` is known only where the export says it;
    ``issued`` is the date its budget-indicator document was issued (下达日期), where the export has it."""

    amount: Decimal
    paid_on: date | None = None
    unit: str | None = None
    name: str | None = None
    code: str | None = None
    source: FundSource | None = None
    document: str | None = None
    issued: date | None = None
    budget: Decimal | None = None
