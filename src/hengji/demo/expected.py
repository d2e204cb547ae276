"""Writes down what a perfect checker would say: the facts of every form as the result file states them, and the findings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hengji.demo.clerks import Style
from hengji.demo.facts import Expected, Fund, Indicator, Object, Value, rounded
from hengji.demo.hand import plain, signed, value_cell
from hengji.demo.layout import Sheet, printed_amount, stated_rate

ADDRESSED = (".xlsx", ".xls", ".et", "zip")
"""Formats whose cells have addresses that everybody agrees on."""


def expected_form(obj: Object, sheet: Sheet, file: str, faulty: bool = True) -> dict[str, Any]:
    """One form: facts, findings that must and may be made, clean or not."""
    form, style = sheet.form, sheet.style
    overall = form.kind.startswith("overall")
    must = [finding(e, sheet) for e in obj.expected] if faulty else []
    may = [finding(e, sheet) for e in obj.may]
    if style.bounds and any(_bounded(row) for row in form.indicators):
        must.append({"code": "value-unreadable", "severity": "notice", "subject": None, "cell": None, "or": [], "why": "bounds"})
    if style.noise:
        may.append({"code": "value-unreadable", "severity": "any", "subject": "其他资金", "cell": None, "or": []})
    if style.numbered or style.dots:
        may.append({"code": "placeholder-text", "severity": "any", "subject": None, "cell": None, "or": []})
    return {
        "file": file,
        "sheet": sheet.grid.name,
        "format": style.suffix,
        "clerk": obj.clerk,
        "object": obj.key,
        "kind": form.kind,
        "as_of": form.as_of.isoformat(),
        "clean": not must,
        "program": {
            "name": form.unit if overall else form.name,
            "code": form.code if _prints_code(style) and form.kind == "monitoring" or _code_in_name(style, overall) else None,
            "department": form.department,
            "unit": form.unit,
        },
        "goal": form.goal,
        "funds": [_fund(fund, style) for fund in form.funds] + ([_nothing()] if _zero_row(form.funds, style) else []),
        "indicators": [_indicator(place, row, sheet) for place, row in enumerate(form.indicators) if row.name],
        "must_find": must,
        "may_find": may,
    }


def _prints_code(style: Style) -> bool:
    return style.print_code or style.coded == "name"


def _code_in_name(style: Style, overall: bool) -> bool:
    return style.coded == "name" and not overall


def _bounded(row: Indicator) -> bool:
    return row.actual.number is not None and not row.actual.fixed and row.target.operator in ("ge", "le") and "actual" not in row.blank


def finding(entry: Expected, sheet: Sheet | None) -> dict[str, Any]:
    return {
        "code": entry.code,
        "severity": entry.severity,
        "subject": entry.subject,
        "cell": _cell(entry.column, sheet) if sheet and entry.column else None,
        "or": list(entry.alternatives),
    }


def _cell(column: str, sheet: Sheet) -> str | None:
    """The address behind head|goal, fund|0|executed or row|名称|actual."""
    if sheet.style.suffix not in ADDRESSED:
        return None
    kind, *rest = column.split("|")
    if kind == "head":
        return sheet.cell("head", rest[0])
    if kind == "fund":
        return sheet.cell("fund", int(rest[0]), rest[1])
    place = next((i for i, row in enumerate(sheet.form.indicators) if row.name == rest[0]), None)
    return None if place is None else sheet.cell("row", place, rest[1])


def _money(value: Decimal | None) -> str | None:
    return None if value is None else str(rounded(value))


def _fund(fund: Fund, style: Style) -> dict[str, Any]:
    rate = stated_rate(fund, style)
    return {
        "source": fund.source,
        "label": fund.label,
        "initial": _money(printed_amount(fund, "initial", style)),
        "adjusted": _money(printed_amount(fund, "adjusted", style)) if style.adjusted else None,
        "executed": _money(printed_amount(fund, "executed", style)),
        "forecast": _money(printed_amount(fund, "forecast", style)),
        "stated_rate": None if rate is None else str(rate),
    }


def _zero_row(funds: list[Fund], style: Style) -> bool:
    return style.noise and all(fund.label != "其他资金" for fund in funds)


def _nothing() -> dict[str, Any]:
    """An unused row that says 0 everywhere and has an error for its rate."""
    return {
        "source": "other",
        "label": "其他资金",
        "initial": "0.00",
        "adjusted": None,
        "executed": "0.00",
        "forecast": "0.00",
        "stated_rate": None,
    }


def _indicator(place: int, row: Indicator, sheet: Sheet) -> dict[str, Any]:
    style = sheet.style
    quantitative = row.target.number is not None
    nothing = style.nothing.replace("—", "") if row.parent is None else ""
    return {
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "parent": row.parent,
        "operator": None if row.target.operator == "none" else row.target.operator,
        "target": plain(row.target.number) if row.target.number is not None else row.target.words,
        "unit": (row.target.unit or None) if quantitative else None,
        "target_text": _target_text(row, style),
        "actual": _said(row, row.actual, "actual"),
        "actual_text": _text(row, row.actual, "actual", style, style.bounds),
        "forecast": _said(row, row.forecast, "outlook"),
        "causes": list(row.causes),
        "explanation": _reason(row, style) or (nothing if "explanation" not in row.blank else "") or None,
        "likelihood": row.likelihood if row.parent is None else None,
        "remark": None if style.one_explanation else row.remark or (nothing if "remark" not in row.blank else "") or None,
        "cell": sheet.cell("row", place, "name") if style.suffix in ADDRESSED else None,
    }


def _reason(row: Indicator, style: Style) -> str | None:
    if style.one_explanation:
        return "；".join(t for t in (row.explanation, row.remark) if t) or None
    return row.explanation


def _target_text(row: Indicator, style: Style) -> str | None:
    if row.target.fixed or row.target.number is None:
        return row.target.words
    return None if style.signs == "split" else signed(row.target, style)


def _said(row: Indicator, value: Value, column: str) -> str | None:
    """The number; words only where the target is words too."""
    if column in row.blank:
        return None
    if row.target.number is None:
        return value.words
    return plain(value.number) if value.number is not None else None


def _text(row: Indicator, value: Value, column: str, style: Style, bounds: bool) -> str | None:
    if column in row.blank:
        return None
    cell = value_cell(value, row, style, bounds)
    if cell is None or isinstance(cell, str):
        return cell or None
    return plain(cell) if isinstance(cell, Decimal) else cell.text


def totals(forms: list[dict[str, Any]], counting: set[int]) -> dict[str, Any]:
    """Plain sums of the stated total rows, each object once."""
    sums = {"initial": Decimal(0), "adjusted": Decimal(0), "executed": Decimal(0)}
    for place in counting:
        total = forms[place]["funds"][0]
        initial, executed = Decimal(total["initial"] or 0), Decimal(total["executed"] or 0)
        sums["initial"] += initial
        sums["adjusted"] += Decimal(total["adjusted"]) if total["adjusted"] else initial
        sums["executed"] += executed
    rate = rounded(sums["executed"] / sums["adjusted"], 4) if sums["adjusted"] else None
    return {"forms_read": len(forms), "programs": len(counting), **{k: str(rounded(v)) for k, v in sums.items()}, "rate": str(rate)}
