"""Rounds: calendars as the public papers say, scope, due days, ladder, what a round changes in the rules, texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.check.rounds import examined, form, fund, round_of
from tests.rules.judging import COMMON, SICHUAN

from hengji.rules.circular import compose, statement
from hengji.rules.forms import Kind
from hengji.rules.lifecycles.monitoring import Emphasis, FormState
from hengji.rules.parameters import RuleSetError
from hengji.rules.results import Sums, Totals
from hengji.rules.rounds import (
    CALENDARS,
    CHASE_MOST,
    CHINA,
    LADDERS,
    SUGGESTED_CHANGES,
    Coverage,
    Facts,
    Money,
    Rung,
    Scope,
    SentBack,
    Workdays,
    answer_until,
    chase_text,
    counted_as,
    due_steps,
    early_words,
    emphasis_rules,
    end_of,
    in_scope,
    is_there,
    ladder_read,
    ladder_stored,
    stamp,
    standing,
    too_early,
)
from hengji.rules.rulesets import RANGES

D = Decimal
DUE = end_of(date(2026, 7, 10))
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


def at(day: int, hour: int = 9, month: int = 7) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


# ---- calendars


def test_the_four_rounds_of_huichang_fall_on_the_days_its_notice_names() -> None:
    rounds = CALENDARS["four"].of_year(2024)
    assert [one.as_of for one in rounds] == [date(2024, 6, 30), date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30)]
    assert [one.due_department for one in rounds] == [date(2024, 7, 10), date(2024, 10, 10), date(2024, 11, 11), date(2024, 12, 10)]
    assert [one.emphasis for one in rounds] == [Emphasis.HINT, Emphasis.CORRECT, Emphasis.DRIVE, Emphasis.DRIVE]
    assert [(one.report_by, one.report_due) for one in rounds] == [
        ("department", date(2024, 7, 22)),
        ("", None),
        ("", None),
        ("department", date(2024, 12, 20)),
    ]
    assert rounds[0].moved == "7月20日不是工作日，顺延至7月22日"
    assert rounds[2].moved == "11月10日不是工作日，顺延至11月11日"


def test_the_rounds_of_hejing_and_huangyuan() -> None:
    assert [one.as_of for one in CALENDARS["two"].of_year(2023)] == [date(2023, 5, 31), date(2023, 8, 31)]
    assert not any(one.basis_checked for one in CALENDARS["two"].of_year(2023))
    (one,) = CALENDARS["one"].of_year(2023)
    assert (one.as_of, one.due_department, one.report_by, one.report_due) == (
        date(2023, 7, 31),
        date(2023, 8, 30),
        "unit",
        date(2023, 8, 30),
    )


@given(st.sampled_from(sorted(CALENDARS)), st.integers(2020, 2040))
def test_days_of_a_round_are_working_days_in_order(code: str, year: int) -> None:
    days = Workdays()
    for one in CALENDARS[code].of_year(year):
        assert one.as_of < one.due_unit <= one.due_department <= one.due_division
        assert all(days.is_workday(day) for day in (one.due_unit, one.due_department, one.due_division))


@given(DAYS, st.integers(-20, 20))
def test_moving_by_working_days_and_back_comes_home(day: date, steps: int) -> None:
    days = Workdays(off=frozenset({date(2026, 2, 17)}), worked=frozenset({date(2026, 2, 14)}))
    start = days.on_or_after(day)
    assert days.is_workday(start)
    assert days.moved(days.moved(start, steps), -steps) == start


def test_the_yearly_notice_of_days_off_is_followed() -> None:
    days = Workdays(off=frozenset({date(2026, 2, 17)}), worked=frozenset({date(2026, 2, 14)}))
    assert days.is_workday(date(2026, 2, 14))  # a Saturday that is worked
    assert days.on_or_after(date(2026, 2, 17)) == date(2026, 2, 18)


def test_why_nobody_works_and_which_years_are_not_known_is_said() -> None:
    days = Workdays(off=frozenset({date(2026, 2, 17)}), worked=frozenset({date(2026, 2, 14)}), known=frozenset({2026}))
    assert [days.rest(date(2026, 2, day)) for day in (13, 14, 15, 17)] == ["", "", "周日", "节假日"]
    assert days.unsure([2026]) == ""
    assert days.unsure([2027, 2026]) == "未取得2027年放假安排，只避开周末和日期固定的法定节假日"


def test_a_named_unit_answers_within_working_days_counted_from_the_day_after() -> None:
    days = Workdays(off=frozenset({date(2026, 10, day) for day in range(1, 8)}), worked=frozenset({date(2026, 10, 10)}))
    assert answer_until(date(2026, 9, 30), 3, days) == end_of(date(2026, 10, 10)), "the 8th, the 9th, the Saturday that is worked"
    assert answer_until(date(2026, 9, 30), 0, days) is None


def test_before_its_as_of_date_a_round_cannot_be_filled() -> None:
    as_of = date(2026, 10, 31)
    assert too_early(as_of, end_of(as_of)) and not too_early(as_of, end_of(as_of) + timedelta(seconds=1))
    assert "还有26天" in early_words(as_of, end_of(date(2026, 10, 5))) and "以10月31日的为准" in early_words(as_of, end_of(as_of))
    assert early_words(as_of, end_of(date(2026, 11, 1))) == ""


# ---- scope

JULY = date(2026, 7, 31)


def facts(*lines: Money, **more: object) -> Facts:
    return Facts("project", frozenset({"school", "bureau"}), lines, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scope", "told", "why"),
    [
        (Scope(), facts(Money(D(100))), ""),
        (Scope(), facts(), "截至监控时点（2026年7月31日）没有预算资金"),
        (Scope(), facts(Money(D(0)), Money(None)), "截至监控时点（2026年7月31日）没有预算资金"),
        (Scope(), facts(Money(D(100), issued=date(2026, 8, 1))), "资金在监控时点（2026年7月31日）之后下达"),
        (Scope(), facts(Money(D(100), issued=date(2026, 7, 31))), ""),
        (Scope(kinds=frozenset({"overall"})), facts(Money(D(100))), "本批次不监控项目支出"),
        (Scope(units=frozenset({"bureau"})), facts(Money(D(100))), ""),
        (Scope(units=frozenset({"other"})), facts(Money(D(100))), "所属单位不在本批次范围"),
        (Scope(fund="f1"), facts(Money(D(100), fund="f2")), "没有本批次所监控的专项资金"),
        (Scope(fund="f1"), facts(Money(D(100), fund="f2"), Money(D(1), fund="f1")), ""),
        (Scope(budget_kinds=frozenset({"government_fund"})), facts(Money(D(100), "general_public")), "没有政府性基金预算安排的资金"),
        (
            Scope(budget_kinds=frozenset({"government_fund"}), fund="f1"),
            facts(Money(D(100), "general_public", "f1"), Money(D(100), "government_fund", "f2")),
            "没有政府性基金预算安排的资金",
        ),
        (Scope(), facts(Money(D(100)), secret=True), "涉密项目，不在网上填报"),
        (Scope(), facts(Money(D(100)), closed=True), "已关闭"),
    ],
)
def test_scope_says_why_not(scope: Scope, told: Facts, why: str) -> None:
    assert in_scope(scope, told, JULY) == (not why, why)


LINES = st.builds(
    Money,
    st.none() | st.decimals(0, 100, places=2),
    st.sampled_from(["general_public", "government_fund"]),
    st.sampled_from([None, "f1", "f2"]),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(st.lists(LINES, max_size=4), st.sampled_from([None, "f1"]), st.booleans(), DAYS)
def test_narrowing_the_scope_or_less_money_never_adds_an_object(lines: list[Money], fund: str | None, budget: bool, day: date) -> None:
    narrow = Scope(budget_kinds=frozenset({"government_fund"}) if budget else frozenset(), fund=fund)
    inside, _ = in_scope(narrow, facts(*lines), day)
    assert in_scope(Scope(), facts(*lines), day)[0] or not inside
    assert inside or not any(in_scope(narrow, facts(*lines[:n]), day)[0] for n in range(len(lines)))


# ---- due days and ladder


@pytest.mark.parametrize(
    ("now", "submitted", "words", "late"),
    [
        (at(7), None, "还有3天", False),
        (at(10, 23), None, "今天到期", False),
        (at(11, 0), None, "已逾期1天", True),
        (at(20), at(10), "按时报送", False),
        (at(20), at(12), "逾期2天报送", True),
    ],
)
def test_standing(now: datetime, submitted: datetime | None, words: str, late: bool) -> None:
    told = standing(DUE, now, submitted)
    assert (told.words, told.late) == (words, late)


def test_a_due_hour_may_pass_within_the_day() -> None:
    assert standing(at(10, 18), at(10, 19)).words == "今天已逾期"
    assert standing(at(10, 18), at(20), at(10, 19)).words == "逾期报送"


@given(st.sampled_from(list(Emphasis)), st.integers(-30, 60))
def test_a_rung_is_taken_once_and_never_before_its_day(emphasis: Emphasis, days: int) -> None:
    ladder, now = LADDERS[emphasis], DUE + timedelta(days=days)
    steps = due_steps(now, DUE, ladder, ())
    assert len(steps) <= 1
    for rung in steps:
        assert rung.days <= days
        assert due_steps(now, DUE, ladder, {rung.code}) == ()
        assert not any(rung.days < other.days <= days for other in ladder)


def test_going_day_by_day_takes_every_rung_once_in_order() -> None:
    ladder, taken = LADDERS[Emphasis.CORRECT], []
    for days in range(-10, 20):
        for rung in due_steps(DUE + timedelta(days=days), DUE, ladder, taken):
            taken.append(rung.code)
    assert taken == ["d-3", "d+0", "d+1", "d+3", "d+7"]


def test_a_ladder_survives_its_column_and_an_empty_one_is_the_emphasis_own() -> None:
    ladder = (Rung(-1, ("unit",)), Rung(2, ("department", "office")))
    assert ladder_read(ladder_stored(ladder), Emphasis.HINT) == ladder
    assert ladder_read([], Emphasis.DRIVE) == LADDERS[Emphasis.DRIVE]
    assert ladder_read([{"days": 1, "to": ["nobody"]}], Emphasis.HINT) == LADDERS[Emphasis.HINT]


NAMES = st.text("县道路硬化工程Aa1（）“”", min_size=1, max_size=150)


@given(NAMES, NAMES, st.lists(NAMES, max_size=30), st.integers(-400, 400), st.sampled_from(list(Emphasis)))
def test_a_reminder_fits_a_chat_and_tells_the_count(name: str, unit: str, missing: list[str], days: int, emphasis: Emphasis) -> None:
    text = chase_text(name, unit, missing, DUE, DUE + timedelta(days=days), emphasis)
    assert len(text) <= CHASE_MOST
    assert f"还有{len(missing)}张监控表未报送" in text
    assert "7月10日" in text


BACK = st.builds(SentBack, NAMES, st.just(date(2026, 7, 12)), NAMES)


@given(NAMES, NAMES, st.lists(NAMES, max_size=9), st.lists(BACK, min_size=1, max_size=9), st.sampled_from(list(Emphasis)))
def test_what_was_returned_is_not_called_missing(
    name: str, unit: str, missing: list[str], back: list[SentBack], emphasis: Emphasis
) -> None:  # fmt: skip
    text = chase_text(name, unit, missing, DUE, DUE + timedelta(days=3), emphasis, back)
    assert len(text) <= CHASE_MOST and f"{len(back)}张监控表退回待修改" in text
    assert ("未报送" in text) == bool(missing)


def test_a_reminder_says_since_when_and_why_a_form_is_back() -> None:
    back = [SentBack("水库维修养护", date(2026, 7, 12), "请写明滞后原因")]
    text = chase_text("2026年上半年绩效监控", "县水利局", [], DUE, at(13), Emphasis.CORRECT, back)
    assert text == (
        "县水利局：2026年上半年绩效监控还有1张监控表退回待修改（水库维修养护，7月12日退回：请写明滞后原因）。"
        "报送时间为7月10日，已逾期3天。请按退回意见修改后重新报送，如有困难请及时与我们联系。"
    )


def test_a_reminder_names_forms_and_days() -> None:
    text = chase_text("2026年上半年绩效监控", "县教育局", ["道路硬化工程", "校车运行补助"], DUE, at(12), Emphasis.HINT)
    assert text == (
        "县教育局：2026年上半年绩效监控还有2张监控表未报送（道路硬化工程、校车运行补助）。"
        "报送时间为7月10日，已逾期2天。请抓紧核对填报，如有困难请及时与我们联系。"
    )


# ---- rules of a round


@pytest.mark.parametrize("rules", [COMMON, SICHUAN])
@pytest.mark.parametrize("name", sorted(RANGES))
def test_every_parameter_may_be_set_as_it_is_printed(rules: object, name: str) -> None:
    rules = COMMON if rules is COMMON else SICHUAN
    same = emphasis_rules(rules, Emphasis.HINT, {name: rules.parameters[name].text})
    assert getattr(same, name) == getattr(rules, name)
    assert stamp(same) == stamp(rules)


def test_a_round_of_driving_judges_more_strictly_and_says_so() -> None:
    strict = emphasis_rules(SICHUAN, Emphasis.DRIVE, SUGGESTED_CHANGES[Emphasis.DRIVE] | {"staged_lines": "9月75%、11月90%"})
    assert (strict.execution_green, strict.staged_lines) == (D("0.9"), ((9, D("0.75")), (11, D("0.9"))))
    assert strict.parameters["execution_green"].basis == "本批次设定（督促完成），原为0.8"
    assert strict.parameters["execution_green"].clause == "按本县确认的规则"
    assert (strict.name, strict.version, strict.extends) == (SICHUAN.name, SICHUAN.version, SICHUAN.extends)
    assert stamp(strict) != stamp(SICHUAN)
    assert emphasis_rules(SICHUAN, Emphasis.DRIVE, {}) is SICHUAN


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nothing": "1"}, "没有名为“nothing”的参数"),
        ({"execution_green": "1.5"}, "须在0与1之间"),
        ({"execution_green": "80"}, "须在0与1之间"),
        ({"execution_yellow": "0.95"}, "不得高于execution_green"),
        ({"inverse": "foo"}, "只能是linear、ratio之一"),
        ({"idle_months": "3.5"}, "须为整数"),
        ({"slow_pace": "NaN"}, "须为数字"),
        ({"slow_pace": " "}, "没有填写数值"),
        ({"slow_pace": '0.5"\n[execution_green]'}, "须为数字"),
        ({"staged_lines": "9月75%、6月50%"}, "须逐条递增"),
        ({"staged_lines": "[[1, 0.1], [x]]"}, "须写成"),
    ],
)
def test_a_value_that_is_none_is_refused_in_chinese(changes: dict[str, str], said: str) -> None:
    with pytest.raises(RuleSetError, match=said):
        emphasis_rules(COMMON, Emphasis.HINT, changes)


@given(st.sampled_from(sorted(RANGES)), st.text(max_size=30))
def test_whatever_is_typed_is_taken_or_refused(name: str, text: str) -> None:
    try:
        rules = emphasis_rules(COMMON, Emphasis.HINT, {name: text})
    except RuleSetError as refused:
        assert str(refused).endswith("。")
    else:
        others = [other for other in RANGES if other != name]
        assert all(getattr(rules, other) == getattr(COMMON, other) for other in others)


def test_percent_and_ratio_are_the_same_value() -> None:
    assert emphasis_rules(COMMON, Emphasis.HINT, {"slow_pace": "85%"}).slow_pace == D("0.85")


# ---- coverage and statements


def test_coverage_in_words() -> None:
    told = Coverage(21, 15, late=2, returned=1, exempt=2)
    assert told.words == "应报21个，已报15个（逾期2个），未报6个（已退回1个），报送率71.43%；免报2个"
    assert Coverage(0, exempt=3).words == "没有应报送的对象；免报3个"


def test_what_is_back_with_its_unit_is_missing_again() -> None:
    """The one rule by which pages and papers count: whatever becomes of a form, it is received or missing, and never both."""
    standing = {state: counted_as(state, late=True, past=True) for state in FormState}
    assert standing[FormState.EXEMPT] == ("exempt",)
    assert standing[FormState.DRAFT] == ("due", "overdue")
    assert standing[FormState.RETURNED] == ("due", "returned", "overdue"), "it came late once; that is no late form received"
    assert standing[FormState.ACCEPTED] == ("due", "reported", "late", "accepted")
    counts = Counter(name for names in standing.values() for name in names)
    told = Coverage(**counts)
    assert (told.due, told.reported, told.missing, told.returned, told.overdue) == (6, 4, 2, 1, 2)
    assert counted_as(FormState.RETURNED, late=False, past=False) == ("due", "returned"), "not overdue before its day"


@pytest.mark.parametrize(
    ("programs", "wan", "rate", "as_of", "said"),
    [
        (130, "24066", "0.46", date(2023, 5, 31), "5月项目绩效监控130个24,066万元，总体进度46%，略高于序时进度"),
        (307, "36905", "0.68", date(2023, 8, 31), "8月项目绩效监控307个36,905万元，总体进度68%，略高于序时进度"),
    ],
)
def test_rounds_with_the_totals_of_hejing_print_its_sentence(programs: int, wan: str, rate: str, as_of: date, said: str) -> None:
    """H, 2023: May and August, each against its own time progress (41.67 %, 66.67 %), in the statement and in the circular."""
    budget = D(wan) * 10000
    sums = Sums(programs, 55, programs, budget, budget, budget * D(rate), D(rate))
    one = examined(form("甲乡", "一号项目", fund("1000000", "460000")))
    result = round_of(one, totals=Totals(sums, {Kind.MONITORING: sums}, (), {}, {}))
    result = replace(result, as_of=as_of, time_progress=D(as_of.month) / 12)
    assert statement(result) == said
    text = "".join(paragraph.text for paragraph in compose(result).paragraphs)
    assert f"项目支出{programs}个，年初预算{D(wan):,.2f}万元" in text
    assert f"执行率{D(rate) * 100:.2f}%，略高于序时进度" in text


def test_no_statement_without_forms() -> None:
    assert statement(round_of()) == ""


def test_a_round_is_there_by_its_name_or_its_day() -> None:
    first, second, *_ = CALENDARS["four"].of_year(2026)
    assert is_there(first, {first.name}, ()) and is_there(first, (), {first.as_of})
    assert not is_there(second, {first.name}, {first.as_of})
