"""Class 2: deviations without analysis."""

from __future__ import annotations

from decimal import Decimal

from hengji.demo.facts import Object, Value
from hengji.demo.faults.bench import Bench, explain, fall_behind, free, share, silent


def explained(obj: Object, bench: Bench) -> bool:
    """No fault: behind, and says why and what will be done."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, "0.7")
    explain(row, bench)
    row.likelihood = bench.rng.choice(["certain", "possible"])
    return True


def unexplained(obj: Object, bench: Bench) -> bool:
    """Behind, and neither cause nor words."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, bench.rng.choice(["0.67", "0.4"]))
    silent(row)
    obj.must("deviation-unexplained", "error", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def ticked_only(obj: Object, bench: Bench) -> bool:
    """Behind, a cause ticked, no words."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, "0.66")
    silent(row)
    row.causes = [bench.rng.choice(["funding", "personnel", "other"])]
    obj.must("deviation-unexplained", "warning", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def doubtful_silent(obj: Object, bench: Bench) -> bool:
    """有可能, and neither cause nor words."""
    row = free(obj, how="cl")
    if not row:
        return False
    silent(row)
    row.likelihood = "possible"
    obj.must("deviation-unexplained", "error", row.name, f"row|{row.name}|explanation")
    obj.allow("measure-missing")
    return True


def no_measure(obj: Object, bench: Bench) -> bool:
    """完全不可能 with a reason and nothing that will be done."""
    row = free(obj, big=True)
    if not row or bench.style.one_explanation:
        return False
    explain(row, bench, remark=False)
    row.likelihood = "impossible"
    row.forecast = Value("eq", share(row, Decimal("0.85")), row.target.unit)
    obj.must("measure-missing", "error", row.name, f"row|{row.name}|remark")
    return True


def short_forecast_no_measure(obj: Object, bench: Bench) -> bool:
    """A forecast short of its target, and nothing that will be done."""
    row = free(obj, how="l")
    if not row or bench.style.one_explanation or row.target.operator != "ge" or row.target.unit != "%" or row.actual.number is None:
        return False
    explain(row, bench, remark=False)
    row.likelihood = "possible"
    row.forecast = Value("eq", (row.target.number or Decimal(0)) - 3, row.target.unit)
    obj.must("measure-missing", "error", row.name, f"row|{row.name}|remark")
    return True


def reason_in_remark(obj: Object, bench: Bench) -> bool:
    """The reason was written into 备注, a cause is ticked, 原因说明 is empty."""
    row = free(obj, big=True)
    if not row or bench.style.one_explanation:
        return False
    fall_behind(obj, row, "0.69")
    explain(row, bench)
    row.explanation = None
    row.blank.add("explanation")
    obj.must("deviation-unexplained", "warning", row.name, f"row|{row.name}|explanation")
    return True


def half_reached(obj: Object, bench: Bench) -> bool:
    """A quality reached in part, with or without a reason."""
    row = free(obj, how="q")
    if not row:
        return False
    row.actual = Value(words=bench.rng.choice(["部分达成", "部分达成预期指标"]))
    obj.must("behind-target", "notice", row.name, f"row|{row.name}|actual")
    if bench.rng.random() < 0.5:
        explain(row, bench)
    else:
        silent(row)
        obj.must("deviation-unexplained", "error", row.name, f"row|{row.name}|explanation")
        obj.allow("measure-missing")
    return True
