"""grade-mismatch: the grade is not that of the stated total."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hengji.papers.scoringfiles import load_scoring
from hengji.rules.findings.grade_mismatch import RULE

from .builder import brief
from .evaluations import of, scored

PLATFORM = load_scoring("platform-default")

D = Decimal


@pytest.mark.parametrize(
    ("total", "grade"), [("96", "优"), ("90", "优秀"), ("89.99", "良好"), ("60", "合格"), ("75", "一般"), ("59", "不合格")]
)
def test_the_grade_of_the_total_whatever_it_is_called(total: str, grade: str) -> None:
    assert of(RULE, scored(stated_total=D(total), stated_grade=grade)) == []


def test_another_grade_is_an_error() -> None:
    found = of(RULE, scored(stated_total=D(88), stated_grade="优"))
    assert brief(found) == [("error", "总分", "R20")]
    assert found[0].message == "自评总分88分，等级填“优”（R20），按90分以上优、80分以上良、60分以上中应为“良”。"


def test_the_lines_are_the_places() -> None:
    assert of(RULE, scored(stated_total=D(88), stated_grade="优"), PLATFORM) == []


def test_nothing_said_or_nothing_understood() -> None:
    assert of(RULE, scored(stated_total=None)) == []
    assert of(RULE, scored(stated_grade=None)) == []
    assert of(RULE, scored(stated_grade="达标")) == []
