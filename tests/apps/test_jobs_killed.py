"""A worker killed in the middle of a job: another takes the job up where it stood."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Site

STEPS = 30


@pytest.fixture
def site(founded_site: Site) -> Site:
    """With its county."""
    return founded_site


def ask(site: Any, path: Path) -> None:
    """A job of its officer (put into the table as ``enqueue`` would: the task stands outside the project)."""
    arguments = {"path": str(path), "steps": STEPS, "pause": 0.1}
    site.python(f"""
from django.utils import timezone
from hengji.apps.jobs.models import Job
from hengji.apps.organisations.models import Person
person = Person.objects.get(login="jixiao")
Job.objects.create(region=person.region, person=person.pk, person_name=person.name, title="数数", task="slow_task.count",
                   arguments={arguments!r}, enqueued_at=timezone.now())
""")


def state(site: Any) -> dict[str, Any]:
    columns = ("state", "attempts", "done", "failure", "result", "lease")
    text = site.python(f"import json; from hengji.apps.jobs.models import Job; print(json.dumps(Job.objects.values{columns!r}[0]))")
    return dict(json.loads(text))


def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_killed_workers_job_is_done_by_the_next(site: Any, tmp_path: Path) -> None:
    ask(site, path := tmp_path / "steps")
    worker = site.start("worker")
    until(lambda: lines(path) > 5)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    left = state(site)
    assert left["state"] == "running" and 0 < left["done"] < STEPS and left["lease"]
    assert "0 件" in site.hengji("worker", "--once").stdout, "the dead worker's lease still holds"
    site.python(
        "from django.utils import timezone; from hengji.apps.jobs.models import Job; Job.objects.update(lease_until=timezone.now())"
    )
    assert "1 件" in site.hengji("worker", "--once").stdout
    now = state(site)
    assert (now["state"], now["attempts"], now["result"]["sentence"]) == ("done", 2, f"{STEPS} 步都做完了")
    assert path.read_text().splitlines() == [f"{step} 绩效股经办人" for step in range(STEPS)], "no step twice, none left out"


def test_a_worker_told_to_end_hands_its_job_back(site: Any, tmp_path: Path) -> None:
    ask(site, path := tmp_path / "steps")
    worker = site.start("worker")
    until(lambda: lines(path) > 2)
    worker.terminate()
    assert worker.wait(20) == 0
    left = state(site)
    assert (left["state"], left["attempts"], left["lease"]) == ("queued", 0, "")
    site.hengji("worker", "--once")
    assert state(site)["state"] == "done" and lines(path) == STEPS
