"""``cost-beyond``: the draft's own unit cost times its own quantity is more than its money."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import exact
from hengji.rules.indicators import target_text
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.units import Relation, convert, is_count, relation


def find(case: DraftCase) -> Iterator[Finding]:
    """Cost rows in money per thing (万元/公里) with the one quantity row counted in that thing."""
    total = case.draft.amount
    if not total or total <= 0:
        return
    for cost in case.rows:
        if cost.of("成本") and (price := _price(cost)) is not None:
            yuan, thing = price
            counted = [(row, number) for row in case.rows if row.of("数量") and (number := _number(row, thing)) is not None]
            if len(counted) == 1 and counted[0][1] * yuan > total:
                yield _finding(cost, counted[0][0], counted[0][1] * yuan, total)


def _price(row: Row) -> tuple[Decimal, str] | None:
    """(yuan, thing) of a unit cost; None where the unit is not money per one thing."""
    target = row.target
    if target is None or target.number is None or (target.unit or "").count("/") != 1:
        return None
    word, thing = (target.unit or "").split("/")
    yuan = convert(target.number, word, "元") if relation(word, "元") in (Relation.SAME, Relation.CONVERTIBLE) else None
    return (yuan, thing) if yuan is not None and word and thing else None


def _number(row: Row, thing: str) -> Decimal | None:
    """The row's number in that thing; counted things only by the same word (台 is not 套)."""
    target = row.target
    if target is None or target.number is None or not target.unit:
        return None
    same = target.unit == thing or (relation(target.unit, thing) is Relation.CONVERTIBLE and not is_count(thing))
    return convert(target.number, target.unit, thing) if same else None


def _finding(cost: Row, task: Row, needed: Decimal, total: Decimal) -> Finding:
    assert cost.target is not None and task.target is not None
    asked, there = exact(needed, total)
    said = (
        f"“{cost.subject}”{target_text(cost.target)}、“{task.subject}”{target_text(task.target)}，两者相乘为{asked}，超过年度资金{there}。"
    )
    return RULE.warning(cost.subject, cost.at("target"), said, "请核对单位成本、数量和资金，使三者相符；其余资金已落实的，请写明来源。")


RULE = DraftRule(
    code="cost-beyond",
    title="单位成本乘数量超过资金",
    aspect=Aspect.SOUND,
    severities=(Severity.WARNING,),
    meaning="成本指标写明单位成本（元/亩、万元/公里）的，乘以同一单位的数量指标后超过年度资金总额。有两条以上同单位数量指标、单位不能换算的不判。",
    basis=f"{MOF_88}（相应匹配，条款待核对）",
    example="每公里造价≤9万元/公里、硬化里程≥15公里，年度资金120万元。",
    find=find,
)
