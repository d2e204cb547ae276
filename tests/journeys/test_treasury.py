"""A treasury export taken in twice, in a real browser: two rows wait for a person, the second import adds nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from tests.apps.programsworld import TODAY, County, county, paid, workbook
from tests.browsing import chromium

from hengji.apps.organisations.models import Assignment, Person, Post
from hengji.apps.programs import queries
from hengji.apps.programs.models import Payment
from hengji.rules.access import Role

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HENGJI_PICTURES")
PASSWORD = "山高水长2026-abc"
EXPORT = [
    paid("2026-03-05", 10000, "V1"),
    paid("2026-06-30", 20000.55, "V2", payee="张小三", account="6222020000001234"),
    paid("2026-07-02", -500.55, "V3", summary="退回多付"),
    paid("2026-07-03", 3330, "V4", name="通村公路硬化", document="示财预〔2026〕77号"),
    paid("2026-07-04", 444, "V5", name="往来款", unit="外来单位"),
]


@pytest.fixture
def here(settings: object) -> County:
    settings.TODAY = TODAY  # type: ignore[attr-defined]
    made = county()
    made.line(made.program(code="HC26T0001"), document="示财预〔2026〕1号")
    made.line(made.program("桥梁维修", code="HC26T0002"), "50000", document="示财预〔2026〕2号")
    person = Person(region=made.region, login="maxiaolan", name="马晓兰", must_change_password=False, password_changed_at=timezone.now())
    person.set_password(PASSWORD)
    person.save()
    post = Post.objects.create(region=made.region, unit=made.units["绩效股"].lineage, role=Role.OFFICE.value)
    Assignment.objects.create(region=made.region, post=post, person=person, starts="2026-01-01")
    return made


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with chromium() as browser:
        opened = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        opened.set_default_timeout(20000)
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
    assert complaints == []


def picture(page: Page, name: str) -> None:
    """Kept when HENGJI_PICTURES names a folder."""
    if PICTURES:
        for width, height in ((1366, 768), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=width == 390)
        page.set_viewport_size({"width": 1366, "height": 768})


def fits(page: Page) -> None:
    """Nothing scrolls the page sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def upload(page: Page, site: str, file: Path) -> None:
    page.goto(f"{site}/programs/imports/?register=payments")
    picture(page, "imports")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="上传并试算").click()


def test_an_export_twice_with_two_rows_for_a_person(
    here: County, page: Page, live_server: object, tmp_path: Path, run_jobs: Callable[[], int]
) -> None:
    site = str(live_server)
    file = tmp_path / "国库支付明细7月.xlsx"
    file.write_bytes(workbook(EXPORT))
    page.goto(f"{site}/login/?next=/programs/")
    page.get_by_label("登录名").fill("maxiaolan")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="绩效对象").wait_for()

    upload(page, site, file)
    page.get_by_text("每一列是什么").wait_for()
    picture(page, "columns")
    assert "张小三" not in page.content() and "****1234" in page.content()
    page.get_by_role("button", name="确认，试算").click()
    page.get_by_role("button", name="导入", exact=True).wait_for()
    assert page.locator(".hj-kpi", has_text="其中待认定").locator(".hj-v").inner_text() == "2"
    picture(page, "dry-run")
    where = page.url
    page.get_by_role("button", name="导入", exact=True).click()
    page.locator(".hj-job").wait_for()
    page.goto("about:blank")
    assert run_jobs() == 1
    page.goto(where)
    assert "已导入" in page.locator(".hj-say").inner_text()

    page.get_by_role("link", name="认定待认定的").click()
    picture(page, "queue")
    page.get_by_role("link", name="通村公路硬化").first.click()
    picture(page, "candidates")
    page.locator("main tr", has_text="村道硬化（交通局）").get_by_role("button", name="计入这一行").click()
    page.get_by_text("已匹配 1 笔").wait_for()
    assert "往来款" in page.locator("main").inner_text()
    page.get_by_role("searchbox", name="查找绩效对象").fill("桥梁")
    page.get_by_role("button", name="查找", exact=True).click()
    page.locator("main tr", has_text="桥梁维修（交通局）").get_by_role("button", name="计入这一行").click()
    page.get_by_text("已匹配 1 笔").wait_for()
    assert Payment.objects.filter(state="matched").count() == 5

    upload(page, site, file)
    page.get_by_text("没有新的内容").wait_for()
    assert page.get_by_role("button", name="导入", exact=True).count() == 0
    picture(page, "again")
    assert Payment.objects.count() == 5
    found = queries.programs(here.office, year=2026, as_of=TODAY, tab="project")
    assert {line.shown: str(line.executed.amount) for line in found.rows} == {"村道硬化": "32830.00", "桥梁维修": "444.00"}

    for address, name in (("", "list"), ("coverage/", "coverage"), ("funds/", "funds"), ("payments/?tab=matched", "payments")):
        page.goto(f"{site}/programs/{address}")
        fits(page)
        picture(page, name)
    page.goto(f"{site}/programs/")
    assert "张小三" not in page.content()
    page.get_by_role("link", name="村道硬化").click()
    assert "4 笔支付" in page.locator("main").inner_text()
    picture(page, "program")
    page.get_by_role("link", name="3.28").first.click()
    assert "张*" in page.locator("main").inner_text()
