"""One's own long work: the list, one job, its line for polling, cancel, the file it made."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.files.queries import file_ref
from hengji.apps.jobs import operations, queries
from hengji.apps.jobs.queries import JobStatus
from hengji.clock import now
from hengji.rules.refusals import NotFound
from hengji.web.files import download
from hengji.web.identity import Asked
from hengji.web.jobs.line import line_of, result_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

_STATES = {"all": (), "open": ("queued", "running"), "done": ("done",), "failed": ("failed", "cancelled")}
_TABS = (("all", "全部"), ("open", "未完成"), ("done", "已完成"), ("failed", "没有办成、已取消"))
SPEC = ListSpec(
    name="jobs",
    unit="件",
    columns=(
        Column("title", "任务", phone=Phone.TITLE, wrap=True),
        Column("state", "状态", Kind.TAG, width=92),
        Column("sentence", "情况", width=400, wrap=True),
        Column("asked", "发起时间", Kind.MOMENT, width=120),
        Column("ended", "结束时间", Kind.MOMENT, width=120),
        Column("result", "结果", width=80),
    ),
    tabs=tuple(_STATES),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """One's own jobs, the latest first."""
    query = ListQuery.from_request(request, SPEC)
    found = queries.jobs(request.actor, _STATES[query.tab], query.window)
    rows = tuple(Row(str(job.id), _cells(job)) for job in found.rows)
    tabs = tuple(Tab(key, label, found.count if key == query.tab else None) for key, label in _TABS)
    empty = "没有任务。导入、导出、核验等费时的事会列在这里。"
    shown = Listing(SPEC, query.within(found.count), rows, found.count, tabs, year=request.year, empty=empty)
    return listed(request, "jobs/list.html", shown, title="任务")


def _cells(job: JobStatus) -> tuple[Cell | str | None, ...]:
    url, label = result_of(job)
    tone = "bad" if job.failed else ""
    return (
        Cell(job.title, reverse("job", args=[job.id])),
        Cell(job.state.label, tone=tone),
        job.sentence,
        Cell(job.enqueued_at),
        Cell(job.finished_at),
        Cell(label or None, url),
    )


@require_GET
def show(request: Asked, job: UUID) -> HttpResponse:
    """One job: how far it is, what came of it."""
    found = queries.status(request.actor, job)
    return page(request, "jobs/job.html", job=found, line=line_of(found, reload=True), lines=tuple(map(str, found.result.get("lines", ()))))


@require_GET
def line(request: Asked, job: UUID) -> HttpResponse:
    """The line again, for htmx; a page that asked for it is loaded again when the job has ended."""
    found = queries.status(request.actor, job)
    reload = request.GET.get("reload") == "1"
    response = page(request, "jobs/line.html", line=line_of(found, reload=reload))
    if found.finished and reload:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: Asked, job: UUID) -> HttpResponse:
    """Call it off."""
    operations.cancel(request.actor, job, at=now())
    return redirect("job", job)


@require_GET
def result(request: Asked, job: UUID) -> FileResponse:
    """The file the job made."""
    found = queries.status(request.actor, job)
    if found.result_file is None:
        raise NotFound
    return download(request, file_ref(found.result_file))
