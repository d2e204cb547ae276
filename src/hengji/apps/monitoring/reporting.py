"""What a monitoring report is made of and held against: the forms it speaks of, its outline, its sentences beside theirs.

Reading and comparing only; what changes a report stands in ``operations.reports``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q

from hengji.apps.monitoring.judged import JOINED, Judged, Places, judged, known_of
from hengji.apps.monitoring.models import MonitoringForm, MonitoringReport, Round
from hengji.apps.targets.objects import department_of
from hengji.papers.guarded import read_bytes
from hengji.papers.reports import read_report
from hengji.papers.workbook import Unreadable
from hengji.rules.lifecycles.monitoring import EXEMPT
from hengji.rules.reports import Mismatch, Report, clipped, mismatches

EXPLAINED = "differences"
"""The text in which a unit explains sentences that the forms do not bear out."""
UNREAD = "未读"
_TYPED, _SEALED = "本页文字", "盖章件"
_ORDER = ("overall", "project", "transfer")
_MOST_KEPT = 2000
"""Paragraphs kept of a stamped PDF."""


# ---------- which reports, on which forms ----------


def wanted(row: Round) -> list[tuple[UUID, UUID | None]]:
    """Unit and object of every report the round asks for and that is not there yet."""
    there = set(MonitoringReport.objects.filter(round=row).values_list("unit_id", "program_id"))
    forms = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT).select_related(*JOINED).order_by("program__unit__code", "pk")
    due = dict.fromkeys(_owner(form, row.report_by) for form in forms)
    return [one for one in due if one not in there]


def _owner(form: MonitoringForm, by: str) -> tuple[UUID, UUID | None]:
    """Who reports on a form: the unit, the department it is under, or the unit by itself for this object."""
    program: Any = form.program
    unit = department_of(program) if by == "department" else program.unit
    return unit.pk, form.program_id if by == "object" else None


def lineages(units: Collection[UUID]) -> set[UUID]:
    """The lineages of units."""
    rows = MonitoringReport._meta.get_field("unit").related_model
    return set(rows._default_manager.filter(pk__in=units).values_list("lineage", flat=True))  # type: ignore[union-attr]


def forms_of(report: MonitoringReport) -> list[MonitoringForm]:
    """The forms a report speaks of, joined, overall spending first."""
    rows = MonitoringForm.objects.filter(_speaks_of(report), round=report.round_id).exclude(state=EXEMPT).select_related(*JOINED)
    return sorted(rows.order_by("program__code", "pk"), key=lambda form: _ORDER.index(form.program.kind))


def _speaks_of(report: MonitoringReport) -> Q:
    """The same as ``_owner``, asked of the database."""
    if report.program_id:
        return Q(program=report.program_id)
    if report.round.report_by != "department":
        return Q(program__unit=report.unit_id)
    own = Q(program__unit__department=report.unit_id) | Q(program__unit__department__isnull=True, program__unit=report.unit_id)
    return Q(program__competent=report.unit_id) | Q(program__competent__isnull=True) & own


def judged_forms(report: MonitoringReport) -> list[Judged]:
    """The forms of a report as the engine judges them now."""
    forms = forms_of(report)
    known = known_of(forms)
    return [judged(form, known[form.pk]) for form in forms]


def outline_of(row: Round) -> str:
    """The outline a round's reports follow: C's where departments report on all they have, else Y's."""
    return "huichang" if row.report_by == "department" else "huangyuan"


def sections(outline: str) -> frozenset[str]:
    """Ids of the paragraphs people write in an outline."""
    return frozenset()


def typed_paragraphs(report: MonitoringReport) -> Iterator[str]:
    """What people wrote, under its headings."""
    yield from (line for text in report.texts.values() for line in str(text).splitlines() if line.strip())


def written(report: MonitoringReport) -> bool:
    """Whether anybody wrote anything."""
    return any(str(text).strip() for key, text in report.texts.items() if key != EXPLAINED)


# ---------- the stamped PDF ----------


def read_sealed(name: str, content: bytes) -> dict[str, Any]:
    """What is read from a stamped PDF, in a process of its own: its paragraphs, or why it was not read (a scan has no text yet).

    Call it outside of any transaction."""
    try:
        found = read_bytes(partial(_read, name), content)
    except Unreadable as trouble:
        return {"name": name, "read": False, "why": f"{UNREAD}：{trouble}"}
    return {
        "name": name, "read": True, "paragraphs": list(found.paragraphs[:_MOST_KEPT]), "unit": found.unit, "program": found.program,
        "names": list(found.names[:20]),
    }  # fmt: skip


def _read(name: str, content: bytes) -> Report:
    return read_report(content, name)


# ---------- against the forms, sentence by sentence ----------


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that a form does not bear out: where it stands (``source``), what it says, what the form says and in which cell."""

    form: str
    program: str
    source: str
    sentence: str
    figure: str
    what: str
    on_form: str
    cell: str
    place: str

    def kept(self) -> dict[str, str]:
        """As the row keeps it."""
        return asdict(self)

    @property
    def message(self) -> str:
        return f"{self.source}写“{self.sentence}”，所写{self.what}{self.figure}与监控表的{self.on_form}不符。"


def differences(report: MonitoringReport, forms: Sequence[Judged] | None = None) -> tuple[Difference, ...]:
    """Every sentence of the texts and of the stamped PDF that the forms do not bear out, each once."""
    rows = forms_of(report)
    beside = list(forms) if forms is not None else judged_forms(report)
    told: dict[tuple[str, ...], Difference] = {}
    for source, paper in _said(report, rows):
        for row, one in zip(rows, beside, strict=True):
            for found in _against(source, paper, row, one):
                told.setdefault((found.form, found.figure, found.what, found.sentence), found)
    return tuple(told.values())


def _said(report: MonitoringReport, rows: Sequence[MonitoringForm]) -> Iterator[tuple[str, Report]]:
    """What people wrote under its headings, and the stamped PDF where it could be read."""
    name = str(report.program) if report.program_id else None
    typed = tuple(typed_paragraphs(report))
    if typed:
        yield _TYPED, Report("", typed, report.unit.name, name, (name,) if name else ())
    if report.reading.get("read"):
        reading = report.reading
        names = tuple(reading.get("names", ()))
        yield _SEALED, Report(reading["name"], tuple(reading["paragraphs"]), reading.get("unit"), name or reading.get("program"), names)


def _against(source: str, paper: Report, row: MonitoringForm, one: Judged) -> Iterator[Difference]:
    places = Places(one.form, one.sheet)
    for found in mismatches(paper, one.form, one.examined.judgement):
        yield _difference(source, found, row, places)


def _difference(source: str, found: Mismatch, row: MonitoringForm, places: Places) -> Difference:
    said = found.statement
    return Difference(
        form=str(row.pk), program=str(row.program), source=source, sentence=clipped(said), figure=said.text, what=found.what,
        on_form=found.on_form, cell=found.cell or "", place=places.words(found.cell),
    )  # fmt: skip
