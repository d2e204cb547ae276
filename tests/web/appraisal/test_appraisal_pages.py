"""Pages of appraisal: what each person gets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.appraisalworld import AT, YEAR, World, county, draft

from hengji.apps.appraisal import operations
from hengji.apps.appraisal.models import Appraisal
from hengji.apps.organisations.models import Person
from hengji.apps.programs.drafts import LineDraft, ProgramDraft
from hengji.apps.programs.operations import add_line, create_program
from hengji.rules.appraisal import Result

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]


@pytest.fixture
def world() -> World:
    return county()


@pytest.fixture
def enter(world: World, signed_in: Enter) -> Callable[[str], Client]:
    def into(name: str) -> Client:
        client = signed_in(world.people[name])
        session = client.session
        session["year"] = YEAR
        session.save()
        return client

    return into


def begun(world: World) -> UUID:
    return operations.begin(world.actor("李站"), world.units["县农技站"].pk, draft(), at=AT)


def test_begun_saved_by_itself_and_read(world: World, enter: Callable[[str], Client]) -> None:
    client = enter("李站")
    client.post(reverse("appraisal-new"), {"unit": str(world.units["县农技站"].pk), "name": "新项目", "kind": "policy", "new": "1"})
    key = Appraisal.objects.get().pk
    said = {
        "version": "1",
        "name": "新项目",
        "kind": "policy",
        "basis": "依据",
        "money-0-year": str(YEAR),
        "money-0-source": "county",
        "money-0-amount": "12",
    }
    answer = client.post(reverse("appraisal-save", args=(key,)), said, headers={"accept": "application/json"})
    assert answer.json()["version"] == 2
    stale = client.post(reverse("appraisal-save", args=(key,)), said, headers={"accept": "application/json"})
    assert stale.status_code == 409 and "别人改过" in stale.json()["sentence"]
    shown = client.get(reverse("appraisal-edit", args=(key,))).content.decode()
    assert "依据" in shown and 'value="12"' in shown and "未达到" in shown
    assert "还不能送审" in client.get(reverse("appraisal", args=(key,))).content.decode()


def test_files_come_as_downloads_to_those_who_may_see(world: World, enter: Callable[[str], Client]) -> None:
    key = begun(world)
    file = operations.attach(world.actor("李站"), key, "批文", "批文.html", b"<script>alert(1)</script>", at=AT)
    address = reverse("appraisal-file", args=(key, file))
    answer = enter("王审").get(address)
    assert "attachment" in answer["Content-Disposition"] and answer["Content-Type"] == "application/octet-stream"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert enter("水利审").get(address).status_code == 404


@pytest.mark.parametrize("name", ["appraisal", "appraisal-edit", "appraisal-report", "appraisal-opinion", "appraisal-score"])
def test_other_peoples_appraisals_are_not_there(world: World, enter: Callable[[str], Client], name: str) -> None:
    key = begun(world)
    for who in ("水利填", "专家甲", "系统员"):
        assert enter(who).get(reverse(name, args=(key,))).status_code == 404


def test_lists_and_summaries_open_for_each_role(world: World, enter: Callable[[str], Client]) -> None:
    begun(world)
    for who in ("李站", "王审", "股长", "绩效经办", "局长"):
        client = enter(who)
        for name in ("appraisals", "appraisal-summary", "appraisal-missing"):
            assert client.get(reverse(name)).status_code == 200, (who, name)
    assert enter("绩效经办").get(reverse("appraisals"), {"export": "xlsx"}).content[:2] == b"PK"
    assert enter("系统员").get(reverse("appraisals")).status_code == 404


def test_a_refusal_goes_back_with_its_sentence(world: World, enter: Callable[[str], Client]) -> None:
    key = begun(world)
    client, page = enter("李站"), reverse("appraisal", args=(key,))
    answer = client.post(
        reverse("appraisal-step", args=(key,)),
        {"version": "1", "action": "accept"},
        headers={"referer": f"http://testserver{page}"},
        follow=True,
    )
    assert "不能“accept”" in answer.content.decode() or "目前是“草稿”" in answer.content.decode()


def test_a_supported_one_is_tied_to_an_object_that_is_there(world: World, enter: Callable[[str], Client]) -> None:
    office, unit = world.actor("绩效经办"), world.units["县农技站"]
    program = create_program(office, ProgramDraft(YEAR, "project", unit.pk, "随预算导入的农田项目", competent=unit.department_id), at=AT)
    add_line(office, program, LineDraft("general", initial=Decimal(3005000)), at=AT)
    key = begun(world)
    for version, (who, action) in enumerate((("李站", "submit"), ("王审", "accept"), ("绩效经办", "take-up")), 1):
        operations.take_step(world.actor(who), key, version, action, "同意。", at=AT)
    operations.decide(world.actor("局长"), key, 4, Result.SUPPORT, Decimal(3005000), "同意。", "", AT.date(), at=AT)
    client, address = enter("绩效经办"), reverse("appraisal", args=(key,))
    assert "随预算导入的农田项目" in client.get(reverse("appraisal-missing")).content.decode()
    assert "关联到已有对象" in client.get(address).content.decode() and "关联到已有对象" not in enter("局长").get(address).content.decode()
    sent = {"version": "5", "program": str(program)}
    assert enter("王审").post(reverse("appraisal-program", args=(key,)), sent).status_code in (403, 404, 409)
    client = enter("绩效经办")
    assert client.post(reverse("appraisal-program", args=(key,)), sent).status_code == 302
    shown = client.get(address).content.decode()
    assert reverse("program", args=(program,)) in shown and "关联到已有对象" not in shown
    assert "随预算导入的农田项目" not in client.get(reverse("appraisal-missing")).content.decode()
