"""The gallery in a real browser: strict CSP, axe, three widths, menus, selection, error pages."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (390, 844)])
def test_nothing_sticks_out_and_nothing_is_refused_by_the_policy(opened: Callable[..., Any], width: int, height: int) -> None:
    watched = opened("/design/", width, height)
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.complaints == []
    assert {url.split("/")[2] for url in watched.asked if not url.startswith("data:")} == {page.url.split("/")[2]}
    if folder := os.environ.get("HENGJI_PICTURES"):
        page.screenshot(path=f"{folder}/gallery-{width}.png", full_page=True)


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing_serious(opened: Callable[..., Any], width: int) -> None:
    page = opened("/design/", width, 844).page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    serious = [
        (v["id"], v["impact"], [node["html"][:160] for node in v["nodes"]][:3]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_policy_is_strict(site: str, context: Any) -> None:
    policy = context.request.get(site + "/design/").headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy


def test_a_filter_applies_at_once_and_turns_blue(opened: Callable[..., Any]) -> None:
    page = opened().page
    page.select_option("select[name=fund]", "衔接补助资金")
    page.wait_for_url("**fund=**")
    assert "is-on" in (page.locator("select[name=fund]").get_attribute("class") or "")
    assert page.locator(".hj-filters-end b").inner_text() == "32"


def test_filters_are_remembered_and_cleared(opened: Callable[..., Any], site: str) -> None:
    page = opened("/design/?fund=衔接补助资金").page
    page.goto(site + "/design/")
    assert page.locator(".hj-filters-end b").inner_text() == "32"
    page.click("text=清除条件")
    assert page.locator(".hj-filters-end b").inner_text() == "97"
    page.goto(site + "/design/")
    assert page.locator(".hj-filters-end b").inner_text() == "97"


def test_rows_are_selected_and_the_actions_wait_for_it(opened: Callable[..., Any]) -> None:
    page = opened().page
    accept = page.get_by_role("button", name="一并接受")
    assert accept.is_disabled()
    page.check("[data-all]")
    assert accept.is_enabled() and page.locator("[data-chosen]").inner_text() == "已选 25 个"


def test_without_javascript_the_list_filters_by_its_button(browser: Any, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site + "/design/")
    page.fill(".hj-filters input[name=q]", "南坪乡")
    page.click("text=筛选")
    assert "q=" in page.url and page.locator(".hj-filters-end b").inner_text() == "19"
    context.close()


def test_the_job_line_moves_on_by_itself(opened: Callable[..., Any]) -> None:
    page = opened().page
    expect(page.locator(".hj-job").first).to_contain_text("第 20 张", timeout=5000)


@pytest.mark.parametrize(("path", "status", "words"), [("/nowhere/", 404, "没有这一页"), ("/broken/", 500, "系统出了差错")])
def test_errors_are_pages_with_a_way_out(opened: Callable[..., Any], site: str, path: str, status: int, words: str) -> None:
    page = opened().page
    answer = page.goto(site + path)
    text = page.locator("main").inner_text()
    assert answer is not None and answer.status == status
    assert words in text and "Traceback" not in text and page.get_by_role("link", name="回工作台").count() == 1


def test_on_a_phone_the_bar_is_one_line_and_the_menu_has_every_place(opened: Callable[..., Any]) -> None:
    page = opened("/design/", 390, 844).page
    found = "[...document.querySelectorAll('.hj-top > *, .hj-top-end > *')].map(e => e.getBoundingClientRect().toJSON())"
    shown = [box for box in page.evaluate(found) if box["width"]]
    assert all(box["height"] <= 44 and box["right"] <= 390 for box in shown)
    page.click("text=菜单")
    expect(page.get_by_role("link", name="绩效监控")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="绩效监控")).to_be_hidden()
