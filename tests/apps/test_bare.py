"""Rows as the database holds them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Q, QuerySet
from tests.apps.targetsworld import YEAR, county, unit

from hengji.apps.organisations.models import Unit
from hengji.apps.records.bare import bare, flag, key_of, moment_of, text_of, yuan
from hengji.apps.records.written import written_bare

pytestmark = pytest.mark.django_db


@written_bare
def units(region: UUID, year: int) -> QuerySet[Any, Any]:
    return (
        Unit.objects.filter(Q(region=region) | Q(pk=region), year=year)
        .order_by("code")
        .values_list("pk", "name", flag(parent__isnull=True))
    )


def test_a_bare_statement_is_asked_of_any_key() -> None:
    one, other = county("990001000"), county("990002000")
    mine = unit(one.region, "县水利局", "department", "301")
    for place in (one, other):
        asked = [(key_of(pk), name, bool(top)) for pk, name, top in units(place.region.pk, YEAR)]
        rows = Unit.objects.filter(region=place.region, year=YEAR).order_by("code").values_list("pk", "name", "parent")
        assert asked == [(pk, name, parent is None) for pk, name, parent in rows]
    assert units(one.region.pk, YEAR - 1) == [] and len(units(mine.pk, YEAR)) == 1


def test_nothing_within_reach_is_no_row() -> None:
    assert bare(Unit.objects.none().values_list("pk")) == []


def test_bare_values() -> None:
    mine = unit(county("990001000").region, "县水利局", "department", "301")
    ((pk,),) = bare(Unit.objects.filter(pk=mine.pk).values_list("pk"))
    assert key_of(pk) == mine.pk and text_of(pk) == str(mine.pk)
    assert (yuan(None), yuan(0), yuan(123)) == (None, Decimal(0), Decimal("1.23"))
    assert moment_of(datetime(2023, 8, 1)) == moment_of(datetime(2023, 8, 1, tzinfo=UTC)) == datetime(2023, 8, 1, tzinfo=UTC)
