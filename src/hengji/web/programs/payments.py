"""Payments behind the figures, and those that wait for a person's word."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hengji.apps.organisations.scope import require
from hengji.apps.programs import operations, queries
from hengji.apps.programs.queries import PaymentLine, PaymentsFound, ProgramFacts
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import NotFound
from hengji.web import posted
from hengji.web.identity import Asked
from hengji.web.posted import key_of, version_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

TAB_WORDS = {"queued": "待认定", "matched": "已匹配", "aside": "不计入", "all": "全部"}
STATES = {"matched": "已匹配", "queued": "待认定", "aside": "不计入"}

SPEC = ListSpec(
    name="payments",
    unit="笔",
    columns=(
        Column("what", "项目、摘要", phone=Phone.TITLE),
        Column("paid_on", "支付日期", Kind.DATE, width=84, sort=True),
        Column("voucher", "凭证号", width=116, phone=Phone.HIDE),
        Column("unit", "单位", width=136),
        Column("document", "指标文号", width=148, phone=Phone.HIDE),
        Column("payee", "收款人", width=132),
        Column("amount", "金额", Kind.SCORE, unit="元", width=116, sort=True, total=True),
        Column("program", "计入的对象", width=168),
        Column("why", "依据", width=200),
        Column("state", "状态", Kind.TAG, width=84),
    ),
    tabs=("matched", "queued", "aside", "all"),
    filters=(Filter("q", "项目、单位、文号、凭证号"),),
    sort="paid_on",
    descending=True,
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Payments of the year."""
    require(request.actor, Action.PAYMENT_VIEW)
    return _listed(request, SPEC, None)


@require_GET
def of_program(request: Asked, key: UUID) -> HttpResponse:
    """The payments behind a program's executed amount, of all its lines or one."""
    program = queries.program(request.actor, key, as_of=today())
    lines = tuple((str(line.id), f"{line.source}　{line.document}".strip()) for line in program.lines)
    spec = replace(SPEC, name="program-payments", tabs=("all", "matched"), filters=(*SPEC.filters, Filter("line", "资金来源", lines)))
    return _listed(request, spec, program)


def _listed(request: Asked, spec: ListSpec, program: ProgramFacts | None) -> HttpResponse:
    query = ListQuery.from_request(request, spec)
    line = query.text("line")
    found = queries.payments(
        request.actor, year=program.year if program else request.year, tab=query.tab, text=query.text(),
        program=program.id if program else None, line=UUID(line) if line else None, sort=query.sort, descending=query.descending,
        window=query.window,
    )  # fmt: skip
    decides = request.actor.can(Action.PAYMENT_IMPORT)
    shown = Listing(
        spec, query.within(found.count), tuple(_row(one, decides) for one in found.rows), count=found.count,
        tabs=tuple(Tab(tab, TAB_WORDS[tab], found.tabs[tab]) for tab in spec.tabs), totals={"amount": found.total}, year=request.year,
        empty="这里没有支付明细。",
    )  # fmt: skip
    return listed(
        request,
        "programs/payments.html",
        shown,
        title="支付明细",
        program=program,
        decides=decides,
        queued=found.tabs["queued"],
        next=next_waiting(found),
    )


def next_waiting(found: PaymentsFound) -> UUID | None:
    """The first of the rows shown that waits for a person."""
    return next((one.id for one in found.rows if one.state == "queued"), None)


def _row(one: PaymentLine, decides: bool) -> Row:
    what = "　".join(filter(None, (one.name or one.code, one.summary))) or "（没有写项目和摘要）"
    program = Cell(one.program_shown, reverse("program", args=[one.program])) if one.program else Cell(None)
    url = reverse("programs-payment", args=[one.id]) if decides else ""
    return Row(
        str(one.id),
        (
            Cell(what, url), one.paid_on, one.voucher, one.unit_name, one.document, one.payee, one.amount, program, one.why,
            STATES[one.state],
        ),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decide(request: Asked, key: UUID) -> HttpResponse:
    """One payment: what it says, which lines it may belong to and why; match, set aside, correct, take back."""
    require(request.actor, Action.PAYMENT_IMPORT)
    if request.method == "POST":
        return _decided(request, key)
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    one = queries.payment(request.actor, key)
    waits = one.state == "queued"
    return page(
        request, "programs/payment.html", payment=one, states=STATES, text=text, old=queries.contradicted(request.actor, key),
        candidates=queries.candidates(request.actor, key, as_of=today(), text=text) if waits else (),
        alike=queries.alike_count(request.actor, key) if waits else 0,
    )  # fmt: skip


def _decided(request: Asked, key: UUID) -> HttpResponse:
    version, what = version_of(request), request.POST.get("what")
    if what == "match":
        many = operations.match_payment(
            request.actor, key, version, key_of(request.POST.get("line")), alike=bool(request.POST.get("alike")), at=now()
        )
        said = f"已匹配 {many} 笔，以后导入同一文号、项目的支付也这样计。"
    elif what == "aside":
        operations.set_payment_aside(request.actor, key, version, posted.text(request.POST, "reason", 400), at=now())
        said = "已认定不计入。"
    elif what == "correct":
        operations.correct_payment(request.actor, key, version, at=now())
        said = "已以这一笔为准，原来那一笔不再计入。"
    elif what == "undo":
        operations.undo_payment_decision(request.actor, key, version, at=now())
        said = "已撤销认定，这一笔重新等待认定。"
    else:
        raise NotFound
    messages.success(request, said)
    left = queries.payments(request.actor, year=request.year, tab="queued", window=slice(1)).rows
    if left and what != "undo":
        return HttpResponseRedirect(reverse("programs-payment", args=[left[0].id]))
    return HttpResponseRedirect(
        reverse("programs-payment", args=[key]) if what == "undo" else f"{reverse('programs-payments')}?tab=matched"
    )
