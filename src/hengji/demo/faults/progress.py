"""Class 5: slow, behind, apart."""

from __future__ import annotations

from decimal import Decimal

from hengji.demo.county import respend
from hengji.demo.facts import Object, Value, rounded
from hengji.demo.faults.bench import Bench, explain, fall_behind, free, share, take, take_all


def slow(obj: Object, bench: Bench) -> bool:
    """Slow spending, in form and treasury alike."""
    if not take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal(bench.rng.choice(["0.4", "0.38", "0.21", "0"])))
    obj.must("slow-spending", "warning", bench.caption("total"), "fund|0|executed")
    obj.allow("gap", "idle-funds")
    return True


def behind(obj: Object, bench: Bench) -> bool:
    """An indicator far behind, explained."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, bench.rng.choice(["0.3", "0.5"]))
    explain(row, bench)
    row.likelihood = "possible"
    return True


def level_short(obj: Object, bench: Bench) -> bool:
    """A rate below its target, explained."""
    row = free(obj, how="l")
    if not row or row.target.unit != "%" or row.actual.number is None or row.target.operator != "ge":
        return False
    short = bench.rng.choice([3, 11])
    row.actual = Value("eq", (row.target.number or Decimal(0)) - short, "%")
    explain(row, bench)
    obj.must("behind-target", "notice" if short == 3 else "warning", row.name, f"row|{row.name}|actual")
    return True


def ceiling_broken(obj: Object, bench: Bench) -> bool:
    """A limit exceeded, explained."""
    row = free(obj, how="x")
    if not row or row.target.unit == "万元" or not row.target.number:
        return False
    row.actual = Value("eq", rounded(row.target.number * Decimal("1.3"), 0) + 1, row.target.unit)
    row.forecast = row.actual
    row.likelihood = "impossible"
    explain(row, bench)
    obj.must("behind-target", "warning", row.name, f"row|{row.name}|actual")
    return True


def milestone_missed(obj: Object, bench: Bench) -> bool:
    """A date that has passed without the thing done, explained."""
    row = next((r for r in obj.form.mains() if r.how == "m" and r.forecast.words in ("已完成", "完成")), None)
    if not row or not take(obj, f"row {row.name}"):
        return False
    row.actual, row.forecast = Value(words="未完成"), Value(words="10月底完成")
    row.likelihood = "possible"
    explain(row, bench)
    obj.must("behind-target", "warning", row.name, f"row|{row.name}|actual")
    obj.allow("forecast-conflict", "gap")
    return True


def gap(obj: Object, bench: Bench) -> bool:
    """The money is nearly spent, half of the work is done."""
    counted = [r for r in obj.form.mains() if r.how == "c"]
    total = sum((r.weight for r in obj.form.mains()), Decimal(0))
    if sum((r.weight for r in counted), Decimal(0)) < total * Decimal("0.4") or not all(r.big for r in counted) or not take_all(obj):
        return False
    respend(bench.rng, obj, Decimal("0.95"))
    for row in (r for r in obj.form.indicators if r.how == "c"):
        row.actual.number = share(row, Decimal("0.5"))
    for row in counted:
        parts = [r.actual.number or Decimal(0) for r in obj.form.indicators if r.parent == row.name]
        row.actual.number = sum(parts, Decimal(0)) if parts else row.actual.number
    obj.must("gap", "warning", obj.form.name)
    return True


def idle(obj: Object, bench: Bench) -> bool:
    """Money carried over from last year lies still."""
    carried = next((f for f in obj.form.funds if f.source == "carry_over"), None)
    if not carried or not take(obj, "funds"):
        return False
    respend(bench.rng, obj, Decimal("0.62"), "general_public")
    respend(bench.rng, obj, Decimal("0.25"), "carry_over")
    obj.must("idle-funds", "warning", carried.label, None)
    obj.allow("gap", "slow-spending")
    return True
