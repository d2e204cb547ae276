"""Monitoring reports as their pages show them, restricted to what the actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.timezone import localtime

from hengji.apps.audit.queries import TrailLine, history
from hengji.apps.files.queries import FileRef, file_ref
from hengji.apps.monitoring import reporting
from hengji.apps.monitoring.models import MonitoringReport, Round
from hengji.apps.monitoring.reporting import Difference, Section
from hengji.apps.organisations.scope import fetch, scoped
from hengji.rules.access import Action, Actor, Role
from hengji.rules.lifecycle import Step, actions
from hengji.rules.lifecycles.monitoring import REPORT, ReportState, RoundState
from hengji.rules.waiting import Waiting

REPORT_TABS = ("mine", "open", "submitted", "accepted", "late", "all")
_OPEN = (ReportState.DRAFT, ReportState.RETURNED)
_SORTS = {"unit": ("unit__code", "program__code"), "due": ("round__report_due",), "submitted": ("submitted_at",), "state": ("state",)}
_NO_MEETING = dict.fromkeys(("on", "name", "chair", "minutes", "heard", "by"), "")
_JOINED = ("round", "unit__department", "program")


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in the list.  ``overdue``: not handed in and the day is over; ``late``: handed in after it."""

    id: UUID
    round: UUID
    round_name: str
    unit_name: str
    program_name: str
    state: str
    state_words: str
    due: datetime | None
    overdue: bool
    late: bool
    submitted_at: datetime | None
    differences: int
    sealed_words: str
    meeting: str


@dataclass(frozen=True, slots=True)
class ReportsFound:
    """A window of reports, how many there are, and how many by tab."""

    rows: tuple[ReportLine, ...]
    count: int
    tabs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RoundReports:
    """A round that asks for reports: how many should be there and are; ``unopened``: units whose report is not opened yet."""

    id: UUID
    name: str
    due: datetime | None
    reports: int
    handed_in: int
    accepted: int
    unopened: int
    closed: bool


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One report: its sections with data as they are now and what people wrote, the stamped PDF, where it and the forms disagree."""

    id: UUID
    version: int
    title: str
    round: UUID
    round_name: str
    year: int
    unit_name: str
    program_name: str
    outline_words: str
    outlines: tuple[tuple[str, str], ...]
    outline: str
    state: str
    state_words: str
    due: datetime | None
    overdue: bool
    late: bool
    submitted_at: datetime | None
    opinion: str
    decided_by: str
    decided_at: datetime | None
    closed: bool
    forms: int
    sections: tuple[Section, ...]
    explanation: str
    sealed: FileRef | None
    word: FileRef | None
    unread: str
    differences: tuple[Difference, ...]
    blanks: tuple[str, ...]
    meeting: Mapping[str, str]
    writable: bool
    may_draft: bool
    steps: tuple[Step, ...]
    log: tuple[TrailLine, ...]

    def step(self, action: str) -> Step | None:
        """The step of that name, where it can be taken now by this person."""
        return next((step for step in self.steps if step.action == action), None)


def reports(
    actor: Actor, year: int, now: datetime, tab: str = "all", *, text: str = "", round_id: UUID | None = None, sort: str = "",
    descending: bool = False, window: slice = slice(None),
) -> ReportsFound:  # fmt: skip
    """The reports of a year within reach, by tab (``REPORT_TABS``)."""
    rows = scoped(MonitoringReport.objects.filter(round__year=year), actor, Action.REPORT_VIEW)
    rows = rows.filter(round=round_id) if round_id else rows
    if text:
        rows = rows.filter(Q(unit__name__icontains=text) | Q(program__name__icontains=text) | Q(round__name__icontains=text))
    conditions = _tabs(actor, now)
    counts = rows.aggregate(**{key: Count("pk", filter=condition) for key, condition in conditions.items()})
    chosen = rows.filter(conditions.get(tab, Q()))
    order = [F(key).desc(nulls_last=True) if descending else F(key).asc(nulls_last=True) for key in _SORTS.get(sort, _SORTS["due"])]
    page = chosen.select_related(*_JOINED).order_by(*order, "unit__code", "pk")[window]
    return ReportsFound(tuple(_line(row, now) for row in page), counts.get(tab, 0), counts)


def _tabs(actor: Actor, now: datetime) -> dict[str, Q]:
    return {
        "mine": _mine(actor),
        "open": Q(state__in=_OPEN),
        "submitted": Q(state=ReportState.SUBMITTED),
        "accepted": Q(state=ReportState.ACCEPTED),
        "late": Q(late=True) | Q(state__in=_OPEN, submitted_at__isnull=True, round__report_due__lt=now),
        "all": Q(pk__isnull=False),
    }


def _mine(actor: Actor) -> Q:
    """Whose turn it is: to write for the unit's people (the office writes for them where a round is run without them), to receive for
    finance's."""
    wanted = Q(pk__in=[])
    writes = Q(state__in=_OPEN) & (Q(round__proxy=True) if Role.OFFICE in actor.roles else Q())
    for action, state in ((Action.REPORT_DRAFT, writes), (Action.REPORT_REVIEW, Q(state=ReportState.SUBMITTED))):
        own = scoped(MonitoringReport.objects.exclude(round__state=RoundState.CLOSED), actor, action).order_by().values("pk")
        wanted |= Q(pk__in=own) & state
    return wanted


def _line(row: MonitoringReport, now: datetime) -> ReportLine:
    return ReportLine(
        row.pk, row.round_id, row.round.name, row.unit.name, str(row.program) if row.program else "", row.state,
        ReportState(row.state).chinese, row.round.report_due, _overdue(row, now), row.late, row.submitted_at, len(row.differences),
        _sealed_words(row), f"{row.meeting['on']} {row.meeting['name']}" if row.meeting else "",
    )  # fmt: skip


def _overdue(row: MonitoringReport, now: datetime) -> bool:
    return row.state in _OPEN and row.submitted_at is None and row.round.report_due is not None and now > row.round.report_due


def _sealed_words(row: MonitoringReport) -> str:
    if row.sealed_id is None:
        return ""
    return "已读" if row.reading.get("read") else reporting.UNREAD


def asked_rounds(actor: Actor, year: int) -> tuple[RoundReports, ...]:
    """The rounds of a year that ask for reports, for whoever organises rounds; nothing for others."""
    if not actor.can(Action.ROUND_EDIT):
        return ()
    rows = scoped(Round.objects.filter(year=year).exclude(report_by="").exclude(state=RoundState.DRAFT), actor, Action.ROUND_EDIT)
    handed = Q(reports__state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED])
    counted = rows.annotate(
        all=Count("reports"), handed=Count("reports", filter=handed), done=Count("reports", filter=Q(reports__state=ReportState.ACCEPTED))
    )
    return tuple(
        RoundReports(
            row.pk, row.name, row.report_due, row.all, row.handed, row.done, len(reporting.wanted(row)), row.state == RoundState.CLOSED
        )
        for row in counted.order_by("as_of")
    )


def report_page(actor: Actor, report_id: UUID, now: datetime) -> ReportPage:
    """One report.  Raises ``NotFound``."""
    row = fetch(_rows(), actor, Action.REPORT_VIEW, report_id)
    may_draft = _may(actor, Action.REPORT_DRAFT, row)
    closed = row.round.state == RoundState.CLOSED
    rows, forms = reporting.forms_of(row), reporting.judged_forms(row)
    return ReportPage(
        id=row.pk, version=row.version, title=str(row), round=row.round_id, round_name=row.round.name, year=row.round.year,
        unit_name=row.unit.name, program_name=str(row.program) if row.program else "", outline_words=reporting.OUTLINES[row.outline],
        outlines=tuple(reporting.OUTLINES.items()), outline=row.outline, state=row.state, state_words=ReportState(row.state).chinese,
        due=row.round.report_due, overdue=_overdue(row, now), late=row.late, submitted_at=row.submitted_at, opinion=row.opinion,
        decided_by=row.decided_by, decided_at=row.decided_at, closed=closed, forms=len(forms),
        sections=reporting.sections_of(row, forms, rows), explanation=str(row.texts.get(reporting.EXPLAINED, "")),
        sealed=file_ref(row.sealed_id) if row.sealed_id else None,
        word=file_ref(row.word_id) if row.word_id else None, unread="" if row.reading.get("read") else str(row.reading.get("why", "")),
        differences=_differences(row, forms), meeting={**_NO_MEETING, **row.meeting},
        blanks=reporting.blanks_of(row, forms, rows) if row.state in _OPEN else (),
        writable=may_draft and row.state in _OPEN and not closed,
        may_draft=may_draft, steps=_steps(actor, row, closed), log=history(row.pk, 30),
    )  # fmt: skip


def _rows() -> QuerySet[MonitoringReport]:
    return MonitoringReport.objects.select_related("round", "unit__department__division", "program")


def _may(actor: Actor, action: Action, row: MonitoringReport) -> bool:
    return scoped(MonitoringReport.objects.filter(pk=row.pk), actor, action).exists()


def _steps(actor: Actor, row: MonitoringReport, closed: bool) -> tuple[Step, ...]:
    """What this person may do to it now."""
    found = []
    for step in actions(REPORT, row.state):
        own = step.judges and row.submitted_by == actor.id
        late = closed and step.action in ("submit", "return")
        if not own and not late and _may(actor, step.asks, row):
            found.append(step)
    return tuple(found)


def _differences(row: MonitoringReport, forms: Any) -> tuple[Difference, ...]:
    """As they are while it is written; as they were when it was handed in."""
    if row.state in _OPEN:
        return reporting.differences(row, forms)
    return tuple(Difference(**one) for one in row.differences)


def report_word(actor: Actor, report_id: UUID, on: date) -> tuple[str, bytes]:
    """The report as Word, with the data of now, bearing the day ``on``: its name and bytes.  Raises ``NotFound``."""
    row = fetch(_rows(), actor, Action.REPORT_VIEW, report_id)
    return f"{row.round.name}{row}", reporting.word_of(row, on)


def report_files(actor: Actor, report_id: UUID) -> tuple[FileRef | None, FileRef | None]:
    """The stamped PDF and the Word as handed in, where they are.  Raises ``NotFound``."""
    row = fetch(MonitoringReport.objects.all(), actor, Action.REPORT_VIEW, report_id)
    return tuple(file_ref(key) if key else None for key in (row.sealed_id, row.word_id))  # type: ignore[return-value]


def reports_waiting(actor: Actor, _on: date, most: int = 50) -> tuple[Waiting, ...]:
    """For the workbench: reports to write and to receive."""
    if not (actor.can(Action.REPORT_DRAFT) or actor.can(Action.REPORT_REVIEW)):
        return ()
    rows = scoped(MonitoringReport.objects.filter(_mine(actor)), actor, Action.REPORT_VIEW)
    rows = rows.exclude(submitted_by=actor.id, state=ReportState.SUBMITTED)
    return tuple(_waiting(row) for row in rows.select_related(*_JOINED).order_by("round__report_due", "unit__code")[:most])


def _waiting(row: MonitoringReport) -> Waiting:
    review = row.state == ReportState.SUBMITTED
    due = None if review or row.round.report_due is None else localtime(row.round.report_due).date()
    gist = f"{len(row.differences)}处与监控表不符" if review and row.differences else "被退回" if row.state == ReportState.RETURNED else ""
    return Waiting(
        due, "审核监控报告" if review else "撰写监控报告", str(row), row.round.name, gist, label="审核" if review else "撰写",
        url_name="reports-report", url_args=(str(row.pk),),
    )  # fmt: skip
