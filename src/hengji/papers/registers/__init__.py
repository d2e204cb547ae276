"""Registers: lists people keep in Excel, declared once and read, checked, explained and written by that declaration.

``read(UNITS, data)``, ``template(UNITS)``, ``write(UNITS, rows)``, ``propose_mapping(PAYMENTS, data)``.
"""

from hengji.papers.registers.library import INDICATORS
from hengji.papers.registers.money import ADJUSTMENTS, BUDGETS, PAYMENTS, budget_rows, treasury_payments
from hengji.papers.registers.people import PEOPLE, UNITS
from hengji.papers.registers.reading import propose_mapping, read, read_book_as
from hengji.papers.registers.register import (
    CellError,
    Column,
    ColumnGuess,
    ColumnKind,
    MappingProposal,
    Register,
    RegisterReading,
    RegisterRow,
    Value,
)
from hengji.papers.registers.targets import TARGETS, target_sets
from hengji.papers.registers.writing import template, write

REGISTERS: dict[str, Register] = {one.name: one for one in (UNITS, PEOPLE, INDICATORS, BUDGETS, PAYMENTS, ADJUSTMENTS, TARGETS)}

__all__ = [
    "ADJUSTMENTS", "BUDGETS", "INDICATORS", "PAYMENTS", "PEOPLE", "REGISTERS", "TARGETS", "UNITS",
    "CellError", "Column", "ColumnGuess", "ColumnKind", "MappingProposal", "Register", "RegisterReading", "RegisterRow", "Value",
    "budget_rows", "propose_mapping", "read", "read_book_as", "target_sets", "template", "treasury_payments", "write",
]  # fmt: skip
