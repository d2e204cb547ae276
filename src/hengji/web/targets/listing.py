"""The list of objects with their targets, one object's targets, and what has money but no approved target."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from hengji.apps.organisations.queries import unit_choices
from hengji.apps.organisations.scope import require
from hengji.apps.targets import queries
from hengji.apps.targets.queries.facts import TargetLine, Unapproved
from hengji.rules.access import Action
from hengji.rules.lifecycles.targets import TargetKind
from hengji.rules.programs import KINDS
from hengji.web.identity import Asked
from hengji.web.ui import addresses
from hengji.web.ui.exporting import download, export, listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab
from hengji.web.ui.parts import Link

TAB_WORDS = {
    "mine": "待我办",
    "draft": "待送审",
    "sent": "已送审",
    "returned": "被退回",
    "handled": "曾经办",
    "approved": "已批复",
    "all": "全部",
}

STANDS = {"draft": "未报", "sent": "在审", "returned": "被退回", "adjusting": "调整中", "approved": "已批复"}
"""Every object stands in one of these, as the workbench counts them."""

COLUMNS = (
    Column("name", "项目名称", width=0, sort=True, phone=Phone.TITLE, wrap=True),
    Column("unit", "实施单位", width=168, sort=True),
    Column("kind", "类别", width=104, phone=Phone.HIDE),
    Column("budget", "预算数", Kind.MONEY, width=104, sort=True),
    Column("way", "申报类型", width=84),
    Column("state", "状态", width=128, sort=True),
    Column("errors", "错误", Kind.COUNT, "处", width=56, sort=True, bad=True),
    Column("warnings", "未答疑点", Kind.COUNT, "处", width=72),
    Column("submitted", "送审日期", Kind.DATE, width=84, sort=True),
    Column("number", "现行版本", width=88),
    Column("document", "批复文号", width=168, phone=Phone.HIDE, wrap=True),
)
SPEC = ListSpec(
    name="targets",
    columns=COLUMNS,
    tabs=queries.TABS,
    filters=(
        Filter("q", "项目、单位、代码"),
        Filter("department", "主管部门", search=True),
        Filter("kind", "类别", options=tuple(KINDS.items())),
        Filter("way", "申报类型", options=tuple((kind.value, kind.chinese) for kind in TargetKind)),
        Filter("stands", "进度", options=tuple(STANDS.items())),
    ),
    sort="unit",
)
_FIRST_LEVEL = ("department", "township")


@require_GET
def listing(request: Asked) -> HttpResponse:
    """Objects of the year with their targets, by whose turn it is."""
    require(request.actor, Action.TARGET_VIEW)
    spec = SPEC.with_options(department=unit_choices(request.actor, request.year, kinds=_FIRST_LEVEL))
    query = ListQuery.from_request(request, spec)
    found = queries.listing(
        request.actor, request.year, query.tab, text=query.text("q"), departments=query.chosen("department"), kinds=query.chosen("kind"),
        ways=query.chosen("way"), stands=query.text("stands"), sort=query.sort, descending=query.descending, window=query.window,
    )  # fmt: skip
    tabs = tuple(Tab(key, TAB_WORDS[key], found.tabs[key]) for key in queries.TABS)
    shown = Listing(
        spec, query.within(found.count), tuple(_row(line) for line in found.rows), found.count, tabs, _totals(found.budget), request.year,
        empty=_EMPTY.get(query.tab, "没有符合条件的对象。"),
    )  # fmt: skip
    return listed(request, "targets/list.html", shown, title="绩效目标", links=_links(request), may=_may(request))


_EMPTY = {"mine": "没有等你办的绩效目标。", "returned": "没有被退回的绩效目标。", "handled": "你还没有审核过绩效目标。"}


def _totals(budget: Decimal | None) -> dict[str, Decimal | int | None]:
    return {"budget": budget} if budget is not None else {}


def _may(request: Asked) -> dict[str, bool]:
    actor = request.actor
    return {
        "draft": actor.can(Action.TARGET_DRAFT),
        "approve": actor.can(Action.TARGET_APPROVE),
        "session": actor.can(Action.TARGET_SESSION),
    }


def _links(request: Asked) -> tuple[Link, ...]:
    may = _may(request)
    found = [Link("无批复目标的预算", reverse("targets-missing"))]
    if may["approve"]:
        found += [Link("历次批复", reverse("targets-batches")), Link("集中会审", reverse("targets-sessions"))]
    return tuple(found)


def _row(line: TargetLine) -> Row:
    url = addresses.of("targets-declaration", line.declaration) if line.declaration else addresses.of("targets-of", line.program)
    number = Cell(f"第{line.number}版", addresses.of("targets-revision", line.revision), source=True) if line.revision else Cell(None)
    under_way = line.declaration is not None
    return Row(
        str(line.program),
        (
            Cell(line.name, url, note=line.code), line.unit_name, line.kind_words, line.budget, line.way_words or None,
            Cell(line.state_words, tone="bad" if line.state == "returned" else ""), line.errors if under_way else None,
            line.warnings if under_way else None, line.submitted_at.date() if line.submitted_at else None, number, line.document or None,
        ),
    )  # fmt: skip


@require_GET
def of_program(request: Asked, program: UUID) -> HttpResponse:
    """One object's targets: revisions, what is under way, what may be begun."""
    found = queries.of_program(request.actor, program)
    begin = [(kind, TargetKind(kind).chinese) for kind in found.may_begin]
    others = queries.copied_from(request.actor, request.year, program) if begin else []
    return page(request, "targets/of.html", found=found, begin=begin, others=others, log=())


MISSING = ListSpec(
    name="targets-missing",
    columns=(
        Column("name", "项目名称", phone=Phone.TITLE, wrap=True),
        Column("code", "项目代码", width=184, phone=Phone.HIDE),
        Column("unit", "实施单位", width=152),
        Column("department", "主管部门", width=136),
        Column("kind", "类别", width=104),
        Column("budget", "预算数", Kind.MONEY, width=112),
        Column("lacking", "其中无批复目标", Kind.MONEY, width=128),
        Column("state", "目标状态", width=152),
    ),
)


@require_GET
def missing(request: Asked) -> HttpResponse:
    """无批复目标的预算: nothing is blocked by it, it is told."""
    require(request.actor, Action.TARGET_VIEW)
    query = ListQuery.from_request(request, MISSING)
    found = queries.without_target(request.actor, request.year)
    rows = tuple(_gap(one) for one in found[query.window])
    shown = Listing(MISSING, query.within(len(found)), rows, len(found), year=request.year, empty="预算都有批复的绩效目标。")
    sums = {kind: [one.lacking for one in found if one.kind == kind] for kind in KINDS}
    by_kind = [(KINDS[kind], len(amounts), sum(amounts[1:], amounts[0])) for kind, amounts in sums.items() if amounts]
    return listed(
        request,
        "targets/missing.html",
        shown,
        title="无批复目标的预算",
        coverage=queries.coverage(request.actor, request.year),
        by_kind=by_kind,
    )


@require_GET
def missing_export(request: Asked) -> HttpResponse:
    """The same as an Excel file, all of it."""
    require(request.actor, Action.TARGET_VIEW)
    found = queries.without_target(request.actor, request.year)
    shown = Listing(MISSING, ListQuery(exporting=True), tuple(_gap(one) for one in found), len(found), year=request.year)
    return download(export(shown, "无批复目标的预算"), f"{request.year}年度无批复目标的预算")


def _gap(one: Unapproved) -> Row:
    state = Cell(one.state_words, reverse("targets-declaration", args=[one.declaration]) if one.declaration else "")
    name = Cell(one.name, reverse("targets-of", args=[one.program]))
    places = (one.code or None, one.unit_name, one.department_name, one.kind_words)
    return Row(str(one.program), (name, *places, one.budget, one.lacking, state))
