"""A register read from a file: its header found by meaning, every problem collected with its cell, nothing guessed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hengji.papers.registers.register import MappingProposal, Register, RegisterReading
from hengji.papers.workbook import Book


def read(
    register: Register,
    source: bytes | Path,
    mapping: Mapping[str, str] | None = None,
    *,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    year: int | None = None,
) -> RegisterReading:
    """Read an untrusted file in a guarded process.

    ``mapping`` (column letters → key) was confirmed by a person for this file; ``remembered`` are earlier confirmations by
    signature of the header row.  Without either only captions the register knows are taken.  ``year`` is for dates written
    without one.  Raises Unreadable where the file is none that can be read; everything else comes back as ``errors``.
    """
    raise NotImplementedError


def propose_mapping(
    register: Register, source: bytes | Path, *, remembered: Mapping[str, Mapping[str, str]] | None = None
) -> MappingProposal:
    """What each column of a file seems to be, for a person to confirm.  Guarded as ``read``.  Raises Unreadable."""
    raise NotImplementedError


def read_book_as(
    register: Register,
    book: Book,
    mapping: Mapping[str, str] | None = None,
    *,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
    year: int | None = None,
) -> RegisterReading:
    """``read`` of a book already opened (inside a guarded process)."""
    raise NotImplementedError
