"""The digest of a revision: SHA-256 over a canonical text of its head and indicators, so that an outsider can verify it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from hengji.apps.audit.chain import plain

HEAD = (
    "id", "region_id", "target_id", "number", "kind", "declaration_id", "batch_id", "year", "program_name", "program_code",
    "unit_name", "department_name", "amount", "medium_goal", "goal", "reason", "document", "on", "approved_at", "approved_by", "previous",
)  # fmt: skip
"""Columns of the head a digest covers, in the order of the canonical text."""

ROW = (
    "id", "region_id", "revision_id", "position", "key", "level1", "level2", "name", "sign", "value", "unit", "weight", "measure",
    "measure_source", "core", "evidence", "basis", "months",
)  # fmt: skip
"""Columns of an indicator a digest covers."""


def canonical(revision: Any, indicators: Iterable[Any]) -> str:
    """The text a digest is taken of; amounts with two decimals."""
    head = [_plain(getattr(revision, column)) for column in HEAD]
    rows = [[_plain(getattr(row, column)) for column in ROW] for row in sorted(indicators, key=lambda row: row.position)]
    return json.dumps([head, rows], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(revision: Any, indicators: Iterable[Any]) -> str:
    """The digest of a revision with its indicators."""
    return sha256(canonical(revision, indicators).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return plain(value if not hasattr(value, "quantize") else f"{value:.2f}")
