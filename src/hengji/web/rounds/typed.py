"""What is typed into the form of a round, read field by field; every fault stands beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from hengji.apps.monitoring.operations.rounds import REPORT_BY, RoundPlan
from hengji.apps.monitoring.queries.facts import RoundFacts
from hengji.rules.filling import REQUIRED_WORDS
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.rounds import LADDERS, RECIPIENTS, REQUIRED, SUGGESTED_CHANGES, Ladder, Rung, day_of, end_of, ladder_read
from hengji.web.typed import Typed

RUNGS = 6
"""Steps of a ladder that can be typed."""
FIELDS = {
    "round-name-missing": "name", "round-name-taken": "name", "round-as-of-year": "as_of", "round-days-order": "due_unit",
    "round-rules": "rules", "round-answer-days": "answer_days",
}  # fmt: skip
"""The field a refusal is said beside."""


def plan_of(facts: RoundFacts) -> RoundPlan:
    """A round as it stands, as the plan that would leave it so."""
    emphasis = Emphasis(facts.emphasis)
    return RoundPlan(
        facts.name, facts.as_of, facts.emphasis, facts.due_unit, document=facts.document, kinds=facts.kinds,
        budget_kinds=facts.budget_kinds, units=facts.units, fund=facts.fund, key_units=facts.key_units, rules=facts.rules,
        changes=dict(facts.changes), required=facts.required, ladder=ladder_read(facts.ladder, emphasis),
        due_department=facts.due_department, due_division=facts.due_division, report_by=facts.report_by, report_due=facts.report_due,
        answer_days=facts.answer_days, two_hands=facts.two_hands, proxy=facts.proxy,
    )  # fmt: skip


def fresh(year: int, today: date) -> RoundPlan:
    """What an empty form begins with: the end of last month, a month to report."""
    as_of = date(year, 6, 30) if today.year != year else max(date(year, 1, 31), today.replace(day=1) - date.resolution)
    return RoundPlan(f"{year}年1—{as_of.month}月绩效运行监控", as_of, Emphasis.CORRECT, end_of(as_of))


def whole(typed: Typed, before: RoundPlan, parameters: Iterable[str]) -> RoundPlan:
    """The form of a draft.  ``defaults``: required fields, ladder and parameters are what the emphasis brings along."""
    emphasis = Emphasis(typed.one("emphasis", set(Emphasis), before.emphasis))
    fund = typed.keys("fund") if typed.data.get("fund") else ()
    due = typed.until("due_unit", needed=True)
    plan = RoundPlan(
        typed.text("name", 120), typed.day("as_of", needed=True) or before.as_of, emphasis, due or before.due_unit,
        document=typed.text("document", 120), kinds=typed.chosen("kinds", KINDS), budget_kinds=typed.chosen("budget_kinds", BUDGET_KINDS),
        units=typed.keys("units"), fund=fund[0] if fund else None, key_units=typed.keys("key_units"), rules=typed.text("rules", 60),
        due_department=typed.until("due_department"), due_division=typed.until("due_division"),
        report_by=typed.one("report_by", REPORT_BY, ""), report_due=typed.until("report_due"), answer_days=typed.number("answer_days", 60),
        two_hands=bool(typed.data.get("two_hands")), proxy=bool(typed.data.get("proxy")),
    )  # fmt: skip
    if typed.data.get("defaults"):
        return replace(plan, required=REQUIRED[emphasis], ladder=LADDERS[emphasis], changes=dict(SUGGESTED_CHANGES[emphasis]))
    changes = {name: text for name in parameters if (text := typed.text(f"change_{name}", 200))}
    return replace(plan, required=typed.chosen("required", REQUIRED_WORDS), ladder=ladder(typed), changes=changes)


def running(typed: Typed, before: RoundPlan) -> RoundPlan:
    """The form of a round that is published: days, ladder, days to answer."""
    return replace(
        before, due_unit=typed.until("due_unit", needed=True) or before.due_unit, due_department=typed.until("due_department"),
        due_division=typed.until("due_division"), report_due=typed.until("report_due"), ladder=ladder(typed),
        answer_days=typed.number("answer_days", 60),
    )  # fmt: skip


def ladder(typed: Typed) -> Ladder:
    """The steps typed; a line without a recipient is none."""
    rungs = []
    for place in range(RUNGS):
        to = typed.chosen(f"to_{place}", RECIPIENTS)
        if to:
            rungs.append(Rung(typed.number(f"days_{place}", 365), to))
    return tuple(sorted(rungs, key=lambda rung: rung.days))


def shown_day(moment: datetime | None) -> str:
    """A due day as its field shows it."""
    return day_of(moment).isoformat() if moment else ""


def days_of(plan: RoundPlan) -> Mapping[str, str]:
    """The due days as their fields show them."""
    return {name: shown_day(getattr(plan, name)) for name in ("due_unit", "due_department", "due_division", "report_due")}
