"""The papers of a round: what was made from which data, and making more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import FileResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.jobs.queries import JobStatus, jobs
from hengji.apps.monitoring.operations import papers as operations
from hengji.apps.monitoring.queries import papers as queries
from hengji.clock import now
from hengji.papers.word.template import MARKS
from hengji.rules.refusals import NotFound, Refused
from hengji.web.files import download as hand_out
from hengji.web.identity import Asked
from hengji.web.jobs.line import line_of
from hengji.web.posted import day, key_of, text, version_of
from hengji.web.ui.frame import page
from hengji.web.ui.parts import JobLine

_SHOWN = 6
"""Jobs looked at for those of this round."""


@require_GET
def papers(request: Asked, key: UUID) -> HttpResponse:
    """What can be made and what was."""
    found = queries.round_papers(request.actor, key)
    return page(request, "reports/papers.html", found=found, lines=_under_way(request, found.name), marks=tuple(MARKS.items()))


def _under_way(request: Asked, name: str) -> tuple[JobLine, ...]:
    """The person's own jobs on this round that still run, and the last one that failed."""
    latest = [one for one in jobs(request.actor, window=slice(_SHOWN)).rows if one.title.startswith(f"{name}：")]
    return tuple(line_of(one, reload=True) for one in latest if not one.finished or _failed_last(one, latest))


def _failed_last(one: JobStatus, latest: list[JobStatus]) -> bool:
    return one.failed and one.id == latest[0].id


@require_POST
def make(request: Asked, key: UUID) -> HttpResponse:
    """Have a paper made."""
    about = request.POST.get("about")
    said = _said(request) if "number" in request.POST else None
    operations.ask_paper(request.actor, key, request.POST.get("kind", ""), key_of(about) if about else None, said=said, at=now())
    messages.success(request, "已开始生成，完成后列在下面。")
    return redirect("rounds-papers", key)


def _said(request: Asked) -> dict[str, str]:
    """What the bureau says of the circular, as typed."""
    days = {name: day(request.POST, name) for name in ("on", "rectify_by")}
    return {"number": text(request.POST, "number", 120), **{name: found.isoformat() if found else "" for name, found in days.items()}}


@require_http_methods(["GET", "POST"])
def template(request: Asked, key: UUID) -> HttpResponse | FileResponse:
    """The county's own template of the circular: fetch, put in its place, take away."""
    if request.method == "GET":
        kept = queries.template_file(request.actor, key)
        if kept is None:
            raise NotFound
        return hand_out(request, kept)
    if request.POST.get("drop"):
        operations.drop_template(request.actor, key, version_of(request), at=now())
        messages.success(request, "已改回系统版式。")
        return redirect("rounds-papers", key)
    given = request.FILES.get("file")
    if given is None:
        raise Refused("report-no-file")
    operations.set_template(request.actor, key, version_of(request), given.name or "模板.docx", given.read(), at=now())
    messages.success(request, "已换成本县模板，下次生成通报时使用。")
    return redirect("rounds-papers", key)


@require_GET
def paper(request: Asked, key: UUID) -> FileResponse:
    """A paper that was made."""
    return hand_out(request, queries.paper_file(request.actor, key))
