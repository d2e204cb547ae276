"""Clean forms in two lines for the tests of findings: words as a clerk writes them, read by the rules' own readers.

``clean()`` is a monitoring form without any fault; ``replace`` it, or hand other rows and funds in.
Column letters: names D, targets E, actuals F, forecasts G, causes H–L, explanation M, likelihood N, remark O.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

from hengji.rules.findings import Case, Finding, examine
from hengji.rules.forms import (
    ApprovedIndicator,
    ApprovedTarget,
    Cause,
    Form,
    FundRow,
    FundSource,
    IndicatorRow,
    Kind,
    Likelihood,
    Program,
)
from hengji.rules.judgement import judge
from hengji.rules.money import parse_amount, parse_rate
from hengji.rules.rulesets import RuleSet, parse
from hengji.rules.values import read_actual, read_target


def _rule_set(name: str, base: RuleSet | None = None) -> RuleSet:
    return parse((resources.files("hengji.rules.rulesets") / f"{name}.toml").read_text(encoding="utf-8"), base)


COMMON = _rule_set("common-practice")
SICHUAN = _rule_set("sichuan-2025", COMMON)
D = Decimal
JULY = date(2023, 7, 31)
WAN = D(10000)
NAME, UNIT = "示例村道路硬化工程", "示例县青溪镇人民政府"
GOAL = "硬化示例村道路12公里，购置养护设备4台，工程验收合格，方便村民出行。"
_LETTERS = {
    "name": "D", "target": "E", "actual": "F", "forecast": "G", "funding": "H", "institution": "I", "personnel": "J", "equipment": "K",
    "other": "L", "explanation": "M", "likelihood": "N", "remark": "O", "weight": "P", "stated_score": "Q", "direction": "R",
}  # fmt: skip
_FUND_LETTERS = {"initial": "E", "adjusted": "F", "received": "G", "executed": "H", "stated_rate": "I", "forecast": "J", "explanation": "K"}
MONITORED = (
    "name",
    "target",
    "actual",
    "forecast",
    "funding",
    "institution",
    "personnel",
    "equipment",
    "other",
    "explanation",
    "likelihood",
    "remark",
)
EVALUATED = ("name", "target", "actual", "weight", "stated_score", "explanation", "explanation+measure")


def fund(label: str = "年度资金总额", source: FundSource = FundSource.TOTAL, line: int = 6, unit: Decimal = WAN, **printed: str) -> FundRow:
    """A fund row from printed words: ``fund(initial="120", executed="72", stated_rate="60%")``."""
    amounts = {key: parse_amount(text, unit) for key, text in printed.items() if key not in ("stated_rate", "explanation")}
    return FundRow(
        source,
        label,
        **{key: amount.yuan for key, amount in amounts.items() if amount},
        stated_rate=parse_rate(printed.get("stated_rate")),
        texts=printed,
        cells={key: f"{letter}{line}" for key, letter in _FUND_LETTERS.items()} | {"label": f"D{line}"},
        quantum={key: amount.quantum for key, amount in amounts.items() if amount},
    )


def row(
    name: str | None,
    target: str | None,
    actual: str | None,
    forecast: str | None = None,
    *,
    line: int = 12,
    level1: str = "产出指标",
    level2: str = "数量指标",
    causes: tuple[Cause, ...] = (),
    likelihood: Likelihood | None = Likelihood.CERTAIN,
    parent: str | None = None,
    sign: str | None = None,
    unit: str | None = None,
    **printed: str,
) -> IndicatorRow:
    """An indicator row from printed words; a forecast that is not given is the target's own words."""
    wanted = read_target(target, sign=sign, unit=unit, year=2023)
    forecast = (target or "").lstrip("≥≤=") if forecast is None else forecast
    texts = {"name": name, "target": target, "actual": actual, "forecast": forecast, **printed}
    return IndicatorRow(
        row=line,
        level1=level1,
        level2=level2,
        name=name,
        parent=parent,
        target=wanted,
        actual=read_actual(actual, target=wanted, year=2023),
        forecast=read_actual(forecast, target=wanted, year=2023),
        weight=D(printed["weight"]) if "weight" in printed else None,
        stated_score=D(printed["stated_score"]) if "stated_score" in printed else None,
        causes=causes,
        likelihood=likelihood,
        texts={key: text for key, text in texts.items() if text},
        cells={key: f"{letter}{line}" for key, letter in _LETTERS.items()},
    )


def clean_funds() -> tuple[FundRow, ...]:
    return (
        fund(initial="120.00", executed="72.00", stated_rate="60%", forecast="120.00"),
        fund(
            "本年一般公共预算拨款", FundSource.GENERAL_PUBLIC, 7, initial="100.00", executed="60.00", stated_rate="60%", forecast="100.00"
        ),
        fund("其他资金", FundSource.OTHER, 8, initial="20.00", executed="12.00", stated_rate="60%", forecast="20.00"),
    )


def clean_rows() -> tuple[IndicatorRow, ...]:
    return (
        row("道路硬化里程", "≥12公里", "7.5公里", line=12),
        row("购置养护设备数量", "≥4台", "3台", line=13),
        row("工程验收合格率", "=100%", "100%", line=14, level2="质量指标"),
        row("工程完工时间", "12月底前", "未到考核时点", "12月底前", line=15, level2="时效指标"),
        row("项目总成本", "≤120万元", "72万元", line=16, level2="成本指标"),
        row("受益村民出行条件", "明显改善", "明显改善", line=17, level1="效益指标", level2="社会效益指标"),
        row("村民满意度", "≥90%", "92%", line=18, level1="满意度指标", level2="服务对象满意度指标"),
    )


def clean(**changes: Any) -> Form:
    """A monitoring form of a project without a fault."""
    columns = {f"fund.{key}" for key in ("initial", "executed", "stated_rate", "forecast")} | {f"indicator.{key}" for key in MONITORED}
    form = Form(
        file="示例/青溪镇.xlsx",
        sheet="Sheet1",
        kind=Kind.MONITORING,
        family="mof-2019",
        program=Program(NAME, "X001", "示例县交通运输局", UNIT),
        title="项目支出绩效目标执行监控表（2023年1-7月）",
        year=2023,
        as_of=JULY,
        goal=GOAL,
        funds=clean_funds(),
        indicators=clean_rows(),
        columns=frozenset(columns | {"head.name", "head.unit", "head.goal"}),
        cells={"title": "A1", "name": "D2", "unit": "L3", "goal": "D9"},
        captions={"name": "项目名称", "unit": "实施单位", "goal": "年度目标"},
    )
    return replace(form, **changes)


def evaluated(**changes: Any) -> Form:
    """A self-evaluation of a project without a fault."""
    names = ("initial", "adjusted", "executed", "stated_rate")
    columns = {f"fund.{key}" for key in names} | {f"indicator.{key}" for key in EVALUATED} | {"head.name", "head.unit", "head.goal"}
    rows = (
        row("道路硬化里程", "≥12公里", "12公里", line=12, weight="50", stated_score="50", likelihood=None),
        row("受益村民出行条件", "明显改善", "明显改善", line=13, level1="效益指标", weight="30", stated_score="30", likelihood=None),
        row("村民满意度", "≥90%", "92%", line=14, level1="满意度指标", weight="10", stated_score="10", likelihood=None),
    )
    funds = (fund(initial="100.00", adjusted="120.00", executed="120.00", stated_rate="100%"),)
    changes = {"funds": funds, "indicators": rows, "prescribed_base": "adjusted", "as_of": None, **changes}
    return clean(kind=Kind.SELF_EVALUATION, family="mof-2020", columns=frozenset(columns), **changes)


def approved_of(form: Form, **changes: Any) -> ApprovedTarget:
    """The approved target that a form reports exactly."""
    rows = tuple(ApprovedIndicator(r.name or "", r.target, r.level1, r.level2) for r in form.indicators if r.target)
    total = form.funds[0]
    target = ApprovedTarget(form.program.name, form.program.code, form.program.unit, form.goal, total.initial, total.adjusted, rows)
    return replace(target, **changes)


def with_row(form: Form, position: int, **changes: Any) -> Form:
    """The form with one indicator row rewritten; keyword ``words`` are the arguments of ``row``."""
    rows = list(form.indicators)
    rows[position] = changes["new"] if "new" in changes else replace(rows[position], **changes)
    return replace(form, indicators=tuple(rows))


def with_fund(form: Form, position: int, **printed: str) -> Form:
    """The form with cells of one fund row printed otherwise; an empty text blanks the cell."""
    old = form.funds[position]
    words = {key: text for key, text in {**old.texts, **printed}.items() if text}
    funds = list(form.funds)
    funds[position] = fund(old.label, old.source, int(old.cells["label"][1:]), form.amount_unit, **words)
    return replace(form, funds=tuple(funds))


def case(form: Form, *, light: bool = True, **beside: Any) -> Case:
    """A form judged, with what is known beside it."""
    rules = beside.pop("rules", COMMON)
    as_of = beside.pop("as_of", JULY if form.kind.monitors else None)
    judgement = judge(form, rules, as_of=as_of, approved=beside.get("approved"), payments=beside.get("payments"), light=light)
    return Case(form, judgement, rules, **beside)


def found(form: Form, code: str | None = None, **beside: Any) -> list[Finding]:
    """What ``examine`` finds, of one code or all."""
    return [finding for finding in examine(case(form, **beside)) if code in (None, finding.code)]


def brief(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
    """(severity, subject, cell) of findings."""
    return [(finding.severity.value, finding.subject, finding.cell) for finding in findings]
