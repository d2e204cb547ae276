"""A new year from the last: units go on, objects that continue are chosen, targets come without values."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hengji.apps.organisations.scope import require
from hengji.apps.programs.queries import programs
from hengji.apps.starting import operations
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.ui.frame import page


@require_http_methods(["GET", "POST"])
def roll(request: Asked) -> HttpResponse:
    """Choose what goes on into the next year, and do it: no further than the year after this one, and never without a choice."""
    require(request.actor, Action.YEAR_ROLL)
    from_year, to_year, last = request.year, request.year + 1, today().year + 1
    lines = programs(request.actor, year=from_year, as_of=today(), sort="unit", tab="all").rows
    if request.method == "POST":
        chosen = set(request.POST.getlist("selected"))
        ids: list[UUID] = [line.id for line in lines if str(line.id) in chosen]
        if to_year > last:
            raise Refused("roll-too-far", to_year=to_year, last=last)
        if lines and not ids and "bare" not in request.POST:
            raise Refused("roll-none-chosen", from_year=from_year, count=len(lines))
        counts = operations.roll_over(request.actor, from_year, to_year, ids, at=now())
        messages.success(
            request,
            f"已结转到{to_year}年度：单位 {counts['units']} 个，对象 {counts['programs']} 个，目标 {counts['targets']} 个（不带指标值）。",
        )
        request.session["year"] = to_year
        return HttpResponseRedirect(reverse("start"))
    return page(request, "start/roll.html", lines=lines, from_year=from_year, to_year=to_year, last=last)
