"""behind-target: red and yellow lights."""

from __future__ import annotations

from .builder import brief, clean, found, row, with_row

CODE = "behind-target"


def test_red_is_a_warning_and_yellow_a_notice() -> None:
    red = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "1公里", line=12, explanation="征地延后"))
    yellow = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "5公里", line=12, explanation="征地延后"))
    assert brief(found(red, CODE)) == [("warning", "道路硬化里程", "F12")]
    assert brief(found(yellow, CODE)) == [("notice", "道路硬化里程", "F12")]
    assert "1公里" in found(red, CODE)[0].message


def test_not_due_is_not_behind_and_a_guess_only_a_notice() -> None:
    assert found(clean(), CODE) == []
    guessed = with_row(clean(), 0, new=row("示例资源保有量", "1200", "10", line=12))
    assert [one.severity for one in found(guessed, CODE)] == ["notice"]
