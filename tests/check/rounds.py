"""A round built by hand for the tests of the page and the circular: 示例 names, figures to be checked on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind, Program
from hengji.rules.judgement import Achievement, FundJudgement, IndicatorJudgement, Judgement, Light
from hengji.rules.results import Examined, Missing, RoundResult, Sums, Totals, UnreadableFile
from hengji.rules.rulesets import parse
from hengji.rules.values import Actual, ActualKind, Operator, Target

D = Decimal
JULY = date(2023, 7, 31)
PROGRESS = D("0.5833")
RULES = parse((resources.files("hengji.rules.rulesets") / "common-practice.toml").read_text(encoding="utf-8"))
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE

UNITS = ("东河镇", "西岭乡", "南坪镇", "县水务中心", "县道路养护所", "县示范中学")
DEPARTMENTS = {"县水务中心": "县水务局（示例）", "县道路养护所": "县交通局（示例）", "县示范中学": "县教育局（示例）"}
WORKS = ("渠道衬砌", "村道硬化", "校舍屋面维修", "蓄水池新建", "育苗大棚", "垃圾转运站改造", "路灯更换", "河堤加固", "冷库购置", "村医培训")
VERDICTS = {(True, True): "双达标", (False, True): "钱慢事快", (True, False): "钱快事慢", (False, False): "双滞后"}
SHARES = ("0.12", "0.62", "0.60", "0.41", "0.71", "0.30", "0.58", "0.85", "0.66", "0.50")
DONE = ("0.55", "0.97", "0.90", "0.86", "1.00", "0.70", "0.93", "0.99", "0.74", "0.88")


def fund(initial: str, executed: str, adjusted: str | None = None) -> FundRow:
    cells = {"label": "D6", "initial": "E6", "adjusted": "F6", "executed": "G6", "stated_rate": "H6"}
    quantum = dict.fromkeys(("initial", "adjusted", "executed"), D(100))
    more = {"adjusted": D(adjusted) if adjusted else None, "cells": cells, "quantum": quantum}
    return FundRow(FundSource.TOTAL, "年度资金总额", D(initial), executed=D(executed), **more)


def indicator(row: int, name: str, target: str, actual: str, unit: str = "座") -> IndicatorRow:
    aim = Target(f"≥{target}{unit}", Operator.GE, D(target), unit, signed=True)
    real = Actual(f"{actual}{unit}", ActualKind.NUMBER, D(actual), unit)
    texts = {"name": name, "target": aim.text, "actual": real.text}
    return IndicatorRow(
        row, "产出指标", "数量指标", name, target=aim, actual=real, texts=texts, cells={"name": f"C{row}", "actual": f"E{row}"}
    )


def form(unit: str, name: str, money: FundRow, *, kind: Kind = Kind.MONITORING, **more: Any) -> Form:
    values: dict[str, Any] = {"indicators": (indicator(12, "完成数量", "10", "6"),), "year": 2023, "as_of": JULY}
    program = Program(name, None, DEPARTMENTS.get(unit), unit)
    return Form(more.pop("file", f"{unit}/{name}.xlsx"), "Sheet1", kind, "mof-2019", program, funds=(money,), **(values | more))


def judged(source: Form, achievement: str, light: Light | None = None) -> Judgement:
    """Judged as the default rules would; without ``light`` the worse of the two paces decides."""
    row = source.total
    assert row is not None and row.executed is not None
    rate = row.executed / (row.adjusted or row.initial or D(1))
    pace, done = rate / PROGRESS, D(achievement)
    money_light, work_light = _light(pace), _light(done)
    worse = light or max(money_light, work_light, key=(Light.GREEN, Light.YELLOW, Light.RED).index)
    money = FundJudgement(rate, "adjusted" if row.adjusted else "initial", pace, money_light, f"执行率为序时的 {pace:.2f}", PROGRESS)
    verdict = VERDICTS[pace >= D("0.8"), done >= D("0.8")]
    rows = tuple(IndicatorJudgement() for _ in source.indicators)
    return Judgement(JULY, PROGRESS, (money,), rows, money, Achievement(work_light, done), worse, verdict, (money.reason or "",))


def _light(pace: Decimal) -> Light:
    return Light.GREEN if pace >= D("0.8") else Light.YELLOW if pace >= D("0.6") else Light.RED


def finding(code: str, severity: Severity, problem_class: int | None, *, subject: str = "完成数量", **more: Any) -> Finding:
    values: dict[str, Any] = {"message": f"“{subject}”有问题（{code}）。", "fix": "按原始凭证改正。", "cell": "E12"}
    return Finding(code, severity, subject, problem_class=problem_class, **(values | more))


def examined(source: Form, *findings: Finding, achievement: str = "0.95", light: Light | None = None, counts: bool = True) -> Examined:
    return Examined(source, judged(source, achievement, light), findings, counts)


def sums(items: Iterable[Examined]) -> Sums:
    """Plain sums of the total rows; adjusted takes initial where there is none."""
    rows = [row for one in items if one.counts and (row := one.form.total)]
    initial = sum((row.initial or D(0) for row in rows), D(0))
    adjusted = sum((row.adjusted or row.initial or D(0) for row in rows), D(0))
    executed = sum((row.executed or D(0) for row in rows), D(0))
    units = {one.unit for one in items if one.counts}
    return Sums(len(rows), len(units), len(rows), initial, adjusted, executed, executed / adjusted if adjusted else None)


def round_of(*items: Examined, findings: tuple[Finding, ...] = (), **more: Any) -> RoundResult:
    kinds = dict.fromkeys(one.form.kind for one in items)
    by_kind = {kind: sums([one for one in items if one.form.kind is kind]) for kind in kinds}
    values: dict[str, Any] = {"missing": (), "unreadable": (), "totals": Totals(sums(items), by_kind, (), {}, {})}
    return RoundResult(RULES, JULY, PROGRESS, items, findings, **(values | more))


def faults(number: int) -> tuple[Finding, ...]:
    """A mix of findings that repeats every ten objects; two of ten have none."""
    mix: tuple[tuple[Finding, ...], ...] = (
        (
            finding("slow-spending", WARNING, 5, subject="年度资金总额", cell="G6", message="执行率12.00%，严重低于序时进度；未说明原因。"),
            finding("missing-field", ERROR, 1, message="“完成数量”没有填全年预计完成情况。"),
        ),
        (),
        (finding("too-simple", WARNING, 1, subject="年度总体目标", cell="C9", message="年度总体目标只写了“完成”。"),),
        (finding("report-mismatch", ERROR, 2, message="监控报告写“支出41万元”，与监控表的38.00万元不符。"),),
        (finding("boilerplate", NOTICE, 2, message="原因说明与另外三个对象相同。"),),
        (
            finding("target-changed", ERROR, 4, message="“完成数量”与所附批复不一致，批复≥12座，表中≥10座。"),
            finding("behind-target", WARNING, 5),
        ),
        (),
        (finding("deviation-unexplained", ERROR, 2), finding("late", ERROR, 3, subject="对象", cell=None)),
        (finding("direction-conflict", NOTICE, 2, addressee=Addressee.TARGET_REVIEWER),),
        (finding("rate-mismatch", ERROR, 2, cell="H6", message="填报执行率48.00%，按执行数÷预算数应为50.00%。"),),
    )
    return mix[number % len(mix)]


def objects(count: int) -> list[Examined]:
    """``count`` project forms with varied money, achievement and findings."""
    found = []
    for number in range(count):
        unit = UNITS[number % len(UNITS)] if count < 100 else f"示例单位{number % 90:02d}"
        budget = D(120_0000 + 37_3100 * (number % 13))
        money = fund(str(budget), str(budget * D(SHARES[number % 10])))
        source = form(unit, f"{WORKS[number % 10]}项目{number // 10 + 1:02d}期", money)
        found.append(examined(source, *faults(number), achievement=DONE[number % 10]))
    return found


def example_round(count: int = 24, **more: Any) -> RoundResult:
    """Projects, one department's overall form, one object missing, one file unreadable."""
    overall = examined(form("县水务局（示例）", "县水务局（示例）", fund("98000000", "55000000", "97000000"), kind=Kind.OVERALL_MONITORING))
    absent = finding(
        "not-submitted", ERROR, 3, subject="护坡工程", cell=None, unit="北原乡", program="护坡工程", message="花名册有，没有收到监控表。"
    )
    values: dict[str, Any] = {
        "missing": (Missing("北原乡", "护坡工程", datetime(2023, 8, 18, 18), None, D(2900000)),),
        "unreadable": (UnreadableFile("北原乡/报表.xlsx", "文件有打开密码", "请去掉密码后重新报送"),),
        "roster_given": True,
    }
    return round_of(*objects(count), overall, findings=(absent,), **(values | more))
