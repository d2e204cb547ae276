"""Whatever is changed in the trail or in a sealed revision by SQL, with the triggers dropped, is found and named: column by column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from tests.apps.targetsworld import AT, County, approved, county
from tests.conftest import Site

from hengji.apps.audit.anchors import anchor, anchors_file
from hengji.apps.audit.chain import link
from hengji.apps.audit.models import Entry
from hengji.apps.audit.verify import verify
from hengji.apps.organisations.models import Region
from hengji.apps.records.keys import uuid7
from hengji.apps.records.triggers import SEALED
from hengji.apps.targets.verify import verify_revisions

pytestmark = pytest.mark.django_db
TABLES = ("audit_entry", "targets_targetrevision", "targets_targetindicator")


def model_of(table: str) -> Any:
    return next(one for one in apps.get_models() if one._meta.db_table == table)


COLUMNS = [(table, field.column) for table in TABLES for field in model_of(table)._meta.local_fields]


@pytest.fixture
def open_county(db: None) -> County:
    """A county with an approved target, another region beside it, and the triggers dropped."""
    c = county()
    approved(c)
    approved(c, c.overall, "示财绩〔2026〕9号", by=c.second)
    Region.objects.create(code="990002000", name="邻县")
    with connection.cursor() as cursor:
        for table in SEALED:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    return c


def found() -> list[str]:
    """What ``hengji audit verify`` says of the whole site."""
    return [one.sentence for region in Region.objects.all() for walk in (verify, verify_revisions) for one in walk(region.pk)]


def other(field: Any, held: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(field, models.ForeignKey):
        return uuid7() if field.name != "region" else Region.objects.exclude(pk=held).values_list("pk", flat=True).first()
    kinds: tuple[tuple[Any, Any], ...] = (
        (models.UUIDField, uuid7),
        (models.BooleanField, lambda: not held),
        (models.DateTimeField, lambda: held - timedelta(days=1)),
        (models.DateField, lambda: held - timedelta(days=1)), (models.JSONField, lambda: {"改": 1} if isinstance(held, dict) else ["改"]),
        (models.IntegerField, lambda: (held or 0) + 7000),
    )  # fmt: skip
    for kind, made in kinds:
        if isinstance(field, kind):
            return made()
    return (
        (held or 0) + 100 if field.get_internal_type() in ("YuanField", "BigIntegerField", "DecimalField") else f"{str(held or '')[:-1]}改"
    )


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_cell_is_named(open_county: County, table: str, column: str) -> None:
    model = model_of(table)
    field = next(one for one in model._meta.local_fields if one.column == column)
    row = model.objects.order_by("pk")[1]
    assert found() == []
    value = field.get_db_prep_value(other(field, getattr(row, field.attname)), connection)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        key = model._meta.pk.get_db_prep_value(row.pk, connection)
        cursor.execute(f'UPDATE {table} SET "{column}" = %s WHERE id = %s', [value, key])
        assert cursor.rowcount == 1
        said = found()
        transaction.set_rollback(True)
    assert said, f"{table}.{column} can be changed unseen"
    assert any(name in " ".join(said) for name in ("第", "封存", "目标")), said


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_removed_row_of_the_trail_is_named(open_county: County, place: int) -> None:
    anchor(date(2026, 3, 2))
    seqs = list(Entry.objects.filter(region=open_county.region).order_by("seq").values_list("seq", flat=True))
    Entry.objects.filter(region=open_county.region, seq=seqs[place]).delete()
    assert found()
    anchors_file().unlink()


def test_swapped_rows_are_named(open_county: County) -> None:
    first, second = Entry.objects.filter(region=open_county.region).order_by("seq")[2:4]
    Entry.objects.filter(pk=first.pk).update(seq=10_000)
    Entry.objects.filter(pk=second.pk).update(seq=first.seq)
    Entry.objects.filter(pk=first.pk).update(seq=second.seq)
    assert any("被改过" in one for one in found())


def test_an_inserted_row_is_named(open_county: County) -> None:
    last = Entry.objects.filter(region=open_county.region).latest("seq")
    row = Entry(region_id=last.region_id, seq=last.seq + 1, at=AT, actor_name="别人", verb="已批复", subject_type="x", subject_name="y")
    row.previous, row.hash = "0" * 64, "0" * 64
    row.save(force_insert=True)
    assert any("被改过" in one or "接不上" in one for one in found())


def test_a_wholly_rewritten_chain_is_caught_by_the_anchors(open_county: County) -> None:
    anchor(date(2026, 3, 2))
    previous = "0" * 64
    for row in Entry.objects.filter(region=open_county.region).order_by("seq"):
        row.actor_name = "别人" if row.seq == 2 else row.actor_name
        row.previous = previous
        row.hash = previous = link(row)
        Entry.objects.filter(pk=row.pk).update(actor_name=row.actor_name, previous=row.previous, hash=row.hash)
    assert not [one for one in chain(open_county.region.pk) if "不符：这一条" in one]
    assert any("整段改写" in one for one in chain(open_county.region.pk))
    anchors_file().unlink()


def chain(region: UUID) -> list[str]:
    return [one.sentence for one in verify(region)]


BREAK = """
import json
from django.db import connection
from targetsworld import approved, county
c = county()
approved(c)
with connection.cursor() as cursor:
    for table in ("audit_entry", "targets_targetindicator"):
        cursor.execute(f"DROP TRIGGER {table}_no_update" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    cursor.execute("UPDATE audit_entry SET actor_name = '别人' WHERE seq = 3")
    cursor.execute("UPDATE targets_targetindicator SET value = '1' WHERE position = 1")
print(json.dumps(c.program.name))
"""


@pytest.fixture
def broken(site: Site) -> Iterator[tuple[Site, str]]:
    yield site, json.loads(site.python(BREAK).splitlines()[-1])


def test_the_command_names_it_and_ends_with_1(broken: tuple[Site, str]) -> None:
    site, program = broken
    ended = site.hengji("audit", "verify", check=False)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 1 and "第 3 条" in said and program in said
