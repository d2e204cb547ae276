"""Ex-ante appraisals: those of the year's budget were decided, two of the summer are on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hengji.apps.appraisal.operations import assign_experts, begin, decide, submit_scores, take_step
from hengji.apps.appraisal.queries import appraisal, sheet
from hengji.demo.facts import WAN
from hengji.demo.year.stage import Stage, moment
from hengji.rules.appraisal import DIMENSIONS, Result

EXPERTS = ("e901", "e902")
WORDS = {
    "basis": "县委财经委会议纪要〔2022〕第6号、部门职责规定和行业发展规划，群众反映集中，列入年度民生实事。",
    "content": "按可行性研究报告确定的规模实施，主要包括设施建设、设备购置和人员培训三部分。",
    "plan": "由主管部门组织实施，3月前完成招标，4月至10月施工，11月验收；用地和审批手续已办妥。",
    "estimate": "按县财政评审中心近三年同类项目中标单价和工程量测算，已附询价单和工程量清单。",
    "risk": "资金拨付滞后和材料涨价可能影响工期，预留5%预备费，按月调度。",
    "goal": "项目建成后正常运行，服务覆盖面和质量明显提高，受益群众满意度不低于90%。",
}


def winter(stage: Stage) -> None:
    """Ex-ante appraisals of the year's new projects, decided before the budget."""
    for number, facts in enumerate(one for one in stage.county.appraisals if one["scores"]):
        at = moment(f"{stage.county.year - 1}-11-{7 + number:02d} 09:00")
        key = _to_finance(stage, facts, at)
        _experts(stage, key, at + timedelta(days=6), facts["scores"])
        _decide(stage, key, facts, at + timedelta(days=30))


def summer(stage: Stage) -> None:
    """Ex-ante appraisals of money added in the year, on their way."""
    first, second = [one for one in stage.county.appraisals if not one["scores"]]
    at = moment(f"{stage.county.year}-08-08 09:00")
    _experts(stage, _to_finance(stage, first, at), at + timedelta(days=6), ())
    _send(stage, second, at + timedelta(days=10))


def _send(stage: Stage, facts: Mapping[str, Any], at: datetime) -> UUID:
    """The unit's dossier, sent."""
    unit = stage.county.unit(facts["unit"]).code
    actor = stage.actor(f"u{unit}", at)
    key = begin(actor, stage.unit(stage.county.year, unit), _draft(facts, stage.county.year), at=at)
    take_step(actor, key, appraisal(actor, key, on=at.date()).version, "submit", at=at + timedelta(minutes=40))
    return key


def _to_finance(stage: Stage, facts: Mapping[str, Any], at: datetime) -> UUID:
    """Sent, signed by a second person, taken up by finance."""
    key = _send(stage, facts, at)
    for login, action, words in (
        (f"r{stage.county.unit(facts['unit']).code}", "accept", "依据充分，测算有来源，同意申报。"),
        ("office", "take-up", "材料齐全，组织专家评估。"),
    ):
        at += timedelta(days=2)
        actor = stage.actor(login, at)
        take_step(actor, key, appraisal(actor, key, on=at.date()).version, action, words, at=at)
    return key


def _experts(stage: Stage, key: UUID, at: datetime, scores: Sequence[Sequence[int]]) -> None:
    """Two experts are asked; those with scores hand them in."""
    office = stage.actor("office", at)
    people = [stage.people[login] for login in EXPERTS]
    assign_experts(office, key, appraisal(office, key, on=at.date()).version, people, at.date(), at.date() + timedelta(days=15), at=at)
    for login, points in zip(EXPERTS, scores, strict=False):
        actor = stage.actor(login, at)
        mine = sheet(actor, key, at.date())
        words = "测算较实，建议压减可用现有设备替代的部分。"
        submit_scores(actor, mine.id, mine.version, _sheet(points), words, _result(sum(points)).value, at=at + timedelta(days=3))


def _sheet(points: Sequence[int]) -> dict[str, str]:
    """Points of five dimensions shared out over their items."""
    sheet: dict[str, str] = {}
    for dimension, total in zip(DIMENSIONS, points, strict=True):
        left = Decimal(total)
        for place, item in enumerate(dimension.items):
            last = place == len(dimension.items) - 1
            given = left if last else min(item.points, (Decimal(total) * item.points / dimension.points).to_integral_value())
            sheet[item.code] = str(min(given, item.points))
            left -= given
    return sheet


def _decide(stage: Stage, key: UUID, facts: Mapping[str, Any], at: datetime) -> None:
    leader = stage.actor("leader", at)
    supported = Decimal(str(facts["supported"])) * WAN
    asked = Decimal(str(facts["asked"])) * WAN
    result = Result.REJECT if not supported else Result.SUPPORT if supported == asked else Result.SUPPORT_ADJUSTED
    reason = {Result.REJECT: "与现有设施重复，财力难以承受，不予支持。"}.get(result, "专家评估通过，按核定金额列入预算。")
    document = f"示财绩评〔{at.year}〕{at.day}号"
    decide(
        leader,
        key,
        appraisal(leader, key, on=at.date()).version,
        result,
        supported,
        reason,
        document,
        date(at.year, at.month, at.day),
        at=at,
    )


def _result(total: int) -> Result:
    return Result.SUPPORT if total >= 80 else Result.SUPPORT_ADJUSTED if total >= 60 else Result.REJECT


def _draft(facts: Mapping[str, Any], year: int) -> dict[str, Any]:
    return {
        "name": facts["name"],
        "kind": "project",
        "new": "1",
        "field": "",
        **WORDS,
        "money": [{"year": str(year), "source": "county", "amount": f"{facts['asked']:.2f}", "note": "一般公共预算"}],
        "expected": [
            {"level2": "数量指标", "name": "建成设施数量", "target": "≥1处"},
            {"level2": "质量指标", "name": "工程验收合格率", "target": "＝100%"},
            {"level2": "社会效益指标", "name": "受益群众人数", "target": "≥12000人"},
            {"level2": "服务对象满意度指标", "name": "受益群众满意度", "target": "≥90%"},
        ],
    }
