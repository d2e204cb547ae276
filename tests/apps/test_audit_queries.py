"""Finding in the trail: by person, verb, thing, day, text; one thing's history; only for the audit administrator of the region."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from hengji.apps.audit.anchors import anchor, anchors_file, lines_kept
from hengji.apps.audit.models import Anchor, Entry
from hengji.apps.audit.operations import note_export, operation, record
from hengji.apps.audit.queries import TrailAsked, chains, history, trail, verbs
from hengji.apps.audit.verify import verify
from hengji.apps.organisations.models import Region
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.refusals import NotFound

pytestmark = pytest.mark.django_db
DAYS = {day: datetime(2026, 8, day, 15, 59, tzinfo=UTC) for day in (20, 21, 22)}
"""One minute before midnight in the county."""


@operation
def rename(who: Actor, region: Region, name: str, *, at: datetime) -> None:
    record(who, "已改名", region, before=region.name, after=name, amounts={"budget": Decimal("12.50")}, opinion="按文件改")


@operation
def close(who: Actor, region: Region, *, at: datetime) -> None:
    record(who, "已关闭", region)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def region() -> Region:
    return Region.objects.create(code="990001000", name="示例县")


def person(region: Region, name: str = "示例甲", role: Role = Role.AUDIT) -> Actor:
    return Actor(uuid4(), name, region.pk, (Duty(role, region.pk, region.pk),))


@pytest.fixture
def filled(region: Region) -> Region:
    rename(person(region, "示例甲"), region, "某县", at=DAYS[20])
    rename(person(region, "示例乙"), region, "100%县", at=DAYS[21])
    close(person(region, "示例乙"), region, at=DAYS[22])
    return region


def found(region: Region, **asked: object) -> list[int]:
    return [line.seq for line in trail(person(region), TrailAsked(**asked)).rows]  # type: ignore[arg-type]


def test_what_is_asked_is_found(filled: Region) -> None:
    assert found(filled) == [3, 2, 1]
    assert found(filled, person="乙") == [3, 2]
    assert found(filled, verb="已改名") == [2, 1]
    assert found(filled, subject="示例县", subject_id=filled.pk) == [3, 2, 1]
    assert found(filled, subject_id=uuid4()) == []
    assert found(filled, since=date(2026, 8, 21)) == [3, 2]
    assert found(filled, since=date(2026, 8, 21), until=date(2026, 8, 21)) == [2]
    assert found(filled, text="某县") == [1], "in the payload, in Chinese"
    assert found(filled, text="100%县") == [2]
    assert found(filled, text="1%县") == [], "% is a character, not a pattern"


def test_a_window_and_the_count(filled: Region) -> None:
    answer = trail(person(filled), TrailAsked(), slice(1, 2))
    assert ([line.seq for line in answer.rows], answer.count) == ([2], 3)
    assert verbs(person(filled)) == ("已关闭", "已改名")


def test_others_are_told_nothing(filled: Region) -> None:
    elsewhere = Region.objects.create(code="990002000", name="别县")
    assert trail(person(elsewhere), TrailAsked()).count == 0
    for role in (role for role in Role if role is not Role.AUDIT):
        with pytest.raises(NotFound):
            trail(person(filled, role=role), TrailAsked())
        with pytest.raises(NotFound):
            verbs(person(filled, role=role))


def test_history_is_in_chinese(filled: Region) -> None:
    assert [line.seq for line in history(filled.pk)] == [3, 2, 1]
    line = history(filled.pk)[1]
    assert line.opinion == "按文件改"
    assert line.who == "示例乙（审计管理员）"
    assert ("改前", "示例县") in line.facts and ("改后", "100%县") in line.facts
    assert line.what.startswith("已改名　改前：示例县；改后：100%县")


def test_taking_the_trail_out_leaves_a_row(filled: Region) -> None:
    note_export(person(filled), 3, at=DAYS[22], since=date(2026, 8, 1))
    assert history_of_chain(filled.pk) == [("已导出", "操作日志", {"rows": 3, "since": "2026-08-01"})]
    assert list(verify(filled.pk)) == []


def history_of_chain(region: UUID) -> list[tuple[str, str, dict[str, object]]]:
    return list(Entry.objects.filter(region=region, subject_type="Chain").values_list("verb", "subject_name", "payload"))


def test_the_end_of_a_day_is_kept_outside(filled: Region, data: Path) -> None:
    (head,) = anchor(date(2026, 8, 21))
    assert (head.seq, head.region, head.code) == (3, filled.pk, "990001000")
    assert (data / "anchors.txt").read_text() == f"2026-08-21 {filled.pk} 990001000 3 {head.hash}\n"
    assert anchor(date(2026, 8, 21)) == (head,) and lines_kept() == (head,), "a second time adds nothing"
    assert list(verify(filled.pk)) == []
    (chain,) = chains()
    assert (chain.length, chain.anchored) == (3, date(2026, 8, 21))


def test_a_later_head_of_the_same_day_stands_beside_the_first(filled: Region) -> None:
    anchor(date(2026, 8, 21))
    close(person(filled), filled, at=DAYS[22])
    anchor(date(2026, 8, 21))
    assert [head.seq for head in lines_kept()] == [3, 4]
    assert list(verify(filled.pk)) == []


def unseal() -> None:
    with connection.cursor() as cursor:
        on = " ON audit_entry" if connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER audit_entry_no_{verb}{on}")


def test_a_tail_cut_off_is_found_by_the_anchor(filled: Region) -> None:
    anchor(date(2026, 8, 21))
    unseal()
    Entry.objects.filter(seq=3).delete()
    assert [(found.seq, "截去" in found.sentence) for found in verify(filled.pk)] == [(3, True), (3, True)]
    Anchor.objects.all().delete()
    (left,) = verify(filled.pk)
    assert "anchors.txt" in left.sentence, "the file outside still tells"


def test_a_file_that_went_away_is_told(filled: Region) -> None:
    anchor(date(2026, 8, 21))
    anchors_file().unlink()
    (told,) = verify(filled.pk)
    assert "没有 2026-08-21 日终的校验值" in told.sentence


def test_a_broken_line_of_the_file_costs_itself_only(filled: Region) -> None:
    anchor(date(2026, 8, 20))
    with anchors_file().open("a") as out:
        out.write("half a li")
    assert len(lines_kept()) == 1
