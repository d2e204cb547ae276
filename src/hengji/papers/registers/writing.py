"""A register written as .xlsx: an empty template to fill, or rows that read back as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hengji.papers.registers.register import Register, Value


def template(register: Register) -> bytes:
    """An empty list to fill: heads with notes, required ones marked, choices as drop-downs, a sheet that explains."""
    raise NotImplementedError


def write(register: Register, rows: Iterable[Mapping[str, Value]], *, title: str | None = None) -> bytes:
    """Rows as .xlsx; ``read`` of it gives the same values.  Money in ``register.unit``; no cell can become a formula."""
    raise NotImplementedError
