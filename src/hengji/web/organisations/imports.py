"""Lists of units and people from Excel: template, present list, dry run, apply."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hengji.apps.organisations import operations, sheets
from hengji.apps.organisations.scope import require
from hengji.apps.organisations.sheets import Plan
from hengji.clock import now, today
from hengji.papers.files.book import Unreadable
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.organisations.people import shown_once
from hengji.web.tried import given, keep, kept
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page

MOST_ROWS = 5000


@require_GET
def unit_template(request: Asked) -> HttpResponse:
    require(request.actor, Action.ORGANISATION_EDIT)
    return download(sheets.unit_template(), "单位导入模板")


@require_GET
def unit_list(request: Asked) -> HttpResponse:
    """The present units in the layout that can be imported."""
    require(request.actor, Action.ORGANISATION_EDIT)
    return download(sheets.units_as_list(request.actor, request.year), f"{request.year}年度预算单位")


@require_GET
def person_template(request: Asked) -> HttpResponse:
    require(request.actor, Action.PERSON_EDIT)
    return download(sheets.person_template(), "人员导入模板")


@require_GET
def person_list(request: Asked) -> HttpResponse:
    """The present people in the layout that can be imported."""
    require(request.actor, Action.PERSON_EDIT)
    return download(sheets.people_as_list(request.actor, request.year, today()), "人员")


@require_http_methods(["GET", "POST"])
def units(request: Asked) -> HttpResponse:
    """Dry run of a list of units, then apply it."""
    require(request.actor, Action.ORGANISATION_EDIT)
    if request.method == "GET":
        return page(request, "organisations/import_units.html", plan=None, name="")
    if request.POST.get("what") == "apply":
        tried = kept(request, "units")
        year = tried.said["year"]
        _, rows = sheets.plan_unit_file(request.actor, year, tried.content)
        counts = operations.import_units(request.actor, year, rows, at=now()).counts
        messages.success(request, f"已导入：新增 {counts[sheets.Fate.NEW]} 个，修改 {counts[sheets.Fate.CHANGED]} 个，其余不变。")
        return HttpResponseRedirect(reverse("organisations"))
    return _tried(request, "units", lambda content: sheets.plan_unit_file(request.actor, request.year, content)[0])


@require_http_methods(["GET", "POST"])
def people(request: Asked) -> HttpResponse:
    """Dry run of a list of people, then apply it."""
    require(request.actor, Action.PERSON_EDIT)
    if request.method == "GET":
        return page(request, "organisations/import_people.html", plan=None, name="")
    if request.POST.get("what") == "apply":
        tried = kept(request, "people")
        year = tried.said["year"]
        _, rows = sheets.plan_person_file(request.actor, year, tried.content, today())
        made = operations.import_people(request.actor, year, rows, at=now())
        messages.success(request, f"已导入：新开 {len(made)} 个账号；岗位已提请安全管理员授予。")
        return shown_once(request, made) if made else HttpResponseRedirect(reverse("people"))
    return _tried(request, "people", lambda content: sheets.plan_person_file(request.actor, request.year, content, today())[0])


def _tried(request: Asked, what: str, plan_of: Callable[[bytes], Plan]) -> HttpResponse:
    """What a list would do; one without faults is kept until it is applied."""
    name, content = given(request)
    try:
        plan = plan_of(content)
    except Unreadable as why:
        raise Refused("import-unreadable", why=why.to_uploader) from None
    if len(plan.lines) > MOST_ROWS:
        raise Refused("list-too-long", count=len(plan.lines), most=MOST_ROWS)
    token = keep(request, what, name, content, year=request.year) if plan.ok else ""
    return page(request, f"organisations/import_{what}.html", plan=plan, name=name, token=token)
