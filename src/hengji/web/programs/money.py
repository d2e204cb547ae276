"""Fund lines, their adjustments, typed amounts, special funds."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.audit.queries import history
from hengji.apps.organisations.scope import require
from hengji.apps.programs import operations, queries
from hengji.apps.programs.queries import FundFacts, LineFacts, ProgramFacts
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.programs import BUDGET_KINDS, LEVELS
from hengji.rules.refusals import NotFound
from hengji.web.identity import Asked
from hengji.web.posted import version_of
from hengji.web.programs import forms
from hengji.web.programs.choices import department_options, division_options
from hengji.web.programs.forms import FIELDS, shown_wan
from hengji.web.typed import Typed
from hengji.web.ui.frame import page

AMOUNTS = ("initial", "allocated", "disbursed", "forecast", "carry_over")
NATURES = list(BUDGET_KINDS.items())
LEVEL_OPTIONS = [("", "（不分级次）"), *LEVELS.items()]


@require_http_methods(["GET", "POST"])
def new_line(request: Asked, key: UUID) -> HttpResponse:
    """A fund line for an object."""
    require(request.actor, Action.MONEY_EDIT)
    facts = queries.program(request.actor, key, as_of=today())
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.line(typed)
        if typed.done(lambda: operations.add_line(request.actor, key, draft, at=now()), FIELDS) is not None:
            return _back(request, key, "已登记资金来源。")
    values = typed.data.dict() if request.method == "POST" else {"budget_kind": "general_public", "level": "county"}
    return _line_form(request, facts, None, typed, values)


@require_http_methods(["GET", "POST"])
def edit_line(request: Asked, key: UUID, line: UUID) -> HttpResponse:
    """A fund line put right."""
    require(request.actor, Action.MONEY_EDIT)
    facts, known = _line(request, key, line)
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.line(typed)
        if typed.done(lambda: operations.edit_line(request.actor, line, typed.version, draft, at=now()), FIELDS) is not None:
            return _back(request, key, "已保存。")
    plain = {name: getattr(known, name) for name in ("version", "budget_kind", "level", "label", "document", "issued_on", "ends_on")}
    amounts = {name: shown_wan(getattr(known, name)) for name in AMOUNTS}
    values = typed.data.dict() if request.method == "POST" else {**plain, **amounts, "fund": known.fund or ""}
    return _line_form(request, facts, known, typed, values)


def _line_form(request: Asked, facts: ProgramFacts, known: LineFacts | None, typed: Typed, values: Mapping[str, object]) -> HttpResponse:
    funds = [("", "（不是专项资金）"), *queries.fund_choices(request.actor, facts.year)]
    return page(
        request, "programs/line_form.html", status=409 if typed.errors else 200, program=facts, line=known, values=values,
        errors=typed.errors, natures=NATURES, levels=LEVEL_OPTIONS, funds=funds,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def adjust(request: Asked, key: UUID, line: UUID) -> HttpResponse:
    """One more step of a line's budget."""
    require(request.actor, Action.MONEY_EDIT)
    facts, known = _line(request, key, line)
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.adjustment(typed)
        if typed.done(lambda: operations.adjust_line(request.actor, line, typed.version, draft, at=now()), FIELDS) is not None:
            return _back(request, key, "已登记预算调整。")
    values = typed.data.dict() if request.method == "POST" else {"version": known.version, "on": today().isoformat()}
    return page(
        request, "programs/adjust_form.html", status=409 if typed.errors else 200, program=facts, line=known, values=values,
        errors=typed.errors,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def report(request: Asked, key: UUID, line: UUID) -> HttpResponse:
    """What the unit says was executed (自报)."""
    require(request.actor, Action.MONEY_REPORT)
    facts, known = _line(request, key, line)
    typed = Typed(request.POST)
    if request.method == "POST":
        amount, on = typed.wan("amount"), typed.day("on")
        if typed.done(lambda: operations.report_executed(request.actor, line, typed.version, amount, on, at=now()), FIELDS) is not None:
            return _back(request, key, "已保存自报执行数。")
    kept = {"version": known.version, "amount": shown_wan(known.executed.reported), "on": known.executed.reported_on or today()}
    values = typed.data.dict() if request.method == "POST" else kept
    return page(
        request, "programs/report_form.html", status=409 if typed.errors else 200, program=facts, line=known, values=values,
        errors=typed.errors,
    )  # fmt: skip


@require_POST
def remove_line(request: Asked, key: UUID, line: UUID) -> HttpResponse:
    operations.remove_line(request.actor, line, version_of(request), at=now())
    return _back(request, key, "已移除资金行。")


def _line(request: Asked, key: UUID, line: UUID) -> tuple[ProgramFacts, LineFacts]:
    facts = queries.program(request.actor, key, as_of=today())
    known = next((one for one in facts.lines if one.id == line), None)
    if known is None:
        raise NotFound
    return facts, known


def _back(request: Asked, key: UUID, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("program", args=[key]))


# ---- special funds


@require_GET
def funds(request: Asked) -> HttpResponse:
    """Special funds: the slice beside the whole."""
    require(request.actor, Action.PROGRAM_VIEW)
    found = queries.funds(request.actor, request.year, as_of=today())
    return page(request, "programs/funds.html", funds=found, as_of=today(), levels=LEVELS, may_edit=request.actor.can(Action.MONEY_EDIT))


@require_http_methods(["GET", "POST"])
def new_fund(request: Asked) -> HttpResponse:
    """A special fund of the year."""
    require(request.actor, Action.MONEY_EDIT)
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.fund(typed, request.year)
        if typed.done(lambda: operations.create_fund(request.actor, draft, at=now()), FIELDS) is not None:
            messages.success(request, "已新增专项资金。")
            return HttpResponseRedirect(reverse("programs-funds"))
    return _fund_form(request, typed, None)


@require_http_methods(["GET", "POST"])
def edit_fund(request: Asked, key: UUID) -> HttpResponse:
    """A special fund put right."""
    require(request.actor, Action.MONEY_EDIT)
    facts = queries.fund(request.actor, key, as_of=today())
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.fund(typed, request.year)
        if typed.done(lambda: operations.edit_fund(request.actor, key, typed.version, draft, at=now()), FIELDS) is not None:
            messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("programs-funds"))
    return _fund_form(request, typed, facts)


def _fund_form(request: Asked, typed: Typed, facts: FundFacts | None) -> HttpResponse:
    plain = ("version", "name", "code", "level", "document", "issued_on", "division", "competent")
    kept = {name: getattr(facts, name) for name in plain} | {"amount": shown_wan(facts.amount)} if facts else {}
    return page(
        request, "programs/fund_form.html", status=409 if typed.errors else 200, fund=facts, errors=typed.errors, levels=LEVEL_OPTIONS,
        values=typed.data.dict() if request.method == "POST" else kept, divisions=division_options(request.actor, request.year),
        departments=department_options(request.actor, request.year, "（未定）"), history=history(facts.id, 20) if facts else (),
    )  # fmt: skip
