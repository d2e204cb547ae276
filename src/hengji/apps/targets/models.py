"""Performance targets: declarations on their way, sessions that review them, batches that approve them, revisions that are sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hengji.apps.records.fields import YuanField
from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.apps.targets.draft import LONGEST
from hengji.rules.lifecycles.targets import APPROVED, DRAFT, DROPPED, TargetKind


def _below(path: str) -> Scope:
    """Where a thing of this app stands: with the program that ``path`` leads to."""
    return Scope(unit=f"{path}unit", competent=f"{path}competent", fund=f"{path}lines__fund__division")


class Target(Versioned):
    """The target of a program: the pointer to the revision in force, moved by compare-and-set and by nothing else."""

    program = models.OneToOneField("programs.Program", models.PROTECT, related_name="target")
    current = models.ForeignKey("TargetRevision", models.PROTECT, null=True, related_name="+")

    scope: ClassVar[Scope] = _below("program__")

    def __str__(self) -> str:
        return f"{self.program}绩效目标"


class Origin(models.TextChoices):
    """What a declaration was begun from."""

    EMPTY = "empty", "空表"
    LAST_YEAR = "last-year", "上年目标（不带指标值）"
    CURRENT = "current", "现行批复目标"
    LIBRARY = "library", "指标库推荐"
    EXCEL = "excel", "Excel 申报表"
    PROGRAM = "program", "其他对象的目标"
    REPORTED = "reported", "以本次报送为初始批复"


class Declaration(Versioned):
    """A target on its way: drafted as typed, reviewed, approved or dropped; at most one open per target.

    ``rows`` and ``answers`` (the grid and what was said to findings) are written under ``version``; the texts goal, medium_goal,
    reason and basis each by comparing with the text last seen, so that grid and texts save side by side.  ``cited`` are ids of the
    library by row.  ``base`` is the
    revision in force when it was begun (None: none was).  Who submitted or passed it on since may not judge it (``Review``)."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.chinese) for kind in TargetKind])
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.EMPTY)
    state = models.CharField(max_length=24, default=DRAFT)
    base = models.ForeignKey("TargetRevision", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    medium_goal = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    rows = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    cited = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=60)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)
    submissions = models.PositiveSmallIntegerField(default=0)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)

    scope: ClassVar[Scope] = _below("target__program__")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target"], condition=~Q(state__in=[APPROVED, DROPPED]), name="declaration_one_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "state"], name="declaration_state")]

    def __str__(self) -> str:
        return f"{self.target.program}（{TargetKind(self.kind).chinese}）"


class Review(Row):
    """One step of a declaration's way: who did what under which side, in what words; ``draft`` is what was seen then."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    action = models.CharField(max_length=24)
    label = models.CharField(max_length=30)
    side = models.CharField(max_length=24)
    before = models.CharField(max_length=24)
    after = models.CharField(max_length=24)
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=60)
    opinion = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    scores = models.JSONField(default=dict)
    draft = models.JSONField(default=dict)

    scope: ClassVar[Scope] = _below("declaration__target__program__")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["declaration", "at"], name="review_in_order"),
            models.Index(fields=["actor_id"], name="review_by"),
        ]


class Attachment(Row):
    """A paper that supports a declaration: why it is adjusted, what it rests on."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    caption = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)

    scope: ClassVar[Scope] = _below("declaration__target__program__")


class Session(Versioned):
    """A joint review session (集中会审)."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    chair = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope()

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """In which capacity a member sits in a session."""

    FINANCE = "finance", "财政部门"
    DEPARTMENT = "department", "主管部门"
    DEPUTY = "deputy", "人大代表"
    CONSULTATIVE = "consultative", "政协委员"
    EXPERT = "expert", "专家"
    AUDIT = "audit", "审计、纪检"


class SessionMember(Row):
    """Who sits in a session; people from outside have no account."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="members")
    name = models.CharField(max_length=60)
    organisation = models.CharField(max_length=120, blank=True)
    capacity = models.CharField(max_length=12, choices=Capacity.choices)

    scope: ClassVar[Scope] = Scope()

    def __str__(self) -> str:
        return self.name


class Conclusion(models.TextChoices):
    """How a session ends for an item."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回修改"
    PUT_OFF = "put-off", "撤下，不在本次审议"


class SessionItem(Versioned):
    """A declaration on a session's agenda; a declaration stands on one open agenda at a time."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="items")
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="session_items")
    position = models.PositiveSmallIntegerField()
    conclusion = models.CharField(max_length=12, choices=Conclusion.choices, blank=True)
    words = models.TextField(blank=True)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration"], condition=Q(conclusion=""), name="session_item_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.declaration}"


class Stance(models.TextChoices):
    """What a member thinks of an item."""

    AGREE = "agree", "同意"
    MEND = "mend", "修改后同意"
    OPPOSE = "oppose", "不同意"


class SessionOpinion(Versioned):
    """What a member said of an item, as the office noted it."""

    item = models.ForeignKey(SessionItem, models.PROTECT, related_name="opinions")
    member = models.ForeignKey(SessionMember, models.PROTECT, related_name="opinions")
    stance = models.CharField(max_length=12, choices=Stance.choices)
    text = models.TextField(blank=True)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="session_opinion_once")]


class ApprovalBatch(Versioned):
    """Targets approved together by one document (批复).  ``to_confirm``: taken from what was reported, a person has yet to confirm them."""

    year = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=120)
    on = models.DateField()
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=60)
    to_confirm = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, blank=True)

    scope: ClassVar[Scope] = Scope()

    def __str__(self) -> str:
        return self.document


class TargetRevision(Row):
    """An approved target, sealed: the database refuses its update and deletion, ``digest`` finds what was changed nevertheless.

    Names and amount are as they stood at approval.  ``digest`` covers head and indicators (``targets.seal``) and stands in the trail."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.chinese) for kind in TargetKind])
    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="revision")
    batch = models.ForeignKey(ApprovalBatch, models.PROTECT, related_name="revisions")
    year = models.PositiveSmallIntegerField()
    program_name = models.CharField(max_length=300)
    program_code = models.CharField(max_length=60, blank=True)
    unit_name = models.CharField(max_length=150)
    department_name = models.CharField(max_length=150, blank=True)
    amount = YuanField(null=True)
    medium_goal = models.TextField(blank=True)
    goal = models.TextField()
    reason = models.TextField(blank=True)
    document = models.CharField(max_length=120)
    on = models.DateField()
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=60)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    scope: ClassVar[Scope] = _below("target__program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["target", "number"], name="revision_number")]

    def __str__(self) -> str:
        return f"{self.program_name}绩效目标第{self.number}版"


class TargetIndicator(Row):
    """One indicator of a revision, sealed with it.  ``key`` is the id of its row, the same from revision to revision."""

    revision = models.ForeignKey(TargetRevision, models.PROTECT, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    level1 = models.CharField(max_length=LONGEST["level1"], blank=True)
    level2 = models.CharField(max_length=LONGEST["level2"], blank=True)
    name = models.CharField(max_length=LONGEST["name"])
    sign = models.CharField(max_length=LONGEST["sign"], blank=True)
    value = models.CharField(max_length=LONGEST["value"], blank=True)
    unit = models.CharField(max_length=LONGEST["unit"], blank=True)
    weight = models.CharField(max_length=LONGEST["weight"], blank=True)
    measure = models.CharField(max_length=12, blank=True)
    measure_source = models.CharField(max_length=12, blank=True)
    core = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    months = models.JSONField(default=list)

    scope: ClassVar[Scope] = _below("revision__target__program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "position"], name="indicator_position")]
