"""How far units score themselves above what their own figures earn (自评虚高程度)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hengji.rules.money import half_up, plain


@dataclass(frozen=True, slots=True)
class OwnAndRecomputed:
    """One form's own total and the recomputed one, in points."""

    unit: str
    own: Decimal
    recomputed: Decimal


@dataclass(frozen=True, slots=True)
class Inflation:
    """Over ``forms`` pairs: ``mean`` difference own − recomputed (points, two decimals; the index), ``above`` forms that state more
    than the recomputed total by more than the tolerance, ``below`` likewise less, ``share_above`` = above ÷ forms (ratio, four
    decimals), ``largest`` difference."""

    name: str
    forms: int
    mean: Decimal
    above: int
    below: int
    share_above: Decimal
    largest: Decimal

    @property
    def sentence(self) -> str:
        """One sentence for a paper."""
        share, most = plain(half_up(self.share_above * 100, 2)), plain(max(self.largest, Decimal(0)))
        if self.mean == 0:
            side = "与按规则重算的总分平均持平"
        else:
            side = f"比按规则重算的总分平均{'高' if self.mean > 0 else '低'}{plain(abs(self.mean))}分"
        high = f"{self.above}张自评偏高（{share}%），最多高{most}分" if self.above else "没有自评偏高的"
        return f"{self.name}可比的自评表{self.forms}张，自评总分{side}；{high}。"


def inflation(pairs: Iterable[OwnAndRecomputed], *, tolerance: Decimal = Decimal("0.1")) -> tuple[Inflation | None, tuple[Inflation, ...]]:
    """(over all, by unit the most inflated first); (None, ()) without a pair.  Forms without either total are not pairs."""
    known = list(pairs)
    if not known:
        return None, ()
    units = {pair.unit: [other for other in known if other.unit == pair.unit] for pair in known}
    by_unit = [_of(unit, some, tolerance) for unit, some in units.items()]
    return _of("全部单位", known, tolerance), tuple(sorted(by_unit, key=lambda one: (-one.mean, one.name)))


def _of(name: str, pairs: list[OwnAndRecomputed], tolerance: Decimal) -> Inflation:
    gaps = [pair.own - pair.recomputed for pair in pairs]
    above = sum(1 for gap in gaps if gap > tolerance)
    below = sum(1 for gap in gaps if gap < -tolerance)
    mean, share = sum(gaps, Decimal(0)) / len(gaps), Decimal(above) / len(gaps)
    return Inflation(name, len(gaps), half_up(mean, 2), above, below, half_up(share, 4), max(gaps))
