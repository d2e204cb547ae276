"""The consolidated table (汇总表): objects by kind, all indicators, all fund rows, and what is missing or could not be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengji.papers.writing.cells import percent_text, wan_number, wan_text
from hengji.papers.writing.listing import LOOKS, TOTAL, Column, Listing, Paper, Value, print_wide, title_rows, write_table
from hengji.papers.writing.scores import SCORES, score_facts, scores_sheets
from hengji.papers.writing.words import BASE, CAUSE, KIND, LIGHT, LIKELIHOOD, SOURCE
from hengji.rules.circular import Amounts, plain_amounts, unit_note
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.forms import FundRow, IndicatorRow, Kind
from hengji.rules.judgement import FundJudgement, IndicatorJudgement, Light, MeasureSource
from hengji.rules.results import Examined, RoundResult, Sums

_WORST_FIRST = {Light.RED: 0, Light.YELLOW: 1, Light.GREEN: 2, Light.BLUE: 3, Light.GREY: 4, None: 5}


def write_consolidated(result: RoundResult, path: Path) -> None:
    """Write 汇总表.xlsx to ``path``.  Amounts are shown in 万元, rounded half up last; sums are never taken across kinds."""
    counted = sorted((examined for examined in result.examined if examined.counts), key=_order)
    with Paper(path) as paper:
        _objects_sheet(paper, result, counted)
        _indicators_sheet(paper, counted)
        _funds_sheet(paper, counted)
        scores_sheets(paper, result)
        _absent_sheet(paper, result)


def _order(examined: Examined) -> tuple[int, int, Decimal, str, str]:
    judgement = examined.judgement
    pace = judgement.execution.pace if judgement.execution.pace is not None else Decimal(99)
    return list(KIND).index(examined.form.kind), _WORST_FIRST[judgement.overall], pace, examined.unit, examined.name


# Sheet 1: one row an object


def _light(light: Light | None) -> str | None:
    return None if light is None else LIGHT[light]


def _severity_count(severity: Severity) -> Callable[[Examined], int]:
    def count(examined: Examined) -> int:
        return sum(finding.severity is severity and finding.addressee is Addressee.UNIT for finding in examined.findings)

    return count


def _wan(column: str) -> Callable[[Examined], Decimal | None]:
    def amount(examined: Examined) -> Decimal | None:
        total = examined.form.total
        return wan_number(total.amount(column)) if total else None

    return amount


OBJECTS: tuple[Column[Examined], ...] = (
    Column("种类", 12, lambda e: KIND[e.form.kind]),
    Column("主管部门", 19, lambda e: e.department),
    Column("单位", 19, lambda e: e.unit),
    Column("项目", 24, lambda e: e.name),
    Column("项目代码", 13, lambda e: e.form.program.code or (e.roster.code if e.roster else None), "small"),
    Column("年初预算\n（万元）", 12, _wan("initial"), "amount"),
    Column("调整后预算\n（万元）", 12, _wan("adjusted"), "amount"),
    Column("执行数\n（万元）", 12, _wan("executed"), "amount"),
    Column("执行率", 9, lambda e: e.judgement.execution.rate, "percent"),
    Column("执行率的\n基数", 12, lambda e: BASE.get(e.judgement.execution.rate_base), "center"),
    Column("执行率÷\n序时进度", 9, lambda e: e.judgement.execution.pace, "ratio"),
    Column("加权\n完成率", 9, lambda e: e.judgement.achievement.pace, "percent"),
    Column("结论", 10, lambda e: e.judgement.verdict, "marked"),
    Column("执行灯", 8, lambda e: _light(e.judgement.execution.light), "marked"),
    Column("目标灯", 8, lambda e: _light(e.judgement.achievement.light), "marked"),
    Column("总灯", 8, lambda e: _light(e.judgement.overall), "marked"),
    Column("为什么是这些灯", 44, lambda e: "；".join(reason.rstrip("。；") for reason in e.judgement.reasons) or None, "wrapped"),
    Column("错误", 6, _severity_count(Severity.ERROR), "whole"),
    Column("疑点", 6, _severity_count(Severity.WARNING), "whole"),
    Column("提示", 6, _severity_count(Severity.NOTICE), "whole"),
    Column("文件", 40, lambda e: e.form.file, "small"),
    Column("工作表", 10, lambda e: e.form.sheet, "small"),
)

_LIGHTS = slice(10, 17)
"""Columns that only monitoring forms fill."""


def _objects_sheet(paper: Paper, result: RoundResult, counted: Sequence[Examined]) -> None:
    sheet = paper.sheet("汇总表")
    lights = OBJECTS[_LIGHTS] if _monitors(counted) else ()
    scores = SCORES if any(examined.form.kind.evaluates for examined in counted) else ()
    columns = (*OBJECTS[: _LIGHTS.start], *lights, *scores, *OBJECTS[_LIGHTS.stop :])
    title_rows(paper, sheet, _title(counted), facts(result), columns)
    header, _ = write_table(paper, sheet, columns, counted, fixed=4)
    for kind, sums in result.totals.by_kind.items():
        _total_row(paper, sheet, _Total(kind, sums, plain_amounts(kind, sums, result), unit_note(result, kind)), len(columns))
    print_wide(sheet, header, len(columns) - 3, large=True)


def _title(counted: Sequence[Examined]) -> str:
    if _monitors(counted):
        return "绩效监控汇总表"
    return "绩效自评汇总表" if all(examined.form.kind.evaluates for examined in counted) else "绩效表汇总"


def _monitors(counted: Sequence[Examined]) -> bool:
    return not counted or any(examined.form.kind.monitors for examined in counted)


@dataclass(frozen=True, slots=True)
class _Total:
    """The plain sums of a kind, and what has to be said beside them."""

    kind: Kind
    sums: Sums
    amounts: Amounts
    note: str


def _total_row(paper: Paper, sheet: Listing, total: _Total, width: int) -> None:
    note = f"（{total.note}）" if total.note else ""
    label = f"合计：{KIND[total.kind]} {total.sums.programs} 个对象、{total.sums.units} 家单位{note}"
    given = total.amounts
    figures = [_or_dash(wan_number(amount)) for amount in (given.initial, given.adjusted, given.executed)]
    plain, amount = paper.style(**TOTAL), paper.style(**TOTAL, **LOOKS["amount"])
    rate = paper.style(**TOTAL, **LOOKS["percent"])
    base = "—" if given.rate is None else "调整后或年初"
    values: list[Value] = [label, None, None, None, None, *figures, _or_dash(given.rate), base, *[None] * (width - 10)]
    wrapped, center = paper.style(**TOTAL, **LOOKS["text"]), paper.style(**TOTAL, **LOOKS["center"])
    looks = [wrapped] + [plain] * 4 + [amount] * 3 + [rate, center] + [plain] * (width - 10)
    row = sheet.add(values, looks, 34 if note else 20)
    sheet.join(row, 0, row, 4)


def _or_dash(number: Decimal | None) -> Value:
    return "—" if number is None else number


def facts(result: RoundResult) -> list[str]:
    """The sentences under the title: when, by which rules, how much of each kind, what the columns mean."""
    when = f"监控时点 {result.as_of:%Y-%m-%d}　" if result.as_of else ""
    progress = f"序时进度 {percent_text(result.time_progress)}　" if result.time_progress is not None else ""
    lines = [f"{when}{progress}规则 {result.rules.title}（{result.rules.version}）　金额单位：万元"]
    lines += [_kind_fact(kind, sums, result) for kind, sums in result.totals.by_kind.items()] + score_facts(result)
    lines.append(
        "各种类互有包含（部门整体支出含项目支出，转移支付在下级再次支出），合计只在同一种类内相加；没有调整的项目，调整后预算合计按年初数计。"
        "“—”表示没有填报或不能判断，0 表示填报为零。"
    )
    return lines


def _kind_fact(kind: Kind, sums: Sums, result: RoundResult) -> str:
    given, note = plain_amounts(kind, sums, result), unit_note(result, kind)
    adjusted = f"，调整后 {wan_text(given.adjusted)} 万元" if given.adjusted != given.initial else ""
    executed = "—" if given.executed is None else f"{wan_text(given.executed)} 万元"
    return (
        f"{KIND[kind]} {sums.programs} 个：年初预算 {wan_text(given.initial)} 万元{adjusted}，"
        f"执行 {executed}，执行率 {percent_text(given.rate)}{f'（{note}）' if note else ''}"
    )


# Sheet 2: every indicator


@dataclass(frozen=True, slots=True)
class _Indicator:
    examined: Examined
    row: IndicatorRow
    judged: IndicatorJudgement


def _text(key: str) -> Callable[[_Indicator], str | None]:
    return lambda i: i.row.texts.get(key)


def _name(indicator: _Indicator) -> str:
    row = indicator.row
    return f"{'★' if row.core else ''}{'其中：' if row.parent else ''}{row.subject}"


def _measure(indicator: _Indicator) -> str | None:
    measure = indicator.judged.measure
    if measure is None:
        return None
    return measure.chinese + ("（估）" if indicator.judged.measure_source is MeasureSource.GUESSED else "")


def _expected(indicator: _Indicator) -> str | None:
    expected, target = indicator.judged.expected, indicator.row.target
    return None if expected is None else f"{expected.normalize():f}{(target.unit if target else None) or ''}"


def _causes(indicator: _Indicator) -> str | None:
    return "、".join(CAUSE[cause] for cause in indicator.row.causes) or None


INDICATORS: tuple[Column[_Indicator], ...] = (
    Column("单位", 19, lambda i: i.examined.unit),
    Column("项目", 22, lambda i: i.examined.name),
    Column("一级指标", 10, lambda i: i.row.level1),
    Column("二级指标", 12, lambda i: i.row.level2),
    Column("三级指标", 24, _name),
    Column("年度指标值", 14, _text("target")),
    Column("实际完成", 14, _text("actual")),
    Column("全年预计", 14, _text("forecast")),
    Column("完成率", 9, lambda i: i.judged.achievement, "percent"),
    Column("偏离度", 9, lambda i: i.judged.deviation, "percent"),
    Column("到时点\n应完成", 11, _expected, "center"),
    Column("完成÷应完成", 9, lambda i: i.judged.pace, "ratio"),
    Column("指标性质", 12, _measure, "center"),
    Column("灯", 8, lambda i: _light(i.judged.light), "marked"),
    Column("为什么是这个灯", 40, lambda i: i.judged.reason),
    Column("偏差原因", 12, _causes),
    Column("原因说明", 28, _text("explanation")),
    Column("完成可能性", 10, lambda i: LIKELIHOOD.get(i.row.likelihood), "center"),
    Column("备注（措施）", 24, _text("remark")),
    Column("分值", 7, lambda i: i.row.weight, "number"),
    Column("自评得分", 7, lambda i: i.row.stated_score, "number"),
    Column("文件", 40, lambda i: i.examined.form.file, "small"),
    Column("工作表", 10, lambda i: i.examined.form.sheet, "small"),
    Column("单元格", 7, lambda i: i.row.cell, "center"),
)


def _indicators_sheet(paper: Paper, counted: Sequence[Examined]) -> None:
    rows = [
        _Indicator(examined, row, judged)
        for examined in counted
        for row, judged in zip(examined.form.indicators, examined.judgement.indicators, strict=True)
    ]
    _sheet(paper, "指标明细", f"绩效指标明细（{len(rows)} 行）", INDICATORS, rows, fixed=2, printed=-3)


# Sheet 3: every fund row


@dataclass(frozen=True, slots=True)
class _Fund:
    examined: Examined
    row: FundRow
    judged: FundJudgement


def _fund_wan(column: str) -> Callable[[_Fund], Decimal | None]:
    return lambda f: wan_number(f.row.amount(column))


FUNDS: tuple[Column[_Fund], ...] = (
    Column("种类", 16, lambda f: KIND[f.examined.form.kind]),
    Column("单位", 19, lambda f: f.examined.unit),
    Column("项目", 26, lambda f: f.examined.name),
    Column("资金（原表写法）", 24, lambda f: f.row.label),
    Column("资金来源", 14, lambda f: SOURCE[f.row.source]),
    Column("年初预算\n（万元）", 12, _fund_wan("initial"), "amount"),
    Column("调整后预算\n（万元）", 12, _fund_wan("adjusted"), "amount"),
    Column("到位数\n（万元）", 12, _fund_wan("received"), "amount"),
    Column("执行数\n（万元）", 12, _fund_wan("executed"), "amount"),
    Column("填报的\n执行率", 9, lambda f: f.row.stated_rate, "percent"),
    Column("核算的\n执行率", 9, lambda f: f.judged.rate, "percent"),
    Column("核算的\n基数", 11, lambda f: BASE.get(f.judged.rate_base), "center"),
    Column("执行率÷\n序时进度", 9, lambda f: f.judged.pace, "ratio"),
    Column("全年预计\n（万元）", 12, _fund_wan("forecast"), "amount"),
    Column("灯", 8, lambda f: _light(f.judged.light), "marked"),
    Column("为什么是这个灯", 40, lambda f: f.judged.reason),
    Column("文件", 40, lambda f: f.examined.form.file, "small"),
    Column("工作表", 10, lambda f: f.examined.form.sheet, "small"),
    Column("单元格", 7, lambda f: f.row.cell, "center"),
)


def _funds_sheet(paper: Paper, counted: Sequence[Examined]) -> None:
    rows = [
        _Fund(examined, row, judged)
        for examined in counted
        for row, judged in zip(examined.form.funds, examined.judgement.funds, strict=True)
    ]
    _sheet(paper, "资金明细", f"资金明细（{len(rows)} 行，金额单位：万元；总额行与分项行并列，不要相加）", FUNDS, rows, fixed=3, printed=-3)


# Sheet 4: what is not there


@dataclass(frozen=True, slots=True)
class _Absent:
    state: str
    unit: str | None = None
    department: str | None = None
    program: str | None = None
    budget: Decimal | None = None
    due: str | None = None
    file: str | None = None
    reason: str | None = None
    ask: str | None = None


ABSENT: tuple[Column[_Absent], ...] = (
    Column("情况", 10, lambda a: a.state, "center"),
    Column("单位", 18, lambda a: a.unit),
    Column("主管部门", 18, lambda a: a.department),
    Column("项目", 30, lambda a: a.program),
    Column("预算数\n（万元）", 12, lambda a: wan_number(a.budget), "amount"),
    Column("截止时间", 17, lambda a: a.due, "center"),
    Column("文件", 34, lambda a: a.file),
    Column("原因", 36, lambda a: a.reason),
    Column("请单位怎样做", 36, lambda a: a.ask),
)


def _absent_sheet(paper: Paper, result: RoundResult) -> None:
    rows = [*_missing(result), *_unreadable(result), *_uncounted(result)]
    title = "未报、读不出、未计入" if rows else "未报、读不出、未计入：没有"
    _sheet(paper, "未报与读不出", title, ABSENT, rows)


def _missing(result: RoundResult) -> list[_Absent]:
    return [
        _Absent("未报", missing.unit, missing.department, missing.program or "部门整体支出", missing.budget,
                f"{missing.due:%Y-%m-%d %H:%M}".removesuffix(" 00:00") if missing.due else None,
                reason="花名册列有，没有收到对应的表", ask="请补报；已报送的，请核对表中的单位和项目名称与花名册一致")
        for missing in result.missing
    ]  # fmt: skip


def _unreadable(result: RoundResult) -> list[_Absent]:
    return [_Absent("读不出", file=bad.file, reason=bad.reason, ask=bad.ask) for bad in result.unreadable]


_BACK = "已退回修改，单位尚未重新报送，按未报计"


def _uncounted(result: RoundResult) -> list[_Absent]:
    return [
        _Absent("退回" if examined.back else "未计入", examined.unit, examined.department, examined.name,
                examined.form.total.initial if examined.form.total else None,
                file=f"{examined.form.file}（{examined.form.sheet}）",
                reason=_BACK if examined.back else "同一对象报了不止一张表，合计只计其中一张",
                ask="请改好后重新报送" if examined.back else "请确认以哪一张为准")
        for examined in result.examined
        if not examined.counts
    ]  # fmt: skip


def _sheet(
    paper: Paper, name: str, title: str, columns: Sequence[Column[Any]], rows: Sequence[Any], *, fixed: int = 0, printed: int = 0
) -> None:
    """A sheet of one table; ``printed`` is how many columns at the right are not printed, as a negative number."""
    sheet = paper.sheet(name)
    title_rows(paper, sheet, title, [], columns)
    header, _ = write_table(paper, sheet, columns, rows, fixed=fixed)
    print_wide(sheet, header, len(columns) - 1 + printed, large=True)
