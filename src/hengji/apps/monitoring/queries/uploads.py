"""What uploads show: the log of a round, one upload with its forms, and the desk of a round that has no unit accounts (代录).

uploads(actor, round) -> tuple[UploadLine, …]     upload(actor, key) -> UploadPage     choices(actor, key) -> tuple[Target, …]
desk(actor, round, on) -> Desk                    feedback(actor, round, unit=None) -> tuple[UnitFeedback, …]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.monitoring.intake import Outcome, writable
from hengji.apps.monitoring.models import MonitoringForm, Round, Upload, UploadEntry
from hengji.apps.organisations.scope import fetch, require_region, scoped
from hengji.rules.access import Action, Actor, reach
from hengji.rules.findings import Severity
from hengji.rules.lifecycles.monitoring import FormState, RoundState
from hengji.rules.refusals import NotFound

STATES = {
    "reading": "正在读取", "checked": "已试算", "applying": "正在录入", "applied": "已录入", "failed": "读不出", "discarded": "已放弃",
}  # fmt: skip


ORIGINS = {"proxy": "代录", "excel": "Excel", "page": "网页"}
"""Where a form's content came from."""


_GRAVITY = [one.value for one in Severity]


@dataclass(frozen=True, slots=True)
class RoundRef:
    """The round a page belongs to.  ``open``: forms may still be taken in."""

    id: UUID
    name: str
    year: int
    as_of: date
    open: bool
    proxy: bool


@dataclass(frozen=True, slots=True)
class UploadLine:
    """An upload in the log; ``counts`` by outcome in words."""

    id: UUID
    name: str
    proxy: bool
    state: str
    counts: tuple[tuple[str, int], ...]
    by: str
    at: datetime
    applied_at: datetime | None

    @property
    def state_words(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """A finding of a form of an upload; ``mended``: it was in the form taken in before and is no longer."""

    code: str
    severity: str
    cell: str
    subject: str
    sentence: str
    remedy: str
    mended: bool


@dataclass(frozen=True, slots=True)
class EntryChange:
    """A cell that would change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A form of an upload: its file, its object (``form`` is None where it has none), what would change and what is wrong."""

    id: UUID
    position: int
    name: str
    sheet: str
    outcome: Outcome
    trouble: str
    form: UUID | None
    program: str
    unit: str
    form_state: str
    changes: tuple[EntryChange, ...]
    findings: tuple[EntryFinding, ...]

    @property
    def errors(self) -> int:
        return self._of("error")

    @property
    def warnings(self) -> int:
        return self._of("warning")

    @property
    def notices(self) -> int:
        return self._of("notice")

    @property
    def mended(self) -> int:
        """How many findings of the form taken in before are gone."""
        return sum(one.mended for one in self.findings)

    def _of(self, severity: str) -> int:
        return sum(one.severity == severity and not one.mended for one in self.findings)


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One upload with all its forms."""

    id: UUID
    version: int
    round: RoundRef
    name: str
    proxy: bool
    state: str
    by: str
    at: datetime
    applied_at: datetime | None
    job: UUID | None
    mine: bool
    entries: tuple[EntryLine, ...]

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def counts(self) -> tuple[tuple[Outcome, int], ...]:
        """How many forms have which outcome, in the order of outcomes."""
        return tuple((one, many) for one in Outcome if (many := sum(line.outcome is one for line in self.entries)))

    @property
    def ready(self) -> int:
        return sum(line.outcome is Outcome.READY for line in self.entries)


@dataclass(frozen=True, slots=True)
class Target:
    """A form an entry may be of."""

    form: UUID
    unit: str
    program: str


@dataclass(frozen=True, slots=True)
class DeskForm:
    """A form at the desk: where it stands, how it came, what is wrong."""

    id: UUID
    program: str
    code: str
    state: str
    state_words: str
    origin: str
    came: bool
    errors: int
    warnings: int
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeskUnit:
    """A unit at the desk: its forms, how many came."""

    id: UUID
    name: str
    department: str
    forms: tuple[DeskForm, ...]
    due: datetime

    @property
    def came(self) -> int:
        return sum(one.came for one in self.forms)

    @property
    def missing(self) -> int:
        return len(self.forms) - self.came

    @property
    def errors(self) -> int:
        return sum(one.errors for one in self.forms)

    @property
    def warnings(self) -> int:
        return sum(one.warnings for one in self.forms)


@dataclass(frozen=True, slots=True)
class Desk:
    """The 代录 desk of a round: who is in, who is missing."""

    round: RoundRef
    units: tuple[DeskUnit, ...]

    @property
    def forms(self) -> int:
        return sum(len(one.forms) for one in self.units)

    @property
    def came(self) -> int:
        return sum(one.came for one in self.units)


# ---- uploads


def seen_uploads(actor: Actor) -> QuerySet[Upload]:
    """Uploads the actor may see: one's own; the office all of its region."""
    own = scoped(Upload.objects.all(), actor, Action.JOB_VIEW)
    return own | scoped(Upload.objects.all(), actor, Action.FORM_PROXY)


def own_upload(actor: Actor, key: UUID) -> Upload:
    """An upload the actor may work on.  Raises ``NotFound``."""
    row = seen_uploads(actor).select_related("round").filter(pk=key).first()
    if row is None or not actor.can(Action.FORM_PROXY if row.proxy else Action.FORM_FILL):
        raise NotFound
    return row


def round_ref(actor: Actor, key: UUID) -> RoundRef:
    """A round whose forms the actor may take in.  Raises ``NotFound``."""
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, key)
    there = {action for action in (Action.FORM_PROXY, Action.FORM_FILL) if any(one.region == row.region_id for one in reach(actor, action))}
    if not there or (row.state == RoundState.DRAFT and Action.FORM_PROXY not in there):
        raise NotFound
    return _ref(row)


def round_of(actor: Actor, form: UUID) -> UUID:
    """The round of a form the actor may take in.  Raises ``NotFound``, ``NotAllowed``."""
    action = Action.FORM_PROXY if actor.can(Action.FORM_PROXY) else Action.FORM_FILL
    return fetch(MonitoringForm.objects.only("round"), actor, action, form, seen_by=Action.FORM_VIEW).round_id


def _ref(row: Round) -> RoundRef:
    taking = row.state == RoundState.PUBLISHED or (row.state == RoundState.CLOSED and row.forms.filter(due__isnull=False).exists())
    return RoundRef(row.pk, row.name, row.year, row.as_of, taking, row.proxy)


def uploads(actor: Actor, round_id: UUID) -> tuple[UploadLine, ...]:
    """The log of a round, latest first."""
    rows = seen_uploads(actor).filter(round=round_ref(actor, round_id).id).order_by("-at", "-id")
    return tuple(
        UploadLine(row.pk, row.name, row.proxy, row.state, _worded(row.counts), row.by, row.at, row.applied_at) for row in rows[:200]
    )


def _worded(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((one.chinese, counts[one]) for one in Outcome if counts.get(one))


def upload(actor: Actor, key: UUID) -> UploadPage:
    """One upload with its forms, those that need a person first."""
    row = own_upload(actor, key)
    rows = row.entries.select_related("form__program__unit").order_by("position").defer("returned")
    entries = tuple(_entry(one) for one in rows)
    return UploadPage(
        row.pk, row.version, _ref(row.round), row.name, row.proxy, row.state, row.by, row.at, row.applied_at, row.job,
        row.person == actor.id, entries,
    )  # fmt: skip


def _entry(row: UploadEntry) -> EntryLine:
    form: Any = row.form
    return EntryLine(
        row.pk, row.position, row.name, row.sheet, Outcome(row.outcome), row.trouble, row.form_id,
        str(form.program) if form else "", form.program.unit.name if form else "",
        FormState(form.state).chinese if form else "",
        tuple(EntryChange(one["place"], one["before"], one["after"]) for one in row.changes),
        tuple(sorted(map(_finding, row.findings), key=lambda one: (one.mended, _GRAVITY.index(one.severity)))),
    )  # fmt: skip


def _finding(one: Mapping[str, Any]) -> EntryFinding:
    return EntryFinding(one["code"], one["severity"], one["cell"], one["subject"], one["sentence"], one["remedy"], one["state"] == "mended")


def choices(actor: Actor, key: UUID) -> tuple[Target, ...]:
    """Forms that a form of the upload may be of, by unit and name."""
    rows = writable(actor, own_upload(actor, key)).order_by("program__unit__code", "program__kind", "program__name")
    return tuple(Target(row.pk, row.program.unit.name, str(row.program)) for row in rows)


# ---- the desk


def desk(actor: Actor, round_id: UUID) -> Desk:
    """The 代录 desk: every unit of the round with its forms.  Raises ``NotFound``."""
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, round_id)
    require_region(actor, Action.FORM_PROXY, row.region_id)
    forms = (
        scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_PROXY)
        .exclude(state=FormState.EXEMPT)
        .select_related("program__unit__department")
        .defer("typed", "returned", "signatures", "answers")
        .order_by("program__unit__code", "program__unit", "program__kind", "program__code", "id")
    )
    return Desk(_ref(row), tuple(_units(row, forms)))


def _units(row: Round, forms: Iterable[MonitoringForm]) -> Iterable[DeskUnit]:
    held: dict[UUID, list[MonitoringForm]] = {}
    for form in forms:
        held.setdefault(form.program.unit_id, []).append(form)
    for own in held.values():
        unit = own[0].program.unit
        department = unit.department.name if unit.department else ""
        due = max(form.due or row.due_unit for form in own)
        yield DeskUnit(unit.pk, unit.name, department, tuple(_desk_form(form) for form in own), due)


def _desk_form(row: MonitoringForm) -> DeskForm:
    state = FormState(row.state)
    came = state.reported or row.saved_at is not None
    words = "已录入，未报送" if came and state is FormState.DRAFT else state.chinese if came else "未收到"
    return DeskForm(
        row.pk, str(row.program), row.program.code, row.state, words, ORIGINS.get(row.origin, ""), came, row.errors if came else 0,
        row.warnings if came else 0, row.saved_at,
    )  # fmt: skip
