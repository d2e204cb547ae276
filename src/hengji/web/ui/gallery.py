"""The gallery of parts at /design/ (demo and developers): every part with every state, from the macros the pages use.

The grid here saves into the person's session, so that saving, conflicts and findings can be tried.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from hengji.clock import now
from hengji.rules.access import Actor
from hengji.rules.findings.finding import Severity
from hengji.rules.lights import Light
from hengji.web.identity import public
from hengji.web.ui.exporting import listed
from hengji.web.ui.frame import FRAME, Frame, NavItem, page
from hengji.web.ui.grid import (
    BadChanges,
    Changes,
    Editor,
    GridColumn,
    GridFinding,
    GridRow,
    GridState,
    conflict,
    parse_changes,
    refused,
    saved,
)
from hengji.web.ui.listing import Action, Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab
from hengji.web.ui.parts import Change, FindingLine, JobLine, Kpi, Link, LogLine, Share, Signature, Tone

PROGRESS = Decimal("0.5833")
_UNITS = ("县中医院", "县商务局", "南坪乡", "县住房保障中心", "县农村供水服务中心")
_NAMES = ("医疗设备购置", "电子商务进农村综合示范", "产业园配套渠系", "城区老旧小区配套基础设施改造", "大气污染防治（清洁取暖改造）")
_FUNDS = ("一般公共预算", "衔接补助资金", "政府性基金预算")

SPEC = ListSpec(
    name="design",
    columns=(
        Column("name", "项目名称", phone=Phone.TITLE, sort=True),
        Column("unit", "实施单位", width=140),
        Column("fund", "资金来源", width=104, phone=Phone.HIDE),
        Column("budget", "预算数", Kind.MONEY, width=92, sort=True, total=True),
        Column("executed", "执行数", Kind.MONEY, width=92, sort=True, total=True),
        Column("rate", "执行率", Kind.RATE, width=72, sort=True),
        Column("bar", "序时", Kind.BAR, width=92, phone=Phone.HIDE),
        Column("light", "灯", Kind.LIGHT, width=80),
        Column("errors", "错误", Kind.COUNT, unit="条", width=52, total=True, bad=True),
        Column("state", "状态", Kind.TAG, width=104),
        Column("sent", "报送日期", Kind.DATE, width=92, sort=True),
    ),
    tabs=("mine", "returned", "all"),
    filters=(
        Filter("q", "项目、单位、代码"),
        Filter("unit", "实施单位", tuple((unit, unit) for unit in _UNITS), search=True),
        Filter("fund", "资金来源", tuple((fund, fund) for fund in _FUNDS)),
        Filter("light", "灯", tuple((light.value, light.chinese) for light in Light), multiple=True),
    ),
    sort="rate",
    progress=PROGRESS,
)

COLUMNS = (
    GridColumn(
        "level1",
        "一级",
        Editor.SELECT,
        76,
        required=True,
        options=(("产出", "产出", "1"), ("效益", "效益", "2"), ("满意度", "满意度", "3")),
    ),
    GridColumn("level2", "二级", Editor.TEXT, 92, required=True),
    GridColumn("name", "三级指标", Editor.LONG, 0, required=True),
    GridColumn("sign", "符号", Editor.SELECT, 56, options=(("≥", "≥", "1"), ("≤", "≤", "2"), ("=", "＝", "3"), ("定性", "定性", "4"))),
    GridColumn("value", "指标值", Editor.NUMBER, 88, required=True),
    GridColumn("unit", "单位", Editor.TEXT, 60),
    GridColumn("points", "分值", Editor.NUMBER, 56, required=True, unit="分"),
    GridColumn("measure", "度量方式", Editor.SELECT, 84, options=(("累计", "累计型", "1"), ("时点", "时点型", "2"))),
    *(GridColumn(f"m{month}", f"{month}月", Editor.NUMBER, 52, fold="12 月计划") for month in range(1, 13)),
    GridColumn("evidence", "佐证", Editor.SHOWN, 60),
)
_MONTHS = {f"m{month}": "" for month in range(1, 13)}
ROWS = (
    GridRow(
        "r1",
        {"level1": "产出", "level2": "数量", "name": "新建供水管网长度", "sign": "≥", "value": "12.5", "unit": "公里", "points": "10",
         "measure": "累计", "evidence": "2 份", **_MONTHS},
        heading="产出指标　50 分",
    ),
    GridRow(
        "r2",
        {"level1": "产出", "level2": "质量", "name": "工程验收合格率", "sign": "=", "value": "100", "unit": "%", "points": "10",
         "measure": "时点", "evidence": "", **_MONTHS},
        sealed=("value",),
    ),
    GridRow(
        "r3",
        {"level1": "满意度", "level2": "服务对象", "name": "受益群众满意度", "sign": "≥", "value": "", "unit": "%", "points": "10",
         "measure": "时点", "evidence": "添加", **_MONTHS},
        heading="满意度指标　10 分",
    ),
)  # fmt: skip


@public
def show(request: HttpRequest) -> HttpResponse:
    """The gallery; to somebody not logged in under a frame that is made up."""
    if not isinstance(getattr(request, "actor", None), Actor):
        setattr(request, FRAME, _frame(request.path))
    return listed(
        request,
        "ui/gallery.html",
        _listing(request),
        title="监控表",
        grid_state=_state(request),
        lights=tuple(Light),
        severities=tuple(Severity),
        progress=PROGRESS,
        money=_MONEY,
        kpis=_KPIS,
        shares=_SHARES,
        chart=_CHART,
        findings=_FINDINGS,
        log=tuple(_log(now())),
        changes=(Change("改造入户户数", "700 户", "735 户"), Change("单位造价", "18.60", "16.80", unasked=True)),
        signatures=_signatures(now()),
        job_line=_job(0),
        done_line=JobLine("问题清单.xlsx　328 行", "08-28 10:02 做好，留 30 天", finished=True, result_url="#"),
        failed_line=JobLine("导入支出明细", "第 12 行金额不是数，没有导入。改好后重新上传", finished=True, failed=True),
        segments=(Link("按期限", "#", True), Link("按事项", "#"), Link("按部门", "#")),
    )


def _frame(path: str) -> Frame:
    labels = ("工作台", "绩效对象", "绩效目标", "绩效监控", "整改处置", "绩效评价", "结果应用", "报表档案")
    items = tuple(NavItem(label, path if label == "绩效监控" else f"#{n}") for n, label in enumerate(labels))
    more = (NavItem("修改密码", "#password"), NavItem("动态口令", "#totp"))
    return Frame("衡川县财政局", 2023, (2024, 2023), True, "马晓兰", "绩效股", items, 5, more, path, "#messages", path).at(path)


_MONEY = (
    ("一般", Decimal("123456700"), Decimal("0.6485"), "点线＝可追到来源"),
    ("零", Decimal(0), Decimal(0), "零照写"),
    ("没报", None, None, "一字线，不写 0"),
    ("负", Decimal("-240000"), Decimal("-0.0446"), "减号 U+2212"),
    ("慢", Decimal("9200000"), Decimal("0.4104"), "不足序时八成"),
    ("很慢", Decimal("12400000"), Decimal("0.1835"), "不足六成"),
)
_KPIS = (
    Kpi("应报", "307", "个"),
    Kpi("已报", "276", "个", "89.90%"),
    Kpi("未报", "31", "个", bad=True, url="#"),
    Kpi("执行", "19,880.43", "万元", "预算 36,905.00 万元的 53.87%"),
)
_SHARES = (
    Share("已接受", 151, Tone.DONE),
    Share("在审", 108, Tone.DOING),
    Share("被退回", 17, Tone.YELLOW),
    Share("未报", 31, Tone.RED, "#"),
)
_CHART = {
    "grid": {"left": 44, "right": 14, "top": 26, "bottom": 24},
    "xAxis": {"type": "category", "data": [f"{month}月" for month in range(1, 8)], "axisLine": {"lineStyle": {"color": "--hj-line-3"}}},
    "yAxis": {"type": "value", "max": 100, "name": "累计执行率（%）", "splitLine": {"lineStyle": {"color": "--hj-line-2"}}},
    "series": [
        {
            "type": "line",
            "data": [8.33, 16.67, 25, 33.33, 41.67, 50, 58.33],
            "symbol": "none",
            "lineStyle": {"color": "--hj-line-3", "type": "dashed"},
        },
        {"type": "line", "data": [4.1, 9.2, 17.6, 31.25, 38.4, 47.9, 53.87], "lineStyle": {"color": "--hj-brand"}},
    ],
}
_FINDINGS = (
    FindingLine(Severity.ERROR, "备注 N12", "可能性不是“确定能”，没有写原因和措施。", "写明不能完成的原因和措施。", "#"),
    FindingLine(Severity.WARNING, "本期实际 F9", "比上轮少 3.20 公里，累计数不应减少。", "核对上轮与本期的数。"),
    FindingLine(Severity.NOTICE, "全年预计 G5", "425.00 比按进度推算 296.23 多 128.77。"),
)


def _log(at: datetime) -> tuple[LogLine, ...]:
    return (
        LogLine(at, "绩效股　马晓兰", "退回修改", "单位造价请与合同核对"),
        LogLine(at - timedelta(days=1), "县水利局　王芳", "审核同意"),
        LogLine(at - timedelta(days=400), "县农村供水服务中心　张海", "送审"),
    )


def _signatures(at: datetime) -> tuple[Signature, ...]:
    return (
        Signature("财务签字　资金部分", "李秀英", at, "资金 5 行，执行 172.80 万元。签后未改动。", "数据版本 31"),
        Signature("项目签字　绩效部分", "张海", None, "还有 1 处错误没改：备注 N12。改后可签。", "疑点不拦签字"),
    )


def _job(done: int) -> JobLine:
    poll = f"{reverse('design-job')}?done={done + 20}"
    return JobLine(
        "汇总表　276 张",
        f"第 {done} 张",
        done,
        276,
        poll_url=poll,
        cancel_url="#",
        finished=done >= 276,
        result_url="#" if done >= 276 else "",
    )


@public
def job(request: HttpRequest) -> HttpResponse:
    """The next state of a job that is never done anywhere."""
    asked = request.GET.get("done", "")
    return page(request, "ui/job.html", line=_job(min(int(asked), 276) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 276))


def _listing(request: HttpRequest) -> Listing:
    query = ListQuery.from_request(request, SPEC)
    found = [row for row in _programs() if _wanted(row, query)]
    column = next((i for i, c in enumerate(SPEC.columns) if c.key == query.sort), 5)
    found.sort(key=lambda row: str(_value(row, column)).rjust(20), reverse=query.descending)
    query = query.within(len(found))
    return Listing(
        SPEC,
        query,
        tuple(found[query.window]),
        len(found),
        tabs=(Tab("mine", "待我审", 23), Tab("returned", "被退回", 17), Tab("all", "全部", 97)),
        totals={key: _sum(_value(row, i) for row in found) for key, i in (("budget", 3), ("executed", 4), ("errors", 8))},
        year=2023,
        actions=(Action("一并接受", "#"), Action("一并退回", "#", "return")),
    )


def _sum(values: Iterable[object]) -> Decimal:
    return sum((Decimal(value) for value in values if isinstance(value, int | Decimal)), Decimal(0))


def _value(row: Row, column: int) -> object:
    cell = row.cells[column]
    return cell.value if isinstance(cell, Cell) else cell


def _wanted(row: Row, query: ListQuery) -> bool:
    text = query.text()
    return (
        (not text or text in f"{_value(row, 0)}{_value(row, 1)}")
        and (not query.chosen("unit") or _value(row, 1) in query.chosen("unit"))
        and (not query.chosen("fund") or _value(row, 2) in query.chosen("fund"))
        and (not query.chosen("light") or _value(row, 7) in query.chosen("light"))
    )


def _programs() -> list[Row]:
    rows = []
    for i in range(97):
        budget = Decimal(93400 + 57100 * (i * 7 % 41)) * 10
        rate = Decimal(i * 37 % 101) / 100
        light = Light.RED if rate < PROGRESS * Decimal("0.6") else Light.YELLOW if rate < PROGRESS * Decimal("0.8") else Light.GREEN
        sent = date(2023, 8, 10) + timedelta(days=i % 14)
        rows.append(
            Row(
                f"p{i}",
                (
                    Cell(_NAMES[i % 5], "#"),
                    _UNITS[i % 5],
                    _FUNDS[i % 3],
                    budget,
                    Cell(budget * rate, "#", source=True),
                    rate,
                    rate,
                    light,
                    i % 4 // 3,
                    ("待股室审", "已接受", "被退回")[i % 3],
                    Cell(sent, note="迟" if sent.day > 20 else "", tone="late"),
                ),
            )
        )
    return rows


def _state(request: HttpRequest) -> GridState:
    held = request.session.get("design-grid")
    state = GridState("design", "绩效指标", reverse("design-grid"), 1, COLUMNS, ROWS, folded=("12 月计划",))
    if held:
        state = replace(state, version=held["version"], rows=tuple(GridRow(row["id"], row["cells"]) for row in held["rows"]))
    return replace(state, findings=_judged(state.rows))


@public
@require_POST
def save(request: HttpRequest) -> JsonResponse:
    """Autosave into the session: a stale version is a conflict, a value without a number an error."""
    state = _state(request)
    try:
        changes = parse_changes(request.body, COLUMNS)
    except BadChanges as trouble:
        return refused(str(trouble))
    if changes.version != state.version:
        return conflict(state.version, state.rows, "王芳", now())
    rows, ids = _applied(state.rows, changes)
    request.session["design-grid"] = {"version": state.version + 1, "rows": [{"id": row.id, "cells": dict(row.cells)} for row in rows]}
    return saved(state.version + 1, now(), _judged(rows), [(row.id, "evidence", row.cells.get("evidence", "")) for row in rows], ids)


def _applied(rows: tuple[GridRow, ...], changes: Changes) -> tuple[tuple[GridRow, ...], dict[str, str]]:
    by_id = {row.id: row for row in rows}
    order = changes.rows or tuple(by_id)
    ids = {row: f"r{len(by_id) + n}" for n, row in enumerate((row for row in order if row.startswith("new-")), 1)}
    changed = changes.by_row()
    made = tuple(
        GridRow(ids.get(row, row), {**(by_id[row].cells if row in by_id else {}), **changed.get(row, {})})
        for row in order
        if row in by_id or row in ids
    )
    return made, ids


def _judged(rows: tuple[GridRow, ...]) -> tuple[GridFinding, ...]:
    found = [
        GridFinding(row.id, "value", Severity.ERROR, "没有填指标值。", "填上年度指标值。", row.cells.get("name", ""))
        for row in rows
        if not row.cells.get("value")
    ]
    total = sum((Decimal(points) for row in rows if (points := row.cells.get("points", "")).isdigit()), Decimal(0))
    if total != 90 and rows:
        found.append(GridFinding(rows[-1].id, "points", Severity.WARNING, f"分值合计 {total} 分，应为 90 分。", "调整分值。", "分值"))
    return tuple(found)
