"""Ex-ante appraisals played through operations by the people of each role, and what the wrong ones are told."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, connections
from tests.apps.appraisalworld import AT, ON, YEAR, World, county, draft, ids, later

from hengji.apps.appraisal import operations, queries
from hengji.apps.appraisal.models import Appraisal, ExpertScore, Submission
from hengji.apps.audit.models import Entry
from hengji.apps.audit.verify import verify
from hengji.apps.notices.models import Notice
from hengji.apps.programs.drafts import LineDraft, ProgramDraft
from hengji.apps.programs.models import Program
from hengji.apps.programs.operations import add_line, create_program
from hengji.rules.access import Action, Actor, Role
from hengji.rules.appraisal import ITEMS, Result
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db
EIGHT = dict.fromkeys(ITEMS, "8")
NINE = dict.fromkeys(ITEMS, "9.5")


@pytest.fixture
def world() -> World:
    return county()


def version(key: UUID) -> int:
    return Appraisal.objects.get(pk=key).version


def begun(world: World, who: str = "李站", unit: str = "县农技站", **changes: object) -> UUID:
    return operations.begin(world.actor(who), world.units[unit].pk, draft(**changes), at=AT)  # type: ignore[arg-type]


def step(world: World, who: str, key: UUID, action: str, opinion: str = "") -> None:
    operations.take_step(world.actor(who), key, version(key), action, opinion, at=AT)


def in_finance(world: World, **changes: object) -> UUID:
    key = begun(world, **changes)
    step(world, "李站", key, "submit")
    step(world, "王审", key, "accept", "符合部门规划，同意上报。")
    step(world, "绩效经办", key, "take-up")
    return key


def scored(world: World, key: UUID, *names: str) -> None:
    operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, *names), ON, date(2026, 9, 5), at=AT)
    for name, points in zip(names, (EIGHT, NINE), strict=False):
        sheet = queries.sheet(world.actor(name), key, ON)
        operations.submit_scores(world.actor(name), sheet.id, sheet.version, points, "依据充分，单价偏高。", "support-adjusted", at=AT)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code and bool(say(refusal)))


def test_from_dossier_to_decision_and_program(world: World) -> None:
    key = in_finance(world)
    scored(world, key, "专家甲", "专家乙")
    page = queries.appraisal(world.actor("局长"), key, ON)
    assert page.may_decide and page.scores is not None and page.scores.total is not None
    assert page.scores.total.average == Decimal("87.50") and page.scores.total.spread == Decimal("15")
    operations.decide(
        world.actor("局长"),
        key,
        version(key),
        Result.SUPPORT_ADJUSTED,
        Decimal(2800000),
        "核减测算偏高部分。",
        "财绩〔2026〕12号",
        ON,
        at=AT,
    )
    row = Appraisal.objects.get(pk=key)
    assert (row.requested, row.supported, row.state) == (Decimal("3005000.00"), Decimal("2800000.00"), "decided")
    step(world, "绩效经办", key, "close")
    program = operations.make_program(world.actor("绩效经办"), key, version(key), at=AT)
    made = Program.objects.get(pk=program)
    assert (made.name, made.unit_id, made.competent_id) == (
        "高标准农田建设项目",
        world.units["县农技站"].pk,
        world.units["县农业农村局"].pk,
    )
    assert queries.appraisal(world.actor("李站"), key, ON).program == program
    assert [line.what for line in queries.appraisal(world.actor("李站"), key, ON).opinions] == [
        "送审",
        "出具部门评估意见",
        "受理",
        "调整后支持",
        "办结",
    ]
    assert list(verify(world.region.pk)) == []
    assert Entry.objects.filter(verb="已核定", hat="局领导").count() == 1


def test_everyone_is_told_when_it_is_his_turn(world: World) -> None:
    key = in_finance(world)
    scored(world, key, "专家甲")
    operations.decide(world.actor("局长"), key, version(key), Result.SUPPORT, Decimal("3005000.00"), "同意。", "", ON, at=AT)
    subjects = [subject.partition("：")[0] for subject in Notice.objects.order_by("sent_at", "pk").values_list("subject", flat=True)]
    assert subjects == ["请评估", "请受理事前评估", "请评分", "事前评估已出结论"]


def waits(actor: Actor) -> list[str]:
    """What the workbench tells of somebody, which is what stands under the list's first tab."""
    found = queries.waiting(actor, ON)
    listed = queries.listing(actor, YEAR, "waiting", queries.AppraisalFilter(), ON) if actor.can(Action.APPRAISAL_VIEW) else None
    assert listed is None or sorted(str(one.id) for one in listed.rows) == sorted({one.url_args[0] for one in found})
    return [one.label for one in found]


def test_the_workbench_names_what_waits(world: World) -> None:
    key = begun(world)
    assert [one.matter for one in queries.waiting(world.actor("李站"), ON)] == ["填报评估材料"]
    step(world, "李站", key, "submit")
    assert queries.waiting(world.actor("李站"), ON) == ()
    assert waits(world.actor("王审")) == ["评估"] and waits(world.actor("李站")) == []
    step(world, "王审", key, "accept", "同意。")
    assert waits(world.actor("绩效经办")) == ["受理"] and waits(world.actor("王审")) == []
    step(world, "绩效经办", key, "take-up")
    operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "专家甲"), ON, date(2026, 9, 5), at=AT)
    (task,) = queries.waiting(world.actor("专家甲"), ON)
    assert (task.due, task.label, task.url_args) == (date(2026, 9, 5), "评分", (str(key),))
    assert [one.matter for one in queries.waiting(world.actor("局长"), ON)] == ["核定事前评估"]
    assert waits(world.actor("专家甲")) == ["评分"] and waits(world.actor("局长")) == ["核定"]
    assert queries.waiting(world.actor("水利填"), ON) == () == queries.waiting(world.actor("系统员"), ON)


def test_a_dossier_with_gaps_is_not_submitted(world: World) -> None:
    key = begun(world, basis="", amount="一大笔")
    with refused("appraisal-incomplete") as caught:
        step(world, "李站", key, "submit")
    assert "立项依据" in say(caught.value)
    assert Appraisal.objects.get(pk=key).state == "draft" and not Submission.objects.exists()


def test_saved_as_typed_and_only_by_the_one_who_saw_the_last_version(world: World) -> None:
    key = begun(world)
    now = operations.save_draft(world.actor("李站"), key, version(key), draft(amount="还没想好"), at=AT)
    assert Appraisal.objects.get(pk=key).draft["money"][0]["amount"] == "还没想好"
    with pytest.raises(StaleVersion):
        operations.save_draft(world.actor("李站"), key, now - 1, draft(), at=AT)
    assert not Entry.objects.filter(verb="已保存").exists()


def test_a_return_needs_an_opinion_and_what_changed_is_shown(world: World) -> None:
    key = begun(world)
    step(world, "李站", key, "submit")
    with refused("lifecycle-opinion-missing"):
        step(world, "王审", key, "return")
    step(world, "王审", key, "return", "请补充单价依据。")
    assert queries.appraisal(world.actor("李站"), key, ON).editable
    operations.save_draft(world.actor("李站"), key, version(key), draft(amount="280"), at=AT)
    step(world, "李站", key, "submit")
    changed = queries.appraisal(world.actor("王审"), key, ON).changed_since
    assert changed == (("申请本级财政资金", "300.50 万元", "280.00 万元"),)
    assert Submission.objects.filter(appraisal=key).count() == 2


def test_withdrawn_while_nobody_has_acted(world: World) -> None:
    key = begun(world)
    step(world, "李站", key, "submit")
    step(world, "李站", key, "withdraw")
    assert queries.appraisal(world.actor("李站"), key, ON).editable
    step(world, "李站", key, "submit")
    step(world, "王审", key, "accept", "同意。")
    with refused("lifecycle-no-step"):
        step(world, "李站", key, "withdraw")


def test_nobody_appraises_his_own(world: World) -> None:
    world.person("李站", Role.DEPARTMENT, "县农业农村局")
    key = begun(world)
    step(world, "李站", key, "submit")
    assert [one.action for one in queries.appraisal(world.actor("李站"), key, ON).steps] == ["withdraw"]
    with refused("lifecycle-own-work"):
        step(world, "李站", key, "accept", "很好。")
    world.person("王审", Role.LEADER, "县财政局")
    world.person("王审", Role.EXPERT, "第三方机构")
    step(world, "王审", key, "accept", "同意。")
    step(world, "绩效经办", key, "take-up")
    with refused("appraisal-expert-own"):
        operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "王审"), ON, date(2026, 9, 5), at=AT)
    with refused("lifecycle-own-work"):
        operations.decide(world.actor("王审"), key, version(key), Result.REJECT, Decimal(0), "不行。", "", ON, at=AT)


def test_a_department_has_a_second_person_sign(world: World) -> None:
    key = begun(world, "周局填", "县农业农村局")
    step(world, "周局填", key, "submit")
    page = queries.appraisal(world.actor("王审"), key, ON)
    assert page.first_level and [one.label for one in page.steps] == ["复核通过", "退回"]
    step(world, "王审", key, "accept", "已集体研究。")
    assert Appraisal.objects.get(pk=key).state == "department-appraised"


def test_the_units_own_reviewer_does_not_give_the_departments_appraisal(world: World) -> None:
    world.person("站长", Role.DEPARTMENT, "县农技站")
    key = begun(world)
    step(world, "李站", key, "submit")
    assert queries.appraisal(world.actor("站长"), key, ON).steps == () and waits(world.actor("站长")) == []
    with refused("appraisal-from-above"):
        step(world, "站长", key, "accept", "同意。")
    step(world, "王审", key, "accept", "同意。")
    with refused("appraisal-from-above"):
        step(world, "站长", key, "recall")


def test_wrong_people_see_nothing(world: World) -> None:
    key = in_finance(world)
    for name in ("水利填", "水利审", "专家甲", "系统员"):
        with pytest.raises(NotFound):
            queries.appraisal(world.actor(name), key, ON)
        with pytest.raises(NotFound):
            operations.take_step(world.actor(name), key, version(key), "return", "看看", at=AT)
    with pytest.raises(NotAllowed):
        operations.decide(world.actor("股长"), key, version(key), Result.REJECT, Decimal(0), "不行", "", ON, at=AT)
    with pytest.raises(NotFound):
        operations.begin(world.actor("水利填"), world.units["县农技站"].pk, draft(), at=AT)
    other = county("990002000", "邻县")
    with pytest.raises(NotFound):
        queries.appraisal(other.actor("局长"), key, ON)


def test_what_is_too_long_is_refused_and_not_cut(world: World) -> None:
    actor = world.actor("李站")
    key = operations.begin(actor, world.units["县农技站"].pk, draft(), at=AT)
    before = queries.appraisal(actor, key, ON)
    for changed in (
        {"basis": "长" * 5001},
        {"name": "长" * 151},
        {"money": [{"year": "2026", "source": "county", "amount": "1", "note": "长" * 201}]},
    ):
        with refused("text-long"):
            operations.save_draft(actor, key, before.version, {**draft(), **changed}, at=AT)
    with refused("appraisal-rows-many"):
        operations.save_draft(actor, key, before.version, {**draft(), "money": [{"year": "2026"}] * 31}, at=AT)
    assert queries.appraisal(actor, key, ON).draft == before.draft
    with refused("text-long"):
        operations.attach(actor, key, "长" * 101, "批文.txt", b"x", at=AT)


def test_a_bad_score_keeps_none_of_the_others_back(world: World) -> None:
    key = in_finance(world)
    operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "专家甲"), ON, date(2026, 8, 25), at=AT)
    expert = world.actor("专家甲")
    first, second, third, *_rest = EIGHT
    one = queries.sheet(expert, key, ON)
    typed = {first: "7.5", second: "abc", third: "9999"}
    saved = operations.save_scores(expert, one.id, one.version, typed, "先看方案", "", at=AT)
    assert set(saved.faults) == {second, third} and "不是数字" in saved.faults[second] and "满分" in saved.faults[third]
    kept = queries.sheet(expert, key, ON)
    assert kept.scores == {first: "7.50"} and (kept.opinion, kept.version) == ("先看方案", saved.version)
    saved = operations.save_scores(expert, one.id, saved.version, {first: "8"}, "长" * 4001, "", at=AT)
    kept = queries.sheet(expert, key, ON)
    assert "4000 字" in saved.faults["opinion"] and (kept.opinion, kept.scores) == ("先看方案", {first: "8.00"})
    with refused("text-long"):
        operations.submit_scores(expert, one.id, saved.version, EIGHT, "长" * 4001, "", at=AT)
    with refused("score-unreadable"):
        operations.submit_scores(expert, one.id, saved.version, {**EIGHT, second: "abc"}, "好", "", at=AT)


def test_an_expert_sees_his_own_while_it_lasts(world: World) -> None:
    key = in_finance(world)
    operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "专家甲", "专家乙"), ON, date(2026, 8, 25), at=AT)
    one = queries.sheet(world.actor("专家甲"), key, ON)
    operations.save_scores(world.actor("专家甲"), one.id, one.version, {"plan-path": "7.5"}, "先看方案", "", at=AT)
    one = queries.sheet(world.actor("专家甲"), key, ON)
    assert one.scores == {"plan-path": "7.50"} and one.together is None
    with refused("appraisal-scores-missing"):
        operations.submit_scores(world.actor("专家甲"), one.id, one.version, {"plan-path": "7.5"}, "好", "", at=AT)
    operations.submit_scores(world.actor("专家甲"), one.id, one.version, EIGHT, "好", "", at=AT)
    page = queries.appraisal(world.actor("专家甲"), key, ON)
    assert page.scores is None and page.experts == ()
    two = queries.sheet(world.actor("专家乙"), key, ON)
    with pytest.raises(NotFound):
        operations.save_scores(world.actor("专家甲"), two.id, two.version, EIGHT, "", "", at=AT)
    operations.submit_scores(world.actor("专家乙"), two.id, two.version, NINE, "好", "", at=AT)
    assert queries.sheet(world.actor("专家甲"), key, ON).together is not None
    with refused("appraisal-scored"):
        operations.save_scores(world.actor("专家乙"), two.id, two.version + 1, EIGHT, "", "", at=AT)
    after = date(2026, 8, 26)
    with refused("appraisal-task-ended"):
        queries.appraisal(world.actor("专家甲", after), key, after)
    with refused("appraisal-task-ended"):
        queries.sheet(world.actor("专家甲", after), key, after)
    with pytest.raises(NotFound):
        queries.sheet(world.actor("水利填", after), key, after)


def test_no_decision_while_an_expert_is_out(world: World) -> None:
    key = in_finance(world)
    operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "专家甲"), ON, date(2026, 8, 25), at=AT)
    with refused("appraisal-experts-open"):
        operations.decide(world.actor("局长"), key, version(key), Result.REJECT, Decimal(0), "不行", "", ON, at=AT)
    held = ExpertScore.objects.get()
    with refused("appraisal-expert-twice"):
        operations.assign_experts(world.actor("绩效经办"), key, version(key), ids(world, "专家甲"), ON, date(2026, 8, 25), at=AT)
    operations.extend_expert(world.actor("绩效经办"), held.pk, held.version, date(2026, 8, 30), at=AT)
    operations.release_expert(world.actor("绩效经办"), held.pk, held.version + 1, "专家出差。", at=AT)
    operations.decide(world.actor("局长"), key, version(key), Result.REJECT, Decimal(0), "不属财政支出范围。", "", ON, at=AT)
    assert Appraisal.objects.get(pk=key).get_result_display() == "不予支持"


@pytest.mark.parametrize(
    ("result", "wan", "code"),
    [
        (Result.SUPPORT, "400", "appraisal-more-than-asked"),
        (Result.SUPPORT, "200", "appraisal-support-whole"),
        (Result.REJECT, "1", "appraisal-rejected-with-money"),
        (Result.SUPPORT_ADJUSTED, "0", "appraisal-supported-without-money"),
    ],
)
def test_amounts_agree_with_the_result(world: World, result: Result, wan: str, code: str) -> None:
    key = in_finance(world)
    with refused(code):
        operations.decide(world.actor("局长"), key, version(key), result, Decimal(wan) * 10000, "理由", "", ON, at=AT)


def test_the_database_refuses_more_than_asked(world: World) -> None:
    key = in_finance(world)
    with pytest.raises(Exception, match=r"appraisal_(supported|decided)|CHECK"):
        Appraisal.objects.filter(pk=key).update(result="support", supported=Decimal(99999999))


def test_attachments_are_kept_and_given_out_to_those_who_may_see(world: World) -> None:
    key = begun(world)
    file = operations.attach(world.actor("李站"), key, "可行性研究报告", "可研.pdf", b"%PDF-1.7 x", at=AT)
    assert queries.attachment(world.actor("王审"), key, file, ON) == ("可研.pdf", b"%PDF-1.7 x")
    with pytest.raises(NotFound):
        queries.attachment(world.actor("水利审"), key, file, ON)
    operations.detach(world.actor("李站"), key, file, at=AT)
    with pytest.raises(NotFound):
        queries.attachment(world.actor("李站"), key, file, ON)
    step(world, "李站", key, "submit")
    with refused("appraisal-not-open"):
        operations.attach(world.actor("李站"), key, "", "晚.pdf", b"%PDF-1.7 x", at=AT)


def test_tabs_sums_and_search(world: World) -> None:
    first, second = begun(world, name="村道硬化"), in_finance(world, name="高标准农田")
    shown = queries.listing(world.actor("绩效经办"), YEAR, "all", queries.AppraisalFilter(), ON)
    assert shown.tabs == {"waiting": 1, "unit": 1, "department": 0, "finance": 1, "done": 0, "all": 2}
    assert shown.requested == Decimal("3005000.00")
    found = queries.listing(world.actor("绩效经办"), YEAR, "all", queries.AppraisalFilter(text="村道"), ON)
    assert [row.id for row in found.rows] == [first]
    assert queries.listing(world.actor("水利填"), YEAR, "all", queries.AppraisalFilter(), ON).count == 0
    assert second != first


Q_SHAPE = (*(("support", "380.00", "380.00"),) * 40, *(("support-adjusted", "420.00", "390.00"),) * 22)


def _figures() -> list[tuple[Result, Decimal, Decimal]]:
    """68 appraisals that come to 26,916.17 asked, 63 supported with 24,655.51, cut 2,260.66 (万元), of our own making."""
    rows = [(Result(result), Decimal(asked), Decimal(given)) for result, asked, given in Q_SHAPE]
    asked = Decimal("26916.17") - sum(row[1] for row in rows)
    given = Decimal("24655.51") - sum(row[2] for row in rows)
    rejected = [(Result.REJECT, Decimal("200.00"), Decimal(0))] * 5
    return [*rows, (Result.SUPPORT_ADJUSTED, asked - 1000, given), *rejected]


def test_the_year_of_q(world: World) -> None:
    """68 项 26,916.17 → 63 项 24,655.51, 压减 2,260.66."""
    for number, (result, asked, given) in enumerate(_figures()):
        who, unit, judge = ("李站", "县农技站", "王审") if number % 2 else ("水利填", "县水利局", "水利审")
        key = begun(world, who, unit, name=f"第{number}项", amount=str(asked))
        step(world, who, key, "submit")
        step(world, judge, key, "accept", "同意上报。")
        step(world, "绩效经办", key, "take-up")
        operations.decide(world.actor("局长"), key, version(key), result, given * 10000, "集体研究决定。", "", ON, at=later(minutes=number))
    begun(world, name="还在草稿")
    said, lines = queries.yearly(world.actor("绩效经办"), YEAR, ON)
    totals = said.totals
    assert (totals.count, totals.supported_count, len(lines)) == (68, 63, 68)
    assert (totals.requested, totals.supported, totals.cut) == (Decimal("269161700"), Decimal("246555100"), Decimal("22606600"))
    for figure in ("68个", "26,916.17", "支持63个", "24,655.51", "压减2,260.66"):
        assert figure in said.sentence
    assert set(said.by_department) == {"县农业农村局", "县水利局"}
    shown = queries.listing(world.actor("绩效经办"), YEAR, "done", queries.AppraisalFilter(), ON)
    assert (shown.count, shown.cut) == (68, Decimal("22606600"))


def test_new_and_large_without_appraisal_is_named(world: World) -> None:
    office = world.actor("绩效经办")
    big, small = (
        create_program(
            office, ProgramDraft(YEAR, "project", world.units["县农技站"].pk, name, competent=world.units["县农业农村局"].pk), at=AT
        )
        for name in ("大项目", "小项目")
    )
    for key, amount in ((big, 900000), (small, 1000)):
        add_line(office, key, LineDraft("general", initial=Decimal(amount)), at=AT)
    (only,) = queries.missing(office, YEAR, ON)
    assert only.name == "大项目" and "90.00万元" in only.why
    key = in_finance(world)
    operations.decide(world.actor("局长"), key, version(key), Result.SUPPORT, Decimal("3005000"), "同意。", "", ON, at=AT)
    assert [name for _, name in queries.program_choices(office, key, ON)] == ["大项目", "小项目"]
    elsewhere = create_program(office, ProgramDraft(YEAR, "project", world.units["县水利局"].pk, "别处"), at=AT)
    with refused("appraisal-program-other"):
        operations.link_program(office, key, version(key), elsewhere, at=AT)
    operations.link_program(office, key, version(key), big, at=AT)
    assert [name for _, name in queries.program_choices(office, key, ON)] == ["小项目"]
    assert queries.missing(office, YEAR, ON) == ()
    with refused("appraisal-has-program"):
        operations.make_program(office, key, version(key), at=AT)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite stands in memory and does not wait")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_one_wins() -> None:
    world = county()
    key = in_finance(world)
    seen, told = version(key), []

    def decide(who: str, result: Result, amount: int) -> None:
        try:
            operations.decide(world.actor(who), key, seen, result, Decimal(amount), "研究决定。", "", ON, at=AT)
            told.append("won")
        except Refused as refusal:
            told.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=args) for args in (("局长", Result.REJECT, 0), ("绩效经办", Result.SUPPORT, 3005000))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[-1] == "won" and len(told) == 2 and told.count("won") == 1
    assert set(told) - {"won"} <= {"stale-version", "lifecycle-no-step"}
    connection.close()


def test_time_moves_on_only_by_at(world: World) -> None:
    key = begun(world)
    operations.take_step(world.actor("李站"), key, version(key), "submit", at=later(days=3))
    row = Appraisal.objects.get(pk=key)
    assert row.submitted_at == AT + timedelta(days=3) == row.state_at
