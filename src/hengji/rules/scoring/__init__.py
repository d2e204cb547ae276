"""Scoring of self-evaluations (自评计分): what a form earns by the rules, beside what it says of itself."""

from __future__ import annotations

from hengji.rules.scoring.formscore import FormScore, RowScore, score_form
from hengji.rules.scoring.inflation import Inflation, OwnAndRecomputed, inflation
from hengji.rules.scoring.points import grade_named, grade_of
from hengji.rules.scoring.sets import DEFAULT, ScoringSet, choose, parse

__all__ = [
    "DEFAULT",
    "FormScore",
    "Inflation",
    "OwnAndRecomputed",
    "RowScore",
    "ScoringSet",
    "choose",
    "grade_named",
    "grade_of",
    "inflation",
    "parse",
    "score_form",
]
