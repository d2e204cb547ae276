"""Dual monitoring: a round, one form an object, what was found and judged, reports, reminders, uploads and papers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hengji.apps.records.fields import YuanField
from hengji.apps.records.models import Row, Versioned
from hengji.apps.records.scope import Scope
from hengji.rules.forms import Kind
from hengji.rules.lifecycles.monitoring import DRAFT, Emphasis, FindingState, FormState, ReportState, RoundState
from hengji.rules.lights import Light

_LIGHTS = [(light.value, light.chinese) for light in Light]


def _below(path: str) -> Scope:
    """Where a thing of this app stands: with the program that ``path`` leads to."""
    return Scope(unit=f"{path}unit", competent=f"{path}competent", fund=f"{path}lines__fund__division")


class Round(Versioned):
    """A monitoring round (监控批次).  Everybody with business in the region sees it once it is published.

    ``kinds`` (of ``rules.programs.KINDS``), ``budget_kinds`` and ``units`` (lineages) restrict it, empty: all; ``fund`` makes it a round
    on one special fund.  ``rules`` is the rule set, ``changes`` the parameters this round sets differently (code → text), ``stamp`` the
    name, version and digest judged by.  ``required`` are fields its emphasis wants filled, ``ladder`` the steps of its reminders,
    ``key_units`` lineages of 重点监控 departments, ``demoted`` codes of rules that are notices here.  ``answer_days``: within how many
    working days named units may answer (0: none), ``circular`` what only the bureau knows of its circular: ``number``, the day it bears
    (``on``), until when things are to be put right (``rectify_by``), days as text.  ``figures`` are what the circular states, kept at
    closing."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    document = models.CharField(max_length=120, blank=True)
    as_of = models.DateField()
    emphasis = models.CharField(max_length=8, choices=[(one.value, one.chinese) for one in Emphasis])
    state = models.CharField(max_length=10, choices=[(one.value, one.chinese) for one in RoundState], default=RoundState.DRAFT)
    kinds = models.JSONField(default=list)
    budget_kinds = models.JSONField(default=list)
    units = models.JSONField(default=list)
    fund = models.ForeignKey("programs.SpecialFund", models.PROTECT, null=True, related_name="+")
    key_units = models.JSONField(default=list)
    rules = models.CharField(max_length=60)
    changes = models.JSONField(default=dict)
    stamp = models.CharField(max_length=120, blank=True)
    demoted = models.JSONField(default=list)
    required = models.JSONField(default=list)
    ladder = models.JSONField(default=list)
    due_unit = models.DateTimeField()
    due_department = models.DateTimeField(null=True)
    due_division = models.DateTimeField(null=True)
    report_by = models.CharField(max_length=10, blank=True)
    report_due = models.DateTimeField(null=True)
    answer_days = models.PositiveSmallIntegerField(default=0)
    circular = models.JSONField(default=dict)
    two_hands = models.BooleanField(default=False)
    proxy = models.BooleanField(default=False)
    template = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=60, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)
    refreshed_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "year", "name"], name="round_name")]
        indexes: ClassVar = [models.Index(fields=["region", "year", "as_of"], name="round_list")]

    def __str__(self) -> str:
        return self.name


class MonitoringForm(Versioned):
    """One object's monitoring form (绩效监控表) in a round, bound to the target revision in force when it was handed out.

    ``typed`` holds what people typed, as text: {"funds": {line: {column: text}}, "rows": {indicator: {…}}, "texts": {…}}
    (``rules.filling``); ``returned`` the Excel form taken in, with its own cells, where one came (``apps.monitoring.returned``).
    ``signatures`` are the parts signed, each with who, when and what exactly; ``answers`` what was said to findings, by their key.
    ``due`` overrides the round's day by an extension.  From ``budget`` to ``reasons``: what the engine last judged, stamped with the
    rules.  The long texts stand last: SQLite reads a row from its front, and the lists and sums of a round want none of them."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="forms", db_index=False)
    program = models.ForeignKey("programs.Program", models.PROTECT, related_name="+", db_index=False)
    revision = models.ForeignKey("targets.TargetRevision", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=24, choices=[(kind.value, kind.paper) for kind in Kind if kind.monitors])
    state = models.CharField(max_length=24, choices=[(one.value, one.chinese) for one in FormState], default=DRAFT)
    key = models.BooleanField(default=False)
    exempt_why = models.CharField(max_length=300, blank=True)
    joined_at = models.DateTimeField()
    due = models.DateTimeField(null=True)
    origin = models.CharField(max_length=10, blank=True)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.CharField(max_length=60, blank=True)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)
    submissions = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0)
    late = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    budget = YuanField(null=True)
    base = models.CharField(max_length=10, blank=True)
    executed = YuanField(null=True)
    self_reported = models.BooleanField(default=False)
    forecast = YuanField(null=True)
    execution_pace = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    achievement_pace = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    execution_light = models.CharField(max_length=6, blank=True, choices=_LIGHTS)
    achievement_light = models.CharField(max_length=6, blank=True, choices=_LIGHTS)
    light = models.CharField(max_length=6, blank=True, choices=_LIGHTS)
    verdict = models.CharField(max_length=10, blank=True)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    notices = models.PositiveSmallIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=120, blank=True)
    reasons = models.JSONField(default=list)
    typed = models.JSONField(default=dict)
    returned = models.JSONField(default=dict)
    signatures = models.JSONField(default=list)
    answers = models.JSONField(default=dict)

    scope: ClassVar[Scope] = _below("program__")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "program"], name="form_once"),
            models.CheckConstraint(condition=~Q(state="exempt") | ~Q(exempt_why=""), name="form_exempt_with_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["round", "state"], name="form_state"),
            models.Index(fields=["program", "round"], name="form_of_program"),
        ]

    def __str__(self) -> str:
        return f"{self.program}（{self.round}）"


class ConfirmedMeasure(Row):
    """How an indicator is measured (计量方式), confirmed once where the approval left it open and the engine only guessed.

    It stands beside the sealed target, by object and row (``key``), while the row says what it said then (``about``): for rounds as of
    ``since`` and later."""

    program = models.ForeignKey("programs.Program", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    about = models.CharField(max_length=700)
    measure = models.CharField(max_length=12)
    since = models.DateField()
    form = models.ForeignKey(MonitoringForm, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    person = models.UUIDField()

    scope: ClassVar[Scope] = _below("program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "key", "about"], name="measure_once")]

    def __str__(self) -> str:
        return self.about


class FundResult(Row):
    """A fund line of a form as judged: the round's slices by budget kind, level and special fund are sums of these.

    ``available``, ``carried`` and ``bound`` split what is likely unspent into 可统筹, 需结转 and 合同锁定 (yuan)."""

    form = models.ForeignKey(MonitoringForm, models.CASCADE, related_name="funds", db_index=False)
    position = models.PositiveSmallIntegerField()
    line = models.ForeignKey("programs.FundLine", models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=150)
    budget_kind = models.CharField(max_length=16, blank=True)
    level = models.CharField(max_length=10, blank=True)
    fund = models.ForeignKey("programs.SpecialFund", models.PROTECT, null=True, related_name="+")
    budget = YuanField(null=True)
    executed = YuanField(null=True)
    forecast = YuanField(null=True)
    self_reported = models.BooleanField(default=False)
    contested = YuanField(null=True)
    light = models.CharField(max_length=6, blank=True, choices=_LIGHTS)
    reason = models.CharField(max_length=600, blank=True)
    available = YuanField(null=True)
    carried = YuanField(null=True)
    bound = YuanField(null=True)

    scope: ClassVar[Scope] = _below("form__program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "position"], name="fund_result_once")]

    def __str__(self) -> str:
        return self.label


class IndicatorResult(Row):
    """An indicator of a form as judged, with the sentence that explains its light."""

    form = models.ForeignKey(MonitoringForm, models.CASCADE, related_name="indicators", db_index=False)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64, blank=True)
    level1 = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=300)
    target = models.CharField(max_length=300, blank=True)
    actual = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=12, blank=True)
    core = models.BooleanField(default=False)
    weight = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    achievement = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    pace = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    light = models.CharField(max_length=6, blank=True, choices=_LIGHTS)
    reason = models.CharField(max_length=600, blank=True)

    scope: ClassVar[Scope] = _below("form__program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "position"], name="indicator_result_once")]
        indexes: ClassVar = [models.Index(fields=["form", "light"], name="indicator_lights")]

    def __str__(self) -> str:
        return self.name


class FormFinding(Versioned):
    """A finding of the catalogue on a form: found → answered → confirmed or dismissed → named in a circular → rectified.

    ``key`` is code, place and a stamp of the sentence: a decision never stands for a fault it did not see.  ``cell`` is where it stands
    as people read it, ``row`` and ``column`` where the page shows it.  What is no longer found is ``gone``, never deleted.  A dismissal
    is remembered for object + place + rule (``memory``).  ``named_on`` is the day a circular named it."""

    form = models.ForeignKey(MonitoringForm, models.PROTECT, related_name="findings", db_index=False)
    key = models.CharField(max_length=200)
    memory = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=8)
    problem_class = models.PositiveSmallIntegerField(null=True)
    addressee = models.CharField(max_length=20)
    part = models.CharField(max_length=8, blank=True)
    row = models.CharField(max_length=64, blank=True)
    column = models.CharField(max_length=24, blank=True)
    cell = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=300)
    sentence = models.CharField(max_length=1000)
    remedy = models.CharField(max_length=600, blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=[(one.value, one.chinese) for one in FindingState], default=FindingState.FOUND)
    found_at = models.DateTimeField()
    named_on = models.DateField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=120, blank=True)

    scope: ClassVar[Scope] = _below("form__program__")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["form", "key"], name="finding_once")]
        indexes: ClassVar = [
            models.Index(fields=["region", "code", "state"], name="finding_ledger"),
            models.Index(fields=["form", "state", "severity", "problem_class"], name="finding_of_form"),
        ]

    def __str__(self) -> str:
        return self.sentence[:60]


class FormStep(Row):
    """One step of a form's way: who did what under which side, in what words; ``typed`` is what was seen then."""

    form = models.ForeignKey(MonitoringForm, models.PROTECT, related_name="steps")
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
    typed = models.JSONField(default=dict)

    scope: ClassVar[Scope] = _below("form__program__")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["form", "at"], name="form_step_in_order"),
            models.Index(fields=["actor_id"], name="form_step_by"),
        ]


class Evidence(Row):
    """A paper that supports what a form says: of one indicator (``row``) or of the whole form."""

    form = models.ForeignKey(MonitoringForm, models.PROTECT, related_name="evidence")
    row = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    caption = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=60)

    scope: ClassVar[Scope] = _below("form__program__")


class Extension(Row):
    """More time for one unit, with its reason; forms of the unit carry the day themselves."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="extensions")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    granted_by = models.CharField(max_length=60)
    granted_at = models.DateTimeField()

    scope: ClassVar[Scope] = Scope(unit="unit")

    def __str__(self) -> str:
        return f"{self.unit}延期至{self.until:%Y-%m-%d}"


class MonitoringReport(Versioned):
    """A monitoring report (绩效监控报告) of a unit, a department or one object, by the round's own schedule.

    ``texts`` are the paragraphs people wrote, by section; figures are drawn anew each time.  ``sealed`` is the stamped PDF, ``reading``
    what was read from it ("未读" of a scan), ``differences`` where its sentences and the forms disagree; ``meeting`` the 党组 meeting."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    program = models.ForeignKey("programs.Program", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=[(one.value, one.chinese) for one in ReportState], default=ReportState.DRAFT)
    outline = models.CharField(max_length=12)
    texts = models.JSONField(default=dict)
    word = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    sealed = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    reading = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    meeting = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    opinion = models.TextField(blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope(unit="unit", competent="program__competent")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], condition=Q(program__isnull=True), name="report_of_unit"),
            models.UniqueConstraint(fields=["round", "program"], condition=Q(program__isnull=False), name="report_of_program"),
        ]

    def __str__(self) -> str:
        return f"{self.program or self.unit}绩效监控报告"


class Chase(Row):
    """A reminder sent (催报): at which step of the ladder, to whom, about how many forms, in what words; append-only."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="chases")
    at = models.DateTimeField()
    step = models.CharField(max_length=12)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    forms = models.PositiveSmallIntegerField()
    overdue_days = models.SmallIntegerField(default=0)
    text = models.TextField()
    by = models.CharField(max_length=60)
    automatic = models.BooleanField(default=False)

    scope: ClassVar[Scope] = Scope(unit="unit")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "unit", "at"], name="chase_log")]

    def __str__(self) -> str:
        return f"{self.unit} {self.step}"


class Trial(Row):
    """Another rule set tried on a round by a job, before it is used: ``outcome`` whose light would change (``reruns.stored``), ``stamp``
    the rules tried, ``base`` what the forms were like then: what is used is what was shown, or is tried again."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="trials")
    rules = models.CharField(max_length=60)
    changes = models.JSONField(default=dict)
    stamp = models.CharField(max_length=120)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    job = models.UUIDField(null=True)
    base = models.CharField(max_length=64, blank=True)
    outcome = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "at"], name="trial_of_round")]

    def __str__(self) -> str:
        return f"{self.round}换规则试算"


class SpecialDay(Row):
    """A day the county's own table (放假安排) makes a day off or a day worked, over what the program knows; ``document`` says by what."""

    day = models.DateField()
    worked = models.BooleanField()
    document = models.CharField(max_length=200)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()

    scope: ClassVar[Scope] = Scope()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="special_day_once")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}{'上班' if self.worked else '放假'}"


class Appeal(Versioned):
    """A unit's appeal against its filling-quality score in a round (填报质量复核)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="appeals")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    text = models.TextField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reply = models.TextField(blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)

    scope: ClassVar[Scope] = Scope(unit="unit")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "unit"], condition=Q(upheld__isnull=True), name="appeal_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}填报质量复核"


class Upload(Versioned):
    """Excel forms handed in, one or a zip of a hundred: read by a job, tried, then applied form by form.

    ``proxy``: taken in by the office on the units' behalf (代录).  ``state``: reading, checked, applying, applied, failed, discarded."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="uploads")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    proxy = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="reading")
    counts = models.JSONField(default=dict)
    by = models.CharField(max_length=60)
    person = models.UUIDField()
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)

    scope: ClassVar[Scope] = Scope(person="person")

    def __str__(self) -> str:
        return self.name


class UploadEntry(Row):
    """One form of an upload: what was read, to which object it belongs, what would change, what is wrong, whether it was applied.

    ``tried``: how it would stand and what that rests on (``apps.monitoring.tried``), until it is applied."""

    upload = models.ForeignKey(Upload, models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    sheet = models.CharField(max_length=60, blank=True)
    form = models.ForeignKey(MonitoringForm, models.PROTECT, null=True, related_name="+")
    seen = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=12)
    trouble = models.CharField(max_length=600, blank=True)
    returned = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    tried = models.JSONField(default=dict)

    scope: ClassVar[Scope] = Scope(person="upload__person")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "position"], name="upload_entry_once")]

    def __str__(self) -> str:
        return self.name


class RoundPaper(Row):
    """A paper made from a round: notice, circular, consolidated table, problem list, brief, audit pack; append-only.

    ``stamp``: data (head of the trail: seq and hash) and rules (name, version, digest) it was made from."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    stamp = models.JSONField(default=dict)

    scope: ClassVar[Scope] = Scope()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["round", "kind", "made_at"], name="paper_of_round")]

    def __str__(self) -> str:
        return self.title
