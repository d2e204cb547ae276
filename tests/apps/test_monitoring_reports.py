"""Monitoring reports: opened, written, held against the forms, sealed, handed in, received."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from tests.apps.fillingworld import SECOND_AT, World
from tests.apps.reportsworld import DUE, SCAN, pdf, report, words, world
from tests.apps.targetsworld import model

from hengji.apps.audit.models import Entry
from hengji.apps.files.queries import open_bytes
from hengji.apps.monitoring import reporting
from hengji.apps.monitoring.models import FormFinding, MonitoringReport, Round
from hengji.apps.monitoring.operations import reports as operations
from hengji.apps.monitoring.queries import form_page
from hengji.apps.monitoring.queries import reports as queries
from hengji.apps.notices.models import Notice
from hengji.rules.lifecycles.monitoring import FindingState, ReportState
from hengji.rules.refusals import NotAllowed, NotFound, Refused, StaleVersion

pytestmark = pytest.mark.django_db
AT = SECOND_AT + timedelta(days=2)
RIGHT = "截至10月31日，农村饮水安全巩固提升工程预算400万元，已支出172万元，执行率43.00%。"
WRONG = "截至10月31日，农村饮水安全巩固提升工程预算400万元，已支出200万元，执行率50.00%。"


@pytest.fixture
def w() -> World:
    made = world()
    operations.open_reports(made.c.officer, made.second, at=AT)
    return made


def write(w: World, section: str, text: str, was: str = "") -> None:
    operations.save_report_text(w.c.reporter, report(w).pk, section, was, text, at=AT)


def sealed(w: World, content: bytes = SCAN, name: str = "盖章.pdf") -> MonitoringReport:
    row = report(w)
    operations.seal_report(w.c.reporter, row.pk, row.version, name, content, reporting.read_sealed(name, content), at=AT)
    return report(w)


def handed_in(w: World, at: datetime = AT) -> MonitoringReport:
    write(w, "problems", "管材到货晚，施工比计划慢一个月。")
    write(w, "correction", "增派班组。")
    write(w, "improvement", "加快支付。")
    row = sealed(w)
    operations.submit_report(w.c.reporter, row.pk, row.version, at=at)
    return report(w)


# ---- opened


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("unit", {("县农村供水服务中心", None), ("县水利局", None)}),
        ("department", {("县水利局", None)}),
        ("object", {("县农村供水服务中心", "农村饮水安全巩固提升工程"), ("县水利局", "县水利局部门整体支出")}),
    ],
)
def test_reports_are_opened_for_whom_the_round_asks(by: str, expected: set[tuple[str, str | None]]) -> None:
    made = world(by, send=False)
    operations.open_reports(made.c.officer, made.second, at=AT)
    rows = MonitoringReport.objects.select_related("unit", "program")
    assert {(row.unit.name, str(row.program) if row.program else None) for row in rows} == expected
    assert operations.open_reports(made.c.officer, made.second, at=AT) == 0, "opened twice, nothing is doubled"
    assert Notice.objects.filter(subject__contains="需要报送绩效监控报告").exists()


def test_a_round_that_asks_for_none_or_is_not_published_opens_none() -> None:
    made = world(send=False)
    Round.objects.filter(pk=made.second).update(report_by="")
    with pytest.raises(Refused, match="report-none-asked"):
        operations.open_reports(made.c.officer, made.second, at=AT)
    Round.objects.filter(pk=made.second).update(report_by="unit", state="draft")
    with pytest.raises(Refused, match="report-round-draft"):
        operations.open_reports(made.c.officer, made.second, at=AT)
    with pytest.raises(NotFound):  # a draft is told to nobody but its organisers
        operations.open_reports(made.c.reporter, made.second, at=AT)
    Round.objects.filter(pk=made.second).update(state="published")
    with pytest.raises(NotAllowed):
        operations.open_reports(made.c.reporter, made.second, at=AT)


# ---- written


def test_what_people_write_stays_while_the_data_are_drawn_anew(w: World) -> None:
    write(w, "problems", "管材到货晚。")
    before = queries.report_page(w.c.reporter, report(w).pk, AT)
    assert [one.text for one in before.sections if one.id == "problems"] == ["管材到货晚。"]
    assert "172.00万元" in _data(before, "money")

    model("programs.Payment").objects.all().update(amount=Decimal(1_000_000))
    after = queries.report_page(w.c.reporter, report(w).pk, AT)
    assert "300.00万元" in _data(after, "money"), "the figures are those of now"
    assert [one.text for one in after.sections if one.id == "problems"] == ["管材到货晚。"]


def _data(page: queries.ReportPage, section: str) -> str:
    return "".join(getattr(block, "text", "") for one in page.sections if one.id == section for block in one.data)


def test_every_figure_of_the_data_leads_to_its_form(w: World) -> None:
    write(w, "organisation", "成立专班。")
    row = report(w)
    operations.choose_outline(w.c.reporter, row.pk, row.version, "huichang", at=AT)
    page = queries.report_page(w.c.reporter, row.pk, AT)
    figures = [one for section in page.sections for one in section.sources if one.form]
    assert {one.form for one in figures} == {str(w.form().pk)}
    cells = {one.figure: one.cell for one in figures}
    assert cells["172.00万元"] == "funds/total/executed"
    parts = {cell.partition("/")[0] for cell in cells.values()}
    assert {"funds", "rows"} <= parts <= {"funds", "rows", ""}
    operations.choose_outline(w.c.reporter, row.pk, report(w).version, "huangyuan", at=AT)
    again = queries.report_page(w.c.reporter, row.pk, AT)
    assert [one.text for one in again.sections if one.id == "organisation"] == ["成立专班。"], "the words come back with the outline"


def test_two_people_on_one_paragraph_lose_nothing(w: World) -> None:
    write(w, "problems", "甲写的。")
    with pytest.raises(Refused, match="report-text-changed"):
        write(w, "problems", "乙写的。", was="")
    write(w, "problems", "甲写的。乙补充。", was="甲写的。")
    write(w, "problems", "甲写的。乙补充。", was="随便什么")  # the same words again are no conflict
    assert report(w).texts["problems"] == "甲写的。乙补充。"
    with pytest.raises(NotFound):
        write(w, "no-such-section", "x")
    with pytest.raises(Refused, match="report-text-long"):
        write(w, "problems", "长" * 8001)


def test_word_has_the_data_and_the_words(w: World) -> None:
    write(w, "problems", "管材到货晚，施工比计划慢一个月。")
    title, content = queries.report_word(w.c.reporter, report(w).pk, AT.date())
    text = words(content)
    assert title.endswith("县农村供水服务中心绩效监控报告")
    assert "管材到货晚，施工比计划慢一个月。" in text and "172.00万元" in text and "数据来源表" in text


# ---- held against the forms


def test_a_sentence_that_the_form_does_not_bear_out_is_named_with_its_cell(w: World) -> None:
    write(w, "money", WRONG)
    page = queries.report_page(w.c.reporter, report(w).pk, AT)
    told = {(one.figure, one.on_form) for one in page.differences}
    assert told == {("200万元", "172.00万元"), ("50.00%", "43.00%")}
    assert {one.form for one in page.differences} == {str(w.form().pk)}
    assert all(one.source == "本页文字" and one.cell.count("/") == 2 for one in page.differences)
    write(w, "money", RIGHT, was=WRONG)
    assert queries.report_page(w.c.reporter, report(w).pk, AT).differences == ()


def test_differences_keep_it_from_being_handed_in_until_put_right_or_explained(w: World) -> None:
    write(w, "money", WRONG)
    row = sealed(w)
    with pytest.raises(Refused, match="report-differences") as refusal:
        operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)
    assert refusal.value.facts["count"] == 2
    write(w, "differences", "其中28万元为10月31日已申请、11月2日到账。")
    operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)
    kept = report(w)
    assert kept.state == ReportState.SUBMITTED and len(kept.differences) == 2
    found = FormFinding.objects.filter(form=w.form(), code="report-mismatch")
    beside = [one for one in form_page(w.c.reporter, w.form().pk, AT).remarks if one.code == "report-mismatch"]
    assert beside and not any(one.blocking or one.open for one in beside), "what is explained in the report keeps no form from being sent"
    assert found.count() == 2 and {one.problem_class for one in found} == {2}, "the office sees them as findings of the form"
    operations.withdraw_report(w.c.reporter, kept.pk, kept.version, at=AT)
    write(w, "money", RIGHT, was=WRONG)
    row = report(w)
    operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)
    assert set(FormFinding.objects.filter(code="report-mismatch").values_list("state", flat=True)) == {FindingState.GONE}


def test_what_is_still_blank_is_named_before_it_is_handed_in(w: World) -> None:
    """An invitation printed as ____ goes nowhere unnoticed: it is written, or said to stand on the stamped paper."""
    write(w, "problems", "管材到货晚。")
    row = sealed(w)
    with pytest.raises(Refused, match="report-blank") as refusal:
        operations.submit_report(w.c.reporter, row.pk, row.version, at=AT)
    shown = queries.report_page(w.c.reporter, row.pk, AT).blanks
    assert refusal.value.facts["count"] == len(shown) and "“（二）改进意见”" in shown
    assert "“（二）改进意见”" in str(refusal.value.facts["places"])
    operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)
    assert report(w).state == ReportState.SUBMITTED
    assert "盖章件上另写：" in str(Entry.objects.filter(verb="已报送", subject_id=str(row.pk)).latest("seq").payload)


def test_a_sentence_that_stands_on_the_page_and_in_the_stamped_pdf_is_one_fault_with_two_places(w: World) -> None:
    write(w, "money", WRONG)
    write(w, "differences", "其中28万元尚未到账。")
    row = sealed(w, pdf("一、基本情况", WRONG))
    told = [(one.source, one.figure) for one in reporting.differences(row)]
    assert told == [("本页文字、盖章件", "200万元"), ("本页文字、盖章件", "50.00%")]
    operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)
    found = list(FormFinding.objects.filter(form=w.form(), code="report-mismatch"))
    assert len(found) == 2 and not any("#" in one.key for one in found)
    assert all("本页文字、盖章.pdf" in one.remedy for one in found), "the remedy names both papers"


def test_a_stamped_pdf_with_text_is_read_and_held_against_the_form(w: World) -> None:
    row = sealed(w, pdf("一、基本情况", WRONG))
    assert row.reading["read"] is True
    told = {(one.source, one.figure, one.on_form) for one in reporting.differences(row)}
    assert told == {("盖章件", "200万元", "172.00万元"), ("盖章件", "50.00%", "43.00%")}
    assert reporting.differences(sealed(w, pdf("一、基本情况", RIGHT))) == ()


def test_a_scan_is_marked_unread_and_can_be_handed_in(w: World) -> None:
    row = handed_in(w)
    assert row.reading["read"] is False and row.reading["why"].startswith("未读：")
    page = queries.report_page(w.c.officer, row.pk, AT)
    assert page.unread.startswith("未读") and page.sealed is not None


def test_what_is_no_pdf_is_refused(w: World) -> None:
    with pytest.raises(Refused, match="report-not-pdf"):
        sealed(w, b"PK\x03\x04 not a pdf", "报告.docx")
    row = report(w)
    write(w, "problems", "写了。")
    with pytest.raises(Refused, match="report-not-sealed"):
        operations.submit_report(w.c.reporter, row.pk, row.version, blanks_sealed=True, at=AT)


# ---- on its way


def test_from_hand_in_to_receipt(w: World) -> None:
    row = handed_in(w)
    assert (row.state, row.late) == (ReportState.SUBMITTED, False)
    assert "管材到货晚" in words(open_bytes(row.word_id)), "the text as handed in is kept"  # type: ignore[arg-type]
    with pytest.raises(Refused, match="report-not-open"):
        write(w, "problems", "再改", was="管材到货晚，施工比计划慢一个月。")
    with pytest.raises(Refused, match="lifecycle-opinion-missing"):
        operations.return_report(w.c.divisional, row.pk, row.version, " ", at=AT)
    operations.return_report(w.c.divisional, row.pk, row.version, "补充处置情况", at=AT)
    row = report(w)
    assert (row.state, row.opinion) == (ReportState.RETURNED, "补充处置情况")
    write(w, "disposal", "已调减预算8万元。")
    operations.submit_report(w.c.reporter, row.pk, row.version, at=DUE + timedelta(days=3))
    row = report(w)
    assert row.late is False, "handed in on time, returned, handed in again: not late"
    operations.accept_report(w.c.divisional, row.pk, row.version, "同意", at=DUE + timedelta(days=4))
    assert report(w).state == ReportState.ACCEPTED
    verbs = list(Entry.objects.filter(subject_id=row.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["已上传", "已报送", "已退回", "已报送", "已接收"]


def test_late_is_marked_not_blocked(w: World) -> None:
    row = handed_in(w, DUE + timedelta(minutes=1))
    assert row.late is True
    [found] = FormFinding.objects.filter(code="report-late")
    assert (found.form_id, found.problem_class, found.state) == (w.form().pk, 3, FindingState.FOUND)
    operations.withdraw_report(w.c.reporter, row.pk, row.version, at=DUE + timedelta(minutes=2))
    assert report(w).late is False, "taken back it has not been handed in"
    assert FormFinding.objects.get(code="report-late").state == FindingState.GONE


def test_nobody_receives_his_own_and_only_finance_receives(w: World) -> None:
    write(w, "problems", "写了。")
    row = report(w)
    operations.seal_report(w.c.officer, row.pk, row.version, "盖章.pdf", SCAN, reporting.read_sealed("盖章.pdf", SCAN), at=AT)
    operations.submit_report(w.c.officer, row.pk, row.version + 1, blanks_sealed=True, at=AT)
    row = report(w)
    with pytest.raises(Refused, match="lifecycle-own-work"):
        operations.accept_report(w.c.officer, row.pk, row.version, at=AT)
    with pytest.raises(NotAllowed):
        operations.accept_report(w.c.reporter, row.pk, row.version, at=AT)
    with pytest.raises(NotFound):
        operations.accept_report(w.c.stranger, row.pk, row.version, at=AT)
    with pytest.raises(StaleVersion):
        operations.accept_report(w.c.divisional, row.pk, row.version - 1, at=AT)


def test_a_closed_round_takes_no_report_and_gives_none_back(w: World) -> None:
    row = handed_in(w)
    Round.objects.filter(pk=w.second).update(state="closed")
    with pytest.raises(Refused, match="report-round-closed"):
        operations.return_report(w.c.divisional, row.pk, row.version, "改", at=AT)
    operations.accept_report(w.c.divisional, row.pk, row.version, at=AT)


def test_the_meeting_that_heard_it_is_recorded_and_stands_in_the_report(w: World) -> None:
    row = report(w)
    said = {
        "on": "2026-11-10",
        "name": "局党组2026年第18次会议",
        "chair": "周局",
        "minutes": "党组纪〔2026〕18号",
        "heard": "会议要求加快验收。",
    }
    with pytest.raises(Refused, match="report-meeting-day"):
        operations.record_meeting(w.c.reporter, row.pk, row.version, {**said, "on": "下周"}, at=AT)
    with pytest.raises(Refused, match="report-meeting-bare"):
        operations.record_meeting(w.c.reporter, row.pk, row.version, {**said, "heard": " "}, at=AT)
    operations.record_meeting(w.c.reporter, row.pk, row.version, said, at=AT)
    _, content = queries.report_word(w.c.reporter, row.pk, AT.date())
    assert "局党组2026年第18次会议听取了本次绩效监控情况汇报" in words(content) and "会议要求加快验收。" in words(content)


# ---- lists


def test_the_list_shows_whose_turn_it_is(w: World) -> None:
    mine = queries.reports(w.c.reporter, 2026, AT, "mine")
    assert [row.unit_name for row in mine.rows] == ["县农村供水服务中心"]
    assert queries.reports(w.c.divisional, 2026, AT, "mine").count == 0
    handed_in(w)
    assert queries.reports(w.c.reporter, 2026, AT, "mine").count == 0
    assert [row.sealed_words for row in queries.reports(w.c.divisional, 2026, AT, "mine").rows] == ["未读"]
    late = queries.reports(w.c.officer, 2026, DUE + timedelta(days=1), "late")
    assert [(row.unit_name, row.overdue) for row in late.rows] == [("县水利局", True)]
    assert queries.reports(w.c.stranger, 2026, AT).count == 0
    [asked] = queries.asked_rounds(w.c.officer, 2026)
    assert (asked.reports, asked.handed_in, asked.unopened) == (2, 1, 0) and queries.asked_rounds(w.c.reporter, 2026) == ()


def test_what_waits_is_told_on_the_workbench(w: World) -> None:
    [one] = queries.reports_waiting(w.c.reporter, AT.date())
    assert (one.matter, one.subject, str(one.due)) == ("撰写监控报告", "县农村供水服务中心绩效监控报告", "2026-11-23")
    handed_in(w)
    assert [one.matter for one in queries.reports_waiting(w.c.divisional, AT.date())] == ["审核监控报告"]
