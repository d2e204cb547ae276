"""M's county for the journey of its round: 15 units, 21 projects of one special fund, 9,132 万元; what everybody reports is in the data.

A process of its own serves it and does, when told in a line on its input, what the journey leaves to others: ``files`` writes the Excel
forms that come by mail, ``rest`` fills and reviews the other units' forms, ``later`` moves the day past the due date."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID
from wsgiref.simple_server import make_server
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from targets_site import _logged_in, _Server, _Silent
from tests.apps.targetsworld import YEAR, County, model, person, unit
from tests.journeys.desk import working

from hengji.apps.monitoring import operations as monitoring
from hengji.apps.monitoring.models import MonitoringForm
from hengji.apps.monitoring.queries import form_page
from hengji.apps.monitoring.sheets import workbook
from hengji.apps.programs.drafts import FundDraft
from hengji.apps.programs.operations import create_fund
from hengji.apps.targets.operations import begin_with, confirm
from hengji.apps.targets.queries import batch
from hengji.demo.year.forms import REASONS, Manner, cells
from hengji.demo.year.paperwork import Fault, executed, on_paper, row_said, zipped
from hengji.rules.access import Actor, Role
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration
from hengji.rules.measures import Measure

ZONE = ZoneInfo("Asia/Shanghai")
FUND = "2026年中央第一批财政衔接乡村振兴补助资金"
WAN = 10000
EARLY, LATER = date(YEAR, 8, 12), date(YEAR, 8, 18)
"""The day of the journey, and the day after the due date on which it ends."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: its unit, money (万元), the share paid by July, how far the work is against plan, what is counted."""

    unit: str
    name: str
    amount: int
    paid: str
    pace: str
    thing: str
    target: int
    measured_in: str


PROJECTS = (
    Project("县人力资源和社会保障局", "脱贫劳动力稳岗就业补助项目", 600, "1", "2", "发放稳岗补助人数", 1200, "人"),
    Project("县委统战部", "低氟边销茶推广项目", 82, "1", "2", "推广低氟边销茶", 9000, "公斤"),
    Project("县自然资源局", "村庄规划编制项目", 300, "1", "2", "编制村庄规划", 30, "个"),
    Project("县交通运输局", "西滩至桌子掌村道路整治工程", 850, "1", "2", "整治村道", 17, "公里"),
    Project("县交通运输局", "村道安全防护工程", 400, "0.6", "1.02", "安装波形护栏", 24, "公里"),
    Project("县林业和草原局", "生态护林员补助项目", 350, "0.6", "1.02", "聘用护林员", 350, "人"),
    Project("浩门林场", "林下产业示范项目", 260, "0.58", "1.02", "林下种植面积", 600, "亩"),
    Project("浩门林场", "育苗基地改造项目", 180, "0.6", "1.02", "改造育苗大棚", 36, "座"),
    Project("县乡村振兴局", "雨露计划补助项目", 320, "0.6", "1.02", "资助学生", 640, "人"),
    Project("县乡村振兴局", "小额信贷贴息项目", 200, "0.6", "1.02", "贴息户数", 800, "户"),
    Project("县生态环境局", "农村污水治理项目", 500, "0.6", "1.02", "铺设污水管网", 40, "公里"),
    Project("县农牧水利和科技局", "农村饮水安全巩固项目", 900, "0.6", "1.02", "更换供水管道", 60, "公里"),
    Project("县农牧水利和科技局", "高标准农田建设项目", 1200, "0.6", "1.02", "建成高标准农田", 8000, "亩"),
    Project("泉口镇", "泉口镇产业路硬化项目", 450, "0.6", "1.02", "硬化产业路", 18, "公里"),
    Project("西滩乡", "西滩乡特色种植项目", 450, "0.6", "1.02", "特色种植面积", 900, "亩"),
    Project("浩门镇", "浩门镇村内道路硬化项目", 480, "0.6", "1.02", "硬化村内道路", 20, "公里"),
    Project("皇城乡", "皇城乡牲畜棚圈建设项目", 500, "0.1", "0.9", "新建牲畜棚圈", 100, "座"),
    Project("北山乡", "北山乡人居环境整治项目", 300, "0.08", "0.9", "整治农户庭院", 300, "户"),
    Project("北山乡", "北山乡产业园配套项目", 200, "0.6", "1.02", "建设配套用房", 2000, "平方米"),
    Project("东川镇", "东川镇农产品仓储项目", 310, "0.12", "0.9", "新建冷库", 1500, "立方米"),
    Project("东川镇", "东川镇村级公益设施项目", 300, "0.6", "1.02", "新建公益设施", 12, "处"),
)
SUBORDINATE = {"浩门林场": "县林业和草原局"}
BY_BROWSER = "林下产业示范项目"
NEVER = "北山乡产业园配套项目"
MAILED: Mapping[str, tuple[Fault, ...]] = {
    "泉口镇产业路硬化项目": (row_said(1, actual=""), row_said(5, actual="", forecast="")),
    "高标准农田建设项目": (executed("655.30"),),
    "皇城乡牲畜棚圈建设项目": (executed("96.00"),),
    "育苗基地改造项目": (row_said(1, target="≥20座"),),
}
"""Forms that come by mail in time, and what is wrong with them."""
MAILED_LATE: Mapping[str, tuple[Fault, ...]] = {
    "西滩乡特色种植项目": (row_said(2, actual=""),),
    "浩门镇村内道路硬化项目": (row_said(4, actual=""), row_said(1, target="≥12公里")),
}
SLOW = "工程款按进度节点支付，{thing}的计量资料正在办理，9月集中支付。"


@dataclass(frozen=True, slots=True)
class Stage:
    """The county and its people: whoever fills, by unit; the second person of a first-level unit, by unit; the finance side."""

    region: Any
    fund: UUID
    reporters: Mapping[str, Actor]
    seconds: Mapping[str, Actor]
    officer: Actor
    officer2: Actor
    divisional: Actor
    leader: Actor


def founded() -> Stage:
    """Units, people, the fund, its projects with approved targets, what the treasury paid."""
    region = model("organisations.Region").objects.create(code="990001000", name="示例县")
    finance = unit(region, "县财政局", "finance", "101")
    office = unit(region, "绩效股", "division", "10101", finance)
    division = unit(region, "农业农村股", "division", "10102", finance)
    places = _places(region, division)
    officer = person(region, "马晓兰", Role.OFFICE, office)
    at = datetime(YEAR, 2, 2, 10, tzinfo=ZONE)
    money = create_fund(officer, FundDraft(YEAR, FUND, "", "central", "示财农〔2026〕3号", date(YEAR, 1, 5), Decimal(91_320_000)), at=at)
    rows = [_project(region, places[one.unit], one, number, money) for number, one in enumerate(PROJECTS, 1)]
    given = [(row.pk, _target(one, row)) for one, row in zip(PROJECTS, rows, strict=True)]
    made = begin_with(officer, YEAR, "示财绩〔2026〕6号", date(YEAR, 2, 20), given, at=at)
    confirm(officer, made, batch(officer, made).version, at=at)
    reporters = {name: person(region, f"{name}经办", Role.REPORTER, place) for name, place in places.items()}
    seconds = {name: person(region, f"{name}复核", Role.DEPARTMENT, place) for name, place in places.items() if name not in SUBORDINATE}
    return Stage(
        region, money, reporters, seconds, officer, person(region, "赵敏", Role.OFFICE, office),
        person(region, "何琳", Role.DIVISION, division), person(region, "周局", Role.LEADER, finance),
    )  # fmt: skip


def _places(region: Any, division: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, name in enumerate(dict.fromkeys(one.unit for one in PROJECTS), 301):
        above = found.get(SUBORDINATE.get(name, ""))
        kind = "subordinate" if above else "township" if name[-1] in "镇乡" else "department"
        found[name] = unit(region, name, kind, str(number), above, None if above else division)
    return found


def _project(region: Any, place: Any, one: Project, number: int, fund: UUID) -> Any:
    row = model("programs.Program").objects.create(
        region=region, year=YEAR, kind="project", name=one.name, unit=place, code=f"XJ26T{number:04d}"
    )
    line = model("programs.FundLine").objects.create(
        region=region, program=row, budget_kind="general_public", level="central", identity="one", fund_id=fund,
        document="示财农〔2026〕3号", issued_on=date(YEAR, 1, 20), initial=Decimal(one.amount) * WAN,
    )  # fmt: skip
    intake, _ = model("programs.Intake").objects.get_or_create(
        region=region, year=YEAR, register="payments",
        defaults={"name": "支付.xlsx", "sha256": "0" * 64, "state": "applied", "at": datetime(YEAR, 8, 5, tzinfo=ZONE), "by": "马晓兰"},
    )  # fmt: skip
    for part, day in (("0.4", date(YEAR, 4, 20)), ("0.6", date(YEAR, 7, 18))):
        amount = Decimal(one.amount) * WAN * Decimal(one.paid) * Decimal(part)
        model("programs.Payment").objects.create(
            region=region, intake=intake, line=line, year=YEAR, key=f"{number}-{day}", paid_on=day, amount=amount,
            signature=f"{number}-{day}", state="matched", why="项目代码一致",
        )  # fmt: skip
    return row


def _target(one: Project, row: Any) -> TargetDeclaration:
    made = (
        ("产出指标", "数量指标", one.thing, "≥", str(one.target), one.measured_in, 30, "cumulative"),
        ("产出指标", "质量指标", "验收合格率", "＝", "100", "%", 10, "level"),
        ("产出指标", "时效指标", "完工时间", "", f"{YEAR}年11月底前", "", 10, "milestone"),
        ("成本指标", "经济成本指标", "项目总成本", "≤", str(one.amount), "万元", 10, "ceiling"),
        ("效益指标", "社会效益指标", "受益脱贫人口", "≥", str(one.target * 3), "人", 20, "cumulative"),
        ("满意度指标", "服务对象满意度指标", "受益群众满意度", "≥", "90", "%", 10, "level"),
    )
    rows = tuple(
        DeclaredIndicator(*texts, Decimal(weight), Measure(measure), evidence="台账、验收单", key=str(number))
        for number, (*texts, weight, measure) in enumerate(made, 1)
    )
    goal = f"{one.thing}{one.target}{one.measured_in}，11月底前完成，验收合格率100%，受益脱贫人口{one.target * 3}人，群众满意度90%以上。"
    return TargetDeclaration(str(row.pk), 0, one.name, YEAR, row.code, goal=goal, indicators=rows)


# ---- what the other units do


@dataclass(slots=True)
class Round:
    """The round as the office published it: forms by the name of their project."""

    stage: Stage
    folder: Path

    def form(self, name: str) -> MonitoringForm:
        return MonitoringForm.objects.select_related("program__unit", "round").get(program__name=name)

    def manner(self, one: Project) -> Manner:
        """How a unit fills its form: words of its own wherever words are asked for."""
        texts = {
            "goal_actual": f"截至7月底，{one.thing}按计划推进，其余指标按时点考核，{one.unit}按周调度。",
            "implementation": f"{one.name}由{one.unit}成立专班组织实施，监理单位每周巡查。",
            "management": f"{one.name}专账核算，凭计量单报账，无挤占挪用。",
        }
        number = PROJECTS.index(one)
        return Manner(Decimal(one.pace), REASONS[number % len(REASONS)], number, _slow(one), texts)

    def mailed(self, what: Mapping[str, tuple[Fault, ...]], name: str) -> str:
        """A zip of filled Excel forms; answers its path."""
        files = {}
        for one in PROJECTS:
            if one.name in what:
                form, at = self.form(one.name), clock()
                page = form_page(self.stage.officer2, form.pk, at)
                blank = workbook(self.stage.officer2, form.pk).content
                typed = cells(page, replace(self.manner(one), spending=""))
                files[f"{one.name}监控表.xlsx"] = on_paper(blank, page, typed, what[one.name])
        path = self.folder / name
        path.write_bytes(zipped(files))
        return str(path)

    def rest(self) -> int:
        """Everybody else fills and sends; second persons and the division accept; answers how many forms came."""
        others = [one for one in PROJECTS if one.name not in {BY_BROWSER, NEVER, *MAILED, *MAILED_LATE}]
        for one in others:
            self._through(one)
        return len(others)

    def _through(self, one: Project) -> None:
        form, at, who = self.form(one.name), clock(), self.stage.reporters[one.unit]
        saved = monitoring.save(who, form.pk, cells(form_page(who, form.pk, at), self.manner(one)), at=at)
        version = saved.version
        for remark in saved.remarks:
            if remark.open and not remark.blocking:
                version = monitoring.answer(who, form.pk, version, remark.key, _slow(one) or "已与台账核对，属实。", at=at)
        version = monitoring.submit(who, form.pk, version, "王示例", at=at)
        version = monitoring.accept(self.stage.seconds[SUBORDINATE.get(one.unit, one.unit)], form.pk, version, "同意上报", at=at)
        monitoring.accept(self.stage.divisional, form.pk, version, "同意", at=at)


def _slow(one: Project) -> str:
    return SLOW.format(thing=one.thing) if Decimal(one.paid) < Decimal("0.3") else ""


def clock() -> datetime:
    """The same clock as the pages'."""
    from hengji.clock import now  # noqa: PLC0415 - the settings of the site come first

    return now()


# ---- the site


def serve() -> None:
    """Serve and do as told until nobody speaks any more: a line of JSON says where, and answers each command."""
    stage = founded()
    people = {
        "officer": stage.officer, "officer2": stage.officer2, "divisional": stage.divisional, "leader": stage.leader,
        "reporter": stage.reporters["浩门林场"], "reviewer": stage.seconds["县林业和草原局"], "beishan": stage.reporters["北山乡"],
    }  # fmt: skip
    held: Any = County.__new__(County)  # what a session wants of a county is its region
    held.region = stage.region
    facts = {"sessions": {name: _logged_in(held, who) for name, who in people.items()}, "fund": str(stage.fund)}
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), _Server, _Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=working, daemon=True).start()
    _say({**facts, "at": f"http://127.0.0.1:{server.server_port}"})
    played = Round(stage, Path(os.environ["HENGJI_DATA"]))
    for word in _heard():
        _say({"done": _COMMANDS[word](played)})


def _later(_played: Round) -> str:
    settings.TODAY = LATER
    return str(LATER)


_COMMANDS: Mapping[str, Callable[[Round], Any]] = {
    "form": lambda played: str(played.form(BY_BROWSER).pk),
    "files": lambda played: played.mailed(MAILED, "乡镇邮箱报来监控表.zip"),
    "rest": Round.rest,
    "later": _later,
    "late files": lambda played: played.mailed(MAILED_LATE, "逾期补报监控表.zip"),
}


def _say(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _heard() -> Iterator[str]:
    """Lines as they come; ``sys.stdin`` would hold a lock that a forked reader of files waits for."""
    held = b""
    while piece := os.read(0, 4096):
        *lines, held = (held + piece).split(b"\n")
        yield from (line.decode() for line in lines)
