"""Statements written once (``records.written``): the rows of the query they stand for, whatever the values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Exists, OuterRef, Q, QuerySet

from hengji.apps.jobs.models import Job
from hengji.apps.organisations.models import Assignment, Person, Region, Unit
from hengji.apps.records.written import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties() -> tuple[Region, Region]:
    province = Region.objects.create(code="990000", name="示例省")
    return province, Region.objects.create(code="990001", name="示例县", parent=province)


def _unit(region: Region, name: str, year: int = 2023) -> Unit:
    lineage = uuid4()
    return Unit.objects.create(region=region, year=year, lineage=lineage, code=name, name=name, kind="department", path=f"/{lineage.hex}")


def test_values_of_each_call_go_into_the_one_statement(counties: tuple[Region, Region], django_assert_num_queries: Any) -> None:
    built = []

    @written
    def named(region: UUID, name: str) -> QuerySet[Unit]:
        built.append(name)
        return Unit.objects.filter(region=region, name=name).select_related("region")

    province, county = counties
    one, other = _unit(county, "教育局"), _unit(province, "教育厅")
    with django_assert_num_queries(3):
        assert named(county.pk, "教育局") == [one] and named(province.pk, "教育厅") == [other] and named(county.pk, "教育厅") == []
        assert named.__wrapped__.__name__ == "named"  # type: ignore[attr-defined]
    with django_assert_num_queries(1):
        assert named(county.pk, "教育局")[0].region.name == "示例县"
    assert len(built) == 1


def test_the_rows_are_those_of_the_query(counties: tuple[Region, Region]) -> None:
    def below(anchors: tuple[UUID, ...], year: int | None) -> QuerySet[Unit, Any]:
        found = Unit.objects.filter(lineage__in=anchors, **({"year": year} if year else {}))
        return found.order_by("code").values_list("code", "region__name", "lineage")

    once = written(below)
    units = [_unit(counties[1], name) for name in ("甲局", "乙局", "丙局")]
    for anchors in ((), (units[0].lineage,), tuple(one.lineage for one in units), (units[1].lineage, uuid4(), units[1].lineage)):
        for year in (None, 2023, 2024):
            assert once(anchors, year) == list(below(anchors, year))


def test_a_key_within_a_text_and_a_day_are_values_too(counties: tuple[Region, Region]) -> None:
    @written
    def under(anchor: UUID) -> QuerySet[Unit, str]:
        return Unit.objects.filter(path__contains=anchor.hex).values_list("name", flat=True)

    @written
    def held(on: date) -> QuerySet[Person, str]:
        running = Assignment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on), person=OuterRef("pk"), starts__lte=on)
        return Person.objects.filter(Exists(running)).values_list("name", flat=True)

    one, other = _unit(counties[0], "甲局"), _unit(counties[1], "乙局")
    assert (under(one.lineage), under(other.lineage), under(uuid4())) == (["甲局"], ["乙局"], [])
    assert held(date(2023, 8, 1)) == [] == held(date(2024, 8, 1))


def test_times_are_values_and_numbers_part_of_the_shape(counties: tuple[Region, Region]) -> None:
    built = []

    @written
    def sent(at: datetime, many: int) -> QuerySet[Job, int]:
        built.append(at)
        return Job.objects.filter(enqueued_at=at, attempts=many).values_list("attempts", flat=True)

    times = [datetime(2026, 8, 21, 3, 0, 1, 500, tzinfo=UTC), datetime(2026, 8, 21, 3, 0, tzinfo=UTC)]
    for at, many in zip(times, (2, 3), strict=True):
        Job.objects.create(region=counties[1], person=uuid4(), enqueued_at=at, attempts=many)
    assert [sent(at, many) for at in times for many in (2, 3)] == [[2], [], [], [3]] and len(built) == 2


def test_a_value_that_decides_how_the_statement_reads_is_a_fault(counties: tuple[Region, Region]) -> None:
    @written
    def wrong(region: UUID) -> QuerySet[Region]:
        return Region.objects.all() if region == counties[0].pk else Region.objects.filter(name="")

    with pytest.raises(AssertionError, match="do not reach"):
        wrong(counties[0].pk)
