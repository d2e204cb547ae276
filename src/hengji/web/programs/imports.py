"""Files taken in: upload, columns confirmed once, dry run, a job, the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hengji.apps.jobs.queries import status
from hengji.apps.organisations.scope import require
from hengji.apps.programs import operations, queries, tasks
from hengji.apps.programs.drafts import REGISTERS
from hengji.apps.programs.queries import IntakeFacts
from hengji.apps.programs.sheets import Report
from hengji.clock import now
from hengji.papers.registers import template
from hengji.rules.access import Action, Actor
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.treasury import mask_account, mask_payee
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.jobs.line import line_of
from hengji.web.posted import version_of
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page
from hengji.web.ui.parts import JobLine

_MASKS: Mapping[str, Callable[[str], str | None]] = {"payee": mask_payee, "account": mask_account}
WORDS = {"budgets": "预算项目及资金", "payments": "国库支付明细"}
STATES = {
    "columns": "待确认列",
    "checked": "已试算，待导入",
    "running": "导入中",
    "applied": "已导入",
    "failed": "没有导入",
    "discarded": "已放弃",
}


@require_http_methods(["GET", "POST"])
def listing(request: Asked) -> HttpResponse:
    """Files handed in, and a form for one more."""
    require(request.actor, Action.PAYMENT_IMPORT)
    error, register = "", request.POST.get("register") or request.GET.get("register") or "payments"
    if register not in WORDS:
        raise NotFound
    if request.method == "POST":
        try:
            key = _received(request, register)
        except Refused as refusal:
            error = say(refusal)
        else:
            return HttpResponseRedirect(reverse("programs-import", args=[key]))
    return page(
        request, "programs/imports.html", status=409 if error else 200, files=queries.intakes(request.actor, request.year), words=WORDS,
        states=STATES, register=register, error=error,
    )  # fmt: skip


def _received(request: Asked, register: str) -> UUID:
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Refused("intake-empty", name="（没有选择文件）")
    if (upload.size or 0) > settings.UPLOAD_LIMIT:
        raise Refused("file-too-large", name=upload.name, limit=settings.UPLOAD_LIMIT // 2**20)
    return tasks.receive(request.actor, register, request.year, upload.name or "未命名", upload.read(), at=now())


@require_http_methods(["GET", "POST"])
def one(request: Asked, key: UUID) -> HttpResponse:
    """One file: confirm columns, look at the dry run, start, see the result."""
    require(request.actor, Action.PAYMENT_IMPORT)
    if request.method == "POST":
        return _acted(request, key)
    facts = queries.intake(request.actor, key)
    return _shown(request, facts, "")


def _acted(request: Asked, key: UUID) -> HttpResponse:
    version, what = version_of(request), request.POST.get("what")
    if what == "columns":
        try:
            tasks.try_out(request.actor, key, version, _mapping(request), at=now())
        except Refused as refusal:
            return _shown(request, queries.intake(request.actor, key), say(refusal), asked=True)
    elif what == "start":
        operations.start_import(request.actor, key, version, at=now())
    elif what == "discard":
        operations.discard_file(request.actor, key, version, at=now())
        messages.success(request, "已放弃这份文件，内容已经删去。")
        return HttpResponseRedirect(reverse("programs-imports"))
    else:
        raise NotFound
    return HttpResponseRedirect(reverse("programs-import", args=[key]))


def _mapping(request: Asked) -> dict[str, str]:
    """Column letters → key, as chosen; columns left aside are not in it."""
    chosen = {name.removeprefix("column-"): str(value) for name, value in request.POST.items() if name.startswith("column-") and value}
    known = {column.key for register in REGISTERS.values() for column in register.columns}
    if not all(letters.isascii() and letters.isalpha() and key in known for letters, key in chosen.items()):
        raise NotFound
    return chosen


def _shown(request: Asked, facts: IntakeFacts, error: str, *, asked: bool = False) -> HttpResponse:
    confirm = asked or facts.state == "columns" or (request.GET.get("columns") == "1" and facts.state in ("checked", "failed"))
    proposal = tasks.proposal_of(request.actor, facts.id) if confirm else None
    typed = _typed(request) if asked else {}
    samples = {guess.column: tuple(map(_MASKS.get(guess.key or "", str), guess.samples)) for guess in proposal.guesses} if proposal else {}
    return page(
        request, "programs/import.html", status=409 if error else 200, file=facts, words=WORDS, states=STATES, error=error,
        proposal=proposal, samples=samples, typed=typed, columns=_columns(facts.register),
        report=Report.from_json(facts.report) if facts.report else None, job=_job(request.actor, facts),
    )  # fmt: skip


def _columns(register: str) -> list[tuple[str, str]]:
    """What a column may be."""
    return [("", "（不用这一列）"), *((column.key, column.caption) for column in REGISTERS[register].columns)]


def _typed(request: Asked) -> dict[str, str]:
    return {name.removeprefix("column-"): str(value) for name, value in request.POST.items() if name.startswith("column-")}


def _job(actor: Actor, facts: IntakeFacts) -> JobLine | None:
    """The line of the job that works on the file, for the one who started it."""
    if facts.job is None or facts.state != "running":
        return None
    try:
        return line_of(status(actor, facts.job), reload=True)
    except NotFound:
        return None


@require_GET
def blank(request: Asked, register: str) -> HttpResponse:
    """An empty list to fill."""
    require(request.actor, Action.PAYMENT_IMPORT)
    if register not in WORDS:
        raise NotFound
    return download(template(REGISTERS[register]), f"{WORDS[register]}模板")
