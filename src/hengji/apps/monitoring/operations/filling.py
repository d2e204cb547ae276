"""Filling a form: saved as typed, cell by cell; findings answered, parts signed, amounts contested, papers attached."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from hengji.apps.audit.operations import held, operation, record, writing
from hengji.apps.files import disk
from hengji.apps.files.operations import store
from hengji.apps.monitoring.contents import PARTS, Note, Remark, Strip
from hengji.apps.monitoring.judged import Judged, judged, summary
from hengji.apps.monitoring.known import ACROSS, JOINED, NARROW, known_of
from hengji.apps.monitoring.models import Evidence, FormFinding, MonitoringForm
from hengji.apps.monitoring.objects import writable as running
from hengji.apps.organisations.queries import holders
from hengji.apps.organisations.scope import fetch, fetching
from hengji.apps.records.versions import compare_and_set, still
from hengji.rules.access import Action, Actor, Role
from hengji.rules.filling import Cell, Conflict, Sheet, apply_cells, no_longer, place_words
from hengji.rules.filling.cells import COLUMNS
from hengji.rules.lifecycles.monitoring import DRAFT, RETURNED, FindingState, FormState
from hengji.rules.money import WAN, parse_amount
from hengji.rules.refusals import NotFound, Refused, StaleVersion, fitting

OPEN = (DRAFT, RETURNED)
"""States in which the unit may write."""

MOST_CHARACTERS = 4000
_MONEY_TEXTS = ("management",)
"""Texts finance staff write."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What an autosave gives back: the new version, what stands typed, findings and verdict as they now are, cells that somebody else
    had changed meanwhile (theirs stand), cells the form no longer has with why (what was typed there goes back to its writer),
    and what the values now say of the goal (``rules.filling.goal_reached``)."""

    version: int
    at: datetime
    typed: Mapping[str, Mapping[str, Any]]
    remarks: tuple[Remark, ...]
    strip: Strip
    conflicts: tuple[Conflict, ...]
    by: str = ""
    notes: tuple[Note, ...] = ()
    gone: tuple[tuple[Cell, str], ...] = ()
    goal: str = ""


@operation(audited=False, ahead=True)
def save(actor: Actor, form_id: UUID, cells: Sequence[Cell], *, at: datetime) -> Saved:
    """Save cells as typed, each beside what the writer last saw in it.  Two people type in one form side by side; of one cell the
    first stands and the second is told.  A target adjusted meanwhile takes cells away: the others are saved.

    Raises ``NotFound``, ``NotAllowed``; ``Refused``: ``form-not-open``, ``form-round-closed``, ``form-text-long``."""
    row = writable(actor, form_id, at)
    known = known_of([row])[row.pk]
    there, gone = _fitting(cells, known.sheet)
    typed, conflicts = apply_cells(row.typed, there)
    by = row.saved_by if conflicts else ""
    if typed == row.typed:
        one, version = judged(row, known), row.version
    else:
        one = judged(row, known, typed)
        with writing():
            unmoved(row)
            version = _write(actor, row, one, at, typed=typed)
    return Saved(version, at, typed, one.remarks, one.strip, tuple(conflicts), by, _notes(row), gone, one.goal)


def _notes(row: MonitoringForm) -> tuple[Note, ...]:
    """What the last return asked for, while it is to be mended."""
    if not row.returns:
        return ()
    last = row.steps.filter(action="return").order_by("-pk").values_list("notes", flat=True).first()
    return tuple(Note(**one) for one in last or ())


def _fitting(cells: Sequence[Cell], sheet: Sheet) -> tuple[list[Cell], tuple[tuple[Cell, str], ...]]:
    """The cells the form has to type in, and those it has no more, with why.  Raises ``NotFound`` for what never was one."""
    there, gone = [], []
    for cell in cells:
        if cell.column not in COLUMNS.get(cell.part, ()):
            raise NotFound
        if len(cell.text) > MOST_CHARACTERS:
            raise Refused("form-text-long", place=place_words(cell.place, sheet), most=MOST_CHARACTERS, length=len(cell.text))
        if why := no_longer(cell.place, sheet):
            gone.append((cell, why))
        else:
            there.append(cell)
    return there, tuple(gone)


def _write(actor: Actor, row: MonitoringForm, one: Judged, at: datetime, **more: Any) -> int:
    """One UPDATE: content, who typed, what the engine says."""
    origin = "proxy" if proxied(actor, row) else row.origin or "page"
    changes = {**summary(one, row, at=at), **more}
    return compare_and_set(
        MonitoringForm, row.pk, row.version, saved_at=at, saved_by=actor.name, origin=origin, **changes,
    )  # fmt: skip


@operation(ahead=True)
def answer(actor: Actor, form_id: UUID, version: int, key: str, text: str, *, at: datetime) -> int:
    """Say something to a finding (``Remark.key``) of a form that is being filled; an empty text takes the answer back.

    Raises ``StaleVersion``; ``Refused``: ``form-finding-gone``, ``form-text-long`` and those of ``save``."""
    row = seen(writable(actor, form_id, at), version)
    known, said = known_of([row])[row.pk], text.strip()
    remark = next((one for one in judged(row, known).remarks if one.key == key), None)
    if remark is None:
        raise Refused("form-finding-gone")
    if len(said) > 1000:
        raise Refused("form-text-long", place=f"{remark.place}的说明", most=1000, length=len(said))
    row.answers = _answered(row.answers, key, said)
    one = judged(row, known)
    with writing():
        unmoved(row)
        others = MonitoringForm.objects.values_list("answers", flat=True).get(pk=row.pk)  # a reply to a finding keeps the version
        now = _write(actor, row, one, at, answers=_answered(others, key, said))
        if remark.code in ACROSS:  # kept as a row: what it answers stands there too
            kept = FormFinding.objects.filter(form=row.pk, key=key, state__in=(FindingState.FOUND, FindingState.ANSWERED))
            kept.update(answer=said, answered_by=actor.name, state=FindingState.ANSWERED if said else FindingState.FOUND)
        record(actor, "已说明疑点", row, under=duty(actor, row), place=remark.place, sentence=remark.sentence, answer=said)
    return now


def _answered(answers: Mapping[str, str], key: str, said: str) -> dict[str, str]:
    return {**{k: v for k, v in answers.items() if k != key}, **({key: said} if said else {})}


@operation
def sign(actor: Actor, form_id: UUID, version: int, part: str, *, at: datetime) -> int:
    """Sign the money or the results (``contents.PARTS``) of a form where finance and project staff fill their own parts.

    Raises ``StaleVersion``; ``Refused``: ``form-one-hand`` (the round wants no two), ``form-hand-same`` (the unit has others)."""
    row = seen(writable(actor, form_id, at), version)
    if not row.round.two_hands or part not in ("money", "results"):
        raise Refused("form-one-hand", round=row.round.name)
    _other_hand(actor, row, part, at)
    now = compare_and_set(MonitoringForm, row.pk, version, signatures=signed(row, part, actor.name, actor.id, at))
    record(actor, "已签字", row, under=duty(actor, row), place=PARTS[part])
    return now


def _other_hand(actor: Actor, row: MonitoringForm, part: str, at: datetime) -> None:
    """Two parts want two people where the unit has them."""
    other = "results" if part == "money" else "money"
    held = signature(row, other)
    if held is None or held["person"] != str(actor.id):
        return
    unit: Any = row.program.unit
    people = {one.person for one in holders(row.region_id, unit.lineage, Role.REPORTER, at.date())}
    if len(people) > 1:
        raise Refused("form-hand-same", part=PARTS[other])


def signed(row: MonitoringForm, part: str, name: str, person: UUID, at: datetime) -> list[dict[str, str]]:
    """The signatures with one more; a part is signed by the last who did."""
    new = {"part": part, "name": name, "person": str(person), "at": at.isoformat(), "digest": digest(row.typed, part)}
    return [*(one for one in row.signatures if one["part"] != part), new]


def signature(row: MonitoringForm, part: str) -> Mapping[str, str] | None:
    """The signature of a part, if it still stands for what is written there."""
    now = digest(row.typed, part)
    return next((one for one in row.signatures if one["part"] == part and one["digest"] == now), None)


def digest(typed: Mapping[str, Any], part: str) -> str:
    """What exactly is signed."""
    texts: Mapping[str, Any] = typed.get("texts", {})
    said: Any = typed
    if part == "money":
        said = [typed.get("funds", {}), {key: texts[key] for key in _MONEY_TEXTS if key in texts}]
    elif part == "results":
        said = [typed.get("rows", {}), {key: text for key, text in texts.items() if key not in (*_MONEY_TEXTS, "head")}]
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@operation(ahead=True)
def contest(actor: Actor, form_id: UUID, version: int, line: str, amount: str, why: str, *, at: datetime) -> int:
    """Say that the executed amount of a line (from payments) is another, in 万元, and why; an empty amount takes it back.

    Raises ``StaleVersion``; ``Refused``: ``form-contest-told``, ``form-contest-amount``, ``form-contest-why``."""
    row = seen(writable(actor, form_id, at), version)
    known = known_of([row])[row.pk]
    fund = next((one for one in known.sheet.funds if one.id == line), None)
    if fund is None:
        raise NotFound
    if not fund.told:
        raise Refused("form-contest-told", line=fund.label)
    typed = _contested(row.typed, line, amount.strip(), why.strip())
    one = judged(row, known, typed)
    with writing():
        unmoved(row)
        now = _write(actor, row, one, at, typed=typed)
        record(
            actor, "已对执行数提出异议", row, under=duty(actor, row), line=fund.label, before=fund.executed, after=amount.strip(),
            reason=why.strip(),
        )  # fmt: skip
    return now


def _contested(typed: Mapping[str, Any], line: str, amount: str, why: str) -> dict[str, Any]:
    if amount and parse_amount(amount, WAN) is None:
        raise Refused("form-contest-amount", text=amount[:40])
    if amount and not why:
        raise Refused("form-contest-why")
    kept = {key: text for key, text in typed.get("funds", {}).get(line, {}).items() if key not in ("contest", "contest_why")}
    cells = {**kept, **({"contest": amount, "contest_why": fitting("异议理由", why, MOST_CHARACTERS)} if amount else {})}
    return {**typed, "funds": {**typed.get("funds", {}), line: cells}}


@operation(ahead=True)
def attach(actor: Actor, form_id: UUID, row_key: str, name: str, data: bytes, caption: str = "", *, at: datetime) -> UUID:
    """Add a paper that supports an indicator (``row_key``; empty: the whole form).  Raises ``Refused`` as ``save``."""
    row = writable(actor, form_id, at)
    if row_key and row_key not in {one.key for one in known_of([row])[row.pk].sheet.indicators}:
        raise NotFound
    said = fitting("佐证材料的说明", caption, 120)
    disk.ahead(data)
    with writing():
        unmoved(row)
        file = store(actor, name, data, at=at, region=row.region_id)
        made = Evidence.objects.create(
            region_id=row.region_id, form=row, row=row_key, file_id=file.id, caption=said, added_at=at, added_by=actor.name
        )
        record(actor, "已添加佐证材料", row, under=duty(actor, row), name=file.name, sha256=file.sha256, caption=said)
    return made.pk


@operation
def detach(actor: Actor, evidence_id: UUID, *, at: datetime) -> None:
    """Take a paper away again; the file itself stays kept.  Raises ``NotFound``, ``Refused``."""
    paper = fetch(Evidence.objects.select_related("file"), actor, Action.FORM_VIEW, evidence_id)
    row = writable(actor, paper.form_id, at)
    record(actor, "已移除佐证材料", row, under=duty(actor, row), name=str(paper.file), file=paper.file_id)
    paper.delete()


# ---- who may write


def writable(actor: Actor, form_id: UUID, at: datetime) -> MonitoringForm:
    """The form while the unit (or the office on its behalf) may write in it; locked where the transaction is open.

    Raises ``NotFound``, ``NotAllowed``; ``Refused``: ``form-not-open``, ``form-round-closed``."""
    row = own(actor, form_id)
    if row.state not in OPEN:
        raise Refused("form-not-open", state=FormState(row.state).chinese)
    require_running(row, at)
    return row


def own(actor: Actor, form_id: UUID) -> MonitoringForm:
    """The form as somebody who fills it: the unit's reporter, else the office on its behalf; locked where the transaction is open."""
    rows = held(_ROWS)
    with suppress(NotFound):
        return (_own if rows is _ROWS else _own_locked)(actor, Action.FORM_FILL, form_id)
    return fetch(rows, actor, Action.FORM_PROXY if actor.can(Action.FORM_PROXY) else Action.FORM_FILL, form_id, seen_by=Action.FORM_VIEW)


_ROWS = MonitoringForm.objects.select_related(*JOINED).only(*NARROW)
_own, _own_locked = fetching(_ROWS), fetching(_ROWS.select_for_update(of=("self",)))


def unmoved(row: MonitoringForm) -> None:
    """Lock the form that was thought about, if what allowed the writing is as it was: its version (hence its state), the round's state
    and the day, whose object it is.  Raises ``StaleVersion``."""
    program: Any = row.program
    still(
        MonitoringForm, row.pk, row.version, due=row.due, key=row.key, round__state=row.round.state, program__unit=program.unit_id,
        program__competent=program.competent_id,
    )  # fmt: skip


def proxied(actor: Actor, row: MonitoringForm) -> bool:
    """Whether the actor writes on the unit's behalf (代录): holds no reporter's duty of this very unit."""
    unit: Any = row.program.unit
    return not any(one.role is Role.REPORTER and one.unit == unit.lineage and one.region == row.region_id for one in actor.duties)


def duty(actor: Actor, row: MonitoringForm) -> Action:
    """Under which action the actor fills this form."""
    return Action.FORM_PROXY if proxied(actor, row) else Action.FORM_FILL


def seen(row: MonitoringForm, version: int) -> MonitoringForm:
    """The row, if it still is what the writer saw.  Raises ``StaleVersion``."""
    if row.version != version:
        raise StaleVersion(version, row.version)
    return row


def require_running(row: MonitoringForm, at: datetime) -> None:
    """The round runs, or the form was given more time.  Raises ``Refused`` ``form-round-closed``."""
    if not running(row.round, row.due, at):
        raise Refused("form-round-closed", round=row.round.name)
