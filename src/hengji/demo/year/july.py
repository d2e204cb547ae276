"""The round on the special fund as it stands on the demo's day: 15 units, 21 projects, 9,132 万元, forms in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hengji.apps.monitoring.contents import Note
from hengji.apps.monitoring.operations import RoundPlan, accept, appeal, attach, contest, extend, save, submit
from hengji.apps.monitoring.operations.reports import (
    accept_report,
    open_reports,
    record_meeting,
    save_report_text,
    seal_report,
    submit_report,
)
from hengji.apps.monitoring.operations.uploads import apply, take_in
from hengji.apps.monitoring.queries import form_page
from hengji.apps.monitoring.queries.formfacts import FormPage
from hengji.apps.monitoring.queries.reports import report_page, reports
from hengji.apps.monitoring.queries.uploads import upload
from hengji.apps.monitoring.reporting import read_sealed
from hengji.apps.monitoring.sheets import workbook
from hengji.apps.monitoring.tasks.rounds import tend
from hengji.apps.organisations.queries import units_by_code
from hengji.apps.programs.queries import funds
from hengji.demo.facts import WAN
from hengji.demo.year.facts import short
from hengji.demo.year.forms import REASONS, Manner, cells
from hengji.demo.year.money import work
from hengji.demo.year.paperwork import Fault, executed, on_paper, pdf, row_said, without_forecast, zipped
from hengji.demo.year.rounds import DAY, MINUTE, Paper, fill, judge_findings, open_round, review, send, send_back
from hengji.demo.year.stage import Stage, moment
from hengji.rules.filling import Cell

Papers = Mapping[str, Paper]
_AS_OF = date(2023, 7, 31)


def special_fund(stage: Stage) -> None:
    """The round on the special fund, under way on the demo's day."""
    year = stage.county.year
    at = moment(f"{year}-08-01 09:00")
    units = units_by_code(stage.actor("office", at), year)
    fund = next(one for one in funds(stage.actor("office", at), year, as_of=at.date()) if one.name == stage.county.fund["name"])
    plan = RoundPlan(
        f"{year}年7月衔接资金绩效运行监控", _AS_OF, "correct", moment(f"{year}-08-15 23:59"), f"示财绩〔{year}〕33号", fund=fund.id,
        key_units=(units[stage.county.unit("交通运输局").code].lineage,), due_department=moment(f"{year}-08-18 23:59"),
        due_division=moment(f"{year}-08-25 23:59"), report_by="unit", report_due=moment(f"{year}-08-25 23:59"), answer_days=5,
    )  # fmt: skip
    made, found = open_round(stage, plan, at)
    open_reports(stage.actor("office", at), made, at=at + 50 * MINUTE)
    papers = {paper.program.name: paper for paper in found.values()}
    _in_time(stage, papers)
    tend(moment(f"{year}-08-12 08:30"))
    _half_done(stage, papers, made)
    _by_the_office(stage, papers, made)
    tend(moment(f"{year}-08-16 08:30"))
    _late(stage, papers)
    tend(moment(f"{year}-08-18 08:30"))
    judge_findings(stage, made, moment(f"{year}-08-19 09:00"), most=9)
    _reports(stage, made)
    _appealed(stage, papers, made)


# ---- how each project stands

_ROADS, _CROPS, _CLEAN = "村内道路硬化项目", "特色种植产业发展项目", "人居环境整治项目"
_GOOD = (
    "云岭镇村内道路硬化项目",
    "青禾镇特色种植产业发展项目",
    "衔接资金高标准农田建设项目",
    "脱贫村饮水安全巩固提升项目",
    "脱贫村产业路养护项目",
    "脱贫劳动力公益性岗位项目",
    "脱贫劳动力技能培训项目",
)
"""Accepted to the end: on plan, nothing to ask."""
_WITH_DIVISION = ("石桥镇村内道路硬化项目", "脱贫村农业技术示范推广项目")
_WITH_OFFICE = "脱贫村通村道路安全防护项目"
_WITH_DEPARTMENT = ("青禾镇村内道路硬化项目", "枫林镇人居环境整治项目", "脱贫村文化场所修缮项目")
_SLOW = {
    "石桥镇村内道路硬化项目": "路基工程因汛期停工，已完成工程量正在计量，首笔进度款8月中旬支付。",
    "松坪乡特色种植产业发展项目": "种苗款约定秋季成活率验收后支付，目前只付定金。",
    "脱贫村文化场所修缮项目": "修缮方案经文物主管部门两次批复后才开工，预付款以外的款项尚未到支付节点。",
}
_STAGES = {"道路": ("开工", "2023-04-12"), "种植": ("开工", "2023-03-20"), "环境": ("合同", "2023-02-10"), "岗位": ("合同", "2023-01-20")}


def _manner(paper: Paper, number: int, pace: str) -> Manner:
    name = paper.program.name
    row = paper.program.rows[0]
    stage, on = next((said for word, said in _STAGES.items() if word in name), ("开工", "2023-03-28"))
    going = "按计划推进" if Decimal(pace) >= Decimal("0.8") else "落后于分月计划"
    texts = {
        "goal_actual": f"截至7月底，“{row.name}”等指标{going}，其余指标按时点考核。",
        "stage": stage,
        "stage_on": on,
        "implementation": f"由{short(name)[:3]}成立专班，按实施方案分{2 + number % 3}个标段组织，监理单位每周巡查，变更履行审批手续。",
        "management": f"专账核算，凭计量单和发票报账，{3 + number % 4}次拨付均经单位会议研究，公示{2 + number % 3}次，无挤占挪用。",
    }
    return Manner(Decimal(pace), REASONS[number % len(REASONS)], number, _SLOW.get(name, ""), texts)


def _filled(stage: Stage, paper: Paper, number: int, pace: str, at: datetime, more: Sequence[Cell] = ()) -> int:
    return fill(stage, paper, _manner(paper, number, pace), at, more)


def _in_time(stage: Stage, papers: Papers) -> None:
    """What came in by the day, as far as it has got."""
    for number, name in enumerate(_GOOD):
        at = moment("2023-08-07 09:00") + timedelta(hours=number * 7)
        version = _filled(stage, papers[name], number, "1.02", at)
        if number < 2:
            _with_papers(stage, papers[name], at + 10 * MINUTE)
        version = send(stage, papers[name], version, at + 30 * MINUTE)
        version = review(stage, papers[name], version, at + DAY)
        if name == "脱贫村产业路养护项目":
            accept(stage.actor("office2", at), papers[name].id, version, "重点监控对象，已复核佐证材料。", at=at + 4 * DAY)
    for number, name in enumerate((*_WITH_DIVISION, _WITH_OFFICE, *_WITH_DEPARTMENT), 10):
        at = moment("2023-08-14 10:00") + timedelta(hours=number - 10)
        version = _filled(stage, papers[name], number, _PACES.get(name, "0.97"), at)
        if name == "青禾镇村内道路硬化项目":
            version = _contested(stage, papers[name], version, at + 10 * MINUTE)
        version = send(stage, papers[name], version, at + 25 * MINUTE)
        steps = 0 if name in _WITH_DEPARTMENT else 2 if name == _WITH_OFFICE else 1
        review(stage, papers[name], version, at + DAY, steps)


def _with_papers(stage: Stage, paper: Paper, at: datetime) -> None:
    """The unit attaches what bears out its two first indicators."""
    actor = stage.actor(f"u{paper.program.unit}", at)
    for row in _page(stage, paper, at).indicators[:2]:
        title = f"{row.name}7月计量确认单"
        attach(
            actor, paper.id, row.key, f"{title}.pdf", pdf(title, paper.program.name, "施工、监理、项目单位三方签认"), "三方签认单", at=at
        )


def _contested(stage: Stage, paper: Paper, version: int, at: datetime) -> int:
    """The unit says that a payment of late July is not in the treasury's figures yet."""
    line = _page(stage, paper, at).funds[0]
    amount = f"{((line.executed or Decimal(0)) + 126_000) / WAN:.2f}"
    why = "7月31日支付的12.60万元监理费8月2日才入账，凭证已附。"
    return contest(stage.actor(f"u{paper.program.unit}", at), paper.id, version, line.id, amount, why, at=at)


_PACES = {"石桥镇村内道路硬化项目": "0.52", "脱贫村文化场所修缮项目": "0.48", "枫林镇人居环境整治项目": "0.93", _WITH_OFFICE: "0.72"}


def _half_done(stage: Stage, papers: Papers, made: UUID) -> None:
    """A form returned by the department, one by the division, one half filled whose unit was given more time."""
    crops, dams, late = papers["枫林镇特色种植产业发展项目"], papers["脱贫村小型水库维修养护项目"], papers["柳溪乡特色种植产业发展项目"]
    at = moment("2023-08-13 09:20")
    version = send(stage, crops, _filled(stage, crops, 20, "0.70", at), at + 20 * MINUTE)
    row = _page(stage, crops, at).indicators[0]
    asked = Note("rows", row.key, "explanation", f"第1行“{row.name}”的原因说明", "写清哪几个村、多少亩没有落实，各差在哪一步。")
    send_back(stage, crops, version, "偏差原因太笼统，措施没有时间和责任人，请补充后再报。", [asked], at + DAY)
    at = moment("2023-08-14 15:10")
    version = send(stage, dams, _filled(stage, dams, 21, "0.95", at), at + 20 * MINUTE)
    version = review(stage, dams, version, at + DAY, 1)
    row = _page(stage, dams, at).indicators[1]
    asked = Note("rows", row.key, "actual", f"第2行“{row.name}”的执行情况", "与巡查台账的次数核对，附7月台账。")
    send_back(stage, dams, version, "巡查次数与台账对不上，请核对后重报。", [asked], at + 2 * DAY, step=1)
    _draft(stage, late, moment("2023-08-15 17:30"))
    unit = units_by_code(stage.actor("office", at), stage.county.year)[late.program.unit].lineage
    why = "8月12日山洪造成通信、道路中断，经核实同意延期"
    extend(stage.actor("office", at), made, unit, moment("2023-08-23 18:00"), why, at=moment("2023-08-16 10:00"))


def _page(stage: Stage, paper: Paper, at: datetime) -> FormPage:
    return form_page(stage.actor(f"u{paper.program.unit}", at), paper.id, at)


def _draft(stage: Stage, paper: Paper, at: datetime) -> None:
    """Half filled, with what the check will not let pass."""
    actor = stage.actor(f"u{paper.program.unit}", at)
    page = form_page(actor, paper.id, at)
    keys = {one.key for one in page.indicators[:4]}
    said = [cell for cell in cells(page, replace(_manner(paper, 22, "0.60"), texts={})) if cell.row in keys]
    wrong = {
        (page.indicators[0].key, "explanation"): "",
        (page.indicators[0].key, "forecast"): "300亩",
        (page.indicators[1].key, "actual"): "96",
        (page.indicators[2].key, "actual"): "××月底完成",
    }
    typed = [cell._replace(text=wrong.get((cell.row, cell.column), cell.text)) for cell in said]
    save(actor, paper.id, [cell for cell in typed if cell.text], at=at)


# ---- taken in by the office

_TAKEN: Mapping[str, tuple[str, tuple[Fault, ...]]] = {
    "白鹭乡人居环境整治项目": (
        "0.66",
        (
            without_forecast,
            row_said(2, actual="", explanation="无", remark="无"),
            row_said(3, actual="", likelihood=""),
            row_said(7, forecast=""),
        ),
    ),
    "银杏镇人居环境整治项目": ("0.96", (row_said(2, target="≥12000吨"),)),
    "芦花乡村内道路硬化项目": ("0.58", (executed("151.20"), row_said(1, explanation="", remark="", causes=""))),
}
"""Units without a line to the site: their Excel forms with how far the work is and what is wrong with them."""


def _by_the_office(stage: Stage, papers: Papers, made: UUID) -> None:
    """Three Excel forms come by mail in one zip; the office's second person takes them in, types what
    came on paper and sends them on, so that the first may decide on what was found."""
    at = moment("2023-08-15 16:00")
    office = stage.actor("office2", at)
    files = {}
    for number, (name, (pace, faults)) in enumerate(_TAKEN.items(), 30):
        paper = papers[name]
        page = form_page(office, paper.id, at)
        typed = cells(page, _manner(paper, number, pace))
        files[f"{name}监控表.xlsx"] = on_paper(workbook(office, paper.id).content, page, typed, faults)
    key = take_in(office, made, "乡镇邮箱报来监控表.zip", zipped(files), proxy=True, at=at)
    work(at + MINUTE)
    apply(office, key, upload(office, key).version, at=at + 10 * MINUTE)
    work(at + 11 * MINUTE)
    for number, name in enumerate(_TAKEN, 30):
        paper = papers[name]
        texts = _manner(paper, number, _TAKEN[name][0]).texts or {}
        if name != "白鹭乡人居环境整治项目":
            save(office, paper.id, [Cell("texts", "", column, "", text) for column, text in texts.items()], at=at + 20 * MINUTE)
        submit(office, paper.id, form_page(office, paper.id, at).version, "", at=at + 30 * MINUTE)


def _late(stage: Stage, papers: Papers) -> None:
    """Handed in two days late; one was never handed in."""
    paper, at = papers["松坪乡特色种植产业发展项目"], moment("2023-08-17 11:40")
    send(stage, paper, _filled(stage, paper, 16, "0.74", at), at + 15 * MINUTE)


def _appealed(stage: Stage, papers: Papers, made: UUID) -> None:
    """A unit that was late asks for its score to be looked at again; nobody has yet."""
    unit, at = papers["松坪乡特色种植产业发展项目"].program.unit, moment("2023-08-20 10:20")
    actor = stage.actor(f"u{unit}", at)
    lineage = units_by_code(stage.actor("office", at), stage.county.year)[unit].lineage
    appeal(actor, made, lineage, "8月12日至16日山洪造成通信中断，逾期两天系客观原因，申请不扣及时性得分。", at=at)


# ---- reports

_REPORTED = {
    "人力资源和社会保障局": ("0818", "两个项目按月调度，岗位补贴和培训补贴均按名单实名发放。", ""),
    "农业农村局": ("0817", "高标准农田建设按施工段推进，技术推广以示范基地带动，均按分月计划完成。", ""),
    "芦花乡": (
        "0818",
        "截至7月31日，芦花乡村内道路硬化项目累计支出98.60万元。",
        "报告按合同计量口径填写，与支付数据的差额为已计量未支付部分。",
    ),
}
"""Units whose reports came: day, what they write on the money, why it differs from the form where it does."""


def _reports(stage: Stage, made: UUID) -> None:
    """Three reports are handed in, one is received and heard by the unit's party group."""
    at = moment("2023-08-18 17:00")
    lines = reports(stage.actor("office", at), stage.county.year, at, round_id=made).rows
    by_unit = {short(line.unit_name): line.id for line in lines}
    for name, (day, money, differs) in _REPORTED.items():
        _report(stage, by_unit[name], name, moment(f"2023-{day[:2]}-{day[2:]} 15:00"), money, differs)
    code = stage.county.unit("人力资源和社会保障局").code
    office = stage.actor(f"d{stage.division(code)}", at)
    first = by_unit["人力资源和社会保障局"]
    accept_report(office, first, report_page(office, first, at).version, "同意接收。", at=at + DAY)
    reporter = stage.actor(f"u{code}", at)
    meeting = {
        "on": "2023-08-16", "name": "局党组第14次会议", "chair": "张示例", "minutes": "示人社党组纪要〔2023〕14号",
        "heard": "会议听取了衔接资金绩效运行监控情况，要求规划财务股按月通报支付进度。",
    }  # fmt: skip
    record_meeting(reporter, first, report_page(reporter, first, at).version, meeting, at=at + DAY + MINUTE)


def _report(stage: Stage, key: UUID, name: str, at: datetime, money: str, differs: str) -> None:
    code = stage.county.unit(name).code
    actor = stage.actor(f"u{code}", at)
    texts = {
        "organisation": f"{name}成立绩效监控工作小组，分管负责人任组长，逐项对照批复目标采集数据，实地查看项目现场。",
        "money": money,
        "goals": "各项指标对照分月计划填报，未到考核时点的指标年底统一统计。",
        "problems": "总体按计划推进，个别环节结算资料报送不够及时，支付比完成的工作量晚。",
        "correction": "对落后于计划的指标倒排工期，按旬调度。",
        "improvement": "加快验收和资料报送，具备条件的按合同及时支付。",
        "differences": differs,
    }
    for section, text in texts.items():
        if text:
            save_report_text(actor, key, section, "", text, at=at)
    title = f"{name}关于2023年衔接资金绩效运行监控情况的报告"
    content = pdf(title, "一、绩效运行监控工作组织实施情况", texts["organisation"][:34], texts["organisation"][34:])
    version = seal_report(
        actor, key, report_page(actor, key, at).version, f"{title}.pdf", content, read_sealed(f"{title}.pdf", content), at=at
    )
    by_hand = name == "芦花乡"  # its form says no cause, so the draft leaves a line for one
    submit_report(actor, key, version, blanks_sealed=by_hand, at=at + 5 * MINUTE)
