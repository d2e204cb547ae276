"""Money in yuan and rates as ratios: read as printed, rounded half up in one place, compared at printed precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from hengji.rules.numerals import chinese_number
from hengji.rules.text import fold, is_blank

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
WAN = Decimal(10000)
CENT = Decimal("0.01")
MONEY_UNITS = {"元": Decimal(1), "千元": Decimal(1000), "万元": WAN, "百万元": Decimal(10) ** 6, "亿元": Decimal(10) ** 8}
"""Units in which tables print money, with their worth in yuan."""

_round = _EXACT.quantize
_QUANTA = {places: Decimal(1).scaleb(-places) for places in range(13)}
_PERCENT_FROM = Decimal("1.5")
"""A rate printed without % above this is meant in percent: no budget is spent one and a half times."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in yuan (two decimals) and the yuan worth of its last printed digit (7.29 万元 → 100)."""

    yuan: Decimal
    quantum: Decimal


def half_up(x: Decimal, places: int = 2) -> Decimal:
    """The one rounding of the house: half away from zero; never a negative zero."""
    rounded = _round(x, _QUANTA.get(places) or Decimal(1).scaleb(-places))
    return rounded or rounded.copy_abs()


def trimmed(x: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 100.00 → 100, 1.2E+3 → 1200, -0 → 0."""
    short = _EXACT.plus(x).normalize(_EXACT)
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1), context=_EXACT) if isinstance(exponent, int) and exponent > 0 else short + 0


def exponent(x: Decimal) -> int:
    """The place of the last digit that is not a trailing zero: -2 of 0.25, 0 of 7, 2 of 100."""
    last = x.normalize().as_tuple().exponent
    return last if isinstance(last, int) else 0


@lru_cache(maxsize=65536)
def plain(x: Decimal, grouped: str = "") -> str:
    """A number as text without exponent and trailing zeros; ``grouped`` "," separates thousands."""
    text = f"{x:{grouped}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(ratio: Decimal) -> str:
    """A ratio as a percentage with two decimals: 0.862 → 86.20%."""
    return f"{half_up(ratio * 100):f}%"


NUMBER = r"(?:[+-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d*)?|[+-]?\.\d+)"
"""A number in half-width digits, its thousands separated or not."""
_MULTIPLIERS = {
    "": Decimal(1), "百": Decimal(100), "千": Decimal(1000), "万": WAN, "w": WAN, "十万": Decimal(100000),
    "百万": Decimal(10) ** 6, "千万": Decimal(10) ** 7, "亿": Decimal(10) ** 8, "万亿": Decimal(10) ** 12,
}  # fmt: skip
_MULTIPLIER = "万亿|[十百千]万|[百千万亿w]"
_PART = re.compile(rf"(?P<number>{NUMBER}(?:e[+-]?\d{{1,2}})?)(?P<times>{_MULTIPLIER})?(?P<yuan>元|圆)?")
_CHINESE = re.compile(r"([零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]+)(?:元|圆)")
_PREFIX = re.compile(r"^(?:人民币|rmb|cny|[¥￥]|共计|合计|总计|共|计|大约|约)+")
_SUFFIX = re.compile(r"(?:人民币|rmb|整|正|左右)?[。.;,、]*$")
_UNIT_NOTE = re.compile(rf"\((?:单位:)?((?:{_MULTIPLIER})?元)\)")
_NOTE = re.compile(r"\([^()]*\)")
_BROKEN_DIGITS = re.compile(r"\d[^\S\n\r]+(?!\d{3}(?!\d))\d|\d\s*[\r\n]\s*\d")


def digits_apart(text: str) -> bool:
    """Two figures stand beside or below each other ("400 295"): not one number with blanks between thousands."""
    return _BROKEN_DIGITS.search(text) is not None


def _plain(text: str) -> str:
    """The amount's own words: notes in brackets dropped, a bracketed unit kept, "854万854万" said once."""
    words = _NOTE.sub("", _UNIT_NOTE.sub(r"\1", fold(text)))
    words = _SUFFIX.sub("", _PREFIX.sub("", words))
    half = len(words) // 2
    return words[:half] if half > 1 and words[:half] == words[half:] and not words[half - 1].isdigit() else words


def _printed(number: str) -> tuple[Decimal, Decimal]:
    """(value, worth of the last printed digit) of a number without unit."""
    value = Decimal(number.replace(",", ""))
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _compound(words: str, unit: Decimal) -> tuple[Decimal, Decimal] | None:
    """(yuan, quantum) of "9132万元" or of descending parts such as "1亿2000万元" and "3万5000元"."""
    total, quantum, last, place = Decimal(0), unit, Decimal("Infinity"), 0
    while place < len(words):
        part = _PART.match(words, place)
        if part is None or (place and not part["number"][0].isdigit()):
            return None
        named = part["times"] or part["yuan"]
        worth = _MULTIPLIERS[part["times"] or ""] if named else unit
        if worth >= last or (place and not named):
            return None
        value, step = _printed(part["number"])
        total, quantum, last, place = total + value * worth, step * worth, worth, part.end()
    return (total, quantum) if words else None


def _signed(words: str, unit: Decimal) -> tuple[Decimal, Decimal] | None:
    """``_compound`` of what stands behind a minus sign, negated."""
    if not words.startswith("-"):
        return _compound(words, unit)
    read = None if words[1:2] in ("-", "+") else _compound(words[1:], unit)
    return (-read[0], read[1]) if read else None


def _in_chinese(words: str) -> tuple[Decimal, Decimal] | None:
    match = _CHINESE.fullmatch(words)
    value = chinese_number(match[1]) if match else None
    if match is None or value is None:
        return None
    return value, {"万": WAN, "萬": WAN, "亿": Decimal(10) ** 8, "億": Decimal(10) ** 8}.get(match[1][-1], Decimal(1))


@lru_cache(maxsize=8192)
def parse_amount(text: str | None, unit: Decimal) -> Amount | None:
    """An amount as a clerk wrote it, in yuan; None where it is blank or not understood.

    ``unit`` is the yuan worth of 1 under the column's header (10000 for 万元); a unit printed with the amount wins
    ("0.34亿元", "854万").  Notes in brackets are passed over, the same words typed twice count once, 约 is dropped.
    Anything that leaves a doubt ("B/A", "30-40万元", "30余万元", "(1,200.00)", a foreign currency) is None.
    """
    if text is None or is_blank(text) or len(text) > 200 or digits_apart(text):
        return None
    words = _plain(text)
    read = _signed(words, unit) or _in_chinese(words)
    if read is None or abs(read[0]) >= Decimal(10) ** 18:
        return None
    return Amount(half_up(read[0]), read[1])


def wan(yuan: Decimal) -> str:
    """万元 with two decimals and thousands separators, a real minus sign: 91320000 → "9,132.00"."""
    return f"{half_up(yuan / WAN):,.2f}".replace("-", "\u2212")


def equal_at(a: Decimal, qa: Decimal, b: Decimal, qb: Decimal) -> bool:
    """Whether two figures agree at the coarser of their printed precisions (7.29 万元 equals 72,890 元)."""
    coarser = max(qa, qb)
    if abs(a - b) <= coarser / 2:
        return True
    return coarser > 0 and half_up(a / coarser, 0) == half_up(b / coarser, 0)


_RATE = re.compile(rf"(?:约|大约|百分之)?(?P<number>{NUMBER}(?:e[+-]?\d{{1,2}})?)(?P<sign>%+|百分比|‰)?(?:左右)?[。.;,]*")
_OF_HUNDRED = {"‰": Decimal("0.001")}


def _rate(text: str | None) -> tuple[Decimal, Decimal] | None:
    """(ratio, worth of its last printed digit as a ratio)."""
    if text is None or is_blank(text) or len(text) > 60 or digits_apart(text):
        return None
    words = _NOTE.sub("", fold(text).replace("(%)", "%"))
    match = _RATE.fullmatch(words)
    if match is None:
        return None
    value, quantum = _printed(match["number"])
    if match["sign"] or "百分之" in words:
        factor = _OF_HUNDRED.get(match["sign"] or "", CENT)
    else:
        factor = CENT if abs(value) > _PERCENT_FROM else Decimal(1)
    return value * factor, quantum * factor


def parse_rate(text: str | None) -> Decimal | None:
    """A rate as a ratio: "86.2%", "0.862" and "86.2" are 0.862; without % more than 1.5 is meant in percent."""
    read = _rate(text)
    return read[0] if read else None


@lru_cache(maxsize=8192)
def rate_quantum(text: str | None) -> Decimal:
    """The ratio worth of the last printed digit ("86.2%" → 0.001).  A bare 0 or 1 counts as whole percents,
    and so does what cannot be read."""
    read = _rate(text)
    return min(read[1], CENT) if read and read[1] == 1 else read[1] if read else CENT
