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
_LATE_SHARE = Decimal("0.5")
"""A late form costs half of what a missing one costs."""
_WARNING_SHARE = Decimal("0.5")
"""A confirmed doubt (疑点) counts half an error."""
_ERRORS_MOST = Decimal(5)
"""Confirmed errors per form at which the item is used up."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a unit did in a round.  ``due`` forms (the exempt left out), of these ``reported``, of those ``late`` (first submission) and
    ``returned`` at least once; ``missing`` not reported and past their day.  ``errors`` and ``warnings`` confirmed; ``boilerplate`` forms
    with a confirmed one; ``asked`` findings that wanted an answer before review ended and ``unanswered`` of these.  ``report``: "" none
    asked or not yet due, on-time, late, missing."""

    due: int
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
    """The score of a unit; None where nothing was due.  ``restored`` points an appeal gave back, never above what was taken."""
    if filling.due <= 0:
        return None
    deductions = tuple(one for one in _deductions(filling) if one.points)
    lost = sum((one.points for one in deductions), Decimal(0))
    back = max(min(restored, lost), Decimal(0))
    return Quality(half_up(max(FULL - lost, Decimal(0)) + back), deductions, back)


def _deductions(one: Filling) -> Iterator[Deduction]:
    yield _timely(one)
    if one.reported:
        yield _share("退回修改", FIRST_PASS, one.returned, one.reported, f"{one.reported}张表中{one.returned}张被退回过，一次通过率")
        yield _errors(one)
        yield _share("套话", BOILERPLATE, one.boilerplate, one.reported, f"{one.boilerplate}张表的说明与其他对象雷同，原创率")
    if one.asked:
        yield _share("问题答复", UNANSWERED, one.unanswered, one.asked, f"{one.asked}条需答复的问题有{one.unanswered}条未答复，答复率")
    if one.report in ("late", "missing"):
        points = REPORT * (_LATE_SHARE if one.report == "late" else 1)
        yield _deduction("监控报告", points, f"监控报告{'逾期报送' if one.report == 'late' else '未报送'}")


def _timely(one: Filling) -> Deduction:
    points = TIMELY * (min(one.late, one.due) * _LATE_SHARE + min(one.missing, one.due)) / one.due
    parts = [f"逾期报送{one.late}张"] if one.late else []
    parts += [f"到期未报{one.missing}张"] if one.missing else []
    return _deduction("及时性", min(points, TIMELY), f"应报{one.due}张表中{'、'.join(parts)}")


def _errors(one: Filling) -> Deduction:
    per_form = (one.errors + one.warnings * _WARNING_SHARE) / one.reported
    parts = [f"错误{one.errors}个"] if one.errors else []
    parts += [f"疑点{one.warnings}个"] if one.warnings else []
    points = ERRORS * min(per_form / _ERRORS_MOST, Decimal(1))
    return _deduction(
        "核实的问题", points, f"核实{'、'.join(parts)}，平均每张表{plain(half_up((one.errors + one.warnings) / Decimal(one.reported)))}个"
    )


def _share(item: str, most: Decimal, part: int, whole: int, words: str) -> Deduction:
    share = Decimal(min(part, whole)) / whole
    return _deduction(item, most * share, f"{words}{percent(1 - share)}")


def _deduction(item: str, points: Decimal, words: str) -> Deduction:
    taken = half_up(points)
    return Deduction(item, taken, f"{words}，扣{plain(taken)}分")
