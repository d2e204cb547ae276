"""Small forms for the tests of judgement: targets and actuals written out, nothing read from files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import resources

from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow, Kind, Program
from hengji.rules.rulesets import RuleSet, parse
from hengji.rules.values import Actual, ActualKind, Operator, Target

D = Decimal
JULY = date(2023, 7, 31)


def text_of(name: str) -> str:
    return (resources.files("hengji.rules.rulesets") / f"{name}.toml").read_text(encoding="utf-8")


COMMON: RuleSet = parse(text_of("common-practice"))
SICHUAN: RuleSet = parse(text_of("sichuan-2025"), COMMON)
_SIGNS = {">": Operator.GT, "≥": Operator.GE, "=": Operator.EQ, "≤": Operator.LE, "<": Operator.LT}


def target(text: str, unit: str | None = None, *, deadline: date | None = None) -> Target:
    """From "≥10", "台": ge 10 台; a bare number is unsigned; anything else are words."""
    sign, rest = (text[0], text[1:]) if text[0] in _SIGNS else ("", text)
    try:
        number = D(rest)
    except ArithmeticError:
        return Target(text, Operator.TEXT, deadline=deadline)
    return Target(text + (unit or ""), _SIGNS.get(sign, Operator.EQ), number, unit, signed=bool(sign))


def actual(value: str | date | None, unit: str | None = None) -> Actual | None:
    """A number in a unit, a date, or words; None is a blank."""
    if value is None:
        return None
    if isinstance(value, date):
        return Actual(value.isoformat(), ActualKind.DATE, when=value)
    try:
        return Actual(value + (unit or ""), ActualKind.NUMBER, D(value), unit)
    except ArithmeticError:
        kind = ActualKind.NOT_DUE if value in ("未到考核时点", "年底统计") else ActualKind.WORD
        return Actual(value, kind)


def row(
    name: str,
    wanted: str,
    done: str | date | None,
    unit: str | None = None,
    *,
    level1: str = "产出指标",
    level2: str = "数量指标",
    actual_unit: str | None = None,
    forecast: str | None = None,
    deadline: date | None = None,
    weight: str | None = None,
    core: bool = False,
    parent: str | None = None,
) -> IndicatorRow:
    return IndicatorRow(
        row=1,
        level1=level1,
        level2=level2,
        name=name,
        parent=parent,
        core=core,
        target=target(wanted, unit, deadline=deadline),
        actual=actual(done, actual_unit or unit),
        forecast=actual(forecast, unit),
        weight=D(weight) if weight else None,
    )


def fund(
    initial: str | None,
    executed: str | None,
    *,
    adjusted: str | None = None,
    source: FundSource = FundSource.TOTAL,
    label: str = "年度资金总额",
) -> FundRow:
    def yuan(text: str | None) -> Decimal | None:
        return None if text is None else D(text)

    return FundRow(source, label, initial=yuan(initial), adjusted=yuan(adjusted), executed=yuan(executed))


def form(*rows: IndicatorRow, funds: tuple[FundRow, ...] = (), kind: Kind = Kind.MONITORING, base: str = "initial") -> Form:
    return Form("甲.xlsx", "表", kind, "mof-2019", Program("示例项目", unit="示例单位"), funds=funds, indicators=rows, prescribed_base=base)
