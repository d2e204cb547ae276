"""Official forms: writing then reading is the identity; approved cells are sealed; the blank form is the official one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.papers.builders import AS_OF

from hengji.papers.layouts import Layout, layout, layouts
from hengji.papers.reading import read_forms
from hengji.papers.workbook import open_workbook
from hengji.papers.writing.form import prefilled, write_form
from hengji.rules.forms import (
    ApprovedIndicator,
    ApprovedTarget,
    Cause,
    Form,
    FundRow,
    FundSource,
    IndicatorRow,
    Kind,
    Likelihood,
    Program,
    RosterEntry,
)
from hengji.rules.periods import period_word
from hengji.rules.values import Operator, Target, read_actual, read_target


def approved() -> ApprovedTarget:
    def target(text: str) -> Target:
        found = read_target(text)
        assert found is not None
        return found

    return ApprovedTarget(
        "示例河道清淤工程",
        "610000230001",
        "青石镇人民政府",
        "清淤河道12公里，受益群众满意度90%以上。",
        Decimal("4520000"),
        None,
        (
            ApprovedIndicator("受益群众满意度", target("≥90%"), "满意度指标", "服务对象满意度指标"),
            ApprovedIndicator("清淤河道长度", target("≥12公里"), "产出指标", "数量指标"),
            ApprovedIndicator("清淤完成时间", target("2023年11月底前"), "产出指标", "时效指标"),
        ),
    )


def blank_for_unit(folder: Path) -> tuple[Form, Path]:
    chosen = layout("mof-2019")
    source = prefilled(chosen, RosterEntry("青石镇人民政府", "示例县水利局"), approved(), AS_OF)
    path = folder / "form.xlsx"
    write_form(chosen, source, path)
    return source, path


def read_back(path: Path) -> Form:
    forms, _ = read_forms(open_workbook(path), path.name)
    assert len(forms) == 1
    return forms[0]


def test_prefilled_form_reads_back_as_approved(tmp_path: Path) -> None:
    _, path = blank_for_unit(tmp_path)
    form = read_back(path)
    assert form.kind is Kind.MONITORING
    assert form.program == Program("示例河道清淤工程", "610000230001", "示例县水利局", "青石镇人民政府")
    assert (form.year, form.as_of) == (2023, AS_OF)
    assert form.total is not None and form.total.initial == Decimal("4520000")
    names = [(row.level1, row.name) for row in form.indicators]
    assert names == [("产出指标", "清淤河道长度"), ("产出指标", "清淤完成时间"), ("满意度指标", "受益群众满意度")]
    assert form.indicators[0].target is not None and form.indicators[0].target.operator is Operator.GE
    assert all(row.actual is None and row.forecast is None for row in form.indicators)


def test_approved_cells_are_sealed_and_the_rest_is_open(tmp_path: Path) -> None:
    _, path = blank_for_unit(tmp_path)
    form = read_back(path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None and sheet.protection.sheet and not sheet.protection.password
    row = form.indicators[0]
    assert form.total is not None
    sealed = [form.cells["name"], form.cells["goal"], form.total.cells["initial"], row.cells["name"], row.cells["target"]]
    filled = [form.total.cells["executed"], row.cells["actual"], row.cells["funding"], row.cells["certain"], row.cells["remark"]]
    assert [sheet[cell].protection.locked for cell in sealed] == [True] * 5
    assert [sheet[cell].protection.locked for cell in filled] == [False] * 5


def test_ticks_have_a_drop_down_and_cells_to_fill_a_hint(tmp_path: Path) -> None:
    _, path = blank_for_unit(tmp_path)
    row = read_back(path).indicators[-1]
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rules = sheet.data_validations.dataValidation

    def rule_of(cell: str) -> Any:
        return next(rule for rule in rules if cell in rule.sqref)

    assert rule_of(row.cells["certain"]).type == "list" and rule_of(row.cells["certain"]).formula1 == '"√"'
    assert rule_of(row.cells["funding"]).formula1 == '"√"'
    assert "未到考核时点" in rule_of(row.cells["actual"]).prompt
    assert all(len(rule.prompt or "") <= 255 and len(rule.promptTitle or "") <= 32 for rule in rules)


def test_page_is_a4_across_on_one_width_with_heads_repeated(tmp_path: Path) -> None:
    _, path = blank_for_unit(tmp_path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0  # one page wide by default
    assert sheet.print_title_rows == "$10:$11"
    assert sheet["A1"].font.name == "方正小标宋简体"


@pytest.mark.parametrize("name", list(layouts()))
def test_a_form_without_target_has_the_empty_rows_of_its_layout(name: str, tmp_path: Path) -> None:
    chosen = layout(name)
    write_form(chosen, prefilled(chosen, None, None, AS_OF), tmp_path / "blank.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "blank.xlsx").active
    assert sheet is not None
    printed = {str(cell.value).split("（")[0] for row in sheet.iter_rows() for cell in row if cell.value}
    assert {level2 for block in chosen.indicators.blocks for level2 in block.level2} <= printed
    assert sheet.max_column == chosen.width


@pytest.mark.parametrize(
    ("day", "word"), [(date(2023, 7, 31), "1-7月"), (date(2023, 1, 31), "1月"), (date(2023, 7, 15), "截至7月15日"), (None, "1-7月")]
)
def test_period_word(day: date | None, word: str) -> None:
    assert period_word(day) == word


def test_what_a_unit_types_never_becomes_a_formula(tmp_path: Path) -> None:
    chosen = layout("mof-2019")
    source = prefilled(chosen, RosterEntry("=cmd|' /C calc'!A0", "@示例"), replace(approved(), goal="=1+1", name="+示例"), AS_OF)
    write_form(chosen, source, tmp_path / "form.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx").active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}


# Writing then reading is the identity

words = st.lists(
    st.sampled_from(["改造", "修建", "采购", "耕地", "渠道", "设备", "培训", "农户", "示例", "乙", "A2"]), min_size=3, max_size=6
)
phrases = words.map("".join)
sentences = st.lists(phrases, min_size=2, max_size=5).map(lambda parts: "因" + "，".join(parts) + "。")
yuan = st.one_of(st.none(), st.integers(0, 10**12).map(lambda cents: Decimal(cents) / 100))
ratios = st.one_of(st.none(), st.integers(200, 12000).map(lambda points: Decimal(points) / 10000))
numbers = st.one_of(st.integers(0, 99999).map(str), st.integers(1, 9999).map(lambda n: f"{Decimal(n) / 100:f}"))
points = st.one_of(st.none(), st.integers(0, 400).map(lambda quarters: Decimal(quarters) / 4))
units = st.sampled_from(["亩", "公里", "台", "%", "万元", "户"])


@st.composite
def indicators(draw: Any, chosen: Layout) -> list[IndicatorRow]:
    keys = {column.key for column in chosen.indicators.columns}
    rows = []
    for block in chosen.indicators.blocks:
        for level2 in block.level2:
            for name in draw(st.lists(phrases, max_size=2, unique=True)):
                rows.append(draw(indicator_rows(keys, block.level1, level2, name)))
    return rows or [draw(indicator_rows(keys, "产出指标", "数量指标", "示例数量"))]


@st.composite
def indicator_rows(draw: Any, keys: set[str], level1: str, level2: str, name: str) -> IndicatorRow:
    unit = draw(units)
    texts = {"target": draw(st.sampled_from(["≥", "≤", "=", ">", "<"])) + draw(numbers) + unit}
    for key in {"actual", "forecast"} & keys:
        text = draw(st.one_of(st.none(), numbers.map(lambda number: number + unit), st.just("未到考核时点")))
        texts |= {key: text} if text else {}
    for key in {"explanation", "remark"} & keys:
        text = draw(st.one_of(st.none(), sentences))
        texts |= {key: text} if text else {}
    target = read_target(texts["target"], year=2023)
    actual, forecast = (read_actual(texts[key], target=target, year=2023) if key in texts else None for key in ("actual", "forecast"))
    causes = tuple(cause for cause in Cause if cause.value in keys and draw(st.booleans()))
    likelihood = draw(st.sampled_from([None, *Likelihood])) if {"certain", "likelihood"} & keys else None
    weight, score = (draw(points) if key in keys else None for key in ("weight", "stated_score"))
    return IndicatorRow(
        0, level1, level2, name, None, draw(st.booleans()), False, target, actual, forecast, weight, score, causes, likelihood, texts
    )


@st.composite
def forms(draw: Any, chosen: Layout) -> Form:
    unit = draw(phrases) + "局"
    printed = {cell.field for row in (*chosen.head, *chosen.goal, chosen.total) for cell in row}
    program = Program(
        draw(phrases) + "项目", None, draw(phrases) + "局" if "department" in printed else None, unit if "unit" in printed else None
    )
    if chosen.kind.overall:
        program = Program(unit, None, unit, unit)
    assert chosen.funds is not None
    keys = {column.key for column in chosen.funds.columns}
    possible = ("initial", "adjusted", "executed", "forecast")
    funds = []
    for row in chosen.funds.rows:
        amounts = {key: draw(yuan) for key in possible if key in keys}
        funds.append(FundRow(row.source, row.label, stated_rate=draw(ratios) if "stated_rate" in keys else None, **amounts))
    first = next(key for key in possible if key in keys)
    funds[0] = replace(funds[0], **{first: funds[0].amount(first) or Decimal("100")})
    month = draw(st.sampled_from([date(2023, 3, 31), date(2023, 7, 31), date(2023, 10, 31)])) if chosen.kind.monitors else None
    return Form(
        "", "表", chosen.kind, chosen.family, program, year=2023, as_of=month, goal="完成" + draw(sentences) if "goal" in printed else None,
        goal_actual="已" + draw(sentences) if "goal_actual" in printed else None, funds=tuple(funds),
        stated_total=draw(points.map(lambda point: point or Decimal("86.5"))) if "stated_total" in printed else None,
        stated_grade=draw(st.sampled_from(["优", "良", None])) if "stated_grade" in printed else None,
        indicators=tuple(draw(indicators(chosen))), amount_unit=draw(st.sampled_from(amount_units(chosen))),
    )  # fmt: skip


def amount_units(chosen: Layout) -> list[Decimal]:
    """元 or 万元 where the form prints it, else 万元."""
    assert chosen.funds is not None
    return [Decimal(10000), Decimal(1)] if "{unit}" in chosen.funds.caption else [Decimal(10000)]


def essence(form: Form) -> tuple[Any, ...]:
    """All that a form says, without addresses and printing; a fund row without amounts is none, save the total."""
    funds = [
        (row.source, row.initial, row.adjusted, row.executed, row.forecast, row.stated_rate)
        for row in form.funds
        if row.source is FundSource.TOTAL or any(row.amount(key) is not None for key in ("initial", "adjusted", "executed", "forecast"))
    ]
    rows = [
        (row.level1, row.level2, row.name, row.core, said(row.target), said(row.actual), said(row.forecast), row.weight, row.stated_score,
         set(row.causes), row.likelihood, row.explanation, row.remark)
        for row in form.indicators
    ]  # fmt: skip
    head = (form.kind, form.program, form.as_of, form.goal, form.goal_actual, form.stated_total, form.stated_grade, form.amount_unit)
    return *head, funds, rows


def said(value: Any) -> Any:
    """A target or actual without the text it was printed as, which differs where sign and unit have columns of their own."""
    return value and replace(value, text="")


@pytest.mark.parametrize("name", list(layouts()))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_writing_then_reading_is_the_identity(name: str, data: st.DataObject) -> None:
    source = data.draw(forms(layout(name)))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(layout(name), source, path, lock=False)
        once = read_back(path)
        assert essence(once) == essence(source)
        assert once.year == 2023 or not layout(name).period
        write_form(layout(name), once, path)
        assert essence(read_back(path)) == essence(once)
