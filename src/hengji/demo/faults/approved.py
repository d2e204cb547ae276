"""Classes 3 and 4: late, sent twice, and other than what was approved."""

from __future__ import annotations

import copy
from datetime import timedelta
from decimal import Decimal

from hengji.demo.county import total_of
from hengji.demo.facts import Indicator, Object, Value, rounded
from hengji.demo.faults.bench import Bench, free, share, take, take_all


def late(obj: Object, bench: Bench) -> bool:
    """Received after the due time."""
    if not take(obj, "roster"):
        return False
    obj.received = obj.due + timedelta(hours=bench.rng.randint(3, 190))
    obj.must("late", "error", obj.form.name)
    return True


def duplicate_changed(obj: Object, bench: Bench) -> bool:
    """Sent twice: the second one, saved later, corrects a value.  Its path sorts first (only .xlsx says when it was saved)."""
    if obj.form.kind.startswith("overall") or bench.style.suffix != ".xlsx" or bench.style.pack != "file":
        return False
    early = copy.deepcopy(obj.form)
    row = next((r for r in early.mains() if r.how == "c" and not any(part.parent == r.name for part in early.indicators)), None)
    if row is None or not take_all(obj):  # a form without a plain accumulating row has no value to correct
        return False
    row.actual = Value("eq", share(row, Decimal("0.5")), row.target.unit)
    obj.copies.append(early)
    obj.must("duplicate-form", "warning", obj.form.name)
    return True


def duplicate_same(obj: Object, bench: Bench) -> bool:
    """The same form sent twice."""
    if obj.form.kind.startswith("overall") or bench.style.suffix != ".xlsx" or bench.style.pack != "file" or not take_all(obj):
        return False
    obj.copies.append(copy.deepcopy(obj.form))
    obj.must("duplicate-form", "notice", obj.form.name)
    return True


def changed_value(obj: Object, bench: Bench) -> bool:
    """A target made easier."""
    row = free(obj, big=True)
    if not row or not obj.approved:
        return False
    row.target.number = share(row, Decimal("0.85"))
    row.forecast = Value("eq", row.target.number, row.target.unit)
    obj.must("target-changed", "error", row.name, f"row|{row.name}|target")
    obj.allow("goal-conflict", "sum-mismatch")
    return True


def changed_rate(obj: Object, bench: Bench) -> bool:
    """A satisfaction target made easier."""
    row = free(obj, how="l", block="满意度指标")
    if not row or not obj.approved:
        return False
    row.target.number = (row.target.number or Decimal(0)) - 5
    obj.must("target-changed", "error", row.name, f"row|{row.name}|target")
    return True


def removed(obj: Object, bench: Bench) -> bool:
    """An approved indicator is gone."""
    row = free(obj, how="x")
    if not row or not obj.approved or len([r for r in obj.form.indicators if r.level2 == row.level2]) > 1:
        return False
    obj.form.indicators.remove(row)
    obj.must("target-changed", "error", row.name)
    return True


def added(obj: Object, bench: Bench) -> bool:
    """An indicator nobody approved."""
    if not obj.approved or not take(obj, "added"):
        return False
    row = Indicator("产出指标", "数量指标", "召开工作推进会次数", Value("ge", Decimal(12), "次"), "c")
    row.actual, row.forecast = Value("eq", Decimal(7), "次"), Value("eq", Decimal(12), "次")
    place = max(i for i, r in enumerate(obj.form.indicators) if r.level2 == "数量指标") + 1
    obj.form.indicators.insert(place, row)
    obj.must("target-changed", "error", row.name, f"row|{row.name}|name")
    return True


def renamed(obj: Object, bench: Bench) -> bool:
    """An approved indicator under another name."""
    row = free(obj, how="l")
    if not row or not obj.approved:
        return False
    row.name = row.name.replace("率", "比例") if "率" in row.name else row.name + "测评结果"
    obj.must("target-changed", "error")
    return True


def goal_rewritten(obj: Object, bench: Bench) -> bool:
    """Another goal than was approved."""
    if not obj.approved or not take(obj, "goal"):
        return False
    obj.form.goal = "强化组织领导，压实工作责任，统筹各方力量推动各项重点任务落地见效，让群众有更多获得感。"
    obj.must("target-changed", "error", bench.caption("goal"), "head|goal")
    obj.allow("too-simple")
    return True


def budget_changed(obj: Object, bench: Bench) -> bool:
    """年初 is not the approved budget, consistently in itself."""
    if obj.form.total.adjusted is not None or not take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.initial = rounded((fund.initial or Decimal(0)) * Decimal("0.93"), 0) // 100 * 100
        fund.forecast = fund.initial
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("budget-changed", "error", bench.caption("total"), "fund|0|initial")
    return True


def wrong_period(obj: Object, bench: Bench) -> bool:
    """Another period of the same year."""
    texts = [*bench.style.words.values(), bench.style.period]
    if any("7月" in text for text in texts) or not take_all(obj):
        return False
    obj.form.period = bench.rng.choice(["1-6月", "1-5月"])
    obj.form.as_of = obj.form.as_of.replace(month=int(obj.form.period[2]), day=30 if obj.form.period[2] == "6" else 31)
    obj.must("wrong-period", "error")
    obj.allow("executed-mismatch")
    return True


def last_year(obj: Object, bench: Bench) -> bool:
    """Last year's form."""
    if "截至" in bench.style.period or not take_all(obj):
        return False
    obj.form.year = 2022
    obj.form.as_of = obj.form.as_of.replace(year=2022)
    obj.must("wrong-period", "error")
    obj.allow("executed-mismatch")
    return True
