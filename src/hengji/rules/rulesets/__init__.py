"""Rule sets (规则集): the values that differ from place to place, as data with a name, a date and a basis.

What a parameter *means* is code; what it is *worth* stands in a TOML file beside this module.  ``parse`` is pure;
whoever reads the file (``hengji.papers.rulefiles``) hands the text in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

Value = Decimal | int | str | tuple[tuple[int, Decimal], ...]


class RuleSetError(ValueError):
    """A rule set that cannot be used; the message is a Chinese sentence for whoever wrote the file."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter's value with what it means and where it comes from.

    ``basis_checked``: a person compared it with the official text; only then may a paper print the clause.
    """

    value: Value
    meaning: str
    basis: str
    basis_checked: bool

    @property
    def clause(self) -> str:
        """What a paper may print as the ground of this value."""
        return self.basis if self.basis_checked else "按本县确认的规则"

    @property
    def text(self) -> str:
        """The value as people write it."""
        if isinstance(self.value, tuple):
            return "、".join(f"{month}月{_percent(share)}" for month, share in self.value) or "（未设）"
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


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
    data = _load(text)
    head: dict[str, Any] = {key: data.pop(key) for key in ("name", "title", "version", "effective", "extends", "note") if key in data}
    _check_head(head, base)
    given = {name: _parameter(name, table) for name, table in data.items()}
    inherited = dict(base.parameters) if base and head.get("extends") else {}
    parameters = {name: (inherited | given)[name] for name in RANGES if name in inherited or name in given}
    if missing := [name for name in RANGES if name not in parameters]:
        raise RuleSetError(f"规则集“{head['name']}”缺少参数：{'、'.join(missing)}。")
    _check_order(head["name"], parameters)
    values: dict[str, Any] = {name: parameter.value for name, parameter in parameters.items()}
    return RuleSet(**head, parameters=MappingProxyType(parameters), **values)


def base_of(text: str) -> str | None:
    """The name of the rule set this one extends, None where it stands alone.  Raises ``RuleSetError`` as ``parse`` does."""
    name = _load(text).get("extends")
    return name if isinstance(name, str) else None


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(f"规则集不是有效的TOML文本：{error}。") from error


def _check_head(head: dict[str, Any], base: RuleSet | None) -> None:
    for key in ("name", "title", "version"):
        if not isinstance(head.get(key), str) or not head[key].strip():
            raise RuleSetError(f"规则集开头缺少“{key}”，或不是文字。")
    if not isinstance(head.get("effective"), date):
        raise RuleSetError(f"规则集“{head['name']}”缺少施行日期effective（写成2019-07-26）。")
    wanted = head.get("extends")
    if wanted is not None and (base is None or base.name != wanted):
        raise RuleSetError(f"规则集“{head['name']}”以“{wanted}”为基础，但没有读到该规则集。")


def _parameter(name: str, table: Any) -> Parameter:
    """One ``[table]`` of the file, checked by its own range."""
    if name not in RANGES:
        raise RuleSetError(f"没有名为“{name}”的参数。")
    if not isinstance(table, dict) or set(table) != {"value", "meaning", "basis", "basis_checked"}:
        raise RuleSetError(f"参数“{name}”须写明value、meaning、basis、basis_checked四项，不多不少。")
    if not isinstance(table["basis_checked"], bool) or not all(isinstance(table[key], str) and table[key] for key in ("meaning", "basis")):
        raise RuleSetError(f"参数“{name}”的meaning、basis须为文字，basis_checked须为true或false。")
    return Parameter(RANGES[name](name, table["value"]), table["meaning"], table["basis"], table["basis_checked"])


Check = Callable[[str, Any], Value]


def _number(low: str, high: str, *, whole: bool = False) -> Check:
    """A check for a number between two bounds, both allowed."""

    def check(name: str, value: Any) -> Value:
        if isinstance(value, bool) or not isinstance(value, int if whole else int | Decimal):
            raise RuleSetError(f"参数“{name}”须为{'整数' if whole else '数字'}，现为“{value}”。")
        if not Decimal(low) <= value <= Decimal(high):
            raise RuleSetError(f"参数“{name}”须在{low}与{high}之间，现为{value}。")
        return value if whole else Decimal(value)

    return check


def _one_of(*words: str) -> Check:
    def check(name: str, value: Any) -> Value:
        if value not in words:
            raise RuleSetError(f"参数“{name}”只能是{'、'.join(words)}之一，现为“{value}”。")
        return str(value)

    return check


def _lines(name: str, value: Any) -> Value:
    """Staged lines: [[month, share], …], months and shares both rising."""
    month, share = _number("1", "12", whole=True), _number("0", "1")
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise RuleSetError(f"参数“{name}”须写成[[月份, 比例], …]。")
    lines = [(month(name, pair[0]), share(name, pair[1])) for pair in value]
    if any(a[0] >= b[0] or a[1] >= b[1] for a, b in zip(lines, lines[1:], strict=False)):  # type: ignore[operator]
        raise RuleSetError(f"参数“{name}”的月份和比例须逐条递增。")
    return tuple(lines)  # type: ignore[arg-type]


_SHARE = _number("0", "1")
RANGES: Mapping[str, Check] = {
    "execution_green": _SHARE,
    "execution_yellow": _SHARE,
    "staged_lines": _lines,
    "indicator_green": _SHARE,
    "indicator_yellow": _SHARE,
    "over_fulfilled": _number("1", "10"),
    "level_points": _number("0", "100"),
    "level_share": _SHARE,
    "inverse": _one_of("linear", "ratio"),
    "partly_achieved": _SHARE,
    "block_output": _number("0", "100"),
    "block_benefit": _number("0", "100"),
    "block_satisfaction": _number("0", "100"),
    "achievement_green": _SHARE,
    "achievement_yellow": _SHARE,
    "red_weight": _SHARE,
    "quadrant_cut": _SHARE,
    "gap_points": _SHARE,
    "gap_min_weight": _SHARE,
    "new_line_days": _number("0", "366", whole=True),
    "slow_pace": _SHARE,
    "severe_pace": _SHARE,
    "idle_pace": _SHARE,
    "idle_months": _number("0", "24", whole=True),
    "idle_from_month": _number("1", "12", whole=True),
    "idle_amount": _number("0", "1000000000000"),
    "idle_share": _SHARE,
    "over_target": _number("1", "10"),
    "unit_factor": _number("10", "1000000"),
    "near_match": _SHARE,
    "boilerplate_objects": _number("2", "100", whole=True),
    "boilerplate_chars": _number("1", "1000", whole=True),
    "good_examples_most": _number("0", "100", whole=True),
    "slightly": _SHARE,
    "clearly": _SHARE,
}
"""Every parameter with the check of its value, in the order of the rule book."""

_RISING = (
    ("execution_yellow", "execution_green"),
    ("indicator_yellow", "indicator_green"),
    ("achievement_yellow", "achievement_green"),
    ("severe_pace", "slow_pace"),
    ("slightly", "clearly"),
)


def _check_order(name: str, parameters: Mapping[str, Parameter]) -> None:
    """Of two lines of one scale the worse may not lie above the better."""
    for lower, upper in _RISING:
        low, high = parameters[lower].value, parameters[upper].value
        if low > high:  # type: ignore[operator]
            raise RuleSetError(f"规则集“{name}”的{lower}（{low}）不得高于{upper}（{high}）。")
