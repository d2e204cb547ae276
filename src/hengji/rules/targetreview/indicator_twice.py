"""``indicator-twice``: the same indicator stands in two rows."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule


def find(case: DraftCase) -> Iterator[Finding]:
    """Every row whose name and second level a row above has already."""
    first: dict[tuple[str, str], Row] = {}
    for row in case.rows:
        key = (row.key, row.typed.level2 or "")
        if not row.key:
            continue
        if key in first:
            said = f"“{row.subject}”与第{first[key].position + 1}行是同一指标，完成情况会重复计分。"
            yield RULE.warning(row.subject, row.at("name"), said, "请删去一行；确是两件事的，请在名称中区分。")
        else:
            first[key] = row


RULE = DraftRule(
    code="indicator-twice",
    title="指标重复",
    aspect=Aspect.REFINED,
    severities=(Severity.WARNING,),
    meaning="同一二级指标下有两行三级指标名称相同（不计年份和标点）。",
    basis=f"{MOF_88}（指向明确，条款待核对）",
    example="“村民满意度”在满意度指标下出现两次。",
    find=find,
)
