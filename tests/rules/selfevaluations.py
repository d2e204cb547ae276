"""Rounds of self-evaluations, judged, scored and examined as the check does it: 示例 names, figures to be checked on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings import Finding, examine
from hengji.rules.forms import Form, IndicatorRow, Program
from hengji.rules.results import Examined, RoundResult
from hengji.rules.round import totals
from hengji.rules.scoring import score_form

from .findings.builder import COMMON, case
from .findings.evaluations import points, scored

MOF = load_scoring("mof-2020-10")
D = Decimal


def rows(done: str = "12公里", own: str = "50", reason: str | None = None) -> tuple[IndicatorRow, ...]:
    """50 + 30 + 10 points of indicators; of 12 公里 so much is ``done``."""
    return (
        points("道路硬化里程", "≥12公里", done, "50", own, 12, **({"explanation": reason} if reason else {})),
        points("受益村民出行条件", "明显改善", "明显改善", "30", "30", 13, level1="效益指标"),
        points("村民满意度", "≥90%", "92%", "10", "10", 14, level1="满意度指标"),
    )


def form(unit: str, name: str, *, total: str | None = "100", grade: str | None = "优", **changes: Any) -> Form:
    """A self-evaluation without a fault, 100 points, unless said otherwise."""
    made = scored(*changes.pop("rows", rows()), program=Program(name, None, "示例县交通运输局", unit), file=f"{unit}/{name}.xlsx")
    return replace(made, stated_total=D(total) if total else None, stated_grade=grade, **changes)


def examined(source: Form, *more: Finding, counts: bool = True) -> Examined:
    """A form examined under the default rules and 10 号's proportions."""
    judged = case(source)
    score = score_form(source, judged.judgement, MOF) if source.kind.evaluates else None
    found = examine(replace(judged, score=score, scoring=MOF)) if score else ()
    return Examined(source, judged.judgement, (*found, *more), counts, score=score)


def round_of(*items: Examined, findings: Sequence[Finding] = (), **more: Any) -> RoundResult:
    """The result of a round of these forms."""
    values: dict[str, Any] = {"missing": (), "unreadable": (), "scoring": (MOF,)} | more
    return RoundResult(COMMON, None, None, items, tuple(findings), totals=totals(items, findings), **values)


SHORT = "受汛期影响，三公里转入次年实施，已调整施工计划"


def example(**more: Any) -> RoundResult:
    """Two units: 清溪镇 with a fair form and one 7.5 points too high, 石桥乡 with one whose points make 110."""
    fair = form("清溪镇", "一号路")
    high = form("清溪镇", "二号路", rows=rows("9公里", "45", SHORT), total="95", grade="优")
    heavy = replace(rows()[0], weight=D(60), stated_score=D(60))
    wrong = form("石桥乡", "三号路", rows=(heavy, *rows()[1:]), total="100")
    return round_of(examined(fair), examined(high), examined(wrong), **more)
