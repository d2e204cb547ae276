"""value-unreadable: no number where one is wanted."""

from __future__ import annotations

from dataclasses import replace

from .builder import brief, clean, found, row, with_fund, with_row

CODE = "value-unreadable"


def test_an_amount_in_letters_is_named_by_its_row() -> None:
    form = with_fund(clean(), 0, initial="A", executed="B", stated_rate="B/A")
    (finding,) = found(form, CODE)
    assert (finding.severity, finding.subject, finding.cell) == ("warning", "年度资金总额", "E6")
    assert "“A”" in finding.message and "“B/A”" in finding.message


def test_an_interval_or_a_word_against_a_number() -> None:
    for said in ("7-8公里", "已完成大部分"):
        form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", said, line=12))
        assert brief(found(form, CODE)) == [("warning", "道路硬化里程", "F12")], said


def test_bounds_are_one_notice_a_form() -> None:
    form = with_row(clean(), 0, new=row("道路硬化里程", "≥12公里", "≥7.5公里", line=12))
    form = with_row(form, 1, new=row("购置养护设备数量", "≥4台", "≥3台", line=13))
    assert brief(found(form, CODE)) == [("notice", "道路硬化里程", "F12")]


def test_words_for_nothing_error_values_of_empty_rows_and_not_due_are_no_fault() -> None:
    form = with_fund(clean(), 2, initial="无", executed="无", stated_rate="#DIV/0!", forecast="无")
    form = with_fund(with_fund(form, 0, initial="100.00", executed="60.00", forecast="100.00"), 1)
    form = with_row(form, 0, new=row("道路硬化里程", "≥12公里", "未到考核时点", line=12))
    assert found(form, CODE) == []


def test_an_interval_against_an_interval() -> None:
    again = row("道路硬化里程", "10-12公里", "10-12公里", line=12)
    assert brief(found(with_row(clean(), 0, new=again), CODE)) == [("warning", "道路硬化里程", "F12")]
    assert found(with_row(clean(), 0, new=row("道路硬化里程", "10-12公里", "11公里", line=12)), CODE) == []


def test_error_values_and_formulas_are_named_in_every_column() -> None:
    assert brief(found(with_row(clean(), 1, new=row("购置养护设备数量", "#REF!", "3台", "4台", line=13)), CODE)) == [
        ("warning", "购置养护设备数量", "E13")
    ]
    words = row("受益村民出行条件", "明显改善", "#NAME?", "=G16", line=17, level1="效益指标", level2="社会效益指标")
    one = found(with_row(clean(), 5, new=words), CODE)
    assert brief(one) == [("warning", "受益村民出行条件", "F17")] and "=G16" in one[0].message
    assert [f.code for f in found(with_row(clean(), 1, new=row("购置养护设备数量", "#REF!", "3台", "4台", line=13)))] == [CODE]


def test_two_likelihoods_ticked_in_one_row_are_one_warning_a_form() -> None:
    form = clean()
    first = form.indicators[0]
    texts = {key: text for key, text in first.texts.items() if key != "likelihood"} | {"certain": "√", "possible": "√"}
    cells = dict(first.cells) | {"certain": "N12", "possible": "O12"}
    form = with_row(form, 0, new=replace(first, likelihood=None, texts=texts, cells=cells))
    assert brief(found(form, CODE)) == [("warning", first.subject, "N12")]
