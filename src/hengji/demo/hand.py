"""How a clerk writes a number: amounts, targets, actual values."""

from __future__ import annotations

from decimal import Decimal

from hengji.demo.clerks import Style
from hengji.demo.facts import WAN, Indicator, Value, rounded
from hengji.demo.grid import Cell

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
SIGNS = {
    "plain": {"ge": "≥", "le": "≤", "eq": "＝", "gt": ">", "lt": "<"},
    "double": {"ge": "≧", "le": "≦", "eq": "﹦", "gt": ">", "lt": "<"},
    "ascii": {"ge": ">=", "le": "<=", "eq": "=", "gt": ">", "lt": "<"},
    "wide": {"ge": "＞＝", "le": "＜＝", "eq": "＝", "gt": "＞", "lt": "＜"},
}


def money(yuan: Decimal, style: Style) -> Cell:
    """An amount in the unit and the dress the clerk prefers."""
    if style.yuan:
        return Cell(rounded(yuan), "#,##0.00")
    wan = rounded(yuan / WAN, style.places)
    if style.money == "number":
        return Cell(wan + Decimal("0.00000000000031")) if style.noise else Cell(wan)
    text = f"{wan:f}"
    return Cell({"wide": text.translate(WIDE), "unit": f"{wan:f}万元", "comma": f"{wan:,f}"}.get(style.money, text))


def plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(number: Decimal, style: Style) -> str:
    text = plain(number)
    return f"{Decimal(text):,f}" if style.commas else text


def target_cells(row: Indicator, style: Style) -> dict[str, Cell | str | Decimal | None]:
    """The cell or the three cells of a target."""
    value = row.target
    if value.fixed or value.number is None:
        return {"target": value.words or "", "operator": "定性" if value.operator == "text" and value.words else ""}
    if style.signs == "split":
        return {"operator": SIGNS["plain"][value.operator], "target": value.number, "measure": value.unit or ""}
    return {"target": _wide(signed(value, style), style)}


def signed(value: Value, style: Style) -> str:
    """≥95%, 95%以上, 控制在50万元以内, ＝100% …"""
    number, unit = figure(value.number or Decimal(0), style), value.unit or ""
    if style.signs == "words":
        return {
            "ge": f"不低于{number}{unit}" if unit == "%" else f"{number}{unit}以上",
            "le": f"不超过{number}{unit}",
            "eq": f"等于{number}{unit}",
        }[value.operator]
    if style.signs == "split":
        return number + unit
    return SIGNS[style.signs][value.operator] + number + unit


def value_cell(value: Value, row: Indicator, style: Style, bounds: bool) -> Cell | str | Decimal | None:
    """An actual or a forecast."""
    if value.fixed or value.number is None:
        return value.words
    unit = value.unit or ""
    if bounds and row.target.operator in ("ge", "le"):
        return SIGNS["plain"][row.target.operator] + plain(value.number) + unit
    if unit == "%" and style.percent == "cell":
        places = max(0, -int(value.number.normalize().as_tuple().exponent))
        return Cell(value.number / 100, "0%" if places == 0 else "0." + "0" * places + "%")
    if unit == "%" and style.percent == "ratio":
        return value.number / 100
    if unit != row.target.unit or unit == "%":
        return _wide(plain(value.number) + unit, style)
    if style.actual_unit:
        said = "已完成" if style.said and row.how == "c" and value is row.actual else ""
        return said + _wide(figure(value.number, style) + unit, style)
    return figure(value.number, style) if style.commas else value.number


def _wide(text: str, style: Style) -> str:
    return text.translate(WIDE) if style.full_width else text
