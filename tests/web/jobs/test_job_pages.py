"""One's own long work on the page: how far it is, cancel, the result; nothing of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import AT, TODAY, SmallCounty, small_county

from hengji.apps.files.operations import store
from hengji.apps.jobs import running
from hengji.apps.jobs.models import Job
from hengji.apps.jobs.operations import enqueue
from hengji.apps.organisations.models import Person
from hengji.rules.access import Actor, Role
from hengji.web.jobs.line import job_line

pytestmark = pytest.mark.django_db
TASK = "hengji.apps.audit.tasks.verify_chains"
Work = Callable[..., Mapping[str, object]]
Enter = Callable[[Person], Client]


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> SmallCounty:
    settings.TODAY, settings.FILES, settings.DATA = TODAY, tmp_path / "files", tmp_path
    return small_county()


@pytest.fixture
def me(here: SmallCounty) -> Person:
    return here.person(Role.OFFICE)


@pytest.fixture
def page(me: Person, signed_in: Enter) -> Client:
    return signed_in(me)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    return lambda task: monkeypatch.setattr(running, "import_string", lambda _path: task)


@pytest.fixture
def job(here: SmallCounty, me: Person) -> UUID:
    return enqueue(here.actor(me), "导出清单", TASK, {}, at=AT)


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_waiting_to_the_file(
    here: SmallCounty, me: Person, page: Client, job: UUID, work: Callable[[Work], None], run_jobs: Callable[[], int]
) -> None:
    def task(actor: Actor, _progress: object, *, at: datetime) -> Mapping[str, object]:
        return {"sentence": "导出 3 行", "file": store(actor, "清单.txt", b"abc", at=at).id, "lines": ["第一条", "<b>"]}

    work(task)
    assert "排队中" in text(page, "job", job) and 'hx-get="' in text(page, "job-line", job)
    assert page.get(reverse("job-result", args=[job])).status_code == 404, "there is no file yet"
    assert run_jobs() == 1
    shown = text(page, "job", job)
    assert "导出 3 行" in shown and "第一条" in shown and "&lt;b&gt;" in shown and "hx-get" not in shown
    result = page.get(reverse("job-result", args=[job]))
    assert b"".join(result.streaming_content) == b"abc" and "%E6%B8%85%E5%8D%95.txt" in result.headers["Content-Disposition"]
    assert job_line(here.actor(me), job).result_url == reverse("job-result", args=[job])
    assert "导出 3 行" in text(page, "jobs")


def test_the_page_is_loaded_again_when_the_job_has_ended(
    page: Client, job: UUID, work: Callable[[Work], None], run_jobs: Callable[[], int]
) -> None:
    work(lambda *_, at: {})
    line = reverse("job-line", args=[job])
    assert "HX-Refresh" not in page.get(f"{line}?reload=1").headers
    run_jobs()
    assert page.get(f"{line}?reload=1").headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in page.get(line).headers, "a line on another page is only swapped"


def test_cancel(page: Client, job: UUID) -> None:
    assert page.get(reverse("job-cancel", args=[job])).status_code == 405
    answer = page.post(reverse("job-cancel", args=[job]))
    assert answer.headers["Location"] == reverse("job", args=[job]) and Job.objects.get().state == "cancelled"
    assert "取消任务" not in text(page, "job", job)


def test_what_went_wrong_is_said(page: Client, job: UUID, work: Callable[[Work], None], run_jobs: Callable[[], int]) -> None:
    def broken(*_: object, at: object) -> Mapping[str, object]:
        raise ZeroDivisionError

    work(broken)
    for _ in range(3):
        run_jobs()
        Job.objects.update(not_before=None)
    shown = text(page, "job", job)
    assert "系统出错，试了 3 次都没有成功" in shown and "ZeroDivisionError" not in shown


def test_other_peoples_work_is_not_there(here: SmallCounty, job: UUID, signed_in: Enter) -> None:
    other = signed_in(here.person(Role.OFFICE, "other"))
    for name in ("job", "job-line", "job-result"):
        assert other.get(reverse(name, args=[job])).status_code == 404
        assert other.get(reverse(name, args=[uuid4()])).status_code == 404
    assert other.post(reverse("job-cancel", args=[job])).status_code == 404
    assert "导出清单" not in text(other, "jobs")


def test_the_list_by_state_and_its_queries_do_not_grow(
    here: SmallCounty, me: Person, page: Client, job: UUID, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        enqueue(here.actor(me), f"任务 {number}", TASK, {}, at=AT)
    with django_assert_max_num_queries(14):
        assert text(page, "jobs").count("<tr>") == 26
    assert "没有任务" in page.get(reverse("jobs") + "?tab=done").content.decode()
    assert page.get(reverse("jobs") + "?export=xlsx").content[:2] == b"PK"
