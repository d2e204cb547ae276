"""Papers of targets: declarations out to Excel and in again, supporting papers, papers in Word."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.files.queries import open_bytes
from hengji.apps.organisations.scope import require
from hengji.apps.targets import operations, queries, sheets
from hengji.apps.targets.papers import Paper, adjustment_paper, approval_paper, certificate_paper, minutes_paper
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.tried import given, keep, kept
from hengji.web.ui.exporting import DOCX, download
from hengji.web.ui.frame import page


@require_GET
def certificate(request: Asked, program: UUID) -> HttpResponse:
    """绩效目标批复证明 as Word."""
    return _word(certificate_paper(request.actor, program, today()))


@require_GET
def approval(request: Asked, key: UUID) -> HttpResponse:
    """绩效目标批复 of a batch as Word."""
    return _word(approval_paper(request.actor, key))


@require_GET
def adjustment(request: Asked, key: UUID) -> HttpResponse:
    """目标调整批复 of a revision as Word."""
    return _word(adjustment_paper(request.actor, key))


@require_GET
def minutes(request: Asked, key: UUID) -> HttpResponse:
    """会审纪要 of a session as Word."""
    return _word(minutes_paper(request.actor, key))


def _word(paper: Paper) -> HttpResponse:
    title, content = paper
    return download(content, title, DOCX, "docx")


@require_GET
def excel(request: Asked, key: UUID) -> HttpResponse:
    """The declaration as the official form, pre-filled."""
    declared = queries.declared(request.actor, key)
    return download(sheets.workbook(declared), f"{declared.name}绩效目标申报表")


@require_GET
def excel_all(request: Asked) -> HttpResponse:
    """All declarations this person may write, as a zip."""
    require(request.actor, Action.TARGET_DRAFT)
    held = queries.open_declarations(request.actor, request.year)
    if not held:
        raise Refused("target-none-open")
    return download(sheets.archive(held), f"{request.year}年度绩效目标申报表", "application/zip", "zip")


@require_http_methods(["GET", "POST"])
def take(request: Asked, key: UUID) -> HttpResponse:
    """A file for one declaration: what would change and what is wrong."""
    require(request.actor, Action.TARGET_DRAFT)
    found = queries.declaration(request.actor, key)
    back = reverse("targets-edit", args=[key])
    if request.method == "POST":
        if not found.writable:
            raise Refused("target-not-open", state=found.state_words)
        return _look(request, key, back, found.name)
    return page(request, "targets/import.html", looks=(), token="", back=back, title=found.name, many=False)


@require_http_methods(["GET", "POST"])
def take_many(request: Asked) -> HttpResponse:
    """A zip of declarations, or one of any object: what would change and what is wrong."""
    require(request.actor, Action.TARGET_DRAFT)
    if request.method == "POST":
        return _look(request, None, reverse("targets"), "绩效目标")
    return page(request, "targets/import.html", looks=(), token="", back=reverse("targets"), title="绩效目标", many=True)


def _look(request: Asked, only: UUID | None, back: str, title: str) -> HttpResponse:
    name, content = given(request)
    looks = sheets.look(request.actor, name, content, only)
    seen = {str(one.declaration): one.version for one in looks if one.declaration}
    faulty = sum(len(one.faults) for one in looks)
    token = "" if faulty else keep(request, "targets", name, content, seen=seen, only=str(only or ""))
    changed = sum(len(one.changes) for one in looks)
    return page(
        request, "targets/import.html", looks=looks, token=token, back=back, title=title, many=only is None, faulty=faulty, changed=changed
    )


@require_POST
def apply(request: Asked) -> HttpResponse:
    """Apply a hand-in that was looked at: all of it, or nothing."""
    require(request.actor, Action.TARGET_DRAFT)
    tried = kept(request, "targets")
    seen, only = {UUID(key): version for key, version in tried.said["seen"].items()}, UUID(said) if (said := tried.said["only"]) else None
    count = sheets.apply(request.actor, tried.name, tried.content, seen, only, at=now())
    messages.success(request, f"已导入 {count} 份申报表。")
    return redirect("targets-edit", only) if only else redirect("targets")


@require_POST
def attach(request: Asked, key: UUID) -> HttpResponse:
    """Add a supporting paper."""
    operations.attach(request.actor, key, *given(request), request.POST.get("caption", ""), at=now())
    messages.success(request, "已添加附件。")
    return redirect("targets-edit", key)


@require_GET
def attachment(request: Asked, key: UUID) -> HttpResponse:
    """A supporting paper; always as a file to be kept, never shown by the browser."""
    found = queries.attachment(request.actor, key)
    stem, _, ending = found.name.rpartition(".")
    return download(open_bytes(found.file), stem or found.name, "application/octet-stream", ending if stem else "bin")


@require_POST
def detach(request: Asked, key: UUID) -> HttpResponse:
    """Take a supporting paper away."""
    declaration = queries.attachment(request.actor, key).declaration
    operations.detach(request.actor, key, at=now())
    return redirect("targets-edit", declaration)
