"""Programs: the list, one of them, its forms, coverage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.audit.queries import history
from hengji.apps.organisations.scope import require
from hengji.apps.programs import operations, queries, sheets
from hengji.apps.programs.queries import TABS, Found, ProgramFacts, ProgramFilter, ProgramLine, Totals
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.money import wan
from hengji.rules.periods import time_progress
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.refusals import NotFound, Refused
from hengji.web.identity import Asked
from hengji.web.posted import day_of, keys, text, version_of
from hengji.web.programs import forms
from hengji.web.programs.choices import department_options, filters_of, unit_options
from hengji.web.programs.forms import FIELDS
from hengji.web.typed import Typed
from hengji.web.ui import addresses, words
from hengji.web.ui.exporting import download, listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Action as Act
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

BASE_WORDS = {"initial": "年初", "adjusted": "调整后"}
TAB_WORDS = {
    "project": "项目支出",
    "overall": "部门整体支出",
    "transfer": "转移支付",
    "pending": "待确认",
    "closed": "已关闭",
    "all": "全部在管",
}

SPEC = ListSpec(
    name="programs",
    columns=(
        Column("name", "名称", phone=Phone.TITLE, sort=True),
        Column("code", "代码", width=184, sort=True, phone=Phone.HIDE),
        Column("unit", "实施单位", width=148, sort=True),
        Column("sources", "资金来源", width=148),
        Column("budget", "预算数", Kind.MONEY, width=92, sort=True, total=True),
        Column("base", "口径", width=84, phone=Phone.HIDE),
        Column("executed", "执行数", Kind.MONEY, width=124, sort=True, total=True),
        Column("rate", "执行率", Kind.RATE, width=72, sort=True),
        Column("bar", "序时", Kind.BAR, width=92, phone=Phone.HIDE),
        Column("state", "状态", Kind.TAG, width=72),
    ),
    tabs=TABS,
    filters=(
        Filter("q", "名称、单位、代码"), Filter("department", "主管部门", search=True), Filter("division", "对口、分管股室", search=True),
        Filter("fund", "专项资金", search=True), Filter("nature", "资金性质", tuple(BUDGET_KINDS.items())),
        Filter("secret", "涉密", (("no", "不含涉密"), ("yes", "只看涉密"))), Filter("as_of", "执行数截至（如 2026-06-30）"),
    ),
    sort="rate",
)  # fmt: skip


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Programs of the year, worst first."""
    require(request.actor, Action.PROGRAM_VIEW)
    departments, divisions = filters_of(request.actor, request.year)
    spec = SPEC.with_options(department=departments, division=divisions, fund=queries.fund_choices(request.actor, request.year))
    spec = replace(spec, filters=tuple(one for one in spec.filters if one.key in ("q", "as_of") or one.options))
    query = ListQuery.from_request(request, spec)
    if query.tab not in KINDS:  # kinds are never added together
        spec = replace(spec, columns=tuple(replace(column, total=False) for column in spec.columns))
    as_of = _as_of(query.text("as_of"))
    found = queries.programs(
        request.actor, year=request.year, as_of=as_of, tab=query.tab, where=_where(query), sort=query.sort, descending=query.descending,
        window=query.window,
    )  # fmt: skip
    shown = Listing(
        replace(spec, progress=time_progress(as_of)), query.within(found.count), tuple(map(_row, found.rows)), count=found.count,
        tabs=tuple(Tab(tab, TAB_WORDS[tab], found.tabs[tab]) for tab in TABS), totals=_totals(found, query.tab), year=request.year,
        empty="这里还没有绩效对象。", actions=_acts(request, query.tab),
    )  # fmt: skip
    return listed(
        request, "programs/list.html", shown, title=f"{request.year}年度绩效对象", sentences=_sentences(found), as_of=as_of,
        may_edit=request.actor.can(Action.PROGRAM_EDIT), queued=queries.waiting_count(request.actor, request.year),
    )  # fmt: skip


def _acts(request: Asked, tab: str) -> tuple[Act, ...]:
    """What can be done to many at once."""
    waits = tab == "pending" and request.actor.can(Action.PROGRAM_EDIT)
    return (Act("确认选中的", reverse("programs-confirm"), "primary"),) if waits else ()


def _as_of(typed: str) -> date:
    """The day up to which payments count: the one asked for, today where it is none or still to come."""
    try:
        return min(day_of(typed) or today(), today())
    except Refused:
        return today()


def _where(query: ListQuery) -> ProgramFilter:
    return ProgramFilter(
        text=query.text(), departments=_ids(query, "department"), divisions=_ids(query, "division"), funds=_ids(query, "fund"),
        budget_kinds=query.chosen("nature"), secret={"yes": True, "no": False}.get(query.text("secret")),
    )  # fmt: skip


def _ids(query: ListQuery, key: str) -> tuple[UUID, ...]:
    return tuple(UUID(value) for value in query.chosen(key))


def _row(line: ProgramLine) -> Row:
    executed = line.executed
    paid = addresses.of("program-payments", line.id) if executed.count else ""
    note = "自报" if executed.typed else ""
    state = "涉密" if line.secret else ("待确认" if line.pending else ("已关闭" if line.state == "closed" else "在管"))
    return Row(
        str(line.id),
        (
            Cell(line.shown, addresses.of("program", line.id)), line.code, line.unit_name, line.sources, line.budget.amount,
            BASE_WORDS.get(line.budget.base or "", ""), Cell(executed.amount, paid, note, source=bool(paid)),
            line.rate, Cell(line.rate, progress=line.progress), state,
        ),
    )  # fmt: skip


def _totals(found: Found, tab: str) -> dict[str, Decimal | int | None]:
    totals = found.totals.get(tab)
    return {"budget": totals.budget, "executed": totals.executed} if totals else {}


def _sentences(found: Found) -> list[str]:
    """One sentence a kind; kinds are never added together."""
    return [_sentence(KINDS[kind], totals) for kind, totals in found.totals.items()]


def _sentence(kind: str, totals: Totals) -> str:
    money = f"，预算 {wan(totals.budget)} 万元" if totals.budget is not None else ""
    money += f"，执行 {wan(totals.executed)} 万元（{words.percent(totals.rate)}）" if totals.executed is not None and totals.budget else ""
    secret = f"，其中涉密 {totals.secret} 个（只计数，不含金额）" if totals.secret else ""
    return f"{kind} {totals.programs} 个{secret}{money}"


@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """One program: facts, money by line, what it was adjusted by, its history."""
    as_of = _as_of(request.GET.get("as_of", ""))
    facts = queries.program(request.actor, key, as_of=as_of)
    return page(
        request, "programs/program.html", program=facts, as_of=as_of, on=today(), history=history(key, 30), target_url=target_url(facts),
        may_money=facts.may_edit and request.actor.can(Action.MONEY_EDIT) and not facts.secret and facts.state == "active",
    )  # fmt: skip


def target_url(facts: ProgramFacts) -> str:
    """Where the program's target stands; nothing while there is no such page."""
    try:
        return "" if facts.secret else reverse("targets-of", args=[facts.id])
    except NoReverseMatch:
        return ""


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new object of the year."""
    require(request.actor, Action.PROGRAM_EDIT)
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.program(typed, request.year)
        made = typed.done(lambda: operations.create_program(request.actor, draft, at=now()), FIELDS)
        if made is not None:
            messages.success(request, "已新增。接着登记它的资金来源。" if not draft.secret else "已新增。")
            return HttpResponseRedirect(reverse("program", args=[made]))
    return _form(request, typed, None)


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """An object put right."""
    require(request.actor, Action.PROGRAM_EDIT)
    facts = queries.program(request.actor, key, as_of=today())
    typed = Typed(request.POST)
    if request.method == "POST":
        draft = forms.program(typed, facts.year)
        if typed.done(lambda: operations.edit_program(request.actor, key, typed.version, draft, at=now()), FIELDS) is not None:
            messages.success(request, "已保存。")
            return HttpResponseRedirect(reverse("program", args=[key]))
    return _form(request, typed, facts)


def _form(request: Asked, typed: Typed, facts: ProgramFacts | None) -> HttpResponse:
    values = typed.data.dict() if request.method == "POST" else _values(facts)
    return page(
        request, "programs/program_form.html", status=409 if typed.errors else 200, program=facts, values=values, errors=typed.errors,
        kinds=list(KINDS.items()), units=unit_options(request.actor, request.year),
        departments=department_options(request.actor, request.year),
    )  # fmt: skip


def _values(facts: ProgramFacts | None) -> dict[str, object]:
    if facts is None:
        return {"kind": "project"}
    return {name: getattr(facts, name) for name in ("kind", "unit", "name", "code", "competent", "field", "summary", "secret", "version")}


@require_POST
def confirm(request: Asked) -> HttpResponse:
    """Many objects taken from returned forms confirmed at once."""
    require(request.actor, Action.PROGRAM_EDIT)
    chosen = keys(request.POST, "selected")
    if not chosen:
        raise Refused("program-none-chosen")
    messages.success(request, f"已确认 {operations.confirm_programs(request.actor, chosen, at=now())} 个对象。")
    return HttpResponseRedirect(f"{reverse('programs')}?tab=pending")


@require_POST
def act(request: Asked, key: UUID) -> HttpResponse:
    """Close, reopen, confirm."""
    version, reason, what = version_of(request), text(request.POST, "reason", 300), request.POST.get("what")
    if what == "close":
        operations.close_program(request.actor, key, version, reason, at=now())
    elif what == "reopen":
        operations.reopen_program(request.actor, key, version, reason, at=now())
    elif what == "confirm":
        operations.confirm_program(request.actor, key, version, at=now())
    else:
        raise NotFound
    messages.success(request, {"close": "已关闭。", "reopen": "已恢复管理。", "confirm": "已确认。"}[what])
    return HttpResponseRedirect(reverse("program", args=[key]))


@require_GET
def coverage(request: Asked) -> HttpResponse:
    """Which units lack an object."""
    require(request.actor, Action.PROGRAM_VIEW)
    return page(request, "programs/coverage.html", cover=queries.coverage(request.actor, request.year), kinds=KINDS)


@require_GET
def export(request: Asked) -> HttpResponse:
    """Programs and budgets in the layout they are imported in."""
    require(request.actor, Action.PROGRAM_VIEW)
    return download(sheets.budget_workbook(request.actor, request.year), f"{request.year}年度预算项目及资金")
