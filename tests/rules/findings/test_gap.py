"""gap: money and results apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hengji.rules.findings import examine

from .builder import NAME, case, clean


def gap_of(gap: str | None, *, guessed: bool = False) -> list[tuple[str, str]]:
    known = case(clean())
    judgement = replace(known.judgement, gap=Decimal(gap) if gap else None, gap_guessed=guessed)
    return [(one.severity, one.subject) for one in examine(replace(known, judgement=judgement)) if one.code == "gap"]


def test_more_than_the_rule_sets_points_either_way() -> None:
    assert gap_of("0.2001") == gap_of("-0.35") == [("warning", NAME)]


def test_not_at_the_line_nor_where_it_cannot_be_said() -> None:
    assert gap_of("0.20") == gap_of("-0.2") == gap_of(None) == []


def test_a_guess_never_accuses() -> None:
    assert gap_of("0.5", guessed=True) == [("notice", NAME)]
