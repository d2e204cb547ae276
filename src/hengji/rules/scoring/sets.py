"""Scoring rule sets (计分规则集): how a self-evaluation is scored in a place, as data with a name, a date and a basis.

What a parameter *means* is code; what it is *worth* stands in a TOML file beside this module.  ``parse`` is pure;
whoever reads the file (``hengji.papers.scoringfiles``) hands the text in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hengji.rules.parameters import Check, Parameter, RuleSetError, Sort, is_list_of_pairs, load, number, one_of, read

Steps = tuple[tuple[Decimal, Decimal], ...]
DEFAULT = "mof-2020-10"


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
    head, parameters = read(text, SORT, base)
    families = head.get("families", [])
    if not isinstance(families, list) or not all(isinstance(family, str) for family in families):
        raise RuleSetError(f"计分规则集“{head['name']}”的families须为版式名称的列表。")
    values: dict[str, Any] = {name: parameter.value for name, parameter in parameters.items()}
    return ScoringSet(**head | {"families": tuple(families)}, parameters=MappingProxyType(parameters), **values)


def scores(text: str) -> bool:
    """Whether a TOML text sets parameters that only scoring sets have.  Raises ``RuleSetError`` as ``parse`` does."""
    return bool(load(text).keys() & (RANGES.keys() - _SHARED))


_SHARE = number("0", "1")


def _steps(name: str, value: Any) -> Steps:
    """Steps: [[from, share], …], both falling, so that more never gets less."""
    if not is_list_of_pairs(value):
        raise RuleSetError(f"计分参数“{name}”须写成[[达到, 得分比例], …]。")
    steps = tuple((_SHARE(name, low), _SHARE(name, share)) for low, share in value)
    if any(a[0] <= b[0] or a[1] <= b[1] for a, b in zip(steps, steps[1:], strict=False)):
        raise RuleSetError(f"计分参数“{name}”的档次须从高到低，逐档递减。")
    return steps


_POINTS = number("0", "1000")
RANGES: Mapping[str, Check] = {
    "full": number("1", "1000"),
    "execution_weight": _POINTS,
    "execution_steps": _steps,
    "floor": number("0", "0.99"),
    "inverse": one_of("linear", "ratio"),
    "satisfaction_steps": _steps,
    "achieved_from": _SHARE,
    "partly_from": _SHARE,
    "excellent": _POINTS,
    "good": _POINTS,
    "fair": _POINTS,
    "tolerance": number("0", "10"),
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

SORT = Sort("计分", RANGES, _RISING, ("families",))
"""Rule sets of scoring."""
