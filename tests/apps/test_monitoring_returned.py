"""A returned form as JSON and back: nothing is lost, whatever it says."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hengji.apps.monitoring.returned import from_json, to_json
from hengji.papers.layouts import layout_for
from hengji.papers.reading import read_forms
from hengji.papers.workbook import open_workbook
from hengji.papers.writing.form import write_form
from hengji.rules.forms import Form, FundRow, FundSource, Kind, Program

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_MONEY = st.decimals(-(10**9), 10**12, places=2) | st.sampled_from([Decimal("0"), Decimal("0.00"), Decimal("1E+4"), Decimal("12.50")])
_PLAIN: dict[Any, SearchStrategy[Any]] = {
    str: _TEXT, int: st.integers(0, 2000), bool: st.booleans(), Decimal: _MONEY, date: st.dates(), datetime: st.datetimes(),
}  # fmt: skip


def any_of(kind: Any) -> SearchStrategy[Any]:
    """Any value of a field's type, empty ones among them."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return st.none() | any_of(next(one for one in inner if one is not type(None)))
    if origin is tuple:
        return st.lists(any_of(inner[0]), max_size=3).map(tuple)
    if origin is frozenset:
        return st.frozensets(any_of(inner[0]), max_size=3)
    if origin is not None:
        return st.dictionaries(any_of(inner[0]), any_of(inner[1]), max_size=3)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return st.builds(kind, **{one.name: any_of(hints[one.name]) for one in fields(kind)})
    return st.sampled_from(list(kind)) if issubclass(kind, Enum) else _PLAIN[kind]


def as_written(value: Any) -> Any:
    """A value down to the digits: 12.50 is not 12.5 here."""
    if isinstance(value, Decimal):
        return value.as_tuple()
    if is_dataclass(value) and not isinstance(value, type):
        return [as_written(getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, dict):
        return {key: as_written(inner) for key, inner in value.items()}
    return [as_written(inner) for inner in value] if isinstance(value, tuple) else value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_of(Form))
def test_nothing_is_lost(form: Form) -> None:
    again = from_json(json.loads(json.dumps(to_json(form), ensure_ascii=False)))
    assert again == form
    assert as_written(again) == as_written(form)


def test_what_a_blank_form_leaves_out_is_not_written() -> None:
    form = Form("甲.xlsx", "Sheet1", Kind.MONITORING, "mof-2019", Program("新建道路"))
    assert to_json(form) == {
        "file": "甲.xlsx", "sheet": "Sheet1", "kind": "monitoring", "family": "mof-2019", "program": {"name": "新建道路"},
        "amount_unit": "10000",
    }  # fmt: skip


def test_zero_is_kept_apart_from_nothing() -> None:
    rows = (FundRow(FundSource.TOTAL, "合计", executed=Decimal("0.00")), FundRow(FundSource.OTHER, "其他"))
    again = from_json(to_json(Form("", "", Kind.MONITORING, "", Program(), funds=rows)))
    assert again.funds[0].executed == Decimal(0) and again.funds[1].executed is None


def test_something_else_is_no_form() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json({"kind": "no-such-kind"})


def test_a_form_read_from_excel_comes_back_as_read(tmp_path: Any) -> None:
    path = tmp_path / "表.xlsx"
    blank = Form("", "", Kind.MONITORING, "mof-2019", Program("新建道路", None, "县交通局", "县公路段"), as_of=date(2026, 7, 31))
    write_form(layout_for(Kind.MONITORING), blank, path)
    [form], _ = read_forms(open_workbook(path), "表.xlsx")
    assert from_json(json.loads(json.dumps(to_json(form)))) == form
