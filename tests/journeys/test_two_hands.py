"""A form that wants two hands, in a real browser: finance signs the money, project staff the results, one person for both is refused in
words, a change takes a signature away; the head's name stands, the form goes to the department and shows who signed what."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.conftest import Site
from tests.journeys.test_filling import ROWS, cell, saved
from tests.journeys.test_targets import People, looked_at

MONEY, RESULTS = "财务签字", "项目签字"
SEND = "送县水利局审核"


@pytest.fixture
def served(site: Site) -> Iterator[dict[str, Any]]:
    """The county of ``fillingworld`` with a round that wants two hands, served by a process of its own."""
    begin = "import django; django.setup(); from tests.apps import fillingworld as w; w.serve(w.two_handed)"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", begin], env=site.env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(20)


def part(page: Page, caption: str) -> Locator:
    """Where one part of the form is signed."""
    return page.locator("[data-signatures] > div").filter(has_text=caption)


def sign(page: Page, caption: str) -> None:
    part(page, caption).get_by_role("button", name="签字").click()


def test_two_hands_sign_and_the_form_is_sent(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    money_by_finance(people)
    results_by_project_staff(people)
    a_change_takes_its_signature_away(people)
    the_head_stands_for_it(people)
    read_by_the_department(people)
    assert [one for one in people.complaints if "409" not in one] == []


def at_the_form(people: People, name: str) -> Page:
    page = people.go(name, f"/forms/{people.served['form']}/fill/")
    expect(page.locator(".hj-grid-ed")).to_have_count(2)
    return page


def money_by_finance(people: People) -> None:
    """One hand signs the money; the same hand may not sign the results too, and nothing goes half signed."""
    page = at_the_form(people, "hand")
    expect(part(page, MONEY)).to_contain_text("未签")
    sign(page, MONEY)
    expect(page.locator(".hj-says")).to_contain_text("已签“资金情况”")
    expect(part(page, MONEY)).to_contain_text("李青")
    expect(part(page, MONEY).get_by_role("button")).to_have_count(0)
    sign(page, RESULTS)
    expect(page.locator("body")).to_contain_text("“资金情况”已由您本人签字，本批次要求财务和项目人员各签各的")
    page = at_the_form(people, "hand")
    expect(part(page, RESULTS)).to_contain_text("未签")
    page.locator("#t-head").fill("赵主任")
    saved(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.locator("body")).to_contain_text("绩效情况还没有签字")


def results_by_project_staff(people: People) -> None:
    page = at_the_form(people, "reporter")
    sign(page, RESULTS)
    expect(page.locator(".hj-says")).to_contain_text("已签“绩效情况”")
    expect(part(page, RESULTS)).to_contain_text("张海")
    expect(part(page, MONEY)).to_contain_text("李青")
    looked_at(page, "two-hands-signed")


def a_change_takes_its_signature_away(people: People) -> None:
    """A result typed anew wants the results signed anew; the money's signature stands."""
    page = people.reporter
    cell(page, ROWS, 2, "remark").click()
    page.keyboard.type("主体完成九成")
    page.keyboard.press("Enter")
    saved(page)
    page.reload()
    expect(part(page, RESULTS)).to_contain_text("签后有改动，须重签")
    expect(part(page, MONEY)).to_contain_text("已签")
    page.get_by_role("button", name=SEND).click()
    expect(page.locator("body")).to_contain_text("绩效情况还没有签字")
    page = at_the_form(people, "reporter")
    sign(page, RESULTS)
    expect(part(page, RESULTS)).to_contain_text("已签")


def the_head_stands_for_it(people: People) -> None:
    """Without the head's name nothing is sent; with it the form goes."""
    page = at_the_form(people, "reporter")
    page.locator("#t-head").fill("")
    saved(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.locator(".hj-says")).to_contain_text("负责人")
    page.locator("#t-head").fill("赵主任")
    saved(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.locator(".hj-says")).to_contain_text("已报送")
    expect(page.locator(".hj-tag").first).to_contain_text("待部门审核")


def read_by_the_department(people: People) -> None:
    """Who judges reads who signed what, and may sign nothing."""
    page = people.go("reviewer", f"/forms/{people.served['form']}/fill/")
    expect(part(page, MONEY)).to_contain_text("李青")
    expect(part(page, RESULTS)).to_contain_text("张海")
    expect(page.locator("[data-signatures]").get_by_role("button")).to_have_count(0)
    expect(page.locator("#signatures")).to_contain_text("赵主任")
