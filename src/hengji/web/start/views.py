"""The wizard that proposes a county from what the office has: hand in, look, change, take over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.organisations.scope import require
from hengji.apps.starting import operations, queries
from hengji.apps.starting.queries import ItemLine
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.money import WAN, parse_amount
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.starting import MARK
from hengji.web.identity import Asked
from hengji.web.jobs.line import job_line
from hengji.web.posted import key_of, keys, text, whole
from hengji.web.ui.frame import page
from hengji.web.ui.parts import Kpi
from hengji.web.ui.words import wan

TABS = (("units", "单位"), ("objects", "对象"), ("doubts", "疑点"), ("files", "文件"))


@require_GET
def index(request: Asked) -> HttpResponse:
    """Starts so far, and the door to a new one and to a new year."""
    require(request.actor, Action.START)
    lines = queries.starts(request.actor)
    return page(request, "start/index.html", lines=lines, open=next((line for line in lines if line.open), None), year=request.year)


@require_POST
def begin(request: Asked) -> HttpResponse:
    """Hand in files for a year."""
    require(request.actor, Action.START)
    year = request.POST.get("year", "")
    files = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    if not (year.isascii() and year.isdecimal() and 2000 <= int(year) <= 2100):
        raise Refused("start-year", year=year[:20])
    key = operations.begin(request.actor, int(year), files, at=now())
    return HttpResponseRedirect(reverse("start-one", args=[key]))


@require_GET
def one(request: Asked, key: UUID) -> HttpResponse:
    """One start: while it is read, its progress; then what it proposes, by tab."""
    start = queries.start(request.actor, key)
    sums = queries.sums(request.actor, key)
    tab = request.GET.get("tab", "units")
    content = {"units": queries.units, "objects": queries.objects, "doubts": queries.doubts, "files": queries.files}
    if tab not in content:
        tab = "units"
    return page(
        request,
        "start/one.html",
        start=start,
        sums=sums,
        kpis=_kpis(sums),
        tab=tab,
        tabs=TABS,
        rows=content[tab](request.actor, key),
        mark=MARK,
        job=job_line(request.actor, start.job) if start.job and start.state == "reading" else None,
    )


def _kpis(sums: queries.Sums) -> tuple[Kpi, ...]:
    return (
        Kpi("单位", str(sums.units), "个"),
        Kpi(
            "绩效对象", str(sums.objects), "个", f"{sums.without_unit} 个没有单位" if sums.without_unit else "", bad=bool(sums.without_unit)
        ),
        _budget(sums),
        Kpi("带目标的对象", str(sums.targets), "个", MARK),
        Kpi("待核对疑点", str(sums.doubts), "处", bad=bool(sums.doubts)),
        Kpi("没读出来的文件", str(sums.refused), "个", bad=bool(sums.refused)),
    )


def _budget(sums: queries.Sums) -> Kpi:
    """Of projects; the other kinds beside it, never added."""
    others = (f"{name} {wan(sums.budgets[kind])}" for kind, name in queries.OBJECT_KINDS if kind != "project" and kind in sums.budgets)
    return Kpi("年初预算（项目支出）", wan(sums.budgets.get("project")), "万元", "；".join(others))


@require_POST
def apply(request: Asked, key: UUID) -> HttpResponse:
    """Take everything kept over as a whole."""
    counts = operations.apply(request.actor, key, _version(request), doubts=whole(request.POST.get("doubts")), at=now())
    messages.success(
        request,
        f"已建库：单位 {counts['units']} 个，对象 {counts['objects']} 个，资金 {counts['lines']} 行，"
        f"目标 {counts['targets']} 个（{MARK}）。",
    )
    request.session["year"] = queries.start(request.actor, key).year
    return HttpResponseRedirect(reverse("start-one", args=[key]))


@require_POST
def drop(request: Asked, key: UUID) -> HttpResponse:
    """Give a start up."""
    operations.drop(request.actor, key, _version(request), at=now())
    messages.success(request, "已放弃这次建库，没有任何内容入库。")
    return HttpResponseRedirect(reverse("start"))


@require_POST
def keep(request: Asked, key: UUID) -> HttpResponse:
    """Keep or leave out the ticked units or objects."""
    queries.start(request.actor, key)
    tab = request.POST.get("tab", "units")
    operations.keep(request.actor, key, tab, keys(request.POST, "selected"), request.POST.get("keep") == "1", at=now())
    return HttpResponseRedirect(reverse("start-one", args=[key]) + f"?tab={tab}")


@require_POST
def settle(request: Asked, key: UUID, doubt: UUID) -> HttpResponse:
    """A doubt was looked at."""
    operations.settle_doubt(request.actor, doubt, at=now())
    return HttpResponseRedirect(reverse("start-one", args=[key]) + "?tab=doubts")


@require_http_methods(["GET", "POST"])
def unit(request: Asked, key: UUID, item: UUID) -> HttpResponse:
    """Change a proposed unit."""
    units = queries.units(request.actor, key)
    line = _found(units, item)
    if request.method == "POST" and "merge" in request.POST:
        return _united(request, key, line)
    if request.method == "POST":
        return _changed(request, key, "units", operations.change_unit, line, ("name", "code", "kind", "parent", "division"))
    places = tuple((unit.key, unit.name) for unit in units if unit.key != line.key and unit.kind not in ("division", "agency"))
    others = tuple((str(unit.id), unit.name) for unit in units if unit.keep and unit.id != line.id)
    offices = tuple((unit.key, unit.name) for unit in units if unit.kind == "division")
    return page(
        request,
        "start/unit.html",
        start=queries.start(request.actor, key),
        line=line,
        kinds=queries.UNIT_KINDS,
        places=places,
        offices=offices,
        others=others,
        tab=_tab(request, "units"),
    )


@require_http_methods(["GET", "POST"])
def program(request: Asked, key: UUID, item: UUID) -> HttpResponse:
    """Change a proposed object, or put another one into it."""
    lines = queries.objects(request.actor, key)
    line = _found(lines, item)
    if request.method == "POST" and "merge" in request.POST:
        return _merged(request, key, line)
    if request.method == "POST":
        change = partial(operations.change_object, initial=_initial(request))
        return _changed(request, key, "objects", change, line, ("name", "code", "kind", "unit", "department"))
    places = tuple(
        (unit.key, unit.name) for unit in queries.units(request.actor, key) if unit.keep and unit.kind not in ("division", "agency")
    )
    others = tuple((str(one.id), f"{one.name}（{one.unit_name or '没有单位'}）") for one in lines if one.keep and one.id != line.id)
    return page(
        request, "start/object.html", start=queries.start(request.actor, key), line=line, kinds=queries.OBJECT_KINDS, places=places,
        others=others, tab=_tab(request, "objects"),
    )  # fmt: skip


def _tab(request: HttpRequest, usual: str) -> str:
    """Where to go back to: the tab the person came from."""
    return "doubts" if request.GET.get("tab") == "doubts" else usual


def _initial(request: HttpRequest) -> Decimal | None:
    """An initial budget typed in 万元, in yuan."""
    typed = request.POST.get("initial", "").strip()
    amount = parse_amount(typed, WAN)
    if typed and (amount is None or amount.yuan is None or amount.yuan < 0):
        raise Refused("start-budget-unread", text=typed[:30])
    return amount.yuan if typed and amount else None


def _united(request: Asked, key: UUID, line: ItemLine) -> HttpResponse:
    other = key_of(request.POST.get("other", ""))
    operations.merge_units(request.actor, line.id, _version(request), other, at=now())
    messages.success(request, f"已并入“{line.name}”，它的下属单位和对象都归到这里。")
    return HttpResponseRedirect(reverse("start-unit", args=[key, line.id]))


def _merged(request: Asked, key: UUID, line: ItemLine) -> HttpResponse:
    other = key_of(request.POST.get("other", ""))
    operations.merge_objects(request.actor, line.id, _version(request), other, money=request.POST.get("money") == "both", at=now())
    messages.success(request, f"已并入“{line.name}”，请核对它的资金和单位。")
    return HttpResponseRedirect(reverse("start-object", args=[key, line.id]))


def _changed(
    request: HttpRequest, key: UUID, tab: str, change: Callable[..., int], line: ItemLine, fields: tuple[str, ...]
) -> HttpResponse:
    longest = {"name": 150, "code": 21 if tab == "units" else 40}
    values = {name: text(request.POST, name, longest.get(name, 300)) for name in fields if name in request.POST}
    change(request.actor, line.id, _version(request), keep="keep" in request.POST, at=now(), **values)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("start-one", args=[key]) + f"?tab={_tab(request, tab)}")


def _found(lines: tuple[ItemLine, ...], item: UUID) -> ItemLine:
    for line in lines:
        if line.id == item:
            return line
    raise NotFound


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0
