"""What a monitoring report is made of and held against: the forms it speaks of, its outline, its sentences beside theirs.

Reading and comparing only; what changes a report stands in ``operations.reports``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localtime

from hengji.apps.monitoring.contents import Strip
from hengji.apps.monitoring.judged import Judged, Many, case_of, judged, reconcile, rules_of
from hengji.apps.monitoring.known import JOINED, known_of
from hengji.apps.monitoring.models import MonitoringForm, MonitoringReport, Round
from hengji.apps.monitoring.places import Places, remarks
from hengji.apps.monitoring.whole import as_read
from hengji.papers.guarded import read_bytes
from hengji.papers.reports import read_report
from hengji.papers.word.monitoringreport import write_monitoring_report
from hengji.papers.workbook import Unreadable
from hengji.rules.document import Paragraph, Table
from hengji.rules.findings import Severity
from hengji.rules.findings.report_late import find as find_late
from hengji.rules.findings.report_mismatch import find_in as find_mismatches
from hengji.rules.forms import IndicatorRow
from hengji.rules.indicators import IndicatorJudgement
from hengji.rules.lifecycles.monitoring import EXEMPT
from hengji.rules.lights import Light
from hengji.rules.monitoringreport import OUTLINES, Facts, Measured, Meeting, Object, blanks, drawn, sections
from hengji.rules.periods import time_progress
from hengji.rules.programs import BASES, KINDS
from hengji.rules.refusals import StaleVersion
from hengji.rules.reports import Mismatch, Report, clipped, mismatches_in

__all__ = ["OUTLINES"]

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
    forms = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT).order_by("program__unit__code", "pk")
    columns = ("program_id", "program__unit_id", "program__unit__department_id", "program__competent_id")
    due = dict.fromkeys(_owner(row.report_by, *ids) for ids in forms.values_list(*columns))
    return [one for one in due if one not in there]


def _owner(by: str, program: UUID, unit: UUID, department: UUID | None, competent: UUID | None) -> tuple[UUID, UUID | None]:
    """Who reports on a form: the unit, the department it is under (``targets.objects.department_of``), or the unit by itself for this
    object."""
    return (competent or department or unit) if by == "department" else unit, program if by == "object" else None


def lineages(units: Collection[UUID]) -> set[UUID]:
    """The lineages of units."""
    rows = MonitoringReport._meta.get_field("unit").related_model
    return set(rows._default_manager.filter(pk__in=units).values_list("lineage", flat=True))


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


# ---------- what it says ----------


@dataclass(frozen=True, slots=True)
class Source:
    """A figure of a data paragraph: whose, what it is, how it reads, where it comes from; ``form`` leads there ("" of a sum), ``cell``
    to its row ("" of the whole form)."""

    whose: str
    what: str
    figure: str
    words: str
    form: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section as the page shows it: what the data say, and (where ``typed``) the box in which people write under it."""

    id: str
    level: int
    heading: str
    data: tuple[Paragraph | Table, ...]
    sources: tuple[Source, ...]
    typed: bool
    hint: str
    text: str


def facts_of(report: MonitoringReport, forms: Sequence[Judged], rows: Sequence[MonitoringForm], written: date | None) -> Facts:
    """What the report is drawn from; ``written`` is the day it bears."""
    rules = rules_of(report.round)
    objects = tuple(_object(row, one) for row, one in zip(rows, forms, strict=True))
    said = report.meeting
    meeting = Meeting(date.fromisoformat(said["on"]), said["name"], said["chair"], said["minutes"], said["heard"]) if said else None
    return Facts(
        report.unit.name, report.round.as_of, objects, time_progress(report.round.as_of), report.round.report_by == "department", written,
        meeting, rules.slightly, rules.clearly,
    )  # fmt: skip


_BASES = {words: base for base, words in BASES.items()}


def _object(row: MonitoringForm, one: Judged) -> Object:
    strip, form, texts = one.strip, one.form, row.typed.get("texts", {})
    places = Places(form, one.sheet)
    lights = one.examined.judgement.indicators
    return Object(
        key=str(row.program_id), kind=row.program.kind, name=str(row.program), unit=row.program.unit.name, budget=strip.budget,
        base=_BASES.get(strip.base_words, ""), executed=strip.executed, forecast=strip.forecast,
        money_source="单位自报" if strip.self_reported else "支付数据", pace=strip.achievement_pace,
        light=Light(strip.light).chinese if strip.light else "", verdict=strip.verdict,
        reasons=tuple(reason.rstrip("。") for reason in strip.reasons if not reason.startswith("双监控结论")),
        goal_actual=form.goal_actual or "", stage=texts.get("stage", ""),
        implementation=texts.get("implementation", ""), management=texts.get("management", ""),
        indicators=tuple(_measured(line, lit, places) for line, lit in zip(form.indicators, lights, strict=True)),
        problems=tuple(remark.sentence for remark in one.remarks if remark.severity is Severity.ERROR and not remark.dismissed),
    )  # fmt: skip


def _measured(line: IndicatorRow, lit: IndicatorJudgement, places: Places) -> Measured:
    texts = line.texts
    return Measured(
        line.subject, texts.get("target", ""), texts.get("actual", ""), lit.light.chinese if lit.light else "", lit.reason or "",
        texts.get("explanation", ""), texts.get("measures") or ("" if "note" in texts else texts.get("remark", "")),
        line.likelihood.chinese if line.likelihood else "", places.words(line.cells.get("actual")) if line.cells.get("actual") else "",
    )  # fmt: skip


def sections_of(report: MonitoringReport, forms: Sequence[Judged], rows: Sequence[MonitoringForm]) -> tuple[Section, ...]:
    """The report as its page shows it, with the data of now."""
    facts = facts_of(report, forms, rows, None)
    places = {KINDS["overall"] if row.program.kind == "overall" else str(row.program): str(row.pk) for row in rows}
    cells = {str(row.pk): _cells(one) for row, one in zip(rows, forms, strict=True)}
    return tuple(
        Section(
            one.place.id, one.place.level, one.heading, one.blocks,
            tuple(_source(figure, places.get(figure[0], ""), cells) for figure in one.figures), one.place.writable, one.place.hint,
            str(report.texts.get(one.place.id, "")),
        )
        for one in drawn(facts, report.outline, _typed_texts(report))
    )  # fmt: skip


def _source(figure: tuple[str, str, str, str], form: str, cells: Mapping[str, Mapping[str, str]]) -> Source:
    return Source(*figure, form=form, cell=cells.get(form, {}).get(figure[1], ""))


_MONEY_CELLS = {"执行率": "funds/total/executed", "已执行": "funds/total/executed", "预计全年执行": "funds/total/forecast"}
"""Where figures of money stand on a form's page."""


def _cells(one: Judged) -> dict[str, str]:
    """Where on the form's page a figure of its report stands, by what the report calls it."""
    keys = Places(one.form, one.sheet).rows
    rows = {line.subject: key for line, key in zip(one.form.indicators, keys, strict=True) if key}
    words = {"年度指标值": "target", "执行情况": "actual"}
    named = {f"{name}{said}": f"rows/{key}/{column}" for name, key in rows.items() for said, column in words.items()}
    return _MONEY_CELLS | named | _lights(one.strip)


def _lights(strip: Strip) -> dict[str, str]:
    """To counts of lights the first indicator that has it, to the weighted progress the one furthest behind."""
    found: dict[str, str] = {}
    for key, lit in strip.rows.items():
        found.setdefault(Light(lit.light).chinese if lit.light else "", f"rows/{key}/actual")
    paced = [(lit.pace, key) for key, lit in strip.rows.items() if lit.pace is not None]
    return found | ({"加权完成进度": f"rows/{min(paced)[1]}/actual"} if paced else {})


def typed_ids(report: MonitoringReport) -> frozenset[str]:
    """Ids of the paragraphs people write."""
    rows = [row.program for row in forms_of(report)]
    objects = [Object(str(one.pk), one.kind, str(one)) for one in rows]
    return frozenset(one.id for one in sections(report.outline, objects) if one.writable)


def typed_paragraphs(report: MonitoringReport, rows: Sequence[MonitoringForm]) -> Iterator[str]:
    """What people wrote, under the headings it stands under, so that it is told which object a sentence speaks of."""
    objects = [Object(str(row.program_id), row.program.kind, str(row.program)) for row in rows]
    for place in sections(report.outline, objects):
        text = str(report.texts.get(place.id, "")).strip() if place.writable else ""
        marks = {1: "一、", 2: "（一）", 3: "1."}
        if text or place.level < 3:
            yield f"{marks[place.level]}{place.title}"
        yield from (line.strip() for line in text.splitlines() if line.strip())


def written(report: MonitoringReport) -> bool:
    """Whether anybody wrote anything."""
    return any(str(text).strip() for key, text in report.texts.items() if key != EXPLAINED)


def blanks_of(report: MonitoringReport, forms: Sequence[Judged], rows: Sequence[MonitoringForm]) -> tuple[str, ...]:
    """What of the report is still open: sections nobody wrote in, causes nobody gave."""
    return blanks(facts_of(report, forms, rows, None), _typed_texts(report), report.outline)


def _typed_texts(report: MonitoringReport) -> dict[str, str]:
    return {key: str(text) for key, text in report.texts.items() if key != EXPLAINED}


def word_of(report: MonitoringReport, on: date) -> bytes:
    """The report as Word with the data of now; it bears the day ``on``."""
    rows, forms = forms_of(report), judged_forms(report)
    return write_monitoring_report(facts_of(report, forms, rows, on), _typed_texts(report), report.outline)


# ---------- the stamped PDF ----------


def read_sealed(name: str, content: bytes) -> dict[str, Any]:
    """What is read from a stamped PDF, in a process of its own: its paragraphs, or why it was not read (a scan has no text yet).

    Call it outside of any transaction."""
    try:
        found = read_bytes(partial(_read, name), content)
    except Unreadable as trouble:
        return {"name": name, "read": False, "why": f"{UNREAD}：{trouble.reason}"}
    return {
        "name": name, "read": True, "paragraphs": list(found.paragraphs[:_MOST_KEPT]), "unit": found.unit, "program": found.program,
        "names": list(found.names[:20]),
    }  # fmt: skip


def _read(name: str, content: bytes) -> Report:
    return read_report(content, name)


# ---------- against the forms, sentence by sentence ----------


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that a form does not bear out: where it stands (``source``), what it says, what the form says and in which cell
    (``cell``: part/row/column of its page, "" of none)."""

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
    """Every sentence of the texts and of the stamped PDF that the forms do not bear out, each once, with the places it stands in."""
    rows = forms_of(report)
    beside = list(forms) if forms is not None else judged_forms(report)
    said = list(_said(report, rows))
    sources, papers = [source for source, _ in said], [paper for _, paper in said]
    told: list[Difference] = []
    for row, one in zip(rows, beside, strict=True):
        places = Places(one.form, one.sheet)
        for found, positions in mismatches_in(papers, one.form, one.examined.judgement):
            told.append(_difference("、".join(sources[position] for position in positions), found, row, places))
    return tuple(told)


def _said(report: MonitoringReport, rows: Sequence[MonitoringForm]) -> Iterator[tuple[str, Report]]:
    """What people wrote under its headings, and the stamped PDF where it could be read."""
    name = str(report.program) if report.program else str(rows[0].program) if len(rows) == 1 else None
    if written(report):
        typed = tuple(typed_paragraphs(report, rows))
        yield _TYPED, Report(_TYPED, typed, report.unit.name, name, (name,) if name else ())
    if report.reading.get("read"):
        reading = report.reading
        names = tuple(reading.get("names", ()))
        yield _SEALED, Report(reading["name"], tuple(reading["paragraphs"]), reading.get("unit"), name or reading.get("program"), names)


def _difference(source: str, found: Mismatch, row: MonitoringForm, places: Places) -> Difference:
    said, at = found.statement, places.at(found.cell)
    return Difference(
        form=str(row.pk), program=str(row.program), source=source, sentence=clipped(said), figure=said.text.replace(" ", ""),
        what=found.what,
        on_form=found.on_form, cell=f"{at.part}/{at.row}/{at.column}" if at.part else "", place=places.words(found.cell),
    )  # fmt: skip


def found_in(report: MonitoringReport, received: datetime | None) -> Many:
    """What is wrong with a report as findings of its forms, as in ``hengji check``: sentences the forms do not bear out, and (on the first
    form) that it came late.  ``received`` None: it is not handed in, so nothing is wrong with it."""
    rows = forms_of(report)
    known = known_of(rows)
    papers = [paper for _, paper in _said(report, rows)] if received else []
    many: dict[UUID, tuple[MonitoringForm, Judged]] = {}
    for number, row in enumerate(rows):
        one, case = judged(row, known[row.pk]), case_of(row, known=known[row.pk])
        found = list(find_mismatches(case, papers))
        if number == 0 and case.roster and received:
            roster = replace(case.roster, report_due=_local(report.round.report_due), report_received=_local(received))
            found += find_late(replace(case, roster=roster))
        many[row.pk] = (row, replace(one, remarks=remarks(row, found, Places(one.form, one.sheet), known[row.pk])))
    return many


def keep_findings(many: Many, *, at: datetime) -> None:
    """Keep what ``found_in`` found, if the forms it was found beside are as they were.  Within the caller's transaction.

    Raises ``StaleVersion``."""
    if len(as_read(many)) < len(many):
        raise StaleVersion(0, None)
    reconcile(many, at=at, codes=frozenset({"report-mismatch", "report-late"}))


def _local(moment: datetime | None) -> datetime | None:
    """A moment as lists of the county have it."""
    return localtime(moment).replace(tzinfo=None) if moment else None
