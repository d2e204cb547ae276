"""The draft circular on a round in Word."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.circular import compose
from hengji.rules.document import OFFICE
from hengji.rules.results import RoundResult


def write_circular(result: RoundResult, *, office: str = OFFICE) -> bytes:
    """The draft circular on a round as the bytes of a .docx."""
    return typeset(compose(result, office=office))
