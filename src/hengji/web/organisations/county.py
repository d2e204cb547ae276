"""The county's choices, the access table, the year, the search box."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.organisations import operations, queries
from hengji.apps.organisations.scope import require
from hengji.apps.programs import queries as programs
from hengji.apps.targets import queries as targets
from hengji.clock import now, today
from hengji.rules.access import ROLE_NAMES, Action, Role, access_table
from hengji.rules.county import region_level
from hengji.web import posted
from hengji.web.accounts.entry import safe
from hengji.web.identity import Asked
from hengji.web.organisations import forms
from hengji.web.posted import version_of
from hengji.web.ui.frame import page


@require_http_methods(["GET", "POST"])
def settings(request: Asked) -> HttpResponse:
    """What the county may choose."""
    require(request.actor, Action.SETTINGS_EDIT)
    region = queries.region(request.actor)
    if request.method == "POST":
        operations.edit_settings(request.actor, version_of(request), forms.profile(request.POST, region.profile), at=now())
        messages.success(request, "参数已保存，从下次登录起生效。")
        return HttpResponseRedirect(reverse("county-settings"))
    admins = tuple((role.chinese, names) for role, names in queries.administrators(region.id, today()).items())
    return page(request, "organisations/settings.html", region=region, level=region_level(region.code), admins=admins)


@require_GET
def access(request: Asked) -> HttpResponse:
    """Who may do what: the table every page, file and call asks."""
    roles = tuple(ROLE_NAMES.items())
    return page(request, "organisations/access.html", rows=access_table(), roles=roles, mine=request.actor.roles, Role=Role)


@require_POST
def year(request: Asked) -> HttpResponse:
    """Choose the year all lists are of."""
    chosen = posted.number(request.POST, "year")
    if chosen in queries.years(request.actor):
        request.session["year"] = chosen
    return HttpResponseRedirect(safe(request, request.POST.get("next", "/")))


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: an object of management or a batch of approved targets."""

    name: str
    url: str
    code: str
    unit: str
    year: int


@require_GET
def search(request: Asked) -> HttpResponse:
    """One box for objects, units and document numbers."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if not text:
        return page(request, "organisations/search.html", text="", units=(), found=(), documents=())
    units = queries.find_units(request.actor, request.year, text)
    found = tuple(Hit(one.shown, _program(one.id), one.code, one.unit_name, one.year) for one in programs.search(request.actor, text))
    return page(request, "organisations/search.html", text=text, units=units, found=found, documents=_documents(request, text))


def _program(key: UUID) -> str:
    return reverse("program", args=(key,))


def _documents(request: Asked, text: str) -> tuple[Hit, ...]:
    """Approvals whose document number holds the text."""
    if not request.actor.can(Action.TARGET_VIEW):
        return ()
    batches = targets.batches(request.actor, request.year, text)
    return tuple(Hit(one.document, reverse("targets-batch", args=(one.id,)), str(one.on), one.approved_by, request.year) for one in batches)
