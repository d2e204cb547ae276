"""Small rounds built by hand for the tests of what is written: invented names, figures that can be checked on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.forms import Cause, Form, FundRow, FundSource, IndicatorRow, Kind, Likelihood, Program
from hengji.rules.judgement import Achievement, FundJudgement, IndicatorJudgement, Judgement, Light, Measure, MeasureSource
from hengji.rules.results import Examined, Missing, RoundResult, Sums, Totals, UnreadableFile
from hengji.rules.rulesets import RuleSet
from hengji.rules.values import Actual, ActualKind, Operator, Target

AS_OF = date(2023, 7, 31)
_BLANKS: dict[str, Any] = {"Decimal": Decimal(0), "int": 0, "str": "", "date": date(2023, 1, 1)}


def rules() -> RuleSet:
    """A rule set of which only name and version matter."""
    values = {field.name: _BLANKS.get(str(field.type), ()) for field in fields(RuleSet) if field.name not in ("extends", "note")}
    values |= {"name": "common-practice", "title": "通行做法", "version": "1", "parameters": MappingProxyType({})}
    return RuleSet(**values)


def fund(initial: str | None, executed: str | None, *, source: FundSource = FundSource.TOTAL, row: int = 6, **more: Any) -> FundRow:
    """A fund row in yuan, as it stands in a project form."""
    label = "年度资金总额：" if source is FundSource.TOTAL else "其中：本年一般公共预算拨款"
    return FundRow(
        source,
        label,
        Decimal(initial) if initial else None,
        executed=Decimal(executed) if executed else None,
        cells={"label": f"D{row}", "initial": f"E{row}", "executed": f"G{row}", "stated_rate": f"K{row}", "forecast": f"N{row}"},
        **more,
    )


def indicator(row: int, name: str, target: str, actual: str, **more: Any) -> IndicatorRow:
    """An indicator of 产出/数量 with ≥ ``target`` 亩."""
    values: dict[str, Any] = {
        "level1": "产出指标",
        "level2": "数量指标",
        "name": name,
        "target": Target(f"≥{target}亩", Operator.GE, Decimal(target), "亩", signed=True),
        "actual": Actual(f"{actual}亩", ActualKind.NUMBER, Decimal(actual), "亩"),
        "causes": (Cause.FUNDING,),
        "likelihood": Likelihood.POSSIBLE,
        "texts": {"target": f"≥{target}亩", "actual": f"{actual}亩", "name": name, "explanation": "示例：六月连续降雨，停工二十天"},
        "cells": {"name": f"D{row}", "target": f"E{row}", "actual": f"F{row}"},
    }
    return IndicatorRow(row, **(values | more))


def form(unit: str | None, name: str | None, *, kind: Kind = Kind.MONITORING, file: str | None = None, **more: Any) -> Form:
    """A project's form with two fund rows and two indicators."""
    values: dict[str, Any] = {
        "program": Program(name, None, "示例县农业农村局", unit),
        "funds": (fund("4520000", "810000"), fund("4520000", "810000", source=FundSource.GENERAL_PUBLIC, row=7)),
        "indicators": (indicator(12, "改造耕地面积", "1200", "400"), indicator(13, "修建渠道受益面积", "600", "500")),
        "as_of": AS_OF,
        "goal": "示例：改造耕地1200亩，渠道受益600亩。",
    }
    return Form(file or f"报送/{unit}-{name}.xlsx", "监控表", kind, "mof-2019", **(values | more))


def judgement(source: Form, light: Light | None = Light.RED) -> Judgement:
    """Every fund row and indicator of ``source`` judged alike."""
    money = FundJudgement(Decimal("0.1792"), "initial", Decimal("0.3072"), light, "执行率 17.92%，为序时进度 58.33% 的 0.31。")
    row = IndicatorJudgement(
        Measure.CUMULATIVE,
        MeasureSource.GUESSED,
        achievement=Decimal("0.3333"),
        deviation=Decimal("-0.6667"),
        expected=Decimal("700"),
        pace=Decimal("0.5714"),
        light=light,
        reason="完成400亩，到7月底应完成700亩（估），进度比0.57。",
    )
    return Judgement(
        AS_OF,
        Decimal("0.5833"),
        (money,) * len(source.funds),
        (row,) * len(source.indicators),
        money,
        Achievement(light, Decimal("0.5714"), "加权完成率 57.14%。"),
        light,
        "双滞后",
        ("执行率 17.92%，为序时进度 58.33% 的 0.31。", "加权完成率 57.14%，低于 0.60。"),
    )


def finding(code: str, severity: Severity, cell: str | None, subject: str, **more: Any) -> Finding:
    values = {"message": f"“{subject}”没有填写1—7月执行情况。", "fix": "补填截至7月31日的实际数，没有发生填0。", "problem_class": 1}
    return Finding(code, severity, subject, cell=cell, **(values | more))


def examined(source: Form, *findings: Finding, light: Light | None = Light.RED, counts: bool = True) -> Examined:
    return Examined(source, judgement(source, light), findings, counts)


def sums(items: Iterable[Examined]) -> Sums:
    counted = [item for item in items if item.counts]
    initial = sum((item.form.total.initial or Decimal(0) for item in counted if item.form.total), Decimal(0))
    executed = sum((item.form.total.executed or Decimal(0) for item in counted if item.form.total), Decimal(0))
    units = len({item.unit for item in counted})
    return Sums(len(counted), units, len(counted), initial, initial, executed, executed / initial if initial else None)


def round_of(*items: Examined, findings: tuple[Finding, ...] = (), missing: tuple[Missing, ...] = (), **more: Any) -> RoundResult:
    """A round with the totals of what is given."""
    kinds = dict.fromkeys(item.form.kind for item in items)
    by_kind = {kind: sums(item for item in items if item.form.kind is kind) for kind in kinds}
    totals = Totals(sums(items), by_kind, (), {}, {})
    return RoundResult(rules(), AS_OF, Decimal("0.5833"), items, findings, missing, more.pop("unreadable", ()), totals, **more)


def example_round() -> RoundResult:
    """Two units with faults, one clean, one that did not report, one unreadable file."""
    first = form("北原乡人民政府", "饲草基地建设（示例）")
    second = form("北原乡人民政府", "村级文化广场提升改造及周边环境综合整治配套工程（示例）")
    third = form("青石镇人民政府", "产业园区渠系配套（示例）", file="报送/青石镇/渠系.xlsx")
    clean = form("示例县水利局", "灌溉机井改造（示例）", funds=(fund("4150000", "2560000"),))
    overall = form(
        "示例县水利局",
        "示例县水利局",
        kind=Kind.OVERALL_MONITORING,
        file="报送/水利局整体.xlsx",
        funds=(fund("98765432.10", "55555555.55"),),
    )
    error, warning, notice = Severity.ERROR, Severity.WARNING, Severity.NOTICE
    slow = {"message": "执行率17.92%，为序时进度58.33%的0.31，严重滞后；未说明原因。", "fix": "说明支出缓慢的原因和后续付款计划。"}
    changed = {"message": "批复“改造耕地面积”≥1500亩，表中≥1200亩，与所附批复不一致。", "fix": "改回批复值；如已按程序调整请附批文。"}
    late = {"message": "花名册列有“防洪护岸工程（示例）”，没有收到监控表。", "fix": "请补报监控表。", "problem_class": 3}
    return round_of(
        examined(
            first,
            finding("missing-field", error, "F13", "修建渠道受益面积"),
            finding("target-changed", error, "E12", "改造耕地面积", **changed, problem_class=4),
            finding("slow-spending", warning, "G6", "年度资金总额", **slow, problem_class=5),
            finding("boilerplate", notice, "M12", "改造耕地面积", message="原因说明与另外两个项目逐字相同。", fix="按本项目的情况另写。"),
        ),
        examined(second, finding("missing-field", error, "F12", "改造耕地面积"), light=Light.YELLOW),
        examined(third, finding("slow-spending", warning, "G6", "年度资金总额", **slow, problem_class=5), light=Light.GREY),
        examined(clean, light=Light.GREEN),
        examined(overall, light=Light.BLUE),
        findings=(
            finding("not-submitted", error, None, "防洪护岸工程（示例）", unit="南坪乡人民政府", program="防洪护岸工程（示例）", **late),
        ),
        missing=(Missing("南坪乡人民政府", "防洪护岸工程（示例）", datetime(2023, 8, 18), "示例县水利局", Decimal("2900000")),),
        unreadable=(UnreadableFile("报送/西川乡.xlsx", "文件设有打开密码", "请去掉密码后重新报送"),),
    )
