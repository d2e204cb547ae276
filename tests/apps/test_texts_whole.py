"""What somebody wrote is kept whole or refused with its length: no column cuts it without a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.apps.programsworld import AT, County, county, paid, workbook

from hengji.apps.programs import operations, tasks
from hengji.apps.programs.drafts import AdjustmentDraft, FundDraft, LineDraft
from hengji.apps.programs.models import FundLine, Payment, Program, SpecialFund
from hengji.apps.programs.queries import intake, program
from hengji.apps.programs.sheets import Report
from hengji.papers.registers import BUDGETS, PAYMENTS
from hengji.rules.refusals import Refused
from hengji.rules.wording import say

pytestmark = pytest.mark.django_db
APPS = Path(__file__).parents[2] / "src" / "hengji" / "apps"


@pytest.fixture
def here() -> County:
    return county()


def test_long_texts_are_refused_with_their_field_and_length(here: County) -> None:
    key = here.program()
    line = here.line(key)
    day = AT.date()
    tries: dict[str, Callable[[], object]] = {
        "名称最多 150 字，现有 151 字": lambda: here.program("长" * 151),
        "文号最多 100 字，现有 120 字": lambda: here.line(key, document="文" * 120),
        "来源名称最多 100 字，现有 101 字": lambda: here.line(key, label="源" * 101),
        "调整原因最多 1000 字": lambda: operations.adjust_line(
            here.office, line, 1, AdjustmentDraft("示财〔2026〕1号", day, Decimal(1), "因" * 1001), at=AT
        ),
        "原因最多 300 字，现有 301 字": lambda: operations.close_program(here.office, key, 1, "因" * 301, at=AT),
        "代码最多 40 字": lambda: operations.create_fund(here.office, FundDraft(2026, "乡村振兴", code="1" * 41), at=AT),
    }
    for said, work in tries.items():
        with pytest.raises(Refused) as refusal:
            work()
        assert refusal.value.code == "text-long" and said in say(refusal.value), said
    assert (Program.objects.count(), FundLine.objects.count(), SpecialFund.objects.count()) == (1, 1, 0)
    long = LineDraft("general_public", document="文" * 100)
    assert FundLine.objects.get(pk=operations.add_line(here.office, key, long, at=AT)).document == "文" * 100


def test_a_list_with_a_text_too_long_names_the_cell(here: County) -> None:
    heads = ("项目代码", "项目名称", "单位名称", "指标文号", "年初预算（万元）")
    rows: list[tuple[object, ...]] = [("", "长" * 151, "交通局", "", 10), ("", "村道硬化", "交通局", "文" * 101, 10)]
    key = tasks.receive(here.office, "budgets", 2026, "预算.xlsx", workbook(rows, heads), at=AT)
    tasks.try_out(here.office, key, intake(here.office, key).version, tasks.proposal_of(here.office, key).mapping, at=AT)
    tried = Report.from_json(intake(here.office, key).report)
    assert [one.place for one in tried.faults] == ["支付明细!B2", "支付明细!D3"] and "最多 150 个" in tried.faults[0].sentence


def test_a_payment_keeps_every_character(here: County) -> None:
    made = here.program()
    here.line(made)
    row = paid("2026-03-05", 10000, "V" * 60, summary="摘" * 1000)
    key = tasks.receive(here.office, "payments", 2026, "国库.xlsx", workbook([row]), at=AT)
    tasks.try_out(here.office, key, intake(here.office, key).version, tasks.proposal_of(here.office, key).mapping, at=AT)
    operations.start_import(here.office, key, intake(here.office, key).version, at=AT)
    tasks.apply_file(here.office, lambda *_: None, at=AT, intake=str(key))
    kept = Payment.objects.get()
    assert (len(kept.summary), len(kept.voucher)) == (1000, 60) and program(here.office, made, as_of=AT.date()).executed.count == 1


@pytest.mark.parametrize(
    ("register", "model", "columns"),
    [
        (BUDGETS, Program, {"name": "name"}),
        (BUDGETS, FundLine, {"document": "document"}),
        (BUDGETS, SpecialFund, {"fund": "name"}),
        (PAYMENTS, Payment, {"unit_code": "unit_code", "unit": "unit_name", "code": "code", "name": "name", "document": "document",
                             "fund": "fund", "summary": "summary", "payee": "payee", "voucher": "voucher"}),
    ],
)  # fmt: skip
def test_a_list_takes_no_more_than_its_column_holds(register, model, columns) -> None:  # type: ignore[no-untyped-def]
    for key, column in columns.items():
        assert register.column(key).longest <= model._meta.get_field(column).max_length, (register.name, key)


WRITTEN = re.compile(r"\b(?:caption|reason|why|opinion|title|document|label|words|reply)(?:\.strip\(\))?\[:\w+\]")


MADE = {"why=one.why", "title=title", "(Outcome.APPLIED, why"}
"""Sentences the program makes itself."""


@pytest.mark.parametrize("folder", ["programs", "library", "targets", "appraisal", "organisations", "monitoring/operations"])
def test_no_text_of_a_person_is_cut(folder: str) -> None:
    lines = [(path.name, line.strip()) for path in (APPS / folder).rglob("*.py") for line in path.read_text().splitlines()]
    assert [one for one in lines if WRITTEN.search(one[1]) and not any(made in one[1] for made in MADE)] == []
