"""Messages on the page: unread first, opened where they lead, read one, some or all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import AT, TODAY, SmallCounty, small_county

from hengji.apps.notices.operations import notify
from hengji.apps.notices.queries import notices, unread
from hengji.apps.notices.recipients import to_person
from hengji.apps.organisations.models import Person
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings: Any) -> SmallCounty:
    settings.TODAY = TODAY
    return small_county()


@pytest.fixture
def me(here: SmallCounty) -> Person:
    person = here.person(Role.REPORTER)
    for number in range(3):
        notify(here.actor(person), to_person(person.pk), f"目标已退回 {number}", "<script>", "/jobs/", at=AT)
    return person


@pytest.fixture
def page(me: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(me)


def text(client: Client, query: str = "") -> str:
    return client.get(reverse("notices") + query).content.decode()


def test_listed_counted_and_escaped(page: Client) -> None:
    shown = text(page)
    assert shown.count("目标已退回") >= 3 and "<script>" not in shown.split("<main", 1)[1] and "未读<span>3</span>" in shown
    assert "目标已退回 1" in text(page, "?q=退回 1") and "目标已退回 2" not in text(page, "?q=退回 1")


def test_opening_one_reads_it_and_leads_there(here: SmallCounty, me: Person, page: Client) -> None:
    first = notices(here.actor(me)).rows[0]
    answer = page.get(reverse("notice", args=[first.id]))
    assert answer.headers["Location"] == "/jobs/" and unread(here.actor(me)) == 2
    assert page.get(reverse("notice", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("url", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_nobody_is_led_out_of_the_site(here: SmallCounty, me: Person, page: Client, url: str) -> None:
    notify(here.actor(me), to_person(me.pk), "外面", url=url, at=AT)
    outside = next(row for row in notices(here.actor(me)).rows if row.subject == "外面")
    assert page.get(reverse("notice", args=[outside.id])).headers["Location"] == reverse("notices")


def test_some_and_all_are_read(here: SmallCounty, me: Person, page: Client) -> None:
    rows = notices(here.actor(me)).rows
    page.post(reverse("notices-read"), {"selected": [str(rows[0].id), "nonsense", str(uuid4())]})
    assert unread(here.actor(me)) == 2
    assert "已把 2 条标为已读" in page.post(reverse("notices-read-all"), follow=True).content.decode()
    assert unread(here.actor(me)) == 0 and "没有未读的消息" in text(page)
    assert page.get(reverse("notices-read-all")).status_code == 405


def test_other_peoples_are_not_there(here: SmallCounty, me: Person, signed_in: Callable[[Person], Client]) -> None:
    other = signed_in(here.person(Role.REPORTER, "other"))
    first = notices(here.actor(me)).rows[0]
    assert other.get(reverse("notice", args=[first.id])).status_code == 404
    other.post(reverse("notices-read"), {"selected": [str(first.id)]})
    assert unread(here.actor(me)) == 3 and "目标已退回" not in text(other, "?tab=all")
