"""Which rows of the library an actor reads: the own region's, those of regions above, and the reference set."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from hengji.apps.library.index import LONGEST
from hengji.apps.library.models import Category, LibraryIndicator
from hengji.apps.organisations.queries.above import regions_above
from hengji.apps.organisations.scope import require
from hengji.rules.access import Action, Actor
from hengji.rules.libraryentry import Entry
from hengji.rules.refusals import NotFound
from hengji.rules.tokens import tokens


def readable(actor: Actor) -> Q:
    """The condition on ``region``.  Raises ``NotFound`` for people without the library."""
    require(actor, Action.LIBRARY_VIEW)
    return Q(region__in=[actor.region, *regions_above(actor.region)]) | Q(region__isnull=True)


def indicators(actor: Actor) -> QuerySet[LibraryIndicator]:
    """Every indicator the actor may read, with its field."""
    return LibraryIndicator.objects.filter(readable(actor)).select_related("category")


def categories(actor: Actor) -> QuerySet[Category]:
    """Every field the actor may read."""
    return Category.objects.filter(readable(actor))


def found_by(rows: QuerySet[LibraryIndicator], text: str) -> QuerySet[LibraryIndicator]:
    """Those that have every word of a text: pairs of characters by the index of words, lone characters and the beginnings of
    figures and Latin words in the name."""
    for word in tokens(text):
        paired = ord(word[0]) >= 0x2E80 and len(word) > 1
        rows = rows.filter(Q(tokens__token=word[:LONGEST]) if paired else Q(name__icontains=word))
    return rows


def one(actor: Actor, key: UUID) -> LibraryIndicator:
    """One indicator the actor may read.  Raises ``NotFound``."""
    row = indicators(actor).filter(pk=key).first()
    if row is None:
        raise NotFound
    return row


def entry(row: LibraryIndicator) -> Entry:
    """A row as the rules see it."""
    return Entry(
        row.category.name, row.level1, row.level2, row.name, row.operator, row.unit, row.measure, row.value, row.explanation,
        row.how_measured, row.evidence, row.basis, tuple(row.avoid), row.common,
    )  # fmt: skip
