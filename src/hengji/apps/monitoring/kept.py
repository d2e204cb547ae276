"""The result of a round kept as it was, so that a paper made again years later says the same: JSON, packed.

Only plain data of ``hengji.rules`` goes in and comes out: frozen dataclasses, named tuples and enums by name, decimals, days and
moments as text."""

from __future__ import annotations

import gzip
import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from hengji.rules.circular import Covered
from hengji.rules.forms import Kind
from hengji.rules.results import RoundResult
from hengji.rules.rounds import Coverage
from hengji.rules.takeback import Together

_HOUSE = "hengji.rules."
_PLAIN = (bool, int, float, str, type(None))
_TEXTS: Mapping[type, tuple[str, Callable[[str], Any]]] = {
    Decimal: ("decimal", Decimal),
    datetime: ("moment", datetime.fromisoformat),
    date: ("day", date.fromisoformat),
}
_READ: Mapping[str, Callable[[str], Any]] = dict(_TEXTS.values())


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything papers are made from: the result, what the round covered, how far it had come, what money is likely left by kind."""

    result: RoundResult
    covered: tuple[Covered, ...]
    coverage: Coverage
    left: Mapping[Kind, Together]


def packed(kept: Kept) -> bytes:
    """All of it as bytes; what is equal gives equal bytes."""
    plain = [_plain(value) for value in (kept.result, kept.covered, kept.coverage, kept.left)]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def unpacked(content: bytes) -> Kept:
    """What ``packed`` kept.  Raises ``ValueError`` where it is something else."""
    found = _thing(json.loads(gzip.decompress(content)))
    if len(found) != 4 or not isinstance(found[0], RoundResult):
        raise ValueError("not the result of a round")
    return Kept(*found)


def _plain(value: Any) -> Any:
    """As JSON has it: what is no text, number or list is a pair under one key that names its kind."""
    if isinstance(value, Enum):
        return {"enum": [_name(type(value)), value.value]}
    if isinstance(value, _PLAIN):
        return value
    if type(value) in _TEXTS:
        return {_TEXTS[type(value)][0]: value.isoformat() if isinstance(value, date) else str(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {"of": _name(type(value)), "has": {field.name: _plain(getattr(value, field.name)) for field in fields(value)}}
    if isinstance(value, tuple) and hasattr(value, "_fields"):  # a NamedTuple, as judgements of indicators are
        return {"of": _name(type(value)), "has": {name: _plain(getattr(value, name)) for name in value._fields}}
    return _collected(value)


def _collected(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(inner)] for key, inner in value.items()]}
    if isinstance(value, frozenset | set):
        return {"set": [_plain(inner) for inner in sorted(value, key=str)]}
    return [_plain(inner) for inner in value]


def _name(kind: type) -> str:
    name = f"{kind.__module__}:{kind.__qualname__}"
    if not name.startswith(_HOUSE):
        raise ValueError(f"not of the rules: {name}")
    return name


def _thing(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_thing(inner) for inner in value)
    return _said(value) if isinstance(value, dict) else value


def _said(value: Mapping[str, Any]) -> Any:
    if "of" in value:
        return _class(value["of"])(**{key: _thing(inner) for key, inner in value["has"].items()})
    [(kind, inner)] = value.items()
    if kind == "enum":
        return _class(inner[0])(inner[1])
    if kind == "map":
        return {_thing(key): _thing(held) for key, held in inner}
    return frozenset(_thing(one) for one in inner) if kind == "set" else _READ[kind](inner)


def _class(name: str) -> Callable[..., Any]:
    """A class of the rules by name; nothing else is ever called."""
    if not name.startswith(_HOUSE):
        raise ValueError(f"not of the rules: {name}")
    module, _, inner = name.partition(":")
    found = getattr(importlib.import_module(module), inner)
    if not (isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum) or hasattr(found, "_fields"))):
        raise ValueError(f"not plain data: {name}")
    return found
