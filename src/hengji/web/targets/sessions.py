"""Joint review sessions: agenda, members, what they said, how each item ended."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.organisations.scope import require
from hengji.apps.targets import operations, queries
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.web.identity import Asked
from hengji.web.posted import key_of, needed_day, version_of
from hengji.web.targets.approving import chosen_of
from hengji.web.ui.frame import page

CAPACITIES = (
    ("deputy", "人大代表"), ("consultative", "政协委员"), ("expert", "专家"), ("finance", "财政部门"),
    ("department", "主管部门"), ("audit", "审计、纪检"),
)  # fmt: skip
STANCES = (("agree", "同意"), ("mend", "修改后同意"), ("oppose", "不同意"))
CONCLUSIONS = (("passed", "通过"), ("returned", "退回修改"), ("put-off", "撤下"))


@require_GET
def sessions(request: Asked) -> HttpResponse:
    """The sessions of the year."""
    require(request.actor, Action.TARGET_APPROVE)
    may = request.actor.can(Action.TARGET_SESSION)
    return page(
        request, "targets/sessions.html", lines=queries.sessions(request.actor, request.year), may=may, on=today(), year=request.year
    )


@require_POST
def open_session(request: Asked) -> HttpResponse:
    """Call a session."""
    given = {name: request.POST.get(name, "") for name in ("name", "place", "chair")}
    key = operations.open_session(
        request.actor, request.year, given["name"], needed_day(request.POST, "on"), place=given["place"], chair=given["chair"], at=now()
    )
    messages.success(request, "已安排会审，请填参会人员、把目标列入议程。")
    return redirect("targets-session", key)


@require_GET
def session(request: Asked, key: UUID) -> HttpResponse:
    """A session with its agenda."""
    found = queries.session(request.actor, key)
    may = request.actor.can(Action.TARGET_SESSION) and not found.closed
    held = queries.ready(request.actor, found.year) if may else ()
    return page(
        request, "targets/session.html", found=found, may=may, ready=[one for one in held if one.state == "finance-reviewed"],
        capacities=CAPACITIES, stances=STANCES, conclusions=CONCLUSIONS,
    )  # fmt: skip


@require_POST
def invite(request: Asked, key: UUID) -> HttpResponse:
    """Add a member."""
    member = (request.POST.get("name", ""), request.POST.get("organisation", ""), request.POST.get("capacity", ""))
    operations.invite(request.actor, key, version_of(request), member, at=now())
    return redirect("targets-session", key)


@require_POST
def call(request: Asked, key: UUID) -> HttpResponse:
    """Put declarations on the agenda."""
    count = operations.call(request.actor, key, chosen_of(request), at=now())
    messages.success(request, f"已把 {count} 个对象列入议程。")
    return redirect("targets-session", key)


@require_POST
def opine(request: Asked, key: UUID) -> HttpResponse:
    """Note what a member said."""
    operations.opine(
        request.actor, key, key_of(request.POST.get("member")), request.POST.get("stance", ""), request.POST.get("text", ""), at=now()
    )
    return redirect("targets-session", key_of(request.POST.get("session")))


@require_POST
def conclude(request: Asked, key: UUID) -> HttpResponse:
    """End an item."""
    operations.conclude(
        request.actor, key, version_of(request), request.POST.get("conclusion", ""), request.POST.get("words", ""), at=now()
    )
    return redirect("targets-session", key_of(request.POST.get("session")))


@require_POST
def close(request: Asked, key: UUID) -> HttpResponse:
    """Close the session."""
    operations.close_session(request.actor, key, version_of(request), at=now())
    messages.success(request, "会审已结束，可以出纪要。")
    return redirect("targets-session", key)
