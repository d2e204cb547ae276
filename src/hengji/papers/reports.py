"""Monitoring reports (绩效监控报告) → ``rules.reports.Report``: Word (.docx) and PDF with a text layer.

What the file is is told by its first bytes, never by its name.  Only text is taken: paragraphs in order, a table row as one
paragraph.  Raises nothing but ``Unreadable``.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import pypdfium2
from lxml import etree

from hengji.papers.workbook import LIMITS, Unreadable
from hengji.rules.reports import Report, heading_level

_ASK = "请报送 Word（.docx）或能复制文字的 PDF 报告"
_MOST_PAGES = 300
_MOST_PARAGRAPHS = 20_000
_LEAST_CHARACTERS = 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_report(data: bytes, file: str) -> Report:
    """The report in ``data``; ``file`` is its display path and serves as a last source of its name."""
    if len(data) > LIMITS.file_bytes:
        raise Unreadable("报告文件过大", _ASK)
    if data[:4] == b"PK\x03\x04":
        return _report(file, _word_paragraphs(data))
    if b"%PDF-" in data[:1024]:
        return _report(file, _pdf_paragraphs(data))
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("是旧版 Word（.doc）或加了密码的文件，读不出文字", "请另存为不加密码的 .docx 再报送")
    raise Unreadable("不是 Word（.docx）或 PDF 文件", _ASK)


# ---------- Word ----------


def _word_paragraphs(data: bytes) -> Iterator[str]:
    root = _document(data)
    body = root.find(f"{_W}body")
    if body is None:
        raise Unreadable("Word 文件里没有正文", _ASK)
    return _blocks(body)


def _document(data: bytes) -> etree._Element:
    """word/document.xml parsed, its unpacked size bounded."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entry = package.getinfo("word/document.xml")
            if entry.file_size > LIMITS.unpacked_bytes // 4:
                raise Unreadable("报告解压后过大", _ASK)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
            return etree.fromstring(package.read(entry), parser)
    except KeyError:
        raise Unreadable("不是 Word（.docx）文件", _ASK) from None
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise Unreadable("Word 文件已损坏或加了密码", _ASK) from None


def _blocks(parent: etree._Element) -> Iterator[str]:
    """Paragraphs and table rows below an element, content controls looked through."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tbl":
            yield from table_paragraphs([_cells(row) for row in child.iterfind(f".//{_W}tr")])
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child)


def _cells(row: etree._Element) -> list[str]:
    return ["".join(_text(p) for p in cell.iterfind(f"{_W}p")).strip() for cell in row.iterfind(f".//{_W}tc")]


_MONEY_HEAD = re.compile(r"预算|支出|执行|支付")
_HEAD_UNIT = re.compile(r"[（(]\s*(亿元|万元|元|[%％])\s*[）)]")
_PLAIN_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_TOTAL_ROW = re.compile(r"合\s*计|总\s*计|小\s*计")


def table_paragraphs(rows: list[list[str]]) -> Iterator[str]:
    """A table's rows as sentences: under money heads each figure gets its head and unit ("“甲”项目：预算数432万元，…"),
    so that it says whose it is; other rows are their cells with a comma between.  A total over several rows says nothing
    about one object and keeps its bare cells."""
    head = next((row for row in rows[:2] if sum(bool(_MONEY_HEAD.search(cell)) for cell in row) >= 2), None)
    several = len(rows) > (rows.index(head) + 2 if head else 0)
    for row in rows:
        if head and row is not head and len(row) == len(head) and not (several and _TOTAL_ROW.search("".join(row))):
            yield _said(head, row)
        else:
            yield "，".join(cell for cell in row if cell)


def _said(head: list[str], row: list[str]) -> str:
    named = [cell for title, cell in zip(head, row, strict=True) if re.search(r"项目|名称|对象", title) and cell]
    owner = f"“{re.sub('[“”]', '', named[0])}”项目：" if named and not _TOTAL_ROW.search(named[0]) else ""
    figures = (_figure(title, cell) for title, cell in zip(head, row, strict=True) if cell and cell not in named)
    return owner + "，".join(figures)


def _figure(title: str, cell: str) -> str:
    """A cell with its head's words and unit where it is a bare number under a money head, else as it stands."""
    unit = _HEAD_UNIT.search(title)
    if not (_MONEY_HEAD.search(title) and _PLAIN_NUMBER.fullmatch(cell.rstrip("%％"))):
        return cell
    return f"{_HEAD_UNIT.sub('', title)}{cell}{unit[1] if unit and not cell.endswith(('%', '％')) else ''}"


def _text(paragraph: etree._Element) -> str:
    """The visible text; a line break stays one (deleted revisions hold ``w:delText`` and so never show)."""
    pieces = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
    return "".join(node.text or "" if node.tag == f"{_W}t" else pieces.get(node.tag, "") for node in paragraph.iter())


# ---------- PDF ----------


def _pdf_paragraphs(data: bytes) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise Unreadable("PDF 已损坏或加了密码", "请报送不加密码的 PDF 或 Word（.docx）报告") from None
    try:
        lines = [line for index in range(min(len(document), _MOST_PAGES)) for line in _page_lines(document, index)]
    except pypdfium2.PdfiumError:
        raise Unreadable("PDF 已损坏", _ASK) from None
    finally:
        document.close()
    if sum(len(line) for line in lines) < _LEAST_CHARACTERS:
        raise Unreadable("PDF 是扫描件，没有文字，无法与监控表核对", "请同时报送 Word（.docx）版的报告")
    return _joined(lines)


def _page_lines(document: pypdfium2.PdfDocument, index: int) -> list[str]:
    """The lines of one page; its own number (— 1 —) is dropped."""
    page = document[index]
    text_page = page.get_textpage()
    text: str = text_page.get_text_range()
    text_page.close()
    page.close()
    lines = (line.strip() for line in re.split(r"[\r\n]+", text))
    return [line for line in lines if line and not re.fullmatch(r"[-—– ]*\d{1,3}[-—– ]*", line)]


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Lines broken by the page width put together again: a paragraph ends at a full stop or before a heading."""
    paragraph = ""
    for line in lines:
        if paragraph and (paragraph[-1] in "。；;：:！？" or heading_level(line) or heading_level(paragraph)):
            yield paragraph
            paragraph = ""
        paragraph += line
    if paragraph:
        yield paragraph


# ---------- whose report it is ----------

_TITLE = re.compile(r"(?:监控|自评|评价|执行).{0,12}(?:报告|情况|说明)$")
_BEFORE_ABOUT = re.compile(r"^(.{2,30}?)关于")
_QUOTED = re.compile(r"[“\"《「]([^”\"》」]{4,60})[”\"》」]")
_OBJECT = re.compile(
    r"^(?:关于)?(?:20\d\d年?(?:度)?)?(.{3,60}?(?:项目|工程|资金|经费|补助|补贴|"
    r"转移支付))(?:支出)?(?:资金)?(?:20\d\d年?(?:度)?)?(?:.{0,10})(?:预算|绩效|运行|执行)"
)
_CAPTION = re.compile(
    r"^(项目名称|项目单位|实施单位|填报单位|报送单位|单位名称|编制单位|部门名称|"
    r"单位)(?:[（(][^）)]*[）)])?[：:，]\s*([^，。；]{2,60})"
)
_ANY_OBJECT = re.compile(r"(?:20\d\d年?(?:度)?)?(?:部门|预算|财政|专项|年度)*(?:项目|资金|支出|经费)+")
_SIGNATURE = re.compile(
    r"[一-龥]{2,28}(?:局|委|办|部|乡|镇|街道|院|校|学|园|中心|站|所|队|会|社|馆|公司|政府|办公室|委员会|服务中心|办事处)"
)


def _report(file: str, paragraphs: Iterable[str]) -> Report:
    texts = tuple(text for _, text in zip(range(_MOST_PARAGRAPHS), (_clean(raw) for raw in paragraphs), strict=False) if text)
    if sum(len(text) for text in texts) < _LEAST_CHARACTERS:
        raise Unreadable("报告里没有文字", _ASK)
    title = _title(texts)
    captions = dict(reversed([(_CAPTION_FIELD.get(m[1], "unit"), m[2].strip()) for text in texts[:40] if (m := _CAPTION.match(text))]))
    return Report(
        file,
        texts,
        unit=captions.get("unit") or _unit_in(title) or _signature(texts),
        program=captions.get("program") or _program_in(title),
        names=tuple(dict.fromkeys((title, PurePosixPath(file).stem, *_headings(texts), *_introduction(texts)))),
    )


def _headings(texts: tuple[str, ...]) -> Iterator[str]:
    return (text for text in texts if heading_level(text))


def _introduction(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The first paragraphs of running text, where a report without a telling title names its object."""
    return tuple(text for text in texts[1:8] if not heading_level(text) and text.endswith(("。", "：", ":")))[:2]


_CAPTION_FIELD = {"项目名称": "program"}


def _clean(text: str) -> str:
    return re.sub(r"[ \t\u00a0\u3000]+", " ", re.sub(r"(?<=[^\x00-\x7f])[ \u3000]+(?=[^\x00-\x7f])", "", text)).strip()


def _title(texts: tuple[str, ...]) -> str:
    """The heading of the report: its first lines up to the one that says it is a report, else the first line."""
    lines: list[str] = []
    for text in texts[:4]:
        if len(text) > 80 or text.endswith(("。", "：", ":")):
            break
        lines.append(text)
        if _TITLE.search(text) or "报告" in text[-6:]:
            return "".join(lines)
    return texts[0][:80]


def _unit_in(title: str) -> str | None:
    if match := _BEFORE_ABOUT.match(title):
        return match[1]
    match = re.match(
        r"^(.{2,28}?(?:局|委员会|办公室|乡|镇|街道|中心|学校|小学|中学|医院|公司|人民政府))(?=20\d\d|[“\"《]|部门|项目|绩效|整体)", title
    )
    return match[1] if match else None


def _program_in(title: str) -> str | None:
    """What stands in quotes, else the words before 绩效… that end like the name of an object."""
    if match := _QUOTED.search(title):
        return match[1]
    rest = _BEFORE_ABOUT.sub("", title)
    unit = _unit_in(title)
    match = _OBJECT.match(rest.removeprefix(unit) if unit else rest)
    name = match[1] if match else None
    return None if name is None or _ANY_OBJECT.fullmatch(name) else name


def _signature(texts: tuple[str, ...]) -> str | None:
    """The last short line that is nothing but the name of a unit."""
    return next((text for text in reversed(texts[-6:]) if len(text) <= 32 and _SIGNATURE.fullmatch(text)), None)
