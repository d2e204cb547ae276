"""How the money stands: rate over the same fund lines, its base, its pace, its light (预算执行)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.lights import Light


@dataclass(frozen=True, slots=True)
class FundJudgement:
    """One fund row judged.  ``rate`` = executed ÷ ``rate_base`` (a ratio with four decimals; base ``initial`` or ``adjusted``),
    None when either is unknown or the base is zero; ``progress`` is the time progress of this line; ``pace`` = rate ÷ progress.
    ``issued`` is when its budget document was issued, where the payments say so; ``line`` the staged line in force, if any;
    ``slow`` whether the execution is behind it (or, without a line, behind the pace called slow)."""

    rate: Decimal | None = None
    rate_base: str | None = None
    pace: Decimal | None = None
    light: Light | None = None
    reason: str | None = None
    progress: Decimal | None = None
    issued: date | None = None
    line: Decimal | None = None
    slow: bool = False
