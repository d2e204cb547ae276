"""The library as an Excel list: read into entries with every fault's cell, written back as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from hengji.papers.registers import INDICATORS, CellError, RegisterRow, Value, read, template, write
from hengji.rules.libraryentry import Entry, checked
from hengji.rules.refusals import Refused
from hengji.rules.wording import say

_KEYS = {
    **{name: name for name in ("category", "level1", "level2", "name", "unit", "measure", "value", "explanation", "evidence", "basis")},
    "operator": "sign",
    "how_measured": "source",
}
"""Column of the register by field of an entry."""
_CELL_OF = {
    "library-sign-unknown": "sign",
    "library-measure-unknown": "measure",
    "library-measure-unfit": "measure",
    "library-unit-missing": "unit",
    "library-level-unknown": "level2",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read: entries in its order, faults with their cells, what was passed over, and the file's own hash."""

    name: str
    sha256: str
    entries: tuple[Entry, ...]
    errors: tuple[CellError, ...]
    notes: tuple[str, ...]


def read_sheet(name: str, data: bytes, category: str = "") -> Sheet:
    """Read an untrusted file in a guarded process.  ``category`` is for a file without a column of fields.  Raises ``Unreadable``."""
    reading = read(INDICATORS, data)
    errors, entries = list(reading.errors), []
    seen: dict[tuple[str, str, str], str] = {}
    for row in reading.sound:
        entry, fault = _entry(row, category)
        fault = fault or _twice(entry, row, seen)
        errors.extend([fault] if fault else [])
        entries.extend([] if fault else [entry])
    return Sheet(name, sha256(data).hexdigest(), tuple(entries), tuple(errors), (*reading.notes, *_unread(reading.unrecognised)))


def empty_sheet() -> bytes:
    """A template to fill."""
    return template(INDICATORS)


def write_sheet(entries: Iterable[Entry]) -> bytes:
    """Entries as .xlsx; ``read_sheet`` of it gives them back."""
    return write(INDICATORS, (_row(entry) for entry in entries))


def _row(entry: Entry) -> Mapping[str, Value]:
    row: dict[str, Value] = {key: getattr(entry, name) or None for name, key in _KEYS.items()}
    return {**row, "common": entry.common}


def _entry(row: RegisterRow, category: str) -> tuple[Entry, CellError | None]:
    said = {name: row.text(key) or "" for name, key in _KEYS.items()}
    said |= {"category": said["category"] or category, "operator": said["operator"] or _usual_sign(said)}
    raw = replace(Entry("", "", "", ""), **said, common=bool(row.flag("common")))  # type: ignore[arg-type]
    try:
        return checked(raw), None
    except Refused as refusal:
        return raw, _fault(row, refusal)


def _usual_sign(said: Mapping[str, str]) -> str:
    """A list without a column of signs: costs are limits, words are words, the rest is at least."""
    if said["measure"] in ("qualitative", "milestone"):
        return "定性" if said["measure"] == "qualitative" else "时间"
    return "≤" if "成本" in said["level2"] or said["measure"] == "ceiling" else "≥"


def _fault(row: RegisterRow, refusal: Refused) -> CellError:
    key = _CELL_OF.get(refusal.code, "name")
    sentence, _, remedy = say(refusal).removeprefix("没有保存：").partition("。")
    text = row.text(key) or ""
    return CellError(refusal.code, row.cell(key).rpartition("!")[2], sentence, remedy.rstrip("。"), row.row, row.sheet, key, text)


def _twice(entry: Entry, row: RegisterRow, seen: dict[tuple[str, str, str], str]) -> CellError | None:
    first = seen.setdefault(entry.key, row.cell("name"))
    if first == row.cell("name"):
        return None
    cell, sentence = row.cell("name").rpartition("!")[2], f"与 {first.rpartition('!')[2]} 是同一领域、同一二级指标下的同名指标"
    return CellError("library_twice", cell, sentence, "请删去一行，或改用不同的名称", row.row, row.sheet, "name", entry.name)


def _unread(captions: Iterable[str]) -> tuple[str, ...]:
    named = "、".join(captions)
    return (f"没有读入的列：{named}。",) if named else ()
