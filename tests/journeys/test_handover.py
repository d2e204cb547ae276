"""A handover in a real browser: the duties of who leaves pass to a successor, with the work in hand; nothing is left to the leaver."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.browsing import chromium
from tests.conftest import Site
from tests.journeys.test_start import Windows, looked_at, served


@pytest.fixture
def house(site: Site) -> Iterator[Windows]:
    facts = served(site, "handing_over")
    with chromium() as browser:
        windows = Windows(browser, next(facts))
        yield windows
    next(facts, None)


def test_duties_and_open_work_pass_to_the_successor(house: Windows) -> None:
    facts = house.site
    expect(house.go("leaver", "/").locator("main")).to_contain_text(facts["program"])
    expect(house.go("heir", "/").locator("main")).not_to_contain_text(facts["program"])
    page = house.go("security", f"/people/{facts['leaver']}/handover/")
    looked_at(page, "handover")
    expect(page.locator("main")).to_contain_text("单位填报人")
    page.locator("select[name=successor]").evaluate(
        "(box, value) => box.tomselect ? box.tomselect.setValue(value) : (box.value = value)", facts["heir"]
    )
    page.get_by_label("交接日期").fill(facts["day"])
    page.get_by_label("原因").fill("轮岗")
    page.get_by_role("button", name="办理交接").click()
    expect(page.locator("body")).to_contain_text("已交接 1 个岗位")
    looked_at(page, "handed-over")
    mine = house.go("heir", "/")
    expect(mine.locator("main")).to_contain_text(facts["program"])
    looked_at(mine, "heir")
    expect(house.go("heir", "/targets/").locator("main")).to_contain_text(facts["program"])
    expect(house.go("leaver", "/").locator("main")).not_to_contain_text(facts["program"])
    left = house.go("leaver", "/targets/?tab=all")
    expect(left.locator("main")).not_to_contain_text(facts["program"])
    assert house.complaints == [] or all("404" in one for one in house.complaints)
