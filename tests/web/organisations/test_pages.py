"""Pages of units, people and posts: who gets them, what a form does, what a refusal keeps."""

from __future__ import annotations

import time

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hengji.apps.organisations import operations, queries, sheets
from hengji.apps.organisations.models import Assignment, Person, Post, Region, Unit
from hengji.apps.organisations.operations import Founded, PersonFacts, UnitFacts
from hengji.clock import now, today
from hengji.papers.registers import PEOPLE, UNITS, write
from hengji.rules.access import Actor, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Founded:
    return operations.found_region(operations.INSTALLER, "990001", "示例县", today().year, at=now())


def actor(county: Founded, role: Role) -> Actor:
    return queries.actor_of(county.accounts[role].person, on=today())


def entered(county: Founded, role: Role) -> Client:
    """A browser of somebody who has logged in with both factors."""
    Person.objects.filter(pk=county.accounts[role].person).update(must_change_password=False)
    person = Person.objects.get(pk=county.accounts[role].person)
    client = Client()
    session = client.session
    session.update({SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(), "since": int(time.time()), "factor": True})  # fmt: skip
    session.save()
    client.cookies["sessionid"] = session.session_key
    return client


def text(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()  # type: ignore[no-any-return]


EVERYONE = frozenset(Role)
OPEN = {
    "/organisations/": {Role.OFFICE, Role.SYSTEM, Role.SECURITY},
    "/organisations/new/": {Role.OFFICE, Role.SYSTEM},
    "/organisations/divisions/": {Role.OFFICE, Role.SYSTEM},
    "/organisations/import/": {Role.OFFICE, Role.SYSTEM},
    "/organisations/template/": {Role.OFFICE, Role.SYSTEM},
    "/organisations/list/": {Role.OFFICE, Role.SYSTEM},
    "/people/": {Role.OFFICE, Role.SYSTEM, Role.SECURITY},
    "/people/new/": {Role.SYSTEM},
    "/people/import/": {Role.SYSTEM},
    "/people/template/": {Role.SYSTEM},
    "/people/list/": {Role.SYSTEM},
    "/posts/": {Role.OFFICE, Role.SYSTEM, Role.SECURITY},
    "/posts/grant/": {Role.SECURITY},
    "/posts/proposals/": {Role.SECURITY},
    "/settings/": {Role.SYSTEM},
    "/access/": EVERYONE,
    "/search/?q=财政": EVERYONE,
    "/": EVERYONE,
}


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.OFFICE])
def test_pages_are_for_those_of_the_table_and_are_not_there_for_others(county: Founded, role: Role) -> None:
    client = entered(county, role)
    answers = {address: client.get(address).status_code for address in OPEN}
    expected = {address: 200 if role in roles else 404 for address, roles in OPEN.items()}
    assert answers == expected


def test_a_unit_is_made_changed_and_closed(county: Founded) -> None:
    client = entered(county, Role.OFFICE)
    made = client.post("/organisations/new/", {"code": "101", "name": "县水利局", "kind": "department"})
    assert made.status_code == 302 and "县水利局" in text(client.get(made["Location"]))
    unit = Unit.objects.get(code="101")
    edit = f"/organisations/{unit.pk}/edit/"
    client.post(edit, {"code": "101", "name": "县水务局", "kind": "department", "version": "1"})
    assert "县水利局" in text(client.get(f"/organisations/{unit.pk}/"))  # as a former name
    stale = client.post(edit, {"code": "101", "name": "我刚填的名字", "kind": "department", "version": "1"})
    assert stale.status_code == 409 and "我刚填的名字" in text(stale) and "别人改过" in text(stale)
    client.post(f"/organisations/{unit.pk}/close/", {"version": "2", "on": today().isoformat()})
    assert "已撤销" in text(client.get(f"/organisations/{unit.pk}/"))


def test_a_refusal_keeps_what_was_typed(county: Founded) -> None:
    answer = entered(county, Role.OFFICE).post("/organisations/new/", {"code": "001", "name": "重码局", "kind": "department"})
    assert answer.status_code == 409 and "重码局" in text(answer) and "编码“001”已是" in text(answer)


@pytest.mark.parametrize("bad", [{"parent": "x"}, {"kind": "nothing"}, {"name": "长" * 200}, {"code": ""}])
def test_nonsense_in_a_form_is_refused_with_a_sentence(county: Founded, bad: dict[str, str]) -> None:
    typed = {"code": "101", "name": "某局", "kind": "department", **bad}
    answer = entered(county, Role.OFFICE).post("/organisations/new/", typed)
    assert answer.status_code == 409 and "没有" in text(answer) and Unit.objects.count() == 2


def test_the_list_is_searched_by_former_names_too_and_exported(county: Founded) -> None:
    client, office = entered(county, Role.OFFICE), actor(county, Role.OFFICE)
    key = operations.create_unit(office, today().year, UnitFacts("101", "扶贫办", "department"), at=now())
    operations.edit_unit(office, key, 1, UnitFacts("101", "乡村振兴局", "department"), at=now())
    found = text(client.get("/organisations/?q=扶贫"))
    assert "乡村振兴局" in found and "示例县财政局" not in found
    export = client.get("/organisations/?q=扶贫&export=xlsx")
    assert export.content[:2] == b"PK"


def token(page: str) -> str:
    """What the page of a dry run sends back."""
    return page.split('name="token" value="')[1].split('"')[0]


def upload(register, rows) -> SimpleUploadedFile:  # type: ignore[no-untyped-def]
    return SimpleUploadedFile("名单.xlsx", write(register, rows))


def test_units_are_imported_after_a_dry_run(county: Founded) -> None:
    client = entered(county, Role.OFFICE)
    rows = [
        {"code": "101", "name": "甲局", "kind": "department"},
        {"code": "101001", "name": "甲站", "kind": "subordinate", "parent": "101"},
    ]
    shown = text(client.post("/organisations/import/", {"file": upload(UNITS, rows)}))
    assert "试算无误" in shown and Unit.objects.count() == 2
    apply = {"what": "apply", "token": token(shown)}
    other = entered(county, Role.SYSTEM)
    for browser, sent in ((other, apply), (client, {"what": "apply"}), (client, {**apply, "token": apply["token"][:-1] + "x"})):
        refused = browser.post("/organisations/import/", sent)
        assert refused.status_code == 409 and "请重新选择文件" in text(refused), "only who tried it, and only what was tried"
    assert other.post("/people/import/", apply).status_code == 409 and Unit.objects.count() == 2
    client.post("/organisations/import/", apply)
    assert Unit.objects.count() == 4
    client.post("/organisations/import/", apply)
    assert Unit.objects.count() == 4, "again: nothing is left to do"


def test_a_faulty_list_is_shown_by_cell_and_cannot_be_applied(county: Founded) -> None:
    client = entered(county, Role.OFFICE)
    shown = text(client.post("/organisations/import/", {"file": upload(UNITS, [{"code": "101", "name": "站", "kind": "subordinate"}])}))
    assert "不能导入：1 处要改" in shown and "没有填上级单位编码" in shown
    assert client.post("/organisations/import/", {"what": "apply"}).status_code == 409 and Unit.objects.count() == 2


def test_a_file_that_is_none_is_refused_in_chinese(county: Founded) -> None:
    answer = entered(county, Role.OFFICE).post("/organisations/import/", {"file": SimpleUploadedFile("x.xlsx", b"nonsense")})
    assert answer.status_code == 409 and "没有导入" in text(answer)


def test_people_are_imported_shown_their_passwords_once_and_granted_by_another(county: Founded) -> None:
    client = entered(county, Role.SYSTEM)
    row = {"name": "王五", "login": "wangwu", "unit": "001901", "role": "office"}
    shown = text(client.post("/people/import/", {"file": upload(PEOPLE, [row])}))
    assert client.post("/people/import/", {"what": "apply", "token": token(shown)})["Location"] == "/people/accounts/"
    assert "wangwu" in text(client.get("/people/accounts/")) and client.get("/people/accounts/").status_code == 302
    security = entered(county, Role.SECURITY)
    (proposal,) = queries.proposals(actor(county, Role.SECURITY))
    assert "王五" in text(security.get("/posts/proposals/"))
    security.post("/posts/proposals/", {"what": "grant", "selected": str(proposal.id)})
    assert Assignment.objects.filter(person__login="wangwu").count() == 1


def test_an_account_from_first_to_last(county: Founded) -> None:
    client = entered(county, Role.SYSTEM)
    client.post("/people/new/", {"name": "赵六", "login": "zhaoliu"})
    password = client.session["new-accounts"][0]["password"]
    assert password in text(client.get("/people/accounts/")) and password not in text(client.get("/people/"))
    key = Person.objects.get(login="zhaoliu").pk
    client.post(f"/people/{key}/edit/", {"name": "赵六六", "login": "zhaoliu", "version": "1"})
    client.post(f"/people/{key}/disable/", {"version": "2", "why": "离职"})
    assert "已停用" in text(client.get(f"/people/{key}/"))
    client.post(f"/people/{key}/enable/", {"version": "3"})
    assert client.post(f"/people/{key}/password/").status_code == 302
    own = client.post(f"/people/{county.accounts[Role.SYSTEM].person}/password/")
    assert own.status_code == 409 and "不能对自己" in text(own)


def test_handover_shows_what_passes_and_passes_it(county: Founded) -> None:
    system, security = actor(county, Role.SYSTEM), entered(county, Role.SECURITY)
    heir = operations.create_person(system, PersonFacts("xin", "小李"), at=now()).person
    leaving = county.accounts[Role.OFFICE].person
    held = Assignment.objects.get(person=leaving)
    Assignment.objects.filter(pk=held.pk).update(starts="2020-01-01")
    assert "绩效股经办人" in text(security.get(f"/people/{leaving}/handover/"))
    on = today().isoformat()
    answer = security.post(f"/people/{leaving}/handover/", {"successor": str(heir), "assignment": str(held.pk), "on": on, "why": "调任"})
    assert answer.status_code == 302
    assert queries.actor_of(heir, on=today()).roles == {Role.OFFICE} and not queries.actor_of(leaving, on=today()).duties


def test_posts_are_granted_and_withdrawn_on_the_page(county: Founded) -> None:
    system, client = actor(county, Role.SYSTEM), entered(county, Role.SECURITY)
    key = operations.create_person(system, PersonFacts("xin", "小李"), at=now()).person
    unit = Unit.objects.get(pk=county.office).lineage
    typed = {"person": str(key), "unit": str(unit), "role": "office", "starts": today().isoformat()}
    assert client.post("/posts/grant/", typed).status_code == 302
    again = client.post("/posts/grant/", {**typed, "role": "system"})
    assert again.status_code == 409 and "三员分立" in text(again)
    held = Assignment.objects.get(person=key)
    client.post(f"/posts/{held.pk}/withdraw/", {"person": str(key), "on": today().isoformat(), "why": "试用"})
    assert Assignment.objects.get(pk=held.pk).ends == today()


def test_a_vacant_post_is_closed_on_the_page(county: Founded) -> None:
    client = entered(county, Role.SECURITY)
    row = Post.objects.create(region_id=county.region, unit=Unit.objects.get(pk=county.office).lineage, role="division")
    assert "授予、撤销" in text(client.get("/posts/", {"tab": "vacant"}))
    assert f"/posts/{row.pk}/close/" in text(client.get(f"/posts/grant/?post={row.pk}"))
    assert client.post(f"/posts/{row.pk}/close/", {"version": row.version}).status_code == 302
    assert Post.objects.get(pk=row.pk).closed
    held = Assignment.objects.exclude(ends__lt=today()).first()
    assert held and f"/posts/{held.post_id}/close/" not in text(client.get(f"/posts/grant/?post={held.post_id}"))


def test_the_county_s_choices(county: Founded) -> None:
    client = entered(county, Role.SYSTEM)
    Region.objects.filter(pk=county.region).update(settings={"month_plan_required": True})
    client.post("/settings/", {"version": "1", "two_hats": "1", "password_days": "60", "idle_minutes": "20"})
    assert queries.profile(county.region).two_hats and Region.objects.get(pk=county.region).settings["password_days"] == 60
    assert queries.profile(county.region).month_plan_required, "what the form does not show stays"
    refused = client.post("/settings/", {"version": "2", "password_days": "60", "idle_minutes": "1"})
    assert refused.status_code == 409 and "5 到 480" in text(refused)


def test_divisions_are_given_on_one_page(county: Founded) -> None:
    client = entered(county, Role.OFFICE)
    key = operations.create_unit(actor(county, Role.OFFICE), today().year, UnitFacts("101", "甲局", "department"), at=now())
    client.post("/organisations/divisions/", {f"division-{key}": str(county.office)})
    assert Unit.objects.get(pk=key).division_id == county.office
    stale = {f"division-{key}": "", f"was-{key}": ""}
    client.post("/organisations/divisions/", stale)
    assert Unit.objects.get(pk=key).division_id == county.office, "a page opened before leaves alone what was not changed on it"
    other = operations.create_unit(actor(county, Role.OFFICE), today().year, UnitFacts("102", "乙局", "department"), at=now())
    assert client.post("/organisations/divisions/", {f"division-{key}": str(other), f"was-{key}": ""}).status_code == 409


def test_the_year_is_chosen_among_those_there_are(county: Founded) -> None:
    client = entered(county, Role.OFFICE)
    year = today().year
    operations.roll_over_units(actor(county, Role.OFFICE), year, year + 1, at=now())
    assert client.post("/year/", {"year": str(year + 1), "next": "/organisations/"})["Location"] == "/organisations/"
    assert client.session["year"] == year + 1
    client.post("/year/", {"year": "1999", "next": "//evil.example"})
    assert client.session["year"] == year + 1


def test_the_access_table_says_what_rules_say(county: Founded) -> None:
    shown = text(entered(county, Role.AUDIT).get("/access/"))
    assert "查看操作日志" in shown and "本单位、下属单位、主管的项目" in shown


def test_search_finds_units_of_two_characters_and_only_what_is_within_reach(county: Founded) -> None:
    operations.create_unit(actor(county, Role.OFFICE), today().year, UnitFacts("101", "县水利局", "department"), at=now())
    assert "县水利局" in text(entered(county, Role.OFFICE).get("/search/?q=水利"))
    assert "县水利局" not in text(entered(county, Role.AUDIT).get("/search/?q=水利"))


def test_the_template_reads_as_an_empty_list(county: Founded) -> None:
    content = entered(county, Role.OFFICE).get("/organisations/template/").content
    assert sheets.read_units(content)[0] == ()


def test_the_workbench_of_the_security_administrator(county: Founded) -> None:
    operations.create_person(actor(county, Role.SYSTEM), PersonFacts("idle", "闲人"), at=now())
    client = entered(county, Role.SECURITY)
    for way in ("due", "matter", "unit", "nonsense"):
        shown = text(client.get(f"/?by={way}"))
        assert "没有岗位的账号" in shown and "等你办 <b>1</b> 件" in shown
