"""Reviewing a declaration: what changed first, findings, opinion, accept or return, the next one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.targets import operations, queries
from hengji.apps.targets.operations import Note
from hengji.apps.targets.papers import review_paper
from hengji.apps.targets.queries.facts import DeclarationPage
from hengji.clock import now
from hengji.rules.refusals import NotFound, fitting
from hengji.rules.targetreview.points import ITEMS, review_points
from hengji.rules.targetreview.points import review as review_of
from hengji.web.identity import Asked
from hengji.web.posted import version_of
from hengji.web.targets import grids
from hengji.web.targets.declaring import changes, counts, log
from hengji.web.ui.exporting import XLSX, download
from hengji.web.ui.frame import page

MOST_NOTE = 1000


@require_GET
def review(request: Asked, key: UUID) -> HttpResponse:
    """The review page; for those who may not judge, a page to read.  ``?table``: the official review table to sign."""
    if "table" in request.GET:
        title, content = review_paper(request.actor, key)
        return download(content, title, XLSX, "xlsx")
    found = queries.declaration(request.actor, key)
    line = queries.queue(request.actor, found.year)
    place = line.index(key) if key in line else None
    return page(
        request, "targets/review.html", found=found, log=log(found.reviews), counts=counts(found), columns=grids.COLUMNS[:9],
        seen=changes(found.seen.changes) if found.seen else (), against_base=changes(found.against_base), points=review_points(),
        waiting=len(line), place=place, before=line[place - 1] if place else None, after=_next(line, place), marks=_marks(found),
        note_places=_places(found), result=review_of(found.judged.scores) if found.judged and found.judged.scores else None,
    )  # fmt: skip


def _next(line: list[UUID], place: int | None) -> UUID | None:
    if place is None:
        return line[0] if line else None
    return line[place + 1] if place + 1 < len(line) else None


def _marks(found: DeclarationPage) -> dict[str, list[object]]:
    """Findings by row id."""
    held: dict[str, list[object]] = {}
    for one in found.remarks:
        held.setdefault(one.row, []).append(one)
    return held


def _places(found: DeclarationPage) -> list[tuple[str, str]]:
    """What a note can be about: (row|column|place, words)."""
    rows = [(f"{row.id}||第{number}行", f"第{number}行　{row.cells.get('name', '')}") for number, row in enumerate(found.rows, 1)]
    return [("||总体", "总体"), ("|goal|年度总体目标", "年度总体目标"), *rows]


@require_POST
def judge(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Accept or return; then the next one, where asked for."""
    if action not in ("accept", "return"):
        raise NotFound
    year = queries.declaration(request.actor, key).year
    line = queries.queue(request.actor, year)
    opinion, version = request.POST.get("opinion", ""), version_of(request)
    call = operations.accept if action == "accept" else operations.give_back
    call(request.actor, key, version, opinion, notes=_notes(request), scores=_scores(request), at=now())
    messages.success(request, "已审核通过。" if action == "accept" else "已退回。")
    following = _next(line, line.index(key)) if key in line else None
    if request.POST.get("next") and following:
        return redirect("targets-review", following)
    return redirect("targets")


def _notes(request: Asked) -> tuple[Note, ...]:
    found = [
        Note("", code, item.title, words)
        for code, item in ITEMS.items()
        if (words := fitting(f"“{item.title}”的意见", request.POST.get(f"words_{code}", ""), MOST_NOTE))
    ]
    for place, text in zip(request.POST.getlist("note_place"), request.POST.getlist("note_text"), strict=False):
        row, column, words = (place.split("|") + ["", "", ""])[:3]
        if text.strip():
            found.append(Note(row[:64], column[:20], words[:40], fitting("逐项意见", text, MOST_NOTE)))
    return tuple(found)


def _scores(request: Asked) -> dict[str, str]:
    """The points typed, by item of the review table."""
    return {code: request.POST.get(f"score_{code}", "") for code in ITEMS}
