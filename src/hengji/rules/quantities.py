"""One figure with operator and unit, as clerks write it; everything that is not clearly one is None.

"≥95%", "控制在50万元以内", "6台（含补购1台）", "10-12公里", "不少于三次", "满意度90%以上".
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hengji.rules.money import NUMBER, digits_apart, trimmed
from hengji.rules.numerals import chinese_number
from hengji.rules.operators import Operator, peel_back, peel_front
from hengji.rules.text import is_blank, unify
from hengji.rules.units import canonical, convert, incomparable, is_percent


@dataclass(frozen=True, slots=True)
class Quantity:
    """``number`` in ``unit`` as printed, or ``low``/``high`` of an interval.  ``operator`` is None where nothing says one;
    ``signed``: a sign or a word that stands for one is printed."""

    number: Decimal | None
    unit: str | None
    operator: Operator | None = None
    signed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


_UNIT = r"(?:[^\W\d_]|[%‰/·℃°\u3380-\u33df]|(?<=[mM])[23]|\([^()\d]{1,4}\))*?"
_ONE = re.compile(rf"(?P<number>{NUMBER}(?:[eE][+-]?\d{{1,2}}(?!\d))?)(?P<unit>{_UNIT})")
_RANGE = re.compile(rf"(?P<low>{NUMBER})(?P<unit>{_UNIT})(?:--?|~|至|到)(?P<high>{NUMBER})(?P<last>{_UNIT})")
_JOINED = re.compile(r"\d.*[-~至到].*\d")
_NUMERAL = "半|[零〇一二两三四五六七八九十百千]+"
_IN_CHINESE = re.compile(rf"(?P<numeral>{_NUMERAL})(?P<unit>{_UNIT})")
_PERCENT_IN_CHINESE = re.compile(rf"百分之(?:({NUMBER})|([零〇一二两三四五六七八九十百]+))")
_NOTE = re.compile(r"\([^()]*\)")
_UNIT_NOTE = re.compile(r"(?<![%()])\(([^()\d]{1,4})\)")
_EDGES = "。.;,、:!?"
_LABEL = re.compile(
    r"(?![^\d]*(?:(?:提高|降低|增长|增加|减少|下降|上升|提升)(?![率幅])|[不未无]))[^\d:=<>≥≤%,;。、]{1,20}?"
    r"(?:(?<=[率度数量额本值])|(?<=面积|里程|比例|占比|时间|工期|时长|规模|得分|人数)|:)(?=[\d≥≤<>=达约不至为超:])"
)
_EVERY = re.compile(r"每个?(?:季度?|月|周|星期|旬|学期|半年)[^\d量额]{0,6}\d")
"""每季度1次 is how often, not how many in the year."""
_NO_UNIT = re.compile(r"[级等星版型号岁楼后前]|完成|建成|通过|验收|达到|开工|投入|以上|以下|以内|[并已未将按的是]|^[AaXx]+$")
_NUMERAL_UNITS = frozenset(
    (
        *"次个项台年天日场人名户家座处条所套件份篇辆村周元亩米",
        *("个月", "小时", "个小时", "分钟", "人次", "场次", "万元", "亿元", "万亩", "公里"),
    )
)
"""Units a Chinese numeral counts beyond doubt: 三年, 两次.  十分, 一批, 一级, 一期 are words."""


def _without_notes(words: str) -> str:
    """Brackets dropped, except those that hold the unit ("50(万元)", "6台(套)")."""

    def kept(match: re.Match[str]) -> str:
        if canonical(match[1]).family in ("", "unknown"):
            return ""
        before = match.string[match.start() - 1 : match.start()]
        return match[1] if before.isdigit() else match.group()

    units = _UNIT_NOTE.sub(kept, words)
    return units if "(" not in units else _NOTE.sub(lambda m: m.group() if _is_unit_note(m) else "", units)


def _is_unit_note(match: re.Match[str]) -> bool:
    inner = match.group()[1:-1]
    return match.start() > 0 and canonical(inner).family not in ("", "unknown") and not any(char.isdigit() for char in inner)


def _spelled(match: re.Match[str]) -> str:
    number = match[1] or chinese_number(match[2])
    return match.group() if number is None else f"{number}%"


def _acceptable(unit: str) -> bool:
    """A unit somebody could mean: a known one, or a short word that is no grade, label or verb."""
    if canonical(unit).family != "unknown":
        return True
    return not _NO_UNIT.search(unit) and len(unit) <= (9 if "/" in unit else 6 if unit.isascii() else 3)


def unit_as_printed(unit: str | None) -> str | None:
    """The unit as printed, half width, outer brackets dropped; every kind of percent is "%"; None for none."""
    if unit is None or is_blank(unit):
        return None
    plain = unify(unit)
    plain = plain[1:-1] if plain.startswith("(") and plain.endswith(")") else plain
    return "%" if canonical(plain).factor == 1 and is_percent(plain) else plain


def _number(printed: str) -> Decimal | None:
    """The printed number; None for what is longer than any quantity (numbers of identity cards, project codes)."""
    number = Decimal(printed.replace(",", ""))
    return trimmed(number) if number.adjusted() < 15 and len(printed) < 40 else None


def _single(words: str) -> Quantity | None:
    match = _ONE.fullmatch(words)
    if match and _acceptable(match["unit"]):
        number = _number(match["number"])
        return None if number is None else Quantity(number, unit_as_printed(match["unit"]))
    match = _IN_CHINESE.fullmatch(words)
    number = chinese_number(match["numeral"]) if match and match["unit"] in _NUMERAL_UNITS else None
    return Quantity(number, match["unit"]) if match and number is not None else None


def _interval(words: str) -> Quantity | None:
    match = _RANGE.fullmatch(words)
    if match is None or not (_acceptable(match["unit"]) and _acceptable(match["last"])):
        return None
    first, last = unit_as_printed(match["unit"]), unit_as_printed(match["last"])
    if incomparable(first, last):
        return None
    low, high = _number(match["low"]), _number(match["high"])
    if low is None or high is None or (last == "年" and low > 1900):
        return None
    low = convert(low, first, last) or low if first and last else low
    return Quantity(None, last or first, low=trimmed(min(low, high)), high=trimmed(max(low, high)))


def _figure(words: str) -> Quantity | None:
    found = _single(words) if words else None
    return found or (_interval(words) if _JOINED.search(words) else None)


def _combined(front: Operator | None, printed: bool, back: Operator | None) -> tuple[Operator | None, bool] | None:
    """One operator of the words before and behind: 控制在…以内, 达到…以上; None where they contradict (不低于…以内)."""
    if back is None or not printed:
        return (back, True) if back else (front, printed)
    if front is back or (front, back) in ((Operator.GT, Operator.GE), (Operator.LT, Operator.LE)):
        return front, True
    return None


def _signed_figure(words: str) -> Quantity | None:
    front = peel_front(words)
    if front is None:
        return None
    rest, back = peel_back(front[0])
    figure, said = _figure(rest), _combined(front[1], front[2], back)
    if figure is None or said is None:
        return None
    return Quantity(figure.number, figure.unit, said[0], said[1], figure.low, figure.high)


@lru_cache(maxsize=8192)
def read_quantity(text: str) -> Quantity | None:
    """The one figure a text states, with operator and unit; None where it states none, several, or something else too."""
    if len(text) > 80 or digits_apart(text):
        return None
    plain = unify(html.unescape(text) if "&" in text else text)
    words = _PERCENT_IN_CHINESE.sub(_spelled, _without_notes(plain)).strip(_EDGES)
    if _EVERY.search(words):
        return None
    found = _signed_figure(words)
    if found is None and (label := _LABEL.match(words)):
        found = _signed_figure(words[label.end() :])
    return found
