"""Working days as the county has them: what the program's table of yearly notices says, and the county's own table over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from chinese_calendar import constants

from hengji.apps.monitoring.models import SpecialDay
from hengji.apps.organisations.scope import scoped
from hengji.rules.access import Action, Actor
from hengji.rules.rounds import Workdays

PUBLISHED = "国务院办公厅放假通知（系统内置）"
"""What stands as the basis of a day the program knows by itself."""
_HOLIDAYS: dict[date, str] = constants.holidays
_WORKED: dict[date, str] = constants.workdays
_WORDS = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day that is not what its weekday says; ``id`` only of the county's own, ``plain``: the county sets it as it is anyway."""

    day: date
    worked: bool
    document: str
    by: str = ""
    at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class YearsDays:
    """A year's days off and days worked; ``unsure`` where no arrangement of the year is known."""

    year: int
    lines: tuple[DayLine, ...]
    unsure: str


def workdays(region: UUID, years: Iterable[int]) -> Workdays:
    """The county's working days in these years.  One query."""
    wanted = sorted(set(years))
    own = SpecialDay.objects.filter(region=region, day__year__in=wanted).values_list("day", "worked")
    return _over(tuple(wanted), dict(own))


def _over(years: tuple[int, ...], own: dict[date, bool]) -> Workdays:
    known = _published(years)
    off = (known.off - own.keys()) | {day for day, worked in own.items() if not worked}
    worked = (known.worked - own.keys()) | {day for day, is_worked in own.items() if is_worked}
    return Workdays(off, worked, known.known | {day.year for day in own})


@lru_cache(maxsize=32)
def _published(years: tuple[int, ...]) -> Workdays:
    off = frozenset(day for day in _HOLIDAYS if day.year in years)
    worked = frozenset(day for day in _WORKED if day.year in years)
    return Workdays(off, worked, frozenset(day.year for day in off))


def years_days(actor: Actor, year: int) -> YearsDays:
    """The days of a year that are not what their weekday says, by whose word."""
    rows = list(scoped(SpecialDay.objects.filter(day__year=year), actor, Action.ROUND_VIEW).order_by("day"))
    own = {row.day: DayLine(row.day, row.worked, row.document, row.by, row.at, row.pk) for row in rows}
    known = _published((year,))
    told = {
        day: DayLine(day, day in known.worked, f"{_WORDS.get(_name(day), '')}　{PUBLISHED}".strip("　")) for day in known.off | known.worked
    }
    lines = tuple(line for _, line in sorted({**told, **own}.items()))
    return YearsDays(year, lines, _over((year,), {day: line.worked for day, line in own.items()}).unsure([year]))


def _name(day: date) -> str:
    return _HOLIDAYS.get(day) or _WORKED.get(day) or ""


def spells(lines: Iterable[DayLine]) -> tuple[tuple[DayLine, ...], ...]:
    """Days in a row that are alike in everything but the day."""
    found: list[list[DayLine]] = []
    for line in lines:
        last: Any = found[-1][-1] if found else None
        if (
            last
            and last.day + timedelta(days=1) == line.day
            and (last.worked, last.document, last.at) == (line.worked, line.document, line.at)
        ):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(tuple(spell) for spell in found)
