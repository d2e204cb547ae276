"""The one page a form is filled on, and what it saves as it is typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring.contents import PARTS
from hengji.apps.monitoring.operations import filling, route
from hengji.apps.monitoring.operations.filling import Saved
from hengji.apps.monitoring.operations.measures import confirm_measure
from hengji.apps.monitoring.queries import pages as forms
from hengji.apps.monitoring.queries.formfacts import EvidenceFact, FormPage, StepFact
from hengji.clock import now
from hengji.rules.filling import STAGES, Cell
from hengji.rules.refusals import NotFound, StaleVersion
from hengji.web.filling import grids
from hengji.web.identity import Asked
from hengji.web.posted import version_of
from hengji.web.ui import grid as protocol
from hengji.web.ui.frame import page
from hengji.web.ui.parts import LogLine
from hengji.web.ui.words import wan

_STEPS = {"withdraw": route.withdraw, "recall": route.recall}
_DONE = {"submit": "已报送。", "withdraw": "已撤回，可以继续修改。", "recall": "已收回审核。"}
_CAPTIONS = {"money": "财务签字　资金情况", "results": "项目签字　绩效情况"}
_TRIES = 3
"""How often an answer is tried while an autosave of the same page moves the version."""


@require_GET
def form(request: Asked, key: UUID) -> HttpResponse:
    """Where this person works on it: the form to fill, or the review."""
    found = forms.form_page(request.actor, key, now())
    judges = any(choice.judges for choice in found.choices)
    return redirect("forms-review" if judges and not found.writable else "forms-fill", key)


@require_GET
def fill(request: Asked, key: UUID) -> HttpResponse:
    """The form; for those who may not fill it, a page to read."""
    found = forms.form_page(request.actor, key, now())
    return page(
        request, "filling/fill.html", found=found, funds=grids.fund_grid(found), rows=grids.row_grid(found), texts=grids.texts(found),
        strip=found.strip, stages=STAGES, overdue=days_over(found), log=log(found.log), returned=_returned(found), papers=papers(found),
        signatures=signs(found), form=found.id, version=found.version, way=way(found), way_note=_way_note(found),
        send_words=_send_words(found), review=_review(found), measures=grids.MEASURES,
    )  # fmt: skip


def days_over(found: FormPage) -> int:
    """Days since the due day, never negative."""
    return max(0, (localdate(now()) - localdate(found.due)).days)


def log(steps: tuple[StepFact, ...]) -> tuple[LogLine, ...]:
    """The way so far, the latest first."""
    return tuple(LogLine(one.at, f"{one.side}　{one.name}", one.label, one.opinion) for one in reversed(steps))


def _returned(found: FormPage) -> StepFact | None:
    """The return that is to be mended."""
    if found.state != "returned":
        return None
    return next((one for one in reversed(found.log) if one.action == "return"), None)


def papers(found: FormPage) -> list[tuple[str, EvidenceFact]]:
    """Papers with the indicator they support, in the order of the form."""
    names = {one.key: one.name for one in found.indicators}
    order = {key: at for at, key in enumerate(names)}
    held = sorted(found.evidence, key=lambda one: (order.get(one.row, -1), one.added_at))
    return [(names.get(one.row, "整张表"), one) for one in held]


@dataclass(frozen=True, slots=True)
class Sign:
    """A part of the form, who signed it, and whether this person may now."""

    part: str
    caption: str
    name: str
    at: datetime | None
    valid: bool
    may: bool
    sentence: str


def signs(found: FormPage) -> tuple[Sign, ...]:
    """The parts signed by hand; none where one hand fills the form."""
    if not found.two_hands:
        return ()
    held = {one.part: one for one in found.signatures}
    said = {
        "money": f"资金 {len(found.funds)} 行，执行 {wan(found.strip.executed)} 万元，全年预计 {wan(found.strip.forecast)} 万元。",
        "results": f"绩效指标 {len(found.indicators)} 项，实施和管理情况。",
    }
    return tuple(_sign(found, part, held.get(part), sentence) for part, sentence in said.items())


def _sign(found: FormPage, part: str, fact: Any, sentence: str) -> Sign:
    valid = fact is not None and fact.valid
    return Sign(part, _CAPTIONS[part], fact.name if fact else "", fact.at if fact else None, valid, found.writable and not valid, sentence)


def way(found: FormPage) -> tuple[str, ...]:
    """Who has it one after the other."""
    second = "本单位复核人" if found.unit_name == found.department_name or not found.department_name else found.department_name
    last = ("绩效股复审",) if found.key else ()
    return (found.unit_name, second, found.division_name or "财政业务股室", *last)


def _way_note(found: FormPage) -> str:
    if found.state in ("draft", "returned"):
        return f"已过期 {days_over(found)} 天，标“迟报”，仍可报送" if found.overdue else "送出后不能再改，对方审核前可以撤回"
    return f"现在等{found.waits_words}办理" if found.waits_words else found.state_words


def _send_words(found: FormPage) -> str:
    to = way(found)[1]
    return f"送{to}" if to == "本单位复核人" else f"送{to}审核"


def _review(found: FormPage) -> str:
    return reverse("forms-review", args=[found.id]) if not found.writable and found.submissions else ""


# ---- saved as typed


@require_POST
def save(request: Asked, key: UUID) -> HttpResponse:
    """One autosave: cells of any part."""
    try:
        cells = protocol.parse_cells(request.body, grids.OPEN)
    except protocol.BadChanges as trouble:
        return protocol.refused(str(trouble))
    return _answered(filling.save(request.actor, key, [Cell(*one) for one in cells], at=now()))


def _answered(saved: Saved) -> JsonResponse:
    found = grids.told(saved.remarks, saved.notes, saved.strip, writable=True)
    clashes: list[protocol.Clash] = [(one.cell.part, one.cell.row, one.cell.column, one.current, "") for one in saved.conflicts]
    clashes += [(cell.part, cell.row, cell.column, None, why) for cell, why in saved.gone]
    verdict = render_to_string("filling/verdict.html", {"strip": saved.strip}, using="jinja2")
    cells = grids.computed(saved.strip, saved.typed)
    return protocol.merged(
        saved.version, saved.at, found, cells, clashes, by=saved.by, verdict=verdict, proposed={"goal_actual": saved.goal}
    )


@require_POST
def answer(request: Asked, key: UUID) -> HttpResponse:
    """What the unit says to a doubt: JSON {"key", "text"}, answered like a save."""
    said = _json(request)
    for left in reversed(range(_TRIES)):
        try:
            filling.answer(request.actor, key, forms.version_of(request.actor, key), said.get("key", ""), said.get("text", ""), at=now())
            break
        except StaleVersion:
            if not left:
                raise
    return _answered(filling.save(request.actor, key, (), at=now()))


def _json(request: HttpRequest) -> Mapping[str, str]:
    try:
        said: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise NotFound
    return said


# ---- steps


@require_POST
def sign(request: Asked, key: UUID, part: str) -> HttpResponse:
    """Sign a part."""
    filling.sign(request.actor, key, version_of(request), part, at=now())
    messages.success(request, f"已签“{PARTS.get(part, '')}”。签后再改，须重签。")
    return redirect(reverse("forms-fill", args=[key]) + "#signatures")


@require_POST
def measure(request: Asked, key: UUID) -> HttpResponse:
    """Confirm how an indicator is measured, then back to the page it was asked on."""
    confirm_measure(request.actor, key, request.POST.get("row", ""), request.POST.get("measure", ""), at=now())
    messages.success(request, "已确认计量方式，本批次和以后的批次都按它判定。")
    return redirect(reverse("forms-review" if request.POST.get("from") == "review" else "forms-fill", args=[key]) + "#measures")


@require_POST
def step(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Send, withdraw, recall."""
    if action == "submit":
        route.submit(request.actor, key, version_of(request), at=now())
    elif action in _STEPS:
        _STEPS[action](request.actor, key, version_of(request), at=now())
    else:
        raise NotFound
    messages.success(request, _DONE[action])
    return redirect("forms-form", key)
