"""The canonical text of a trail row and its hash, so that an outsider can verify the chain with nothing but SHA-256."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
"""What stands for the previous hash in the first row of a chain."""

COLUMNS = (
    "id",
    "region_id",
    "seq",
    "at",
    "actor_id",
    "actor_name",
    "hat",
    "verb",
    "subject_type",
    "subject_id",
    "subject_name",
    "payload",
    "previous",
)
"""The columns a hash covers, in the order of the canonical text."""


def plain(value: Any) -> Any:
    """A payload value as JSON keeps it: amounts, dates and ids as text, never as floats."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (Decimal, UUID, date)):
        return str(value)
    return value


def link(row: Any) -> str:
    """The hash of a trail row (anything with the ``COLUMNS`` as attributes)."""
    text = json.dumps([plain(getattr(row, column)) for column in COLUMNS], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
