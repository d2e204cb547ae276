"""What was typed is still there after a refusal, in a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from playwright.sync_api import Browser, Route, expect
from tests.journeys.test_targets import People, served

__all__ = ["served"]


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


def test_a_text_changed_in_two_tabs_waits_for_a_choice(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    page = people.go("reporter", "/targets/")
    page.get_by_role("link", name="农村饮水安全巩固提升工程").click()
    page.get_by_role("button", name="开始申报").click()
    expect(page.locator("#f-goal")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#f-goal").fill("他人的目标")
    expect(other.locator("[data-text-status]").first).to_contain_text("已保存")

    page.locator("#f-goal").fill("自己的目标")
    bar = page.locator(".hj-text-clash")
    expect(bar).to_contain_text("他人的目标")
    expect(bar).to_contain_text("自己的目标")
    page.locator("#f-goal").press_sequentially("，接着写")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="送审").click()
    page.reload()
    expect(bar).to_contain_text("他人的目标")
    expect(bar).to_contain_text("自己的目标，接着写")
    expect(page.locator("[data-text-status]").first).to_contain_text("没有保存")
    other.reload()
    expect(other.locator("#f-goal"), "what the server holds, not the box with what the browser has kept").to_have_text("他人的目标")

    bar.get_by_role("button", name="用我的").click()
    expect(page.locator("[data-text-status]").first).to_contain_text("已保存")
    expect(bar).to_have_count(0)
    other.reload()
    expect(other.locator("#f-goal")).to_have_value("自己的目标，接着写")
    assert [one for one in people.complaints if "409" not in one] == []

    slow: list[Route] = []
    page.route("**/targets*.js", lambda route: slow.append(route))
    page.goto(page.url, wait_until="commit")
    page.locator("#f-goal").fill("网慢，页面还没准备好就写的")
    expect(page.locator("[data-text-status]").first).not_to_contain_text("已保存")
    assert slow, "the script is still on its way"
    for one in slow:
        one.continue_()
    expect(page.locator("[data-text-status]").first).to_contain_text("已保存")
    other.reload()
    expect(other.locator("#f-goal")).to_have_text("网慢，页面还没准备好就写的")
