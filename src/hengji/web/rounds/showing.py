"""The finance side's screen of a round, and the same round on a leader's phone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from hengji.apps.monitoring import queries
from hengji.apps.monitoring.queries.facts import Coverage, Dot, LeaderPage, Quadrant, RoundFacts, RoundPage, Slice
from hengji.clock import now, today
from hengji.rules.access import Action, Actor
from hengji.rules.lifecycles.monitoring import Emphasis, FormState
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.rules.refusals import NotFound
from hengji.rules.rounds import ladder_read, standing
from hengji.web.identity import Asked
from hengji.web.rounds.addresses import FORM, Value, forms_url
from hengji.web.ui import words
from hengji.web.ui.frame import page
from hengji.web.ui.parts import Link, Share, Tone
from hengji.web.workbench.waiting import counted, lines, waiting

BY = {"department": "按部门", "nature": "按预算", "fund": "按专项"}
HEADS = {"department": "部门", "nature": "预算", "fund": "专项资金"}
SHOWN = 13
"""Rows of rates on the first screen."""
NUMERALS = {1: "一、", 2: "二、", 3: "三、", 4: "四、", 5: "五、"}
"""Classes of problems as the circular counts them."""
REPORTED = tuple(one.value for one in FormState if one.reported)
WAITS = 3
"""Lines of the workbench on the phone."""
NAMED = 8
"""Dots of the plot that bear their name: the largest red ones."""
_NOBODY = UUID(int=0)
_FEN = 1_000_000
"""In ten thousand yuan."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A slice of the money as the table writes it; ``gap`` in percentage points against time progress."""

    label: str
    url: str
    slice: Slice
    gap: str
    red_url: str
    missing_url: str


@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """A round: coverage, money, lights, problems; the quadrant; rates against time progress; who is missing."""
    found = queries.round_page(request.actor, key, now())
    if found.round.state == "draft":
        return redirect("rounds-publish", key)
    dots = request.GET.get("dots", "all")
    return page(
        request, "rounds/round.html", found=found, round=found.round, read_at=now(), deadlines=deadlines(found.round, now()),
        shares=shares(found.round.id, found.coverage), **_money(request, found), gap=gap, numerals=NUMERALS,
        plot=plot(found, dots), views=_views(found, dots), corners=corners(found.round.id, found.quadrants),
        chases=found.chases, unlisted=found.chase_units - len(found.chases), tools=tools(request.actor, found.round),
        links=Links(found.round.id), scope_words=scope_of(found), may_papers=request.actor.can(Action.PAPER_VIEW),
        may_uploads=found.round.proxy and request.actor.can(Action.FORM_PROXY),
        ladder=tuple(rung.words for rung in ladder_read(found.round.ladder, Emphasis(found.round.emphasis))),
    )  # fmt: skip


def _money(request: Asked, found: RoundPage) -> dict[str, Any]:
    """The money of one kind: its total, its slices by what was asked for, and the ways to ask otherwise."""
    by = request.GET.get("by", "") if request.GET.get("by") in BY else "department"
    kind = kind_shown(found.totals, request.GET.get("kind", ""))
    total = next((one for one in found.totals if one.kind == kind), None)
    paces = paces_of(found, by, kind)
    shown = paces if request.GET.get("all") == "1" else paces[:SHOWN]
    return {
        "by": by, "head": HEADS[by], "kind": kind, "kind_words": KINDS.get(kind, ""), "ways": _switch(BY, by, f"&kind={kind}", "by"),
        "kinds": _kinds(found.totals, kind, by), "paces": shown, "left": len(paces) - len(shown), "total": total,
        "unknown": _unknown(total),
    }  # fmt: skip


def _unknown(total: Slice | None) -> Decimal | None:
    """The budget of which nobody knows yet what was executed; None where there is none."""
    if total is None or total.known is None or total.budget is None or total.budget == total.known:
        return None
    return total.budget - total.known


def scope_of(found: RoundPage) -> str:
    """What the round covers in one line: objects by kind, its budgets, its special fund, its units."""
    counts = "、".join(f"{one.label} {one.should}" for one in found.by_kind if one.should)
    natures = "、".join(BUDGET_KINDS[key] for key in found.round.budget_kinds if key in BUDGET_KINDS) or "四本预算全部"
    fund = f"专项：{found.round.fund_name}" if found.round.fund_name else natures
    return "，".join(part for part in (counts, fund, f"限 {len(found.round.units)} 个单位" if found.round.units else "") if part)


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the lists behind the figures of one round, for its templates."""

    round: UUID

    def forms(self, tab: str = "all", **filters: Value) -> str:
        """The list of its forms with these conditions."""
        return forms_url(self.round, tab, **filters)

    def light(self, light: str) -> str:
        """Forms handed in that have this light."""
        return self.forms(light=light, state=REPORTED)

    def problem(self, number: int | None) -> str:
        """Objects with findings of this class of the circular."""
        return self.forms(problem=str(number or 0))

    @property
    def reported(self) -> str:
        """Forms handed in."""
        return self.forms(state=REPORTED)


def kind_shown(totals: Sequence[Slice], asked: str) -> str:
    """The kind whose money is shown: the one asked for, else projects, else the first.  Kinds are never added together."""
    held = [one.kind for one in totals]
    return asked if asked in held else "project" if "project" in held or not held else held[0]


def _switch(choices: dict[str, str], chosen: str, rest: str, name: str) -> tuple[Link, ...]:
    return tuple(Link(label, f"?{name}={key}{rest}#pace", key == chosen) for key, label in choices.items())


def _kinds(totals: Sequence[Slice], kind: str, by: str) -> tuple[Link, ...]:
    held = {one.kind: KINDS[one.kind] for one in totals}
    return _switch(held, kind, f"&by={by}", "kind") if len(held) > 1 else ()


def paces_of(found: RoundPage, by: str, kind: str) -> tuple[Pace, ...]:
    """The slices of a kind as the query orders them: worst first, what has no rate yet last."""
    rows = {"department": found.departments, "nature": found.budget_kinds, "fund": found.funds}[by]
    return tuple(_pace(found.round, by, one) for one in rows if one.kind == kind)


def _pace(round_: RoundFacts, by: str, one: Slice) -> Pace:
    key = str(UUID(one.key)) if one.key and by != "nature" else one.key
    where = {by: key, "kind": one.kind} if key else {"kind": one.kind}
    return Pace(
        one.label, forms_url(round_.id, **where), one, gap(one.rate, round_.progress),
        forms_url(round_.id, light="red", state=REPORTED, **where), forms_url(round_.id, "missing", **where),
    )  # fmt: skip


def gap(rate: Decimal | None, progress: Decimal) -> str:
    """How many percentage points a rate is over or under time progress: +2.63, −22.83."""
    if rate is None:
        return words.MISSING
    said = words.rate(rate - progress)
    return said if rate < progress else f"+{said}"


def shares(key: UUID, coverage: Coverage) -> tuple[Share, ...]:
    """Coverage as a bar: accepted, under review, returned, missing."""
    return (
        Share("接受", coverage.accepted, Tone.DONE, forms_url(key, state="accepted")),
        Share("在审", coverage.reviewing, Tone.DOING, forms_url(key, "reviewing")),
        Share("退回", coverage.returned, Tone.YELLOW, forms_url(key, state="returned")),
        Share("未报", coverage.draft, Tone.RED, forms_url(key, state="draft")),
    )


def deadlines(round_: RoundFacts, at: datetime) -> tuple[str, ...]:
    """The due days of the round in their order, each with how it stands."""
    last, sealed = round_.due_division, round_.report_due
    every = (("单位报送", round_.due_unit), ("部门审核", round_.due_department), ("财政审核", last), ("盖章报告", sealed))
    named = sorted(((due, name) for name, due in every if due), key=lambda one: one[0])
    return tuple(Markup("{} {} <b>{}</b>").format(name, words.day(due, round_.year), _left(due, at)) for due, name in named)


def _left(due: datetime, at: datetime) -> str:
    stands = standing(due, at)
    return "已截止" if stands.late else f"剩 {stands.left} 天" if stands.left else "今天截止"


# ---- the quadrant plot


def plot(found: RoundPage, view: str) -> Markup:
    """The dots for ``rounds.js``; nothing in it can end the block it stands in.  Drawing only: floats will do."""
    shown = [dot for dot in found.dots if dot.execution_pace is not None and dot.achievement_pace is not None and _in_view(dot, view)]
    reds = sorted((dot for dot in shown if dot.light == "red"), key=lambda dot: -(dot.fen or 0))
    named = {dot.form for dot in reds[:NAMED]}
    data = {
        "line": float(found.cut), "nobody": str(_NOBODY), "to": reverse(FORM, args=[_NOBODY]),
        "dots": [_dot(dot, dot.form in named) for dot in shown],
    }  # fmt: skip
    return htmlsafe_json_dumps(data, dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))


def _dot(dot: Dot, named: bool) -> list[object]:
    money = None if dot.fen is None else dot.fen / _FEN
    return [dot.execution_pace, dot.achievement_pace, money, dot.light, dot.name, dot.unit, dot.id, int(named)]


def _in_view(dot: Dot, view: str) -> bool:
    return dot.key if view == "key" else dot.light == "red" if view == "red" else True


def _views(found: RoundPage, view: str) -> tuple[Link, ...]:
    keys = sum(dot.key for dot in found.dots)
    choices = {"all": "全部", "red": "红灯", **({"key": f"重点 {keys} 个"} if keys else {})}
    return tuple(
        Link(label, f"?dots={key}#quadrant", key == view or (key == "all" and view not in choices)) for key, label in choices.items()
    )


@dataclass(frozen=True, slots=True)
class Corner:
    """A quarter of the plot with the list behind it; ``tone`` for the phone."""

    quadrant: Quadrant
    url: str
    tone: str


_CORNERS = ((False, True), (True, True), (False, False), (True, False))
"""Money and work at pace, in the order they lie: the upper row from the left, the lower row."""


def corners(key: UUID, quadrants: Iterable[Quadrant]) -> tuple[Corner, ...]:
    """The four quarters as they lie on the page."""
    held = {(one.money, one.work): one for one in quadrants}
    tones = {(True, True): "", (False, False): "is-bad"}
    return tuple(
        Corner(held[place], forms_url(key, quadrant=_letters(*place)), tones.get(place, "is-mid") if held[place].count else "")
        for place in _CORNERS
        if place in held
    )


def _letters(money: bool, work: bool) -> str:
    """A quarter as the list's filter names it."""
    return f"{'m' if money else '-'}{'w' if work else '-'}"


def tools(actor: Actor, round_: RoundFacts) -> tuple[Link, ...]:
    """The other pages of a round, as far as the person may open them."""
    offered = (
        ("监控表", "rounds-forms", Action.FORM_VIEW), ("问题", "rounds-findings", Action.FORM_VIEW),
        ("重点监控", "rounds-key", Action.FORM_VIEW), ("填报质量", "rounds-quality", Action.FORM_VIEW),
        ("误报台账", "rounds-falsealarms", Action.QUALITY_DECIDE), ("换规则重算", "rounds-rerun", Action.ROUND_EDIT),
        ("Excel 收表", "rounds-uploads", Action.FORM_PROXY), ("Excel 上传", "rounds-uploads", Action.FORM_FILL),
        ("手机页", "rounds-leader", Action.FORM_VIEW),
    )  # fmt: skip
    found = [Link(label, reverse(name, args=[round_.id])) for label, name, action in offered if actor.can(action)]
    if round_.report_by and actor.can(Action.REPORT_VIEW):
        found.insert(2, Link("监控报告", f"{reverse('reports')}?{urlencode({'q': round_.name})}"))
    return tuple(found)


# ---- the phone


@require_GET
def leader(request: Asked, key: UUID) -> HttpResponse:
    """A round for a leader's phone."""
    found = queries.leader_page(request.actor, now(), key)
    if found is None:
        raise NotFound
    kind = kind_shown(found.totals, request.GET.get("kind", ""))
    waits = waiting(request.actor, today())
    slowest = [_pace(found.round, "department", one) for one in found.slowest if one.kind == kind]
    return page(
        request, "rounds/leader.html", found=found, round=found.round, read_at=now(), links=Links(key), slowest=slowest,
        total=next((one for one in found.totals if one.kind == kind), None), corners=corners(key, found.quadrants),
        lights=[one for one in found.lights if one.light in ("red", "yellow", "green")], decisions=_decisions(request.actor, found),
        waits=lines(waits[:WAITS]), waits_all=counted(waits, today()).all,
        reds=[(one, reverse(FORM, args=[one.id])) for one in found.reds], kind_words=KINDS.get(kind, ""),
        many=len(found.totals) > 1, sentence=found.sentence.removeprefix(f"{found.round.name}："),
    )  # fmt: skip


def _decisions(actor: Actor, found: LeaderPage) -> tuple[tuple[str, int, str, str], ...]:
    """What wants a leader's eye, each with its page; who does not send reminders himself is shown whose forms are missing."""
    missing = forms_url(found.round.id, "missing")
    return tuple(
        (one.what, one.count, one.unit, missing if one.url_name == "rounds-chase" and not actor.can(Action.ROUND_CHASE)
         else reverse(one.url_name, args=one.url_args) + one.query)
        for one in found.decisions
    )  # fmt: skip
