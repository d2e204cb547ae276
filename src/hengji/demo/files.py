"""Writers: a grid into the bytes people send.  Same grid, same bytes (Word files aside, whose zip carries the time)."""

from __future__ import annotations

import html
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import xlsxwriter

from hengji.demo.grid import Cell, Grid

try:  # needed by development only: without it .xls and .et are written as the HTML many systems export
    import xlwt  # type: ignore[import-untyped]
except ImportError:
    xlwt = None

TITLE_ROWS = 2
"""Title and period stand above the table of a Word form."""
SAVED = datetime(2023, 8, 9, 10, 30)


def write_form(path: Path, suffix: str, grids: Sequence[Grid], saved: datetime = SAVED) -> Path:
    """Writes a workbook in the clerk's format; returns the file as it is named."""
    named = {"html": ".xls", "html-gbk": ".xls", "csv": ".xls", "tsv": ".xls", "docx": ".docx"}
    target = path.with_suffix(named.get(suffix, suffix if suffix.startswith(".") else ".xlsx"))
    target.parent.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[Sequence[Grid], datetime], bytes]] = {
        ".xlsx": xlsx,
        ".xls": xls,
        ".et": xls,
        "html": html_table,
        "html-gbk": html_gbk,
        "tsv": tabbed_text,
        "csv": csv_text,
        "docx": word,
        "zip": xlsx,
    }
    target.write_bytes(writers[suffix](grids, saved))
    return target


# ---- Excel


def xlsx(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """A workbook with merges, formats, hidden columns and cached formulas."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"author": "示例", "created": saved})
    looks: dict[str, Any] = {}
    for grid in grids:
        sheet = book.add_worksheet(grid.name)
        if grid.hidden:
            sheet.hide()
        _xlsx_cells(book, sheet, grid, looks)
        for column in grid.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        for row in grid.hidden_rows:
            sheet.set_row(row, None, None, {"hidden": True})
    book.close()
    return target.getvalue()


def _xlsx_cells(book: Any, sheet: Any, grid: Grid, looks: dict[str, Any]) -> None:
    for first_row, first_column, last_row, last_column in grid.merges:
        sheet.merge_range(first_row, first_column, last_row, last_column, "")
    for (row, column), cell in sorted(grid.cells.items()):
        look = looks.setdefault(cell.look, book.add_format({"num_format": cell.look, "text_wrap": True, "border": 1}))
        if cell.value == "#DIV/0!":
            sheet.write_formula(row, column, "=0/0", look, "#DIV/0!")
        elif cell.formula:
            sheet.write_formula(row, column, cell.formula, look, float(cell.value))
        elif isinstance(cell.value, Decimal):
            sheet.write_number(row, column, float(cell.value), look)
        else:
            sheet.write_string(row, column, cell.value, look)


def xls(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """The old binary format; as HTML where xlwt is not installed."""
    if xlwt is None:
        return html_table(grids, saved)
    book = xlwt.Workbook(encoding="utf-8")
    looks: dict[str, Any] = {}
    for grid in grids:
        sheet = book.add_sheet(grid.name, cell_overwrite_ok=True)
        covered = {merge[:2]: merge for merge in grid.merges}
        for first, last in ((m[:2], m[2:]) for m in grid.merges if m[:2] not in grid.cells):
            sheet.merge(first[0], last[0], first[1], last[1])
        for (row, column), cell in sorted(grid.cells.items()):
            look = looks.setdefault(cell.look, xlwt.easyxf(num_format_str=cell.look))
            value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
            if (row, column) in covered:
                sheet.write_merge(row, covered[row, column][2], column, covered[row, column][3], value, look)
            else:
                sheet.write(row, column, value, look)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# ---- what only calls itself Excel


def html_table(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """The HTML that reporting systems hand out as .xls."""
    tables = "<p></p>".join(_html_grid(grid) for grid in grids if not grid.hidden)
    head = (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    )
    return f"{head}<style>td{{border:1px solid}}</style></head><body>{tables}</body></html>".encode()


def html_gbk(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """The same from an older system."""
    return html_table(grids, saved).decode().replace("charset=utf-8", "charset=gb2312").encode("gb18030")


def _html_grid(grid: Grid) -> str:
    spans = {merge[:2]: (merge[2] - merge[0] + 1, merge[3] - merge[1] + 1) for merge in grid.merges}
    hidden = {(r, c) for a, b, x, y in grid.merges for r in range(a, x + 1) for c in range(b, y + 1)} - set(spans)
    lines = []
    for row in range(grid.height):
        cells = []
        for column in (c for c in range(grid.width) if (row, c) not in hidden):
            down, right = spans.get((row, column), (1, 1))
            span = (f" rowspan={down}" if down > 1 else "") + (f" colspan={right}" if right > 1 else "")
            cells.append(f"<td{span}>{html.escape(grid.text(row, column)).replace(chr(10), '<br>')}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    return "<table>" + "\n".join(lines) + "</table>"


def csv_text(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """Comma separated, in the Windows encoding."""
    lines = []
    for grid in grids:
        for row in range(grid.height):
            lines.append(",".join(_quoted(grid.text(row, column)) for column in range(grid.width)))
    return "\r\n".join(lines).encode("gb18030")


def tabbed_text(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """What Excel calls Unicode text."""
    rows = ((grid, row) for grid in grids for row in range(grid.height))
    lines = ("\t".join(grid.text(row, column).replace("\n", "") for column in range(grid.width)) for grid, row in rows)
    return "\r\n".join(lines).encode("utf-16")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text


# ---- Word, PDF, zip


def word(grids: Sequence[Grid], saved: datetime = SAVED) -> bytes:
    """Each form is a table; its title stands above as a paragraph, as in the official annex."""
    document = docx.Document()
    for grid in grids:
        for row in range(TITLE_ROWS):
            document.add_paragraph(grid.text(row, 0))
        table = document.add_table(rows=grid.height - TITLE_ROWS, cols=grid.width)
        cells = [row.cells for row in table.rows]
        for first_row, first_column, last_row, last_column in grid.merges:
            if first_row >= TITLE_ROWS:
                cells[first_row - TITLE_ROWS][first_column].merge(cells[last_row - TITLE_ROWS][last_column])
        for (row, column), cell in sorted(grid.cells.items()):
            if row >= TITLE_ROWS:
                cells[row - TITLE_ROWS][column].text = cell.text
    return _saved(document, saved)


def report(paragraphs: Sequence[str], saved: datetime = SAVED) -> bytes:
    document = docx.Document()
    for line in paragraphs:
        document.add_paragraph(line)
    return _saved(document, saved)


def _saved(document: Any, saved: datetime) -> bytes:
    document.core_properties.author = "示例"
    document.core_properties.created = document.core_properties.modified = saved
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf(paragraphs: Sequence[str]) -> bytes:
    """A text PDF of one page a screenful, set in a font that every reader brings along (no embedding)."""
    lines = [text[start : start + 34] for text in paragraphs for start in range(0, max(len(text), 1), 34)]
    pages = [lines[start : start + 40] for start in range(0, len(lines), 40)]
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
        b"/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor"
        b"/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80>>/DW 1000>>]>>"
    )
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(), font]
    for place, page in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * place} 0 R>>".encode()
        )
        text = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -18 Td\n" for line in page)
        stream = f"BT /F1 14 Tf 60 780 Td\n{text}ET".encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF".encode())


def pack(target: Path, files: Sequence[Path]) -> None:
    """A zip as made on an older Windows: names in the Chinese code page, not marked as UTF-8."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = zipfile.ZipInfo(file.name, (2023, 8, 9, 10, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, file.read_bytes())
    _rename_to_gbk(target, [file.name for file in files])


def _rename_to_gbk(target: Path, names: Sequence[str]) -> None:
    """Python always writes UTF-8 names: put the same names in GBK, of the same length, padded by nothing, in a rebuilt zip."""
    with zipfile.ZipFile(target) as archive:
        bodies = [archive.read(name) for name in names]
    out, central = bytearray(), bytearray()
    for name, body in zip(names, bodies, strict=True):
        raw, packed = name.encode("gbk"), zlib.compress(body)[2:-4]
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0x53C0, 0x5709, zlib.crc32(body), len(packed), len(body), len(raw), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + raw
        out += b"PK\x03\x04" + common + raw + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(names), len(names), len(central), len(out), 0)
    target.write_bytes(bytes(out) + bytes(central) + b"PK\x05\x06" + end)


# ---- lists (roster, targets, payments)


def write_list(path: Path, sheet: str, title: str | None, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A plain list with its header; dates and numbers as such."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    book.set_properties({"author": "示例", "created": SAVED})
    page = book.add_worksheet(sheet)
    looks = {datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}), Decimal: book.add_format({"num_format": "0.00"})}
    top = 0
    if title:
        page.merge_range(0, 0, 0, len(header) - 1, title)
        top = 1
    for number, row in enumerate([header, *rows], top):
        for column, value in enumerate(row):
            if value is not None:
                _list_cell(page, number, column, value, looks)
    book.close()


def _list_cell(page: Any, row: int, column: int, value: Any, looks: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        page.write_datetime(row, column, value, looks[datetime])
    elif isinstance(value, Decimal):
        page.write_number(row, column, float(value), looks[Decimal])
    elif isinstance(value, int):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value))


# ---- files that are no forms


def bad_files(folder: Path) -> dict[str, str]:
    """Files as they also come in; name → what is wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    good = xlsx([Grid("Sheet1", {(0, 0): Cell("项目支出绩效目标执行监控表")})])
    far = Grid("Sheet1", {(0, 0): Cell("项目支出绩效目标执行监控表"), (1048575, 16383): Cell("1")})
    notice = [
        "示例县财政局关于开展绩效运行监控工作的通知",
        "各预算单位：",
        "现将有关事项通知如下，请于8月18日前报送监控表。",
        "示例县财政局",
        "2023年8月1日",
    ]
    made: dict[str, tuple[bytes, str]] = {
        "松坪乡监控表（加密）.xlsx": (_encrypted(), "password"),
        "石桥镇监控表.xlsx": (good[: len(good) // 2], "truncated"),
        "监控表照片.xlsx": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "image"),
        "空白.xlsx": (xlsx([Grid("Sheet1")]), "empty"),
        "白鹭乡监控表.xlsx": (xlsx([far]), "far-off cell"),
        "枫林镇监控表.xlsx": (_bomb(good), "zip bomb"),
        "零字节.xls": (b"", "zero bytes"),
        "关于开展监控工作的通知.docx": (report(notice), "notice"),
    }
    for name, (body, _) in made.items():
        (folder / name).write_bytes(body)
    return {name: reason for name, (_, reason) in made.items()}


def _encrypted() -> bytes:
    """The shell of a password-protected workbook: an OLE file with the streams EncryptionInfo and EncryptedPackage."""
    sector, free, end, fat_mark = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [
        ("Root Entry", 5, 1, end, 0),
        ("EncryptionInfo", 2, free, 2, 4096),
        ("EncryptedPackage", 2, 3, 10, 4096),
        ("", 0, free, 0, 0),
    ]
    directory = b""
    for place, (name, kind, child, start, size) in enumerate(entries):
        raw = name.encode("utf-16-le")
        right = 2 if place == 1 else free
        right, child = (right, child) if place != 2 else (free, free)
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw) + 2 if raw else 0, kind, 1, free, right, child if place == 0 else free
        )
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    fat = [fat_mark, end] + [*range(3, 10), end] + [*range(11, 18), end]
    fat += [free] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0"?><encryption/>'
    return head + struct.pack("<128I", *fat) + directory.ljust(sector, b"\0") + info.ljust(4096, b"\0") + b"\x5a" * 4096


def _bomb(good: bytes) -> bytes:
    """A small workbook whose sheet unpacks to 150 MB of rows."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for info in old.infolist():
            if info.filename.endswith("sheet1.xml"):
                with new.open(info.filename, "w", force_zip64=True) as stream:
                    start, stop = old.read(info).split(b"<sheetData>")
                    stream.write(start + b"<sheetData>")
                    for _ in range(150):
                        stream.write(b" " * 1_000_000)
                    stream.write(stop)
            else:
                new.writestr(info.filename, old.read(info))
    return target.getvalue()
