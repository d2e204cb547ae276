"""``over-target``: far more than the target, and no reason."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, at, quoted
from hengji.rules.findings.rule import MOF_10, Rule
from hengji.rules.findings.shortfalls import says_nothing
from hengji.rules.forms import IndicatorRow
from hengji.rules.measures import Measure
from hengji.rules.money import percent


def find(case: Case) -> Iterator[Finding]:
    """Cumulative rows from 130 % of the annual target on without any words."""
    for position, (row, judged) in enumerate(zip(case.form.indicators, case.judgement.indicators, strict=True)):
        if judged.measure is not Measure.CUMULATIVE or judged.ceiling or judged.achievement is None or position in case.doubtful_rows:
            continue
        if judged.achievement < case.rules.over_target or row.parent or row.actual is None or _reason(row):
            continue
        cell = row.cells.get("actual")
        done = f"已完成{quoted(row.actual.text)}{at(cell)}，为年度目标的{percent(judged.achievement)}"
        message = f"“{row.subject}”目标{quoted(aim(row))}，{done}，没有说明原因。"
        yield RULE.notice(row.subject, cell, message, "请说明超额完成的原因；目标设定偏低的，今后据实设定。")


def _reason(row: IndicatorRow) -> bool:
    """Any words that say something."""
    return any(text and not says_nothing(text) for text in (row.explanation, row.remark))


RULE = Rule(
    code="over-target",
    title="大幅超过目标",
    problem_class=None,
    severities=(Severity.NOTICE,),
    meaning="累计型指标完成数达到年度目标的130%以上，没有说明原因。",
    basis=f"{MOF_10}（高于指标值较多的应分析原因）；按本县确认的规则",
    example="目标2,000户，完成3,061户，原因栏空白。",
    parameters=("over_target",),
    find=find,
)
