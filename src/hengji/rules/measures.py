"""Which measure an indicator has when neither the approval nor the unit says so, and whether its target is a limit.

Inferred where name, unit and operator leave no doubt (counted things with ≥, percentages called 率 or 度, limits on
money or time, dates, words); otherwise guessed, and a guess never accuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hengji.rules.units import canonical, is_count
from hengji.rules.values import Operator, Target, names_a_date


class Measure(StrEnum):
    """How an indicator's value comes about during the year."""

    CUMULATIVE = "cumulative"
    LEVEL = "level"
    MILESTONE = "milestone"
    CEILING = "ceiling"
    QUALITATIVE = "qualitative"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    Measure.CUMULATIVE: "累计型",
    Measure.LEVEL: "时点/比率型",
    Measure.MILESTONE: "节点型",
    Measure.CEILING: "控制型",
    Measure.QUALITATIVE: "定性",
}


def choices(target: Target) -> tuple[Measure, ...]:
    """The measures an indicator with this target can have, for who knows better than a guess."""
    if target.number is None and target.low is None:
        return Measure.QUALITATIVE, Measure.MILESTONE
    if target.operator.limits:
        return (Measure.CEILING,)
    if target.operator is Operator.EQ and target.number is not None:
        return Measure.CUMULATIVE, Measure.LEVEL, Measure.CEILING
    return Measure.CUMULATIVE, Measure.LEVEL


class MeasureSource(StrEnum):
    """Who said so.  A guessed measure never accuses: its worst light is yellow, marked （估）."""

    APPROVED = "approved"
    UNIT = "unit"
    INFERRED = "inferred"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True)
class Inference:
    """A measure, who said so, and why in Chinese."""

    measure: Measure
    source: MeasureSource
    reason: str


_NEGATIVE = re.compile(
    "成本|费用|造价|单价|三公|响应时间|响应时长|时限|耗时|投诉|事故|死亡|伤亡|差错|错误|故障|退货|违规|违纪|违法|信访|上访|逾期|超标"
    "|流失|损耗|空置|失业|返贫|发病|能耗|排放|拖欠|欠薪|舆情|超支|变动率|缺陷|中断"
)
_TURNED = re.compile(
    "处理|办结|处置|化解|整改|降低|下降|减少|减免|节约|控制|查处|排查|回复|修复|排除|打击|(及时|合格|达标|满意|准确|正常|合规|规范)[率度]"
)
"""Words that make a good thing of a bad one: 投诉办结率, 成本节约率, 成本达标率."""
_GOOD_RATE = re.compile("及时|按期|按时|准时|合格|达标|满意|优良|准确|正常|成活|知晓|覆盖|通过|完好|合规|规范|保存|真实|有效")
_MONEY_PROGRESS = re.compile("(预算|资金|经费|支出).{0,6}(执行|支付|支出|拨付|使用|兑付)(率|进度)$|(支出|执行|支付|拨付)进度$|预算执行率$")
_PROGRESS = re.compile("(完成|执行|支付|支出|拨付|开工|完工|竣工|建成|发放|兑付|兑现|到位|交付|采购|签约|进度)(率|比例|比|程度)?$")
_GROWTH = re.compile("(增长|增速|增幅|提高|提升|增加|下降|降低|减少|降幅|控制|节约|变动)(率|幅度|比例)?$")
_RATE_NAME = re.compile("[率度]$")
_WORK = re.compile("完成|建设|进度|工程|推进|实施|支付|拨付|支出")
_PER = re.compile("人均|户均|亩均|平均|每|日均|月均|年均|(?<!高)标准|单价|单位面积")
_DIMENSION = re.compile(
    "年限|寿命|周期|宽|厚|高度|深度|直径|强度|温度|湿度|浓度|密度|海拔|分数|成绩|评分|得分|指数|名次|排名|间隔|频率|频次"
)
_STOCK = re.compile("在校|在岗|在职|在编|在册|在园|就读|存栏|保有|现有|常住|供养|管护|服务人口|覆盖人")
_RECURRING = re.compile("每[个]?(月|季|周|日|年|半年)|逐月|按月|按季")
_DURATION = re.compile("时间|工期|周期|时长")
_NODE_NAME = re.compile("验收|完工|竣工|开工|交付|投入使用|投用|时间$|日期$|时点$")
_DONE_TEXT = re.compile("^(已)?(完成|通过|验收|竣工|完工|开工|交付|投入使用)")
_NAME_UNIT = re.compile(r"[（(]([^（）()]{1,4})[）)]$")
_TRAILING_BRACKET = re.compile(r"[（(][^（）()]*[）)]$")


_EXTENTS = ("length", "area", "volume", "weight", "energy", "power")


def _kind_of(unit: str | None) -> str:
    """A unit's rough kind: percent, count, money, time, extent, per (a compound), other, or empty for none."""
    family = canonical(unit).family
    if "/" in family or (family == "unknown" and ("/" in (unit or "") or "每" in (unit or ""))):
        return "per"
    plain = family.split(".")[0]
    return "extent" if plain in _EXTENTS else plain if plain in ("", "percent", "count", "money", "time") else "other"


@lru_cache(maxsize=16384)
def is_negative(name: str) -> bool:
    """Whether the thing an indicator names is bad (事故, 投诉, 成本), so that none of it is what is wanted."""
    return bool(_NEGATIVE.search(name)) and not _TURNED.search(name)


def is_ceiling(name: str, level2: str, target: Target) -> bool:
    """Whether less is better: ≤ and <; where no direction is printed, a target of 0 or the sense of the name (成本, 时限, 投诉 …)."""
    if target.operator.limits:
        return True
    if target.operator is not Operator.EQ:
        return False
    if target.number == 0 or is_negative(name):
        return True
    if "成本" in level2:
        return _money_or_time(target.unit)
    return "时效" in level2 and _kind_of(target.unit) == "time" and bool(_DURATION.search(name))


def _money_or_time(unit: str | None) -> bool:
    return canonical(unit).family.startswith(("money", "time"))


@lru_cache(maxsize=65536)
def infer(name: str, level1: str, level2: str, target: Target) -> Inference:
    """The measure of an indicator from its name, levels and target.  Pure; cached because a round repeats itself."""
    if target.operator is Operator.TEXT:
        return _of_text(name, target)
    if is_ceiling(name, level2, target):
        return _of_limit(name, level2, target)
    core = _TRAILING_BRACKET.sub("", name)
    if _kind_of(target.unit) == "percent":
        return _of_percent(core)
    if not target.unit and _RATE_NAME.search(core) and not _DIMENSION.search(core):
        return _guessed(Measure.LEVEL, "名称为率或度但未写%")
    return _of_amount(name, level1, level2, target)


def _inferred(measure: Measure, reason: str) -> Inference:
    return Inference(measure, MeasureSource.INFERRED, reason)


def _guessed(measure: Measure, reason: str) -> Inference:
    return Inference(measure, MeasureSource.GUESSED, reason)


def _of_text(name: str, target: Target) -> Inference:
    if target.low is not None or target.high is not None:
        return _guessed(Measure.LEVEL if _kind_of(target.unit) == "percent" else Measure.CUMULATIVE, "目标为区间")
    if names_a_date(target) and not _RECURRING.search(target.text):
        return _inferred(Measure.MILESTONE, "目标为日期")
    if _NODE_NAME.search(name) and _DONE_TEXT.search(target.text):
        return _guessed(Measure.MILESTONE, "名称像节点但目标未写日期")
    if any(letter.isdigit() for letter in target.text):
        return _guessed(Measure.QUALITATIVE, "目标含数字但读不成数值")
    return _inferred(Measure.QUALITATIVE, "目标为文字")


def _of_limit(name: str, level2: str, target: Target) -> Inference:
    if is_negative(name):
        return _inferred(Measure.CEILING, "名称属控制类")
    if not target.operator.limits:
        known = target.number == 0 and target.signed
        return _inferred(Measure.CEILING, "目标为0") if known else _guessed(Measure.CEILING, "按控制类推测，目标未写方向")
    good = _GOOD_RATE.search(name) or (_PROGRESS.search(name) and _kind_of(target.unit) != "money")
    if (_money_or_time(target.unit) or _kind_of(target.unit) == "percent" or "成本" in level2) and not good:
        return _inferred(Measure.CEILING, "目标为上限")
    return _guessed(Measure.CEILING, "目标写成上限但名称不像控制类")


def _of_percent(name: str) -> Inference:
    if _MONEY_PROGRESS.search(name) and not _GOOD_RATE.search(name):
        return _inferred(Measure.CUMULATIVE, "资金执行进度随时间累计")
    if _PROGRESS.search(name) and not _GOOD_RATE.search(name):
        return _guessed(Measure.CUMULATIVE, "完成比例通常随时间累计")
    if _GROWTH.search(name):
        return _guessed(Measure.LEVEL, "增减幅度多在期末测定")
    if _RATE_NAME.search(name):
        return _inferred(Measure.LEVEL, "名称为率或度且以百分数计")
    if _WORK.search(name) and not _GOOD_RATE.search(name):
        return _guessed(Measure.CUMULATIVE, "以百分数表示工作进度")
    return _guessed(Measure.LEVEL, "以百分数计但名称未称率或度")


def _of_amount(name: str, level1: str, level2: str, target: Target) -> Inference:
    unit = target.unit or _name_unit(name)
    kind = _kind_of(unit)
    if kind == "per" or _PER.search(name) or _DIMENSION.search(name):
        return _guessed(Measure.LEVEL, "按单位量、标准或尺寸计，不随时间累计")
    if not kind:
        return _guessed(Measure.CUMULATIVE, "目标未写单位")
    if not target.signed or target.operator not in (Operator.GE, Operator.GT):
        return _guessed(Measure.CUMULATIVE, "目标写“=”，未写方向" if target.signed else "目标未写方向")
    if "满意" in level1 or _STOCK.search(name) or ("效益" in level1 and kind != "count"):
        return _guessed(Measure.CUMULATIVE, "效益或存量类数字未必按月累计")
    if kind == "count" or (kind == "extent" and "质量" not in level2):
        return _inferred(Measure.CUMULATIVE, f"“{unit}”可逐项累计且写明方向")
    return _guessed(Measure.CUMULATIVE, f"以“{unit}”计，未必按月累计")


def _name_unit(name: str) -> str | None:
    """The unit some forms print behind the name: 租车次数（次）."""
    found = _NAME_UNIT.search(name)
    return found.group(1) if found and is_count(found.group(1)) else None
