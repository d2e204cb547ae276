"""Programs and their money: entered, adjusted, closed, carried over; who sees what; what the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.apps.programsworld import AT, CODE, TODAY, County, county

from hengji.apps.audit.models import Entry
from hengji.apps.organisations.models import Unit
from hengji.apps.programs import operations, queries
from hengji.apps.programs.drafts import AdjustmentDraft, FundDraft, LineDraft, ProgramDraft
from hengji.apps.programs.models import BudgetAdjustment, FundLine, Program
from hengji.apps.programs.operations import funds
from hengji.apps.programs.queries import ProgramFilter
from hengji.rules.access import Role
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db
Y = Decimal


@pytest.fixture
def here() -> County:
    return county()


def refused(code: str) -> object:
    class _Refusal:
        def __enter__(self) -> None:
            return None

        def __exit__(self, _kind: object, trouble: object, _trace: object) -> bool:
            assert isinstance(trouble, Refused) and trouble.code == code, trouble
            assert "{" not in say(trouble)
            return True

    return _Refusal()


# ---- programs


def test_a_program_is_entered_changed_and_its_life_is_in_the_trail(here: County) -> None:
    key = here.program(code=CODE.lower())
    facts = queries.program(here.office, key, as_of=TODAY)
    assert (facts.code, facts.name, facts.department_name, facts.may_edit) == (CODE, "村道硬化", "交通局", True)
    draft = ProgramDraft(2026, "project", here.units["交通局"].pk, "村道硬化二期", CODE)
    assert operations.edit_program(here.office, key, 1, draft, at=AT) == 2
    with pytest.raises(StaleVersion):
        operations.edit_program(here.office, key, 1, ProgramDraft(2026, "project", here.units["交通局"].pk, "别名", CODE), at=AT)
    assert operations.edit_program(here.office, key, 2, draft, at=AT) == 2
    assert list(Entry.objects.filter(subject_id=key).order_by("seq").values_list("verb", flat=True)) == ["已新增", "已修改"]


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({"name": ""}, "program-name-missing"),
        ({"code": "5113002600000655471"}, "program-code-fault"),
        ({"code": "51130026-000006554711"}, "program-code-fault"),
        ({"code": CODE}, "program-code-taken"),
        ({}, "program-name-taken"),
        ({"secret": True}, "program-secret-without-code"),
        ({"kind": "overall", "name": ""}, "program-overall-taken"),
    ],
)
def test_what_cannot_be_entered_says_why(here: County, draft: dict[str, object], code: str) -> None:
    here.program(code=CODE, name="甲")
    here.program()
    here.program(kind="overall", name="")
    with refused(code):  # type: ignore[attr-defined]
        here.program(**draft)  # type: ignore[arg-type]
    assert Program.objects.count() == 3


def test_closing_needs_a_reason_and_reopening_gives_it_back(here: County) -> None:
    key = here.program()
    with refused("program-reason-missing"):  # type: ignore[attr-defined]
        operations.close_program(here.office, key, 1, " ", at=AT)
    operations.close_program(here.office, key, 1, "并入其他项目", at=AT)
    with refused("program-closed"):  # type: ignore[attr-defined]
        here.line(key)
    assert operations.reopen_program(here.office, key, 2, "恢复实施", at=AT) == 3
    with refused("program-not-closed"):  # type: ignore[attr-defined]
        operations.reopen_program(here.office, key, 3, "再来", at=AT)


def test_a_secret_program_is_code_and_count_only(here: County) -> None:
    key = here.program(name="不可说的名称", code="SM26001", secret=True, summary="不可说的内容")
    row = Program.objects.get(pk=key)
    assert (row.name, row.summary) == ("", "")
    assert "不可说" not in str(list(Entry.objects.values_list("subject_name", "payload")))
    with refused("program-secret-no-money"):  # type: ignore[attr-defined]
        here.line(key)
    here.line(here.program())
    found = queries.programs(here.office, year=2026, as_of=TODAY, tab="project")
    assert sorted(line.shown for line in found.rows) == ["村道硬化", "涉密项目"]
    assert (found.totals["project"].programs, found.totals["project"].secret, found.totals["project"].budget) == (2, 1, Y("100000.00"))
    secret = next(line for line in found.rows if line.secret)
    assert (secret.code, secret.budget.amount, secret.executed.amount) == ("SM26001", None, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.filter(pk=key).update(name="漏出")


def test_a_program_with_money_cannot_be_made_secret(here: County) -> None:
    key = here.program(code=CODE)
    here.line(key)
    with refused("program-secret-has-money"):  # type: ignore[attr-defined]
        operations.edit_program(here.office, key, 1, ProgramDraft(2026, "project", here.units["交通局"].pk, code=CODE, secret=True), at=AT)


# ---- who sees and does what


def test_everyone_sees_their_own_and_nobody_else_s(here: County) -> None:
    road, farm = here.program(), here.program("高标准农田", "农业局")
    section = here.program("养护", "公路段")
    fund = operations.create_fund(here.office, FundDraft(2026, "衔接资金", division=here.units["农业股"].pk), at=AT)
    here.line(road, fund=fund)

    def seen(role: Role, unit: str) -> set[UUID]:
        return {line.id for line in queries.programs(here.actor(role, unit), year=2026, as_of=TODAY).rows}

    assert seen(Role.OFFICE, "绩效股") == {road, farm, section}
    assert seen(Role.REPORTER, "公路段") == {section}
    assert seen(Role.DEPARTMENT, "交通局") == {road, section}
    assert seen(Role.DIVISION, "经建股") == {road, section}
    assert seen(Role.DIVISION, "农业股") == {farm, road}
    assert seen(Role.AUDIT, "绩效股") == set()
    with pytest.raises(NotFound):
        queries.program(here.actor(Role.REPORTER, "公路段"), road, as_of=TODAY)


def test_other_regions_stay_other_regions(here: County) -> None:
    there = county("990002000", "邻县")
    key = here.program()
    with pytest.raises(NotFound):
        queries.program(there.office, key, as_of=TODAY)
    with pytest.raises(NotFound):
        operations.close_program(there.office, key, 1, "不是我的", at=AT)
    with pytest.raises(NotFound):
        operations.create_program(there.office, ProgramDraft(2026, "project", here.units["交通局"].pk, "手伸过来"), at=AT)


def test_who_sees_but_may_not_is_told_whom_to_ask(here: County) -> None:
    key = here.program()
    with pytest.raises(NotAllowed) as told:
        operations.close_program(here.actor(Role.REPORTER, "交通局"), key, 1, "不做了", at=AT)
    assert "绩效股经办人" in say(told.value)


# ---- money


def test_each_step_of_a_budget_is_kept_and_adds_up(here: County) -> None:
    line = here.line(here.program())
    operations.adjust_line(here.office, line, 1, AdjustmentDraft("示财预〔2026〕3号", date(2026, 5, 1), Y("-20000"), "压减"), at=AT)
    operations.adjust_line(here.office, line, 2, AdjustmentDraft("示财预〔2026〕9号", date(2026, 7, 1), Y("5000.50")), at=AT)
    row = FundLine.objects.get(pk=line)
    assert (row.initial, row.changed, row.adjusted) == (Y("100000.00"), Y("-14999.50"), Y("85000.50"))
    facts = queries.program(here.office, row.program_id, as_of=TODAY)
    assert [(step.before, step.after) for step in facts.lines[0].adjustments] == [(Y(100000), Y(80000)), (Y(80000), Y("85000.50"))]
    assert (facts.budget.amount, facts.budget.base_words) == (Y("85000.50"), "调整后预算")
    with refused("line-initial-fixed"):  # type: ignore[attr-defined]
        operations.edit_line(here.office, line, 3, LineDraft("general_public", "county", initial=Y(1)), at=AT)
    with refused("line-has-history"):  # type: ignore[attr-defined]
        operations.remove_line(here.office, line, 3, at=AT)


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (AdjustmentDraft("", TODAY, Y(1)), "adjustment-document-missing"),
        (AdjustmentDraft("文", TODAY, Y(0)), "adjustment-zero"),
        (AdjustmentDraft("文", TODAY, Y(-100001)), "adjustment-below-zero"),
        (AdjustmentDraft("文", TODAY, Y("0.001")), "line-amount-fine"),
    ],
)
def test_an_adjustment_that_cannot_be(here: County, draft: AdjustmentDraft, code: str) -> None:
    line = here.line(here.program())
    with refused(code):  # type: ignore[attr-defined]
        operations.adjust_line(here.office, line, 1, draft, at=AT)
    assert not BudgetAdjustment.objects.exists()


def test_money_added_in_the_year_has_no_year_start_budget(here: County) -> None:
    line = here.line(here.program(), None)
    operations.adjust_line(here.office, line, 1, AdjustmentDraft("追加文", TODAY, Y(500)), at=AT)
    facts = queries.program(here.office, FundLine.objects.get(pk=line).program_id, as_of=TODAY)
    assert (facts.lines[0].initial, facts.lines[0].adjusted, facts.budget.base) == (None, Y(500), "adjusted")


@pytest.mark.parametrize(
    "change", [{"adjusted": Y(1), "changed": Y(2)}, {"adjusted": Y(1), "changed": None}, {"initial": Y(-1)}, {"reported_executed": Y(1)}]
)
def test_the_database_refuses_money_that_does_not_add_up(here: County, change: dict[str, Decimal]) -> None:
    line = here.line(here.program())
    with pytest.raises(IntegrityError), transaction.atomic():
        FundLine.objects.filter(pk=line).update(**change)


def test_the_same_source_stands_once(here: County) -> None:
    key = here.program()
    here.line(key)
    with refused("line-taken"):  # type: ignore[attr-defined]
        here.line(key)
    here.line(key, document="示财预〔2026〕1号")


def test_a_typed_amount_is_marked_and_dated(here: County) -> None:
    key = here.program()
    line = here.line(key)
    reporter = here.actor(Role.REPORTER, "交通局")
    with refused("report-date-future"):  # type: ignore[attr-defined]
        operations.report_executed(reporter, line, 1, Y(40000), date(2026, 8, 22), at=AT)
    operations.report_executed(reporter, line, 1, Y(40000), date(2026, 7, 31), at=AT)
    executed = queries.executed([key], TODAY)[key]
    assert (executed.amount, executed.typed, executed.count) == (Y(40000), True, 0)
    assert queries.program(reporter, key, as_of=TODAY).rate == Y("0.4000")
    with pytest.raises(NotFound):
        operations.report_executed(here.actor(Role.REPORTER, "农业局"), line, 2, Y(1), TODAY, at=AT)


def test_budget_of_names_its_base(here: County) -> None:
    one, other = here.program(), here.program("桥梁")
    here.line(one)
    here.line(one, "50000", document="二号文")
    assert queries.budget_of([one, other])[one].amount == Y(150000)
    assert queries.budget_of([one, other])[other].base is None


def test_a_fund_entered_twice_at_one_time_is_told(here: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looked before the other wrote sees no fund of the name: the database says it, as a sentence."""
    monkeypatch.setattr(funds, "_free", lambda *_: None)
    operations.create_fund(here.office, FundDraft(2026, "衔接资金"), at=AT)
    other = operations.create_fund(here.office, FundDraft(2026, "农田资金"), at=AT)
    with refused("fund-taken"):  # type: ignore[attr-defined]
        operations.create_fund(here.office, FundDraft(2026, "衔接资金"), at=AT)
    with refused("fund-taken"):  # type: ignore[attr-defined]
        operations.edit_fund(here.office, other, 1, FundDraft(2026, "衔接资金"), at=AT)


def test_a_fund_shows_its_slice_beside_the_whole(here: County) -> None:
    draft = FundDraft(2026, "衔接资金", amount=Y(90000), division=here.units["农业股"].pk, competent=here.units["农业局"].pk)
    fund = operations.create_fund(here.office, draft, at=AT)
    with refused("fund-taken"):  # type: ignore[attr-defined]
        operations.create_fund(here.office, draft, at=AT)
    road, village = here.program(), here.program("饮水", "青溪镇")
    here.line(road, "30000", fund=fund)
    here.line(road, "70000")
    here.line(village, "20000", fund=fund)
    (facts,) = queries.funds(here.actor(Role.DIVISION, "农业股"), 2026, as_of=TODAY)
    assert (facts.budget.amount, facts.whole.amount, facts.programs, facts.units, facts.unassigned) == (Y(50000), Y(120000), 2, 2, Y(40000))


# ---- lists


def many(here: County, count: int) -> None:
    for number in range(count):
        here.line(here.program(f"项目{number}", code=f"HC26T{number:04}"), str(1000 + number))


def test_the_list_keeps_its_number_of_queries(here: County) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.programs(here.office, year=2026, as_of=TODAY, tab="project", window=slice(50))
        return len(caught)

    many(here, 10)
    few = asked()
    Program.objects.filter(name="项目9").delete() if False else None
    unit = here.units["农业局"]
    rows = [
        Program(region=here.region, year=2026, kind="project", code=f"HC26X{n:04}", name=f"批量{n}", unit=unit, tokens="")
        for n in range(190)
    ]
    Program.objects.bulk_create(rows)
    FundLine.objects.bulk_create(
        FundLine(region=here.region, program=row, budget_kind="general_public", identity="a", initial=Y(100)) for row in rows
    )
    assert (asked(), few <= 8) == (few, True)


def test_the_list_filters_sorts_counts_and_never_adds_across_kinds(here: County) -> None:
    many(here, 3)
    here.line(here.program(kind="overall", name=""), "900000")
    here.line(here.program("饮水工程", "青溪镇"), "777")
    found = queries.programs(here.office, year=2026, as_of=TODAY, sort="budget", descending=True, window=slice(2))
    assert (found.count, len(found.rows), found.rows[0].budget.amount) == (5, 2, Y(900000))
    assert {kind: totals.budget for kind, totals in found.totals.items()} == {"overall": Y(900000), "project": Y(3780)}
    assert found.tabs == {"project": 4, "overall": 1, "transfer": 0, "pending": 0, "closed": 0, "all": 5}
    assert queries.programs(here.office, year=2026, as_of=TODAY, where=ProgramFilter(text="饮水")).count == 1
    divisions = (here.units["农业股"].lineage,)
    assert [
        line.shown for line in queries.programs(here.office, year=2026, as_of=TODAY, where=ProgramFilter(divisions=divisions)).rows
    ] == ["饮水工程"]
    assert queries.programs(here.office, year=2025, as_of=TODAY).count == 0


def test_search_finds_two_characters_and_codes(here: County) -> None:
    key = here.program("村道硬化工程", code=CODE)
    assert [hit.id for hit in queries.search(here.office, "硬化")] == [key]
    assert [hit.id for hit in queries.search(here.office, CODE.lower())] == [key]
    assert queries.search(here.office, "") == ()
    assert queries.search(here.actor(Role.REPORTER, "农业局"), "硬化") == ()


# ---- coverage, roll-over


def test_coverage_names_who_lacks_what(here: County) -> None:
    here.program(kind="overall", name="")
    here.line(here.program(kind="transfer", name="转移支付一", unit="农业局"))
    found = queries.coverage(here.office, 2026)
    assert (found.units, found.overall) == (4, 1)
    assert {one.name for one in found.overall_missing} == {"县财政局", "农业局", "青溪镇"}
    assert [one.name for one in found.project_missing] == ["农业局"]
    assert [hit.shown for hit in found.without_lines] == ["交通局整体支出"]


def test_carry_over_copies_without_amounts_and_once(here: County) -> None:
    key = here.program(code=CODE)
    fund = operations.create_fund(here.office, FundDraft(2026, "衔接资金"), at=AT)
    here.line(key, fund=fund)
    with refused("program-carry-unit-missing"):  # type: ignore[attr-defined]
        operations.carry_over_programs(here.office, 2026, 2027, [key], at=AT)
    old = here.units["交通局"]
    Unit.objects.create(region=here.region, year=2027, lineage=old.lineage, code=old.code, name="交通运输局", kind=old.kind, path=old.path)
    (new,) = operations.carry_over_programs(here.office, 2026, 2027, [key], at=AT)
    facts = queries.program(here.office, new, as_of=TODAY)
    assert (facts.year, facts.code, facts.unit_name, facts.carried_from) == (2027, CODE, "交通运输局", key)
    (line,) = facts.lines
    assert (line.initial, line.label) == (None, "衔接资金")
    assert operations.carry_over_programs(here.office, 2026, 2027, [key], at=AT) == (new,)
    assert queries.program(here.office, key, as_of=TODAY).carried_to == new
