"""The notice of a round in Word."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.rules.notice import Notice, compose


def write_notice(said: Notice) -> bytes:
    """监控通知 with its annexes: outline of the report, what is asked, list of objects."""
    return typeset(compose(said))
