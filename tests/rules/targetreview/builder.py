"""A clean draft in a few lines for the tests of the target review; ``found`` examines it, changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib import resources
from typing import Any

from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.rulesets import parse
from hengji.rules.targetreview import DraftContext, TargetDraft, TargetRow, examine_draft
from hengji.rules.targetreview.case import Known

D = Decimal
COMMON = parse((resources.files("hengji.rules.rulesets") / "common-practice.toml").read_text(encoding="utf-8"))
GOAL = "硬化示例村道路12公里，购置养护设备4台，工程验收合格，方便村民出行。"
COST, ROAD, MACHINES, QUALITY, DONE, PEOPLE, PLEASED = range(7)
"""The rows of the clean draft."""


def row(level1: str, level2: str, name: str, target: str, weight: str, measure: Measure | None = None, **more: Any) -> TargetRow:
    """A row as a unit fills it; ``measure`` is its own word."""
    source = MeasureSource.UNIT if measure else None
    return TargetRow(level1, level2, name, target=target, weight=D(weight), measure=measure, measure_source=source, **more)


def clean(**changes: Any) -> TargetDraft:
    """A draft without any fault: 20 + 40 + 20 + 10 points."""
    plan = ("", "", "3", "", "", "6", "", "", "9", "", "", "12")
    rows = (
        row("成本指标", "经济成本指标", "每公里造价", "≤9万元/公里", "20", Measure.CEILING),
        row("产出指标", "数量指标", "道路硬化里程", "≥12公里", "15", Measure.CUMULATIVE, month_plan=plan),
        row("产出指标", "数量指标", "购置养护设备数量", "≥4台", "10", Measure.CUMULATIVE),
        row("产出指标", "质量指标", "道路硬化工程验收合格率", "=100%", "10", Measure.LEVEL),
        row("产出指标", "时效指标", "道路硬化工程完工时间", "12月底前", "5", Measure.MILESTONE),
        row("效益指标", "社会效益指标", "受益村民人数", "≥800人", "20", Measure.CUMULATIVE),
        row("满意度指标", "服务对象满意度指标", "受益村民满意度", "≥90%", "10", Measure.LEVEL),
    )
    unit = "示例县青溪镇人民政府"
    draft = TargetDraft(program="示例村道路硬化工程", unit=unit, year=2026, goal=GOAL, amount=D(1200000), rows=rows)
    return replace(draft, **changes)


def changed(position: int, draft: TargetDraft | None = None, **changes: Any) -> TargetDraft:
    """The draft with one row's cells typed otherwise."""
    base = draft or clean()
    rows = list(base.rows)
    rows[position] = replace(rows[position], **changes)
    return replace(base, rows=tuple(rows))


def without(*positions: int) -> TargetDraft:
    """The clean draft less some rows."""
    return clean(rows=tuple(one for i, one in enumerate(clean().rows) if i not in positions))


def found(draft: TargetDraft, code: str | None = None, **known: Any) -> list[tuple[str, str, str | None]]:
    """(severity, code, place) of what is found, of one code or all; ``known`` is the context."""
    return [(one.severity.value, one.code, one.cell) for one in examine_draft(draft, context(**known)) if code in (None, one.code)]


def said(draft: TargetDraft, code: str, **known: Any) -> str:
    """The one sentence of a code."""
    (one,) = [finding.message for finding in examine_draft(draft, context(**known)) if finding.code == code]
    return one


def context(**known: Any) -> DraftContext:
    """What is known beside the draft, under the common rules unless others are given."""
    return DraftContext(known.pop("rules", COMMON), **known)


def known(number: str, unit: str | None = None) -> Known:
    """A figure of last year."""
    return Known(D(number), unit)
