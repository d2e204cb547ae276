"""Dates in targets and actuals ("2023年12月底前", "9月前", "三季度末", "年底", "6月30日"): the last day they allow.

Read generously, for a light must not accuse by a reading: "9月前" allows all of September, "6月初" the first ten days.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hengji.rules.numerals import chinese_number
from hengji.rules.text import unify


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date found in a text: ``end`` its last day (None without a year); ``whole``: the text says nothing else
    but when, and that something is done by then."""

    end: date | None
    whole: bool


_TIME_OF_DAY = re.compile(r"[T\s]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$")


def _year(tag: str) -> str:
    """The pattern of a year; group names are unique in a pattern, hence the tag."""
    return rf"(?:(?P<{tag}y>(?:19|20)\d\d)年度?|(?P<{tag}next>次年|翌年|明年|下年度?|来年)|(?:当年|本年度?|今年))"


_POINT = re.compile(
    r"(?P<compact>20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
    r"|(?P<dotted>20\d\d[.\-/年](?:1[0-2]|0?[1-9])[.\-/月](?:3[01]|[12]\d|0?[1-9])(?!\d)[日号]?)"
    r"|(?P<ym>20\d\d[.\-/](?:1[0-2]|0?[1-9]))(?=$|月|底|末|前|之前|以前|[-~至到]20)(?:月份?)?(?P<ympart>底|末)?"
    r"|(?<![\d.])(?P<md>(?:1[0-2]|0?[1-9])\.(?:3[01]|[12]\d|0?[1-9]))(?=前|之前|以前)"
    rf"|{_year('')}?(?<![\d.每各次])(?P<m>1[0-2]|0?[1-9])月份?(?!/)"
    r"(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:[日号]|(?![\d.%个])))?(?P<part>底|末|初|上旬|中旬|下旬)?"
    rf"|{_year('h')}?(?P<half>[上下])半年"
    rf"|{_year('q')}?(?:第|前)?(?P<q>[一二三四1-4])季度?"
    rf"|(?:{_year('e')}年?|年度?)(?P<edge>底|末|终|初|中|内)(?=前|之前|以前|$|[^\w]|完|竣|建|验|全|投|达|至|到|已)"
    rf"|{_year('w')}"
)
_CHINESE_MONTH = re.compile(r"(?<![一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])(?=月)")
_CHINESE_YEAR = re.compile(r"[二][〇○零一二三四五六七八九]{3}(?=年)")
_BEFORE = re.compile(
    r"(?:完成|完工|竣工|验收|实施|建设|开工|发放|计划|预计|预期|力争|确保|争取|项目|工程|最迟|最晚|不晚于|不迟于|早于"
    r"|截至|截止|已|于|在|到|至|≤|<|=|时间|时限|期限|日期|目标|年度|:|,)*"
)
_AFTER = re.compile(
    r"(?:底|末|份|前|之前|以前|为止|止|内|以内|已|均|全部|全面|基本|顺利|按期|按时|完成|完工|竣工|验收|实施|建设|建成|开工|投入|使用|投用|交付|通过"
    r"|支付|发放|拨付|到位|完毕|结束|任务|工作|项目|工程|并|[,。;、])*"
)
_MARKED = re.compile(r"底|末|初|旬|前|止|内|半年|季|日|号|完成|完工|竣工|验收|建成|开工|结束|交付|投入")
_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}


def _arabic(match: re.Match[str]) -> str:
    return str(chinese_number(match.group()))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _year_of(match: re.Match[str], default: int | None) -> int | None:
    for tag in ("", "h", "q", "e", "w"):
        if match[f"{tag}y"]:
            return int(match[f"{tag}y"])
        if match[f"{tag}next"]:
            return default + 1 if default else None
    return default


def _numbered(text: str) -> date | None:
    """The day of "2023.7.31", the month's last one of "2023.12"."""
    year, month, *day = (int(part) for part in re.findall(r"\d+", text))
    return _day(year, month, day[0]) if day else month_end(year, month)


def _in_month(match: re.Match[str], year: int) -> date | None:
    month = int(match["m"])
    if match["d"]:
        return _day(year, month, int(match["d"]))
    day = {"初": 10, "上旬": 10, "中旬": 20}.get(match["part"] or "")
    return date(year, month, day) if day else month_end(year, month)


def _last_month(match: re.Match[str]) -> int:
    """The month in which a half-year, a quarter or an edge of the year (年初, 年中, 年底) ends."""
    if match["half"]:
        return 6 if match["half"] == "上" else 12
    if match["q"]:
        return 3 * _QUARTER.get(match["q"], 0) or 3 * int(match["q"])
    return {"初": 1, "中": 6}.get(match["edge"] or "", 12)


def _end_of(match: re.Match[str], default: int | None) -> date | None:
    if match["compact"]:
        text = match["compact"]
        return _day(int(text[:4]), int(text[4:6]), int(text[6:8]))
    if match["dotted"] or match["ym"]:
        return _numbered(match["dotted"] or match["ym"])
    year = _year_of(match, default)
    if year is None:
        return None
    if match["md"]:
        return _numbered(f"{year}.{match['md']}")
    return _in_month(match, year) if match["m"] else month_end(year, _last_month(match))


_JOIN = re.compile(r"[-~至到、]|--")


def _run(text: str, first: re.Match[str], year: int | None) -> tuple[re.Match[str], int | None]:
    """The last point of a range that starts with ``first`` ("2023年3月-11月"), and the year in force there."""
    join = _JOIN.match(text, first.end())
    following = _POINT.match(text, join.end()) if join else None
    if following is None:
        return first, year
    return following, _year_of(first, year)


_BARE_FIRST_MONTH = re.compile(r"(?:(?<=年)|(?<![\d.年\-/]))(1[0-2]|0?[1-9])(?=[-~至到](?:1[0-2]|0?[1-9])月)")
_RECURRING = re.compile(r"每[年月季周日天]|各[月季]|次月|逐月|按[月季年]")


def _plain(text: str) -> str:
    """One form of signs, arabic months and years, no time of day, "3-10月" written out as "3月-10月"."""
    words = unify(_TIME_OF_DAY.sub("", text[:300].strip()))
    return _BARE_FIRST_MONTH.sub(r"\1月", _CHINESE_MONTH.sub(_arabic, _CHINESE_YEAR.sub(_arabic, words)))


@lru_cache(maxsize=4096)
def read_date_words(text: str, year: int | None = None) -> DateWords | None:
    """The date a text names, None where it names none.  Recurring ones ("每月5日前") and lengths ("3个月", "5年") are none."""
    plain = _plain(text)
    first = _POINT.search(plain)
    if first is None or _RECURRING.search(plain):
        return None
    last, default = _run(plain, first, year)
    whole = _BEFORE.fullmatch(plain, 0, first.start()) is not None and _AFTER.fullmatch(plain, last.end()) is not None
    if not whole and not _MARKED.search(plain, last.start(), last.end() + 3):
        return None
    return DateWords(_end_of(last, default), whole)
