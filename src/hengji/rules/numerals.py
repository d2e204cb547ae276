"""Chinese numerals as they stand in forms: 三, 两, 十二, 一百零五, 二〇二三, 叁拾万, 半."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "○": 0, "两": 2,
}  # fmt: skip
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def _below_myriad(text: str) -> int | None:
    """三千二百零五 → 3205; places must descend, a digit alone may only stand last or after 零."""
    total, digit, last = 0, None, 10**4
    for char in text:
        if char in _PLACES:
            place = _PLACES[char]
            if place >= last or (digit is None and (place != 10 or total)):
                return None
            total, digit, last = total + (1 if digit is None else digit) * place, None, place
        elif digit in (None, 0):
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def _counted(text: str) -> int | None:
    total, rest = 0, text
    for char in ("亿", "億", "万", "萬"):
        head, found, tail = rest.partition(char)
        if found:
            value = _below_myriad(head) if head else None
            if value is None:
                return None
            total, rest = total + value * _MYRIADS[char], tail
    value = _below_myriad(rest)
    return None if value is None else total + value


def chinese_number(text: str) -> Decimal | None:
    """The number of a Chinese numeral, None where it is none.  Places (三十二), digits in a row (二〇二三), 半 = 0.5."""
    if text == "半":
        return Decimal("0.5")
    if not text or any(char not in _DIGITS and char not in _PLACES and char not in _MYRIADS for char in text):
        return None
    if len(text) > 1 and all(char in _DIGITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text))
    if text in ("百", "千", "佰", "仟"):
        return Decimal(_PLACES[text])
    value = _counted(text)
    return None if value is None else Decimal(value)
