"""Every page in a real Chromium: it answers, its console is quiet, axe finds nothing serious, nothing sticks out at 1366 and 390 px.

The county is ``matrixworld``'s.  The pages are asked for here, inside the transaction, each by somebody whose page it is; the browser,
in a thread of its own (its event loop and Django's connection do not share one), is given what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import override_settings
from playwright.sync_api import Page, Route
from tests.browsing import chromium
from tests.web import matrixworld
from tests.web.matrixcalls import CALLS
from tests.web.matrixworld import World
from tests.web.test_access_matrix import PEOPLE, Reader, _reader, address, allowed, things_of

pytestmark = pytest.mark.django_db
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SITE = "http://localhost"
ORDER = ("a.office", "a.leader", "a.r101", "a.u101001", *PEOPLE)
"""Who opens a page: the first of these whose page it is."""
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SIZES = ((1366, 768), (390, 844))
SEVERE = """async () => (await axe.run(document,
  {resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})).violations
  .filter((one) => one.impact === "serious" || one.impact === "critical")
  .map((one) => one.id + " " + one.nodes.map((n) => n.target).join())"""
WIDTH = "document.documentElement.scrollWidth"
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
MUST_BE_PAGES = {
    "workbench", "programs", "program", "programs-payments", "programs-funds", "program-line", "library", "library-indicator", "appraisals",
    "appraisal", "appraisal-edit", "targets", "targets-edit", "targets-review", "targets-revision", "targets-ready", "targets-session",
    "rounds", "rounds-days", "rounds-new", "rounds-edit", "rounds-publish", "rounds-join", "rounds-round", "rounds-leader", "rounds-forms",
    "rounds-key", "rounds-findings", "rounds-falsealarms", "rounds-quality", "rounds-chase", "rounds-sent", "rounds-rerun", "rounds-papers",
    "rounds-uploads", "rounds-upload", "rounds-desk", "rounds-feedback", "forms-queue", "forms-fill", "forms-review", "forms-print",
    "reports", "reports-report",
    "start", "start-one", "organisations", "people", "audit", "jobs", "notices", "county-settings", "access-keys", "password", "mfa_index",
}  # fmt: skip
"""Pages that a walk which opened nothing would miss."""


@dataclass(frozen=True)
class Answered:
    """A page as the site answered it."""

    name: str
    who: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    quick = override_settings(TODAY=matrixworld.TODAY, PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, transaction.atomic():
        yield matrixworld.build()
        transaction.set_rollback(True)


def asked_for(world: World) -> Iterator[Answered]:
    """Every address that answers with a whole page, opened by the first whose page it is."""
    readers = {name: _reader(name, world.people[name]) for name in dict.fromkeys(ORDER)}
    for name, call in CALLS.items():
        if call.see is None:
            continue
        for reader, path in _openers(world, readers, name):
            got = reader.client.get(path)
            if got.status_code == 200 and got["Content-Type"].startswith("text/html") and b"<html" in got.content:
                yield Answered(name, reader.name, path, dict(got.items()), got.content)
                break


def _openers(world: World, readers: Mapping[str, Reader], name: str) -> Iterator[tuple[Reader, str]]:
    call = CALLS[name]
    for reader in readers.values():
        for thing in things_of(world, call, reader.actor):
            if allowed(reader.actor, call.see, thing, call, call.needs):
                yield reader, address(name, thing.keys)


def looked_at(pages: tuple[Answered, ...]) -> dict[str, list[str]]:
    """What is wrong, by page."""
    wrong: dict[str, list[str]] = {}
    with chromium() as browser:
        page, said = browser.new_context(locale="zh-CN").new_page(), list[str]()
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for one in pages:
            said.clear()
            if faults := _faults(page, one) + said:
                wrong[f"{one.name} ({one.who}, {one.path})"] = faults
    return wrong


def _faults(page: Page, one: Answered) -> list[str]:
    wrong: list[str] = []
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, one))
    page.goto(SITE + one.path)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(SETTLED)
        if (wide := page.evaluate(WIDTH)) > width:
            wrong.append(f"{wide} px wide at {width}")
        wrong += page.evaluate(SEVERE)
    if page.locator("h1").count() != 1 or not page.title().endswith("· 衡绩"):
        wrong.append("no heading or title of its own")
    return wrong


def _answer(route: Route, one: Answered) -> None:
    """The page itself, static files, and nothing for what scripts ask."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if path == one.path:
        route.fulfill(status=200, headers=dict(one.headers), body=one.body)
    elif found:
        route.fulfill(path=str(found), content_type=KINDS.get(Path(str(found)).suffix))
    else:
        route.fulfill(status=404 if path.startswith("/static/") else 204)


def test_every_page_in_a_browser(world: World) -> None:
    pages = tuple(asked_for(world))
    assert {one.name for one in pages} >= MUST_BE_PAGES
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(looked_at, pages).result() == {}
