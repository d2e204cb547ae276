"""``indicator-unrelated``: what is to be done has nothing in common with goal, program or the unit's function."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase, Row
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.text import fold
from hengji.rules.tokens import tokens
from hengji.rules.units import is_percent

_GENERAL = re.compile(
    "数量|个数|人数|人次数|人次|次数|面积|长度|里程|规模|总量|总数|户数|台数|期数|场次|批次|件数|完成|新建|建设|开展|实施|年度|项目|工程|指标|新增"
    "|购置|采购|支持|补助|举办|组织|相关|全年|本年|工作|任务|资金|情况|发放|保障|维护|运行|经费|数$|量$"
)
_SHARED_LETTERS = 2
_MANY, _LISTED = 3, 5


def find(case: DraftCase) -> Iterator[Finding]:
    """Quantity rows only: benefits and satisfaction are rightly said in other words than the task.  From three such rows on it is the
    goal that says too little, and there is one finding."""
    draft = case.draft
    if not draft.goal:
        return
    words = " ".join(part for part in (draft.goal, draft.program, draft.function, draft.unit, draft.department) if part)
    about, letters = set(tokens(words)), set(fold(words))
    apart = [row for row in case.rows if row.of("数量") and not _is_rate(row) and not _related(row, about, letters)]
    if len(apart) >= _MANY:
        listed = "、".join(f"“{row.subject}”" for row in apart[:_LISTED]) + (f"等{len(apart)}条" if len(apart) > _LISTED else "")
        said = f"年度总体目标没有提到{listed}数量指标所说的任务。"
        yield RULE.notice("年度总体目标", Place("goal"), said, "请在总体目标中概括写明这些任务；不属于本项目的指标请删去。")
        return
    for row in apart:
        said = f"“{row.subject}”与年度总体目标、项目名称和单位职能没有相同的用词，看不出与本项目有什么关系。"
        yield RULE.notice(row.subject, row.at("name"), said, "请核对该指标是否属于本项目；属于的，请在总体目标中写明这项任务。")


def _is_rate(row: Row) -> bool:
    return row.target is not None and is_percent(row.target.unit)


def _related(row: Row, about: set[str], letters: set[str]) -> bool:
    """Whether what a name speaks of, without words every name has, stands in the words as a pair or as two single letters."""
    core = _GENERAL.sub("", re.sub(r"[（(].*?[)）]", "", row.typed.name or ""))
    own = set(tokens(core))
    return not own or len(core) < _SHARED_LETTERS or bool(own & about) or len(set(fold(core)) & letters) >= _SHARED_LETTERS


RULE = DraftRule(
    code="indicator-unrelated",
    title="指标与目标无关",
    aspect=Aspect.RELEVANT,
    severities=(Severity.NOTICE,),
    meaning="数量指标的名称（去掉“数量、完成、建设”等通用词）与年度总体目标、项目名称、单位职能没有任何相同的词。总体目标空白的不判；有三条以上的，合并为一条，指总体目标没有写明任务；仅作提示。",
    basis=f"{MOF_88}（指向明确，条款待核对）",
    example="道路硬化项目中有“购买办公电脑数量”，目标和职能都没有提到。",
    find=find,
)
