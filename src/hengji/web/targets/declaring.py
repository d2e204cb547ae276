"""Drawing up a declaration on the page."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.library.queries import suggest as library_suggest
from hengji.apps.targets import operations, queries
from hengji.apps.targets.draft import Alteration
from hengji.apps.targets.queries.facts import DeclarationPage, ReviewFact
from hengji.clock import now
from hengji.rules.findings.finding import Severity
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.refusals import NotFound, Refused, StaleVersion
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import key_of, version_of
from hengji.web.targets import grids
from hengji.web.ui import grid as protocol
from hengji.web.ui.frame import page
from hengji.web.ui.parts import Change, LogLine

_STEPS = {"submit": operations.submit, "withdraw": operations.withdraw, "drop": operations.drop, "recall": operations.recall}
_DONE = {"submit": "已送审。", "withdraw": "已撤回，可以继续修改。", "drop": "已作废，内容保留备查。", "recall": "已收回审核。"}


@require_POST
def declare(request: Asked, program: UUID) -> HttpResponse:
    """Begin a declaration and go to its page."""
    source = key_of(request.POST["source"]) if request.POST.get("source") else None
    kind = _one_of(request, "kind", set(TargetKind), TargetKind.INITIAL)
    origin = _one_of(request, "origin", queries.ORIGINS, "empty")
    key = operations.declare(request.actor, program, kind, origin, source=source, at=now())
    return redirect("targets-edit", key)


def _one_of(request: HttpRequest, name: str, known: Collection[str], usual: str) -> str:
    said = request.POST.get(name, usual)
    if said not in known:
        raise NotFound
    return said


@require_GET
def declaration(request: Asked, key: UUID) -> HttpResponse:
    """Where this person works on it: the form, the review, or the sealed revision."""
    found = queries.declaration(request.actor, key)
    if found.revision is not None:
        return redirect("targets-revision", found.revision)
    return redirect("targets-edit" if found.writable else "targets-review", key)


@require_GET
def edit(request: Asked, key: UUID) -> HttpResponse:
    """The form."""
    found = queries.declaration(request.actor, key)
    if not found.writable:
        return redirect("targets-review", key)
    return page(
        request, "targets/edit.html", found=found, grid_state=grids.grid(found), changes=changes(found.against_base),
        log=log(found.reviews), counts=counts(found),
    )  # fmt: skip


def changes(found: tuple[Alteration, ...]) -> tuple[Change, ...]:
    """Alterations as the table of before and after takes them."""
    return tuple(Change(one.label, one.before, one.after) for one in found)


def log(reviews: tuple[ReviewFact, ...]) -> tuple[LogLine, ...]:
    """The way so far, the latest first."""
    return tuple(LogLine(one.at, f"{one.side}　{one.who}", one.label, one.opinion) for one in reversed(reviews))


def counts(found: DeclarationPage) -> dict[str, int]:
    """How many findings of each severity, and warnings without an answer."""
    held = {severity.value: sum(one.severity is severity for one in found.remarks) for severity in Severity}
    return {**held, "open": found.open_remarks}


@require_POST
def save(request: Asked, key: UUID) -> HttpResponse:
    """One autosave of the grid."""
    try:
        asked = protocol.parse_changes(request.body, grids.COLUMNS)
    except protocol.BadChanges as trouble:
        return protocol.refused(str(trouble))
    cells = [(one.row, one.column, one.value) for one in asked.cells]
    try:
        after = operations.save_cells(request.actor, key, asked.version, cells, asked.rows, at=now())
    except StaleVersion:
        return _conflict(request, key)
    notes = grids.of_notes(queries.notes(key))
    return protocol.saved(
        after.version, after.at, (*grids.findings(after.remarks), *notes), grids.computed(after.rows, after.year), after.ids
    )


def _conflict(request: Asked, key: UUID) -> HttpResponse:
    stands = queries.declaration(request.actor, key)
    rows = grids.rows_of([row.cells for row in stands.rows], stands.year)
    return protocol.conflict(stands.version, rows, stands.saved_by, stands.saved_at)


@require_POST
def text(request: Asked, key: UUID) -> HttpResponse:
    """One autosave of a text: JSON {"field", "was", "text"} → {"at"}; 409 with a sentence, and where somebody else wrote it first with
    the whole text that stands ("now") and who wrote it ("by")."""
    said = _json(request)
    try:
        operations.save_text(request.actor, key, said.get("field", ""), said.get("was", ""), said.get("text", ""), at=now())
    except Refused as refusal:
        if refusal.code != "target-text-changed":
            raise
        stands = {"now": refusal.facts["whole"], "by": refusal.facts["by"]}
        return JsonResponse({"code": refusal.code, "sentence": say(refusal), **stands}, status=409)
    return JsonResponse({"at": f"{now():%H:%M:%S}"})


def _json(request: HttpRequest) -> dict[str, str]:
    try:
        said: Any = json.loads(request.body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise NotFound
    return said


@require_GET
def remarks(request: Asked, key: UUID) -> HttpResponse:
    """The panel of findings as it stands now."""
    found = queries.declaration(request.actor, key)
    return page(request, "targets/remarks.html", found=found, counts=counts(found))


@require_POST
def answer(request: Asked, key: UUID) -> HttpResponse:
    """What the unit says to a finding."""
    version = queries.declaration(request.actor, key).version
    operations.answer(request.actor, key, version, request.POST.get("key", ""), request.POST.get("answer", ""), at=now())
    messages.success(request, "已记下说明。")
    return redirect("targets-edit", key)


@require_GET
def suggest(request: Asked, key: UUID) -> HttpResponse:
    """Indicators of the library that fit what is typed; JSON {"offered": […]}."""
    found = queries.declaration(request.actor, key)
    used = [row.cells.get("name", "") for row in found.rows]
    typed = request.GET.get("typed", "")[:100]
    offered = library_suggest(request.actor, found.industry or None, found.name, found.goal, typed, 8, used=used)
    return JsonResponse({"offered": [{**asdict(one), "id": str(one.id)} for one in offered]})


@require_POST
def cite(request: Asked, key: UUID) -> HttpResponse:
    """A row was taken from the library: JSON {"row", "indicator"}."""
    said = _json(request)
    operations.cite(request.actor, key, said.get("row", ""), key_of(said.get("indicator", "")), at=now())
    return JsonResponse({})


@require_POST
def step(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Send, withdraw, drop, recall."""
    if action not in _STEPS:
        raise NotFound
    _STEPS[action](request.actor, key, version_of(request), at=now())
    messages.success(request, _DONE[action])
    return redirect("targets-declaration", key) if action in ("withdraw", "recall") else redirect("targets")
