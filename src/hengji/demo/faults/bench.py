"""What every fault needs: a place nobody has touched, sentences not yet worn out, a row that falls behind."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengji.demo.clerks import WORDS, Style
from hengji.demo.facts import PROGRESS, Indicator, Object, Value, rounded


def sentences() -> dict[str, Any]:
    """The clerks' own words."""
    return tomllib.loads(Path(__file__).parents[1].joinpath("words.toml").read_text(encoding="utf-8"))


@dataclass
class Bench:
    """What a fault may use: chance, the clerk's style, sentences not yet worn out."""

    rng: random.Random
    style: Style
    used: dict[str, int] = field(default_factory=dict)

    def reason(self) -> tuple[str, str, str]:
        """Cause, why, what will be done; each sentence at most twice in a round."""
        bank = sentences()["reasons"]
        cause, why, then = min(bank, key=lambda entry: self.used.get(entry[1], 0))
        self.used[why] = self.used.get(why, 0) + 1
        return cause, why, then

    def caption(self, key: str) -> str:
        return self.style.words.get(key, WORDS[key]).rstrip("：")


def take(obj: Object, region: str) -> bool:
    """Marks a place as touched; False where it was already."""
    if region in obj.touched or "all" in obj.touched:
        return False
    obj.touched.add(region)
    return True


def take_all(obj: Object) -> bool:
    """A fault beside which no other can be told apart."""
    if obj.touched:
        return False
    obj.touched.add("all")
    return True


def free(obj: Object, *, big: bool = False, how: str = "", block: str = "") -> Indicator | None:
    """A row nobody has touched, and marks it."""
    for row in obj.form.mains():
        fits = bool(row.name) and (row.big or not big) and (not how or row.how in how) and (not block or row.level1 == block)
        parts = any(r.parent == row.name for r in obj.form.indicators)
        if fits and not parts and "all" not in obj.touched and f"row {row.name}" not in obj.touched:
            obj.touched.add(f"row {row.name}")
            return row
    return None


def share(row: Indicator, share: Decimal) -> Decimal:
    """So much of a row's target, in the target's decimals."""
    number = row.target.number or Decimal(0)
    return rounded(number * share, max(0, -int(number.as_tuple().exponent)))


def fall_behind(obj: Object, row: Indicator, pace: str) -> None:
    """The row is at so much of what is expected by now."""
    row.actual = Value("eq", share(row, PROGRESS * Decimal(pace)), row.target.unit)
    red = Decimal(pace) < Decimal("0.6")
    obj.must("behind-target", "warning" if red else "notice", row.name, f"row|{row.name}|actual")
    obj.allow("gap")


def explain(row: Indicator, bench: Bench, remark: bool = True) -> None:
    """Gives the row a cause, a reason and a measure."""
    cause, why, then = bench.reason()
    row.causes, row.explanation = [cause], why
    row.remark = then if remark else None
    if not remark:
        row.blank.add("remark")


def silent(row: Indicator) -> None:
    """Leaves cause, reason and measure of the row empty."""
    row.causes, row.explanation, row.remark = [], None, None
    row.blank |= {"explanation", "remark"}
