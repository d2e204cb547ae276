"""Reviewing forms: what changed since one last saw it, findings, lights with reasons, accept or return, the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring.contents import Note
from hengji.apps.monitoring.operations import findings, route
from hengji.apps.monitoring.queries import pages as forms
from hengji.apps.monitoring.queries.formfacts import EvidenceFact, FormPage, IndicatorCells, QueueLine, ReviewPage
from hengji.apps.organisations.scope import require
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.filling import shown as said
from hengji.rules.filling.sheet import TEXT_WORDS
from hengji.rules.refusals import NotFound, Refused, fitting
from hengji.web.filling import grids
from hengji.web.filling.fill import days_over, log, papers
from hengji.web.identity import Asked
from hengji.web.posted import key_of, version_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Action as Act
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

_SAID = (("causes", "偏差原因"), ("explanation", "原因"), ("likelihood", "可能性"), ("measures", "措施"), ("remark", "其他"))
_TEXTS = ("goal_actual", "stage", "stage_on", "implementation", "management", "adjustment_reason", "head")


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator as the reviewer reads it; ``was_actual`` is what stood there when he last looked, None where nothing changed."""

    key: str
    heading: str
    level2: str
    name: str
    below: str
    target: str
    before: str
    due: str
    actual: str
    was_actual: str | None
    forecast: str
    light: str
    reason: str
    said: tuple[tuple[str, str], ...]
    papers: tuple[EvidenceFact, ...]
    changed: bool


@require_GET
def review(request: Asked, key: UUID) -> HttpResponse:
    """The review page; for those who may not judge, a page to read."""
    found = forms.review_page(request.actor, key, now())
    one = found.page
    waiting = sum(fact.undecided for fact in found.findings)
    asks = bool(one.choice("accept")) and any(fact.undecided and fact.may_decide for fact in found.findings)
    return page(
        request, "filling/review.html", shown=found, lines=lines(found), texts=texts(one), papers=papers(one), log=log(one.log),
        overdue=days_over(one), open=waiting, asks=asks, note_places=_places(one), budgets=grids.budgets(one), measures=grids.MEASURES,
    )  # fmt: skip


def lines(found: ReviewPage) -> list[Line]:
    """The indicators by first level, those changed marked."""
    changed: dict[str, dict[str, str]] = {}
    for change in found.seen.changes if found.seen else ():
        if change.part == "rows":
            changed.setdefault(change.row, {})[change.column] = change.before
    return [_line(one, heading, changed.get(one.key, {}), found.page) for one, heading in grids.headed(found.page.indicators)]


def _line(one: IndicatorCells, heading: str, was: dict[str, str], page_: FormPage) -> Line:
    lit = page_.strip.rows.get(one.key, one.lit)
    told = tuple((caption, said(column, one.typed[column])) for column, caption in _SAID if one.typed.get(column))
    return Line(
        key=one.key, heading=heading, level2=grids.level(one.level2), name=one.name, below=grids.below(one), target=one.written,
        before=one.last.get("actual", ""), due=grids.due(lit.expected), actual=one.typed.get("actual", ""), was_actual=was.get("actual"),
        forecast=one.typed.get("forecast", ""), light=grids.lamp(lit), reason=lit.reason, said=told, papers=one.evidence, changed=bool(was),
    )  # fmt: skip


def texts(found: FormPage) -> list[tuple[str, str, str]]:
    """The texts that were written: column, caption, text."""
    return [(column, TEXT_WORDS[column], found.texts[column]) for column in _TEXTS if found.texts.get(column)]


def _places(found: FormPage) -> list[tuple[str, str]]:
    """What a note can be about: (part|row|column|place, words)."""
    rows = [(f"rows|{one.key}|actual|第{at}行“{one.name[:20]}”", f"第{at}行　{one.name}") for at, one in enumerate(found.indicators, 1)]
    funds = [(f"funds|{one.id}|forecast|“{one.label[:24]}”", f"资金　{one.label}") for one in found.funds]
    words = [(f"texts||{column}|{TEXT_WORDS[column]}", TEXT_WORDS[column]) for column in ("goal_actual", "implementation", "management")]
    return [("|||整表", "整表"), *rows, *funds, *words]


# ---- deciding


@require_POST
def judge(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Accept or return; then the next one, where asked for.  Who could have decided on what was found says that he leaves it open."""
    if action not in ("accept", "return"):
        raise NotFound
    following = forms.next_in_queue(request.actor, key, now())
    opinion, version = request.POST.get("opinion", ""), version_of(request)
    if action == "accept" and not request.POST.get("undecided") and (left := forms.undecided(request.actor, [key])):
        raise Refused("form-undecided", count=left)
    call = route.accept if action == "accept" else route.give_back
    call(request.actor, key, version, opinion, notes=_notes(request), at=now())
    messages.success(request, "已审核通过。" if action == "accept" else "已退回。")
    return redirect("forms-review", following) if request.POST.get("next") and following else redirect("forms-queue")


def _notes(request: Asked) -> tuple[Note, ...]:
    found = []
    for place, text in zip(request.POST.getlist("note_place"), request.POST.getlist("note_text"), strict=False):
        part, row, column, words = (place.split("|") + ["", "", "", ""])[:4]
        if text.strip():
            found.append(Note(part[:8], row[:64], column[:24], words[:60], fitting("逐格意见", text, 1000)))
    return tuple(found)


@require_POST
def decide(request: Asked, key: UUID, decision: str) -> HttpResponse:
    """Confirm or dismiss a finding, look at it again, or say it was put right: JSON {"html"} to the review page, else back to it."""
    if decision not in ("confirm", "dismiss", "reopen", "rectify"):
        raise NotFound
    findings.decide(request.actor, key, version_of(request), decision, request.POST.get("reason", ""), at=now())
    return _decided(request, key)


@require_POST
def reply(request: Asked, key: UUID) -> HttpResponse:
    """What the unit says to a finding after the form was handed in; answered like a decision."""
    findings.reply(request.actor, key, version_of(request), request.POST.get("text", ""), at=now())
    return _decided(request, key)


def _decided(request: Asked, key: UUID) -> HttpResponse:
    one = forms.finding(request.actor, key)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"html": render_to_string("filling/finding.html", {"one": one}, request, using="jinja2")})
    return redirect(reverse("forms-review", args=[one.form]) + "#findings")


# ---- the queue

_TABS = {"waiting": "待审", "reviewed": "已审", "returned": "退回", "handled": "曾经办"}
_EMPTY = {
    "waiting": "没有等你审核的监控表。", "reviewed": "没有你审核通过的监控表。", "returned": "没有退回后还没重报的监控表。",
    "handled": "你还没有审核过监控表。",
}  # fmt: skip
SPEC = ListSpec(
    name="forms-queue",
    columns=(
        Column("name", "项目名称", phone=Phone.TITLE, sort=True, wrap=True),
        Column("unit", "实施单位", width=160, sort=True),
        Column("round", "批次", width=184, phone=Phone.HIDE),
        Column("state", "状态", width=116),
        Column("light", "灯", Kind.LIGHT, width=80, sort=True),
        Column("verdict", "结论", width=88),
        Column("budget", "预算数", Kind.MONEY, width=104, sort=True, total=True),
        Column("errors", "错误", Kind.COUNT, "处", width=56, bad=True),
        Column("warnings", "疑点", Kind.COUNT, "处", width=56),
        Column("submitted", "报送", Kind.MOMENT, width=108, sort=True),
    ),
    tabs=tuple(_TABS),
    filters=(Filter("q", "项目、单位、代码"), Filter("clean", "能否一并接受", options=(("yes", "可一并接受"), ("no", "要逐件看")))),
    sort="submitted",
    unit="件",
)  # fmt: skip


@require_GET
def queue(request: Asked) -> HttpResponse:
    """What waits for this person's review, and what has been."""
    require(request.actor, Action.FORM_VIEW)
    query = ListQuery.from_request(request, SPEC)
    found = forms.queue(
        request.actor, request.year, query.tab, text=query.text("q"), clean=query.text("clean"), sort=query.sort,
        descending=query.descending, window=query.window, now=now(),
    )  # fmt: skip
    tabs = tuple(Tab(key, words, found.tabs.get(key)) for key, words in _TABS.items())
    acts = (Act("接受选中的", reverse("forms-accept-many"), "primary"),) if query.tab == "waiting" and found.rows else ()
    shown = Listing(
        SPEC, query.within(found.count), tuple(_row(one, request.year) for one in found.rows), found.count, tabs,
        {"budget": found.budget}, request.year, acts, _EMPTY[query.tab],
    )  # fmt: skip
    return listed(request, "filling/queue.html", shown, title="监控表审核", clean=found.clean)


def _row(one: QueueLine, year: int) -> Row:
    return Row(
        f"{one.form}:{one.version}",
        (
            Cell(one.name, reverse("forms-review", args=[one.form]), note=one.code), one.unit_name, one.round_name,
            Cell(one.state_words, note="迟报" if one.late else "", tone="late" if one.late else ""), one.light or None, one.verdict or None,
            one.budget, one.errors, one.warnings, one.submitted_at,
        ),
        selectable=one.clean,
    )  # fmt: skip


@require_POST
def accept_many(request: Asked) -> HttpResponse:
    """Accept the chosen, each on its own; what was left is told with why."""
    require(request.actor, Action.FORM_VIEW)
    chosen = tuple(_chosen(request.POST.getlist("selected")))
    if not chosen:
        raise Refused("form-none-chosen")
    outcomes = route.accept_many(request.actor, chosen, at=now())
    left = [one for one in outcomes if not one.accepted]
    if len(left) < len(outcomes):
        messages.success(request, f"已接受 {len(outcomes) - len(left)} 件。" + _left_open(request, outcomes))
    unknown = 0
    for one in left:
        try:
            messages.warning(request, f"没有接受“{forms.name_of(request.actor, one.form)}”：{one.why}")
        except NotFound:
            unknown += 1
    if unknown:
        messages.warning(request, f"另有 {unknown} 件没有接受：没有这张表，或不在你的审核范围内。")
    return redirect("forms-queue")


def _left_open(request: Asked, outcomes: Iterable[route.Outcome]) -> str:
    """What of those accepted is still to be decided: that they were late, for that makes no form unclean."""
    count = forms.undecided(request.actor, [one.form for one in outcomes if one.accepted])
    return f"其中 {count} 条逾期报送的问题还没有认定，在批次的“问题”里认定。" if count else ""


def _chosen(texts_: Iterable[str]) -> Iterable[tuple[UUID, int]]:
    for text in texts_:
        key, _, version = text.partition(":")
        if version.isascii() and version.isdigit() and len(version) < 9:
            yield key_of(key), int(version)
