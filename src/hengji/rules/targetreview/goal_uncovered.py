"""``goal-uncovered``: the goal promises a quantity that no indicator carries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.goal_conflict import Figure, figures_of, resembles, same_unit
from hengji.rules.forms import IndicatorRow
from hengji.rules.money import plain
from hengji.rules.targetreview.case import DraftCase
from hengji.rules.targetreview.draft import Place
from hengji.rules.targetreview.rule import MOF_88, Aspect, DraftRule
from hengji.rules.units import canonical, convert

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_DONE = re.compile(
    "新建|建设|建成|修建|改建|扩建|改造|硬化|购置|采购|购买|安装|维修|修缮|培训|举办|开展|组织|发放|补助|救助|资助|种植|栽植|治理|清运|新增|完成|检测|印发"
)
_FAMILIES = ("count", "length", "area", "volume", "weight")
_PERIODS = re.compile(r"(?:第|前|后|分)\d")


def find(case: DraftCase) -> Iterator[Finding]:
    """Figures beside a verb of doing, in a unit that is counted or measured, that no row has and no row is about; one finding for all."""
    goal = re.sub(r"(?<=\d),(?=\d{3})", "", (case.draft.goal or "").translate(_HALF_WIDTH))
    if not case.rows or not re.search(r"\d", goal):
        return
    rows = [row for row in case.form.indicators if row.target is not None]
    loose = [figure for figure in figures_of(goal) if _promised(figure) and not any(_carries(row, figure) for row in rows)]
    if loose:
        listed = "、".join(f"“{figure.clause.strip()[-24:]}”" for figure in loose)
        said = f"年度总体目标写明{listed}，{len(loose)}个数字没有对应的指标。"
        yield RULE.warning("年度总体目标", Place("goal"), said, "请为这些任务补充数量指标，或在总体目标中删去不考核的数字。")


def _promised(figure: Figure) -> bool:
    family = canonical(figure.unit).family.split(".")[0]
    return family in _FAMILIES and bool(_DONE.search(figure.clause)) and not _PERIODS.search(figure.clause)


def _carries(row: IndicatorRow, figure: Figure) -> bool:
    """The same quantity, or a row about the same thing (whose other figure is ``goal-conflict``'s matter)."""
    target = row.target
    if target is None or target.number is None or not same_unit(figure.unit, target.unit):
        return plain(figure.number) in (target.text if target else "")
    return convert(figure.number, figure.unit, target.unit) == target.number or resembles(figure, row.name or "")


RULE = DraftRule(
    code="goal-uncovered",
    title="总体目标的任务没有指标",
    aspect=Aspect.RELEVANT,
    severities=(Severity.WARNING,),
    meaning="年度总体目标中“新建、购置、培训”等任务所带的数量，没有一条指标的指标值与之相同，也没有一条指标说的是这件事。“累计、约、其中、每”等所带的数字不判。",
    basis=f"{MOF_88}（细化量化，总体目标应分解为指标，条款待核对）",
    example="总体目标写“硬化道路12公里，新建蓄水池3座”，指标只有道路硬化里程。",
    find=find,
)
