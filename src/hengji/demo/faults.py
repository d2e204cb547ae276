"""What clerks do wrong.  Each fault changes an object the way it happens in an office and writes down what must be found.

A fault returns False where it does not fit the object or the clerk's form; then it goes to another one.  ``touched`` keeps
two faults from the same place, so that what is expected stays certain.
"""

from __future__ import annotations

import copy
import random
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from hengji.demo.clerks import WORDS, Style
from hengji.demo.county import give_previous, respend, total_of
from hengji.demo.facts import PROGRESS, WAN, Indicator, Object, Value, rounded


@dataclass
class Bench:
    """What a fault may use: chance, the clerk's style, sentences not yet worn out."""

    rng: random.Random
    style: Style
    used: dict[str, int] = field(default_factory=dict)

    def reason(self) -> tuple[str, str, str]:
        """Cause, why, what will be done; each sentence at most twice in a round."""
        bank = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))["reasons"]
        cause, why, then = min(bank, key=lambda entry: self.used.get(entry[1], 0))
        self.used[why] = self.used.get(why, 0) + 1
        return cause, why, then

    def caption(self, key: str) -> str:
        return self.style.words.get(key, WORDS[key]).rstrip("：")


Fault = Callable[[Object, Bench], bool]


def _take(obj: Object, region: str) -> bool:
    if region in obj.touched or "all" in obj.touched:
        return False
    obj.touched.add(region)
    return True


def _take_all(obj: Object) -> bool:
    """A fault beside which no other can be told apart."""
    if obj.touched:
        return False
    obj.touched.add("all")
    return True


def _free(obj: Object, *, big: bool = False, how: str = "", block: str = "") -> Indicator | None:
    """A row nobody has touched, and marks it."""
    for row in obj.form.mains():
        fits = (row.big or not big) and (not how or row.how in how) and (not block or row.level1 == block)
        parts = any(r.parent == row.name for r in obj.form.indicators)
        if fits and not parts and "all" not in obj.touched and f"row {row.name}" not in obj.touched:
            obj.touched.add(f"row {row.name}")
            return row
    return None


def _share(row: Indicator, share: Decimal) -> Decimal:
    number = row.target.number or Decimal(0)
    return rounded(number * share, max(0, -int(number.as_tuple().exponent)))


def _fall_behind(obj: Object, row: Indicator, pace: str) -> None:
    """The row is at so much of what is expected by now."""
    row.actual = Value("eq", _share(row, PROGRESS * Decimal(pace)), row.target.unit)
    red = Decimal(pace) < Decimal("0.6")
    obj.must("behind-target", "warning" if red else "notice", row.name, f"row|{row.name}|actual")
    obj.allow("gap")


def _explain(row: Indicator, bench: Bench, remark: bool = True) -> None:
    cause, why, then = bench.reason()
    row.causes, row.explanation = [cause], why
    row.remark = then if remark else None
    if not remark:
        row.blank.add("remark")


def _silent(row: Indicator) -> None:
    row.causes, row.explanation, row.remark = [], None, None
    row.blank |= {"explanation", "remark"}


# ---- 1 incomplete


def missing_actual(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="cl")
    if row:
        row.blank.add("actual")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|actual")
    return row is not None


def missing_forecast(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="clx")
    if row:
        row.blank.add("outlook")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|outlook")
    return row is not None


def missing_likelihood(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="cxq")
    if row:
        row.likelihood = None
        obj.must("missing-field", "error", row.name)
    return row is not None


def missing_target(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="q")
    if row:
        row.target = Value(operator="none")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|target", ("target-changed",))
        obj.allow("target-changed")
    return row is not None


def missing_column(obj: Object, bench: Bench) -> bool:
    """全年预计 left empty all the way down: one finding."""
    mains = list(obj.form.mains())
    if len(mains) < 6 or not _take_all(obj):
        return False
    for row in obj.form.indicators:
        row.blank.add("outlook")
    obj.must("missing-field", "error")
    return True


def missing_goal(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "goal"):
        return False
    obj.form.goal = None
    obj.must("missing-field", "error", bench.caption("goal"), "head|goal")
    obj.allow("target-changed")
    return True


def missing_executed(obj: Object, bench: Bench) -> bool:
    if len(obj.form.funds) < 3 or not _take(obj, "funds"):
        return False
    total = obj.form.total
    total.printed |= {"executed": "", "rate": ""}
    obj.must("missing-field", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("executed-mismatch", "gap", "sum-mismatch")
    return True


def missing_money_forecast(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.printed["forecast"] = ""
    obj.must("missing-field", "error", bench.caption("total"), "fund|0|forecast")
    return True


def missing_unit(obj: Object, bench: Bench) -> bool:
    style = bench.style
    if obj.form.kind != "monitoring" or not style.print_code or style.coded == "name" or not _take(obj, "head"):
        return False
    obj.form.unit = None
    obj.must("missing-field", "error", bench.caption("unit"), "head|unit")
    return True


def missing_name(obj: Object, bench: Bench) -> bool:
    style = bench.style
    if obj.form.kind != "monitoring" or not style.print_code or style.coded == "name" or not _take(obj, "head"):
        return False
    obj.form.name = None
    obj.must("missing-field", "error", bench.caption("program"), "head|name")
    return True


def placeholder_goal(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "goal"):
        return False
    obj.form.goal = bench.rng.choice(["完成××项目建设××公里，受益群众××人。", "（请填写年度总体目标）", "目标1：完成XX任务；目标2：……"])
    obj.must("placeholder-text", "error")
    obj.allow("target-changed", "too-simple", "goal-conflict", "missing-field")
    return True


def placeholder_reason(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, "0.7")
    _explain(row, bench)
    row.explanation = bench.rng.choice(["因××原因未完成", "请填写偏差原因", "XX原因导致"])
    obj.must("placeholder-text", "error", None, f"row|{row.name}|explanation")
    obj.allow("deviation-unexplained", "too-simple", "missing-field")
    return True


def no_benefit(obj: Object, bench: Bench) -> bool:
    return _drop_block(obj, "效益指标", "warning")


def no_satisfaction(obj: Object, bench: Bench) -> bool:
    return _drop_block(obj, "满意度指标", "notice")


def _drop_block(obj: Object, block: str, severity: str) -> bool:
    rows = [r for r in obj.form.indicators if r.level1 == block]
    if any(f"row {r.name}" in obj.touched for r in rows) or not _take(obj, block):
        return False
    for row in rows:
        obj.touched.add(f"row {row.name}")
        obj.must("target-changed", "error", row.name) if obj.approved else None
        row.name, row.target, row.actual, row.forecast, row.likelihood = "", Value(operator="none"), Value(), Value(), None
        row.blank |= {"explanation", "remark"}
    obj.must("no-indicator", severity, block)
    obj.allow("goal-conflict")
    return True


def simple_goal(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "goal"):
        return False
    obj.form.goal = bench.rng.choice(["按计划完成", "正常", "完成年度任务", "100"])
    obj.must("too-simple", "warning", bench.caption("goal"), "head|goal", ("target-changed",))
    obj.allow("target-changed", "goal-conflict", "too-simple")
    return True


def simple_reason(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row or bench.style.one_explanation:
        return False
    _fall_behind(obj, row, "0.68")
    _explain(row, bench)
    row.explanation = bench.rng.choice(["无", "正常", "按计划推进", "暂无"])
    obj.must("too-simple", "warning", row.name, f"row|{row.name}|explanation", ("deviation-unexplained",))
    obj.allow("deviation-unexplained")
    return True


# ---- 2 without analysis


def explained(obj: Object, bench: Bench) -> bool:
    """No fault: behind, and says why and what will be done."""
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, "0.7")
    _explain(row, bench)
    row.likelihood = bench.rng.choice(["certain", "possible"])
    return True


def unexplained(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, bench.rng.choice(["0.67", "0.4"]))
    _silent(row)
    obj.must("deviation-unexplained", "error", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def ticked_only(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, "0.66")
    _silent(row)
    row.causes = [bench.rng.choice(["funding", "personnel", "other"])]
    obj.must("deviation-unexplained", "warning", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def doubtful_silent(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="cl")
    if not row:
        return False
    _silent(row)
    row.likelihood = "possible"
    obj.must("deviation-unexplained", "error", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def no_measure(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row or bench.style.one_explanation:
        return False
    _explain(row, bench, remark=False)
    row.likelihood = "impossible"
    row.forecast = Value("eq", _share(row, Decimal("0.85")), row.target.unit)
    obj.must("measure-missing", "error", row.name, f"row|{row.name}|remark")
    return True


def short_forecast_no_measure(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="l")
    if not row or bench.style.one_explanation or row.target.operator != "ge" or row.target.unit != "%" or row.actual.number is None:
        return False
    _explain(row, bench, remark=False)
    row.likelihood = "possible"
    row.forecast = Value("eq", (row.target.number or Decimal(0)) - 3, row.target.unit)
    obj.must("measure-missing", "error", row.name, f"row|{row.name}|remark")
    return True


# ---- 2 figures that disagree


def executed_mismatch(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    rows = obj.form.funds
    change = rounded((rows[1].executed or Decimal(0)) * Decimal(bench.rng.choice(["0.06", "-0.05", "0.11"])), 0) // 100 * 100
    rows[1].executed = (rows[1].executed or Decimal(0)) + change
    obj.form.funds[0] = total_of(rows[1:])
    obj.must("executed-mismatch", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("executed-mismatch")
    return True


def sum_mismatch(obj: Object, bench: Bench) -> bool:
    if len(obj.form.funds) < 3 or not _take(obj, "funds"):
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
    part = next((r for r in obj.form.indicators if r.parent), None)
    if not part or not _take(obj, f"row {part.parent}"):
        return False
    part.actual.number = _share(part, Decimal("0.30"))
    obj.must("sum-mismatch", "error", part.parent, f"row|{part.parent}|actual")
    obj.allow("behind-target", "sum-mismatch", "deviation-unexplained")
    return True


def rate_mismatch(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    total = obj.form.total
    real = (total.executed or Decimal(0)) / (total.initial or Decimal(1))
    total.rate = rounded(real + Decimal(bench.rng.choice(["0.073", "-0.058", "0.2"])), 4)
    obj.must("rate-mismatch", "error", bench.caption("total"), "fund|0|rate")
    obj.allow("rate-mismatch")
    return True


def rate_on_other_base(obj: Object, bench: Bench) -> bool:
    total = obj.form.total
    if bench.style.adjusted and total.adjusted is not None and total.adjusted != total.initial:
        base = total.initial
    elif bench.style.received:
        base = total.received
    else:
        return False
    if not base or not _take(obj, "funds"):
        return False
    total.rate = rounded((total.executed or Decimal(0)) / base, 4)
    obj.must("rate-base", "warning", bench.caption("total"), "fund|0|rate")
    return True


def overspend(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal(bench.rng.choice(["1.06", "1.2"])))
    for row in obj.form.indicators:
        if row.how == "x" and row.target.unit == "万元":
            row.actual.number = rounded((row.target.number or Decimal(0)) * Decimal("0.6"))
    obj.must("overspend", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("forecast-conflict", "gap", "overspend")
    return True


def money_forecast_low(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.forecast = rounded((fund.executed or Decimal(0)) * Decimal("0.8"), 0) // 100 * 100
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("forecast-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("forecast-conflict")
    return True


def money_forecast_high(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.forecast = rounded((fund.initial or Decimal(0)) * Decimal("1.15"), 0) // 100 * 100
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("forecast-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("forecast-conflict")
    return True


def forecast_below_done(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _explain(row, bench)
    row.likelihood = "impossible"
    row.actual = Value("eq", _share(row, Decimal("0.62")), row.target.unit)
    row.forecast = Value("eq", _share(row, Decimal("0.45")), row.target.unit)
    obj.must("forecast-conflict", "error", row.name, f"row|{row.name}|outlook")
    return True


def certain_but_short(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _explain(row, bench)
    row.forecast = Value("eq", _share(row, Decimal("0.85")), row.target.unit)
    obj.must("forecast-conflict", "error", row.name, f"row|{row.name}|outlook")
    return True


def unreadable(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    number = row.target.number or Decimal(0)
    interval = f"{_share(row, Decimal('0.4'))}-{_share(row, Decimal('0.55'))}{row.target.unit}" if number else "3-5"
    row.actual = Value(words=bench.rng.choice(["较多", "若干", "约几十", interval]))
    obj.must("value-unreadable", "warning", row.name, f"row|{row.name}|actual")
    obj.allow("deviation-unexplained", "behind-target", "missing-field")
    return True


def wrong_unit(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    other = "公里" if (row.target.unit or "") not in ("公里", "米") else "户"
    row.actual = Value("eq", row.actual.number, other)
    obj.must("unit-conflict", "error", row.name, f"row|{row.name}|actual")
    obj.allow("behind-target", "deviation-unexplained", "gap")
    return True


def yuan_in_indicator(obj: Object, bench: Bench) -> bool:
    row = next((r for r in obj.form.mains() if r.how == "x" and r.target.unit == "万元"), None)
    if not row or not _take(obj, f"row {row.name}"):
        return False
    row.actual = Value("eq", rounded((row.actual.number or Decimal(0)) * WAN, 0), "万元")
    obj.must("unit-conflict", "error", row.name, f"row|{row.name}|actual")
    obj.allow("behind-target", "deviation-unexplained", "forecast-conflict")
    return True


def yuan_in_funds(obj: Object, bench: Bench) -> bool:
    if bench.style.yuan or not _take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.rate = rounded((fund.executed or Decimal(0)) / (fund.initial or Decimal(1)), 4)
        fund.executed = (fund.executed or Decimal(0)) * WAN
    obj.must("unit-conflict", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("overspend", "executed-mismatch", "rate-mismatch", "forecast-conflict", "unit-conflict", "gap", "slow-spending", "idle-funds")
    return True


def yuan_in_forecast(obj: Object, bench: Bench) -> bool:
    """The last column came from another system and is in yuan."""
    if bench.style.yuan or not _take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.forecast = (fund.forecast or Decimal(0)) * WAN
    obj.must("unit-conflict", "error", bench.caption("total"), "fund|0|forecast")
    obj.allow("unit-conflict", "forecast-conflict")
    return True


def wrong_direction(obj: Object, bench: Bench) -> bool:
    """The approved target itself says that costs should be high: not the unit's doing."""
    row = _free(obj, how="x")
    if not row or row.level2 != "成本指标" or not obj.approved or not re.search("成本|费用|投资|造价", row.name):
        return False
    for form in (obj.form, obj.approved):
        form.row(row.name).target.operator = "ge"
    row.actual.number = row.target.number
    obj.must("direction-conflict", "notice", row.name, f"row|{row.name}|target")
    obj.allow("behind-target", "gap", "deviation-unexplained")
    return True


def closed_rate(obj: Object, bench: Bench) -> bool:
    row = next((r for r in obj.form.mains() if r.how == "l" and r.target.unit == "%" and r.target.number == 100), None)
    if not row or not obj.approved or not _take(obj, f"row {row.name}"):
        return False
    for form in (obj.form, obj.approved):
        form.row(row.name).target.operator = "ge"
    obj.must("direction-conflict", "notice", row.name, f"row|{row.name}|target")
    return True


def weights_as_targets(obj: Object, bench: Bench) -> bool:
    if obj.form.kind != "monitoring" or not _take_all(obj):
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
    row = _free(obj, big=True)
    if not row:
        return False
    row.actual = Value("eq", _share(row, Decimal("1.46")), row.target.unit)
    row.forecast = Value("eq", _share(row, Decimal("1.5")), row.target.unit)
    obj.must("over-target", "notice", row.name, f"row|{row.name}|actual")
    obj.allow("gap")
    return True


def goal_conflict(obj: Object, bench: Bench) -> bool:
    goal = obj.form.goal or ""
    for row in obj.form.mains():
        figure = f"{row.target.number}{row.target.unit}"
        if row.big and f"row {row.name}" not in obj.touched and figure in goal and "goal" not in obj.touched and _take(obj, "goal"):
            obj.touched.add(f"row {row.name}")
            obj.form.goal = goal.replace(figure, f"{_share(row, Decimal('1.25'))}{row.target.unit}")
            obj.must("goal-conflict", "warning", bench.caption("goal"), "head|goal")
            if obj.approved:
                obj.must("target-changed", "error", bench.caption("goal"), "head|goal")
            return True
    return False


def adjustment_unexplained(obj: Object, bench: Bench) -> bool:
    total = obj.form.total
    if not bench.style.adjusted or total.adjusted is None or total.adjusted == total.initial or not _take(obj, "adjustment"):
        return False
    obj.form.adjustment_reason = None
    obj.must("adjustment-unexplained", "warning")
    return True


def went_back(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    give_previous(bench.rng, obj)
    past = obj.previous.row(row.name) if obj.previous else row
    past.actual.number = (row.actual.number or Decimal(0)) + _share(row, Decimal("0.08"))
    obj.must("went-back", "warning", row.name, f"row|{row.name}|actual")
    return True


def boilerplate(obj: Object, bench: Bench) -> bool:
    """Placed on several objects by the round."""
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, "0.72")
    _explain(row, bench)
    bank = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    row.explanation = bank["boilerplate"]
    if bench.style.one_explanation:
        row.remark = None
    obj.must("boilerplate", "notice", row.name, f"row|{row.name}|explanation")
    return True


# ---- 3 late, missing; 4 changed


def late(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "roster"):
        return False
    obj.received = obj.due + timedelta(hours=bench.rng.randint(3, 190))
    obj.must("late", "error", obj.form.name)
    return True


def duplicate_changed(obj: Object, bench: Bench) -> bool:
    """Sent twice: the second one, saved later, corrects a value.  Its path sorts first (only .xlsx says when it was saved)."""
    if obj.form.kind.startswith("overall") or bench.style.suffix != ".xlsx" or not _take_all(obj):
        return False
    early = copy.deepcopy(obj.form)
    row = next(r for r in early.mains() if r.how == "c" and not any(part.parent == r.name for part in early.indicators))
    row.actual = Value("eq", _share(row, Decimal("0.5")), row.target.unit)
    obj.copies.append(early)
    obj.must("duplicate-form", "warning", obj.form.name)
    return True


def duplicate_same(obj: Object, bench: Bench) -> bool:
    if obj.form.kind.startswith("overall") or bench.style.suffix != ".xlsx" or not _take_all(obj):
        return False
    obj.copies.append(copy.deepcopy(obj.form))
    obj.must("duplicate-form", "notice", obj.form.name)
    return True


def changed_value(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row or not obj.approved:
        return False
    row.target.number = _share(row, Decimal("0.85"))
    row.forecast = Value("eq", row.target.number, row.target.unit)
    obj.must("target-changed", "error", row.name, f"row|{row.name}|target")
    obj.allow("goal-conflict", "sum-mismatch")
    return True


def changed_rate(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="l", block="满意度指标")
    if not row or not obj.approved:
        return False
    row.target.number = (row.target.number or Decimal(0)) - 5
    obj.must("target-changed", "error", row.name, f"row|{row.name}|target")
    return True


def removed(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="x")
    if not row or not obj.approved or len([r for r in obj.form.indicators if r.level2 == row.level2]) > 1:
        return False
    obj.form.indicators.remove(row)
    obj.must("target-changed", "error", row.name)
    return True


def added(obj: Object, bench: Bench) -> bool:
    if not obj.approved or not _take(obj, "added"):
        return False
    row = Indicator("产出指标", "数量指标", "召开工作推进会次数", Value("ge", Decimal(12), "次"), "c")
    row.actual, row.forecast = Value("eq", Decimal(7), "次"), Value("eq", Decimal(12), "次")
    place = max(i for i, r in enumerate(obj.form.indicators) if r.level2 == "数量指标") + 1
    obj.form.indicators.insert(place, row)
    obj.must("target-changed", "error", row.name, f"row|{row.name}|name")
    return True


def renamed(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="l")
    if not row or not obj.approved:
        return False
    row.name = row.name.replace("率", "比例") if "率" in row.name else row.name + "测评结果"
    obj.must("target-changed", "error")
    return True


def goal_rewritten(obj: Object, bench: Bench) -> bool:
    if not obj.approved or not _take(obj, "goal"):
        return False
    obj.form.goal = "强化组织领导，压实工作责任，统筹各方力量推动各项重点任务落地见效，让群众有更多获得感。"
    obj.must("target-changed", "error", bench.caption("goal"), "head|goal")
    obj.allow("too-simple")
    return True


def budget_changed(obj: Object, bench: Bench) -> bool:
    if obj.form.total.adjusted is not None or not _take(obj, "funds"):
        return False
    for fund in obj.form.funds[1:]:
        fund.initial = rounded((fund.initial or Decimal(0)) * Decimal("0.93"), 0) // 100 * 100
        fund.forecast = fund.initial
    obj.form.funds[0] = total_of(obj.form.funds[1:])
    obj.must("budget-changed", "error", bench.caption("total"), "fund|0|initial")
    return True


def wrong_period(obj: Object, bench: Bench) -> bool:
    texts = [*bench.style.words.values(), bench.style.period]
    if any("7月" in text for text in texts) or not _take_all(obj):
        return False
    obj.form.period = bench.rng.choice(["1-6月", "1-5月"])
    obj.form.as_of = obj.form.as_of.replace(month=int(obj.form.period[2]), day=30 if obj.form.period[2] == "6" else 31)
    obj.must("wrong-period", "error")
    obj.allow("executed-mismatch")
    return True


def last_year(obj: Object, bench: Bench) -> bool:
    if "截至" in bench.style.period or not _take_all(obj):
        return False
    obj.form.year = 2022
    obj.form.as_of = obj.form.as_of.replace(year=2022)
    obj.must("wrong-period", "error")
    obj.allow("executed-mismatch")
    return True


# ---- 5 slow, behind, apart


def slow(obj: Object, bench: Bench) -> bool:
    if not _take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal(bench.rng.choice(["0.4", "0.38", "0.21"])))
    obj.must("slow-spending", "warning", bench.caption("total"), "fund|0|executed")
    obj.allow("gap", "idle-funds")
    return True


def behind(obj: Object, bench: Bench) -> bool:
    row = _free(obj, big=True)
    if not row:
        return False
    _fall_behind(obj, row, bench.rng.choice(["0.3", "0.5"]))
    _explain(row, bench)
    row.likelihood = "possible"
    return True


def level_short(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="l")
    if not row or row.target.unit != "%" or row.actual.number is None or row.target.operator != "ge":
        return False
    short = bench.rng.choice([3, 11])
    row.actual = Value("eq", (row.target.number or Decimal(0)) - short, "%")
    _explain(row, bench)
    obj.must("behind-target", "notice" if short == 3 else "warning", row.name, f"row|{row.name}|actual")
    return True


def ceiling_broken(obj: Object, bench: Bench) -> bool:
    row = _free(obj, how="x")
    if not row or row.target.unit == "万元" or not row.target.number:
        return False
    row.actual = Value("eq", rounded(row.target.number * Decimal("1.3"), 0) + 1, row.target.unit)
    row.forecast = row.actual
    row.likelihood = "impossible"
    _explain(row, bench)
    obj.must("behind-target", "warning", row.name, f"row|{row.name}|actual")
    return True


def milestone_missed(obj: Object, bench: Bench) -> bool:
    row = next((r for r in obj.form.mains() if r.how == "m" and r.forecast.words in ("已完成", "完成")), None)
    if not row or not _take(obj, f"row {row.name}"):
        return False
    row.actual, row.forecast = Value(words="未完成"), Value(words="10月底完成")
    row.likelihood = "possible"
    _explain(row, bench)
    obj.must("behind-target", "warning", row.name, f"row|{row.name}|actual")
    obj.allow("forecast-conflict", "gap")
    return True


def gap(obj: Object, bench: Bench) -> bool:
    counted = [r for r in obj.form.mains() if r.how == "c"]
    total = sum((r.weight for r in obj.form.mains()), Decimal(0))
    if sum((r.weight for r in counted), Decimal(0)) < total * Decimal("0.4") or not all(r.big for r in counted) or not _take_all(obj):
        return False
    respend(bench.rng, obj, Decimal("0.95"))
    for row in (r for r in obj.form.indicators if r.how == "c"):
        row.actual.number = _share(row, Decimal("0.5"))
    for row in counted:
        parts = [r.actual.number or Decimal(0) for r in obj.form.indicators if r.parent == row.name]
        row.actual.number = sum(parts, Decimal(0)) if parts else row.actual.number
    obj.must("gap", "warning", obj.form.name)
    return True


def idle(obj: Object, bench: Bench) -> bool:
    carried = next((f for f in obj.form.funds if f.source == "carry_over"), None)
    if not carried or not _take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal("0.62"), "general_public")
    respend(bench.rng, obj, Decimal("0.25"), "carry_over")
    obj.must("idle-funds", "warning", carried.label, None)
    obj.allow("gap", "slow-spending")
    return True


FAULTS: tuple[tuple[Fault, int], ...] = (
    (rate_on_other_base, 3),
    (adjustment_unexplained, 2),
    (gap, 3),
    (wrong_period, 2),
    (last_year, 2),
    (duplicate_changed, 2),
    (duplicate_same, 2),
    (weights_as_targets, 2),
    (missing_column, 2),
    (idle, 3),
    (parts_mismatch, 3),
    (yuan_in_indicator, 2),
    (milestone_missed, 3),
    (went_back, 3),
    (wrong_direction, 2),
    (closed_rate, 2),
    (no_benefit, 2),
    (no_satisfaction, 2),
    (goal_conflict, 3),
    (placeholder_goal, 2),
    (simple_goal, 2),
    (missing_goal, 2),
    (goal_rewritten, 2),
    (missing_name, 1),
    (missing_unit, 2),
    (late, 4),
    (sum_mismatch, 3),
    (executed_mismatch, 3),
    (rate_mismatch, 3),
    (overspend, 3),
    (slow, 4),
    (money_forecast_low, 2),
    (money_forecast_high, 1),
    (budget_changed, 3),
    (yuan_in_funds, 1),
    (yuan_in_forecast, 2),
    (missing_executed, 1),
    (missing_money_forecast, 2),
    (boilerplate, 3),
    (unexplained, 4),
    (ticked_only, 3),
    (doubtful_silent, 2),
    (simple_reason, 3),
    (placeholder_reason, 2),
    (no_measure, 2),
    (short_forecast_no_measure, 2),
    (forecast_below_done, 2),
    (certain_but_short, 2),
    (unreadable, 3),
    (wrong_unit, 2),
    (over_target, 3),
    (changed_value, 2),
    (changed_rate, 2),
    (removed, 2),
    (added, 2),
    (renamed, 2),
    (behind, 3),
    (level_short, 3),
    (ceiling_broken, 2),
    (missing_actual, 3),
    (missing_forecast, 2),
    (missing_likelihood, 2),
    (missing_target, 2),
    (explained, 4),
)
"""Every fault and how many times a full round has it; the choosy ones first."""
