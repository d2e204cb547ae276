"""sum-mismatch: parts that do not make the whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.forms import FundRow, FundSource

from .builder import brief, clean, clean_rows, found, fund, row, with_fund

CODE = "sum-mismatch"


def funds(whole: str, *parts: tuple[FundSource, str]) -> tuple[FundRow, ...]:
    rows = (fund(f"来源{i}", source, 7 + i, initial=amount, executed=amount) for i, (source, amount) in enumerate(parts))
    return (fund(initial=whole, executed=whole), *rows)


def test_a_column_that_does_not_add_up_is_an_error_at_the_total() -> None:
    assert brief(found(with_fund(clean(), 1, initial="101.00"), CODE)) == [("error", "年度资金总额", "E6")]


def test_half_a_last_digit_may_be_lost_per_row() -> None:
    thirds = funds("100.00", *((FundSource.OTHER, "33.33"),) * 3)
    assert found(clean(funds=thirds), CODE) == []
    assert found(clean(funds=funds("100.02", *((FundSource.OTHER, "33.33"),) * 3)), CODE)


def test_whole_numbers_beside_decimals_are_exact() -> None:
    assert found(clean(funds=funds("662.98", (FundSource.OTHER, "191"), (FundSource.CITY, "99"), (FundSource.COUNTY, "372.88"))), CODE)


def test_rows_that_only_divide_another_row_are_not_added_twice() -> None:
    nested = funds("120", (FundSource.FISCAL, "100"), (FundSource.CENTRAL, "60"), (FundSource.COUNTY, "40"), (FundSource.OTHER, "20"))
    beside = funds("120", (FundSource.FISCAL, "60"), (FundSource.COUNTY, "40"), (FundSource.OTHER, "20"))
    assert found(clean(funds=nested), CODE) == found(clean(funds=beside), CODE) == []


def test_sub_indicators_and_their_parent() -> None:
    def parts(*actuals: str, targets: tuple[str, str] = ("8公里", "4公里")) -> list[tuple[str, str, str | None]]:
        rows = (
            row(f"村{i}里程", t, a, "", line=30 + i, parent="道路硬化里程") for i, (t, a) in enumerate(zip(targets, actuals, strict=True))
        )
        return brief(found(clean(indicators=(*clean_rows(), *rows)), CODE))

    assert parts("5公里", "2.5公里") == []
    assert parts("5公里", "2公里") == [("error", "道路硬化里程", "F12")]
    assert parts("5公里", "1公里", targets=("3公里", "2公里")) == []  # names only some of the parts
    assert parts("5公里", "2.5公里", targets=("9公里", "4公里")) == [("error", "道路硬化里程", "E12")]
    assert parts("5000米", "2500米", targets=("8000米", "4000米")) == []
    assert parts("5000米", "2500米", targets=("9000米", "4000米")) == [("error", "道路硬化里程", "E12")]


def test_an_amount_off_by_a_unit_is_not_added() -> None:
    form = with_fund(clean(), 0, executed="720000", stated_rate="")
    assert [one.code for one in found(form) if one.code in (CODE, "unit-conflict")] == ["unit-conflict"]


def lines(whole: str, *parts: tuple[str, FundSource, str]) -> list[tuple[str, str, str | None]]:
    """What is found where the total and the labelled rows below stand in every column."""
    rows = (fund(label, source, 7 + i, initial=amount, executed=amount) for i, (label, source, amount) in enumerate(parts))
    return brief(found(clean(funds=(fund(initial=whole, executed=whole), *rows)), CODE))


OTHER = FundSource.OTHER
OVERALL = (("基本支出", OTHER, "80"), ("人员经费", OTHER, "70"), ("公用经费", OTHER, "10"), ("项目支出", OTHER, "40"))


def test_staff_and_running_costs_are_parts_of_basic_spending() -> None:
    assert lines("120", *OVERALL) == []
    assert lines("125", *OVERALL) == [("error", "年度资金总额", "E6"), ("error", "年度资金总额", "H6")]
    assert lines("120", OVERALL[0], ("其中：人员经费", OTHER, "70"), OVERALL[3]) == []  # 其中 may name only some


def test_a_total_divided_by_source_and_again_by_use() -> None:
    by_source = (("财政拨款", FundSource.FISCAL, "100"), ("其他收入", OTHER, "20"))
    assert lines("120", *by_source, *OVERALL) == []
    assert lines("125", *by_source, *OVERALL)


def test_rows_that_make_the_row_above_are_its_parts() -> None:
    assert lines("50", ("甲项", OTHER, "30"), ("甲一", OTHER, "20"), ("甲二", OTHER, "10"), ("乙项", OTHER, "20")) == []
    assert lines("60", ("甲项", OTHER, "30"), ("甲一", OTHER, "20"), ("甲二", OTHER, "10"), ("乙项", OTHER, "20"))
    assert lines("100", ("甲项", OTHER, "100"), ("乙项", OTHER, "100"))  # one equal row is no division


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=5), st.integers(1, 50))
def test_what_adds_up_is_never_accused_and_one_more_always_is(amounts: list[int], more: int) -> None:
    parts = [(f"第{i}项", OTHER, str(amount)) for i, amount in enumerate(amounts)]
    assert lines(str(sum(amounts)), *parts) == []
    assert lines(str(sum(amounts) + 50000 + more), *parts)


def test_an_amount_column_of_another_year_must_add_up_too() -> None:
    def history(caption: str, *printed: str) -> list[tuple[str, str, str | None]]:
        rows = [fund(initial="3", executed="3"), *(fund(f"来源{i}", OTHER, 7 + i, initial="1", executed="1") for i in range(3))]
        told = [
            replace(row, texts={**row.texts, caption: text}, cells={**row.cells, caption: f"P{6 + i}"})
            for i, (row, text) in enumerate(zip(rows, printed, strict=True))
        ]
        return brief(found(clean(funds=tuple(told)), CODE))

    assert history("2021年实际支出数", "30", "10.5", "9.5", "10") == []
    assert history("2021年实际支出数", "31", "10.5", "9.5", "10") == [("error", "年度资金总额", "P6")]
    assert history("2021年实际支出数", "31", "10.5", "见附件", "10") == history("2021年执行率", "90", "80", "70", "60") == []
