"""``always-full``: a rate that has been exactly 100 % for years tells nothing apart."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule
from hengji.rules.units import is_percent

_YEARS = 3


def find(case: DraftCase) -> Iterator[Finding]:
    """Percentages aimed at 100 % whose last three years all ended at exactly the target."""
    for row in case.rows:
        past = case.context.completion.get(row.key, ())[:_YEARS] if row.key else ()
        full = row.target is not None and row.target.number == 100 and is_percent(row.target.unit)
        if full and len(past) == _YEARS and all(ratio == 1 for ratio in past):
            said = f"“{row.subject}”连续{_YEARS}年目标和实际都是100%，看不出做得好坏。"
            yield RULE.notice(row.subject, row.at("target"), said, "可降低分值，或换用更能反映差别的指标（数量、一次合格率、按期率等）。")


RULE = DraftRule(
    code="always-full",
    title="历年都是100%",
    aspect=Aspect.SOUND,
    severities=(Severity.NOTICE,),
    meaning="指标值为100%的比率，连续3年实际都恰好100%，没有区分度。仅作提示。",
    basis=f"{MOF_101}（指标应能衡量绩效，条款待核对）",
    example="“资金拨付及时率”三年都是100%。",
    find=find,
)
