"""``direction-conflict``: the sign of a target contradicts its stated direction or its sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from hengji.rules.findings.approvals import pair
from hengji.rules.findings.case import Case
from hengji.rules.findings.finding import Finding, Severity
from hengji.rules.findings.phrasing import aim, at, quoted
from hengji.rules.findings.rule import Rule
from hengji.rules.forms import IndicatorRow
from hengji.rules.units import canonical, is_percent
from hengji.rules.values import Operator, Target

_FLOORS = (Operator.GE, Operator.GT)
_COST_NAME = re.compile(r"成本|造价|单价|总投资|费用|经费")
_NO_COST = re.compile(
    r"标准|补助|补贴|奖补|资助|收入|增收|产值|效益|节约|节省|降低|减少|下降|压减|率|比例|带动|撬动|挽回|捐|自筹|配套|回收|追回"
)
_BAD_THING = re.compile(
    r"(投诉|事故|死亡|伤亡|差错|故障|违规|违纪|逾期|超标|流失|返贫|失业|空置|发病|信访)(率|次数|数|起数|件数|人数|量)?$"
)
_CLOSING_NOTE = re.compile(r"[（(][^（）()]*[）)]$")
_GOOD_RATE = re.compile(r"满意(度|率)|(合格|覆盖|完成|及时|达标|到位|正常|准确|通过|知晓|优良|完好|成活|验收)率")
_RATE = re.compile(r"率|满意度|及时性|合格性")
_OPEN_RATE = re.compile(r"增长|增速|增幅|提高|提升|增加|周转|收益|回报|利润|产出率|变动|上升|下降|降低|减少|负债|超额|增产|投入产出")


def find(case: Case) -> Iterator[Finding]:
    """Rows whose target prints a sign; what stands so in the approved target goes to its reviewer."""
    faults = [(i, row, fault) for i, row in enumerate(case.form.indicators) if (fault := _fault(row))]
    if not faults:
        return
    pairs = pair(case.form, case.approved) if case.approved else None
    for i, row, (severity, words, fix) in faults:
        approved = pairs.of(i) if pairs else None
        cell = row.cells.get("operator") or row.cells.get("target")
        message = f"“{row.subject}”{words.format(aim=quoted(aim(row)), at=at(cell))}。"
        if approved and row.target and approved.target.operator is row.target.operator:
            yield RULE.for_reviewer(row.subject, cell, message, fix)
        else:
            yield RULE.at(severity, row.subject, cell, message, fix)


def _fault(row: IndicatorRow) -> tuple[Severity, str, str] | None:
    """(severity, words, fix), None where sign and sense agree or no sign is printed."""
    target = row.target
    if target is None or not target.signed or target.number is None:
        return None
    name, levels = row.name or "", f"{row.level1 or ''}/{row.level2 or ''}"
    by_sense = _against_sense(name, levels, target.operator, target.unit or "")
    return _against_direction(row, target) or by_sense or _beyond_all(name, target)


def _against_direction(row: IndicatorRow, target: Target) -> tuple[Severity, str, str] | None:
    stated = row.texts.get("direction")
    if not stated:
        return None
    wrong = ("正向" in stated and target.operator.limits) or (("反向" in stated or "负向" in stated) and target.operator in _FLOORS)
    if not wrong:
        return None
    return Severity.WARNING, f"指标方向为“{stated}”，年度指标值却为{{aim}}{{at}}，方向与符号相反", "请更正指标方向或比较符号。"


@lru_cache(maxsize=16384)
def _against_sense(full_name: str, levels: str, operator: Operator, unit: str) -> tuple[Severity, str, str] | None:
    """By the words alone; cached because a round's indicators repeat themselves."""
    name = _CLOSING_NOTE.sub("", full_name)
    if operator in _FLOORS and (_is_cost(name, levels, unit) or _BAD_THING.search(name)):
        return Severity.WARNING, "属于越少越好的指标，年度指标值却为{aim}{at}，应为上限", "请将符号改为“≤”。"
    if operator.limits and _GOOD_RATE.search(name) and not _OPEN_RATE.search(name) and is_percent(unit):
        return Severity.WARNING, "属于越高越好的指标，年度指标值却为{aim}{at}，应为下限", "请将符号改为“≥”。"
    return None


def _is_cost(name: str, levels: str, unit: str) -> bool:
    """Total or unit cost: money under 成本指标, or money called cost; not a standard of what people are given."""
    if not canonical(unit).family.startswith("money") or _NO_COST.search(name):
        return False
    return "成本" in levels or (bool(_COST_NAME.search(name)) and "效益" not in levels.partition("/")[0])


def _beyond_all(name: str, target: Target) -> tuple[Severity, str, str] | None:
    """≥100 % of what cannot exceed 100 %."""
    closed = target.number == 100 and target.operator in _FLOORS and is_percent(target.unit)
    if not closed or not _RATE.search(name) or _OPEN_RATE.search(name):
        return None
    return Severity.NOTICE, "最高为100%，年度指标值{aim}{at}写成“大于等于100%”", "请将指标值改为“=100%”。"


RULE = Rule(
    code="direction-conflict",
    title="指标方向与符号矛盾",
    problem_class=2,
    severities=(Severity.WARNING, Severity.NOTICE),
    meaning="“正向”指标用了“≤”、“反向”指标用了“≥”；总成本、单位成本、投诉事故类用了“≥”，满意度、合格率类用了“≤”；最高只能到100%的比率写成“≥100%”的仅作"
    "提示。没有印出符号的不判；批复目标本身如此的，转告目标审核人员。",
    basis="财预〔2021〕101号 附件1",
    example="指标方向“正向”，指标值“≤1个”。",
    find=find,
)
