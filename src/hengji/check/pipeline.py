"""The check as a whole: read, match, judge, find, add up, write."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from hengji.check.intake import Intake, take_in
from hengji.check.outputs import RESULT, Checked, write_all, write_text
from hengji.check.previous import read_previous
from hengji.check.progress import progress_bar
from hengji.check.resultfile import dump_form, dumps
from hengji.papers.guarded import Lost, answering, read_file, spread
from hengji.papers.reports import read_report
from hengji.papers.scoringfiles import scoring_sets
from hengji.papers.tables import Unusable, read_payments, read_roster, read_targets
from hengji.papers.workbook import Book, Source, Unreadable, expand, open_workbook
from hengji.papers.writing.decisions import read_decisions
from hengji.rules.findings import Case, Finding, examine
from hengji.rules.findings.case import Previous
from hengji.rules.findings.wrong_period import of_other_period
from hengji.rules.forms import ApprovedTarget, Form, Payment, RosterEntry
from hengji.rules.judgement import Judgement, judge
from hengji.rules.periods import time_progress
from hengji.rules.reports import Report
from hengji.rules.results import Decision, Examined, FindingKey, RoundResult, UnreadableFile
from hengji.rules.round import (
    Matching,
    PreviousObject,
    ReportMatching,
    boilerplates,
    duplicates,
    match_payments,
    match_previous,
    match_reports,
    match_roster,
    match_targets,
    missing,
    paper_word,
    reports_missing,
    totals,
)
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import FormScore, ScoringSet, choose, score_form

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for; ``out`` None writes no papers.  ``scoring`` is the scoring set a place has adopted for
    all its self-evaluations; None scores each by the set of its family."""

    paths: tuple[Path, ...]
    rules: RuleSet
    as_of: date | None = None
    roster: Path | None = None
    targets: Path | None = None
    payments: Path | None = None
    reports: Path | None = None
    previous: Path | None = None
    decisions: Path | None = None
    out: Path | None = None
    json: Path | None = None
    scoring: ScoringSet | None = None

    def scoring_of(self, form: Form) -> ScoringSet:
        """By which set a form is scored."""
        return self.scoring or choose(form.family, scoring_sets())

    @property
    def supporting(self) -> list[Path]:
        """Papers of the round that are no forms, should they lie in the same folder."""
        given = (self.roster, self.targets, self.payments, self.reports, self.previous, self.decisions, self.out, self.json)
        return [path for path in given if path is not None and path not in self.paths]


@dataclass(frozen=True, slots=True)
class Supporting:
    """The papers beside the forms; None where none was given."""

    roster: tuple[RosterEntry, ...] | None = None
    targets: tuple[ApprovedTarget, ...] | None = None
    payments: tuple[Payment, ...] | None = None
    reports: tuple[Report, ...] | None = None
    previous: tuple[PreviousObject, ...] = ()
    decisions: Mapping[FindingKey, Decision] | None = None
    unreadable: tuple[UnreadableFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Matched:
    """What belongs to each form, by its position."""

    roster: Matching[RosterEntry] = field(default_factory=lambda: Matching({}))
    targets: Matching[ApprovedTarget] = field(default_factory=lambda: Matching({}))
    payments: Mapping[int, tuple[Payment, ...] | None] = field(default_factory=dict)
    reports: ReportMatching | None = None
    previous: Mapping[int, Previous] = field(default_factory=dict)
    whole_round: Mapping[int, tuple[Finding, ...]] = field(default_factory=dict)
    counts: tuple[bool, ...] = ()


def check(options: Options) -> int:
    """Run the check, write what was asked for, say the outcome in one line each.  Returns the exit status."""
    checked = run(options)
    text = result_text(checked)
    if options.json is not None:
        write_text(options.json, text)
    if options.out is not None and checked.result.examined:
        write_all(checked, options.out, options.paths, text)
    elif options.out is not None:
        write_text(options.out / RESULT, text)
    _say(checked, options)
    return 0 if checked.result.examined else 3


def result_text(checked: Checked) -> str:
    """``result.json`` as text."""
    return dumps(checked.result, checked.intake.inputs, checked.printed)


def run(options: Options) -> Checked:
    """Everything but writing."""
    started, clock = datetime.now().astimezone(), time.monotonic()
    supporting = read_supporting(options)
    intake = take_in(options.paths, leave_out=options.supporting)
    forms = intake.forms
    matched = match(forms, supporting, options)
    examined, printed, failed = _examine(forms, matched, supporting, options)
    result = conclude(examined, matched, supporting, (*intake.unreadable, *failed), _notes(intake, matched), options)
    return Checked(result, intake, printed, started, time.monotonic() - clock)


def read_supporting(options: Options) -> Supporting:
    """Roster, approved targets, payments, reports, last round, decisions.  Raises Unusable or Unreadable."""
    reports, unreadable = _read_reports(options.reports) if options.reports else (None, ())
    return Supporting(
        roster=_table(read_roster, options.roster),
        targets=_table(read_targets, options.targets),
        payments=_table(read_payments, options.payments),
        reports=reports,
        previous=read_previous(options.previous) if options.previous else (),
        decisions=_decided(_table(read_decisions, options.decisions)),
        unreadable=unreadable,
    )


def _decided(decisions: Mapping[FindingKey, Decision] | None) -> Mapping[FindingKey, Decision] | None:
    """A list that came back without a single tick decides nothing."""
    return decisions if decisions and any(decision.adopted is not None for decision in decisions.values()) else None


def _table(reader: Callable[[Book], T], path: Path | None) -> T | None:
    return None if path is None else read_file(lambda source: reader(open_workbook(source)), path)


def _read_reports(folder: Path) -> tuple[tuple[Report, ...], tuple[UnreadableFile, ...]]:
    sources = list(expand([folder]))
    answers = spread(answering(_report), sources, on_done=progress_bar("读报告", len(sources)))
    reports = tuple(answer for answer in answers if isinstance(answer, Report))
    bad = [_not_read(source, answer) for source, answer in zip(sources, answers, strict=True) if not isinstance(answer, Report)]
    return reports, tuple(bad)


def _report(source: Source) -> Report:
    return read_report(source.data(), source.display)


def _not_read(source: Source, answer: Lost | Unreadable | Unusable) -> UnreadableFile:
    if isinstance(answer, Unreadable):
        return UnreadableFile(source.display, answer.reason, answer.ask)
    reason = answer.reason if isinstance(answer, Lost) else str(answer)
    return UnreadableFile(source.display, reason, "请报送 Word（.docx）或文字版 PDF 报告")


def match(forms: Sequence[Form], supporting: Supporting, options: Options) -> Matched:
    """Everything that needs more than one form."""
    rules = options.rules
    roster = match_roster(forms, supporting.roster, rules) if supporting.roster is not None else Matching({})
    doubled = duplicates(forms, roster, round_as_of=options.as_of)
    copied = boilerplates(forms, rules)
    whole = {i: (*copied.get(i, ()), *((doubled.findings[i],) if i in doubled.findings else ())) for i in {*copied, *doubled.findings}}
    return Matched(
        roster=roster,
        targets=match_targets(forms, supporting.targets, rules) if supporting.targets is not None else Matching({}),
        payments=match_payments(forms, supporting.payments, rules) if supporting.payments is not None else {},
        reports=match_reports(forms, supporting.reports) if supporting.reports is not None else None,
        previous=match_previous(forms, supporting.previous),
        whole_round=whole,
        counts=doubled.counts,
    )


def _examine(
    forms: Sequence[Form], matched: Matched, supporting: Supporting, options: Options
) -> tuple[list[Examined], list[str], list[UnreadableFile]]:
    """Every form judged and examined in forked processes, and printed as JSON there; last those on which that failed."""

    def work(index: int) -> tuple[Judgement, tuple[Finding, ...], FormScore | None, str]:
        case = _case(index, forms[index], matched, supporting, options)
        findings = (*examine(case), *matched.whole_round.get(index, ()))
        score = case.score if case.form.kind.evaluates else None
        return case.judgement, findings, score, dump_form(case.form, case.judgement, findings, score)

    answers = spread(work, range(len(forms)), on_done=progress_bar("检查", len(forms)))
    examined, printed, failed = [], [], []
    for index, (form, answer) in enumerate(zip(forms, answers, strict=True)):
        if isinstance(answer, Lost):
            failed.append(UnreadableFile(f"{form.file}（{form.sheet}）", f"表读出来了，检查时{answer.reason}", ""))
            continue
        judgement, findings, score, text = answer
        examined.append(_examined(index, form, judgement, findings, score, matched))
        printed.append(text)
    return examined, printed, failed


def _examined(
    index: int, form: Form, judgement: Judgement, findings: tuple[Finding, ...], score: FormScore | None, matched: Matched
) -> Examined:
    return Examined(form, judgement, findings, matched.counts[index], matched.roster.of.get(index), matched.targets.of.get(index), score)


def _case(index: int, form: Form, matched: Matched, supporting: Supporting, options: Options) -> Case:
    approved, payments = matched.targets.of.get(index), matched.payments.get(index)
    scoring = options.scoring_of(form)
    judgement = judge(
        form,
        options.rules,
        as_of=form.as_of or options.as_of,
        approved=approved,
        payments=payments,
        light=form.kind.monitors and not of_other_period(form, options.as_of),
    )
    return Case(
        form,
        judgement,
        options.rules,
        options.as_of,
        approved=approved,
        roster=matched.roster.of.get(index),
        payments=payments,
        report=matched.reports.of.get(index) if matched.reports else None,
        previous=matched.previous.get(index),
        score=score_form(form, judgement, scoring),
        scoring=scoring,
        counts=matched.counts[index],
    )


def _notes(intake: Intake, matched: Matched) -> tuple[str, ...]:
    return (*matched.roster.notes, *matched.targets.notes, *(note for file in intake.files for note in file.notes))


def conclude(
    examined: Sequence[Examined],
    matched: Matched,
    supporting: Supporting,
    unreadable: tuple[UnreadableFile, ...],
    notes: tuple[str, ...],
    options: Options,
) -> RoundResult:
    """The round's result: what is missing, what could not be read, the totals."""
    gone, not_submitted = missing(matched.roster, supporting.targets or (), paper_word(one.form.kind for one in examined))
    no_report = reports_missing(supporting.roster, matched.roster, matched.reports) if supporting.roster else ()
    findings = (*not_submitted, *no_report)
    as_of = options.as_of or _common_as_of(examined)
    return RoundResult(
        rules=options.rules,
        as_of=as_of,
        time_progress=time_progress(as_of) if as_of else None,
        examined=tuple(examined),
        findings=findings,
        missing=gone,
        unreadable=(*unreadable, *supporting.unreadable),
        totals=totals(examined, findings),
        roster_given=supporting.roster is not None,
        decisions=supporting.decisions,
        notes=notes,
        scoring=tuple(dict.fromkeys(options.scoring_of(one.form) for one in examined if one.form.kind.evaluates)),
    )


def _common_as_of(examined: Sequence[Examined]) -> date | None:
    dates = {one.form.as_of for one in examined if one.form.as_of}
    return dates.pop() if len(dates) == 1 else None


def _say(checked: Checked, options: Options) -> None:
    result = checked.result
    counts = dict.fromkeys(("error", "warning", "notice"), 0)
    for finding in (*result.findings, *(finding for one in result.examined for finding in one.findings)):
        counts[finding.severity.value] += 1
    lines = [
        f"读入 {len(checked.intake.files)} 个文件、{len(result.examined)} 张表；"
        f"错误 {counts['error']} 条，疑点 {counts['warning']} 条，提示 {counts['notice']} 条；"
        f"未报 {len(result.missing)} 个，读不出 {len(result.unreadable)} 个；用时 {checked.seconds:.1f} 秒。"
    ]
    lines += [f"读不出：{bad.file}：{bad.sentence}。" for bad in result.unreadable[:5]]
    lines += [f"……读不出的还有 {len(result.unreadable) - 5} 个，见结果。"] if len(result.unreadable) > 5 else []
    lines += [note for note in result.notes if note.startswith("疑似")][:5]
    if not result.examined:
        lines.append("没有读到任何一张绩效表。请核对文件夹；用 hengji check --explain 文件 可看为什么没有认出。")
    elif options.out is not None:
        lines.append(f"结果在“{options.out}”，先看 index.html。")
    sys.stderr.write("\n".join(lines) + "\n")
