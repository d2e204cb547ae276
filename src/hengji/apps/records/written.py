"""Statements written once: of a small query Django spends ten times as long on composing its SQL as the database on answering it.

    @written
    def _steps(form: UUID) -> QuerySet[FormStep]:
        return FormStep.objects.filter(form=form).order_by("pk")

The function is called once for each shape of its arguments, with marks in the place of values; the statement it leads to is kept and
sent with the values of each call.  Values are ``UUID``, ``date``, ``datetime`` and ``str``, alone or in tuples (each length a shape);
everything else (a number, a flag, an enum, a tuple of these) is part of the shape.  The function must not look into values: a mark that
does not reach the statement is an ``AssertionError``.  Rows come as a list, as the query would give them; limit it (``[:1]``) for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable

from hengji.apps.records.bare import fetched

P = ParamSpec("P")
R = TypeVar("R")

_MOST_SHAPES = 128
"""Statements kept of one function; the shapes are few but for tuples of many lengths."""


def written(build: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """Make a function that composes a query one that runs it."""
    asked = _asked(build)

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[R]:
        assert not kwargs, "arguments of a written statement have no names"
        return cast("list[R]", asked(args).rows(list(_values(args))))

    return rows


def written_bare(build: Callable[P, QuerySet[Any, Any]]) -> Callable[P, list[tuple[Any, ...]]]:
    """The same of a ``values_list`` whose rows come as the database holds them (``records.bare``)."""
    asked = _asked(build)

    @wraps(build)
    def rows(*args: P.args, **kwargs: P.kwargs) -> list[tuple[Any, ...]]:
        assert not kwargs, "arguments of a written statement have no names"
        return asked(args).bare(list(_values(args)))

    return rows


def _asked(build: Callable[..., QuerySet[Any, Any]]) -> Callable[[Sequence[object]], _Statement]:
    """The statement of ``build`` for arguments of some shape, made once."""

    @lru_cache(maxsize=_MOST_SHAPES)
    def statement(vendor: str, shape: tuple[object, ...]) -> _Statement:
        marks: list[Any] = []
        return _statement(build(*(_marked(one, marks) for one in shape)), marks)

    return lambda args: statement(connection.vendor, tuple(_shape(one) for one in args))


# ---- values and their marks

_KINDS = (UUID, date, datetime, str)


def _shape(arg: object) -> object:
    """What an argument is: the type of a value, the shapes of a tuple, else itself."""
    if type(arg) is tuple:
        return tuple(_shape(one) for one in arg)
    return type(arg) if type(arg) in _KINDS else arg


def _values(args: Sequence[object]) -> Iterator[Any]:
    for one in args:
        if type(one) is tuple:
            yield from _values(one)
        elif type(one) in _KINDS:
            yield one


def _marked(shape: object, marks: list[Any]) -> Any:
    """An argument of that shape with marks for its values, which are noted."""
    if type(shape) is tuple:
        return tuple(_marked(one, marks) for one in shape)
    if shape not in _KINDS:
        return shape
    marks.append(_MARK[cast(type, shape)](len(marks) + 1))
    return marks[-1]


_FAR = 0xB5D1_7E3A_90C4_4F62_8A1B_36E5_0000_0000
_MARK: Mapping[type, Callable[[int], Any]] = {
    UUID: lambda number: UUID(int=_FAR + number),
    date: date.fromordinal,
    datetime: lambda number: datetime(1900 + number, 1, 1, tzinfo=UTC),
    str: lambda number: f"\x00{number}\x00",
}
"""Marks that are no value of ours: our keys begin with a time."""


def _text(value: Any) -> str:
    """How a value stands in a text that SQLite is given."""
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.hex if isinstance(value, UUID) else str(value)


# ---- the statement

_ITERABLES = (ModelIterable, ValuesListIterable, FlatValuesListIterable)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A query with its SQL.  ``places``: (which parameter, which value, the mark to replace in a text; "" where it is the value)."""

    iterable: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int, str], ...]

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """The rows for these values."""
        return list(self.iterable(_Sent(self.compiler, self.sql, self._given(values)))) if self.sql else []

    def bare(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows for these values as the database gives them."""
        return fetched(connections[self.compiler.using], self.sql, self._given(values)) if self.sql else []

    def _given(self, values: Sequence[Any]) -> tuple[Any, ...]:
        params = list(self.params)
        for position, number, mark in self.places:
            value = values[number]
            params[position] = params[position].replace(mark, _text(value)) if mark else value
        return tuple(params)


class _Sent:
    """What Django's iterables ask of a query set, answered from a statement that stands."""

    def __init__(self, compiler: Any, sql: str, params: tuple[Any, ...]) -> None:
        self.db, self.query, self._known_related_objects = compiler.using, self, {}  # type: ignore[var-annotated]
        self._compiler = copy(compiler)
        self._compiler.connection = connections[compiler.using]
        self._compiler.as_sql = lambda *_args, **_kwargs: (sql, params)

    def get_compiler(self, *_args: object, **_kwargs: object) -> Any:
        """The compiler, on the connection of this thread."""
        return self._compiler


def _statement(found: QuerySet[Any, Any], marks: Sequence[Any]) -> _Statement:
    asked: Any = found
    assert asked._iterable_class in _ITERABLES and not asked._prefetch_related_lookups
    compiler = asked.query.get_compiler(using=asked.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return _Statement(None, None, "", (), ())
    places = tuple(place for position, param in enumerate(params) for place in _places(position, param, marks))
    lost = set(range(len(marks))) - {number for _, number, _ in places}
    assert not lost, f"values that do not reach the statement: {sorted(lost)} of {sql}"
    return _Statement(asked._iterable_class, compiler, sql, tuple(params), places)


def _places(position: int, param: Any, marks: Sequence[Any]) -> Iterator[tuple[int, int, str]]:
    for number, mark in enumerate(marks):
        if param == mark:
            yield position, number, ""
        elif isinstance(param, str) and not isinstance(mark, str) and (text := _text(mark)) in param:
            yield position, number, text
