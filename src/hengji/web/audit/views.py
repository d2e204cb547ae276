"""The trail for the audit administrator: what was done, by whom, to what; and whether it still holds."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.audit import operations, queries
from hengji.apps.audit.queries import TrailAsked, TrailLine
from hengji.apps.jobs.operations import enqueue
from hengji.clock import now
from hengji.rules.refusals import Refused
from hengji.web.identity import Asked
from hengji.web.posted import day_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row

EXPORTED = 20_000
"""Rows one export holds at most; more are asked for by days."""

SPEC = ListSpec(
    name="audit",
    unit="条",
    columns=(
        Column("at", "时间", Kind.MOMENT, width=120),
        Column("person", "人员", width=92),
        Column("hat", "岗位", width=120),
        Column("verb", "事项", Kind.TAG, width=104),
        Column("subject", "对象", width=240, phone=Phone.TITLE, wrap=True),
        Column("said", "内容", wrap=True),
        Column("seq", "序号", Kind.COUNT, width=72, phone=Phone.HIDE),
    ),
    filters=(
        Filter("person", "人员"),
        Filter("verb", "事项", search=True),
        Filter("subject", "对象"),
        Filter("q", "内容"),
        Filter("since", "自（如 2026-08-01）"),
        Filter("until", "至"),
    ),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """The trail, the latest first."""
    spec = SPEC.with_options(verb=((verb, verb) for verb in queries.verbs(request.actor)))
    query = ListQuery.from_request(request, spec)
    asked = TrailAsked(
        person=query.text("person"),
        verb=query.text("verb"),
        subject=query.text("subject"),
        text=query.text("q"),
        since=_day(request, query.text("since")),
        until=_day(request, query.text("until")),
    )
    found = queries.trail(request.actor, asked, slice(0, EXPORTED + 1) if query.exporting else query.window)
    if query.exporting:
        _note(request, asked, len(found.rows))
    rows = tuple(Row(str(line.seq), _cells(line, whole=query.exporting)) for line in found.rows)
    shown = Listing(spec, query.within(found.count), rows, found.count, year=request.year, empty="没有符合条件的日志。")
    return listed(request, "audit/list.html", shown, title="操作日志", chains=queries.chains_of(request.actor))


def _cells(line: TrailLine, *, whole: bool) -> tuple[Cell | str | int, ...]:
    """``whole``: the ids and digests among the words, for a file; on the page they stand folded below."""
    hidden = "；".join(f"{name}：{value}" for name, value in line.technical)
    said = "；".join(filter(None, (line.said, line.opinion and f"意见：{line.opinion}", hidden if whole else "")))
    content = Cell(said, hidden=() if whole or not hidden else ("技术信息", hidden))
    return Cell(line.at), line.person, line.hat, line.verb, line.subject, content, line.seq


def _note(request: Asked, asked: TrailAsked, rows: int) -> None:
    """An export leaves a row of its own."""
    if rows > EXPORTED:
        raise Refused("trail-too-long", limit=EXPORTED)
    said = {name: getattr(asked, name) for name in ("person", "verb", "subject", "text", "since", "until")}
    operations.note_export(request.actor, rows, at=now(), **{name: value for name, value in said.items() if value})


def _day(request: Asked, text: str) -> date | None:
    """A day as typed; one that is none is said and not looked for."""
    try:
        return day_of(text)
    except Refused:
        messages.warning(request, f"“{text}”不是日期，没有按它筛选。请写成 2026-08-01 的样子。")
        return None


@require_POST
def verify(request: Asked) -> HttpResponse:
    """Walk the chain as a job."""
    queries.chains_of(request.actor)
    job = enqueue(request.actor, "核验操作日志", "hengji.apps.audit.tasks.verify_chains", {}, at=now())
    return redirect("job", job)
