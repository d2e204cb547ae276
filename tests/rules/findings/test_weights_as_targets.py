"""weights-as-targets: points typed as values."""

from __future__ import annotations

from hengji.rules.forms import IndicatorRow

from .builder import approved_of, brief, clean, found, row

CODE = "weights-as-targets"
BLOCKS = ("产出指标", "产出指标", "效益指标", "满意度指标")


def rows(*targets: str, weights: tuple[str, ...] = ()) -> tuple[IndicatorRow, ...]:
    return tuple(
        row(f"示例任务{i}", text, text, line=12 + i, level1=BLOCKS[i], **({"weight": weights[i]} if weights else {}))
        for i, text in enumerate(targets)
    )


def test_bare_numbers_that_make_a_hundred_or_are_the_weights() -> None:
    assert brief(found(clean(indicators=rows("40", "20", "30", "10")), CODE)) == [("warning", "年度指标值", "E12")]
    assert found(clean(indicators=rows("40", "20", "20", "10", weights=("40", "20", "20", "10"))), CODE)


def test_numbers_with_units_or_of_another_sum_are_targets() -> None:
    assert found(clean(indicators=rows("40个", "20个", "30个", "10个")), CODE) == []
    assert found(clean(indicators=rows("40", "20", "30", "12")), CODE) == []
    assert found(clean(), CODE) == []


def test_what_was_approved_so_goes_to_the_reviewer() -> None:
    form = clean(indicators=rows("40", "20", "30", "10"))
    (finding,) = found(form, CODE, approved=approved_of(form))
    assert finding.addressee == "target-reviewer"
