"""``always-over``: the target is beaten by far year after year and is not raised."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.indicators import amount, target_text
from hengji.rules.scoring.points import percent
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import Aspect, DraftRule
from hengji.rules.units import convert


def find(case: DraftCase) -> Iterator[Finding]:
    """Rows whose last years were all done at ``over_target`` times or more and whose number is not above last year's."""
    years, line = case.rules.always_over_years, case.rules.over_target
    for row in case.rows:
        past = case.context.completion.get(row.key, ())[:years] if row.key else ()
        if row.ceiling or row.target is None or len(past) < years or any(ratio < line for ratio in past) or _raised(case, row):
            continue
        listed = "、".join(percent(ratio) for ratio in past)
        said = f"“{row.subject}”连续{years}年完成{listed}（均在{percent(line)}以上），本年指标值仍为{target_text(row.target)}，目标偏低。"
        yield RULE.warning(row.subject, row.at("target"), said, f"请参照往年实际提高指标值{_hint(case, row)}；维持不变的，请写明理由。")


def _raised(case: DraftCase, row: Row) -> bool:
    """Whether the number lies above last year's target; not known counts as not raised."""
    last = case.context.last_targets.get(row.key)
    if last is None or row.target is None or row.target.number is None:
        return False
    before = convert(last.number, last.unit, row.target.unit)
    return before is not None and row.target.number > before


def _hint(case: DraftCase, row: Row) -> str:
    last = case.context.last_actuals.get(row.key)
    return f"（上年实际{amount(last.number, last.unit)}）" if last else ""


RULE = DraftRule(
    code="always-over",
    title="历年大幅超额而不提高",
    aspect=Aspect.SOUND,
    severities=(Severity.WARNING,),
    meaning="连续若干年完成率都达到规定倍数，而本年指标值没有高于上年。上限类指标不判。",
    basis="财预〔2020〕10号（指标值设定明显偏低的应分析原因，条款待核对）",
    example="“培训人次”近两年完成150%、140%，指标值仍为“≥100人次”。",
    parameters=("over_target", "always_over_years"),
    find=find,
)
