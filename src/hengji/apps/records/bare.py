"""Rows as the database holds them, for sums over many: nothing is made of a value before it is known to be wanted (a statement that is
written once: ``records.written.written_bare``).

Ten thousand rows through the converters of their fields cost more than the database takes to find them.  What stands in a bare row: keys
as this database compares them, amounts in whole fen, flags as truth of some kind, decimals as numbers of some kind, moments with or
without their zone.  ``key_of``, ``text_of``, ``yuan`` and ``moment_of`` make of them what people and pages want."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast

Key = str | UUID
"""A key as the database compares it."""


def bare(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a ``values_list``, in its order of columns."""
    try:
        statement, given = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return []
    return fetched(connections[rows.db], statement, given)


def fetched(connection: BaseDatabaseWrapper, statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows a statement finds, as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def key_of(value: Key) -> UUID:
    """A bare key as a key."""
    return value if isinstance(value, UUID) else UUID(value)


def text_of(value: Key) -> str:
    """A bare key as addresses write it."""
    if isinstance(value, UUID):
        return str(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def yuan(fen: int | None) -> Decimal | None:
    """A bare amount, or a sum of some, as an amount."""
    return None if fen is None else Decimal(fen).scaleb(-2)


def flag(**conditions: object) -> Cast:
    """A condition as 0 or 1: what SQLite gives of a column of booleans or moments, it makes in Python."""
    condition: Any = Q(**conditions)
    return Cast(condition, IntegerField())


def moment_of(value: datetime) -> datetime:
    """A bare moment with its zone: SQLite keeps none."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)
