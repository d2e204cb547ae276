"""Forms of one template share what was found out about its captions and merges: that must never show in what is read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.papers.drawn import book, draw, unmerged, with_column

from hengji.papers import grammar, grid
from hengji.papers.files.book import Sheet
from hengji.papers.files.ooxml import merged
from hengji.papers.reading import read_forms


@st.composite
def sheets(drawing: st.DrawFn) -> Sheet:
    """A filled form, all of few templates, perhaps with a blank or hidden column more, perhaps with its merges undone."""
    sheet = draw(drawing(st.sampled_from(("mof-2019", "mof-2020"))))
    if drawing(st.booleans()):
        sheet = with_column(sheet, drawing(st.integers(0, len(sheet.rows[0]))), hidden=drawing(st.booleans()))
    return unmerged(sheet) if drawing(st.booleans()) else sheet


@settings(max_examples=60, deadline=None)
@given(st.lists(sheets(), min_size=2, max_size=4))
def test_forms_read_before_change_nothing(drawn: list[Sheet]) -> None:
    alone = []
    for sheet in drawn:
        grammar._claims.cache_clear()
        grid._merges.cache_clear()
        alone.append(read_forms(book(sheet), "表.xlsx"))
    assert [read_forms(book(sheet), "表.xlsx") for sheet in reversed(drawn)] == alone[::-1]


def test_merges_of_a_template_and_of_a_sheet_too_long_to_be_kept() -> None:
    tail = b'</sheetData><mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="B4:B5"/></mergeCells>'
    filler = b"<!--" + b"x" * 70_000 + b"-->"
    assert merged(tail + b"<x/>") == merged(tail.replace(b"<merge", filler + b"<merge", 1)) == ((0, 0, 1, 2), (3, 1, 4, 1))
    assert merged(b"<sheetData/><pageMargins/>") == ()
