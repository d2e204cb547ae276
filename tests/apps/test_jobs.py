"""Long work: asked for once, done once, told how far; failures say what to do; other people's are not seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from hengji.apps.audit.models import Entry
from hengji.apps.audit.operations import operation, unchanged
from hengji.apps.files.operations import store
from hengji.apps.jobs import running
from hengji.apps.jobs.models import Job
from hengji.apps.jobs.operations import cancel, enqueue
from hengji.apps.jobs.progress import Progress
from hengji.apps.jobs.queries import JobStatus, jobs, status
from hengji.apps.jobs.retention import KEPT, forget_old
from hengji.apps.jobs.running import Workshop, claim, reap, run, run_due
from hengji.apps.organisations.models import Region
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 21, 9, 0, tzinfo=UTC)
TASK = "hengji.apps.audit.tasks.verify_chains"
Work = Callable[..., Mapping[str, object]]


@pytest.fixture
def region() -> Region:
    return Region.objects.create(code="990001000", name="示例县")


@pytest.fixture
def me(region: Region) -> Actor:
    return Actor(uuid4(), "示例人", region.pk, (Duty(Role.OFFICE, region.pk, region.pk),))


@pytest.fixture
def shop(me: Actor) -> Workshop:
    return Workshop(actor_of=lambda _person: me, clock=lambda: AT, heartbeat=None)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Makes a function the task of every job."""
    return lambda task: monkeypatch.setattr(running, "import_string", lambda _path: task)


def ask(actor: Actor, **arguments: object) -> UUID:
    return enqueue(actor, "示例任务", TASK, arguments, at=AT)


def done(actor: Actor, job: UUID, shop: Workshop) -> JobStatus:
    run_due(shop)
    return status(actor, job)


def again_now() -> None:
    """The pause after a run that failed is over."""
    Job.objects.update(not_before=None)


def test_done_once_with_arguments_actor_and_result(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    seen: list[Any] = []

    def task(actor: Actor, progress: Progress, *, at: datetime, **arguments: Any) -> dict[str, object]:
        seen.append((actor, at, arguments))
        progress(1, 2, "过半")
        return {"sentence": "办好了", "on": date(2026, 8, 21)}

    work(task)
    job = ask(me, unit=(unit := uuid4()), day=date(2026, 8, 1))
    assert status(me, job).sentence == "排队中"
    found = done(me, job, shop)
    assert seen == [(me, AT, {"unit": str(unit), "day": "2026-08-01"})]
    assert (found.state, found.sentence, found.result["on"], found.finished_at) == ("done", "办好了", "2026-08-21", AT)
    assert run_due(shop) == 0 and len(seen) == 1


def test_asking_and_cancelling_leave_rows(me: Actor) -> None:
    cancel(me, ask(me), at=AT)
    assert list(Entry.objects.order_by("seq").values_list("verb", "subject_name")) == [("已发起", "示例任务"), ("已取消", "示例任务")]


def test_an_operation_undone_asks_for_nothing(me: Actor) -> None:
    @operation
    def undone(actor: Actor, *, at: datetime) -> None:
        unchanged()
        ask(actor)
        raise Refused("job-ended", title="")

    with pytest.raises(Refused):
        undone(me, at=AT)
    assert Job.objects.count() == 0


def test_the_file_a_task_made_is_its_result(me: Actor, shop: Workshop, work: Callable[[Work], None], settings: Any, tmp_path: Any) -> None:
    settings.FILES = tmp_path
    work(lambda actor, _progress, *, at: {"file": store(actor, "结果.txt", b"x", at=at).id})
    found = done(me, ask(me), shop)
    assert found.result_file is not None and "file" not in found.result


@pytest.mark.parametrize("path", ["os.system", "hengji.apps.audit.operations.record", "hengji.apps.audit.tasks", "hengji.clock.now"])
def test_only_tasks_are_run(me: Actor, path: str) -> None:
    with pytest.raises(ValueError):
        enqueue(me, "示例", path, {}, at=AT)


def test_a_refusal_is_said_and_not_tried_again(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    def task(_actor: Actor, _progress: Progress, *, at: datetime) -> dict[str, object]:
        raise Refused("file-empty", name="表.xlsx")

    work(task)
    found = done(me, ask(me), shop)
    assert found.failed and found.sentence.startswith("“表.xlsx”是空文件")
    again_now()
    assert run_due(shop) == 0


def test_a_person_who_has_left_does_nothing_more(me: Actor, shop: Workshop) -> None:
    def nobody(_person: UUID) -> Actor:
        raise NotFound

    shop.actor_of = nobody
    found = done(me, ask(me), shop)
    assert found.failed and "不在你的办理范围内" in found.sentence


def test_a_crash_is_tried_again_later_and_then_given_up(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    runs: list[int] = []

    def task(_actor: Actor, _progress: Progress, *, at: datetime) -> dict[str, object]:
        runs.append(1)
        raise ZeroDivisionError

    work(task)
    job = ask(me)
    assert done(me, job, shop).state == "queued"
    assert run_due(shop) == 0, "not at once"
    for _ in range(2):
        again_now()
        found = done(me, job, shop)
    assert found.failed and "试了 3 次" in found.sentence and len(runs) == 3


def test_cancelled_before_it_began(me: Actor, shop: Workshop) -> None:
    job = ask(me)
    cancel(me, job, at=AT)
    assert (status(me, job).state, run_due(shop)) == ("cancelled", 0)
    cancel(me, job, at=AT)  # twice is once


def test_cancelled_in_the_middle_it_stops_at_the_next_step(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    steps: list[int] = []
    job = ask(me)

    def task(actor: Actor, progress: Progress, *, at: datetime) -> dict[str, object]:
        for step in range(5):
            steps.append(step)
            if step == 2:
                cancel(actor, job, at=at)
                assert "正在停下" in status(actor, job).sentence
            progress(5, 5)
        return {}

    work(task)
    assert (done(me, job, shop).state, steps) == ("cancelled", [0, 1, 2])


def test_what_has_ended_cannot_be_cancelled(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    work(lambda *_, at: {})
    job = ask(me)
    run_due(shop)
    with pytest.raises(Refused) as refusal:
        cancel(me, job, at=AT)
    assert refusal.value.code == "job-ended"


def test_other_peoples_jobs_are_not_seen(me: Actor) -> None:
    job = ask(me)
    other = Actor(uuid4(), "别人", me.region, me.duties)
    for look in (lambda: status(other, job), lambda: cancel(other, job, at=AT)):
        with pytest.raises(NotFound):
            look()
    assert (jobs(other).count, jobs(me).count) == (0, 1)
    assert jobs(me, ("done",)).rows == ()


def lapse(job: UUID, attempts: int) -> None:
    """A worker died with this job some time ago."""
    Job.objects.filter(pk=job).update(state="running", lease="dead", lease_until=timezone.now() - timedelta(seconds=1), attempts=attempts)


def test_a_dead_workers_job_is_taken_up(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    work(lambda *_, at: {})
    lapse(job := ask(me), 1)
    assert done(me, job, shop).state == "done"
    assert Job.objects.get().attempts == 2


def test_a_job_that_kills_its_workers_is_given_up(me: Actor, shop: Workshop) -> None:
    lapse(job := ask(me), 3)
    found = done(me, job, shop)
    assert found.failed and "中断了 3 次" in found.sentence


def test_a_dead_workers_cancelled_job_is_cancelled(me: Actor, shop: Workshop) -> None:
    lapse(job := ask(me), 1)
    Job.objects.update(cancel_asked=True)
    assert (reap(shop), status(me, job).state) == (1, "cancelled")


def test_a_live_lease_is_respected(me: Actor, shop: Workshop) -> None:
    ask(me)
    assert claim(shop) is not None
    assert claim(shop) is None and reap(shop) == 0


def test_a_run_that_lost_its_lease_changes_nothing(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    job = ask(me)

    def task(_actor: Actor, progress: Progress, *, at: datetime) -> dict[str, object]:
        Job.objects.update(lease="another worker")
        progress(1, 1)
        return {"sentence": "不应出现"}

    work(task)
    mine = claim(shop)
    assert mine is not None
    run(mine, shop)
    assert Job.objects.get(pk=job).lease == "another worker" and status(me, job).state == "running"


def test_a_worker_told_to_end_hands_the_job_back(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    def task(_actor: Actor, progress: Progress, *, at: datetime) -> dict[str, object]:
        shop.stopping.set()
        progress(1, 9)
        return {}

    work(task)
    assert done(me, ask(me), shop).state == "queued"
    assert Job.objects.get().attempts == 0


def test_old_jobs_are_forgotten(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    work(lambda *_, at: {})
    ask(me)
    run_due(shop)
    waiting = ask(me)
    assert forget_old(AT + KEPT) == 0
    assert forget_old(AT + KEPT + timedelta(seconds=1)) == 1
    assert [row.id for row in jobs(me).rows] == [waiting]


@pytest.mark.django_db(transaction=True)
def test_a_sign_of_life_holds_the_lease_without_progress(me: Actor, shop: Workshop, work: Callable[[Work], None]) -> None:
    shop.heartbeat, shop.lease = 0.05, timedelta(seconds=1)
    beaten = threading.Event()

    def task(_actor: Actor, _progress: Progress, *, at: datetime) -> dict[str, object]:
        first = Job.objects.get().lease_until
        while Job.objects.get().lease_until == first:
            beaten.wait(0.02)
        return {"sentence": "还活着"}

    work(task)
    assert done(me, ask(me), shop).sentence == "还活着"
