"""What was typed is still there after a refusal, in a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, expect
from tests.journeys.test_targets import People, browser, served

__all__ = ["browser", "served"]


def test_what_was_typed_survives_a_refusal(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    page = people.go("officer", "/targets/sessions/")
    page.get_by_label("会审名称").fill("  ")
    page.get_by_label("地点").fill("三楼会议室")
    page.get_by_role("button", name="安排").click()
    expect(page.locator("[data-refused]")).to_be_visible()
    expect(page.get_by_label("地点")).to_have_value("三楼会议室")
    page.reload()
    expect(page.get_by_label("地点")).to_have_value("")

    page.get_by_label("会审名称").fill("第一次会审")
    page.get_by_role("button", name="安排").click()
    expect(page.locator("h1")).to_contain_text("第一次会审")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("姓名").fill("王代表")
    other.get_by_role("button", name="增加").click()
    expect(other.get_by_text("王代表")).to_be_visible()
    expect(other.get_by_label("姓名")).to_have_value("")

    page.get_by_label("姓名").fill("李委员")
    page.get_by_label("身份").select_option("consultative")
    page.get_by_role("button", name="增加").click()
    page.get_by_role("link", name="返回上一页").click()
    expect(page.get_by_text("刚才填写的内容已放回原处")).to_be_visible()
    expect(page.get_by_text("王代表")).to_be_visible()
    expect(page.get_by_label("身份")).to_have_value("consultative")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_text("李委员")).to_be_visible()

    page.get_by_label("姓名").fill("赵专家")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="增加").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    assert unquote(page.url).endswith("/#typed")
