"""From a proposal to staged rows, and from staged rows to what the apps below take in.  Amounts are yuan, kept as text in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.organisations.sheets import UnitRow
from hengji.apps.programs.drafts import LineDraft, ProgramDraft
from hengji.apps.starting.models import Start, StartDoubt, StartObject, StartUnit
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration
from hengji.rules.measures import Measure
from hengji.rules.programs import BUDGET_KINDS, LEVELS, code_fault
from hengji.rules.starting import Confidence, Doubt, ProposedIndicator, ProposedLine, ProposedObject, ProposedTarget, ProposedUnit, Source
from hengji.rules.text import fold


def unit_row(start: Start, proposed: ProposedUnit) -> StartUnit:
    """A proposed unit to be staged."""
    return StartUnit(
        **_item(start, proposed),
        kind=proposed.kind,
        parent=proposed.parent or "",
        division=proposed.division or "",
        also=list(proposed.also),
    )


def object_row(start: Start, proposed: ProposedObject) -> StartObject:
    """A proposed object to be staged, with its money and target as plain data."""
    lines = [_line(line) for line in proposed.lines]
    known = [Decimal(line["initial"]) for line in lines if line["initial"] is not None]
    return StartObject(
        **_item(start, proposed),
        kind=proposed.kind,
        unit=proposed.unit or "",
        department=proposed.department or "",
        secret=proposed.secret,
        lines=lines,
        target=_target(proposed.target) if proposed.target else None,
        paid=proposed.paid,
        budget=sum(known, Decimal(0)) if known else None,
    )


def doubt_row(start: Start, doubt: Doubt) -> StartDoubt:
    """A doubt to be staged."""
    return StartDoubt(
        region_id=start.region_id,
        start=start,
        code=doubt.code,
        sentence=doubt.sentence,
        keys=list(doubt.keys),
        sources=_sources(doubt.sources),
    )


_LONGEST = {ProposedUnit: 21, ProposedObject: 40}
"""Characters of a unit's code (as units keep it) and of an object's (as the registers read it)."""


def _item(start: Start, proposed: ProposedUnit | ProposedObject) -> dict[str, Any]:
    """What units and objects have in common.  A code too long to be one is told among the reasons, never cut to another code."""
    code, odd = proposed.code or "", ""
    if len(code) > _LONGEST[type(proposed)]:
        code, odd = "", f"，材料上的代码“{code}”过长，未采用"
    return {
        "region_id": start.region_id,
        "start": start,
        "key": proposed.key,
        "name": proposed.name,
        "code": code,
        "why": (proposed.why + odd)[:300],
        "confidence": proposed.confidence.value,
        "sources": _sources(proposed.sources),
    }


def _sources(sources: Iterable[Source]) -> list[list[str]]:
    return [[source.file, source.cell] for source in sources]


def _line(line: ProposedLine) -> dict[str, Any]:
    return {
        "nature": line.nature,
        "level": line.level,
        "fund": line.fund,
        "document": line.document,
        "issued": line.issued.isoformat() if line.issued else None,
        "initial": _text(line.initial),
        "adjusted": _text(line.adjusted),
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _target(target: ProposedTarget) -> dict[str, Any]:
    return {"goal": target.goal or "", "indicators": [_indicator(row) for row in target.indicators]}


def _indicator(row: ProposedIndicator) -> dict[str, Any]:
    return {
        "level1": row.level1 or "",
        "level2": row.level2 or "",
        "name": row.name,
        "value": row.text,
        "weight": _text(row.weight),
        "core": row.core,
        "measure": row.measure.value,
        "measure_source": row.measure_source.value,
        "why": row.why,
    }


def merged(row: StartObject, gone: StartObject, money: bool) -> dict[str, Any]:
    """What changes of a staged object when another is put into it: its blanks filled, its sources and, where asked, its money added."""
    lines = [*row.lines, *(line for line in gone.lines if money and line not in row.lines)]
    known = [Decimal(line["initial"]) for line in lines if line["initial"] is not None]
    kept: dict[str, Any] = {name: getattr(row, name) or getattr(gone, name) for name in ("code", "unit", "department", "target")}
    return kept | {
        "lines": lines,
        "budget": sum(known, Decimal(0)) if known else None,
        "sources": [*row.sources, *(source for source in gone.sources if source not in row.sources)],
        "why": f"{row.why}；并入“{gone.name[:60]}”"[-300:],
    }


def merged_unit(row: StartUnit, gone: StartUnit) -> dict[str, Any]:
    """What changes of a staged unit when another one turns out to be the same: its blanks filled, its names and sources added."""
    parent, division = (
        value if value not in (row.key, gone.key) else ""
        for value in (row.parent if row.parent not in ("", gone.key) else gone.parent, row.division or gone.division)
    )
    names = dict.fromkeys([*row.also, gone.name, *gone.also])
    return {
        "code": row.code or gone.code,
        "parent": parent,
        "division": division,
        "also": [name for name in names if name != row.name],
        "sources": [*row.sources, *(source for source in gone.sources if source not in row.sources)],
        "why": f"{row.why}；并入“{gone.name[:60]}”"[-300:],
    }


def budgeted(row: StartObject, initial: Decimal) -> dict[str, Any]:
    """What changes of a staged object whose initial budget the material does not say: its first fund line carries it, or a bare one."""
    bare = _line(ProposedLine(None, None, None, None, None, None, None, Confidence.STATED, Source("")))
    first, *others = row.lines or [bare]
    return {"lines": [{**first, "initial": str(initial)}, *others], "budget": initial}


# ---- towards the apps below


def unit_list(units: Sequence[StartUnit]) -> list[UnitRow]:
    """Kept units as a list of units, parents first; one without a code gets a free one that says so (X001)."""
    codes = unit_codes(units)
    divisions = {unit.key: unit.name for unit in units}
    rows = [
        UnitRow(
            code=codes[unit.key],
            name=unit.name,
            kind=unit.kind,
            parent_code=codes.get(unit.parent, ""),
            division_name=divisions.get(unit.division, "") or None,
            row=number,
            remark="；".join(["建库时提出", *unit.also])[:300],
        )
        for number, unit in enumerate(units, 1)
    ]
    return sorted(rows, key=lambda row: bool(row.parent_code))


def unit_codes(units: Sequence[StartUnit]) -> dict[str, str]:
    """The code of each kept unit by key."""
    taken = {unit.code for unit in units if unit.code}
    free = (code for number in range(1, 10_000) if (code := f"X{number:03d}") not in taken)
    return {unit.key: unit.code or next(free) for unit in units}


def program_draft(item: StartObject, year: int, units: Mapping[str, UUID]) -> ProgramDraft:
    """A kept object as a program, marked as taken from what was reported; a code that cannot be one is left out and kept in the text."""
    code = fold(item.code).upper()
    usable = bool(code) and not code_fault(code)
    return ProgramDraft(
        year=year,
        kind=item.kind,
        unit=units[item.unit],
        name=item.name,
        code=code if usable else "",
        competent=units.get(item.department),
        summary="" if usable or not item.code else f"报送表上的代码：{item.code}",
        secret=item.secret,
        pending=True,
    )


def line_drafts(item: StartObject, funds: Mapping[str, UUID]) -> list[tuple[LineDraft, Decimal | None]]:
    """Its fund lines, each with the adjusted budget where one was stated; rows of one and the same source are one line, added up."""
    found: dict[tuple[object, ...], tuple[LineDraft, Decimal | None]] = {}
    for line in item.lines:
        draft, adjusted = _draft(line, funds), _amount(line["adjusted"])
        source = (draft.budget_kind, draft.level, draft.fund, draft.document, draft.label)
        found[source] = _together(found[source], draft, adjusted) if source in found else (draft, adjusted)
    return list(found.values())


def _together(known: tuple[LineDraft, Decimal | None], draft: LineDraft, adjusted: Decimal | None) -> tuple[LineDraft, Decimal | None]:
    """Two rows of one source as one; where only one says what it was adjusted to, the other stays at its initial budget."""
    first, before = known
    both = (
        None
        if before is None and adjusted is None
        else _sum(first.initial if before is None else before, draft.initial if adjusted is None else adjusted)
    )
    return replace(first, initial=_sum(first.initial, draft.initial)), both


def _sum(*amounts: Decimal | None) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _draft(line: Mapping[str, Any], funds: Mapping[str, UUID]) -> LineDraft:
    nature = line["nature"] if line["nature"] in BUDGET_KINDS else "general_public"
    label = "" if line["nature"] in BUDGET_KINDS else (line["nature"] or "来源未写明")
    return LineDraft(
        budget_kind=nature,
        level=line["level"] if line["level"] in LEVELS else "",
        fund=funds.get(line["fund"] or ""),
        label=label,
        document=line["document"] or "",
        issued_on=date.fromisoformat(line["issued"]) if line["issued"] else None,
        initial=_amount(line["initial"]),
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def declaration(item: StartObject, program: UUID, year: int) -> TargetDeclaration:
    """The reported target of a kept object."""
    target = item.target or {}
    rows = tuple(_declared(row, number) for number, row in enumerate(target.get("indicators", ()), 1))
    return TargetDeclaration(
        object_id=str(program), version=0, name=item.name, year=year, code=item.code, goal=target.get("goal", ""), indicators=rows
    )


def _declared(row: Mapping[str, Any], number: int) -> DeclaredIndicator:
    sure = row["measure_source"] != "guessed"
    return DeclaredIndicator(
        level1=row["level1"],
        level2=row["level2"],
        name=row["name"],
        value=row["value"],
        weight=_amount(row["weight"]),
        core=row["core"],
        measure=Measure(row["measure"]) if sure else None,
        key=str(number),
    )
