"""The result page in a real browser: nothing from outside, nothing wider than the window, filters that filter."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hengji.config.cli import main
from hengji.demo.__main__ import main as demo


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    assert demo(["sample", "--out", str(folder / "示例县")]) == 0
    assert main(["check", str(folder / "示例县"), "--as-of", "2023-07-31", "--out", str(folder / "结果")]) == 0
    return folder / "结果" / "index.html"


def _open(browser: Browser, file: Path, width: int, asked: list[str] | None = None) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 768})
    if asked is not None:
        page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page


def test_the_page_asks_for_nothing_but_itself(browser: Browser, page_file: Path) -> None:
    asked: list[str] = []
    page = _open(browser, page_file, 1366, asked)
    assert asked == [page_file.as_uri()]
    page.close()


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_the_page_is_no_wider_than_the_window(browser: Browser, page_file: Path, width: int) -> None:
    page = _open(browser, page_file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_filters_leave_only_what_was_asked_for(browser: Browser, page_file: Path) -> None:
    page = _open(browser, page_file, 1366)
    visible = "[...document.querySelectorAll('#wt tr')].filter(row => row.offsetParent && row.querySelector('td')).length"
    every = page.evaluate(visible)
    page.get_by_role("button", name="错误").click()
    errors = page.evaluate(visible)
    assert 0 < errors < every
    page.get_by_role("searchbox").or_(page.get_by_placeholder("搜索")).first.fill("绝不会出现的字")
    page.wait_for_timeout(300)
    assert page.evaluate(visible) == 0
    page.close()
