"""Which rows of a form carry points, so that nothing is counted twice.

A 其中 row repeats what its parent says, and so do the fund rows under the total; they count only where the row above has no points.
"""

from __future__ import annotations

from decimal import Decimal

from hengji.rules.forms import Form, FundRow, FundSource, IndicatorRow
from hengji.rules.money import exponent
from hengji.rules.scoring.sets import ScoringSet


def counted(form: Form) -> tuple[int, ...]:
    """Positions of the indicator rows whose points count: whole rows, and parts of a whole that has no points of its own."""
    above = [whole_of(form, i) for i in range(len(form.indicators))]
    divided = {whole for i, whole in enumerate(above) if whole is not None and _has_points(form.indicators[i])}
    divided = {whole for whole in divided if not _has_points(form.indicators[whole])}
    return tuple(i for i, row in enumerate(form.indicators) if (above[i] in divided if row.parent else i not in divided))


def whole_of(form: Form, position: int) -> int | None:
    """Where the row stands of which this one is a part (其中): the nearest above of that name that is no part itself."""
    name = form.indicators[position].parent
    if name is None:
        return None
    return next((i for i in range(position - 1, -1, -1) if form.indicators[i].name == name and not form.indicators[i].parent), None)


def _has_points(row: IndicatorRow | FundRow) -> bool:
    return row.weight is not None or row.stated_score is not None


def execution_position(form: Form) -> int | None:
    """The fund row that carries the execution points: the total; else the first row with any; None without."""
    total = next((i for i, row in enumerate(form.funds) if row.source is FundSource.TOTAL), None)
    if total is not None and _has_points(form.funds[total]):
        return total
    return next((i for i, row in enumerate(form.funds) if _has_points(row)), total)


def execution_weight(form: Form, scoring: ScoringSet) -> Decimal | None:
    """The points of budget execution: as printed on the row or with the block; else the rule set's where the layout
    has a column for points or score of money.  None where execution is not scored on this form."""
    position = execution_position(form)
    printed = form.funds[position].weight if position is not None else None
    if printed is None:
        printed = form.block_points.get("funds")
    if printed is None and (form.has("fund.weight") or form.has("fund.stated_score")):
        return scoring.execution_weight or None
    return printed


def indicator_weights(form: Form) -> list[Decimal] | None:
    """The points of the rows that count; None when one of them has none printed (then no sum says anything)."""
    weights = [form.indicators[i].weight for i in counted(form)]
    known = [weight for weight in weights if weight is not None]
    return known if known and len(known) == len(weights) else None


def slack(numbers: list[Decimal]) -> Decimal:
    """What a sum may be off by: half a last printed digit per number that is not whole (33.33 × 3 is 100)."""
    broken = [-exponent(number) for number in numbers if exponent(number) < 0]
    return Decimal(len(broken)).scaleb(-max(broken)) / 2 if broken else Decimal(0)


def is_full(form: Form, scoring: ScoringSet) -> bool:
    """Whether the points printed on the form make the full total, execution included."""
    weights = indicator_weights(form)
    if weights is None:
        return False
    money = execution_weight(form, scoring)
    numbers = [*weights, money] if money is not None else weights
    return abs(sum(numbers, Decimal(0)) - scoring.full) <= slack(numbers)
