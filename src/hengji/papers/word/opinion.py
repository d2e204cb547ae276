"""The draft review opinion on a round's self-evaluations in Word."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.document import OFFICE
from hengji.rules.opinion import compose
from hengji.rules.results import RoundResult


def write_opinion(result: RoundResult, *, office: str = OFFICE) -> bytes:
    """The draft review opinion as the bytes of a .docx."""
    return typeset(compose(result, office=office))
