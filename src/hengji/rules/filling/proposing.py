"""What a form may be filled in with beforehand: from the object's last form, the approved target, the values typed so far.

A proposal is nothing until a person takes it; what was taken can be changed like anything typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from hengji.rules.filling.cells import said
from hengji.rules.filling.sheet import STAGES, TOTAL, Sheet, SheetFund, SheetIndicator, Typed
from hengji.rules.findings.goal_conflict import meant, same_unit
from hengji.rules.forms import Form, IndicatorRow
from hengji.rules.indicators import in_percent
from hengji.rules.money import WAN, parse_amount, percent, plain
from hengji.rules.units import convert

Proposed = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Part, row ("" in texts), column: what may be taken over."""

_KEPT = ("stage", "stage_on", "implementation", "management", "adjustment_reason", "head")
"""Texts that often are what they were last time."""
_OF_ITS_TIME = re.compile(r"截[至止]|月[底末份]|上半年|前?[一二三1-3]季度")
"""Words of a text that was about its own period."""
_MOST = 4


def proposed(sheet: Sheet, last: Typed, goal: str = "") -> Proposed:
    """All that may be taken over, whether or not it was typed already.  ``last``: as typed in the object's form before; ``goal``: what
    ``goal_reached`` says of this one."""
    funds = {line: cells for line, cells in _funds(sheet, last.get("funds", {})) if cells}
    before = last.get("rows", {})
    rows = {one.key: cells for one in sheet.indicators if (cells := _forecast(one, before.get(one.key, {})))}
    texts = {column: text for column in _KEPT if (text := _again(column, said(last.get("texts", {}).get(column))))}
    return {"funds": funds, "rows": rows, "texts": {"": {**texts, **({"goal_actual": goal} if goal else {})}}}


def _funds(sheet: Sheet, last: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    for line in sheet.funds:
        yield line.id, _money(last.get(line.id, {}).get("forecast"), [line])
    if len(sheet.funds) > 1:
        yield TOTAL, _money(last.get(TOTAL, {}).get("forecast"), sheet.funds)


def _money(text: str | None, lines: list[SheetFund] | tuple[SheetFund, ...]) -> dict[str, str]:
    """Last round's forecast, where it can still be: no less than is spent, no more than there is."""
    read = parse_amount(text, WAN) if text else None
    spent = sum((line.executed or Decimal(0) for line in lines), Decimal(0))
    there = sum((_budget(line) for line in lines), Decimal(0))
    return {"forecast": text} if text and read and spent <= read.yuan <= there else {}


def _budget(line: SheetFund) -> Decimal:
    return (line.initial if line.adjusted is None else line.adjusted) or Decimal(0)


def _forecast(one: SheetIndicator, before: Mapping[str, str]) -> dict[str, str]:
    """The year's value: as foretold last time, else as approved."""
    text = said(before.get("forecast")) or said(one.value)
    return {"forecast": text} if text else {}


def _again(column: str, text: str | None) -> str:
    if text is None or (column == "stage" and text not in STAGES):
        return ""
    return "" if column in ("implementation", "management") and _OF_ITS_TIME.search(text) else text


# ---- the goal, told by what was reached


def goal_reached(form: Form, executed: Decimal | None, rate: Decimal | None) -> str:
    """年度总体目标完成情况 in a sentence, from the values of output and benefit and from the money; "" as long as no value is known."""
    told = [words for row in form.indicators if (words := _reached(row))]
    if not told or form.as_of is None:
        return ""
    rest = f"等{len(told)}项" if len(told) > _MOST else ""
    money = f"；资金执行{plain(executed / WAN)}万元" if executed is not None else ""
    share = f"，执行率{percent(rate)}" if money and rate is not None else ""
    return f"截至{form.as_of.month}月底，{'、'.join(told[:_MOST])}{rest}{money}{share}。"


def _reached(row: IndicatorRow) -> str:
    """An amount of work done with its unit; rates and limits say nothing of how far the goal is."""
    number = row.actual.number if row.actual and row.actual.bound is None else None
    unit = (row.actual.unit if row.actual else None) or (row.target.unit if row.target else None)
    if number is None or not unit or row.target is None or in_percent(row.target) or row.target.operator.limits or not row.name:
        return ""
    return f"{row.name}{plain(number)}{unit}"


def stale(form: Form) -> Iterator[tuple[IndicatorRow, str]]:
    """Rows whose actual is another number than 年度总体目标完成情况 gives for the same thing, with that number and its unit."""
    rows = [row for row in form.indicators if row.name and row.actual and row.actual.number is not None and row.target]
    text = (form.goal_actual or "").replace("累计", "")
    names = tuple((row.name or "", _unit(row)) for row in rows)
    for row, figure in zip(rows, meant(text, names), strict=True):
        assert row.actual is not None and row.target is not None
        number = convert(figure.number, figure.unit, _unit(row)) if figure and same_unit(figure.unit, _unit(row)) else None
        if figure and number is not None and number not in (row.actual.number, row.target.number):
            yield row, f"{plain(figure.number)}{figure.unit}"


def _unit(row: IndicatorRow) -> str | None:
    return (row.actual.unit if row.actual else None) or (row.target.unit if row.target else None)
