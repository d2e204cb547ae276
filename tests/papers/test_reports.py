"""Reports as Word and PDF files → paragraphs, unit, object; what cannot be read is refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hengji.papers.reports import read_report
from hengji.papers.workbook import Unreadable

TITLE = "示例县水务局关于“示例渠道”项目绩效运行监控情况的报告"
MONEY = "截至2023年7月31日，预算安排432万元，累计支出231万元，执行率53.47%。"


def word(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(*lines: str) -> bytes:
    """A one-page PDF whose text layer is in a font every reader knows by name; no lines: a page without text."""
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    body = f"BT /F1 14 Tf 72 760 Td 20 TL\n{shown}\nET" if lines else ""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(body)}>>\nstream\n{body}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        "/CapHeight 880/StemV 93>>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return f"{out}xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


def test_a_word_report_gives_title_unit_object_and_paragraphs_in_order() -> None:
    report = read_report(word(TITLE, "一、资金情况", MONEY, "示例县水务局", "2023年8月20日"), "报告/水务局.docx")
    assert (report.unit, report.program) == ("示例县水务局", "示例渠道")
    assert report.paragraphs == (TITLE, "一、资金情况", MONEY, "示例县水务局", "2023年8月20日")
    assert report.names == (TITLE, "水务局", "一、资金情况", MONEY)


def test_table_rows_are_paragraphs_between_the_others() -> None:
    report = read_report(word(TITLE, MONEY, table=(("阶段", "时间"), ("验收", "9月"))), "a.docx")
    assert report.paragraphs[-2:] == ("阶段，时间", "验收，9月")


def test_a_money_table_says_whose_figure_each_is() -> None:
    head = ("序号", "项目名称", "年初预算数（万元）", "累计支出（万元）", "执行率(%)")
    rows = (("1", "示例渠道", "432", "231", "53.47"), ("2", "示例水池", "100.5", "20", "19.90%"), ("", "合计", "532.5", "251", "47.14"))
    report = read_report(word(TITLE, MONEY, table=(head, *rows)), "a.docx")
    assert report.paragraphs[-3:] == (
        "“示例渠道”项目：1，年初预算数432万元，累计支出231万元，执行率53.47%",
        "“示例水池”项目：2，年初预算数100.5万元，累计支出20万元，执行率19.90%",
        "合计，532.5，251，47.14",
    )


@pytest.mark.parametrize(
    ("lines", "unit", "program"),
    [
        (("2023年示例大棚项目绩效运行监控报告", MONEY, "南坪镇人民政府", "2023年8月1日"), "南坪镇人民政府", "示例大棚项目"),
        (("绩效运行监控报告", "项目名称：示例路灯更换", "实施单位：东河镇", MONEY), "东河镇", "示例路灯更换"),
        (("东河镇2023年项目支出绩效运行监控报告", MONEY), "东河镇", None),
        (("示例县教育局", "关于2023年部门绩效运行监控情况的报告", MONEY), "示例县教育局", None),
    ],
)
def test_unit_and_object_from_title_captions_or_signature(lines: tuple[str, ...], unit: str, program: str | None) -> None:
    report = read_report(word(*lines), "x.docx")
    assert (report.unit, report.program) == (unit, program)


def test_a_pdf_s_broken_lines_are_put_together_and_page_numbers_dropped() -> None:
    data = pdf("示例县水务局关于“示例渠道”项目", "绩效运行监控情况的报告", "一、资金情况", MONEY[:20], MONEY[20:], "— 1 —")
    assert read_report(data, "a.pdf").paragraphs == (TITLE, "一、资金情况", MONEY)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(), "扫描件"),
        (b"%PDF-1.4 nothing", "损坏"),
        (b"PK\x03\x04 nothing", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".doc"),
        (b"plain words", "不是 Word"),
        (word("短"), "没有文字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_reason_and_request(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_report(data, "a.docx")
    assert reason in refused.value.reason and "请" in refused.value.ask


def test_a_package_without_a_document_and_an_oversized_one_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (70 * 1024 * 1024))
    with pytest.raises(Unreadable, match="过大"):
        read_report(buffer.getvalue(), "a.docx")
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("x", "y")
    with pytest.raises(Unreadable, match="不是 Word"):
        read_report(empty.getvalue(), "a.docx")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_never_more(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([word(TITLE, MONEY), pdf(TITLE, MONEY)]))
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:place] + data.draw(st.binary(max_size=8)) + whole[place + data.draw(st.integers(0, 40)) :]
    try:
        read_report(damaged, "a.docx")
    except Unreadable as refused:
        assert refused.ask
