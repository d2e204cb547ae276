"""Which files there are: folders and archives walked through, system junk passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A file to read; can be pickled.  ``display`` is its path below what was given (``报送/a.zip/b.xlsx``)."""

    display: str
    path: Path
    members: tuple[int, ...] = ()
    mtime: datetime | None = None

    def data(self) -> bytes:
        """The bytes, read anew each time.  Raises Unreadable."""
        raise NotImplementedError

    def sha256(self) -> str:
        raise NotImplementedError


def expand(paths: Sequence[Path]) -> Iterator[Source]:
    """Every file below ``paths`` in stable order; the display path is relative to the folder given."""
    raise NotImplementedError
