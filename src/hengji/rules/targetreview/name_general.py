"""``name-general``: a name that says how it is measured, not what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.text import strip_marks

_WHOSE = "(?:本)?(?:项目|工程|任务|工作|年度|全年|各项|各类|相关|总体|整体|目标|计划)"
_WHAT = (
    "(?:完成|及时|按时|按期|合格|达标|质量|数量|成本|效益|进度|时效|实施|执行|推进|到位|控制|节约|验收"
    "|经济|社会|生态|可持续|影响|服务|对象|受益|满意)"
)
_TAIL = "(?:情况|程度|时间|时限|标准|要求|指标|水平|率|度|性|数|量|额|好)"
_GENERAL = re.compile(f"(?:{_WHOSE}|{_WHAT}|{_TAIL})+")


def find(case: DraftCase) -> Iterator[Finding]:
    """Names made of such words alone; those of money and of satisfaction say who or what often enough in their level."""
    for row in case.rows:
        name = strip_marks(row.typed.name or "")[0]
        if len(name) >= 2 and _GENERAL.fullmatch(name):
            said = f"“{name}”只说明怎么衡量，没有说明衡量的是什么。"
            fix = "请在名称中写明对象（例：道路硬化工程验收合格率、受益村民满意度）。"
            yield RULE.notice(row.subject, row.at("name"), said, fix)


RULE = DraftRule(
    code="name-general",
    title="指标名称没有对象",
    aspect=Aspect.REFINED,
    severities=(Severity.NOTICE,),
    meaning="三级指标的名称全由“项目、任务、完成、合格、质量、率”之类通用词组成，看不出衡量的是什么。仅作提示。",
    basis=f"{MOF_88}（指向明确，条款待核对）",
    example="三级指标为“项目完成率”。",
    find=find,
)
