"""Monitoring forms as Excel files: the official form pre-filled for a unit, many of them as a zip, and feedback sheets a unit.

A form finds its object again by what the official layout prints, the project's code beside its name; the file may be called anything."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db.models import QuerySet

from hengji.apps.monitoring.judged import examined_of, rules_of
from hengji.apps.monitoring.known import JOINED, sheet_of
from hengji.apps.monitoring.models import MonitoringForm, Round
from hengji.apps.organisations.scope import fetch, require_region, scoped
from hengji.papers.layouts import layout_of
from hengji.papers.writing.cells import file_name
from hengji.papers.writing.feedback import Feedback, chat_text, write_one
from hengji.papers.writing.feedback import feedback as told
from hengji.papers.writing.form import write_form
from hengji.rules.access import Action, Actor
from hengji.rules.filling import to_form
from hengji.rules.lifecycles.monitoring import FormState
from hengji.rules.periods import time_progress
from hengji.rules.refusals import Refused
from hengji.rules.results import Missing, RoundResult
from hengji.rules.round import totals

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""Files of a zip bear no time: the same forms give the same bytes."""
Told = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook with the name it is handed out under (without its ending)."""

    name: str
    content: bytes


# ---- forms out


def workbook(actor: Actor, key: UUID) -> Sheet:
    """One form in its official layout, as it stands: what was approved and what the treasury tells is there, the rest as typed so far.

    Raises ``NotFound``."""
    row = fetch(_joined(MonitoringForm.objects.all()), actor, Action.FORM_VIEW, key)
    return Sheet(f"{_title(row)}绩效监控表", _written(row))


def own_workbooks(actor: Actor, round_id: UUID, unit: UUID | None = None) -> Sheet:
    """All forms of a round that the actor fills (or, at the office, those of ``unit``) as a zip.

    Raises ``NotFound``, ``Refused`` ``upload-no-forms``."""
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, round_id)
    return Sheet(f"{row.name}绩效监控表", archive(wanted(actor, row.pk, unit)))


def wanted(actor: Actor, round_id: UUID, unit: UUID | None = None) -> QuerySet[MonitoringForm]:
    """Forms of a round that are to be filled: those the actor fills, or, at the office, every one (of ``unit``, where given).

    Raises ``Refused`` ``upload-no-forms``."""
    action = Action.FORM_PROXY if actor.can(Action.FORM_PROXY) else Action.FORM_FILL
    rows = scoped(MonitoringForm.objects.filter(round=round_id), actor, action).exclude(state=FormState.EXEMPT)
    found = rows.filter(program__unit=unit) if unit else rows
    if not found.exists():
        raise Refused("upload-no-forms")
    return _joined(found)


def archive(rows: QuerySet[MonitoringForm], on_done: Told | None = None) -> bytes:
    """Forms as a zip, a folder a unit."""
    count = rows.count()
    return _zipped(_workbooks(rows.order_by("program__unit__code", "program__code", "id"), on_done, count), ZIP_STORED)


def _workbooks(rows: Iterable[MonitoringForm], on_done: Told | None, count: int) -> Iterator[tuple[str, bytes]]:
    taken: dict[UUID, set[str]] = {}
    folders: set[str] = set()
    names: dict[UUID, str] = {}
    for done, row in enumerate(rows):
        unit = row.program.unit
        folder = names.get(unit.pk) or names.setdefault(unit.pk, file_name(unit.name, folders))
        yield f"{folder}/{file_name(_title(row), taken.setdefault(unit.pk, set()))}.xlsx", _written(row)
        if on_done is not None:
            on_done(done + 1, count, "正在生成监控表")


def _joined(rows: QuerySet[MonitoringForm]) -> QuerySet[MonitoringForm]:
    return rows.select_related(*JOINED)


def _title(row: MonitoringForm) -> str:
    """What the file is called after: the object's name, of overall spending the unit's."""
    return f"{row.program.unit.name}部门整体支出" if row.program.kind == "overall" else str(row.program)


def _written(row: MonitoringForm) -> bytes:
    sheet = sheet_of(row)
    form = to_form(sheet, row.typed)
    return _through_file(lambda path: write_form(layout_of(form), form, path))


def _through_file(write: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="hengji-sheet-") as scratch:
        path = Path(scratch) / "sheet.xlsx"
        write(path)
        return path.read_bytes()


def _zipped(files: Iterable[tuple[str, bytes]], how: int = ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", how) as package:
        for name, content in files:
            package.writestr(ZipInfo(name, _EARLIEST), content)
    return buffer.getvalue()


def together(files: Iterable[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Several files handed in at once as one: itself where there is one, else a zip of them."""
    given = list(files)
    if len(given) == 1:
        return given[0]
    taken: set[str] = set()
    return f"{len(given)}个文件.zip", _zipped(((_unique(name, taken), content) for name, content in given), ZIP_STORED)


def _unique(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{file_name(stem or name, taken)}{dot}{ending}" if stem else file_name(name, taken)


# ---- feedback back to units


@dataclass(frozen=True, slots=True)
class UnitFeedback:
    """What one unit is told: how many forms came and are missing, faults by severity, the text to paste into a chat."""

    unit: UUID
    name: str
    forms: int
    errors: int
    warnings: int
    missing: int
    chat: str


def feedback_of(actor: Actor, round_id: UUID, unit: UUID) -> UnitFeedback | None:
    """What a unit of the round is told; None where it has nothing to answer.  Raises ``NotFound``."""
    result, item = _of_unit(actor, round_id, unit)
    if item is None:
        return None
    errors, warnings = (sum(one.finding.severity == word for one in item.faults) for word in ("error", "warning"))
    return UnitFeedback(unit, item.unit, len(item.forms), errors, warnings, len(item.missing), chat_text(item))


def feedback_sheet(actor: Actor, round_id: UUID, unit: UUID) -> Sheet:
    """The feedback sheet (反馈单) of a unit.  Raises ``NotFound``, ``Refused`` ``upload-no-feedback``."""
    result, item = _of_unit(actor, round_id, unit)
    if item is None:
        raise Refused("upload-no-feedback")
    return Sheet(f"{item.unit}反馈单", _through_file(lambda path: write_one(item, result, path)))


def feedback_archive(actor: Actor, round_id: UUID, on_done: Told | None = None) -> Sheet:
    """The feedback sheets of all units that have to answer something,.  Raises ``NotFound``, ``Refused`` ``upload-no-feedback``."""
    row = _round(actor, round_id)
    taken: set[str] = set()
    files = []
    units = list(_forms(actor, row).order_by().values_list("program__unit", flat=True).distinct())
    for done, unit in enumerate(units):
        result, item = _of_unit(actor, round_id, unit)
        if item is not None:
            files.append((f"{file_name(item.unit, taken)}.xlsx", _through_file(_writer(item, result))))
        if on_done is not None:
            on_done(done + 1, len(units), "正在生成反馈单")
    if not files:
        raise Refused("upload-no-feedback")
    return Sheet(f"{row.name}反馈单", _zipped(sorted(files), ZIP_STORED))


def _writer(item: Feedback, result: RoundResult) -> Callable[[Path], object]:
    return lambda path: write_one(item, result, path)


def _of_unit(actor: Actor, round_id: UUID, unit: UUID) -> tuple[RoundResult, Feedback | None]:
    row = _round(actor, round_id)
    result = _result(row, _joined(_forms(actor, row).filter(program__unit=unit)))
    return result, next(iter(told(result)), None)


def _round(actor: Actor, key: UUID) -> Round:
    row = fetch(Round.objects.all(), actor, Action.ROUND_VIEW, key)
    require_region(actor, Action.FORM_PROXY, row.region_id)
    return row


def _forms(actor: Actor, row: Round) -> QuerySet[MonitoringForm]:
    return scoped(MonitoringForm.objects.filter(round=row), actor, Action.FORM_PROXY).exclude(state=FormState.EXEMPT)


def _result(row: Round, rows: QuerySet[MonitoringForm]) -> RoundResult:
    """The result of a unit's forms: those that came examined, the others missing."""
    forms = list(rows.order_by("program__kind", "program__code", "id"))
    came = [form for form in forms if FormState(form.state).reported or form.saved_at is not None]
    examined = tuple(examined_of(form) for form in came)
    missing = tuple(_missing(form, row.due_unit) for form in forms if form not in came)
    return RoundResult(rules_of(row), row.as_of, time_progress(row.as_of), examined, (), missing, (), totals(examined), roster_given=True)


def _missing(form: MonitoringForm, due: datetime) -> Missing:
    unit = form.program.unit
    name = None if form.program.kind == "overall" else str(form.program)
    return Missing(unit.name, name, form.due or due, unit.department.name if unit.department else None, form.budget)
