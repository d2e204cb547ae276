"""Filling quality (填报质量) of a unit in a round: 100 points less what its forms and report deserve, each deduction a sentence.

Only what is decided counts: a finding nobody confirmed costs nothing, nor does a form that is exempt.  Shares are by forms, so that a
unit with one form and one with fifty are measured alike.  A house rule (通行做法，非法规); a unit may appeal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.money import half_up, percent, plain

FULL = Decimal(100)
TIMELY, FIRST_PASS, ERRORS, BOILERPLATE, UNANSWERED, REPORT = (Decimal(n) for n in (30, 20, 25, 10, 10, 5))
"""The most each item may cost; together the full score."""
OF_FORM = TIMELY + FIRST_PASS + ERRORS + BOILERPLATE
"""What a form is worth: one that is missing costs all of it."""
_LATE_SHARE = Decimal("0.5")
"""A late form or report costs half of the item."""
_WARNING_SHARE = Decimal("0.5")
"""A confirmed doubt (疑点) counts half an error."""
_ERRORS_MOST = Decimal(5)
"""Confirmed errors per form at which the item is used up."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a unit did in a round, the exempt left out.  ``reported`` forms, of those ``late`` (first submission) and ``returned`` at
    least once; ``missing`` not reported and past their day.  ``errors`` and ``warnings`` confirmed; ``boilerplate`` forms with a confirmed
    one; ``asked`` findings that wanted an answer before review ended, ``unanswered`` of these.  ``report``: "" none asked or not yet due,
    on-time, late, missing."""

    reported: int
    late: int = 0
    missing: int = 0
    returned: int = 0
    errors: int = 0
    warnings: int = 0
    boilerplate: int = 0
    asked: int = 0
    unanswered: int = 0
    report: str = ""

    @property
    def due(self) -> int:
        """Forms that count: reported, or missing past their day."""
        return self.reported + self.missing


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off under one item, and the sentence that says why."""

    item: str
    points: Decimal
    sentence: str


@dataclass(frozen=True, slots=True)
class Quality:
    """``points`` 0–100 with two decimals; ``restored`` by an appeal that was upheld."""

    points: Decimal
    deductions: tuple[Deduction, ...]
    restored: Decimal = Decimal(0)

    @property
    def sentence(self) -> str:
        """All in one sentence."""
        said = "；".join(one.sentence for one in self.deductions) or "没有扣分"
        back = f"；复核恢复{plain(self.restored)}分" if self.restored else ""
        return f"填报质量{self.points:f}分：{said}{back}。"


def score(filling: Filling, restored: Decimal = Decimal(0)) -> Quality | None:
    """The score of a unit; None where nothing was due yet.  ``restored`` points an appeal gave back, never above what was taken."""
    if filling.due <= 0:
        return None
    deductions = tuple(one for one in _deductions(filling) if one.points)
    lost = sum((one.points for one in deductions), Decimal(0))
    back = max(min(restored, lost), Decimal(0))
    return Quality(half_up(max(FULL - lost, Decimal(0)) + back), deductions, back)


def _deductions(one: Filling) -> Iterator[Deduction]:
    yield _share("未报送", OF_FORM, one.missing, one.due, f"应报{one.due}张表，到期未报{one.missing}张")
    yield _share("逾期", TIMELY * _LATE_SHARE, one.late, one.due, f"{one.due}张表中逾期报送{one.late}张")
    yield _share(
        "退回修改", FIRST_PASS, one.returned, one.due, f"{one.returned}张表被退回过，一次通过率{_rest(one.returned, one.reported)}"
    )
    yield _errors(one)
    yield _share("套话", BOILERPLATE, one.boilerplate, one.due, f"{one.boilerplate}张表的说明与其他对象雷同")
    answered = _rest(one.unanswered, one.asked)
    yield _share(
        "问题答复", UNANSWERED, one.unanswered, one.asked, f"{one.asked}条需答复的问题有{one.unanswered}条未答复，答复率{answered}"
    )
    if one.report in ("late", "missing"):
        points = REPORT * (_LATE_SHARE if one.report == "late" else 1)
        yield _deduction("监控报告", points, f"监控报告{'逾期报送' if one.report == 'late' else '未报送'}")


def _errors(one: Filling) -> Deduction:
    """By confirmed errors per form; the missing ones are paid for already."""
    weighed, reported = one.errors + one.warnings * _WARNING_SHARE, max(one.reported, 1)
    counts = (("错误", one.errors), ("疑点", one.warnings))
    parts = "、".join(f"{word}{count}个" for word, count in counts if count)
    points = ERRORS * min(weighed / reported / _ERRORS_MOST, Decimal(1)) * one.reported / one.due
    return _deduction("核实的问题", points, f"核实{parts}，平均每张表{plain(half_up(Decimal(one.errors + one.warnings) / reported))}个")


def _rest(part: int, whole: int) -> str:
    return percent(1 - Decimal(min(part, whole)) / whole) if whole else "—"


def _share(item: str, most: Decimal, part: int, whole: int, words: str) -> Deduction:
    return _deduction(item, most * min(part, whole) / whole if whole else Decimal(0), words)


def _deduction(item: str, points: Decimal, words: str) -> Deduction:
    taken = half_up(points)
    return Deduction(item, taken, f"{words}，扣{plain(taken)}分")
