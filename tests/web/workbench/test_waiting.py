"""What waits: order, groups, counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hengji.rules.waiting import Span, Waiting, span
from hengji.web.workbench.waiting import counted, grouped

FRIDAY = date(2026, 8, 21)


@pytest.mark.parametrize(("days", "expected"), [(-1, Span.OVERDUE), (0, Span.TODAY), (1, Span.WEEK), (2, Span.WEEK), (3, Span.LATER)])
def test_the_week_ends_on_sunday(days: int, expected: Span) -> None:
    assert span(FRIDAY + timedelta(days=days), FRIDAY) is expected


def test_without_a_deadline() -> None:
    assert span(None, FRIDAY) is Span.OPEN


def line(days: int | None, count: int = 1, unit: str = "甲局") -> Waiting:
    return Waiting(None if days is None else FRIDAY + timedelta(days=days), "审核目标", "某项目", unit, count=count)


def test_counts_are_of_things_not_of_lines() -> None:
    counts = counted([line(-1), line(0, 3), line(1, 5), line(None, 2)], FRIDAY)
    assert (counts.all, counts.overdue, counts.today, counts.week) == (11, 1, 3, 5)


def test_groups_by_deadline_and_by_unit() -> None:
    found = [line(-1), line(0), line(9, unit="乙局")]
    assert [group.caption for group in grouped(found, FRIDAY, "due")] == ["已逾期", "今天　08-21　星期五", "以后"]
    assert [(group.caption, len(group.lines)) for group in grouped(found, FRIDAY, "unit")] == [("甲局", 2), ("乙局", 1)]
