"""Values that differ from place to place, read alike for every sort of rule set: each with its meaning, its basis and its range.

What a parameter *means* is code; what it is *worth* stands in a TOML file.  Everything here is pure; whoever reads the file hands
the text in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

Pairs = tuple[tuple[int | Decimal, Decimal], ...]
Value = Decimal | int | str | Pairs
Check = Callable[[str, Any], Any]
"""Takes a parameter's name and its value as read, gives the value as used; raises ``RuleSetError``."""


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
        """The value as people write it: staged lines as 4月25%, steps as 90%以上得100%."""
        if isinstance(self.value, tuple):
            return "、".join(_pair(first, share) for first, share in self.value) or "（未设）"
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)


def _pair(first: int | Decimal, share: Decimal) -> str:
    return f"{first}月{_percent(share)}" if isinstance(first, int) else f"{_percent(first)}以上得{_percent(share)}"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


class Sort(NamedTuple):
    """A sort of rule set: the word refusals put before 规则集 and 参数, every parameter with the check of its value, the pairs
    (lower, upper) of which the first may not lie above the second, and what its head holds beside the usual."""

    word: str
    ranges: Mapping[str, Check]
    rising: tuple[tuple[str, str], ...]
    head: tuple[str, ...] = ()


class Base(Protocol):
    """A set that another one extends."""

    @property
    def name(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Parameter]: ...


_HEAD = ("name", "title", "version", "effective", "extends", "note")


def read(text: str, sort: Sort, base: Base | None = None) -> tuple[dict[str, Any], dict[str, Parameter]]:
    """Head and parameters of a set; ``base`` is the set its ``extends`` names (see ``base_of``), whose parameters it takes over.

    Raises ``RuleSetError`` with a Chinese sentence: unreadable text, an unknown or missing parameter, a wrong type, out of range.
    """
    data = load(text)
    head: dict[str, Any] = {key: data.pop(key) for key in (*_HEAD, *sort.head) if key in data}
    _check_head(head, sort, base)
    inherited = dict(base.parameters) if base and head.get("extends") else {}
    known = inherited | {name: _parameter(name, table, sort) for name, table in data.items()}
    if missing := [name for name in sort.ranges if name not in known]:
        raise RuleSetError(f"{sort.word}规则集“{head['name']}”缺少参数：{'、'.join(missing)}。")
    parameters = {name: known[name] for name in sort.ranges}
    _check_order(head["name"], parameters, sort)
    return head, parameters


def base_of(text: str) -> str | None:
    """The name of the set this one extends, None where it stands alone.  Raises ``RuleSetError`` as ``read`` does."""
    name = load(text).get("extends")
    return name if isinstance(name, str) else None


def load(text: str) -> dict[str, Any]:
    """The tables of a TOML text, numbers as ``Decimal``.  Raises ``RuleSetError``."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RuleSetError(f"规则集不是有效的TOML文本：{error}。") from error


def _check_head(head: dict[str, Any], sort: Sort, base: Base | None) -> None:
    for key in ("name", "title", "version"):
        if not isinstance(head.get(key), str) or not head[key].strip():
            raise RuleSetError(f"{sort.word}规则集开头缺少“{key}”，或不是文字。")
    if not isinstance(head.get("effective"), date):
        raise RuleSetError(f"{sort.word}规则集“{head['name']}”缺少施行日期effective（写成2019-07-26）。")
    wanted = head.get("extends")
    if wanted is not None and (base is None or base.name != wanted):
        raise RuleSetError(f"{sort.word}规则集“{head['name']}”以“{wanted}”为基础，但没有读到该规则集。")


def _parameter(name: str, table: Any, sort: Sort) -> Parameter:
    """One ``[table]`` of the file, checked by its own range."""
    if name not in sort.ranges:
        raise RuleSetError(f"没有名为“{name}”的{sort.word}参数。")
    if not isinstance(table, dict) or set(table) != {"value", "meaning", "basis", "basis_checked"}:
        raise RuleSetError(f"{sort.word}参数“{name}”须写明value、meaning、basis、basis_checked四项，不多不少。")
    if not isinstance(table["basis_checked"], bool) or not all(isinstance(table[key], str) and table[key] for key in ("meaning", "basis")):
        raise RuleSetError(f"{sort.word}参数“{name}”的meaning、basis须为文字，basis_checked须为true或false。")
    return Parameter(sort.ranges[name](name, table["value"]), table["meaning"], table["basis"], table["basis_checked"])


def _check_order(name: str, parameters: Mapping[str, Parameter], sort: Sort) -> None:
    """Of two lines of one scale the worse may not lie above the better."""
    for lower, upper in sort.rising:
        low, high = parameters[lower].value, parameters[upper].value
        if low > high:  # type: ignore[operator]
            raise RuleSetError(f"{sort.word}规则集“{name}”的{lower}（{low}）不得高于{upper}（{high}）。")


# ---- checks of values


def number(low: str, high: str, *, whole: bool = False) -> Check:
    """A check for a number between two bounds, both allowed."""

    def check(name: str, value: Any) -> Decimal | int:
        if isinstance(value, bool) or not isinstance(value, int if whole else int | Decimal):
            raise RuleSetError(f"参数“{name}”须为{'整数' if whole else '数字'}，现为“{value}”。")
        if not Decimal(low) <= value <= Decimal(high):
            raise RuleSetError(f"参数“{name}”须在{low}与{high}之间，现为{value}。")
        return int(value) if whole else Decimal(value)

    return check


def one_of(*words: str) -> Check:
    """A check for one of these words."""

    def check(name: str, value: Any) -> str:
        if value not in words:
            raise RuleSetError(f"参数“{name}”只能是{'、'.join(words)}之一，现为“{value}”。")
        return str(value)

    return check


def is_list_of_pairs(value: Any) -> bool:
    """Whether a value is [[a, b], …]."""
    return isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in value)
