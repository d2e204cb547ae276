"""Rule sets (规则集): the values that differ from place to place, as data with a name, a date and a basis.

What a parameter *means* is code; what it is *worth* stands in a TOML file beside this module.  ``parse`` is pure;
whoever reads the file (``hengji.papers.rulefiles``) hands the text in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hengji.rules.parameters import Check, Parameter, RuleSetError, Sort, is_list_of_pairs, number, one_of, read


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The parameters of a place.  Shares and paces are ratios (0.8), points are percentage points, amounts are yuan.

    ``staged_lines`` holds (month, share) pairs: what must be executed at the end of that month; empty where a place has none.
    ``parameters`` has the same values with meaning and basis, by attribute name.
    """

    name: str
    title: str
    version: str
    effective: date
    parameters: Mapping[str, Parameter]
    execution_green: Decimal
    execution_yellow: Decimal
    staged_lines: tuple[tuple[int, Decimal], ...]
    indicator_green: Decimal
    indicator_yellow: Decimal
    over_fulfilled: Decimal
    level_points: Decimal
    level_share: Decimal
    inverse: str
    partly_achieved: Decimal
    block_output: Decimal
    block_benefit: Decimal
    block_satisfaction: Decimal
    achievement_green: Decimal
    achievement_yellow: Decimal
    red_weight: Decimal
    quadrant_cut: Decimal
    gap_points: Decimal
    gap_min_weight: Decimal
    new_line_days: int
    slow_pace: Decimal
    severe_pace: Decimal
    idle_pace: Decimal
    idle_months: int
    idle_from_month: int
    idle_amount: Decimal
    idle_share: Decimal
    over_target: Decimal
    unit_factor: Decimal
    near_match: Decimal
    boilerplate_objects: int
    boilerplate_chars: int
    good_examples_most: int
    slightly: Decimal
    clearly: Decimal
    appraisal_threshold: Decimal
    appraisal_support: Decimal
    appraisal_adjust: Decimal
    appraisal_spread: Decimal
    target_execution_weight: Decimal
    target_cost: Decimal
    target_output: Decimal
    target_output_with_cost: Decimal
    target_benefit: Decimal
    target_benefit_with_cost: Decimal
    target_satisfaction: Decimal
    soft_target: Decimal
    always_over_years: int
    money_slack: Decimal
    extends: str | None = None
    note: str = ""

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    def line_at(self, month: int) -> Decimal | None:
        """The share that must be executed when ``month`` months are completed: that of the last line reached, if any."""
        reached = [share for line, share in self.staged_lines if line <= month]
        return reached[-1] if reached else None


def parse(text: str, base: RuleSet | None = None) -> RuleSet:
    """A rule set from TOML; ``base`` is the set its ``extends`` names (see ``base_of``), whose parameters it takes over.

    Raises ``RuleSetError`` with a Chinese sentence: unreadable text, an unknown or missing parameter, a wrong type, out of range.
    """
    head, parameters = read(text, SORT, base)
    values: dict[str, Any] = {name: parameter.value for name, parameter in parameters.items()}
    return RuleSet(**head, parameters=MappingProxyType(parameters), **values)


def _lines(name: str, value: Any) -> tuple[tuple[int, Decimal], ...]:
    """Staged lines: [[month, share], …], months and shares both rising."""
    month, share = number("1", "12", whole=True), number("0", "1")
    if not is_list_of_pairs(value):
        raise RuleSetError(f"参数“{name}”须写成[[月份, 比例], …]。")
    lines = [(month(name, pair[0]), share(name, pair[1])) for pair in value]
    if any(a[0] >= b[0] or a[1] >= b[1] for a, b in zip(lines, lines[1:], strict=False)):
        raise RuleSetError(f"参数“{name}”的月份和比例须逐条递增。")
    return tuple(lines)


_SHARE = number("0", "1")
RANGES: Mapping[str, Check] = {
    "execution_green": _SHARE,
    "execution_yellow": _SHARE,
    "staged_lines": _lines,
    "indicator_green": _SHARE,
    "indicator_yellow": _SHARE,
    "over_fulfilled": number("1", "10"),
    "level_points": number("0", "100"),
    "level_share": _SHARE,
    "inverse": one_of("linear", "ratio"),
    "partly_achieved": _SHARE,
    "block_output": number("0", "100"),
    "block_benefit": number("0", "100"),
    "block_satisfaction": number("0", "100"),
    "achievement_green": _SHARE,
    "achievement_yellow": _SHARE,
    "red_weight": _SHARE,
    "quadrant_cut": _SHARE,
    "gap_points": _SHARE,
    "gap_min_weight": _SHARE,
    "new_line_days": number("0", "366", whole=True),
    "slow_pace": _SHARE,
    "severe_pace": _SHARE,
    "idle_pace": _SHARE,
    "idle_months": number("0", "24", whole=True),
    "idle_from_month": number("1", "12", whole=True),
    "idle_amount": number("0", "1000000000000"),
    "idle_share": _SHARE,
    "over_target": number("1", "10"),
    "unit_factor": number("10", "1000000"),
    "near_match": _SHARE,
    "boilerplate_objects": number("2", "100", whole=True),
    "boilerplate_chars": number("1", "1000", whole=True),
    "good_examples_most": number("0", "100", whole=True),
    "slightly": _SHARE,
    "clearly": _SHARE,
    "appraisal_threshold": number("0", "1000000000000"),
    "appraisal_support": number("0", "100"),
    "appraisal_adjust": number("0", "100"),
    "appraisal_spread": number("0", "100"),
    "target_execution_weight": number("0", "100"),
    "target_cost": number("0", "100"),
    "target_output": number("0", "100"),
    "target_output_with_cost": number("0", "100"),
    "target_benefit": number("0", "100"),
    "target_benefit_with_cost": number("0", "100"),
    "target_satisfaction": number("0", "100"),
    "soft_target": _SHARE,
    "always_over_years": number("1", "10", whole=True),
    "money_slack": _SHARE,
}
"""Every parameter with the check of its value, in the order of the rule book."""

_RISING = (
    ("execution_yellow", "execution_green"),
    ("indicator_yellow", "indicator_green"),
    ("achievement_yellow", "achievement_green"),
    ("severe_pace", "slow_pace"),
    ("slightly", "clearly"),
    ("appraisal_adjust", "appraisal_support"),
)

SORT = Sort("", RANGES, _RISING)
"""Rule sets of monitoring."""
