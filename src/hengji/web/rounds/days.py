"""The county's table of days off and days worked (放假安排): due days are put off by it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

import hengji.apps.monitoring.operations.days as operations
from hengji.apps.monitoring.queries import days as queries
from hengji.apps.organisations.scope import require
from hengji.clock import now
from hengji.rules.access import Action
from hengji.web.identity import Asked
from hengji.web.posted import day, needed_day, text
from hengji.web.ui.frame import page

_WEEKDAYS = "一二三四五六日"


@require_http_methods(["GET", "POST"])
def days(request: Asked) -> HttpResponse:
    """The year's days that are not what their weekday says; the office sets its own over them."""
    require(request.actor, Action.ROUND_VIEW)
    if request.method == "POST":
        first = needed_day(request.POST, "first")
        last, worked = day(request.POST, "last") or first, request.POST.get("worked") == "1"
        count = operations.set_days(request.actor, first, last, worked, text(request.POST, "document", 200), at=now())
        messages.success(request, f"已登记 {count} 天{'上班' if worked else '放假'}。已经排定的批次日期不变，今后排定的照此顺延。")
        return redirect("rounds-days")
    found = queries.years_days(request.actor, request.year)
    return page(
        request, "rounds/days.html", year=request.year, found=found, spells=queries.spells(found.lines), weekdays=_WEEKDAYS,
        may=request.actor.can(Action.ROUND_EDIT),
    )  # fmt: skip


@require_POST
def drop(request: Asked) -> HttpResponse:
    """Days of the county's own table are taken out again."""
    count = operations.drop_days(request.actor, needed_day(request.POST, "first"), needed_day(request.POST, "last"), at=now())
    messages.success(request, f"已移除 {count} 天，恢复系统内置的安排。")
    return redirect("rounds-days")
