"""A returned Excel form as JSON and back, without loss: what an upload read is kept with its own cells and words.

What stands at its default is left out; numbers are decimal text, so that 12.50 stays 12.50.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hengji.rules.forms import Form

Plain = dict[str, Any]
_Turn = Callable[[Any], Any]


def to_json(form: Form) -> Plain:
    """The form as plain JSON values; deterministic."""
    packed: Plain = _packer(Form)(form)
    return packed


def from_json(data: Mapping[str, Any]) -> Form:
    """The form again, equal to the one that was packed.  Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything else."""
    form: Form = _unpacker(Form)(data)
    return form


def _same(value: Any) -> Any:
    return value


@cache
def _packer(kind: Any) -> _Turn:
    """What turns a value of this type into plain JSON."""
    origin, inner = _parts(kind)
    if origin is tuple:
        one = _packer(inner[0])
        return lambda value: [one(item) for item in value]
    if origin is frozenset:
        return lambda value: sorted(value)
    if origin is dict:
        one = _packer(inner[1])
        return dict if one is _same else lambda value: {key: one(item) for key, item in value.items()}
    if origin is Union:
        one = _packer(inner[0])
        return _same if one is _same else lambda value: None if value is None else one(value)
    return _plain_packer(kind)


def _plain_packer(kind: Any) -> _Turn:
    if kind is Decimal:
        return str
    if kind in (date, datetime):
        return lambda value: value.isoformat()
    if issubclass(kind, Enum):
        return lambda value: value.value
    return _record_packer(kind) if hasattr(kind, "__dataclass_fields__") else _same


def _record_packer(kind: Any) -> _Turn:
    columns = [(name, _packer(hint), default) for name, hint, default in _columns(kind)]
    values = attrgetter(*(name for name, _, _ in columns))

    def pack(record: Any) -> Plain:
        packed: Plain = {}
        for value, (name, turn, default) in zip(values(record), columns, strict=True):
            if type(value) is Decimal or (value is not default and value != default):
                packed[name] = value if turn is _same else turn(value)
        return packed

    return pack


@cache
def _unpacker(kind: Any) -> _Turn:
    """The way back."""
    origin, inner = _parts(kind)
    if origin is tuple:
        one = _unpacker(inner[0])
        return lambda value: tuple(one(item) for item in value)
    if origin is frozenset:
        return frozenset
    if origin is dict:
        one = _unpacker(inner[1])
        return dict if one is _same else lambda value: {key: one(item) for key, item in value.items()}
    if origin is Union:
        one = _unpacker(inner[0])
        return _same if one is _same else lambda value: None if value is None else one(value)
    return _plain_unpacker(kind)


def _plain_unpacker(kind: Any) -> _Turn:
    if kind in (date, datetime):
        turn: _Turn = kind.fromisoformat
        return turn
    if kind is Decimal or issubclass(kind, Enum):
        return _turn_by(kind)
    return _record_unpacker(kind) if hasattr(kind, "__dataclass_fields__") else _same


def _turn_by(kind: Any) -> _Turn:
    return lambda value: kind(value)


def _record_unpacker(kind: Any) -> _Turn:
    turns = {name: _unpacker(hint) for name, hint, _ in _columns(kind)}
    return lambda data: kind(**{name: turns[name](value) for name, value in data.items()})


def _columns(kind: Any) -> list[tuple[str, Any, Any]]:
    """Name, type and default of every field; a field without default has one that equals nothing."""
    hints = get_type_hints(kind)
    return [(one.name, hints[one.name], _default(one)) for one in fields(kind)]


def _default(one: Any) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return one.default


def _parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """Container and what is in it; of an optional type ``Union`` and the type alone."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return Union, tuple(one for one in inner if one is not type(None))
    return (dict if origin is Mapping else origin), inner
