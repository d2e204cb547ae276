"""Any file a clerk returns → sheets of cells with absolute addresses.

``expand`` finds the files, ``open_workbook`` reads one.  The format is recognised by content, never by the name.
"""

from __future__ import annotations

from pathlib import Path

from hengji.papers.files import biff, markup
from hengji.papers.files.book import LIMITS, Book, Cell, Limits, Range, Rows, Sheet, Unreadable, address, column_letters, column_number
from hengji.papers.files.excel import read_ods, read_xls, read_xlsx
from hengji.papers.files.sources import ASK_ZIP, Source, expand
from hengji.papers.files.word import read_docx
from hengji.papers.files.zipped import ASK_AGAIN, ASK_PASSWORD, BROKEN, PASSWORD, Package

__all__ = [
    "LIMITS", "Book", "Cell", "Limits", "Range", "Rows", "Sheet", "Source", "Unreadable",
    "address", "column_letters", "column_number", "expand", "open_workbook", "read_book",
]  # fmt: skip

_ASK_FORM = "请单位报送填好的 Excel 表（.xlsx 或 .xls）"

_OTHERS = (
    (b"%PDF", "是 PDF 文件，不是可读的表格"),
    (b"\x89PNG", "是图片，不是可读的表格"),
    (b"\xff\xd8\xff", "是图片，不是可读的表格"),
    (b"GIF8", "是图片，不是可读的表格"),
    (b"BM", "是图片，不是可读的表格"),
    (b"II*\0", "是图片，不是可读的表格"),
    (b"{\\rtf", "是 RTF 文档，不是可读的表格"),
    (b"OFDZ", "是 OFD 版式文件，不是可读的表格"),
)

_PANIC = "PanicException"
"""What a Rust reader raises where it should not be: a ``BaseException`` no module exports."""


def open_workbook(source: Source | Path) -> Book:
    """The sheets of a file.  Raises Unreadable with the reason and what to ask for, and nothing else that a file can cause."""
    source = source if isinstance(source, Source) else Source(source.name, source)
    return read_book(source.data())


def read_book(data: bytes) -> Book:
    """The sheets of a file given as bytes.  Raises Unreadable."""
    try:
        book = _read(data)
    except Unreadable:
        raise
    except MemoryError as error:
        raise Unreadable("读取所需内存过大，未予读取", "请单位删除多余内容后另存，重新报送") from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != _PANIC:
            raise  # an interrupt, or the alarm of whoever bounds the time
        raise Unreadable(BROKEN, ASK_AGAIN) from error
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable("表里没有任何内容", _ASK_FORM)
    return book


def _read(data: bytes) -> Book:
    if not data.strip(b"\0 \r\n\t"):
        raise Unreadable("文件是空的" if data else "文件是空的（0 字节）", ASK_AGAIN)
    if data[:4] == b"PK\x03\x04":
        return _zipped(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _compound(data)
    if data[:4] == b"Rar!" or data[:6] == b"7z\xbc\xaf\x27\x1c" or data[:2] == b"\x1f\x8b":
        raise Unreadable("是 .rar、.7z 等压缩包，无法打开", ASK_ZIP)
    for mark, reason in _OTHERS:
        if data.startswith(mark):
            raise Unreadable(reason, _ASK_FORM)
    if data[:2] == b"\x09\x08" or data[:4] in (b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"):
        raise Unreadable("Excel 版本过旧（5.0 以前）", "请单位在 Excel 或 WPS 中打开后另存为 .xlsx，重新报送")
    return _text(data)


def _zipped(data: bytes) -> Book:
    package = Package(data)
    if "xl/workbook.xml" in package.parts:
        return read_xlsx(data, package)
    if "word/document.xml" in package.parts:
        return read_docx(package)
    if "content.xml" in package.parts:
        return read_ods(data, package)
    if "xl/workbook.bin" in package.parts:
        raise Unreadable("是 .xlsb 二进制工作簿，未予读取", "请单位另存为 .xlsx 后重新报送")
    if "OFD.xml" in package.parts:
        raise Unreadable("是 OFD 版式文件，不是可读的表格", _ASK_FORM)
    raise Unreadable("压缩包里没有可读的表格", _ASK_FORM)


def _compound(data: bytes) -> Book:
    kind = biff.kind_of(biff.Ole(data).names)
    if kind == "locked":
        raise Unreadable(PASSWORD, ASK_PASSWORD)
    if kind == "word":
        raise Unreadable("是旧版 Word 文档（.doc），无法读取", "请单位另存为 .docx 或报送 Excel 表")
    if kind != "book":
        raise Unreadable("不是表格文件，无法识别", _ASK_FORM)
    return read_xls(data)


def _text(data: bytes) -> Book:
    if markup.is_web_archive(data):
        return markup.read_web_archive(data)
    text = markup.decode(data)
    if text is None:
        raise Unreadable(markup.NOT_A_TABLE, _ASK_FORM)
    if markup.is_spreadsheetml(text):
        return markup.read_spreadsheetml(data)
    return markup.read_html(text) if markup.is_html(text) else markup.read_csv(text)
