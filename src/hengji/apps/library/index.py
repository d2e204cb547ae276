"""The words indicators are found by, written beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from hengji.apps.library.models import IndicatorToken, LibraryIndicator
from hengji.rules.tokens import tokens

LONGEST = 40
"""Characters of a word that are kept."""
_INSERT = "INSERT INTO library_indicatortoken (token, indicator_id) VALUES (%s, %s)"


def rewrite(rows: Sequence[tuple[LibraryIndicator, str]]) -> None:
    """Replace the words of these indicators; each with its field's name."""
    keys = [row.pk for row, _ in rows]
    for start in range(0, len(keys), 500):
        IndicatorToken.objects.filter(indicator__in=keys[start : start + 500]).delete()
    write(rows)


def write(rows: Iterable[tuple[LibraryIndicator, str]]) -> None:
    """Write the words of indicators that have none yet; a dozen each, so past the model (ten times as fast for a whole library)."""
    key = IndicatorToken._meta.get_field("indicator")
    values = [(word, key.get_db_prep_save(row.pk, connection)) for row, category in rows for word in _words(row, category)]
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, values)


def _words(row: LibraryIndicator, category: str) -> Iterator[str]:
    found = (word[:LONGEST] for text in (row.name, category, *row.avoid) for word in tokens(text))
    return iter(dict.fromkeys(found))
