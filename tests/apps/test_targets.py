"""A target from its draft to its seal: the way, who may take which step, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.apps.targetsworld import (
    AT,
    GOAL,
    ROWS,
    YEAR,
    County,
    answered,
    approved,
    county,
    drafted,
    model,
    person,
    program,
    pushed,
    reviewed,
    unit,
    version_of,
)  # fmt: skip

from hengji.apps.audit.verify import verify
from hengji.apps.targets import operations as targets
from hengji.apps.targets import queries
from hengji.apps.targets.models import Declaration, Review, Target, TargetRevision
from hengji.apps.targets.verify import verify_revisions
from hengji.rules.access import Role
from hengji.rules.declaration import DeclaredIndicator, TargetDeclaration
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def c() -> County:
    return county()


def code(info: pytest.ExceptionInfo[Refused]) -> str:
    return info.value.code


def test_from_empty_to_sealed(c: County) -> None:
    revision = approved(c)
    assert (revision.number, revision.kind, revision.unit_name, revision.department_name) == (
        1,
        "initial",
        "县农村供水服务中心",
        "县水利局",
    )
    assert revision.amount == 4_000_000 and revision.document == "示财绩〔2026〕8号"
    rows = list(revision.indicators.order_by("position"))
    assert [row.name for row in rows] == [row["name"] for row in ROWS]
    assert rows[0].measure == "cumulative" and rows[0].measure_source == "inferred" and rows[3].measure == "ceiling"
    assert Declaration.objects.get().state == "approved"
    assert list(verify(c.region.pk)) == [] and list(verify_revisions(c.region.pk)) == []


def test_what_is_not_complete_is_refused_with_its_cell(c: County) -> None:
    key = targets.declare(c.reporter, c.program.pk, "initial", at=AT)
    with pytest.raises(Refused) as info:
        targets.submit(c.reporter, key, version_of(key), at=AT)
    assert code(info) == "target-errors" and info.value.facts["place"] and info.value.facts["sentence"]


def test_a_warning_wants_an_answer_and_the_answer_falls_with_its_cell(c: County) -> None:
    key = drafted(c, rows=(*ROWS[:3], {**ROWS[3], "sign": "≥"}, *ROWS[4:])).pk
    first = next(one for one in queries.declaration(c.reporter, key).remarks if one.code == "direction-conflict")
    assert (first.column, first.severity, first.open) == ("sign", "warning", True)
    with pytest.raises(Refused) as info:
        targets.submit(c.reporter, key, version_of(key), at=AT)
    assert code(info) == "target-unanswered"
    targets.answer(c.reporter, key, version_of(key), first.key, "按工程量清单逐项验收", at=AT)
    assert next(one for one in queries.declaration(c.reporter, key).remarks if one.key == first.key).answer == "按工程量清单逐项验收"
    targets.save_cells(c.reporter, key, version_of(key), [(first.row, "value", "19")], at=AT)
    assert not any(one.answer for one in queries.declaration(c.reporter, key).remarks)


def test_one_open_declaration_a_target(c: County) -> None:
    drafted(c)
    with pytest.raises(Refused) as info:
        targets.declare(c.reporter, c.program.pk, "initial", at=AT)
    assert code(info) == "target-open-already"


def test_the_loser_of_two_writers_is_told(c: County) -> None:
    key = drafted(c).pk
    version = version_of(key)
    row = Declaration.objects.get(pk=key).rows[0]["id"]
    targets.save_cells(c.reporter, key, version, [(row, "value", "13")], at=AT)
    with pytest.raises(StaleVersion):
        targets.save_cells(c.reporter, key, version, [(row, "value", "14")], at=AT)
    assert Declaration.objects.get(pk=key).rows[0]["value"] == "13"


def test_a_text_is_compared_with_what_was_seen(c: County) -> None:
    key = drafted(c).pk
    targets.save_text(c.reporter, key, "goal", GOAL, "新目标", at=AT)
    with pytest.raises(Refused) as info:
        targets.save_text(c.reporter, key, "goal", GOAL, "别的目标", at=AT)
    assert code(info) == "target-text-changed" and Declaration.objects.get(pk=key).goal == "新目标"


def test_nobody_writes_what_is_under_review_or_approved(c: County) -> None:
    revision = approved(c)
    key = revision.declaration_id
    for call in (
        lambda: targets.save_cells(c.reporter, key, version_of(key), [(ROWS[0]["name"], "value", "1")], at=AT),
        lambda: targets.save_text(c.reporter, key, "goal", GOAL, "改", at=AT),
        lambda: targets.attach(c.reporter, key, "a.pdf", b"x", at=AT),
    ):
        with pytest.raises(Refused) as info:
            call()
        assert code(info) == "target-not-open"


def test_return_needs_an_opinion_and_the_next_submission_shows_what_changed(c: County) -> None:
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    with pytest.raises(Refused) as info:
        targets.give_back(c.reviewer, key, version_of(key), " ", at=AT)
    assert code(info) == "lifecycle-opinion-missing"
    row = Declaration.objects.get(pk=key).rows[4]["id"]
    note = targets.Note(row, "value", "第5行指标值", "与可研报告不一致")
    targets.give_back(c.reviewer, key, version_of(key), "受益人口请核实", notes=(note,), at=AT)
    page = queries.declaration(c.reporter, key)
    assert page.state == "returned" and page.returned is not None and page.returned.notes[0].text == "与可研报告不一致" and page.writable
    targets.save_cells(c.reporter, key, version_of(key), [(row, "value", "2900")], at=AT)
    targets.save_text(c.reporter, key, "goal", GOAL, GOAL.replace("2860", "2900"), at=AT)
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    seen = queries.declaration(c.reviewer, key).seen
    assert seen is not None and "你退回" in seen.words
    assert [(one.column, one.before, one.after) for one in seen.changes if one.row] == [("value", "2860", "2900")]


def test_nobody_reviews_his_own_and_a_first_level_unit_has_a_second_person(c: County) -> None:

    both = replace(c.second, duties=(*c.second.duties, *c.second_reviewer.duties))
    key = drafted(c, c.overall, by=both, rows=ROWS).pk
    answered(both, key)
    targets.submit(both, key, version_of(key), at=AT)
    with pytest.raises(Refused) as info:
        targets.accept(both, key, version_of(key), at=AT)
    assert code(info) == "lifecycle-own-work"
    assert not queries.declaration(both, key).step("accept")
    targets.accept(c.second_reviewer, key, version_of(key), at=AT)
    assert Declaration.objects.get(pk=key).state == "department-reviewed"


def test_the_department_above_reviews_not_the_unit_itself(c: County) -> None:

    inside = person(c.region, "内部", Role.DEPARTMENT, c.station)
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    with pytest.raises(Refused) as info:
        targets.accept(inside, key, version_of(key), at=AT)
    assert code(info) == "target-from-above"
    assert queries.declaration(inside, key).step("accept") is None


def test_who_reviewed_may_not_approve(c: County) -> None:
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    targets.accept(c.reviewer, key, version_of(key), at=AT)
    targets.accept(c.officer, key, version_of(key), at=AT)
    with pytest.raises(Refused) as info:
        targets.approve(c.officer, YEAR, "示财绩〔2026〕8号", AT.date(), ((key, version_of(key)),), at=AT)
    assert code(info) == "target-own-approval"
    targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), ((key, version_of(key)),), at=AT)
    assert TargetRevision.objects.count() == 1


def test_others_see_nothing_and_may_nothing(c: County) -> None:
    key = drafted(c).pk
    with pytest.raises(NotFound):
        queries.declaration(c.stranger, key)
    with pytest.raises(NotFound):
        targets.submit(c.stranger, key, version_of(key), at=AT)
    with pytest.raises(NotFound):
        targets.declare(c.stranger, c.program.pk, "initial", at=AT)
    with pytest.raises(NotAllowed):
        targets.submit(c.reviewer, key, version_of(key), at=AT)
    with pytest.raises(NotAllowed):
        targets.save_cells(c.officer, key, version_of(key), [], at=AT)


def test_withdraw_and_recall(c: County) -> None:
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    targets.withdraw(c.reporter, key, version_of(key), at=AT)
    assert Declaration.objects.get(pk=key).state == "draft"
    targets.submit(c.reporter, key, version_of(key), at=AT)
    targets.accept(c.reviewer, key, version_of(key), at=AT)
    targets.recall(c.reviewer, key, version_of(key), at=AT)
    targets.accept(c.reviewer, key, version_of(key), at=AT)
    with pytest.raises(Refused):
        targets.withdraw(c.reporter, key, version_of(key), at=AT)
    assert Declaration.objects.get(pk=key).submissions == 2


def test_a_batch_is_approved_as_a_whole_or_not_at_all(c: County) -> None:
    first = reviewed(c)
    second = drafted(c, c.overall, by=c.second).pk
    chosen = ((first, version_of(first)), (second, version_of(second)))
    with pytest.raises(Refused):
        targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), chosen, at=AT)
    assert not TargetRevision.objects.exists() and Declaration.objects.get(pk=first).state == "finance-reviewed"
    pushed(c, second, c.second)
    chosen = ((first, version_of(first)), (second, version_of(second)))
    batch = queries.batch(c.officer, targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), chosen, at=AT))
    assert batch.line.count == 2 and batch.line.amount == 13_000_000
    with pytest.raises(Refused) as info:
        targets.approve(c.leader, YEAR, " ", AT.date(), chosen, at=AT)
    assert code(info) == "target-document-missing"


def test_a_number_of_another_day_is_another_document(c: County) -> None:
    first, second = reviewed(c), drafted(c, c.overall, by=c.second).pk
    pushed(c, second, c.second)
    targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), ((first, version_of(first)),), at=AT)
    with pytest.raises(Refused) as info:
        targets.approve(c.leader, YEAR, " 示财绩〔2026〕8号", AT.date() + timedelta(1), ((second, version_of(second)),), at=AT)
    assert code(info) == "target-document-taken" and TargetRevision.objects.count() == 1
    targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), ((second, version_of(second)),), at=AT)
    assert TargetRevision.objects.count() == 2, "what was forgotten is approved by the same document of the same day"


def test_an_adjustment_makes_the_next_revision(c: County) -> None:
    first = approved(c)
    key = targets.declare(c.reporter, c.program.pk, "adjustment", at=AT)
    page = queries.declaration(c.reporter, key)
    assert page.base_number == 1 and page.against_base == () and [row.cells["name"] for row in page.rows] == [row["name"] for row in ROWS]
    row = page.rows[4].id
    targets.save_cells(c.reporter, key, page.version, [(row, "value", "3000")], at=AT)
    targets.save_text(c.reporter, key, "goal", GOAL, GOAL.replace("2860", "3000"), at=AT)
    answered(c.reporter, key)
    with pytest.raises(Refused) as info:
        targets.submit(c.reporter, key, version_of(key), at=AT)
    assert code(info) == "target-adjustment-reason"
    targets.save_text(c.reporter, key, "reason", "", "新增一个自然村通水，受益人口增加。", at=AT)
    targets.save_text(c.reporter, key, "basis", "", "示水发〔2026〕21号", at=AT)
    changes = queries.declaration(c.reviewer, key).against_base
    assert [(one.before, one.after) for one in changes if one.row] == [("2860", "3000")]
    pushed(c, key, c.reporter)
    targets.approve(c.leader, YEAR, "示财绩〔2026〕21号", AT.date(), ((key, version_of(key)),), at=AT)
    second = Target.objects.get(program=c.program).current
    assert second is not None and second.number == 2 and second.previous == first.digest and second.reason.startswith("新增")
    shown = queries.revision(c.reporter, second.pk)
    assert [(one.before, one.after) for one in shown.changes if one.row] == [("2860", "3000")] and shown.intact and shown.current
    assert queries.difference(c.reporter, second.pk, first.pk) == shown.changes
    assert list(verify_revisions(c.region.pk)) == []


def test_an_adjustment_that_changes_nothing_is_refused(c: County) -> None:
    approved(c)
    key = targets.declare(c.reporter, c.program.pk, "adjustment", reason="理由", basis="依据", at=AT)
    answered(c.reporter, key)
    with pytest.raises(Refused) as info:
        targets.submit(c.reporter, key, version_of(key), at=AT)
    assert code(info) == "target-unchanged"
    targets.drop(c.reporter, key, version_of(key), at=AT)
    assert targets.declare(c.reporter, c.program.pk, "supplement", at=AT)


def test_the_kind_must_fit(c: County) -> None:
    with pytest.raises(Refused) as info:
        targets.declare(c.reporter, c.program.pk, "adjustment", at=AT)
    assert code(info) == "target-not-approved"
    approved(c)
    with pytest.raises(Refused) as info:
        targets.declare(c.reporter, c.program.pk, "initial", at=AT)
    assert code(info) == "target-approved-already"


def test_a_session_ends_each_item_and_the_batch_follows(c: County) -> None:
    first, second = reviewed(c), reviewed(c, c.overall, by=c.second)
    members = (("王代表", "县人大", "deputy"), ("刘教授", "示例大学", "expert"))
    key = targets.open_session(c.officer, YEAR, "2026年第一次绩效目标集中会审", AT.date(), chair="周局", members=members, at=AT)
    targets.call(c.officer, key, ((first, version_of(first)), (second, version_of(second))), at=AT)
    page = queries.session(c.officer, key)
    assert len(page.items) == 2 and [one.capacity for one in page.members] == ["人大代表", "专家"]
    one, two = page.items
    targets.opine(c.officer, one.id, page.members[0].id, "agree", at=AT)
    with pytest.raises(Refused) as info:
        targets.opine(c.officer, two.id, page.members[1].id, "mend", at=AT)
    assert code(info) == "target-opinion-missing"
    targets.opine(c.officer, two.id, page.members[1].id, "mend", "满意度调查样本量应写明", at=AT)
    with pytest.raises(Refused) as info:
        targets.close_session(c.officer, key, page.version, at=AT)
    assert code(info) == "target-session-unfinished"
    targets.conclude(c.officer, one.id, one.version, "passed", "同意", at=AT)
    targets.conclude(c.officer, two.id, two.version, "returned", "按专家意见修改", at=AT)
    targets.close_session(c.officer, key, page.version, at=AT)
    states = dict(Declaration.objects.values_list("pk", "state"))
    assert sorted(states.values()) == ["returned", "session-passed"]
    passed = next(k for k, state in states.items() if state == "session-passed")
    targets.approve(c.leader, YEAR, "示财绩〔2026〕8号", AT.date(), ((passed, version_of(passed)),), at=AT)
    assert TargetRevision.objects.count() == 1


def test_taken_as_approved_until_a_person_confirms(c: County) -> None:

    mark = "以本次报送为初始批复，待确认"
    given = TargetDeclaration(
        "", 0, "饮水", YEAR, goal=GOAL, indicators=(DeclaredIndicator(name="受益人口", sign="≥", value="2860", unit="人"),)
    )
    with pytest.raises(NotFound):
        targets.begin_with(c.reporter, YEAR, "以本次报送为初始批复", AT.date(), ((c.program.pk, given),), at=AT)
    key = targets.begin_with(c.officer, YEAR, mark, AT.date(), ((c.program.pk, given),), at=AT)
    page = queries.batch(c.officer, key)
    assert page.line.to_confirm and page.may_confirm and page.line.document == mark
    assert any(one.matter == "确认批复" for one in queries.waiting(c.officer, AT.date()))
    targets.confirm(c.officer, key, page.version, at=AT)
    line = queries.batch(c.officer, key).line
    assert line.confirmed_at == AT and "待确认" not in line.document and "已确认" in line.document
    with pytest.raises(Refused):
        targets.begin_with(c.officer, YEAR, "以本次报送为初始批复", AT.date(), ((c.program.pk, given),), at=AT)


def test_roll_over_copies_without_values_and_only_once(c: County) -> None:

    approved(c)
    department = unit(c.region, "县水利局", "department", "314", division=None, year=YEAR + 1)
    new = program(c.region, department, "农村饮水安全巩固提升工程", year=YEAR + 1, carried_from=c.program)
    pairs = ((c.program.pk, new.pk),)
    assert targets.copy_targets(c.officer, YEAR, YEAR + 1, pairs, at=AT) == 1
    assert targets.copy_targets(c.officer, YEAR, YEAR + 1, pairs, at=AT) == 0
    rows = Declaration.objects.get(target__program=new).rows
    assert [row["name"] for row in rows] == [row["name"] for row in ROWS]
    assert not any("value" in row for row in rows) and rows[0]["weight"] == "20" and rows[0]["unit"] == "公里"


def test_declared_from_another_program_without_values(c: County) -> None:
    approved(c)

    again = program(c.region, c.station, "另一供水工程", code="SL26T0037")
    key = targets.declare(c.reporter, again.pk, "initial", "program", source=c.program.pk, at=AT)
    rows = Declaration.objects.get(pk=key).rows
    assert [row["name"] for row in rows] == [row["name"] for row in ROWS] and not any(row.get("value") for row in rows)
    held = Declaration.objects.get(pk=key)
    found = [one.severity.value for one in queries.declaration(c.reporter, key).remarks]
    assert held.errors == found.count("error") > 0, "the list tells from the beginning what the page tells"


def test_an_adjustment_begun_is_no_target_unreported(c: County) -> None:
    approved(c)
    before = queries.standing(c.officer, YEAR)
    assert (before["adjusting"], before["approved"]) == (0, 1)
    targets.declare(c.reporter, c.program.pk, "adjustment", at=AT)
    stands = queries.standing(c.officer, YEAR)
    assert stands == {**before, "adjusting": 1, "approved": 0}
    assert {key: queries.listing(c.officer, YEAR, "all", stands=key).count for key in stands} == stands, "number and list are one query"


def test_secret_programs_have_no_target_here(c: County) -> None:

    secret = program(c.region, c.station, "", code="SM26001", secret=True, amount=None)
    with pytest.raises(Refused) as info:
        targets.declare(c.reporter, secret.pk, "initial", at=AT)
    assert code(info) == "target-secret"


def test_every_step_is_noted_and_in_the_trail(c: County) -> None:
    approved(c)
    assert [row.action for row in Review.objects.order_by("pk")] == ["submit", "accept", "accept", "approve"]


def test_the_funds_managing_division_reviews_else_the_one_responsible(c: County) -> None:
    office = unit(c.region, "社会保障股", "division", "10103", c.finance)
    manager = person(c.region, "社保股审核", Role.DIVISION, office)
    fund = model("programs.SpecialFund").objects.create(region=c.region, year=YEAR, name="乡村振兴补助资金", division=office)
    model("programs.FundLine").objects.create(
        region=c.region, program=c.program, budget_kind="general_public", level="county", identity="two", fund=fund, initial=Decimal(100)
    )
    key = drafted(c).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    targets.accept(c.reviewer, key, version_of(key), at=AT)
    assert key not in queries.queue(c.divisional, YEAR) and key in queries.queue(manager, YEAR)
    assert queries.declaration(c.divisional, key).step("accept") is None
    assert queries.declaration(manager, key).waits_words == "社会保障股"
    with pytest.raises(Refused) as refused:
        targets.accept(c.divisional, key, version_of(key), at=AT)
    assert refused.value.code == "target-of-division" and "社会保障股" in say(refused.value)
    targets.accept(manager, key, version_of(key), at=AT)


def test_nothing_is_cut_without_a_word(c: County) -> None:
    rows = ({**ROWS[0], "name": "长" * 301}, *ROWS[1:])
    key = drafted(c, rows=rows).pk
    told = [one for one in queries.declaration(c.reporter, key).remarks if one.code == "cell-long"]
    assert [(one.place, one.open) for one in told] == [("第1行三级指标", True)]
    with pytest.raises(Refused) as refused:
        targets.submit(c.reporter, key, version_of(key), at=AT)
    assert code(refused) == "target-errors"
    long = TargetDeclaration(
        "", 0, "x", YEAR, goal=GOAL, indicators=(DeclaredIndicator("产出指标", "数量指标", "长" * 301, "≥", "1", "个"),)
    )
    with pytest.raises(Refused) as refused:
        targets.begin_with(c.officer, YEAR, "示财绩〔2026〕1号", AT.date(), ((c.overall.pk, long),), at=AT)
    assert code(refused) == "target-cell-long" and "第 1 行三级指标" in say(refused.value)
    many = [f"new-{number}" for number in range(201)]
    with pytest.raises(Refused) as refused:
        targets.save_cells(c.reporter, key, version_of(key), [], many, at=AT)
    assert code(refused) == "target-rows-many" and len(Declaration.objects.get(pk=key).rows) == len(rows)


def test_overall_spending_of_a_subordinate_unit_goes_by_its_department() -> None:
    c = county()
    overall = program(c.region, c.station, "县农村供水服务中心整体支出", kind="overall", amount=60)
    within = person(c.region, "中心审核", Role.DEPARTMENT, c.station)
    key = drafted(c, overall).pk
    answered(c.reporter, key)
    targets.submit(c.reporter, key, version_of(key), at=AT)
    assert queries.declaration(c.reporter, key).state_words == "待部门审核"
    with pytest.raises(Refused, match="target-from-above"):
        targets.accept(within, key, version_of(key), "同意", at=AT)
    targets.accept(c.reviewer, key, version_of(key), "同意上报", at=AT)
    assert Declaration.objects.get(pk=key).state == "department-reviewed"
