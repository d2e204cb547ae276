"""The papers of a round: which there can be, which were made, from which data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hengji.apps.files.queries import FileRef, file_ref
from hengji.apps.monitoring import papers
from hengji.apps.monitoring.contents import PARTS
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.known import JOINED
from hengji.apps.monitoring.making import printed
from hengji.apps.monitoring.models import MonitoringForm, Round, RoundPaper
from hengji.apps.monitoring.queries.rounds import visible
from hengji.apps.organisations.scope import fetch, scoped
from hengji.papers.layouts import layout_for
from hengji.rules.access import Action, Actor
from hengji.rules.filling.sheet import TEXT_WORDS
from hengji.rules.forms import Form
from hengji.rules.lifecycles.monitoring import FormState, RoundState
from hengji.rules.lights import Light
from hengji.rules.periods import period_word


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper that was made: when, by whom, from which data and rules (``source``)."""

    id: UUID
    kind: str
    kind_words: str
    title: str
    name: str
    size: int
    sha256: str
    made_at: datetime
    made_by: str
    source: str


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A paper that can be made; ``why`` says why not now; ``latest`` is the last one made."""

    kind: str
    title: str
    note: str
    why: str
    latest: MadePaper | None


@dataclass(frozen=True, slots=True)
class RoundPapers:
    """The papers' page of a round.  ``template`` is the county's own .docx of the circular; ``kept``: the data were kept at closing;
    ``circular``: what was said of the circular last (``Round.circular``)."""

    round: UUID
    version: int
    name: str
    year: int
    state: str
    state_words: str
    document: str
    template: str
    kept: bool
    undecided: int
    where: str
    choices: tuple[PaperChoice, ...]
    made: tuple[MadePaper, ...]
    objects: tuple[tuple[str, str], ...]
    may_make: bool
    circular: Mapping[str, str]
    answer_days: int


def round_papers(actor: Actor, round_id: UUID) -> RoundPapers:
    """The papers of a round, the latest first; leaders read and fetch them, the office makes them.  Raises ``NotFound``."""
    row = fetch(visible(actor).select_related("template"), actor, Action.PAPER_VIEW, round_id)
    makes = scoped(Round.objects.filter(pk=row.pk), actor, Action.ROUND_EDIT).exists()
    made = tuple(_made(one) for one in RoundPaper.objects.filter(round=row).select_related("file").order_by("-made_at", "-pk")[:200])
    count, where = papers.undecided(row)
    latest = {one.kind: one for one in reversed(made)}
    return RoundPapers(
        row.pk, row.version, row.name, row.year, row.state, RoundState(row.state).chinese, row.document,
        row.template.name if row.template else "", papers.KEPT in row.figures, count, where, _choices(row, count, where, latest), made,
        _objects(row) if makes else (), makes, dict(row.circular), row.answer_days,
    )  # fmt: skip


def _objects(row: Round) -> tuple[tuple[str, str], ...]:
    """The objects of the round, for a pack of one: id and name with its unit."""
    forms = MonitoringForm.objects.filter(round=row).select_related("program__unit").order_by("program__unit__code", "program__code", "pk")
    return tuple((str(form.program_id), f"{form.program.unit.name}　{form.program}") for form in forms)


def _choices(row: Round, count: int, where: str, latest: Mapping[str, MadePaper]) -> tuple[PaperChoice, ...]:
    found = []
    for kind, one in papers.PAPERS.items():
        why = "批次发布后才能生成" if row.state == RoundState.DRAFT and not one.before else ""
        why = why or (f"还有{count}处错误、疑点没有认定（{where}）" if one.names and count else "")
        found.append(PaperChoice(kind, one.title, one.note, why, latest.get(kind)))
    return tuple(found)


def _made(row: RoundPaper) -> MadePaper:
    words = papers.title_of(row.kind)
    source = papers.stamp_words(row.stamp)
    return MadePaper(row.pk, row.kind, words, row.title, row.file.name, row.file.size, row.file.sha256, row.made_at, row.made_by, source)


def paper_file(actor: Actor, paper_id: UUID) -> FileRef:
    """The file of a paper that was made.  Raises ``NotFound``."""
    return file_ref(fetch(RoundPaper.objects.filter(round__in=visible(actor)), actor, Action.PAPER_VIEW, paper_id).file_id)


def template_file(actor: Actor, round_id: UUID) -> FileRef | None:
    """The county's own template of a round's circular; None where there is none.  Raises ``NotFound``."""
    key = fetch(Round.objects.all(), actor, Action.ROUND_EDIT, round_id).template_id
    return file_ref(key) if key else None


# ---------- one form on paper ----------


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    """A part signed."""

    part: str
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class FormPrint:
    """A form as it is printed: the official rows, what was typed beside them, the verdict, who signed, and the stamp."""

    id: UUID
    title: str
    period: str
    year: int
    program: str
    code: str
    department: str
    unit: str
    state_words: str
    form: Form
    verdict: str
    reasons: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    signatures: tuple[PrintedSignature, ...]
    document: str
    digest: str
    source: str


def form_print(actor: Actor, form_id: UUID) -> FormPrint:
    """A form for printing.  Raises ``NotFound``."""
    row = fetch(MonitoringForm.objects.select_related(*JOINED), actor, Action.FORM_VIEW, form_id)
    one = judged(row)
    texts = row.typed.get("texts", {})
    shown = ("stage", "implementation", "management")
    light = f"综合{Light(one.strip.light).chinese}" if one.strip.light else ""
    return FormPrint(
        row.pk, layout_for(one.form.kind).title.replace("{year}", str(row.round.year)), period_word(row.round.as_of), row.round.year,
        str(row.program), row.program.code, one.sheet.department, one.sheet.unit, FormState(row.state).chinese, one.form,
        "，".join(filter(None, (light, one.strip.verdict))), tuple(why for why in one.strip.reasons if not why.startswith("双监控结论")),
        tuple((TEXT_WORDS[key], texts[key]) for key in shown if texts.get(key)),
        tuple(PrintedSignature(PARTS.get(said["part"], said["part"]), said["name"], said["at"]) for said in row.signatures),
        row.revision.document if row.revision else "", row.revision.digest if row.revision else "",
        papers.stamp_words(papers.stamp_of(row.round)),
    )  # fmt: skip


def form_sheet(actor: Actor, form_id: UUID) -> tuple[str, bytes]:
    """A form in its official layout as Excel: its title and bytes.  Raises ``NotFound``."""
    row = fetch(MonitoringForm.objects.select_related(*JOINED), actor, Action.FORM_VIEW, form_id)
    return f"{row.program.unit.name}{row.program}绩效监控表", printed(row)
