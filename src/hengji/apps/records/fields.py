"""Money in the database: whole fen in, ``Decimal`` yuan out, exact on every database also when summed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models.expressions import Combinable


class YuanField(models.BigIntegerField):  # type: ignore[type-arg]
    """An amount in yuan with two decimals, stored as whole fen (SQLite would add decimals as floats).

    Raises ``ValueError`` for an amount finer than a fen: rounding is a rule's business, not the database's."""

    description = "yuan"
    _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int  # type: ignore[assignment]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        fen = Decimal(value).scaleb(2)
        if fen != fen.to_integral_value():
            raise ValueError(f"amount finer than a fen: {value}")
        return int(fen)

    def get_internal_type(self) -> str:
        return "BigIntegerField"
