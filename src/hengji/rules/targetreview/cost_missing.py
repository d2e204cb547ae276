"""``cost-missing``: something is built, repaired or bought, and no indicator says at what cost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import ObjectKind, Place
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_BUILDS = re.compile("工程|新建|扩建|改建|修缮|大修|改造|维修|硬化|加固|装修|购置(?!税|补贴)|采购|信息化|系统建设|基础设施")


def find(case: DraftCase) -> Iterator[Finding]:
    """An error where the draft says it builds or buys, a warning where only the program's name does."""
    draft = case.draft
    if not case.rows or draft.builds is False or draft.kind is ObjectKind.OVERALL or any(row.of("成本") for row in case.rows):
        return
    fix = "请增加成本指标，如总成本 ≤批复概算、单位造价 ≤定额或支出标准。"
    word = _BUILDS.search(draft.program or "")
    if draft.builds:
        yield RULE.error("成本指标", Place("rows"), "本项目属工程建设、修缮或购置，却没有成本指标。", fix)
    elif word:
        yield RULE.warning("成本指标", Place("rows"), f"项目名称含“{word.group()}”，属建设或购置类，却没有成本指标。", fix)


RULE = DraftRule(
    code="cost-missing",
    title="缺少成本指标",
    aspect=Aspect.COMPLETE,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="注明属工程建设、修缮、购置而没有成本指标的为错误；仅从项目名称看是的为疑点。部门整体支出不判；成本指标列在产出指标下的也算有。",
    basis=f"{MOF_101}（工程基建类、大型修缮及购置项目应设置成本指标，条款待核对）",
    example="“示例村道路硬化工程”没有成本指标。",
    find=find,
)
