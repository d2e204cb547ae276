"""A round in a real browser: planned, published, watched on its screen, chased, decided on; with the keyboard and without scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import Site

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = ((1366, 768), (1920, 1080), (390, 844))
SEVERE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((one) => one.impact === "serious" || one.impact === "critical")
  .map((one) => one.id + " " + one.nodes.map((n) => n.target).join())"""
DOT = """() => {
  const box = document.querySelector(".rd-plot"), chart = echarts.getInstanceByDom(box), frame = box.getBoundingClientRect();
  const held = JSON.parse(document.querySelector("[data-quadrant] script").textContent).dots[0];
  const [x, y] = chart.convertToPixel({xAxisIndex: 0, yAxisIndex: 0}, [Math.min(held[0], 1.67), Math.min(held[1], 1)]);
  return [frame.x + x, frame.y + y];
}"""


@pytest.fixture
def served(site: Site) -> Iterator[dict[str, Any]]:
    """The county of ``rounds_site``, served by a process of its own."""
    begin = "import django; django.setup(); import rounds_site; rounds_site.serve()"
    pipe, env = subprocess.PIPE, {**site.env, "HENGJI_TODAY": "2026-08-12"}
    process = subprocess.Popen([sys.executable, "-c", begin], env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(20)


class Desk:
    """Somebody's browser; what the console complains of is kept."""

    def __init__(self, browser: Browser, served: dict[str, Any], who: str, **more: Any) -> None:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", **more)
        context.add_cookies([{"name": "sessionid", "value": served["sessions"][who], "url": served["at"]}])
        self.at, self.round, self.complaints = served["at"], served["round"], list[str]()
        self.page = context.new_page()
        self.page.set_default_timeout(20000)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(self.at + path.replace("{round}", self.round))
        return self.page


def fits(page: Page) -> None:
    """Nothing sticks out at three widths; axe finds nothing serious."""
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(SEVERE) == [], page.url


def test_a_year_is_planned_and_a_round_is_published(browser: Browser, served: dict[str, Any]) -> None:
    desk = Desk(browser, served, "officer")
    page = desk.go("/rounds/")
    page.get_by_text("一步排好全年").click()
    fits(page)
    page.get_by_role("button", name="按此排定 2026 年").nth(1).click()
    expect(page.get_by_text("已建立 2 个批次草稿")).to_be_visible()
    page.get_by_role("link", name="设置：2026年8月绩效监控").click()
    page.get_by_label("文号").fill("示财绩〔2026〕12号")
    page.get_by_label("必填内容、催报阶梯、参数用这个重点的惯例").check()
    fits(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("示财绩〔2026〕12号")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="知道了，现在就发出 2 张监控表").click()  # its as-of date lies ahead
    expect(page.get_by_text("已发布：")).to_be_visible()
    expect(page.get_by_role("heading", name="2026年8月绩效监控", level=1)).to_be_visible()
    fits(page)  # a round nobody has reported to yet
    unit = Desk(browser, served, "reporter")
    expect(unit.go("/rounds/").get_by_role("link", name="2026年8月绩效监控")).to_be_visible()
    assert desk.complaints == [] and unit.complaints == []


def test_the_screen_of_a_round(browser: Browser, served: dict[str, Any]) -> None:
    desk = Desk(browser, served, "officer")
    page = desk.go("/rounds/{round}/")
    expect(page.locator(".rd-plot canvas")).to_be_visible()
    fits(page)
    page.mouse.click(*page.evaluate(DOT))
    page.wait_for_url(f"**/forms/{served['form']}/**")
    page.go_back()
    page.get_by_role("link", name="转移支付").count()
    page.get_by_role("link", name="按预算").click()
    expect(page.get_by_role("cell", name="一般公共预算")).to_be_visible()
    page.get_by_role("link", name="部门整体支出", exact=True).click()
    expect(page.get_by_text("部门整体支出预算执行（万元）")).to_be_visible()
    for path in ("forms/?tab=all", "findings/", "quality/", "false-alarms/", "key/", "chase/", "rerun/", "edit/", "join/"):
        fits(desk.go("/rounds/{round}/" + path))
    assert desk.complaints == []


def test_by_keyboard_alone(browser: Browser, served: dict[str, Any]) -> None:
    desk = Desk(browser, served, "officer")
    page = desk.go("/rounds/{round}/")
    reached = ""
    for _ in range(80):
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.closest('.rd-corners') ? document.activeElement.textContent : ''")
        if reached:
            break
    assert reached, "no corner of the plot can be reached by Tab"
    page.keyboard.press("Enter")
    page.wait_for_url("**/forms/?*quadrant=*")
    expect(page.get_by_role("heading", name="监控表")).to_be_visible()


def test_without_scripts_the_four_corners_and_the_tables_are_there(browser: Browser, served: dict[str, Any]) -> None:
    page = Desk(browser, served, "officer", java_script_enabled=False).go("/rounds/{round}/")
    expect(page.locator(".rd-corners a")).to_have_count(4)
    expect(page.get_by_role("heading", name="执行与序时")).to_be_visible()
    page.locator(".rd-corners a", has_text="双达标").click()
    expect(page.get_by_role("heading", name="监控表")).to_be_visible()


def test_reminders_and_findings(browser: Browser, served: dict[str, Any]) -> None:
    desk = Desk(browser, served, "officer")
    page = desk.go("/rounds/{round}/")
    page.get_by_role("link", name="催报 1 个").click()
    page.get_by_role("link", name="看文字、单独催报：县水利局").click()
    expect(page.locator("#f-text")).to_have_value(
        "县水利局：1—7月绩效监控还有1张监控表未报送（县水利局部门整体支出）。报送时间为8月10日，已逾期2天。请抓紧核对填报，如有困难请及时与我们联系。"
    )
    page.get_by_role("button", name="催报", exact=True).click()
    expect(page.get_by_text("已催报 1 个单位")).to_be_visible()
    expect(page.locator("#log")).to_contain_text("马晓兰")
    page = desk.go("/rounds/{round}/findings/?q=偏差原因栏空白")
    page.get_by_label("选择第 1 行").check()
    page.get_by_role("button", name="不采纳…").click()
    page.get_by_label("为什么不采纳").fill("现场核实，与实际相符")
    page.get_by_role("button", name="不采纳").click()
    expect(page.get_by_text("已不采纳 1 条问题")).to_be_visible()
    told = Desk(browser, served, "second").go("/notices/")
    expect(told.get_by_text("1—7月绩效监控").first).to_be_visible()
    assert desk.complaints == []


def test_a_leader_on_the_phone(browser: Browser, served: dict[str, Any]) -> None:
    desk = Desk(browser, served, "leader")
    desk.page.set_viewport_size({"width": 390, "height": 844})
    page = desk.go("/rounds/{round}/leader/")
    expect(page.get_by_text("应报2个，已报1个")).to_be_visible()
    expect(page.locator(".ph-q a")).to_have_count(4)
    fits(page)
    expect(desk.go("/").get_by_role("heading", name="1—7月绩效监控")).to_be_visible()
    assert desk.complaints == []
