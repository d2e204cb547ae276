"""An expert's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hengji.apps.appraisal import operations, queries
from hengji.clock import now, today
from hengji.rules.appraisal import DIMENSIONS, ITEMS, Result
from hengji.rules.dossier import PARTS, SOURCES
from hengji.rules.refusals import Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import version_of
from hengji.web.ui.frame import page
from hengji.web.ui.words import clock


@require_http_methods(["GET", "POST"])
def sheet(request: Asked, key: UUID) -> HttpResponse:
    """The sheet beside the dossier; a post hands it in."""
    shown = queries.sheet(request.actor, key, today())
    scores, opinion, advice, error = shown.scores, shown.opinion, shown.advice, ""
    if request.method == "POST":
        scores, opinion, advice = _typed(request.POST)
        try:
            operations.submit_scores(request.actor, shown.id, version_of(request), scores, opinion, advice, at=now())
            messages.success(request, "评分已交出。")
            return HttpResponseRedirect(reverse("appraisal-score", args=(key,)))
        except Refused as refusal:
            error = say(refusal)
    content = {"dimensions": DIMENSIONS, "results": tuple((one.value, one.chinese) for one in Result), "parts": PARTS, "sources": SOURCES}
    typed = {"scores": scores, "opinion": opinion, "advice": advice, "error": error}
    return page(request, "appraisal/score.html", status=409 if error else 200, shown=shown, **typed, **content)


@require_POST
def save(request: Asked, key: UUID) -> HttpResponse:
    """The sheet's autosave: {"version", "at", "faults": sentence by field that was not saved}."""
    held = queries.sheet(request.actor, key, today())
    scores, opinion, advice = _typed(request.POST)
    saved = operations.save_scores(request.actor, held.id, version_of(request), scores, opinion, advice, at=now())
    return JsonResponse({"version": saved.version, "at": clock(now()), "faults": saved.faults})


def _typed(said: QueryDict) -> tuple[dict[str, str], str, str]:
    return {code: said.get(code, "") for code in ITEMS}, said.get("opinion", ""), said.get("advice", "")
