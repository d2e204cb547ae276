"""What only a round shows: matching of roster, targets, payments, reports and last round; the control figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.forms import ApprovedTarget, Form, FundSource, Kind, Payment, Program, RosterEntry
from hengji.rules.reports import Report
from hengji.rules.results import Examined
from hengji.rules.round import (
    match_payments,
    match_previous,
    match_reports,
    match_roster,
    match_targets,
    missing,
    pair_up,
    previous_object,
    totals,
)

from .builder import COMMON, JULY, NAME, UNIT, case, clean, found, fund, row, with_fund, with_row


def named(name: str | None, unit: str | None = UNIT, code: str | None = None, **changes: object) -> Form:
    return clean(program=Program(name, code, None, unit), **changes)


@pytest.mark.parametrize(
    ("form", "entry"),
    [
        (named("别名", "别的单位", "X1"), RosterEntry(UNIT, name=NAME, code="x1")),
        (named(NAME), RosterEntry(UNIT, name=NAME, code="X1")),
        (named(f"2023年“{NAME}”"), RosterEntry(UNIT, name=NAME)),
        (named(NAME, None), RosterEntry(UNIT, name=NAME)),
        (named(NAME, "219001-" + UNIT), RosterEntry(UNIT, name=NAME)),
        (clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT)), RosterEntry(UNIT, name="部门整体支出")),
        (clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT)), RosterEntry(UNIT, overall=True)),
    ],
)
def test_objects_are_matched_by_code_else_by_unit_and_folded_name(form: Form, entry: RosterEntry) -> None:
    assert match_roster([form], (entry,), COMMON).of == {0: entry}


@pytest.mark.parametrize(
    ("form", "entry"),
    [
        (named(NAME, "别的单位"), RosterEntry(UNIT, name=NAME)),
        (named(NAME, UNIT, "X2"), RosterEntry(UNIT, name=NAME, code="X1")),
        (named("另一示例项目"), RosterEntry(UNIT, name=NAME)),
        (clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT)), RosterEntry(UNIT, name=NAME)),
    ],
)
def test_other_objects_are_not_matched(form: Form, entry: RosterEntry) -> None:
    assert match_roster([form], (entry,), COMMON).of == {}


def test_near_matches_are_only_between_leftovers() -> None:
    close = "示例村道路硬化工程建设"
    roster = (RosterEntry(UNIT, name=NAME), RosterEntry(UNIT, name=close))
    matching = match_roster([clean()], roster, COMMON)
    assert matching.of == {0: roster[0]} and matching.left == (roster[1],) and matching.near == ()
    assert match_roster([clean()], roster[1:], COMMON).near == ((0, roster[1]),)


def test_a_form_without_a_name_is_near_the_only_object_of_its_unit() -> None:
    entry = RosterEntry(UNIT, name=NAME)
    matching = match_roster([named(None)], (entry, RosterEntry("别的单位", name="别的项目")), COMMON)
    assert matching.near == ((0, entry),) and [one.unit for one in matching.left] == ["别的单位"]


def test_missing_objects_bring_their_budget() -> None:
    roster = (RosterEntry(UNIT, name="甲"), RosterEntry(UNIT, name="乙", budget=Decimal(5)))
    targets = (ApprovedTarget("甲", unit=UNIT, initial=Decimal(7)),)
    gone, _ = missing(match_roster([], roster, COMMON), targets)
    assert [one.budget for one in gone] == [7, 5]
    assert match_targets([named("甲")], targets, COMMON).of == {0: targets[0]}


def test_targets_and_roster_paired_for_the_forms_to_send_out() -> None:
    roster = (RosterEntry(UNIT, name="甲"), RosterEntry(UNIT, name="乙"))
    targets = (ApprovedTarget("乙", unit=UNIT), ApprovedTarget("丙", unit=UNIT))
    assert pair_up(roster, targets) == ((roster[0], None), (roster[1], targets[0]), (None, targets[1]))


def test_payments_by_code_unit_and_name() -> None:
    forms = [clean(), named("另一示例项目"), clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT))]
    payments = (
        Payment(Decimal(1), JULY, UNIT, NAME, "X001"),
        Payment(Decimal(2), JULY, UNIT, NAME),
        Payment(Decimal(3), JULY, "青溪镇政府", NAME),
        Payment(Decimal(4), JULY, "别的单位", "别的项目"),
    )
    found_ = match_payments(forms, payments, COMMON)
    assert [payment.amount for payment in found_[0] or ()] == [1, 2, 3]
    assert found_[1] == () and found_[2] is None


def test_townships_share_project_names() -> None:
    other = "示例县白溪镇人民政府"
    paid = (Payment(Decimal(5), JULY, other, NAME), Payment(Decimal(7), JULY, other, "别的项目"))
    forms = [clean(), named("丁项目", other)]
    assert match_payments(forms, paid, COMMON) == {0: (), 1: ()}  # 白溪镇's own: 青溪镇 has none
    assert match_payments([clean()], paid, COMMON) == {0: None}  # who 白溪镇 is, nobody says
    unnamed = (Payment(Decimal(5), JULY, None, NAME),)
    assert match_payments([clean()], unnamed, COMMON) == {0: unnamed}
    assert match_payments([clean(), named(NAME, other)], unnamed, COMMON)[0] != unnamed


def test_a_payment_under_a_name_that_looks_alike_accuses_nobody() -> None:
    assert match_payments([clean()], (Payment(Decimal(9), JULY, UNIT, "示例村道路硬化工程建设"),), COMMON) == {0: None}


def test_reports_by_project_else_by_unit() -> None:
    forms = [clean(), named("另一示例项目"), named("丙项目", "示例县水利局")]
    own = Report("1.docx", (), unit=UNIT, program=NAME)
    whole = Report("2.docx", (), unit=UNIT)
    single = Report("3.docx", (), names=("示例县水利局2023年绩效监控报告",))
    stranger = Report("4.docx", (), unit="别的单位")
    assert match_reports(forms, [own, single, stranger]).of == {0: own, 2: single}
    assert match_reports(forms, [own, single, stranger]).extra == (stranger,)
    assert match_reports(forms, [whole]).of == {} and match_reports(forms, [whole]).handed_in == {0, 1}


def test_a_units_report_with_a_section_for_each_project() -> None:
    overall = clean(kind=Kind.OVERALL_MONITORING, program=Program(UNIT, None, None, UNIT))
    forms = [clean(), named("另一示例项目"), named("没有写到的项目"), overall, named("另一示例项目", "别的单位")]
    heads = ("一、部门整体支出情况", "二、项目支出情况", f"（一）{NAME}", "（二）另一示例项目")
    report = Report("1.docx", ("报告", *heads), unit=UNIT, names=("报告", "1", *heads, "现将没有写到的项目报告如下："))
    matching = match_reports(forms, [report])
    assert set(matching.of) == matching.handed_in == {0, 1, 3}


def test_a_title_that_names_the_project_is_stronger_than_headings() -> None:
    head = "（一）与另一示例项目的衔接"
    report = Report("1.docx", (f"{NAME}监控报告", head), names=(f"{NAME}监控报告", "1", head))
    assert set(match_reports([clean(), named("另一示例项目")], [report]).of) == {0}


def test_last_round_of_the_same_year() -> None:
    may = with_fund(clean(as_of=date(2023, 5, 31)), 0, executed="50.00")
    facts = match_previous([clean()], [previous_object(may)])[0]
    assert facts.executed == 500000 and facts.actuals["道路硬化里程"] == Decimal("7.5")
    assert match_previous([clean()], [previous_object(replace(may, as_of=date(2022, 7, 31)))]) == {}


def examined(form: Form, **changes: object) -> Examined:
    known = case(form)
    return Examined(form, known.judgement, tuple(found(form)), **changes)


def test_totals_count_each_object_once_and_keep_kinds_apart() -> None:
    overall = clean(kind=Kind.OVERALL_MONITORING, program=Program("示例县水利局", None, None, "示例县水利局"))
    added = with_fund(clean(program=Program("另一示例项目", None, None, UNIT)), 0, initial="", adjusted="80.00", executed="20.00")
    forms = [examined(clean()), examined(clean(file="b.xlsx"), counts=False), examined(overall), examined(added)]
    result = totals(forms)
    assert (result.all.forms, result.all.units, result.all.programs) == (4, 2, 3)
    assert result.all.initial == 2400000 and result.all.adjusted == 3200000 and result.all.executed == 1640000
    assert result.all.rate == Decimal("0.5125")
    assert result.by_kind[Kind.MONITORING].programs == 2 and result.by_kind[Kind.OVERALL_MONITORING].initial == 1200000
    assert dict(result.by_department)["示例县水利局"].programs == 1
    assert sum(result.lights.values()) == 3


def test_findings_of_forms_and_of_none_are_counted() -> None:
    slow = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", None, line=12))
    assert totals([examined(slow)]).findings["missing-field"] == 1


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=8))
def test_totals_are_plain_sums(amounts: list[tuple[int, int]]) -> None:
    rows = [fund(initial=str(a), executed=str(b)) for a, b in amounts]
    forms = [clean(program=Program(f"示例项目{i}", None, None, UNIT), funds=(one,)) for i, one in enumerate(rows)]
    result = totals([Examined(form, case(form).judgement, ()) for form in forms]).all
    assert result.initial == sum(a for a, _ in amounts) * 10000
    assert result.executed == sum(b for _, b in amounts) * 10000
    assert result.programs == len(amounts)


def test_fund_rows_are_not_totals() -> None:
    form = clean(funds=(fund("其他资金", FundSource.OTHER, initial="5", executed="1"),))
    assert totals([examined(form)]).all.initial == 0
