"""A monitoring form in a real browser: typed and pasted, through a broken line and two writers, answered, sent, returned at a cell, mended,
seen as what changed, accepted; a reviewer who came second is told and keeps his words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import Site
from tests.journeys.test_targets import PASTE, People, looked_at

FUNDS, ROWS = 0, 1
BLOCK = (
    "9.8\t12.5\t\t\t\t√\t\t管材到货晚35天，8月起恢复施工\t\t√\t\t增派2个班组，11月底前补齐",
    "98\t100\t\t\t√\t\t\t2处检查井回填压实度不足，已下整改单\t√\t\t\t11月15日前返工并复检",
    "在建\t11月\t\t\t\t\t\t\t√",
    "19.6\t19.2\t\t\t\t\t√\t石方段比设计多1.1公里，开挖费上涨\t\t\t√\t超出部分由县级预备费解决，11月办理变更",
    "1120\t2720\t\t\t\t√\t\t入户随管网进度，3个村未通水\t\t√\t\t12月10日前完成3个村入户",
    "92\t92\t\t\t\t\t\t\t√",
)
"""Rows as they stand in the official Excel form: five columns of causes, three of likelihood."""


@pytest.fixture
def served(site: Site, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The county of ``fillingworld`` (or what a test names of it), served by a process of its own."""
    prepare = f"fillingworld.{getattr(request, 'param', 'prepared')}"
    begin = f"import django; django.setup(); from tests.apps import fillingworld; fillingworld.serve({prepare})"
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", begin], env=site.env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())
    process.terminate()
    process.wait(20)


def cell(page: Page, part: int, row: int, key: str) -> Any:
    box = page.locator("[data-grid]").nth(part)
    keys = _keys(page, part)
    return box.locator("tbody tr[data-row]").nth(row).locator(f"td[data-column='{keys.index(key)}']")


def _keys(page: Page, part: int) -> list[str]:
    found: list[str] = page.evaluate(
        "n => JSON.parse(document.querySelectorAll('[data-grid] > script')[n].textContent).columns.map(c => c.key)", part
    )
    return found


def saved(page: Page) -> None:
    expect(page.locator(".hj-save.is-saved")).to_contain_text("已保存")


def paste(page: Page, text: str) -> None:
    page.evaluate(PASTE, [page.evaluate_handle("document.activeElement"), text])


def fill_page(people: People, name: str = "reporter") -> Page:
    page = people.go(name, f"/forms/{people.served['form']}/fill/")
    expect(page.locator(".hj-grid-ed")).to_have_count(2)
    return page


def test_a_form_from_empty_to_accepted(browser: Browser, served: dict[str, Any]) -> None:
    people = People(browser, served)
    typed_by_keyboard(people)
    filled_in_beforehand(people)
    a_text_too_long(people)
    through_a_broken_line(people)
    two_write_one_cell(people)
    answered_and_sent(people)
    returned_at_a_cell(people)
    mended(people)
    seen_and_accepted(people)
    assert [one for one in people.complaints if "409" not in one and "ERR_INTERNET_DISCONNECTED" not in one] == []


@pytest.mark.parametrize("served", ["returned_late"], indirect=True)
def test_why_a_form_was_late_is_written_where_it_is_said(browser: Browser, served: dict[str, Any]) -> None:
    """The lateness stands above the form with a box for the reason: no error that nobody can mend; the reviewer reads the reason."""
    people = People(browser, served)
    page = fill_page(people)
    whole = page.locator("[data-whole]")
    expect(whole).to_contain_text("请说明逾期原因")
    expect(whole.locator(".hj-sev.is-warning")).to_have_count(1)
    expect(page.locator(".hj-dock-counts")).to_contain_text("错误 0")
    looked_at(page, "form-late")
    box = whole.locator(".hj-answer-in")
    box.fill("验收资料10月底才收齐。")
    box.press("Enter")
    expect(whole).to_contain_text("已说明")
    answer_all(page)
    page.reload()
    expect(whole.locator(".hj-answer-in")).to_have_value("管材6月中标，到货晚35天，8月起按进度付款，11月底前付清。")
    page.get_by_role("button", name="送县水利局审核").click()
    expect(page.locator(".hj-says")).to_contain_text("已报送")
    review = people.go("reviewer", f"/forms/{served['form']}/review/")
    expect(review.locator("[data-finding]", has_text="逾期5天")).to_contain_text("到货晚35天")


def typed_by_keyboard(people: People) -> None:
    """Arrows, digits for causes, F4 for last round's, a block out of the Excel form; findings come and go in place."""
    page = fill_page(people)
    looked_at(page, "form-empty")
    expect(page.locator(".hj-todo")).not_to_have_count(0)
    expect(page.locator("tr.hj-f.is-error")).to_have_count(0)
    cell(page, ROWS, 0, "actual").click()
    page.keyboard.type("9.8")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F4")
    expect(cell(page, ROWS, 0, "forecast").locator(".hj-cell")).to_have_text("12.5")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    page.keyboard.press("1")
    expect(cell(page, ROWS, 0, "causes").locator(".hj-tick.is-on")).to_have_count(2)
    page.keyboard.press("1")
    expect(cell(page, ROWS, 0, "causes").locator(".hj-tick.is-on")).to_have_count(1)
    saved(page)
    expect(cell(page, ROWS, 0, "light")).to_contain_text("绿灯")
    cell(page, ROWS, 0, "actual").click()
    paste(page, "\n".join(BLOCK))
    expect(cell(page, ROWS, 3, "likelihood").locator(".hj-cell")).to_have_text("完全不可能")
    expect(cell(page, ROWS, 1, "causes").locator(".hj-sr")).to_have_text("人员保障")
    expect(cell(page, ROWS, 4, "measures").locator(".hj-cell")).to_contain_text("12月10日前")
    saved(page)
    expect(page.locator("[data-verdict]")).to_contain_text("钱慢事快")
    cell(page, FUNDS, 1, "forecast").click()
    page.keyboard.type("400")
    page.keyboard.press("Enter")
    saved(page)
    expect(cell(page, FUNDS, 0, "forecast").locator(".hj-cell")).to_have_text("400.00")
    looked_at(page, "form-filled")


def filled_in_beforehand(people: People) -> None:
    """One press fills in what is known; the goal's text follows the value it was made of as long as nobody wrote another."""
    page = fill_page(people)
    bar = page.locator("[data-prefill]")
    expect(bar).to_be_visible()
    bar.get_by_role("button").click()
    expect(page.locator("#t-head")).to_have_value("赵主任")
    expect(page.locator("#t-goal_actual")).to_have_value(re.compile("截至10月底，新建供水管网长度9.8公里"))
    expect(page.locator("label[for=t-goal_actual]")).to_contain_text("预填，可改")
    saved(page)
    looked_at(page, "form-prefilled")
    cell(page, ROWS, 0, "actual").click()
    page.keyboard.type("9.7")
    page.keyboard.press("Enter")
    expect(page.locator("#t-goal_actual")).to_have_value(re.compile("新建供水管网长度9.7公里"))
    page.locator("#t-goal_actual").fill("已新建供水管网9.7公里。")
    expect(page.locator("label[for=t-goal_actual]")).not_to_contain_text("预填")
    cell(page, ROWS, 0, "actual").click()
    page.keyboard.type("9.8")
    page.keyboard.press("Enter")
    expect(page.locator("#goal")).to_contain_text("写9.7公里，指标“新建供水管网长度”填报“9.8”")
    page.locator("#t-head").fill("")
    saved(page)


def a_text_too_long(people: People) -> None:
    """It is named and keeps only itself back; the row stays low; made shorter it is saved."""
    page = people.reporter
    cell(page, ROWS, 1, "remark").click()
    page.keyboard.insert_text("路" * 4100)
    page.keyboard.press("Enter")
    expect(page.locator(".hj-save")).to_contain_text("第 2 行“工程验收合格率”的“其他说明”写了 4100 字，一格最多 4000 字")
    box = cell(page, ROWS, 1, "remark").bounding_box()
    assert box is not None and box["height"] < 200
    cell(page, ROWS, 2, "remark").click()
    page.keyboard.type("另一格照常保存")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1200)
    page.reload()
    expect(cell(page, ROWS, 2, "remark").locator(".hj-cell")).to_have_text("另一格照常保存")
    expect(page.locator(".hj-save")).to_contain_text("4100 字")  # kept in the browser
    for row in (1, 2):
        cell(page, ROWS, row, "remark").click()
        page.keyboard.press("Delete")
    saved(page)


def through_a_broken_line(people: People) -> None:
    """What is typed while the line is down stays in the browser, over a reload too, and is sent when the line is back."""
    page = people.reporter
    page.context.set_offline(True)
    page.locator("#t-goal_actual").fill("已完成供水管网9.8公里，其余11月底前完工。")
    expect(page.locator(".hj-save")).to_contain_text("断线，已存本机")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(page.locator("#t-goal_actual")).to_have_value("已完成供水管网9.8公里，其余11月底前完工。")
    page.evaluate("""() => { const grid = JSON.parse(document.querySelectorAll('[data-grid] > script')[1].textContent);
        localStorage.setItem('hengji-grid:' + grid.key, JSON.stringify({version: 1, rows: null,
          changes: [{row: grid.rows[2].id, column: 'remark', value: '主体已完成九成', base: ''}]})); }""")
    page.reload()
    expect(cell(page, ROWS, 2, "remark").locator(".hj-cell")).to_have_text("主体已完成九成")
    saved(page)
    page.reload()
    expect(cell(page, ROWS, 2, "remark").locator(".hj-cell")).to_have_text("主体已完成九成")


def two_write_one_cell(people: People) -> None:
    """The second is told, sees both texts and chooses; other cells go through."""
    page = people.reporter
    other = people.browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    other.add_cookies([{"name": "sessionid", "value": people.served["sessions"]["reporter"], "url": people.served["at"]}])
    late = other.new_page()
    late.goto(page.url)
    expect(late.locator(".hj-grid-ed")).to_have_count(2)
    cell(page, ROWS, 4, "actual").click()
    page.keyboard.type("1180")
    page.keyboard.press("Enter")
    saved(page)
    cell(late, ROWS, 4, "actual").click()
    late.keyboard.type("1200")
    late.keyboard.press("Enter")
    bar = late.locator(".hj-grid-conflict")
    expect(bar).to_contain_text("1180")
    expect(bar).to_contain_text("1200")
    expect(late.locator(".hj-save")).to_contain_text("请选一个")
    cell(late, ROWS, 2, "remark").click()
    late.keyboard.type("主体已完成")
    late.keyboard.press("Enter")
    late.wait_for_timeout(800)
    bar.get_by_role("button", name="用对方的").click()
    saved(late)
    late.reload()
    expect(cell(late, ROWS, 4, "actual").locator(".hj-cell")).to_have_text("1180")
    expect(cell(late, ROWS, 2, "remark").locator(".hj-cell")).to_have_text("主体已完成")
    other.close()


def answer_all(page: Page) -> None:
    """Every doubt gets its answer, in its own row."""
    for box in page.locator(".hj-answer-in").all():
        box.fill("管材6月中标，到货晚35天，8月起按进度付款，11月底前付清。")
        box.press("Enter")
        expect(box.locator("xpath=following-sibling::*")).to_have_text("已说明")


def answered_and_sent(people: People) -> None:
    """A paper at an indicator, every doubt answered where it stands, the head's name; sent."""
    page = fill_page(people)
    cell(page, ROWS, 0, "papers").locator("a").click()
    page.locator("#p-file").set_input_files({"name": "监理月报.txt", "mimeType": "text/plain", "buffer": "第4页".encode()})
    page.locator("#p-caption").fill("10月监理月报第4页")
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#papers")).to_contain_text("10月监理月报第4页")
    expect(cell(page, ROWS, 0, "papers")).to_contain_text("1 份")
    answer_all(page)
    page.get_by_role("button", name="送县水利局审核").click()
    expect(page.locator(".hj-says")).to_contain_text("负责人")
    page.locator("#t-head").fill("赵主任")
    page.get_by_role("button", name="送县水利局审核").click()
    expect(page.locator(".hj-says")).to_contain_text("已报送")
    expect(page.locator(".hj-tag").first).to_contain_text("待部门审核")
    looked_at(page, "form-sent")


def returned_at_a_cell(people: People) -> None:
    """From the queue to the form; R asks for an opinion first; the word at a cell goes with it."""
    page = people.go("reviewer", "/forms/")
    looked_at(page, "queue")
    page.get_by_role("link", name="农村饮水安全巩固提升工程").click()
    looked_at(page, "review")
    at_its_cell(page)
    page.locator("h1").click()
    page.keyboard.press("r")
    expect(page.locator("#f-opinion")).to_be_focused()
    page.locator("#f-opinion").fill("造价超支的解决渠道请写明文件依据。")
    page.locator("[name=note_place]").first.select_option(label="第4行　管网单位造价")
    page.locator("[name=note_text]").first.fill("写明预备费动用的批准文号")
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".hj-says")).to_contain_text("已退回")


def at_its_cell(page: Page) -> None:
    """A finding's place leads to the cell it is about, which is marked; so does an address from elsewhere."""
    page.locator("#findings a[href^='#cell=rows/']").first.click()
    marked = page.locator(".is-here")
    expect(marked).to_have_count(1)
    expect(marked).to_be_in_viewport()
    expect(marked).to_be_focused()
    page.goto(page.url.split("#")[0])
    page.goto(page.url + "#cell=funds/total/executed")
    page.reload()
    expect(page.locator("tr[data-at='funds/total'] td.is-here")).to_be_in_viewport()
    looked_at(page, "review-at-cell")


def mended(people: People) -> None:
    """The note stands at its row; what was asked is mended, and something nobody asked for is changed too."""
    page = fill_page(people)
    expect(page.locator(".hj-say.is-error")).to_contain_text("造价超支的解决渠道")
    expect(page.locator("tr.hj-f", has_text="退回意见：写明预备费动用的批准文号")).to_have_count(1)
    key = page.evaluate("n => JSON.parse(document.querySelectorAll('[data-grid] > script')[n].textContent).rows[3].id", ROWS)
    page.evaluate("key => { location.hash = 'cell=rows/' + key + '/measures'; }", key)  # as a sentence of a report leads here
    expect(cell(page, ROWS, 3, "measures").locator("textarea")).to_be_focused()
    page.keyboard.type("超出部分动用县级预备费，示政办函〔2026〕52号已批准")
    page.keyboard.press("Enter")
    cell(page, ROWS, 0, "actual").click()
    page.keyboard.type("9.6")
    page.keyboard.press("Enter")
    saved(page)
    answer_all(page)
    page.get_by_role("button", name="送县水利局审核").click()
    expect(page.locator(".hj-says")).to_contain_text("已报送")


def seen_and_accepted(people: People) -> None:
    """What changed comes first, the unasked marked; one who came second is told and keeps his words; findings are decided; accepted."""
    path = f"/forms/{people.served['form']}/review/"
    late = people.go("second_reviewer", path)
    page = people.go("reviewer", path)
    changed = page.locator("#changes")
    expect(changed).to_contain_text("改了 2 处")
    expect(changed.locator("tr", has_text="9.6")).to_contain_text("你没有要求改")
    expect(changed.locator("tr", has_text="52号")).to_contain_text("退回意见")
    looked_at(page, "review-again")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(changed.locator("tr[data-change]").first).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".hj-says")).to_contain_text("已审核通过")
    late.locator("#f-opinion").fill("同意，请按月跟踪。")
    late.get_by_role("button", name="接受").click()
    expect(late.locator("body")).to_contain_text("没有办成")
    expect(late.locator("body")).to_contain_text("同意，请按月跟踪。")
    divisional = people.go("divisional", path)
    one = divisional.locator("[data-finding]").first
    one.get_by_label("认定理由").fill("已核付款凭证，情况属实")
    divisional.locator("#f-opinion").fill("同意")
    one.get_by_role("button", name="不采纳").click()
    expect(divisional.locator("[data-finding]").first).to_contain_text("不采纳")
    expect(divisional.locator("#f-opinion")).to_have_value("同意")
    divisional.get_by_role("button", name="接受").click()
    expect(divisional.locator("[data-judge-says]")).to_contain_text("未认定")
    divisional.get_by_label("未认定仍要通过").check()
    divisional.get_by_role("button", name="接受").click()
    expect(divisional.locator(".hj-says")).to_contain_text("已审核通过")
