"""What an office has in a folder: every file recognised as forms, a list of units, a budget, targets or payments, or refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hengji.papers.guarded import ASK_AGAIN, Lost, answering, spread
from hengji.papers.lists import Unusable
from hengji.papers.reading import read_forms
from hengji.papers.registers import (
    BUDGETS,
    PAYMENTS,
    TARGETS,
    UNITS,
    CellError,
    Register,
    RegisterReading,
    RegisterRow,
    budget_rows,
    read_book_as,
    target_sets,
    treasury_payments,
)
from hengji.papers.tables import read_roster
from hengji.papers.workbook import Book, Source, Unreadable, expand, read_book
from hengji.rules.results import UnreadableFile
from hengji.rules.starting import Material, UnitRow
from hengji.rules.starting import Source as Place

ASK_LIST = "请核对是否放错了文件；是名单、预算或支付明细的，请按模板的表头整理后再放入"


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file: what it was taken for (``forms``, ``units``, ``budget``, ``roster``, ``targets``, ``payments`` or ``unknown``),
    how much of it there was, what was passed over, and the cells that could not be read."""

    file: str
    sha256: str
    what: str
    count: int = 0
    notes: tuple[str, ...] = ()
    errors: tuple[CellError, ...] = ()
    refused: UnreadableFile | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """All files with what they are, and their content together for ``rules.starting.propose``."""

    files: tuple[FileRead, ...]
    material: Material

    @property
    def refusals(self) -> tuple[UnreadableFile, ...]:
        return tuple(file.refused for file in self.files if file.refused)


def read_folder(paths: Sequence[Path], *, on_done: Callable[[int], None] | None = None) -> Folder:
    """Everything below ``paths`` (folders, .zip, single files), each file in a guarded process."""
    sources = list(expand(paths))
    answers = spread(answering(_read), sources, on_done=on_done)
    parts = [_refused(source, answer) if isinstance(answer, Lost | Unreadable | Unusable) else answer
             for source, answer in zip(sources, answers, strict=True)]  # fmt: skip
    return Folder(tuple(part.file for part in parts), _together(parts))


@dataclass(frozen=True, slots=True)
class _Part:
    """One file and what it adds to the material."""

    file: FileRead
    material: Material = Material()


def _together(parts: Sequence[_Part]) -> Material:
    materials = [part.material for part in parts]
    return Material(
        forms=tuple(form for one in materials for form in one.forms),
        units=tuple(row for one in materials for row in one.units),
        budget=tuple(row for one in materials for row in one.budget),
        roster=tuple(entry for one in materials for entry in one.roster),
        targets=tuple(target for one in materials for target in one.targets),
        payments=tuple(payment for one in materials for payment in one.payments),
    )


def _refused(source: Source, trouble: Lost | Unreadable | Unusable) -> _Part:
    reason = str(trouble) if isinstance(trouble, Unusable) else trouble.reason
    ask = trouble.ask if isinstance(trouble, Unreadable) else ASK_AGAIN
    refused = UnreadableFile(source.display, reason, ask)
    return _Part(FileRead(source.display, source.sha256(), "unknown", refused=refused))


def _read(source: Source) -> _Part:
    """A form first: lists are only looked for where there is none."""
    data = source.data()
    digest, name = sha256(data).hexdigest(), source.display
    book = read_book(data)
    forms, notes = read_forms(book, name)
    if forms:
        return _Part(FileRead(name, digest, "forms", len(forms), tuple(notes)), Material(forms=tuple(forms)))
    for recognise in (_payments, _targets, _budget, _roster, _units):
        if (part := recognise(book, name, digest)) is not None:
            return part
    why = "；".join(notes) if notes else "没有找到能认的表头"
    return _Part(FileRead(name, digest, "unknown", refused=UnreadableFile(name, f"没有认出是什么表：{why}", ASK_LIST)))


def _file(name: str, digest: str, what: str, count: int, reading: RegisterReading) -> FileRead:
    return FileRead(name, digest, what, count, reading.notes, reading.errors)


def _list(register: Register, book: Book) -> RegisterReading | None:
    """The book read by a register, where it has the columns the register needs."""
    reading = read_book_as(register, book)
    there = set(reading.mapping.values())
    return reading if reading.rows and all(there.intersection(group) for group in register.needed) else None


def _payments(book: Book, name: str, digest: str) -> _Part | None:
    if (reading := _list(PAYMENTS, book)) is None:
        return None
    payments = tuple((name, payment) for payment in treasury_payments(reading))
    return _Part(_file(name, digest, "payments", len(payments), reading), Material(payments=payments))


def _targets(book: Book, name: str, digest: str) -> _Part | None:
    if (reading := _list(TARGETS, book)) is None:
        return None
    targets = tuple((name, one.target) for one in target_sets(reading))
    return _Part(_file(name, digest, "targets", len(targets), reading), Material(targets=targets))


def _budget(book: Book, name: str, digest: str) -> _Part | None:
    if (reading := _list(BUDGETS, book)) is None:
        return None
    rows = budget_rows(reading, name)
    return _Part(_file(name, digest, "budget", len(rows), reading), Material(budget=rows))


def _roster(book: Book, name: str, digest: str) -> _Part | None:
    try:
        entries = read_roster(book)
    except Unusable:
        return None
    return (
        _Part(FileRead(name, digest, "roster", len(entries)), Material(roster=tuple((name, entry) for entry in entries)))
        if entries
        else None
    )


def _units(book: Book, name: str, digest: str) -> _Part | None:
    """A list of units: a name and one column more, so that not every list with names is one."""
    reading = _list(UNITS, book)
    if reading is None or len(reading.mapping) < 2:
        return None
    rows = tuple(_unit_row(row, name) for row in reading.rows if row.text("name"))
    return _Part(_file(name, digest, "units", len(rows), reading), Material(units=rows))


def _unit_row(row: RegisterRow, file: str) -> UnitRow:
    return UnitRow(
        row.text("name") or "", row.text("code"), row.text("kind"), row.text("parent"), row.text("division"), Place(file, row.cell("name"))
    )
