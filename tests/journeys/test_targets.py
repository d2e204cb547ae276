"""A target's year in a real browser: declared from last year's, returned, mended, accepted, approved; an adjustment makes revision 2."""

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
from tests.conftest import Site

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("HENGJI_PICTURES")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = ((1366, 768), (1920, 1080), (390, 844))
BLOCK = (
    ("12.5", "公里", "20"), ("100", "%", "15"), ("2026年11月底前", "", "10"), ("18", "万元/公里", "15"),
    ("2860", "人", "20"), ("90", "%", "10"),
)  # fmt: skip
PASTE = """([box, text]) => {
  const held = new DataTransfer(); held.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true, cancelable: true}));
}"""
SEVERE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((one) => one.impact === "serious" || one.impact === "critical")
  .map((one) => one.id + " " + one.nodes.map((n) => n.target).join())"""


@pytest.fixture
def served(site: Site) -> Iterator[dict[str, Any]]:
    """The county of ``targets_site``, served by a process of its own."""
    begin = "import django; django.setup(); import targets_site; targets_site.serve()"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", begin], env=site.env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(20)


class People:
    """Everybody with a window of their own; what the console complains of is kept."""

    def __init__(self, browser: Browser, served: dict[str, Any]) -> None:
        self.browser, self.served = browser, served
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []

    def __getattr__(self, name: str) -> Page:
        if name not in self.pages:
            context = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
            context.add_cookies([{"name": "sessionid", "value": self.served["sessions"][name], "url": self.served["at"]}])
            page = context.new_page()
            page.set_default_timeout(30000)
            page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            self.pages[name] = page
        return self.pages[name]

    def go(self, name: str, path: str) -> Page:
        page: Page = getattr(self, name)
        page.goto(self.served["at"] + path)
        return page


def looked_at(page: Page, name: str) -> None:
    """Fits at every width, no serious violation of WCAG; pictures where a folder is named."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"targets-{name}-{width}.png"), full_page=width == 390)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
    page.set_viewport_size({"width": 1366, "height": 768})
    if AXE.exists():
        page.evaluate(AXE.read_text())
        found = page.evaluate(SEVERE)
        assert found == [] or (os.environ.get("HENGJI_LOOK") and not sys.stderr.write(f"{name} {found}\n")), (name, found)


def cell(page: Page, row: int, column: int) -> Any:
    return page.locator("[data-grid] tbody tr[data-row]").nth(row).locator(f"td[data-column='{column}']")


def saved(page: Page) -> None:
    expect(page.locator(".hj-save.is-saved")).to_contain_text("已保存")


def answer_all(page: Page) -> None:
    """Every warning of the panel gets its answer."""
    page.reload()
    while page.locator("#remarks .hj-answer input[name=answer][value='']").count():
        page.locator("#remarks .hj-answer input[name=answer][value='']").first.fill("已核实，情况属实")
        page.locator("#remarks .hj-answer:has(input[value='']) button").first.click()


def test_a_targets_year(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    key = declare(people)
    send_back_and_mend(people, key)
    revision = accept_and_approve(people, key, "示财绩〔2026〕8号")
    expect(people.leader.locator("h1")).to_contain_text("第1版")
    adjust(people)
    expect(people.leader.locator("h1")).to_contain_text("第2版")
    assert people.leader.url != revision
    expect(people.leader.locator("del", has_text="2900").first).to_be_visible()
    looked_at(people.leader, "revision")
    assert people.complaints == []


def declare(people: People) -> str:
    """The unit begins from last year's target and pastes this year's values from Excel."""
    page = people.go("reporter", "/targets/")
    looked_at(page, "list")
    page.get_by_role("link", name="农村饮水安全巩固提升工程").click()
    looked_at(page, "of")
    page.get_by_role("button", name="开始申报").click()
    expect(page.locator("h1")).to_contain_text("草稿")
    cell(page, 0, 4).click()
    page.locator(".hj-grid-ed").evaluate_handle("box => box")
    page.evaluate(PASTE, [page.locator(".hj-grid-ed").element_handle(), "\n".join("\t".join(row) for row in BLOCK)])
    expect(cell(page, 4, 4)).to_contain_text("2860")
    saved(page)
    expect(cell(page, 0, 8)).to_contain_text("累计型")
    answer_all(page)
    looked_at(page, "edit")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()
    page.goto(people.served["at"] + "/targets/?tab=sent")
    page.get_by_role("link", name="农村饮水安全巩固提升工程").click()
    return page.url.split("/declarations/")[1].split("/")[0]


def send_back_and_mend(people: People, key: str) -> None:
    """The department returns it with an opinion; the unit mends cell and goal, and sends it again."""
    review = people.go("reviewer", "/targets/?tab=mine")
    review.get_by_role("link", name="农村饮水安全巩固提升工程").click()
    looked_at(review, "review")
    review.get_by_label("审核意见").fill("受益人口与花名册不一致，请核实")
    review.get_by_role("button", name="退回").click()
    expect(review.get_by_text("已退回。")).to_be_visible()
    page = people.go("reporter", f"/targets/declarations/{key}/")
    expect(page.get_by_text("受益人口与花名册不一致，请核实").first).to_be_visible()
    goal = page.locator("#f-goal")
    goal.fill(goal.input_value().replace("2860", "2900"))
    expect(page.locator("[data-text-status]")).to_contain_text("已保存")
    cell(page, 4, 4).click()
    page.keyboard.type("2900")
    page.keyboard.press("Enter")
    saved(page)
    answer_all(page)
    expect(cell(page, 4, 4)).to_contain_text("2900")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()


def accept_and_approve(people: People, key: str, document: str) -> str:
    """Department and division accept (by the key A), the leader approves by one document."""
    for who in ("reviewer", "divisional"):
        page = people.go(who, f"/targets/declarations/{key}/review/")
        if who == "reviewer":
            expect(page.locator("ins", has_text="2900").first).to_be_visible()
            looked_at(page, "review-again")
        page.keyboard.press("a")
        expect(page.get_by_text("已审核通过。")).to_be_visible()
    page = people.go("leader", "/targets/ready/")
    looked_at(page, "ready")
    page.get_by_label("选择 农村饮水安全巩固提升工程").check()
    page.get_by_label("批复文号").fill(document)
    page.get_by_role("button", name="批复选中的").click()
    expect(page.get_by_text("已批复 1 个对象的绩效目标，逐个封存。")).to_be_visible()
    looked_at(page, "batch")
    page.get_by_role("link", name="第").last.click()
    return str(page.url)


def adjust(people: People) -> None:
    """An adjustment with its reason: the same way, revision 2."""
    page = people.go("reporter", f"/targets/of/{people.served['program']}/")
    page.get_by_label("申报类型").select_option("adjustment")
    page.get_by_role("button", name="开始申报").click()
    cell(page, 4, 4).click()
    page.keyboard.type("3000")
    page.keyboard.press("Enter")
    saved(page)
    for field, text in (("reason", "新增一个自然村通水，受益人口增加。"), ("basis", "示水发〔2026〕21号"), ("goal", None)):
        box = page.locator(f"#f-{field}")
        box.fill(text or box.input_value().replace("2900", "3000"))
        box.blur()
        expect(page.locator("[data-text-status]")).to_contain_text("已保存")
        page.wait_for_timeout(400)
    answer_all(page)
    expect(page.locator("del", has_text="2900").first).to_be_visible()
    looked_at(page, "adjustment")
    key = page.url.split("/declarations/")[1].split("/")[0]
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_text("已送审。")).to_be_visible()
    for who in ("reviewer", "divisional"):
        people.go(who, f"/targets/declarations/{key}/review/").keyboard.press("a")
        expect(people.pages[who].get_by_text("已审核通过。")).to_be_visible()
    approving = people.go("leader", "/targets/ready/")
    approving.get_by_label("选择 农村饮水安全巩固提升工程").check()
    approving.get_by_label("批复文号").fill("示财绩〔2026〕21号")
    approving.get_by_role("button", name="批复选中的").click()
    approving.get_by_role("link", name="第2版").click()


def test_the_other_pages_fit_and_are_accessible(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    looked_at(people.go("officer", "/targets/missing/"), "missing")
    looked_at(people.go("officer", "/targets/batches/"), "batches")
    page = people.go("officer", "/targets/sessions/")
    looked_at(page, "sessions")
    page.get_by_role("button", name="安排").click()
    page.get_by_label("姓名").fill("王代表")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_text("王代表")).to_be_visible()
    looked_at(page, "session")
    looked_at(people.go("reporter", "/targets/import/"), "import")
    assert people.complaints == []
