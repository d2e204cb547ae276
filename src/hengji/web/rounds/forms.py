"""The list of a round's forms: whose turn it is, what they say, how they are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from hengji.apps.monitoring import queries
from hengji.apps.monitoring.queries.facts import FormFilter, FormLine, FormsFound, FormTotals
from hengji.apps.monitoring.queries.listing import FORM_TABS
from hengji.clock import now
from hengji.rules.access import Action
from hengji.rules.lifecycles.monitoring import FormState
from hengji.rules.money import wan
from hengji.rules.programs import BUDGET_KINDS, KINDS
from hengji.web.identity import Asked
from hengji.web.rounds.addresses import FORM
from hengji.web.rounds.choices import CLASSES, LIGHTS, QUADRANTS, ids, options
from hengji.web.ui import addresses, words
from hengji.web.ui import listing as lists
from hengji.web.ui.exporting import listed
from hengji.web.ui.listing import Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab

COLUMNS = (
    Column("name", "项目名称", phone=Phone.TITLE, sort=True),
    Column("unit", "实施单位", width=136, sort=True),
    Column("department", "主管部门", width=120, phone=Phone.HIDE),
    Column("budget", "预算数", Kind.MONEY, width=92, sort=True, total=True),
    Column("executed", "执行数", Kind.MONEY, width=112, sort=True, total=True),
    Column("rate", "执行率", Kind.RATE, width=68, sort=True),
    Column("bar", "序时", Kind.BAR, width=84, phone=Phone.HIDE),
    Column("verdict", "四象限", Kind.TAG, width=76),
    Column("light", "灯", Kind.LIGHT, width=76, sort=True),
    Column("errors", "错误", Kind.COUNT, "条", width=48, sort=True, bad=True),
    Column("warnings", "疑点", Kind.COUNT, "条", width=48, sort=True),
    Column("state", "状态", Kind.TAG, width=100, sort=True),
    Column("submitted", "报送日期", Kind.DATE, width=92, sort=True),
)
SPEC = ListSpec(
    name="rounds-forms",
    columns=COLUMNS,
    tabs=tuple(FORM_TABS),
    filters=(
        Filter("q", "项目、单位、代码"),
        Filter("department", "主管部门", search=True),
        Filter("kind", "类别", tuple(KINDS.items())),
        Filter("fund", "专项资金", search=True),
        Filter("light", "灯", LIGHTS, multiple=True),
        Filter("quadrant", "四象限", QUADRANTS),
        Filter("problem", "问题类别", CLASSES),
    ),
    sort="light",
)
RARE = (
    Filter("unit", "实施单位", search=True),
    Filter("nature", "资金性质", tuple(BUDGET_KINDS.items())),
    Filter("state", "状态", tuple((one.value, one.chinese) for one in FormState), multiple=True),
    Filter("key", "重点监控", (("1", "只看重点"), ("0", "不含重点"))),
    Filter("large", "金额", (("1", "500万元以上"),)),
    Filter("late", "迟报", (("1", "只看迟报"), ("0", "不含迟报"))),
    Filter("target", "批复目标", (("no", "没有批复目标"),)),
    Filter("take", "预计结余", (("available", "有可统筹的"), ("carried", "有需结转的"), ("bound", "有合同锁定的"))),
    Filter("code", "规则"),
)
"""Conditions that stand on the page only where they are set, or where 更多条件 was asked for."""
REVIEWS = (Action.FORM_DEPARTMENT, Action.FORM_FINANCE, Action.FORM_OFFICE)


@require_GET
def forms(request: Asked, key: UUID) -> HttpResponse:
    """The forms of a round under tabs and filters."""
    spec = _spec(request, key)
    query = ListQuery.from_request(request, spec)
    found = queries.forms(
        request.actor, key, where_of(query), tab=query.tab, sort=query.sort, descending=query.descending, window=query.window
    )
    one_kind = len(found.totals) == 1
    if not one_kind:  # kinds are never added together
        spec = replace(spec, columns=tuple(replace(column, total=False) for column in spec.columns))
    shown = Listing(
        replace(spec, progress=found.round.progress), query.within(found.count), tuple(_row(request, line) for line in found.rows),
        found.count, tuple(Tab(tab, FORM_TABS[tab], found.tabs.get(tab)) for tab in spec.tabs), _totals(found), found.round.year,
        actions=_actions(request, found), empty="这里没有监控表。",
    )  # fmt: skip
    return listed(
        request, "rounds/forms.html", shown, title=f"{found.round.name}监控表", round=found.round,
        sentences=() if one_kind else tuple(map(_sentence, found.totals)), more=not any(one.key in request.GET for one in RARE),
        waiting=found.tabs.get("mine", 0) if any(request.actor.can(one) for one in REVIEWS) else 0,
    )  # fmt: skip


def _spec(request: Asked, key: UUID) -> ListSpec:
    """The list with what has a form in this round; rare conditions only where they are set or asked for."""
    there = queries.choices(request.actor, key)
    rare = RARE if "more" in request.GET else tuple(one for one in RARE if one.key in request.GET)
    spec = replace(SPEC, filters=(*SPEC.filters, *rare))
    spec = spec.with_options(department=options(there.departments), unit=options(there.units), fund=options(there.funds))
    return replace(spec, filters=tuple(one for one in spec.filters if one.key in ("q", "code") or one.options))


def where_of(query: ListQuery) -> FormFilter:
    """The conditions of a query as the database takes them."""
    return FormFilter(
        text=query.text(), kinds=query.chosen("kind"), departments=ids(query.chosen("department")), units=ids(query.chosen("unit")),
        funds=ids(query.chosen("fund")), budget_kinds=query.chosen("nature"), lights=query.chosen("light"), states=query.chosen("state"),
        problem_classes=tuple(map(int, query.chosen("problem"))), at=now() if query.chosen("problem") else None,
        codes=query.chosen("code"), quadrant=query.text("quadrant"),
        take=query.text("take"), large=query.text("large") == "1",
        key=_said(query, "key"), late=_said(query, "late"), without_target=True if query.text("target") == "no" else None,
    )  # fmt: skip


def _said(query: ListQuery, key: str) -> bool | None:
    return {"1": True, "0": False}.get(query.text(key))


def _row(request: Asked, line: FormLine) -> Row:
    sent = Cell(line.submitted_at.date() if line.submitted_at else None, note="迟" if line.late else "", tone="late" if line.late else "")
    marks = "，".join(word for word, shown in (("重点", line.key), ("无批复目标", not line.has_target)) if shown)
    paid = addresses.of("program", line.program) if line.executed is not None else ""
    return Row(
        f"{line.id}:{line.version}",
        (
            Cell(line.name, addresses.of(FORM, line.id), note=marks), line.unit_name, line.department_name or None,
            line.budget, Cell(line.executed, paid, "自报" if line.self_reported else "", source=True), line.rate, line.rate,
            line.verdict or None, line.light or None, line.errors, line.warnings, Cell(line.state_words, note=_exempted(line)), sent,
        ),
    )  # fmt: skip


def _exempted(line: FormLine) -> str:
    """Why an object need not report, who decided it and when."""
    if line.exempt_by is None:
        return line.exempt_why
    name, at = line.exempt_by
    return f"{line.exempt_why}（{name} {words.day(at)} 同意）"


def _totals(found: FormsFound) -> Mapping[str, Decimal | int | None]:
    if len(found.totals) != 1:
        return {}
    return {"budget": found.totals[0].budget, "executed": found.totals[0].executed}


def _sentence(one: FormTotals) -> str:
    money = f"，预算 {wan(one.budget)} 万元" if one.budget is not None else ""
    paid = f"，执行 {wan(one.executed)} 万元" if one.executed is not None else ""
    return f"{KINDS[one.kind]} {one.forms} 个{money}{paid}"


def _actions(request: Asked, found: FormsFound) -> tuple[lists.Action, ...]:
    if found.round.state != "published" or not request.actor.can(Action.ROUND_EDIT):
        return ()
    address = reverse("rounds-exempt", args=[found.round.id])
    return (lists.Action("免报…", address), lists.Action("恢复报送", reverse("rounds-include", args=[found.round.id])))
