"""Facts of the session and of every answer: fixation, log-out, CSRF on every POST, other hosts, headers, downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.apps.appraisalworld import AT, PASSWORD, World, county, draft
from tests.web.matrixcalls import ARGUMENTS, CALLS

from hengji.apps.appraisal import operations
from hengji.apps.organisations.models import Person

pytestmark = pytest.mark.django_db
KEY = "01890000-0000-7000-8000-000000000000"
NAMES = ("key", "file", "score", "program", "line", "item", "doubt", "job", "notice", "unit")


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    return county()


def enter(client: Client, world: World, name: str = "绩效经办") -> HttpResponse:
    return client.post("/login/", {"login": world.people[name].login, "password": PASSWORD})


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Every declared address, its things made up."""
    for name, call in CALLS.items():
        for used in (
            {},
            *({one: KEY} for one in NAMES),
            *({"key": KEY, one: KEY} for one in NAMES if one != "key"),
            {"register": "payments"},
        ):
            try:
                yield name, reverse(name, kwargs={**used, **ARGUMENTS.get(name, {})}), call
                break
            except Exception:
                continue
        else:
            raise AssertionError(f"no address of {name}")


def test_the_session_of_a_stranger_is_not_the_session_of_who_logs_in(world: World) -> None:
    client = Client()
    client.session.save()
    planted = client.cookies["sessionid"].value if "sessionid" in client.cookies else ""
    before = client.session.session_key
    enter(client, world)
    after = client.cookies["sessionid"].value
    assert after not in ("", planted, before)
    other = Client()
    other.cookies["sessionid"] = before
    assert other.get("/").status_code == 302


def test_after_log_out_the_cookie_opens_nothing(world: World) -> None:
    client = Client()
    enter(client, world)
    kept = client.cookies["sessionid"].value
    assert client.get("/").status_code == 200
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/").status_code == 302


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    client = Client()
    enter(client, world)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict") and not cookie["domain"]


def test_every_post_wants_a_token(world: World, signed_in: Callable[[Person], Client]) -> None:
    client = signed_in(world.people["绩效经办"])
    client.handler.enforce_csrf_checks = True
    opened = [name for name, where, call in addresses() if call.do is not None and client.post(where, {}).status_code != 403]
    assert opened == []
    assert Client(enforce_csrf_checks=True).post("/login/", {"login": "x", "password": "y"}).status_code == 403


@pytest.mark.parametrize(
    "where",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil.example", "\thttps://evil.example"],
)
def test_log_in_leads_to_no_other_site(world: World, where: str) -> None:
    client = Client()
    answer = client.post("/login/", {"login": world.people["绩效经办"].login, "password": PASSWORD, "next": where})
    assert answer.headers["Location"] == "/"
    assert client.get("/login/", {"next": where}).headers["Location"] == "/"
    assert client.post("/year/", {"year": "2026", "next": where}).headers["Location"] == "/"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80@localhost", "127.0.0.1.nip.io"])
def test_no_other_host_is_answered(world: World, settings: Any, host: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    assert Client(headers={"host": host}).get("/login/").status_code == 400


def test_every_page_has_its_headers(world: World, signed_in: Callable[[Person], Client]) -> None:
    wrong = []
    client = signed_in(world.people["绩效经办"])
    for name, where, _call in addresses():
        answer = client.get(where)
        policy = answer.headers.get("Content-Security-Policy", "")
        held = (
            "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
            and answer.headers.get("X-Content-Type-Options") == "nosniff" and answer.headers.get("X-Frame-Options") == "DENY"
            and answer.headers.get("Referrer-Policy") == "same-origin"
        )  # fmt: skip
        if not held:
            wrong.append(f"{name} {answer.status_code}: {dict(answer.headers)}")
        page = answer.headers.get("Content-Type", "").startswith(("text/html", "application/json")) or answer.status_code != 200
        if not page and not answer.headers.get("Content-Disposition", "").startswith("attachment"):
            wrong.append(f"{name}: a file that is shown")
    assert wrong == []


def test_nothing_of_a_person_is_kept_by_a_browser_s_cache(world: World, signed_in: Callable[[Person], Client]) -> None:
    """On a shared desk the back button after log-out shows nothing."""
    client = signed_in(world.people["绩效经办"])
    kept = [
        where
        for where in ("/", "/programs/", "/people/", "/targets/")
        if "no-store" not in client.get(where).headers.get("Cache-Control", "")
    ]
    assert kept == []


HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.htm\u0000.pdf", "x"])
def test_what_was_uploaded_comes_back_as_a_download_only(world: World, signed_in: Callable[[Person], Client], name: str) -> None:

    reporter = world.actor("李站")
    key = operations.begin(reporter, world.units["县农技站"].pk, draft(), at=AT)
    file = operations.attach(reporter, key, "", name, HTML, at=AT)

    answer = signed_in(world.people["李站"]).get(reverse("appraisal-file", kwargs={"key": key, "file": file}))
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and not answer.headers["Content-Type"].startswith(
        ("text/html", "image/svg")
    )
