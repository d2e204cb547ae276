"""The findings of a round: what is confirmed goes into the circular, what is dismissed is remembered with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.queries.facts import RoundFacts
from hengji.apps.monitoring.queries.formfacts import FindingFact, FindingsFound
from hengji.clock import now
from hengji.rules.access import Action as Asks
from hengji.rules.findings import CATALOGUE
from hengji.rules.refusals import NotAllowed, NotFound, Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import text
from hengji.web.rounds.addresses import FORM, cell_of
from hengji.web.rounds.choices import CLASSES, chosen_of, ids, options
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Action, Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

TABS = {
    "open": "待认定",
    "aside": "提示和修改中",
    "confirmed": "已确认",
    "named": "已通报",
    "dismissed": "不采纳",
    "gone": "已改正",
    "all": "全部",
}
SEVERITIES = {"error": "错误", "warning": "疑点", "notice": "提示"}
VERBS = {"confirm": "确认", "dismiss": "不采纳", "rectify": "确认整改"}
SPEC = ListSpec(
    name="rounds-findings",
    columns=(
        Column("program", "对象", width=168, phone=Phone.TITLE, wrap=True),
        Column("unit", "单位", width=124),
        Column("severity", "程度", Kind.TAG, width=56),
        Column("place", "位置", width=128, wrap=True),
        Column("sentence", "发现什么", wrap=True),
        Column("answer", "单位说明", width=168, wrap=True),
        Column("state", "认定", width=140, wrap=True),
    ),
    tabs=tuple(TABS),
    filters=(
        Filter("q", "对象、单位、说法"),
        Filter("department", "主管部门", search=True),
        Filter("problem", "问题类别", CLASSES),
        Filter("severity", "程度", tuple(SEVERITIES.items())),
        Filter("code", "规则", tuple((rule.code, rule.title) for rule in CATALOGUE), search=True),
    ),
    unit="条",
)


@require_GET
def findings(request: Asked, key: UUID) -> HttpResponse:
    """The findings under tabs and filters; the chosen ones are decided on at the foot."""
    facts = queries.round_facts(request.actor, key)
    spec = SPEC.with_options(department=options(queries.choices(request.actor, key).departments))
    query = ListQuery.from_request(request, replace(spec, filters=tuple(one for one in spec.filters if one.key == "q" or one.options)))
    found = queries.findings(
        request.actor, key, tab=query.tab, text=query.text(), departments=ids(query.chosen("department")),
        classes=tuple(map(int, query.chosen("problem"))), severities=query.chosen("severity"), codes=query.chosen("code"),
        window=query.window,
    )  # fmt: skip
    shown = Listing(
        spec, query.within(found.count), tuple(_row(request, one) for one in found.rows), found.count, _tabs(found), year=facts.year,
        actions=_actions(request, facts, query.tab), empty="没有要认定的问题。" if query.tab == "open" else "这里没有问题。",
    )  # fmt: skip
    return listed(request, "rounds/findings.html", shown, title=f"{facts.name}问题", round=facts)


def _actions(request: Asked, facts: RoundFacts, tab: str) -> tuple[Action, ...]:
    if not request.actor.can(Asks.FINDING_DECIDE) or facts.state == "draft" or tab == "gone":
        return ()
    confirm, dismiss, rectify = (reverse("rounds-findings-decide", args=[facts.id, one]) for one in VERBS)
    if tab == "named":
        return (Action("确认整改", rectify, "primary"),)
    return (Action("确认", confirm, "primary"), Action("不采纳…", dismiss, "return"))


def _tabs(found: FindingsFound) -> tuple[Tab, ...]:
    return tuple(Tab(key, words, found.tabs.get(key)) for key, words in TABS.items())


def _row(request: Asked, one: FindingFact) -> Row:
    decided = "，".join(part for part in (one.decided_by, one.reason) if part)
    said = f"{one.sentence}→ {one.remedy}" if one.remedy else one.sentence
    url = reverse(FORM, args=[one.form]) + cell_of(one.part, one.row, one.column)
    return Row(
        f"{one.id}:{one.version}",
        (
            Cell(one.program_name, url), one.unit_name, SEVERITIES[one.severity],
            Cell(one.place or "整表", note=one.cell if one.cell != one.place else ""), Cell(said, note=one.title),
            Cell(one.answer or None, note=one.answered_by),
            Cell(one.state_words, note=decided),
        ),
        selectable=one.may_decide,
    )  # fmt: skip


@require_POST
def decide(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Confirm or dismiss the chosen ones, or those named as put right, every one for itself; a dismissal first asks why."""
    if action not in VERBS:
        raise NotFound
    chosen = chosen_of(request, "rounds-page-no-finding-chosen")
    reason = text(request.POST, "reason", 600)
    if action == "dismiss" and not reason:
        return _why(request, key, chosen)
    why = []
    for finding, version in chosen:
        try:
            operations.decide(request.actor, finding, version, action, reason, at=now())
        except NotAllowed:
            raise
        except Refused as refusal:
            why.append(say(refusal))
    if len(why) < len(chosen):
        messages.success(request, f"已{VERBS[action]} {len(chosen) - len(why)} 条问题。")
    if why:
        messages.error(request, f"{len(why)} 条没有认定：{why[0]}")
    return redirect("rounds-findings", key)


def _why(request: Asked, key: UUID, chosen: Sequence[tuple[UUID, int]]) -> HttpResponse:
    wanted = {finding for finding, _ in chosen}
    rows = [one for one in queries.findings(request.actor, key, tab="all", window=slice(None)).rows if one.id in wanted]
    facts = queries.round_facts(request.actor, key)
    return page(request, "rounds/dismiss.html", round=facts, rows=rows, chosen=chosen, missing="reason" in request.POST)
