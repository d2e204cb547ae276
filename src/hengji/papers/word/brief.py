"""The one-page brief on a round in Word."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.brief import Brief, compose


def write_brief(said: Brief) -> bytes:
    """一页简报."""
    return typeset(compose(said))
