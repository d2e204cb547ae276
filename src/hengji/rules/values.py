"""Targets and actual values as people write them: operator + number + unit, dates, intervals, words, not-due words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from hengji.rules.deadlines import DateWords, read_date_words
from hengji.rules.money import NUMBER, trimmed
from hengji.rules.operators import Operator as Operator
from hengji.rules.operators import read_sign
from hengji.rules.quantities import Quantity, read_quantity, unit_as_printed
from hengji.rules.text import is_blank, unify
from hengji.rules.units import canonical, is_percent, without_multiplier

_ERROR = re.compile(r"#(?:NAME\?|REF!|DIV/0!|VALUE!|N/A|NUM!|NULL!|SPILL!|CALC!)|#{3,}", re.IGNORECASE)
_FORMULA = re.compile(r"[=+](?:[-+(]*\$?[A-Z]{1,3}\$?\d+|.*[A-Z]{2,}\(|.*![A-Z$]).*|=[\d.(]+[-\d.()]*[+*/][-+*/\d.()]*")


_OUTSIZED = re.compile(r"[≥≤<>=]?[\d,.]{16,}\D{0,8}")
"""More digits than any amount or quantity of a county has."""


def outsized_words(text: str) -> str:
    """Why digits that are too many are not read as a number; empty where they are not."""
    return "数字过长，请核对位数和单位" if _OUTSIZED.fullmatch("".join(text.split())) else ""


def is_broken(text: str) -> bool:
    """Whether a cell holds what Excel shows for an error (#REF!, #DIV/0!) or a formula that was never worked out (=D4/C4)."""
    if not text or text[0] not in "#=+＃＝＋":
        return False
    plain = unify(text)
    return bool(_ERROR.fullmatch(plain) or _FORMULA.fullmatch(plain.upper()))


class ActualKind(StrEnum):
    """What an actual turned out to be.  ``WORD`` is a qualitative statement; ``UNREADABLE`` was meant as a number but is none."""

    NUMBER = "number"
    INTERVAL = "interval"
    DATE = "date"
    WORD = "word"
    NOT_DUE = "not_due"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator's target.  ``number`` and ``unit`` as printed (550, "万粒"; 98, "%"); ``signed`` when a sign or a word
    for it stands in the form (a bare number is ``eq`` and not signed); ``low``/``high`` of an interval target
    ("10-12公里", operator ``text``); ``deadline`` the last day it allows ("12月底前" → month end; needs the year)."""

    text: str
    operator: Operator
    number: Decimal | None = None
    unit: str | None = None
    signed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    deadline: date | None = None

    @property
    def quantitative(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Actual:
    """An actual or forecast value.  ``number`` in ``unit`` as printed (the target's unit where none is printed);
    ``bound`` when it was written as a bound ("≥6台" → 6 with GE); ``when`` for a date ("7月" → its last day)."""

    text: str
    kind: ActualKind
    number: Decimal | None = None
    unit: str | None = None
    bound: Operator | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    when: date | None = None


# ---- targets

_SIGNED_MONTHS = re.compile(r"[≥≤<>]\d{1,2}月")
_MONTH_UNIT = re.compile(r"月(?:份|底|末|前|内)+")
_FIGURES = re.compile(r"[\d.]+")


def _whole_date(text: str, sign: Operator | None, unit: str | None, year: int | None) -> DateWords | None:
    """The date where a target is nothing but one.  A bare figure with a unit of its own column or a sign is no date
    ("≤" "12" "月" allows twelve of them), nor are months behind a sign."""
    plain = unify(text)
    if _SIGNED_MONTHS.fullmatch(plain) or ((sign or unit) and _FIGURES.fullmatch(plain)):
        return None
    words = read_date_words(text, year)
    return words if words and words.whole else None


def _unit_of(quantity: Quantity, column: str | None) -> str | None:
    """The unit printed with the number, else the column's; "1.5万" in a column of 元 is in 万元."""
    own = quantity.unit
    if own is None or column is None or canonical(own).word:
        return own or column
    return column if column.startswith(own) else own + column


def _quantified(text: str, quantity: Quantity, sign: Operator | None, unit: str | None) -> Target:
    printed = _unit_of(quantity, unit)
    if quantity.number is None:
        return Target(text, Operator.TEXT, unit=printed, signed=quantity.signed, low=quantity.low, high=quantity.high)
    operator = quantity.operator if quantity.signed else sign or quantity.operator
    return Target(text, operator or Operator.EQ, quantity.number, printed, quantity.signed or sign is not None)


@lru_cache(maxsize=8192)
def read_target(text: str | None, *, sign: str | None = None, unit: str | None = None, year: int | None = None) -> Target | None:
    """An indicator's target from its cell and, where the form has them, its sign and unit columns; None for a blank and
    for an error value of Excel.

    A number without any sign is ``eq`` and not ``signed``; a word that only suggests one (达到) gives an operator but no
    sign.  Dates, intervals and everything that is not clearly one number are ``text``.  ``year`` dates "12月底前".
    """
    if text is None or is_blank(text) or is_broken(text):
        return None
    operator, column = read_sign(sign), unit_as_printed(unit)
    dated = text + column if column and _MONTH_UNIT.fullmatch(column) else text
    when = _whole_date(dated, operator, None if dated != text else column, year)
    quantity = None if when or operator is Operator.TEXT else read_quantity(text)
    if quantity is not None:
        return _quantified(text, quantity, operator, column)
    when = when or read_date_words(text, year)
    return Target(text, Operator.TEXT, deadline=when.end if when else None)


def names_a_date(target: Target) -> bool:
    """Whether the target says by when ("12月底前"), also where its year is not known: its measure is a milestone."""
    return target.deadline is not None or (target.operator is Operator.TEXT and read_date_words(target.text) is not None)


# ---- actual values

_NOT_DUE = re.compile(
    r"未到(?![位达场手岗])|未至|不到(?:考核|监控|验收|统计|期|时)|未满.{0,4}期"
    r"|未(?:开展|开始|启动|实施|开工|动工|施工|进行|统计|考核|监控|验收|测评|评价|评估|调查|采购|购置|发放|招标|安排|组织|结算|决算|审计|办理|竣工验收)"
    r"|(?:尚|暂|还)(?:未|没有?)(?!完成|完工|完全|达|实现|见)|没有?(?:开展|开始|到)|暂无|尚无(?!法完成)|无法统计|暂不"
    r"|^(?:等)?待|[,;。、(](?:等)?待|待(?:验收|统计|考核|评估|测评|评价|调查|开展|实施|核算|审计|结算|年底|年末|完工|竣工|项目)"
    r"|(?:年底|年末|年终|次年|下年|明年|翌年|来年|年后|下半年|[三四34]季度|全年|年度|终了|结束)(?:度|初|中|末|底|前|后|时)*(?:再|统一|一次性|进行|集中|才|方|予以)*"
    r"(?:统计|考核|测评|评价|评估|验收|调查|核算|结算|填报|确定|测算|评定|开展|实施|启动|体现|显现|出具|出结果)"
    r"|(?:年底|年末|年终|期末|学[期年]末|秋后|秋季|冬季|下半年|[三四34]季度)(?:再|统一|一次性|进行|集中|才|方|予以|组织)*"
    r"(?:统计|考核|测[评产算定量]|评[价估定选]|调查|核[算定实]|结算|检测|计算|计产|公布|公示|汇总|见效)"
    r"|^(?:次年|下年度?|明年|翌年|来年|秋后)|(?<![期优招接对相])待.{1,12}(?:后|时|再)"
    r"|\d月[底末]?(?:再|统一|进行|集中)*(?:统计|考核|测评|评价|评估|调查|核算)"
    r"|(?:后|时)(?:再|统一|进行)*(?:统计|测评|考核|评价|评估|调查|确定|填报|核算|体现|测[产算定]|评定(?!为|合格|达标|优|良))"
)
_NONE_AT_ALL = re.compile(
    r"(?:目前|截至目前|现|至今|暂|尚|均|从|全年|本年|本期)*(?:零|没有?|未曾?)(?:发生|出现|发现|收到|接到|产生|造成)(?:过)?[^,;。、]{0,12}|零[^\d,;。、]{0,6}"
)
_NONE = re.compile(
    r"(?:目前|均|全年|本年|本期)*(?:无|没有)(?:任何|一起|一例|相关|重大|安全|质量|责任|群体性|有效)*"
    r"(?:发生|出现|事故|投诉|上访|信访|案件|差错|问题|事件|违规|违纪|违法|拖欠|缺陷|舆情|现象|情况|伤亡|死亡|超标|泄漏|纠纷|隐患|返贫|逾期|记录)*"
)
"""Words for none at all, and those that say so only where none is what was wanted."""
_PLANNED = re.compile(r"预计|计划|预期|拟|将[于在]?|待")
_NO_FIGURE = re.compile(r"(?:(?:19|20)\d\d年度?|\d{1,2}(?:月份?|[日号]|季度?)|[-.~至])+")
_DIGIT = re.compile(r"\d")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACEHOLDER = re.compile(r"[*×xX＊?？#]{2,}")
_DOUBT = re.compile(r"[未待拟剩余差缺还欠每]|计划|预计|预期|应|目标|尚|其中")
_SERIAL_DAYS = re.compile(r"[45]\d{4}")
_RATIO_FROM = Decimal(20)


def _as_number(text: str, quantity: Quantity) -> Actual:
    if quantity.number is None:
        return Actual(text, ActualKind.INTERVAL, unit=quantity.unit, low=quantity.low, high=quantity.high)
    says_more = quantity.signed or (quantity.operator is Operator.GE and _AT_LEAST.search(text) is not None)
    bound = quantity.operator if says_more and quantity.operator is not Operator.EQ else None
    return Actual(text, ActualKind.NUMBER, quantity.number, quantity.unit, bound)


_AT_LEAST = re.compile(r"[余多]")


@lru_cache(maxsize=8192)
def _read_alone(text: str, year: int | None) -> Actual:
    """An actual read without regard to its target.  Words for "not due" go before dates: 年底统计 is not a deed of December."""
    if is_broken(text):
        return Actual(text, ActualKind.UNREADABLE)
    plain = unify(text[:300])
    dated = None if _SIGNED_MONTHS.fullmatch(plain) else read_date_words(text, year)
    quantity = None if dated and dated.whole else read_quantity(text)
    if quantity is not None:
        return _as_number(text, quantity)
    when = dated.end if dated else None
    figures = _DIGIT.search(_NO_FIGURE.sub("", plain))
    if not figures and (_NOT_DUE.search(plain) or (dated and _PLANNED.search(plain))):
        return Actual(text, ActualKind.NOT_DUE, when=when)
    return Actual(text, ActualKind.DATE if dated else ActualKind.WORD, when=when)


def _is_ratio(actual: Actual, target: Target) -> bool:
    """Excel keeps 98 % as 0.98: a bare number from above 0 to 1 against a target of 20 % or more is such a ratio.
    Nobody who is asked for 95 % reports less than one per cent without a word."""
    number = actual.number
    return (
        number is not None and actual.unit is None and is_percent(target.unit) and 0 < number <= 1 and (target.number or 0) >= _RATIO_FROM
    )


def _in_unit_of(actual: Actual, target: Target) -> Actual:
    """A value without unit is in the target's; 万 alone multiplies the target's unit, and the target's own 万 is not
    meant by a number that is already counted out (7000 beside 1.2万)."""
    if actual.number is not None and _is_ratio(actual, target):
        return replace(actual, number=trimmed(actual.number * 100), unit="%")
    if actual.unit is None and target.unit and _counted_out(actual, target):
        return replace(actual, unit=without_multiplier(target.unit))
    if actual.unit is None or target.unit is None:
        return replace(actual, unit=actual.unit or target.unit)
    bare = not canonical(actual.unit).word and not target.unit.startswith(actual.unit) and not is_percent(target.unit)
    if bare:
        return replace(actual, unit=actual.unit + target.unit)
    return replace(actual, unit=target.unit) if not canonical(actual.unit).word else actual


_DONE_SHARE = re.compile(r"完成|进度|达到?目标|(?:任务|计划|目标)(?:数|量|值)?的")
_NAME_UNIT = re.compile(r"\((?:单位:)?([^()]{1,6})\)$")
_RATE_NAME = re.compile(r"[率度比]$|比例|比重|百分|进度|占比|[%％]")


def _share_of_target(actual: Actual, target: Target, name: str | None) -> bool:
    """Whether a percentage is how much of the target was done ("已完成80%" of 80 吨), so that it is no value of its own.
    Where the target prints no unit, the name says what is counted."""
    if actual.number is None or not is_percent(actual.unit) or is_percent(target.unit):
        return False
    said = _DONE_SHARE.search(unify(actual.text[:80])) is not None
    if target.unit:
        return said and canonical(target.unit).family not in ("unknown", "score", "ratio")
    plain = unify(name or "")
    printed = _NAME_UNIT.search(plain)
    if printed and canonical(printed[1]).family not in ("", "unknown"):
        return not is_percent(printed[1])
    return said and bool(name) and not _RATE_NAME.search(plain)


def _counted_out(actual: Actual, target: Target) -> bool:
    """Whether a bare number cannot be meant in the target's 万 or 亿: of 万 alone from ten times the target on, of 万人次
    from a hundred times.  Money is never taken so: 元 typed under 万元 is a fault of its own."""
    unit = canonical(target.unit)
    times = 100 if unit.word else 10
    if target.unit is None or unit.family.startswith("money") or without_multiplier(target.unit) == target.unit:
        return False
    return actual.number is not None and target.number is not None and 0 < target.number * times < actual.number


def _told(actual: Actual, target: Target) -> Actual | None:
    """The one figure in the target's unit that a short report holds ("已完成设备采购6台"), where nothing puts it in doubt."""
    plain = re.sub(r"\([^()]*\)", "", unify(actual.text[:120]))
    plain = re.sub(r"(?:(?:19|20)\d\d年度?)?\d{1,2}月(?:\d{1,2}[日号])?|(?:19|20)\d\d年度?", "", plain)
    figures = re.findall(NUMBER, plain)
    if len(figures) != 1 or not target.unit or _DOUBT.search(plain):
        return None
    number = figures[0]
    if not plain[plain.index(number) + len(number) :].startswith(target.unit):
        return None
    return Actual(actual.text, ActualKind.NUMBER, trimmed(Decimal(number.replace(",", ""))), target.unit)


def _against_number(actual: Actual, target: Target) -> Actual:
    """A value that is not one number, beside a target that is."""
    plain = unify(actual.text[:300])
    if actual.kind in (ActualKind.WORD, ActualKind.NOT_DUE) and _none_of(plain, target):
        return Actual(actual.text, ActualKind.NUMBER, Decimal(0), target.unit)
    if actual.kind is ActualKind.DATE and canonical(target.unit).family == "time.months" and re.fullmatch(r"\d{1,2}月", plain):
        return Actual(actual.text, ActualKind.NUMBER, Decimal(plain[:-1]), "月")
    if actual.kind not in (ActualKind.WORD, ActualKind.DATE) or _is_date(actual):
        return actual
    return _told(actual, target) or (replace(actual, kind=ActualKind.UNREADABLE) if _broken(plain) else actual)


def _none_of(plain: str, target: Target) -> bool:
    """Whether words say that there was none: 未发生 beside any limit, 无 only beside a target of 0."""
    words = plain.strip("。.,;、!")
    if target.number == 0 and _NONE.fullmatch(words):
        return True
    return (target.number == 0 or target.operator.limits) and _NONE_AT_ALL.fullmatch(words) is not None


def _is_date(actual: Actual) -> bool:
    words = read_date_words(actual.text)
    return words is not None and words.whole


def _broken(plain: str) -> bool:
    """Figures that are not one number, placeholders, or no Chinese word at all: meant as a value, but none."""
    return bool(_DIGIT.search(_NO_FIGURE.sub("", plain)) or _PLACEHOLDER.search(plain) or not _CHINESE.search(plain))


def _day_of_serial(actual: Actual) -> Actual:
    """Excel's day number (45107) beside a target that is a date."""
    days = int(unify(actual.text))
    return Actual(actual.text, ActualKind.DATE, when=date(1899, 12, 30) + timedelta(days=days))


def read_actual(text: str | None, *, target: Target | None = None, year: int | None = None, name: str | None = None) -> Actual | None:
    """An actual or forecast value from its cell, beside its target; None for a blank.

    A date is taken as written: "12月底前完成" is a DATE even when read in July, and whoever judges compares ``when``
    with the as-of date.  ``year`` dates "7月".  Without a target, or beside a text, nothing but an error value of Excel is
    UNREADABLE.  ``name`` is the indicator's: it may hold the unit that the target's cell leaves out (化肥减量（吨）).
    """
    actual = _read_beside(text, target, year) if text is not None else None
    if actual is not None and target is not None and actual.unit == "%" and _share_of_target(actual, target, name):
        return Actual(actual.text, ActualKind.UNREADABLE)
    return actual


@lru_cache(maxsize=16384)
def _read_beside(text: str, target: Target | None, year: int | None) -> Actual | None:
    if is_blank(text):
        return None
    actual = _read_alone(text, year)
    if target is None:
        return actual
    if target.number is None and target.low is None:
        return _day_of_serial(actual) if _SERIAL_DAYS.fullmatch(unify(text)) and names_a_date(target) else actual
    if actual.kind in (ActualKind.NUMBER, ActualKind.INTERVAL):
        return _in_unit_of(actual, target)
    return _against_number(actual, target)
