"""``no-indicator``, of a draft: what the table has no row for: nothing at all, no quantity, no benefit."""

from __future__ import annotations

from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_101, Aspect, DraftRule

_TABLE = Place("rows")
_WANTED = {
    "数量": ("数量指标", "请至少填写一条数量指标，写明做多少（例：新建村道里程 ≥12公里）。"),
    "效益": ("效益指标", "请填写经济、社会、生态效益中相关的一类，写明给谁带来什么变化。"),
}


def find(case: DraftCase) -> Iterator[Finding]:
    """One finding where the table is empty, else one for each thing that is asked of every target and is not there.

    Silent while a row stands under no level: it may be the one that is missed (``column-missing`` asks for its level)."""
    if not case.rows:
        yield RULE.error("绩效指标", _TABLE, "绩效指标表是空的，没有填写任何指标。", "请按产出、效益、满意度填写指标；可从指标库选用。")
        return
    named = [row for row in case.rows if row.typed.name]
    if any(not row.typed.level1 and not row.typed.level2 for row in named):
        return
    for word, (title, fix) in _WANTED.items():
        if not any(row.of(word) for row in named):
            yield RULE.error(title, _TABLE, f"已填{len(named)}条指标，其中没有{title}。", fix)


RULE = DraftRule(
    code="no-indicator",
    title="缺少应有的指标",
    aspect=Aspect.COMPLETE,
    severities=(Severity.ERROR,),
    meaning="绩效指标表是空的，或没有数量指标、没有效益指标。有指标没有填写一级、二级指标的，暂不判断。",
    basis=f"{MOF_101}（数量指标原则上均应设置；效益指标至少设置相关的一类，条款待核对）",
    example="只填了“质量指标”“时效指标”，没有“数量指标”。",
    find=find,
)
