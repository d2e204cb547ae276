"""What can be done to programs, their money, and what is imported."""

from hengji.apps.programs.operations.budgets import apply_budget_file
from hengji.apps.programs.operations.funds import create_fund, edit_fund
from hengji.apps.programs.operations.intakes import confirm_columns, discard_file, start_import, upload_file
from hengji.apps.programs.operations.lines import add_line, adjust_line, edit_line, remove_line, report_executed
from hengji.apps.programs.operations.payments import (
    apply_payment_file,
    correct_payment,
    match_payment,
    set_payment_aside,
    undo_payment_decision,
)
from hengji.apps.programs.operations.programs import (
    carry_over_programs,
    close_program,
    confirm_program,
    confirm_programs,
    create_program,
    edit_program,
    reopen_program,
)

__all__ = [
    "add_line", "adjust_line", "apply_budget_file", "apply_payment_file", "carry_over_programs", "close_program", "confirm_columns",
    "confirm_program", "confirm_programs", "correct_payment", "create_fund", "create_program", "discard_file", "edit_fund", "edit_line",
    "edit_program", "match_payment", "remove_line", "reopen_program", "report_executed", "set_payment_aside", "start_import",
    "undo_payment_decision", "upload_file",
]  # fmt: skip
