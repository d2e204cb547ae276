"""Pages of units: the list in tree order, one unit, its form, divisions responsible."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.audit.queries import history
from hengji.apps.organisations import operations, queries
from hengji.apps.organisations.operations import UnitFacts
from hengji.apps.organisations.queries import UnitLine
from hengji.apps.organisations.scope import require
from hengji.apps.organisations.tree import PARENTS
from hengji.clock import now, today
from hengji.rules.access import Action
from hengji.rules.refusals import Refused
from hengji.rules.wording import say
from hengji.web import posted
from hengji.web.identity import Asked
from hengji.web.organisations import forms
from hengji.web.posted import version_of
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Cell, Column, Filter, Listing, ListQuery, ListSpec, Phone, Row, Tab

KINDS = (
    ("department", "主管部门"), ("subordinate", "下属单位"), ("township", "乡镇（街道）"), ("finance", "财政局"), ("division", "股室"),
    ("agency", "第三方机构"),
)  # fmt: skip
SPEC = ListSpec(
    name="units",
    unit="个单位",
    columns=(
        Column("name", "单位名称", phone=Phone.TITLE),
        Column("code", "单位编码", width=120, sort=True),
        Column("kind", "类型", width=112),
        Column("department", "主管部门", width=240, phone=Phone.HIDE),
        Column("division", "对口股室", width=160),
        Column("state", "状态", width=160),
    ),
    tabs=("open", "closed", "all"),
    filters=(Filter("q", "名称、曾用名、编码"), Filter("kind", "类型", KINDS), Filter("division", "对口股室")),
)


@require_GET
def listing(request: Asked) -> HttpResponse:
    """All units of the year within reach."""
    require(request.actor, Action.ORGANISATION_VIEW)
    everything = queries.units(request.actor, request.year)
    offices = tuple((str(one.lineage), one.name) for one in everything if one.kind == "division" and one.open)
    spec = SPEC.with_options(division=offices or (("", ""),))
    query = ListQuery.from_request(request, spec)
    lineages = {one.id: str(one.lineage) for one in everything}
    found = [one for one in everything if _wanted(one, query, lineages)]
    shown = [one for one in found if _in_tab(one, query.tab)]
    if query.sort == "code":
        shown.sort(key=lambda one: one.code, reverse=query.descending)
    query = query.within(len(shown))
    rows = tuple(_row(one, flat=bool(query.sort or query.filters)) for one in shown[query.window])
    tabs = (
        Tab("open", "在用", sum(one.open for one in found)), Tab("closed", "已撤销", sum(not one.open for one in found)),
        Tab("all", "全部", len(found)),
    )  # fmt: skip
    lines = Listing(spec, query, rows, len(shown), tabs, year=request.year, empty="没有符合条件的单位。")
    may_edit, may_roll = request.actor.can(Action.ORGANISATION_EDIT), request.actor.can(Action.YEAR_ROLL)
    return listed(request, "organisations/units.html", lines, title=f"{request.year}年度单位", may_edit=may_edit, may_roll=may_roll)


@require_GET
def show(request: Asked, key: UUID) -> HttpResponse:
    """One unit: facts, units below, posts and people, former names."""
    unit = queries.unit(request.actor, key)
    below = tuple(one for one in queries.units(request.actor, unit.year) if one.parent == unit.id)
    served = tuple(one for one in queries.units(request.actor, unit.year) if one.division == unit.id and one.parent is None)
    sees_people = request.actor.can(Action.PERSON_VIEW)
    held = queries.assignments(request.actor, unit=unit.lineage) if sees_people else ()
    heirs = tuple((str(one.id), one.name) for one in queries.units(request.actor, unit.year) if one.open and one.id != unit.id)
    return page(
        request, "organisations/unit.html", unit=unit, below=below, served=served, held=held, on=today(), sees_people=sees_people,
        may_edit=request.actor.can(Action.ORGANISATION_EDIT), may_assign=request.actor.can(Action.POST_ASSIGN), heirs=heirs,
        history=history(unit.id, 20) if request.actor.can(Action.ORGANISATION_EDIT) else (),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """A new unit in the year."""
    require(request.actor, Action.ORGANISATION_EDIT)
    if request.method == "GET":
        parent = request.GET.get("parent", "")
        return _form(request, None, {"kind": "subordinate" if parent else "department", "parent": parent})
    try:
        key = operations.create_unit(request.actor, request.year, forms.unit_facts(request.POST), at=now())
    except Refused as refusal:
        return _form(request, None, _typed(request.POST), say(refusal))
    messages.success(request, "单位已新增。")
    return HttpResponseRedirect(reverse("organisations-unit", args=(key,)))


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """Change a unit."""
    require(request.actor, Action.ORGANISATION_EDIT)
    unit = queries.unit(request.actor, key)
    if request.method == "GET":
        return _form(request, unit, _values(unit))
    try:
        operations.edit_unit(request.actor, key, version_of(request), forms.unit_facts(request.POST), at=now())
    except Refused as refusal:
        return _form(request, unit, _typed(request.POST), say(refusal))
    messages.success(request, "单位已保存。")
    return HttpResponseRedirect(reverse("organisations-unit", args=(key,)))


@require_POST
def close(request: Asked, key: UUID) -> HttpResponse:
    """Close a unit or merge it into another one."""
    typed = request.POST
    on, successor = posted.needed_day(typed, "on"), posted.key(typed, "successor")
    operations.close_unit(request.actor, key, version_of(request), on, successor, at=now())
    messages.success(request, "单位已撤销。")
    return HttpResponseRedirect(reverse("organisations-unit", args=(key,)))


@require_http_methods(["GET", "POST"])
def divisions(request: Asked) -> HttpResponse:
    """Which division is responsible for which department, all on one page."""
    require(request.actor, Action.ORGANISATION_EDIT)
    everything = queries.units(request.actor, request.year, kinds={"department", "township"})
    heads = tuple(one for one in everything if one.open and one.parent is None)
    if request.method == "POST":
        count = _set_divisions(request, heads)
        messages.success(request, f"已调整 {count} 个部门的对口股室。" if count else "没有改动。")
        return HttpResponseRedirect(reverse("organisations-divisions"))
    offices = queries.divisions(request.actor, request.year)
    counts = tuple((office, sum(one.division == office.id for one in heads)) for office in offices)
    without = sum(one.division is None for one in heads)
    return page(request, "organisations/divisions.html", heads=heads, offices=offices, counts=counts, without=without)


def _set_divisions(request: Asked, heads: Iterable[UnitLine]) -> int:
    wanted: dict[UUID | None, list[UUID]] = {}
    for one in heads:
        office, seen = (posted.key(request.POST, f"{name}-{one.id}") for name in ("division", "was"))
        if f"division-{one.id}" in request.POST and office != seen and office != one.division:
            if seen != one.division:
                raise Refused("unit-division-moved", unit=one.name, division=one.division_name or "（未指定）")
            wanted.setdefault(office, []).append(one.id)
    return sum(operations.set_division(request.actor, keys, office, at=now()) for office, keys in wanted.items())


def _wanted(one: UnitLine, query: ListQuery, lineages: dict[UUID, str]) -> bool:
    text, kinds, offices = query.text("q"), query.chosen("kind"), query.chosen("division")
    names = (one.name, one.code, *(former.name for former in one.former_names))
    return (
        (not text or any(text in name for name in names))
        and (not kinds or one.kind in kinds)
        and (not offices or (one.division is not None and lineages.get(one.division) in offices))
    )


def _in_tab(one: UnitLine, tab: str) -> bool:
    return tab == "all" or one.open == (tab == "open")


def _row(one: UnitLine, *, flat: bool) -> Row:
    name = ("" if flat else "　　" * one.level) + one.name
    state = "在用" if one.open else f"{one.closed_on} {'并入' + one.successor_name if one.successor_name else '撤销'}"
    department = one.department_name if one.level else ""
    former = f"曾用名 {one.former_names[-1].name}" if one.former_names else ""
    return Row(str(one.id), (Cell(name, reverse("organisations-unit", args=(one.id,)), note=former), one.code, one.kind_name, department,
                             one.division_name, state))  # fmt: skip


def _form(request: Asked, unit: UnitLine | None, values: dict[str, str], sentence: str = "") -> HttpResponse:
    everything = queries.units(request.actor, request.year if unit is None else unit.year)
    able = set().union(*PARENTS.values())
    fit = [(str(one.id), f"{one.name}（{one.kind_name}）") for one in everything if one.open and one.kind in able]
    parents = [("", "（一级单位，无上级）"), *fit]
    offices = [("", "（未指定）"), *((str(one.id), one.name) for one in everything if one.open and one.kind == "division")]
    return page(
        request, "organisations/unit_form.html", status=409 if sentence else 200, unit=unit, values=values, sentence=sentence, kinds=KINDS,
        parents=[pair for pair in parents if unit is None or pair[0] != str(unit.id)], offices=offices,
        version=values.get("version") or (unit.version if unit else 0),
    )  # fmt: skip


def _values(unit: UnitLine) -> dict[str, str]:
    return {
        "code": unit.code, "name": unit.name, "kind": unit.kind, "parent": str(unit.parent or ""), "credit_code": unit.credit_code,
        "division": str(unit.division or "") if unit.parent is None else "", "remark": unit.remark, "version": str(unit.version),
    }  # fmt: skip


def _typed(typed: QueryDict) -> dict[str, str]:
    return {name: typed.get(name, "") for name in (*UnitFacts.__slots__, "version")}
