"""The draft circular: which sentences the facts support, and how they are set."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.check.rounds import ERROR, NOTICE, WARNING, D, examined, example_round, finding, form, fund, indicator, round_of

from hengji.papers.word.circular import write_circular
from hengji.papers.word.document import typeset
from hengji.rules.circular import CLASS_TITLES, compose
from hengji.rules.document import Document, Style
from hengji.rules.findings.finding import Addressee, Severity
from hengji.rules.forms import Kind
from hengji.rules.results import Decision, RoundResult, Sums, Totals, finding_key
from hengji.rules.values import Operator, Target


def text_of(circular: Document) -> str:
    return "\n".join(one.lead + one.text for one in circular.paragraphs)


def section_of(circular: Document, word: str) -> str:
    """The text of a first-level section."""
    texts: list[str] = []
    inside = False
    for one in circular.paragraphs:
        inside = one.text.endswith(word) if one.style is Style.HEADING1 else inside
        texts += [one.lead + one.text] if inside else []
    return "\n".join(texts)


def adopting(result: RoundResult, adopted: bool | None) -> RoundResult:
    keys = [finding_key(found, one.form) for one in result.examined for found in one.findings]
    keys += [finding_key(found, None) for found in result.findings]
    return replace(result, decisions={key: Decision(adopted) for key in keys})


def of_totals(programs: int, wan: str, rate: str, as_of: date, progress: str) -> str:
    """The scope a round with these totals states."""
    budget = D(wan) * 10000
    sums = Sums(programs, 1, programs, budget, budget, budget * D(rate), D(rate))
    totals = Totals(sums, {Kind.MONITORING: sums}, (), {}, {})
    result = round_of(examined(form("甲乡", "一号项目", fund("1000000", "600000"))), totals=totals)
    return section_of(compose(replace(result, as_of=as_of, time_progress=D(progress))), "基本情况")


@pytest.mark.parametrize(
    ("programs", "wan", "rate", "as_of", "progress", "expected"),
    [
        (130, "24066", "0.46", date(2023, 5, 31), "0.4167", "项目支出130个，年初预算24,066.00万元"),
        (307, "36905", "0.68", date(2023, 8, 31), "0.6667", "执行率68.00%，略高于序时进度"),
        (130, "24066", "0.46", date(2023, 5, 31), "0.4167", "执行率46.00%，略高于序时进度"),
        (21, "9132", "0.5541", date(2023, 7, 31), "0.5833", "项目支出21个，年初预算9,132.00万元"),
        (21, "9132", "0.30", date(2023, 7, 31), "0.5833", "明显低于序时进度"),
    ],
)
def test_counts_amounts_and_judgement_of_known_rounds_come_out(
    programs: int, wan: str, rate: str, as_of: date, progress: str, expected: str
) -> None:
    assert expected in of_totals(programs, wan, rate, as_of, progress)


def test_scope_tells_due_read_and_missing_only_with_a_roster() -> None:
    result = example_round(12)
    assert "应报送8家单位的14个对象，实际收到7家单位的13个对象，未报送1个" in text_of(compose(result))
    assert "应报送" not in text_of(compose(replace(result, roster_given=False)))


def test_amounts_of_two_kinds_are_stated_apart_and_never_added() -> None:
    circular = compose(example_round(12))
    project, overall = (sums for sums in example_round(12).totals.by_kind.values())
    scope = section_of(circular, "基本情况")
    assert "项目支出12个" in scope and "部门整体支出1个，调整后预算9,700.00万元" in scope and "不予相加" in scope
    for amount in (project.adjusted + overall.adjusted, project.executed + overall.executed):
        assert f"{amount / 10000:,.2f}" not in text_of(circular) + str(circular.annex)


def test_without_decisions_the_draft_says_so_on_top_and_with_them_no_more() -> None:
    result = example_round(12)
    first = compose(result).paragraphs[0]
    assert first.style is Style.WARNING and "未经核实" in first.text and "不得印发" in first.text
    assert "未经核实" not in text_of(compose(adopting(result, True)))
    document = docx.Document(io.BytesIO(write_circular(result)))
    assert document.paragraphs[0].text.startswith("未经核实") and all(run.bold for run in document.paragraphs[0].runs)


def test_only_adopted_findings_are_named() -> None:
    result = example_round(12)
    for decision in (False, None):
        circular = compose(adopting(result, decision))
        assert not section_of(circular, "存在的问题") and not section_of(circular, "工作要求")
        assert all(row.cells[-1] in ("0", "—", "") for row in circular.annex)


def test_what_is_not_decided_keeps_a_banner_and_makes_nothing_clean() -> None:
    one, other, third = (form("甲乡", name, fund("1000000", "600000")) for name in ("一号", "二号", "三号"))
    result = round_of(
        examined(one, finding("sum-mismatch", ERROR, 2), finding("boilerplate", NOTICE, 2)),
        examined(other, finding("too-simple", WARNING, 1), finding("direction-conflict", ERROR, 2, addressee=Addressee.TARGET_REVIEWER)),
        examined(third),
    )
    assert result.undecided() == 0, "without a list everything is named"
    open_still = replace(result, decisions={("别的文件", "", "late", "", ""): Decision(True)})
    circular = compose(open_still)
    assert open_still.undecided() == 2 and circular.paragraphs[0].style is Style.WARNING
    assert circular.paragraphs[0].text == "尚有2条错误、疑点未核实，未写入本稿，核实前不得印发。"
    assert "收到监控表的3个对象中，1个未发现需要通报的问题，2个的问题尚待核实。" in text_of(circular)
    assert sorted(row.cells[-1] for row in circular.annex[:3]) == ["0", "—", "—"]
    first = finding_key(result.examined[0].findings[0], one)
    half = replace(result, decisions={first: Decision(True)})
    assert "1个未发现需要通报的问题，1个存在问题，1个的问题尚待核实。" in text_of(compose(half)) and half.undecided() == 1
    settled = adopting(result, False)
    assert settled.undecided() == 0 and "均未发现需要通报的问题" in text_of(compose(settled))
    absent = finding("not-submitted", ERROR, 3, unit="乙乡", program="四号")
    waiting = replace(settled, findings=(absent,))
    assert waiting.undecided() == 1 and "均未发现" not in text_of(compose(waiting))


def test_findings_of_no_class_are_named_in_a_last_group() -> None:
    one = examined(form("甲乡", "一号", fund("1000000", "600000")), finding("wrong-period", ERROR, None), finding("late", ERROR, 3))
    circular = compose(round_of(one))
    text = section_of(circular, "存在的问题")
    assert "（一）未按时报送" in text and "（二）其他\n1.填报期间与本次监控不符。涉及1家单位1个对象：甲乡“一号”。" in text
    assert circular.annex[0].cells[-1] == "2"
    assert "其他" not in section_of(compose(adopting(round_of(one), False)), "存在的问题")


def test_overall_spending_is_not_named_by_its_unit_again() -> None:
    overall = form("县水务局", "县水务局", fund("1000000", "600000"), kind=Kind.OVERALL_MONITORING)
    late = finding("late", ERROR, 3)
    absent = [finding("not-submitted", ERROR, 3, unit="县交通局", program=name) for name in (None, "县交通局")]
    text = text_of(compose(round_of(examined(overall, late), findings=tuple(absent))))
    assert "县水务局“部门整体支出”" in text and "县交通局“部门整体支出”" in text
    assert "“县水务局”" not in text and "“县交通局”" not in text
    praised = compose(round_of(examined(overall)))
    assert "县水务局“部门整体支出”（执行率" in text_of(praised) and praised.annex[0].cells[2] == "部门整体支出"


def test_notices_and_findings_for_the_target_s_reviewer_are_never_named() -> None:
    notice = finding("boilerplate", NOTICE, 2, subject="提示对象")
    reviewer = finding("direction-conflict", WARNING, 2, addressee=Addressee.TARGET_REVIEWER)
    circular = compose(round_of(examined(form("甲乡", "一号项目", fund("1000000", "600000")), notice, reviewer)))
    assert not section_of(circular, "存在的问题") and "均未发现需要通报的问题" in text_of(circular)
    assert circular.annex[0].cells[-1] == "0"


@pytest.mark.parametrize("number", CLASS_TITLES)
def test_a_class_stands_only_when_it_occurred_and_asks_only_for_what_it_needs(number: int) -> None:
    one = examined(form("甲乡", "一号项目", fund("1000000", "600000")), finding("some-code", WARNING, number, message="示例发现"))
    circular = compose(round_of(one))
    headings = [paragraph.text for paragraph in circular.paragraphs if paragraph.style is Style.HEADING2]
    assert headings[0] == f"（一）{CLASS_TITLES[number]}" and len(headings) == 2 and headings[1].startswith("（一）")
    assert "甲乡“一号项目”" in section_of(circular, "存在的问题")


def test_units_and_objects_are_counted_and_named_once() -> None:
    slow = finding("slow-spending", WARNING, 5)
    items = [examined(form("甲乡", f"{number}号项目", fund("1000000", "100000")), slow, slow) for number in (1, 2)]
    text = section_of(compose(round_of(*items)), "存在的问题")
    assert "1.支出进度缓慢。涉及1家单位2个对象：甲乡“1号项目”（执行率10.00%）、“2号项目”（执行率10.00%）。" in text


def test_praise_follows_the_rule_and_has_its_figures() -> None:
    plain = fund("1000000", "600000")
    words = indicator(12, "面貌", "1", "1")
    vague = replace(words, target=Target("明显改善", Operator.TEXT))
    bad = [
        examined(form("乙乡", "有错项目", plain), finding("sum-mismatch", ERROR, 2)),
        examined(form("乙乡", "迟报项目", plain), finding("late", ERROR, 3)),
        examined(form("乙乡", "慢项目", fund("1000000", "100000"))),
        examined(form("乙乡", "超支项目", fund("1000000", "1000001"))),
        examined(form("乙乡", "滞后项目", plain), achievement="0.5"),
        examined(form("乙乡", "定性项目", plain, indicators=(vague,))),
    ]
    good = [examined(form("甲乡", f"好项目{number}", plain), achievement=f"0.9{number}") for number in range(7)]
    text = section_of(compose(round_of(*bad, *good)), "监控执行情况")
    assert re.findall(r"好项目\d", text) == ["好项目6", "好项目5", "好项目4", "好项目3", "好项目2"]
    assert "（执行率60.00%，加权完成率96.00%）" in text and "乙乡" not in text
    assert "较好" not in text_of(compose(round_of(*bad)))


@pytest.mark.parametrize(("code", "severity"), [("too-simple", WARNING), ("score-mismatch", WARNING), ("duplicate-form", NOTICE)])
def test_a_doubt_or_a_second_form_bars_praise_unless_rejected(code: str, severity: Severity) -> None:
    doubt = finding(code, severity, None)
    result = round_of(examined(form("甲乡", "一号项目", fund("1000000", "600000")), doubt))
    assert "较好" not in text_of(compose(result))
    assert "较好" not in text_of(compose(adopting(result, True))) and "较好" not in text_of(compose(adopting(result, None)))
    assert "填报无错误和疑点、未重复报送、预算执行和目标完成均为绿灯" in text_of(compose(adopting(result, False)))


def test_an_error_the_bureau_rejected_no_longer_bars_praise_but_an_undecided_one_does() -> None:
    result = round_of(examined(form("甲乡", "一号项目", fund("1000000", "600000")), finding("sum-mismatch", ERROR, 2)))
    assert "较好" in text_of(compose(adopting(result, False)))
    assert "较好" not in text_of(compose(adopting(result, None)))


def test_a_report_that_did_not_come_bars_praise_and_counts_as_a_problem() -> None:
    one = examined(form("甲乡", "“一号”项目", fund("1000000", "600000")))
    missing = finding("report-missing", ERROR, 3, cell=None, unit="甲乡", program="一号项目")
    text = text_of(compose(round_of(one, findings=(missing,))))
    assert "较好" not in text and "0个未发现需要通报的问题，1个存在问题" in text and "甲乡“一号项目”" in text
    assert "甲乡“‘一号’项目”（执行率" in text_of(compose(round_of(one)))


def test_an_amount_in_a_wrong_unit_does_not_drown_the_others() -> None:
    right = examined(form("甲乡", "一号", fund("1000000", "600000")))
    source = form("乙乡", "二号", fund("1000000", "6000000000"))
    wrong = examined(source, finding("unit-conflict", ERROR, 2, subject="年度资金总额", cell="G6"))
    result = round_of(right, wrong)
    scope = section_of(compose(result), "基本情况")
    assert (
        "项目支出2个，年初预算100.00万元，已执行60.00万元，执行率60.00%，略高于序时进度（1个对象金额单位有误，更正前未计入金额）。" in scope
    )
    assert "已执行600,060.00万元" in section_of(compose(adopting(result, False)), "基本情况")
    note = "（其中1个对象金额单位有误，合计未剔除，待更正）"
    assert compose(result).annex[-1].cells[2:5] == (f"2个{note}", "200.00", "600,060.00")
    assert compose(adopting(result, False)).annex[-1].cells[2] == "2个"


def test_where_the_only_object_is_left_out_no_zero_is_printed() -> None:
    wrong = examined(form("乙乡", "二号", fund("1000000", "6000000000")), finding("unit-conflict", ERROR, 2, cell="E6"))
    scope = section_of(compose(round_of(wrong)), "基本情况")
    assert "项目支出1个（1个对象金额单位有误，更正前未计入金额）。" in scope and "0.00万元" not in scope


def test_a_forecast_in_a_wrong_unit_leaves_the_sums_alone() -> None:
    money = fund("1000000", "600000")
    money = replace(money, forecast=D(100), cells={**money.cells, "forecast": "K6"})
    off = finding(
        "unit-conflict", ERROR, 2, subject="年度资金总额", cell="K6", message="“年度资金总额”全年预计数100.00元（K6）与同行相差。"
    )
    source = form("甲乡", "一号", money)
    assert "已执行60.00万元" in text_of(compose(round_of(examined(source, off))))
    both = replace(off, message=off.message + "执行数60.00元（G6）与同行相差。")
    assert "更正前未计入金额" in text_of(compose(round_of(examined(source, both))))


def test_a_sum_of_nothing_is_not_printed_as_zero() -> None:
    source = form("甲乡", "一号", fund("1000000", "0"))
    nothing = examined(source)
    assert "年初预算100.00万元，已执行0.00万元，执行率0.00%" in text_of(compose(round_of(nothing)))
    bare = replace(nothing, form=replace(source, funds=()))
    zero = Sums(1, 1, 1, D(0), D(0), D(0), None)
    circular = compose(round_of(bare, totals=Totals(zero, {Kind.MONITORING: zero}, (), {}, {})))
    assert "项目支出1个。" in section_of(circular, "基本情况")
    assert circular.annex[-1].cells[3:6] == ("—", "—", "—")


def test_forms_without_a_light_are_said_to_be_left_out() -> None:
    one, other = (examined(form("甲乡", name, fund("1000000", "600000"))) for name in ("一号", "二号"))
    dark = replace(other, judgement=replace(other.judgement, overall=None, verdict=None))
    assert "绿灯1个，另有1个暂不作判断" in text_of(compose(round_of(one, dark)))


def test_no_date_is_invented_and_blanks_are_set_on_yellow() -> None:
    result = example_round(12)
    assert re.findall(r"20\d\d年\d+月\d+日", text_of(compose(result))) == ["2023年7月31日"]
    document = docx.Document(io.BytesIO(write_circular(result)))
    marked = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.highlight_color]
    assert "××县财政局" in marked and marked.count("____") >= 6


def test_a_round_without_monitoring_forms_says_so_and_judges_nothing() -> None:
    one = examined(form("甲乡", "一号项目", fund("1000000", "600000"), kind=Kind.SELF_EVALUATION), finding("score-mismatch", WARNING, None))
    circular = compose(round_of(one))
    assert "没有绩效运行监控表" in text_of(circular)
    assert not section_of(circular, "监控执行情况") and not circular.annex
    docx.Document(io.BytesIO(typeset(circular)))


def test_a_duplicate_that_does_not_count_is_neither_counted_nor_named() -> None:
    one = form("甲乡", "一号项目", fund("1000000", "600000"))
    other = examined(replace(one, file="旧.xlsx"), finding("sum-mismatch", ERROR, 2), counts=False)
    circular = compose(round_of(examined(one), other))
    assert "共收到1家单位的1个对象" in text_of(circular) and not section_of(circular, "存在的问题")


def test_the_annex_has_each_object_with_its_figures_and_a_subtotal_per_kind() -> None:
    circular = compose(example_round(12))
    assert len([row for row in circular.annex if not row.subtotal]) == 14
    assert [row.cells[1] for row in circular.annex if row.subtotal] == ["项目支出小计", "部门整体支出小计"]
    assert circular.annex[-1].cells == ("14", "北原乡", "护坡工程", "290.00", "—", "—", "未报", "—")
    table = docx.Document(io.BytesIO(write_circular(example_round(12)))).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [column.head for column in circular.annex_columns] and len(table.rows) == 1 + len(
        circular.annex
    )


def test_official_format() -> None:
    with zipfile.ZipFile(io.BytesIO(write_circular(example_round(3)))) as package:
        document, styles = package.read("word/document.xml").decode(), package.read("word/styles.xml").decode()
        footers = package.read("word/footer1.xml").decode() + package.read("word/footer2.xml").decode()
    for style, font, size in (
        ("title", "方正小标宋简体", 44), ("body", "仿宋_GB2312", 32), ("heading1", "黑体", 32), ("heading2", "楷体_GB2312", 32),
    ):  # fmt: skip
        piece = styles[styles.index(f'w:styleId="{style}"') :].split("</w:style>")[0]
        assert f'w:eastAsia="{font}"' in piece and f'<w:sz w:val="{size}"/>' in piece
    assert 'w:firstLineChars="200"' in styles and 'w:line="560" w:lineRule="exact"' in styles
    margins = {side: int(value) for side, value in re.findall(r'w:(top|bottom|left|right)="(\d+)"', document[document.index("<w:pgMar") :])}
    assert {side: round(twips / 1440 * 25.4) for side, twips in margins.items()} == {"top": 37, "right": 26, "bottom": 35, "left": 28}
    assert footers.count("— ") == 2 and footers.count("PAGE") == 2


def test_the_same_round_gives_the_same_bytes_and_hostile_names_stay_text() -> None:
    name = "<w:p>&\x0b“<script>alert(1)</script>”"
    result = round_of(examined(form("甲&乙<乡>", name, fund("1000000", "600000")), finding("sum-mismatch", ERROR, 2)))
    data = write_circular(result)
    assert data == write_circular(result)
    document = docx.Document(io.BytesIO(data))
    assert name.replace("\x0b", "") in document.tables[0].rows[1].cells[2].text
    assert any("甲&乙<乡>" in paragraph.text for paragraph in document.paragraphs)


@settings(max_examples=30, deadline=None)
@given(chosen=st.sets(st.integers(0, 19)))
def test_whoever_is_named_has_an_adopted_finding(chosen: set[int]) -> None:
    items = [
        examined(form(f"示例{number}乡", f"示例{number}项目", fund("1000000", "600000")), finding("sum-mismatch", ERROR, 2))
        for number in range(20)
    ]
    result = round_of(*items)
    keys = [finding_key(one.findings[0], one.form) for one in items]
    decided = replace(result, decisions={key: Decision(number in chosen) for number, key in enumerate(keys)})
    text = section_of(compose(decided), "存在的问题")
    named = {int(number) for number in re.findall(r"示例(\d+)项目", text)}
    assert named <= chosen and len(named) == min(len(chosen), 12)
    assert Decimal(len(chosen)) == 0 or f"涉及{len(chosen)}家单位{len(chosen)}个对象" in text
