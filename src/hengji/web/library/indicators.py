"""The library's list, one indicator, its form, merging, fields, and suggestions for a target's grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengji.apps.library import operations, queries
from hengji.apps.library.queries import TABS, IndicatorFilter, IndicatorLine
from hengji.apps.organisations.scope import require
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.libraryentry import OPERATORS, Entry
from hengji.rules.measures import Measure
from hengji.rules.reference import LEVELS
from hengji.rules.refusals import Refused, StaleVersion
from hengji.rules.wording import say
from hengji.web.identity import Asked
from hengji.web.posted import key_of, version_of, whole
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import page
from hengji.web.ui.listing import Action as Act
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

MEASURES = tuple((one.value, one.chinese) for one in Measure)
SPEC = ListSpec(
    name="library",
    unit="条",
    columns=(
        Column("name", "指标名称", phone=Phone.TITLE, sort=True),
        Column("category", "领域", width=124, sort=True),
        Column("level2", "二级指标", width=128, sort=True),
        Column("aim", "参考目标", width=116),
        Column("measure", "计量方式", width=96, phone=Phone.HIDE),
        Column("uses", "采用", Kind.COUNT, unit="个对象", width=76, sort=True),
        Column("full", "恰好100%", Kind.TEXT, width=92, phone=Phone.HIDE),
        Column("note", "说明", width=168, phone=Phone.HIDE),
    ),
    tabs=tuple(TABS),
    filters=(
        Filter("q", "找指标，如 硬化、满意度"),
        Filter("category", "领域", multiple=True, search=True),
        Filter("level2", "二级指标", tuple((name, name) for name in LEVELS)),
        Filter("measure", "计量方式", MEASURES),
    ),
)
TEXTS = ("category", "level1", "level2", "name", "operator", "unit", "measure", "value", "explanation", "how_measured", "evidence", "basis")
MOST_OFFERED = 20


def wanted(query: ListQuery) -> IndicatorFilter:
    """The conditions a list or an export was asked with."""
    return IndicatorFilter(query.text("q"), query.chosen("category"), query.chosen("level2"), query.chosen("measure"))


def spec_of(request: Asked) -> ListSpec:
    """The list with the fields this person reads."""
    return SPEC.with_options(category=[(name, name) for name in queries.field_names(request.actor)])


@require_GET
def listing(request: Asked) -> HttpResponse:
    """All indicators within reach, by where they come from."""
    spec = spec_of(request)
    query = ListQuery.from_request(request, spec)
    found = queries.indicators(request.actor, query.tab, wanted(query), query.sort, query.descending, query.window)
    tabs = tuple(Tab(key, label, found.tabs.get(key)) for key, label in TABS.items() if key != "above" or found.tabs.get(key))
    edits = request.actor.can(Action.LIBRARY_EDIT)
    rows, acts, empty = tuple(map(_row, found.rows)), _actions(query.tab, edits), _empty(query, edits)
    shown = Listing(spec, query.within(found.count), rows, found.count, tabs, actions=acts, empty=empty)
    return listed(request, "library/list.html", shown, title="绩效指标库", edits=edits, tab=query.tab, tabs=found.tabs)


@require_GET
def indicator(request: Asked, key: UUID) -> HttpResponse:
    """One indicator: what it says, who uses it, what is soft about it."""
    return page(request, "library/indicator.html", shown=queries.indicator(request.actor, key), levels=LEVELS, words=OPERATORS)


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    """An indicator added by hand."""
    require(request.actor, Action.LIBRARY_EDIT)
    if request.method == "GET":
        return _form(request, Entry("", "", "", "", measure=""), None, 0, "")
    typed = _typed(request.POST)
    try:
        key = operations.add(request.actor, typed, at=now())
    except Refused as refusal:
        return _form(request, typed, None, 0, say(refusal))
    messages.success(request, f"已新增“{typed.name}”。")
    return HttpResponseRedirect(reverse("library-indicator", args=(key,)))


@require_http_methods(["GET", "POST"])
def edit(request: Asked, key: UUID) -> HttpResponse:
    """An indicator of the own library changed; what was typed stays on the page where it is refused."""
    require(request.actor, Action.LIBRARY_EDIT)
    entry, version = queries.entry_of(request.actor, key)
    if request.method == "GET":
        return _form(request, entry, key, version, "")
    typed = _typed(request.POST)
    try:
        operations.edit(request.actor, key, version_of(request), typed, at=now())
    except Refused as refusal:
        seen = version if isinstance(refusal, StaleVersion) else version_of(request)
        return _form(request, typed, key, seen, say(refusal))
    messages.success(request, "已保存。")
    return HttpResponseRedirect(reverse("library-indicator", args=(key,)))


@require_POST
def retire(request: Asked, key: UUID) -> HttpResponse:
    operations.retire(request.actor, key, version_of(request), request.POST.get("why", ""), at=now())
    messages.success(request, "已停用，不再推荐；已批复的目标不受影响。")
    return HttpResponseRedirect(reverse("library-indicator", args=(key,)))


@require_POST
def restore(request: Asked, key: UUID) -> HttpResponse:
    operations.restore(request.actor, key, version_of(request), request.POST.get("why", ""), at=now())
    messages.success(request, "已恢复使用。")
    return HttpResponseRedirect(reverse("library-indicator", args=(key,)))


@require_POST
def adopt(request: Asked) -> HttpResponse:
    """Indicators of the reference set or of a region above taken over."""
    taken = operations.adopt(request.actor, _chosen(request), at=now())
    messages.success(request, f"已采用到本县 {len(taken)} 条，可按本县情况修改。")
    if len(taken) == 1:
        return HttpResponseRedirect(reverse("library-indicator", args=(taken[0],)))
    return HttpResponseRedirect(f"{reverse('library')}?tab=own")


@require_POST
def merge(request: Asked) -> HttpResponse:
    """First which one stays, then the merging."""
    require(request.actor, Action.LIBRARY_EDIT)
    if "keep" not in request.POST:
        found = queries.chosen(request.actor, _chosen(request))
        if len(found) == 1:
            found = queries.duplicates(request.actor, found[0].id).rows
        return page(request, "library/merge.html", rows=found)
    versions = {key: whole(request.POST.get(f"version-{key}")) for key in _chosen(request)}
    keep = key_of(request.POST["keep"])
    operations.merge(request.actor, keep, versions, request.POST.get("why", ""), at=now())
    messages.success(request, f"已合并 {len(set(versions) - {keep})} 条。")
    return HttpResponseRedirect(reverse("library-indicator", args=(keep,)))


@require_http_methods(["GET", "POST"])
def fields(request: Asked) -> HttpResponse:
    """The fields (领域) and the words in a program's name that point to them."""
    if request.method == "POST":
        words = request.POST.get("words", "").replace("，", "、").replace(",", "、").split("、")
        if request.POST.get("key"):
            key, version = key_of(request.POST["key"]), version_of(request)
            operations.edit_category(request.actor, key, version, request.POST.get("name", ""), words, at=now())
        else:
            operations.add_category(request.actor, request.POST.get("name", ""), words, at=now())
        messages.success(request, "已保存。")
        return HttpResponseRedirect(reverse("library-fields"))
    edits = request.actor.can(Action.LIBRARY_EDIT)
    return page(request, "library/fields.html", rows=queries.categories(request.actor), edits=edits)


@require_POST
def load_reference(request: Asked) -> HttpResponse:
    """The reference set brought to what this version of the program has."""
    done = operations.load_reference(request.actor, at=now())
    told = f"新增 {done.added} 条，更新 {done.changed} 条，停用 {done.retired} 条，未变 {done.same} 条"
    messages.success(request, f"参考指标库（非官方）：{told}。")
    return HttpResponseRedirect(f"{reverse('library')}?tab=reference")


@require_GET
def suggest(request: Asked) -> HttpResponse:
    """What the grid of a target offers for the name being typed: ?field=&program=&goal=&q=&level2=&used=…&limit=."""
    asked = request.GET
    found = queries.suggest(
        request.actor,
        asked.get("field") or None,
        asked.get("program", "")[:150],
        asked.get("goal", "")[:1000],
        asked.get("q", "")[:60],
        min(whole(asked.get("limit")) or 12, MOST_OFFERED),
        level2=asked.get("level2") or None,
        used=asked.getlist("used")[:200],
    )
    return JsonResponse({"offered": [{**asdict(one), "id": str(one.id)} for one in found]})


def _row(one: IndicatorLine) -> Row:
    full = f"{one.full}/{one.outcomes}" if one.outcomes else None
    name = Cell(one.name, reverse("library-indicator", args=(one.id,)))
    return Row(str(one.id), (name, one.category, one.level2, one.aim, one.measure_name, one.uses, full, one.retired_why or None))


def _actions(tab: str, edits: bool) -> tuple[Act, ...]:
    if not edits:
        return ()
    if tab in ("reference", "above"):
        return (Act("采用到本县", reverse("library-adopt"), "primary"),)
    return (Act("合并重复", reverse("library-merge")),) if tab in ("own", "duplicates") else ()


def _empty(query: ListQuery, edits: bool) -> str:
    if query.filters:
        return "没有符合条件的指标。可以换两个字的词再找，或到“参考（非官方）”里找。"
    if query.tab == "own":
        return "本县指标库还没有指标。" + ("可以导入已有的 Excel 指标库，或从“参考（非官方）”里勾选采用。" if edits else "")
    return "没有指标。"


def _form(request: Asked, entry: Entry, key: UUID | None, version: int, error: str) -> HttpResponse:
    return page(
        request,
        "library/form.html",
        status=409 if error else 200,
        entry=entry,
        key=key,
        version=version,
        error=error,
        fields=queries.field_names(request.actor),
        operators=tuple((sign, f"{sign}　{word}") for sign, word in OPERATORS.items()),
        levels=tuple((name, f"{name}（{level1}）") for name, level1 in LEVELS.items()),
        measures=(("", "按名称和单位判断"), *MEASURES),
    )


def _typed(said: Mapping[str, str]) -> Entry:
    texts = {name: said.get(name, "") for name in TEXTS}
    avoid = tuple(said.get("avoid", "").replace("，", "、").split("、"))
    return Entry(**texts, avoid=avoid, common=said.get("common") == "1")


def _chosen(request: HttpRequest) -> tuple[UUID, ...]:
    keys = tuple(dict.fromkeys(key_of(one) for one in request.POST.getlist("selected")))
    if not keys:
        raise Refused("library-nothing-chosen")
    return keys
