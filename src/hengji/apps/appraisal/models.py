"""Ex-ante appraisals: the dossier, every submitted version of it, opinions, experts and their scores."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hengji.apps.records.fields import YuanField
from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.rules.appraisal import Result
from hengji.rules.lifecycles.appraisal import CYCLES


class AppraisalKind(models.TextChoices):
    PROJECT = "project", "项目"
    POLICY = "policy", "政策"


class Appraisal(Versioned):
    """One new policy or project under appraisal.  ``year`` is the budget year asked for.

    ``draft`` is the dossier as typed (``rules.dossier``); ``requested`` (money asked of the county's budget) is set when it is
    submitted.  ``first_level`` chooses the life cycle and is fixed when the dossier is begun.  ``judged`` are the persons whose work
    the next judge judges: who submitted, and who passed it on since."""

    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    competent = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    first_level = models.BooleanField(default=False)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=8, choices=AppraisalKind.choices)
    new = models.BooleanField(default=True)
    draft = models.JSONField(default=dict)
    requested = YuanField(null=True)
    state = models.CharField(max_length=24, choices=[(state.name, state.label) for state in CYCLES[0].states])
    judged = models.JSONField(default=list)
    submission = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True)
    state_at = models.DateTimeField()
    result = models.CharField(max_length=20, blank=True, choices=[(result.value, result.chinese) for result in Result])
    supported = YuanField(null=True)
    reason = models.TextField(blank=True)
    document = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    program = models.ForeignKey("programs.Program", models.PROTECT, null=True, related_name="+")

    scope: ClassVar[Scope] = Scope(unit="unit", competent="competent", assigned="experts__person")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(supported__isnull=True) | Q(supported__gte=0, supported__lte=F("requested")), name="appraisal_supported"
            ),
            models.CheckConstraint(condition=Q(result="") | Q(supported__isnull=False, requested__isnull=False), name="appraisal_decided"),
            models.CheckConstraint(condition=~Q(result=Result.REJECT.value) | Q(supported=0), name="appraisal_rejected"),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "year", "state"], name="appraisal_state")]

    def __str__(self) -> str:
        return self.name


class Submission(Row):
    """A dossier as it was submitted: what was judged stays readable."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="+")
    dossier = models.JSONField()
    requested = YuanField()

    scope: ClassVar[Scope] = Scope(unit="appraisal__unit", competent="appraisal__competent")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["appraisal", "number"], name="appraisal_submission_number")]

    def __str__(self) -> str:
        return f"{self.appraisal}（第{self.number}次送审）"


class Opinion(Row):
    """One step taken, with what was said: the history people read."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="opinions")
    number = models.PositiveSmallIntegerField()
    submission = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=20)
    label = models.CharField(max_length=30)
    before = models.CharField(max_length=24)
    after = models.CharField(max_length=24)
    at = models.DateTimeField()
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="+")
    hat = models.CharField(max_length=60)
    text = models.TextField(blank=True)

    scope: ClassVar[Scope] = Scope(unit="appraisal__unit", competent="appraisal__competent")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["appraisal", "number"], name="appraisal_opinion_number")]

    def __str__(self) -> str:
        return f"{self.appraisal} {self.label}"


class ExpertScore(Versioned):
    """An expert's task and sheet.  It lasts from ``starts`` to ``ends`` (inclusive) unless ``withdrawn_at`` ends it earlier.

    ``scores`` are points by item code as decimal text; ``submitted_at`` None: still being filled in."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="experts")
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    scores = models.JSONField(default=dict)
    opinion = models.TextField(blank=True)
    advice = models.CharField(max_length=20, blank=True, choices=[(result.value, result.chinese) for result in Result])
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    scope: ClassVar[Scope] = Scope(unit="appraisal__unit", competent="appraisal__competent", assigned="person", person="person")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appraisal", "person"], condition=Q(withdrawn_at__isnull=True), name="appraisal_expert_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="appraisal_expert_days"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "ends"], name="appraisal_expert_person")]

    def __str__(self) -> str:
        return f"{self.appraisal} {self.person}"


class Attachment(Row):
    """A file of a dossier; taken out ones stay, with when."""

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    title = models.CharField(max_length=100)
    added_at = models.DateTimeField()
    person = models.ForeignKey("organisations.Person", models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope(unit="appraisal__unit", competent="appraisal__competent")

    def __str__(self) -> str:
        return self.title
