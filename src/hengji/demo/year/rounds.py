"""The year's monitoring rounds, played from notice to circular: the half-year's is over, that of the special fund is under way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hengji.apps.monitoring.contents import Note
from hengji.apps.monitoring.operations import (
    RoundPlan,
    accept,
    answer,
    close,
    create_round,
    decide,
    exempt,
    give_back,
    publish,
    save,
    submit,
)
from hengji.apps.monitoring.operations.papers import ask_paper
from hengji.apps.monitoring.queries import findings, form_page, forms, round_facts
from hengji.apps.monitoring.tasks.rounds import tend
from hengji.demo.year.facts import GIVEN, SURNAMES, ProgramFact
from hengji.demo.year.forms import REASONS, Manner, cells
from hengji.demo.year.money import SLOW, work
from hengji.demo.year.stage import Stage, moment
from hengji.demo.year.targets import reviewers
from hengji.rules.filling import Cell

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_ALL = slice(0, 2000)


@dataclass(frozen=True, slots=True)
class Paper:
    """A form of a round with its object."""

    id: UUID
    version: int
    program: ProgramFact
    has_target: bool


# ---- steps every round has


def open_round(stage: Stage, plan: RoundPlan, at: datetime) -> tuple[UUID, dict[str, Paper]]:
    """The office sets a round up and publishes it, the worker judges what is known; the round and its forms by program code."""
    office = stage.actor("office", at)
    made = create_round(office, stage.county.year, plan, at=at)
    publish(office, made, 1, early=True, at=at + 40 * MINUTE)
    work(at + 41 * MINUTE)
    facts = {one.code: one for one in stage.county.programs}
    lines = forms(office, made, window=_ALL).rows
    return made, {line.code: Paper(line.id, line.version, facts[line.code], line.has_target) for line in lines}


def fill(stage: Stage, paper: Paper, manner: Manner, at: datetime, more: Sequence[Cell] = ()) -> int:
    """The unit types its form in one go; returns the version."""
    actor = stage.actor(f"u{paper.program.unit}", at)
    page = form_page(actor, paper.id, at)
    typed = {(cell.part, cell.row, cell.column): cell for cell in (*cells(page, manner), *more)}
    saved = save(actor, paper.id, list(typed.values()), at=at)
    version = saved.version
    for remark in saved.remarks:
        if remark.open and not remark.blocking:
            version = answer(actor, paper.id, version, remark.key, _answered(remark.code, manner), at=at + 5 * MINUTE)
    return version


def _answered(code: str, manner: Manner) -> str:
    if code in ("slow-spending", "idle-funds"):
        return manner.spending or _SPENDING[manner.number % len(_SPENDING)]
    return _ANSWERS.get(code, "已与项目台账核对，数据属实，佐证资料留存备查。")


_SPENDING = (
    "工程款按进度节点支付，本期完成的工程量正在办理计量，下月集中支付。",
    "设备已到货待验收，验收合格后一次性支付，预计九月支付完毕。",
    "补贴按季度核发，本季度名单公示期未满，公示结束即发放。",
    "合同约定年底前支付尾款，已完成部分的发票本月底前开具。",
    "项目下半年集中实施，支出主要在三、四季度。",
)
_ANSWERS = {
    "gap": "实物工作量先于资金支付，付款按合同节点进行，两者差距三季度内消除。",
    "behind-target": "滞后原因和补救措施已写入原因说明，按月调度。",
    "goal-conflict": "目标文字按批复原文，数量以三级指标为准。",
}


def send(stage: Stage, paper: Paper, version: int, at: datetime) -> int:
    """The unit's head answers for it, it goes to review."""
    head = f"{SURNAMES[int(paper.program.unit[-2:]) % len(SURNAMES)]}{GIVEN[int(paper.program.unit) % len(GIVEN)]}"
    return submit(stage.actor(f"u{paper.program.unit}", at), paper.id, version, head, at=at)


def review(stage: Stage, paper: Paper, version: int, at: datetime, steps: int = 2) -> int:
    """Department (or a second person) and division accept."""
    for login in reviewers(stage, paper.program)[:steps]:
        version = accept(stage.actor(login, at), paper.id, version, at=at)
        at += DAY
    return version


def send_back(stage: Stage, paper: Paper, version: int, why: str, notes: Sequence[Note], at: datetime, step: int = 0) -> int:
    """A reviewer returns the form with words at cells."""
    return give_back(stage.actor(reviewers(stage, paper.program)[step], at), paper.id, version, why, notes=notes, at=at)


def judge_findings(stage: Stage, made: UUID, at: datetime, most: int = 2000) -> None:
    """The office decides on errors and doubts (the first ``most``): an explained gap between money and work is no fault, the rest is."""
    actor = stage.actor("office", at)
    found = findings(actor, made, tab="open", severities=("error", "warning"), window=_ALL).rows
    for number, one in enumerate([one for one in found if one.may_decide][:most]):
        explained = one.code == "gap" and one.answer and number % 2 == 0
        decision, why = ("dismiss", "已核对计量资料，付款按合同节点，说明属实") if explained else ("confirm", "")
        decide(actor, one.id, one.version, decision, why, at=at + number * MINUTE)


# ---- the half-year's round, over since July

_NEVER = frozenset({8, 40})
_LATE = frozenset({20, 47})
_RETURNED = frozenset({5, 18, 31, 44, 57})
"""Places in the list of the half-year's forms: never handed in, handed in late, returned once."""


def half_year(stage: Stage) -> None:
    """The half-year's round: every object, from notice to circular."""
    year = stage.county.year
    plan = RoundPlan(
        f"{year}年上半年绩效运行监控", date(year, 6, 30), "hint", moment(f"{year}-07-10 23:59"), f"示财绩〔{year}〕28号",
        due_department=moment(f"{year}-07-14 23:59"), due_division=moment(f"{year}-07-20 23:59"), answer_days=5,
    )  # fmt: skip
    made, papers = open_round(stage, plan, moment(f"{year}-06-26 09:10"))
    _exempt_without_target(stage, made, papers, moment(f"{year}-06-28 10:00"))
    asked = [paper for _, paper in sorted(papers.items()) if paper.has_target]
    for number, paper in enumerate(asked):
        if number not in _NEVER:
            _through(stage, paper, number, year)
    tend(moment(f"{year}-07-13 08:00"))
    _end(stage, made, year)


def _exempt_without_target(stage: Stage, made: UUID, papers: Mapping[str, Paper], at: datetime) -> None:
    for paper in papers.values():
        if not paper.has_target:
            why = "绩效目标仍在审批，批复前没有可对照的指标；批复后自下一批次起报送"
            exempt(stage.actor("office", at), paper.id, paper.version, why, at=at)


def _through(stage: Stage, paper: Paper, number: int, year: int) -> None:
    """One form: filled, sent, perhaps returned and mended, reviewed."""
    at = moment(f"{year}-07-03 09:00") + timedelta(hours=number * 2 % 150, minutes=number * 13 % 60)
    if number in _LATE:
        at = moment(f"{year}-07-12 16:00") + number * MINUTE
    manner = _half_years(paper.program, number)
    version = send(stage, paper, fill(stage, paper, manner, at), at + 20 * MINUTE)
    if number in _RETURNED:
        version = _mended(stage, paper, version, at + DAY / 2)
        at += DAY
    review(stage, paper, version, max(at, moment(f"{year}-07-08 09:00")) + DAY)


def _half_years(program: ProgramFact, number: int) -> Manner:
    """How an object stood in June: most as planned, every sixth behind, a few far behind."""
    reason = REASONS[number % len(REASONS)]
    if program.name in SLOW:
        return Manner(Decimal("0.63"), reason, number, "工程款按节点支付，前期手续办理较慢，支出集中在下半年。")
    pace = Decimal("0.51") if number % 19 == 9 else Decimal("0.71") if number % 6 == 2 else Decimal(96 + number * 7 % 9) / 100
    return Manner(min(pace, _BEHIND_SINCE.get(program.name, pace)), reason, number)


_BEHIND_SINCE = {
    "芦花乡村内道路硬化项目": Decimal("0.71"),
    "柳溪乡特色种植产业发展项目": Decimal("0.72"),
    "枫林镇特色种植产业发展项目": Decimal("0.84"),
    "白鹭乡人居环境整治项目": Decimal("0.82"),
    "脱贫村通村道路安全防护项目": Decimal("0.86"),
}
"""Projects of the special fund that are behind in July: no further ahead in June."""


def _mended(stage: Stage, paper: Paper, version: int, at: datetime) -> int:
    """The department asks for words at one cell, the unit adds them and sends again."""
    reviewer = stage.actor(reviewers(stage, paper.program)[0], at)
    page = form_page(reviewer, paper.id, at)
    row = page.indicators[0]
    note = Note("rows", row.key, "remark", f"第1行“{row.name}”的其他说明", "请写明统计口径和数据来源。")
    send_back(stage, paper, version, "数据来源没有写清，请补充后再报。", [note], at)
    told = Cell("rows", row.key, "remark", "", "数据来自逐月台账，为年初至监控时点的累计数，汇总表已附。")
    saved = save(stage.actor(f"u{paper.program.unit}", at), paper.id, [told], at=at + 3 * MINUTE)
    return send(stage, paper, saved.version, at + 10 * MINUTE)


def _end(stage: Stage, made: UUID, year: int) -> None:
    """Findings decided, the round closed, its circular and tables made."""
    judge_findings(stage, made, moment(f"{year}-07-21 09:00"))
    at = moment(f"{year}-07-24 15:00")
    office = stage.actor("office", at)
    close(office, made, round_facts(office, made).version, at=at)
    for number, kind in enumerate(("circular", "consolidated")):
        ask_paper(office, made, kind, at=at + (10 + number) * MINUTE)
    work(at + 20 * MINUTE)
