"""Log-in: first password, second factor, lock-out, session end, and that nothing is told to strangers."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hengji.apps.audit.models import Entry
from hengji.apps.organisations import operations, secondfactor
from hengji.apps.organisations.models import Person, Region
from hengji.apps.organisations.operations import Founded
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db
AT = datetime.now(tz=UTC)
NEW = "山高水长2026-abc"


@pytest.fixture
def county() -> Founded:
    cache.clear()
    return operations.found_region(operations.INSTALLER, "990001", "示例县", 2026, at=AT)


def settled(county: Founded, role: Role, password: str = NEW) -> str:
    """The role's account with a password of its own; returns the log-in name."""
    person = Person.objects.get(pk=county.accounts[role].person)
    person.set_password(password)
    person.must_change_password = False
    person.save()
    return person.login


def log_in(client: Client, login: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/login/", {"login": login, "password": password, **more})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[-1]))


def verbs() -> list[str]:
    return list(Entry.objects.order_by("region", "seq").values_list("verb", flat=True))


def test_strangers_get_the_log_in_page_and_come_back_where_they_wanted(county: Founded, client: Client) -> None:
    answer = client.get("/account/password/?a=1")
    assert answer.status_code == 302 and answer["Location"] == "/login/?next=/account/password/%3Fa%3D1"
    login = settled(county, Role.OFFICE)
    assert log_in(client, login, NEW, next="/account/password/")["Location"] == "/account/password/"
    assert "已登录" in verbs()


def test_no_address_of_another_site_after_log_in(county: Founded, client: Client) -> None:
    assert log_in(client, settled(county, Role.OFFICE), NEW, next="//evil.example/")["Location"] == "/"


def test_first_password_must_be_changed_before_anything_else(county: Founded, client: Client) -> None:
    first = county.accounts[Role.OFFICE]
    log_in(client, first.login, first.password)
    assert client.get("/account/second-factor/").status_code == 200  # open meanwhile
    assert client.get("/search/?q=a")["Location"] == "/account/password/"
    answer = client.post("/account/password/", {"old": first.password, "new": NEW, "again": NEW})
    assert answer["Location"] == "/"
    assert client.get("/account/password/").status_code == 200
    assert Person.objects.get(pk=first.person).must_change_password is False
    assert "已修改密码" in verbs()


@pytest.mark.parametrize("weak", ["12345678901234", "short1!", "password123", "jixiao2026"])
def test_weak_passwords_are_refused_with_a_sentence(county: Founded, client: Client, weak: str) -> None:
    log_in(client, settled(county, Role.OFFICE), NEW)
    answer = client.post("/account/password/", {"old": NEW, "new": weak, "again": weak}, headers={"referer": "http://testserver/account/password/"},
                         follow=True)  # fmt: skip
    said = re.search("新密码不合要求：([^<]*)", answer.content.decode())
    assert said and not re.search("[A-Za-z]", said[1]) and said[1].count("。") >= 2, said


def test_former_passwords_are_not_used_again(county: Founded, client: Client) -> None:
    log_in(client, settled(county, Role.OFFICE), NEW)
    other = "海阔天空2027-xyz"
    client.post("/account/password/", {"old": NEW, "new": other, "again": other})
    answer = client.post("/account/password/", {"old": other, "new": NEW, "again": NEW})
    assert answer.status_code == 409 and "最近 5 次" in answer.content.decode()


def test_aged_password_must_be_changed(county: Founded, client: Client) -> None:
    login = settled(county, Role.OFFICE)
    Person.objects.filter(login=login).update(password_changed_at=AT - timedelta(days=91))
    log_in(client, login, NEW)
    assert client.get("/search/?q=a")["Location"] == "/account/password/"


@pytest.mark.parametrize("login", ["jixiao", "nobody-at-all"])
def test_locked_after_five_failures_whoever_it_is(county: Founded, client: Client, login: str) -> None:
    settled(county, Role.OFFICE)
    answers = [log_in(client, login, "wrong-password").content.decode() for _ in range(6)]
    assert all("登录名或密码不对" in answer for answer in answers[:4])
    assert all("15 分钟内不能登录" in answer for answer in answers[4:])
    assert "15 分钟内不能登录" in log_in(client, login, NEW).content.decode()
    assert verbs().count("登录失败") == 5 and verbs().count("已锁定") == 1


def test_failures_of_unknown_names_do_not_keep_what_was_typed(county: Founded, client: Client) -> None:
    log_in(client, "my-real-password", "x")
    payload = Entry.objects.get(verb="登录失败").payload
    assert "my-real-password" not in str(payload) and payload["login"].startswith("my…")


def test_right_and_wrong_names_read_alike(county: Founded, client: Client) -> None:
    settled(county, Role.OFFICE)
    known, unknown = (log_in(client, login, "wrong").content.decode().replace(login, "x") for login in ("jixiao", "nobody"))
    assert _without_tokens(known) == _without_tokens(unknown)


def _without_tokens(text: str) -> list[str]:
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_disabled_accounts_do_not_log_in(county: Founded, client: Client) -> None:
    login = settled(county, Role.OFFICE)
    Person.objects.filter(login=login).update(active=False)
    assert "登录名或密码不对" in log_in(client, login, NEW).content.decode()


def test_administrators_enrol_then_need_the_code(county: Founded, client: Client) -> None:
    login = settled(county, Role.SYSTEM)
    log_in(client, login, NEW)
    assert client.get("/search/?q=a")["Location"] == "/account/second-factor/"
    client.get("/account/second-factor/")
    secret = client.session["factor-secret"]
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code == 409
    client.post("/account/second-factor/", {"code": code_for(secret)})
    shown = client.get("/account/second-factor/").content.decode()
    assert "只显示这一次" in shown and secret not in str(list(Person.objects.values()))
    client.post("/logout/")
    assert log_in(client, login, NEW)["Location"] == "/login/code/"
    assert client.get("/account/password/").status_code == 302  # not in yet
    assert "动态口令不对" in client.post("/login/code/", {"code": "000000"}).content.decode()
    answer = client.post("/login/code/", {"code": secondfactor_recovery(county)})
    assert answer["Location"] == "/" and Entry.objects.filter(verb="已登录").last().payload["by"] == "密码和恢复码"  # type: ignore[union-attr]


def secondfactor_recovery(county: Founded) -> str:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    row = Authenticator.objects.get(user_id=county.accounts[Role.SYSTEM].person, type="recovery_codes")
    return row.wrap().get_unused_codes()[0]


def test_secrets_are_sealed_and_a_code_serves_once(county: Founded) -> None:
    person, secret = county.accounts[Role.SYSTEM].person, secondfactor.new_secret()
    assert secondfactor.enrol(person, secret, code_for(secret))
    from allauth.mfa.models import Authenticator  # noqa: PLC0415

    assert all(secret not in str(row.data) for row in Authenticator.objects.all())
    code = code_for(secret)
    assert secondfactor.verify(person, code) == "动态口令"
    cache.clear()  # as in another process
    assert secondfactor.verify(person, code) is None


def test_wrong_codes_lock_too(county: Founded, client: Client) -> None:
    login = settled(county, Role.SYSTEM)
    secret = secondfactor.new_secret()
    secondfactor.enrol(county.accounts[Role.SYSTEM].person, secret, code_for(secret))
    log_in(client, login, NEW)
    answers = [client.post("/login/code/", {"code": "000000"}).content.decode() for _ in range(5)]
    assert "15 分钟内不能登录" in answers[-1]
    assert "15 分钟内不能登录" in client.post("/login/code/", {"code": code_for(secret)}).content.decode()


def test_second_factor_for_everyone_by_the_county_s_choice(county: Founded, client: Client) -> None:
    Region.objects.update(settings={"second_factor_for_all": True})
    log_in(client, settled(county, Role.OFFICE), NEW)
    assert client.get("/search/?q=a")["Location"] == "/account/second-factor/"


@pytest.mark.parametrize(("key", "ago", "why"), [("seen", 31 * 60, "没有操作"), ("since", 10 * 3600 + 5, "已满 10 小时")])
def test_sessions_end(county: Founded, client: Client, key: str, ago: int, why: str) -> None:
    log_in(client, settled(county, Role.OFFICE), NEW)
    session = client.session
    session[key] = int(time.time()) - ago
    session.save()
    answer = client.get("/account/password/", follow=True)
    assert why in answer.content.decode() and "/login/" in answer.redirect_chain[-1][0]
    assert Entry.objects.get(verb="已退出").payload["why"].startswith(("超过", "登录已满"))


def test_a_script_is_told_that_the_session_is_over(client: Client) -> None:
    answer = client.get("/account/password/", headers={"accept": "application/json"})
    assert answer.status_code == 401 and "重新登录" in answer.json()["sentence"]


def test_log_out_only_by_post(county: Founded, client: Client) -> None:
    log_in(client, settled(county, Role.OFFICE), NEW)
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/account/password/").status_code == 302 and "已退出" in verbs()


def test_a_reset_password_ends_the_person_s_sessions(county: Founded, client: Client) -> None:
    log_in(client, settled(county, Role.OFFICE), NEW)
    system = queries_actor(county, Role.SYSTEM)
    operations.reset_password(system, county.accounts[Role.OFFICE].person, at=AT)
    assert client.get("/account/password/").status_code == 302


def queries_actor(county: Founded, role: Role):  # type: ignore[no-untyped-def]
    from hengji.apps.organisations.queries import actor_of  # noqa: PLC0415

    return actor_of(county.accounts[role].person, on=timezone.localdate(AT))


def test_demo_people_only_in_the_demo(county: Founded, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    Person.objects.update(demo=True)
    key = str(county.accounts[Role.SYSTEM].person)
    assert "示例身份" not in client.get("/login/").content.decode()
    assert client.post("/login/demo/", {"person": key}).status_code == 404
    settings.DEMO = True
    assert "系统管理员" in client.get("/login/").content.decode()
    assert client.post("/login/demo/", {"person": key})["Location"] == "/"
    assert client.get("/account/password/").status_code == 200
    Person.objects.update(demo=False)
    assert client.post("/login/demo/", {"person": key}).status_code == 404


@pytest.mark.parametrize(
    "address", ["/accounts/signup/", "/accounts/login/", "/signup/", "/accounts/email/", "/accounts/password/reset/", "/confirm-email/"]
)
def test_no_page_of_sign_up_or_mail(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_csrf_is_asked_for(county: Founded) -> None:
    client = Client(enforce_csrf_checks=True)
    assert log_in(client, "jixiao", "x").status_code == 403
