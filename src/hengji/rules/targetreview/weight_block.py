"""``weight-block``: the points are divided among cost, output, benefit and satisfaction otherwise than the place has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.money import plain
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring.counting import slack
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_BLOCKS = ("成本", "产出", "效益", "满意")
_TITLES = {"成本": "成本指标", "产出": "产出指标", "效益": "效益指标", "满意": "满意度指标"}


def find(case: DraftCase) -> Iterator[Finding]:
    """One finding that names every block that differs.  Silent where a row has no points or stands under no known block, where the
    sum is wrong anyway, and where the blocks of the rule set do not make the sum it asks for."""
    rows = [(_block(row.typed.level1), row.typed.weight) for row in case.rows]
    if not rows or any(block is None or weight is None for block, weight in rows):
        return
    weights = [weight for _, weight in rows if weight is not None]
    points = {name: sum((weight for block, weight in rows if block == name and weight is not None), Decimal(0)) for name in _BLOCKS}
    wanted = usual({name for name in _BLOCKS if points[name]}, case.rules)
    full = 100 - case.rules.target_execution_weight
    if sum(wanted.values(), Decimal(0)) != full or abs(sum(weights, Decimal(0)) - full) > slack(weights):
        return
    differ = [name for name in _BLOCKS if abs(points[name] - wanted[name]) > slack(weights)]
    if differ:
        listed = "、".join(f"{_TITLES[name]}{plain(points[name])}分（一般为{plain(wanted[name])}分）" for name in differ)
        first = next((row for row in case.rows if _block(row.typed.level1) in differ), case.rows[0])
        yield RULE.notice("分值", first.at("weight"), f"{listed}，与规则集的分值结构不同。", "请按规则集分配；确需不同的，请写明理由。")


def usual(present: set[str], rules: RuleSet) -> Mapping[str, Decimal]:
    """The points of each block (成本, 产出, 效益, 满意) where these blocks are present; those of a satisfaction not asked go to benefit."""
    cost = "成本" in present
    output, benefit = (
        (rules.target_output_with_cost, rules.target_benefit_with_cost) if cost else (rules.target_output, rules.target_benefit)
    )
    asked = "满意" in present
    return {
        "成本": rules.target_cost if cost else Decimal(0),
        "产出": output,
        "效益": benefit + (Decimal(0) if asked else rules.target_satisfaction),
        "满意": rules.target_satisfaction if asked else Decimal(0),
    }


def _block(level1: str | None) -> str | None:
    return next((name for name in _BLOCKS if name in (level1 or "")), None)


RULE = DraftRule(
    code="weight-block",
    title="分值结构与规则不同",
    aspect=Aspect.REFINED,
    severities=(Severity.NOTICE,),
    meaning="成本、产出、效益、满意度四块的分值与规则集不同；不设满意度的，其分值加到效益上。合计本身不对的只报合计；仅作提示。",
    basis=MOF_101,
    example="未设成本指标，产出60分、效益20分、满意度10分（一般为50、30、10）。",
    parameters=(
        "target_cost",
        "target_output",
        "target_output_with_cost",
        "target_benefit",
        "target_benefit_with_cost",
        "target_satisfaction",
    ),
    find=find,
)
