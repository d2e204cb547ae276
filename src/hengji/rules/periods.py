"""Periods of forms ("2023年1-7月", "三季度", "截至7月31日"), time progress of rounds and fund lines, words for a pace."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from hengji.rules.deadlines import month_end
from hengji.rules.money import half_up
from hengji.rules.numerals import chinese_number
from hengji.rules.text import unify


@dataclass(frozen=True, slots=True)
class Period:
    """Months ``first_month`` to ``last_month`` of a year; ``end`` is the last day, inside the last month where a day is
    printed.  A point in time (7月31日, 截至8月底, a lone 7月) is the period from January to it."""

    year: int
    first_month: int
    last_month: int
    end: date


_TIME_OF_DAY = re.compile(r"[T\s]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$")
_CHINESE_YEAR = re.compile(r"二[〇○零一二三四五六七八九]{3}(?=年)")
_CHINESE_MONTH = re.compile(
    r"(?<![一二三四五六七八九十])(?:十[一二]?|[一二三四五六七八九])(?=(?:[-~至到](?:十[一二]?|[一二三四五六七八九]))?月)"
    r"|(?<=月)[一二三四五六七八九十]{1,3}(?=日)"
)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|(?=[.\-/]\d)|(?=\)(?!\d+号)))")
_ISO = re.compile(r"(?<!\d)(20\d\d)[.\-/年](\d{1,2})[.\-/月](\d{1,2})(?!\d)[日号]?|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})(?:月份?(?:1[日号])?)?(?:--?|~|至|到)(?:(?:19|20)\d\d[年.\-/])?(\d{1,2})月份?(?:(\d{1,2})[日号])?")
_POINT = re.compile(r"(?<!\d)(\d{1,2})月份?(?:(\d{1,2})[日号])?")
_QUARTER = re.compile(r"(前|[1一][-~至到])?第?([一二三四1-4])季度?")
_WHOLE_YEAR = re.compile(r"[(（]?(?:全年|全年度|年度|本年度?)[)）]?")


def _arabic(match: re.Match[str]) -> str:
    return str(chinese_number(match.group()))


def _period(year: int, first: int, last: int, day: int | None = None) -> Period | None:
    """None for months and days that do not exist or run backwards."""
    if not (1 <= first <= last <= 12) or (day is not None and not 1 <= day <= monthrange(year, last)[1]):
        return None
    return Period(year, first, last, date(year, last, day) if day else month_end(year, last))


def _full_date(plain: str) -> Period | None:
    match = _ISO.search(plain)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    return _period(year, 1, month, day)


def _months(plain: str, year: int) -> Period | None:
    """ "1-7月", "1月1日至7月31日"; a range that is printed and wrong is no period."""
    match = _MONTHS.search(plain)
    return _period(year, int(match[1]), int(match[2]), int(match[3]) if match[3] else None) if match else None


def _part_of_year(plain: str, year: int) -> Period | None:
    if match := _QUARTER.search(plain):
        quarter = "一二三四".find(match[2]) + 1 or int(match[2])
        return _period(year, 1 if match[1] else 3 * quarter - 2, 3 * quarter)
    if "下半年" in plain:
        return _period(year, 7, 12)
    return _period(year, 1, 6) if "半年" in plain else None


def _point(plain: str, year: int) -> Period | None:
    match = _POINT.search(plain)
    return _period(year, 1, int(match[1]), int(match[2]) if match[2] else None) if match else None


@lru_cache(maxsize=4096)
def read_period(text: str | None, default_year: int | None = None) -> Period | None:
    """The period a title, a header or a cell names; None where it names none, an impossible one, or no year is known.

    Ranges of months come before quarters and half-years, these before single dates, a bare year (all of it) last.
    """
    if not text:
        return None
    plain = unify(_TIME_OF_DAY.sub("", text[:300].strip()))
    plain = _CHINESE_MONTH.sub(_arabic, _CHINESE_YEAR.sub(_arabic, plain))
    stated = _YEAR.search(plain)
    year = int(stated[1]) if stated else default_year
    if _MONTHS.search(plain):
        return _months(plain, year) if year else None
    if _ISO.search(plain):
        return _full_date(plain)
    if year is None:
        return None
    if _POINT.search(plain):
        return _point(plain, year)
    return _part_of_year(plain, year) or (_period(year, 1, 12) if stated or _WHOLE_YEAR.fullmatch(plain) else None)


def time_progress(as_of: date) -> Decimal:
    """Completed months ÷ 12, a month begun pro rata: 31 July → 7/12, 15 July → (6 + 15/31)/12.  Not rounded."""
    begun = Decimal(as_of.day) / monthrange(as_of.year, as_of.month)[1]
    return (as_of.month - 1 + begun) / 12


@lru_cache(maxsize=64)
def period_word(as_of: date | None) -> str:
    """How a form names its period: 1-7月, or 截至7月15日 for a day inside a month; 1-7月 where none is known."""
    if as_of is None:
        return "1-7月"
    if as_of.day == monthrange(as_of.year, as_of.month)[1]:
        return f"1-{as_of.month}月" if as_of.month > 1 else "1月"
    return f"截至{as_of.month}月{as_of.day}日"


def _before(day: date) -> Decimal:
    """Time progress when a day begins."""
    return (day.month - 1 + Decimal(day.day - 1) / monthrange(day.year, day.month)[1]) / 12


def is_new_line(as_of: date, issued: date | None, new_line_days: int = 60) -> bool:
    """Whether money was issued less than ``new_line_days`` days before the as-of date (or after it): too new to judge."""
    return issued is not None and (as_of - issued).days < new_line_days


def line_progress(as_of: date, issued: date | None = None, end: date | None = None, *, new_line_days: int = 60) -> Decimal | None:
    """The share of its own time that a fund line has behind it, 0 to 1: linear from the later of 1 January and its issue
    date to the earlier of 31 December and its end date, on the clock of ``time_progress`` (which it equals for a line of
    the whole year).  None is grey: too new to judge, by ``is_new_line``.
    """
    if is_new_line(as_of, issued, new_line_days):
        return None
    start = _before(issued) if issued and issued.year == as_of.year else Decimal(0)
    finish = time_progress(end) if end and end.year == as_of.year else Decimal(0) if end and end.year < as_of.year else Decimal(1)
    now = time_progress(as_of)
    if now >= finish or finish <= start:
        return Decimal(1)
    return (now - start) / (finish - start)


def words_against_progress(
    rate: Decimal, progress: Decimal, slightly: Decimal = Decimal("0.05"), clearly: Decimal = Decimal("0.15")
) -> str:
    """A rate against time progress in the words of circulars: up to 5 points 略高于, up to 15 高于, more 明显高于; likewise
    below.  Both are ratios; equal to two decimals of a percent is 与序时进度持平."""
    ahead = half_up(rate - progress, 4)
    if ahead == 0:
        return "与序时进度持平"
    side = "高于" if ahead > 0 else "低于"
    degree = "略" if abs(ahead) <= slightly else "明显" if abs(ahead) > clearly else ""
    return f"{degree}{side}序时进度"
