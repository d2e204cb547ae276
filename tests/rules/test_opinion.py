"""The review opinion: which sentences a round of self-evaluations supports."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pytest

from hengji.papers.word.opinion import write_opinion
from hengji.rules.document import Document, Style
from hengji.rules.findings.finding import Addressee, Finding, Severity
from hengji.rules.forms import Kind
from hengji.rules.opinion import compose, scope_text
from hengji.rules.results import Decision, Missing, RoundResult, finding_key
from hengji.rules.selfevaluation import difference

from .findings.builder import clean
from .findings.evaluations import points
from .selfevaluations import SHORT, D, examined, example, form, round_of, rows


def text_of(document: Document) -> str:
    return "\n".join(one.lead + one.text for one in document.paragraphs)


def section_of(document: Document, word: str) -> str:
    texts: list[str] = []
    inside = False
    for one in document.paragraphs:
        inside = one.text.endswith(word) if one.style is Style.HEADING1 else inside
        texts += [one.lead + one.text] if inside else []
    return "\n".join(texts)


def deciding(result: RoundResult, adopted: bool | None) -> RoundResult:
    keys = [finding_key(found, one.form) for one in result.examined for found in one.findings]
    return replace(result, decisions={key: Decision(adopted) for key in keys})


def test_scope_counts_by_kind_with_their_money() -> None:
    overall = examined(form("示例县水务局", "示例县水务局", kind=Kind.OVERALL_SELF_EVALUATION))
    text = scope_text(round_of(*example().examined, overall))
    assert text.startswith("共收到3家单位的4个对象的自评表。项目支出绩效自评3个，全年预算360.00万元，已执行360.00万元，执行率100.00%。")
    assert "部门整体支出绩效自评1个" in text and "不予相加" in text and "序时进度" not in text


def test_missing_forms_are_counted_with_a_roster_and_named() -> None:
    absent = Finding(
        "not-submitted",
        Severity.ERROR,
        "四号路",
        "石桥乡“四号路”未报送自评表。",
        "请补报。",
        problem_class=3,
        unit="石桥乡",
        program="四号路",
    )
    result = example(findings=(absent,), missing=(Missing("石桥乡", "四号路"),), roster_given=True)
    assert "应报送2家单位的4个对象，实际收到2家单位的3个对象的自评表，未报送1个" in scope_text(result)
    document = compose(result)
    assert "未报送自评表。涉及1家单位1个对象：石桥乡“四号路”。" in section_of(document, "存在的主要问题")
    assert "补报" in section_of(document, "办理要求")
    mixed = replace(result, examined=(*result.examined, examined(clean())))
    assert "四号路" not in text_of(compose(mixed)) and "应报送" not in scope_text(mixed), "then the circular names it"


def test_own_against_recomputed_totals() -> None:
    text = section_of(compose(example()), "自评得分复核")
    assert "按计分规则“按完成比例计分（通行做法）”" in text
    assert "可比的自评表2张，自评总分比按规则重算的总分平均高3.75分；1张自评偏高（50%），最多高7.5分。" in text
    assert "另有1张填有总分，但分值之和不是满分" in text
    assert "1个对象的等级与自评等级不同：清溪镇“二号路”（自评优，重算良）。" in text
    assert "平均偏高的单位" not in text, "one unit is no comparison"


def test_units_are_ranked_where_several_can_be_compared() -> None:
    high = examined(form("石桥乡", "五号路", rows=rows("9公里", "45", SHORT), total="95"))
    text = section_of(compose(round_of(*example().examined, high)), "自评得分复核")
    assert "平均偏高的单位有2家：石桥乡7.5分、清溪镇3.75分。" in text


def test_without_totals_nothing_is_said_of_them() -> None:
    document = compose(round_of(examined(form("清溪镇", "一号路", total=None, grade=None))))
    assert not section_of(document, "自评得分复核") and "重算" not in text_of(document)


def test_each_object_gets_its_opinion_with_reasons() -> None:
    document = compose(example())
    text = section_of(document, "逐项审核意见")
    assert "1.清溪镇“一号路”。自评100分（优），按规则重算100分（优），一致。未发现需要修改的问题，拟同意。" in text
    assert "2.清溪镇“二号路”。自评95分（优），按规则重算87.5分（良），多计7.5分。差额来自：“道路硬化里程”多计7.5分。" in text
    assert "拟退回修改：“道路硬化里程”自评得分45分" in text
    assert re.search(r"3\.石桥乡“三号路”。自评100分（优）。拟退回修改：（1）“?.*合计110分", text)
    assert "拟退回修改的2个对象" in section_of(document, "办理要求")


def test_a_round_without_a_fault_asks_for_nothing() -> None:
    document = compose(round_of(examined(form("清溪镇", "一号路"))))
    assert not section_of(document, "存在的主要问题") and not section_of(document, "办理要求")
    assert "没有自评偏高的" in text_of(document)


def test_only_adopted_findings_count_and_no_decision_is_said_on_top() -> None:
    assert "未经核实" in compose(example()).paragraphs[0].text
    for decision in (False, None):
        document = compose(deciding(example(), decision))
        assert "未经核实" not in text_of(document) and "拟退回修改" not in text_of(document)
        none = "—" if decision is None else "0"
        assert [row.cells[-1] for row in document.annex if not row.subtotal] == ["0", none, none]
    assert "拟退回修改" in text_of(compose(deciding(example(), True)))


def test_what_is_not_decided_is_said_on_top_and_gets_neither_yes_nor_no() -> None:
    result = deciding(example(), None)
    document = compose(result)
    assert result.undecided() == sum(len(one.findings) for one in result.examined) > 0
    assert document.paragraphs[0].style is Style.WARNING
    assert document.paragraphs[0].text == f"尚有{result.undecided()}条错误、疑点未核实，未写入本稿，核实前不得印发。"
    text = section_of(document, "逐项审核意见")
    assert text.count("拟同意") == 1 and text.count("未核实，暂不提出意见。") == 2


def test_the_difference_is_put_down_to_its_items_the_largest_first() -> None:
    small = points("受益村民出行条件", "≥90%", "81%", "30", "30", 13, level1="效益指标")
    source = form("清溪镇", "二号路", rows=(rows("9公里", "45", SHORT)[0], small, rows()[2]), total="96")
    one = examined(source)
    assert difference(one) == (("道路硬化里程", D("7.5")), ("受益村民出行条件", D(3)), (None, D(1)))
    said = section_of(compose(round_of(replace(one, findings=()))), "逐项审核意见")
    assert "差额来自：“道路硬化里程”多计7.5分、“受益村民出行条件”多计3分、总分与各项得分之和相比多计1分。" in said
    assert not difference(examined(form("清溪镇", "一号路")))


def test_notices_and_findings_for_the_reviewer_send_nothing_back() -> None:
    notice = Finding("over-target", Severity.NOTICE, "道路硬化里程", "示例提示。", "")
    reviewer = Finding("direction-conflict", Severity.WARNING, "道路硬化里程", "示例。", "", addressee=Addressee.TARGET_REVIEWER)
    document = compose(round_of(examined(form("清溪镇", "一号路"), notice, reviewer)))
    assert "拟同意" in text_of(document) and "示例" not in text_of(document)


def test_an_overall_form_is_not_named_twice() -> None:
    document = compose(round_of(examined(form("示例县水务局", "示例县水务局", kind=Kind.OVERALL_SELF_EVALUATION))))
    assert "示例县水务局“部门整体支出”" in text_of(document)


def test_many_reasons_are_cut_and_point_to_the_feedback() -> None:
    faults = [Finding("sum-mismatch", Severity.WARNING, "年度资金总额", f"第{number}处不符。", "") for number in range(9)]
    text = section_of(compose(round_of(examined(form("清溪镇", "一号路"), *faults))), "逐项审核意见")
    assert "（6）第5处不符等9处问题，其余见反馈单。" in text and "第6处" not in text


def test_a_round_of_monitoring_only_says_so() -> None:
    document = compose(round_of(examined(clean())))
    assert "没有绩效自评表，不形成审核意见" in text_of(document) and not document.annex


@pytest.mark.parametrize("years", [(2023, 2023, 2023), (2022, 2023, 2023)])
def test_the_year_stands_only_where_all_forms_have_it(years: tuple[int, int, int]) -> None:
    result = example()
    items = tuple(replace(one, form=replace(one.form, year=year)) for one, year in zip(result.examined, years, strict=True))
    title = next(one.text for one in compose(replace(result, examined=items)).paragraphs if one.style is Style.TITLE)
    assert ("关于2023年度" in title) is (len(set(years)) == 1) and ("关于____年度" in title) is (len(set(years)) == 2)


def test_it_is_typeset_with_its_table_and_its_blanks() -> None:
    data = write_opinion(example())
    assert data == write_opinion(example())
    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs[0].text.startswith("未经核实")
    table = document.tables[0]
    assert [cell.text for cell in table.rows[2].cells] == ["2", "清溪镇", "二号路", "95", "87.5", "7.5", "优", "良", "1"]
    assert table.rows[3].cells[3].text == "100" and table.rows[3].cells[4].text == "—"
    marked = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert "××县财政局" in marked and marked.count("____") >= 5
