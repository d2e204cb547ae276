"""Lists of units and people from Excel: template, present list, dry run, apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hengji.apps.organisations import operations, sheets
from hengji.apps.organisations.scope import require
from hengji.apps.organisations.sheets import PersonRow, Plan, UnitRow
from hengji.clock import now, today
from hengji.papers.files.book import Unreadable
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.organisations.people import shown_once
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page

MOST_ROWS = 5000
LARGEST = 10 * 2**20
R = TypeVar("R", UnitRow, PersonRow)


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
        year = request.session.get("units-year", request.year)
        plan = operations.import_units(request.actor, year, _kept(request, "units", UnitRow), at=now())
        counts = plan.counts
        messages.success(request, f"已导入：新增 {counts[sheets.Fate.NEW]} 个，修改 {counts[sheets.Fate.CHANGED]} 个，其余不变。")
        return HttpResponseRedirect(reverse("organisations"))
    name, content = _uploaded(request)
    try:
        plan, rows = sheets.plan_unit_file(request.actor, request.year, content)
    except Unreadable as why:
        raise Refused("list-unreadable", why=why.to_uploader) from None
    _keep(request, "units", plan, rows)
    return page(request, "organisations/import_units.html", plan=plan, name=name)


@require_http_methods(["GET", "POST"])
def people(request: Asked) -> HttpResponse:
    """Dry run of a list of people, then apply it."""
    require(request.actor, Action.PERSON_EDIT)
    if request.method == "GET":
        return page(request, "organisations/import_people.html", plan=None, name="")
    if request.POST.get("what") == "apply":
        year = request.session.get("people-year", request.year)
        made = operations.import_people(request.actor, year, _kept(request, "people", PersonRow), at=now())
        messages.success(request, f"已导入：新开 {len(made)} 个账号；岗位已提请安全管理员授予。")
        return shown_once(request, made) if made else HttpResponseRedirect(reverse("people"))
    name, content = _uploaded(request)
    try:
        plan, rows = sheets.plan_person_file(request.actor, request.year, content, today())
    except Unreadable as why:
        raise Refused("list-unreadable", why=why.to_uploader) from None
    _keep(request, "people", plan, rows)
    return page(request, "organisations/import_people.html", plan=plan, name=name)


def _uploaded(request: Asked) -> tuple[str, bytes]:
    found = request.FILES.get("file")
    if not isinstance(found, UploadedFile) or found.size is None:
        raise Refused("list-none-chosen")
    if found.size > LARGEST:
        raise Refused("list-unreadable", why="文件超过 10 MB。请只保留名单一张表后再导入。")
    return str(found.name), found.read()


def _keep(request: Asked, what: str, plan: Plan, rows: Sequence[UnitRow] | Sequence[PersonRow]) -> None:
    """Remember the rows of a dry run without faults until they are applied."""
    if len(rows) > MOST_ROWS:
        raise Refused("list-too-long", count=len(rows), most=MOST_ROWS)
    request.session[f"{what}-year"] = request.year
    request.session[f"{what}-rows"] = [_plain(asdict(row)) for row in rows] if plan.ok else None


def _kept(request: Asked, what: str, kind: type[R]) -> tuple[R, ...]:
    rows = request.session.pop(f"{what}-rows", None)
    if not rows:
        raise Refused("list-none-chosen")
    return tuple(_row(kind, row) for row in rows)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items() if key != "cells"}


def _row(kind: type[R], values: Mapping[str, Any]) -> R:
    days = {key: date.fromisoformat(values[key]) for key in ("starts", "ends") if values.get(key)}
    known = {one.name for one in fields(kind)}
    return kind(**{**{key: value for key, value in values.items() if key in known}, **days})
