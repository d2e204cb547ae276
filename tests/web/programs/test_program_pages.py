"""Pages of programs and money: each opens for whom it should, forms say faults beside the field, an import runs from upload to result."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.apps.programsworld import AT, CODE, TODAY, County, county, paid, workbook

from hengji.apps.jobs.models import Job
from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.apps.programs import operations, queries, tasks
from hengji.apps.programs.drafts import FundDraft
from hengji.apps.programs.models import FundLine, Intake, Payment, Program, SpecialFund
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(settings) -> County:  # type: ignore[no-untyped-def]
    settings.TODAY = TODAY
    return county()


def person(here: County, role: Role, unit: str) -> Person:
    made = Person.objects.create(region=here.region, login=f"{role}-{unit}", name="马晓兰", must_change_password=False)
    post = Post.objects.create(region=here.region, unit=here.units[unit].lineage, role=role.value)
    Assignment.objects.create(region=here.region, post=post, person=made, starts="2026-01-01")
    return made


def at_the_door(here: County, role: Role = Role.OFFICE, unit: str = "绩效股") -> Client:
    client = Client()
    client.force_login(person(here, role, unit), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"] = True
    session.save()
    return client


@pytest.fixture
def office(here: County) -> Client:
    return at_the_door(here)


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (answer.status_code, url)
    return answer.content.decode()


def told(_done: int, _total: int, _note: str = "") -> None: ...


def taken_in(here: County, rows: list[tuple[object, ...]]) -> None:
    key = tasks.receive(here.office, "payments", 2026, "国库.xlsx", workbook(rows), at=AT)
    facts = queries.intake(here.office, key)
    if facts.state == "columns":
        tasks.try_out(here.office, key, facts.version, tasks.proposal_of(here.office, key).mapping, at=AT)
    operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)
    tasks.apply_file(here.office, told, at=AT, intake=str(key))


# ---- pages open


def test_every_page_opens_for_the_office_with_and_without_anything(here: County, office: Client) -> None:
    fixed = (
        "programs",
        "programs-new",
        "programs-coverage",
        "programs-funds",
        "programs-fund-new",
        "programs-payments",
        "programs-imports",
    )
    for name in fixed:
        text(office, reverse(name))
    key = here.program(code=CODE)
    fund = operations.create_fund(here.office, FundDraft(2026, "衔接资金"), at=AT)
    line = here.line(key, fund=fund, document="示财预〔2026〕1号")
    here.program(name="", code="SM1", secret=True)
    here.program(kind="overall", name="")
    taken_in(here, [paid("2026-03-05", 40000, "V1"), paid("2026-03-06", 1, "V2", name="不知道")])
    for name in fixed:
        assert "Traceback" not in text(office, reverse(name))
    page = text(office, reverse("program", args=[key]))
    assert "40.00%" in page and "1 笔支付" in page and "衔接资金" in page and "已新增" in page
    for name in ("program-edit", "program-payments", "program-line-new"):
        text(office, reverse(name, args=[key]))
    for name in ("program-line", "program-line-adjust", "program-line-report"):
        text(office, reverse(name, args=[key, line]))
    text(office, reverse("programs-fund", args=[fund]))
    waits, counted = Payment.objects.get(state="queued"), Payment.objects.get(state="matched")
    for one in (waits, counted):
        text(office, reverse("programs-payment", args=[one.pk]))
    text(office, reverse("programs-import", args=[Intake.objects.get().pk]))
    secret = text(office, reverse("program", args=[Program.objects.get(secret=True).pk]))
    assert "涉密项目（SM1）" in secret and "登记资金来源" not in secret


def test_the_list_shows_rate_base_and_totals_of_one_kind_only(here: County, office: Client) -> None:
    here.line(here.program(code=CODE), "200000")
    here.line(here.program(kind="overall", name=""), "9000000")
    taken_in(here, [paid("2026-03-05", 40000, "V1")])
    page = text(office, reverse("programs"))
    assert "20.00" in page and "年初" in page and "筛选结果 1" in page and "900.00" not in page.split("<tbody>")[1]
    every = text(office, reverse("programs") + "?tab=all")
    assert "筛选结果" not in every and "部门整体支出 1 个，预算 900.00 万元" in every
    assert office.get(reverse("programs") + "?export=xlsx").headers["Content-Type"].endswith("sheet")
    assert office.get(reverse("programs-export")).content[:2] == b"PK"


def test_payments_count_up_to_the_day_asked_for(here: County, office: Client) -> None:
    program = here.program(code=CODE)
    here.line(program, "200000")
    taken_in(here, [paid("2026-03-05", 40000, "V1"), paid("2026-05-06", 60000, "V2")])
    of_one, every = reverse("program", args=[program]), reverse("programs")
    assert "2 笔支付，截至" in text(office, of_one) and "50.00" in text(office, of_one)
    early = text(office, of_one + "?as_of=2026-04-30")
    assert "1 笔支付，截至 2026-04-30" in early and "20.00" in early and "回到今天" in early
    for odd in ("2099-01-01", "昨天"):
        assert "2 笔支付，截至" in text(office, of_one + f"?as_of={odd}"), "no day, or one to come: today"
    shown = text(office, every + "?tab=project&as_of=2026-04-30")
    assert "执行数截至 2026-04-30" in shown and "20.00" in shown.split("<tbody>")[1]


def test_the_page_of_the_list_keeps_its_number_of_queries(here: County, office: Client) -> None:
    unit = here.units["农业局"]

    def fill(start: int, stop: int) -> None:
        rows = [
            Program(region=here.region, year=2026, kind="project", code=f"HC26X{n:04}", name=f"批量{n}", unit=unit)
            for n in range(start, stop)
        ]
        Program.objects.bulk_create(rows)
        FundLine.objects.bulk_create(
            FundLine(region=here.region, program=row, budget_kind="general_public", identity="a", initial=100) for row in rows
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text(office, reverse("programs") + "?size=50")
        return len(caught)

    fill(0, 10)
    asked()
    few = asked()
    fill(10, 200)
    assert asked() == few <= 30


def test_others_see_theirs_and_are_told_nothing_of_the_rest(here: County) -> None:
    road, farm = here.program(), here.program("高标准农田", "农业局")
    reporter = at_the_door(here, Role.REPORTER, "交通局")
    page = text(reporter, reverse("programs"))
    assert "村道硬化" in page and "高标准农田" not in page and "新增对象" not in page
    text(reporter, reverse("program", args=[road]))
    for url in (
        reverse("program", args=[farm]),
        reverse("programs-imports"),
        reverse("programs-new"),
        reverse("program-payments", args=[farm]),
    ):
        text(reporter, url, 404)
    audit = at_the_door(here, Role.AUDIT, "绩效股")
    text(audit, reverse("programs"), 404)


def test_strangers_log_in_first(here: County) -> None:
    assert Client().get(reverse("programs")).status_code == 302


# ---- forms


def test_a_program_is_entered_on_the_page_and_faults_stand_beside_the_field(here: County, office: Client) -> None:
    typed = {
        "kind": "project",
        "unit": str(here.units["交通局"].pk),
        "name": "村道硬化",
        "code": "5113002600000655471",
        "summary": "打字不丢",
    }
    answer = office.post(reverse("programs-new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "f-code-error" in page and "应为21位" in page and "打字不丢" in page
    answer = office.post(reverse("programs-new"), {**typed, "code": CODE})
    assert answer.status_code == 302
    row = Program.objects.get()
    answer = office.post(reverse("program-edit", args=[row.pk]), {**typed, "code": CODE, "name": "", "version": "1"})
    assert "f-name-error" in answer.content.decode()
    stale = office.post(reverse("program-edit", args=[row.pk]), {**typed, "code": CODE, "name": "二期", "version": "9"})
    assert stale.status_code == 409 and "你填的内容还在" in stale.content.decode() and "二期" in stale.content.decode()


def test_money_is_typed_in_wan_and_kept_to_the_fen(here: County, office: Client) -> None:
    key = here.program()
    url = reverse("program-line-new", args=[key])
    page = office.post(url, {"budget_kind": "general_public", "level": "county", "initial": "十几万吧"}).content.decode()
    assert "f-initial-error" in page and "十几万吧" in page
    office.post(url, {"budget_kind": "general_public", "level": "county", "initial": "12.345678"})
    line = FundLine.objects.get()
    assert str(line.initial) == "123456.78"
    adjust = reverse("program-line-adjust", args=[key, line.pk])
    assert "f-document-error" in office.post(adjust, {"on": "2026-05-01", "change": "-2", "version": "1"}).content.decode()
    office.post(adjust, {"document": "示财预〔2026〕3号", "on": "2026-05-01", "change": "−2", "version": "1"})
    line.refresh_from_db()
    assert str(line.adjusted) == "103456.78"
    report = reverse("program-line-report", args=[key, line.pk])
    assert office.post(report, {"amount": "3", "on": "2026-07-31", "version": "2"}).status_code == 302
    assert "已自报执行数" in text(office, reverse("program", args=[key]))
    assert "自报，截至 2026-07-31" in text(office, reverse("program", args=[key]))


def test_funds_closing_and_confirming_on_the_page(here: County, office: Client) -> None:
    office.post(reverse("programs-fund-new"), {"name": "衔接资金", "amount": "9132", "division": str(here.units["农业股"].pk)})
    fund = SpecialFund.objects.get()
    assert "9,132.00" in text(office, reverse("programs-funds"))
    assert "f-name-error" in office.post(reverse("programs-fund", args=[fund.pk]), {"name": "", "version": "1"}).content.decode()
    key = here.program(pending=True)
    assert "以本次报送为初始批复" in text(office, reverse("program", args=[key]))
    act = reverse("program-act", args=[key])
    office.post(act, {"what": "confirm", "version": "1"})
    office.post(act, {"what": "close", "version": "2", "reason": "并入"})
    assert "并入" in text(office, reverse("program", args=[key]))
    assert office.post(act, {"what": "anything", "version": "3"}).status_code == 404


# ---- import


def test_what_waits_for_confirmation_is_confirmed_many_at_once(here: County, office: Client) -> None:
    first, second, third = (here.program(f"示例项目{number}") for number in range(3))
    Program.objects.filter(pk__in=(first, second, third)).update(pending=True)
    assert "确认选中的" in text(office, reverse("programs") + "?tab=pending")
    assert "确认选中的" not in text(office, reverse("programs") + "?tab=all"), "only where all wait"
    none = office.post(reverse("programs-confirm"), headers={"accept": "application/json"})
    assert none.status_code == 409 and "没有勾选" in none.json()["sentence"]
    Program.objects.filter(pk=third).update(state="closed", closed_why="撤销")
    for _twice in range(2):
        assert office.post(reverse("programs-confirm"), {"selected": [str(first), str(second)]}).status_code == 302
    assert list(Program.objects.filter(pending=True).values_list("pk", flat=True)) == [third]
    assert Program.objects.get(pk=first).version == 2, "the second time passes over what is confirmed"
    closed = office.post(reverse("programs-confirm"), {"selected": str(third)}, headers={"accept": "application/json"})
    assert closed.status_code == 409


def test_an_import_from_upload_to_result(here: County, office: Client) -> None:
    here.line(here.program())
    rows = [paid("2026-03-05", 40000, "V1"), paid("2026-03-06", 1, "V2", name="不知道")]
    upload = SimpleUploadedFile("国库.xlsx", workbook(rows))
    url = office.post(reverse("programs-imports"), {"register": "payments", "file": upload})["Location"]
    assert "每一列是什么" in text(office, url)
    mapping = {f"column-{letter}": key for letter, key in zip("ABDEF", ("paid_on", "unit", "name", "document", "amount"), strict=True)}
    lacking = office.post(url, {"what": "columns", "version": "1", "column-A": "paid_on"})
    assert lacking.status_code == 409 and "支付金额" in lacking.content.decode()
    assert office.post(url, {"what": "columns", "version": "1", **mapping, "column-J": "voucher"}).status_code == 302
    page = text(office, url)
    assert "待认定" in page and "没有找到与" in page
    assert office.post(url, {"what": "start", "version": "2"}).status_code == 302
    assert "hj-job" in text(office, url)
    job = Job.objects.get()
    tasks.apply_file(here.office, told, at=AT, **job.arguments)
    assert "已导入" in text(office, url)
    assert "认定待认定的 1 笔" in text(office, reverse("programs-payments") + "?tab=queued")


def test_a_bad_upload_is_told_on_the_page(here: County, office: Client) -> None:
    for upload in ({}, {"file": SimpleUploadedFile("甲.xlsx", b"nonsense")}, {"file": SimpleUploadedFile("空.xlsx", b"")}):
        answer = office.post(reverse("programs-imports"), {"register": "payments", **upload})
        assert answer.status_code == 409 and "没有收下" in answer.content.decode()
    text(office, reverse("programs-imports") + "?register=../etc", 404)
    text(office, reverse("programs-template", args=["nothing"]), 404)
    assert office.get(reverse("programs-template", args=["budgets"])).content[:2] == b"PK"


def test_a_person_decides_on_the_page(here: County, office: Client) -> None:
    line = here.line(here.program())
    taken_in(here, [paid("2026-03-06", 1, "V2", name="硬化路"), paid("2026-03-07", 2, "V3", name="别的")])
    one = Payment.objects.get(voucher="V2")
    url = reverse("programs-payment", args=[one.pk])
    assert "村道硬化（交通局）" in text(office, url)
    assert "没有找到可能的资金来源" in text(office, url + "?q=绝无此名")
    other = reverse("programs-payment", args=[Payment.objects.get(voucher="V3").pk])
    assert office.post(url, {"what": "match", "line": str(line), "version": "1", "alike": "1"})["Location"] == other
    assert office.post(url, {"what": "match", "line": str(UUID(int=1)), "version": "2"}, HTTP_REFERER="").status_code == 409
    office.post(other, {"what": "aside", "reason": "往来款", "version": "1"})
    assert "往来款" in text(office, other)
    office.post(other, {"what": "undo", "version": "2"})
    assert Payment.objects.get(voucher="V3").state == "queued"
