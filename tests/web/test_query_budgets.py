"""How many queries a list costs: no more than its budget, and the same for 3 rows and for 60 (``query_budgets.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.appraisalworld import AT, YEAR, World, county
from tests.apps.targetsworld import model

from hengji.apps.monitoring import models as monitoring
from hengji.apps.organisations.models import Person
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db
BUDGETS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("query_budgets.toml").read_text(encoding="utf-8"))


def test_the_budgets_are_those_of_lists_that_are_there() -> None:
    nothing = dict.fromkeys(("round", "form", "sent", "report", "upload"), UUID(int=0))
    assert all(where(name, nothing) and {"queries", "who"} == set(budget) - {"of"} for name, budget in BUDGETS.items())


def where(name: str, held: Mapping[str, Any]) -> str:
    """The address of a list; of a page on one thing, with its key."""
    return reverse(name, args=[held[BUDGETS[name]["of"]]] if "of" in BUDGETS[name] else [])


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
    held = begun(world)
    fill(world, held, 3)
    few = {name: cost(clients[budget["who"]], where(name, held)) for name, budget in BUDGETS.items()}
    fill(world, held, 57)
    many = {name: cost(clients[budget["who"]], where(name, held)) for name, budget in BUDGETS.items()}
    assert {name: (few[name], many[name]) for name in BUDGETS if few[name] != many[name]} == {}, "queries grow with rows (3 rows, 60 rows)"
    assert {name: many[name] for name, budget in BUDGETS.items() if many[name] > budget["queries"]} == {}, "over the budget"


def cost(client: Client, address: str) -> int:
    """Queries of a list shown whole; none of them takes the write lock."""
    client.get(address, {"tab": "all"})
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address, {"tab": "all"}).status_code == 200, address
    writing = [one["sql"][:80] for one in seen.captured_queries if not one["sql"].startswith("SELECT")]
    assert writing == [], f"{address}: to look is not to write"
    return len(seen)


def begun(world: World) -> dict[str, UUID]:
    """A round, and in it a form to be filled, one to be reviewed, a report and an upload, each of which grows with ``fill``."""
    region, station = world.region, world.units["县农技站"]
    made = monitoring.Round.objects.create(
        region=region, year=YEAR, name="七月监控", as_of=date(YEAR, 7, 31), emphasis="hint", state="published", rules="common-practice",
        due_unit=AT, published_at=AT, report_by="unit", report_due=AT,
    )  # fmt: skip
    file = model("files.StoredFile").objects.create(
        region=region, name="表.xlsx", media_type="x", size=1, sha256="x" * 64, stored_at=AT, person=uuid4(), person_name="x"
    )
    upload = monitoring.Upload.objects.create(
        region=region, round=made, file=file, name="表.zip", proxy=True, state="checked", by="x", person=uuid4(), at=AT
    )
    held = {"round": made.pk, "upload": upload.pk, "file": file.pk}
    for name, state in (("form", "draft"), ("sent", "department-reviewed")):
        held[name] = handed_out(world, made, approved(world, name), state)
    report = monitoring.MonitoringReport.objects.create(region=region, round=made, unit=station, outline="huangyuan")
    return {**held, "report": report.pk}


def approved(world: World, name: str) -> Any:
    """A program with a target in force, so far without indicators."""
    region, program = world.region, project(world, name)
    target = model("targets.Target").objects.create(region=region, program=program)
    declaration = model("targets.Declaration").objects.create(
        region=region, target=target, kind="initial", state="approved", rows=[], begun_at=AT, saved_at=AT, saved_by="x"
    )
    batch = model("targets.ApprovalBatch").objects.create(
        region=region, year=YEAR, document=f"批复{name}", on=AT.date(), approved_at=AT, approved_by="x"
    )
    revision = model("targets.TargetRevision").objects.create(
        region=region, target=target, number=1, kind="initial", declaration=declaration, batch=batch, year=YEAR, program_name=name,
        unit_name="站", goal="建成", document="文号", on=AT.date(), approved_at=AT, approved_by="x", digest="x",
    )  # fmt: skip
    model("targets.Target").objects.filter(pk=target.pk).update(current=revision)
    return revision


def project(world: World, code: str) -> Any:
    return model("programs.Program").objects.create(
        region=world.region, year=YEAR, kind="project", name=f"工程{code}", unit=world.units["县农技站"], code=f"C{code}",
        competent=world.units["县农业农村局"],
    )  # fmt: skip


def handed_out(world: World, row: Any, revision: Any, state: str, program: Any = None) -> UUID:
    """A form as it stands in a round."""
    made = monitoring.MonitoringForm.objects.create(
        region=world.region, round=row, program=program or revision.target.program, revision=revision, kind="monitoring", state=state,
        joined_at=AT, saved_at=AT, budget=Decimal(4_000_000), executed=Decimal(1_000_000), execution_light="red", light="red",
        achievement_pace=Decimal("0.5"), execution_pace=Decimal("0.4"), verdict="warn", reasons=["慢"], errors=1,
    )  # fmt: skip
    return UUID(str(made.pk))


def grow(world: World, held: Mapping[str, UUID], form: Any, number: int) -> None:
    """One more of everything a form has."""
    same = {"region": world.region, "form": form}
    key = uuid4().hex
    line = model("programs.FundLine").objects.create(
        region=world.region, program=form.program, budget_kind="general_public", level="county", identity=key, initial=Decimal(1_000_000)
    )
    model("targets.TargetIndicator").objects.create(
        region=world.region, revision=form.revision, position=number, key=key, level1="产出指标", level2="数量指标", name=f"里程{key}",
        sign="≥", value="10", unit="公里",
    )  # fmt: skip
    monitoring.FundResult.objects.create(**same, position=number, line=line, label="资金", budget_kind="general_public", level="county")
    monitoring.IndicatorResult.objects.create(**same, position=number, key=key, name=f"里程{key}")
    monitoring.Evidence.objects.create(**same, row=key, file_id=held["file"], added_at=AT, added_by="x")
    monitoring.FormStep.objects.create(
        **same, at=AT, action="submit", label="报送", side="unit", before="draft", after="submitted", actor_id=uuid4(), actor_name="x",
        typed={"rows": {key: {"actual": "1"}}},
    )  # fmt: skip
    found(same, key)


def found(same: Mapping[str, Any], key: str) -> None:
    monitoring.FormFinding.objects.create(
        **same, key=key, memory=key, code="gap", severity="warning", problem_class=1, addressee="unit", part="rows", row=key,
        subject="里程", sentence="差距大", state="found", found_at=AT,
    )  # fmt: skip


def monitored(world: World, held: Mapping[str, UUID], program: Any, unit: Any) -> None:
    """One more of everything a round has: forms under way, their judgement, reminders, reports, uploads, papers, appeals."""
    row, same = monitoring.Round.objects.get(pk=held["round"]), {"region": world.region, "round_id": held["round"]}
    key = uuid4().hex
    handed_out(world, row, None, "draft", project(world, f"D{key}"))
    reviewed = monitoring.MonitoringForm.objects.get(pk=handed_out(world, row, None, "department-reviewed", program))
    of_form = {"region": world.region, "form": reviewed}
    monitoring.FundResult.objects.create(
        **of_form, position=1, label="资金", budget_kind="general_public", level="county", budget=Decimal(100), executed=Decimal(10)
    )
    monitoring.IndicatorResult.objects.create(**of_form, position=1, name="里程", light="red")
    found(of_form, key)
    monitoring.Chase.objects.create(**same, at=AT, step="hand", unit=unit, forms=1, text="请报送", by="x")
    monitoring.MonitoringReport.objects.create(**same, unit=unit, outline="huangyuan", state="submitted", submitted_at=AT)
    monitoring.Appeal.objects.create(**same, unit=unit, text="请复核", by="x", at=AT)
    monitoring.RoundPaper.objects.create(**same, kind="notice", title="通知", file_id=held["file"], made_at=AT, made_by="x")
    monitoring.Upload.objects.create(**same, file_id=held["file"], name="x.xlsx", state="checked", by="x", person=uuid4(), at=AT)
    count = monitoring.UploadEntry.objects.filter(upload=held["upload"]).count()
    monitoring.UploadEntry.objects.create(
        region=world.region, upload_id=held["upload"], position=count, name="x.xlsx", form=reviewed, outcome="ready"
    )
    monitoring.Round.objects.create(
        region=world.region, year=YEAR, name=f"批次{key}", as_of=date(YEAR, 6, 30), emphasis="hint", state="published",
        rules="common-practice", due_unit=AT,
    )  # fmt: skip


def fill(world: World, held: Mapping[str, UUID], count: int) -> None:
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
        monitored(world, held, program, unit)
        for name in ("form", "sent"):
            form = monitoring.MonitoringForm.objects.select_related("program", "revision").get(pk=held[name])
            grow(world, held, form, form.evidence.count())
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
