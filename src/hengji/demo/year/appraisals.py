"""Ex-ante appraisals of the coming year, in every state."""

from __future__ import annotations

from hengji.demo.year.stage import Stage


def play(stage: Stage) -> None:
    """Appraisals of the coming year."""
