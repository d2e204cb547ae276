"""``below-money``: by the usual unit costs the money would do much more than is promised."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.indicators import amount
from hengji.rules.money import half_up, plain, wan
from hengji.rules.targetreview.case import DraftCase, Row, UnitPrice
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.units import convert

Priced = tuple[Row, UnitPrice, Decimal]


def find(case: DraftCase) -> Iterator[Finding]:
    """One row with a price: what the money would do; several: what they would cost together.  Unpriced quantities make it a notice."""
    total = case.draft.amount
    counted = [row for row in case.rows if row.of("数量") and row.target and row.target.number is not None and not row.ceiling]
    priced = [one for row in counted if (one := _priced(case, row))]
    if not total or total <= 0 or not priced:
        return
    needed = sum((number * price.yuan for _, price, number in priced), Decimal(0))
    if needed >= total * case.rules.money_slack:
        return
    severity = Severity.WARNING if len(priced) == len(counted) else Severity.NOTICE
    yield _alone(priced[0], total, severity) if len(priced) == 1 else _several(priced, total, needed, severity)


def _priced(case: DraftCase, row: Row) -> Priced | None:
    """The row with its unit price and its number in the price's unit."""
    price = case.context.prices.get(row.key) if row.key else None
    if price is None or price.yuan <= 0 or row.target is None or row.target.number is None:
        return None
    number = convert(row.target.number, row.target.unit, price.unit)
    return (row, price, number) if number is not None and number > 0 else None


def _alone(one: Priced, total: Decimal, severity: Severity) -> Finding:
    row, price, number = one
    could = half_up(total / price.yuan)
    said = (
        f"年度资金{wan(total)}万元，按{price.source}每{price.unit}{plain(half_up(price.yuan))}元，约可完成{amount(could, price.unit)}，"
        f"“{row.subject}”只申报{amount(number, price.unit)}。"
    )
    return RULE.at(severity, row.subject, row.at("target"), said, _FIX)


def _several(priced: list[Priced], total: Decimal, needed: Decimal, severity: Severity) -> Finding:
    listed = "、".join(f"{row.subject}{amount(number, price.unit)}" for row, price, number in priced)
    sources = "、".join(dict.fromkeys(price.source for _, price, _ in priced))
    said = f"{listed}，按{sources}测算约需{wan(needed)}万元，申报资金{wan(total)}万元，任务与资金不匹配。"
    return RULE.at(severity, "年度资金总额", Place("amount"), said, _FIX)


_FIX = "请按资金规模提高指标值，或核减资金；单位成本确实较高的，请写明测算依据。"

RULE = DraftRule(
    code="below-money",
    title="目标与资金不匹配",
    aspect=Aspect.SOUND,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="按已知的单位成本（指标库或本地区中位数）测算，完成指标值所需资金不到申报资金的规定比例。还有数量指标没有单位成本可比的，仅作提示。",
    basis=f"{MOF_88}（相应匹配，条款待核对）",
    example="申报120万元，每公里9万元，可硬化约13公里，只申报8公里。",
    parameters=("money_slack",),
    find=find,
)
