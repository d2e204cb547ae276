"""What people score by: a table of dimensions and their items (评估要点, 审核要点), declared once and used on pages and papers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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
