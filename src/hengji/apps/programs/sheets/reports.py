"""What a dry run says: counts, every faulty cell, what would change; kept as JSON with the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hengji.papers.registers import CellError, RegisterReading

MOST = 500
"""Faults and changes kept of one file; the counts are of all."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem in a cell: where, what stands there, what is wrong, what mends it."""

    place: str
    text: str
    sentence: str
    remedy: str

    @staticmethod
    def of(error: CellError) -> Fault:
        return Fault(error.place, error.text, error.sentence, error.remedy)


@dataclass(frozen=True, slots=True)
class Line:
    """A row worth showing before anything is done: where it stands, what it is, what would happen to it and why."""

    cell: str
    what: str
    fate: str
    why: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """``counts`` by Chinese word in the order they are shown; ``faults`` forbid the import; ``lines`` ask for a look."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...] = ()
    fault_count: int = 0
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    amount: str = ""
    changes: int = 0

    @property
    def ok(self) -> bool:
        return not self.fault_count

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Report:
        return Report(
            counts=kept.get("counts", {}),
            faults=tuple(Fault(**one) for one in kept.get("faults", ())),
            fault_count=kept.get("fault_count", 0),
            lines=tuple(Line(**one) for one in kept.get("lines", ())),
            notes=tuple(kept.get("notes", ())),
            amount=kept.get("amount", ""),
            changes=kept.get("changes", 0),
        )


def report(
    counts: Mapping[str, int], faults: Iterable[Fault], lines: Iterable[Line], notes: Iterable[str], changes: int, amount: str = ""
) -> Report:
    """A report with its lists cut to what is kept."""
    every = tuple(faults)
    return Report(counts, every[:MOST], len(every), tuple(lines)[:MOST], tuple(notes), amount, changes)


def split(reading: RegisterReading) -> tuple[list[Fault], list[str]]:
    """What forbids an import, and what is merely said: words of lenient columns that were not understood cost nothing."""
    sound = {(row.sheet, row.row) for row in reading.sound}
    wrong = [error for error in reading.errors if (error.sheet, error.row) not in sound]
    mild = [error for error in reading.errors if (error.sheet, error.row) in sound]
    return [Fault.of(error) for error in wrong], [*reading.notes, *(f"{error.cell}：{error.sentence}" for error in mild[:20])]
