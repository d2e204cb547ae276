"""Approval in batches, and the sealed revisions."""

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
from hengji.web.posted import key_of, needed_day, version_of, whole
from hengji.web.targets.declaring import changes
from hengji.web.ui.frame import page


@require_GET
def revision(request: Asked, key: UUID) -> HttpResponse:
    """A sealed revision, printed as the official form."""
    found = queries.revision(request.actor, key)
    return page(
        request, "targets/revision.html", found=found, changes=changes(found.changes), months=any(row.months for row in found.indicators)
    )


@require_GET
def ready(request: Asked) -> HttpResponse:
    """What finance has reviewed: choose and approve by one document, or put on a session's agenda."""
    require(request.actor, Action.TARGET_APPROVE)
    lines = queries.ready(request.actor, request.year)
    may_call = request.actor.can(Action.TARGET_SESSION)
    held = [one for one in queries.sessions(request.actor, request.year) if not one.closed] if may_call else []
    return page(request, "targets/ready.html", lines=lines, sessions=held, may_call=may_call, on=today(), year=request.year)


def chosen_of(request: Asked) -> tuple[tuple[UUID, int], ...]:
    """The chosen declarations with the version the page showed ("id:version")."""
    found = []
    for said in request.POST.getlist("chosen"):
        key, _, version = said.partition(":")
        found.append((key_of(key), whole(version)))
    return tuple(found)


@require_POST
def approve(request: Asked) -> HttpResponse:
    """Approve what was chosen."""
    chosen = chosen_of(request)
    key = operations.approve(
        request.actor, request.year, request.POST.get("document", ""), needed_day(request.POST, "on"), chosen, at=now()
    )
    messages.success(request, f"已批复 {len(chosen)} 个对象的绩效目标，逐个封存。")
    return redirect("targets-batch", key)


@require_GET
def batches(request: Asked) -> HttpResponse:
    """The approvals of the year."""
    require(request.actor, Action.TARGET_APPROVE)
    return page(request, "targets/batches.html", lines=queries.batches(request.actor, request.year), year=request.year)


@require_GET
def batch(request: Asked, key: UUID) -> HttpResponse:
    """One approval with what it approved."""
    return page(request, "targets/batch.html", found=queries.batch(request.actor, key))


@require_POST
def confirm(request: Asked, key: UUID) -> HttpResponse:
    """What was taken as approved is what was approved."""
    operations.confirm(request.actor, key, version_of(request), at=now())
    messages.success(request, "已确认。")
    return redirect("targets-batch", key)
