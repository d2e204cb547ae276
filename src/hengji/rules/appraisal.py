"""Ex-ante appraisal (事前绩效评估): whether one is required, five dimensions scored by experts, amounts, the year.

The rules propose; people decide.  Amounts are yuan (``Decimal``, two decimals), points have two decimals, half up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hengji.rules.findings.phrasing import exact
from hengji.rules.money import half_up, plain, wan
from hengji.rules.refusals import Refused
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoretable import Dimension, Item

_ZERO = Decimal(0)


class Result(StrEnum):
    """What an appraisal comes to.  The values are the deciding actions of ``rules.lifecycles.appraisal``."""

    SUPPORT = "support"
    SUPPORT_ADJUSTED = "support-adjusted"
    REJECT = "reject"

    @property
    def chinese(self) -> str:
        return _RESULTS[self]

    @property
    def supports(self) -> bool:
        return self is not Result.REJECT


_RESULTS = {Result.SUPPORT: "予以支持", Result.SUPPORT_ADJUSTED: "调整后支持", Result.REJECT: "不予支持"}


# ---- is it required


@dataclass(frozen=True, slots=True)
class Requirement:
    """``required`` None: cannot be said (no amount).  ``reason`` is a whole Chinese sentence with the figures."""

    required: bool | None
    reason: str


def requirement(asked: Decimal | None, *, new: bool, rules: RuleSet) -> Requirement:
    """Whether an object asking for this much (yuan) has to be appraised before it may ask for budget.

    ``new``: a new program or policy, or money newly asked for an old one; what merely goes on is not appraised again.
    The threshold itself is included (30万元以上).
    """
    line = rules.appraisal_threshold
    clause = rules.parameters["appraisal_threshold"].clause
    if not new:
        return Requirement(False, "不是新增项目或政策，不需要事前绩效评估。")
    if asked is None:
        return Requirement(None, f"没有填写申请金额，无法判断是否达到{_round_wan(line)}万元的评估标准；请填写金额。")
    if asked >= line:
        return Requirement(True, f"新增{exact(asked)[0]}，达到{_round_wan(line)}万元，须先作事前绩效评估（{clause}）。")
    return Requirement(False, f"新增{exact(asked)[0]}，未达到{_round_wan(line)}万元，不需要事前绩效评估（{clause}）。")


def _round_wan(yuan: Decimal) -> str:
    return plain(yuan / 10000)


# ---- what is scored


_TEN = Decimal(10)
DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "necessity",
        "立项必要性",
        (
            Item("necessity-relevant", "明确相关性", _TEN, ("目的明确", "符合国家规划和本级决策部署", "与部门职责相关")),
            Item("necessity-needed", "必要可行性", _TEN, ("不与既有项目、政策重复", "按规定作可行性研究、专家论证、风险评估和集体决策")),
        ),
    ),
    Dimension(
        "economy",
        "投入经济性",
        (
            Item("economy-budget", "预算科学性", _TEN, ("投入与任务、职责相匹配", "支出内容和明细清晰")),
            Item("economy-thrift", "经济合理性", _TEN, ("厉行节约、量力而行", "测算依据充分，符合定额和支出标准")),
        ),
    ),
    Dimension(
        "targets",
        "绩效目标合理性",
        (
            Item("targets-complete", "目标完整性", _TEN, ("总体目标和产出、效益、满意度指标齐全", "指标细化量化、可以衡量")),
            Item("targets-fit", "目标匹配性", _TEN, ("目标与资金规模、任务相匹配", "目标值不低于往年实际和同类水平")),
        ),
    ),
    Dimension(
        "plan",
        "实施方案可行性",
        (
            Item("plan-path", "路径可行性", _TEN, ("任务、步骤、时间安排具体", "技术路线和组织方式可行")),
            Item("plan-guarantee", "保障条件", _TEN, ("用地、审批、人员、制度等条件具备", "风险有应对，建成后有人管护")),
        ),
    ),
    Dimension(
        "funding",
        "筹资合规性",
        (
            Item("funding-lawful", "渠道合规性", _TEN, ("资金来源合法合规，属本级财政支出范围", "不新增隐性债务")),
            Item("funding-share", "分担与承受能力", _TEN, ("财政与其他资金分担合理、可以落实", "与本级财力和中期规划相匹配")),
        ),
    ),
)
"""Five dimensions of 20 points each (items by common practice; the county may weigh otherwise on paper)."""

ITEMS: Mapping[str, Item] = {item.code: item for dimension in DIMENSIONS for item in dimension.items}
FULL = sum((dimension.points for dimension in DIMENSIONS), _ZERO)


# ---- expert scores


@dataclass(frozen=True, slots=True)
class Sheet:
    """One expert's scores by item code; None or absent: not scored yet."""

    expert: str
    scores: Mapping[str, Decimal | None]

    @property
    def complete(self) -> bool:
        return all(self.scores.get(code) is not None for code in ITEMS)

    def of(self, dimension: Dimension) -> Decimal:
        """Points given within a dimension; what is not scored counts nothing."""
        return sum((self.scores.get(item.code) or _ZERO for item in dimension.items), _ZERO)


@dataclass(frozen=True, slots=True)
class Spread:
    """Average, lowest and highest of the complete sheets, in points; ``spread`` = highest − lowest."""

    title: str
    points: Decimal
    average: Decimal
    low: Decimal
    high: Decimal

    @property
    def spread(self) -> Decimal:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Scores:
    """What the experts say together.  ``counted`` experts scored everything, ``incomplete`` did not and are left out by name.
    ``total`` is the sum of the dimensions' averages; ``far_apart`` where the totals of two experts differ by more than the rule set allows.
    All None or empty without a complete sheet."""

    counted: tuple[str, ...]
    incomplete: tuple[str, ...]
    dimensions: tuple[Spread, ...]
    total: Spread | None
    proposed: Result | None
    far_apart: bool
    sentence: str


def together(sheets: Sequence[Sheet], rules: RuleSet) -> Scores:
    """Average and spread per dimension over the complete sheets, the total, and the result its band proposes."""
    whole = [sheet for sheet in sheets if sheet.complete]
    incomplete = tuple(sheet.expert for sheet in sheets if not sheet.complete)
    if not whole:
        return Scores((), incomplete, (), None, None, False, "还没有专家完成全部评分。")
    dimensions = tuple(_spread(one.title, one.points, [sheet.of(one) for sheet in whole]) for one in DIMENSIONS)
    totals = [sum((sheet.of(one) for one in DIMENSIONS), _ZERO) for sheet in whole]
    total = _spread("总分", FULL, totals)
    far = total.spread > rules.appraisal_spread
    proposed = propose(total.average, rules)
    return Scores(
        tuple(sheet.expert for sheet in whole),
        incomplete,
        dimensions,
        total,
        proposed,
        far,
        _sentence(total, len(whole), proposed, far, incomplete),
    )


def propose(total: Decimal, rules: RuleSet) -> Result:
    """The result of the total's band: from ``appraisal_support`` on, from ``appraisal_adjust`` on, below."""
    rounded = half_up(total, 2)
    if rounded >= rules.appraisal_support:
        return Result.SUPPORT
    return Result.SUPPORT_ADJUSTED if rounded >= rules.appraisal_adjust else Result.REJECT


def _spread(title: str, points: Decimal, values: Sequence[Decimal]) -> Spread:
    return Spread(title, points, half_up(sum(values, _ZERO) / len(values), 2), min(values), max(values))


def _sentence(total: Spread, experts: int, proposed: Result, far: bool, incomplete: tuple[str, ...]) -> str:
    said = f"{experts}名专家平均{plain(total.average)}分（最低{plain(total.low)}分，最高{plain(total.high)}分），建议{proposed.chinese}"
    apart = "；专家评分相差较大，请先核对分歧再定" if far else ""
    left = f"；{'、'.join(incomplete)}未评完，未计入" if incomplete else ""
    return f"{said}{apart}{left}。结论由评估组织方集体研究决定。"


# ---- amounts


def check_amounts(result: Result, requested: Decimal, supported: Decimal) -> Decimal:
    """What is cut (yuan), where the amounts agree with the result.

    Raises ``Refused``: ``appraisal-more-than-asked``, ``appraisal-rejected-with-money``, ``appraisal-supported-without-money``.
    """
    if supported > requested:
        asked, given = exact(requested, supported)
        raise Refused("appraisal-more-than-asked", requested=asked, supported=given)
    if result is Result.REJECT and supported:
        raise Refused("appraisal-rejected-with-money", supported=exact(supported)[0])
    if result.supports and supported <= 0:
        raise Refused("appraisal-supported-without-money", result=result.chinese)
    return requested - supported


# ---- the year


@dataclass(frozen=True, slots=True)
class Appraised:
    """One appraisal as the summary counts it; ``result`` None while undecided, ``supported`` in yuan (of a rejected one zero)."""

    department: str
    requested: Decimal
    result: Result | None = None
    supported: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AppraisalTotals:
    """Counts and yuan.  ``cut`` = requested − supported over what is decided (so a rejected one is cut whole); undecided ones are
    asked for and nothing else yet."""

    count: int
    requested: Decimal
    decided: int
    supported_count: int
    supported: Decimal
    cut: Decimal


@dataclass(frozen=True, slots=True)
class AppraisalSummary:
    """The year's appraisals: all, by result (only results that occur, and None for undecided), by department (most money first)."""

    totals: AppraisalTotals
    by_result: Mapping[Result | None, AppraisalTotals]
    by_department: Mapping[str, AppraisalTotals]
    sentence: str


def summary(appraisals: Iterable[Appraised], year: int | None = None) -> AppraisalSummary:
    """Count and amount asked, supported and cut, with the Chinese sentence of a yearly statement."""
    all_of_them = tuple(appraisals)
    totals = _totals(all_of_them)
    results = (*Result, None)
    by_result = {one: _totals(found) for one in results if (found := [each for each in all_of_them if each.result is one])}
    departments = dict.fromkeys(each.department for each in all_of_them)
    grouped = {name: _totals([each for each in all_of_them if each.department == name]) for name in departments}
    by_department = dict(sorted(grouped.items(), key=lambda pair: (-pair[1].requested, pair[0])))
    return AppraisalSummary(totals, by_result, by_department, _statement(totals, by_result, year))


def _totals(appraisals: Sequence[Appraised]) -> AppraisalTotals:
    decided = [one for one in appraisals if one.result is not None]
    supported = [one for one in decided if one.result and one.result.supports]
    money = sum((one.supported or _ZERO for one in supported), _ZERO)
    asked = sum((one.requested for one in decided), _ZERO)
    return AppraisalTotals(
        len(appraisals), sum((one.requested for one in appraisals), _ZERO), len(decided), len(supported), money, asked - money
    )


def _statement(totals: AppraisalTotals, by_result: Mapping[Result | None, AppraisalTotals], year: int | None) -> str:
    when = f"{year}年" if year else ""
    if not totals.count:
        return f"{when}没有项目或政策申报事前绩效评估。"
    said = f"{when}共对{totals.count}个项目（政策）开展事前绩效评估，申报金额{wan(totals.requested)}万元"
    if not totals.decided:
        return f"{said}，尚未出具结论。"
    adjusted = by_result.get(Result.SUPPORT_ADJUSTED)
    of_them = f"（其中调整后支持{adjusted.count}个）" if adjusted else ""
    parts = [f"支持{totals.supported_count}个{of_them}，支持金额{wan(totals.supported)}万元"]
    rejected = by_result.get(Result.REJECT)
    parts += [f"不予支持{rejected.count}个"] if rejected else []
    parts += [f"压减{wan(totals.cut)}万元"] if totals.cut else []
    waiting = totals.count - totals.decided
    parts += [f"其余{waiting}个正在评估"] if waiting else []
    return f"{said}；{'，'.join(parts)}。"
