"""What a person does to a proposal on its pages: many at once, one field too long."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from hengji.apps.organisations import operations
from hengji.apps.organisations.models import Person, Unit
from hengji.apps.programs.models import FundLine, Program
from hengji.apps.starting.models import Start, StartDoubt, StartObject, StartState, StartUnit
from hengji.clock import now, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def start() -> Start:
    made = operations.found_region(operations.INSTALLER, "990001", "示例县", today().year, at=now())
    row = Start.objects.create(region_id=made.region, year=today().year, state=StartState.PROPOSED, begun_at=now(), begun_by="示例")
    for key in ("u1", "u2", "u3"):
        StartUnit.objects.create(region_id=made.region, start=row, key=key, name=f"单位{key}", kind="department", confidence="stated")
    Person.objects.filter(login="jixiao").update(must_change_password=False)
    return row


@pytest.fixture
def client(start: Start) -> Client:
    """The browser of the office."""
    person, browser = Person.objects.get(login="jixiao"), Client()
    session = browser.session
    session.update({SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(), "since": int(time.time()), "factor": True})  # fmt: skip
    session.save()
    browser.cookies["sessionid"] = session.session_key
    return browser


def test_ticked_ones_are_left_out_and_taken_back(start: Start, client: Client) -> None:
    chosen = [str(row.pk) for row in StartUnit.objects.filter(key__in=("u1", "u2"))]
    assert client.post(f"/start/{start.pk}/keep/", {"tab": "units", "keep": "0", "selected": chosen}).status_code == 302
    assert list(StartUnit.objects.filter(keep=False).order_by("key").values_list("key", flat=True)) == ["u1", "u2"]
    client.post(f"/start/{start.pk}/keep/", {"tab": "units", "keep": "1", "selected": chosen[:1]})
    assert StartUnit.objects.filter(keep=False).count() == 1
    assert client.post(f"/start/{start.pk}/keep/", {"tab": "files", "keep": "1", "selected": chosen}).status_code == 404


def test_budgets_of_different_kinds_are_never_added(start: Start, client: Client) -> None:
    for key, kind, budget in (("o1", "project", 1200000), ("o2", "project", 300000), ("o3", "overall", 9000000)):
        StartObject.objects.create(
            region_id=start.region_id, start=start, key=key, name=key, kind=kind, unit="u1", budget=budget, confidence="stated"
        )
    shown = client.get(f"/start/{start.pk}/").content.decode()
    assert "年初预算（项目支出）" in shown and "150.00" in shown and "部门整体支出 900.00" in shown and "1,050.00" not in shown


def test_a_name_too_long_is_refused_and_not_cut(start: Start, client: Client) -> None:
    row = StartUnit.objects.get(key="u1")
    address = f"/start/{start.pk}/units/{row.pk}/"
    answer = client.post(address, {"version": "1", "name": "长" * 151, "kind": "department", "keep": "1"})
    assert answer.status_code == 409 and StartUnit.objects.get(pk=row.pk).name == "单位u1"
    assert client.post(address, {"version": "1", "name": "甲局", "kind": "department", "keep": "1"}).status_code == 302
    assert StartUnit.objects.get(pk=row.pk).name == "甲局"


def test_open_doubts_keep_the_county_back_until_said_so(start: Start, client: Client) -> None:
    for number in (1, 2):
        StartDoubt.objects.create(region_id=start.region_id, start=start, code="no-money", sentence=f"疑点{number}")
    address = f"/start/{start.pk}/"
    assert "还有 <b>2</b> 处疑点没有核对" in client.get(address).content.decode()
    refused = client.post(f"{address}apply/", {"version": "1"}, headers={"accept": "application/json"})
    assert refused.status_code == 409 and "还有 2 处疑点" in refused.json()["sentence"]
    assert Start.objects.get(pk=start.pk).state == StartState.PROPOSED
    assert client.post(f"{address}apply/", {"version": "1", "doubts": "1"}, headers={"accept": "application/json"}).status_code == 409
    assert client.post(f"{address}apply/", {"version": "1", "doubts": "2"}).status_code == 302
    assert Start.objects.get(pk=start.pk).state == StartState.APPLIED


def test_one_object_told_twice_becomes_one(start: Start, client: Client) -> None:
    common = {"nature": "general_public", "level": "county", "fund": "", "document": "", "issued": None, "adjusted": None}
    one, two = (
        StartObject.objects.create(
            region_id=start.region_id, start=start, key=key, name=name, kind="project", unit=unit, confidence="stated", lines=lines,
            sources=[[f"{key}.xlsx", "A1"]],
        )
        for key, name, unit, lines in (
            ("o1", "道路硬化", "", [{**common, "initial": "100.00"}]),
            ("o2", "道路硬化项目", "u1", [{**common, "initial": "100.00"}, {**common, "initial": "50.00"}]),
        )
    )  # fmt: skip
    address = f"/start/{start.pk}/objects/{one.pk}/"
    assert "道路硬化项目" in client.get(address).content.decode()
    sent = {"version": "1", "merge": "1", "other": str(two.pk), "money": "both"}
    assert client.post(address, sent).status_code == 302
    one, two = StartObject.objects.get(pk=one.pk), StartObject.objects.get(pk=two.pk)
    assert (one.unit, one.budget, len(one.lines), one.keep, two.keep) == ("u1", 150, 2, True, False)
    assert one.sources == [["o1.xlsx", "A1"], ["o2.xlsx", "A1"]] and "道路硬化项目" in one.why
    assert client.post(address, {**sent, "version": "2"}, headers={"accept": "application/json"}).status_code == 409


def test_a_doubt_leads_to_what_it_is_about(start: Start, client: Client) -> None:
    unit = StartUnit.objects.get(key="u2")
    StartDoubt.objects.create(region_id=start.region_id, start=start, code="parent-unknown", sentence="没有写主管部门", keys=["u2", "gone"])
    place = f"/start/{start.pk}/units/{unit.pk}/?tab=doubts"
    assert f'href="{place}"' in client.get(f"/start/{start.pk}/?tab=doubts").content.decode()
    sent = {"version": "1", "name": "改名", "code": "219", "kind": "department", "keep": "1"}
    assert client.post(place, sent).headers["location"].endswith("?tab=doubts"), "back to where the person came from"


def test_units_that_cannot_be_taken_over_are_named_all_at_once(start: Start, client: Client) -> None:
    StartUnit.objects.filter(key="u1").update(kind="subordinate", name="示例服务中心")
    StartUnit.objects.filter(key="u2").update(code="a!", name="示例水利局")
    StartUnit.objects.filter(key="u3").update(kind="subordinate", parent="u3", name="示例站")
    assert "没有上级" in client.get(f"/start/{start.pk}/").content.decode()
    refused = client.post(f"/start/{start.pk}/apply/", {"version": "1"}, headers={"accept": "application/json"})
    told = refused.json()["sentence"]
    assert refused.status_code == 409 and all(name in told for name in ("示例服务中心", "示例水利局", "示例站")), told
    assert "第 " not in told and "名单" not in told, "there is no list and no row here"
    assert Start.objects.get().state == StartState.PROPOSED


def test_one_unit_written_two_ways_becomes_one(start: Start, client: Client) -> None:
    one, two = StartUnit.objects.get(key="u1"), StartUnit.objects.get(key="u2")
    StartUnit.objects.filter(key="u2").update(code="219")
    StartUnit.objects.filter(key="u3").update(kind="subordinate", parent="u2")
    StartObject.objects.create(
        region_id=start.region_id, start=start, key="o1", name="o1", kind="project", unit="u2", department="u2", confidence="stated"
    )
    address = f"/start/{start.pk}/units/{one.pk}/"
    assert "并入的单位" in client.get(address).content.decode()
    assert client.post(address, {"version": "1", "merge": "1", "other": str(two.pk)}).status_code == 302
    one.refresh_from_db()
    moved = StartObject.objects.get()
    assert (one.code, one.also, StartUnit.objects.get(key="u2").keep, StartUnit.objects.get(key="u3").parent) == (
        "219",
        ["单位u2"],
        False,
        "u1",
    )
    assert (moved.unit, moved.department) == ("u1", "u1")
    again = client.post(address, {"version": "2", "merge": "1", "other": str(two.pk)}, headers={"accept": "application/json"})
    assert again.status_code == 409, "what is left out is not put in again"


def test_a_missing_budget_is_typed_where_the_doubt_leads(start: Start, client: Client) -> None:
    row = StartObject.objects.create(
        region_id=start.region_id, start=start, key="o1", name="示例项目", kind="project", unit="u1", confidence="stated"
    )
    address = f"/start/{start.pk}/objects/{row.pk}/?tab=doubts"
    assert "年初预算（万元）" in client.get(address).content.decode()
    sent = {"version": "1", "name": "示例项目", "code": "", "kind": "project", "unit": "u1", "department": "", "keep": "1"}
    wrong = client.post(address, {**sent, "initial": "约百万"}, headers={"accept": "application/json"})
    assert wrong.status_code == 409 and "约百万" in wrong.json()["sentence"]
    assert client.post(address, {**sent, "initial": "120.5"}).status_code == 302
    row.refresh_from_db()
    assert row.budget == 1205000 and [line["initial"] for line in row.lines] == ["1205000.00"]
    assert "年初预算（万元）" not in client.get(address).content.decode()
    again = client.post(address, {**sent, "version": "2", "initial": "9"}, headers={"accept": "application/json"})
    assert again.status_code == 409 and StartObject.objects.get().budget == 1205000
    client.post(f"/start/{start.pk}/apply/", {"version": "1"})
    assert FundLine.objects.get().initial == 1205000


def test_rows_of_one_source_are_one_fund_line(start: Start, client: Client) -> None:
    common = {"nature": "unit_funds", "level": None, "fund": None, "document": None, "issued": None, "adjusted": None}
    rows = [{**common, "initial": "100.00"}, {**common, "initial": "50.00", "adjusted": "70.00"}, {**common, "initial": None}]
    StartObject.objects.create(
        region_id=start.region_id, start=start, key="o1", name="示例项目", kind="project", unit="u1", confidence="stated", lines=rows
    )
    assert client.post(f"/start/{start.pk}/apply/", {"version": "1"}).headers["location"] == f"/start/{start.pk}/"
    assert Start.objects.get().state == StartState.APPLIED
    line = FundLine.objects.get()
    assert (line.initial, line.adjusted) == (150, 170)


def test_a_year_is_rolled_once_and_with_a_choice(start: Start, client: Client) -> None:
    StartObject.objects.create(
        region_id=start.region_id, start=start, key="o1", name="示例项目", kind="project", unit="u1", confidence="stated"
    )
    client.post(f"/start/{start.pk}/apply/", {"version": "1"})
    year, program = today().year, Program.objects.get()
    nothing = client.post("/start/roll/", headers={"accept": "application/json"})
    assert nothing.status_code == 409 and "一个也没有勾选" in nothing.json()["sentence"]
    assert client.post("/start/roll/", {"selected": str(program.pk)}).status_code == 302
    assert Program.objects.filter(year=year + 1).count() == 1
    shown = client.get("/start/roll/").content.decode()
    assert f"最多结转到{year + 1}年度" in shown and f"结转到{year + 2}年度</button>" not in shown
    further = client.post("/start/roll/", {"bare": "1"}, headers={"accept": "application/json"})
    assert further.status_code == 409 and not Unit.objects.filter(year=year + 2).exists()
