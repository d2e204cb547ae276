"""Journeys in the form grid by keyboard, in a real browser: typing, block paste, undo, rows, findings, a broken line, a conflict."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

VALUE, NAME, LEVEL = 4, 2, 0


def cell(page: Page, row: int, column: int) -> Any:
    return page.locator("tr[data-row]").nth(row).locator(f'td[data-column="{column}"] .hj-cell')


def at(page: Page, row: int, column: int) -> None:
    cell(page, row, column).click()


def saved(page: Page) -> None:
    expect(page.locator(".hj-save")).to_contain_text("已保存", timeout=5000)


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def test_typing_replaces_and_is_saved_and_the_finding_goes(opened: Callable[..., Any]) -> None:
    watched = opened()
    page = watched.page
    expect(page.locator("tr.hj-f.is-error")).to_have_count(1)
    at(page, 2, VALUE)
    page.keyboard.type("95.5")
    page.keyboard.press("Enter")
    saved(page)
    expect(page.locator("tr.hj-f.is-error")).to_have_count(0)
    page.reload()
    expect(cell(page, 2, VALUE)).to_have_text("95.5")
    assert watched.complaints == []


def test_arrows_walk_over_every_cell_and_a_sealed_one_stays_as_it_is(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, VALUE)
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hj-addr")).to_have_text("E2")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(cell(page, 1, VALUE)).to_have_text("100")


def test_f2_edits_escape_takes_back(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, NAME)
    page.keyboard.press("F2")
    page.keyboard.type("（新）")
    expect(page.locator("textarea.hj-grid-ed")).to_have_value("新建供水管网长度（新）")
    page.keyboard.press("Escape")
    expect(cell(page, 0, NAME)).to_have_text("新建供水管网长度")


def test_alt_enter_breaks_a_line_and_tab_goes_on(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, NAME)
    page.keyboard.type("甲")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("乙")
    page.keyboard.press("Tab")
    expect(cell(page, 0, NAME)).to_have_text("甲\n乙", use_inner_text=True)
    expect(page.locator(".hj-addr")).to_have_text("D1")


def test_an_option_is_chosen_by_its_digit_and_from_the_list(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, LEVEL)
    page.keyboard.type("2")
    expect(cell(page, 0, LEVEL)).to_have_text("效益")
    page.keyboard.press("F2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(cell(page, 0, LEVEL)).to_have_text("满意度")


def test_a_block_from_excel_fills_cells_and_adds_rows(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 2, LEVEL)
    paste(
        page,
        '产出\t数量\t"改造入户\n户数"\t≥\t1,735\t户\t10\r\n效益\t社会\t"说""好""的"\t≥\t９０\t%\t20\r\n不存在\t生态\t绿化\t≥\t5\t亩\t5\r\n',
    )
    expect(page.locator("tr[data-row]")).to_have_count(5)
    expect(cell(page, 2, NAME)).to_have_text("改造入户\n户数", use_inner_text=True)
    expect(cell(page, 2, VALUE)).to_have_text("1735")
    expect(cell(page, 3, NAME)).to_have_text('说"好"的')
    expect(cell(page, 3, VALUE)).to_have_text("90")
    expect(cell(page, 4, LEVEL)).to_have_text("")
    expect(page.locator(".hj-grid-box [role=status]")).to_contain_text("1 格不在可选项里")
    saved(page)
    page.keyboard.press("Control+Z")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    saved(page)
    page.keyboard.press("Control+Y")
    expect(page.locator("tr[data-row]")).to_have_count(5)


def test_copied_cells_are_what_excel_understands(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, LEVEL)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == "产出\t数量\n产出\t质量"


def test_one_value_fills_the_selection_and_delete_empties_it(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, 6)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    paste(page, "30")
    for row in range(3):
        expect(cell(page, row, 6)).to_have_text("30")
    expect(page.locator("tr.hj-f.is-warning")).to_have_count(0)
    page.keyboard.press("Delete")
    expect(cell(page, 1, 6)).to_have_text("")


def test_rows_are_inserted_moved_and_deleted_by_key(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, NAME)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("新指标")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    saved(page)
    page.reload()
    expect(cell(page, 2, NAME)).to_have_text("新指标")
    at(page, 2, NAME)
    page.keyboard.press("Control+Delete")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    saved(page)
    page.reload()
    expect(page.locator("tr[data-row]")).to_have_count(3)


def test_f8_goes_to_the_finding_even_in_a_folded_place(opened: Callable[..., Any]) -> None:
    page = opened().page
    page.locator("h1").click()
    page.keyboard.press("F8")
    expect(page.locator(".hj-addr")).to_have_text("E3")
    assert page.evaluate("document.activeElement.className").startswith("hj-grid-ed")


def test_folded_columns_open(opened: Callable[..., Any]) -> None:
    page = opened().page
    expect(page.locator("th", has_text="11月")).to_have_count(0)
    page.get_by_role("button", name="12 月计划").click()
    expect(page.locator("th", has_text="11月")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366


def test_a_broken_line_loses_nothing_not_even_over_a_reload(opened: Callable[..., Any], context: Any) -> None:
    page = opened().page
    context.route("**/design/grid/", lambda route: route.abort())
    at(page, 0, VALUE)
    page.keyboard.type("13")
    page.keyboard.press("Enter")
    expect(page.locator(".hj-save")).to_have_text("断线，已存本机 1 处，连上后自动上传", timeout=5000)
    page.reload()
    expect(cell(page, 0, VALUE)).to_have_text("13")
    context.unroute("**/design/grid/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    page.reload()
    expect(cell(page, 0, VALUE)).to_have_text("13")
    assert page.evaluate("localStorage.length") == 0


def test_what_two_people_changed_is_put_together_and_the_same_cell_is_asked_about(opened: Callable[..., Any]) -> None:
    one, two = opened().page, opened().page
    at(one, 0, VALUE)
    one.keyboard.type("20")
    one.keyboard.press("Enter")
    saved(one)
    at(two, 0, VALUE)
    two.keyboard.type("21")
    two.keyboard.press("ArrowRight")
    two.keyboard.type("米")
    two.keyboard.press("Enter")
    bar = two.locator(".hj-grid-conflict")
    expect(bar).to_contain_text("现在是“20”，你填的“21”还在", timeout=5000)
    expect(cell(two, 0, VALUE)).to_have_text("21")
    two.get_by_role("button", name="用我的").click()
    saved(two)
    two.reload()
    expect(cell(two, 0, VALUE)).to_have_text("21")
    expect(cell(two, 0, 5)).to_have_text("米")


def test_a_refused_save_says_why_and_keeps_the_text(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 0, NAME)
    page.keyboard.insert_text("长" * 4001)
    page.keyboard.press("Enter")
    expect(page.locator(".hj-save")).to_contain_text("一格最多 4000 字", timeout=5000)
    assert page.evaluate("JSON.parse(localStorage.getItem('hengji-grid:design')).changes[0].value.length") == 4001


def test_an_input_method_begins_on_the_cell(opened: Callable[..., Any], context: Any) -> None:
    """Composition starts while walking: the word replaces the cell, and Enter inside the composition does not move on."""
    page = opened().page
    at(page, 0, NAME)
    client = context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "gong", "selectionStart": 4, "selectionEnd": 4})
    client.send("Input.insertText", {"text": "供水"})
    page.keyboard.press("Enter")
    expect(cell(page, 0, NAME)).to_have_text("供水")
    expect(page.locator(".hj-addr")).to_have_text("C2")


def test_tab_leaves_the_grid_at_its_end(opened: Callable[..., Any]) -> None:
    page = opened().page
    at(page, 2, 20)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=grid]') === null")


def test_a_form_waits_until_the_grid_is_saved(opened: Callable[..., Any], context: Any) -> None:
    page = opened().page
    order: list[str] = []
    page.on("request", lambda request: order.append(request.url.rsplit("/design/", 1)[1]) if request.method == "POST" else None)
    at(page, 0, VALUE)
    page.keyboard.type("44")
    page.evaluate("document.querySelector('#hj-selected').action = '/design/'; document.querySelector('#hj-selected').requestSubmit()")
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(800)
    assert order[0] == "grid/" and "" in order[1:]
