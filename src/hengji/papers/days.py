"""Days and times as people write them in lists: ISO, 2023.8.18, 2023年8月18日 17:30, 8月18日, day numbers of Excel."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_DATE = re.compile(r"(?:(20\d\d|\d\d(?=[年.]))\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?")
_MONTH = re.compile(r"(20\d\d)\s*[-/.年]?\s*(\d{1,2})\s*月?(?:份|底|末)?$")
_CLOCK = re.compile(r"(上午|下午|晚上|中午)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2}|半)?")
_END_OF_DAY = time(23, 59, 59)


def read_day(text: str | None, year: int | None = None) -> date | None:
    """A day; one without a year is of ``year``, a month is its last day.  None where no day can be read."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    if re.fullmatch(r"[345]\d{4}(?:\.\d+)?", plain):
        return date(1899, 12, 30) + timedelta(days=int(plain[:5]))
    if compact := re.match(r"(20\d\d)(\d\d)(\d\d)(?!\d)", plain):
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    if month := _MONTH.fullmatch(plain):
        first = _day(int(month[1]), int(month[2]), 1)
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) if first else None
    found = _DATE.match(plain)
    stated = int(found[1]) if found and found[1] else year
    if found is None or stated is None:
        return None
    return _day(stated + 2000 if stated < 100 else stated, int(found[2]), int(found[3]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_instant(text: str | None, year: int | None = None, *, until: bool = False) -> datetime | None:
    """A day with its time.  Without a time it is the day's end where a thing is due ``until`` then, else its beginning."""
    day = read_day(text, year)
    if day is None:
        return None
    plain = unicodedata.normalize("NFKC", text or "").strip()
    found = _DATE.match(plain)
    clock = _CLOCK.search(plain, found.end() if found else len(plain))
    if clock is None:
        return datetime.combine(day, _END_OF_DAY if until else time())
    hour = int(clock[2]) + (12 if clock[1] in ("下午", "晚上") and int(clock[2]) < 12 else 0)
    minute = 30 if clock[3] == "半" else int(clock[3] or 0)
    return datetime.combine(day, time(hour, minute) if hour < 24 and minute < 60 else _END_OF_DAY)
