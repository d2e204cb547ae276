"""M's round from notice to circular, played by people of every role: planned, noticed, published, filled, returned and mended, taken in by
mail, chased, decided on, seen on a phone; what the circular says is what was put in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from tests.conftest import Site
from tests.journeys.test_filling import FUNDS, ROWS, answer_all, cell, paste, saved
from tests.journeys.test_targets import People, looked_at

ROOT = Path(__file__).resolve().parents[2]
NAME, FUND = "2026年衔接资金绩效运行监控", "2026年中央第一批财政衔接乡村振兴补助资金"
OBJECT = "林下产业示范项目"
BLOCK = (
    "210\t600\t\t√\t\t\t\t5月连续降雨，整地推迟21天，7月底比计划少种140亩\t√\t\t\t已增派2个作业队，9月底前补种到位",
    "100\t100\t\t\t\t\t\t\t√",
    "未到考核时点\t2026年11月底\t\t\t\t\t\t\t√",
    "151\t260\t\t\t\t\t\t\t√",
    "1060\t1800\t\t\t\t\t\t\t√",
)
"""Five rows as they stand in the official Excel form; the sixth is typed."""
CLASSES = {
    "一是填报不完整、过于简单。": {"泉口镇", "西滩乡", "浩门镇"},
    "二是偏差缺乏分析，数据前后不符。": {"县农牧水利和科技局", "皇城乡"},
    "三是未按时报送。": {"西滩乡", "浩门镇", "北山乡"},
    "四是随意变动批复的绩效目标和预算。": {"浩门林场", "浩门镇"},
}
"""Which units each class of problems must name, by what was put into their forms and when these came (``m_county``)."""
SLOW = {"北山乡", "皇城乡", "东川镇"}
GOOD = ("县人力资源和社会保障局", "县委统战部", "县自然资源局", "县交通运输局")


class Served:
    """The county served by a process of its own, which does on demand what others do meanwhile."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.facts = self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the site has stopped"
        found: dict[str, Any] = json.loads(line)
        return found

    def do(self, command: str) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self._heard()["done"]


@pytest.fixture
def served(site: Site) -> Iterator[Served]:
    begin = "import django; django.setup(); from tests.journeys import m_county; m_county.serve()"
    pipe = subprocess.PIPE
    env = {**site.env, "HENGJI_TODAY": "2026-08-12", "PYTHONPATH": os.pathsep.join([site.env["PYTHONPATH"], str(ROOT)])}
    process = subprocess.Popen([sys.executable, "-c", begin], env=env, stdin=pipe, stdout=pipe, text=True)
    yield Served(process)
    process.terminate()
    process.wait(20)


def test_from_notice_to_circular(browser: Browser, served: Served) -> None:
    people = People(browser, served.facts)
    planned(people)
    noticed(people)
    round_url = published(people)
    filled(people)
    returned(people)
    mended(people)
    accepted(people)
    taken_in(people, round_url, served.do("files"), 4)
    assert served.do("rest") == 13
    served.do("later")
    chased(people, round_url)
    taken_in(people, round_url, served.do("late files"), 2)
    decided(people, round_url)
    on_the_phone(people, round_url)
    told_by(circular(people, round_url))
    assert people.complaints == []


# ---- the office plans, drafts the notice, publishes


def planned(people: People) -> None:
    """A round on the special fund, its days and the department under special watch."""
    page = people.go("officer", "/rounds/")
    page.get_by_role("link", name="单独建一个批次").first.click()
    page.locator("#f-name").fill(NAME)
    page.locator("#f-document").fill("示财绩〔2026〕33号")
    page.locator("#f-as_of").fill("2026-07-31")
    page.locator("#f-fund").select_option(label=FUND)
    page.get_by_role("radio", name="提示警示").check()
    page.locator("#f-due_unit").fill("2026-08-15")
    page.locator("#f-due_department").fill("2026-08-18")
    page.locator("#f-due_division").fill("2026-08-25")
    page.locator("#f-answer_days").fill("5")
    page.get_by_role("combobox", name="重点监控部门").fill("林业")
    page.locator("#f-key_units-ts-dropdown").get_by_text("县林业和草原局").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已建立批次草稿")).to_be_visible()
    looked_at(page, "m-publish")


def noticed(people: People) -> None:
    """The notice drafted as Word before anything is handed out."""
    page = people.officer
    page.get_by_role("link", name="起草监控通知").click()
    text = made(page, "监控通知")
    for words in ("示财绩〔2026〕33号", f"{FUND}支出绩效目标及预算执行情况监控工作的通知", "共15家单位", "项目支出21个（资金9,132.00万元）",
                  "2026年8月15日前", "县林业和草原局", "5个工作日"):  # fmt: skip
        assert words in text, (words, text)


def made(page: Page, kind: str) -> str:
    """A paper made by a job and downloaded; answers its text."""
    row = page.locator(".hj-papers tbody tr", has=page.get_by_text(kind, exact=True))
    row.get_by_role("button", name="生成").click()
    link = row.get_by_role("link", name="下载")
    expect(link).to_be_visible(timeout=120000)
    with page.expect_download() as held:
        link.click()
    document = Document(BytesIO(Path(held.value.path()).read_bytes()))
    return "\n".join(one.text for one in document.paragraphs)


def published(people: People) -> str:
    """The forms handed out; answers the way to the round."""
    page = people.go("officer", "/rounds/")
    page.get_by_role("link", name=NAME, exact=True).click()
    page.get_by_role("button", name="发布，发出 21 张监控表").click()
    expect(page.get_by_text("已发布：项目支出 21 张")).to_be_visible()
    return re.sub(r"^https?://[^/]+", "", page.url)


# ---- a unit fills, its department returns, it mends, all accept


def to_form(people: People) -> Page:
    """From the workbench to the form."""
    page = people.go("reporter", "/")
    page.get_by_role("link", name=OBJECT).first.click()
    expect(page.locator(".hj-grid-ed")).to_have_count(2)
    return page


def filled(people: People) -> None:
    """Pasted and typed; a finding comes and goes; a paper, an answer, the head's name."""
    page = to_form(people)
    cell(page, ROWS, 0, "actual").click()
    paste(page, "\n".join(BLOCK))
    saved(page)
    cell(page, ROWS, 5, "actual").click()
    page.keyboard.type("很好")
    page.keyboard.press("Enter")
    saved(page)
    wrong = page.locator("tr.hj-f", has_text="很好")
    expect(wrong).to_have_count(1)
    cell(page, ROWS, 5, "actual").click()
    page.keyboard.type("96")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("95")
    page.keyboard.press("Enter")
    saved(page)
    expect(wrong).to_have_count(0)
    cell(page, FUNDS, 1, "forecast").click()
    page.keyboard.type("260")
    page.keyboard.press("Enter")
    saved(page)
    page.locator("#t-goal_actual").fill("已完成林下种植210亩，其余9月底前补种到位。")
    saved(page)
    page.locator("#t-stage").select_option("开工")
    page.locator("#t-stage_on").fill("2026-04-12")
    page.locator("#t-management").fill("专账核算，凭丈量单报账。")
    saved(page)
    cell(page, ROWS, 0, "papers").locator("a").click()
    page.locator("#p-file").set_input_files({"name": "种植面积丈量表.txt", "mimeType": "text/plain", "buffer": "210亩".encode()})
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator("#papers")).to_contain_text("种植面积丈量表")
    answer_all(page)
    sent(page)
    looked_at(page, "m-sent")


def sent(page: Page) -> None:
    page.locator("#t-head").fill("赵场长")
    saved(page)
    page.get_by_role("button", name="送县林业和草原局审核").click()
    expect(page.locator(".hj-says")).to_contain_text("已报送")


def to_review(people: People, who: str) -> Page:
    """From the workbench over what waits to the form; whoever has but one is taken there at once."""
    page = people.go(who, "/")
    page.get_by_role("link", name=re.compile("张监控表$")).first.click()
    if page.locator("#judge").count() == 0:
        page.get_by_role("link", name=OBJECT).first.click()
    expect(page.get_by_role("heading", name=OBJECT, level=1)).to_be_visible()
    return page


def returned(people: People) -> None:
    """The department wants one cell written out."""
    page = to_review(people, "reviewer")
    page.locator("#f-opinion").fill("补种的地块要写明。")
    page.locator("[name=note_place]").first.select_option(label="第1行　林下种植面积")
    page.locator("[name=note_text]").first.fill("写明哪几个林班、各多少亩")
    page.get_by_role("button", name="退回").click()
    expect(page.locator(".hj-says")).to_contain_text("已退回")


def mended(people: People) -> None:
    page = to_form(people)
    expect(page.locator("tr.hj-f", has_text="退回意见：写明哪几个林班")).to_have_count(1)
    cell(page, ROWS, 0, "measures").click()
    page.keyboard.type("3林班补种90亩、7林班补种50亩，9月底前完成")
    page.keyboard.press("Enter")
    saved(page)
    answer_all(page)
    sent(page)


def accepted(people: People) -> None:
    """The department sees what changed; the division and, since the department is under special watch, the office accept."""
    page = to_review(people, "reviewer")
    expect(page.locator("#changes")).to_contain_text("改了 1 处")
    expect(page.locator("#changes tr", has_text="7林班补种50亩")).to_contain_text("退回意见")
    for who, state in (("reviewer", "待财政审核"), ("divisional", "待绩效股审核"), ("officer", "已通过")):
        page = to_review(people, who)
        form = page.url
        if (left := page.get_by_label("未认定仍要通过")).is_visible():  # what was found is decided later, all together
            left.check()
        page.get_by_role("button", name="接受").click()
        expect(page.locator(".hj-says")).to_contain_text("已审核通过")
        page.goto(form)
        expect(page.locator(".hj-tag").first).to_contain_text(state)


# ---- what comes by mail, who is missing, what is decided


def taken_in(people: People, round_url: str, path: str, count: int) -> None:
    """The office's second person takes Excel forms in: tried, looked at, sent as they are."""
    page = people.go("officer2", round_url)
    page.get_by_role("link", name="Excel 收表").click()
    page.locator("#f-file").set_input_files(path)
    page.get_by_role("button", name="上传并试算").click()
    send = page.get_by_role("button", name="录入并报送")
    expect(send).to_be_visible(timeout=60000)
    expect(page.get_by_text(f"全部可以录入的 {count} 张")).to_be_visible()
    looked_at(page, "m-upload")
    send.click()
    expect(page.locator("td[data-label='结果']", has_text="已录入并报送")).to_have_count(count, timeout=60000)


def chased(people: People, round_url: str) -> None:
    """After the day three units are missing; the office chases them, one of them reads it."""
    page = people.go("officer", round_url)
    page.get_by_role("link", name="催报 3 个").click()
    for name in ("西滩乡", "浩门镇", "北山乡"):
        expect(page.locator("tbody tr", has_text=name).first).to_contain_text("逾期 3 天")
    page.get_by_role("button", name="催报勾选的").click()
    expect(page.get_by_text("已催报 3 个单位")).to_be_visible()
    told = people.go("beishan", "/notices/")
    expect(told.get_by_text(NAME).first).to_be_visible()


def decided(people: People, round_url: str) -> None:
    """What follows from a changed target is dismissed with the reason; the rest is confirmed."""
    page = people.go("officer", f"{round_url}papers/")
    expect(page.get_by_role("link", name="去认定")).to_be_visible()
    page.get_by_role("link", name="去认定").click()
    looked_at(page, "m-findings")
    for unit in ("育苗基地", "村内道路"):
        for what in ("同一事项数字不一致", "超过20个百分点"):
            rows = page.locator("tbody tr", has_text=unit).filter(has_text=what)
            rows.get_by_role("checkbox").check()
    page.get_by_role("button", name="不采纳…").click()
    page.get_by_label("为什么不采纳").fill("由指标值改动带来，已按擅自变动批复目标通报")
    page.get_by_role("button", name="不采纳").click()
    expect(page.get_by_text("已不采纳 4 条问题")).to_be_visible()
    while page.locator("tbody input[name=selected]").count():
        page.get_by_label("全选").check()
        page.get_by_role("button", name="确认", exact=True).click()
        expect(page.get_by_text(re.compile(r"已确认 \d+ 条问题"))).to_be_visible()


def on_the_phone(people: People, round_url: str) -> None:
    page = people.leader
    page.set_viewport_size({"width": 390, "height": 844})
    people.go("leader", f"{round_url}leader/")
    expect(page.get_by_text("应报21个，已报20个")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    page.locator("#red").get_by_role("link", name="皇城乡牲畜棚圈建设项目").click()
    expect(page.get_by_role("heading", name="皇城乡牲畜棚圈建设项目", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= 390")


# ---- the circular


def circular(people: People, round_url: str) -> str:
    page = people.go("officer", round_url)
    page.get_by_role("link", name="汇总表、问题清单、通报").click()
    text = made(page, "通报")
    looked_at(page, "m-papers")
    return text


def told_by(text: str) -> None:
    """What the circular says follows from the data, unit by unit."""
    assert f"{FUND}绩效运行监控将全县15家预算单位的21个项目全部纳入监控范围，涉及金额9,132.00万元。" in text
    assert "实际收到15家单位的20个对象，未报送1个" in text
    good = next(line for line in text.splitlines() if "执行情况较好的有" in line)
    assert all(f"{name}“" in good for name in GOOD), good
    for title, units in CLASSES.items():
        line = next(line for line in text.splitlines() if line.startswith(title))
        found = re.search(r"涉及(.+?)(\d+)家单位", line)
        assert found is not None and set(found[1].split("、")) == units and int(found[2]) == len(units), line
    slow = next(line for line in text.splitlines() if "支出进度缓慢。涉及" in line)
    assert {one.partition("“")[0] for one in slow.partition("：")[2].rstrip("。").split("；")} == SLOW, slow
    assert "未报送监控表。涉及1家单位1个对象：北山乡“北山乡产业园配套项目”" in text
    assert "自收到本通报之日起5个工作日内" in text
    assert "未经核实" not in text and "未核实" not in text
