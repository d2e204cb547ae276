"""An appraisal from dossier to decision in a real browser, by the people of each role: unit, department, office, experts, leader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.apps.appraisalworld import ON, PASSWORD, World, county
from tests.browsing import chromium

from hengji.apps.appraisal.models import Appraisal
from hengji.apps.library import operations as library
from hengji.clock import now
from hengji.rules.appraisal import ITEMS

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("HENGJI_PICTURES")
TEXTS = {
    "立项依据": "县委一号文件、县政府第12次常务会议纪要，属本部门职责，现有田块排灌不便。",
    "主要内容": "在两个镇新建高标准农田1200亩，含机耕路、灌排渠系和土壤改良。",
    "绩效总体目标": "年底建成并上图入库，三年内亩均增产50公斤以上。",
    "实施方案": "农技站组织，3月招标、4月开工、10月完工、11月验收，用地已落实。",
    "测算依据": "亩均投入2500元，参照上年中标价，分项测算表见附件。",
    "风险与应对": "汛期影响工期，安排两个标段并行；建成后交村集体管护。",
}


@pytest.fixture
def world(settings: object) -> World:
    settings.TODAY = ON  # type: ignore[attr-defined]
    return county()


class House:
    """The site with a person after another before it."""

    def __init__(self, browser: Browser, site: str, world: World) -> None:
        self.browser, self.site, self.world = browser, site, world
        self.complaints: list[str] = []

    def enter(self, name: str, path: str = "/appraisals/") -> Page:
        """A page of somebody who has just logged in."""
        page = self.browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
        page.set_default_timeout(60000)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{self.site}/login/?next=/appraisals/")
        page.get_by_label("登录名").fill(self.world.people[name].login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="事前绩效评估").wait_for()
        page.goto(f"{self.site}{path}")
        return page


@pytest.fixture
def house(world: World, live_server: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
    with chromium() as browser:
        made = House(browser, str(live_server), world)
        yield made
    assert made.complaints == []


def picture(page: Page, name: str) -> None:
    """Fits at both widths; kept when HENGJI_PICTURES names a folder."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)


def closed(page: Page) -> None:
    page.context.close()


def write(house: House) -> str:
    """The unit begins, writes, is told what lacks, mends and submits; answers the appraisal's path."""
    page = house.enter("李站")
    picture(page, "ap-empty")
    page.get_by_role("link", name="申报事前评估").click()
    page.get_by_label("项目（政策）名称").fill("高标准农田建设项目")
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("第 1 行金额（万元）").fill("300.5")
    page.get_by_text("已保存 ").wait_for()
    page.get_by_role("button", name="检查并送审").click()
    page.get_by_text("还不能送审").wait_for()
    picture(page, "ap-gaps")
    page.get_by_role("link", name="填写材料").click()
    for label, text in TEXTS.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("第 1 行指标名称").fill("建成高标准农田面积")
    page.get_by_label("第 1 行目标值").fill("≥1200亩")
    page.get_by_label("第 2 行二级指标").select_option("经济效益指标")
    page.get_by_label("第 2 行指标名称").fill("亩均增产")
    page.get_by_label("第 2 行目标值").fill("≥50公斤")
    page.get_by_text("已保存 ").wait_for()
    page.set_input_files("input[type=file]", {"name": "可研报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 sample"})
    page.get_by_role("button", name="上传").click()
    page.get_by_text("已上传 1 个附件").wait_for()
    picture(page, "ap-edit")
    page.get_by_role("button", name="检查并送审").click()
    page.get_by_role("button", name="送审", exact=True).click()
    page.get_by_text("已送审。").first.wait_for()
    path = page.url.removeprefix(house.site)
    closed(page)
    return path


def step(house: House, who: str, path: str, button: str, opinion: str = "") -> None:
    page = house.enter(who, path)
    if opinion:
        page.get_by_role("textbox", name="意见", exact=True).fill(opinion)
    picture(page, f"ap-{button}")
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".hj-log", has_text=button).wait_for()
    closed(page)


def score(house: House, who: str, path: str, points: str) -> None:
    page = house.enter(who, f"{path}score/")
    for item in ITEMS.values():
        page.get_by_label(f"{item.title}（10 分）", exact=True).fill(points)
    page.get_by_text("已保存 ").wait_for()
    page.get_by_role("button", name="交出评分").click()
    page.locator(".hj-say", has_text="没有写评估意见").wait_for()
    page.get_by_label("评估意见").fill("依据充分，单价略高，建议核减。")
    picture(page, f"ap-score-{points}")
    house.complaints.clear()  # the browser itself notes the 409 of the refusal above
    page.get_by_role("button", name="交出评分").click()
    page.get_by_text("评分已交出").first.wait_for()
    closed(page)


def test_from_dossier_to_decision(house: House) -> None:
    path = write(house)
    step(house, "王审", path, "退回", "请补充分项测算表。")
    page = house.enter("李站", path)
    page.get_by_role("link", name="填写材料").click()
    page.locator(".hj-say", has_text="请补充分项测算表").wait_for()
    page.get_by_label("第 1 行金额（万元）").fill("295")
    page.get_by_text("已保存 ").wait_for()
    page.get_by_role("button", name="检查并送审").click()
    page.get_by_role("button", name="重新送审", exact=True).click()
    page.get_by_text("已送审。").first.wait_for()
    closed(page)
    step(house, "王审", path, "出具部门评估意见", "符合部门规划，测算已补充，同意上报。")
    step(house, "绩效经办", path, "受理")

    page = house.enter("绩效经办", path)
    for name in ("专家甲", "专家乙"):
        page.get_by_label(name).check()
    page.get_by_label("评分截止").fill("2026-09-05")
    picture(page, "ap-assign")
    page.get_by_role("button", name="委派", exact=True).click()
    page.get_by_text("已委派 2 名专家").wait_for()
    closed(page)
    score(house, "专家甲", path, "8")
    score(house, "专家乙", path, "9")

    page = house.enter("局长", path)
    picture(page, "ap-decide")
    page.get_by_label("结论").select_option("support-adjusted")
    page.get_by_label("支持金额（万元）").fill("280")
    page.get_by_label("理由和要求").fill("单价偏高，核减15万元；验收后及时上图入库。")
    page.get_by_label("文号").fill("示财绩〔2026〕12号")
    page.get_by_role("button", name="核定", exact=True).click()
    page.get_by_text("已核定。").wait_for()
    picture(page, "ap-decided")
    with page.expect_download() as paper:
        page.get_by_role("link", name="评估意见（Word）").click()
    assert Path(paper.value.path()).read_bytes()[:2] == b"PK" and paper.value.suggested_filename.endswith(".docx")
    closed(page)

    step(house, "绩效经办", path, "办结")
    page = house.enter("绩效经办", path)
    page.get_by_role("button", name="建立绩效对象").click()
    page.get_by_role("heading", name="高标准农田建设项目").wait_for()
    page.goto(f"{house.site}/appraisals/summary/")
    assert "支持1个" in page.locator(".hj-lead").inner_text() and "压减15.00万元" in page.locator(".hj-lead").inner_text()
    picture(page, "ap-summary")
    page.goto(f"{house.site}/appraisals/?tab=all")
    picture(page, "ap-list")
    closed(page)
    assert Appraisal.objects.get().state == "closed"


def test_the_library_of_a_county(house: House) -> None:
    library.load_reference(house.world.actor("绩效经办"), at=now())
    page = house.enter("绩效经办", "/library/?tab=reference")
    page.get_by_role("searchbox", name="找指标，如 硬化、满意度").fill("农田")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="高标准农田建成面积").wait_for()
    picture(page, "lib-list")
    page.get_by_role("link", name="高标准农田建成面积").click()
    page.get_by_role("button", name="采用到本县").click()
    page.get_by_text("已采用到本县 1 条").wait_for()
    picture(page, "lib-indicator")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("参考值").fill("1000")
    picture(page, "lib-form")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存。").wait_for()
    assert "≥1000亩" in page.locator("main").inner_text()
    page.goto(f"{house.site}/library/fields/")
    picture(page, "lib-fields")
    page.goto(f"{house.site}/library/import/")
    picture(page, "lib-import")
    closed(page)
