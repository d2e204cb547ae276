"""Pictures of the site's pages for docs/manual/: who looks at which page, how large, under which name.

    .venv/bin/python tools/screenshots.py http://127.0.0.1:8000 docs/images/site [NAME…]

The address is a running demo (``./run``).  Called by tools/screenshots.sh, which makes the pictures small afterwards."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("HENGJI_CHROMIUM") or shutil.which("chromium") or "chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN")
WIDE, PHONE = (1366, 768), (390, 844)

OFFICE = "绩效管理股　绩效股经办人"
REPORTER, RETURNED_TO = "示例县教育局　单位填报人", "示例县农业农村局　单位填报人"
REVIEWER, DIVISION = "示例县农业农村局　主管部门审核人", "社会保障股　业务股室审核人"
LEADER, EXPERT = "示例县财政局　局领导", "衡信会计师事务所（示例）　第三方、专家"
FILLER, WRITER = "示例县柳溪乡人民政府　单位填报人", "示例县芦花乡人民政府　单位填报人"
FARMING, OFFICE2 = "农业农村股　业务股室审核人", "杨长江"
SYSTEM, SECURITY, AUDITOR = "示例县财政局　系统管理员", "示例县财政局　安全管理员", "示例县财政局　审计管理员"


@dataclass(frozen=True, slots=True)
class Picture:
    """``who``: unit and post as the log-in page prints them ("": nobody); ``follow``: links to click one after the other, by
    selector; ``to``: what is brought to the top of the picture; ``upload``: a folder whose files are handed in on the page first;
    ``where``: conditions put to the address that was reached."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = WIDE
    follow: tuple[str, ...] = ()
    to: str = ""
    upload: str = ""
    where: str = ""


_ROUND, _FORM = "td a:text('7月衔接资金')", "td a:text('柳溪乡特色种植产业发展项目')"

PICTURES = (
    Picture("login", "", "/login/"),
    Picture("workbench", OFFICE, "/"),
    Picture("targets", REPORTER, "/targets/?tab=all"),
    Picture("target-edit", REPORTER, "/targets/?tab=draft", follow=("td a:text('教师全员培训')",), to="[data-grid]"),
    Picture("target-returned", RETURNED_TO, "/targets/?tab=returned", PHONE, follow=("td a:text('高标准农田建设')",)),
    Picture("target-adjusted", REVIEWER, "/targets/?tab=mine", follow=("td a:text('青禾镇村内道路硬化项目')",)),
    Picture("target-review", DIVISION, "/targets/?tab=mine", follow=("td a:text('公益性岗位补贴')",)),
    Picture("program", OFFICE, "/programs/?q=高标准农田建设", follow=("td a:text('衔接资金高标准农田建设项目')",)),
    Picture("payment", OFFICE, "/programs/payments/?tab=queued", follow=("a.btn:text('认定待认定的')",)),
    Picture("library", OFFICE, "/library/?tab=reference&q=里程"),
    Picture("ready", LEADER, "/targets/ready/"),
    Picture("session", OFFICE, "/targets/sessions/", follow=("td a:text('8月集中会审')",)),
    Picture("revision", LEADER, "/targets/?tab=approved&way=&q=云岭镇村内道路", follow=("td a:text('第2版')",)),
    Picture("appraisals", OFFICE, "/appraisals/summary/"),
    Picture("score", EXPERT, "/", follow=("td a:text('移动监测车购置')",)),
    Picture("handover", SECURITY, "/people/?q=徐家宝", follow=("td a:text('徐家宝')", "a:text('交接')")),
    Picture("audit", AUDITOR, "/audit/?person=刘月娥"),
    Picture("rounds", OFFICE, "/rounds/", follow=("summary:has-text('一步排好全年')",)),
    Picture("round", OFFICE, "/rounds/", follow=(_ROUND,)),
    Picture("round-forms", OFFICE, "/rounds/", follow=(_ROUND, "a:text-is('监控表')", "a:text('全部')")),
    Picture("chase", OFFICE, "/rounds/", follow=(_ROUND, "a:text('催报 ')", "a:text('看文字')")),
    Picture("findings", OFFICE, "/rounds/", follow=(_ROUND, "a:text-is('问题')"), where="tab=confirmed"),
    Picture("papers", OFFICE, "/rounds/", follow=("td a:text('上半年')", "a:text('汇总表、问题清单、通报')")),
    Picture("upload", OFFICE2, "/rounds/", follow=(_ROUND, "a:text('Excel 收表')", "td a:text('.zip')", "summary:text('处改动')")),
    Picture("form", FILLER, "/", follow=(_FORM,)),
    Picture("form-faults", FILLER, "/", follow=(_FORM,), to="#rows"),
    Picture("form-review", REVIEWER, "/forms/", follow=("td a:text('青禾镇村内道路硬化项目')",)),
    Picture("form-decide", FARMING, "/forms/", follow=("td a:text('石桥镇村内道路硬化项目')",)),
    Picture("report", WRITER, "/reports/?tab=all", follow=("td a:text('芦花乡')",)),
    Picture("leader", LEADER, "/rounds/", PHONE, follow=(_ROUND, "a:text-is('手机页')")),
    Picture("start", OFFICE, "/start/", upload="demo-out/示例县/监控表", follow=("a:text-is('对象')",)),
)


def hand_in(page: Page, folder: Path) -> None:
    """Hand the files of a folder in (an empty one would be refused with all others) and wait until the worker has read them."""
    if page.get_by_role("link", name="接着办").count():  # handed in by an earlier run
        page.get_by_role("link", name="接着办").click()
        return
    page.locator("input[type=file]").set_input_files([path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size])
    with page.expect_navigation():
        page.get_by_role("button", name="读取").click()
    for _ in range(120):
        page.wait_for_load_state("networkidle")
        if not page.get_by_text("正在读取").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise SystemExit("两分钟还没有读完，hengji worker 在运行吗？")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), env={**os.environ, "LANGUAGE": "zh_CN"})
        try:
            yield browser
        finally:
            browser.close()


class Camera:
    """One window a person; log-in is by the demo's list of people."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site.rstrip("/")
        self.windows: dict[str, Page] = {}

    def window(self, who: str) -> Page:
        if who not in self.windows:
            page = self.browser.new_context(locale="zh-CN").new_page()
            if who:
                page.goto(f"{self.site}/login/")
                line = page.locator("tr", has_text=who)
                if not line.count():
                    raise SystemExit(f"登录页上没有“{who}”。请对照演示数据改 tools/screenshots.py。")
                line.first.get_by_role("button").click()
                page.wait_for_load_state("networkidle")
            self.windows[who] = page
        return self.windows[who]

    def take(self, picture: Picture, folder: Path) -> None:
        page = self.window(picture.who)
        page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
        answer = page.goto(self.site + picture.path)
        if answer is None or not answer.ok:
            raise SystemExit(f"{picture.name}：{picture.path} 答 {answer and answer.status}。")
        if picture.upload:
            hand_in(page, Path(picture.upload))
        for link in picture.follow:
            page.locator(link).first.click()
            page.wait_for_load_state("networkidle")
        if picture.where:
            page.goto(f"{page.url.split('?')[0]}?{picture.where}")
        if picture.to:
            page.locator(picture.to).first.evaluate("box => window.scrollTo(0, box.getBoundingClientRect().top + window.scrollY - 60)")
        page.wait_for_timeout(400)
        page.screenshot(path=str(folder / f"{picture.name}.png"))


def main(site: str, folder: str, *names: str) -> None:
    """Take all pictures, or those named."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        camera = Camera(browser, site)
        for picture in PICTURES:
            if not names or picture.name in names:
                camera.take(picture, out)
                sys.stderr.write(f"{picture.name}.png\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
