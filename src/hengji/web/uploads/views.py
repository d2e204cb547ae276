"""Returned forms: choose files, look at the dry run, apply all or some, give up; forms out to Excel."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hengji.apps.jobs.queries import status
from hengji.apps.monitoring import sheets
from hengji.apps.monitoring.operations import uploads as operations
from hengji.apps.monitoring.queries import uploads as queries
from hengji.apps.monitoring.queries.uploads import EntryLine, UploadPage
from hengji.clock import now
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.jobs.line import line_of
from hengji.web.posted import key_of, version_of
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page
from hengji.web.ui.parts import JobLine

ACCEPT = ".xlsx,.xls,.et,.zip,.csv,.docx"
_ORDER = ("near", "unmatched", "not-yours", "doubled", "unreadable", "stale", "closed", "ready", "applied", "submitted", "unchanged")
"""Forms a person has to look at stand first."""


@require_http_methods(["GET", "POST"])
def listing(request: Asked, key: UUID) -> HttpResponse:
    """Uploads of a round, and a place for more files."""
    found, error = queries.round_ref(request.actor, key), ""
    if request.method == "POST":
        try:
            return redirect("rounds-upload", _taken(request, key))
        except Refused as refusal:
            error = say(refusal)
    return page(
        request, "uploads/list.html", status=409 if error else 200, round=found, uploads=queries.uploads(request.actor, key),
        proxy=request.actor.can(Action.FORM_PROXY), fills=request.actor.can(Action.FORM_FILL), accept=ACCEPT, error=error,
    )  # fmt: skip


def _taken(request: Asked, key: UUID) -> UUID:
    """Keep what was chosen: one file as it is, several together."""
    given = [(one.name or "监控表", one) for one in request.FILES.getlist("file")]
    if not given:
        raise Refused("upload-no-file")
    if sum(one.size or 0 for _, one in given) > settings.UPLOAD_LIMIT:
        raise Refused("file-too-large", name="、".join(name for name, _ in given[:3]), limit=settings.UPLOAD_LIMIT // 2**20)
    name, content = sheets.together((name, one.read()) for name, one in given)
    proxy = request.actor.can(Action.FORM_PROXY) and request.POST.get("own") != "1"
    return operations.take_in(request.actor, key, name, content, proxy=proxy, at=now())


@require_http_methods(["GET", "POST"])
def blanks(request: Asked, key: UUID) -> HttpResponse:
    """Pre-filled forms as a zip: one's own at once, those of the whole round (office) by a job."""
    queries.round_ref(request.actor, key)
    unit = key_of(request.GET["unit"]) if request.GET.get("unit") else None
    if request.method == "POST":
        return redirect("job", operations.ask_blanks(request.actor, key, at=now()))
    made = sheets.own_workbooks(request.actor, key, unit)
    return download(made.content, made.name, "application/zip", "zip")


@require_http_methods(["GET", "POST"])
def one(request: Asked, key: UUID) -> HttpResponse:
    """One upload: what would change and what is wrong, form by form; apply, name an object, give up."""
    if request.method == "POST":
        return _acted(request, key)
    found = queries.upload(request.actor, key)
    asking = any(one.outcome.asks for one in found.entries) and found.state == "checked"
    return page(
        request, "uploads/upload.html", upload=found, entries=_sorted(found), job=_job(request.actor, found),
        choices=queries.choices(request.actor, key) if asking else (), fresh=found.state == "checked",
    )  # fmt: skip


def _sorted(found: UploadPage) -> list[EntryLine]:
    return sorted(found.entries, key=lambda one: (_ORDER.index(one.outcome), -one.errors, -one.warnings, one.position))


def _acted(request: Asked, key: UUID) -> HttpResponse:
    what, version = request.POST.get("what"), version_of(request)
    if what in ("apply", "send"):
        chosen = [] if request.POST.get("all") else [key_of(one) for one in request.POST.getlist("entry")]
        if not chosen and not request.POST.get("all"):
            messages.warning(request, "还没有选表。请先勾选要录入的表。")
            return redirect("rounds-upload", key)
        operations.apply(request.actor, key, version, chosen, send=what == "send", at=now())
    elif what == "settle":
        operations.settle(request.actor, key, key_of(request.POST.get("entry")), key_of(request.POST.get("form")), at=now())
        messages.success(request, "已指定对象，重新检查过了。")
    elif what == "discard":
        operations.discard(request.actor, key, version, at=now())
        messages.success(request, "已放弃。已经录入的表不受影响。")
    else:
        raise NotFound
    return redirect("rounds-upload", key)


def _job(actor: Actor, found: UploadPage) -> JobLine | None:
    """The line of the job that reads or applies, for the one who started it."""
    if found.job is None or found.state not in ("reading", "applying", "failed"):
        return None
    try:
        return line_of(status(actor, found.job), reload=True)
    except NotFound:
        return None


@require_http_methods(["GET", "POST"])
def excel(request: Asked, key: UUID) -> HttpResponse:
    """One form as the official Excel form; a filled one handed in."""
    if request.method == "POST":
        return redirect("rounds-upload", _taken(request, queries.round_of(request.actor, key)))
    made = sheets.workbook(request.actor, key)
    return download(made.content, made.name)
