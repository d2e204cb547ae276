"""A composed paper in the county's own .docx: marks such as {{标题}} and {{正文}} are replaced in its XML, all else stays as it is.

A mark may be split over several runs, as Word likes to do.  {{正文}} and {{附表}} stand alone in their paragraph; the text takes the format
of the mark (font, size, indent), headings the fonts of GB/T 9704.  Files with macros, embedded programs or a template fetched from
elsewhere are refused.  Raises nothing but ``Unreadable``.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from hengji.papers.word.document import runs, styles, table
from hengji.papers.workbook import LIMITS, Unreadable
from hengji.rules.document import Annex, Document, Paragraph, Style, Table

MARKS: Mapping[str, str] = {
    "标题": "公文标题",
    "文号": "发文字号",
    "主送": "主送机关",
    "正文": "全部正文，单独成段",
    "附件说明": "正文后的附件名称",
    "落款": "发文机关",
    "日期": "成文日期",
    "附表": "附件中的表格，单独成段；没有此标记时附在文末",
}
"""What a template may ask for, and what comes there."""

_BODY, _ANNEX = "正文", "附表"
_MARK = re.compile(r"\{\{\s*([^{}]{0,30}?)\s*\}\}")
_ASK = "请用 Word 或 WPS 另存为不含宏、不加密码的 .docx 后再上传"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_P, _T, _R, _RPR, _PPR = (f"{{{_W}}}{name}" for name in ("p", "t", "r", "rPr", "pPr"))
_FIXED_TIME = (2020, 1, 1, 0, 0, 0)
_TEXTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_Parts = dict[str, bytes]


def unknown_marks(content: bytes) -> tuple[str, ...]:
    """Marks of a template nobody knows, as they stand in it.  Raises ``Unreadable``: no .docx, damaged, with macros, without {{正文}}."""
    found = [mark for text in _paragraph_texts(_parts(content)) for mark in _MARK.finditer(text)]
    if not any(mark[1] == _BODY for mark in found):
        raise Unreadable("模板中没有 {{正文}} 标记，不知道正文写在哪里", "请在模板的正文处单独写一段 {{正文}}")
    for text in _paragraph_texts(_parts(content)):
        _alone(text)
    return tuple(dict.fromkeys(mark[0] for mark in found if mark[1] not in MARKS))


def fill(content: bytes, document: Document) -> bytes:
    """The paper in the template; the same paper in the same template always gives the same bytes.  Raises ``Unreadable``."""
    unknown_marks(content)
    parts = _parts(content)
    words = _words(document)
    for name in parts:
        if _TEXTS.fullmatch(name):
            root = _parsed(parts[name])
            _fill_part(root, document, words)
            if name == "word/document.xml":
                _append_annexes(root, document, any(_ANNEX in _mark_names(text) for text in _paragraph_texts(_parts(content))))
            parts[name] = _written(root)
    if "word/styles.xml" in parts:
        parts["word/styles.xml"] = _with_own_styles(parts["word/styles.xml"])
    return _zipped(parts)


# ---------- the package ----------


def _parts(content: bytes) -> _Parts:
    """The entries of the package, bounded and without anything that could run."""
    if len(content) > LIMITS.file_bytes:
        raise Unreadable("模板文件过大", _ASK)
    if content[:4] != b"PK\x03\x04":
        raise Unreadable("不是 .docx 文件", _ASK)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if len(entries) > LIMITS.entries or sum(entry.file_size for entry in entries) > LIMITS.unpacked_bytes:
                raise Unreadable("模板解压后过大", _ASK)
            parts = {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zipfile.LargeZipFile):
        raise Unreadable("模板文件已损坏或加了密码", _ASK) from None
    _refuse_programs(parts)
    return parts


def _refuse_programs(parts: _Parts) -> None:
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise Unreadable("不是 Word（.docx）文件", _ASK)
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in parts) or b"macroEnabled" in parts["[Content_Types].xml"]:
        raise Unreadable("模板含有宏", _ASK)
    if any(name.startswith("word/embeddings/") for name in parts):
        raise Unreadable("模板中嵌有其他文件", _ASK)
    for name, text in parts.items():
        if name.endswith(".rels") and any(_fetched(one) for one in _parsed(text)):
            raise Unreadable("模板引用了文件以外的内容（远程模板或图片）", _ASK)


def _fetched(relation: etree._Element) -> bool:
    """Something Word would load from elsewhere on opening; a hyperlink is loaded only when clicked."""
    return relation.get("TargetMode") == "External" and not (relation.get("Type") or "").endswith("/hyperlink")


def _parsed(text: bytes) -> etree._Element:
    if b"<!DOCTYPE" in text[:4096] or b"<!ENTITY" in text:
        raise Unreadable("模板的内部结构不正常", _ASK)
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Unreadable("模板的内部结构已损坏", _ASK) from None


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _zipped(parts: _Parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text)
    return buffer.getvalue()


# ---------- marks ----------


def _paragraph_texts(parts: _Parts) -> Iterator[str]:
    for name, text in parts.items():
        if _TEXTS.fullmatch(name):
            yield from ("".join(node.text or "" for node in _own_texts(one)) for one in _parsed(text).iter(_P))


def _own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """The text nodes of a paragraph, without those of text boxes inside it."""
    return [node for node in paragraph.iter(_T) if next(node.iterancestors(_P)) is paragraph]


def _mark_names(text: str) -> list[str]:
    return [mark[1] for mark in _MARK.finditer(text)]


def _alone(text: str) -> None:
    for mark in _MARK.finditer(text):
        if mark[1] in (_BODY, _ANNEX) and text.strip() != mark[0]:
            raise Unreadable(f"{mark[0]} 与其他文字写在同一段", f"请让 {mark[0]} 单独成段")


def _words(document: Document) -> Mapping[str, str]:
    """What stands for the marks inside lines."""
    by_style: dict[Style, list[str]] = {}
    for block in document.paragraphs:
        if isinstance(block, Paragraph):
            by_style.setdefault(block.style, []).append(block.text)
    signed = by_style.get(Style.SIGNATURE, [])
    return {
        "标题": "\n".join(by_style.get(Style.TITLE, [])),
        "文号": "".join(by_style.get(Style.NUMBER, [])),
        "主送": "".join(by_style.get(Style.ADDRESSEE, [])),
        "附件说明": "\n".join(by_style.get(Style.ANNEX_NOTE, [])),
        "落款": "\n".join(signed[:-1]),
        "日期": signed[-1] if signed else "",
    }


def _fill_part(root: etree._Element, document: Document, words: Mapping[str, str]) -> None:
    for paragraph in list(root.iter(_P)):
        nodes = _own_texts(paragraph)
        text = "".join(node.text or "" for node in nodes)
        names = _mark_names(text)
        if _BODY in names:
            _put(paragraph, list(_body(document, paragraph)))
        elif _ANNEX in names:
            _put(paragraph, list(_annex_blocks(document, breaks=False)))
        elif names:
            _replace(nodes, text, words)


def _put(paragraph: etree._Element, blocks: list[etree._Element]) -> None:
    """The blocks instead of a paragraph; an empty paragraph where there are none, since a table cell must hold one."""
    parent = paragraph.getparent()
    if parent is None:
        return
    for block in blocks or [etree.Element(_P)]:
        paragraph.addprevious(block)
    parent.remove(paragraph)


def _replace(nodes: list[etree._Element], text: str, words: Mapping[str, str]) -> None:
    """Every known mark in a line; the words take the format of the run in which the mark begins."""
    for mark in reversed(list(_MARK.finditer(text))):
        if mark[1] in words:
            _splice(nodes, mark.start(), mark.end(), words[mark[1]])
    for node in nodes:
        _with_breaks(node)


def _splice(nodes: list[etree._Element], start: int, end: int, word: str) -> None:
    place = 0
    for node in nodes:
        text = node.text or ""
        left, right = max(start - place, 0), min(end - place, len(text))
        begins = place <= start < place + len(text)
        if left < right or begins:
            node.text = text[:left] + (word if begins else "") + text[right:]
            node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        place += len(text)


def _with_breaks(node: etree._Element) -> None:
    """Line feeds of a text as Word's own breaks."""
    first, *rest = (node.text or "").split("\n")
    if not rest:
        return
    node.text = first
    for line in reversed(rest):
        following = etree.Element(_T)
        following.text = line
        following.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        node.addnext(following)
        node.addnext(etree.Element(f"{{{_W}}}br"))


# ---------- body and annexes ----------

_IN_BODY = frozenset({Style.WARNING, Style.BODY, Style.HEADING1, Style.HEADING2, Style.TABLE_GAP})
_FONTS = {Style.HEADING1: "黑体", Style.HEADING2: "楷体_GB2312"}
_ORDER = (
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "u",
    "strike",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "shd",
    "lang",
)


def _body(document: Document, mark: etree._Element) -> Iterator[etree._Element]:
    for block in document.paragraphs:
        if isinstance(block, Table):
            yield from _fragment(table(block))
        elif block.style in _IN_BODY:
            yield _like(mark, block)


def _like(mark: etree._Element, paragraph: Paragraph) -> etree._Element:
    """A paragraph in the format of the mark; headings in their own fonts."""
    made = etree.Element(_P)
    if (properties := mark.find(_PPR)) is not None:
        made.append(copy.deepcopy(properties))
    strong = "<w:b/>" if paragraph.style is Style.WARNING else ""
    given = mark.find(f".//{_R}/{_RPR}")
    for run in _fragment(f"<w:p>{runs(paragraph.lead, '<w:b/>')}{runs(paragraph.text, strong)}</w:p>")[0].iter(_R):
        _format(run, given, _FONTS.get(paragraph.style))
        made.append(run)
    return made


def _format(run: etree._Element, given: etree._Element | None, font: str | None) -> None:
    """The run's own properties over those of the mark, in the order Word wants them."""
    own = run.find(_RPR)
    inherited = [] if given is None else [copy.deepcopy(one) for one in given]
    merged = {one.tag: one for one in inherited}
    merged |= {one.tag: one for one in (own if own is not None else ()) if one.tag != f"{{{_W}}}rFonts" or one.tag not in merged}
    if font:
        fonts = merged.setdefault(f"{{{_W}}}rFonts", etree.Element(f"{{{_W}}}rFonts"))
        fonts.attrib.pop(f"{{{_W}}}eastAsiaTheme", None)
        fonts.set(f"{{{_W}}}eastAsia", font)
    if own is None:
        if not merged:
            return
        own = etree.Element(_RPR)
        run.insert(0, own)
    own[:] = sorted(merged.values(), key=lambda one: _rank(etree.QName(one).localname))


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _append_annexes(root: etree._Element, document: Document, placed: bool) -> None:
    body = root.find(f"{{{_W}}}body")
    if placed or body is None:
        return
    last = body[-1] if len(body) and etree.QName(body[-1]).localname == "sectPr" else None
    for block in list(_annex_blocks(document, breaks=True)):
        if last is None:
            body.append(block)
        else:
            last.addprevious(block)


def _annex_blocks(document: Document, *, breaks: bool) -> Iterator[etree._Element]:
    annexes = list(document.annexes)
    if document.annex:
        annexes.insert(0, Annex(document.annex_title, document.annex_unit, (Table(document.annex_columns, document.annex),)))
    for number, annex in enumerate(annexes, 1):
        mark = f"附件{number if len(annexes) > 1 else ''}"
        new_page = "<w:pageBreakBefore/>" if breaks or number > 1 else ""
        yield from _fragment(
            f'<w:p><w:pPr><w:pStyle w:val="annex_mark"/>{new_page}</w:pPr>{runs(mark)}</w:p>'
            f'<w:p><w:pPr><w:pStyle w:val="annex_title"/></w:pPr>{runs(annex.title)}</w:p>'
            f'<w:p><w:pPr><w:pStyle w:val="annex_unit"/></w:pPr>{runs(annex.unit)}</w:p>'
        )
        for block in annex.blocks:
            yield from _fragment(table(block) if isinstance(block, Table) else _own_paragraph(block))
        yield from _fragment('<w:p><w:pPr><w:pStyle w:val="annex_unit"/></w:pPr></w:p>')


def _own_paragraph(paragraph: Paragraph) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{paragraph.style.value}"/></w:pPr>{runs(paragraph.lead, "<w:b/>")}{runs(paragraph.text)}</w:p>'


_STYLE_OF = re.compile(r'<w:pStyle w:val="(\w+)"/>')


def _fragment(xml: str) -> list[etree._Element]:
    """Elements of our own writing; their styles carry a name no template has."""
    named = _STYLE_OF.sub(r'<w:pStyle w:val="hengji_\1"/>', str(xml))
    return list(etree.fromstring(f'<w:body xmlns:w="{_W}">{named}</w:body>'))


def _with_own_styles(text: bytes) -> bytes:
    """The template's styles with those our tables need."""
    root = _parsed(text)
    for style in list(etree.fromstring(styles().encode()).iter(f"{{{_W}}}style")):
        if style.get(f"{{{_W}}}customStyle") and style.get(f"{{{_W}}}styleId"):
            _renamed(style)
            root.append(style)
    return _written(root)


def _renamed(style: etree._Element) -> None:
    style.set(f"{{{_W}}}styleId", f"hengji_{style.get(f'{{{_W}}}styleId')}")
    for child in list(style):
        if etree.QName(child).localname == "name":
            child.set(f"{{{_W}}}val", f"衡绩{child.get(f'{{{_W}}}val')}")
        elif etree.QName(child).localname == "basedOn":
            style.remove(child)
