"""Class 1: something that must be there is not, or says nothing."""

from __future__ import annotations

from hengji.demo.facts import Object, Value
from hengji.demo.faults.bench import Bench, explain, fall_behind, free, take, take_all


def missing_actual(obj: Object, bench: Bench) -> bool:
    row = free(obj, how="cl")
    if row:
        row.blank.add("actual")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|actual")
    return row is not None


def missing_forecast(obj: Object, bench: Bench) -> bool:
    row = free(obj, how="clx")
    if row:
        row.blank.add("outlook")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|outlook")
    return row is not None


def missing_likelihood(obj: Object, bench: Bench) -> bool:
    row = free(obj, how="cxq")
    if row:
        row.likelihood = None
        obj.must("missing-field", "error", row.name)
    return row is not None


def missing_target(obj: Object, bench: Bench) -> bool:
    row = free(obj, how="q")
    if row:
        row.target = Value(operator="none")
        obj.must("missing-field", "error", row.name, f"row|{row.name}|target", ("target-changed",))
        obj.allow("target-changed")
    return row is not None


def missing_column(obj: Object, bench: Bench) -> bool:
    """全年预计 left empty all the way down: one finding."""
    mains = list(obj.form.mains())
    if len(mains) < 6 or not take_all(obj):
        return False
    for row in obj.form.indicators:
        row.blank.add("outlook")
    obj.must("missing-field", "error")
    return True


def missing_goal(obj: Object, bench: Bench) -> bool:
    """The goal box is empty."""
    if not take(obj, "goal"):
        return False
    obj.form.goal = None
    obj.must("missing-field", "error", bench.caption("goal"), "head|goal")
    obj.allow("target-changed")
    return True


def missing_executed(obj: Object, bench: Bench) -> bool:
    """The total row has no executed amount, its parts have."""
    if len(obj.form.funds) < 3 or not take(obj, "funds"):
        return False
    total = obj.form.total
    total.printed |= {"executed": "", "rate": ""}
    obj.must("missing-field", "error", bench.caption("total"), "fund|0|executed")
    obj.allow("executed-mismatch", "gap", "sum-mismatch")
    return True


def missing_money_forecast(obj: Object, bench: Bench) -> bool:
    """全年预计执行数 is left empty in every row."""
    if not take(obj, "funds"):
        return False
    for fund in obj.form.funds:
        fund.printed["forecast"] = ""
    obj.must("missing-field", "error", bench.caption("total"), "fund|0|forecast")
    return True


def missing_unit(obj: Object, bench: Bench) -> bool:
    """实施单位 is empty; the code still tells whose form it is."""
    style = bench.style
    if obj.form.kind != "monitoring" or not style.print_code or style.coded == "name" or not take(obj, "head"):
        return False
    obj.form.unit = None
    obj.must("missing-field", "error", bench.caption("unit"), "head|unit")
    return True


def missing_name(obj: Object, bench: Bench) -> bool:
    """项目名称 is empty; the code still tells which project it is."""
    style = bench.style
    if obj.form.kind != "monitoring" or not style.print_code or style.coded == "name" or not take(obj, "head"):
        return False
    obj.form.name = None
    obj.must("missing-field", "error", bench.caption("program"), "head|name")
    return True


def placeholder_goal(obj: Object, bench: Bench) -> bool:
    """The template's own words stand in the goal box."""
    if not take(obj, "goal"):
        return False
    obj.form.goal = bench.rng.choice(["完成××项目建设××公里，受益群众××人。", "（请填写年度总体目标）", "目标1：完成XX任务；目标2：……"])
    obj.must("placeholder-text", "error")
    obj.allow("target-changed", "too-simple", "goal-conflict", "missing-field")
    return True


def placeholder_reason(obj: Object, bench: Bench) -> bool:
    """The reason is the prompt, or has ×× in it."""
    row = free(obj, big=True)
    if not row:
        return False
    fall_behind(obj, row, "0.7")
    explain(row, bench)
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
    if any(f"row {r.name}" in obj.touched for r in rows) or not take(obj, block):
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
    """A goal that says nothing."""
    if not take(obj, "goal"):
        return False
    obj.form.goal = bench.rng.choice(["按计划完成", "正常", "完成年度任务", "100"])
    obj.must("too-simple", "warning", bench.caption("goal"), "head|goal", ("target-changed",))
    obj.allow("target-changed", "goal-conflict", "too-simple")
    return True


def simple_reason(obj: Object, bench: Bench) -> bool:
    """Behind, and the reason says nothing."""
    row = free(obj, big=True)
    if not row or bench.style.one_explanation:
        return False
    fall_behind(obj, row, "0.68")
    explain(row, bench)
    row.explanation = bench.rng.choice(["无", "正常", "按计划推进", "暂无"])
    obj.must("too-simple", "warning", row.name, f"row|{row.name}|explanation", ("deviation-unexplained",))
    obj.allow("deviation-unexplained")
    return True
