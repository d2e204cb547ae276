"""Class 2: figures that contradict each other, the treasury, or themselves."""

from __future__ import annotations

import re
from decimal import Decimal

from hengji.demo.county import give_previous, respend, total_of
from hengji.demo.facts import WAN, Object, Value, rounded
from hengji.demo.faults.bench import Bench, explain, fall_behind, free, sentences, share, take, take_all


def executed_mismatch(obj: Object, bench: Bench) -> bool:
    """The form says another executed amount than the treasury, consistently in itself."""
    if not take(obj, "funds"):
        return False
    rows = obj.form.funds
    change = rounded((rows[1].executed or Decimal(0)) * Decimal(bench.rng.choice(["0.06", "-0.05", "0.11"])), 0) // 100 * 100
    rows[1].executed = (rows[1].executed or Decimal(0)) + change
    obj.form.funds[0] = total_of(rows[1:])
    obj.must("executed-mismatch", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("executed-mismatch")
    return True


def sum_mismatch(obj: Object, bench: Bench) -> bool:
    """A part was corrected, the total was not."""
    if len(obj.form.funds) < 3 or not take(obj, "funds"):
        return False
    column = bench.rng.choice(["executed", "initial", "forecast"])
    fund = obj.form.funds[2]
    setattr(fund, column, rounded((getattr(fund, column) or Decimal(0)) * Decimal("0.9"), 0) // 100 * 100)
    if column == "initial":
        fund.forecast = min(fund.forecast or Decimal(0), fund.initial or Decimal(0))
    obj.must("sum-mismatch", "error", bench.caption("total"), f"fund|0|{column}")
    obj.allow("executed-mismatch", "forecast-conflict", "idle-funds", "sum-mismatch", "budget-changed", "overspend")
    return True


def parts_mismatch(obj: Object, bench: Bench) -> bool:
    """The 其中 rows do not add up to their row."""
    part = next((r for r in obj.form.indicators if r.parent), None)
    if not part or not take(obj, f"row {part.parent}"):
        return False
    part.actual.number = share(part, Decimal("0.30"))
    obj.must("sum-mismatch", "error", part.parent, f"row|{part.parent}|actual")
    obj.allow("behind-target", "sum-mismatch", "deviation-unexplained")
    return True


def rate_mismatch(obj: Object, bench: Bench) -> bool:
    """A rate that fits no base."""
    if not take(obj, "funds"):
        return False
    total = obj.form.total
    real = (total.executed or Decimal(0)) / (total.initial or Decimal(1))
    total.rate = rounded(real + Decimal(bench.rng.choice(["0.073", "-0.058", "0.2"])), 4)
    obj.must("rate-mismatch", "error", bench.caption("total"), "fund|0|rate")
    obj.allow("rate-mismatch")
    return True


def rate_on_other_base(obj: Object, bench: Bench) -> bool:
    """A rate on 年初 where 调整后 is filled, or on what was received."""
    total = obj.form.total
    if bench.style.adjusted and total.adjusted is not None and total.adjusted != total.initial:
        base = total.initial
    elif bench.style.received:
        base = total.received
    else:
        return False
    if not base or not take(obj, "funds"):
        return False
    total.rate = rounded((total.executed or Decimal(0)) / base, 4)
    obj.must("rate-base", "warning", bench.caption("total"), "fund|0|rate")
    return True


def overspend(obj: Object, bench: Bench) -> bool:
    """More spent than budgeted, in form and treasury alike."""
    if not take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal(bench.rng.choice(["1.06", "1.2"])))
    for row in obj.form.indicators:
        if row.how == "x" and row.target.unit == "万元" and f"row {row.name}" not in obj.touched:
            row.actual.number = rounded((row.target.number or Decimal(0)) * Decimal("0.6"))
    obj.must("overspend", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("forecast-conflict", "gap", "overspend")
    return True


def money_forecast_low(obj: Object, bench: Bench) -> bool:
    """全年预计 below what is spent already."""
    if not take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.forecast = rounded((fund.executed or Decimal(0)) * Decimal("0.8"), 0) // 100 * 100
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("forecast-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("forecast-conflict")
    return True


def money_forecast_high(obj: Object, bench: Bench) -> bool:
    """全年预计 above the budget."""
    if not take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.forecast = rounded((fund.initial or Decimal(0)) * Decimal("1.15"), 0) // 100 * 100
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("forecast-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("forecast-conflict")
    return True


def forecast_below_done(obj: Object, bench: Bench) -> bool:
    """A forecast below what is done already."""
    row = free(obj, big=True)
    if not row:
        return False
    explain(row, bench)
    row.likelihood = "impossible"
    row.actual = Value("eq", share(row, Decimal("0.62")), row.target.unit)
    row.forecast = Value("eq", share(row, Decimal("0.45")), row.target.unit)
    obj.must("forecast-conflict", "error", row.name, f"row|{row.name}|outlook")
    return True


def certain_but_short(obj: Object, bench: Bench) -> bool:
    """确定能, with a forecast short of the target."""
    row = free(obj, big=True)
    if not row:
        return False
    explain(row, bench)
    row.forecast = Value("eq", share(row, Decimal("0.85")), row.target.unit)
    obj.must("forecast-conflict", "error", row.name, f"row|{row.name}|outlook")
    return True


def unreadable(obj: Object, bench: Bench) -> bool:
    """A word or an interval where a number is due."""
    row = free(obj, big=True)
    if not row:
        return False
    number = row.target.number or Decimal(0)
    interval = f"{share(row, Decimal('0.4'))}-{share(row, Decimal('0.55'))}{row.target.unit}" if number else "3-5"
    row.actual = Value(words=bench.rng.choice(["较多", "若干", "约几十", interval]))
    obj.must("value-unreadable", "warning", row.name, f"row|{row.name}|actual")
    obj.allow("deviation-unexplained", "behind-target", "missing-field")
    return True


def wrong_unit(obj: Object, bench: Bench) -> bool:
    """The actual value counts another thing."""
    row = free(obj, big=True)
    if not row:
        return False
    other = "公里" if (row.target.unit or "") not in ("公里", "米") else "户"
    row.actual = Value("eq", row.actual.number, other)
    obj.must("unit-conflict", "error", row.name, f"row|{row.name}|actual")
    obj.allow("behind-target", "deviation-unexplained", "gap")
    return True


def yuan_in_indicator(obj: Object, bench: Bench) -> bool:
    """A cost in yuan under a target in 万元."""
    row = next((r for r in obj.form.mains() if r.how == "x" and r.target.unit == "万元"), None)
    if not row or not take(obj, f"row {row.name}"):
        return False
    row.actual = Value("eq", rounded((row.actual.number or Decimal(0)) * WAN, 0), "万元")
    obj.must("unit-conflict", "error", row.name, f"row|{row.name}|actual")
    obj.allow("behind-target", "deviation-unexplained", "forecast-conflict")
    return True


def yuan_in_funds(obj: Object, bench: Bench) -> bool:
    """The executed column is in yuan under 万元."""
    if bench.style.yuan or not take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.rate = rounded((fund.executed or Decimal(0)) / (fund.initial or Decimal(1)), 4)
        fund.executed = (fund.executed or Decimal(0)) * WAN
    obj.must("unit-conflict", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("overspend", "executed-mismatch", "rate-mismatch", "forecast-conflict", "unit-conflict", "gap", "slow-spending", "idle-funds")
    return True


def yuan_in_forecast(obj: Object, bench: Bench) -> bool:
    """The last column came from another system and is in yuan."""
    if bench.style.yuan or not take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.forecast = (fund.forecast or Decimal(0)) * WAN
    obj.must("unit-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("unit-conflict", "forecast-conflict")
    return True


def wrong_direction(obj: Object, bench: Bench) -> bool:
    """The approved target itself says that costs should be high: not the unit's doing."""
    row = free(obj, how="x")
    if not row or row.level2 != "成本指标" or not obj.approved or not re.search("成本|费用|投资|造价", row.name):
        return False
    for form in (obj.form, obj.approved):
        form.row(row.name).target.operator = "ge"
    row.actual.number = row.target.number
    obj.must("direction-conflict", "notice", row.name, f"row|{row.name}|target")
    obj.allow("behind-target", "gap", "deviation-unexplained")
    return True


def closed_rate(obj: Object, bench: Bench) -> bool:
    """A rate that cannot exceed 100 % is to be ≥100%, and was approved so."""
    row = next((r for r in obj.form.mains() if r.how == "l" and r.target.unit == "%" and r.target.number == 100), None)
    if not row or not obj.approved or not take(obj, f"row {row.name}"):
        return False
    for form in (obj.form, obj.approved):
        form.row(row.name).target.operator = "ge"
    obj.must("direction-conflict", "notice", row.name, f"row|{row.name}|target")
    return True


def weights_as_targets(obj: Object, bench: Bench) -> bool:
    """The target column holds the weights."""
    if obj.form.kind != "monitoring" or not take_all(obj):
        return False
    obj.approved = None
    obj.form.indicators = [r for r in obj.form.indicators if r.parent is None]
    for place, row in enumerate(obj.form.indicators):
        weight = row.weight + (10 if place == 0 else 0)
        row.target = Value("eq", weight, "", f"{weight}", fixed=True)
        row.actual = Value("eq", weight, "", f"{weight}", fixed=True)
        row.forecast = Value("eq", weight, "", f"{weight}", fixed=True)
    obj.must("weights-as-targets", "warning")
    obj.allow("goal-conflict", "behind-target", "unit-conflict", "value-unreadable", "gap", "over-target", "direction-conflict")
    return True


def over_target(obj: Object, bench: Bench) -> bool:
    """Half as much again as the year wanted, without a word."""
    row = free(obj, big=True)
    if not row:
        return False
    row.actual = Value("eq", share(row, Decimal("1.46")), row.target.unit)
    row.forecast = Value("eq", share(row, Decimal("1.5")), row.target.unit)
    obj.must("over-target", "notice", row.name, f"row|{row.name}|actual")
    obj.allow("gap")
    return True


def goal_conflict(obj: Object, bench: Bench) -> bool:
    goal = obj.form.goal or ""
    for row in obj.form.mains():
        figure = f"{row.target.number}{row.target.unit}"
        if row.big and f"row {row.name}" not in obj.touched and figure in goal and "goal" not in obj.touched and take(obj, "goal"):
            obj.touched.add(f"row {row.name}")
            obj.form.goal = goal.replace(figure, f"{share(row, Decimal('1.25'))}{row.target.unit}")
            obj.must("goal-conflict", "warning", bench.caption("goal"), "head|goal")
            if obj.approved:
                obj.must("target-changed", "error", bench.caption("goal"), "head|goal")
            return True
    return False


def adjustment_unexplained(obj: Object, bench: Bench) -> bool:
    """The budget was raised, the form asks why, no answer."""
    total = obj.form.total
    if not bench.style.adjusted or total.adjusted is None or total.adjusted == total.initial or not take(obj, "adjustment"):
        return False
    obj.form.adjustment_reason = None
    obj.must("adjustment-unexplained", "warning")
    return True


def went_back(obj: Object, bench: Bench) -> bool:
    """Less than the round before had reported."""
    row = free(obj, big=True)
    if not row:
        return False
    give_previous(bench.rng, obj)
    past = obj.previous.row(row.name) if obj.previous else row
    past.actual.number = (row.actual.number or Decimal(0)) + share(row, Decimal("0.08"))
    obj.must("went-back", "warning", row.name, f"row|{row.name}|actual")
    return True


def boilerplate(obj: Object, bench: Bench) -> bool:
    """Placed on several objects by the round."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, "0.72")
    explain(row, bench)
    bank = sentences()
    row.explanation = bank["boilerplate"]
    if bench.style.one_explanation:
        row.remark = None
    obj.must("boilerplate", "notice", row.name, f"row|{row.name}|explanation")
    return True
