"""One form with everything its pages show; the queue of a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localtime

from hengji.apps.monitoring.contents import PARTS, Lit, Note, Remark
from hengji.apps.monitoring.judged import Judged, due_of, judged
from hengji.apps.monitoring.known import JOINED, NARROW, Known, known_of
from hengji.apps.monitoring.models import Evidence, FormFinding, FormStep, FundResult, MonitoringForm
from hengji.apps.monitoring.objects import writable as running
from hengji.apps.monitoring.operations.filling import OPEN, digest, proxied
from hengji.apps.monitoring.operations.route import unclean
from hengji.apps.monitoring.queries.formfacts import (
    EvidenceFact,
    FindingFact,
    FormPage,
    FundCells,
    IndicatorCells,
    ReviewChange,
    ReviewPage,
    SeenForm,
    SignatureFact,
    StepFact,
)
from hengji.apps.monitoring.queries.problems import facts_of, finding, undecided
from hengji.apps.monitoring.queries.reviewing import beside, next_in_queue, queue
from hengji.apps.monitoring.ways import cycle_of, stands, stands_in
from hengji.apps.organisations.scope import fetch, fetching, within
from hengji.apps.records.written import written
from hengji.apps.targets.objects import department_of, finance_divisions
from hengji.rules.access import Action, Actor
from hengji.rules.filling import TABLES, TEXT_CELLS, TOTAL, Proposed, SheetIndicator, changes, proposed
from hengji.rules.forms import Kind
from hengji.rules.lifecycle import Side, Step, actions, whose_work
from hengji.rules.lifecycles.monitoring import Emphasis, RoundState
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.rounds import standing

__all__ = ["evidence", "finding", "form_page", "name_of", "next_in_queue", "queue", "review_page", "undecided", "version_of"]
_PAPERS = {
    Kind.MONITORING: "项目支出绩效目标执行监控表",
    Kind.OVERALL_MONITORING: "部门整体支出绩效目标执行监控表",
    Kind.TRANSFER_MONITORING: "转移支付绩效目标执行监控表",
}
_NEVER_HERE = (Action.ROUND_EDIT,)
"""Steps that are taken on pages of their own."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A form with what its page is made of."""

    row: MonitoringForm
    one: Judged
    steps: tuple[FormStep, ...]
    evidence: Mapping[str, tuple[EvidenceFact, ...]]


def form_page(actor: Actor, key: UUID, now: datetime) -> FormPage:
    """A form as it is filled.  Raises ``NotFound``."""
    return _page(actor, _seen(actor, key), now)


def review_page(actor: Actor, key: UUID, now: datetime) -> ReviewPage:
    """A form as it is reviewed: what changed since, findings with their lives, the next of the queue.  Raises ``NotFound``."""
    seen = _seen(actor, key)
    page = _page(actor, seen, now)
    before, after, place, count = beside(actor, seen.row)
    return ReviewPage(page, _since(actor, seen), _findings(actor, seen), after, before, place, count, not unclean(seen.row))


def version_of(actor: Actor, key: UUID) -> int:
    """The version a form now has.  Raises ``NotFound``."""
    return fetch(MonitoringForm.objects.all(), actor, Action.FORM_VIEW, key).version


def name_of(actor: Actor, key: UUID) -> str:
    """What a form is about.  Raises ``NotFound``."""
    return str(fetch(MonitoringForm.objects.select_related("program"), actor, Action.FORM_VIEW, key).program)


def evidence(actor: Actor, key: UUID) -> EvidenceFact:
    """A paper of a form; its bytes come from ``files``.  Raises ``NotFound``."""
    return _paper(fetch(Evidence.objects.select_related("file"), actor, Action.FORM_VIEW, key))


_DIVISION = "program__unit__department__division"
_SHOWN = (
    *(f"{_DIVISION}__lineage", f"{_DIVISION}__name", "round__document", "round__year", "revision__number", "revision__document"),
    *("exempt_why", "saved_at", "submitted_at", "submitted_by", "executed", "light", "errors", "warnings"),
)
"""The columns a page needs beyond those of a save."""


_form = fetching(MonitoringForm.objects.select_related(*JOINED, _DIVISION).only(*NARROW, *_SHOWN))
_within = within(MonitoringForm.objects.all())


def _seen(actor: Actor, key: UUID) -> _Seen:
    row = _form(actor, Action.FORM_VIEW, key)
    papers: dict[str, tuple[EvidenceFact, ...]] = {}
    for one in _papers(row.pk):
        papers[one.row] = (*papers.get(one.row, ()), _paper(one))
    return _Seen(row, judged(row, known_of([row])[row.pk]), tuple(_steps(row.pk)), papers)


@written
def _papers(form: UUID) -> QuerySet[Evidence]:
    return Evidence.objects.filter(form=form).select_related("file").order_by("pk")


@written
def _steps(form: UUID) -> QuerySet[FormStep]:
    return FormStep.objects.filter(form=form).order_by("pk")


def _paper(one: Evidence) -> EvidenceFact:
    return EvidenceFact(one.pk, one.form_id, one.row, one.file_id, str(one.file), one.file.size, one.caption, one.added_at, one.added_by)


def _page(actor: Actor, seen: _Seen, now: datetime) -> FormPage:
    row, one = seen.row, seen.one
    program: Any = row.program
    choices = _choices(actor, seen, now)
    writable = any(choice.action == "submit" for choice in choices)
    divisions = "、".join(finance_divisions(program).values())
    state, due = cycle_of(row).state(row.state), due_of(row)
    last = one.known.last
    emphasis = Emphasis(row.round.emphasis)
    offered = proposed(one.sheet, last.typed if last else {}, one.goal)
    hand, given = burden(one, offered)
    return FormPage(
        id=row.pk, version=row.version, round=row.round_id, round_name=row.round.name, document=row.round.document,
        emphasis=row.round.emphasis, emphasis_words=emphasis.chinese, as_of=row.round.as_of, year=row.round.year, program=row.program_id,
        name=str(program), code=program.code, kind=row.kind, kind_words=_PAPERS[Kind(row.kind)], unit_name=program.unit.name,
        department_name=department_of(program).name, division_name=divisions, revision=row.revision_id,
        revision_words=f"第 {row.revision.number} 版（{row.revision.document}）" if row.revision else "", key=row.key, state=row.state,
        state_words=state.label, waits_words=_waits(program, state.waits, divisions), closed=row.round.state == RoundState.CLOSED,
        due=due, overdue=standing(due, now, row.first_submitted_at).late, late=row.late, goal=one.sheet.goal, funds=_funds(seen),
        total=row.typed.get("funds", {}).get(TOTAL, {}), indicators=tuple(_indicator(seen, item) for item in one.sheet.indicators),
        texts=row.typed.get("texts", {}), last_texts=last.typed.get("texts", {}) if last else {},
        last_round=last.round_name if last else "", required=one.sheet.required.union(TABLES[emphasis]), remarks=one.remarks,
        strip=one.strip, two_hands=row.round.two_hands, signatures=_signatures(row),
        evidence=tuple(paper for papers in seen.evidence.values() for paper in papers), notes=notes_of(row, seen.steps),
        log=tuple(_step(step) for step in seen.steps), choices=choices, writable=writable, proxy=writable and proxied(actor, row),
        origin=row.origin, exempt_why=row.exempt_why, saved_at=row.saved_at, saved_by=row.saved_by, submitted_at=row.submitted_at,
        submissions=row.submissions, returns=row.returns, hand=hand, given=given, proposed=offered,
    )  # fmt: skip


def _waits(program: Any, side: Side | None, divisions: str) -> str:
    if side is Side.DEPARTMENT:
        return str(department_of(program).name)
    return divisions if side is Side.DIVISION and divisions else side.chinese if side else ""


def _choices(actor: Actor, seen: _Seen, now: datetime) -> tuple[Step, ...]:
    """What the actor may do now."""
    row, last = seen.row, whose_work((step.action, step.actor_id) for step in seen.steps)
    found = [step for step in actions(cycle_of(row), row.state) if step.asks not in _NEVER_HERE]
    return tuple(step for step in found if not (step.judges and actor.id in last) and _may(actor, row, step, now))


def _may(actor: Actor, row: MonitoringForm, step: Step, now: datetime) -> bool:
    if step.side is Side.UNIT:
        return running(row.round, row.due, now) and any(_holds(actor, row, asked) for asked in (Action.FORM_FILL, Action.FORM_PROXY))
    return stands_in(actor, row, step) or (_holds(actor, row, step.asks) and stands(actor, row, step))


def _holds(actor: Actor, row: MonitoringForm, asked: Action) -> bool:
    return actor.can(asked) and _within(actor, asked, row.pk)


# ---- what stands in it


def _funds(seen: _Seen) -> tuple[FundCells, ...]:
    one = seen.one
    lines = {str(line.id): line for line in one.known.lines}
    before = _executed_before(one.known)
    typed = seen.row.typed.get("funds", {})
    return tuple(
        FundCells(
            id=fund.id, label=fund.label, budget_kind=fund.budget_kind, level=fund.level, fund_name=fund.fund_name,
            document=lines[fund.id].document, initial=fund.initial, adjusted=fund.adjusted, received=fund.received, executed=fund.executed,
            told=fund.told, count=lines[fund.id].executed.count, issued=fund.issued, ends=fund.ends, typed=typed.get(fund.id, {}),
            last=before.get(fund.id), lit=one.strip.funds.get(fund.id, Lit()),
        )
        for fund in one.sheet.funds
    )  # fmt: skip


def _executed_before(known: Known) -> dict[str, Any]:
    """What every line had executed last round."""
    if known.last is None:
        return {}
    return {str(line): executed for line, executed in _executed(known.last.form)}


@written
def _executed(form: UUID) -> QuerySet[FundResult, Any]:
    return FundResult.objects.filter(form=form, line__isnull=False).values_list("line_id", "executed")


_MEASURES = {MeasureSource.INFERRED: "{}（推定）", MeasureSource.GUESSED: "{}（估）"}


def _indicator(seen: _Seen, item: SheetIndicator) -> IndicatorCells:
    last, lit = seen.one.known.last, seen.one.strip.rows.get(item.key, Lit())
    said = _MEASURES.get(MeasureSource(item.measure_source), "{}") if item.measure_source else "{}"
    return IndicatorCells(
        key=item.key, level1=item.level1, level2=item.level2, name=item.name, written=f"{item.sign}{item.value}{item.unit}",
        sign=item.sign, value=item.value, unit=item.unit, weight=item.weight,
        measure=lit.measure or (said.format(Measure(item.measure).chinese) if item.measure else ""), core=item.core, months=item.months,
        wanted=item.evidence, typed=seen.row.typed.get("rows", {}).get(item.key, {}),
        last=last.typed.get("rows", {}).get(item.key, {}) if last else {}, lit=lit, evidence=seen.evidence.get(item.key, ()),
    )  # fmt: skip


def _signatures(row: MonitoringForm) -> tuple[SignatureFact, ...]:
    now = {part: digest(row.typed, part) for part in PARTS}
    return tuple(
        SignatureFact(one["part"], PARTS[one["part"]], one["name"], datetime.fromisoformat(one["at"]), now[one["part"]] == one["digest"])
        for one in row.signatures
    )


def notes_of(row: MonitoringForm, steps: Sequence[FormStep]) -> tuple[Note, ...]:
    """The cell notes of the return a form on the unit's desk is to be mended by."""
    last = next((one for one in reversed(steps) if one.action == "return"), None)
    return tuple(Note(**one) for one in last.notes) if last and row.state in OPEN and row.returns else ()


def _step(step: FormStep) -> StepFact:
    notes = tuple(Note(**one) for one in step.notes)
    return StepFact(step.at, step.actor_name, Side(step.side).chinese, step.action, step.label, step.opinion, notes)


def burden(one: Judged, offered: Proposed) -> tuple[int, int]:
    """Cells a person has to type in a form where all goes as planned (actual and forecast of each indicator, the year's forecast, what
    the treasury does not tell, the texts the round asks and the head's name) and that nothing is proposed for; cells that come filled."""
    sheet = one.sheet
    taken = sum(len(cells) for part in offered.values() for cells in part.values())
    untold = sum(not fund.told for fund in sheet.funds)
    money = not any(offered["funds"].values())
    texts = {"goal_actual", "head", *sheet.required.intersection(TEXT_CELLS)} - {"adjustment_reason", *offered["texts"][""]}
    hand = sum(1 if one.key in offered["rows"] else 2 for one in sheet.indicators) + untold + money + len(texts)
    head = [sheet.program, sheet.code, sheet.department, sheet.unit, sheet.goal]
    funds = [cell for fund in sheet.funds for cell in (fund.label, fund.initial, fund.adjusted, fund.executed if fund.told else None)]
    rows = [cell for item in sheet.indicators for cell in (item.level1, item.level2, item.name, item.value, item.unit, item.weight)]
    return hand, taken + sum(cell not in (None, "") for cell in (*head, *funds, *rows))


# ---- what a reviewer sees beside it


def _since(actor: Actor, seen: _Seen) -> SeenForm | None:
    """What changed since the actor last judged it; for who never did, since somebody else last returned it."""
    kept = [one for one in seen.steps if one.action in ("accept", "return") and one.typed]
    last = next((one for one in reversed(kept) if one.actor_id == actor.id), None) or next(
        (one for one in reversed(kept) if one.action == "return"), None
    )
    if last is None:
        return None
    mine = last.actor_id == actor.id
    asked = [Note(**note) for step in seen.steps if step.action == "return" and step.pk >= last.pk for note in step.notes]
    found = changes(last.typed, seen.row.typed, seen.one.sheet)
    return SeenForm(
        f"{localtime(last.at):%m-%d %H:%M} {'你' if mine else last.actor_name}{last.label}",
        mine,
        (
            *(ReviewChange(*one.place, one.words, one.before, one.after, _asked(one.place, asked)) for one in found),
            *_papers_since(seen, last.at, asked),
        ),
    )


def _papers_since(seen: _Seen, when: datetime, asked: Sequence[Note]) -> Iterator[ReviewChange]:
    """Evidence added since then; what was taken away stands in the trail."""
    numbers = {item.key: f"第{number}行“{item.name}”的" for number, item in enumerate(seen.one.sheet.indicators, 1)}
    for paper in (one for papers in seen.evidence.values() for one in papers if one.added_at > when):
        place = ("rows" if paper.row else "texts", paper.row, "evidence")
        yield ReviewChange(*place, f"{numbers.get(paper.row, '')}佐证材料", "", paper.name, _asked(place, asked))


def _asked(place: tuple[str, str, str], notes: Iterable[Note]) -> bool:
    """Whether a return asked for this cell: its row was named (of texts the very text), or nothing was named at all."""
    named = [one for one in notes if one.part]
    part, row, column = place
    return not named or any((one.part, one.row) == (part, row) and (part != "texts" or one.column == column) for one in named)


def _findings(actor: Actor, seen: _Seen) -> tuple[FindingFact, ...]:
    """The findings with their lives; what is no longer there is left out."""
    rows = FormFinding.objects.filter(form=seen.row).exclude(state="gone").order_by("pk")
    places = {one.key: one for one in seen.one.remarks}
    return facts_of(actor, sorted(rows, key=lambda row: (_ORDER.get(row.severity, 3), row.pk)), seen.row, _words(places))


_ORDER = {"error": 0, "warning": 1, "notice": 2}


def _words(remarks: Mapping[str, Remark]) -> dict[str, str]:
    return {key: one.place for key, one in remarks.items()}
