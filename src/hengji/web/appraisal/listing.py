"""The list of appraisals, the year's summary, and what should have been appraised."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from hengji.apps.appraisal import queries
from hengji.apps.appraisal.queries import TABS, AppraisalFilter, AppraisalLine
from hengji.apps.organisations.queries import units
from hengji.clock import today
from hengji.rules.access import Action
from hengji.rules.appraisal import Result
from hengji.rules.dossier import KINDS
from hengji.web.identity import Asked
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

SPEC = ListSpec(
    name="appraisals",
    columns=(
        Column("name", "名称", phone=Phone.TITLE, sort=True),
        Column("kind", "类别", width=64, phone=Phone.HIDE),
        Column("unit", "申报单位", width=148, sort=True),
        Column("requested", "申报金额", Kind.MONEY, width=100, sort=True, total=True),
        Column("supported", "支持金额", Kind.MONEY, width=100, sort=True, total=True),
        Column("cut", "压减", Kind.MONEY, width=92, total=True),
        Column("state", "状态", Kind.TAG, width=116),
        Column("result", "结论", width=96),
        Column("state_at", "最近办理", Kind.DATE, width=88, sort=True, phone=Phone.HIDE),
    ),
    tabs=tuple(TABS),
    filters=(
        Filter("q", "名称、单位"),
        Filter("department", "主管部门", search=True),
        Filter("kind", "类别", tuple(KINDS.items())),
        Filter("result", "结论", tuple((one.value, one.chinese) for one in Result)),
    ),
)
YEARLY = ListSpec(
    name="appraisal-yearly",
    columns=(
        Column("department", "主管部门", width=148),
        Column("name", "项目（政策）", phone=Phone.TITLE),
        Column("unit", "申报单位", width=140),
        Column("requested", "申报金额", Kind.MONEY, width=108, total=True),
        Column("supported", "支持金额", Kind.MONEY, width=108, total=True),
        Column("cut", "压减", Kind.MONEY, width=100, total=True),
        Column("result", "结论", width=100),
        Column("document", "文号", width=168, phone=Phone.HIDE),
    ),
)


@require_GET
def appraisals(request: Asked) -> HttpResponse:
    """Appraisals within reach, by whose turn it is."""
    departments = _departments(request)
    spec = SPEC.with_options(department=departments)
    query = ListQuery.from_request(request, spec)
    wanted = AppraisalFilter(query.text("q"), query.chosen("kind"), query.chosen("department"), query.chosen("result"))
    found = queries.listing(request.actor, request.year, query.tab, wanted, today(), query.sort, query.descending, query.window)
    tabs = tuple(Tab(key, label, found.tabs[key]) for key, label in TABS.items())
    totals = {"requested": found.requested, "supported": found.supported, "cut": found.cut}
    shown = Listing(
        spec, query.within(found.count), tuple(map(_row, found.rows)), found.count, tabs, totals, request.year, empty=_empty(request, query)
    )
    drafts = request.actor.can(Action.APPRAISAL_DRAFT)
    return listed(request, "appraisal/list.html", shown, title=f"{request.year}年事前绩效评估", drafts=drafts)


@require_GET
def summary(request: Asked) -> HttpResponse:
    """The year's statement with its tables; exported as shown."""
    said, lines = queries.yearly(request.actor, request.year, today())
    query = ListQuery.from_request(request, YEARLY)
    rows = tuple(map(_counted, lines[query.window]))
    totals = {"requested": said.totals.requested, "supported": said.totals.supported, "cut": said.totals.cut}
    shown = Listing(YEARLY, query.within(len(lines)), rows, len(lines), totals=totals, year=request.year)
    return listed(request, "appraisal/summary.html", shown, title=f"{request.year}年事前绩效评估汇总", said=said, year=request.year)


@require_GET
def missing(request: Asked) -> HttpResponse:
    """New objects large enough, without an appraisal that supports them (应评未评)."""
    return page(request, "appraisal/missing.html", rows=queries.missing(request.actor, request.year, today()))


def _row(one: AppraisalLine) -> Row:
    name = Cell(one.name, reverse("appraisal", args=(one.id,)))
    result = one.result_name or None
    cells = (name, one.kind_name, one.unit_name, one.requested, one.supported, one.cut, one.state_name, result, one.state_at)
    return Row(str(one.id), cells)


def _counted(one: AppraisalLine) -> Row:
    name, result = Cell(one.name, reverse("appraisal", args=(one.id,))), one.result_name or one.state_name
    money = (one.requested, one.supported, one.cut)
    return Row(str(one.id), (one.department_name, name, one.unit_name, *money, result, one.document or None))


def _departments(request: Asked) -> list[tuple[str, str]]:
    if not request.actor.can(Action.ORGANISATION_VIEW):
        return []
    return [
        (str(one.lineage), one.name)
        for one in units(request.actor, request.year)
        if one.level == 0 and one.kind in ("department", "township")
    ]


def _empty(request: Asked, query: ListQuery) -> str:
    if query.filters:
        return "没有符合条件的事前评估。"
    if query.tab == "waiting":
        return "现在没有等你办的事前评估。"
    return f"{request.year}年度还没有事前评估。"
