"""The trail: appended by operations, chained, sealed by the database, and found out when rewritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.utils import DatabaseError

from hengji.apps.audit.models import Entry
from hengji.apps.audit.operations import Unrecorded, operation, record
from hengji.apps.audit.verify import verify
from hengji.apps.organisations.models import Region
from hengji.apps.records.triggers import missing
from hengji.rules.access import Actor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def region() -> Region:
    return Region.objects.create(code="990001000", name="示例县")


def actor(region: Region) -> Actor:
    return Actor(region.pk, "示例人", region.pk)


@operation
def rename(who: Actor, region: Region, name: str, *, at: datetime) -> None:
    Region.objects.filter(pk=region.pk).update(name=name)
    record(who, "已改名", region, before=region.name, after=name)


@operation
def rename_twice(who: Actor, region: Region, *, at: datetime) -> None:
    rename(who, region, "甲县", at=at)
    rename(who, region, "乙县", at=at)


@operation
def forgetful(who: Actor, region: Region, *, at: datetime) -> None:
    Region.objects.filter(pk=region.pk).update(name="忘记")


def test_one_chain_a_region_and_nested_calls_join(region: Region) -> None:
    rename_twice(actor(region), region, at=AT)
    rename(actor(region), region, "丙县", at=AT)
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert list(verify(region.pk)) == []


def test_an_operation_that_forgets_the_trail_is_undone(region: Region) -> None:
    with pytest.raises(Unrecorded):
        forgetful(actor(region), region, at=AT)
    region.refresh_from_db()
    assert region.name == "示例县"


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET actor_name='别人'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_trail(region: Region, sql: str) -> None:
    rename(actor(region), region, "甲县", at=AT)
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_trigger_is_missing() -> None:
    assert [name for name in missing(connection) if name.startswith("audit")] == []


def unseal() -> None:
    with connection.cursor() as cursor:
        on = " ON audit_entry" if connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER audit_entry_no_{verb}{on}")


def test_a_changed_row_is_found_and_named(region: Region) -> None:
    for name in ("甲县", "乙县", "丙县"):
        rename(actor(region), region, name, at=AT)
    unseal()
    Entry.objects.filter(seq=2).update(actor_name="别人")
    (found,) = verify(region.pk)
    assert found.seq == 2 and "被改过" in found.sentence


def test_a_removed_row_is_found(region: Region) -> None:
    for name in ("甲县", "乙县", "丙县"):
        rename(actor(region), region, name, at=AT)
    unseal()
    Entry.objects.filter(seq=2).delete()
    assert [found.seq for found in verify(region.pk)] == [3]
    assert "不见了" in next(iter(verify(region.pk))).sentence
