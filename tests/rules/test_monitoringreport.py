"""Monitoring reports: the outlines of Y and C, figures with their source, nothing people wrote is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.rules.document import Document, Paragraph, Style, Table
from hengji.rules.monitoringreport import OUTLINES, Facts, Measured, Meeting, Object, blanks, compose, sections

D = Decimal
ROAD = Measured("道路硬化里程", "≥12公里", "3公里", "红灯", "", "汛期停工", "增加班组，9月底前完成", "有可能", "第3行")
PLEASED = Measured("群众满意度", "≥90%", "91%", "绿灯")
OBJECTS = (
    Object(
        "o1", "overall", "县教育局", "县教育局", D(30000000), "adjusted", D(17000000), D(29800000), "支付数据", D("0.91"), "绿灯", "双达标"
    ),
    Object(
        "p1", "project", "道路硬化工程", "县教育局", D(1200000), "initial", D(300000), D(900000), "支付数据", D("0.42"), "红灯", "双滞后",
        ("预算执行：执行率25.00%，红灯",), "完成3公里", "开工", "每周调度", "专账管理", (ROAD, PLEASED), ("执行数与支付明细不符",),
    ),
    Object("p2", "project", "校车运行补助", "县教育局", D(800000), "initial", D(450000), None, "单位自报", light="绿灯"),
)  # fmt: skip
FACTS = Facts("县教育局", date(2026, 7, 31), OBJECTS, D(7) / 12, True, date(2026, 8, 20))


def texts_of(paper: Document) -> list[str]:
    return [one.lead + one.text for one in paper.paragraphs if isinstance(one, Paragraph)]


def headings(paper: Document) -> list[str]:
    kept = (Style.HEADING1, Style.HEADING2)
    return [one.text for one in paper.paragraphs if isinstance(one, Paragraph) and one.style in kept]


def test_the_outline_of_huangyuan() -> None:
    assert headings(compose(FACTS, {}, "huangyuan")) == [
        "一、绩效运行监控工作组织实施情况", "二、预算执行进度和绩效目标完成情况", "（一）预算资金执行情况", "（二）绩效目标完成情况",
        "三、存在问题",        "四、整改措施和建议", "（一）纠偏措施", "（二）改进意见",
    ]  # fmt: skip


def test_the_template_of_huichang_tells_each_object_by_four_aspects() -> None:
    paper = compose(FACTS, {}, "huichang")
    texts = texts_of(paper)
    assert headings(paper) == [
        "一、绩效监控结果概览", "（一）部门整体支出", "（二）项目支出", "二、偏离绩效目标情况分析", "（一）部门整体支出", "（二）项目支出",
    ]  # fmt: skip
    at = texts.index("1.道路硬化工程")
    assert [text[:5] for text in texts[at + 1 : at + 6]] == ["目标完成。", "预算执行。", "组织实施。", "资金管理。", "综合判断。"]
    assert "2.校车运行补助" in texts
    assert texts[at + 2] == (
        "预算执行。年初预算120.00万元，已执行30.00万元，执行率25.00%，明显低于序时进度（58.33%），预计全年执行90.00万元。"
    )


def test_sums_stay_within_a_kind_and_tell_what_is_missing() -> None:
    text = "".join(texts_of(compose(FACTS, {}, "huangyuan")))
    assert "部门整体支出1个，预算3,000.00万元，已执行1,700.00万元，执行率56.67%，略低于序时进度（58.33%）" in text
    assert (
        "项目支出2个，预算200.00万元，已执行75.00万元，执行率37.50%，明显低于序时进度（58.33%），预计全年执行90.00万元（另有1个未填）"
        in text
    )


def test_deviations_are_told_in_the_units_own_words_and_a_missing_cause_is_a_blank() -> None:
    text = "".join(texts_of(compose(FACTS, {}, "huangyuan")))
    assert "“道路硬化里程”目标≥12公里，实际3公里，红灯。原因：汛期停工。措施：增加班组，9月底前完成。全年完成可能性：有可能。" in text
    bare = replace(OBJECTS[1], indicators=(replace(ROAD, explanation=""),))
    assert "原因：____（请写在监控表的原因说明里，或写在本段）。" in "".join(
        texts_of(compose(replace(FACTS, objects=(bare,)), {}, "huangyuan"))
    )


@pytest.mark.parametrize(
    ("outline", "place", "heading"), [("huangyuan", "problems", "三、存在问题"), ("huichang", "deviation-project", "（二）项目支出")]
)
def test_what_would_be_printed_blank_is_named_until_somebody_writes_it(outline: str, place: str, heading: str) -> None:
    """A cause is given on the form or where the section speaks of the indicator; a section with an invitation wants words."""
    bare = replace(FACTS, objects=(replace(OBJECTS[1], indicators=(replace(ROAD, explanation=""),)),))
    cause = f"“{heading}”中“道路硬化里程”的原因"
    assert cause in blanks(bare, {}, outline)
    assert cause in blanks(bare, {place: "还有困难。"}, outline), "other words are no cause"
    said = {place: "道路硬化里程落后，因汛期停工。"}
    assert cause not in blanks(bare, said, outline)
    assert "____（请写在" not in "".join(texts_of(compose(bare, said, outline)))
    assert cause not in blanks(FACTS, {}, outline)


def test_a_section_with_an_invitation_wants_words_an_optional_one_does_not() -> None:
    assert "“（二）改进意见”" in blanks(FACTS, {}, "huangyuan")
    assert not any("处置情况" in one or "改进意见" in one for one in blanks(FACTS, {"improvement": "加快支付。"}, "huangyuan"))


def test_the_meeting_is_recorded() -> None:
    said = Meeting(date(2026, 8, 18), "县教育局党组会议", "张某", "〔2026〕15号", "同意报告")
    paper = compose(replace(FACTS, meeting=said), {"meeting": "下周再议。"}, "huichang")
    texts = texts_of(paper)
    assert "三、向党委（党组）报告情况" in texts
    assert "2026年8月18日，县教育局党组会议听取了本次绩效监控情况汇报，张某主持（会议纪要〔2026〕15号）。同意报告。" in texts
    assert "下周再议。" in texts


WRITTEN = st.text("甲乙丙丁一二三。，", min_size=1, max_size=30).filter(lambda text: text.strip() == text)


@given(st.sampled_from(sorted(OUTLINES)), st.data())
def test_what_people_wrote_survives_regeneration(outline: str, data: st.DataObject) -> None:
    """Also under objects that have left the report since, and whatever the figures have become."""
    places = [one.id for one in sections(outline, OBJECTS) if one.writable]
    texts: Mapping[str, str] = data.draw(st.dictionaries(st.sampled_from(places), WRITTEN))
    left = data.draw(st.lists(st.sampled_from(OBJECTS), unique=True))
    changed = [replace(one, executed=D(1), light="红灯") for one in left]
    told = texts_of(compose(replace(FACTS, objects=tuple(changed)), texts, outline))
    for text in texts.values():
        assert text in told


@given(st.sampled_from(sorted(OUTLINES)))
def test_ids_of_sections_are_unique_and_do_not_hang_on_order(outline: str) -> None:
    ids = [one.id for one in sections(outline, OBJECTS)]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(one.id for one in sections(outline, OBJECTS[::-1]))


@pytest.mark.parametrize("outline", sorted(OUTLINES))
def test_every_amount_and_rate_stands_in_the_table_of_sources(outline: str) -> None:
    paper = compose(FACTS, {}, outline)
    (annex,) = paper.annexes
    (table,) = annex.blocks
    assert isinstance(table, Table)
    noted = {row.cells[3] for row in table.rows}
    assert all(row.cells[4] for row in table.rows)
    drawn = "".join(text for text in texts_of(paper) if "预算执行：" not in text)  # a reason is the engine's own sentence
    figures = set(re.findall(r"[\d,]+\.\d\d(?:万元|%)", drawn)) - {"58.33%"}
    assert figures
    assert figures <= noted


def test_texts_of_other_purpose_are_left_alone() -> None:
    told = texts_of(compose(FACTS, {"differences": "说明差异", "overview-gone": "旧文字"}, "huichang"))
    assert "说明差异" not in told
    assert "旧文字" in told


def test_an_outline_nobody_knows() -> None:
    with pytest.raises(KeyError):
        sections("other")
