"""Starting with nothing, in a real browser: a folder of forms becomes proposals, some are changed, the county is there to be confirmed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browsing import chromium
from tests.conftest import Site

from hengji.demo.round import make_round

HERE = Path(__file__).resolve().parent
PICTURES = os.environ.get("HENGJI_PICTURES")
OBJECTS = 9


def served(site: Site, what: str) -> Iterator[dict[str, Any]]:
    """A site of ``desk``, in a process of its own."""
    env = {**site.env, "PYTHONPATH": os.pathsep.join([site.env["PYTHONPATH"], str(HERE)]), "HENGJI_TODAY": "2026-03-02"}
    begin, pipe = f"import django; django.setup(); import desk; desk.serve({what!r})", subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", begin], env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(20)


class Windows:
    """Everybody with a window of their own; what the console complains of is kept."""

    def __init__(self, browser: Browser, site: dict[str, Any]) -> None:
        self.browser, self.site = browser, site
        self.complaints: list[str] = []
        self.pages: dict[str, Page] = {}

    def go(self, name: str, path: str) -> Page:
        if name not in self.pages:
            context = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            context.add_cookies([{"name": "sessionid", "value": self.site["sessions"][name], "url": self.site["at"]}])
            page = self.pages[name] = context.new_page()
            page.set_default_timeout(60000)
            page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.pages[name].goto(self.site["at"] + path)
        return self.pages[name]


def looked_at(page: Page, name: str) -> None:
    """No page is wider than its window, on a desk and on a phone; with HENGJI_PICTURES it is kept as a picture."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=width == 390)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide at {width}"


@pytest.fixture
def house(site: Site) -> Iterator[Windows]:
    facts = served(site, "starting")
    with chromium() as browser:
        windows = Windows(browser, next(facts))
        yield windows
    next(facts, None)
    assert windows.complaints == []


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("round")
    make_round(place, seed=3, objects=OBJECTS, clean=True)
    return [path for path in sorted((place / "监控表").rglob("*.*")) if path.is_file()]


def test_a_folder_of_forms_becomes_a_county(house: Windows, forms: list[Path]) -> None:
    page = house.go("office", "/start/")
    looked_at(page, "start")
    page.get_by_label("材料").set_input_files([str(path) for path in forms])
    page.get_by_role("button", name="读取").click()
    page.wait_for_url("**/start/*-*/**")
    looked_at(page, "start-reading")
    address = page.url
    read(page, address)
    looked_at(page, "start-units")
    first, second = propose(page, address)
    take(page, address)
    page.goto(house.site["at"] + "/targets/batches/")
    expect(page.get_by_text("以本次报送为初始批复").first).to_be_visible()
    looked_at(page, "start-batches")
    house.go("office", "/programs/?tab=all")
    shown = page.locator("main").inner_text()
    assert first not in shown and "改过的名称" in shown and second not in shown


def read(page: Page, address: str) -> None:
    """Wait until the worker has read everything."""
    for _ in range(240):
        page.goto(address)
        if page.get_by_text("正在读取").count() == 0:
            return
        page.wait_for_timeout(1000)
    raise AssertionError("the files were never read")


def propose(page: Page, address: str) -> tuple[str, str]:
    """One object is left out, one gets another name; answers the names they had."""
    page.goto(f"{address}?tab=objects")
    looked_at(page, "start-objects")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(OBJECTS)
    names = [rows.nth(number).locator("a").first.inner_text() for number in range(2)]
    page.get_by_label(f"选择{names[0]}", exact=True).check()
    page.get_by_role("button", name="所选不要").click()
    expect(page.locator("main table tbody tr").filter(has_text=names[0])).to_contain_text("不要")
    page.get_by_role("link", name=names[1], exact=True).click()
    looked_at(page, "start-object")
    page.locator("input[name=name]").fill("改过的名称")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="改过的名称")).to_be_visible()
    for tab in ("doubts", "files"):
        page.goto(f"{address}?tab={tab}")
        looked_at(page, f"start-{tab}")
    return names[0], names[1]


def take(page: Page, address: str) -> None:
    """Everything kept is taken over, once confirmed."""
    page.goto(address)
    page.locator(".hj-head, header, main").get_by_text("建库", exact=True).last.click()
    looked_at(page, "start-confirm")
    if page.locator("input[name=doubts]").count():
        page.locator("input[name=doubts]").check()
    page.get_by_role("button", name="建库").last.click()
    expect(page.get_by_text("已建库。").first).to_be_visible()
    looked_at(page, "start-applied")
