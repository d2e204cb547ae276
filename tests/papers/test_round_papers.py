"""Papers of a round in Word: notice, report, brief, letters, the circular of a round on the web, and the county's own template."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.check.rounds import ERROR, WARNING, D, examined, example_round, finding, form, fund, indicator, round_of
from tests.rules.test_brief import BRIEF
from tests.rules.test_monitoringreport import FACTS, OBJECTS
from tests.rules.test_notice import FULL

from hengji.papers.reports import read_report
from hengji.papers.word.brief import write_brief
from hengji.papers.word.circular import write_circular
from hengji.papers.word.document import typeset
from hengji.papers.word.letter import write_letters
from hengji.papers.word.monitoringreport import write_monitoring_report
from hengji.papers.word.notice import write_notice
from hengji.papers.word.template import MARKS, fill, unknown_marks
from hengji.papers.workbook import Unreadable
from hengji.rules.chaseletter import Letter, MissingForm
from hengji.rules.circular import Issue, compose
from hengji.rules.document import Document, Paragraph, Style
from hengji.rules.forms import Kind, Program
from hengji.rules.monitoringreport import OUTLINES
from hengji.rules.reports import mismatches
from hengji.rules.results import RoundResult

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def lines(content: bytes) -> list[str]:
    """Everything a paper prints, tables too, in order."""
    body = docx.Document(io.BytesIO(content)).element.body
    return [text for one in body.iter(f"{{{W}}}p") if (text := "".join(node.text or "" for node in one.iter(f"{{{W}}}t")))]


# ---------- the papers open and say what they were given ----------


def papers() -> Iterator[bytes]:
    yield write_notice(FULL)
    yield write_brief(BRIEF)
    yield from (write_monitoring_report(FACTS, {}, outline) for outline in OUTLINES)
    yield write_letters([Letter("示例县", "甲乡", "8月监控", (MissingForm("路", date(2026, 7, 10), 5),))])


def test_every_paper_opens_and_is_made_alike_twice() -> None:
    assert list(papers()) == list(papers())
    assert all(len(lines(one)) > 5 for one in papers())


def test_letters_stand_on_pages_of_their_own_and_name_what_is_missing() -> None:
    missing = (MissingForm("道路硬化工程", date(2026, 7, 10), 5), MissingForm("校车运行补助", date(2026, 7, 10), 5, "已退回待改"))
    told = {"notice": "会财绩字〔2026〕8号", "until": date(2026, 7, 20), "report": True, "chased": 2, "on": date(2026, 7, 15)}
    content = write_letters([Letter("会昌县", unit, "2026年上半年绩效监控", missing, **told) for unit in ("甲乡", "乙乡")])  # type: ignore[arg-type]
    text = lines(content)
    assert [line for line in text if line in ("甲乡：", "乙乡：")] == ["甲乡：", "乙乡："]
    assert "经2次提醒，你单位尚有2个对象的监控表、绩效监控报告未报送" in "".join(text)
    assert [line for line in text if "已" in line and len(line) < 8] == ["已逾期5天", "已退回待改"] * 2
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert xml.count("<w:pageBreakBefore/>") == 1


@pytest.mark.parametrize("outline", sorted(OUTLINES))
def test_a_report_as_drawn_never_contradicts_the_form_it_is_drawn_from(outline: str) -> None:
    """What the reconciliation of ``check`` reads back from the Word bears out the form."""
    one = OBJECTS[1]
    told = replace(FACTS, objects=(one,), unit=one.unit)
    report = read_report(write_monitoring_report(told, {}, outline), "报告.docx")
    money = replace(fund("1200000", "300000"), forecast=D(900000))
    source = replace(form(one.unit, one.name, money, indicators=()), program=Program(one.name, unit=one.unit))
    assert list(mismatches(report, source)) == []
    wrong = replace(source, funds=(replace(money, executed=D(410000)),))
    assert any("30.00" in found.message for found in mismatches(report, wrong))


# ---------- the circular of a round on the web ----------


def round_of_menyuan() -> RoundResult:
    """M: 15 units, 21 projects, 9,132 万元; faults as its circular names them."""
    units = ("泉口镇", "西滩乡", "浩门镇", "皇城乡", "北山乡", "浩门林场", "东川镇", "农牧水利和科技局", "交通运输局", "自然资源局")
    units += ("人力资源和社会保障局", "县委统战部", "林业和草原局", "乡村振兴局", "生态环境局")
    faults = {
        "泉口镇": [finding("missing-field", ERROR, 1)], "西滩乡": [finding("missing-field", ERROR, 1), finding("late", ERROR, 3)],
        "浩门镇": [finding("target-changed", ERROR, 4)], "皇城乡": [finding("report-mismatch", ERROR, 2)],
        "北山乡": [finding("slow-spending", WARNING, 5)],
    }  # fmt: skip
    made = []
    for number in range(21):
        unit = units[number % 15]
        money = fund("4300000", "4300000" if unit == "县委统战部" else "2600000") if number else fund("5320000", "2600000")
        source = form(unit, f"项目{number + 1:02d}", money, indicators=(indicator(12, "完成数量", "10", "10"),))
        made.append(examined(source, *(faults.get(unit, []) if number < 15 else ()), achievement="1.00"))
    return round_of(*made, roster_given=True)


ISSUE = Issue(
    "2023年8月绩效监控", "门财字〔2023〕556号", "门财字〔2023〕754号", date(2023, 9, 18), date(2023, 10, 15), 5,
    "2023年中央第一批财政衔接乡村振兴补助资金项目",
)  # fmt: skip


def test_the_circular_of_menyuan_from_a_round() -> None:
    text = "\n".join(one.lead + one.text for one in compose(round_of_menyuan(), office="门源县财政局", issue=ISSUE).paragraphs)  # type: ignore[union-attr]
    for said in (
        "关于2023年中央第一批财政衔接乡村振兴补助资金项目支出绩效目标\n及预算执行情况监控的通报",
        "门财字〔2023〕754号",
        "和门财字〔2023〕556号的要求",
        "将全县15家预算单位的21个项目全部纳入监控范围，涉及金额9,132.00万元。",
        "县委统战部“项目12”（执行率100.00%，加权完成率100.00%）",
        "（一）监控报告及监控表填报不规范",
        "一是填报不完整、过于简单。涉及泉口镇、西滩乡2家单位。",
        "二是偏差缺乏分析，数据前后不符。涉及皇城乡1家单位。",
        "三是未按时报送。涉及西滩乡1家单位。",
        "四是随意变动批复的绩效目标和预算。涉及浩门镇1家单位。",
        "（二）支出进度缓慢、偏离绩效目标",
        "未报送的单位于2023年10月15日前补报",
        "于2023年10月15日前将整改情况报送我局",
        "自收到本通报之日起5个工作日内书面说明情况",
        "2023年9月18日",
    ):
        assert said in text


def test_no_days_to_answer_says_nothing_of_them() -> None:
    text = "".join(lines(write_circular(round_of_menyuan(), issue=replace(ISSUE, answer_days=0))))
    assert "书面说明情况" not in text


def test_a_folder_of_forms_keeps_its_circular_as_it_was() -> None:
    text = "".join(one.lead + one.text for one in compose(example_round(12)).paragraphs)  # type: ignore[union-attr]
    assert "全部纳入监控范围" not in text
    assert "（一）填报不完整、过于简单" in text


def test_kinds_are_covered_apart() -> None:
    overall = examined(form("县水务局", "县水务局", fund("98000000", "55000000"), kind=Kind.OVERALL_MONITORING))
    result = round_of(overall, examined(form("甲乡", "路", fund("1000000", "600000"))))
    text = "".join(one.text for one in compose(result, issue=replace(ISSUE, fund="")).paragraphs)  # type: ignore[union-attr]
    said = "将全县1家预算单位的1个部门整体支出（涉及金额9,800.00万元）；1家预算单位的1个项目（涉及金额100.00万元）全部纳入监控范围"
    assert said in text


# ---------- the county's own template ----------


def template(*texts: str) -> bytes:
    """A .docx as a county would make it in Word: its own styles, a header with the red head."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "门源县财政局文件 {{文号}}"
    for text in texts:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


OWN = ("{{标题}}", "{{主送}}", "{{正文}}", "{{附件说明}}", "{{落款}}", "印发日期：{{日期}}。")


def changed(content: bytes, **parts: bytes) -> bytes:
    """The package with parts put in (names with __ for /)."""
    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    put = {name.replace("__", "/"): text for name, text in parts.items()}
    with zipfile.ZipFile(buffer, "w") as package:
        for name in source.namelist():
            package.writestr(name, put.pop(name, None) or source.read(name))
        for name, text in put.items():
            package.writestr(name, text)
    return buffer.getvalue()


def test_the_countys_own_template_keeps_its_look_and_gets_the_text() -> None:
    content = write_circular(round_of_menyuan(), office="门源县财政局", issue=ISSUE, template=template(*OWN))
    text = lines(content)
    assert text[0].startswith("门源县财政局关于2023年中央第一批")
    assert text[1] == "各预算单位："
    assert "一、基本情况" in text
    assert "印发日期：2023年9月18日。" in text
    assert "附件" in text
    assert "21" in text  # the last row of the annexed table
    assert "{{" not in "".join(text)
    header = docx.Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text
    assert header == "门源县财政局文件 门财字〔2023〕754号"
    assert content == write_circular(round_of_menyuan(), office="门源县财政局", issue=ISSUE, template=template(*OWN))


def test_tables_in_a_template_have_their_styles_and_are_no_text() -> None:
    content = write_circular(round_of_menyuan(), issue=ISSUE, template=template(*OWN))
    package = zipfile.ZipFile(io.BytesIO(content))
    body, styles = (package.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    used = set(re.findall(r'<w:pStyle w:val="([^"]+)"/>', body))
    assert {"hengji_cell", "hengji_cell_head", "hengji_annex_title"} <= used
    assert used <= set(re.findall(r'w:styleId="([^"]+)"', styles))
    assert "&lt;w:" not in body


def test_a_warning_before_the_title_does_not_push_it_to_a_second_page() -> None:
    body = zipfile.ZipFile(io.BytesIO(write_circular(round_of_menyuan(), issue=ISSUE))).read("word/document.xml").decode()
    assert "未经核实" in body
    assert body.count("<w:pageBreakBefore/>") == 1  # the annex


def test_the_same_words_stand_in_both_looks() -> None:
    """Whatever the template, every paragraph of the body is in it, once."""
    document = compose(round_of_menyuan(), issue=ISSUE)
    text = lines(fill(template("{{正文}}", "{{附表}}"), document))
    body = [one.lead + one.text for one in document.paragraphs if isinstance(one, Paragraph) and one.style in _BODY]
    assert text[: len(body)] == body
    assert text.index("附件") == len(body)


_BODY = (Style.WARNING, Style.BODY, Style.HEADING1, Style.HEADING2)


def test_the_text_takes_the_format_of_the_mark_and_headings_their_fonts() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("{{正文}}")
    run.font.size, run.font.italic = docx.shared.Pt(15), True
    buffer = io.BytesIO()
    document.save(buffer)
    filled = docx.Document(io.BytesIO(fill(buffer.getvalue(), compose(round_of_menyuan()))))
    written = [one for one in filled.paragraphs if one.text.startswith(("一、", "（一）", "按照"))]
    assert {run.font.size for one in written for run in one.runs} == {docx.shared.Pt(15)}
    assert all(run.font.italic for one in written for run in one.runs)
    fonts = {one.text[:2]: one.runs[0]._element.rPr.rFonts.get(f"{{{W}}}eastAsia") for one in written}
    assert (fonts["一、"], fonts["（一"], fonts["按照"]) == ("黑体", "楷体_GB2312", None)


@given(st.sampled_from(sorted(set(MARKS) - {"正文", "附表"})), st.data())
@settings(max_examples=12, deadline=None)
def test_a_mark_split_over_runs_is_still_replaced(name: str, data: st.DataObject) -> None:
    """Word cuts words into runs as it pleases."""
    line = f"前{{{{{name}}}}}后"
    cuts = sorted(data.draw(st.sets(st.integers(1, len(line) - 1), max_size=5)))
    document = docx.Document()
    document.add_paragraph("{{正文}}")
    paragraph = document.add_paragraph()
    for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        paragraph.add_run(line[start:end])
    buffer = io.BytesIO()
    document.save(buffer)
    paper = Document((Paragraph(Style.TITLE, "甲<乙>&丙"), Paragraph(Style.SIGNATURE, "某局"), Paragraph(Style.SIGNATURE, "某日")))
    last = docx.Document(io.BytesIO(fill(buffer.getvalue(), paper))).paragraphs[-1].text
    assert last == f"前{ {'标题': '甲<乙>&丙', '落款': '某局', '日期': '某日'}.get(name, '') }后"


def test_marks_nobody_knows_are_told() -> None:
    assert unknown_marks(template("{{正文}}", "{{抬头}} {{ 标题 }}", "{{抬头}}", "{{结尾}}")) == ("{{抬头}}", "{{结尾}}")
    assert unknown_marks(template(*OWN)) == ()


RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="%s" Target="http://example.org/x" TargetMode="External"/></Relationships>'  # noqa: E501


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "不是 .docx 文件"),
        (b"", "不是 .docx 文件"),
        (b"PK\x03\x04" + b"\0" * 40, "已损坏或加了密码"),
        (template("没有标记"), "没有 {{正文}} 标记"),
        (template("如下：{{正文}}"), "与其他文字写在同一段"),
        (template("{{正文}}", "表 {{附表}}"), "与其他文字写在同一段"),
        (changed(template("{{正文}}"), **{"word__vbaProject.bin": b"x"}), "含有宏"),
        (changed(template("{{正文}}"), **{"word__embeddings__o.bin": b"x"}), "嵌有其他文件"),
        (changed(template("{{正文}}"), **{"word__document.xml": b"<w:document"}), "内部结构已损坏"),
        (changed(template("{{正文}}"), **{"word__document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "内部结构不正常"),
        (changed(template("{{正文}}"), **{"word___rels__settings.xml.rels": RELS % b"x/attachedTemplate"}), "引用了文件以外的内容"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_used_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refused:
        unknown_marks(content)
    assert refused.value.ask.startswith("请")
    with pytest.raises(Unreadable):
        fill(content, Document(()))


def test_a_link_in_a_template_is_no_danger() -> None:
    linked = changed(template("{{正文}}"), **{"word___rels__footnotes.xml.rels": RELS % b"x/hyperlink"})
    assert unknown_marks(linked) == ()


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_template_or_refused(content: bytes) -> None:
    for data in (content, b"PK\x03\x04" + content):
        with pytest.raises(Unreadable):
            unknown_marks(data)


def test_our_own_paper_can_be_taken_as_a_template() -> None:
    """Styles of ours that a template already holds do no harm."""
    own = typeset(Document((Paragraph(Style.TITLE, "{{标题}}"), Paragraph(Style.BODY, "{{正文}}"))))
    once = fill(own, compose(round_of_menyuan(), issue=ISSUE))
    assert "一、基本情况" in lines(once)
