"""How many queries a list costs: no more than its budget, and the same for 3 rows and for 60 (``query_budgets.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.appraisalworld import AT, YEAR, World, county
from tests.apps.targetsworld import model

from hengji.apps.organisations.models import Person
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("query_budgets.toml").read_text(encoding="utf-8"))


def test_the_budgets_are_those_of_lists_that_are_there() -> None:
    assert all(reverse(name) and {"queries", "who"} == set(budget) for name, budget in BUDGETS.items())


@pytest.fixture
def world(settings: Any) -> World:
    settings.TODAY = date(2026, 8, 21)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = county()
    made.person("安全员", Role.SECURITY, "县财政局")
    made.person("审计员", Role.AUDIT, "县财政局")
    return made


def test_a_list_costs_the_same_for_3_rows_and_for_60(world: World, signed_in: Callable[[Person], Client]) -> None:
    clients = {who: signed_in(world.people[who]) for who in {budget["who"] for budget in BUDGETS.values()}}
    for client in clients.values():
        session = client.session
        session["year"] = YEAR
        session.save()
        client.get("/")  # what is read once a session or a process
    fill(world, 3)
    few = {name: cost(clients[budget["who"]], name) for name, budget in BUDGETS.items()}
    fill(world, 57)
    many = {name: cost(clients[budget["who"]], name) for name, budget in BUDGETS.items()}
    assert {name: (few[name], many[name]) for name in BUDGETS if few[name] != many[name]} == {}, "queries grow with rows (3 rows, 60 rows)"
    assert {name: many[name] for name, budget in BUDGETS.items() if many[name] > budget["queries"]} == {}, "over the budget"


def cost(client: Client, name: str) -> int:
    """Queries of a list shown whole."""
    address = reverse(name)
    client.get(address, {"tab": "all"})
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address, {"tab": "all"}).status_code == 200, name
    return len(seen)


def fill(world: World, count: int) -> None:
    """So many rows more of everything lists show, each in another state of things where that costs."""
    region, station, department = world.region, world.units["县农技站"], world.units["县农业农村局"]
    intake = model("programs.Intake").objects.create(
        region=region, year=YEAR, register="payments", name="x.xlsx", sha256="x", state="applied", at=AT, by="x"
    )
    for _ in range(count):
        code = uuid4().hex[:8]
        program = model("programs.Program").objects.create(
            region=region, year=YEAR, kind="project", name=f"工程{code}", unit=station, code=f"C{code}", competent=department
        )
        line = model("programs.FundLine").objects.create(
            region=region, program=program, budget_kind="general_public", level="county", identity="one", initial=Decimal(4_000_000)
        )
        for state, where in (("matched", line), ("queued", None)):
            model("programs.Payment").objects.create(
                region=region, intake=intake, line=where, year=YEAR, key=uuid4().hex, paid_on=date(YEAR, 1, 1), amount=Decimal(100),
                signature=uuid4().hex, state=state, why="",
            )  # fmt: skip
        target = model("targets.Target").objects.create(region=region, program=program)
        model("targets.Declaration").objects.create(
            region=region, target=target, kind="initial", state="draft", rows=[], begun_at=AT, saved_at=AT, saved_by="x"
        )
        model("appraisal.Appraisal").objects.create(
            region=region, year=YEAR, unit=station, competent=department, name=f"评估{code}", kind="project", requested=Decimal(100),
            state="submitted", state_at=AT, submission=1, submitted_at=AT,
        )  # fmt: skip
        unit = model("organisations.Unit")(
            region=region, year=YEAR, code=code, name=f"单位{code}", kind="subordinate", parent=department, department=department
        )
        unit.path = f"{department.path}{unit.lineage.hex}/"
        unit.save()
        world.units[code] = unit
        someone = world.person(f"人{code}", Role.REPORTER, code)
        for person in (world.people["绩效经办"], someone):
            model("notices.Notice").objects.create(
                region=region, person=person.pk, subject="消息", text="", url="/", sender="x", sent_at=AT
            )
        model("jobs.Job").objects.create(
            region=region, person=world.people["绩效经办"].pk, person_name="x", title="任务", task="x", enqueued_at=AT
        )
        model("targets.Session").objects.create(region=region, year=YEAR, name=f"会审{code}", on=AT.date())
        model("targets.ApprovalBatch").objects.create(
            region=region, year=YEAR, document=f"文号{code}", on=AT.date(), approved_at=AT, approved_by="x"
        )
