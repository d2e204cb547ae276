"""What people score by: a table of dimensions and their items (评估要点, 审核要点), declared once, and the points typed into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hengji.rules.money import half_up, plain
from hengji.rules.refusals import Refused


@dataclass(frozen=True, slots=True)
class Item:
    """One scored item: permanent ``code``, full points, and what to look at."""

    code: str
    title: str
    points: Decimal
    look_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of a table; its points are those of its items."""

    code: str
    title: str
    items: tuple[Item, ...]

    @property
    def points(self) -> Decimal:
        return sum((item.points for item in self.items), Decimal(0))


Items = Mapping[str, Item]
"""The items of a table by code."""


def check_score(items: Items, code: str, score: Decimal) -> Decimal:
    """The points of an item, two decimals.  Raises ``Refused``: ``score-no-item``, ``score-range`` (outside 0…points)."""
    if code not in items:
        raise Refused("score-no-item", item=code)
    item = items[code]
    if not score.is_finite() or not 0 <= score <= item.points:
        raise Refused("score-range", item=item.title, points=plain(item.points), score=str(score))
    return half_up(score, 2)


def read_scores(items: Items, texts: Mapping[str, str]) -> tuple[dict[str, Decimal], dict[str, Refused]]:
    """Points as typed, by item code (blank: not scored), and by code why the others are none (also ``score-unreadable``)."""
    found, faults = {}, {}
    for code, text in texts.items():
        try:
            if text.strip():
                found[code] = check_score(items, code, Decimal(text.strip()))
        except InvalidOperation:
            title = items[code].title if code in items else code
            faults[code] = Refused("score-unreadable", item=title, text=text.strip()[:20])
        except Refused as refusal:
            faults[code] = refusal
    return found, faults
