"""Rounds: planned, handed out, joined, extended, closed; the screen and its lists; reminders; quality; another rule set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.apps.fillingworld import SECOND_AT, handed_in, sent, world
from tests.apps.monitoringworld import paid
from tests.apps.targetsworld import YEAR, County, approved, county, model, person, program, unit

from hengji.apps.audit.models import Entry
from hengji.apps.jobs.models import Job
from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.models import Appeal, Chase, FormFinding, FormStep, FundResult, MonitoringForm, Round
from hengji.apps.monitoring.operations import filling, route
from hengji.apps.monitoring.operations.chasing import chase_by_ladder
from hengji.apps.monitoring.operations.rounds import RoundPlan
from hengji.apps.monitoring.queries import chasing
from hengji.apps.monitoring.queries.facts import FormFilter
from hengji.apps.monitoring.queries.fresh import stale
from hengji.apps.monitoring.queries.scanning import Scanned, Seat, Standing, lights_of, quadrants
from hengji.apps.monitoring.tasks.reruns import try_rules
from hengji.apps.monitoring.tasks.rounds import clockwork, refresh, refresh_round, tend
from hengji.apps.notices.models import Notice
from hengji.apps.records.bare import yuan
from hengji.rules.access import Actor, Role
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion
from hengji.rules.rounds import Rung

pytestmark = pytest.mark.django_db

AT = datetime(YEAR, 11, 3, 1, 30, tzinfo=UTC)
DUE = AT + timedelta(days=15)


def plan(**more: Any) -> RoundPlan:
    return RoundPlan(**{"name": "1—10月绩效运行监控", "as_of": date(YEAR, 10, 31), "emphasis": "correct", "due_unit": DUE, **more})


def version(key: UUID) -> int:
    return Round.objects.get(pk=key).version


def verbs(key: UUID) -> list[str]:
    return list(Entry.objects.filter(subject_id=key).order_by("seq").values_list("verb", flat=True))


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def silent(_done: int, _total: int, _note: str = "") -> None: ...


# ---- planning


def test_a_year_is_planned_in_one_step_and_only_once() -> None:
    c = county()
    made = operations.plan_year(c.officer, YEAR, "four", at=AT)
    assert [row.name[4:] for row in Round.objects.order_by("as_of")] == [
        "年上半年绩效监控", "年第三季度绩效监控", "年11月绩效监控", "年12月绩效监控",
    ]  # fmt: skip
    assert len(made) == 4 and all(verbs(key) == ["已建立监控批次"] for key in made)
    drive = Round.objects.get(as_of=date(YEAR, 11, 30))
    assert drive.emphasis == "drive" and "stage" in drive.required and drive.ladder and drive.report_by == "department"
    assert code_of(lambda: operations.plan_year(c.officer, YEAR, "four", at=AT)) == "round-calendar-done"
    for stranger in (c.reporter, c.divisional, c.leader):
        with pytest.raises(NotFound):
            operations.plan_year(stranger, YEAR, "one", at=AT)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "round-name-missing"),
        ({"as_of": date(YEAR - 1, 10, 31)}, "round-as-of-year"),
        ({"due_unit": datetime(YEAR, 10, 1, tzinfo=UTC)}, "round-days-order"),
        ({"due_department": DUE - timedelta(days=1)}, "round-days-order"),
        ({"report_due": datetime(YEAR, 9, 1, tzinfo=UTC)}, "round-days-order"),
        ({"answer_days": 61}, "round-answer-days"),
        ({"rules": "none-such"}, "round-rules"),
        ({"changes": {"execution_green": "2"}}, "round-rules"),
        ({"changes": {"no_such_parameter": "1"}}, "round-rules"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_a_reason(more: dict[str, Any], code: str) -> None:
    c = county()
    assert code_of(lambda: operations.create_round(c.officer, YEAR, plan(**more), at=AT)) == code
    assert not Round.objects.exists()


def test_two_rounds_of_a_year_have_two_names() -> None:
    c = county()
    operations.create_round(c.officer, YEAR, plan(), at=AT)
    assert code_of(lambda: operations.create_round(c.officer, YEAR, plan(), at=AT)) == "round-name-taken"


def test_a_draft_is_changed_wholly_and_dropped_a_published_one_is_not() -> None:
    c = county()
    key = operations.create_round(c.officer, YEAR, plan(), at=AT)
    now = operations.change_round(c.officer, key, 1, plan(name="十月监控", emphasis="drive"), at=AT)
    assert (now, Round.objects.get(pk=key).emphasis) == (2, "drive")
    with pytest.raises(StaleVersion):
        operations.change_round(c.officer, key, 1, plan(name="旧页面"), at=AT)
    operations.publish(c.officer, key, now, at=AT)
    same = plan(name="十月监控", emphasis="drive")
    assert operations.change_round(c.officer, key, version(key), same, at=AT) == version(key), "nothing to change"
    fixed = plan(name="十月监控", emphasis="drive", kinds=("project",))
    assert code_of(lambda: operations.change_round(c.officer, key, version(key), fixed, at=AT)) == "round-fixed"
    sooner = plan(name="十月监控", emphasis="drive", due_unit=DUE - timedelta(days=1))
    assert code_of(lambda: operations.change_round(c.officer, key, version(key), sooner, at=AT)) == "round-day-back"
    later = plan(name="十月监控", emphasis="drive", due_unit=DUE + timedelta(days=3), ladder=(Rung(0, ("unit",)),))
    operations.change_round(c.officer, key, version(key), later, at=AT)
    row = Round.objects.get(pk=key)
    assert row.due_unit == DUE + timedelta(days=3) and row.ladder == [{"days": 0, "to": ["unit"]}]
    assert Notice.objects.filter(subject__contains="报送时间延至").exists()
    assert code_of(lambda: operations.drop_round(c.officer, key, row.version, at=AT)) == "round-not-draft"
    assert verbs(key) == ["已建立监控批次", "已修改监控批次", "已发布监控批次", "已修改监控批次"]


def test_drafts_are_seen_by_who_organises_rounds_alone() -> None:
    c = county()
    key = operations.create_round(c.officer, YEAR, plan(), at=AT)
    assert [one.id for one in queries.rounds(c.officer, YEAR, AT)] == [key]
    for other in (c.leader, c.reviewer, c.reporter, c.divisional):
        assert queries.rounds(other, YEAR, AT) == ()
        with pytest.raises(NotFound):
            queries.round_page(other, key, AT)
    operations.drop_round(c.officer, key, 1, at=AT)
    assert not Round.objects.exists()


# ---- handing out


def test_publishing_hands_one_form_to_every_object_with_money_bound_to_its_target() -> None:
    c = county()
    revision = approved(c)
    program(c.region, c.other, "没有资金的项目", amount=None)
    program(c.region, c.other, "", secret=True, code="MM0001")
    late = program(c.region, c.other, "年底才下达的项目", amount=10)
    late.lines.update(issued_on=date(YEAR, 11, 20))
    closed = program(c.region, c.other, "已关闭的项目", amount=10)
    model("programs.Program").objects.filter(pk=closed.pk).update(state="closed", closed_why="取消")
    key = operations.create_round(c.officer, YEAR, plan(), at=AT)
    shown = queries.preview(c.officer, key)
    assert (shown.counts, shown.secret) == ({"overall": 1, "project": 1}, 1)
    assert {one.name: one.why for one in shown.left_out} == {
        "没有资金的项目": "截至监控时点（2026年10月31日）没有预算资金",
        "年底才下达的项目": "资金在监控时点（2026年10月31日）之后下达",
    }
    done = operations.publish(c.officer, key, 1, at=AT)
    assert done.forms == {"project": 1, "overall": 1} and done.secret == 1
    assert done.without_target == ("县水利局 县水利局部门整体支出",)
    forms = {form.program_id: form for form in MonitoringForm.objects.all()}
    assert forms[c.program.pk].revision_id == revision.pk and forms[c.overall.pk].revision_id is None
    assert forms[c.overall.pk].kind == "overall_monitoring"
    assert Job.objects.get(pk=done.job).task.endswith("refresh_round")
    told = Notice.objects.filter(subject__startswith="请填报")
    assert {(one.unit, one.role) for one in told} == {(c.station.lineage, "reporter"), (c.department.lineage, "reporter")}
    with pytest.raises(StaleVersion):
        operations.publish(c.officer, key, 1, at=AT)
    assert code_of(lambda: operations.publish(c.officer, key, version(key), at=AT)) == "round-not-draft"


def test_a_round_of_nobody_is_not_published() -> None:
    c = county()
    key = operations.create_round(c.officer, YEAR, plan(kinds=("transfer",)), at=AT)
    assert code_of(lambda: operations.publish(c.officer, key, 1, at=AT)) == "round-nobody"


def test_scope_by_unit_contains_those_below_and_by_fund_only_its_slice() -> None:
    c = county()
    other = program(c.region, c.other, "校舍维修", amount=30)
    fund = model("programs.SpecialFund").objects.create(region=c.region, year=YEAR, name="衔接资金", division=c.division)
    model("programs.FundLine").objects.create(
        region=c.region, program=other, fund=fund, budget_kind="general_public", level="central", identity="two", initial=Decimal(200000)
    )
    units = operations.create_round(c.officer, YEAR, plan(name="一", units=(c.department.lineage,)), at=AT)
    assert operations.publish(c.officer, units, 1, at=AT).forms == {"project": 1, "overall": 1}
    funds = operations.create_round(c.officer, YEAR, plan(name="二", fund=fund.pk), at=AT)
    operations.publish(c.officer, funds, 1, at=AT)
    assert list(MonitoringForm.objects.filter(round=funds).values_list("program_id", flat=True)) == [other.pk]
    refresh(Round.objects.get(pk=funds), AT)
    page = queries.round_page(c.officer, funds, AT)
    one = next(one for one in page.funds if one.key == str(fund.pk))
    assert (one.budget, one.whole, one.objects) == (Decimal(200000), Decimal(500000), 1)


def test_objects_added_later_join_by_hand_and_by_the_worker() -> None:
    c = county()
    key = operations.create_round(c.officer, YEAR, plan(), at=AT)
    operations.publish(c.officer, key, 1, at=AT)
    assert operations.join_new(c.officer, key, at=AT) == 0
    first = program(c.region, c.other, "新增一", amount=5)
    assert queries.preview(c.officer, key).total == 1
    assert operations.join_new(c.officer, key, at=AT) == 1
    second = program(c.region, c.other, "新增二", amount=5)
    tend(AT)
    assert set(MonitoringForm.objects.filter(program__in=[first.pk, second.pk]).values_list("round_id", flat=True)) == {key}
    assert verbs(key).count("已补发监控表") == 2
    third = program(c.region, c.other, "过期新增", amount=5)
    tend(DUE + timedelta(days=1))
    assert not MonitoringForm.objects.filter(program=third).exists(), "after the day only a person lets it join"
    with pytest.raises(NotAllowed):
        operations.join_new(c.reviewer, key, at=AT)


def test_exempt_needs_a_reason_and_can_be_taken_back() -> None:
    w = world(first=False)
    form = w.form()
    with pytest.raises(Refused):
        operations.exempt(w.c.officer, form.pk, form.version, " ", at=SECOND_AT)
    with pytest.raises(NotAllowed):
        operations.exempt(w.c.reviewer, form.pk, form.version, "项目取消", at=SECOND_AT)
    now = operations.exempt(w.c.officer, form.pk, form.version, "项目取消", at=SECOND_AT)
    page = queries.round_page(w.c.officer, w.second, SECOND_AT)
    assert (page.coverage.should, page.coverage.exempt) == (1, 1)
    assert queries.forms(w.c.officer, w.second, tab="exempt").rows[0].exempt_why == "项目取消"
    operations.include(w.c.officer, form.pk, now, at=SECOND_AT)
    assert w.form().state == "draft" and w.form().exempt_why == ""
    assert list(FormStep.objects.filter(form=form).order_by("pk").values_list("action", flat=True)) == ["exempt", "include"]


def test_an_extension_gives_one_unit_time_and_reopens_a_closed_round_for_it() -> None:
    w = world(first=False)
    lineage, later = w.c.station.lineage, SECOND_AT + timedelta(days=40)
    assert code_of(lambda: operations.extend(w.c.officer, w.second, lineage, later, " ", at=SECOND_AT)) == "round-reason-missing"
    early = SECOND_AT + timedelta(days=1)
    assert code_of(lambda: operations.extend(w.c.officer, w.second, lineage, early, "洪水", at=SECOND_AT)) == "round-extend-back"
    nobody = w.c.other.lineage
    assert code_of(lambda: operations.extend(w.c.officer, w.second, nobody, later, "洪水", at=SECOND_AT)) == "round-extend-nothing"
    operations.close(w.c.officer, w.second, version(w.second), at=SECOND_AT + timedelta(days=20))
    after = SECOND_AT + timedelta(days=21)
    assert code_of(lambda: sent(w, w.form(), after)) == "form-round-closed"
    assert operations.extend(w.c.officer, w.second, lineage, later, "洪水", at=after) == 1
    assert sent(w, w.form(), after).state == "submitted"
    assert not w.form().late
    assert code_of(lambda: filling.save(w.c.second, w.form(w.c.overall).pk, [], at=after)) == "form-round-closed"


def test_an_extension_is_the_units_also_of_what_is_under_review_and_of_what_came_late() -> None:
    w = world(first=False)
    lineage, late, until = w.c.station.lineage, SECOND_AT + timedelta(days=16), SECOND_AT + timedelta(days=30)
    form = sent(w, w.form(), late)
    found = FormFinding.objects.filter(form=form, code="late")
    assert form.late and found.get().state != "gone" and form.state == "submitted"
    assert operations.extend(w.c.officer, w.second, lineage, until, "洪水", at=late) == 1
    form = w.form()
    assert (form.due, form.late) == (until, False)
    assert Job.objects.filter(title=f"判定{Round.objects.get(pk=w.second)}").count() == 2, "one of the publishing"
    refresh_round(w.c.officer, silent, at=late, round_id=str(w.second))
    assert found.get().state == "gone"
    operations.close(w.c.officer, w.second, version(w.second), at=late + timedelta(days=1))
    after = late + timedelta(days=2)
    route.give_back(w.c.reviewer, form.pk, w.form().version, "请补充说明", at=after)
    assert sent(w, w.form(), after + timedelta(days=1)).state == "submitted", "returned in a closed round, within its day"
    for state in ("accepted", "exempt"):
        MonitoringForm.objects.filter(pk=form.pk).update(state=state, exempt_why="已停建")
        assert code_of(lambda: operations.extend(w.c.officer, w.second, lineage, until, "洪水", at=after)) == "round-extend-nothing"


def test_a_form_that_joins_later_has_its_units_day_and_a_later_day_for_all_is_everybodys() -> None:
    w = world(first=False)
    until = SECOND_AT + timedelta(days=20)
    operations.extend(w.c.officer, w.second, w.c.station.lineage, until, "洪水", at=SECOND_AT)
    MonitoringForm.objects.filter(pk=w.form().pk).delete()
    assert operations.join_new(w.c.officer, w.second, at=SECOND_AT) == 1
    assert w.form().due == until
    own = w.form(w.c.overall)
    MonitoringForm.objects.filter(pk=own.pk).update(state="submitted", late=True, first_submitted_at=SECOND_AT + timedelta(days=16))
    row = Round.objects.get(pk=w.second)
    later = RoundPlan(row.name, row.as_of, row.emphasis, SECOND_AT + timedelta(days=25), document=row.document)
    operations.change_round(w.c.officer, w.second, row.version, later, at=SECOND_AT + timedelta(days=17))
    assert w.form().due is None and not w.form(w.c.overall).late


def test_key_departments_end_at_the_office_and_forms_past_the_division_keep_their_way() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    operations.set_key(w.c.officer, w.second, version(w.second), [w.c.department.lineage], at=SECOND_AT)
    assert w.form().key and w.form(w.c.overall).key
    route.accept(w.c.reviewer, w.form().pk, w.form().version, "同意", at=SECOND_AT)
    route.accept(w.c.divisional, w.form().pk, w.form().version, "同意", at=SECOND_AT)
    assert w.form().state == "division-reviewed"
    operations.set_key(w.c.officer, w.second, version(w.second), [], at=SECOND_AT)
    assert w.form().key, "it is on the office's desk already"
    assert not w.form(w.c.overall).key
    with pytest.raises(NotFound):
        operations.set_key(w.c.officer, w.second, version(w.second), [UUID(int=7)], at=SECOND_AT)
    lines = queries.round_page(w.c.officer, w.second, SECOND_AT).key_units
    assert [(one.unit_name, one.coverage.has) for one in lines] == [("县水利局", 1)]


def test_closing_keeps_the_figures_and_ends_the_round() -> None:
    w = world(first=False)
    handed_in(w, SECOND_AT, w.form())
    end = SECOND_AT + timedelta(days=20)
    operations.close(w.c.officer, w.second, version(w.second), at=end)
    row = Round.objects.get(pk=w.second)
    assert row.state == "closed" and row.closed_by == w.c.officer.name
    assert row.figures["coverage"] == {"应报": 2, "已报": 1, "已通过": 1, "逾期报送": 0, "退回未报": 0, "未报": 1, "免报": 0}
    assert row.figures["totals"]["project"]["budget"] == "4000000.00"
    assert code_of(lambda: operations.close(w.c.officer, w.second, row.version, at=end)) == "round-not-running"
    assert code_of(lambda: operations.change_round(w.c.officer, w.second, row.version, plan(), at=end)) == "round-closed"


# ---- kept up to date


def test_refresh_judges_what_moved_and_nothing_else() -> None:
    w = world(first=False)
    row = Round.objects.get(pk=w.second)
    assert refresh(row, SECOND_AT) == 2
    assert w.form().executed == Decimal(1720000) and w.form().budget == Decimal(4000000)
    assert refresh(Round.objects.get(pk=w.second), SECOND_AT) == 0
    line = w.c.program.lines.get()
    model("programs.Payment").objects.filter(line=line).update(amount=Decimal(500000))
    assert stale(row) == [w.form().pk]
    assert refresh(row, SECOND_AT) == 1 and w.form().executed == Decimal(1500000)
    line.adjusted, line.changed = Decimal(5000000), Decimal(1000000)
    line.save()
    assert refresh(row, SECOND_AT) == 1 and w.form().budget == Decimal(5000000)
    model("programs.FundLine").objects.create(
        region=w.c.region, program=w.c.program, budget_kind="government_fund", identity="three", initial=Decimal(100000)
    )
    assert refresh(row, SECOND_AT) == 1 and FundResult.objects.filter(form=w.form()).count() == 2
    version_before = w.form().version
    assert stale(row) == [] and w.form().version == version_before


def test_a_new_target_takes_the_place_of_the_old_on_the_units_desk_only() -> None:
    w = world(first=False)
    row = Round.objects.get(pk=w.second)
    refresh(row, SECOND_AT)
    old = w.form().revision
    assert old is not None
    MonitoringForm.objects.filter(pk=w.form().pk).update(revision=None)
    refresh(row, SECOND_AT)
    assert w.form().revision == old and "已换用现行目标" in verbs(w.form().pk)
    sent(w, w.form(), SECOND_AT)
    MonitoringForm.objects.filter(pk=w.form().pk).update(revision=None)
    refresh(row, SECOND_AT)
    assert w.form().revision is None, "what was handed in stays on what it was filled against"


def test_the_job_judges_a_published_round_and_may_be_begun_again() -> None:
    w = world(first=False)
    done = refresh_round(w.c.officer, silent, at=SECOND_AT, round_id=str(w.second))
    assert done["url"] == f"/rounds/{w.second}/"
    assert "判定0张表" in str(refresh_round(w.c.officer, silent, at=SECOND_AT, round_id=str(w.second))["sentence"])


def test_a_rule_dismissed_too_often_is_a_notice_in_the_round() -> None:
    w = world(first=False)
    form = sent(w, w.form(), SECOND_AT)
    for number in range(12):
        FormFinding.objects.create(
            region=w.c.region, form=w.form(round_id=w.first), key=f"k{number}", memory=f"m{number}", code="too-simple", severity="warning",
            addressee="unit", subject="s", sentence="s", state="dismissed" if number < 2 else "confirmed", found_at=SECOND_AT,
        )  # fmt: skip
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    assert Round.objects.get(pk=w.second).demoted == ["too-simple"]
    rates = {one.code: one for one in queries.rule_rates(w.c.officer, w.second)}
    assert (rates["too-simple"].dismissed, rates["too-simple"].confirmed, rates["too-simple"].demoted) == (2, 10, True)
    with pytest.raises(NotFound):
        queries.rule_rates(w.c.reviewer, w.second)
    assert form.state == "submitted"


# ---- the screen


def test_the_screen_counts_what_is_there_and_every_person_sees_his_own() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    page = queries.round_page(w.c.officer, w.second, SECOND_AT)
    done = page.coverage
    assert (done.should, done.has, done.missing, done.accepted, done.overdue) == (2, 1, 1, 0, 0)
    assert [(one.key, one.should, one.has) for one in page.by_kind] == [("project", 1, 1), ("overall", 1, 0)]
    assert page.without_target == 1
    assert {one.key: one.has for one in page.by_step} == {"unit": 1, "department": 0, "division": 0}
    assert sum(one.count for one in page.lights) == 1 and len(page.dots) == 1
    form = w.form()
    assert page.dots[0].id == str(form.pk) and page.dots[0].budget == Decimal(4000000)
    assert sum(one.count for one in page.quadrants) + page.unplaced == 1
    totals = {one.kind: one for one in page.totals}
    assert totals["project"].budget == Decimal(4000000) and totals["project"].executed == Decimal(1720000)
    assert totals["project"].rate == Decimal("0.43")
    assert sum(one.count for one in page.indicator_lights) == 6
    assert [(one.kind, one.label) for one in page.departments] == [("overall", "县水利局"), ("project", "县水利局")]
    assert [(one.kind, one.key) for one in page.budget_kinds if one.kind == "project"] == [("project", "general_public")]
    late = queries.round_page(w.c.officer, w.second, SECOND_AT + timedelta(days=16))
    assert late.coverage.overdue == 1 and next(one for one in late.problems if one.number == 3).objects == 1
    MonitoringForm.objects.filter(pk=form.pk).update(state="returned")
    after = SECOND_AT + timedelta(days=16)
    back = queries.round_page(w.c.officer, w.second, after)  # one came and is back, one never came
    third = next(one for one in back.problems if one.number == 3)
    assert (back.coverage.overdue, back.coverage.returned, third.findings, third.objects) == (2, 1, 1, 1)
    assert queries.forms(w.c.officer, w.second, FormFilter(problem_classes=(3,), at=after)).count == 1
    assert queries.forms(w.c.officer, w.second, FormFilter(problem_classes=(3,), at=SECOND_AT)).count == 0
    MonitoringForm.objects.filter(pk=form.pk).update(state="submitted")
    assert (page.coverage.timely, page.coverage.first_pass, late.coverage.timely) == (1, 1, Decimal("0.5"))
    MonitoringForm.objects.filter(pk=form.pk).update(returns=1, late=True)
    tardy = queries.round_page(w.c.officer, w.second, SECOND_AT).coverage
    assert (tardy.timely, tardy.first_pass) == (0, 0)
    (listed,) = [one for one in queries.rounds(w.c.officer, YEAR, SECOND_AT) if one.id == w.second]
    assert listed.coverage == replace(tardy, label=listed.name)
    MonitoringForm.objects.filter(pk=form.pk).update(returns=0, late=False)
    operations.extend(w.c.officer, w.second, w.c.department.lineage, SECOND_AT + timedelta(days=30), "汛期", at=SECOND_AT)
    extended = queries.round_page(w.c.officer, w.second, SECOND_AT + timedelta(days=16))
    assert (extended.coverage.overdue, extended.coverage.timely) == (0, 1)
    assert [one.due for one in extended.chases] == [SECOND_AT + timedelta(days=30)] and extended.chase_units == 1
    own = queries.round_page(w.c.reporter, w.second, SECOND_AT)
    assert own.coverage.should == 1 and not own.round.may_edit and own.chases == ()
    assert queries.round_page(w.c.stranger, w.second, SECOND_AT).coverage.should == 0
    division = queries.round_page(w.c.divisional, w.second, SECOND_AT)
    assert division.coverage.should == 2
    for name in ("coverage", "lights", "indicator_lights", "totals", "departments", "budget_kinds", "funds", "problems", "take_backs"):
        assert getattr(division, name) == getattr(page, name), name  # whole at once or row by row
    with pytest.raises(NotFound):
        queries.round_page(elsewhere(), w.second, SECOND_AT)


def elsewhere() -> Actor:
    return county("990002000").officer


def test_a_list_for_who_sees_all_is_the_list_for_who_is_let_in_row_by_row() -> None:
    """The office's statements are written once; the division's are put together for its reach.  Here both see the same forms."""
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    for sort in queries.SORTS:
        for descending in (False, True):
            both = [
                queries.forms(who, w.second, tab="all", sort=sort, descending=descending) for who in (w.c.officer, w.c.divisional)
            ]  # fmt: skip
            assert both[0].rows == both[1].rows and both[0].totals == both[1].totals and len(both[0].rows) == 2, sort
    for tab in queries.FORM_TABS:
        if tab not in ("mine", "handled"):
            mine, theirs = (queries.forms(who, w.second, tab=tab) for who in (w.c.officer, w.c.divisional))
            assert mine.rows == theirs.rows and mine.count == theirs.count == mine.tabs[tab] == len(mine.rows), tab
    filtered = queries.forms(w.c.officer, w.second, FormFilter(states=("draft", "submitted")))
    assert filtered.rows == queries.forms(w.c.officer, w.second).rows
    assert queries.choices(w.c.officer, w.second) == queries.choices(w.c.divisional, w.second)


def many(c: County, count: int) -> None:
    """More objects, each of a department of its own with a fund."""
    fund = model("programs.SpecialFund").objects.create(region=c.region, year=YEAR, name=f"专项{count}", division=c.division)
    for number in range(count):
        place = unit(c.region, f"第{count}-{number}局", "department", f"6{count}{number}", division=c.division)
        one = program(c.region, place, f"项目{count}-{number}", amount=10 + number)
        one.lines.update(fund=fund)
        person(c.region, f"填报{count}-{number}", Role.REPORTER, place)


def test_amounts_of_several_kinds_and_amounts_nobody_knows_make_no_figure() -> None:
    seat = Seat("", "甲", "", "甲")
    project = Scanned(
        "", "monitoring", "submitted", False, SECOND_AT, 100, None, None, False, 1.0, 1.0, "red", True, "", seat, None,
        Standing("monitoring", "submitted", False, True, True, False, False),
    )  # fmt: skip
    whole, unknown = project._replace(kind="overall_monitoring"), project._replace(budget=None)
    for forms, said in (
        ((project, project), Decimal("2.00")),
        ((project, whole), None),
        ((unknown,), None),
        ((project, unknown), Decimal(1)),
    ):
        assert [one.budget for one in quadrants(forms, Decimal("0.8"))[0] if one.count] == [said]
        assert [one.budget for one in lights_of(forms) if one.count] == [said]
        waiting = chasing.owed(
            chasing.Waiting(UUID(int=1), "甲", UUID(int=2), "乙", "", SECOND_AT, False, False, yuan(one.budget), one.kind) for one in forms
        )
        assert [one.budget for one in waiting] == [said]


def test_the_number_of_queries_does_not_grow_with_the_round() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)

    def asked(at: datetime) -> tuple[int, int, int, int]:
        found = []
        for call in (
            lambda: queries.round_page(w.c.officer, w.second, at),
            lambda: queries.forms(w.c.officer, w.second, sort="rate"),
            lambda: queries.rounds(w.c.officer, YEAR, at),
            lambda: queries.scores(w.c.officer, w.second, at),
        ):
            with CaptureQueriesContext(connection) as caught:
                call()
            found.append(len(caught))
        return found[0], found[1], found[2], found[3]

    many(w.c, 2)
    operations.join_new(w.c.officer, w.second, at=SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    late = SECOND_AT + timedelta(days=16)
    few = asked(late)
    many(w.c, 9)
    operations.join_new(w.c.officer, w.second, at=SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    assert asked(late) == few
    assert few[0] <= 14 and few[1] <= 5


def test_the_list_has_tabs_filters_sorts_and_totals_by_kind() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    found = queries.forms(w.c.officer, w.second)
    assert found.tabs["missing"] == 1 and found.tabs["reviewing"] == 1 and found.tabs["all"] == 2
    assert {(one.kind, one.forms, one.budget) for one in found.totals} == {
        ("project", 1, Decimal(4000000)), ("overall", 1, Decimal(9000000)),
    }  # fmt: skip
    assert [one.name for one in queries.forms(w.c.reviewer, w.second, tab="mine").rows] == ["农村饮水安全巩固提升工程"]
    assert queries.queue(w.c.reviewer, w.second) == [w.form().pk]
    assert queries.forms(w.c.divisional, w.second, tab="mine").count == 0
    assert [one.kind for one in queries.forms(w.c.second, w.second, tab="mine").rows] == ["overall"]
    assert queries.forms(w.c.reporter, w.second, tab="handled").count == 1

    def named(**where: Any) -> list[str]:
        return [one.kind for one in queries.forms(w.c.officer, w.second, FormFilter(**where)).rows]

    light = w.form().light
    assert named(lights=(light,), states=("submitted",)) == ["project"]
    assert named(text="供水服务") == ["project"]
    assert named(kinds=("overall",)) == ["overall"]
    assert named(without_target=True) == ["overall"]
    assert named(departments=(w.c.other.lineage,)) == []
    assert named(units=(w.c.station.lineage,)) == ["project"]
    assert named(budget_kinds=("government_fund",)) == []
    assert named(late=True) == []
    quadrants = [name for name in ("mw", "m-", "-w", "--") if named(quadrant=name)]
    assert len(quadrants) == 1
    for sort in queries.SORTS:
        for descending in (True, False):
            assert queries.forms(w.c.officer, w.second, sort=sort, descending=descending).count == 2
    first = queries.forms(w.c.officer, w.second, sort="budget", descending=True, window=slice(1)).rows
    assert [one.kind for one in first] == ["overall"]


def test_a_leader_reads_one_sentence() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    late = SECOND_AT + timedelta(days=20)
    page = queries.leader_page(w.c.leader, late)
    assert page is not None and page.round.id == w.second
    assert page.sentence == (
        "1—10月绩效运行监控：应报2个，已报1个；1个逾期未报；项目支出执行率43.00%，明显低于序时进度；红灯1个、黄灯0个。"
    )
    assert [one.count for one in page.decisions][0] == 1
    assert len(page.quadrants) == 4
    assert queries.leader_page(elsewhere(), late) is None


# ---- reminders


def test_the_worker_climbs_the_ladder_once_a_step_and_tells_whoever_is_above() -> None:
    w = world(first=False)
    Round.objects.filter(pk=w.first).update(state="closed")
    Round.objects.filter(pk=w.second).update(emphasis="correct", ladder=[])
    act = clockwork(w.c.region.pk)
    due = Round.objects.get(pk=w.second).due_unit
    assert chase_by_ladder(act, w.second, at=due - timedelta(days=5)) == 0
    before = due - timedelta(days=3)
    assert chase_by_ladder(act, w.second, at=before) == 2
    assert chase_by_ladder(act, w.second, at=before) == 0, "once a step"
    assert set(Chase.objects.values_list("step", "automatic")) == {("d-3", True)}
    hold_post(w.c, Role.OFFICE, w.c.office)
    hold_post(w.c, Role.LEADER, w.c.finance)
    assert chase_by_ladder(act, w.second, at=due + timedelta(days=8)) == 2
    assert set(Chase.objects.values_list("step", flat=True)) == {"d-3", "d+7"}, "what nobody looked at is not made up for"
    assert Notice.objects.filter(subject__startswith="未报情况", post__isnull=False).count() == 1
    assert verbs(w.second).count("已自动催报") == 2
    words = Chase.objects.filter(step="d+7").first()
    assert words is not None and words.overdue_days == 8 and "已逾期8天" in words.text


def hold_post(c: County, role: Role, place: Any) -> None:
    post = model("organisations.Post").objects.create(region=c.region, unit=place.lineage, role=role.value)
    someone = model("organisations.Person").objects.create(
        region=c.region, login=f"{c.region.code}-{role}", name=f"{role}", email=f"{role}@example.org", phone="8612301"
    )
    model("organisations.Assignment").objects.create(region=c.region, post=post, person=someone, starts=date(YEAR, 1, 1))


def test_by_hand_everybody_reminds_those_below_and_nobody_else() -> None:
    w = world(first=False)
    hold_post(w.c, Role.REPORTER, w.c.station)
    station, own = w.c.station.lineage, w.c.department.lineage
    lines = {one.unit: one for one in queries.chase_list(w.c.officer, w.second, SECOND_AT)}
    assert set(lines) == {station, own} and lines[station].people == ("reporter 8612301",)
    assert {one.unit for one in queries.chase_list(w.c.reviewer, w.second, SECOND_AT)} == {station}
    assert queries.chase_list(w.c.reporter, w.second, SECOND_AT) == ()
    assert operations.chase(w.c.reviewer, w.second, [station], at=SECOND_AT) == 1
    with pytest.raises(NotAllowed):
        operations.chase(w.c.reviewer, w.second, [own], at=SECOND_AT)
    with pytest.raises(NotFound):
        operations.chase(elsewhere(), w.second, [station], at=SECOND_AT)
    assert code_of(lambda: operations.chase(w.c.officer, w.second, [], at=SECOND_AT)) == "chase-none-chosen"
    nothing = w.c.other.lineage
    assert code_of(lambda: operations.chase(w.c.officer, w.second, [nothing], at=SECOND_AT)) == "chase-nothing-owed"
    assert operations.chase(w.c.officer, w.second, [station, own], "请今天下班前报送。", at=SECOND_AT) == 2
    log = queries.chase_log(w.c.officer, w.second)
    assert len(log) == 3 and log[0].text == "请今天下班前报送。" and log[0].step == "人工催报"
    assert [one.unit_name for one in queries.chase_log(w.c.reporter, w.second)] == [w.c.station.name] * 2
    words = queries.chase_words(w.c.officer, w.second, station, SECOND_AT)
    assert "农村饮水安全巩固提升工程" in words and len(words) <= 200
    assert Notice.objects.filter(unit=station, role="reporter", subject__startswith="催报").count() == 2


# ---- quality


def test_a_score_has_reasons_and_an_appeal_gives_points_back() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT + timedelta(days=16))
    late = SECOND_AT + timedelta(days=17)
    scores = {one.unit: one for one in queries.scores(w.c.officer, w.second, late)}
    mine, theirs = scores[w.c.station.lineage], scores[w.c.department.lineage]
    assert mine.points < 100 and any("逾期" in sentence for sentence, _ in mine.reasons)
    assert theirs.points < mine.points and any("未报" in sentence for sentence, _ in theirs.reasons)
    assert code_of(lambda: operations.appeal(w.c.reporter, w.second, w.c.station.lineage, " ", at=late)) == "appeal-text-missing"
    with pytest.raises(NotFound):
        operations.appeal(w.c.stranger, w.second, w.c.station.lineage, "不是我们的", at=late)
    same = {"region": w.c.region, "form": w.form(), "code": "boilerplate", "severity": "notice", "problem_class": 2, "state": "confirmed"}
    shared = FormFinding.objects.create(
        key="b", memory="m", addressee="unit", subject="甲", sentence="三个项目的说明相同", found_at=late, **same
    )
    [less] = [one for one in queries.scores(w.c.officer, w.second, late) if one.unit == w.c.station.lineage]
    assert any("雷同" in sentence for sentence, _ in less.reasons) and less.points == mine.points - 10
    shared.delete()
    key = operations.appeal(w.c.reporter, w.second, w.c.station.lineage, "停电一天", at=late)
    assert code_of(lambda: operations.appeal(w.c.reporter, w.second, w.c.station.lineage, "再来", at=late)) == "appeal-open"
    assert queries.round_page(w.c.officer, w.second, late).appeals == 1
    with pytest.raises(NotAllowed):
        operations.decide_appeal(w.c.divisional, key, 1, True, Decimal(5), "属实", at=late)
    assert code_of(lambda: operations.decide_appeal(w.c.officer, key, 1, True, Decimal(99), "属实", at=late)) == "appeal-points"
    both = replace(w.c.officer, duties=(*w.c.officer.duties, *w.c.reporter.duties))
    assert code_of(lambda: operations.decide_appeal(both, key, 1, True, Decimal(5), "属实", at=late)) == "appeal-own"
    operations.decide_appeal(w.c.officer, key, 1, True, Decimal(5), "属实", at=late)
    after = next(one for one in queries.scores(w.c.officer, w.second, late) if one.unit == w.c.station.lineage)
    assert after.final == mine.points + 5 and after.upheld is True
    assert code_of(lambda: operations.decide_appeal(w.c.officer, key, 2, False, None, "不", at=late)) == "appeal-decided"
    assert Appeal.objects.get(pk=key).reply == "属实"
    assert [one.unit for one in queries.scores(w.c.reporter, w.second, late)] == [w.c.station.lineage]


# ---- another rule set


STRICT = {"execution_green": "0.3", "execution_yellow": "0.2", "slow_pace": "0.3", "severe_pace": "0.2"}


def tried_under(w: Any, changes: dict[str, str], at: datetime = SECOND_AT) -> UUID:
    """A trial with its job done."""
    key = operations.ask_trial(w.c.officer, w.second, "common-practice", changes, at=at)
    try_rules(w.c.officer, silent, at=at, trial=str(key))
    return key


def test_a_rerun_shows_whose_light_changes_and_writes_nothing_until_it_is_applied() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    before = w.form().execution_light
    key = operations.ask_trial(w.c.officer, w.second, "common-practice", STRICT, at=SECOND_AT)
    assert not queries.trial(w.c.officer, w.second, key).done
    with pytest.raises(NotFound):
        operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT)
    said = try_rules(w.c.officer, silent, at=SECOND_AT, trial=str(key))
    shown = queries.trial(w.c.officer, w.second, key)
    assert shown.done and shown.forms == 1 and sum(shown.before.values()) == sum(shown.after.values()) == 1
    assert str(key) in str(said["url"]) and [one.id for one in queries.trials(w.c.officer, w.second)] == [key]
    assert shown.changed == (), "its execution light changes; the achievement keeps the light of the whole"
    assert w.form().execution_light == before and Round.objects.get(pk=w.second).changes == {}
    operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT)
    assert stale(Round.objects.get(pk=w.second)), "the stamp is another now"
    refresh(Round.objects.get(pk=w.second), SECOND_AT)
    row = Round.objects.get(pk=w.second)
    assert w.form().stamp == row.stamp and row.changes == STRICT
    assert w.form().execution_light == "green" != before
    assert "已改用规则集" in verbs(w.second) and queries.trial(w.c.officer, w.second, key).applied_at == SECOND_AT


def test_rules_are_tried_and_used_by_who_organises_rounds_and_refused_in_words() -> None:
    w = world(first=False)
    sent(w, w.form(), SECOND_AT)
    key = tried_under(w, STRICT)
    with pytest.raises(NotAllowed):
        operations.ask_trial(w.c.reviewer, w.second, "common-practice", STRICT, at=SECOND_AT)
    with pytest.raises(NotAllowed):
        queries.trial(w.c.reviewer, w.second, key)
    with pytest.raises(NotAllowed):
        operations.apply_rerun(w.c.reviewer, w.second, version(w.second), key, at=SECOND_AT)
    wrong = ({"execution_green": "9"}, "common-practice"), ({}, "nobody-knows")
    for changes, rules in wrong:
        assert code_of(lambda c=changes, r=rules: operations.ask_trial(w.c.officer, w.second, r, c, at=SECOND_AT)) == "round-rules"
    assert code_of(lambda: operations.ask_trial(w.c.officer, w.second, "common-practice", {}, at=SECOND_AT)) == "round-rules-same"
    operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT)
    assert code_of(lambda: operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT)) == "round-rules-same"


def test_a_trial_is_used_only_as_long_as_what_it_was_tried_on_stands() -> None:
    w = world()
    form = sent(w, w.form(), SECOND_AT)
    key = tried_under(w, STRICT)

    def used() -> str:
        return code_of(lambda: operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT))

    line = model("programs.FundLine").objects.filter(program=w.c.program).first()
    extra = paid(w.c, line, "10000", date(YEAR, 10, 20))
    assert used() == "round-trial-moved", "a payment nobody has judged by yet"
    extra.delete()
    MonitoringForm.objects.filter(pk=form.pk).update(submissions=2)
    assert used() == "round-trial-moved", "handed in anew"
    MonitoringForm.objects.filter(pk=form.pk).update(submissions=form.submissions)
    route.accept(w.c.reviewer, form.pk, w.form().version, "同意", at=SECOND_AT)
    operations.apply_rerun(w.c.officer, w.second, version(w.second), key, at=SECOND_AT)
    assert Round.objects.get(pk=w.second).changes == STRICT, "a step of a review moves nothing"
