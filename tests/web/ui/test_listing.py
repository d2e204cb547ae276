"""The list: what it makes of a query string, how it remembers, what it adds up, how it is written, how fast, and its Excel file."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import FileSystemLoader

from hengji.config.settings import WEB
from hengji.rules.lights import Light
from hengji.web.ui.cells import cells
from hengji.web.ui.environment import environment
from hengji.web.ui.exporting import export
from hengji.web.ui.listing import Action, Cell, Column, Filter, Kind, Listing, ListQuery, ListSpec, Phone, Row, Tab, parsed

SPEC = ListSpec(
    name="programs",
    columns=(
        Column("name", "项目名称", phone=Phone.TITLE),
        Column("unit", "实施单位", width=140, sort=True),
        Column("budget", "预算数", Kind.MONEY, width=92, sort=True, total=True),
        Column("rate", "执行率", Kind.RATE, width=72, sort=True),
        Column("bar", "序时", Kind.BAR, width=92),
        Column("light", "灯", Kind.LIGHT, width=80),
        Column("errors", "错误", Kind.COUNT, unit="条", width=52, total=True, bad=True),
        Column("sent", "报送日期", Kind.DATE, width=92),
    ),
    tabs=("mine", "all"),
    filters=(
        Filter("q", "项目"),
        Filter("unit", "单位", (("a", "甲"), ("b", "乙"))),
        Filter("light", "灯", (("red", "红灯"), ("green", "绿灯")), True),
    ),
    sort="rate",
    progress=Decimal("0.5833"),
)


def _row(i: int, name: str = "农村饮水安全巩固提升工程", budget: Decimal | None = Decimal("8600000")) -> Row:
    rest = (Decimal("0.1835"), Decimal("0.1835"), Light.RED, i % 2, Cell(date(2023, 8, 21), note="迟", tone="late"))
    return Row(f"r{i}", (Cell(name, "/programs/1/"), "县水利局", Cell(budget, "/payments/", source=True), *rest))


def _listing(rows: tuple[Row, ...], **query: Any) -> Listing:
    tabs, actions = (Tab("mine", "待我审", 3), Tab("all", "全部")), (Action("一并接受", "/accept/"),)
    totals = {"budget": Decimal("15118070000"), "errors": 40}
    return Listing(SPEC, ListQuery(tab="mine", sort="rate", **query), rows, 307, tabs, totals, 2023, actions)


def _html(listing: Listing) -> str:
    return _template().module.list(listing, "")  # type: ignore[attr-defined,no-any-return]


def _template() -> Any:
    return environment(loader=FileSystemLoader(WEB / "ui" / "templates")).get_template("ui/list.html")


def _request(query: str, session: dict[str, Any] | None = None) -> HttpRequest:
    request = RequestFactory().get(f"/programs/?{query}")
    request.session = session if session is not None else {}  # type: ignore[assignment]
    return request


@given(st.text(max_size=80))
def test_any_query_string_becomes_a_query_that_is_possible(text: str) -> None:
    query = parsed(QueryDict(text, mutable=False), SPEC)
    assert query.tab in SPEC.tabs and query.page >= 1 and query.size in (25, 50, 100) and query.sort in {c.key for c in SPEC.columns}


def test_what_is_not_offered_is_left_out() -> None:
    query = parsed(QueryDict("tab=x&unit=a&unit=zz&light=red&light=green&light=red&sort=-name&page=-4&size=9999&q=%20水%00库%20"), SPEC)
    assert query.tab == "mine" and query.chosen("unit") == ("a",) and query.chosen("light") == ("red", "green")
    assert (query.sort, query.page, query.size, query.text()) == ("rate", 1, 25, "水库")


def test_the_address_of_a_query_reads_back_as_the_same_query() -> None:
    asked = parsed(QueryDict("tab=all&unit=b&light=red&light=green&q=水&sort=-budget&page=3&size=50"), SPEC)
    assert parsed(QueryDict(asked.address()), SPEC) == asked


def test_filters_are_remembered_without_the_page_and_cleared_for_good() -> None:
    session: dict[str, Any] = {}
    asked = ListQuery.from_request(_request("unit=b&page=4", session), SPEC)
    again = ListQuery.from_request(_request("", session), SPEC)
    assert asked.page == 4 and again.page == 1 and again.chosen("unit") == ("b",)
    cleared = again.address(filters={}, page=1)
    assert cleared and ListQuery.from_request(_request(cleared, session), SPEC).filters == {}
    assert ListQuery.from_request(_request("", session), SPEC).filters == {}


def test_an_export_asks_for_all_rows_and_is_not_remembered() -> None:
    session: dict[str, Any] = {}
    assert ListQuery.from_request(_request("export=xlsx&page=3", session), SPEC).window == slice(None)
    assert session == {}


def test_a_page_beyond_the_end_becomes_the_last() -> None:
    assert ListQuery(page=9, size=25).within(60).page == 3
    assert ListQuery(page=9).within(0).page == 1


@pytest.mark.parametrize(
    ("page", "expected"), [(1, (1, 2, 3, None, 13)), (7, (1, None, 5, 6, 7, 8, 9, None, 13)), (13, (1, None, 11, 12, 13))]
)
def test_page_numbers_have_gaps(page: int, expected: tuple[int | None, ...]) -> None:
    assert _listing((_row(1),), page=page).numbers == expected


def test_totals_leave_missing_values_out_and_nothing_at_all_is_missing() -> None:
    listing = _listing((_row(1), _row(2, budget=None)))
    assert listing.page_totals == {"budget": Decimal("8600000"), "errors": 1}
    assert _listing((_row(2, budget=None),)).page_totals["budget"] is None


def test_cells_are_written_in_the_manner_of_the_house() -> None:
    html = cells(_listing(()), _row(1))
    assert '<a href="/payments/" class="hj-src" title="查看来源">860.00</a>' in html
    assert 'data-label="预算数（万元）"' in html and ">18.35<" in html and "红灯" in html and "08-21" in html and "迟" in html


def test_nothing_typed_by_people_becomes_markup() -> None:
    html = _html(_listing((_row(1, name='<script>alert("x")</script>'),), filters={"q": ('"><b>',)}))
    assert "<script>" not in html and "<b>" not in html.replace("<b>307</b>", "").replace("<b>25</b>", "")


def test_a_list_of_fifty_rows_is_written_in_a_few_milliseconds() -> None:
    template, listing = _template(), _listing(tuple(_row(i) for i in range(50)), size=50)
    template.module.list(listing, "")
    times = []
    for _ in range(15):
        start = time.process_time()
        template.module.list(listing, "")
        times.append(time.process_time() - start)
    assert min(times) < 0.008, f"{min(times) * 1000:.1f} ms"


def test_the_excel_file_has_what_is_shown_as_numbers_and_never_a_formula() -> None:
    content = export(_listing((_row(1, name="=1+1"), _row(2, budget=None))), "监控表")
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["项目名称", "实施单位", "预算数（万元）", "执行率", "灯", "错误（条）", "报送日期"] in rows
    assert ["=1+1", "县水利局", 860, 0.1835, "红灯", 1, "2023-08-21"] in rows
    assert [c.value for row in sheet.iter_rows() for c in row if c.value == "=1+1" and c.data_type != "f"] == ["=1+1"]
    assert rows[-1][:3] == ["合计", None, 1511807] and any(row[2] == "—" for row in rows)
