"""The library as an Excel list: template, whole export, dry run, import."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hengji.apps.library import operations, queries
from hengji.apps.library.queries import Difference
from hengji.apps.library.sheets import Sheet, empty_sheet, read_sheet, write_sheet
from hengji.apps.organisations.scope import require
from hengji.clock import now
from hengji.papers.files.book import Unreadable
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.library.indicators import spec_of, wanted
from hengji.web.posted import text
from hengji.web.tried import given, keep, kept
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page
from hengji.web.ui.listing import ListQuery

SHOWN = 200


@require_GET
def template(request: Asked) -> HttpResponse:
    """An empty list to fill."""
    require(request.actor, Action.LIBRARY_VIEW)
    return download(empty_sheet(), "绩效指标库导入模板")


@require_GET
def whole(request: Asked) -> HttpResponse:
    """What the list shows, every column, in the layout that can be imported."""
    query = ListQuery.from_request(request, spec_of(request))
    return download(write_sheet(queries.entries(request.actor, query.tab, wanted(query))), "绩效指标库")


@require_http_methods(["GET", "POST"])
def import_file(request: Asked) -> HttpResponse:
    """Dry run of a file, then its import as a whole."""
    require(request.actor, Action.LIBRARY_EDIT)
    if request.method == "GET":
        return _shown(request, None, None, "")
    category = text(request.POST, "category", 60)
    if request.POST.get("what") == "apply":
        tried = kept(request, "library")
        done = operations.import_sheet(request.actor, _read(tried.name, tried.content, tried.said["category"]), at=now())
        messages.success(request, f"已导入：新增 {len(done.new)} 条，修改 {len(done.changed)} 条，未变 {done.same} 条。")
        return HttpResponseRedirect(f"{reverse('library')}?tab=own")
    name, content = given(request)
    sheet = _read(name, content, category)
    token = "" if sheet.errors else keep(request, "library", name, content, category=category)
    return _shown(request, sheet, queries.difference(request.actor, sheet), category, token)


def _shown(request: Asked, sheet: Sheet | None, plan: Difference | None, category: str, token: str = "") -> HttpResponse:
    fields = queries.field_names(request.actor)
    return page(request, "library/import.html", sheet=sheet, plan=plan, category=category, fields=fields, shown=SHOWN, token=token)


def _read(name: str, content: bytes, category: str) -> Sheet:
    try:
        return read_sheet(name, content, category)
    except Unreadable as why:
        raise Refused("import-unreadable", why=why.to_uploader) from None
