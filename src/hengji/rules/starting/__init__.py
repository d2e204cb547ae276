"""Starting with nothing: units, objects, money and targets proposed from what an office has, for a person to confirm.

Returned forms, budget exports, rosters, lists of approved targets and payments each tell something; what they tell about the same
thing is put together by the house's matching.  Nothing is decided: every item names its sources and how sure it is, and what
contradicts or looks alike is a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.forms import Form, RosterEntry
from hengji.rules.money import wan
from hengji.rules.starting.objects import Objects, years
from hengji.rules.starting.proposal import (
    MARK,
    BudgetRow,
    Confidence,
    Doubt,
    Material,
    Proposal,
    ProposedIndicator,
    ProposedLine,
    ProposedObject,
    ProposedTarget,
    ProposedUnit,
    Source,
    UnitRow,
    marked,
)
from hengji.rules.starting.units import Units
from hengji.rules.treasury import TreasuryPayment

__all__ = [
    "MARK", "BudgetRow", "Confidence", "Doubt", "Material", "Proposal", "ProposedIndicator", "ProposedLine", "ProposedObject",
    "ProposedTarget", "ProposedUnit", "Source", "UnitRow", "marked", "propose",
]  # fmt: skip


def propose(material: Material) -> Proposal:
    """Units, objects, fund lines and targets from everything that was handed in."""
    units, objects = Units(_names(material)), Objects()
    _meet_units(material, units)
    for row in material.budget:
        _budget(row, units, objects)
    for file, entry in material.roster:
        _roster(file, entry, units, objects)
    for file, approved in material.targets:
        source = Source(file)
        one = objects.meet(approved.name, approved.code, units.meet(approved.unit, source), source, Confidence.STATED, "批复目标表")
        if one is not None and one.approved is None:
            one.approved = (file, approved)
            one.listed = one.listed or ((file, approved.initial) if approved.initial is not None else None)
    unnamed = [form for form in material.forms if not _form(form, units, objects)]
    strangers = [(file, payment) for file, payment in material.payments if not _paid(file, payment, units, objects)]
    return _proposal(material, units, objects, [*_nameless(unnamed), *_unknown_payments(strangers)])


def _proposal(material: Material, units: Units, objects: Objects, doubts: list[Doubt]) -> Proposal:
    proposed_units, about_units = units.proposed()
    proposed_objects, about_objects = objects.proposed()
    counts = {
        "units": len(proposed_units),
        "objects": len(proposed_objects),
        "lines": sum(len(one.lines) for one in proposed_objects),
        "targets": sum(one.target is not None for one in proposed_objects),
        "indicators": sum(len(one.target.indicators) for one in proposed_objects if one.target),
    }
    return Proposal(proposed_units, proposed_objects, (*about_units, *about_objects, *doubts), years(material.forms), MARK, counts)


def _names(material: Material) -> Iterator[str | None]:
    for row in material.units:
        yield row.name
    for budget in material.budget:
        yield from (budget.unit, budget.department)
    for _, entry in material.roster:
        yield from (entry.unit, entry.department)
    for form in material.forms:
        yield from (form.program.unit, form.program.department)
    for _, payment in material.payments:
        yield payment.unit


def _meet_units(material: Material, units: Units) -> None:
    for row in material.units:
        unit = units.meet(row.name, row.source, code=row.code, stated=True)
        if unit is not None:
            unit.kind, unit.parent_code, unit.division = (
                row.kind or unit.kind,
                row.parent or unit.parent_code,
                row.division or unit.division,
            )


def _budget(row: BudgetRow, units: Units, objects: Objects) -> None:
    unit = units.meet(row.unit, row.source, code=row.unit_code)
    department = units.meet(row.department, row.source)
    units.belongs(unit, department)
    one = objects.meet(row.name, row.code, unit, row.source, Confidence.STATED, "预算表")
    if one is not None:
        one.kind, one.department, one.secret = one.kind or row.kind, one.department or department, one.secret or row.secret
        one.budget.append(row)


def _roster(file: str, entry: RosterEntry, units: Units, objects: Objects) -> None:
    source = Source(file)
    unit, department = units.meet(entry.unit, source), units.meet(entry.department, source)
    units.belongs(unit, department)
    one = objects.meet(None if entry.overall else entry.name, entry.code, unit, source, Confidence.STATED, "花名册")
    if one is not None:
        one.department = one.department or department
        one.listed = one.listed or ((file, entry.budget) if entry.budget is not None else None)


def _form(form: Form, units: Units, objects: Objects) -> bool:
    """Whether the form names its object."""
    program = form.program
    cell = form.cells.get("name")
    source = Source(form.file, f"{form.sheet}!{cell}" if cell else form.sheet)
    unit = units.meet(program.unit or (program.name if form.kind.overall else None) or program.department, source)
    department = units.meet(program.department, source)
    units.belongs(unit, department)
    if department is not None and department.parent is unit:
        department = unit  # it named its own office (本级) as the department
    if unit is None and not program.name and not program.code:
        return False
    name = None if form.kind.overall else program.name
    if name is None and program.code is None and not form.kind.overall:
        return False
    one = objects.meet(name, None if form.kind.overall else program.code, unit, source, Confidence.REPORTED, f"报送的{form.kind.paper}")
    if one is None:
        return False
    one.department = one.department or department
    one.forms.append(form)
    return True


def _paid(file: str, payment: TreasuryPayment, units: Units, objects: Objects) -> bool:
    """Whether the payment belongs to an object that other material names."""
    unit = units.find(payment.unit, payment.unit_code)
    one = objects.find(payment.name, payment.code, unit) if payment.name or payment.code else None
    if one is not None:
        one.paid.append(payment.amount)
    return one is not None


def _nameless(forms: list[Form]) -> Iterator[Doubt]:
    for form in forms:
        yield Doubt("form-without-object", f"“{form.file}”没有写单位和项目名称，没有列入", (), (Source(form.file, form.sheet),))


def _unknown_payments(payments: list[tuple[str, TreasuryPayment]]) -> Iterator[Doubt]:
    """Payments of objects no other material names: told by object, with count and sum; nothing is set up from a payment alone."""
    groups: dict[tuple[str, str, str], list[TreasuryPayment]] = defaultdict(list)
    for file, payment in payments:
        groups[file, payment.unit or payment.unit_code or "未写单位", payment.name or payment.code or "未写项目"].append(payment)
    for (file, unit, name), own in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        amount = wan(sum((payment.amount for payment in own), Decimal(0)))
        sentence = f"支付明细里{unit}的“{name}”有 {len(own)} 笔共 {amount} 万元，别的材料里没有这个项目，请核对名称或先建项目"
        yield Doubt("payment-without-object", sentence, (), (Source(file, own[0].cell),))
