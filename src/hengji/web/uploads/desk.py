"""The desk of a round without unit accounts (代录): who is in, who is missing, what each unit is told."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring import sheets
from hengji.apps.monitoring.operations import uploads as operations
from hengji.apps.monitoring.queries import uploads as queries
from hengji.apps.monitoring.queries.uploads import DeskUnit
from hengji.clock import now
from hengji.rules.refusals import NotFound
from hengji.web.identity import Asked
from hengji.web.ui.exporting import download
from hengji.web.ui.frame import page

TABS = {"all": "全部", "missing": "没有收齐", "faults": "有问题", "done": "收齐无误"}


def _within(tab: str, unit: DeskUnit) -> bool:
    faulty = bool(unit.errors or unit.warnings)
    return {"missing": unit.missing > 0, "faults": faulty, "done": not unit.missing and not faulty}.get(tab, True)


@require_GET
def listing(request: Asked, key: UUID) -> HttpResponse:
    """Every unit of the round: how many forms came, how many are missing, what is wrong."""
    found = queries.desk(request.actor, key)
    tab = request.GET.get("tab", "all")
    tabs = [(name, label, sum(_within(name, one) for one in found.units)) for name, label in TABS.items()]
    units = [one for one in found.units if _within(tab, one)]
    return page(request, "uploads/desk.html", desk=found, units=units, tabs=tabs, tab=tab if tab in TABS else "all")


@require_GET
def unit(request: Asked, key: UUID, unit: UUID) -> HttpResponse:
    """One unit: its forms, and the text to paste into a chat."""
    found = queries.desk(request.actor, key)
    own = next((one for one in found.units if one.id == unit), None)
    if own is None:
        raise NotFound
    return page(request, "uploads/unit.html", round=found.round, unit=own, told=sheets.feedback_of(request.actor, key, unit))


@require_GET
def sheet(request: Asked, key: UUID, unit: UUID) -> HttpResponse:
    """The feedback sheet (反馈单) of a unit."""
    made = sheets.feedback_sheet(request.actor, key, unit)
    return download(made.content, made.name)


@require_POST
def all_sheets(request: Asked, key: UUID) -> HttpResponse:
    """All feedback sheets by a job."""
    return redirect("job", operations.ask_feedback(request.actor, key, at=now()))
