"""sum-mismatch: parts that do not make the whole."""

from __future__ import annotations

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


def test_an_amount_off_by_a_unit_is_not_added() -> None:
    form = with_fund(clean(), 0, executed="720000", stated_rate="")
    assert [one.code for one in found(form) if one.code in (CODE, "unit-conflict")] == ["unit-conflict"]
