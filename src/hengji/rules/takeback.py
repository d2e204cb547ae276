"""Money likely left at the end of the year (预计结余), split into what may be taken back and what may not: 可统筹, 需结转, 合同锁定.

Bound by contract first: nobody takes back what is owed.  Of the rest, money from above stays with its purpose until it is two years old,
so do funds and insurance; the county's own general budget may be used elsewhere.  Basis (recalled, unchecked): 国办发〔2014〕70号 on
money unused for two years, 财预〔2015〕15号; a proposal for a person, never a decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hengji.rules.money import half_up, percent, wan

BASIS = "国办发〔2014〕70号、财预〔2015〕15号（条款待核对）"
BASIS_CHECKED = False
_OLD_YEARS = 2
_OWN = frozenset({"", "county"})
_STAYING = {
    "social_insurance": "社会保险基金只能用于本险种",
    "government_fund": "政府性基金专款专用",
    "unit_funds": "单位资金不由财政统筹",
    "fiscal_account": "财政专户资金专款专用",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A fund line at the as-of date, in yuan.  ``forecast`` is the unit's own 全年预计执行数, ``contract`` what is signed and not yet paid,
    ``progress`` the time progress of the line (0 to 1), ``issued`` the day its money came (None: with the year's budget).
    ``budget_kind`` and ``level`` as in ``rules.programs``."""

    budget: Decimal | None
    executed: Decimal | None
    forecast: Decimal | None = None
    contract: Decimal | None = None
    progress: Decimal | None = None
    issued: date | None = None
    budget_kind: str = "general_public"
    level: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """``unspent`` = ``available`` (可统筹) + ``carried`` (需结转) + ``bound`` (合同锁定), yuan; ``sentence`` says how it was come by."""

    unspent: Decimal
    available: Decimal
    carried: Decimal
    bound: Decimal
    sentence: str


def split(line: Line, year: int) -> Split | None:
    """The split of a line in the round's ``year``; None where budget, executed amount or any way to look ahead is missing."""
    if line.budget is None or line.executed is None:
        return None
    expected, how = _expected(line, line.budget, line.executed)
    if expected is None:
        return None
    unspent = max(line.budget - expected, Decimal(0))
    bound = _bound(line, expected - line.executed, unspent)
    rest, why = unspent - bound, _staying(line, year)
    carried, available = (rest, Decimal(0)) if why else (Decimal(0), rest)
    return Split(unspent, available, carried, bound, _sentence(unspent, how, bound, carried, available, why))


def _expected(line: Line, budget: Decimal, executed: Decimal) -> tuple[Decimal | None, str]:
    """What will have been paid by the end of the year, and how that is known: the unit's forecast, else the pace until now."""
    if line.forecast is not None:
        return max(line.forecast, executed), f"单位预计全年执行{wan(line.forecast)}万元"
    if not line.progress:
        return None, ""
    projected = half_up(min(executed / line.progress, max(budget, executed)))
    return max(projected, executed), f"按现有进度推算（时间进度{percent(line.progress)}）全年执行{wan(max(projected, executed))}万元"


def _bound(line: Line, further: Decimal, unspent: Decimal) -> Decimal:
    """What contracts still claim once the payments expected until then are made."""
    return min(max((line.contract or Decimal(0)) - further, Decimal(0)), unspent)


def _staying(line: Line, year: int) -> str:
    """Why what is left stays with its purpose; "" where the county may use it elsewhere."""
    if line.budget_kind in _STAYING:
        return _STAYING[line.budget_kind]
    if line.level in _OWN or (line.issued is not None and line.issued.year <= year - _OLD_YEARS):
        return ""
    return "上级资金未满两年，按原用途结转"


def _sentence(unspent: Decimal, how: str, bound: Decimal, carried: Decimal, available: Decimal, why: str) -> str:
    if not unspent:
        return f"{how}，预计无结余。"
    parts = [f"合同锁定{wan(bound)}万元"] if bound else []
    parts += [f"需结转{wan(carried)}万元（{why}）"] if carried else []
    parts += [f"可统筹{wan(available)}万元"] if available else []
    return f"{how}，预计结余{wan(unspent)}万元，其中{'、'.join(parts)}。"


@dataclass(frozen=True, slots=True)
class Together:
    """The splits of several lines of one kind of object; ``unknown`` lines could not be looked ahead."""

    unspent: Decimal
    available: Decimal
    carried: Decimal
    bound: Decimal
    unknown: int

    @property
    def words(self) -> str:
        """预计结余…万元，其中可统筹…、需结转…、合同锁定…."""
        amounts = (("可统筹", self.available), ("需结转", self.carried), ("合同锁定", self.bound))
        parts = [f"{word}{wan(amount)}万元" for word, amount in amounts if amount]
        unknown = f"（另有{self.unknown}笔资金数据不足，未作推算）" if self.unknown else ""
        return f"预计结余{wan(self.unspent)}万元" + (f"，其中{'、'.join(parts)}" if parts else "") + unknown


def together(splits: Iterable[Split | None]) -> Together:
    """The sums; never over objects of different kinds, whose money contains one another's."""
    listed = list(splits)
    known = [one for one in listed if one is not None]
    zero = Decimal(0)
    return Together(
        sum((one.unspent for one in known), zero),
        sum((one.available for one in known), zero),
        sum((one.carried for one in known), zero),
        sum((one.bound for one in known), zero),
        len(listed) - len(known),
    )
