"""The API: who is let in, who sees what, what is handed in counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.apiworld import System, administrator, made, other_county, system
from tests.apps.programsworld import CODE, TODAY, County, county, paid, workbook

from hengji.apps.audit.models import Entry
from hengji.apps.keys import admission, operations, queries
from hengji.apps.keys.models import ApiKey
from hengji.apps.keys.operations import Account
from hengji.apps.organisations.models import Person
from hengji.apps.programs.models import FundLine, Intake, Payment, Program
from hengji.clock import now
from hengji.rules.access import Role
from hengji.rules.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db
READS = ("units?year=2026", "programs?year=2026", "targets?year=2026", "declarations?year=2026", "appraisals?year=2026", "library")


@pytest.fixture
def here(settings) -> County:  # type: ignore[no-untyped-def]
    settings.TODAY = TODAY
    return county()


@pytest.fixture
def office(here: County) -> System:
    return system(here)


def told(answer) -> tuple[int, str]:  # type: ignore[no-untyped-def]
    """Status and code; a refusal always has a sentence and never a trace."""
    body = answer.json()
    assert body["sentence"] and "Traceback" not in answer.content.decode()
    return answer.status_code, body["code"]


# ---- keys


def test_a_key_is_shown_once_and_kept_as_its_digest(here: County) -> None:
    key = made(here)
    row = ApiKey.objects.get()
    assert len(key.secret) == 46 and row.digest == sha256(key.secret.encode()).hexdigest()
    assert key.secret not in str(list(ApiKey.objects.values())) + str(list(Entry.objects.values()))
    assert not Person.objects.get().has_usable_password()
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == ["已开户", "已发放密钥"]


def test_only_the_system_administrator_makes_and_sees_keys(here: County) -> None:
    made(here)
    for role, unit in ((Role.OFFICE, "绩效股"), (Role.SECURITY, "县财政局"), (Role.AUDIT, "县财政局"), (Role.LEADER, "县财政局")):
        with pytest.raises(NotFound):
            operations.make_key(here.actor(role, unit), Account("x-1234", "某系统"), "某", TODAY + timedelta(days=9), at=now())
        with pytest.raises(NotFound):
            queries.keys(here.actor(role, unit), TODAY)
    there = other_county()
    assert queries.keys(administrator(there), TODAY) == ()
    (key,) = queries.keys(administrator(here), TODAY)
    with pytest.raises(NotFound):
        operations.revoke_key(administrator(there), key.id, 1, "", at=now())


def test_a_key_is_never_made_for_a_person(here: County) -> None:
    person = Person.objects.create(region=here.region, login="somebody", name="某人")
    with pytest.raises(NotFound):
        operations.make_key(administrator(here), person.pk, "一体化", TODAY + timedelta(days=9), at=now())


@pytest.mark.parametrize(("name", "until", "code"), [
    ("", TODAY + timedelta(days=9), "api-key-name"), ("长" * 21, TODAY + timedelta(days=9), "api-key-name"),
    ("一体化", TODAY, "api-key-expiry"), ("一体化", TODAY + timedelta(days=732), "api-key-expiry"),
])  # fmt: skip
def test_a_key_needs_a_name_and_an_end(here: County, name: str, until: date, code: str) -> None:
    with pytest.raises(Refused) as why:
        operations.make_key(administrator(here), Account("abc", "某系统"), name, until, at=now())
    assert why.value.code == code


def test_a_second_key_for_the_same_account_then_the_first_is_revoked(here: County, office: System) -> None:
    fresh = operations.make_key(administrator(here), office.account, "一体化二", TODAY + timedelta(days=30), at=now())
    operations.revoke_key(administrator(here), office.key, 1, "更换", at=now())
    assert told(office.get("me")) == (401, "api-key-revoked")
    assert System(fresh.secret, fresh.id, office.account).get("me").json()["key"] == "一体化二"
    with pytest.raises(Refused):
        operations.revoke_key(administrator(here), office.key, 2, "", at=now())


def test_no_key_a_wrong_one_an_expired_one_a_disabled_account(here: County, office: System, settings) -> None:  # type: ignore[no-untyped-def]
    answer = Client().get("/api/units?year=2026")
    assert told(answer) == (401, "api-key-missing") and answer.headers["WWW-Authenticate"] == "Bearer"
    for header in ("Bearer hj_wrong", "Basic abc", "Bearer", "Bearer " + "x" * 5000):
        assert Client().get("/api/me", headers={"Authorization": header}).status_code == 401
    assert office.get("me").status_code == 200
    settings.TODAY = TODAY + timedelta(days=365)
    assert office.get("me").status_code == 200
    settings.TODAY = TODAY + timedelta(days=366)
    assert told(office.get("me")) == (401, "api-key-expired")
    settings.TODAY = TODAY
    Person.objects.filter(pk=office.account).update(active=False)
    assert told(office.get("me")) == (401, "api-key-wrong")


def test_an_account_somebody_can_log_in_with_has_no_key(office: System) -> None:
    person = Person.objects.get(pk=office.account)
    person.set_password("a password of a person")
    person.save()
    assert told(office.get("me")) == (401, "api-key-wrong")


def test_a_session_opens_nothing_here(here: County, office: System) -> None:
    client = Client()
    client.force_login(Person.objects.get(pk=office.account), backend="django.contrib.auth.backends.ModelBackend")
    assert told(client.get("/api/units?year=2026")) == (401, "api-key-missing")


def test_administrators_posts_are_not_used_through_a_key(here: County) -> None:
    answer = system(here, Role.SYSTEM, "县财政局").get("units", year=2026)
    assert told(answer) == (404, "api-not-found")


def test_too_many_calls_in_a_minute(here: County, office: System, monkeypatch: pytest.MonkeyPatch) -> None:
    other = system(here, login="other")
    monkeypatch.setattr(admission, "PER_MINUTE", 3)
    at = now()
    monkeypatch.setattr("hengji.api.door.now", lambda: at)
    assert [office.get("me").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    answer = office.get("me")
    assert told(answer) == (429, "api-too-many") and answer.headers["Retry-After"] == "60"
    assert other.get("me").status_code == 200
    monkeypatch.setattr("hengji.api.door.now", lambda: at + timedelta(minutes=1))
    assert office.get("me").status_code == 200
    assert ApiKey.objects.get(pk=office.key).last_used_at == at + timedelta(minutes=1)


# ---- what is answered to what is wrong


def test_every_other_address_method_and_size_is_answered_alike(here: County, office: System) -> None:
    assert told(Client().get("/api/nothing")) == (404, "api-not-found")
    assert told(Client().get("/api/")) == (404, "api-not-found")
    assert told(office.get(f"programs/{uuid4()}/revisions")) == (404, "api-not-found")
    assert told(office.get("programs/not-an-id/revisions")) == (404, "api-not-found")
    answer = Client().delete("/api/units", headers=office.headers)
    assert told(answer) == (405, "api-method") and answer.headers["Allow"] == "GET"
    large = Client().post("/api/payments", b"x" * (5 * 2**20 + 1), content_type="application/json", headers=office.headers)
    assert told(large) == (413, "api-too-large")
    broken = Client().post("/api/payments", b"{", content_type="application/json", headers=office.headers)
    assert told(broken) == (422, "api-unreadable")
    assert told(Client().post("/api/payments", b"[" * 100_000, content_type="application/json", headers=office.headers))[0] == 422


def test_what_is_wrong_in_a_request_is_named_without_repeating_it(here: County, office: System) -> None:
    row = {"paid_on": 46000, "amount": 12.5, "secret-word": "x"}
    answer = office.post("payments", {"year": 2026, "rows": [row]})
    assert told(answer) == (422, "api-invalid")
    places = {one["place"]: one["sentence"] for one in answer.json()["details"]}
    assert places["body.rows.0.amount"].startswith("应为文字") and places["body.rows.0.paid_on"] == "应写成 2026-03-15"
    assert told(office.get("units", year=1)) == (422, "api-invalid")
    assert told(office.get("units")) == (422, "api-invalid")
    assert told(office.get("programs", year=2026, text="a\x00b")) == (422, "api-invalid")
    for amount in ("1.234", "1e5", "NaN", "", "１２", "9" * 13):
        assert told(office.post("payments", {"year": 2026, "rows": [{"paid_on": "2026-03-01", "amount": amount}]})) == (422, "api-invalid")


def test_a_fault_of_ours_is_said_without_a_trace(here: County, office: System, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("hengji.api.reading.units_of", break_down)
    answer = office.get("units", year=2026)
    assert told(answer) == (500, "api-broken") and "secret" not in answer.content.decode()


# ---- who sees what

SEES = {
    (Role.OFFICE, "绩效股"): {"村道硬化", "公路养护", "粮食补贴"},
    (Role.LEADER, "县财政局"): {"村道硬化", "公路养护", "粮食补贴"},
    (Role.DIVISION, "经建股"): {"村道硬化", "公路养护"},
    (Role.DIVISION, "农业股"): {"粮食补贴"},
    (Role.DEPARTMENT, "交通局"): {"村道硬化", "公路养护"},
    (Role.REPORTER, "公路段"): {"公路养护"},
    (Role.REPORTER, "青溪镇"): set(),
}


@pytest.mark.parametrize(("role", "unit"), SEES)
def test_each_role_sees_what_it_sees_on_the_page(here: County, role: Role, unit: str) -> None:
    for name, place in (("村道硬化", "交通局"), ("公路养护", "公路段"), ("粮食补贴", "农业局")):
        here.program(name, place)
    caller = system(here, role, unit)
    for address in ("programs", "declarations"):
        body = caller.get(address, year=2026).json()
        assert {one["name"] for one in body["rows"]} == SEES[role, unit] and body["count"] == len(SEES[role, unit])
    assert all(caller.get(address).status_code == 200 for address in READS)
    hands_in = caller.post("payments", {"year": 2026, "dry_run": True, "rows": [{"paid_on": "2026-03-01", "amount": "1"}]})
    assert (hands_in.status_code != 404) is (role is Role.OFFICE)
    program = Program.objects.get(name="粮食补贴").pk
    assert (caller.get(f"programs/{program}/revisions").status_code == 200) is ("粮食补贴" in SEES[role, unit])


def test_an_account_without_a_post_sees_nothing(here: County, office: System) -> None:
    key = made(here, "bare", "没有岗位")
    bare = System(key.secret, key.id, UUID(int=0))
    assert bare.get("me").json()["duties"] == []
    assert {told(bare.get(address)) for address in READS} == {(404, "api-not-found")}


def test_an_expert_is_told_nothing_of_units_and_payments(here: County) -> None:
    expert = system(here, Role.EXPERT, "农业局")
    assert told(expert.get("units", year=2026)) == (404, "api-not-found")
    assert told(expert.post("budgets", {"year": 2026, "rows": [{"unit": "农业局"}]})) == (404, "api-not-found")


def test_another_county_sees_and_touches_nothing_of_ours(here: County, office: System) -> None:
    program = here.program(code=CODE)
    here.line(program)
    there = system(other_county(), login="neighbour")
    assert there.get("programs", year=2026).json()["count"] == 0
    assert {one["name"] for one in there.get("units", year=2026).json()["rows"]} == set(here.units)
    ours = {one["id"] for one in office.get("units", year=2026).json()["rows"]}
    assert not ours & {one["id"] for one in there.get("units", year=2026).json()["rows"]}
    assert told(there.get(f"programs/{program}/revisions")) == (404, "api-not-found")
    done = office.post("payments", {"year": 2026, "rows": [payment()]}).json()
    assert told(there.get(f"imports/{done['id']}")) == (404, "api-not-found")
    assert there.post("payments", {"year": 2026, "rows": [payment()]}).status_code == 202
    assert Intake.objects.filter(region=here.region).count() == 1


# ---- reading


def test_programs_come_with_lines_and_executed_as_of_a_day(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    line = here.line(here.program(code=CODE), "200000", document="示财预〔2026〕1号")
    rows = [payment("2026-03-05", "40000.55", "V1"), payment("2026-08-20", "10", "V2")]
    office.post("payments", {"year": 2026, "rows": rows})
    run_jobs()
    (one,) = office.get("programs", year=2026).json()["rows"]
    assert (one["executed"]["paid"], one["executed"]["payments"], one["budget"]["amount"]) == ("40010.55", 2, "200000.00")
    assert [row["id"] for row in one["lines"]] == [str(line)] and one["lines"][0]["executed"]["amount"] == "40010.55"
    earlier = office.get("programs", year=2026, as_of="2026-03-31").json()
    assert (earlier["as_of"], earlier["rows"][0]["rate"]) == ("2026-03-31", "0.2000")
    assert earlier["rows"][0]["lines"][0]["executed"]["amount"] == "40000.55"


def test_a_secret_program_has_neither_name_nor_money(here: County, office: System) -> None:
    here.program(name="不可说", code="SM1", secret=True)
    (one,) = office.get("programs", year=2026).json()["rows"]
    assert (one["name"], one["code"], one["lines"], one["budget"]["amount"]) == ("涉密项目", "SM1", [], None)


def test_pages_are_bounded_and_the_number_of_queries_does_not_grow(here: County, office: System) -> None:
    for number in range(3):
        here.line(here.program(f"项目{number}"))
    with CaptureQueriesContext(connection) as few:
        assert office.get("programs", year=2026).json()["count"] == 3
    for number in range(3, 40):
        here.line(here.program(f"项目{number}"))
    with CaptureQueriesContext(connection) as many:
        assert len(office.get("programs", year=2026, size=200).json()["rows"]) == 40
    assert len(many) <= len(few) + 1  # one more where a new minute is counted
    last = office.get("programs", year=2026, size=25, page=2).json()
    assert (last["count"], len(last["rows"]), office.get("programs", year=2026, page=100_000).json()["rows"]) == (40, 15, [])
    assert told(office.get("programs", year=2026, size=201)) == (422, "api-invalid")


# ---- handing in


def payment(day: str = "2026-03-05", amount: str = "40000.00", voucher: str = "V1", **more: str) -> dict[str, str]:
    return {"paid_on": day, "amount": amount, "voucher": voucher, "unit": "交通局", "name": "村道硬化", **more}


def test_payments_are_tried_then_taken_in_once(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    here.line(here.program(code=CODE))
    rows = [payment(), payment(voucher="V2", amount="-0.55"), payment(voucher="V3", name="没有登记", payee="王小明")]
    tried = office.post("payments", {"year": 2026, "dry_run": True, "rows": rows})
    assert tried.status_code == 200 and tried.json()["state"] == "tried" and not Payment.objects.exists()
    report = tried.json()["report"]
    assert report["counts"]["新增"] == 3 and [(one["row"], one["fate"]) for one in report["looks"]] == [(3, "待认定")]
    first = office.post("payments", {"year": 2026, "rows": rows})
    assert (first.status_code, first.json()["state"]) == (202, "running")
    run_jobs()
    done = office.get(f"imports/{first.json()['id']}").json()
    assert (done["state"], done["sentence"]) == ("applied", "已导入3笔支付。")
    again = office.post("payments", {"year": 2026, "rows": rows})
    assert (again.status_code, again.json()["state"], again.json()["report"]["counts"]["此前已导入"]) == (200, "unchanged", 3)
    run_jobs()
    assert sorted(Payment.objects.values_list("amount", "state")) == [
        (Decimal("-0.55"), "matched"), (Decimal("40000.00"), "matched"), (Decimal("40000.00"), "queued")
    ]  # fmt: skip
    assert not Payment.objects.filter(payee="王小明").exists() and not Intake.objects.exclude(content=None).exists()


def test_sent_twice_before_the_first_is_done_still_counts_once(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    here.line(here.program(code=CODE))
    for _ in range(2):
        assert office.post("payments", {"year": 2026, "rows": [payment()]}).status_code == 202
    run_jobs()
    assert Payment.objects.count() == 1


def test_the_trail_says_that_a_system_did_it(here: County, office: System) -> None:
    office.post("payments", {"year": 2026, "rows": [payment()]})
    names = set(Entry.objects.filter(verb__in=["已上传", "已开始导入"]).values_list("actor_name", "hat"))
    assert names == {("一体化接口（接口一体化）", "绩效股经办人")}


def test_a_faulty_row_is_named_and_nothing_is_written(here: County, office: System) -> None:
    rows = [payment(), payment(day="2025-12-31", voucher="V2")]
    answer = office.post("payments", {"year": 2026, "rows": rows})
    assert told(answer) == (422, "api-faulty")
    (fault,) = answer.json()["report"]["faults"]
    assert (fault["row"], "2025-12-31" in fault["sentence"]) == (2, True)
    assert not Intake.objects.exclude(state="discarded").exists()


def test_text_stays_text(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    here.line(here.program(code=CODE))
    rows = [payment(voucher="0012", summary="+86 @某人"), payment(voucher="E-17", summary="第一行\n第二行")]
    office.post("payments", {"year": 2026, "rows": rows})
    run_jobs()
    assert sorted(Payment.objects.values_list("voucher", flat=True)) == ["0012", "E-17"]
    formula = office.post("payments", {"year": 2026, "rows": [payment(voucher="7", summary='=HYPERLINK("http://x")')]})
    assert told(formula) == (422, "api-faulty") and "公式" in formula.json()["report"]["faults"][0]["sentence"]


def test_amounts_arrive_to_the_fen(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    amounts = ["0.01", "999999999999.99", "-123456789.07", "8.3", "100"]
    office.post("payments", {"year": 2026, "rows": [payment(amount=one, voucher=f"V{n}") for n, one in enumerate(amounts)]})
    budgets = [{"unit": "交通局", "name": f"项目{n}", "initial": one} for n, one in enumerate(amounts) if one[0] != "-"]
    assert office.post("budgets", {"year": 2026, "rows": budgets}).status_code == 202
    run_jobs()
    assert list(Payment.objects.order_by("voucher").values_list("amount", flat=True)) == [Decimal(one) for one in amounts]
    assert set(FundLine.objects.values_list("initial", flat=True)) == {Decimal(one) for one in amounts if one[0] != "-"}


def test_a_treasury_file_goes_straight_in_once_its_columns_are_known(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    here.line(here.program(code=CODE))
    content = workbook([paid("2026-03-05", 10000, "V1")])
    first = office.send("payments/file", content, year="2026")
    assert told(first) == (409, "api-columns-open")
    key = Intake.objects.get().pk
    assert f"/programs/imports/{key}/" in first.json()["sentence"] and office.get(f"imports/{key}").json()["state"] == "columns"
    from hengji.apps.programs import tasks  # noqa: PLC0415 - what the person does on the page

    tasks.try_out(here.office, key, 1, tasks.proposal_of(here.office, key).mapping, at=now())
    assert office.send("payments/file", content, year="2026").status_code == 202
    run_jobs()
    assert office.send("payments/file", content, year="2026").json()["state"] == "unchanged"
    more = office.send("payments/file", workbook([paid("2025-03-05", 1, "V9")]), year="2026")
    assert told(more) == (422, "api-faulty") and more.json()["report"]["faults"][0]["cell"].startswith("支付明细!")
    assert Payment.objects.count() == 1


def test_a_file_that_is_none_is_refused_with_a_sentence(here: County, office: System) -> None:
    assert told(office.send("payments/file", b"not a workbook", year="2026"))[0] == 409
    assert told(office.send("payments/file", b"", year="2026"))[0] == 409
    assert told(office.post("payments/file", {"year": 2026}))[0] == 422
    disguised = office.send("payments/file", workbook([paid("2026-03-05", 1, "V1")]), "接口按行送来-一体化.xlsx", year="2026")
    assert told(disguised) == (409, "api-columns-open")


def test_budgets_come_in_and_a_second_time_change_nothing(here: County, office: System, run_jobs: Callable[[], int]) -> None:
    rows = [
        {"code": CODE, "name": "村道硬化", "kind": "project", "unit": "公路段", "department": "交通局", "nature": "general_public",
         "level": "county", "initial": "100000.00", "adjusted": "80000.00"},
        {"name": "某项", "unit_code": "102", "fund": "衔接资金", "initial": "0.10"},
        {"code": "SM26002", "name": "不可说", "unit": "交通局", "initial": "7", "secret": True},
    ]  # fmt: skip
    tried = office.post("budgets", {"year": 2026, "dry_run": True, "rows": rows}).json()
    assert (tried["state"], tried["report"]["counts"]["新增对象"]) == ("tried", 3) and not Program.objects.exists()
    assert office.post("budgets", {"year": 2026, "rows": rows}).status_code == 202
    run_jobs()
    assert sorted(FundLine.objects.values_list("initial", "adjusted", "fund__name")) == [
        (Decimal("0.10"), None, "衔接资金"), (Decimal("100000.00"), Decimal("80000.00"), None)
    ]  # fmt: skip
    assert Program.objects.get(secret=True).name == ""
    assert office.post("budgets", {"year": 2026, "rows": rows}).json()["state"] == "unchanged"
    wrong = office.post("budgets", {"year": 2026, "rows": [{"name": "甲", "unit": "没有这个单位", "initial": "1"}]})
    assert told(wrong) == (422, "api-faulty") and wrong.json()["report"]["faults"][0]["row"] == 1
