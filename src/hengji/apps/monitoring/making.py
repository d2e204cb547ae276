"""The papers of a round made: facts of the house put into the words of ``rules`` and the files of ``papers``."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from hengji.apps.files.queries import open_bytes
from hengji.apps.monitoring.judged import rules_of
from hengji.apps.monitoring.known import JOINED, form_of, sheet_of
from hengji.apps.monitoring.models import Chase, MonitoringForm, MonitoringReport, Round
from hengji.apps.monitoring.objects import REPORTED, placed, scope_of, units_of
from hengji.apps.monitoring.packs import Subject, items, volumes, zipped
from hengji.apps.monitoring.papers import Material, money_in, stamp_words
from hengji.apps.monitoring.reporting import outline_of
from hengji.apps.monitoring.whole import writer_of
from hengji.apps.organisations.queries import region
from hengji.apps.targets.objects import department_of
from hengji.papers.layouts import layout_of
from hengji.papers.word.brief import write_brief
from hengji.papers.word.circular import write_circular
from hengji.papers.word.letter import write_letters
from hengji.papers.word.notice import write_notice
from hengji.papers.word.pdf import converter, to_pdf
from hengji.papers.writing.cells import file_name
from hengji.papers.writing.consolidated import write_consolidated
from hengji.papers.writing.feedback import feedback_files, write_one
from hengji.papers.writing.form import write_form
from hengji.papers.writing.problems import write_problems
from hengji.rules.access import Actor
from hengji.rules.brief import Brief, Ranked
from hengji.rules.chaseletter import Letter, MissingForm
from hengji.rules.circular import KIND_WORDS, Issue, budget_of, monitored, trusted
from hengji.rules.filling import REQUIRED_WORDS
from hengji.rules.forms import Form, FundRow, Kind
from hengji.rules.lifecycles.monitoring import EXEMPT, RETURNED, Emphasis, ReportState
from hengji.rules.lights import Light
from hengji.rules.money import half_up
from hengji.rules.notice import Notice, NoticeObject
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.results import Examined, RoundResult
from hengji.rules.rounds import changed_words, scope_words
from hengji.rules.targetpapers import office_of

_ANSWERED_AFTER = timedelta(days=5)
"""Until when a letter asks for what is missing."""
_LAGGING = (Light.RED, Light.YELLOW)
Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What a maker is handed: who asked for which round, when, about which object or form, the material, and what only the bureau knows
    (``operations.papers.ask_paper``)."""

    actor: Actor
    round: Round
    material: Material
    at: datetime
    about: UUID | None
    told: Told
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def county(self) -> str:
        return region(self.actor).name

    @property
    def day(self) -> date:
        """The day a paper bears: of a closed round the day it was closed."""
        return localtime(self.round.closed_at or self.at).date()


@dataclass(frozen=True, slots=True)
class Made:
    """A paper made: its kind and title, the name of its file, its bytes."""

    kind: str
    title: str
    name: str
    content: bytes


def make(kind: str, work: Work) -> Iterator[Made]:
    """The paper of a kind; some come in several files.  Raises ``Refused`` ``paper-nothing``, ``paper-template-broken``."""
    return _MAKERS[kind](work)


def wants_material(kind: str) -> bool:
    """Whether the forms must be judged for it."""
    return kind not in ("notice", "letters")


def _named(work: Work, kind: str, words: str, ending: str, content: bytes) -> Made:
    title = f"{work.round.name}{words}"
    return Made(kind, title, f"{file_name(title, set())}.{ending}", content)


# ---------- Word ----------


def _notice(work: Work) -> Iterator[Made]:
    yield _named(work, "notice", "通知", "docx", write_notice(notice_of(work.round, work.county)))


def notice_of(row: Round, county: str) -> Notice:
    """What the notice says: before the round is published of the objects in scope, then of those asked."""
    units = units_of(row.region_id, row.year, [UUID(str(key)) for key in (*row.units, *row.key_units)])
    names = {str(lineage): unit.name for lineage, unit in units.items()}
    fund = row.fund.name if row.fund else ""
    objects, scope = tuple(_objects(row)), scope_of(row)
    kinds = scope.kinds or frozenset(one.kind for one in objects)  # of no kind in particular: of those there are
    return Notice(
        county=county, name=row.name, as_of=row.as_of, emphasis=Emphasis(row.emphasis),
        scope=scope_words(replace(scope, kinds=kinds), fund, [names[str(key)] for key in row.units if str(key) in names]),
        due_unit=_day(row.due_unit) or row.as_of, due_department=_day(row.due_department), due_division=_day(row.due_division),
        number=row.document, fund=fund, key_units=tuple(names[str(key)] for key in row.key_units if str(key) in names),
        objects=objects, outline=outline_of(row), report_by=row.report_by, report_due=_day(row.report_due),
        required=tuple(REQUIRED_WORDS[code] for code in row.required if code in REQUIRED_WORDS),
        changed=changed_words(rules_of(row), row.changes), answer_days=row.answer_days, proxy=row.proxy, on=_day(row.published_at),
    )  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None


def _objects(row: Round) -> Iterator[NoticeObject]:
    forms = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT)
    keys = forms.values_list("program", flat=True) if row.published_at else [one.id for one in placed(row) if not one.why_not]
    programs: Any = MonitoringForm._meta.get_field("program").related_model
    rows = programs._default_manager.filter(pk__in=list(keys)).select_related("unit__department", "competent")
    lineages = {str(key) for key in row.key_units}
    for one in rows.annotate(money=money_in(row, "lines")).order_by("unit__code", "code", "pk"):
        department = department_of(one)
        key = str(department.lineage) in lineages or str(one.unit.lineage) in lineages
        yield NoticeObject(one.unit.name, str(one), one.kind, one.money, department.name, key)


def _circular(work: Work) -> Iterator[Made]:
    template = open_bytes(work.round.template_id) if work.round.template_id else None
    word = write_circular(work.material.result, office=office_of(work.county), issue=issue_of(work), template=template)
    yield _named(work, "circular", "情况通报", "docx", word)
    work.told(2, 3, "正在转成 PDF")
    if (pdf := to_pdf(word)) is not None:
        yield _named(work, "circular-pdf", "情况通报", "pdf", pdf)


def issue_of(work: Work) -> Issue:
    """What the round knows that forms do not."""
    row, kept = work.round, work.material.kept
    return Issue(
        name=row.name, notice=row.document, number=work.said.get("number", ""), on=_said_day(work, "on"),
        rectify_by=_said_day(work, "rectify_by"), answer_days=row.answer_days, fund=row.fund.name if row.fund else "", covered=kept.covered,
        exempt=kept.coverage.exempt, place=next((word for word in ("县", "区", "市", "旗") if work.county.endswith(word)), "县"),
    )  # fmt: skip


def _said_day(work: Work, name: str) -> date | None:
    text = work.said.get(name)
    return date.fromisoformat(text) if text else None


def _brief(work: Work) -> Iterator[Made]:
    yield _named(work, "brief", "简报", "docx", write_brief(brief_of(work)))


def brief_of(work: Work) -> Brief:
    """The brief of the kind most objects are of: money of several kinds is never one figure."""
    row, kept, rules = work.round, work.material.kept, work.material.result.rules
    forms = monitored(kept.result)
    kinds = Counter(one.form.kind for one in forms)
    kind = max(kinds, key=lambda one: (kinds[one], one is Kind.MONITORING), default=Kind.MONITORING)
    sums = kept.result.totals.by_kind.get(kind)
    money = trusted(kind, sums, kept.result) if sums else None
    lights = Counter(one.judgement.overall for one in forms if one.judgement.overall)
    return Brief(
        county=work.county, name=row.name, as_of=row.as_of, coverage=kept.coverage, kind=KIND_WORDS[kind],
        budget=money.adjusted if money else None, executed=money.executed if money else None, counted=kinds[kind],
        time_progress=kept.result.time_progress,
        lights=tuple((light, lights[light]) for light in Light if lights[light]), ranked=tuple(_ranked(one) for one in forms),
        left=kept.left.get(kind), on=work.day, slightly=rules.slightly, clearly=rules.clearly,
    )  # fmt: skip


def _ranked(one: Examined) -> Ranked:
    judged = one.judgement
    return Ranked(
        one.object, one.unit, budget_of(one), judged.execution.rate, judged.execution.pace, judged.achievement.pace, judged.overall,
        _cause(one),
    )  # fmt: skip


def _cause(one: Examined) -> str:
    """The unit's own explanation of its first lagging indicator."""
    rows = zip(one.form.indicators, one.judgement.indicators, strict=True)
    return next((row.explanation for row, lit in rows if lit.light in _LAGGING and row.explanation), "")


def _letters(work: Work) -> Iterator[Made]:
    letters = letters_of(work)
    if not letters:
        raise Refused("paper-nothing", why="没有逾期未报的单位")
    yield _named(work, "letters", "催报函", "docx", write_letters(letters))


def letters_of(work: Work) -> tuple[Letter, ...]:
    """One letter for every unit with a form past its day."""
    row = work.round
    rows = MonitoringForm.objects.filter(round=row).exclude(state=EXEMPT).exclude(state__in=REPORTED).select_related(*JOINED)
    overdue = [form for form in rows.order_by("program__unit__code", "program__code", "pk") if (form.due or row.due_unit) < work.at]
    units: dict[UUID, list[MonitoringForm]] = {}
    for form in overdue:
        units.setdefault(form.program.unit_id, []).append(form)
    chased = Counter(Chase.objects.filter(round=row).values_list("unit", flat=True))
    return tuple(_letter(work, forms, chased[unit]) for unit, forms in units.items())


def _letter(work: Work, forms: Sequence[MonitoringForm], chased: int) -> Letter:
    row, unit = work.round, forms[0].program.unit
    above = {department_of(form.program).name for form in forms} - {unit.name}
    today = localtime(work.at).date()
    return Letter(
        county=work.county, unit=unit.name, round=row.name, forms=tuple(_missing(form, today) for form in forms), notice=row.document,
        until=today + _ANSWERED_AFTER, copies=tuple(sorted(above)), report=_report_missing(row, forms, work.at), chased=chased, on=today,
    )  # fmt: skip


def _missing(form: MonitoringForm, today: date) -> MissingForm:
    due = localtime(form.due or form.round.due_unit).date()
    return MissingForm(str(form.program), due, max(0, (today - due).days), "已退回待改" if form.state == RETURNED else "")


def _report_missing(row: Round, forms: Sequence[MonitoringForm], at: datetime) -> bool:
    if not row.report_by or row.report_due is None or at <= row.report_due:
        return False
    came = set(
        MonitoringReport.objects.filter(round=row, state__in=[ReportState.SUBMITTED, ReportState.ACCEPTED]).values_list("unit", "program")
    )
    return any(writer_of(form, row.report_by) not in came for form in forms if row.report_by != "department" or _own(form))


def _own(form: MonitoringForm) -> bool:
    """Whether the unit itself writes the department's report."""
    return bool(department_of(form.program).pk == form.program.unit_id)


# ---------- Excel ----------


def _through(write: Callable[[Path], object], ending: str = "xlsx") -> bytes:
    with tempfile.TemporaryDirectory(prefix="hengji-paper-") as scratch:
        path = Path(scratch) / f"paper.{ending}"
        write(path)
        return path.read_bytes()


def _consolidated(work: Work) -> Iterator[Made]:
    yield _named(work, "consolidated", "汇总表", "xlsx", _through(lambda path: write_consolidated(work.material.result, path)))


def _typed(result: RoundResult) -> frozenset[str]:
    """The names that stand for the files of forms filled in on a page (``whole.round_result``)."""
    forms = (one.form for one in result.examined if one.form.sheet == one.form.kind.paper)
    return frozenset(form.file for form in forms if form.file.startswith(f"{form.program.unit}："))


def _problems(work: Work) -> Iterator[Made]:
    result = work.material.result
    yield _named(work, "problems", "问题清单", "xlsx", _through(lambda path: write_problems(result, path, typed=_typed(result))))


def _feedback(work: Work) -> Iterator[Made]:
    with tempfile.TemporaryDirectory(prefix="hengji-paper-") as scratch:
        files = feedback_files(work.material.result, Path(scratch))
        if not files:
            raise Refused("paper-nothing", why="没有单位需要答复")
        for done, (item, path) in enumerate(files):
            work.told(done, len(files), "正在生成反馈单")
            write_one(item, work.material.result, path)
        content = zipped((path.name, path.read_bytes()) for _, path in files)
    yield _named(work, "feedback", "反馈单", "zip", content)


def _prints(work: Work) -> Iterator[Made]:
    forms = monitored(work.material.result)
    if not forms:
        raise Refused("paper-nothing", why="还没有单位报送监控表")
    taken: set[str] = set()
    files = []
    for done, one in enumerate(forms):
        work.told(done, len(forms), "正在生成打印件")
        files.append((f"{file_name(f'{one.unit}-{one.object}', taken)}.xlsx", official(one.form)))
    yield _named(work, "prints", "监控表打印件", "zip", zipped(files))


def official(form: Form) -> bytes:
    """A form in its official layout as Excel, for printing: nothing locked, the rate worked out where nobody typed one."""
    shown = replace(form, funds=tuple(_with_rate(row, form.prescribed_base) for row in form.funds))
    return _through(lambda path: write_form(layout_of(form), shown, path, lock=False))


def _with_rate(row: FundRow, base: str) -> FundRow:
    budget = row.amount(base)
    if row.stated_rate is not None or row.executed is None or not budget:
        return row
    return replace(row, stated_rate=half_up(row.executed / budget, 4))


def printed(row: MonitoringForm) -> bytes:
    """A kept form (joined) in its official layout."""
    return official(form_of(row, sheet_of(row), row.typed))


def _pack(work: Work) -> Iterator[Made]:
    row, about = work.round, ""
    if work.about is not None:
        form = MonitoringForm.objects.filter(round=row, program=work.about).select_related("program").first()
        if form is None:
            raise NotFound
        about = f"（{form.program}）"
    subject = Subject(row, work.about, work.actor, work.at, _printer(row))
    title = f"{row.name}审计资料包{about}"
    facts = [stamp_words(work.material.stamp), f"{localtime(work.at):%Y-%m-%d %H:%M}　{work.actor.name}生成"]
    for volume in volumes(title, items(subject), facts):
        number = "" if volume.last and volume.number == 1 else f"第{volume.number}册"
        yield Made("pack", title + number, f"{file_name(title + number, set())}.zip", volume.content)


def _printer(row: Round) -> Callable[[MonitoringForm], bytes]:
    def write(form: MonitoringForm) -> bytes:
        return printed(MonitoringForm.objects.select_related(*JOINED).get(pk=form.pk))

    return write


_MAKERS: Mapping[str, Callable[[Work], Iterator[Made]]] = {
    "notice": _notice, "circular": _circular, "brief": _brief, "consolidated": _consolidated, "problems": _problems,
    "feedback": _feedback, "letters": _letters, "prints": _prints, "pack": _pack,
}  # fmt: skip


def without_pdf() -> bool:
    """Whether this machine cannot turn Word into PDF."""
    return converter() is None
