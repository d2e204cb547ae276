"""Reads of programs and their money for everyone above; restricted to what the actor may see."""

from hengji.apps.programs.queries.coverage import coverage, waiting
from hengji.apps.programs.queries.facts import (
    AdjustmentStep,
    Budget,
    Candidate,
    Coverage,
    Executed,
    Found,
    FundFacts,
    IntakeFacts,
    LineFacts,
    PaymentLine,
    ProgramFacts,
    ProgramFilter,
    ProgramHit,
    ProgramLine,
    Totals,
    UnitCover,
)
from hengji.apps.programs.queries.funds import fund, fund_choices, funds
from hengji.apps.programs.queries.listing import TABS, programs
from hengji.apps.programs.queries.money import budget_of, executed, executed_lines
from hengji.apps.programs.queries.one import any_program, chosen, lines_of, program, program_rows, search
from hengji.apps.programs.queries.payments import (
    PAYMENT_TABS,
    PaymentsFound,
    alike_count,
    candidates,
    contradicted,
    intake,
    intakes,
    payment,
    payments,
    waiting_count,
)

__all__ = [
    "AdjustmentStep", "Budget", "Candidate", "Coverage", "Executed", "Found", "FundFacts", "IntakeFacts", "LineFacts",
    "PAYMENT_TABS", "PaymentLine", "PaymentsFound", "ProgramFacts", "ProgramFilter", "ProgramHit", "ProgramLine", "TABS",
    "Totals", "UnitCover", "alike_count", "any_program", "budget_of", "candidates", "chosen", "contradicted", "coverage", "executed",
    "executed_lines", "fund", "fund_choices", "funds", "intake", "intakes", "lines_of", "payment", "payments", "program", "program_rows",
    "programs", "search", "waiting", "waiting_count",
]  # fmt: skip
