"""The ways in which the rows of a fund table may divide its total: rows may be divided again below, or the total twice over.

Nothing here decides which way a form means; who accuses asks that none of them adds up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from hengji.rules.forms import FundSource

_BUDGETS = {FundSource.GENERAL_PUBLIC, FundSource.GOVERNMENT_FUND, FundSource.STATE_CAPITAL, FundSource.SOCIAL_INSURANCE}
_BELOW = {FundSource.PROVINCE, FundSource.CITY, FundSource.COUNTY}
_LEVELS = _BELOW | {FundSource.CENTRAL, FundSource.LOCAL}
_BASIC = re.compile("基本支出")
_OF_BASIC = re.compile("人员(?:经费|支出|费用)|公用(?:经费|支出)|运转(?:经费|支出)|工资福利|商品和服务|对个人和家庭")
_PROJECT = re.compile("项目支出")
_OF_PROJECT = re.compile("专项|项目(?!支出)|特定目标|其他运转")
_OF_WHICH = re.compile(r"\W*其中")
_MOST_WAYS = 256


class Line(NamedTuple):
    """One row's amount in one column: yuan, the yuan worth of its last digit; the label as printed."""

    label: str
    source: FundSource
    value: Decimal
    quantum: Decimal


def makes(whole: Line, rows: Sequence[Line]) -> bool:
    """Whether these rows make the whole: half a last digit may be lost per row that is not zero.  The column's finest
    row tells its precision (191 beside 372.88 is 191.00); a whole printed coarser is compared at its own."""
    filled = [row for row in rows if row.value]
    finest = min((row.quantum for row in filled), default=whole.quantum)
    allowed = min(finest, whole.quantum) * len(filled) / 2 + (whole.quantum / 2 if whole.quantum > finest else 0)
    return abs(whole.value - added(rows)) <= allowed


def added(rows: Sequence[Line]) -> Decimal:
    """The rows' sum in yuan."""
    return sum((row.value for row in rows), Decimal(0))


def divisions(rows: list[Line]) -> Iterator[list[Line]]:
    """All rows; without those that divide another row by source (四本预算 or levels under 财政拨款, 省市县 under 地方资金);
    without those that divide a row above by label or figure (人员、公用经费 under 基本支出); of a total divided twice
    (by source, then by use) the first time."""
    yield rows
    yield from _by_source(rows)
    yield from islice(_nested(rows, 0), _MOST_WAYS)
    yield from _first_of_two(rows)


def _by_source(rows: list[Line]) -> Iterator[list[Line]]:
    sources = {row.source for row in rows}
    for parent, children in ((FundSource.FISCAL, _BUDGETS), (FundSource.FISCAL, _LEVELS), (FundSource.LOCAL, _BELOW)):
        if parent in sources and sources & children:
            yield [row for row in rows if row.source not in children]
    if FundSource.FISCAL in sources and sources & _BUDGETS and sources & _LEVELS:
        yield [row for row in rows if row.source not in _BUDGETS | _LEVELS]


def _nested(rows: list[Line], start: int) -> Iterator[list[Line]]:
    """Every way to take each row from ``start`` on either as a part of the total or as a part of the row before it."""
    if start >= len(rows):
        yield []
        return
    for end in sorted({start + 1, *_ends(rows, start)}, reverse=True):
        for rest in _nested(rows, end):
            yield [rows[start], *rest]


def _ends(rows: list[Line], start: int) -> Iterator[int]:
    """Where the parts of a row may end: behind labels that name its parts, behind 其中 rows that keep within it, or where
    two rows or more add up to it exactly."""
    parent, end = rows[start], start + 1
    while end < len(rows) and _names_part(parent, rows[end]):
        end += 1
    yield end
    of_which = end < len(rows) and bool(_OF_WHICH.match(rows[end].label))
    for last in range(start + 1, len(rows)):
        below = rows[start + 1 : last + 1]
        if len(below) > 1 and parent.value and makes(parent, below):
            yield last + 1
        if of_which and last >= end and added(below) <= parent.value:
            yield last + 1


def _names_part(parent: Line, row: Line) -> bool:
    """人员经费 is a part of 基本支出, a named project one of 项目支出."""
    if _BASIC.search(parent.label):
        return bool(_OF_BASIC.search(row.label))
    return bool(_PROJECT.search(parent.label) and _OF_PROJECT.search(row.label))


def _first_of_two(rows: list[Line]) -> Iterator[list[Line]]:
    """The rows up to where the same money begins to be divided once more: both divisions come to the same sum."""
    for split in range(1, len(rows) - 1):
        again = {added(way) for way in _few(rows[split:]) if sum(1 for row in way if row.value) > 1 or _BASIC.search(way[0].label)}
        yield from (way for way in _few(rows[:split]) if added(way) and added(way) in again)


def _few(rows: list[Line]) -> Iterator[list[Line]]:
    return islice(_nested(rows, 0), 16)
