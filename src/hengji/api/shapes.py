"""What goes over the wire: amounts as decimal text in yuan, ratios as decimal text, ids as UUID; null where nothing is known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from hengji.apps.appraisal.queries import AppraisalLine
from hengji.apps.library.queries import IndicatorLine
from hengji.apps.organisations.queries import UnitLine
from hengji.apps.programs.queries import LineFacts, ProgramLine
from hengji.apps.programs.queries.facts import ProgramFacts
from hengji.apps.targets.queries.facts import IndicatorFact, RevisionPage, RevisionRef, Sealed, TargetLine

FIRST, LAST = 2000, 2100
"""Years the API speaks of."""

_NO_CHARACTERS = ("\ufffe", "\uffff")


def yuan(amount: Decimal | None) -> str | None:
    """An amount in yuan as text with two decimals."""
    return None if amount is None else f"{amount:.2f}"


def ratio(value: Decimal | None) -> str | None:
    """A ratio as text."""
    return None if value is None else str(value)


def _day(value: object) -> object:
    if not isinstance(value, str | date):
        raise ValueError("应写成 2026-03-15")
    return value


def _in_range(value: date) -> date:
    if not FIRST <= value.year <= LAST:
        raise ValueError(f"年份应在 {FIRST} 到 {LAST} 之间")
    return value


def _writable(value: str) -> str:
    if any(gap in value for gap in _NO_CHARACTERS):
        raise ValueError("含有不能保存的字符")
    return value


Text = Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"), AfterValidator(_writable)]
Yuan = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$")]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_in_range)]
Year = Annotated[int, Field(ge=FIRST, le=LAST, description="预算年度")]
MONEY = "元，两位小数的文字；不知道为 null，不是 0"


class Page(Schema):
    """一页；count 是全部行数。"""

    count: int = Field(description="全部行数")
    page: int
    size: int


class Paging(Schema):
    """第几页、每页几行。"""

    page: int = Field(1, ge=1, le=100_000, description="第几页，从 1 起")
    size: int = Field(50, ge=1, le=200, description="每页行数，最多 200")

    @property
    def window(self) -> slice:
        return slice((self.page - 1) * self.size, self.page * self.size)


class Me(Schema):
    """这个密钥是谁。"""

    key: str = Field(description="密钥名称")
    expires_on: date = Field(description="到期日（含）")
    account: str = Field(description="账号名称")
    shown_as: str = Field(description="操作日志里显示的名字")
    duties: list[str] = Field(description="今天的岗位；没有岗位什么也看不到")


class UnitOut(Schema):
    """一个年度的单位。"""

    id: UUID
    lineage: UUID = Field(description="历年不变的编号")
    code: str
    name: str
    kind: str
    kind_name: str
    level: int = Field(description="层级，0 为一级单位")
    parent: UUID | None
    department: UUID | None = Field(description="所属一级单位（主管部门）")
    department_name: str
    division_name: str = Field(description="对口股室")
    credit_code: str
    closed_on: date | None
    former_names: list[str]

    @staticmethod
    def of(one: UnitLine) -> UnitOut:
        return UnitOut(
            id=one.id, lineage=one.lineage, code=one.code, name=one.name, kind=one.kind, kind_name=one.kind_name, level=one.level,
            parent=one.parent, department=one.department, department_name=one.department_name, division_name=one.division_name,
            credit_code=one.credit_code, closed_on=one.closed_on, former_names=[former.name for former in one.former_names],
        )  # fmt: skip


class UnitsOut(Page):
    """单位，按单位树的顺序。"""

    rows: list[UnitOut]


class BudgetOut(Schema):
    """预算数及口径。"""

    amount: str | None = Field(description=MONEY)
    base: str | None = Field(description="initial 年初，adjusted 调整后；没有预算为 null")
    base_words: str
    initial: str | None = Field(description=f"年初预算。{MONEY}")


class ExecutedOut(Schema):
    """执行数。"""

    amount: str | None = Field(description=f"起作用的执行数：有支付按支付，否则按自报。{MONEY}")
    paid: str | None = Field(description=f"国库支付合计。{MONEY}")
    payments: int = Field(description="支付笔数")
    reported: str | None = Field(description=f"单位自报。{MONEY}")
    reported_on: date | None
    typed: bool = Field(description="起作用的是不是自报数")


class StepOut(Schema):
    """一次预算调整。"""

    number: int
    document: str
    on: date
    before: str | None
    change: str | None
    after: str | None
    reason: str


class LineOut(Schema):
    """一个资金来源。"""

    id: UUID
    budget_kind: str = Field(description="资金性质")
    level: str = Field(description="级次")
    source: str = Field(description="来源，文字")
    fund_name: str = Field(description="专项资金")
    document: str = Field(description="指标文号")
    issued_on: date | None
    ends_on: date | None
    initial: str | None
    adjusted: str | None
    allocated: str | None = Field(description="下达")
    disbursed: str | None = Field(description="拨付")
    forecast: str | None = Field(description="全年预计")
    carry_over: str | None = Field(description="预计结转结余")
    budget: BudgetOut
    executed: ExecutedOut
    rate: str | None = Field(description="执行率，比例")
    adjustments: list[StepOut]

    @staticmethod
    def of(one: LineFacts) -> LineOut:
        return LineOut(
            id=one.id, budget_kind=one.budget_kind, level=one.level, source=one.source, fund_name=one.fund_name, document=one.document,
            issued_on=one.issued_on, ends_on=one.ends_on, initial=yuan(one.initial), adjusted=yuan(one.adjusted),
            allocated=yuan(one.allocated), disbursed=yuan(one.disbursed), forecast=yuan(one.forecast), carry_over=yuan(one.carry_over),
            budget=budget_of(one), executed=executed_of(one), rate=ratio(one.rate),
            adjustments=[
                StepOut(number=step.number, document=step.document, on=step.on, before=yuan(step.before), change=yuan(step.change),
                        after=yuan(step.after), reason=step.reason)
                for step in one.adjustments
            ],
        )  # fmt: skip


def budget_of(one: LineFacts | ProgramLine | ProgramFacts) -> BudgetOut:
    """The budget of a program or line."""
    held = one.budget
    return BudgetOut(amount=yuan(held.amount), base=held.base, base_words=held.base_words, initial=yuan(held.initial))


def executed_of(one: LineFacts | ProgramLine | ProgramFacts) -> ExecutedOut:
    """What was executed of a program or line."""
    held = one.executed
    return ExecutedOut(
        amount=yuan(held.amount), paid=yuan(held.paid), payments=held.count, reported=yuan(held.reported), reported_on=held.reported_on,
        typed=held.typed,
    )  # fmt: skip


class ProgramOut(Schema):
    """一个绩效对象。涉密项目只有代码，没有名称和资金。"""

    id: UUID
    code: str
    name: str
    kind: str = Field(description="project 项目支出，overall 部门整体，transfer 转移支付")
    kind_name: str
    unit: UUID
    unit_name: str
    department_name: str
    secret: bool
    state: str = Field(description="active 在办，closed 已办结")
    budget: BudgetOut
    executed: ExecutedOut
    rate: str | None = Field(description="执行率，比例")
    lines: list[LineOut] = Field(description="资金来源")

    @staticmethod
    def of(one: ProgramLine, lines: tuple[LineFacts, ...]) -> ProgramOut:
        return ProgramOut(
            id=one.id, code=one.code, name=one.shown, kind=one.kind, kind_name=one.kind_words, unit=one.unit, unit_name=one.unit_name,
            department_name=one.department_name, secret=one.secret, state=one.state, budget=budget_of(one), executed=executed_of(one),
            rate=ratio(one.rate), lines=[LineOut.of(line) for line in lines],
        )  # fmt: skip


class ProgramsOut(Page):
    """绩效对象，执行数截至 as_of。"""

    as_of: date
    rows: list[ProgramOut]


class IndicatorOut(Schema):
    """一条批复的指标。"""

    level1: str
    level2: str
    name: str
    sign: str = Field(description="≥ ≤ = > < 定性 等")
    value: str = Field(description="指标值，原样")
    unit: str = Field(description="计量单位")
    weight: str
    measure: str = Field(description="计分方式")
    core: bool = Field(description="是否核心指标")
    evidence: str = Field(description="佐证")
    basis: str = Field(description="设置依据")
    months: list[str] = Field(description="1 至 12 月计划，没有为空")

    @staticmethod
    def of(one: IndicatorFact) -> IndicatorOut:
        return IndicatorOut(
            level1=one.level1, level2=one.level2, name=one.name, sign=one.sign, value=one.value, unit=one.unit, weight=one.weight,
            measure=one.measure, core=one.core, evidence=one.evidence, basis=one.basis, months=list(one.months),
        )  # fmt: skip


class RevisionRefOut(Schema):
    """批复的一版。"""

    id: UUID
    number: int = Field(description="第几版")
    way: str = Field(description="initial 年初，adjustment 调整，supplement 追加")
    way_words: str
    document: str = Field(description="批复文号")
    on: date = Field(description="批复日期")
    amount: str | None = Field(description=f"批复时预算。{MONEY}")

    @staticmethod
    def of(one: RevisionRef) -> RevisionRefOut:
        return RevisionRefOut(
            id=one.id, number=one.number, way=one.way, way_words=one.way_words, document=one.document, on=one.on, amount=yuan(one.amount)
        )


class TargetOut(Schema):
    """一个对象现行的批复目标。"""

    program: UUID
    code: str
    name: str
    kind: str
    unit_name: str
    department_name: str
    revision: RevisionRefOut
    medium_goal: str = Field(description="中长期目标")
    goal: str = Field(description="年度目标")
    digest: str = Field(description="封存摘要（SHA-256）")
    indicators: list[IndicatorOut]

    @staticmethod
    def of(one: TargetLine, held: Sealed) -> TargetOut:
        return TargetOut(
            program=one.program, code=one.code, name=one.name, kind=one.kind, unit_name=one.unit_name, department_name=one.department_name,
            revision=RevisionRefOut.of(held.ref), medium_goal=held.medium_goal, goal=held.goal, digest=held.digest,
            indicators=[IndicatorOut.of(row) for row in held.indicators],
        )  # fmt: skip


class TargetsOut(Page):
    """有批复目标的对象。"""

    rows: list[TargetOut]


class ProgramRevisionsOut(Schema):
    """一个对象的各版批复，新的在前。"""

    program: UUID
    name: str
    unit_name: str
    rows: list[RevisionRefOut]


class RevisionOut(Schema):
    """封存的一版批复。"""

    revision: RevisionRefOut
    program: UUID
    code: str
    name: str
    year: int
    unit_name: str
    department_name: str
    medium_goal: str
    goal: str
    reason: str
    approved_at: datetime
    approved_by: str
    digest: str
    intact: bool = Field(description="封存摘要是否相符；false 说明内容被改动过")
    current: bool = Field(description="是不是现行的一版")
    indicators: list[IndicatorOut]

    @staticmethod
    def of(one: RevisionPage) -> RevisionOut:
        return RevisionOut(
            revision=RevisionRefOut.of(one.ref), program=one.program, code=one.code, name=one.name, year=one.year, unit_name=one.unit_name,
            department_name=one.department_name, medium_goal=one.medium_goal, goal=one.goal, reason=one.reason, approved_at=one.approved_at,
            approved_by=one.approved_by, digest=one.digest, intact=one.intact, current=one.current,
            indicators=[IndicatorOut.of(row) for row in one.indicators],
        )  # fmt: skip


class DeclarationOut(Schema):
    """一个对象的目标办到哪一步。"""

    program: UUID
    code: str
    name: str
    kind: str
    unit_name: str
    department_name: str
    budget: str | None = Field(description=MONEY)
    declaration: UUID | None = Field(description="在办的申报；没有为 null")
    way: str = Field(description="initial 年初，adjustment 调整，supplement 追加；没有在办的为空")
    state: str = Field(description="在办申报的状态；没有在办的为空")
    state_words: str
    submitted_at: datetime | None
    revision_number: int | None = Field(description="现行批复是第几版")
    document: str = Field(description="现行批复文号")

    @staticmethod
    def of(one: TargetLine) -> DeclarationOut:
        return DeclarationOut(
            program=one.program, code=one.code, name=one.name, kind=one.kind, unit_name=one.unit_name, department_name=one.department_name,
            budget=yuan(one.budget), declaration=one.declaration, way=one.way, state=one.state, state_words=one.state_words,
            submitted_at=one.submitted_at, revision_number=one.number, document=one.document,
        )  # fmt: skip


class DeclarationsOut(Page):
    """每个对象一行。"""

    rows: list[DeclarationOut]


class AppraisalOut(Schema):
    """一项事前评估。"""

    id: UUID
    name: str
    kind_name: str
    unit_name: str
    department_name: str
    requested: str | None = Field(description=f"申请。{MONEY}")
    supported: str | None = Field(description=f"核定支持。{MONEY}")
    state: str
    state_name: str
    result_name: str
    document: str

    @staticmethod
    def of(one: AppraisalLine) -> AppraisalOut:
        return AppraisalOut(
            id=one.id, name=one.name, kind_name=one.kind_name, unit_name=one.unit_name, department_name=one.department_name,
            requested=yuan(one.requested), supported=yuan(one.supported), state=one.state, state_name=one.state_name,
            result_name=one.result_name, document=one.document,
        )  # fmt: skip


class AppraisalsOut(Page):
    """全年事前评估。"""

    sentence: str = Field(description="全年情况一句话")
    rows: list[AppraisalOut]


class LibraryOut(Schema):
    """指标库的一条。"""

    id: UUID
    name: str
    category: str = Field(description="领域")
    level1: str
    level2: str
    operator: str
    value: str
    unit: str
    measure_name: str = Field(description="计分方式")
    uses: int = Field(description="被使用次数")
    origin: str = Field(description="own 本县，above 上级，reference 参考（非官方）")

    @staticmethod
    def of(one: IndicatorLine) -> LibraryOut:
        return LibraryOut(
            id=one.id, name=one.name, category=one.category, level1=one.level1, level2=one.level2, operator=one.operator, value=one.value,
            unit=one.unit, measure_name=one.measure_name, uses=one.uses, origin=one.origin,
        )  # fmt: skip


class LibraryFound(Page):
    """指标库中找到的。"""

    rows: list[LibraryOut]
