"""Notices: to a person, a post, a role at a unit; read by each holder alone; gone with what was undone; forgotten in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from hengji.apps.audit.operations import operation
from hengji.apps.notices.models import Notice, Reading
from hengji.apps.notices.operations import mark_all_read, mark_read, mark_these_read, notify, notify_all
from hengji.apps.notices.queries import notices, unread
from hengji.apps.notices.recipients import Message, Recipient, to_person, to_post, to_role
from hengji.apps.notices.retention import KEPT, forget_old
from hengji.apps.organisations.models import Region
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Actor:
    region = Region.objects.create(code="990001000", name="示例县").pk
    return holder(region, Role.OFFICE, uuid4())


def holder(region: UUID, role: Role, unit: UUID, post: UUID | None = None) -> Actor:
    return Actor(uuid4(), "示例人", region, (Duty(role, region, unit, post=post or uuid4()),))


def subjects(actor: Actor) -> list[str]:
    return [line.subject for line in notices(actor).rows]


def test_each_reaches_whom_it_is_for(office: Actor) -> None:
    unit, post = uuid4(), uuid4()
    first = holder(office.region, Role.REPORTER, unit, post)
    second = holder(office.region, Role.REPORTER, unit)
    reviewer = holder(office.region, Role.DEPARTMENT, unit)
    notify(office, to_person(first.id), "给人", at=AT)
    notify(office, to_post(post), "给岗位", at=AT + timedelta(seconds=1))
    notify(office, to_role(unit, Role.REPORTER), "给填报人", at=AT + timedelta(seconds=2))
    assert subjects(first) == ["给填报人", "给岗位", "给人"]
    assert subjects(second) == ["给填报人"]
    assert subjects(reviewer) == subjects(office) == []
    heir = holder(office.region, Role.REPORTER, uuid4(), post)
    assert subjects(heir) == ["给岗位"], "whoever takes the post over has what was told to it"
    elsewhere = holder(Region.objects.create(code="990002000", name="别县").pk, Role.REPORTER, unit)
    assert subjects(elsewhere) == []


def test_everybody_reads_for_himself(office: Actor) -> None:
    unit = uuid4()
    first, second = (holder(office.region, Role.REPORTER, unit) for _ in range(2))
    notify_all(office, [Message(to_role(unit, Role.REPORTER), f"第 {number} 条", url=f"/targets/{number}/") for number in range(3)], at=AT)
    (line, *_) = notices(first).rows
    assert (unread(first), line.read) == (3, False)
    assert mark_read(first, line.id, at=AT) == line.url
    mark_read(first, line.id, at=AT)  # a second time changes nothing
    assert (unread(first), unread(second), Reading.objects.count()) == (2, 3, 1)
    assert [row.id for row in notices(first, only_unread=True).rows] == [row.id for row in notices(first).rows if not row.read]
    assert mark_these_read(first, [row.id for row in notices(first).rows[:2]], at=AT) == 2
    assert mark_all_read(first, at=AT) == 1 and mark_all_read(first, at=AT) == 0
    assert (unread(first), notices(first).count) == (0, 3)


def test_other_peoples_notices_are_not_found(office: Actor) -> None:
    other = holder(office.region, Role.REPORTER, uuid4())
    notify(office, to_person(office.id), "给本人", at=AT)
    (mine,) = notices(office).rows
    with pytest.raises(NotFound):
        mark_read(other, mine.id, at=AT)
    assert mark_these_read(other, [mine.id, uuid4()], at=AT) == 0 and unread(office) == 1


def test_what_is_undone_was_never_told(office: Actor) -> None:
    @operation
    def undone(actor: Actor, *, at: datetime) -> None:
        notify(actor, to_person(actor.id), "不应收到", at=at)
        raise Refused("job-ended", title="")

    with pytest.raises(Refused):
        undone(office, at=AT)
    assert unread(office) == 0


@pytest.mark.parametrize("to", [Recipient(), Recipient(person=uuid4(), post=uuid4()), Recipient(unit=uuid4()), Recipient(role="reporter")])
def test_a_notice_has_exactly_one_kind_of_recipient(office: Actor, to: Recipient) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        notify(office, to, "无人", at=AT)


def test_the_count_is_one_query(office: Actor, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = replace(office, duties=tuple(Duty(Role.DIVISION, office.region, uuid4(), post=uuid4()) for _ in range(5)))
    notify_all(office, [Message(to_role(duty.unit, Role.DIVISION), "会审") for duty in many.duties] * 20, at=AT)
    with django_assert_num_queries(1):
        assert unread(many) == 100
    with django_assert_num_queries(3):
        assert len(notices(many, window=slice(25)).rows) == 25


def test_search(office: Actor) -> None:
    notify(office, to_person(office.id), "目标已批复", "农村供水", at=AT)
    notify(office, to_person(office.id), "目标已退回", "敬老院 100%", at=AT)
    assert [row.subject for row in notices(office, text="供水").rows] == ["目标已批复"]
    assert [row.subject for row in notices(office, text="0%").rows] == ["目标已退回"]


def test_old_notices_are_forgotten(office: Actor) -> None:
    notify(office, to_person(office.id), "去年", at=AT)
    mark_all_read(office, at=AT)
    notify(office, to_person(office.id), "今年", at=AT + timedelta(days=1))
    assert forget_old(AT + KEPT) == 0
    forget_old(AT + KEPT + timedelta(hours=1))
    assert subjects(office) == ["今年"] and Notice.objects.count() == 1 and Reading.objects.count() == 0
