"""over-target: far beyond, and no reason."""

from __future__ import annotations

from .builder import brief, clean, found, row, with_row

CODE = "over-target"


def test_from_130_percent_without_words() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "15.6公里", "16公里", line=12))
    assert brief(found(form, CODE)) == [("notice", "道路硬化里程", "F12")]


def test_words_that_say_nothing_are_no_reason() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "20公里", "20公里", line=12, explanation="无", remark="无"))
    assert len(found(form, CODE)) == 1


def test_below_or_with_a_reason_or_not_cumulative() -> None:
    below = row("道路硬化里程", "≥12公里", "15.5公里", "16公里", line=12)
    told = row("道路硬化里程", "≥12公里", "20公里", "20公里", line=12, explanation="群众自筹追加八公里")
    level = row("村民满意度", "≥60%", "98%", line=18, level1="满意度指标")
    assert found(with_row(clean(), 0, new=below), CODE) == found(with_row(clean(), 0, new=told), CODE) == []
    assert found(with_row(clean(), 6, new=level), CODE) == []
