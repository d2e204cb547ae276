"""Treasury payments: the line each belongs to, imports that never double, persons masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.treasury import (
    Ambiguous,
    LineKey,
    Matched,
    TreasuryPayment,
    Unmatched,
    executed,
    is_person,
    mask_account,
    mask_payee,
    masked,
    match,
    match_all,
    payment_keys,
)

ROAD = LineKey(
    "1", "示例道路硬化", "51092325T000000000001", "示例县交通运输局", "219001", "示财农〔2025〕12号", "general_public", "central"
)
ROAD_COUNTY = replace(ROAD, id="2", document="示财预〔2025〕3号", level="county")
BRIDGE = LineKey(
    "3", "示例危桥改造", "51092325T000000000002", "示例县交通运输局", "219001", "示财农〔2025〕12号", "general_public", "central"
)
FUND_A = LineKey("4", "到户产业补助", None, "青溪镇人民政府", None, "示财农〔2025〕20号", "general_public", "central")
FUND_B = replace(FUND_A, id="5", unit="白石乡人民政府")
LINES = [ROAD, ROAD_COUNTY, BRIDGE, FUND_A, FUND_B]


def paid(**about: object) -> TreasuryPayment:
    return TreasuryPayment(Decimal("100.00"), date(2025, 3, 1), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("payment", "line"),
    [
        (paid(code="51092325t000000000001", document="示财农[2025]12号"), ROAD),
        (paid(code="51092325T000000000001", document="示财预〔2025〕3 号"), ROAD_COUNTY),
        (paid(code="51092325T000000000001", level="county"), ROAD_COUNTY),
        (paid(code="51092325T000000000002"), BRIDGE),
        (paid(name="示例道路硬化", unit="219001-示例县交通运输局", document="示财农〔2025〕12号"), ROAD),
        (paid(name="到户产业补助", unit="示例县青溪镇人民政府"), FUND_A),
        (paid(name="到户产业补助（2025年）", unit="白石乡人民政府"), FUND_B),
        (paid(unit="青溪镇人民政府", document="示财农〔2025〕20号"), FUND_A),
    ],
)
def test_matched_by_document_code_unit_and_name(payment: TreasuryPayment, line: LineKey) -> None:
    outcome = match(payment, LINES)
    assert isinstance(outcome, Matched) and outcome.line == line and "一致" in outcome.why


@pytest.mark.parametrize(
    ("payment", "candidates", "word"),
    [
        (paid(code="51092325T000000000001"), {"1", "2"}, "2 行"),
        (paid(code="51092325T000000000001", document="示财农〔2025〕99号"), {"1", "2"}, "没有指标文号"),
        (paid(name="示例道路硬化工程", unit="示例县交通运输局"), {"1", "2"}, "名称相近"),
        (paid(name="青溪产业奖补", unit="青溪镇人民政府", document="示财农〔2025〕20号"), {"4"}, "项目名称或代码对不上"),
        (paid(document="示财农〔2025〕20号"), {"4", "5"}, "没有写明单位"),
        (paid(code="51092325T000000000002", nature="government_fund"), {"3"}, "资金性质不同"),
    ],
)
def test_a_doubt_waits_for_a_person(payment: TreasuryPayment, candidates: set[str], word: str) -> None:
    outcome = match(payment, LINES)
    assert isinstance(outcome, Ambiguous), outcome
    assert {line.id for line in outcome.candidates} == candidates and word in outcome.reason


@pytest.mark.parametrize(
    "payment",
    [
        paid(code="51092325T000000000009"),
        paid(name="完全不同的事情", unit="示例县交通运输局"),
        paid(name="示例道路硬化", unit="示例县教育局"),
        paid(name="到户产业补助"),
        paid(code="51092325T000000000009", name="示例道路硬化", unit="示例县交通运输局"),
        paid(),
    ],
)
def test_unmatched_says_what_was_looked_for(payment: TreasuryPayment) -> None:
    outcome = match(payment, LINES)
    assert isinstance(outcome, Unmatched | Ambiguous)
    if payment.name != "到户产业补助" and payment.code != "51092325T000000000009":
        assert isinstance(outcome, Unmatched)
    assert not isinstance(outcome, Matched)


def test_another_code_is_another_project_however_alike_the_name() -> None:
    outcome = match(paid(code="51092325T000000000009", name="示例道路硬化", unit="示例县交通运输局"), LINES)
    assert outcome == Unmatched("没有找到与项目代码“51092325T000000000009”、项目“示例道路硬化”、单位“示例县交通运输局”对应的资金来源")


def test_all_at_once_is_one_by_one() -> None:
    payments = [
        paid(code="51092325T000000000002"),
        paid(),
        paid(name="到户产业补助", unit="青溪镇政府"),
        paid(code="51092325T000000000001"),
    ]
    assert match_all(payments, LINES) == tuple(match(payment, LINES) for payment in payments)


# ---- importing twice

_PAYMENTS = st.lists(
    st.builds(
        TreasuryPayment,
        amount=st.sampled_from([Decimal("1.00"), Decimal("-1.00"), Decimal("2.5")]),
        paid_on=st.sampled_from([None, date(2025, 1, 1), date(2025, 1, 2)]),
        name=st.sampled_from(["甲", "乙", None]),
        payee=st.sampled_from(["张三", "示例公司", None]),
        voucher=st.sampled_from([None, "1", "2"]),
    ),
    max_size=12,
)


@given(_PAYMENTS)
def test_importing_twice_is_importing_once(payments: list[TreasuryPayment]) -> None:
    first = payment_keys(payments)
    assert len(set(first)) == len(payments), "every row of a file counts"
    assert payment_keys(payments) == first


@given(_PAYMENTS, st.randoms())
def test_order_does_not_matter_and_a_longer_export_only_adds(payments: list[TreasuryPayment], random: object) -> None:
    mixed = list(payments)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert set(payment_keys(mixed)) == set(payment_keys(payments))
    half = payments[: len(payments) // 2]
    assert set(payment_keys(half)) <= set(payment_keys(payments))


def test_equal_rows_of_one_file_are_two_payments() -> None:
    payment = paid(name="甲", payee="张三")
    first, second = payment_keys([payment, payment])
    assert payment_keys([payment]) == (first,) and first != second and len(first) == len(second) == 64


def test_what_is_printed_otherwise_is_the_same_payment() -> None:
    a = TreasuryPayment(
        Decimal("100"), date(2025, 3, 1), unit="示例局", name="甲项目", document="示财〔2025〕1号", voucher="PZ 1", summary="付款", row=5
    )
    b = TreasuryPayment(
        Decimal("100.00"), date(2025, 3, 1), unit="219001-示例局", name="甲 项目", document="示财[2025]1号", voucher="pz1", row=9
    )
    assert payment_keys([a]) == payment_keys([b])
    assert payment_keys([replace(a, amount=Decimal("-100"))]) != payment_keys([a])
    assert payment_keys([replace(a, voucher=None)]) != payment_keys([a])


# ---- persons


@pytest.mark.parametrize(
    ("payee", "shown"),
    [
        ("张三", "张*"), ("张三丰", "张*"), ("欧阳示例", "欧阳*"), ("买买提·艾力", "买*"), ("才让卓玛", "才*"), ("古丽巴哈尔买买提", "古*"),
        ("张三等12人", "张*等12人"), ("李四(个体)", "李*"), ("John Smith", "J*"),
        ("示例建设有限公司", "示例建设有限公司"), ("示例县财政局", "示例县财政局"), ("水务局", "水务局"), ("某公司", "某公司"),
        ("某医院", "某医院"), ("青溪镇人民政府", "青溪镇人民政府"),
        ("示例县第一中学", "示例县第一中学"), ("红星村民委员会", "红星村民委员会"), ("ABC Co., Ltd", "ABC Co., Ltd"),
        ("示例养殖专业合作社", "示例养殖专业合作社"),
        ("示例县总工会", "示例县总工会"), (None, None), ("", ""),
    ],
)  # fmt: skip
def test_persons_are_masked_and_companies_stay(payee: str | None, shown: str | None) -> None:
    assert mask_payee(payee) == shown
    assert is_person(payee) == (payee != shown)


def test_account_and_summary() -> None:
    assert mask_account("6222 0200 0000 1234") == "****1234" and mask_account("12") == "****" and mask_account(None) is None
    kept = masked(paid(payee="张三", account="6222020000001234", summary="付张三劳务费，卡号6222020000001234567"))
    assert (kept.payee, kept.account, kept.summary) == ("张*", "****1234", "付张*劳务费，卡号****4567")


@given(st.text("张王李赵欧阳三四五等人户12()（）·", max_size=8))
def test_masking_twice_is_masking_once(name: str) -> None:
    assert mask_payee(mask_payee(name)) == mask_payee(name)


def test_executed_as_of() -> None:
    payments = [
        (date(2025, 7, 31), Decimal("10.00")),
        (date(2025, 8, 1), Decimal("5.00")),
        (None, Decimal("1.00")),
        (date(2025, 2, 1), Decimal("-3")),
    ]
    assert executed(payments, date(2025, 7, 31)) == Decimal("8.00")
    assert executed([], date(2025, 7, 31)) == 0


@pytest.mark.parametrize(("amount", "line"), [("99999.99", True), ("100000.00", False), ("-100000.00", False)])
def test_a_payment_ten_times_the_budget_waits_for_a_person(amount: str, line: bool) -> None:
    small = replace(ROAD, budget=Decimal(10000))
    outcome = match(replace(paid(code=ROAD.code), amount=Decimal(amount)), [small])
    assert isinstance(outcome, Matched) is line
    if not line:
        assert isinstance(outcome, Ambiguous) and outcome.candidates == (small,) and "10倍" in outcome.reason and "单位" in outcome.reason
