"""Files of programs, budgets and payments: what one would change, and the present lists written the same way."""

from hengji.apps.programs.sheets.budgets import BudgetPlan, plan_budgets
from hengji.apps.programs.sheets.exports import budget_workbook, payment_workbook
from hengji.apps.programs.sheets.payments import PaymentPlan, plan_payments
from hengji.apps.programs.sheets.reports import Fault, Report

__all__ = ["BudgetPlan", "Fault", "PaymentPlan", "Report", "budget_workbook", "payment_workbook", "plan_budgets", "plan_payments"]
