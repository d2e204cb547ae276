"""What is managed (绩效管理对象), its money by fund line, and the payments behind every executed amount."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from hengji.apps.records.fields import YuanField
from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.rules.programs import BUDGET_KINDS, KINDS, LEVELS, SECRET_NAME

NOTHING = Value(0, output_field=models.BigIntegerField())


class SpecialFund(Versioned):
    """A named special fund (专项资金) that crosses units.  ``division`` manages it (分管股室), ``competent`` is the department it is of."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    code = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, blank=True, choices=list(LEVELS.items()))
    document = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField(null=True)
    amount = YuanField(null=True)
    division = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    competent = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")

    scope: ClassVar[Scope] = Scope(competent="competent", fund="division")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "name"], name="fund_name"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="fund_amount"),
        ]

    def __str__(self) -> str:
        return self.name


class ProgramState(models.TextChoices):
    ACTIVE = "active", "在管"
    CLOSED = "closed", "已关闭"


class Program(Versioned):
    """A thing whose performance is managed in one year: overall spending, a project, a transfer.

    ``competent`` is the department in charge of the project (by its fund where the fund has one, else the unit's own).
    A secret one is kept by code and count only: no name, no text, no money (the database refuses a name).
    ``pending``: taken from returned forms, 以本次报送为初始批复，待确认.  ``tokens`` is what a search finds it by."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=list(KINDS.items()))
    code = models.CharField(max_length=21, blank=True)
    name = models.CharField(max_length=150, blank=True)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    competent = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=60, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    secret = models.BooleanField(default=False)
    pending = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=ProgramState.choices, default=ProgramState.ACTIVE)
    closed_why = models.CharField(max_length=300, blank=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")
    tokens = models.TextField(blank=True)

    scope: ClassVar[Scope] = Scope(unit="unit", competent="competent", fund="lines__fund__division")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "year", "code"], condition=~Q(code=""), name="program_code"),
            models.UniqueConstraint(fields=["unit", "kind", "name"], condition=Q(code="", secret=False), name="program_name"),
            models.UniqueConstraint(fields=["unit"], condition=Q(kind="overall", state="active"), name="program_overall_once"),
            models.UniqueConstraint(fields=["carried_from"], condition=Q(carried_from__isnull=False), name="program_carried_once"),
            models.CheckConstraint(
                condition=Q(secret=False, name__gt="") | (Q(secret=True, name="", summary="") & ~Q(code="")), name="program_secret_nameless"
            ),
            models.CheckConstraint(
                condition=Q(state="active", closed_why="") | (Q(state="closed") & ~Q(closed_why="")), name="program_closed_with_reason"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "year", "kind", "state"], name="program_list")]

    def __str__(self) -> str:
        return f"{SECRET_NAME}（{self.code}）" if self.secret else self.name


class FundLine(Versioned):
    """Money of a program from one source (资金来源行), amounts in yuan; None: nobody said.

    ``adjusted`` = initial + ``changed``, the sum of its recorded adjustments; both None until the first.
    ``identity`` names the line within its program (budget kind, level, fund, document, label), so that an import finds it again.
    ``reported_executed`` was typed by the unit (自报) as of ``reported_on`` and is reconciled with the payments."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="lines")
    fund = models.ForeignKey(SpecialFund, models.PROTECT, null=True, related_name="lines")
    budget_kind = models.CharField(max_length=16, choices=list(BUDGET_KINDS.items()))
    level = models.CharField(max_length=10, blank=True, choices=list(LEVELS.items()))
    label = models.CharField(max_length=100, blank=True)
    document = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    identity = models.CharField(max_length=400)
    initial = YuanField(null=True)
    changed = YuanField(null=True)
    adjusted = YuanField(null=True)
    allocated = YuanField(null=True)
    disbursed = YuanField(null=True)
    forecast = YuanField(null=True)
    carry_over = YuanField(null=True)
    reported_executed = YuanField(null=True)
    reported_on = models.DateField(null=True)

    scope: ClassVar[Scope] = Scope(unit="program__unit", competent="program__competent", fund="program__lines__fund__division")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "identity"], name="line_identity"),
            models.CheckConstraint(
                condition=Q(adjusted__isnull=True, changed__isnull=True)
                | Q(adjusted__isnull=False, changed__isnull=False, adjusted=Coalesce(F("initial"), NOTHING) + F("changed")),
                name="line_adjusted_adds_up",
            ),
            models.CheckConstraint(condition=Q(reported_executed__isnull=True) | Q(reported_on__isnull=False), name="line_reported_as_of"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(issued_on__isnull=True) | Q(ends_on__gte=F("issued_on")), name="line_days_in_order"
            ),
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}), name=f"line_{name}")
                for name in ("initial", "adjusted", "allocated", "disbursed", "forecast", "carry_over")
            ),
        ]

    def __str__(self) -> str:
        return self.label or "　".join(filter(None, (self.get_budget_kind_display(), self.get_level_display(), self.document)))


class BudgetAdjustment(Row):
    """One step of a line's budget with its document; steps are numbered and never changed.  ``before`` None: there was no budget."""

    line = models.ForeignKey(FundLine, models.PROTECT, related_name="adjustments")
    number = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=100)
    on = models.DateField()
    before = YuanField(null=True)
    change = YuanField()
    after = YuanField()
    reason = models.CharField(max_length=1000, blank=True)

    scope: ClassVar[Scope] = Scope(
        unit="line__program__unit", competent="line__program__competent", fund="line__program__lines__fund__division"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "number"], name="adjustment_number"),
            models.CheckConstraint(condition=Q(after=Coalesce(F("before"), NOTHING) + F("change")), name="adjustment_adds_up"),
            models.CheckConstraint(condition=~Q(document=""), name="adjustment_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.document}"


class ColumnMapping(Row):
    """What the columns of a file with this header row mean, confirmed once by a person: column letters → key of the register."""

    register = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    confirmed_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField()

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "register", "signature"], name="mapping_signature")]

    def __str__(self) -> str:
        return self.signature[:12]


class IntakeState(models.TextChoices):
    """How far a file handed in has come."""

    COLUMNS = "columns", "待确认列"
    CHECKED = "checked", "已试算"
    RUNNING = "running", "导入中"
    APPLIED = "applied", "已导入"
    FAILED = "failed", "没有导入"
    DISCARDED = "discarded", "已放弃"


class Intake(Versioned):
    """A file handed in: looked at, tried, applied as a whole or not at all.

    ``content`` is kept only until the file has been applied or given up: a treasury export names natural persons.
    ``report`` is what the dry run found, ``counts`` what was taken in."""

    year = models.PositiveSmallIntegerField()
    register = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    signature = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=IntakeState.choices, default=IntakeState.COLUMNS)
    report = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["columns", "checked", "running", "failed"]) | Q(content__isnull=True), name="intake_emptied"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["region", "year", "at"], name="intake_list")]

    def __str__(self) -> str:
        return self.name


class PaymentState(models.TextChoices):
    MATCHED = "matched", "已匹配"
    QUEUED = "queued", "待认定"
    ASIDE = "aside", "不计入"


class Payment(Versioned):
    """One executed amount of a treasury export (支出明细), in yuan; a refund is negative.  Natural persons and accounts are masked.

    ``key`` is its content (``rules.treasury.payment_keys``): the same row never counts twice.  ``signature`` is what a person's
    decision is remembered by (document, code, unit, name).  ``conflicts`` is the earlier payment of the same voucher it contradicts."""

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="payments")
    line = models.ForeignKey(FundLine, models.PROTECT, null=True, related_name="payments")
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    paid_on = models.DateField()
    amount = YuanField()
    unit_code = models.CharField(max_length=40, blank=True)
    unit_name = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=300, blank=True)
    nature = models.CharField(max_length=16, blank=True)
    level = models.CharField(max_length=10, blank=True)
    fund = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=1000, blank=True)
    payee = models.CharField(max_length=300, blank=True)
    account = models.CharField(max_length=40, blank=True)
    voucher = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=80, blank=True)
    signature = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=PaymentState.choices)
    why = models.CharField(max_length=400)
    conflicts = models.ForeignKey("self", models.PROTECT, null=True, related_name="contradicted")
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope(
        unit="line__program__unit", competent="line__program__competent", fund="line__program__lines__fund__division"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "key"], name="payment_once"),
            models.CheckConstraint(
                condition=Q(state="matched", line__isnull=False) | (~Q(state="matched") & Q(line__isnull=True)), name="payment_line"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["line", "paid_on"], name="payment_by_line"),
            models.Index(fields=["region", "year", "state"], name="payment_queue"),
            models.Index(fields=["region", "voucher"], name="payment_voucher"),
            models.Index(fields=["region", "signature"], name="payment_signature"),
        ]

    def __str__(self) -> str:
        return f"{self.voucher or self.place} {self.paid_on}"


class MatchMemory(Row):
    """A person's decision that payments of this signature belong to a line: the next import asks it first."""

    signature = models.CharField(max_length=64)
    year = models.PositiveSmallIntegerField()
    line = models.ForeignKey(FundLine, models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=60)
    decided_on = models.DateField()

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "year", "signature"], name="memory_signature")]

    def __str__(self) -> str:
        return self.signature[:12]
