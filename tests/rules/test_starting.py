"""Starting with nothing: what several papers say of one thing is put together, doubts are told, nothing is decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from hengji.rules.forms import ApprovedIndicator, ApprovedTarget, Form, FundRow, FundSource, IndicatorRow, Kind, Program, RosterEntry
from hengji.rules.measures import Measure, MeasureSource
from hengji.rules.starting import MARK, BudgetRow, Confidence, Material, Proposal, Source, UnitRow, propose
from hengji.rules.treasury import TreasuryPayment
from hengji.rules.values import read_target

D = Decimal


def _indicator(name: str, target: str | None, row: int = 10) -> IndicatorRow:
    texts = {"target": target} if target else {}
    return IndicatorRow(row, "产出指标", "数量指标", name, target=read_target(target), texts=texts, cells={"name": f"D{row}"})


FORM = Form(
    "报送/交通局.xlsx", "监控表", Kind.MONITORING, "mof", Program("示例道路硬化", "51092325T000000000001", "示例县交通运输局",
        "示例县公路养护中心"),
    year=2025, as_of=date(2025, 7, 31), goal="硬化示例村道路12公里。",
    funds=(
        FundRow(FundSource.TOTAL, "年度资金总额", D("1000000.00"), cells={"label": "A5", "initial": "D5"}, quantum={"initial": D(100)}),
        FundRow(FundSource.CENTRAL, "其中：中央资金", D("600000.00"), cells={"label": "A6", "initial": "D6"}),
        FundRow(FundSource.COUNTY, "县级资金", D("400000.00"), cells={"label": "A7", "initial": "D7"}),
    ),
    indicators=(_indicator("硬化道路里程", "≥12公里"), _indicator("验收合格率", None, 11)),
    cells={"name": "B3", "goal": "B9"},
)  # fmt: skip
ROW = BudgetRow(
    "公路养护中心", "示例道路硬化", "51092325T000000000001", "project", "219002", "交通运输局", "general_public", "central", None,
    "示财农〔2025〕12号", date(2025, 2, 1), D("1000000.00"), source=Source("预算.xlsx", "Sheet1!B5"),
)  # fmt: skip


def codes(proposal: Proposal) -> list[str]:
    return [doubt.code for doubt in proposal.doubts]


def test_a_form_alone_gives_unit_department_object_lines_and_target() -> None:
    proposal = propose(Material(forms=(FORM,)))
    assert proposal.mark == MARK == "以本次报送为初始批复，待确认" and proposal.year == 2025
    centre, department = proposal.units
    assert (centre.name, centre.kind, centre.parent) == ("示例县公路养护中心", "subordinate", department.key)
    assert (department.name, department.kind, department.parent) == ("示例县交通运输局", "department", None)
    [one] = proposal.objects
    assert (one.name, one.kind, one.unit, one.department, one.confidence) == (
        "示例道路硬化",
        "project",
        centre.key,
        department.key,
        Confidence.REPORTED,
    )
    assert one.sources == (Source("报送/交通局.xlsx", "监控表!B3"),)
    assert [(line.level, line.initial, line.source.cell) for line in one.lines] == [
        ("central", D("600000.00"), "监控表!D6"), ("county", D("400000.00"), "监控表!D7"),
    ]  # fmt: skip
    assert one.target and one.target.goal == FORM.goal
    [indicator] = one.target.indicators
    assert (indicator.text, indicator.measure, indicator.measure_source) == ("≥12公里", Measure.CUMULATIVE, MeasureSource.INFERRED)
    assert codes(proposal) == ["indicator-without-target"]


def test_budget_roster_form_target_and_payment_of_one_object_are_one() -> None:
    target = read_target("≥15公里")
    assert target
    approved = ApprovedTarget("示例道路硬化（2025年）", "51092325T000000000001", "示例县公路养护中心", "总目标", indicators=(
        ApprovedIndicator("硬化道路里程", target, "产出指标", "数量指标", D(10), "milestone"),))  # fmt: skip
    payments = (
        ("支付.xlsx", TreasuryPayment(D("300.00"), unit="示例县公路养护中心", name="示例道路硬化")),
        ("支付.xlsx", TreasuryPayment(D("-100.00"), unit="别的单位", code="51092325T000000000001")),
    )
    entry = RosterEntry("219002-示例县公路养护中心", "示例县交通运输局", "示例道路硬化")
    proposal = propose(Material((FORM,), (), (ROW,), (("花名册.xlsx", entry),), (("批复.xlsx", approved),), payments))
    [one] = proposal.objects
    assert one.confidence is Confidence.STATED and one.paid == D("200.00")
    assert {source.file for source in one.sources} == {"预算.xlsx", "花名册.xlsx", "批复.xlsx", "报送/交通局.xlsx"}
    [line] = one.lines
    assert (line.document, line.initial, line.confidence) == ("示财农〔2025〕12号", D("1000000.00"), Confidence.STATED)
    assert one.target and [(i.text, i.measure, i.measure_source) for i in one.target.indicators] == [
        ("≥15公里", Measure.MILESTONE, MeasureSource.APPROVED)
    ]
    assert {unit.name: unit.code for unit in proposal.units} == {"示例县公路养护中心": "219002", "示例县交通运输局": None}
    assert proposal.counts == {"units": 2, "objects": 1, "lines": 1, "targets": 1, "indicators": 1}


def test_names_with_and_without_region_and_government_are_one_unit() -> None:
    rows = tuple(replace(ROW, unit=name, department=None, unit_code=None, code=None, name=f"项目{n}") for n, name in enumerate(
        ("示例县青溪镇人民政府", "青溪镇", "青溪镇人民政府", "示例县教育局", "教育局", "示例县教育局教研室")))  # fmt: skip
    units = propose(Material(budget=rows)).units
    assert [(unit.name, unit.kind) for unit in units] == [
        ("示例县青溪镇人民政府", "township"), ("示例县教育局", "department"), ("示例县教育局教研室", "subordinate"),
    ]  # fmt: skip
    assert set(units[0].also) == {"青溪镇", "青溪镇人民政府"}


def test_a_list_of_units_is_believed() -> None:
    listed = (
        UnitRow("示例县交通运输局", "219001", "department", None, "经建股", Source("单位.xlsx", "Sheet1!B2")),
        UnitRow("示例县公路养护中心", "219002", "subordinate", "219001", None, Source("单位.xlsx", "Sheet1!B3")),
    )
    units = propose(Material(forms=(FORM,), units=listed)).units
    assert [(unit.code, unit.kind, unit.division, unit.confidence) for unit in units] == [
        ("219001", "department", "经建股", Confidence.STATED), ("219002", "subordinate", None, Confidence.STATED),
    ]  # fmt: skip
    assert units[1].parent == units[0].key


def test_what_contradicts_is_a_doubt_with_its_figures() -> None:
    proposal = propose(Material(forms=(FORM,), budget=(replace(ROW, initial=D("1200000.00")),)))
    [doubt] = [doubt for doubt in proposal.doubts if doubt.code == "amount-differs"]
    assert "预算表是 120.00 万元，报送的表是 100.00 万元" in doubt.sentence
    near = propose(Material(forms=(replace(FORM, indicators=FORM.indicators[:1]),), budget=(replace(ROW, initial=D("1000040.00")),)))
    assert "amount-differs" not in codes(near), "within the form's printed precision"


def test_two_forms_of_one_object_the_later_counts() -> None:
    early = replace(FORM, file="a.xlsx", goal="旧", last_saved=datetime(2025, 7, 1))
    late = replace(FORM, file="b.xlsx", goal="新", last_saved=datetime(2025, 8, 1))
    proposal = propose(Material(forms=(late, early)))
    [one] = proposal.objects
    assert one.target and one.target.goal == "新" and "several-forms" in codes(proposal)


def test_same_name_in_two_townships_are_two_objects_and_alike_ones_are_asked_about() -> None:
    rows = tuple(replace(ROW, unit=unit, department=None, unit_code=None, code=code, name=name) for unit, code, name in (
        ("青溪镇人民政府", None, "到户产业补助"), ("白石乡人民政府", None, "到户产业补助"), ("白石乡人民政府", None, "到户产业补助项目"),
        ("白石乡人民政府", "A001", "人居环境整治"), ("白石乡人民政府", "A002", "人居环境整治")))  # fmt: skip
    proposal = propose(Material(budget=rows))
    assert len(proposal.objects) == 5
    assert codes(proposal).count("object-alike") == 1 + 1, "项目 behind the name; one name with two codes"
    assert any("项目代码不同" in doubt.sentence for doubt in proposal.doubts)


def test_kinds_from_codes_and_names() -> None:
    rows = tuple(replace(ROW, kind=None, code=code, name=name) for code, name in (
        ("51092325Z000000000001", "产粮大县奖励"), ("51092325R000000000002", "工资"), (None, "部门整体支出"), (None,
            "对下转移支付补助")))  # fmt: skip
    proposal = propose(Material(budget=rows))
    assert [one.kind for one in proposal.objects] == ["transfer", "project", "overall", "transfer"]
    assert "personnel" in codes(proposal)


def test_payments_of_nothing_known_are_told_once_an_object() -> None:
    stray = [("支付.xlsx", TreasuryPayment(D("5000.00"), unit="示例局", name="没听过的项目", cell=f"Sheet1!J{n}")) for n in (5, 6)]
    proposal = propose(Material(forms=(FORM,), payments=tuple(stray)))
    [doubt] = [doubt for doubt in proposal.doubts if doubt.code == "payment-without-object"]
    assert "有 2 笔共 1.00 万元" in doubt.sentence and doubt.sources == (Source("支付.xlsx", "Sheet1!J5"),)
    assert len(proposal.objects) == 1


def test_a_form_that_names_nothing_is_told() -> None:
    proposal = propose(Material(forms=(replace(FORM, program=Program()),)))
    assert proposal.objects == () and codes(proposal) == ["form-without-object"]


def test_fund_rows_that_do_not_add_up_leave_the_total() -> None:
    funds = (FORM.funds[0], replace(FORM.funds[1], initial=D("1.00")))
    proposal = propose(Material(forms=(replace(FORM, funds=funds),)))
    assert [line.initial for line in proposal.objects[0].lines] == [D("1000000.00")] and "funds-sum" in codes(proposal)


def test_names_that_differ_in_a_figure_are_not_asked_about() -> None:
    first, second = "危房改造一期工程", "危房改造二期工程"
    rows = tuple(
        replace(ROW, unit=unit, department=None, unit_code=None, code=None, name=name)
        for unit, name in (("示例县第一小学", first), ("示例县第二小学", first), ("示例县第一小学", second))
    )
    proposal = propose(Material(budget=rows))
    assert len(proposal.units) == 2 and len(proposal.objects) == 3
    assert not {"unit-alike", "object-alike"} & set(codes(proposal))


def test_a_departments_own_office_is_below_it_whichever_way_it_is_written() -> None:
    for own in ("示例县发改局本级", "示例县发改局（本级）", "示例县发改局机关本级"):
        for first, second in (("示例县发改局", own), (own, "示例县发改局")):
            proposal = propose(Material(forms=(replace(FORM, program=Program("示例项目", None, department=first, unit=second), cells={}),)))
            department, office = sorted(proposal.units, key=lambda unit: len(unit.name))
            assert (department.kind, office.kind, office.parent) == ("department", "subordinate", department.key)
            assert proposal.objects[0].department == department.key and "unit-alike" not in codes(proposal)
            assert proposal.objects[0].sources == (Source("报送/交通局.xlsx", "监控表"),), "no cell, no mark of one"
