"""What is written can never be a formula, break the file, or make a name some system refuses."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.papers.writing.cells import CELL_MOST, clean, file_name, percent_text, sheet_name, shorten, wan_number, wan_text
from hengji.papers.writing.listing import Column, Paper, lines_of, write_table

CONTENT: Column[str] = Column("内容", 20, lambda text: text)
ANY = st.text(alphabet=st.characters(), max_size=60)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "{=1}", "a & b < c > d", " 前后空格 "]


def one_column(values: list[str]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with Paper(path) as paper:
            write_table(paper, paper.sheet("表"), [CONTENT], values)
        return path.read_bytes()


def test_no_text_becomes_a_formula() -> None:
    sheet = openpyxl.load_workbook(BytesIO(one_column(DANGEROUS)))["表"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(DANGEROUS)
    assert [cell.value for cell in cells] == [clean(text) for text in DANGEROUS]


def test_what_looks_like_an_escape_code_stays_text() -> None:
    archive = zipfile.ZipFile(BytesIO(one_column(["_x0041_"])))
    assert "_x005F_x0041_" in archive.read("xl/worksheets/sheet1.xml").decode()  # Excel would show A otherwise


@settings(deadline=None)
@given(st.lists(ANY, min_size=1, max_size=8))
def test_any_text_is_written_and_read_as_itself(values: list[str]) -> None:
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(BytesIO(one_column(values))).get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    assert [str(row[0]) for row in rows[1:]] == [clean(text) for text in values] or not any(map(clean, values))


@given(ANY)
def test_clean_leaves_ordinary_text_alone_and_drops_what_xml_forbids(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not any(character < " " and character != "\n" or "\ud800" <= character <= "\udfff" for character in cleaned)
    if text.isprintable():
        assert cleaned == text


def test_a_text_too_long_for_a_cell_is_cut_with_an_ellipsis() -> None:
    assert clean("长" * CELL_MOST) == "长" * CELL_MOST
    cut = clean("长" * (CELL_MOST + 1))
    assert len(cut) == CELL_MOST and cut.endswith("…")
    emoji = clean("😀" * CELL_MOST)
    assert len(emoji.encode("utf-16-le")) // 2 <= CELL_MOST and emoji.endswith("…")


@given(ANY, st.integers(1, 40))
def test_shorten_never_exceeds(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short.encode("utf-16-le", "surrogatepass")) // 2 <= most
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("示例县水利局", "示例县水利局"),
        ("财政局/预算股", "财政局_预算股"),
        ('a:b\\c*?<>|"', "a_b_c______"),
        ("CON", "_CON"),
        ("nul.xlsx", "_nul.xlsx"),
        ("某局. ", "某局"),
        ("..", "未命名"),
        ("", "未命名"),
        ("../../etc", "_.._etc"),
    ],
)
def test_file_names_are_safe(unit: str, name: str) -> None:
    assert file_name(unit, set()) == name


@given(st.lists(ANY, max_size=12))
def test_file_names_differ_and_fit(units: list[str]) -> None:
    taken: set[str] = set()
    names = [file_name(unit, taken) for unit in units]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name == name.strip(" .") and 0 < len((name + ".xlsx").encode()) <= 255
        assert not set(name) & set('<>:"/\\|?*\n\t')


@given(st.lists(ANY, max_size=8))
def test_sheet_names_are_legal_and_differ(texts: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(text, taken) for text in texts]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31 and not set(name) & set("[]:*?/\\")
        assert name[0] != "'" and name[-1] != "'"


def test_amounts_are_rounded_half_up_last() -> None:
    assert wan_number(Decimal("123450.00")) == Decimal("12.35")  # 12.345 万元
    assert wan_number(Decimal("-123450.00")) == Decimal("-12.35")
    assert wan_number(None) is None
    assert (wan_text(Decimal("12345678.90")), wan_text(Decimal(0)), wan_text(None)) == ("1,234.57", "0.00", "—")
    assert (wan_text(Decimal("-10000")), percent_text(Decimal("0.86205")), percent_text(None)) == ("−1.00", "86.21%", "—")


def test_lines_of_counts_wide_characters_double() -> None:
    assert lines_of("一二三四五", 10) == 1
    assert lines_of("一二三四五六", 10) == 2
    assert lines_of("abcdefghij", 10) == 1
    assert lines_of("一\n二\n", 10) == 3
