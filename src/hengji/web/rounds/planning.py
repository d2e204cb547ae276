"""The rounds of a year: the list, a whole year planned in one step, one round set up and changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.operations.rounds import REPORT_BY, RoundPlan
from hengji.apps.monitoring.queries.days import workdays
from hengji.apps.monitoring.queries.facts import RoundFacts
from hengji.apps.organisations.scope import require, require_region
from hengji.apps.programs.queries import fund_choices
from hengji.clock import now, today
from hengji.papers.rulefiles import load_rules, rule_set_names, rule_sets
from hengji.rules.access import Action
from hengji.rules.filling import REQUIRED_WORDS
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.refusals import Refused
from hengji.rules.rounds import (
    CALENDARS,
    LADDERS,
    RECIPIENTS,
    REQUIRED,
    SUGGESTED_CHANGES,
    Rung,
    changed_words,
    day_of,
    early_words,
    is_there,
)
from hengji.rules.rulesets import RuleSet
from hengji.web.identity import Asked
from hengji.web.posted import text, version_of
from hengji.web.rounds import typed as reading
from hengji.web.rounds.choices import units_and_departments
from hengji.web.rounds.typed import RUNGS
from hengji.web.typed import Typed
from hengji.web.ui.frame import page

OFFERED = ("execution_green", "execution_yellow", "slow_pace", "severe_pace", "idle_share")
"""Parameters a round is asked about at once; the others stand folded away."""


@require_GET
def rounds(request: Asked) -> HttpResponse:
    """The rounds of the year and, for the office, the calendars it may take over."""
    require(request.actor, Action.ROUND_VIEW)
    may = request.actor.can(Action.ROUND_EDIT)
    lines = queries.rounds(request.actor, request.year, now())
    days = workdays(request.actor.region, [request.year])
    calendars = [(one, one.of_year(request.year, days)) for one in CALENDARS.values()] if may else []
    names, as_of = {line.name for line in lines}, {line.as_of for line in lines if not line.fund_name}
    there = {one.name for _, planned in calendars for one in planned if is_there(one, names, as_of)}
    return page(
        request, "rounds/rounds.html", lines=lines, may=may, year=request.year, calendars=calendars, there=there, report_by=REPORT_BY,
        offered=bool(calendars) and not lines, unsure=days.unsure([request.year]),
    )  # fmt: skip


@require_POST
def plan(request: Asked) -> HttpResponse:
    """Take a calendar over: a draft a round."""
    made = operations.plan_year(request.actor, request.year, request.POST.get("calendar", ""), at=now())
    messages.success(request, f"已建立 {len(made)} 个批次草稿。逐个核对期限和范围后发布。")
    return redirect("rounds")


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A round of its own."""
    require_region(request.actor, Action.ROUND_EDIT, request.actor.region)
    typed, plan = Typed(request.POST), reading.fresh(request.year, today())
    if request.method == "POST":
        plan = reading.whole(typed, plan, parameters(plan.rules))
        made = typed.done(lambda: operations.create_round(request.actor, request.year, plan, at=now()), reading.FIELDS)
        if made is not None:
            messages.success(request, "已建立批次草稿。看一看发给谁，再发布。")
            return redirect("rounds-publish", made)
    return _form(request, typed, plan, None)


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """A round changed: a draft wholly, a published one in what may still change."""
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    typed, plan, draft = Typed(request.POST), reading.plan_of(facts), facts.state == "draft"
    if request.method == "POST":
        plan = reading.whole(typed, plan, parameters(facts.rules)) if draft else reading.running(typed, plan)
        if typed.done(lambda: operations.change_round(request.actor, key, version_of(request), plan, at=now()), reading.FIELDS) is not None:
            messages.success(request, "已保存。")
            return redirect("rounds-publish" if draft else "rounds-edit", key)
    return _form(request, typed, plan, facts)


def parameters(rules: str) -> tuple[str, ...]:
    """The parameters of a rule set a round may set differently."""
    return tuple(rules_named(rules).parameters)


def rules_named(name: str) -> RuleSet:
    """A rule set that comes with the program, the default where there is none of the name."""
    return load_rules(name if name in rule_set_names() else rule_set_names()[0])


@dataclass(frozen=True, slots=True)
class Brings:
    """What an emphasis changes, in words."""

    emphasis: Emphasis
    required: tuple[str, ...]
    ladder: tuple[str, ...]
    changes: tuple[str, ...]


def brings(rules: RuleSet) -> tuple[Brings, ...]:
    """What each emphasis brings along: required fields, reminders, parameters."""
    return tuple(
        Brings(
            one, tuple(REQUIRED_WORDS[name] for name in REQUIRED[one]), tuple(rung.words for rung in LADDERS[one]),
            changed_words(rules, SUGGESTED_CHANGES[one]),
        )
        for one in Emphasis
    )  # fmt: skip


def _form(request: Asked, typed: Typed, plan: RoundPlan, facts: RoundFacts | None) -> HttpResponse:
    units, departments = units_and_departments(request.actor, request.year if facts is None else facts.year)
    rules = rules_named(plan.rules)
    named = [(name, rules.parameters[name]) for name in rules.parameters]
    shown: dict[str, Any] = {
        "plan": plan, "round": facts, "errors": typed.errors, "days": reading.days_of(plan), "kinds": KINDS, "natures": BUDGET_KINDS,
        "texts": list(REQUIRED_WORDS.items()), "recipients": RECIPIENTS, "report_by": list(REPORT_BY.items()),
        "units": units, "unit_choices": (("", "请选择"), *units), "departments": departments,
        "funds": (("", "（不限，全部资金）"), *fund_choices(request.actor, request.year)),
        "rule_sets": [("", "本县设定的规则集")] + [(one.name, one.title) for one in rule_sets()], "brings": brings(rules),
        "first": [one for one in named if one[0] in OFFERED], "others": [one for one in named if one[0] not in OFFERED],
        "unit_texts": [str(key) for key in plan.units], "key_texts": [str(key) for key in plan.key_units],
        "rungs": (*(plan.ladder or ()), *(Rung(0, ()) for _ in range(RUNGS)))[:RUNGS],
        "emphases": [(one.value, one.chinese) for one in Emphasis],
    }  # fmt: skip
    return page(request, "rounds/edit.html", status=409 if typed.errors else 200, **shown)


# ---- publishing and what follows


@require_http_methods(["GET", "POST"])
def publish(request: Asked, key: UUID) -> HttpResponse:
    """Whom a draft would ask; then hand the forms out."""
    if request.method == "POST":
        done = operations.publish(request.actor, key, version_of(request), early=bool(request.POST.get("early")), at=now())
        said = "、".join(f"{KINDS[kind]} {count} 张" for kind, count in done.forms.items())
        messages.success(
            request, f"已发布：{said}。" + (f"其中 {len(done.without_target)} 个对象没有批复目标。" if done.without_target else "")
        )
        return redirect("rounds-round", key)
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    if facts.state != "draft":
        return redirect("rounds-round", key)
    return page(
        request, "rounds/publish.html", round=facts, found=queries.preview(request.actor, key), kinds=KINDS,
        report_by=REPORT_BY[facts.report_by], changes=changed_words(rules_named(facts.rules), facts.changes),
        early=early_words(facts.as_of, now()), **_days(facts),
    )  # fmt: skip


def _days(facts: RoundFacts) -> dict[str, Any]:
    """Of the due days those on which nobody works, each in words; what is not known of the days."""
    named = {"单位报送": facts.due_unit, "部门审核": facts.due_department, "财政审核": facts.due_division, "监控报告": facts.report_due}
    dues = {label: day_of(due) for label, due in named.items() if due}
    days = workdays(facts.region, [due.year for due in dues.values()])
    resting = [f"{label}{due.month}月{due.day}日（{why}）" for label, due in dues.items() if (why := days.rest(due))]
    return {"resting": resting, "unsure": days.unsure(due.year for due in dues.values())}


@require_POST
def drop(request: Asked, key: UUID) -> HttpResponse:
    """Give a draft up."""
    operations.drop_round(request.actor, key, version_of(request), at=now())
    messages.success(request, "已删除批次草稿。")
    return redirect("rounds")


@require_http_methods(["GET", "POST"])
def join(request: Asked, key: UUID) -> HttpResponse:
    """Objects that came into scope since: who they are, then their forms."""
    if request.method == "POST":
        count = operations.join_new(request.actor, key, at=now())
        messages.success(request, f"已补发 {count} 张监控表。" if count else "没有要补发的对象。")
        return redirect("rounds-edit", key)
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    return page(request, "rounds/join.html", round=facts, found=queries.preview(request.actor, key), kinds=KINDS)


@require_POST
def close(request: Asked, key: UUID) -> HttpResponse:
    """End a round."""
    operations.close(request.actor, key, version_of(request), at=now())
    messages.success(request, "已办结。此后不再收表，数字就此留存。")
    return redirect("rounds-round", key)


@require_POST
def extend(request: Asked, key: UUID) -> HttpResponse:
    """More time for one unit."""
    typed = Typed(request.POST)
    units, until = typed.keys("unit"), typed.until("until", needed=True)
    if until is None or len(units) != 1:
        raise Refused("rounds-page-extension")
    count = operations.extend(request.actor, key, units[0], until, text(request.POST, "reason", 300), at=now())
    messages.success(request, f"已延期：涉及 {count} 张监控表。")
    return redirect("rounds-edit", key)


@require_http_methods(["GET", "POST"])
def key_units(request: Asked, key: UUID) -> HttpResponse:
    """The departments under 重点监控."""
    if request.method == "POST":
        chosen = Typed(request.POST).keys("key_units")
        operations.set_key(request.actor, key, version_of(request), chosen, at=now())
        messages.success(request, f"已确定 {len(chosen)} 个重点监控部门。")
        return redirect("rounds-key", key)
    found = queries.round_page(request.actor, key, now())
    _, departments = units_and_departments(request.actor, found.round.year)
    dots = [dot for dot in found.dots if dot.key]
    return page(
        request, "rounds/key.html", round=found.round, lines=found.key_units, departments=departments, dots=dots,
        slowest=queries.slowest_rows(dot.form for dot in dots), chosen=[str(key) for key in found.round.key_units],
    )  # fmt: skip
