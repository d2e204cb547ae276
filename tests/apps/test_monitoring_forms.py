"""Forms of a monitoring round: filled, judged, sent, reviewed; findings and their lives; who may do what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.monitoringworld import (
    AT,
    LATE,
    World,
    a_round,
    answered,
    cell,
    cells,
    filled,
    found,
    handed_out,
    joined,
    kept,
    now,
    remarks,
    submitted,
    world,
)
from tests.apps.targetsworld import person

from hengji.apps.monitoring import operations as monitoring
from hengji.apps.monitoring import queries
from hengji.apps.monitoring.contents import Note
from hengji.apps.monitoring.judged import judged
from hengji.apps.monitoring.models import FormFinding, FundResult, MonitoringForm, Round
from hengji.apps.monitoring.operations import route
from hengji.apps.monitoring.operations.refreshing import compare, judge_again
from hengji.apps.monitoring.queries import pages, problems, reviewing
from hengji.apps.monitoring.tasks.rounds import tend
from hengji.apps.monitoring.whole import round_result
from hengji.apps.notices.models import Notice
from hengji.rules.access import Role
from hengji.rules.filling import Cell
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion

pytestmark = pytest.mark.django_db
LENGTH = "新建供水管网长度"


@pytest.fixture
def w() -> World:
    return world()


def changed(w: World, name: str, column: str, text: str, **more: Any) -> Cell:
    """A cell beside what now stands in it."""
    row = more.get("form") or w.form
    key = row.revision.indicators.get(name=name).key
    return cell(row, name, column, now(row.pk).typed.get("rows", {}).get(key, {}).get(column, ""), text)


def said(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


# ---- filling


def test_a_form_is_saved_as_typed_and_judged_at_once(w: World) -> None:
    saved = monitoring.save(w.c.reporter, w.form.pk, [cell(w.form, LENGTH, "actual", "", "8")], at=AT)
    key = w.form.revision.indicators.get(name=LENGTH).key  # type: ignore[union-attr]
    assert (saved.version, saved.conflicts) == (2, ())
    assert (saved.strip.executed, saved.strip.rate, saved.strip.self_reported) == (Decimal("2400000"), Decimal("0.6"), False)
    assert saved.strip.rows[key].light == "green"
    assert "7.29" in saved.strip.rows[key].reason
    row = now(w.form.pk)
    assert (row.executed, row.saved_by, row.origin, row.execution_light) == (Decimal("2400000"), "张海", "page", "green")
    assert monitoring.save(w.c.reporter, w.form.pk, [], at=AT).version == 2


def test_two_people_type_side_by_side_and_of_one_cell_the_first_stands(w: World) -> None:
    monitoring.save(w.c.reporter, w.form.pk, [cell(w.form, LENGTH, "actual", "", "8")], at=AT)
    other = monitoring.save(
        w.deputy, w.form.pk, [cell(w.form, LENGTH, "actual", "", "9"), cell(w.form, LENGTH, "forecast", "", "12.5")], at=AT
    )
    [conflict] = other.conflicts
    assert (conflict.cell.column, conflict.current, other.by) == ("actual", "8", "张海")
    key = w.form.revision.indicators.get(name=LENGTH).key  # type: ignore[union-attr]
    assert now(w.form.pk).typed["rows"][key] == {"actual": "8", "forecast": "12.5"}


def test_only_cells_of_the_page_can_be_typed(w: World) -> None:
    with pytest.raises(NotFound):
        monitoring.save(w.c.reporter, w.form.pk, [Cell("rows", "", "name", "", "1")], at=AT)
    with pytest.raises(Refused, match="form-text-long"):
        monitoring.save(w.c.reporter, w.form.pk, [cell(w.form, LENGTH, "explanation", "", "长" * 4001)], at=AT)


def test_a_cell_that_is_no_longer_there_keeps_none_of_the_others_back(w: World) -> None:
    """An indicator dropped by an adjustment, an amount the treasury tells by now: the rest is saved, these go back to their writer."""
    lost = Cell("rows", "dropped", "actual", "", "7")
    told = Cell("funds", str(w.line.pk), "executed", "", "1")
    saved = monitoring.save(w.c.reporter, w.form.pk, [lost, cell(w.form, LENGTH, "actual", "", "8"), told], at=AT)
    assert [(one.text, why) for one, why in saved.gone] == [("7", "批复的目标里已没有这条指标"), ("1", "执行数已由国库支付数据给出")]
    key = w.form.revision.indicators.get(name=LENGTH).key  # type: ignore[union-attr]
    assert now(w.form.pk).typed["rows"] == {key: {"actual": "8"}}


def test_who_may_fill(w: World) -> None:
    typed = [cell(w.form, LENGTH, "actual", "", "8")]
    with pytest.raises(NotFound):
        monitoring.save(w.c.stranger, w.form.pk, typed, at=AT)
    for one in (w.c.reviewer, w.c.divisional, w.c.leader, w.c.second):
        with pytest.raises(NotAllowed):
            monitoring.save(one, w.form.pk, typed, at=AT)
    assert monitoring.save(w.c.officer, w.form.pk, typed, at=AT).version == 2
    assert now(w.form.pk).origin == "proxy"


def test_an_executed_amount_is_contested_with_a_reason(w: World) -> None:
    key, line = filled(w), str(w.line.pk)
    with pytest.raises(Refused, match="form-contest-why"):
        monitoring.contest(w.c.reporter, key, now(key).version, line, "260", " ", at=AT)
    with pytest.raises(Refused, match="form-contest-amount"):
        monitoring.contest(w.c.reporter, key, now(key).version, line, "二百多", "漏了", at=AT)
    monitoring.contest(w.c.reporter, key, now(key).version, line, "260.00", "7月28日一笔20万元尚未入账", at=AT)
    assert remarks(key) == ["executed-contested"]
    assert now(key).executed == Decimal("2400000")
    kept(key)
    assert FundResult.objects.get(form=key).contested == Decimal("2600000")
    monitoring.contest(w.c.reporter, key, now(key).version, line, "", "", at=AT)
    assert remarks(key) == []


def test_what_the_treasury_does_not_tell_is_typed_and_says_so(w: World) -> None:
    line = type(w.line).objects.create(
        region=w.c.region, program=w.c.program, budget_kind="unit_funds", identity="own", initial=Decimal("200000")
    )
    saved = monitoring.save(w.c.reporter, w.form.pk, [Cell("funds", str(line.pk), "executed", "", "11")], at=AT)
    assert (saved.strip.executed, saved.strip.self_reported) == (Decimal("2510000"), True)
    assert "executed-mismatch" not in [one.code for one in saved.remarks]


def test_papers_support_an_indicator(w: World) -> None:
    key = w.form.revision.indicators.get(name=LENGTH).key  # type: ignore[union-attr]
    paper = monitoring.attach(w.c.reporter, w.form.pk, key, "竣工图.pdf", b"%PDF-1.7 x", "竣工图", at=AT)
    page = queries.form_page(w.c.reporter, w.form.pk, AT)
    assert [one.name for one in page.indicators[0].evidence] == ["竣工图.pdf"]
    assert pages.evidence(w.c.reviewer, paper).caption == "竣工图"
    with pytest.raises(NotFound):
        pages.evidence(w.c.stranger, paper)
    with pytest.raises(NotFound):
        monitoring.attach(w.c.reporter, w.form.pk, "nothing", "x.pdf", b"%PDF", at=AT)
    with pytest.raises(Refused, match="text-long"):
        monitoring.attach(w.c.reporter, w.form.pk, "", "x.pdf", b"%PDF", "说" * 121, at=AT)
    monitoring.detach(w.c.reporter, paper, at=AT)
    assert queries.form_page(w.c.reporter, w.form.pk, AT).evidence == ()


def test_two_hands_sign_their_own_parts(w: World) -> None:
    Round.objects.filter(pk=w.round.pk).update(two_hands=True)
    key = filled(w)
    with pytest.raises(Refused, match="form-unsigned"):
        monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    monitoring.sign(w.c.reporter, key, now(key).version, "money", at=AT)
    monitoring.sign(w.deputy, key, now(key).version, "results", at=AT)
    signed = {one.part: (one.name, one.valid) for one in queries.form_page(w.c.reporter, key, AT).signatures}
    assert signed == {"money": ("张海", True), "results": ("李青", True)}
    monitoring.save(w.deputy, key, [changed(w, LENGTH, "actual", "8.5")], at=AT)
    signed = {one.part: (one.name, one.valid) for one in queries.form_page(w.c.reporter, key, AT).signatures}
    assert signed == {"money": ("张海", True), "results": ("李青", False)}
    with pytest.raises(Refused, match="form-unsigned"):
        monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    monitoring.sign(w.deputy, key, now(key).version, "results", at=AT)
    monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    assert now(key).state == "submitted"


def test_one_person_signs_both_parts_only_where_the_unit_has_no_other(w: World) -> None:
    Round.objects.filter(pk=w.round.pk).update(two_hands=True)
    key = filled(w)
    monitoring.sign(w.c.reporter, key, now(key).version, "money", at=AT)
    monitoring.sign(w.c.reporter, key, now(key).version, "results", at=AT)
    post = type_of("Post").objects.create(region=w.c.region, unit=w.c.station.lineage, role="reporter")
    for who in (w.c.reporter, w.deputy):
        type_of("Assignment").objects.create(region=w.c.region, post=post, person_id=who.id, starts=date(2026, 1, 1))
    with pytest.raises(Refused, match="form-hand-same"):
        monitoring.sign(w.c.reporter, key, now(key).version, "money", at=AT)


def type_of(name: str) -> Any:
    from django.apps import apps  # noqa: PLC0415

    return apps.get_model("organisations", name)


# ---- handing in


def test_errors_keep_a_form_from_being_sent_and_are_named(w: World) -> None:
    with pytest.raises(Refused) as refused:
        monitoring.submit(w.c.reporter, w.form.pk, 1, "王局长", at=AT)
    assert said(refused) == "form-errors"
    assert refused.value.facts["place"] == "“一般公共预算　县级”的全年预计执行数"
    assert refused.value.facts["count"] == 4


def test_a_doubt_is_answered_before_the_form_goes(w: World) -> None:
    before = a_round(w.c, "1—5月绩效监控", date(2026, 5, 31))
    old = handed_out(before, w.c.program, w.form.revision)
    monitoring.save(w.c.reporter, old.pk, cells(old, {LENGTH: {"actual": "9"}}), at=AT)
    MonitoringForm.objects.filter(pk=old.pk).update(state="accepted")
    key = filled(w)
    [doubt] = judged(joined(key)).remarks
    assert (doubt.code, doubt.place) == ("went-back", "第1行“新建供水管网长度”的1-7月执行情况")
    with pytest.raises(Refused, match="form-unanswered"):
        monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    monitoring.answer(w.c.reporter, key, now(key).version, doubt.key, "上次把支管计入了主管", at=AT)
    assert now(key).warnings == 1  # explained, and still to be decided on
    monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    [row] = found(key)
    assert (row.state, row.answer, row.part, row.column) == ("answered", "上次把支管计入了主管", "rows", "actual")
    page = queries.form_page(w.c.reporter, key, AT)
    assert (page.last_round, page.indicators[0].last["actual"]) == ("1—5月绩效监控", "9")


def test_an_answer_never_stands_for_another_fault(w: World) -> None:
    before = a_round(w.c, "1—5月绩效监控", date(2026, 5, 31))
    old = handed_out(before, w.c.program, w.form.revision)
    monitoring.save(w.c.reporter, old.pk, cells(old, {LENGTH: {"actual": "9"}}), at=AT)
    MonitoringForm.objects.filter(pk=old.pk).update(state="accepted")
    key = filled(w)
    answered(w.c.reporter, key)
    monitoring.save(w.c.reporter, key, [changed(w, LENGTH, "actual", "7.5")], at=AT)
    with pytest.raises(Refused, match="form-unanswered"):
        monitoring.submit(w.c.reporter, key, now(key).version, at=AT)


def test_the_head_answers_for_the_truth(w: World) -> None:
    key = filled(w)
    monitoring.save(w.c.reporter, key, [Cell("texts", "", "head", "王局长", "")], at=AT)
    with pytest.raises(Refused, match="form-head-missing"):
        monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    monitoring.submit(w.c.reporter, key, now(key).version, "刘副局长", at=AT)
    [head] = [one for one in queries.form_page(w.c.reporter, key, AT).signatures if one.part == "head"]
    assert (head.name, head.valid) == ("刘副局长", True)


def test_late_is_marked_and_a_closed_round_opens_by_an_extension(w: World) -> None:
    key = submitted(w, LATE)
    assert now(key).late
    [late] = found(key)
    assert (late.code, late.sentence) == ("late", "监控表应于2026-08-10前报送，实际于2026-08-20 09:30报送，逾期10天。")
    monitoring.give_back(w.c.reviewer, key, now(key).version, "请补充", at=LATE)
    monitoring.submit(w.c.reporter, key, now(key).version, at=LATE)
    assert queries.form_page(w.c.reporter, key, LATE).overdue
    Round.objects.filter(pk=w.round.pk).update(state="closed")
    assert not queries.form_page(w.c.reporter, key, LATE).choices
    with pytest.raises(Refused, match="form-round-closed"):  # taken back it could not be sent again
        monitoring.withdraw(w.c.reporter, key, now(key).version, at=LATE)
    other = filled_own(w, refused=True)
    MonitoringForm.objects.filter(pk=other).update(due=LATE + timedelta(days=3))
    monitoring.save(w.c.second, other, cells(w.own), at=LATE)
    with pytest.raises(Refused, match="form-round-closed"):
        monitoring.save(w.c.second, other, [], at=LATE + timedelta(days=4))


def filled_own(w: World, refused: bool = False) -> Any:
    if refused:
        with pytest.raises(Refused, match="form-round-closed"):
            monitoring.save(w.c.second, w.own.pk, cells(w.own), at=LATE)
        return w.own.pk
    return filled(w, w.own, w.c.second)


def test_a_stale_page_is_told_and_nothing_is_lost(w: World) -> None:
    key = filled(w)
    with pytest.raises(StaleVersion):
        monitoring.submit(w.c.reporter, key, now(key).version - 1, at=AT)
    assert now(key).state == "draft"


# ---- the way


def test_unit_department_division(w: World) -> None:
    key = submitted(w)
    assert Notice.objects.filter(unit=w.c.department.lineage, role="department").exists()
    with pytest.raises(NotAllowed):
        monitoring.accept(w.c.reporter, key, now(key).version, at=AT)
    with pytest.raises(NotAllowed):
        monitoring.accept(w.c.divisional, key, now(key).version, at=AT)
    monitoring.accept(w.c.reviewer, key, now(key).version, "同意", at=AT)
    assert now(key).state == "department-reviewed"
    monitoring.recall(w.c.reviewer, key, now(key).version, at=AT)
    monitoring.accept(w.c.reviewer, key, now(key).version, "同意", at=AT)
    monitoring.accept(w.c.divisional, key, now(key).version, "同意", at=AT)
    row = now(key)
    assert (row.state, row.accepted_at) == ("accepted", AT)
    assert [one.action for one in queries.form_page(w.c.reporter, key, AT).log] == ["submit", "accept", "recall", "accept", "accept"]
    monitoring.give_back(w.c.officer, key, row.version, "数据有误", at=AT)
    assert now(key).state == "returned"


def test_a_form_under_key_monitoring_ends_at_the_office(w: World) -> None:
    MonitoringForm.objects.filter(pk=w.form.pk).update(key=True)
    key = submitted(w)
    monitoring.accept(w.c.reviewer, key, now(key).version, at=AT)
    monitoring.accept(w.c.divisional, key, now(key).version, at=AT)
    assert now(key).state == "division-reviewed"
    monitoring.accept(w.c.officer, key, now(key).version, at=AT)
    assert now(key).state == "accepted"


def test_of_a_first_level_unit_a_second_person_reviews_and_nobody_his_own(w: World) -> None:
    both = person(w.c.region, "王双", Role.REPORTER, w.c.department)
    both = type(both)(both.id, both.name, both.region, (*both.duties, *w.c.reviewer.duties))
    key = filled(w, w.own, both)
    answered(both, key)
    monitoring.submit(both, key, now(key).version, at=AT)
    with pytest.raises(Refused, match="lifecycle-own-work"):
        monitoring.accept(both, key, now(key).version, at=AT)
    monitoring.accept(w.c.second_reviewer, key, now(key).version, at=AT)
    assert now(key).state == "department-reviewed"


def test_the_unit_withdraws_what_nobody_reviewed(w: World) -> None:
    key = submitted(w)
    with pytest.raises(Refused, match="form-not-open"):
        monitoring.save(w.c.reporter, key, [changed(w, LENGTH, "actual", "9")], at=AT)
    monitoring.withdraw(w.c.reporter, key, now(key).version, at=AT)
    monitoring.save(w.c.reporter, key, [changed(w, LENGTH, "actual", "9")], at=AT)
    assert now(key).state == "draft"


def test_a_return_names_cells_and_the_reviewer_sees_what_changed_since(w: World) -> None:
    key = submitted(w)
    row = w.form.revision.indicators.get(name=LENGTH).key  # type: ignore[union-attr]
    with pytest.raises(Refused, match="lifecycle-opinion-missing"):
        monitoring.give_back(w.c.reviewer, key, now(key).version, " ", at=AT)
    notes = [Note("rows", row, "actual", "第1行", "与监理日志不符"), Note("", "", "", "整表", " ")]
    monitoring.give_back(w.c.reviewer, key, now(key).version, "请核对", notes=notes, at=AT)
    page = queries.form_page(w.c.reporter, key, AT)
    assert [(one.row, one.text) for one in page.notes] == [(row, "与监理日志不符")]
    assert (page.state, page.returns, page.writable) == ("returned", 1, True)
    typed = [changed(w, LENGTH, "actual", "7.8"), changed(w, "受益人口", "actual", "1900")]
    monitoring.save(w.c.reporter, key, typed, at=AT)
    monitoring.attach(w.c.reporter, key, row, "监理日志.pdf", b"%PDF-1.7 x", "", at=AT + timedelta(minutes=1))
    monitoring.submit(w.c.reporter, key, now(key).version, at=AT)
    review = queries.review_page(w.c.reviewer, key, AT)
    assert review.seen is not None
    assert [(one.place, one.before, one.after, one.asked) for one in review.seen.changes] == [
        ("第1行“新建供水管网长度”的1-7月执行情况", "8", "7.8", True), ("第5行“受益人口”的1-7月执行情况", "1800", "1900", False),
        ("第1行“新建供水管网长度”的佐证材料", "", "监理日志.pdf", True),
    ]  # fmt: skip
    assert now(key).first_submitted_at == AT


def test_clean_forms_are_accepted_together_each_on_its_own(w: World) -> None:
    key = submitted(w)
    own = filled_own(w)
    answered(w.c.second, own)
    monitoring.submit(w.c.second, own, now(own).version, at=AT)
    FormFinding.objects.create(
        region=w.c.region, form=w.own, key="x", memory="x", code="gap", severity="warning", addressee="unit", subject="x", sentence="x",
        found_at=AT,
    )  # fmt: skip
    got = route.accept_many(w.c.reviewer, [(key, now(key).version), (own, now(own).version), (key, 1)], at=AT)
    assert [one.accepted for one in got] == [True, False, False]
    assert "待认定" in got[1].why
    assert (now(key).state, now(own).state) == ("department-reviewed", "submitted")
    assert reviewing.queue(w.c.reviewer, 2026).clean == 0


# ---- on a unit's behalf


def test_the_office_takes_a_form_in_as_it_came(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    row = now(w.form.pk)
    assert (row.state, row.origin, row.errors > 0) == ("submitted", "proxy", True)
    errors = found(row.pk, severity="error")
    assert errors
    with pytest.raises(Refused, match="finding-own"):
        monitoring.decide(w.c.officer, errors[0].pk, errors[0].version, "confirm", at=AT)
    monitoring.decide(w.officer2, errors[0].pk, errors[0].version, "confirm", at=AT)
    with pytest.raises(NotAllowed):
        monitoring.accept(w.officer2, row.pk, row.version, at=AT)
    Round.objects.filter(pk=w.round.pk).update(proxy=True)
    with pytest.raises(Refused, match="lifecycle-own-work"):
        monitoring.accept(w.c.officer, row.pk, row.version, at=AT)
    monitoring.accept(w.officer2, row.pk, row.version, at=AT)
    assert now(row.pk).state == "department-reviewed"


# ---- findings


def test_a_finding_lives_from_found_to_rectified(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    rows = found(w.form.pk, code="missing-field")
    first = rows[0]
    with pytest.raises(NotAllowed):
        monitoring.decide(w.c.reviewer, first.pk, 1, "confirm", at=AT)
    replied = monitoring.reply(w.c.reporter, first.pk, 1, "已补报", at=AT)
    monitoring.decide(w.c.divisional, first.pk, replied, "confirm", at=AT)
    assert monitoring.mark_named(w.officer2, w.round.pk, [one.pk for one in rows], at=AT) == 1
    with pytest.raises(Refused, match="finding-state"):
        monitoring.decide(w.c.divisional, first.pk, replied + 2, "dismiss", "误判", at=AT)
    monitoring.withdraw(w.c.reporter, w.form.pk, now(w.form.pk).version, at=AT)
    filled(w, more=[])
    monitoring.save(w.c.reporter, w.form.pk, [changed(w, LENGTH, "actual", "8")], at=AT)
    answered(w.c.reporter, w.form.pk)
    monitoring.submit(w.c.reporter, w.form.pk, now(w.form.pk).version, at=AT)
    states = {one.pk: one.state for one in found(w.form.pk)}
    assert states[first.pk] == "rectified"
    assert {state for key, state in states.items() if key != first.pk} == {"gone"}


def test_a_dismissal_is_remembered_for_object_place_and_rule(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    row = found(w.form.pk, code="missing-field")[0]
    with pytest.raises(Refused, match="finding-reason"):
        monitoring.decide(w.c.divisional, row.pk, row.version, "dismiss", " ", at=AT)
    before = now(w.form.pk).errors
    monitoring.decide(w.c.divisional, row.pk, row.version, "dismiss", "本县不填这一栏", at=AT)
    assert now(w.form.pk).errors == before - 1
    later = a_round(w.c, "1—9月绩效监控", date(2026, 9, 30))
    again = handed_out(later, w.c.program, w.form.revision)
    same = [one for one in judged(joined(again.pk)).remarks if one.memory == row.memory]
    assert [(one.dismissed, one.blocking) for one in same] == [("本县不填这一栏", False)]
    kept(again.pk)
    [remembered] = found(again.pk, memory=row.memory)
    assert (remembered.state, remembered.decided_by) == ("dismissed", "沿用以前的认定")


def test_a_demoted_rule_is_only_a_notice_and_says_so(w: World) -> None:
    Round.objects.filter(pk=w.round.pk).update(demoted=["missing-field"])
    severities = {one.code: one.severity for one in judged(joined(w.form.pk)).remarks}
    assert severities["missing-field"] == "notice"
    assert all("误报" in one.sentence for one in judged(joined(w.form.pk)).remarks if one.code == "missing-field")


def test_a_rule_demoted_later_takes_no_decision_away(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    row = found(w.form.pk, code="missing-field")[0]
    monitoring.decide(w.c.divisional, row.pk, row.version, "confirm", at=AT)
    Round.objects.filter(pk=w.round.pk).update(demoted=["missing-field"])
    kept(w.form.pk)
    row.refresh_from_db()
    assert (row.state, row.severity) == ("confirmed", "notice")
    [one] = round_result(w.round, actor=w.c.officer).examined
    assert row.sentence in [finding.message for finding in one.findings]


def test_the_same_excuse_in_three_forms_is_boilerplate(w: World) -> None:
    excuse = "受疫情和天气影响项目推进缓慢，下一步将加快进度"
    third = handed_out(w.round, type(w.c.program).objects.create(
        region=w.c.region, year=2026, kind="project", name="水库除险加固", unit=w.c.station, competent=w.c.department, code="SL26T0040",
    ), w.form.revision)  # fmt: skip
    for row in (w.form, w.own, third):
        monitoring.save(w.c.officer, row.pk, cells(row, {LENGTH: {"actual": "3", "explanation": excuse}}), at=AT)
        monitoring.submit(w.c.officer, row.pk, now(row.pk).version, at=AT)
    tend(AT)  # nobody asks for it: the worker compares what was handed in
    assert len(FormFinding.objects.filter(code="boilerplate", state="found")) == 3
    assert "boilerplate" in remarks(w.form.pk)
    MonitoringForm.objects.filter(pk=third.pk).update(state="draft")
    assert compare(w.c.officer, w.round.pk, at=AT) == 0


def test_findings_of_a_round_by_tab_and_filter(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    everything = queries.findings(w.c.divisional, w.round.pk, tab="open")
    assert everything.count == len(everything.rows) == everything.tabs["open"] > 2
    assert all(one.may_decide for one in everything.rows)
    assert not any(one.may_decide for one in queries.findings(w.c.reporter, w.round.pk).rows)
    assert queries.findings(w.c.divisional, w.round.pk, codes=["missing-field"], severities=["notice"]).count == 0
    assert queries.findings(w.c.divisional, w.round.pk, text="农村饮水").count == everything.count
    assert queries.findings(w.c.stranger, w.round.pk).count == 0
    assert problems.finding(w.c.divisional, everything.rows[0].id).title == "内容缺项"


# ---- the round


def test_the_round_as_papers_take_it(w: World) -> None:
    key = submitted(w)
    result = round_result(w.round, actor=w.c.officer)
    [one] = result.examined
    assert (one.unit, one.name, one.findings, result.decisions) == ("县农村供水服务中心", "农村饮水安全巩固提升工程", (), None)
    assert result.totals.all.executed == Decimal("2400000")
    assert [(gone.unit, gone.program) for gone in result.missing] == [("县水利局", None)]
    assert [finding.code for finding in result.findings] == ["not-submitted"]
    assert one.form.indicators[0].cells["actual"] == "第1行执行情况"
    assert round_result(w.round, actor=w.c.stranger).examined == ()
    assert now(key).light == "green"


def test_only_confirmed_findings_are_adopted_once_somebody_decided(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    first, second, *_ = found(w.form.pk, severity="error")
    monitoring.decide(w.c.divisional, first.pk, first.version, "confirm", at=AT)
    monitoring.decide(w.c.divisional, second.pk, second.version, "dismiss", "已核实", at=AT)
    result = round_result(w.round, actor=w.c.officer)
    [one] = result.examined
    assert all(result.adopted(finding, None) for finding in result.findings)
    adopted = [finding.message for finding in one.findings if result.adopted(finding, one.form)]
    rejected = [finding.message for finding in one.findings if result.rejected(finding, one.form)]
    assert (adopted, rejected) == ([first.sentence], [second.sentence])


def test_judging_a_whole_round_keeps_what_people_decided(w: World) -> None:
    monitoring.save(w.c.officer, w.form.pk, cells(w.form, {LENGTH: {"actual": "3"}}), at=AT)
    monitoring.submit(w.c.officer, w.form.pk, now(w.form.pk).version, at=AT)
    first, second, *_ = found(w.form.pk, severity="error")
    monitoring.decide(w.c.divisional, first.pk, first.version, "confirm", at=AT)
    monitoring.decide(w.c.divisional, second.pk, second.version, "dismiss", "已核实", at=AT)
    before = sorted(FormFinding.objects.values_list("pk", "state", "version"))
    rows = list(MonitoringForm.objects.filter(round=w.round).values_list("pk", flat=True))
    assert judge_again(w.c.officer, rows, at=AT) == 2
    assert sorted(FormFinding.objects.values_list("pk", "state", "version")) == before
    assert FundResult.objects.count() == 2
    assert now(w.own.pk).executed == Decimal("5400000")
    assert not found(w.own.pk)  # it has said nothing yet


# ---- what waits, what is seen


def test_what_waits_for_whom(w: World) -> None:
    assert [(one.matter, one.subject) for one in queries.waiting(w.c.reporter, AT.date())] == [("填报监控表", "农村饮水安全巩固提升工程")]
    assert queries.waiting(w.c.reviewer, AT.date()) == ()
    key = submitted(w)
    assert queries.waiting(w.c.reporter, AT.date()) == ()
    assert [(one.matter, one.count) for one in queries.waiting(w.c.reviewer, AT.date())] == [("审核监控表", 1)]
    assert queries.waiting(w.c.divisional, AT.date()) == ()
    monitoring.accept(w.c.reviewer, key, now(key).version, at=AT)
    assert [(one.matter, one.count) for one in queries.waiting(w.c.divisional, AT.date())] == [("审核监控表", 1)]
    assert reviewing.queue(w.c.divisional, 2026).count == 1
    assert reviewing.queue(w.c.reviewer, 2026, "handled").count == 1
    assert reviewing.next_in_queue(w.c.divisional, key) is None


def test_the_page_shows_what_may_be_done(w: World) -> None:
    page = queries.form_page(w.c.reporter, w.form.pk, AT)
    assert [one.action for one in page.choices] == ["submit"]
    assert (page.writable, page.proxy, page.unit_name, page.waits_words) == (True, False, "县农村供水服务中心", "填报单位")
    assert (page.funds[0].executed, page.funds[0].told, page.funds[0].count) == (Decimal("2400000"), True, 2)
    assert page.given / (page.given + page.hand) >= 0.6
    assert page.hand <= 2 * len(page.indicators) + 4
    assert queries.form_page(w.c.officer, w.form.pk, AT).proxy
    assert not queries.form_page(w.c.reviewer, w.form.pk, AT).writable
    with pytest.raises(NotFound):
        queries.form_page(w.c.stranger, w.form.pk, AT)
    key = submitted(w)
    assert [one.action for one in queries.form_page(w.c.reporter, key, AT).choices] == ["withdraw"]
    assert [one.action for one in queries.form_page(w.c.reviewer, key, AT).choices] == ["accept", "return"]
    review = queries.review_page(w.c.reviewer, key, AT)
    assert (review.place, review.queue, review.clean, review.next) == (1, 1, True, None)


def test_a_save_and_a_page_ask_the_database_little(w: World) -> None:
    filled(w)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        monitoring.save(w.c.reporter, w.form.pk, [changed(w, LENGTH, "actual", "8.2")], at=AT)
    assert len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]) <= 14
    with CaptureQueriesContext(connection) as asked:
        queries.form_page(w.c.reporter, w.form.pk, AT)
    assert len(asked.captured_queries) <= 20
