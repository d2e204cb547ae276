"""Treasury exports and budget lists: tried, taken in whole, never twice; what no rule could place waits for a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from tests.apps.programsworld import AT, CODE, TODAY, County, county, paid, workbook

from hengji.apps.audit.models import Entry
from hengji.apps.organisations.queries import units
from hengji.apps.programs import operations, queries, tasks
from hengji.apps.programs.models import BudgetAdjustment, ColumnMapping, FundLine, Intake, Payment, Program
from hengji.apps.programs.sheets import Report, budget_workbook
from hengji.papers.registers import BUDGETS, read, write
from hengji.rules.access import Role
from hengji.rules.refusals import NotFound, Refused, StaleVersion

pytestmark = pytest.mark.django_db
Y = Decimal


@pytest.fixture
def here() -> County:
    return county()


def told(_done: int, _total: int, _note: str = "") -> None:
    """A job's progress nobody looks at."""


def handed_in(here: County, content: bytes, register: str = "payments", name: str = "国库导出.xlsx") -> UUID:
    """Upload, and confirm the columns where they were not confirmed before."""
    key = tasks.receive(here.office, register, 2026, name, content, at=AT)
    facts = queries.intake(here.office, key)
    if facts.state == "columns":
        tasks.try_out(here.office, key, facts.version, tasks.proposal_of(here.office, key).mapping, at=AT)
    return key


def taken_in(here: County, content: bytes, register: str = "payments") -> dict[str, int]:
    """The whole way; the counts of the report."""
    key = handed_in(here, content, register)
    operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)
    tasks.apply_file(here.office, told, at=AT, intake=str(key))
    facts = queries.intake(here.office, key)
    assert facts.state == "applied"
    return dict(facts.counts)


def report(here: County, key: UUID) -> Report:
    return Report.from_json(queries.intake(here.office, key).report)


EXPORT = [
    paid("2026-03-05", 10000, "V1"),
    paid("2026-06-30", 20000.55, "V2"),
    paid("2026-08-30", 5000, "V3"),
    paid("2026-07-02", -500.55, "V4", summary="退回多付"),
    paid("2026-07-03", 333, "V5", name="没有登记的项目"),
    paid("2026-07-04", 444, "V6", name="", unit="外来单位", document="不认识的文号"),
]


# ---- payments


def test_an_export_is_tried_then_taken_in_whole(here: County) -> None:
    key = here.program()
    line = here.line(key)
    file = handed_in(here, workbook(EXPORT))
    tried = report(here, file)
    assert tried.counts == {"新增": 6, "其中已匹配": 4, "其中待认定": 2, "其中与已导入凭证冲突": 0, "此前已导入": 0, "有错误": 0}
    assert not Payment.objects.exists()
    assert [one.cell for one in tried.lines] == ["支付明细!F6", "支付明细!F7"]
    operations.start_import(here.office, file, queries.intake(here.office, file).version, at=AT)
    done = tasks.apply_file(here.office, told, at=AT, intake=str(file))
    assert done["sentence"] == "已导入6笔支付。"
    assert queries.executed([key], TODAY)[key].paid == Y("29500.00")
    assert queries.executed([key], date(2026, 12, 31))[key].paid == Y("34500.00")
    assert queries.executed([key], date(2026, 3, 4))[key].amount == Y(0)
    assert queries.executed_lines([line], date(2026, 6, 30))[line].count == 2
    assert queries.program(here.office, key, as_of=TODAY).rate == Y("0.2950")


def test_the_same_export_adds_nothing_and_its_content_is_gone(here: County) -> None:
    here.line(here.program())
    taken_in(here, workbook(EXPORT))
    assert not Intake.objects.exclude(content=None).exists()
    file = handed_in(here, workbook([*EXPORT, *EXPORT[:0]]))
    assert report(here, file).counts["此前已导入"] == 6
    with pytest.raises(Refused) as told_why:
        operations.start_import(here.office, file, queries.intake(here.office, file).version, at=AT)
    assert (told_why.value.code, Payment.objects.count()) == ("intake-nothing-new", 6)
    assert taken_in(here, workbook([*EXPORT, paid("2026-08-01", 7, "V9")]))["新增"] == 1


def test_a_job_begun_again_after_a_crash_finds_the_file_applied(here: County) -> None:
    here.line(here.program())
    key = handed_in(here, workbook(EXPORT))
    operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)
    tasks.apply_file(here.office, told, at=AT, intake=str(key))
    assert tasks.apply_file(here.office, told, at=AT, intake=str(key))["sentence"] == "这份文件已经导入。"
    assert Payment.objects.count() == 6


def test_the_database_itself_refuses_a_payment_twice(here: County) -> None:
    here.line(here.program())
    taken_in(here, workbook(EXPORT))
    row = Payment.objects.first()
    assert row is not None
    row.pk = UUID(int=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_columns_are_confirmed_once_and_remembered(here: County) -> None:
    here.line(here.program())
    heads = ("业务发生日", "用款单位", "项目代码", "项目名称", "指标文号", "本笔金额", "摘要", "收款人", "收款账号", "支付凭证号")
    first = tasks.receive(here.office, "payments", 2026, "甲.xlsx", workbook(EXPORT, heads), at=AT)
    assert queries.intake(here.office, first).state == "columns"
    mapping = dict(
        zip("ABCDEFGHIJ", ("paid_on", "unit", "code", "name", "document", "amount", "summary", "payee", "account", "voucher"), strict=True)
    )
    with pytest.raises(Refused) as lacking:
        tasks.try_out(here.office, first, 1, {"A": "paid_on"}, at=AT)
    with pytest.raises(Refused) as twice:
        tasks.try_out(here.office, first, 1, {**mapping, "E": "name"}, at=AT)
    assert (lacking.value.code, twice.value.code) == ("intake-columns-lacking", "intake-columns-twice")
    tasks.try_out(here.office, first, 1, mapping, at=AT)
    assert report(here, first).counts["新增"] == 6
    second = tasks.receive(here.office, "payments", 2026, "乙.xlsx", workbook(EXPORT[:2], heads), at=AT)
    assert (queries.intake(here.office, second).state, report(here, second).counts["新增"]) == ("checked", 2)
    assert ColumnMapping.objects.get().confirmed_by == "马晓兰"


def test_a_fault_anywhere_stops_everything_and_names_its_cell(here: County) -> None:
    here.line(here.program())
    key = handed_in(
        here,
        workbook(
            [
                *EXPORT,
                paid("2026-02-30", 1, "V8"),
                paid("2025-12-31", 2, "V9"),
                ("2026-01-01", "交通局", "", "村道硬化", "", "一大笔", "", "", "", ""),
            ]
        ),
    )
    tried = report(here, key)
    assert [fault.place for fault in tried.faults] == ["支付明细!A8", "支付明细!F10", "支付明细!F9"]
    assert all(fault.sentence and fault.remedy for fault in tried.faults)
    with pytest.raises(Refused) as why:
        operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)
    assert (why.value.code, Payment.objects.count()) == ("intake-has-errors", 0)


def test_persons_and_accounts_are_masked_before_anything_is_stored(here: County) -> None:
    here.line(here.program())
    taken_in(here, workbook([paid("2026-03-05", 600, "V1", payee="张小三", account="6222020000001234", summary="张小三护林工资")]))
    row = Payment.objects.get()
    assert (row.payee, row.account, row.summary) == ("张*", "****1234", "张*护林工资")
    everything = str(list(Payment.objects.values())) + str(list(Intake.objects.values())) + str(list(Entry.objects.values_list("payload")))
    assert "张小三" not in everything and "6222020000001234" not in everything


def test_secret_programs_take_no_payment_only_a_count(here: County) -> None:
    here.line(here.program())
    here.program(name="", code="SM26001", secret=True)
    key = handed_in(here, workbook([*EXPORT[:1], paid("2026-03-05", 99, "S1", name="不可说的名称", code="sm26001")]))
    tried = report(here, key)
    assert tried.counts["新增"] == 1 and any("1行属于涉密项目" in note for note in tried.notes)
    assert "不可说" not in str(tried)


def test_a_corrected_voucher_is_a_conflict_for_a_person(here: County) -> None:
    key = here.program()
    here.line(key)
    taken_in(here, workbook(EXPORT[:2]))
    counts = taken_in(here, workbook([paid("2026-03-05", 12000, "V1"), EXPORT[1]]))
    assert (counts["新增"], counts["其中与已导入凭证冲突"], counts["此前已导入"]) == (1, 1, 1)
    assert queries.executed([key], TODAY)[key].paid == Y("30000.55")
    row = Payment.objects.get(state="queued")
    assert "凭证V1此前已导入" in row.why
    operations.correct_payment(here.office, row.pk, row.version, at=AT)
    assert queries.executed([key], TODAY)[key].paid == Y("32000.55")
    assert taken_in_nothing(here, workbook([paid("2026-03-05", 12000, "V1"), EXPORT[1]]))


def taken_in_nothing(here: County, content: bytes) -> bool:
    return report(here, handed_in(here, content)).changes == 0


def test_one_more_row_of_a_voucher_is_no_conflict(here: County) -> None:
    here.line(here.program())
    taken_in(here, workbook(EXPORT[:1]))
    counts = taken_in(here, workbook([EXPORT[0], paid("2026-03-05", 1, "V1")]))
    assert (counts["其中与已导入凭证冲突"], counts["其中已匹配"]) == (0, 1)


def test_a_person_matches_once_and_the_next_import_knows(here: County) -> None:
    key = here.program()
    line = here.line(key)
    rows = [paid("2026-07-03", 333, "V5", name="硬化路"), paid("2026-07-04", 444, "V6", name="硬化路")]
    taken_in(here, workbook(rows))
    first, second = Payment.objects.order_by("voucher")
    assert queries.waiting_count(here.office, 2026) == 2
    assert queries.alike_count(here.office, first.pk) == 1
    (candidate, *_) = queries.candidates(here.office, first.pk, as_of=TODAY)
    assert (candidate.line, candidate.room) == (line, Y(100000))
    assert operations.match_payment(here.office, first.pk, first.version, line, at=AT) == 2
    assert taken_in(here, workbook([*rows, paid("2026-08-04", 555, "V7", name="硬化路")]))["其中已匹配"] == 1
    assert queries.executed([key], TODAY)[key].paid == Y(1332)
    assert Payment.objects.get(voucher="V7").why.startswith("按马晓兰2026-08-21")
    second.refresh_from_db()
    operations.undo_payment_decision(here.office, second.pk, second.version, at=AT)
    assert taken_in(here, workbook([*rows, paid("2026-08-05", 1, "V8", name="硬化路")]))["其中待认定"] == 1


def test_what_was_decided_of_others_does_not_let_a_wrong_unit_through(here: County) -> None:
    line = here.line(here.program(), "50000")
    rows = [paid("2026-08-01", 777, "V5", name="硬化路"), paid("2026-08-02", 500000, "V6", name="硬化路")]
    taken_in(here, workbook(rows))
    first = Payment.objects.get(voucher="V5")
    assert operations.match_payment(here.office, first.pk, first.version, line, at=AT) == 1, "a payment ten times the budget is its own"
    tried = taken_in(here, workbook([*rows, paid("2026-08-04", 555, "V7", name="硬化路"), paid("2026-08-05", 600000, "V8", name="硬化路")]))
    assert (tried["其中已匹配"], tried["其中待认定"]) == (1, 1)
    waiting = Payment.objects.get(voucher="V8")
    assert (waiting.state, waiting.line) == ("queued", None)
    assert waiting.why.startswith("按马晓兰2026-08-21") and "12倍" in waiting.why and "金额单位" in waiting.why
    operations.match_payment(here.office, waiting.pk, waiting.version, line, at=AT)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.line_id) == ("matched", line), "a person may say that it is right"


def test_setting_aside_needs_a_reason_and_can_be_taken_back(here: County) -> None:
    taken_in(here, workbook(EXPORT[-1:]))
    row = Payment.objects.get()
    with pytest.raises(Refused):
        operations.set_payment_aside(here.office, row.pk, row.version, "", at=AT)
    operations.set_payment_aside(here.office, row.pk, row.version, "往来款，不属于项目", at=AT)
    with pytest.raises(Refused) as decided:
        operations.set_payment_aside(here.office, row.pk, 2, "再来", at=AT)
    assert decided.value.code == "payment-decided"
    operations.undo_payment_decision(here.office, row.pk, 2, at=AT)
    assert queries.payments(here.office, year=2026, tab="queued").count == 1


def test_two_people_on_one_payment_one_wins(here: County) -> None:
    line = here.line(here.program())
    taken_in(here, workbook(EXPORT[-1:]))
    row = Payment.objects.get()
    operations.match_payment(here.office, row.pk, row.version, line, at=AT)
    with pytest.raises((Refused, StaleVersion)):
        operations.match_payment(here.office, row.pk, row.version, line, at=AT)


def test_only_the_office_imports_and_sees_what_waits(here: County) -> None:
    reporter = here.actor(Role.REPORTER, "交通局")
    with pytest.raises(NotFound):
        tasks.receive(reporter, "payments", 2026, "甲.xlsx", workbook(EXPORT), at=AT)
    here.line(here.program())
    taken_in(here, workbook(EXPORT))
    assert queries.payments(reporter, year=2026).count == 4
    assert queries.payments(here.actor(Role.REPORTER, "农业局"), year=2026).count == 0
    waiting = Payment.objects.filter(state="queued").first()
    assert waiting is not None
    with pytest.raises(NotFound):
        queries.candidates(reporter, waiting.pk, as_of=TODAY)
    assert queries.waiting(reporter, TODAY) == ()
    assert [one.matter for one in queries.waiting(here.office, TODAY)] == ["认定支付"]


def test_a_file_that_is_no_table_is_refused_in_words(here: County) -> None:
    with pytest.raises(Refused) as why:
        tasks.receive(here.office, "payments", 2026, "甲.xlsx", b"not a workbook", at=AT)
    assert why.value.code == "intake-unreadable"


def test_ten_thousand_payments_in_one_transaction(here: County) -> None:
    for number in range(20):
        here.line(here.program(f"项目{number}", code=f"HC26T{number:04}"))
    rows = [paid(f"2026-0{1 + n % 8}-15", 100 + n, f"W{n:05}", name=f"项目{n % 20}", code=f"HC26T{n % 20:04}") for n in range(10_000)]
    counts = taken_in(here, workbook(rows))
    assert (counts["新增"], counts["其中已匹配"], Payment.objects.count()) == (10_000, 10_000, 10_000)
    listed = queries.programs(here.office, year=2026, as_of=TODAY, tab="project")
    assert listed.totals["project"].executed == sum(Y(100 + n) for n in range(10_000))


# ---- budgets

HEADS_BUDGET = (
    "项目代码",
    "项目名称",
    "项目类型",
    "单位名称",
    "主管部门",
    "资金性质",
    "资金级次",
    "专项资金",
    "指标文号",
    "下达日期",
    "年初预算",
    "调整预算",
    "是否涉密",
)
BUDGET = [
    (CODE, "村道硬化", "项目支出", "公路段", "交通局", "一般公共预算", "县级", "", "", "", 10, 8, ""),
    (CODE, "村道硬化", "项目支出", "公路段", "交通局", "政府性基金预算", "省级", "衔接资金", "示财农〔2026〕2号", "2026-03-01", "", 5, ""),
    ("", "", "部门整体支出", "交通局", "", "一般公共预算", "县级", "", "", "", 100, "", ""),
    ("SM26002", "不可说的名称", "项目支出", "交通局", "", "一般公共预算", "", "", "", "", 77, "", "是"),
]


def test_a_budget_list_makes_programs_lines_funds_and_steps(here: County) -> None:
    counts = taken_in(here, workbook(BUDGET, HEADS_BUDGET), "budgets")
    assert (counts["新增对象"], counts["新增资金行"]) == (3, 3)
    road = Program.objects.get(code=CODE)
    assert (road.unit.name, road.competent and road.competent.name) == ("公路段", "交通局")
    assert queries.budget_of([road.pk])[road.pk].amount == Y(130000)
    assert list(BudgetAdjustment.objects.order_by("line__budget_kind").values_list("before", "after")) == [
        (Y(100000), Y(80000)),
        (None, Y(50000)),
    ]
    assert Program.objects.get(kind="overall").name == "交通局整体支出"
    secret = Program.objects.get(secret=True)
    assert (secret.name, secret.lines.count()) == ("", 0)
    assert "不可说" not in str(list(Entry.objects.values())) + str(list(Intake.objects.values()))


def test_the_same_list_again_changes_nothing_and_a_new_one_what_it_says(here: County) -> None:
    taken_in(here, workbook(BUDGET, HEADS_BUDGET), "budgets")
    assert report(here, handed_in(here, workbook(BUDGET, HEADS_BUDGET), "budgets")).counts["不变对象"] == 3
    changed = [(CODE, "村道硬化二期", *BUDGET[0][2:11], 9, ""), *BUDGET[1:]]
    key = handed_in(here, workbook(changed, HEADS_BUDGET), "budgets")
    (line,) = report(here, key).lines
    assert line.why == "名称由“村道硬化”改为“村道硬化二期”；调整后预算改为9.00万元"
    operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)
    tasks.apply_file(here.office, told, at=AT, intake=str(key))
    row = FundLine.objects.get(program__code=CODE, budget_kind="general_public")
    assert (row.adjusted, row.adjustments.count(), row.program.name) == (Y(90000), 2, "村道硬化二期")


def test_a_carried_line_without_money_is_filled_not_doubled(here: County) -> None:
    """What a year-end roll-over leaves is the source without document and amount; the budget of the new year belongs to it."""
    unit = here.units["公路段"].pk
    made = here.program("村道硬化", "公路段", code=CODE)
    carried = here.line(made, None)
    taken_in(here, workbook([(*BUDGET[0][:8], "示财预〔2026〕1号", "2026-01-09", 10, "", "")], HEADS_BUDGET), "budgets")
    (row,) = FundLine.objects.filter(program=made)
    assert (row.pk, row.initial, row.document, row.issued_on) == (carried, Y(100000), "示财预〔2026〕1号", date(2026, 1, 9))
    again = workbook([(*BUDGET[0][:8], "示财预〔2026〕1号", "2026-01-09", 10, "", "")], HEADS_BUDGET)
    assert report(here, handed_in(here, again, "budgets")).counts["不变对象"] == 1
    assert Program.objects.get(pk=made).unit_id == unit


def test_a_faulty_list_names_cell_and_remedy_and_changes_nothing(here: County) -> None:
    rows = [
        ("123", "甲", "项目支出", "没有这个单位", "", "一般公共预算", "", "", "", "", 1, "", ""),
        ("5113002600000655471", "乙", "项目支出", "交通局", "", "一般公共预算", "", "", "", "", 1, "", ""),
        ("", "丙", "项目支出", "交通局", "没有这个部门", "一般公共预算", "", "", "", "", 1, "", ""),
    ]
    key = handed_in(here, workbook(rows, HEADS_BUDGET), "budgets")
    faults = report(here, key).faults
    assert [fault.place for fault in faults] == ["支付明细!D2", "支付明细!A3", "支付明细!E4"]
    with pytest.raises(Refused):
        operations.start_import(here.office, key, queries.intake(here.office, key).version, at=AT)


def test_what_is_written_reads_back_as_no_change(here: County) -> None:
    taken_in(here, workbook(BUDGET, HEADS_BUDGET), "budgets")
    content = budget_workbook(here.office, 2026)
    reading = read(BUDGETS, content, year=2026)
    assert reading.ok and {row.text("code") for row in reading.rows} == {CODE, None, "SM26002"}
    assert report(here, handed_in(here, content, "budgets")).changes == 0
    assert len(read(BUDGETS, budget_workbook(here.actor(Role.REPORTER, "农业局"), 2026), year=2026).rows) == 0


def test_an_import_of_eight_hundred_programs_is_one_transaction(here: County) -> None:
    names = [unit.name for unit in units(here.office, 2026) if unit.kind != "division"]
    rows = [
        {"code": f"HC26P{n:05}", "name": f"项目{n}", "unit": names[n % len(names)], "nature": "general_public", "initial": Y(10000 + n)}
        for n in range(800)
    ]
    assert taken_in(here, write(BUDGETS, rows), "budgets")["新增对象"] == 800
    assert connection.in_atomic_block
    assert Program.objects.count() == FundLine.objects.count() == 800
