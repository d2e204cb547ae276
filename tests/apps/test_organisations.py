"""Units, years, people, posts: operations and what they refuse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hengji.apps.audit.models import Entry
from hengji.apps.audit.verify import verify
from hengji.apps.organisations import operations, queries, sheets
from hengji.apps.organisations.models import Assignment, Person, Post, ProposedPost, Unit
from hengji.apps.organisations.operations import Founded, PersonFacts, UnitFacts, accounts
from hengji.apps.organisations.queries import actor_of, holders
from hengji.apps.organisations.sheets import Fate, PersonRow, UnitRow
from hengji.papers.registers import UNITS, write
from hengji.rules.access import Action, Actor, Role
from hengji.rules.county import Profile, region_code, region_level
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 21, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = AT.date()


@pytest.fixture
def county() -> Founded:
    return operations.found_region(operations.INSTALLER, "990001", "示例县", 2026, at=AT)


def who(county: Founded, role: Role) -> Actor:
    return actor_of(county.accounts[role].person, on=TODAY)


def unit(county: Founded, code: str, name: str, kind: str = "department", **more) -> Unit:  # type: ignore[no-untyped-def]
    key = operations.create_unit(who(county, Role.OFFICE), 2026, UnitFacts(code, name, kind, **more), at=AT)
    return Unit.objects.get(pk=key)


def person(county: Founded, login: str, name: str = "示例人"):  # type: ignore[no-untyped-def]
    return operations.create_person(who(county, Role.SYSTEM), PersonFacts(login, name), at=AT).person


def refusal(code: str):  # type: ignore[no-untyped-def]
    return pytest.raises(Refused, match=code)


def test_a_county_is_founded_with_three_administrators_apart_and_never_a_known_password(county: Founded) -> None:
    assert {role: tuple(who(county, role).roles) for role in county.accounts} == {role: (role,) for role in county.accounts}
    passwords = {account.password for account in county.accounts.values()}
    assert len(passwords) == 4 and all(len(password) == 19 for password in passwords)
    assert all(password not in str(list(Entry.objects.values())) for password in passwords)
    assert not Person.objects.filter(must_change_password=False).exists()
    with refusal("region-exists"):
        operations.found_region(operations.INSTALLER, "990001000", "又一次", 2026, at=AT)
    with refusal("region-bad-code"):
        operations.found_region(who(county, Role.SYSTEM), "990002", "外人", 2026, at=AT)


def test_a_second_county_of_a_province_has_log_in_names_of_its_own(county: Founded) -> None:
    other = operations.found_region(operations.INSTALLER, "990002", "乙县", 2026, parent_code="990001", at=AT)
    assert other.accounts[Role.OFFICE].login == "jixiao990002"
    assert who(county, Role.OFFICE).below == {other.region}
    assert list(verify(other.region)) == []


@pytest.mark.parametrize(("code", "stored", "level"), [("990001", "990001000", "县"), ("990100", "990100000", "市"),
    ("990000", "990000000", "省"), ("990001101", "990001101", "乡镇")])  # fmt: skip
def test_region_codes(code: str, stored: str, level: str) -> None:
    assert region_code(code) == stored and region_level(stored) == level


@pytest.mark.parametrize("code", ["", "99000", "九九", "9900011"])
def test_no_region_code(code: str) -> None:
    assert region_code(code) is None


def test_tree_paths_departments_and_divisions(county: Founded) -> None:
    agriculture = unit(county, "101", "县农业农村局", division=county.office)
    station = unit(county, "101001", "县农技站", "subordinate", parent=agriculture.pk)
    assert station.path == f"/{agriculture.lineage.hex}/{station.lineage.hex}/" and station.department_id == agriculture.pk
    line = queries.unit(who(county, Role.OFFICE), station.pk)
    assert (line.level, line.division_name, line.department_name) == (1, "绩效管理股", "县农业农村局")
    assert [one.code for one in queries.units(who(county, Role.OFFICE), 2026)] == ["101", "101001", "001", "001901"]


def test_units_stand_only_where_their_kind_may(county: Founded) -> None:
    with refusal("unit-needs-parent"):
        unit(county, "102", "孤儿", "subordinate")
    with refusal("unit-wrong-parent"):
        unit(county, "103", "某局", parent=county.finance)
    agriculture = unit(county, "101", "县农业农村局")
    with refusal("unit-wrong-parent"):
        unit(county, "104", "某股", "division", parent=agriculture.pk)
    with refusal("unit-code-taken"):
        unit(county, "101", "同码局")
    assert Unit.objects.count() == 3


def test_moving_takes_everything_below_along_and_never_makes_a_circle(county: Founded) -> None:
    one, two = unit(county, "101", "甲局"), unit(county, "102", "乙局")
    middle = unit(county, "101001", "中心", "subordinate", parent=one.pk)
    leaf = unit(county, "101002", "分站", "subordinate", parent=middle.pk)
    office = who(county, Role.OFFICE)
    with refusal("unit-circle"):
        operations.move_unit(office, middle.pk, middle.version, leaf.pk, at=AT)
    operations.move_unit(office, middle.pk, middle.version, two.pk, at=AT)
    leaf.refresh_from_db()
    assert leaf.department_id == two.pk and leaf.path.startswith(f"/{two.lineage.hex}/{middle.lineage.hex}/")


def test_a_new_name_keeps_the_old_one_and_is_found_by_it(county: Founded) -> None:
    bureau = unit(county, "101", "县扶贫办")
    office = who(county, Role.OFFICE)
    operations.edit_unit(office, bureau.pk, 1, UnitFacts("101", "县乡村振兴局", "department"), at=AT)
    assert queries.unit(office, bureau.pk).former_names[0].name == "县扶贫办"
    with pytest.raises(StaleVersion):
        operations.edit_unit(office, bureau.pk, 1, UnitFacts("101", "别名", "department"), at=AT)
    assert Entry.objects.filter(verb="已改名", subject_id=bureau.pk).count() == 1


def test_former_names_are_searched_in_chinese(county: Founded) -> None:
    bureau = unit(county, "101", "县扶贫办")
    operations.edit_unit(who(county, Role.OFFICE), bureau.pk, 1, UnitFacts("101", "县乡村振兴局", "department"), at=AT)
    assert [one.name for one in queries.find_units(who(county, Role.OFFICE), 2026, "扶贫")] == ["县乡村振兴局"]


def test_closing_waits_for_units_below_and_names_a_successor(county: Founded) -> None:
    one, two = unit(county, "101", "甲局"), unit(county, "102", "乙局")
    station = unit(county, "101001", "站", "subordinate", parent=one.pk)
    office = who(county, Role.OFFICE)
    with refusal("unit-has-below"):
        operations.close_unit(office, one.pk, 1, TODAY, two.pk, at=AT)
    operations.move_unit(office, station.pk, 1, two.pk, at=AT)
    operations.close_unit(office, one.pk, 1, TODAY, two.pk, at=AT)
    closed = queries.unit(office, one.pk)
    assert closed.successor_name == "乙局" and not closed.open
    assert "甲局" not in [name for _, name in queries.unit_choices(office, 2026)]


def test_divisions_answer_for_departments_and_all_below(county: Founded) -> None:
    agriculture = unit(county, "101", "县农业农村局")
    station = unit(county, "101001", "站", "subordinate", parent=agriculture.pk)
    office = who(county, Role.OFFICE)
    assert operations.set_division(office, [station.pk], county.office, at=AT) == 1
    assert queries.unit(office, station.pk).division == county.office
    with refusal("unit-not-division"):
        operations.set_division(office, [station.pk], agriculture.pk, at=AT)


def test_only_those_who_may_edit_units(county: Founded) -> None:
    with pytest.raises(NotFound):
        operations.create_unit(who(county, Role.AUDIT), 2026, UnitFacts("1", "x", "department"), at=AT)
    bureau = unit(county, "101", "甲局")
    with pytest.raises(NotAllowed):
        operations.edit_unit(who(county, Role.SECURITY), bureau.pk, 1, UnitFacts("101", "x", "department"), at=AT)


def test_roll_over_keeps_lineage_and_leaves_closed_units_behind(county: Founded) -> None:
    one = unit(county, "101", "甲局", division=county.office)
    station = unit(county, "101001", "站", "subordinate", parent=one.pk)
    gone = unit(county, "102", "撤局")
    office = who(county, Role.OFFICE)
    operations.close_unit(office, gone.pk, 1, TODAY, at=AT)
    assert operations.roll_over_units(office, 2026, 2027, at=AT) == 4
    new = Unit.objects.get(year=2027, lineage=station.lineage)
    assert new.pk != station.pk and new.parent is not None and new.parent.year == 2027 and new.path == station.path
    assert new.department is not None and new.department.division is not None and new.department.division.year == 2027
    assert operations.roll_over_units(office, 2026, 2027, at=AT) == 0
    with refusal("year-nothing-to-roll"):
        operations.roll_over_units(office, 2027, 2026, at=AT)


def rows_of(count: int) -> list[UnitRow]:
    heads = [UnitRow(f"{100 + i}", f"第{i}局", "department", "", "绩效管理股", "", "", i) for i in range(count // 10)]
    below = [
        UnitRow(f"{100 + i % (count // 10)}{i:04}", f"第{i}站", "subordinate", f"{100 + i % (count // 10)}", "", "", "", i)
        for i in range(count - len(heads))
    ]
    return [*below, *heads]  # children first: the order of a list does not matter


def test_400_units_in_one_transaction_with_few_queries(county: Founded) -> None:
    office, rows = who(county, Role.OFFICE), rows_of(400)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        plan = operations.import_units(office, 2026, rows, at=AT)
    assert plan.counts == {Fate.NEW: 400, Fate.CHANGED: 0, Fate.SAME: 0} and Unit.objects.count() == 402
    assert len(asked) < 40
    again = operations.import_units(office, 2026, rows, at=AT)
    assert again.counts == {Fate.NEW: 0, Fate.CHANGED: 0, Fate.SAME: 400}
    assert Entry.objects.filter(verb="已导入新增").count() == 400 and list(verify(county.region)) == []
    assert Unit.objects.filter(code="100", department__division=county.office).exists()


def test_an_import_is_applied_whole_or_not_at_all(county: Founded) -> None:
    rows = [UnitRow("101", "好局", "department", row=2), UnitRow("101001", "坏站", "subordinate", "999", row=3)]
    with refusal("list-faulty"):
        operations.import_units(who(county, Role.OFFICE), 2026, rows, at=AT)
    assert not Unit.objects.filter(code="101").exists()


def test_a_dry_run_says_what_would_change_and_writes_nothing(county: Founded) -> None:
    unit(county, "101", "旧名局")
    rows = [UnitRow("101", "新名局", "department", row=2), UnitRow("102", "新局", "department", row=3)]
    plan = sheets.plan_units(who(county, Role.OFFICE), 2026, rows)
    assert [(line.fate, [(c.label, c.before, c.after) for c in line.changes]) for line in plan.lines] == [
        (Fate.CHANGED, [("单位名称", "旧名局", "新名局")]), (Fate.NEW, []),
    ]  # fmt: skip
    assert Unit.objects.filter(code="102").count() == 0


@pytest.mark.parametrize(("row", "code"), [
    (UnitRow("201", "站", "subordinate"), "unit_needs_parent"),
    (UnitRow("201", "局", "department", "001"), "unit_wrong_parent"),
    (UnitRow("201", "站", "subordinate", "001901"), "unit_wrong_parent"),
    (UnitRow("201", "站", "subordinate", "201"), "unit_circle"),
    (UnitRow("201", "局", "department", division_name="没有股"), "unit_division_unknown"),
    (UnitRow("201", "长" * 151, "department"), "unit_name_long"),
])  # fmt: skip
def test_faults_of_a_list(county: Founded, row: UnitRow, code: str) -> None:
    plan = sheets.plan_units(who(county, Role.OFFICE), 2026, [row])
    assert [fault.code for fault in plan.errors] == [code] and not plan.ok
    with refusal("list-faulty"):
        operations.import_units(who(county, Role.OFFICE), 2026, [row], at=AT)


def test_a_file_is_planned_with_cells_and_the_present_list_reads_back_unchanged(county: Founded) -> None:
    office = who(county, Role.OFFICE)
    operations.import_units(office, 2026, rows_of(20), at=AT)
    plan, rows = sheets.plan_unit_file(office, 2026, sheets.units_as_list(office, 2026))
    assert plan.errors == () and plan.counts[Fate.SAME] == 22 and len(rows) == 22
    bad = write(UNITS, [{"code": "301", "name": "站", "kind": "subordinate", "parent": "999"}])
    (fault,) = sheets.plan_unit_file(office, 2026, bad)[0].errors
    assert (fault.code, fault.text) == ("unit_parent_unknown", "999") and fault.cell[:1].isalpha() and fault.cell[1:].isdigit()


def test_nobody_grants_himself_a_post(county: Founded) -> None:
    security = who(county, Role.SECURITY)
    with refusal("post-to-oneself"):
        operations.grant_role(security, Unit.objects.get(pk=county.office).lineage, Role.OFFICE, security.id, TODAY, at=AT)


def test_only_the_security_administrator_grants(county: Founded) -> None:
    key = person(county, "zhangsan")
    for role in (Role.SYSTEM, Role.OFFICE, Role.AUDIT):
        with pytest.raises(NotFound):
            operations.grant_role(who(county, role), Unit.objects.get(pk=county.office).lineage, Role.OFFICE, key, TODAY, at=AT)
    with pytest.raises(NotFound):
        operations.create_person(who(county, Role.SECURITY), PersonFacts("x.y", "某"), at=AT)


def test_a_login_taken_at_one_time_is_told(county: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looked before the other wrote finds it free: the database says it, as a sentence."""
    monkeypatch.setattr(accounts, "_check", lambda *_, **__: None)
    person(county, "wangwu")
    other = person(county, "zhaoliu")
    with refusal("person-login-taken"):
        person(county, "wangwu")
    with refusal("person-login-taken"):
        operations.edit_person(who(county, Role.SYSTEM), other, 1, PersonFacts("wangwu", "示例人"), at=AT)


@pytest.mark.parametrize("role", [Role.SECURITY, Role.AUDIT, Role.OFFICE])
def test_three_administrators_are_apart(county: Founded, role: Role) -> None:
    security, system = who(county, Role.SECURITY), county.accounts[Role.SYSTEM].person
    with pytest.raises(Refused, match="post-three-apart") as refused:
        operations.grant_role(security, Unit.objects.get(pk=county.office).lineage, role, system, TODAY, at=AT)
    assert "三员分立" in say(refused.value)


def test_two_hats_by_the_county_s_choice_and_the_trail_says_so(county: Founded) -> None:
    system, lineage = who(county, Role.SYSTEM), Unit.objects.get(pk=county.finance).lineage
    operations.edit_settings(system, 1, Profile(two_hats=True), at=AT)
    operations.grant_role(who(county, Role.SECURITY), lineage, Role.SECURITY, system.id, TODAY, at=AT)
    operations.create_person(who(county, Role.SYSTEM), PersonFacts("lisi", "李四"), at=AT)
    assert Entry.objects.order_by("seq").last().hat == "系统管理员（兼安全管理员）"  # type: ignore[union-attr]
    with refusal("settings-two-hats-worn"):
        operations.edit_settings(who(county, Role.SYSTEM), 2, Profile(two_hats=False), at=AT)


def test_the_last_administrator_stays(county: Founded) -> None:
    held = Assignment.objects.get(person=county.accounts[Role.SYSTEM].person)
    with refusal("person-last-administrator"):
        operations.withdraw(who(county, Role.SECURITY), held.pk, TODAY, "离职", at=AT)
    other = Person.objects.get(pk=county.accounts[Role.SECURITY].person)
    with refusal("person-last-administrator"):
        operations.disable_person(who(county, Role.SYSTEM), other.pk, other.version, "离职", at=AT)


def test_roles_stand_where_they_may(county: Founded) -> None:
    key = person(county, "zhangsan")
    with refusal("post-wrong-place"):
        operations.grant_role(who(county, Role.SECURITY), unit(county, "101", "甲局").lineage, Role.OFFICE, key, TODAY, at=AT)


def test_duties_hold_from_day_to_day_and_survive_the_year(county: Founded) -> None:
    key, bureau = person(county, "zhangsan"), unit(county, "101", "甲局")
    operations.grant_role(who(county, Role.SECURITY), bureau.lineage, Role.REPORTER, key, TODAY, TODAY + timedelta(days=200), at=AT)
    assert not actor_of(key, on=TODAY - timedelta(days=1)).duties
    assert actor_of(key, on=TODAY + timedelta(days=200)).duties and not actor_of(key, on=TODAY + timedelta(days=201)).duties
    operations.roll_over_units(who(county, Role.OFFICE), 2026, 2027, at=AT)
    assert [one.year for one in queries.units(actor_of(key, on=date(2027, 1, 5)), 2027)] == [2027]


def test_handover_passes_chosen_posts_on_a_day(county: Founded) -> None:
    bureau = unit(county, "101", "甲局")
    leaving, heir = person(county, "lao", "老张"), person(county, "xin", "小李")
    security = who(county, Role.SECURITY)
    start = TODAY - timedelta(days=100)
    first = operations.grant_role(security, bureau.lineage, Role.REPORTER, leaving, start, at=AT)
    second = operations.grant_role(security, bureau.lineage, Role.DEPARTMENT, leaving, start, at=AT)
    on = TODAY + timedelta(days=3)
    (made,) = operations.hand_over(security, leaving, heir, [first], on, "调任", at=AT)
    row = Assignment.objects.get(pk=made)
    assert row.predecessor_id == first and row.post_id == Assignment.objects.get(pk=first).post_id
    names = {day: [one.name for one in holders(county.region, bureau.lineage, Role.REPORTER, day)] for day in (on - timedelta(days=1), on)}
    assert names == {on - timedelta(days=1): ["老张"], on: ["小李"]}
    assert Assignment.objects.get(pk=second).ends is None
    for who_to, keys, code in (
        (leaving, [second], "handover-same-person"),
        (heir, [], "handover-nothing"),
        (heir, [made], "handover-not-held"),
    ):
        with refusal(code):
            operations.hand_over(security, leaving, who_to, keys, on, "", at=AT)


def test_a_handover_is_whole_or_not_at_all(county: Founded) -> None:
    bureau, security = unit(county, "101", "甲局"), who(county, Role.SECURITY)
    leaving = person(county, "lao", "老张")
    keys = [operations.grant_role(security, bureau.lineage, role, leaving, day, at=AT)
            for role, day in ((Role.REPORTER, TODAY - timedelta(days=9)), (Role.DEPARTMENT, TODAY + timedelta(days=9)))]  # fmt: skip
    with refusal("handover-too-early"):
        operations.hand_over(security, leaving, person(county, "xin"), keys, TODAY + timedelta(days=2), "", at=AT)
    assert Assignment.objects.filter(person=leaving, ends__isnull=True).count() == 2
    with refusal("post-three-apart"):
        operations.hand_over(security, leaving, county.accounts[Role.AUDIT].person, keys[:1], TODAY + timedelta(days=2), "", at=AT)


def test_people_lists_make_accounts_and_only_propose_posts(county: Founded) -> None:
    unit(county, "101", "甲局")
    rows = [PersonRow("王五", "wangwu", "101", "reporter", "13800000000", row=2), PersonRow("王五", "wangwu", "101", "department", row=3)]
    made = operations.import_people(who(county, Role.SYSTEM), 2026, rows, at=AT)
    assert [one.login for one in made] == ["wangwu"] and not actor_of(made[0].person, on=TODAY).duties
    assert operations.import_people(who(county, Role.SYSTEM), 2026, rows, at=AT) == ()
    security = who(county, Role.SECURITY)
    waiting = queries.waiting(security, TODAY)
    assert [one.count for one in waiting if one.matter == "核定岗位"] == [2]
    operations.decide_proposals(security, [one.id for one in queries.proposals(security)], True, at=AT)
    assert actor_of(made[0].person, on=TODAY).roles == {Role.REPORTER, Role.DEPARTMENT}
    with refusal("proposal-decided"):
        operations.decide_proposals(security, [ProposedPost.objects.latest("pk").pk], False, at=AT)


def test_capitals_in_a_log_in_name_make_no_other_account(county: Founded) -> None:
    unit(county, "101", "甲局")
    known = person(county, "WangWu", "王五")
    rows = [PersonRow("王五", "wangwu", "101", "reporter", row=2)]
    (line,) = sheets.plan_people(who(county, Role.SYSTEM), 2026, rows, TODAY).lines
    assert line.key == known and line.fate is Fate.CHANGED
    assert operations.import_people(who(county, Role.SYSTEM), 2026, rows, at=AT) == ()
    assert ProposedPost.objects.get().person_id == known


def test_one_new_log_in_name_is_one_person_s(county: Founded) -> None:
    rows = [PersonRow("甲", "tong", "001", "reporter", row=2), PersonRow("乙", "TONG", "001", "reporter", row=3)]
    (fault,) = sheets.plan_people(who(county, Role.SYSTEM), 2026, rows, TODAY).errors
    assert fault.code == "person_login_twice" and fault.row == 3


def test_namesakes_wear_one_hat_each(county: Founded) -> None:
    operations.edit_settings(who(county, Role.SYSTEM), 1, Profile(two_hats=True), at=AT)
    other, bureau = person(county, "tongming", "审计管理员"), unit(county, "101", "甲局")
    operations.grant_role(who(county, Role.SECURITY), bureau.lineage, Role.REPORTER, other, TODAY, at=AT)
    operations.edit_settings(who(county, Role.SYSTEM), 2, Profile(two_hats=False), at=AT)
    assert not queries.profile(county.region).two_hats


def test_who_holds_what_is_decided_one_at_a_time(county: Founded) -> None:
    """Each of two grants may be in order and both together not: the region is held before anything is read."""
    bureau, other = unit(county, "101", "甲局"), person(county, "zhangsan")
    with CaptureQueriesContext(connection) as asked:
        operations.grant_role(who(county, Role.SECURITY), bureau.lineage, Role.REPORTER, other, TODAY, at=AT)
    asks = [one["sql"] for one in asked.captured_queries]
    held = max(number for number, sql in enumerate(asks) if '"organisations_region"."parent_id"' in sql)
    assert ("FOR NO KEY UPDATE" in asks[held]) == (connection.vendor == "postgresql")
    assert not any('"organisations_post"' in sql for sql in asks[2:held]) and any('"organisations_post"' in sql for sql in asks[held:])


def test_people_lists_name_their_faults(county: Founded) -> None:
    rows = [
        PersonRow("别人", "xitong", "101", "reporter", row=2),
        PersonRow("丁", "ding", "001", "reporter", starts=TODAY, ends=TODAY - timedelta(days=1)),
    ]
    plan = sheets.plan_people(who(county, Role.SYSTEM), 2026, rows, TODAY)
    assert sorted(fault.code for fault in plan.errors) == ["person_dates", "person_other_name", "person_unit_unknown"]
    written = {fault.code: fault.text for fault in plan.errors}
    day = (TODAY - timedelta(days=1)).isoformat()
    assert written == {"person_unit_unknown": "101", "person_other_name": "别人", "person_dates": day}, "what stands in the cell is told"


def test_what_waits_for_the_security_administrator(county: Founded) -> None:
    security, bureau = who(county, Role.SECURITY), unit(county, "101", "甲局")
    key = person(county, "zhangsan", "张三")
    operations.grant_role(security, bureau.lineage, Role.REPORTER, key, TODAY, TODAY + timedelta(days=20), at=AT)
    empty = operations.create_post(security, bureau.lineage, Role.DEPARTMENT, at=AT)
    person(county, "idle")
    matters = {one.matter: one for one in queries.waiting(security, TODAY)}
    assert set(matters) == {"任职到期", "岗位空缺", "没有岗位的账号"} and matters["任职到期"].due == TODAY + timedelta(days=20)
    operations.close_post(security, empty, Post.objects.get(pk=empty).version, at=AT)
    assert "岗位空缺" not in {one.matter for one in queries.waiting(security, TODAY)}
    assert queries.waiting(who(county, Role.OFFICE), TODAY) == ()


def test_people_of_another_region_are_never_seen(county: Founded) -> None:
    other = operations.found_region(operations.INSTALLER, "990002", "乙县", 2026, at=AT)
    stranger = other.accounts[Role.OFFICE].person
    with pytest.raises(NotFound):
        queries.person(who(county, Role.SYSTEM), stranger)
    with pytest.raises(NotFound):
        operations.reset_password(who(county, Role.SYSTEM), stranger, at=AT)
    with pytest.raises(NotFound):
        operations.grant_role(who(county, Role.SECURITY), Unit.objects.get(pk=county.office).lineage, Role.OFFICE, stranger, TODAY, at=AT)


def test_every_operation_is_one(county: Founded) -> None:
    functions = [getattr(operations, name) for name in operations.__all__]
    assert all(getattr(one, "is_operation", False) for one in functions if not isinstance(one, (type, Actor)))
    assert Action.ORGANISATION_EDIT.chinese


def test_password_and_second_factor_are_not_in_one_hand(county: Founded) -> None:
    """Who could reset both of another administrator's would become that administrator."""
    auditor = county.accounts[Role.AUDIT].person
    assert operations.reset_password(who(county, Role.SYSTEM), auditor, at=AT).login == "shenji"
    with pytest.raises(NotAllowed):
        operations.reset_second_factor(who(county, Role.SYSTEM), auditor, at=AT)
    operations.reset_second_factor(who(county, Role.SECURITY), auditor, at=AT)
    with pytest.raises(NotAllowed):
        operations.reset_password(who(county, Role.SECURITY), auditor, at=AT)
