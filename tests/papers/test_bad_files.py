"""Files that must be refused in one clear sentence, in bounded time and memory, and never otherwise."""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengji.papers.files.book import LIMITS
from hengji.papers.workbook import Source, Unreadable, expand, open_workbook, read_book


def form(fill: Callable[[xlsxwriter.worksheet.Worksheet], object] = lambda sheet: sheet.write(0, 0, "示例")) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book.add_worksheet())
    return out.getvalue()


def old_form() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for row in range(30):
        for column in range(8):
            sheet.write(
                row,
                column,
                f"示例{row}" if column % 2 else row / 7,
                xlwt.easyxf(num_format_str="0.00%") if column == 2 else xlwt.Style.default_style,
            )
    book.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return archive(**(parts | {part: content}))


def refused(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_book(data)
    assert caught.value.ask
    return caught.value


SHEET = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def far_off(reference: bytes = b"XFD1048576") -> bytes:
    row = reference.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="%s"><c r="%s"><v>1</v></c></row>' % (row, reference)
    return with_part(form(), "xl/worksheets/sheet1.xml", SHEET % cells)


@pytest.mark.parametrize("reference", [b"XFD1048576", b"D1048576", b"XFD900", b"AAA100000"])
def test_one_far_off_cell_is_refused_and_named(reference: bytes) -> None:
    data = far_off(reference)
    started = time.perf_counter()
    reason = refused(data).reason
    assert time.perf_counter() - started < 0.1
    assert reference.decode() in reason


def test_a_far_off_cell_without_its_own_reference_or_in_single_quotes() -> None:
    for cells in (
        b'<row r="1048576"><c><v>1</v></c><c/><c r="AZ1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    ):
        assert "异常大" in refused(with_part(form(), "xl/worksheets/sheet1.xml", SHEET % cells)).reason


def test_a_far_off_cell_takes_little_memory(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(far_off())
    code = (
        "import re, sys, pathlib\nfrom hengji.papers.workbook import open_workbook, Unreadable\n"
        "try: open_workbook(pathlib.Path(sys.argv[1]))\n"
        "except Unreadable: print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.xlsx"], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 200 * 1024


def test_cells_that_are_only_formatted_do_not_count() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/><c r="XFD%d" s="0"/></row>' % (r, r, r) for r in range(2, 5000))
    cells = b'<row r="1"><c r="A1"><v>7</v></c></row>' + rows + b'<row r="1048576"><c r="A1048576" s="0"/></row>'
    assert read_book(with_part(form(), "xl/worksheets/sheet1.xml", SHEET % cells)).sheets[0].rows == [["7"]]


def test_a_long_list_is_still_read() -> None:
    def fill(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row in range(12000):
            sheet.write_row(row, 0, [f"示例{row}", row])

    assert len(read_book(form(fill)).sheets[0].rows) == 12000


def test_a_dimension_that_boasts_is_harmless() -> None:
    xml = SHEET.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>') % b'<row r="1"><c r="A1"><v>7</v></c></row>'
    assert read_book(with_part(form(), "xl/worksheets/sheet1.xml", xml)).sheets[0].rows == [["7"]]


@pytest.mark.parametrize("count", [b"4000000000", b"9" * 40])
def test_a_table_of_strings_that_boasts_is_refused(count: bytes) -> None:
    """The fast reader would make room for all of them and take the process down."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b'<sst %s count="1" uniqueCount="%s"><si><t>x</t></si></sst>' % (space, count)
    assert "损坏" in refused(with_part(form(), "xl/sharedStrings.xml", strings)).reason


def test_a_zip_bomb_is_refused_unopened() -> None:
    bomb = with_part(form(), "xl/worksheets/sheet1.xml", b"\0" * (300 * 1024 * 1024))
    started = time.perf_counter()
    assert "压缩炸弹" in refused(bomb).reason
    assert time.perf_counter() - started < 0.1


def test_a_directory_that_lies_about_sizes_is_caught() -> None:
    size = 64 * 1024 * 1024
    bomb = bytearray(with_part(form(), "xl/sharedStrings.xml", b" " * size))
    at = bomb.find(struct.pack("<I", size), bomb.rfind(b"PK\x01\x02", 0, bomb.find(b"PK\x05\x06")) - 2000)
    while at >= 0:
        bomb[at : at + 4] = struct.pack("<I", 1000)
        at = bomb.find(struct.pack("<I", size), at)
    assert "不实" in refused(bytes(bomb)).reason


def test_an_old_book_that_boasts_of_its_extent() -> None:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("表")
    for row in (0, 65535):
        sheet.write(row, 255, "x")
    book.save(out)
    assert "IV65536" in refused(out.getvalue()).reason


def test_an_old_book_whose_stated_extent_cannot_be() -> None:
    """Found by trial: the fast reader asked for eleven petabytes and took the process down."""
    data = bytearray(old_form())
    at = data.find(struct.pack("<HHIIHHH", 0x0200, 14, 0, 30, 0, 8, 0))
    data[at + 4 : at + 16] = struct.pack("<IIHH", 0, 2**32 - 1, 0, 65535)
    assert "损坏" in refused(bytes(data)).reason


def test_a_sheet_of_an_old_book_is_measured_even_where_its_beginning_is_damaged() -> None:
    """Found by trial: the fast reader goes by the book's list of sheets, and so must the guard."""
    data = bytearray(old_form())
    at = data.find(struct.pack("<HHH", 0x0809, 16, 0x0600), data.find(struct.pack("<HHH", 0x0809, 16, 0x0600)) + 1)
    data[at : at + 2] = b"\0\0"
    cell = data.find(struct.pack("<HHHH", 0x00FD, 10, 5, 1), at)
    data[cell + 4 : cell + 8] = b"\xff\xff\xff\x7f"
    assert "损坏" in refused(bytes(data)).reason


def test_encrypted_files_ask_for_the_password_to_be_removed() -> None:
    locked = bytearray(old_form())
    at = locked.find("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage".encode("utf-16-le")
    locked[at : at + len(name)] = name
    locked[at + 64 : at + 66] = struct.pack("<H", len(name) + 2)
    assert refused(bytes(locked)).reason == "文件有打开密码"
    old = bytearray(old_form())
    at = old.find(struct.pack("<HH", 0x0042, 2))  # the code page record becomes FILEPASS
    old[at : at + 2] = struct.pack("<H", 0x002F)
    assert refused(bytes(old)).reason == "文件有打开密码"
    zipped = bytearray(archive(a=b"x"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        zipped[zipped.find(mark) + place] |= 1
    assert refused(bytes(zipped)).reason == "文件有打开密码"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空"), (b"\0" * 4096, "空"), (b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "图片"),
        (b"\xff\xd8\xff\xe0abc", "图片"),
        (b"Rar!\x1a\x07\0", "压缩包"), (b"7z\xbc\xaf\x27\x1c", "压缩包"), (b"{\\rtf1", "RTF"),
        (b"<html><body>404 Not Found</body></html>", "网页"),
        ("这是一段说明文字。".encode(), "不是表格"), (b"\x01\x02\x03\0\0\0\x05" * 40, "不是表格"), (b"PK\x03\x04" + b"\0" * 60, "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "损坏"), (b"OFDZip", "OFD"),
        (form(lambda sheet: None), "没有任何内容"), (b'{"a": [1, 2,\n3, 4]}', "不是表格"),
    ],
)  # fmt: skip
def test_wrong_types_are_named(data: bytes, word: str) -> None:
    assert word in str(refused(data))


def test_documents_without_tables_are_refused() -> None:
    body = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>'
    assert "没有表格" in refused(archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": body})).reason


def test_entities_and_foreign_files_are_not_opened() -> None:
    text = (
        b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY s SYSTEM "file:///etc/passwd">]>'
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>x&s;&b;</w:t>'
        b"</w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    sheet = read_book(archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": text})).sheets[0]
    assert sheet.rows == [["x"]]


def test_spans_that_boast_are_cut() -> None:
    page = "<table>" + "<tr><td colspan=99999 rowspan=99999>x</td></tr>" * 3 + "</table>"
    try:
        sheet = read_book(page.encode()).sheets[0]
        assert len(sheet.rows) * len(sheet.rows[0]) <= LIMITS.cells
    except Unreadable:
        pass


def test_macros_and_links_are_passed_over() -> None:
    data = with_part(form(), "xl/vbaProject.bin", b"\0" * 999)
    assert read_book(with_part(data, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")).sheets[0].rows == [["示例"]]


def test_too_large_a_file_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "大.xlsx"
    with file.open("wb") as out:
        out.truncate(LIMITS.file_bytes + 1)
    with pytest.raises(Unreadable, match="过大"):
        open_workbook(file)


def test_a_broken_archive_is_one_source_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "坏.zip").write_bytes(archive(a=b"x" * 100)[:60])
    (tmp_path / "套.zip").write_bytes(archive(**{"b.zip": archive(**{"c.zip": archive(a=b"1,2\n3,4\n")})}))
    sources = list(expand([tmp_path]))
    assert [s.display for s in sources] == ["坏.zip", "套.zip/b.zip/c.zip"]
    for source in sources:
        again: Source = pickle.loads(pickle.dumps(source))
        with pytest.raises(Unreadable) as caught:
            open_workbook(again)
        assert caught.value.ask == (source.trouble.ask if source.trouble else caught.value.ask)


BOOKS = {"xlsx": form(lambda s: [s.write_row(r, 0, ["示例", r, r / 3]) for r in range(40)]), "xls": old_form()}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from(sorted(BOOKS)))
def test_damaged_books_are_read_or_refused_and_nothing_else(data: st.DataObject, kind: str) -> None:
    book = bytearray(BOOKS[kind])
    for _ in range(data.draw(st.integers(0, 12))):
        book[data.draw(st.integers(0, len(book) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    end = data.draw(st.one_of(st.just(len(book)), st.integers(0, len(book))))
    try:
        read_book(bytes(book[:end]))
    except Unreadable as refusal:
        assert refusal.reason


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_sheet_xml_is_read_or_refused(data: st.DataObject) -> None:
    """Damage behind the checksums: the XML itself."""
    with zipfile.ZipFile(io.BytesIO(BOOKS["xlsx"])) as old:
        part = data.draw(st.sampled_from([name for name in old.namelist() if name.endswith((".xml", ".rels"))]))
        xml = bytearray(old.read(part))
    for _ in range(data.draw(st.integers(1, 8))):
        xml[data.draw(st.integers(0, len(xml) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        read_book(with_part(BOOKS["xlsx"], part, bytes(xml)))
    except Unreadable as refusal:
        assert refusal.reason


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<table>", b"\xff\xfe", b"<?xml"])
)
def test_noise_is_read_or_refused(noise: bytes, start: bytes) -> None:
    try:
        read_book(start + noise)
    except Unreadable as refusal:
        assert refusal.reason


class _Alarm(BaseException):
    """What whoever bounds the time raises from outside."""


def test_an_alarm_is_not_taken_for_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(data: bytes) -> None:
        raise _Alarm

    monkeypatch.setattr("hengji.papers.workbook.markup.decode", interrupted)
    with pytest.raises(_Alarm):
        read_book(b"1,2\n3,4\n")


def test_whoever_uploads_is_asked_himself() -> None:
    trouble = Unreadable("是旧版 Word 文档（.doc），无法读取", "请单位另存为 .docx 后重新报送")
    assert str(trouble).endswith("请单位另存为 .docx 后重新报送") and trouble.to_uploader.endswith("；请另存为 .docx 后重新上传")
