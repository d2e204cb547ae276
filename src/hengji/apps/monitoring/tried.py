"""What the dry run of an Excel form judged, kept until the form is applied: unchanged is not judged twice.

A judgement stands for what it was made from: the form's version, the round's rules, the money, last round, what was decided, and the
program itself.  Anything else now, and the form is judged again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from hengji import __version__
from hengji.apps.monitoring.known import Known
from hengji.apps.monitoring.models import MonitoringForm

_AMOUNTS = frozenset({"budget", "executed", "forecast", "execution_pace", "achievement_pace"})
"""Summary columns that are decimal numbers; JSON keeps them as text."""
_ROUND = ("as_of", "emphasis", "rules", "changes", "stamp", "demoted", "required", "due_unit", "two_hands")
"""What a round sets and a judgement takes."""
_ROW = ("version", "revision_id", "kind", "key", "due", "answers", "first_submitted_at", "budget", "returns", "submissions", "state")


@dataclass(frozen=True, slots=True)
class Tried:
    """How a form would stand: its typed content and what its row keeps of the judgement."""

    typed: Mapping[str, Any]
    facts: Mapping[str, Any]


def kept(basis: str, typed: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON, with what it was made from."""
    plain = {key: str(value) if isinstance(value, Decimal) else value for key, value in facts.items() if key != "judged_at"}
    return {"basis": basis, "typed": typed, "facts": plain}


def tried(data: Mapping[str, Any], basis: str, at: datetime) -> Tried | None:
    """What was kept, as judged ``at`` this moment; None where it was made from anything else than stands now."""
    if data.get("basis") != basis:
        return None
    facts = {key: Decimal(value) if key in _AMOUNTS and value is not None else value for key, value in data["facts"].items()}
    return Tried(data["typed"], {**facts, "judged_at": at})


def basis_of(row: MonitoringForm, known: Known) -> str:
    """A digest of everything a form is judged with besides its own content; sealed indicators stand for by their revision
    (their measures may be confirmed beside it)."""
    sheet, last = known.sheet, known.last
    before = (last.form, last.as_of, last.previous.executed, sorted(last.previous.actuals.items())) if last else None
    measures = [(one.key, one.measure, one.measure_source) for one in sheet.indicators]
    head = (sheet.kind, sheet.program, sheet.code, sheet.department, sheet.unit, sheet.year, sheet.goal)
    said = (
        __version__, [getattr(row, name) for name in _ROW], [getattr(row.round, name) for name in _ROUND], head, known.lines, before,
        sorted(known.dismissed.items()), known.across, measures,
    )  # fmt: skip
    return sha256(repr(said).encode()).hexdigest()
