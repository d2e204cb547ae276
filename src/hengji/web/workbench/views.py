"""The workbench: what waits for me, what changed of what I had in hand, the running round in one picture, the year's targets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from hengji.apps.audit.queries import changed_by_others
from hengji.apps.notices.queries import notices
from hengji.apps.targets import queries as targets
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.web.identity import Asked
from hengji.web.targets.listing import STANDS
from hengji.web.ui.frame import page
from hengji.web.ui.parts import Link, Share, Tone
from hengji.web.workbench.picture import picture
from hengji.web.workbench.waiting import WAYS, counted, grouped, waiting

SHOWN = 60
TONES = {"draft": Tone.RED, "sent": Tone.DOING, "returned": Tone.YELLOW, "adjusting": Tone.BLUE, "approved": Tone.DONE}


@require_GET
def workbench(request: Asked) -> HttpResponse:
    """The first page of everybody."""
    on, way = today(), request.GET.get("by", "due")
    way = way if way in WAYS else "due"
    found = waiting(request.actor, on)
    last = request.session.get("last_login")
    since = min(now() - timedelta(days=7), datetime.fromisoformat(last)) if last else now() - timedelta(days=7)
    return page(
        request, "workbench/workbench.html", counts=counted(found, on), groups=grouped(found[:SHOWN], on, way),
        left=max(0, len(found) - SHOWN),
        ways=tuple(Link(label, f"?by={key}", key == way) for key, label in WAYS.items()),
        changed=changed_by_others(request.actor, since) if request.actor.duties else (),
        told=notices(request.actor, only_unread=True, window=slice(5)),
        last_login=datetime.fromisoformat(last) if last else None, year=request.year, picture=picture(request.actor, request.year, now()),
        **_targets(request),
    )  # fmt: skip


def _targets(request: Asked) -> dict[str, Any]:
    """The year's targets by state and how far approval covers the objects; only for those who see objects."""
    if not request.actor.can(Action.TARGET_VIEW):
        return {"shares": (), "covers": (), "targets_url": ""}
    counts = targets.standing(request.actor, request.year)
    address = _address("targets")
    shares = tuple(
        Share(label, counts[key], TONES[key], f"{address}?tab=all&stands={key}" if address else "") for key, label in STANDS.items()
    )
    covers = tuple(cover for cover in targets.coverage(request.actor, request.year) if cover.due)
    return {"shares": shares if any(share.count for share in shares) else (), "covers": covers, "targets_url": address}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
