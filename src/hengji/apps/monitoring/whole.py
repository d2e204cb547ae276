"""A whole round: every form judged again, what only all forms together show, and the round as papers take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from hengji.apps.monitoring.contents import Remark
from hengji.apps.monitoring.judged import Judged, Many, judged, reconcile, roster_of, rules_of
from hengji.apps.monitoring.known import JOINED, form_of, known_of
from hengji.apps.monitoring.models import FormFinding, MonitoringForm, MonitoringReport, Round
from hengji.apps.monitoring.places import Places, remarks
from hengji.apps.organisations.scope import scoped
from hengji.apps.targets.objects import department_of
from hengji.rules.access import Action, Actor
from hengji.rules.filling import Sheet, place_of, worded
from hengji.rules.filling.sheet import FUND_WORDS, ROW_WORDS, TEXT_WORDS
from hengji.rules.findings import Addressee, Case, Finding, report_late
from hengji.rules.findings.report_missing import report_missing
from hengji.rules.forms import Form, RosterEntry
from hengji.rules.lifecycles.monitoring import FindingState, FormState
from hengji.rules.periods import time_progress
from hengji.rules.results import Decision, Examined, FindingKey, RoundResult, finding_key
from hengji.rules.round import Matching, boilerplates, missing, paper_word, totals


def judged_of(rows: Sequence[MonitoringForm]) -> Many:
    """Forms of one round (joined with ``JOINED``) judged as they stand.  Nothing is written."""
    known = known_of(rows)
    return {row.pk: (row, judged(row, known[row.pk])) for row in rows}


def as_read(many: Many) -> Many:
    """Those of forms judged before the transaction that nobody wrote to since, locked; of another somebody has said more meanwhile, and
    it is judged again in its turn.  Answers and decisions leave the version as it is, so they are looked at too."""
    rows = MonitoringForm.objects.select_for_update(of=("self",)).filter(pk__in=list(many)).only(*_MOVES).order_by("pk")
    now = {row.pk: [getattr(row, name) for name in _MOVES] for row in rows}
    return {key: pair for key, pair in many.items() if now.get(key) == [getattr(pair[0], name) for name in _MOVES]}


_MOVES = ("version", "answers", "errors", "warnings", "notices")


# ---- what only all forms together show


def alike(row: Round) -> dict[UUID, tuple[Finding, ...]]:
    """Explanations and measures that three or more objects of the round share (千篇一律), as findings by form; forms without are left
    out.  Nothing is judged for it, so that it may be asked every few minutes."""
    forms = list(reported(row))
    known = known_of(forms)
    shared = boilerplates([form_of(one, known[one.pk].sheet, one.typed) for one in forms], rules_of(row))
    return {forms[number].pk: found for number, found in shared.items() if found}


def sharing(row: Round) -> Many:
    """The forms ``alike`` found something in or once found something in, judged, their remarks what they share now."""
    shared = alike(row)
    before = FormFinding.objects.filter(form__round=row, code="boilerplate").exclude(state=FindingState.GONE).order_by().values("form")
    forms = MonitoringForm.objects.filter(Q(pk__in=list(shared)) | Q(pk__in=before), round=row).select_related(*JOINED).order_by("pk")
    return {
        key: (form, replace(one, remarks=remarks(form, shared.get(key, ()), Places(one.form, one.sheet), one.known)))
        for key, (form, one) in judged_of(list(forms)).items()
    }


def keep_sharing(many: Many, *, at: datetime) -> int:
    """Keep what ``sharing`` found as findings of the forms; what is no longer shared has gone.  Returns how many stand.  Within the
    caller's transaction."""
    there = as_read(many)
    reconcile(there, at=at, codes=frozenset({"boilerplate"}))
    return sum(len(one.remarks) for _, one in there.values())


def reported(row: Round) -> QuerySet[MonitoringForm]:
    """Forms of a round that were handed in (also those back on the unit's desk since), joined, in the order of papers."""
    rows = MonitoringForm.objects.filter(round=row, first_submitted_at__isnull=False).exclude(state__in=[FormState.EXEMPT, FormState.DRAFT])
    return rows.select_related(*JOINED).order_by("program__unit__code", "program__code", "pk")


# ---- the round as papers take it


def round_result(row: Round, *, actor: Actor, rows: QuerySet[MonitoringForm] | None = None) -> RoundResult:
    """All forms of a round the actor may see (or of ``rows`` those), as ``hengji check`` would have them: what is missing, what was
    decided.  A finding nobody decided on stands as open; where nobody decided anything, everything stands."""
    seen = scoped(MonitoringForm.objects.filter(round=row) if rows is None else rows, actor, Action.FORM_VIEW)
    forms = list(seen.exclude(state=FormState.EXEMPT).select_related(*JOINED).order_by("program__unit__code", "program__code", "pk"))
    entries = _with_reports(row, forms)
    came = [one for one in forms if one.first_submitted_at is not None and one.state != FormState.DRAFT]
    known = known_of(came)
    examined = [_examined(one, judged(one, known[one.pk]), entries[one.pk]) for one in came]
    there = {one.pk for one in came}
    left = tuple(entries[one.pk] for one in forms if one.pk not in there)
    gone, not_submitted = missing(Matching({}, left), (), paper_word(one.form.kind for one in examined))
    no_report = tuple(report_missing(entry) for entry in entries.values() if entry.report_due and not entry.report_received)
    findings = (*not_submitted, *no_report)
    return RoundResult(
        rules=rules_of(row), as_of=row.as_of, time_progress=time_progress(row.as_of), examined=tuple(examined), findings=findings,
        missing=gone, unreadable=(), totals=totals(examined, findings), roster_given=True,
        decisions=_decisions(dict(zip([one.pk for one in came], examined, strict=True)), findings),
    )  # fmt: skip


def _examined(row: MonitoringForm, one: Judged, entry: RosterEntry) -> Examined:
    """A form under a name of its own, its cells in words, with what only the whole round shows."""
    named = one.form if one.form.file else replace(one.form, file=_file_name(row), sheet=row.get_kind_display())
    form = _readable(named, one.sheet)
    late = report_late.find(Case(form, one.examined.judgement, rules_of(row.round), roster=entry))
    findings = (
        *(_in_words(finding, one.sheet) for finding in one.examined.findings), *(_kept(remark) for remark in one.known.across), *late,
    )  # fmt: skip
    back = not FormState(row.state).reported
    return replace(one.examined, form=form, findings=findings, roster=entry, counts=not back, back=back)


def _file_name(row: MonitoringForm) -> str:
    """What stands for the file of a form filled in on a page; no two of a round are alike."""
    program: Any = row.program
    return f"{program.unit.name}：{program}{f'（{program.code}）' if program.code else ''}"


def _readable(form: Form, sheet: Sheet) -> Form:
    """A form whose cells have addresses people can read."""
    if not any("/" in (cell or "") for cell in (*(one.cell for one in form.funds), *(one.cell for one in form.indicators))):
        return form
    words = {one.key: f"第{number}行" for number, one in enumerate(sheet.indicators, 1)} | {one.id: one.label for one in sheet.funds}
    funds = tuple(replace(one, cells={key: _cell_words(cell, words) for key, cell in one.cells.items()}) for one in form.funds)
    rows = tuple(replace(one, cells={key: _cell_words(cell, words) for key, cell in one.cells.items()}) for one in form.indicators)
    return replace(form, funds=funds, indicators=rows, cells={key: _cell_words(cell, words) for key, cell in form.cells.items()})


def _cell_words(cell: str, words: Mapping[str, str]) -> str:
    """第3行执行情况; an address of an Excel form as it is."""
    place = place_of(cell)
    if place is None:
        return cell
    columns = {"rows": ROW_WORDS, "funds": FUND_WORDS}.get(place.part, TEXT_WORDS)
    return f"{words.get(place.row, '')}{columns.get(place.column, '')}"


def _in_words(finding: Finding, sheet: Sheet) -> Finding:
    words = {one.key: f"第{number}行" for number, one in enumerate(sheet.indicators, 1)} | {one.id: one.label for one in sheet.funds}
    said = worded(finding, sheet)
    return replace(said, cell=_cell_words(said.cell, words)) if said.cell else said


def _kept(remark: Remark) -> Finding:
    """What only the whole round shows, as it was kept."""
    return Finding(
        remark.code, remark.severity, remark.subject, remark.sentence, remark.remedy, remark.cell or None, remark.problem_class,
        Addressee(remark.addressee),
    )  # fmt: skip


def _with_reports(row: Round, forms: Sequence[MonitoringForm]) -> dict[UUID, RosterEntry]:
    """What is due of every form; the report, where the round wants one, on one entry of whoever writes it."""
    entries = {one.pk: roster_of(one) for one in forms}
    if not row.report_by or row.report_due is None:
        return entries
    came = {
        (report.unit_id, report.program_id): _local(report.submitted_at)
        for report in MonitoringReport.objects.filter(round=row)
        if report.submitted_at is not None
    }
    due, asked = _local(row.report_due), set[tuple[UUID, UUID | None]]()
    for one in sorted(forms, key=_overall_first):
        writer = writer_of(one, row.report_by)
        if writer not in asked:
            asked.add(writer)
            entries[one.pk] = replace(entries[one.pk], report_due=due, report_received=came.get(writer))
    return entries


def writer_of(row: MonitoringForm, by: str) -> tuple[UUID, UUID | None]:
    """Who reports on a form where reports are by unit, department or object: the unit, and by object also the object."""
    program: Any = row.program
    unit = department_of(program) if by == "department" else program.unit
    return unit.pk, row.program_id if by == "object" else None


def _overall_first(row: MonitoringForm) -> tuple[bool, str]:
    program: Any = row.program
    return program.kind != "overall", program.code


def _local(moment: datetime) -> datetime:
    return localtime(moment).replace(tzinfo=None)


def _decisions(examined: Mapping[UUID, Examined], of_none: Sequence[Finding]) -> Mapping[FindingKey, Decision] | None:
    """What was decided on each finding; None where nobody decided anything, so that everything stands.  What did not come
    (``of_none``) needs no decision."""
    rows: dict[UUID, dict[tuple[str, str, str], FormFinding]] = defaultdict(dict)
    for row in FormFinding.objects.filter(form__in=list(examined)).exclude(state=FindingState.GONE):
        rows[row.form_id][row.code, row.subject, row.sentence] = row
    found: dict[FindingKey, Decision] = {}
    for key, one in examined.items():
        for finding in one.findings:
            kept = rows[key].get((finding.code, finding.subject[:300], finding.message[:1000]))
            found[finding_key(finding, one.form)] = Decision(_ADOPTED.get(kept.state), kept.reason or None) if kept else Decision(None)
    if all(one.adopted is None for one in found.values()):
        return None
    return found | {finding_key(finding, None): Decision(True) for finding in of_none}


_ADOPTED: Mapping[str, bool] = {
    FindingState.CONFIRMED: True, FindingState.NAMED: True, FindingState.RECTIFIED: True, FindingState.DISMISSED: False,
}  # fmt: skip
