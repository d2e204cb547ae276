"""What may stand in a cell, a sheet's tab and a file's name, and how amounts and lights are shown there."""

from __future__ import annotations

import re
from decimal import Decimal

from hengji.rules.money import WAN, half_up, percent, wan

CELL_MOST = 32767
"""UTF-16 units a cell can hold (Excel's limit)."""

_SHEET_MOST = 31
_FILE_MOST = 80
"""Characters of a file's name before its ending: 240 bytes of UTF-8, within the 255 of common file systems."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufddf\ufffe\uffff]")
_UNUSUAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufddf\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_NOT_IN_FILES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_NOT_IN_TABS = re.compile(r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff]")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def clean(text: str) -> str:
    """``text`` as a cell can hold it: control characters dropped, tabs to spaces, line ends to one kind, cut with … at the limit."""
    if _UNUSUAL.search(text) or "\u2028" in text or "\u2029" in text:
        text = _ILLEGAL.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    return shorten(text, CELL_MOST) if len(text) * 2 > CELL_MOST else text


def shorten(text: str, most: int) -> str:
    """``text`` cut to ``most`` UTF-16 units, the last one … when something was cut."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 <= most:
        return text
    cut = text.encode("utf-16-le", "surrogatepass")[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    return cut + "…"


def sheet_name(text: str, taken: set[str]) -> str:
    """A legal tab name like ``text``, not in ``taken`` (folded names; the new one is added)."""
    base = _NOT_IN_TABS.sub("_", text).strip(" '") or "表"
    return _free(base, taken, _SHEET_MOST)


def file_name(text: str, taken: set[str]) -> str:
    """A file name (without ending) like ``text`` that every system takes, not in ``taken`` (folded names; the new one is added)."""
    base = _NOT_IN_FILES.sub("_", text).strip(" .") or "未命名"
    if _RESERVED.fullmatch(base):
        base = "_" + base
    return _free(base, taken, _FILE_MOST)


def _free(base: str, taken: set[str], most: int) -> str:
    name, count = shorten(base, most).rstrip(" .'"), 1
    while name.casefold() in taken:
        count += 1
        tail = f"（{count}）"
        name = shorten(base, most - len(tail)).rstrip(" .'") + tail
    taken.add(name.casefold())
    return name


def wan_number(yuan: Decimal | None) -> Decimal | None:
    """万元 with two decimals, half up, of an amount in yuan: a number for a cell."""
    return None if yuan is None else half_up(yuan / WAN)


def wan_text(yuan: Decimal | None) -> str:
    """万元 with two decimals as a sentence shows it, ``—`` for what was not reported."""
    return "—" if yuan is None else wan(yuan)


def percent_text(ratio: Decimal | None) -> str:
    """A ratio as per cent with two decimals, half up, ``—`` for none."""
    return "—" if ratio is None else percent(ratio).replace("-", "−")
