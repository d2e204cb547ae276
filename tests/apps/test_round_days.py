"""Working days of a county, rounds handed out before their as-of date, until when a named unit may answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.apps.fillingworld import SECOND_AT, sent, world
from tests.apps.targetsworld import YEAR, approved, county

from hengji.apps.audit.models import Entry
from hengji.apps.jobs.models import Job
from hengji.apps.monitoring import operations, queries
from hengji.apps.monitoring.models import Chase, FormFinding, Round
from hengji.apps.monitoring.operations import findings, papers
from hengji.apps.monitoring.operations.chasing import chase_by_ladder
from hengji.apps.monitoring.operations.days import drop_days, set_days
from hengji.apps.monitoring.operations.rounds import RoundPlan
from hengji.apps.monitoring.queries.days import spells, workdays, years_days
from hengji.apps.monitoring.queries.papers import round_papers
from hengji.apps.monitoring.queries.problems import finding
from hengji.apps.monitoring.tasks.rounds import clockwork
from hengji.apps.notices.models import Notice
from hengji.rules.refusals import NotFound, Refused
from hengji.rules.rounds import day_of, end_of
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db

AT = datetime(YEAR, 7, 5, 1, 30, tzinfo=UTC)
PAPER = "示政办发〔2026〕12号"


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_the_yearly_notice_is_known_and_moves_the_due_days_of_a_planned_year() -> None:
    c = county()
    days = workdays(c.region.pk, [2026])
    assert days.rest(date(2026, 2, 17)) == "节假日" and days.is_workday(date(2026, 10, 10)) and days.unsure([2026]) == ""
    operations.plan_year(c.officer, YEAR, "four", at=AT)
    third = Round.objects.get(as_of=date(YEAR, 9, 30))
    assert day_of(third.due_department) == date(YEAR, 10, 10), "a Saturday that is worked"
    assert day_of(third.due_unit) == date(YEAR, 9, 30) or day_of(third.due_unit) > date(YEAR, 10, 7), "never within the holidays"


def test_a_year_nobody_knows_is_said_until_the_county_sets_its_days() -> None:
    c = county()
    assert "未取得2031年放假安排" in years_days(c.officer, 2031).unsure
    assert workdays(c.region.pk, [2031]).rest(date(2031, 1, 23)) == ""
    set_days(c.officer, date(2031, 1, 22), date(2031, 1, 28), False, PAPER, at=AT)
    set_days(c.officer, date(2031, 2, 1), date(2031, 2, 1), True, PAPER, at=AT)
    days = workdays(c.region.pk, [2031])
    assert days.unsure([2031]) == "" and days.rest(date(2031, 1, 23)) == "节假日" and days.is_workday(date(2031, 2, 1))
    first, second = spells(years_days(c.reporter, 2031).lines)
    assert (len(first), first[0].document, first[0].by, second[0].worked) == (7, PAPER, c.officer.name, True)


def test_the_countys_own_table_stands_over_what_the_program_knows_and_can_be_taken_back() -> None:
    c = county()
    set_days(c.officer, date(2026, 10, 10), date(2026, 10, 10), False, PAPER, at=AT)
    set_days(c.officer, date(2026, 10, 6), date(2026, 10, 7), True, PAPER, at=AT)
    days = workdays(c.region.pk, [2026])
    assert days.rest(date(2026, 10, 10)) and days.is_workday(date(2026, 10, 7)) and not days.is_workday(date(2026, 10, 5))
    assert workdays(county("990003000").region.pk, [2026]).is_workday(date(2026, 10, 10)), "another county keeps its own"
    assert drop_days(c.officer, date(2026, 10, 6), date(2026, 10, 10), at=AT) == 3
    assert workdays(c.region.pk, [2026]).is_workday(date(2026, 10, 10))
    said = list(Entry.objects.filter(payload__title="放假安排").order_by("seq").values_list("verb", "payload__document"))
    assert said == [("已登记", PAPER), ("已登记", PAPER), ("已移除", PAPER)]


def test_days_are_set_by_who_organises_rounds_with_a_document() -> None:
    c = county()
    first, last = date(2026, 10, 1), date(2026, 10, 2)
    for nobody in (c.reporter, c.divisional, c.leader):
        with pytest.raises(NotFound):
            set_days(nobody, first, last, False, PAPER, at=AT)
        with pytest.raises(NotFound):
            drop_days(nobody, first, last, at=AT)
    assert code_of(lambda: set_days(c.officer, last, first, False, PAPER, at=AT)) == "days-range"
    assert code_of(lambda: set_days(c.officer, first, first + timedelta(days=40), False, PAPER, at=AT)) == "days-range"
    assert code_of(lambda: set_days(c.officer, first, last, False, "  ", at=AT)) == "days-document-missing"
    assert code_of(lambda: drop_days(c.officer, first, last, at=AT)) == "days-gone"


# ---- before the as-of date


def test_a_round_is_handed_out_before_its_as_of_date_by_whoever_says_so_and_nobody_is_reminded_yet() -> None:
    c = county()
    approved(c)
    as_of, due = date(YEAR, 10, 31), end_of(date(YEAR, 11, 2))
    key = operations.create_round(c.officer, YEAR, RoundPlan("1—10月绩效运行监控", as_of, "correct", due), at=AT)
    assert code_of(lambda: operations.publish(c.officer, key, 1, at=AT)) == "round-early"
    operations.publish(c.officer, key, 1, early=True, at=AT)
    before, after = end_of(as_of), end_of(as_of) + timedelta(hours=9)
    assert queries.round_page(c.officer, key, before).chases == () and queries.chase_list(c.officer, key, before) == ()
    assert code_of(lambda: operations.chase(c.officer, key, [c.station.lineage], at=before)) == "chase-early"
    assert chase_by_ladder(clockwork(c.region.pk), key, at=before) == 0, "the ladder's third day before has come"
    assert queries.chase_list(c.officer, key, after)
    assert chase_by_ladder(clockwork(c.region.pk), key, at=after) and Chase.objects.filter(round=key).exists()


def test_a_round_of_a_day_that_has_passed_asks_nothing() -> None:
    w = world()
    assert queries.chase_list(w.c.officer, w.second, SECOND_AT), "published without a word"


# ---- until when a named unit may answer


def named(days: int, **circular: str) -> tuple[Any, FormFinding]:
    """The station's form with a finding a circular names; the round gives it so many working days."""
    w = world(first=False)
    Round.objects.filter(pk=w.second).update(answer_days=days)
    form = sent(w, w.form(), SECOND_AT)
    FormFinding.objects.filter(form=form).delete()
    row = FormFinding.objects.create(
        region=w.c.region, form=form, key="k", memory="m", code="slow-spending", severity="warning", problem_class=5, addressee="unit",
        subject="年度资金总额", sentence="支出偏慢。", state="confirmed", found_at=SECOND_AT,
    )  # fmt: skip
    said = {"number": "", "on": "", "rectify_by": "", **circular}
    papers.ask_paper(w.c.officer, w.second, "circular", said=said, at=SECOND_AT)
    assert findings.mark_named(w.c.officer, w.second, [row.pk], at=SECOND_AT) == 1
    return w, FormFinding.objects.get(pk=row.pk)


def reply(w: Any, row: FormFinding, at: datetime) -> int:
    return findings.reply(w.c.reporter, row.pk, FormFinding.objects.get(pk=row.pk).version, "资金已于上月支付", at=at)


def test_a_named_unit_answers_within_the_working_days_the_round_gives() -> None:
    w, row = named(3)  # on Tuesday 3 November: until Friday the 6th
    friday = end_of(date(YEAR, 11, 6))
    shown = next(one for one in queries.findings(w.c.reporter, w.second, tab="named").rows)
    assert shown.may_answer and shown.answer_until == friday
    told = Notice.objects.get(subject__contains="的通报列出本单位1条问题")
    assert "2026-11-06前" in told.text and told.unit == w.c.station.lineage
    assert reply(w, row, friday) and FormFinding.objects.get(pk=row.pk).answer
    with pytest.raises(Refused, match="finding-answer-late") as refused:
        reply(w, row, friday + timedelta(seconds=1))
    assert "2026-11-06" in say(refused.value) and "3个工作日" in say(refused.value)


def test_days_to_answer_are_counted_from_the_day_the_circular_bears_and_by_the_countys_days() -> None:
    w, row = named(3, on=f"{YEAR}-11-13", number="示财绩〔2026〕41号")  # a Friday
    set_days(w.c.officer, date(YEAR, 11, 16), date(YEAR, 11, 16), False, PAPER, at=SECOND_AT)
    assert finding(w.c.reporter, row.pk).answer_until == end_of(date(YEAR, 11, 19))
    assert reply(w, row, end_of(date(YEAR, 11, 19)))


def test_where_the_round_gives_no_days_nobody_answers_what_is_named() -> None:
    w, row = named(0)
    assert code_of(lambda: reply(w, row, SECOND_AT)) == "finding-no-answers"
    assert finding(w.c.reporter, row.pk).answer_until is None
    FormFinding.objects.filter(pk=row.pk).update(state="confirmed", named_on=None)
    assert reply(w, row, SECOND_AT), "what is not named is answered as ever"


def test_what_is_said_of_a_circular_stays_with_the_round_for_the_next_one() -> None:
    w, _ = named(3, on=f"{YEAR}-11-13", number="示财绩〔2026〕41号", rectify_by=f"{YEAR}-12-05")
    page = round_papers(w.c.officer, w.second)
    kept = {"number": "示财绩〔2026〕41号", "on": f"{YEAR}-11-13", "rectify_by": f"{YEAR}-12-05"}
    assert page.circular == kept and page.answer_days == 3
    papers.ask_paper(w.c.officer, w.second, "circular", at=SECOND_AT)
    assert Job.objects.order_by("pk").last().arguments["said"] == kept, "asked again without a word it is the same"
    papers.ask_paper(w.c.officer, w.second, "circular", said={"number": "示财绩〔2026〕42号"}, at=SECOND_AT)
    assert Round.objects.get(pk=w.second).circular == {"number": "示财绩〔2026〕42号"}
    papers.ask_paper(w.c.officer, w.second, "brief", said={"number": "x"}, at=SECOND_AT)
    assert Round.objects.get(pk=w.second).circular == {"number": "示财绩〔2026〕42号"}
