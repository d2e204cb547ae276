"""``satisfaction-missing``: people are served, and nobody asks them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_SERVED = re.compile(
    "群众|居民|村民|学生|师生|患者|老年|老人|儿童|妇女|农户|企业|游客|困难|残疾|救助|补助|补贴|资助|养老|医疗|就业|供水|公交|便民|公共服务|义诊|培训"
)


def find(case: DraftCase) -> Iterator[Finding]:
    """An error where the draft says it serves the public, a warning where only its words do."""
    if not case.rows or case.draft.serves_public is False or any(row.of("满意") for row in case.rows):
        return
    word = _SERVED.search(f"{case.draft.program or ''} {case.draft.goal or ''}")
    fix = "请增加服务对象满意度指标，写明问谁（例：受益村民满意度 ≥90%）；确不适用的，请在草稿中注明不直接服务公众。"
    if case.draft.serves_public:
        yield RULE.error("满意度指标", Place("rows"), "本项目直接服务公众，却没有满意度指标。", fix)
    elif word:
        said = f"项目名称或总体目标提到“{word.group()}”，涉及服务对象，却没有满意度指标。"
        yield RULE.warning("满意度指标", Place("rows"), said, fix)


RULE = DraftRule(
    code="satisfaction-missing",
    title="缺少满意度指标",
    aspect=Aspect.COMPLETE,
    severities=(Severity.ERROR, Severity.WARNING),
    meaning="注明直接服务公众而没有满意度指标的为错误；没有注明、仅从项目名称和总体目标的用词看涉及服务对象的为疑点；注明不服务公众的不判。",
    basis=f"{MOF_101}（直接面向社会主体及公众提供服务的项目应设置，条款待核对）",
    example="“困难群众临时救助资金”没有满意度指标。",
    find=find,
)
