"""How a command speaks: Chinese lines on standard output, and arguments it cannot use."""

from __future__ import annotations

import sys
from collections.abc import Sequence


class UnusableArgument(ValueError):  # noqa: N818 - said to people as it stands
    """An argument that cannot be used; a Chinese sentence."""


class CannotGoOn(Exception):  # noqa: N818 - said to people as it stands
    """What keeps a command from going on: what, why, what to do, in Chinese."""


def tell(lines: Sequence[str] | str) -> None:
    """Lines for people or for other programs."""
    text = lines if isinstance(lines, str) else "\n".join(lines)
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()
