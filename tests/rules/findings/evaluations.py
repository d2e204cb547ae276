"""Self-evaluations with points for the tests of scores, totals and grades."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings import Finding, Rule
from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow
from hengji.rules.scoring import ScoringSet, score_form

from .builder import case, evaluated, fund, row

MOF = load_scoring("mof-2020-10")

D = Decimal


def money(label: str = "年度资金总额", source: FundSource = FundSource.TOTAL, line: int = 6, **printed: str) -> FundRow:
    """A fund row with its points: all of 120 万元 spent, 10 of 10, unless said otherwise."""
    words = {"initial": "100.00", "adjusted": "120.00", "executed": "120.00", "weight": "10", "stated_score": "10", **printed}
    points = {key: words.pop(key) for key in ("weight", "stated_score")}
    made = fund(label, source, line, **words)
    cells = {**made.cells, "weight": f"L{line}", "stated_score": f"M{line}"}
    return replace(made, weight=_number(points["weight"]), stated_score=_number(points["stated_score"]), cells=cells)


def _number(text: str) -> Decimal | None:
    return D(text) if text else None


def points(name: str, target: str, actual: str | None, weight: str, score: str, line: int = 12, **words: Any) -> IndicatorRow:
    """A row of a self-evaluation; empty weight or score: not printed."""
    printed = {key: text for key, text in (("weight", weight), ("stated_score", score)) if text}
    return row(name, target, actual, line=line, likelihood=None, **printed, **words)


def scored(*rows: IndicatorRow, funds: tuple[FundRow, ...] | None = None, **changes: Any) -> Form:
    """A self-evaluation that scores money too: 10 + 50 + 30 + 10, total 100, unless said otherwise."""
    form = evaluated(funds=funds or (money(),), **({"indicators": rows} if rows else {}), stated_total=D(100), stated_grade="优")
    captions = {**form.captions, "stated_total": "总分", "产出指标": "产出指标（50分）", "indicators": "绩效指标（90分）"}
    cells = {**form.cells, "stated_total": "Q20", "stated_grade": "R20", "indicator.weight": "P11", "产出指标": "B12", "indicators": "A11"}
    whole = replace(form, columns=form.columns | {"fund.weight", "fund.stated_score"}, captions=captions, cells=cells)
    return replace(whole, **changes)


def of(rule: Rule, form: Form, scoring: ScoringSet = MOF, **beside: Any) -> list[Finding]:
    """What one rule finds on a form scored under a set."""
    assert rule.find is not None
    judged = case(form, **beside)
    return list(rule.find(replace(judged, score=score_form(form, judged.judgement, scoring), scoring=scoring)))
