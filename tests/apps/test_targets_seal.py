"""Sealed revisions: the database refuses to change them, tampering is found and named, races have one winner each."""

from __future__ import annotations

import json
import os

import pytest
from django.db import DatabaseError, connection, transaction
from tests.apps.targetsworld import County, approved, county
from tests.conftest import Site

from hengji.apps.records.keys import uuid7
from hengji.apps.records.triggers import missing
from hengji.apps.targets.models import Target, TargetIndicator, TargetRevision
from hengji.apps.targets.seal import digest
from hengji.apps.targets.verify import verify_revisions

TABLES = ("targets_targetrevision", "targets_targetindicator")
RACES = int(os.environ.get("HENGJI_RACES", "50"))
"""HENGJI_RACES=1000 ./test tests/apps/test_targets_seal.py -k race runs the thousand of the bars."""


@pytest.fixture
def c(db: None) -> County:
    return county()


@pytest.fixture
def unsealed(c: County) -> County:
    """Somebody has dropped the triggers."""
    approved(c)
    with connection.cursor() as cursor:
        for table in TABLES:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    return c


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET region_id = region_id", "DELETE FROM {}"])
def test_the_database_refuses(c: County, table: str, sql: str) -> None:
    approved(c)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))
    assert not [name for name in missing(connection) if name.startswith("targets")]


def found(c: County) -> list[str]:
    return [one.sentence for one in verify_revisions(c.region.pk)]


def test_nothing_is_found_where_nothing_was_done(c: County) -> None:
    approved(c)
    assert found(c) == []


def test_a_changed_value_is_named(unsealed: County) -> None:
    TargetIndicator.objects.filter(position=5).update(value="100")
    (sentence,) = found(unsealed)
    assert "农村饮水安全巩固提升工程" in sentence and "第1版" in sentence and "被改过" in sentence


@pytest.mark.parametrize("change", [{"goal": "改小的目标"}, {"document": "假文号"}, {"amount": 1}, {"unit_name": "别的单位"}])
def test_a_changed_head_is_named(unsealed: County, change: dict[str, object]) -> None:
    TargetRevision.objects.update(**change)
    assert any("校验值不符" in sentence for sentence in found(unsealed))


def test_a_removed_indicator_is_named(unsealed: County) -> None:
    TargetIndicator.objects.filter(position=6).delete()
    assert any("校验值不符" in sentence for sentence in found(unsealed))


def test_a_changed_revision_with_a_new_digest_is_named(unsealed: County) -> None:
    TargetIndicator.objects.filter(position=5).update(value="100")
    revision = TargetRevision.objects.get()
    TargetRevision.objects.update(digest=digest(revision, revision.indicators.all()))
    assert any("日志中封存时的不符" in sentence for sentence in found(unsealed))


def test_a_removed_revision_is_named(unsealed: County) -> None:
    Target.objects.update(current=None)
    TargetIndicator.objects.all().delete()
    TargetRevision.objects.all().delete()
    assert any("不见了" in sentence for sentence in found(unsealed))


def test_a_pointer_moved_aside_is_named(unsealed: County) -> None:
    Target.objects.update(current=None)
    assert any("指向" in sentence for sentence in found(unsealed))


def test_a_revision_slipped_in_is_named(unsealed: County) -> None:
    revision = TargetRevision.objects.get()
    declaration = revision.declaration
    declaration.pk, declaration._state.adding = None, True
    declaration.pk = uuid7()
    declaration.save()
    revision.pk, revision.number, revision.declaration, revision._state.adding = uuid7(), 2, declaration, True
    revision.save(force_insert=True)
    assert any("没有封存记录" in sentence for sentence in found(unsealed))


def test_of_a_race_on_an_approval_exactly_one_wins(site: Site) -> None:
    said = json.loads(site.python(f"import targets_races; targets_races.main({RACES})").splitlines()[-1])
    assert said["winners"] == {"1": RACES} and said["said"] == {"won": RACES, "told": RACES * 3}, said
    assert (said["revisions"], said["indicators"], said["approved"], said["breaks"]) == (RACES, RACES, RACES, []), said
