"""What one has been told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.notices import operations, queries
from hengji.apps.notices.queries import NoticeLine
from hengji.clock import now
from hengji.web.identity import Asked
from hengji.web.ui.exporting import listed
from hengji.web.ui.listing import Action, Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

SPEC = ListSpec(
    name="notices",
    unit="条",
    columns=(
        Column("subject", "消息", phone=Phone.TITLE, wrap=True),
        Column("text", "内容", width=440, wrap=True),
        Column("sender", "来自", width=92),
        Column("sent", "时间", Kind.MOMENT, width=120),
        Column("read", "状态", Kind.TAG, width=72),
    ),
    tabs=("unread", "all"),
    filters=(Filter("q", "消息、内容"),),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """The latest first, the unread ones to begin with."""
    query = ListQuery.from_request(request, SPEC)
    found = queries.notices(request.actor, query.tab == "unread", query.text(), query.window)
    shown = Listing(
        SPEC,
        query.within(found.count),
        tuple(Row(str(notice.id), _cells(notice), selectable=not notice.read) for notice in found.rows),
        found.count,
        (Tab("unread", "未读", found.unread), Tab("all", "全部", found.count if query.tab == "all" else None)),
        year=request.year,
        actions=(Action("标为已读", reverse("notices-read")),) if found.unread else (),
        empty="没有未读的消息。" if query.tab == "unread" else "没有消息。",
    )
    return listed(request, "notices/list.html", shown, title="消息", unread=found.unread)


def _cells(notice: NoticeLine) -> tuple[Cell | str, ...]:
    url = reverse("notice", args=[notice.id])
    return Cell(notice.subject, url), notice.text, notice.sender, Cell(notice.sent_at), "已读" if notice.read else "未读"


@require_GET
def show(request: Asked, notice: UUID) -> HttpResponse:
    """Open what the notice is about; it is read by that."""
    url = operations.mark_read(request.actor, notice, at=now())
    return redirect(url if url_has_allowed_host_and_scheme(url, None) and url.startswith("/") else reverse("notices"))


@require_POST
def read(request: Asked) -> HttpResponse:
    """The selected ones have been read."""
    count = operations.mark_these_read(request.actor, _ids(request.POST.getlist("selected")), at=now())
    messages.success(request, f"已把 {count} 条标为已读。")
    return redirect("notices")


@require_POST
def read_all(request: Asked) -> HttpResponse:
    """All have been read."""
    count = operations.mark_all_read(request.actor, at=now())
    messages.success(request, f"已把 {count} 条标为已读。")
    return redirect("notices")


def _ids(texts: list[str]) -> list[UUID]:
    """The ids among what the browser sent."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
