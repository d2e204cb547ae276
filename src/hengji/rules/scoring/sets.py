"""Scoring rule sets (计分规则集): how a self-evaluation is scored in a place, as data with a name, a date and a basis.

What a parameter *means* is code; what it is *worth* stands in a TOML file beside this module.  ``parse`` is pure;
whoever reads the file (``hengji.papers.scoringfiles``) hands the text in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hengji.rules.rulesets import RuleSetError

Steps = tuple[tuple[Decimal, Decimal], ...]
Value = Decimal | str | Steps
DEFAULT = "mof-2020-10"


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
            return "、".join(f"{_percent(low)}以上得{_percent(share)}" for low, share in self.value) or "（未设）"
        return f"{self.value:f}" if isinstance(self.value, Decimal) else self.value


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


@dataclass(frozen=True, slots=True)
class ScoringSet:
    """How a place scores.  Points are points, shares are ratios of an indicator's points (0.8).

    ``families`` are the form families (layouts) scored by it.  ``execution_steps`` and ``satisfaction_steps`` hold
    (from, share) pairs, the highest first; empty: in proportion.  ``floor``: a completion below it gets nothing, from it on
    (completion − floor) ÷ (1 − floor); 0 is the plain proportion.  ``inverse``: what an exceeded limit gets, ``linear``
    1 − (a − t)/t or ``ratio`` t/a.  ``parameters`` has the same values with meaning and basis, by attribute name.
    """

    name: str
    title: str
    version: str
    effective: date
    parameters: Mapping[str, Parameter]
    full: Decimal
    execution_weight: Decimal
    execution_steps: Steps
    floor: Decimal
    inverse: str
    satisfaction_steps: Steps
    achieved_from: Decimal
    partly_from: Decimal
    excellent: Decimal
    good: Decimal
    fair: Decimal
    tolerance: Decimal
    families: tuple[str, ...] = ()
    extends: str | None = None
    note: str = ""

    def __hash__(self) -> int:
        return hash((self.name, self.version))


def choose(family: str, sets: Iterable[ScoringSet]) -> ScoringSet:
    """The set that scores forms of this family; of an unknown family the plain proportion (``DEFAULT``).

    财预〔2021〕101号 is never chosen by year: it is a guideline on trial, and counties go on scoring in proportion;
    a place that has adopted it names it.  Raises ``RuleSetError`` when neither is among ``sets``.
    """
    known = list(sets)
    for wanted in (lambda one: family in one.families, lambda one: one.name == DEFAULT):
        if found := next((one for one in known if wanted(one)), None):
            return found
    raise RuleSetError(f"没有适用于“{family}”的计分规则集，也没有默认的“{DEFAULT}”。")


def parse(text: str, base: ScoringSet | None = None) -> ScoringSet:
    """A scoring set from TOML; ``base`` is the set its ``extends`` names (see ``base_of``), whose parameters it takes over.

    Raises ``RuleSetError`` with a Chinese sentence: unreadable text, an unknown or missing parameter, a wrong type, out of range.
    """
    data = _load(text)
    head: dict[str, Any] = {key: data.pop(key) for key in _HEAD if key in data}
    _check_head(head, base)
    inherited = dict(base.parameters) if base and head.get("extends") else {}
    known = inherited | {name: _parameter(name, table) for name, table in data.items()}
    if missing := [name for name in RANGES if name not in known]:
        raise RuleSetError(f"计分规则集“{head['name']}”缺少参数：{'、'.join(missing)}。")
    parameters = {name: known[name] for name in RANGES}
    _check_order(head["name"], parameters)
    values: dict[str, Any] = {name: parameter.value for name, parameter in parameters.items()}
    return ScoringSet(**head | {"families": tuple(head.get("families", ()))}, parameters=MappingProxyType(parameters), **values)


def base_of(text: str) -> str | None:
    """The name of the set this one extends, None where it stands alone.  Raises ``RuleSetError`` as ``parse`` does."""
    name = _load(text).get("extends")
    return name if isinstance(name, str) else None


def scores(text: str) -> bool:
    """Whether a TOML text sets parameters that only scoring sets have.  Raises ``RuleSetError`` as ``parse`` does."""
    return bool(_load(text).keys() & (RANGES.keys() - _SHARED))


_HEAD = ("name", "title", "version", "effective", "families", "extends", "note")


def _load(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(f"计分规则集不是有效的TOML文本：{error}。") from error


def _check_head(head: dict[str, Any], base: ScoringSet | None) -> None:
    for key in ("name", "title", "version"):
        if not isinstance(head.get(key), str) or not head[key].strip():
            raise RuleSetError(f"计分规则集开头缺少“{key}”，或不是文字。")
    if not isinstance(head.get("effective"), date):
        raise RuleSetError(f"计分规则集“{head['name']}”缺少施行日期effective（写成2020-02-25）。")
    families = head.get("families", [])
    if not isinstance(families, list) or not all(isinstance(family, str) for family in families):
        raise RuleSetError(f"计分规则集“{head['name']}”的families须为版式名称的列表。")
    wanted = head.get("extends")
    if wanted is not None and (base is None or base.name != wanted):
        raise RuleSetError(f"计分规则集“{head['name']}”以“{wanted}”为基础，但没有读到该规则集。")


def _parameter(name: str, table: Any) -> Parameter:
    """One ``[table]`` of the file, checked by its own range."""
    if name not in RANGES:
        raise RuleSetError(f"没有名为“{name}”的计分参数。")
    if not isinstance(table, dict) or set(table) != {"value", "meaning", "basis", "basis_checked"}:
        raise RuleSetError(f"计分参数“{name}”须写明value、meaning、basis、basis_checked四项，不多不少。")
    if not isinstance(table["basis_checked"], bool) or not all(isinstance(table[key], str) and table[key] for key in ("meaning", "basis")):
        raise RuleSetError(f"计分参数“{name}”的meaning、basis须为文字，basis_checked须为true或false。")
    return Parameter(RANGES[name](name, table["value"]), table["meaning"], table["basis"], table["basis_checked"])


Check = Callable[[str, Any], Value]


def _number(low: str, high: str) -> Callable[[str, Any], Decimal]:
    """A check for a number between two bounds, both allowed."""

    def check(name: str, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise RuleSetError(f"计分参数“{name}”须为数字，现为“{value}”。")
        if not Decimal(low) <= value <= Decimal(high):
            raise RuleSetError(f"计分参数“{name}”须在{low}与{high}之间，现为{value}。")
        return Decimal(value)

    return check


def _inverse(name: str, value: Any) -> Value:
    if value not in ("linear", "ratio"):
        raise RuleSetError(f"计分参数“{name}”只能是linear、ratio之一，现为“{value}”。")
    return str(value)


_SHARE = _number("0", "1")


def _steps(name: str, value: Any) -> Value:
    """Steps: [[from, share], …], both falling, so that more never gets less."""
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise RuleSetError(f"计分参数“{name}”须写成[[达到, 得分比例], …]。")
    steps = tuple((_SHARE(name, low), _SHARE(name, share)) for low, share in value)
    if any(a[0] <= b[0] or a[1] <= b[1] for a, b in zip(steps, steps[1:], strict=False)):
        raise RuleSetError(f"计分参数“{name}”的档次须从高到低，逐档递减。")
    return steps


_POINTS = _number("0", "1000")
RANGES: Mapping[str, Check] = {
    "full": _number("1", "1000"),
    "execution_weight": _POINTS,
    "execution_steps": _steps,
    "floor": _number("0", "0.99"),
    "inverse": _inverse,
    "satisfaction_steps": _steps,
    "achieved_from": _SHARE,
    "partly_from": _SHARE,
    "excellent": _POINTS,
    "good": _POINTS,
    "fair": _POINTS,
    "tolerance": _number("0", "10"),
}
"""Every parameter with the check of its value, in the order of the rule book."""

_SHARED = frozenset({"inverse"})
"""Parameters the rule sets of monitoring have under the same name."""

_RISING = (
    ("partly_from", "achieved_from"),
    ("fair", "good"),
    ("good", "excellent"),
    ("excellent", "full"),
    ("execution_weight", "full"),
)


def _check_order(name: str, parameters: Mapping[str, Parameter]) -> None:
    """Of two lines of one scale the worse may not lie above the better."""
    for lower, upper in _RISING:
        low, high = parameters[lower].value, parameters[upper].value
        if low > high:  # type: ignore[operator]
            raise RuleSetError(f"计分规则集“{name}”的{lower}（{low}）不得高于{upper}（{high}）。")
