"""Returned Excel forms before they are taken in: read in processes of their own, matched to the round's objects, compared and judged.

Nothing here writes: what comes out are the entries of an upload, one a form, each with what would change and what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from hengji.apps.monitoring.judged import judged, rules_of, summary
from hengji.apps.monitoring.known import JOINED, NARROW, Known, known_of
from hengji.apps.monitoring.models import MonitoringForm, Upload, UploadEntry
from hengji.apps.monitoring.objects import writable as running
from hengji.apps.monitoring.returned import from_json, to_json
from hengji.apps.monitoring.tried import basis_of, kept, tried
from hengji.apps.organisations.scope import scoped
from hengji.papers.guarded import ASK_AGAIN, Lost, spread
from hengji.papers.reading import read_forms
from hengji.papers.workbook import Source, Unreadable, expand, read_book
from hengji.rules.access import Action, Actor
from hengji.rules.filling import Sheet, Typed, changes, overlay, place_of, place_words, typed_of, worded
from hengji.rules.filling.cells import matched
from hengji.rules.findings import Finding
from hengji.rules.forms import Form, RosterEntry
from hengji.rules.lifecycles.monitoring import FormState
from hengji.rules.refusals import Refused
from hengji.rules.round import Duplicates, Matching, boilerplates, duplicates, match_roster

T = TypeVar("T")
FEW = 4
"""So many forms are judged in one process."""
MOST_FORMS = 3000
"""Forms of one upload; a county's whole round is below a thousand."""
OPEN = (FormState.DRAFT, FormState.RETURNED)
"""States in which a form may be written."""
Told = Callable[[int, int, str], None]


class Outcome(StrEnum):
    """What is to become of a form of an upload; ``ready`` ones are applied, a person may name the object of the ``asks`` ones."""

    READY = "ready"
    UNCHANGED = "unchanged"
    NEAR = "near"
    UNMATCHED = "unmatched"
    NOT_YOURS = "not-yours"
    DOUBLED = "doubled"
    CLOSED = "closed"
    STALE = "stale"
    UNREADABLE = "unreadable"
    APPLIED = "applied"
    SUBMITTED = "submitted"

    @property
    def chinese(self) -> str:
        return _OUTCOMES[self]

    @property
    def asks(self) -> bool:
        """Whether a person may say which object it is of."""
        return self in (Outcome.NEAR, Outcome.UNMATCHED, Outcome.NOT_YOURS, Outcome.DOUBLED)

    @property
    def done(self) -> bool:
        """Whether it has been taken in."""
        return self in (Outcome.APPLIED, Outcome.SUBMITTED)


_OUTCOMES = {
    Outcome.READY: "可以录入", Outcome.UNCHANGED: "没有变化", Outcome.NEAR: "疑似对应，请确认", Outcome.UNMATCHED: "对不上",
    Outcome.NOT_YOURS: "不在你的范围", Outcome.DOUBLED: "重复", Outcome.CLOSED: "不能再改", Outcome.STALE: "已被改过",
    Outcome.UNREADABLE: "读不出", Outcome.APPLIED: "已录入", Outcome.SUBMITTED: "已录入并报送",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read in its own process: its forms, or why there are none and what to ask for."""

    name: str
    forms: tuple[Form, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A form beside its object: what it says as typed content, what would change, what is wrong, what was mended, and what is kept of
    that until it is applied."""

    typed: Typed
    changes: tuple[dict[str, str], ...]
    findings: tuple[Finding, ...]
    mended: tuple[Finding, ...]
    same: bool
    kept: dict[str, Any]


# ---- reading


def read_files(path: Path, name: str, told: Told) -> tuple[ReadFile, ...]:
    """The files in ``path`` (one form, or a zip of many), each read in a process of its own; ``name`` is what a person called it.

    Raises ``Refused`` ``upload-too-many``."""
    sources = []
    for source in expand([path]):
        sources.append(source)
        if len(sources) > MOST_FORMS:
            raise Refused("upload-too-many", most=MOST_FORMS)
    answers = spread(_read, sources, on_done=lambda done: told(done, len(sources), "正在读表"))
    named = [_shown(source, name) for source in sources]
    return tuple(_answered(label, answer) for label, answer in zip(named, answers, strict=True))


def _shown(source: Source, name: str) -> str:
    """A file's path inside the zip, without the zip's own name (which is a hash on our disk)."""
    inside = source.display.partition("/")[2]
    return inside or name


def _read(source: Source) -> tuple[Form, ...] | Unreadable:
    try:
        forms, notes = read_forms(read_book(source.data()), source.display)
    except Unreadable as refusal:
        return refusal
    return tuple(forms) or Unreadable("没有认出绩效表：" + ("；".join(notes) or "没有找到指标表头"), "请核对是否报错了文件")


def _answered(name: str, answer: tuple[Form, ...] | Unreadable | Lost) -> ReadFile:
    if isinstance(answer, Lost):
        return ReadFile(name, trouble=f"{answer.reason}；{ASK_AGAIN}")
    if isinstance(answer, Unreadable):
        return ReadFile(name, trouble="；".join(filter(None, (answer.reason, answer.ask))))
    return ReadFile(name, tuple(replace(form, file=name) for form in answer))


# ---- matching


def writable(actor: Actor, upload: Upload) -> QuerySet[MonitoringForm]:
    """Forms of the round that this upload may write to: all for 代录, else those of the person's own unit."""
    action = Action.FORM_PROXY if upload.proxy else Action.FORM_FILL
    rows = scoped(MonitoringForm.objects.filter(round_id=upload.round_id), actor, action)
    return rows.select_related(*JOINED).only(*NARROW, "exempt_why").order_by("id")


def entries_of(actor: Actor, upload: Upload, files: Sequence[ReadFile], told: Told, at: datetime) -> list[UploadEntry]:
    """One entry a form (or an unreadable file), with its outcome; not saved."""
    rows = {str(row.pk): row for row in writable(actor, upload)}
    forms = [form for file in files for form in file.forms]
    matching = match_roster(forms, [roster_entry(row) for row in rows.values()], rules_of(upload.round))
    doubled = duplicates(forms, matching, round_as_of=upload.round.as_of)
    looks = _looks(forms, {i: rows[entry.extra["form"]] for i, entry in matching.of.items()}, told, at)
    made = _Making(upload, rows, matching, doubled, looks, boilerplates(forms, rules_of(upload.round)), at)
    return list(made.entries(files))


def roster_entry(row: MonitoringForm) -> RosterEntry:
    """A form of the round as an entry of a roster; ``extra["form"]`` leads back."""
    program, unit = row.program, row.program.unit
    overall = program.kind == "overall"
    department = (program.competent or unit.department or unit).name
    return RosterEntry(
        unit.name, department, None if overall else program.name or None, program.code or None, overall, extra={"form": str(row.pk)}
    )


@dataclass(slots=True)
class _Making:
    upload: Upload
    rows: Mapping[str, MonitoringForm]
    matching: Matching[RosterEntry]
    doubled: Duplicates
    looks: Mapping[int, Look]
    copied: Mapping[int, tuple[Finding, ...]]
    at: datetime

    def entries(self, files: Sequence[ReadFile]) -> Iterator[UploadEntry]:
        position, index = 0, 0
        for file in files:
            if not file.forms:
                yield self._entry(position, file.name, "", Outcome.UNREADABLE, trouble=file.trouble)
                position += 1
            for form in file.forms:
                yield self._of(position, index, form)
                position, index = position + 1, index + 1

    def _of(self, position: int, index: int, form: Form) -> UploadEntry:
        kept: dict[str, Any] = {"returned": to_json(form)}
        row = self._row(index)
        if row is None:
            outcome, trouble, near = self._without(index, form)
            return self._entry(position, form.file, form.sheet, outcome, trouble=trouble, form=near, **kept)
        look = self.looks[index]
        more = (*self.copied.get(index, ()), *([self.doubled.findings[index]] if index in self.doubled.findings else []))
        outcome, trouble = (
            outcome_of(row, look, self.upload.proxy, self.at) if self.doubled.counts[index] else (Outcome.DOUBLED, self._twin(index))
        )
        kept |= {"changes": list(look.changes), "findings": listed(replace(look, findings=(*look.findings, *more)))}
        kept["tried"] = look.kept
        return self._entry(position, form.file, form.sheet, outcome, trouble=trouble, form=row, seen=row.version, **kept)

    def _row(self, index: int) -> MonitoringForm | None:
        entry = self.matching.of.get(index)
        return self.rows[entry.extra["form"]] if entry else None

    def _without(self, index: int, form: Form) -> tuple[Outcome, str, MonitoringForm | None]:
        near = next((entry for i, entry in self.matching.near if i == index), None)
        said = f"表上写的是“{form.program.unit or '（未填单位）'}”的“{form.program.name or '（未填项目名称）'}”"
        if near is not None:
            return Outcome.NEAR, f"{said}，与{near.unit}的“{near.name or '部门整体支出'}”相近", self.rows[near.extra["form"]]
        if self.upload.proxy:
            return Outcome.UNMATCHED, f"{said}，本批次没有这个对象", None
        return Outcome.NOT_YOURS, f"{said}，不在你填报的范围，或本批次没有这个对象", None

    def _twin(self, index: int) -> str:
        return self.doubled.findings[index].message if index in self.doubled.findings else "同一对象报了不止一张表"

    def _entry(self, position: int, name: str, sheet: str, outcome: Outcome, **kept: Any) -> UploadEntry:
        return UploadEntry(
            region_id=self.upload.region_id, upload=self.upload, position=position, name=name[-300:], sheet=sheet[:60],
            outcome=outcome.value, **{**kept, "trouble": str(kept.get("trouble", ""))[:600]},
        )  # fmt: skip


def outcome_of(row: MonitoringForm, look: Look, proxy: bool, at: datetime) -> tuple[Outcome, str]:
    """What is to become of a form beside its object, and why."""
    if why := why_closed(row, proxy, at):
        return Outcome.CLOSED, why
    return (Outcome.UNCHANGED, "与系统中现有内容一致") if look.same else (Outcome.READY, "")


def why_closed(row: MonitoringForm, proxy: bool, at: datetime) -> str:
    """Why a form may not be written now; empty where it may.  What the office sent on itself and nobody has reviewed, it may replace."""
    state = FormState(row.state)
    if not running(row.round, row.due, at):
        return "这一批次已办结，不能再改"
    if state is FormState.EXEMPT:
        return f"这个对象本批次免报（{row.exempt_why}）"
    mine = proxy and state is FormState.SUBMITTED and row.origin == "proxy"
    return "" if state in OPEN or mine else f"这张表{state.chinese}，不能再改；需要改的，请先撤回或退回"


# ---- comparing and judging


@dataclass(frozen=True, slots=True)
class _Trial:
    """A form beside its object, ready to be judged elsewhere: nothing of it asks the database again."""

    row: MonitoringForm
    known: Known
    form: Form
    typed: Typed
    at: datetime

    def look(self) -> Look:
        """What would change, and what is wrong then; what was wrong of the form taken in before and is no longer."""
        sheet, row = self.known.sheet, self.row
        altered = tuple({"place": one.words, "before": one.before, "after": one.after} for one in changes(row.typed, self.typed, sheet))
        form = overlay(self.form, sheet, self.typed) if row.typed else self.form  # where nothing was typed, nothing lies over it
        tried = judged(row, self.known, self.typed, form)
        now = tried.examined.findings
        before = judged(row, self.known).examined.findings if row.returned else ()
        keys = {_key(one) for one in now}
        gone = tuple(one for one in before if _key(one) not in keys)
        same = not altered and (not row.returned or _content(from_json(row.returned)) == _content(self.form))
        stands = kept(basis_of(row, self.known), self.typed, summary(tried, row, at=self.at))
        return Look(self.typed, altered, _said(now, sheet), _said(gone, sheet), same, stands)


def _looks(forms: Sequence[Form], rows: Mapping[int, MonitoringForm], told: Told, at: datetime) -> dict[int, Look]:
    """Every matched form beside its object; facts are fetched here, comparing and judging is spread over processes."""
    known = known_of(list({row.pk: row for row in rows.values()}.values()))
    trials = [_trial(row, known[row.pk], forms[index], at) for index, row in rows.items()]
    answers = spread(_Trial.look, trials, on_done=lambda done: told(done, len(trials), "正在检查"))
    return {index: _certain(answer) for index, answer in zip(rows, answers, strict=True)}


# ---- ready to be written


@dataclass(frozen=True, slots=True)
class Ready:
    """A form of an upload beside its object as it is now, with what would stand typed and what the engine says of it then."""

    upload: Upload
    entry: UploadEntry
    row: MonitoringForm
    typed: Typed
    facts: Mapping[str, Any]


def ready_of(actor: Actor, upload: Upload, entries: Sequence[UploadEntry], at: datetime) -> dict[UUID, Ready]:
    """The forms of entries within reach, by entry; what the dry run judged stands where nothing moved since, the rest is judged again in
    processes of their own before any transaction begins."""
    wanted = writable(actor, upload).filter(pk__in=[entry.form_id for entry in entries])
    rows = {row.pk: row for row in wanted.defer("returned")}
    known = known_of(list(rows.values()))
    found: dict[UUID, Ready] = {}
    anew: list[tuple[UploadEntry, MonitoringForm]] = []
    for entry in entries:
        if (row := rows.get(entry.form_id)) is None:  # type: ignore[arg-type]  # an entry without an object is in no row's place
            continue
        if stands := tried(entry.tried, basis_of(row, known[row.pk]), at):
            found[entry.pk] = Ready(upload, entry, row, stands.typed, stands.facts)
        else:
            anew.append((entry, row))
    return found | _judged_anew(upload, anew, known, at)


def _judged_anew(
    upload: Upload, pairs: Sequence[tuple[UploadEntry, MonitoringForm]], known: Mapping[UUID, Known], at: datetime
) -> dict[UUID, Ready]:
    held = [(entry.returned, row) for entry, row in pairs]  # read here: no process of its own asks the database

    def work(pair: tuple[Mapping[str, Any], MonitoringForm]) -> tuple[Typed, dict[str, Any]]:
        form, row = from_json(pair[0]), pair[1]
        typed = merged(row.typed, form, known[row.pk].sheet)
        form = overlay(form, known[row.pk].sheet, typed)
        return typed, summary(judged(row, known[row.pk], typed, form), row, at=at)

    answers = zip(pairs, spread(work, held, processes=None if len(held) > FEW else 1), strict=True)
    return {entry.pk: Ready(upload, entry, row, *_certain(answer)) for (entry, row), answer in answers}


def _certain(answer: T | Lost) -> T:
    """A fault of ours must not pass for a form without faults."""
    if isinstance(answer, Lost):
        raise Refused("upload-not-judged", why=answer.reason)
    return answer


def look_at(row: MonitoringForm, form: Form, at: datetime) -> Look:
    """One form beside its object."""
    return _trial(row, known_of([row])[row.pk], form, at).look()


def _trial(row: MonitoringForm, known: Known, form: Form, at: datetime) -> _Trial:
    return _Trial(row, known, form, merged(row.typed, form, known.sheet), at)


def _said(findings: Sequence[Finding], sheet: Sheet) -> tuple[Finding, ...]:
    """Findings with the paper's cells; a place that only the page has is said in words."""
    places = ((worded(one, sheet), place_of(one.cell)) for one in findings)
    return tuple(replace(one, cell=place_words(place, sheet)) if place else one for one, place in places)


def _key(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.subject


_KEPT = {"funds": ("contest_why", "contract"), "rows": ("remark",)}
"""Cells of the page that no Excel form has room for."""


def merged(before: Typed, form: Form, sheet: Sheet) -> dict[str, Any]:
    """A form as typed content: it stands whole, only what the paper has no room for stays as it was typed on the page."""
    where = matched(form, sheet)
    read = typed_of(form, sheet, where)
    lines, keys = where
    texts = {key: text for key, text in before.get("texts", {}).items() if key != "goal_actual" or not form.has("head.goal_actual")}
    parts: dict[str, Any] = {"texts": {**texts, **read.get("texts", {})}}
    for part, held in (("funds", lines.values()), ("rows", keys.values())):
        cells = {line: _stays(before.get(part, {}).get(line, {}), _KEPT[part]) | read.get(part, {}).get(line, {}) for line in held}
        parts[part] = {line: typed for line, typed in cells.items() if typed}
    return parts


def _stays(typed: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    return {column: typed[column] for column in columns if typed.get(column)}


def _content(form: Form) -> Form:
    """A form without the name of its file and the time it was saved."""
    return replace(form, file="", sheet="", last_saved=None)


def listed(look: Look) -> list[dict[str, Any]]:
    """Findings as an entry keeps them; what was mended since the last form stands at the end."""
    return [_plain(one, "open") for one in look.findings] + [_plain(one, "mended") for one in look.mended]


def _plain(finding: Finding, state: str) -> dict[str, Any]:
    return {
        "code": finding.code, "severity": finding.severity.value, "cell": finding.cell or "", "subject": finding.subject,
        "sentence": finding.message, "remedy": finding.fix, "addressee": finding.addressee.value, "state": state,
    }  # fmt: skip
