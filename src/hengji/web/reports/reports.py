"""Monitoring reports: the list, and the page on which one is written, sealed, handed in, received."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from hengji.apps.monitoring.operations import reports as operations
from hengji.apps.monitoring.operations.reports import MEETING
from hengji.apps.monitoring.queries import reports as queries
from hengji.apps.monitoring.queries.reports import ReportLine
from hengji.apps.monitoring.reporting import EXPLAINED, read_sealed
from hengji.apps.organisations.scope import require
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import NotFound, Refused
from hengji.web.files import download as hand_out
from hengji.web.identity import Asked
from hengji.web.posted import version_of
from hengji.web.rounds.addresses import FORM
from hengji.web.ui.exporting import DOCX, download, listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

TAB_WORDS = {"mine": "待我办", "open": "待报送", "submitted": "待审核", "accepted": "已接收", "late": "逾期", "all": "全部"}
SPEC = ListSpec(
    name="reports",
    unit="份",
    columns=(
        Column("unit", "单位", width=0, sort=True, phone=Phone.TITLE, wrap=True),
        Column("program", "监控对象", width=200, wrap=True),
        Column("round", "批次", width=180, wrap=True),
        Column("state", "状态", Kind.TAG, width=92, sort=True),
        Column("due", "截止日期", Kind.DATE, width=88, sort=True),
        Column("submitted", "报送时间", Kind.MOMENT, width=112, sort=True),
        Column("differences", "与表不符", Kind.COUNT, "处", width=80, bad=True),
        Column("sealed", "盖章件", width=72),
        Column("meeting", "会议听取", width=168, wrap=True, phone=Phone.HIDE),
    ),
    tabs=queries.REPORT_TABS,
    filters=(Filter("q", "单位、项目、批次"),),
    sort="due",
)
_EMPTY = {"mine": "没有等你办的监控报告。", "late": "没有逾期的监控报告。"}
_DONE = {"submit": "已报送。", "withdraw": "已撤回，可以继续修改。", "accept": "已接收。", "return": "已退回。"}


@require_GET
def listing(request: Asked) -> HttpResponse:
    """The reports of the year, by whose turn it is."""
    require(request.actor, Action.REPORT_VIEW)
    query = ListQuery.from_request(request, SPEC)
    found = queries.reports(
        request.actor, request.year, now(), query.tab, text=query.text("q"), sort=query.sort, descending=query.descending,
        window=query.window,
    )  # fmt: skip
    tabs = tuple(Tab(key, TAB_WORDS[key], found.tabs[key]) for key in queries.REPORT_TABS)
    rows = tuple(_row(line) for line in found.rows)
    empty = _EMPTY.get(query.tab, "还没有监控报告。批次要求报送的，由财政局开设后列在这里。")
    shown = Listing(SPEC, query.within(found.count), rows, found.count, tabs, year=request.year, empty=empty)
    return listed(request, "reports/list.html", shown, title="监控报告", rounds=queries.asked_rounds(request.actor, request.year))


def _row(line: ReportLine) -> Row:
    state = Cell(f"{line.state_words}（逾期）" if line.late else line.state_words, tone="bad" if line.state == "returned" else "")
    return Row(
        str(line.id),
        (
            Cell(line.unit_name, reverse("reports-report", args=[line.id])), line.program_name or None, line.round_name, state,
            Cell(line.due.date() if line.due else None, tone="late" if line.overdue else ""), line.submitted_at, line.differences,
            line.sealed_words or None, line.meeting or None,
        ),
    )  # fmt: skip


@require_POST
def open_all(request: Asked, key: UUID) -> HttpResponse:
    """Open the reports a round asks for."""
    count = operations.open_reports(request.actor, key, at=now())
    messages.success(request, f"已开设 {count} 份监控报告，并通知了报送单位。" if count else "报告都已开设，没有新增。")
    return redirect("reports")


@require_GET
def report(request: Asked, key: UUID) -> HttpResponse:
    """One report."""
    found = queries.report_page(request.actor, key, now())
    return page(request, "reports/report.html", found=found, form_page=FORM, explained=EXPLAINED)


@require_POST
def text(request: Asked, key: UUID) -> HttpResponse:
    """One autosave: JSON {"field", "was", "text"} → {"at"}; 409 with a sentence where somebody else wrote it first."""
    said = _json(request)
    operations.save_report_text(request.actor, key, said.get("field", ""), said.get("was", ""), said.get("text", ""), at=now())
    return JsonResponse({"at": f"{now():%H:%M:%S}"})


def _json(request: HttpRequest) -> dict[str, str]:
    try:
        said: object = json.loads(request.body)
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise NotFound
    return said


@require_POST
def outline(request: Asked, key: UUID) -> HttpResponse:
    """Follow the other outline; what was written stays."""
    operations.choose_outline(request.actor, key, version_of(request), request.POST.get("outline", ""), at=now())
    return redirect("reports-report", key)


@require_GET
def word(request: Asked, key: UUID) -> HttpResponse:
    """The report as Word, with the data of now."""
    title, content = queries.report_word(request.actor, key, today())
    return download(content, title, DOCX, "docx")


@require_POST
def seal(request: Asked, key: UUID) -> HttpResponse:
    """Take in the stamped PDF: read first, in a process of its own, then kept."""
    given = request.FILES.get("file")
    if given is None:
        raise Refused("report-no-file")
    queries.report_files(request.actor, key)
    name, content = given.name or "监控报告.pdf", given.read()
    reading = read_sealed(name, content)
    operations.seal_report(request.actor, key, version_of(request), name, content, reading, at=now())
    messages.success(request, "已上传，文字已与监控表逐句核对。" if reading["read"] else f"已上传。{reading['why']}。")
    return redirect("reports-report", key)


@require_GET
def sealed(request: Asked, key: UUID) -> FileResponse:
    """The stamped PDF."""
    kept, _ = queries.report_files(request.actor, key)
    if kept is None:
        raise NotFound
    return hand_out(request, kept)


@require_GET
def sent(request: Asked, key: UUID) -> FileResponse:
    """The text as it was handed in."""
    _, kept = queries.report_files(request.actor, key)
    if kept is None:
        raise NotFound
    return hand_out(request, kept)


@require_POST
def unseal(request: Asked, key: UUID) -> HttpResponse:
    """Take the stamped PDF away."""
    operations.unseal_report(request.actor, key, version_of(request), at=now())
    messages.success(request, "已移除盖章件。")
    return redirect("reports-report", key)


@require_POST
def meeting(request: Asked, key: UUID) -> HttpResponse:
    """Record the meeting that heard the report."""
    said = {name: request.POST.get(name, "") for name in MEETING}
    operations.record_meeting(request.actor, key, version_of(request), said, at=now())
    messages.success(request, "已登记会议听取情况。")
    return redirect("reports-report", key)


@require_POST
def step(request: Asked, key: UUID, action: str) -> HttpResponse:
    """Hand in, take back, receive, give back."""
    version, opinion = version_of(request), request.POST.get("opinion", "")
    if action == "submit":
        operations.submit_report(request.actor, key, version, blanks_sealed=bool(request.POST.get("blanks")), at=now())
    elif action == "withdraw":
        operations.withdraw_report(request.actor, key, version, at=now())
    elif action == "accept":
        operations.accept_report(request.actor, key, version, opinion, at=now())
    elif action == "return":
        operations.return_report(request.actor, key, version, opinion, at=now())
    else:
        raise NotFound
    messages.success(request, _DONE[action])
    return redirect("reports-report", key)
