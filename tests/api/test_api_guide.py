"""docs/api.md: every example is called with curl against a running site, and answers what the guide says."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.apps import targetsworld
from tests.apps.programsworld import TODAY, paid, workbook

from hengji.apps.keys import operations
from hengji.apps.keys.operations import Account
from hengji.apps.library import operations as library
from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.apps.programs import tasks
from hengji.apps.programs.models import Intake
from hengji.clock import now
from hengji.rules.access import Actor, Duty, Role
from hengji.rules.libraryentry import Entry

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"```bash\n(.*?)```\n\n```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_every_call_is_in_the_guide() -> None:
    calls = " ".join(call for call, _ in EXAMPLES)
    addresses = "me units programs? targets revisions declarations appraisals library payments payments/file budgets imports/"
    for address in addresses.split():
        assert f"/api/{address}" in calls or f"/{address}" in calls, address
    assert GUIDE.read_text(encoding="utf-8").count("```bash") == len(EXAMPLES) == 15


def test_every_example_of_the_guide(live_server: Any, run_jobs: Callable[[], int], settings: Any, tmp_path: Path) -> None:
    settings.TODAY = TODAY
    told: dict[str, str] = {"HENGJI_URL": live_server.url, "HENGJI_KEY": _county(tmp_path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    wrong: list[str] = []
    for call, expected in EXAMPLES:
        done = subprocess.run(["bash", "-c", call], env=told, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
        answer = json.loads(done.stdout)
        wrong += [f"{call.split()[2]} {one}" for one in _like(json.loads(expected), answer)]
        told |= _remembered(answer)
        run_jobs()
    assert wrong == []


def _county(folder: Path) -> str:
    """A county with an approved target, a library, a file whose head is known; returns the key of its system."""
    c = targetsworld.county()
    targetsworld.approved(c)
    office = Actor(c.officer.id, c.officer.name, c.region.pk, (Duty(Role.OFFICE, c.region.pk, c.office.lineage, "绩效股"),))
    library.add_category(office, "水利", ["供水"], at=now())
    library.add(office, Entry("水利", "满意度指标", "服务对象满意度指标", "受益群众满意度", "≥", "%", "level", "90"), at=now())
    admin = Actor(c.officer.id, "系统员", c.region.pk, (Duty(Role.SYSTEM, c.region.pk, c.finance.lineage, "县财政局"),))
    key = operations.make_key(admin, Account("yitihua", "一体化接口"), "一体化", date(2027, 8, 21), at=now())
    post = Post.objects.create(region=c.region, unit=c.office.lineage, role=Role.OFFICE.value)
    Assignment.objects.create(region=c.region, post=post, person=Person.objects.get(login="yitihua"), starts="2026-01-01")
    content = workbook([paid("2026-04-01", 10000, "F1", "农村饮水安全巩固提升工程", "县农村供水服务中心")])
    (folder / "国库导出.xlsx").write_bytes(content)
    tasks.receive(office, "payments", 2026, "国库导出.xlsx", content, at=now())
    file = Intake.objects.get()
    if file.state == "columns":
        tasks.try_out(office, file.pk, file.version, tasks.proposal_of(office, file.pk).mapping, at=now())
    return key.secret


def _remembered(answer: dict[str, Any]) -> dict[str, str]:
    """What the next examples name by a variable."""
    rows = answer.get("rows") or [{}]
    found = {"PROGRAM": rows[0].get("program"), "REVISION": (rows[0].get("revision") or {}).get("id")}
    if answer.get("state") == "running":
        found["IMPORT"] = answer["id"]
    return {name: value for name, value in found.items() if value}


def _like(expected: Any, answer: Any, place: str = "") -> list[str]:
    """Where an answer is not as told; a text with “…” stands for any text, a list tells its first rows."""
    if isinstance(expected, dict):
        if not isinstance(answer, dict) or set(expected) != set(answer):
            return [f"{place}: {sorted(expected)} {sorted(answer) if isinstance(answer, dict) else answer}"]
        return [one for key in expected for one in _like(expected[key], answer[key], f"{place}.{key}")]
    if isinstance(expected, list):
        if len(expected) > len(answer) or bool(expected) != bool(answer):
            return [f"{place}: {len(expected)} {len(answer)}"]
        return [one for number, row in enumerate(expected) for one in _like(row, answer[number], f"{place}.{number}")]
    if isinstance(expected, str) and "…" in expected and isinstance(answer, str):
        return []
    return [] if expected == answer else [f"{place}: {expected!r} {answer!r}"]
