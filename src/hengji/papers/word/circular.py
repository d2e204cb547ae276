"""The draft circular on a round in Word, in the house's own look or in the county's template."""

from __future__ import annotations

from hengji.papers.word.document import typeset
from hengji.papers.word.template import fill
from hengji.rules.circular import Issue, compose
from hengji.rules.document import OFFICE
from hengji.rules.results import RoundResult


def write_circular(result: RoundResult, *, office: str = OFFICE, issue: Issue | None = None, template: bytes | None = None) -> bytes:
    """The draft circular on a round as the bytes of a .docx; ``template``: the county's own, with marks such as {{正文}}.
    Raises ``Unreadable`` on a template that cannot be used."""
    document = compose(result, office=office, issue=issue)
    return typeset(document) if template is None else fill(template, document)
