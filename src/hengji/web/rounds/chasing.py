"""Who has not handed in: reminders by the round's ladder, words to paste into a chat, the log of what was sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.operations.chasing import resend
from hengji.apps.monitoring.queries.chasing import sent_off
from hengji.apps.monitoring.queries.facts import ChaseLine
from hengji.apps.notices.outbox import channels
from hengji.apps.organisations.scope import require, require_region
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.lifecycles.monitoring import Emphasis
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.rounds import CHASE_MOST, early_words, ladder_read
from hengji.web.identity import Asked
from hengji.web.posted import key_of
from hengji.web.typed import Typed
from hengji.web.ui.frame import page


@require_http_methods(["GET", "POST"])
def chase(request: Asked, key: UUID) -> HttpResponse:
    """The chase list by steps of the ladder; a reminder to the chosen units."""
    require(request.actor, Action.ROUND_CHASE)
    if request.method == "POST":
        return _send(request, key)
    facts, at = queries.round_facts(request.actor, key), now()
    if facts.state == "draft":
        raise NotFound
    lines = queries.chase_list(request.actor, key, at)
    one = _asked(request, lines)
    return page(
        request, "rounds/chase.html", round=facts, steps=_by_step(lines), units=len(lines), forms=sum(line.missing for line in lines),
        back=sum(line.returned for line in lines),
        log=queries.chase_log(request.actor, key), one=one, most=CHASE_MOST,
        words=queries.chase_words(request.actor, key, one.unit, at) if one else "",
        early=early_words(facts.as_of, at), ladder=tuple(rung.words for rung in ladder_read(facts.ladder, Emphasis(facts.emphasis))),
    )  # fmt: skip


SHOWN = 300
"""Messages on the page of what was sent off; a county's round has some hundred."""


@require_http_methods(["GET", "POST"])
def sent(request: Asked, key: UUID) -> HttpResponse:
    """What became of the reminders that left the house; those that failed, once more."""
    if request.method == "POST":
        typed = Typed(request.POST)
        count = resend(request.actor, key, typed.keys("one") or typed.keys("parcels"), at=now())
        messages.success(request, f"已重新排队 {count} 条，一分钟内发出；结果在下面，刷新可见。")
        return redirect("rounds-sent", key)
    facts = queries.round_facts(request.actor, key)
    require_region(request.actor, Action.ROUND_EDIT, facts.region)
    return page(request, "rounds/sent.html", round=facts, box=sent_off(request.actor, key, SHOWN), open_channels=channels())


def _asked(request: Asked, lines: tuple[ChaseLine, ...]) -> ChaseLine | None:
    """The unit whose words are shown; one that has handed in since is none."""
    asked = request.GET.get("unit")
    if not asked:
        return None
    unit = key_of(asked)
    return next((line for line in lines if line.unit == unit), None)


def _by_step(lines: tuple[ChaseLine, ...]) -> tuple[tuple[str, bool, tuple[ChaseLine, ...]], ...]:
    """(words of the step, whether it is due now, units), in the order the query gave: the furthest step first."""
    groups: dict[tuple[str, bool], list[ChaseLine]] = {}
    for line in lines:
        words = line.step_words if line.step else ("已催过，未到下一级" if line.times else "还没有到要催的日子")
        groups.setdefault((words, bool(line.step)), []).append(line)
    held = sorted(groups.items(), key=lambda one: not one[0][1])
    return tuple((words, due, tuple(found)) for (words, due), found in held)


def _send(request: Asked, key: UUID) -> HttpResponse:
    typed = Typed(request.POST)
    units, text = typed.keys("units"), typed.text("text", CHASE_MOST)
    if typed.errors:
        raise Refused("rounds-page-chase-long", most=CHASE_MOST)
    if not units:
        raise Refused("rounds-page-nobody-chosen")
    count = operations.chase(request.actor, key, units, text, at=now())
    messages.success(request, f"已催报 {count} 个单位，记录在下面。")
    return redirect("rounds-chase", key)
