"""Any file → sheets of cells: formats by content, printed text, hidden lines, lost formulas."""

from __future__ import annotations

import base64
import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from hengji.papers.files import printed
from hengji.papers.workbook import Book, Unreadable, address, column_letters, column_number, expand, open_workbook, read_book

Fill = Callable[[xlsxwriter.Workbook], None]


def xlsx(fill: Fill) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        fill(workbook)
    return out.getvalue()


def patched(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same zip with one part rewritten."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def cell(data: bytes, row: int = 0, column: int = 0) -> str | None:
    return read_book(data).sheets[0].rows[row][column]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (50, "50"), (0.1 + 0.2, "0.3"), (387664.62, "387664.62"), (-0.0, "0"), (12.333333333333334, "12.33333333"),
        (1e15, "1000000000000000"), (1234567.891, "1234567.891"), (0.00001, "0.00001"), (1e-17, "0"), (26916.17, "26916.17"),
    ],
)  # fmt: skip
def test_numbers_are_printed_without_dust(value: float, text: str) -> None:
    assert cell(xlsx(lambda book: book.add_worksheet().write_number(0, 0, value))) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.98, "0%", "98%"), (1.0259, "0.00%", "102.59%"), (0.98, "0.00", "0.98"), (98, '0"%"', "98%"), (12.3, '0.00"万元"', "12.3"),
        (0.862037037, "0.00%", "86.2%"), (0.862, "0%", "86.2%"), (-0.05, "0.0%;[Red]-0.0%", "-5%"), (1, "0%", "100%"), (0, "0%", "0%"),
    ],
)  # fmt: skip
def test_percent_cells_show_their_sign(value: float, code: str, text: str) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_number(2, 3, value, book.add_format({"num_format": code}))

    data = xlsx(fill)
    assert cell(data, 2, 3) == text
    turned = patched(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="D3" s="1">', b'<c s="1" r="D3">'))
    assert cell(turned, 2, 3) == text, "attributes in another order"


def test_text_in_a_percent_cell_stays() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_string(0, 0, "98", percent)
        sheet.write_string(0, 1, "0.98", percent)

    assert read_book(xlsx(fill)).sheets[0].rows == [["98", "0.98"]]


def test_dates_booleans_and_strings() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.datetime(2023, 7, 31), book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.write_datetime(0, 1, dt.datetime(2023, 8, 18, 17, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_boolean(0, 2, True)
        sheet.write_string(0, 3, "一\r\n二")
        sheet.write_string(0, 4, " 留空 ")

    assert read_book(xlsx(fill)).sheets[0].rows == [["2023-07-31", "2023-08-18 17:30", "TRUE", "一\n二", " 留空 "]]


def test_addresses_merges_and_hidden_lines_are_absolute() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("监控表")
        sheet.merge_range("C5:E6", "合并")
        sheet.write("F9", "末")
        sheet.set_column("D:D", None, None, {"hidden": True})
        sheet.set_row(6, None, None, {"hidden": True})
        book.add_worksheet("旧表").hide()

    sheet, old = read_book(xlsx(fill)).sheets
    assert (sheet.name, sheet.hidden, old.hidden) == ("监控表", False, True)
    assert sheet.rows[4][2] == "合并" and sheet.rows[8][5] == "末" and sheet.text(99, 99) is None
    assert sheet.merged == ((4, 2, 5, 4),)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({6}, {3})
    assert address(8, 5) == "F9"


def test_what_a_merge_covers_is_not_printed() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:B2", "上", book.add_format({"border": 1}))
        sheet.write("C3", "末")

    data = xlsx(fill)
    covered = patched(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="B1" s="1"/>', b'<c r="B1" s="1"><v>9</v></c>'))
    sheets = read_book(covered).sheets
    assert sheets[0].rows[0] == ["上", None, None]


def uncached(*formulas: tuple[str, str]) -> bytes:
    """A sheet with A1=10, A2=20, A3=文字 and formulas without saved result."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [10, 20, "文字"])
        sheet.write(9, 0, "x")

    cells = "".join(f'<row r="{at[1:]}"><c r="{at}"><f>{formula}</f><v></v></c></row>' for at, formula in formulas)
    return patched(xlsx(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cells.encode() + b"</sheetData>"))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("SUM(A1:A3)", "30"), ("A1/A2", "0.5"), ("A1*2-(A2+1)", "-1"), ("$A$1", "10"), ("ROUND(A1/3,2)", "3.33"), ("-A1+50%", "-9.5"),
        ("SUM(A1:A2,5)/2", "17.5"), ("100%", "100%"),
    ],
)  # fmt: skip
def test_a_formula_without_result_is_worked_out_when_trivial(formula: str, text: str) -> None:
    sheet = read_book(uncached(("B20", formula))).sheets[0]
    assert sheet.rows[19][1] == text
    assert sheet.errors == {}


@pytest.mark.parametrize("formula", ["VLOOKUP(A1,B:C,2)", "A3+1", "A1/0", "Sheet2!A1", "B20", "SUM(A1:XFD1048576)", "IF(A1&gt;1,2,3)"])
def test_a_formula_that_is_not_trivial_never_vanishes(formula: str) -> None:
    sheet = read_book(uncached(("B20", formula))).sheets[0]
    text = "=" + formula.replace("&gt;", ">")
    assert sheet.rows[19][1] == text
    assert sheet.errors == {(19, 1): text}


def test_formulas_may_look_at_one_another() -> None:
    sheet = read_book(uncached(("B20", "SUM(A1:A2)"), ("B21", "B20*2"), ("B22", "VLOOKUP(1,2,3)"), ("B23", "SUM(B20:B22)"))).sheets[0]
    assert [row[1] for row in sheet.rows[19:23]] == ["30", "60", "=VLOOKUP(1,2,3)", "=SUM(B20:B22)"]


def test_error_cells_are_kept_with_their_formula() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=基本建成", None, "#NAME?")
        sheet.write_formula(0, 1, "=100%", None, 1)
        sheet.write_formula(0, 2, "=1+1", None, 2)

    sheet = read_book(xlsx(fill)).sheets[0]
    assert sheet.rows == [["#NAME?", "100%", "2"]]
    assert sheet.errors == {(0, 0): "#NAME?（=基本建成）"}


def test_results_left_at_zero_by_a_writing_program_are_worked_out() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [200, 50])
        sheet.write_formula(0, 2, "=B1/A1", book.add_format({"num_format": "0.00%"}))
        sheet.write_formula(0, 3, "=A1-A1")

    assert read_book(xlsx(fill)).sheets[0].rows == [["200", "50", "25%", "0"]]


def test_the_time_saved_is_the_file_s_own() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"created": dt.datetime(2023, 8, 1, 9, 30)})
        book.add_worksheet().write(0, 0, "x")

    assert read_book(xlsx(fill)).last_saved == dt.datetime(2023, 8, 1, 9, 30, tzinfo=dt.UTC)


def test_several_sheets_keep_their_own_xml() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        percent = book.add_format({"num_format": "0%"})
        for number in range(12):
            book.add_worksheet(f"表{number}").write_number(number, 0, number / 100, percent)

    for number, sheet in enumerate(read_book(xlsx(fill)).sheets):
        assert (sheet.name, sheet.rows[number][0]) == (f"表{number}", f"{number}%")


def xls(fill: Callable[[xlwt.Worksheet], None]) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    fill(book.add_sheet("监控表"))
    book.save(out)
    return out.getvalue()


def test_an_old_book_tells_percents_dates_merges_and_hidden_lines() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write_merge(0, 0, 0, 3, "标题")
        sheet.write(1, 1, 0.98, xlwt.easyxf(num_format_str="0%"))
        sheet.write(1, 2, 1.0259, xlwt.easyxf(num_format_str="0.00%"))
        sheet.write(1, 3, 0.98)
        sheet.write(2, 1, dt.datetime(2023, 7, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.write(2, 2, 12.5)
        sheet.row(2).hidden = True
        sheet.col(3).hidden = True

    sheet = read_book(xls(fill)).sheets[0]
    assert sheet.rows == [["标题", None, None, None], [None, "98%", "102.59%", "0.98"], [None, "2023-07-31", "12.5", None]]
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == (((0, 0, 0, 3),), {2}, {3})


HTML = """<html><head><meta http-equiv=Content-Type content="text/html; charset=gb2312"></head><body><h1>绩效监控表</h1>
<p>填报单位：示例局</p>
<table border=1><tr><td colspan=2>项目名称</td><td rowspan=2>甲<br>乙</td></tr><tr><td>执行率</td><td>98%</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_page_named_xls(encoding: str) -> None:
    sheet = read_book(HTML.encode(encoding)).sheets[0]
    assert sheet.rows == [
        ["绩效监控表", None, None], ["填报单位：示例局", None, None], ["项目名称", None, "甲\n乙"], ["执行率", "98%", None],
    ]  # fmt: skip
    assert sheet.merged == ((2, 0, 2, 1), (2, 2, 3, 2))


def test_a_page_saved_as_one_file() -> None:
    body = base64.encodebytes(HTML.encode("gb18030"))
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset="gb2312"\n'
    sheet = read_book(head + b"Content-Transfer-Encoding: base64\n\n" + body + b"\n--b--\n").sheets[0]
    assert sheet.rows[3] == ["执行率", "98%", None]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_separated_text(encoding: str, sign: str) -> None:
    text = "\r\n".join(
        sign.join(row) for row in [["单位", "项目名称", "金额"], ["示例局", '"甲\n乙"', '"1,234.50"'], ["示例站", '="0012"']]
    )
    assert read_book(text.encode(encoding)).sheets[0].rows == [
        ["单位", "项目名称", "金额"], ["示例局", "甲\n乙", "1,234.50"], ["示例站", "0012", None],
    ]  # fmt: skip


SPREADSHEETML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style></Styles><Worksheet ss:Name="表一"><Table>
<Row ss:Index="2"><Cell ss:Index="2" ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell></Row>
<Row><Cell ss:StyleID="p"><Data ss:Type="Number">0.98</Data></Cell>
<Cell><Data ss:Type="DateTime">2023-07-31T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_excel_2003_xml() -> None:
    sheet = read_book(SPREADSHEETML.encode()).sheets[0]
    assert (sheet.name, sheet.merged) == ("表一", ((1, 1, 1, 2),))
    assert sheet.rows == [[None, None, None], [None, "标题", None], ["98%", "2023-07-31", None]]


def docx(body: str) -> bytes:
    out = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def para(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text)}</w:tc>"


def test_tables_in_a_document_with_the_lines_above_them() -> None:
    top, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        tc("项目名称", '<w:gridSpan w:val="2"/>') + tc("甲工程"),
        tc("产出", top) + tc("数量") + tc("10"), tc("", more) + tc("质量") + tc("98%"),
    ]  # fmt: skip
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    ticked = '<w:tbl><w:tr><w:tc><w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p></w:tc></w:tr></w:tbl>'
    book = read_book(docx(para("绩效监控表") + para("") + para("单位：示例局") + table + para("附") + ticked))
    first, second = book.sheets
    assert first.rows == [
        ["绩效监控表", None, None], ["单位：示例局", None, None],
        ["项目名称", None, "甲工程"], ["产出", "数量", "10"], [None, "质量", "98%"],
    ]  # fmt: skip
    assert first.merged == ((2, 0, 2, 1), (3, 0, 4, 0))
    assert second.rows == [["附"], ["√"]]


def test_folders_and_archives_are_walked_and_junk_is_passed_over(tmp_path: Path) -> None:
    data = xlsx(lambda book: book.add_worksheet().write(0, 0, "x"))
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("里.xlsx", data)
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("../../b.xlsx", data)
        archive.writestr("__MACOSX/._b.xlsx", b"")
        archive.writestr("套.zip", inner.getvalue())
    raw = outer.getvalue()
    (tmp_path / "子").mkdir()
    (tmp_path / "子" / "a.zip").write_bytes(raw)
    for junk in ("~$b.xlsx", ".DS_Store", "Thumbs.db", ".~lock.b.xlsx#", "desktop.ini"):
        (tmp_path / junk).write_bytes(b"junk")
    (tmp_path / "表.xls").write_bytes(data)
    sources = list(expand([tmp_path]))
    assert [s.display for s in sources][-1] == "表.xls"
    assert {s.display for s in sources} >= {"子/a.zip/b.xlsx", "子/a.zip/套.zip/里.xlsx"}
    assert len(sources) == 3
    assert len({s.sha256() for s in sources}) == 1
    assert all(open_workbook(s).sheets[0].rows == [["x"]] for s in sources)
    assert list(expand([tmp_path])) == sources, "the order is stable"


def test_names_in_gb18030_come_out_right(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ABCD.csv", "a,b\n1,2\n")
    (tmp_path / "a.zip").write_bytes(out.getvalue().replace(b"ABCD", "报表".encode("gb18030")))
    assert [s.display for s in expand([tmp_path / "a.zip"])] == ["a.zip/报表.csv"]


def test_the_name_s_ending_does_not_count(tmp_path: Path) -> None:
    file = tmp_path / "表.et"
    file.write_bytes(xlsx(lambda book: book.add_worksheet().write(0, 0, "新")))
    assert open_workbook(file).sheets[0].rows == [["新"]]
    file.write_bytes(xls(lambda sheet: sheet.write(0, 0, "旧")))
    assert open_workbook(file).sheets[0].rows == [["旧"]]


def test_an_old_book_keeps_its_error_cells() -> None:
    def fill(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 0, "x")
        sheet.row(3).set_cell_error(2, 0x1D)

    sheet = read_book(xls(fill)).sheets[0]
    assert (sheet.rows[3][2], sheet.errors) == ("#NAME?", {(3, 2): "#NAME?"})


@given(st.integers(0, 16383))
def test_column_names_go_both_ways(column: int) -> None:
    assert column_number(column_letters(column)) == column


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_typed_number_is_printed_as_typed(value: object) -> None:
    text = printed.number(float(str(value)))
    assert float(text) == float(str(value))
    assert len(text.partition(".")[2]) <= 4


@given(st.integers(-(10**5), 10**6))
def test_a_typed_percentage_is_printed_as_typed(hundredths: int) -> None:
    text = printed.percent(hundredths / 10000, 2)
    assert text.endswith("%") and round(float(text[:-1]) * 100) == hundredths


def test_writing_and_reading_keeps_every_text() -> None:
    texts = [["单位", "≥95%", "＝100%"], ["√", "…", "10-12公里"]]

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row, line in enumerate(texts):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text)

    book: Book = read_book(xlsx(fill))
    assert book.sheets[0].rows == texts


def test_nothing_but_a_refusal_comes_out(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        open_workbook(tmp_path / "无此文件.xlsx")
