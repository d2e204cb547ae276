"""The review table: points, grades, outcome."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.refusals import Refused
from hengji.rules.targetreview import ReviewGrade, review, review_points
from hengji.rules.targetreview.points import item_grade
from hengji.rules.wording import say

D = Decimal
ITEMS = {item.code: item for dimension in review_points() for item in dimension.items}


def test_twenty_thirty_thirty_twenty() -> None:
    assert [(one.title, int(one.points)) for one in review_points()] == [("完整性", 20), ("相关性", 30), ("适当性", 30), ("可行性", 20)]
    assert len(ITEMS) == 8 and all(item.look_at for item in ITEMS.values())


@pytest.mark.parametrize(
    ("share", "grade", "passes"),
    [("1", "优", True), ("0.9", "优", True), ("0.8", "良", True), ("0.6", "中", False), ("0.59", "差", False), ("0", "差", False)],
)
def test_grades_of_the_whole(share: str, grade: str, passes: bool) -> None:
    result = review({code: item.points * D(share) for code, item in ITEMS.items()})
    assert result.grade is not None and result.total == 100 * D(share)
    assert (result.grade.chinese, result.grade.passes) == (grade, passes)
    assert result.sentence.endswith(f"{result.grade.outcome}。")


def test_just_below_a_line() -> None:
    scores = {code: item.points * D("0.9") for code, item in ITEMS.items()}
    assert review({**scores, "format": D("8.99")}).grade is ReviewGrade.GOOD


def test_no_grade_while_something_is_open() -> None:
    result = review({"format": D(9), "clarity": None})
    assert (result.grade, result.total) == (None, 9) and "明确清晰性" in result.open_items
    assert result.sentence.startswith("已评9分，")


@pytest.mark.parametrize(
    ("code", "score", "refused"),
    [("format", "10.5", "score-range"), ("format", "-1", "score-range"), ("style", "1", "score-no-item")],
)
def test_scores_out_of_range_are_refused(code: str, score: str, refused: str) -> None:
    with pytest.raises(Refused) as error:
        review({code: D(score)})
    assert error.value.code == refused and "{" not in say(error.value)


@given(st.fixed_dictionaries({code: st.decimals(0, item.points, places=1) for code, item in ITEMS.items()}))
def test_a_whole_of_good_items_is_no_poor_whole(scores: dict[str, Decimal]) -> None:
    result = review(scores)
    assert result.grade is not None and result.total == sum(scores.values())
    grades = list(ReviewGrade)
    by_item = [grades.index(item_grade(code, score)) for code, score in scores.items()]
    assert min(by_item) <= grades.index(result.grade) <= max(by_item)
