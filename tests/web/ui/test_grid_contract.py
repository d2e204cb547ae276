"""What the grid and its address say to each other."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.findings.finding import Severity
from hengji.web.ui.environment import grid_json
from hengji.web.ui.grid import BadChanges, CellChange, Editor, GridColumn, GridFinding, GridRow, GridState, conflict, parse_changes, saved

COLUMNS = (GridColumn("name", "三级指标"), GridColumn("evidence", "佐证", Editor.SHOWN))


def _body(**said: Any) -> bytes:
    return json.dumps({"version": 3, "changes": [], **said}).encode()


def test_changes_are_read_and_the_last_of_a_cell_wins() -> None:
    body = _body(changes=[{"row": "r1", "column": "name", "value": v} for v in ("甲", "乙")], rows=["r1", "new-1"])
    changes = parse_changes(body, COLUMNS)
    assert changes.version == 3 and changes.rows == ("r1", "new-1") and changes.cells[0] == CellChange("r1", "name", "甲")
    assert changes.by_row() == {"r1": {"name": "乙"}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"[" * 100000,
        b"{}",
        _body(version="3"),
        _body(version=True),
        _body(changes={}),
        _body(changes=["x"]),
        _body(changes=[{"row": "r", "column": "evidence", "value": "x"}]),
        _body(changes=[{"row": "r", "column": "nothing", "value": "x"}]),
        _body(changes=[{"row": "r", "column": ["name"], "value": "x"}]),
        _body(changes=[{"row": "r", "column": "name", "value": 5}]),
        _body(changes=[{"row": "r" * 65, "column": "name", "value": "x"}]),
        _body(changes=[{"row": "r", "column": "name", "value": "长" * 4001}]),
        _body(rows=["a", "a"]),
        _body(rows=[1]),
        _body(rows=[str(n) for n in range(501)]),
    ],
)
def test_anything_else_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(BadChanges, match="没有保存"):
        parse_changes(body, COLUMNS)


@given(st.binary(max_size=200))
def test_no_body_breaks_the_reader(body: bytes) -> None:
    with suppress(BadChanges):
        parse_changes(body, COLUMNS)


def test_answers_have_the_form_the_grid_reads() -> None:
    at = datetime(2023, 8, 28, 2, 42, 18, tzinfo=UTC)
    finding = GridFinding("r1", "name", Severity.ERROR, "没有填。", "填上。")
    answer = json.loads(saved(4, at, [finding], [("r1", "evidence", "2 份")], {"new-1": "r9"}).content)
    assert answer["version"] == 4 and answer["at"] == "10:42:18" and answer["ids"] == {"new-1": "r9"}
    assert answer["findings"][0]["severity"] == "error" and answer["cells"] == [{"row": "r1", "column": "evidence", "value": "2 份"}]
    other = conflict(9, [GridRow("r1", {"name": "甲"})], "王芳", at)
    assert other.status_code == 409 and json.loads(other.content)["rows"] == [{"id": "r1", "cells": {"name": "甲"}}]


def test_nothing_in_a_cell_ends_the_data_block_of_the_page() -> None:
    state = GridState("k", "表", "/save/", 1, COLUMNS, (GridRow("r1", {"name": "</script><b>&"}),))
    block = grid_json(state)
    assert "</script" not in block and json.loads(block)["rows"][0]["cells"]["name"] == "</script><b>&"
