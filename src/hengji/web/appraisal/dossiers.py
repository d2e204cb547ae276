"""A dossier: begun, written as typed, read by everyone whose turn it is, with its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.appraisal import operations, queries
from hengji.apps.library.queries import field_names
from hengji.apps.organisations.queries import unit_choices
from hengji.apps.organisations.scope import require
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.appraisal import Result
from hengji.rules.dossier import KINDS, PARTS, SOURCES, YEARS
from hengji.rules.reference import LEVELS
from hengji.rules.refusals import Refused
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import key_of, version_of
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page
from hengji.web.ui.words import clock

_MONEY, _EXPECTED = ("year", "source", "amount", "note"), ("level2", "name", "target")
_SPARE = {"money": (4, 30), "expected": (6, 60)}


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A dossier begun with its name; the rest is written on its own page."""
    require(request.actor, Action.APPRAISAL_DRAFT)
    units = unit_choices(request.actor, request.year, action=Action.APPRAISAL_DRAFT)
    error = ""
    if request.method == "POST":
        try:
            key = operations.begin(request.actor, key_of(request.POST.get("unit", "")), typed(request.POST), at=now())
            return HttpResponseRedirect(reverse("appraisal-edit", args=(key,)))
        except Refused as refusal:
            error = say(refusal)
    kinds, status = tuple(KINDS.items()), 409 if error else 200
    return page(request, "appraisal/new.html", status=status, units=units, kinds=kinds, error=error, said=request.POST)


@require_GET
def appraisal(request: Asked, key: UUID) -> HttpResponse:
    """An appraisal as everyone concerned reads it, with what this person may do now."""
    shown = queries.appraisal(request.actor, key, today())
    experts = queries.expert_choices(request.actor, key, today()) if shown.may_assign else ()
    linkable = queries.program_choices(request.actor, key, today()) if shown.may_make_program else ()
    results = tuple((one.value, one.chinese) for one in Result)
    told: dict[str, Any] = {"parts": PARTS, "sources": SOURCES, "results": results, "experts": experts, "linkable": linkable}
    return page(request, "appraisal/appraisal.html", shown=shown, today=today(), **told)


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """The dossier's form; a post saves all of it (the page saves by itself as well)."""
    if request.method == "POST":
        operations.save_draft(request.actor, key, version_of(request), typed(request.POST), at=now())
        messages.success(request, "已保存。")
        return HttpResponseRedirect(reverse("appraisal" if "read" in request.POST else "appraisal-edit", args=(key,)))
    shown = queries.appraisal(request.actor, key, today())
    if not shown.editable:
        return HttpResponseRedirect(reverse("appraisal", args=(key,)))
    return page(
        request,
        "appraisal/edit.html",
        shown=shown,
        parts=PARTS,
        kinds=tuple(KINDS.items()),
        sources=tuple(SOURCES.items()),
        levels=tuple(LEVELS),
        fields=field_names(request.actor),
        span=tuple(range(shown.year, shown.year + YEARS)),
        money=_padded(shown.draft, "money", _MONEY),
        expected=_padded(shown.draft, "expected", _EXPECTED),
    )


@require_POST
def save(request: Asked, key: UUID) -> HttpResponse:
    """The autosave of the form: the new version, or a refusal as a sentence."""
    version = operations.save_draft(request.actor, key, version_of(request), typed(request.POST), at=now())
    return JsonResponse({"version": version, "at": clock(now())})


@require_POST
def attach(request: Asked, key: UUID) -> HttpResponse:
    """Files added to the dossier."""
    files = [one for one in request.FILES.getlist("file") if isinstance(one, UploadedFile)]
    for one in files:
        operations.attach(request.actor, key, request.POST.get("title", "") if len(files) == 1 else "", str(one.name), one.read(), at=now())
    if files:
        messages.success(request, f"已上传 {len(files)} 个附件。")
    else:
        messages.error(request, "没有上传：没有选择文件。请选择文件后再上传。")
    return HttpResponseRedirect(reverse("appraisal-edit", args=(key,)))


@require_POST
def detach(request: Asked, key: UUID, file: UUID) -> HttpResponse:
    operations.detach(request.actor, key, file, at=now())
    messages.success(request, "已移除附件。")
    return HttpResponseRedirect(reverse("appraisal-edit", args=(key,)))


@require_GET
def file(request: Asked, key: UUID, file: UUID) -> HttpResponse:
    """A file of the dossier, as it was handed in; always as a download."""
    name, content = queries.attachment(request.actor, key, file, today())
    stem, _, ending = name.rpartition(".")
    return download(content, stem or name, "application/octet-stream", ending if stem else "bin")


def typed(said: QueryDict) -> dict[str, Any]:
    """The form as a draft: texts by key, rows ``money-0-year`` … in their order, empty ones left out."""
    texts = {key: said.get(key, "") for key in ("name", "kind", "new", "field", *(part.key for part in PARTS))}
    return {**texts, "money": _rows(said, "money", _MONEY), "expected": _rows(said, "expected", _EXPECTED)}


def _rows(said: QueryDict, group: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = []
    for number in range(_SPARE[group][1]):
        row = {column: said.get(f"{group}-{number}-{column}", "").strip() for column in columns}
        if any(value for column, value in row.items() if column not in ("year", "source", "level2")):
            rows.append(row)
    return rows


def _padded(draft: Mapping[str, Any], group: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a draft with empty ones below, so that there is always room for more."""
    least, most = _SPARE[group]
    rows = [{column: str(row.get(column, "")) for column in columns} for row in draft.get(group, [])]
    spare = max(least - len(rows), 3)
    return [*rows, *(dict.fromkeys(columns, "") for _ in range(spare))][:most]
