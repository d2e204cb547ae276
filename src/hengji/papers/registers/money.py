"""Registers of money: objects with their fund lines, treasury payments, budget adjustments."""

from __future__ import annotations

from decimal import Decimal

from hengji.papers.registers.register import Column, ColumnKind, Register, RegisterReading, RegisterRow
from hengji.rules.starting import BudgetRow, Source
from hengji.rules.treasury import TreasuryPayment

NATURES = {
    "general_public": ("一般公共预算", "一般公共预算资金", "111", "公共预算", "一般公共预算拨款", "财政拨款", "经费拨款"),
    "government_fund": ("政府性基金预算", "政府性基金", "政府性基金预算资金", "121", "基金预算"),
    "state_capital": ("国有资本经营预算", "国有资本经营", "国有资本经营预算资金", "131"),
    "social_insurance": ("社会保险基金预算", "社会保险基金", "社保基金", "141"),
    "fiscal_account": ("财政专户管理资金", "财政专户", "专户资金", "教育收费"),
    "unit_funds": ("单位资金", "其他资金", "自有资金", "自筹资金", "事业收入", "其他收入", "事业单位经营收入"),
}
"""Budget kinds (资金性质) by key; codes such as 111-一般公共预算资金 are read too."""

LEVELS = {
    "central": ("中央", "中央资金", "中央级", "中央专项", "国家级"),
    "province": ("省级", "省", "省级资金", "自治区", "自治区级", "自治区资金", "省级专项"),
    "city": ("市级", "市", "州", "州级", "地级", "市级资金", "州级资金", "市州级", "市(州)级"),
    "county": ("县级", "县", "区级", "本级", "县级资金", "本级资金", "县本级", "本县", "市县级", "县(区)级"),
}
"""Levels a fund comes from (资金级次)."""

KINDS = {
    "project": ("项目支出", "项目", "特定目标类", "部门项目", "其他运转类", "部门预算项目", "专项资金项目"),
    "overall": ("部门整体支出", "部门整体", "整体支出", "单位整体支出"),
    "transfer": ("转移支付", "对下转移支付", "专项转移支付", "一般性转移支付", "转移性支出"),
}
"""Kinds of object."""

_UNIT_NAMES = (
    "预算单位", "单位", "实施单位", "项目单位", "预算单位名称", "项目实施单位", "实施单位名称", "用款单位", "承担单位", "基层单位",
    "单位全称", "用款单位名称", "基层预算单位", "预算单位全称",
)  # fmt: skip
_UNIT_CODES = ("单位代码", "预算单位编码", "预算单位代码", "用款单位编码", "用款单位代码", "基层单位编码", "单位编号")
_NAMES = ("项目", "对象名称", "绩效管理对象", "绩效对象", "项目支出名称", "预算项目", "预算项目名称", "二级项目名称", "一体化项目名称")
_CODES = ("项目编码", "项目编号", "预算项目代码", "预算项目编码", "项目库编码", "一体化项目代码")
_DOCUMENTS = ("文号", "下达文号", "指标文件号", "预算指标文号", "指标文", "文件号", "预算文号", "指标来源文号", "发文文号", "指标文件文号")
_NATURE = ("资金性质名称", "资金来源", "资金类型", "预算类型", "资金来源名称", "资金性质编码")
_LEVEL = ("资金级次", "资金层级", "预算级次", "资金来源级次", "级别", "指标级次")
_FUNDS = ("专项资金名称", "专项名称", "专项", "转移支付名称", "具体专项", "专项资金")

BUDGETS = Register(
    name="budgets",
    title="预算项目及资金",
    columns=(
        Column("code", "项目代码", _CODES, ColumnKind.CODE, width=24, pattern=r"[0-9A-Za-z-]{3,40}",
               pattern_words="3 至 40 位数字或字母（一体化为 21 位）",
               help="一体化项目代码，21 位；没有的可不填。"),
        Column("name", "项目名称", _NAMES, width=36, longest=150, help="部门整体支出可填“部门整体支出”或不填。"),
        Column("kind", "类型", ("对象类型", "支出类型", "项目类型", "项目类别", "项目类别名称", "绩效对象类型"), ColumnKind.CHOICE,
               choices=KINDS, width=14, lenient=True),
        Column("unit_code", "单位编码", _UNIT_CODES, ColumnKind.CODE),
        Column("unit", "单位名称", _UNIT_NAMES, width=28),
        Column("department", "主管部门", ("主管单位", "主管部门名称", "一级预算单位", "一级部门", "项目主管部门", "部门", "部门名称",
               "主管预算部门"), width=24),
        Column("nature", "资金性质", _NATURE, ColumnKind.CHOICE, choices=NATURES, width=18, lenient=True),
        Column("level", "级次", _LEVEL, ColumnKind.CHOICE, choices=LEVELS, width=8, lenient=True),
        Column("fund", "专项资金", _FUNDS, width=30, longest=150),
        Column("document", "指标文号", _DOCUMENTS, width=20, longest=100),
        Column("issued", "下达日期", ("下达时间", "指标下达日期", "指标下达时间", "发文日期", "指标日期"), ColumnKind.DATE),
        Column("initial", "年初预算", ("年初预算数", "预算数", "预算金额", "年度预算", "年度预算数", "批复预算数", "批复金额", "项目预算",
               "指标金额", "下达金额",
               "资金总额", "预算", "金额", "年初批复数", "年度资金总额"), ColumnKind.MONEY),
        Column("adjusted", "调整预算", ("调整后预算数", "调整后预算", "调整预算数", "调整后金额", "全年预算数", "调整后预算金额"),
               ColumnKind.MONEY),
        Column("secret", "是否涉密", ("涉密", "涉密项目", "是否涉密项目", "涉密标识"), ColumnKind.BOOL, width=10),
    ),
    needed=(("unit", "unit_code"), ("name", "code"), ("initial", "adjusted")),
)  # fmt: skip

PAYMENTS = Register(
    name="payments",
    title="国库支付明细",
    columns=(
        Column("paid_on", "支付日期", ("日期", "支付时间", "付款日期", "清算日期", "记账日期", "入账日期", "业务日期", "支出日期",
               "交易日期", "支付完成日期",
               "银行支付日期", "凭证日期", "清算时间", "回单日期"), ColumnKind.DATE, required=True),
        Column("unit_code", "单位编码", _UNIT_CODES, ColumnKind.CODE, longest=40),
        Column("unit", "单位名称", _UNIT_NAMES, width=28),
        Column("code", "项目代码", _CODES, ColumnKind.CODE, width=24, longest=40),
        Column("name", "项目名称", _NAMES, width=36),
        Column("document", "指标文号", _DOCUMENTS, width=20),
        Column("nature", "资金性质", _NATURE, ColumnKind.CHOICE, choices=NATURES, width=18, lenient=True),
        Column("level", "级次", _LEVEL, ColumnKind.CHOICE, choices=LEVELS, width=8, lenient=True),
        Column("fund", "专项资金", _FUNDS, width=30),
        Column("amount", "支付金额", ("金额", "实际支出", "支出金额", "支付数", "实际支付金额", "付款金额", "本次支付金额", "支付额",
               "清算金额", "已支付金额",
               "支出数", "实付金额", "支付金额小计"), ColumnKind.MONEY, required=True, help="退款填负数。"),
        Column("summary", "摘要", ("用途", "资金用途", "支付摘要", "支付用途", "款项用途", "摘要说明", "用途摘要"), width=36, longest=1000),
        Column("payee", "收款人", ("收款人名称", "收款人全称", "收款单位", "收款方", "收款人账户名称", "收款人户名", "收款方名称",
               "收款人户名全称"), width=28),
        Column("account", "收款账号", ("收款人账号", "收款人帐号", "收款账户", "收款方账号", "收款帐号", "收款人账户", "收款人银行账号",
               "收款银行账号"),
               ColumnKind.CODE, width=22),
        Column("voucher", "凭证号", ("支付凭证号", "凭证编号", "支付申请号", "支付令号", "单据号", "业务单号", "支付单号", "支付凭证编号",
               "申请单号",
               "支付申请编号", "流水号"), ColumnKind.CODE, width=20, longest=60),
    ),
    unit=Decimal(1),
    needed=(("amount",), ("paid_on",), ("name", "code", "unit", "document")),
)  # fmt: skip

ADJUSTMENTS = Register(
    name="adjustments",
    title="预算调整",
    columns=(
        Column("code", "项目代码", _CODES, ColumnKind.CODE, width=24),
        Column("name", "项目名称", _NAMES, width=36),
        Column("unit", "单位名称", _UNIT_NAMES, width=28),
        Column("nature", "资金性质", _NATURE, ColumnKind.CHOICE, choices=NATURES, width=18, lenient=True),
        Column("level", "级次", _LEVEL, ColumnKind.CHOICE, choices=LEVELS, width=8, lenient=True),
        Column("line_document", "指标文号", ("原指标文号", "原文号", "指标文", "指标文件号"), width=20),
        Column("document", "调整文号", ("调整依据", "调整文件", "调整批复文号", "批复文号", "依据文号", "调整文件号"), required=True,
               width=20),
        Column("adjusted_on", "调整日期", ("调整时间", "批复日期", "批复时间"), ColumnKind.DATE, required=True),
        Column("change", "调整金额", ("增减额", "调增调减", "调整数", "增减金额", "调增(减)额"), ColumnKind.MONEY, help="调减填负数。"),
        Column("adjusted", "调整后预算", ("调整后预算数", "调整后金额", "调整后预算金额", "调整预算数"), ColumnKind.MONEY),
        Column("reason", "调整原因", ("原因", "事由", "调整事由", "调整理由"), width=36, longest=1000),
    ),
    needed=(("name", "code"), ("change", "adjusted"), ("document",)),
)  # fmt: skip


_PAYMENT_TEXTS = (
    "unit", "unit_code", "name", "code", "document", "nature", "level", "fund", "summary", "payee", "account", "voucher",
)  # fmt: skip


def budget_rows(reading: RegisterReading, file: str = "") -> tuple[BudgetRow, ...]:
    """The sound rows of a reading of ``BUDGETS`` as ``rules.starting`` takes them."""
    return tuple(_budget_row(row, file) for row in reading.sound)


def _budget_row(row: RegisterRow, file: str) -> BudgetRow:
    return BudgetRow(
        unit=row.text("unit"),
        name=row.text("name"),
        code=row.text("code"),
        kind=row.text("kind"),
        unit_code=row.text("unit_code"),
        department=row.text("department"),
        nature=row.text("nature"),
        level=_level(row),
        fund=row.text("fund"),
        document=row.text("document"),
        issued=row.day("issued"),
        initial=row.amount("initial"),
        adjusted=row.amount("adjusted"),
        secret=bool(row.flag("secret")),
        source=Source(file, row.cell("name" if row.text("name") else "unit")),
    )


def _level(row: RegisterRow) -> str | None:
    """The level, also where it stands in the column of the budget kind (中央补助资金)."""
    said = row.text("level")
    if said or row.text("nature"):
        return said
    words = " ".join(row.extra.get(caption, "") for caption in ("资金性质", "级次"))
    return next((level for mark, level in _LEVEL_MARKS if mark in words), None)


_LEVEL_MARKS = (
    ("中央", "central"), ("省", "province"), ("自治区", "province"), ("市级", "city"), ("州级", "city"), ("县", "county"), ("本级",
        "county"),
)  # fmt: skip


def treasury_payments(reading: RegisterReading) -> tuple[TreasuryPayment, ...]:
    """The sound rows of a reading of ``PAYMENTS`` as ``rules.treasury`` takes them, payees as printed (mask before storing)."""
    return tuple(_payment(row) for row in reading.sound)


def _payment(row: RegisterRow) -> TreasuryPayment:
    texts = {key: row.text(key) for key in _PAYMENT_TEXTS} | {"level": _level(row)}
    return TreasuryPayment(row.amount("amount") or Decimal("0.00"), row.day("paid_on"), row=row.row, cell=row.cell("amount"), **texts)
