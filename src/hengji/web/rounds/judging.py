"""How a round is judged and how well it was filled: the ledger of false alarms, scores and appeals, exemptions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.queries.facts import FormLine, RuleRate, UnitScore
from hengji.apps.organisations.scope import require, require_region
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.falsealarms import LEAST_DECIDED, MOST
from hengji.rules.refusals import NotAllowed, Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import key_of, text, version_of
from hengji.web.rounds.addresses import forms_url
from hengji.web.rounds.choices import chosen_of
from hengji.web.typed import Typed
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row

# ---- the ledger of false alarms

LEDGER = ListSpec(
    name="rounds-falsealarms",
    columns=(
        Column("title", "规则", phone=Phone.TITLE, wrap=True),
        Column("confirmed", "已确认", Kind.COUNT, "条", width=72),
        Column("dismissed", "不采纳", Kind.COUNT, "条", width=72),
        Column("open", "待认定", Kind.COUNT, "条", width=64),
        Column("rate", "误报率", Kind.RATE, width=76),
        Column("said", "结论", width=420, wrap=True),
        Column("demoted", "本批次", Kind.TAG, width=88),
    ),
    unit="条规则",
)


@require_GET
def false_alarms(request: Asked, key: UUID) -> HttpResponse:
    """How often people dismissed what each rule found."""
    require(request.actor, Action.QUALITY_DECIDE)
    facts = queries.round_facts(request.actor, key)
    query, found = ListQuery.from_request(request, LEDGER), queries.rule_rates(request.actor, key)
    rows = tuple(_ledger_row(key, one) for one in found[query.window])
    shown = Listing(LEDGER, query.within(len(found)), rows, len(found), year=facts.year, empty="还没有发现过问题。")
    return listed(request, "rounds/falsealarms.html", shown, title="误报台账", round=facts, most=MOST, least=LEAST_DECIDED)


def _ledger_row(key: UUID, one: RuleRate) -> Row:
    title = Cell(one.title, f"{reverse('rounds-findings', args=[key])}?tab=all&code={one.code}", note=one.code)
    dismissed = Cell(one.dismissed, tone="bad" if one.noisy else "")
    state = "只作提示" if one.demoted else "照常"
    return Row(one.code, (title, one.confirmed, dismissed, one.open, one.rate, one.sentence, state))


# ---- filling quality

SCORES = ListSpec(
    name="rounds-quality",
    columns=(
        Column("unit", "单位", width=200, phone=Phone.TITLE, sort=True),
        Column("department", "主管部门", width=168, sort=True),
        Column("forms", "监控表", Kind.COUNT, "张", width=72, sort=True),
        Column("points", "得分", Kind.SCORE, "分", width=84, sort=True),
        Column("lost", "扣分", Kind.SCORE, "分", width=76, sort=True),
        Column("reasons", "扣分理由", wrap=True),
        Column("appeal", "复核", width=132),
    ),
    filters=(Filter("q", "单位"), Filter("appealed", "复核", (("open", "待答复"), ("done", "已答复")))),
    sort="points",
    unit="个单位",
)


@require_GET
def quality(request: Asked, key: UUID) -> HttpResponse:
    """The filling-quality score of every unit, with its reasons; appeals and their answers."""
    require(request.actor, Action.FORM_VIEW)
    facts = queries.round_facts(request.actor, key)
    query, every = ListQuery.from_request(request, SCORES), queries.scores(request.actor, key, now())
    found = sorted((one for one in every if _wanted(one, query)), key=lambda one: _order(one, query.sort), reverse=query.descending)
    rows = tuple(_score_row(key, one) for one in found[query.window])
    shown = Listing(
        SCORES, query.within(len(found)), rows, len(found), year=facts.year, empty="还没有可以评分的单位：到了报送期限或报送后才评分。"
    )
    return listed(
        request, "rounds/quality.html", shown, title="填报质量", round=facts, mine=[one for one in every if one.may_appeal],
        waiting=[one for one in every if one.may_decide], average=_average(every),
    )  # fmt: skip


def _wanted(one: UnitScore, query: ListQuery) -> bool:
    appealed = {"open": one.appeal is not None and one.upheld is None, "done": one.upheld is not None, "": True}
    return query.text() in one.unit_name + one.department_name and appealed[query.text("appealed")]


def _order(one: UnitScore, by: str) -> tuple[str | int | Decimal, str]:
    keys: dict[str, str | int | Decimal] = {
        "unit": one.unit_name, "department": one.department_name, "forms": one.forms, "points": one.final, "lost": _lost(one),
    }  # fmt: skip
    return keys[by], one.unit_name


def _lost(one: UnitScore) -> Decimal:
    return sum((points for _, points in one.reasons), Decimal(0))


def _average(every: tuple[UnitScore, ...]) -> Decimal | None:
    return sum((one.final for one in every), Decimal(0)) / len(every) if every else None


def _score_row(key: UUID, one: UnitScore) -> Row:
    if one.upheld is not None:
        appeal = Cell("复核恢复" if one.upheld else "维持原分", note=one.reply)
    else:
        appeal = Cell("待答复" if one.appeal else None)
    points = Cell(one.final, note=f"原 {one.points:f}" if one.adjusted is not None else "")
    return Row(
        str(one.unit),
        (
            Cell(one.unit_name, forms_url(key, unit=one.unit)), one.department_name or None, one.forms, points, _lost(one),
            "；".join(sentence for sentence, _ in one.reasons) or "没有扣分", appeal,
        ),
    )  # fmt: skip


@require_POST
def appeal(request: Asked, key: UUID) -> HttpResponse:
    """A unit asks for its score to be looked at again."""
    operations.appeal(request.actor, key, key_of(request.POST.get("unit")), text(request.POST, "text", 2000), at=now())
    messages.success(request, "已提出复核，绩效股答复后通知你。")
    return redirect("rounds-quality", key)


@require_POST
def decide_appeal(request: Asked, key: UUID) -> HttpResponse:
    """The office answers an appeal."""
    typed = Typed(request.POST)
    points, upheld = typed.points("points"), request.POST.get("upheld") == "yes"
    if typed.errors or (upheld and points is None):
        raise Refused("rounds-page-points")
    reply = text(request.POST, "reply", 2000)
    operations.decide_appeal(
        request.actor, key_of(request.POST.get("appeal")), version_of(request), upheld, points if upheld else None, reply, at=now()
    )
    messages.success(request, "已答复复核申请。")
    return redirect("rounds-quality", key)


# ---- who need not report


@require_POST
def exempt(request: Asked, key: UUID) -> HttpResponse:
    """The chosen objects need not report: first the page that asks why, then it is done, one by one."""
    chosen, reason = chosen_of(request, "rounds-page-no-form-chosen"), request.POST.get("reason", "").strip()
    if "reason" in request.POST and reason:
        return _each(request, key, chosen, lambda form, version: operations.exempt(request.actor, form, version, reason, at=now()), "免报")
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    wanted = {form for form, _ in chosen}
    rows = [one for one in _every(request, key) if one.id in wanted]
    return page(request, "rounds/exempt.html", round=facts, forms=rows, chosen=chosen, missing="reason" in request.POST)


def _every(request: Asked, key: UUID) -> tuple[FormLine, ...]:
    return queries.forms(request.actor, key, tab="all", sort="name", descending=False, window=slice(None)).rows


@require_POST
def include(request: Asked, key: UUID) -> HttpResponse:
    """The chosen objects have to report after all."""
    return _each(
        request,
        key,
        chosen_of(request, "rounds-page-no-form-chosen"),
        lambda form, version: operations.include(request.actor, form, version, at=now()),
        "恢复报送",
    )


def _each(request: Asked, key: UUID, chosen: Sequence[tuple[UUID, int]], work: Callable[[UUID, int], object], words: str) -> HttpResponse:
    """Every form for itself: what one refuses keeps no other back."""
    why = []
    for form, version in chosen:
        try:
            work(form, version)
        except NotAllowed:
            raise
        except Refused as refusal:
            why.append(say(refusal))
    if len(why) < len(chosen):
        messages.success(request, f"已{words} {len(chosen) - len(why)} 个对象。")
    if why:
        messages.error(request, f"{len(why)} 个没有办成：{why[0]}")
    return redirect("rounds-forms", key)
