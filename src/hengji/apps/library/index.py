"""The words indicators are found by, written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hengji.apps.library.models import IndicatorToken, LibraryIndicator
from hengji.rules.tokens import index_tokens

LONGEST = 40
"""Characters of a word that are kept."""
_BATCH = 5000


def rewrite(rows: Sequence[tuple[LibraryIndicator, str]]) -> None:
    """Replace the words of these indicators; each with its field's name."""
    keys = [row.pk for row, _ in rows]
    for start in range(0, len(keys), 500):
        IndicatorToken.objects.filter(indicator__in=keys[start : start + 500]).delete()
    write(rows)


def write(rows: Iterable[tuple[LibraryIndicator, str]]) -> None:
    """Write the words of indicators that have none yet."""
    IndicatorToken.objects.bulk_create((token for row, category in rows for token in _tokens(row, category)), _BATCH)


def _tokens(row: LibraryIndicator, category: str) -> Iterator[IndicatorToken]:
    named = {word[:LONGEST] for word in index_tokens(row.name)}
    other = {word[:LONGEST] for text in (category, *row.avoid) for word in index_tokens(text)} - named
    for words, of_name in ((named, True), (other, False)):
        for word in sorted(words):
            yield IndicatorToken(region_id=row.region_id, token=word, indicator=row, of_name=of_name)
