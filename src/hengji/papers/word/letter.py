"""Letters that ask for missing forms, in Word."""

from __future__ import annotations

from collections.abc import Sequence

from hengji.papers.word.document import typeset
from hengji.rules.chaseletter import Letter, compose


def write_letters(letters: Sequence[Letter]) -> bytes:
    """催报函, one unit a page."""
    return typeset(compose(letters))
