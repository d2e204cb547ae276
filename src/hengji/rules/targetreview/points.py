"""The review table of a project's target (项目支出绩效目标审核表): four dimensions, their items, grades, and what follows from the total.

The rules only add up; the reviewer grades.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from hengji.rules.money import half_up, plain
from hengji.rules.scoretable import Dimension, Item, check_score

_ZERO = Decimal(0)


class ReviewGrade(StrEnum):
    """优 良 中 差, with what follows."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"

    @property
    def chinese(self) -> str:
        return _GRADES[self][0]

    @property
    def outcome(self) -> str:
        """What the grade means for the target."""
        return _GRADES[self][1]

    @property
    def passes(self) -> bool:
        """Whether the target may go on (a 良 after it was put right together)."""
        return self in (ReviewGrade.EXCELLENT, ReviewGrade.GOOD)


_GRADES = {
    ReviewGrade.EXCELLENT: ("优", "通过，进入下一步预算安排"),
    ReviewGrade.GOOD: ("良", "可与单位协商，直接对目标作完善后进入下一步"),
    ReviewGrade.FAIR: ("中", "由单位修改完善后重新报送，审核通过后进入下一步"),
    ReviewGrade.POOR: ("差", "不得进入下一步预算安排"),
}
_FROM = (
    (ReviewGrade.EXCELLENT, Decimal("0.9")),
    (ReviewGrade.GOOD, Decimal("0.8")),
    (ReviewGrade.FAIR, Decimal("0.6")),
    (ReviewGrade.POOR, _ZERO),
)


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """``total`` of 100, the grade of it, and the sentence; ``open_items`` are the titles not scored yet (then no grade)."""

    total: Decimal
    grade: ReviewGrade | None
    open_items: tuple[str, ...]
    sentence: str


_TEN, _FIFTEEN = Decimal(10), Decimal(15)
_POINTS = (
    Dimension(
        "completeness",
        "完整性",
        (
            Item("format", "规范完整性", _TEN, ("格式是否规范", "内容是否完整准确，有无缺项错项")),
            Item("clarity", "明确清晰性", _TEN, ("目标是否明确、内容是否具体", "总体目标是否概括了要做的事和效果")),
        ),
    ),
    Dimension(
        "relevance",
        "相关性",
        (
            Item("relevance", "目标相关性", _FIFTEEN, ("是否符合部门职能和事业规划", "是否与本项支出的方向一致")),
            Item("indicators", "指标科学性", _FIFTEEN, ("指标是否全面、充分、细化量化", "难以量化的，定性描述是否有依据、可衡量")),
        ),
    ),
    Dimension(
        "adequacy",
        "适当性",
        (
            Item("performance", "绩效合理性", _FIFTEEN, ("预期绩效是否显著、效益是否明显", "与同类项目、往年实际相比是否合理")),
            Item("money", "资金匹配性", _FIFTEEN, ("目标与项目金额是否匹配", "在既定资金规模下目标是否过高或过低")),
        ),
    ),
    Dimension(
        "feasibility",
        "可行性",
        (
            Item("possible", "实现可能性", _TEN, ("实施方案是否合理", "目标是否经过论证、能够实现")),
            Item("conditions", "条件充分性", _TEN, ("制度、组织、人员、资源等保障是否到位",)),
        ),
    ),
)


def review_points() -> tuple[Dimension, ...]:
    """The table: 完整性20、相关性30、适当性30、可行性20 (财预〔2015〕88号 附件, by common practice; clause to be checked)."""
    return _POINTS


ITEMS = {item.code: item for dimension in _POINTS for item in dimension.items}


def item_grade(code: str, score: Decimal) -> ReviewGrade:
    """The grade of one item's score.  Raises as ``rules.scoretable.check_score`` does."""
    return _grade(check_score(ITEMS, code, score) / ITEMS[code].points)


def review(scores: Mapping[str, Decimal | None]) -> ReviewResult:
    """The total of the items' scores, its grade and what follows; no grade while an item is open.  Raises as ``item_grade`` does."""
    given = {code: score for code, score in scores.items() if score is not None}
    for code, score in given.items():
        item_grade(code, score)
    total = half_up(sum(given.values(), _ZERO), 2)
    waiting = tuple(item.title for code, item in ITEMS.items() if code not in given)
    if waiting:
        return ReviewResult(total, None, waiting, f"已评{plain(total)}分，{'、'.join(waiting)}尚未评分。")
    grade = _grade(total / 100)
    return ReviewResult(total, grade, (), f"审核得分{plain(total)}分，等级“{grade.chinese}”：{grade.outcome}。")


def _grade(share: Decimal) -> ReviewGrade:
    return next(grade for grade, low in _FROM if share >= low)
