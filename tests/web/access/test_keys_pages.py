"""Pages of keys: made by the system administrator alone, shown once, revoked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.programsworld import TODAY, County, county

from hengji.apps.keys.models import ApiKey
from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db
NEW = {"name": "一体化", "expires_on": "2027-08-01", "account": "new", "account_name": "一体化接口", "login": "yitihua"}


@pytest.fixture
def here(settings) -> County:  # type: ignore[no-untyped-def]
    settings.TODAY = TODAY
    return county()


def at_the_door(here: County, role: Role) -> Client:
    person = Person.objects.create(region=here.region, login=f"p-{role}", name="某人", must_change_password=False)
    post = Post.objects.create(region=here.region, unit=here.units["县财政局"].lineage, role=role.value)
    Assignment.objects.create(region=here.region, post=post, person=person, starts="2026-01-01")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"] = True
    session.save()
    return client


def test_a_key_is_made_shown_once_used_and_revoked(here: County) -> None:
    client = at_the_door(here, Role.SYSTEM)
    assert "没有密钥" in client.get(reverse("access-keys")).content.decode()
    assert client.get(reverse("access-keys-new")).status_code == 200
    answer = client.post(reverse("access-keys-new"), NEW)
    assert answer.status_code == 302 and answer["Location"] == reverse("access-keys-made")
    page = client.get(reverse("access-keys-made"))
    secret = page.content.decode().split("<code>")[1].split("</code>")[0]
    assert secret.startswith("hj_") and "no-store" in page["Cache-Control"] and "还没有岗位" in page.content.decode()
    assert client.get(reverse("access-keys-made"))["Location"] == reverse("access-keys")
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {secret}"}).json()["account"] == "一体化接口"
    row = ApiKey.objects.get()
    listing = client.get(reverse("access-keys")).content.decode()
    assert row.start in listing and secret not in listing and "没有岗位" in listing
    assert "收回密钥" in client.get(reverse("access-key", args=[row.pk])).content.decode()
    client.post(reverse("access-key-revoke", args=[row.pk]), {"version": row.version, "why": "更换"})
    assert "更换" in client.get(reverse("access-key", args=[row.pk])).content.decode()
    assert Client().get("/api/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_second_key_for_an_account_and_faults_on_the_form(here: County) -> None:
    client = at_the_door(here, Role.SYSTEM)
    client.post(reverse("access-keys-new"), NEW)
    faults = (
        ({"login": "yitihua"}, "已有人用"), ({"expires_on": "2020-01-01", "login": "b12"}, "到期日"), ({"expires_on": "x"}, "到期日"),
        ({"account_name": "", "login": "b12"}, "要填姓名"), ({"account": "x"}, "没有"),
    )  # fmt: skip
    for wrong, words in faults:
        answer = client.post(reverse("access-keys-new"), {**NEW, **wrong})
        assert answer.status_code == 409 and words in answer.content.decode()
    account = str(ApiKey.objects.get().person_id)
    assert client.post(reverse("access-keys-new"), {"name": "二", "expires_on": "2027-01-01", "account": account}).status_code == 302
    assert ApiKey.objects.count() == 2 and Person.objects.filter(login="yitihua").count() == 1


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECURITY, Role.AUDIT, Role.LEADER])
def test_nobody_else_sees_the_pages(here: County, role: Role) -> None:
    admin, other = at_the_door(here, Role.SYSTEM), at_the_door(here, role)
    admin.post(reverse("access-keys-new"), NEW)
    key = ApiKey.objects.get().pk
    for name, args in (("access-keys", ()), ("access-keys-new", ()), ("access-keys-made", ()), ("access-key", (key,))):
        assert other.get(reverse(name, args=args)).status_code == 404
    assert other.post(reverse("access-key-revoke", args=(key,)), {"version": 1}).status_code == 404
    assert ApiKey.objects.get().revoked_at is None
