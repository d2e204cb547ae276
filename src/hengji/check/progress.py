"""How far a long run is, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable


def progress_bar(label: str, total: int) -> Callable[[int], None]:
    """A bar on standard error, drawn only on a terminal and at most a hundred times."""
    if not sys.stderr.isatty() or total == 0:
        return lambda done: None
    step = max(1, total // 100)

    def draw(done: int) -> None:
        if done % step == 0 or done == total:
            filled = done * 30 // total
            sys.stderr.write(f"\r{label} [{'█' * filled}{'·' * (30 - filled)}] {done}/{total}{chr(10) if done == total else ''}")
            sys.stderr.flush()

    return draw
